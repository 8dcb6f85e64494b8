"""An encrypted database against a plain one: loading a list, a question of a page, a backup; as ratios.

Both in the same run, in turns, each on a file of its own, as :func:`data.office.open_office` makes it. CPU seconds of
all threads, which other work on the machine changes least. The question is the one behind Ringkasan and Kesenjangan,
asked of a store that has answered it before (warm) and of one that was just opened (cold).
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from bench import shared_file
from bench.intake_speed import draw_list
from data import engine, keys
from data.backup import make_backup
from data.intake.load import SourceFile, load_files
from data.office import PLAIN_VARIABLE, open_office
from data.store import Store

name = "an encrypted database against a plain one: load, question, backup"
FAMILIES, ROUNDS, ASKED = 50_000, 3, 5
PLAIN, ENCRYPTED = "plain", "encrypted"
Spent = dict[str, list[float]]


def cpu_s(work: Callable[[], object]) -> float:
    """Return the CPU seconds of this process while ``work`` is done."""
    start = time.process_time()
    work()
    return time.process_time() - start


def make_office(path: Path, *, is_plain: bool) -> None:
    """Make a database that knows the desa of Balangan."""
    os.environ[PLAIN_VARIABLE] = "1" if is_plain else ""
    with closing(open_office(path)) as store:
        load_files(
            store,
            [
                SourceFile("codes", shared_file("codes/crosswalk_kemendagri_bps_balangan.csv")),
                SourceFile("boundaries", shared_file("boundaries/balangan_desa.geojson")),
            ],
        )


def load(path: Path, register: Path) -> None:
    """Load a list, until all of it lies in the file."""
    with closing(Store.open(path)) as store:
        load_files(store, [SourceFile("families", register)])


def ask(store: Store) -> None:
    """Ask what Ringkasan asks."""
    store.frame("coverage/counts", period="", poor_desil_max=4)


def one_round(office: Path, register: Path, spent: Spent) -> None:
    """Load, ask and back up in a copy of ``office``; what it took goes into ``spent``."""
    with tempfile.TemporaryDirectory(dir=office.parent) as place:
        path = Path(place) / "kantor.duckdb"
        shutil.copyfile(office, path)
        if keys.place(office).is_file():
            shutil.copy2(keys.place(office), keys.place(path))
        spent["load"].append(cpu_s(lambda: load(path, register)))
        with closing(Store.open(path)) as store:
            spent["cold question"].append(cpu_s(lambda: ask(store)))
            spent["warm question"].append(statistics.median(cpu_s(lambda: ask(store)) for _ in range(ASKED)))
            spent["backup"].append(cpu_s(lambda: make_backup(store)))
        spent["megabytes"].append(path.stat().st_size / 1e6)


def run(*words: str) -> Iterator[str]:
    """Yield one line per work: its ratio, the median of a few rounds."""
    parser = argparse.ArgumentParser("python -m bench encryption")
    parser.add_argument("--families", type=int, default=FAMILIES, help="how long the list is")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    wish = parser.parse_args(words)
    before = os.environ.get(PLAIN_VARIABLE, "")
    with tempfile.TemporaryDirectory() as made:
        register = Path(made) / "keluarga.csv"
        draw_list(wish.families).to_csv(register, index=False)
        offices = {kind: Path(made) / f"{kind}.duckdb" for kind in (PLAIN, ENCRYPTED)}
        for kind, path in offices.items():
            make_office(path, is_plain=kind == PLAIN)
            assert engine.is_encrypted(path) is (kind == ENCRYPTED)
        os.environ[PLAIN_VARIABLE] = before
        spent: dict[str, Spent] = {kind: defaultdict(list) for kind in offices}
        for _ in range(wish.rounds):
            for kind, path in offices.items():
                one_round(path, register, spent[kind])
    for work in spent[PLAIN]:
        plain, encrypted = (statistics.median(spent[kind][work]) for kind in (PLAIN, ENCRYPTED))
        unit = "MB" if work == "megabytes" else "s of CPU"
        told = f"({encrypted:.3g} to {plain:.3g} {unit}, {wish.families} families)"
        yield f"{work}: encrypted / plain = {encrypted / plain:.2f} {told}"
