"""An office in which whatever tells of a person is a word that stands nowhere else, with the number of its desa in it.

Families 1 to 6 live in Hauwai (desa 1), 7 to 10 in Galumbang (2), 11 to 14 in Pudak (3). Every list of the program has
rows of each desa: what a reader must not see is found by :data:`WORD`, by :func:`numbers_of` and :func:`homes_of`, or,
where it is starred, by :data:`STARRED`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache as once
from pathlib import Path

import pandas as pd

from data.duplicates import decide, read_pairs
from data.family import note_collector
from data.handover import closing, spj
from data.handover.files import take_file
from data.handover.recording import Collector, Parcel, fail, give_back, hand_over
from data.intake.correct_load import Correction
from data.intake.load import load_files
from data.intake.request import Answers, SourceFile
from data.intake.waiting_acts import correct_rows, leave_out_row
from data.monev import complaints, figures, meetings, needs, survey
from data.plans import PARCEL_COLUMNS, choose_plan, save_plan
from data.roads import ROADS, block, read_network
from data.roles import Actor
from data.service_points import POINTS
from data.store import Store
from data.waiting_rows import read_waiting
from data.workflow import leaving, priority, proposals, verification
from data.workflow.states import RETURN
from tests.data.intake_worlds import GALUMBANG, HAUWAI, PUDAK, csv_file, kk, layer, nik
from tests.data.plan_worlds import plan_result
from tests.data.road_worlds import write_lines

DESA = {
    1: (HAUWAI, "Hauwai", range(1, 7)),
    2: (GALUMBANG, "Galumbang", range(7, 11)),
    3: (PUDAK, "Pudak", range(11, 15)),
}
"""Number of a desa → its code, name, the numbers of its families."""
OWN_DESA = HAUWAI
PERIOD, BEFORE = "2026-11", "2026-10"
DAY = dt.date(2026, 11, 20)
KASI = Actor("Rahmah", "kasi")
PLAN, TRIP = 1, "pickup-1-1"
WORD = re.compile(r"QZ([NHGP])[A-Z]+", re.IGNORECASE)
"""What is planted: group 1 is the letter of the desa, N of none. No digits: some keys of people drop them."""
STARRED = re.compile(r"\d{6}\*{4,}\d{2}|\bQ\*{4,}")
"""A number or a planted name as masks leave it: nobody is named, but it is one person."""
_POINTS = {1: (115.55, -2.35), 2: (115.65, -2.36), 3: (115.65, -2.25)}


def word(desa: int, what: str, number: int | str = "") -> str:
    """What is planted of a desa (0: of none): ``QZHKEPALAC``."""
    return f"QZ{'NHGP'[desa]}{what}{chr(ord('@') + int(number)) if number else ''}"


def desa_of(number: int) -> int:
    return next(desa for desa, (_, _, families) in DESA.items() if number in families)


def head(number: int) -> str:
    """The NIK of a family's head."""
    return nik(number, birth=f"{number:02}0845")


def mate(number: int) -> str:
    """The NIK of the second person of a family, a woman."""
    return nik(number + 100, birth=f"{40 + number}0880")


@once
def numbers_of(desa: int) -> frozenset[str]:
    """Every NIK and KK number of a desa."""
    families = DESA[desa][2]
    kin = {mate(number) for number in families}
    strangers = {nik(300 + desa), nik(500 + desa), kk(300 + desa), near(families[0])}
    return frozenset({head(number) for number in families} | {kk(number) for number in families} | kin | strangers)


def home(number: int) -> tuple[float, float]:
    """Where a family lives: no other place of this world has such a longitude."""
    desa = desa_of(number)
    lon, lat = _POINTS[desa]
    return round(lon + 0.00137 * (1 + number - DESA[desa][2][0]), 5), lat


@once
def homes_of(desa: int) -> frozenset[float]:
    """The longitudes of the homes of a desa."""
    return frozenset(home(number)[0] for number in DESA[desa][2])


def near(number: int) -> str:
    """A NIK one digit off that of a family's head."""
    return nik(number, birth=f"{number:02}0846")


def make(path: Path) -> None:
    """Make the office: its files, then what people write down."""
    folder = path.parent / "berkas"
    folder.mkdir()
    store = Store.open(path)
    load_files(store, _files(folder), Answers(code_system="kemendagri", by=KASI))
    _write_down(store, folder)
    store.close()


# --- files ---------------------------------------------------------------------------------------------------


def _place(number: int) -> dict[str, object]:
    desa = desa_of(number)
    code, name, _ = DESA[desa]
    lon, lat = home(number)
    return {
        "kode_desa": code, "desa": name, "dusun": word(desa, "DUSUN", 1 + number % 2), "rt": "1", "rw": "2",
        "lon": lon, "lat": lat,
    }  # fmt: skip


