"""The office of ``plan_worlds`` on its way: its plan is driven from 20 November 2026, a day that has come.

Trip 1 (pickup-1-1, Hauwai) brings rice to the families 1 to 10 and cash to 1 to 4: 14 parcels, 100 kg, Rp 1.200.000.
Trip 3 (motor-1-1, Galumbang) brings rice to 11 to 16: 6 parcels, 60 kg. Trip 2 only feeds the transfer point.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from data.handover.reading import Journey, read_journey
from data.handover.recording import Parcel
from data.plans import choose_plan
from data.roles import Actor
from data.store import Store
from tests.data import plan_worlds
from tests.data.intake_worlds import kk

KASI, MONEV, DESA = Actor("Rahmah", "kasi"), Actor("Mona", "monev"), Actor("Desi", "desa")
PLAN, PERIOD = plan_worlds.PLAN, plan_worlds.PERIOD
DAY = dt.date(2026, 11, 20)
TRIP_1, TRIP_3 = "pickup-1-1", "motor-1-1"
_HOME = TemporaryDirectory(prefix="petasalur-handover-")
_MADE: list[Path] = []
_HANDLES: dict[int, str] = {}


def driven(folder: Path) -> Store:
    """Return a copy of the office's database; it is made once."""
    if not _MADE:
        store = plan_worlds.delivery_store(Path(_HOME.name))
        choose_plan(store, PLAN, first_day=DAY, by=KASI)
        store.close()
        _MADE.append(store.path)
    folder.mkdir(exist_ok=True)
    return Store.open(shutil.copy(_MADE[0], folder / "kantor.duckdb"))


def handle(store: Store, number: int) -> str:
    """The code of family ``number``: the same in every copy of the one database."""
    if number not in _HANDLES:
        with store.write(is_change=False) as cursor:
            _HANDLES[number] = str(cursor.execute("SELECT handle($1)", [kk(number)]).fetchall()[0][0])
    return _HANDLES[number]


def rice(store: Store, *numbers: int) -> list[Parcel]:
    return [Parcel(handle(store, number), "CPP", PERIOD) for number in numbers]


def cash(store: Store, *numbers: int) -> list[Parcel]:
    return [Parcel(handle(store, number), "BLTDD", PERIOD) for number in numbers]


def journey(store: Store) -> Journey:
    found = read_journey(store, PLAN)
    assert found is not None
    return found


def state(store: Store, number: int, program: str = "CPP") -> str:
    rows = store.frame("handover/parcels", plan_id=PLAN)
    return str(rows[(rows["handle"] == handle(store, number)) & (rows["program"] == program)]["state"].iloc[0])
