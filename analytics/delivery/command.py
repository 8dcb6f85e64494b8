"""``python -m analytics clusters``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from analytics.delivery.day import plan_day
from analytics.delivery.vehicles import read_vehicles
from data.command import shell_progress
from data.export import DEMO_NOTE, write_whole
from data.programs import ALL, program_key
from data.store import Store


def clusters(options: argparse.Namespace) -> None:
    """Write the stops of a program and the trips to them as JSON."""
    program = ALL if options.program == ALL else program_key(options.program) if options.program else None
    vehicles = read_vehicles(options.vehicles) if options.vehicles else None
    store = Store.open(options.db, must_exist=True)
    try:
        plan, inputs = plan_day(
            store,
            program=program,
            period=options.period,
            vehicles=vehicles,
            seed=options.seed,
            iterations=options.iterations,
            progress=shell_progress(),
        )
        note = {"note": DEMO_NOTE} if store.is_demo() else {}
    finally:
        store.close()
    told = {**note, **inputs, **plan.to_dict()}
    write_whole(options.json, json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False).encode())
    print(f"{plan.headline} ({plan.basis})", file=sys.stderr)


def add_clusters(commands: argparse._SubParsersAction) -> None:
    """Add the command to the parser of ``python -m analytics``."""
    one = commands.add_parser("clusters", help="titik penyaluran dan ritase kendaraan")
    one.add_argument("--db", type=Path, required=True)
    one.add_argument("--json", type=Path, required=True)
    one.add_argument("--vehicles", type=Path, metavar="BERKAS", help="armada: CSV atau XLSX; tanpa ini armada kantor")
    one.add_argument("--program", metavar="KUNCI", help="misalnya CPP atau SEMUA; tanpa ini program barang")
    one.add_argument("--period", metavar="TAHUN-BULAN", help="tanpa ini periode terbaru")
    one.add_argument("--seed", type=_whole, default=1, help="angka acak; angka yang sama memberi rencana yang sama")
    one.add_argument("--iterations", type=_whole, help="lama pencarian; tanpa ini menurut jumlah titik")
    one.set_defaults(command=clusters)


def _whole(text: str) -> int:
    """Return a whole number that is not negative; what argparse tells where it is none."""
    if not text.isdecimal():
        message = f"{text} harus bilangan bulat, 0 atau lebih"
        raise argparse.ArgumentTypeError(message)
    return int(text)