def _head(number: int) -> str:
    return word(desa_of(number), "KEPALA", number)


def _family(number: int) -> dict[str, object]:
    desil = 2 if number % 4 else 7
    return {
        "no_kk": kk(number),
        "nik": head(number),
        "nama": _head(number),
        "jumlah_anggota": 2,
        "desil": desil,
        **_place(number),
    }


def _members(number: int) -> list[dict[str, object]]:
    both = [
        (head(number), _head(number), f"1945-08-{number:02}", 1, 1),
        (mate(number), word(desa_of(number), "ISTRI", number), f"1980-08-{number:02}", 2, 2),
    ]
    return [
        {"nik": one, "no_kk": kk(number), "nama": name, "tanggal_lahir": born, "jenis_kelamin": sex,
         "hubungan": relation, "penglihatan": 2, "hamil": 1 if sex == 2 else 2}
        for one, name, born, sex, relation in both
    ]  # fmt: skip


def _recipient(number: int) -> dict[str, object]:
    return {"nik": head(number), "no_kk": kk(number), "nama": _head(number), "jumlah": 200_000, **_place(number)}


def _odd_recipients() -> list[dict[str, object]]:
    """Of each desa a stranger, and the head of its first family again with a digit wrong."""
    rows = []
    for desa, (_, _, families) in DESA.items():
        stranger = {"nik": nik(300 + desa), "no_kk": kk(300 + desa), "nama": word(desa, "ASING")}
        again = {"nik": near(families[0]), "no_kk": "", "nama": _head(families[0])}
        rows += [_place(families[0]) | {"jumlah": 200_000} | odd for odd in (stranger, again)]
    return rows


def _broken(number: int) -> dict[str, object]:
    """A row that is set aside: its KK number is none, its NIK is of nobody."""
    desa = desa_of(number)
    return _family(number) | {
        "no_kk": word(desa, "RUSAK", number),
        "nik": nik(500 + desa),
        "nama": word(desa, "SISIH", number),
    }


def _files(folder: Path) -> list[SourceFile]:
    boundaries = folder / "batas.geojson"
    called = {"desa_code": "kode", "desa_name": "nama", "kecamatan_name": "kecamatan"}
    desa = layer().reset_index().rename(columns=called)
    desa["nama"] = ["Hauwai", "Galumbang", "Tabuan", "Pudak"]
    desa[[*called.values(), "geometry"]].to_file(boundaries, driver="GeoJSON")
    everybody = [number for _, _, families in DESA.values() for number in families]
    firsts = [families[0] for _, _, families in DESA.values()]
    moved = [
        {
            "nik": mate(number),
            "nama": word(desa_of(number), "ISTRI", number),
            "status": "MENINGGAL",
            "tanggal": "2026-04-04",
        }
        for number in firsts
    ]
    handed = [
        {"nik": head(number), "no_kk": kk(number), "nama": _head(number), "program": "PKH", "periode": PERIOD,
         "jumlah": 200_000, "status": "diwakilkan", "tanggal": "2026-11-05", "hubungan": "anak",
         "penerima_wakil": word(desa_of(number), "WAKIL", number)}
        for number in firsts
    ]  # fmt: skip
    answers = [
        {
            "tanggal": "2026-10-27",
            "desa": name,
            "layanan": "Penyaluran bansos",
            **{f"u{unsur}": 3 for unsur in range(1, 10)},
        }
        for _, name, _ in DESA.values()
        for _ in range(2)
    ]
    told = [
        {
            "tanggal": "2026-10-20",
            "desa": name,
            "kategori": "data salah",
            "uraian": word(desa, "ADUAN"),
            "status": "terbuka",
            "tanggal_selesai": "",
        }
        for desa, (_, name, _) in DESA.items()
    ]
    points = [
        {
            "nama": f"Gardu {name}",
            "jenis": "salur",
            "bujur": _POINTS[desa][0],
            "lintang": _POINTS[desa][1],
            "catatan": "",
            "kapasitas": 40,
        }
        for desa, (_, name, _) in DESA.items()
    ]
    way = [
        (
            [[115.51, -2.35], [115.60, -2.35], [115.69, -2.36]],
            {"highway": "unclassified", "surface": "asphalt", "name": "Jalan Raya"},
        )
    ]
    broken = [_broken(families[-1]) for _, _, families in DESA.values()] + [
        _broken(families[-2]) for _, _, families in DESA.values()
    ]
    return [
        SourceFile("boundaries", boundaries),
        SourceFile("families", csv_file(folder / "keluarga.csv", [*map(_family, everybody), *broken])),
        SourceFile(
            "members", csv_file(folder / "anggota.csv", [row for number in everybody for row in _members(number)])
        ),
        SourceFile("status", csv_file(folder / "status.csv", moved)),
        SourceFile(
            "recipients",
            csv_file(folder / "pkh.csv", [*map(_recipient, everybody[::2]), *_odd_recipients()]),
            "PKH",
            PERIOD,
        ),
        SourceFile("recipients", csv_file(folder / "cpp.csv", [*map(_recipient, everybody)]), "CPP", PERIOD),
        SourceFile("recipients", csv_file(folder / "pkh lama.csv", [*map(_recipient, everybody[::3])]), "PKH", BEFORE),
        SourceFile("deliveries", csv_file(folder / "penyaluran.csv", handed)),
        SourceFile("survey", csv_file(folder / "survei.csv", answers)),
        SourceFile("complaints", csv_file(folder / "pengaduan.csv", told)),
        SourceFile(POINTS, csv_file(folder / "titik.csv", points)),
        SourceFile(ROADS, write_lines(folder / "jalan.geojson", way)),
    ]


