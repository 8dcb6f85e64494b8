"""A load of 100,000 rows, killed at random moments: the database opens and holds all of it or nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from bench import ROOT
from data.intake.load import load_files
from data.intake.request import SourceFile
from data.store import Store

name = "kill -9 during a load of 100,000 rows"
FAMILY_COUNT, RECIPIENT_COUNT = 60_000, 40_000
KILL_COUNT = 20
SEED = 2
_COUNTED = ("family_record", "recipient_record", "family", "recipient", "load", "set_aside")


class World(NamedTuple):
    """A database with one family in it, and the files that 100,000 rows more come from."""

    before: Path
    families: Path
    recipients: Path

    def command(self, store: Path) -> list[str]:
        """Return the command that loads the files into ``store``."""
        lists = f"{self.recipients}:PKH:2026-10"
        return [
            sys.executable, "-m", "data", "load", "--db", str(store), "--families", str(self.families),
            "--recipients", lists,
        ]  # fmt: skip


def make_world(folder: Path, family_count: int = FAMILY_COUNT, recipient_count: int = RECIPIENT_COUNT) -> World:
    """Write the files and the database of before into ``folder``."""
    world = World(folder / "before.duckdb", folder / "keluarga.csv", folder / "penerima.csv")
    families = family_rows(family_count)
    families.to_csv(world.families, index=False)
    served = families.head(recipient_count)
    served[["nik", "no_kk", "nama"]].to_csv(world.recipients, index=False)
    one = folder / "satu.csv"
    family_rows(1).assign(no_kk="6311021203209999").to_csv(one, index=False)
    store = Store.open(world.before)
    load_files(store, [SourceFile("families", one)])
    store.close()
    return world


def family_rows(count: int) -> pd.DataFrame:
    """Return invented families of Halong, no number twice: 30 birth days × 12 months × 50 years × serials."""
    number = np.arange(count)
    day, month, year, serial = number % 28 + 1, number // 28 % 12 + 1, number // 336 % 50 + 40, number // 16_800 + 1
    birth = [f"{d:02d}{m:02d}{y:02d}" for d, m, y in zip(day, month, year, strict=True)]
    desa = number % 5 + 2001
    return pd.DataFrame(
        {
            "no_kk": [f"631102{date}{order:04d}" for date, order in zip(birth, serial + 5000, strict=True)],
            "nik": [f"631102{date}{order:04d}" for date, order in zip(birth, serial, strict=True)],
            "nama": [f"KELUARGA {n}" for n in number],
            "kode_desa": [f"63.11.02.{code}" for code in desa],
            "desil": number % 10 + 1,
            "lat": np.round(-2.3 + (number % 1000) / 10_000, 6),
            "lon": np.round(115.6 + (number // 1000) / 10_000, 6),
        }
    )


def counts_of(path: Path) -> dict[str, int]:
    """Open a database and count what it holds: rows of each table and its version."""
    store = Store.open(path, must_exist=True)
    try:
        with store.write(is_change=False) as cursor:
            counts = {
                table: cursor.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]  # noqa: S608  own names
                for table in _COUNTED
            }
        return counts | {"data_version": store.data_version()}
    finally:
        store.close()


def load_and_kill(world: World, store: Path, *, after_s: float, after_share: float = 0.0) -> dict[str, int]:
    """Start a load, kill it, and return what the database then holds.

    Parameters
    ----------
    world
        See :func:`make_world`.
    store
        Where the database of before is copied to.
    after_s
        Seconds of life, counted from the moment at which the load says ``after_share`` of it is done.
    """
    shutil.copyfile(world.before, store)
    Path(f"{store}.wal").unlink(missing_ok=True)
    with subprocess.Popen(
        world.command(store), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as load:
        if after_share:
            wait_for(load, after_share)
        time.sleep(after_s)
        load.kill()
        load.communicate()
    return counts_of(store)


def wait_for(load: subprocess.Popen[str], share: float) -> None:
    """Read what the load says until it says ``share`` is done."""
    assert load.stderr is not None
    for line in load.stderr:
        if "%" in line and float(line.split("]")[1].split("%")[0]) >= 100 * share:
            return


def run() -> list[str]:
    """Return how the kills ended, and how long a load takes that nobody kills."""
    chance = np.random.default_rng(SEED)
    with tempfile.TemporaryDirectory() as folder:
        world, store = make_world(Path(folder)), Path(folder) / "kantor.duckdb"
        before = counts_of(world.before)
        start = time.perf_counter()
        shutil.copyfile(world.before, store)
        subprocess.run(world.command(store), cwd=ROOT, check=True, capture_output=True)
        whole_s = time.perf_counter() - start
        after = counts_of(store)
        assert after["family"] == FAMILY_COUNT + 1
        assert after["recipient"] == RECIPIENT_COUNT
        endings: Counter[str] = Counter()
        for moment in np.sort(chance.uniform(0.1, 1.1, KILL_COUNT)):
            found = load_and_kill(world, store, after_s=moment * whole_s)
            endings["nothing" if found == before else "all" if found == after else "A PART"] += 1
    assert endings["A PART"] == 0, endings
    return [
        f"a load that nobody kills: {whole_s:.1f} s",
        f"killed {KILL_COUNT} times: {endings['nothing']} hold nothing of it, {endings['all']} all, 0 a part",
    ]
