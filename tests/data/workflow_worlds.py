"""A small office whose workflow is tried: four families, three of them poor, two lists.

======= ====== ===== ============ ======================= =============================================
family  desa   desil members      October 2026            flags
======= ====== ===== ============ ======================= =============================================
1       Hauwai     2           1  PKH                     none
2       Hauwai     3           4  PKH, BLT-DD             program_tidak_boleh_bersama (PERIKSA)
3       Pudak      1           3  nothing
4       Pudak      7           5  PKH                     desil_di_atas_batas (above 4)
a NIK of no register              PKH                     tidak_di_dtsen
======= ====== ===== ============ ======================= =============================================

Heads 1 and 3 are women by their NIK (day 57 = 17 + 40). Family 1's head was born in 1945, so is 81 in 2026.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from data.intake.load import load_files
from data.intake.request import SourceFile
from data.roles import Actor
from data.store import Store
from tests.data.intake_worlds import PUDAK, csv_file, families_of, family, kk, nik, recipient, recipients_of

KASI, CAMAT, TKSK, DESA, MONEV = (
    Actor("Budi", "kasi"), Actor("Rina", "camat"), Actor("Tini", "tksk"), Actor("Desi", "desa"), Actor("Mona", "monev"),
)  # fmt: skip
WOMAN = "570845"
OCTOBER = "2026-10"
HEADS = {1: "SITI AMINAH", 2: "UDIN", 3: "MASTORAH", 4: "KASPUL ANWAR", 9: "ORANG LAIN"}
DAY = dt.date(2026, 10, 5)


def later(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


def files(folder: Path) -> list[SourceFile]:
    folder.mkdir(exist_ok=True)
    there = {"kode_desa": PUDAK, "desa": "Pudak", "kecamatan": "Awayan", "lat": "", "lon": ""}
    rows = [
        family(1, nama=HEADS[1], nik=nik(1, birth=WOMAN), desil="2", jumlah_anggota="1"),
        family(2, nama=HEADS[2], desil="3"),
        family(3, nama=HEADS[3], nik=nik(3, birth=WOMAN), desil="1", jumlah_anggota="3") | there,
        family(4, nama=HEADS[4], desil="7", jumlah_anggota="5") | there,
    ]
    members = [
        {"no_kk": kk(number), "nik": nik(number, birth=birth), "nama": HEADS[number], "tanggal_lahir": born}
        for number, birth, born in ((1, WOMAN, "1945-08-17"), (2, "170845", "1945-08-17"), (3, WOMAN, "1945-08-17"))
    ]
    pkh = [recipient(1, nama=HEADS[1], nik=nik(1, birth=WOMAN))]
    pkh += [recipient(number, nama=HEADS[number]) for number in (2, 4, 9)]
    return [
        families_of(csv_file(folder / "keluarga.csv", rows)),
        SourceFile("members", csv_file(folder / "anggota.csv", members)),
        recipients_of(csv_file(folder / "pkh.csv", pkh)),
        recipients_of(csv_file(folder / "blt.csv", [recipient(2, nama=HEADS[2])]), "BLTDD"),
    ]


def office(path: Path) -> Store:
    store = Store.open(path)
    load_files(store, files(path.parent / "berkas"))
    return store


def deliveries(path: Path, *numbers: int, status: str = "diterima", on_date: str = "2026-10-20") -> SourceFile:
    """A list that says to whom PKH of October was handed over."""
    rows = [
        {"nik": nik(number, birth=WOMAN if number in {1, 3} else "170845"), "no_kk": kk(number), "nama": HEADS[number],
         "program": "PKH", "periode": OCTOBER, "jumlah": "200000", "status": status, "tanggal": on_date}
        for number in numbers
    ]  # fmt: skip
    return SourceFile("deliveries", csv_file(path, rows))