# --- what people write down --------------------------------------------------------------------------------------


def _write_down(store: Store, folder: Path) -> None:
    for desa in DESA:
        _workflow(store, desa)
        _monev(store, desa)
    _waiting(store)
    decide(store, str(read_pairs(store)["pair_id"].iloc[0]), "beda", by=KASI, reason=word(0, "ALASAN"))
    rule = priority.Rule((("desil_rendah", 1.0),), 1.0, PERIOD)
    priority.decide(store, rule, by=KASI, paper_number="7/2026", paper_date=DAY)
    came = pd.DataFrame(
        [(name, 2, 4, "daftar hadir") for _, name, _ in DESA.values()], columns=["desa", "part", "whole", "source"]
    )
    figures.save_figures(store, "partisipasi", PERIOD, came, by=KASI)
    _meeting(store)
    _plan(store)
    _hand_over(store, folder)
    network = read_network(store)
    assert network is not None
    block(store, 0, extent="ruas", first_day=DAY, last_day=None, reason="longsor", by=KASI)


def _workflow(store: Store, desa: int) -> None:
    families = DESA[desa][2]
    made = proposals.propose(
        store,
        program="CPP",
        period="2026-12",
        families=[kk(number) for number in families[:2]],
        by=KASI,
        reason=word(desa, "USUL"),
    )
    proposals.move(store, made.ids[:1], RETURN, by=KASI, reason=word(desa, "KEMBALI"))
    verification.record(store, [kk(families[1])], "layak", by=KASI, on_date=DAY, note=word(desa, "VERIFIKASI"))
    leaving.leave(store, [kk(families[-1])], cause="tidak_layak", left_on=DAY, by=KASI, note=word(desa, "KELUAR"))
    leaving.leave(store, [kk(families[2])], cause="minta_keluar", left_on=DAY, by=KASI)
    gone = leaving.read_left(store, desa_code=DESA[desa][0])["leaving_id"].max()
    leaving.come_back(store, [int(gone)], by=KASI, reason=word(desa, "PULIH"))
    note_collector(store, kk(families[0]), program="", name=word(desa, "PENGAMBIL"), relation="anak", by=KASI)


def _waiting(store: Store) -> None:
    """Of the two rows of each desa that wait one is corrected in vain, the other left out."""
    waiting = read_waiting(store)
    vain = []
    for desa, (code, _, _) in DESA.items():
        own = waiting[waiting["desa_code"] == code].to_dict("records")
        first, other = ((int(row["load_id"]), str(row["sheet"]), int(row["row"])) for row in own)
        vain.append(Correction(*first, {"nama": word(desa, "BETUL")}))
        leave_out_row(store, *other, by=KASI, reason=word(desa, "TINGGAL"))
    correct_rows(store, vain, by=KASI)


def _monev(store: Store, desa: int) -> None:
    code, name, _ = DESA[desa]
    key = complaints.add_complaint(
        store, word(desa, "KELUHAN"), kind_key="lain", desa_code=code, channel="langsung", on_date=DAY, by=KASI
    )
    complaints.correct(
        store,
        key,
        word(desa, "RALAT"),
        kind_key="lain",
        desa_code=code,
        channel="langsung",
        on_date=DAY,
        reason="salah tulis",
        by=KASI,
    )
    complaints.answer(store, key, word(desa, "JAWAB"), on_date=DAY, by=KASI)
    complaints.give_task(store, key, word(desa, "TUGAS"), owner=word(desa, "PETUGAS"), due_on=DAY, on_date=DAY, by=KASI)
    survey.add_answers(store, [3] * 9, desa_code=code, service="Penyaluran bansos", on_date=DAY, by=KASI)
    stated = {"sort": "Kebutuhan", "desa": name, "category": "Air dan sanitasi", "said": "Sumber air", "amount": 1,
              "unit": "unit", "level": "tinggi", "on_date": "2026-09-15", "source": "musdes"}  # fmt: skip
    needs.save_needs(store, pd.DataFrame([stated]), by=KASI, is_addition=True)


