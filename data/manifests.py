"""What lies in the folder of backups: each whole copy has a manifest, a JSON file that says what belongs into it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from data import engine
from data.namesakes import namesakes


@dataclass(frozen=True)
class Backup:
    """One whole copy, as its manifest says. ``made_at``: UTC; ``tables``: rows of each; ``files``: attachments.

    ``of``: the database, where another one keeps its backups in the same folder (:mod:`data.namesakes`).
    """

    name: str
    made_at: str
    sha256: str
    byte_count: int
    schema_version: int
    data_version: int
    audit_count: int
    audit_head: str
    key_name: str
    tables: dict[str, int]
    files: list[str]
    of: str = ""

    def moment(self) -> dt.datetime:
        """Return when it was made, UTC."""
        return dt.datetime.fromisoformat(self.made_at)

    def written(self) -> bytes:
        """Return the manifest; an older Petasalur knows no ``of``."""
        told = asdict(self)
        return json.dumps({name: value for name, value in told.items() if name != "of" or value}, indent=1).encode()


def manifest_of(copy: Path) -> Path:
    """Return where the manifest of a copy lies."""
    return copy.with_suffix(".json")


def read_all(path: Path) -> list[Backup]:
    """Return what every manifest says that speaks of the database at ``path``, newest first; copies may be missing."""
    folder = engine.copies_of(path)
    others = {each.name for each in namesakes(path)}
    found = [_read(manifest) for manifest in folder.glob("*.json")] if folder.is_dir() else []
    own = [backup for backup in found if backup and backup.of not in others]
    return sorted(own, key=lambda backup: backup.made_at, reverse=True)


def read_backups(path: Path) -> list[Backup]:
    """Return the whole backups of the database at ``path``, newest first."""
    return [backup for backup in read_all(path) if (engine.copies_of(path) / backup.name).is_file()]


def _read(manifest: Path) -> Backup | None:
    """Return what a manifest says; nothing of a file that is none, or that speaks of a file elsewhere."""
    try:
        backup = Backup(**json.loads(manifest.read_text(encoding="utf-8")))
        backup.moment()
    except (OSError, ValueError, TypeError):
        return None
    return backup if Path(backup.name).name == backup.name and Path(backup.name).stem == manifest.stem else None
