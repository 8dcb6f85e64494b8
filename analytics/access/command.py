"""``python -m analytics access``."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

import pandas as pd

from analytics.access.decay import DECAY, Decay, read_decay
from analytics.access.reach import access_of
from analytics.access.table import desa_table
from analytics.access.travel import read_roads
from analytics.coverage import latest_period, read_coverage
from data.command import shell_progress
from data.errors import NoServicePoints
from data.export import csv_bytes, write_whole
from data.programs import ALL, program_key
from data.service_points import KINDS, read_points
from data.store import Store
from data.targeting import read_families
from geo.network.modes import MODES, MOTORCYCLE
from geo.network.speeds import SEASONS

_LIMIT_MIN = 60


def read_access(
    store: Store, *, kind: str, mode: str, season: str | None, limit_min: int, program: str, period: str, decay: Decay
) -> pd.DataFrame:
    """Return access of each desa with what it is of: see :func:`analytics.access.table.desa_table`.

    One row per desa, ``desa_code``, ``desa_name`` first, then the table, then what was asked for and the basis of the
    times, the same in every row. Endless minutes (no way) are missing.

    Raises
    ------
    NoServicePoints
        No point of the kind has a coordinate.
    NoSuchPeriod
    """
    points = read_points(store, kind)
    if not (points["lon"].notna() & points["lat"].notna()).any():
        raise NoServicePoints(kind=KINDS[kind].label)
    named = read_coverage(store, period=period).drop_duplicates("desa_code").set_index("desa_code")["desa_name"]
    families, roads = read_families(store, period), read_roads(store, season=season)
    access = access_of(families, points, roads, mode=mode, progress=shell_progress())
    only = None if program == ALL else program
    table, _ = desa_table(access, families, limit_min=limit_min, program=only, decay=decay)
    asked = {"kind": kind, "mode": mode, "season": access.season, "limit_min": limit_min, "program": program,
             "period": period, "e2sfca_zones": decay.sentence, "basis": access.basis}  # fmt: skip
    names = pd.Series(table.index, index=table.index).map(named).fillna("")
    told = table.replace(float("inf"), float("nan")).assign(**asked)
    told.insert(0, "desa_name", names)
    return told.reset_index()


def access(options: argparse.Namespace) -> None:
    """Write the access of every desa as CSV."""
    usual = DECAY.written()
    decay = read_decay(" ".join(options.zones) or usual[0], " ".join(options.weights) or usual[1])
    program = ALL if options.program.strip().upper() == ALL else program_key(options.program)
    with closing(Store.open(options.db, must_exist=True)) as store:
        table = read_access(
            store, kind=options.kind, mode=options.mode, season=options.season, limit_min=options.limit,
            program=program, period=options.period or latest_period(store), decay=decay,
        )  # fmt: skip
        content = csv_bytes(table, is_demo=store.is_demo())
    write_whole(options.csv, content)
    print(f"{len(table)} baris ditulis ke {options.csv}")


def add_access(commands: argparse._SubParsersAction) -> None:
    """Add the command to the parser of ``python -m analytics``."""
    one = commands.add_parser("access", help="waktu tempuh, tiga golongan, dan skor layanan per desa")
    one.add_argument("--db", type=Path, required=True)
    one.add_argument("--csv", type=Path, required=True)
    one.add_argument(
        "--kind", choices=list(KINDS), default=next(iter(KINDS)), help="jenis titik; tanpa ini titik salur"
    )
    one.add_argument("--mode", choices=list(MODES), default=MOTORCYCLE, help="moda; tanpa ini motor")
    one.add_argument("--season", choices=list(SEASONS), help="musim; tanpa ini menurut Pengaturan")
    one.add_argument("--limit", type=int, default=_LIMIT_MIN, metavar="MENIT", help="batas waktu; tanpa ini 60 menit")
    one.add_argument("--program", default=ALL, help="program yang melayani; tanpa ini semua program")
    one.add_argument("--period", default="", metavar="TAHUN-BULAN", help="tanpa ini periode terbaru")
    one.add_argument(
        "--zones", nargs="+", default=[], metavar="MENIT", help="batas tiap zona E2SFCA; tanpa ini 30 60 120"
    )
    one.add_argument("--weights", nargs="+", default=[], metavar="BOBOT", help="bobot tiap zona; tanpa ini 1 0,68 0,22")
    one.set_defaults(command=access)
