"""``kill -9`` during every work that writes: the database opens, and holds the work whole or not at all.

Plan, report, load into an encrypted database, backup, restore, a new key. Each is run once undisturbed, so that it is
known what it leaves; then from the same start again and again, killed at random moments of that time. After each kill
the database is opened and its audit looked through; what lies beside is whole, or goes when the work is done again. Of
an encrypted database no number of a person lies in clear anywhere in its folder, the temporary files included.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.forked import Forks
from bench.killed_load import family_rows
from data import audit, rekey
from data.backup import make_backup, read_backups, witnesses
from data.intake.load import load_files
from data.intake.request import SourceFile
from data.settings import save_setting
from data.store import Store

name = "kill -9 during plan, report, encrypted load, backup, restore, new key"
KILL_COUNT = 12
SEED = 6
FAMILY_COUNT = 20_000
NAME = "kantor.duckdb"
NOTHING, ALL, PART = "nothing", "all", "A PART"
_ORPHAN_S = 20.0
_OWN = "audit"
"""Table left out of the comparison: a work may note in it what it is about to do."""


class Work(NamedTuple):
    """One work. ``command``: room and words, from the folder of the office; ``writes``: files that it leaves there."""

    key: str
    room: str
    command: Callable[[Path], list[object]]
    is_encrypted: bool = False
    writes: str = ""


def _plan(folder: Path) -> list[object]:
    made = folder / "hasil" / "rencana.json"
    return [
        "plan",
        "--db",
        folder / NAME,
        "--date",
        "2026-11-28",
        "--out",
        made,
        "--save",
        "Rencana",
        "--iterations",
        20,
    ]


def report_words(folder: Path) -> list[object]:
    """Return the command of a report."""
    return ["report", "--db", folder / NAME, "--out", folder / "hasil", "--date", "2026-11-28"]


def _load(folder: Path) -> list[object]:
    return ["load", "--db", folder / NAME, "--families", folder.parent / "keluarga.csv"]


WORKS = (
    Work("plan", "analytics", _plan, writes="hasil"),
    Work("report", "analytics", report_words, writes="hasil"),
    Work("encrypted load", "data", _load, is_encrypted=True),
    Work("backup", "data", lambda folder: ["backup", "--db", folder / NAME], is_encrypted=True),
    Work("restore", "data", lambda folder: ["restore", "--db", folder / NAME], is_encrypted=True),
    Work("new key", "data", lambda folder: ["rotate-key", "--db", folder / NAME], is_encrypted=True),
)


class State(NamedTuple):
    """What an office holds.

    ``rows``: of each table; ``key_count``: how many keys it has been encrypted with; ``backup_count``: whole backups;
    ``files``: written for readers.
    """

    rows: tuple[tuple[str, int], ...]
    key_count: int
    backup_count: int
    files: tuple[tuple[str, str], ...]

    def same_data(self, other: State) -> bool:
        """Return whether the database and its whole backups are the same."""
        return self[:3] == other[:3]


class Office:
    """A folder that a work starts from, kept as it was; ``again()`` puts it back. ``temporary``: TMPDIR of the work."""

    def __init__(self, folder: Path, work: Work, make: Callable[[Path], None], temporary: Path) -> None:
        self.work, self.folder, self._kept = work, folder / "kantor", folder / "semula"
        self.temporary = temporary
        self._kept.mkdir(parents=True)
        family_rows(FAMILY_COUNT).to_csv(folder / "keluarga.csv", index=False)
        made = folder / "asal" / NAME
        made.parent.mkdir()
        make(made)
        shutil.copyfile(made, self._kept / NAME)
        if work.is_encrypted:
            rekey.encrypt(self._kept / NAME, "")
        if work.key == "restore":
            with closing(Store.open(self._kept / NAME)) as store:
                make_backup(store)
            one = folder / "satu.csv"
            family_rows(1).assign(no_kk="6311021203209999").to_csv(one, index=False)
            with closing(Store.open(self._kept / NAME)) as store:
                load_files(store, [SourceFile("families", one)])
        self.numbers = _numbers(self._kept / NAME)
        with closing(Store.open(self._kept / NAME)) as store:
            self._first_key = store.key_name()

    def again(self) -> None:
        """Put everything back as it was."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self._kept, self.folder)
        (self.folder / "hasil").mkdir()
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir()

    def words(self) -> list[object]:
        """Return the command."""
        return self.work.command(self.folder)

    def state(self) -> State:
        """Open the database and return what there is; its audit must be whole."""
        path = self.folder / NAME
        with closing(Store.open(path, must_exist=True)) as store:
            rows = tuple(sorted((table, count) for table, count in store.row_counts().items() if table != _OWN))
            verdict = audit.verify(store)
            assert verdict.is_whole(), (self.work.key, verdict.faults)
            key_count = 1 + (store.key_name() != self._first_key)
        files = tuple((each.name, _digest(each)) for each in sorted((self.folder / "hasil").iterdir()))
        return State(rows, key_count, len(read_backups(path)), files)

    def in_clear(self) -> list[str]:
        """Return the files of the office, and the temporary ones, that hold a number of a person, as text.

        The process that reads a file for the work sees that the work is dead, and removes its folder: in a moment.
        """
        ends_at = time.monotonic() + _ORPHAN_S
        while any(self.temporary.glob("petasalur-*")) and time.monotonic() < ends_at:
            time.sleep(0.05)
        wanted = [number.encode() for number in self.numbers]
        files = [each for place in (self.folder, self.temporary) for each in place.rglob("*") if each.is_file()]
        return [each.name for each in files if any(number in each.read_bytes() for number in wanted)]

    def witnessed(self) -> list[tuple[int, str]]:
        """Return the faults of the audit against the backups."""
        with closing(Store.open(self.folder / NAME, must_exist=True)) as store:
            return audit.verify(store, witnesses(store)).faults