def _meeting(store: Store) -> None:
    told = {"on_date": DAY, "place": "Aula", "participant_count": 9, "by": KASI}
    number = meetings.add_meeting(store, "Rapat monev", notes=word(0, "NOTULEN", 1), **told)
    meetings.correct_meeting(store, number, title="Rapat monev", notes=word(0, "NOTULEN", 2), reason="ralat", **told)
    action = meetings.add_action(
        store, number, word(0, "TINDAK"), owner=word(0, "PETUGAS"), due_on=DAY, on_date=DAY, by=KASI
    )
    meetings.tell_action(store, action, "berjalan", on_date=DAY, by=KASI, note_text=word(0, "KABAR"))


def _plan(store: Store) -> None:
    """The plan of ``plan_worlds``: its stops are called after dusun, and lie where homes are."""
    digits = {name: desa for desa, (_, name, _) in DESA.items()}
    result = re.sub(
        r"(Hauwai|Galumbang|Pudak) (\d) \(Dusun \d\)",
        lambda found: f"{found[1]} {found[2]} ({word(digits[found[1]], 'DUSUN', found[2])})",
        json.dumps(plan_result()),
    )
    for desa, (_, _, families) in DESA.items():  # a stop is the place of a home
        result = result.replace(
            f'"lon": {_POINTS[desa][0]}, "lat": {_POINTS[desa][1]}', '"lon": {}, "lat": {}'.format(*home(families[0]))
        )
    rows = [
        (kk(number), "CPP", PERIOD, code, f"{code}-01", {1: TRIP, 2: "motor-1-1"}.get(desa, ""), False, 10.0, None)
        for desa, (code, _, families) in DESA.items()
        for number in families
    ]
    parcels = pd.DataFrame(rows, columns=list(PARCEL_COLUMNS)).astype({"amount_idr": "Int64"})
    inputs = {
        "program": "CPP", "period": PERIOD, "days": ["2026-11-20"], "seed": 1, "iterations": 100, "season": "",
        "data_version": store.data_version(), "recipient_count": 14, "unplaced_count": 0, "by_coordinate_count": 14,
        "by_dusun_count": 0, "by_stand_in_count": 0,
    }  # fmt: skip
    number = save_plan(store, inputs, json.loads(result), parcels, name="percobaan", by=KASI)
    choose_plan(store, number, first_day=DAY, by=KASI)


def _hand_over(store: Store, folder: Path) -> None:
    """Of the two desa that trips reach: handed to a collector, failed, returned, and a file with a row of no use."""
    for desa in (1, 2):
        one, two, three, *_ = (Parcel(handle(store, number), "CPP", PERIOD) for number in DESA[desa][2])
        hand_over(store, PLAN, [one], by=KASI, on_date=DAY, note=word(desa, "SERAH"),
                  collector=Collector(word(desa, "PENGGANTI"), "anak", word(desa, "SURAT")))  # fmt: skip
        fail(store, PLAN, [two], "tidak_di_tempat", by=KASI, on_date=DAY, note=word(desa, "GAGAL"))
        give_back(store, PLAN, [three], by=KASI, on_date=DAY, note=word(desa, "PULANG"))
        spj.attach(
            store,
            "bast",
            program="CPP",
            period=PERIOD,
            desa_code=DESA[desa][0],
            by=KASI,
            title=word(desa, "DOKUMEN"),
            paper_number="9/2026",
        )

    motor = "motor-1-1"
    give_back(store, PLAN, [Parcel(handle(store, 8), "CPP", PERIOD)], by=KASI, on_date=DAY)
    hand_over(store, PLAN, [Parcel(handle(store, 10), "CPP", PERIOD)], by=KASI, on_date=DAY)
    closing.close(store, PLAN, [motor], by=KASI)
    closing.reopen(store, PLAN, [motor], by=KASI, reason=word(2, "BUKA"))
    said = {"Program": "Beras CPP", "Hasil": "Diserahkan", "Tanggal": "20/11/2026"}
    rows = [
        {"Kode": handle(store, 4), "Nama": _head(4), **said, "Catatan": word(1, "CATATAN")},
        {"Kode": "SALAH", "Nama": word(1, "SASAR"), **said, "Catatan": word(1, "TOLAK")},
    ]
    take_file(store, PLAN, csv_file(folder / "hasil.csv", rows), by=KASI)


def handle(store: Store, number: int) -> str:
    """The code of a family in this database."""
    with store.write(is_change=False) as cursor:
        return str(cursor.execute("SELECT handle($1)", [kk(number)]).fetchall()[0][0])
