"""An office where numbers coincide: the No. KK of a family in Hauwai is each time the NIK of somebody in Galumbang.

======== ============================================ ============================================================
number   as No. KK: family in Hauwai                  as NIK: in Galumbang
======== ============================================ ============================================================
kk(1)    KEPALA 1 (nik(1)) and ANAK SATU (nik(101))   ANAK SEBELAS, child of family 11; ANAK KEMBAR has it too
kk(2)    KEPALA 2                                     TAMU DUA, recipient of no known family
kk(3)    KEPALA 3                                     TAMU TIGA, likewise, and in the list of deliveries
kk(4)    KEPALA 4                                     KEPALA 12, head of family 12
======== ============================================ ============================================================

Rice (CPP) goes to the families 1 to 4 and 12, to TAMU DUA and TAMU TIGA; cash (BLT-DD) to TAMU DUA alone. In the list
of rice TAMU DUA stands before family 2, whose row has no NIK.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from data.intake.load import Answers, load_files
from data.intake.request import SourceFile
from data.person_keys import of_nik
from data.plans import PARCEL_COLUMNS, choose_plan, save_plan
from data.store import Store
from tests.data.intake_worlds import GALUMBANG, csv_file, families_of, family, kk, layer, nik, recipient, recipients_of
from tests.data.plan_worlds import FIRST_DAY, KASI, PERIOD, PLAN, plan_result

__all__ = ["DAY", "PLAN", "TAMU_DUA", "TAMU_TIGA", "office"]
TAMU_DUA, TAMU_TIGA = of_nik(kk(2)), of_nik(kk(3))
DAY = dt.date(2026, 11, 20)
"""The plan is driven on this day, which has come."""
_THERE = {"kode_desa": GALUMBANG, "desa": "Galumbang", "lat": "-2.36", "lon": "115.65"}
_STAYS = {"kode_desa": GALUMBANG, "desa": "Galumbang"}


def _rows() -> dict[str, list[dict[str, object]]]:
    families = [family(number) for number in range(1, 5)]
    families += [family(11) | _THERE, family(12, nik=kk(4)) | _THERE]
    member = {"tanggal_lahir": "1990-05-04", "jenis_kelamin": "2", "hubungan": "3"}
    members = [
        {"nik": nik(1), "no_kk": kk(1), "nama": "KEPALA 1"}, {"nik": nik(101), "no_kk": kk(1), "nama": "ANAK SATU"},
        {"nik": nik(11), "no_kk": kk(11), "nama": "KEPALA 11"}, {"nik": kk(1), "no_kk": kk(11), "nama": "ANAK SEBELAS"},
        {"nik": kk(1), "no_kk": kk(11), "nama": "ANAK KEMBAR"},
    ]  # fmt: skip
    here = {"kode_desa": "", "desa": ""}
    rice = [
        recipient(nik=kk(2), no_kk="", nama="TAMU DUA") | _STAYS,
        recipient(2, nik="", nama="KEPALA 2") | here,
        *(recipient(number) | here for number in (1, 3, 4)),
        recipient(12, nik=kk(4), no_kk="") | here,
        recipient(nik=kk(3), no_kk="", nama="TAMU TIGA") | _STAYS,
    ]
    return {
        "families": families, "members": [each | member for each in members], "rice": rice,
        "cash": [recipient(nik=kk(2), no_kk="", nama="TAMU DUA") | _STAYS],
        "deliveries": [{"tanggal": "2026-11-18", "program": "CPP", "periode": PERIOD, "nik": kk(3), "nama": "TAMU TIGA",
                        "jumlah": "10", "status": "diterima"}],
    }  # fmt: skip


def _make(folder: Path) -> Path:
    layer().reset_index().to_file(folder / "batas.geojson", driver="GeoJSON")
    paths = {name: csv_file(folder / f"{name}.csv", rows) for name, rows in _rows().items()}
    store = Store.open(folder / "kantor.duckdb")
    files = [
        SourceFile("boundaries", folder / "batas.geojson"), families_of(paths["families"]),
        SourceFile("members", paths["members"]), recipients_of(paths["rice"], "CPP", PERIOD),
        recipients_of(paths["cash"], "BLTDD", PERIOD), SourceFile("deliveries", paths["deliveries"]),
    ]  # fmt: skip
    load_files(store, files, Answers(code_system="kemendagri"))
    choose_plan(store, save_plan(store, _INPUTS, plan_result(), _parcels(), by=KASI), first_day=DAY, by=KASI)
    store.close()
    return store.path


def _parcels() -> pd.DataFrame:
    """Rice for family 1, family 2 and TAMU DUA, cash for TAMU DUA; trip 1 drives in Hauwai, trip 3 in Galumbang."""
    there = ("63.11.02.2002", "63.11.02.2002-01", "motor-1-1")
    rows = [
        (kk(1), "CPP", PERIOD, "63.11.02.2001", "63.11.02.2001-01", "pickup-1-1", False, 10.0, None),
        (kk(2), "CPP", PERIOD, "63.11.02.2001", "63.11.02.2001-01", "pickup-1-1", False, 10.0, None),
        (TAMU_DUA, "CPP", PERIOD, *there, False, 10.0, None),
        (TAMU_DUA, "BLTDD", PERIOD, *there, False, 0.0, 300_000),
    ]
    return pd.DataFrame(rows, columns=list(PARCEL_COLUMNS)).astype({"amount_idr": "Int64"})


_INPUTS = {"program": "SEMUA", "period": PERIOD, "days": [FIRST_DAY.isoformat()], "seed": 1, "iterations": 100}
_HOME = TemporaryDirectory(prefix="petasalur-numbers-")
_MADE: list[Path] = []


def office(folder: Path) -> Store:
    """Return a copy of the office's database; it is made once."""
    if not _MADE:
        _MADE.append(_make(Path(_HOME.name)))
    return Store.open(shutil.copy(_MADE[0], folder / "kantor.duckdb"))