def ending(found: State, before: State, after: State) -> str:
    """Return whether what a kill has left is nothing of the work, all of it, or a part."""
    is_nothing, is_all = found.same_data(before), found.same_data(after)
    whole_files = dict(after.files)
    named = {name: digest for name, digest in found.files if name in whole_files}
    if not (is_nothing or is_all) or any(whole_files[name] != digest for name, digest in named.items()):
        return PART
    return ALL if is_all and (not is_nothing or found.files == after.files) else NOTHING


def kill_often(office: Office, forks: Forks, shares: list[float]) -> Counter[str]:
    """Run the work of ``office`` undisturbed, then killed at ``shares`` of that time; return how the kills ended.

    The time is that of the last run from the start: other programs come and go meanwhile.
    """
    work, log = office.work, office.folder.parent / "catatan.txt"
    office.again()
    before = office.state()
    done = forks.run(work.room, office.words(), log)
    assert done.code == 0, log.read_text(encoding="utf-8")[-800:]
    after, lasts_s = office.state(), done.seconds
    names = _names(office.folder)
    endings: Counter[str] = Counter()
    for share in shares:
        office.again()
        forks.run(work.room, office.words(), log, after_s=share * lasts_s)
        left = office.in_clear() if work.is_encrypted else []
        assert left == [], (work.key, share, left)
        how = ending(office.state(), before, after)
        endings[how] += 1
        again = forks.run(work.room, office.words(), log)  # whatever was left does not stand in the way
        assert again.code == 0, log.read_text(encoding="utf-8")[-800:]
        lasts_s = again.seconds if how == NOTHING else lasts_s
        assert office.witnessed() == []
        strange = {each for each in _names(office.folder) - names if not _is_expected(each)}
        assert strange == set(), (work.key, share, strange)
        office.state()
    return endings


def _is_expected(path: str) -> bool:
    """Whether a second run may leave a file more: another backup, another database set aside; one name of nobody's."""
    return path.startswith(("kantor.cadangan/", "kantor.sebelum-", "hasil/tmp"))


def _names(folder: Path) -> set[str]:
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _numbers(path: Path) -> list[str]:
    """Return some numbers of people to look for: of the database, and of the file that is loaded."""
    with closing(Store.open(path, must_exist=True)) as store, store.write(is_change=False) as cursor:
        known = cursor.execute("SELECT no_kk FROM family UNION ALL SELECT nik FROM person LIMIT 40").fetchall()
    loaded = family_rows(FAMILY_COUNT).iloc[:: FAMILY_COUNT // 10]
    return [*(str(row[0]) for row in known if row[0]), *loaded["nik"], *loaded["no_kk"]]


def run() -> Iterator[str]:
    """Tell how the kills ended, each work as soon as it is through."""
    chance = np.random.default_rng(SEED)
    with tempfile.TemporaryDirectory() as place:
        made, temporary = Path(place) / "jadi.duckdb", Path(place) / "sementara"
        _make_office(made)
        with Forks(TMPDIR=str(temporary)) as forks:
            for work in WORKS:
                folder = Path(place) / work.key.replace(" ", "_")
                office = Office(folder, work, lambda path: _copied(made, path), temporary)
                endings = kill_often(office, forks, sorted(chance.uniform(0.02, 1.02, KILL_COUNT)))
                assert endings[PART] == 0, (work.key, endings)
                told = f"{endings[NOTHING]} nothing of it, {endings[ALL]} all, 0 a part"
                yield f"{work.key}: {KILL_COUNT} kills, {told}"


def _make_office(path: Path) -> None:
    """Write an office with the files of the demo, as its own: a marked demo takes no files of an office."""
    from data.demo.command import write_files  # noqa: PLC0415  only here
    from data.demo.people import draw_demo  # noqa: PLC0415  only here

    with tempfile.TemporaryDirectory() as folder, closing(Store.open(path)) as store:
        load_files(store, write_files(draw_demo(), Path(folder)))
        for key, value in (("depot_lon", 115.7), ("depot_lat", -2.3)):
            save_setting(store, key, value)


def _copied(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
