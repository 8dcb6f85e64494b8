"""``python -m analytics clusters`` and ``plan``."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from analytics.delivery.day import DayPlan, plan_day
from analytics.delivery.vehicles import read_vehicles
from data.command import day, shell_progress
from data.export import DEMO_NOTE, write_whole
from data.plans import save_plan
from data.programs import ALL, program_key
from data.settings import SEASONS
from data.store import Store

MOST_DAYS = 31


def clusters(options: argparse.Namespace) -> None:
    """Write the stops of a program and the trips to them as JSON."""
    with closing(Store.open(options.db, must_exist=True)) as store:
        made = _made(store, options)
        _write(store, options.json, made, {})


def plan(options: argparse.Namespace) -> None:
    """Write the plan of one or several days as JSON, and keep it where asked."""
    days = [(options.date + dt.timedelta(days=ahead)).isoformat() for ahead in range(options.days)]
    with closing(Store.open(options.db, must_exist=True)) as store:
        made = _made(store, options, days=days, season=options.season, open_only=options.open_only)
        kept = {}
        if options.save is not None:
            kept["plan_id"] = save_plan(store, made.inputs, made.plan.to_dict(), made.parcels, name=options.save)
            print(f"disimpan sebagai rencana {kept['plan_id']}", file=sys.stderr)
        _write(store, options.out, made, kept)


def _made(store: Store, options: argparse.Namespace, **wish: Any) -> DayPlan:
    return plan_day(
        store,
        program=ALL if options.program == ALL else program_key(options.program) if options.program else None,
        period=options.period,
        vehicles=read_vehicles(options.vehicles) if options.vehicles else None,
        seed=options.seed,
        iterations=options.iterations,
        progress=shell_progress(),
        **wish,
    )


def _write(store: Store, path: Path, made: DayPlan, kept: dict[str, Any]) -> None:
    note = {"note": DEMO_NOTE} if store.is_demo() else {}
    told = {**note, **kept, **made.inputs, **made.plan.to_dict()}
    write_whole(path, json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False).encode())
    print(f"{made.plan.headline} ({made.plan.basis})", file=sys.stderr)


def add_clusters(commands: argparse._SubParsersAction) -> None:
    """Add the command to the parser of ``python -m analytics``."""
    one = commands.add_parser("clusters", help="titik penyaluran dan ritase kendaraan")
    one.add_argument("--json", type=Path, required=True)
    _add_wish(one)
    one.set_defaults(command=clusters)


def add_plan(commands: argparse._SubParsersAction) -> None:
    """Add the command to the parser of ``python -m analytics``."""
    one = commands.add_parser("plan", help="rencana penyaluran satu hari atau lebih")
    one.add_argument("--date", type=day, required=True, metavar="TAHUN-BULAN-HARI", help="hari pertama")
    one.add_argument("--out", type=Path, required=True, metavar="BERKAS", help="rencana sebagai JSON")
    one.add_argument("--days", type=_days, default=1, metavar="N", help="berapa hari berturut-turut")
    one.add_argument("--season", choices=list(SEASONS), default="", help="tanpa ini musim di pengaturan")
    one.add_argument("--open-only", action="store_true", help="hanya yang belum menerima dan belum dibawa rencana lain")
    one.add_argument("--save", nargs="?", const="", metavar="NAMA", help="simpan rencananya di basis data")
    _add_wish(one)
    one.set_defaults(command=plan)


def _add_wish(one: argparse.ArgumentParser) -> None:
    one.add_argument("--db", type=Path, required=True)
    one.add_argument("--vehicles", type=Path, metavar="BERKAS", help="armada: CSV atau XLSX; tanpa ini armada kantor")
    one.add_argument("--program", metavar="KUNCI", help="misalnya CPP atau SEMUA; tanpa ini program barang")
    one.add_argument("--period", metavar="TAHUN-BULAN", help="tanpa ini periode terbaru")
    one.add_argument("--seed", type=_whole, default=1, help="angka acak; angka yang sama memberi rencana yang sama")
    one.add_argument("--iterations", type=_whole, help="lama pencarian; tanpa ini menurut jumlah titik")


def _days(text: str) -> int:
    count = _whole(text)
    if not 1 <= count <= MOST_DAYS:
        message = f"{text} harus 1 sampai {MOST_DAYS} hari"
        raise argparse.ArgumentTypeError(message)
    return count


def _whole(text: str) -> int:
    """Return a whole number that is not negative; what argparse tells where it is none."""
    if not text.isdecimal():
        message = f"{text} harus bilangan bulat, 0 atau lebih"
        raise argparse.ArgumentTypeError(message)
    return int(text)
