"""Files beside the database: named by their own checksum, told by their content, verified whenever they are read.

They lie in ``<database>.berkas``, encrypted where the database is (``data/keys.py``). No path and no ending comes from
the name of an uploaded file. A file is written beside its place and moved there whole: a power cut leaves nothing half.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from data import engine, keys
from data.errors import AttachmentChanged, AttachmentMissing, AttachmentTooLarge
from data.export import write_whole
from data.handover.kinds import kind_of
from data.settings import reading_limits
from data.store import Store
from geo.apart import strangers

MAX_MB = 15
THERE, GONE, CHANGED = "ada", "hilang", "berubah"
STATES = {THERE: "utuh", GONE: "hilang dari folder", CHANGED: "isinya berubah"}
"""How a kept file is found again: key → what screens call it."""


@dataclass(frozen=True)
class Kept:
    """A file that is kept. ``sha256``: its name; ``kind``: key of :data:`KINDS`."""

    sha256: str
    kind: str
    byte_count: int


def folder_of(store: Store) -> Path:
    """Return where the files of a database lie."""
    return folder_beside(store.path)


def folder_beside(database: Path) -> Path:
    """Return where the files of a database that is not open lie."""
    return database.with_name(f"{database.stem}.berkas")


def copied_beside(database: Path) -> Path:
    """Return where the backups of a database keep the files that lie beside it."""
    return engine.copies_of(database) / "berkas"


def keep(store: Store, content: bytes) -> Kept:
    """Keep a file; one that is there already, whole, is not written again.

    Raises
    ------
    AttachmentTooLarge, AttachmentKindUnknown, AttachmentUnsafe, PhotoTooLarge
    ReadingTooLong, ReadingTooLarge, ReadingBroken
    OutputUnwritable
        The folder cannot be written.
    """
    if len(content) > MAX_MB * 1_000_000:
        raise AttachmentTooLarge(found_mb=round(len(content) / 1e6), limit_mb=MAX_MB)
    with strangers(reading_limits(store)):
        kind = kind_of(content)
    kept = Kept(hashlib.sha256(content).hexdigest(), kind, len(content))
    if look(store, kept.sha256, kept.kind) != THERE:
        path = _path(store, kept.sha256, kept.kind)
        path.parent.mkdir(parents=True, exist_ok=True)
        ring = store.ring()
        write_whole(path, keys.seal(ring, content) if ring else content)
        keys.sync_folder(path.parent)
    return kept


def _path(store: Store, sha256: str, kind: str) -> Path:
    return folder_of(store) / f"{sha256}.{kind}"


def look(store: Store, sha256: str, kind: str) -> str:
    """Return how a kept file is found: a key of :data:`STATES`. Its whole content is read."""
    try:
        content = _content(store, sha256, kind)
    except OSError:
        return GONE
    return CHANGED if content is None else THERE


def _content(store: Store, sha256: str, kind: str) -> bytes | None:
    """Return what was kept; ``None`` where its bytes are others now, or no key opens it."""
    kept = _path(store, sha256, kind).read_bytes()
    content = keys.unseal(store.ring(), kept) if keys.is_sealed(kept) else kept
    return content if content is not None and hashlib.sha256(content).hexdigest() == sha256 else None


def read(store: Store, sha256: str, kind: str, *, title: str) -> bytes:
    """Return the content of a kept file; ``title`` is what errors call it.

    Raises
    ------
    AttachmentMissing, AttachmentChanged
    """
    folder = folder_of(store).name
    try:
        content = _content(store, sha256, kind)
    except OSError as error:
        raise AttachmentMissing(title=title, folder=folder) from error
    if content is None:
        raise AttachmentChanged(title=title, folder=folder)
    return content
