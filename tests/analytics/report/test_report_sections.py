"""Sections of targeting, access and monev on ``page_worlds.small``, with points and records of monev written by hand."""

# ruff: noqa: E501  a sentence of the report is a line

from __future__ import annotations

import datetime as dt
import io
import re

import geopandas as gpd
import pandas as pd
import pytest
from pptx import Presentation

from analytics.monev.measures import MEASURES
from analytics.report import words
from analytics.report.build import build_report
from analytics.report.kinds import KINDS, make
from analytics.report.material import Wish
from data.monev import complaints, meetings, survey
from data.papers.monev.model import HIDDEN, Chart, Curve, Figures, MapPicture, Table, Text
from data.papers.monev.slides import FEWEST_SLIDES, MOST_SLIDES
from data.roles import SHELL, Actor
from data.service_points import save_points
from data.store import Store
from tests.analytics.report.test_report import unpacked
from tests.pages.page_worlds import HEADS, SMALL, SOUTH, WEST, code

DAY, ON = dt.date(2026, 11, 27), dt.date(2026, 11, 3)
MONA, KASI = Actor("Mona", "monev"), Actor("Rahmah", "kasi")
NIK = "6311021404750012"
OWNER = f"Pak Kaspul {NIK}"
WISH = Wish("2026-10", DAY)
FAR_DEG = 0.0766
"""West of the first desa: 12.86 km (an hour at 18 km/h with the factor 1.4) end between the second and the third."""


def points() -> pd.DataFrame:
    lon, lat = WEST - FAR_DEG, SOUTH + 0.01
    row = {
        "kind": "salur",
        "name": f"Balai {NIK}",
        "desa_code": code(1),
        "lon": lon,
        "lat": lat,
        "capacity": 100,
        "note": "",
    }
    return pd.DataFrame([row]).assign(point_key="")


@pytest.fixture(scope="module")
def full(worlds, tmp_path_factory):
    """Small, with a point; five answers from Uren, one from Ha'uwai; five complaints of Uren, one of Liyu; two actions."""
    store = Store.open(worlds.copy("small", tmp_path_factory.mktemp("sections")))
    save_points(store, points(), by=KASI)
    for desa in (2, 2, 2, 2, 2, 3):
        survey.add_answers(
            store, (4, 4, 4, 4, 4, 4, 4, 4, 2), desa_code=code(desa), service="Bansos", on_date=ON, by=MONA
        )
    for desa in (2, 2, 2, 2, 2, 4):
        complaints.add_complaint(
            store, f"Beras belum datang {NIK}", kind_key="lambat", desa_code=code(desa), channel="langsung", on_date=ON, by=MONA
        )  # fmt: skip
    closed = complaints.read_complaints(store)["complaint_key"].iloc[0]
    complaints.close(store, closed, said="beres", on_date=ON, by=MONA)
    meeting = meetings.add_meeting(store, "Monev", on_date=ON, place="", participant_count=None, by=MONA)
    for said, due in ((f"Periksa {NIK}", dt.date(2026, 11, 20)), ("Umumkan jadwal", dt.date(2026, 12, 1))):
        meetings.add_action(store, meeting, said, owner=OWNER, due_on=due, on_date=ON, by=MONA)
    yield store
    store.close()


@pytest.fixture(scope="module")
def report(full):
    return build_report(full, WISH)


@pytest.fixture(scope="module")
def files(full):
    """Every kind of file, made once."""
    return {key: make(full, key, WISH, by=SHELL) for key in KINDS}


def section(report, key):
    return next(each for each in report.sections if each.key == key)


def block(report, key, kind):
    return next(each for each in section(report, key).blocks if isinstance(each, kind))


# --- sasaran ----------------------------------------------------------------------------------------


def test_the_answer_of_targeting(report):
    """CGH: 9 of 11 recipients are poor, 17 of the 38 families with a desil: 0.81818 / 0.44737 = 1.8289."""
    assert section(report, "sasaran").answer == (
        "Bantuan memihak keluarga miskin (rasio CGH 1,83); 47,1 % keluarga miskin belum terlayani, 18,2 % penerima tidak "
        "tepat sasaran."
    )


def test_figures_of_targeting_have_denominators_and_intervals(report):
    told = {entry.label: entry for entry in block(report, "sasaran", Figures).entries}
    assert told["Belum terlayani (exclusion error)"].denominator == "8 dari 17 keluarga miskin"
    assert told["Tidak tepat sasaran (inclusion error)"].value == "18,2 %"
    # of 11 recipients, fewer than 20, a ratio has no interval
    assert [told[label].certainty for label in ("Rasio CGH", "Indeks konsentrasi")] == ["", ""]
    for entry in list(told.values())[2:]:
        low, high = re.fullmatch(r"selang 95 %: (\S+) sampai (\S+?)(?: %)?", entry.certainty).groups()
        ends = [float(end.replace("−", "-").replace(",", ".")) for end in (low, high)]
        assert ends[0] <= float(entry.value.rstrip(" %").replace("−", "-").replace(",", ".")) <= ends[1]


def test_the_curve_runs_from_nothing_to_all_and_is_read_in_words(report):
    """17 of 38 families are poor (45 %), they are 9 of 11 recipients (82 %)."""
    curve = block(report, "sasaran", Curve)
    assert curve.points[0] == (0, 0)
    assert curve.points[-1] == (100, 100)
    assert (44.737, 81.818) in curve.points
    assert curve.lines[0] == "45 % keluarga yang termiskin (desil 1–4) memegang 82 % bantuan."


def test_groups_are_told_and_small_ones_hidden(report):
    """No list of members: nothing is known of the groups; "all families" has 2 recipients who are not poor, so it hides."""
    rows = {row[0]: row[1:] for row in block(report, "sasaran", Table).rows}
    assert rows["Semua keluarga"] == (40, *[HIDDEN] * 6)
    assert rows["Ada lansia"][0] == 0
    assert rows["Ada lansia"][4] is None  # no denominator: no figure


def test_rupiah_are_told_where_lists_tell_amounts(worlds, tmp_path):
    """PKH: 9 recipients at 300.000, 8 of them poor, 17 of 38 families with a desil are: (8/9) / (17/38) = 1.9869."""
    store = Store.open(worlds.copy("small", tmp_path))
    with store.write() as cursor:
        cursor.execute("UPDATE recipient SET amount_idr = 300000 WHERE program = 'PKH'")
    found = section(build_report(store, Wish("2026-10", DAY, "PKH"), with_maps=False), "sasaran")
    store.close()
    told = {entry.label: entry for each in found.blocks if isinstance(each, Figures) for entry in each.entries}
    assert told["Rupiah tiap penerima"].value == "Rp 300.000"
    assert told["Rupiah tiap penerima"].denominator == "9 dari 9 penerima besarannya tertulis, Rp 2.700.000"
    assert told["Rupiah ke keluarga miskin"].value == "88,9 %"
    assert told["Rasio CGH rupiah"].value == "1,99"


def test_a_desa_with_a_paragraph_for_a_name_does_not_fill_the_sentence():
    names, counts = pd.Series(["Uren", "Panyambaran " * 40]), pd.Series([4, 2])
    assert words.listed(names, counts) == "Uren (4), Panyambaran Panyambaran Panyambaran Panyambaran… (2)"
    assert len(words.some(names)) < 60


def test_too_few_desa_are_not_tested_for_hot_spots(report):
    lines = [line for each in section(report, "sasaran").blocks if isinstance(each, Text) for line in each.lines]
    assert "Kantong keluarga yang belum terlayani: tidak diuji: perlu paling sedikit 5 desa bertetangga" in lines[0]
    assert not [each for each in section(report, "sasaran").blocks if isinstance(each, MapPicture)]


def test_a_program_without_recipients_says_so(full):
    assert (
        "Belum ada penerima"
        in section(build_report(full, Wish("2026-10", DAY, "SEMBAKO"), with_maps=False), "sasaran").empty
    )


# --- akses ------------------------------------------------------------------------------------------


def located_poor(desa):
    """Poor families of a desa with a coordinate: every fifth place has none."""
    return sum(each.desa == desa and each.desil in {1, 2, 3, 4} and each.place % 5 != 4 for each in SMALL)


def test_beyond_an_hour_are_the_third_and_fourth_desa(report):
    far, every = located_poor(3) + located_poor(4), sum(map(located_poor, (1, 2, 3, 4)))
    answer = section(report, "akses").answer
    assert answer.startswith(f"{far} dari {every} keluarga miskin (")
    assert "tinggal lebih dari 60 menit dari titik salur terdekat, terbanyak di Ha'uwai (4), Liyu (2)." in answer
    assert "garis lurus × 1,4" in section(report, "akses").note


def test_the_three_parts_add_up(report):
    table = block(report, "akses", Table)
    for row in table.rows:
        assert sum(row[5:]) == row[1]
    assert table.rows[-1][1] == sum(map(located_poor, (1, 2, 3, 4)))


def test_without_points_one_sentence(worlds):
    store = Store.open(worlds.path("small"))
    shown = section(build_report(store, WISH, with_maps=False), "akses")
    assert (shown.blocks, shown.empty) == (
        (),
        "Belum ada titik layanan yang berkoordinat; muat atau tulis di halaman Akses.",
    )
    store.close()


# --- monev ------------------------------------------------------------------------------------------


def test_satisfaction_complaints_and_actions_are_counted(report):
    """Eight unsur of 4 and one of 2: (8 · 4 + 2) / 9 · 25 = 94.44, grade A. Of 6 complaints 1 is closed; 24 days > 14."""
    assert section(report, "kepuasan").answer == (
        "IKM 94,44: mutu A (sangat baik), 6 responden; terlemah: sarana dan prasarana."
    )
    assert block(report, "kepuasan", Chart).series[0][1] == (4, 4, 4, 4, 4, 4, 4, 4, 2)
    assert section(report, "pengaduan").answer == "5 dari 6 pengaduan masih terbuka, 5 lewat batas 14 hari."
    assert block(report, "pengaduan", Table).rows[0][1:] == (6, 5, 5, 1)
    assert section(report, "tindak_lanjut").answer == "2 dari 2 tindak lanjut belum selesai, 1 lewat batas."
    assert len(block(report, "kinerja", Table).rows) > 0


def test_every_figure_of_monev_says_of_what_and_from_where(report):
    """Each entry of the registry stands in the table with what it is divided by; the sources stand below."""
    table = block(report, "kinerja", Table)
    of = {row[0]: row[-1] for row in table.rows}
    assert set(of) == {measure.label for measure in MEASURES.values()}
    assert of["Cakupan keluarga miskin"] == "9 dari 17 keluarga miskin"
    for measure in MEASURES.values():
        assert of[measure.label] == "belum ada angka" or of[measure.label].endswith(measure.whole)
        assert f"{measure.source} (" in table.note
        assert measure.label in table.note
    for key, kind in (("kepuasan", Chart), ("pengaduan", Table), ("tindak_lanjut", Table)):
        assert "Sumber: " in block(report, key, kind).note
    for key, kind in (("kepuasan", Chart), ("pengaduan", Table)):
        assert "1 Oktober 2026 sampai 31 Desember 2026" in block(report, key, kind).note


# --- files ------------------------------------------------------------------------------------------


def test_same_data_same_bytes(full, files):
    for key in KINDS:
        assert make(full, key, WISH, by=SHELL) == files[key], key


@pytest.mark.parametrize("key", list(KINDS))
def test_nothing_personal_leaves(files, key):
    """Neither families nor a number typed into a free text; the owner as typed only where the meeting reads it."""
    told = unpacked(files[key])
    assert "Baruh" in told
    assert not [each.no_kk for each in SMALL if each.no_kk in told or each.nik in told]
    assert not [name for name in HEADS if name in told or name.title() in told]
    assert NIK not in told
    assert ("Pak Kaspul" in told) == (key in {"pdf", "pptx", "xlsx"})
    assert "Beras belum datang" not in told


def test_the_layer_hides_few_respondents_and_complaints(files, tmp_path):
    """One answer of Ha'uwai is not told, nor are Uren's five, for all six less these would tell it; of complaints five are."""
    (tmp_path / "a.gpkg").write_bytes(files["gpkg"])
    desa = gpd.read_file(tmp_path / "a.gpkg", layer="desa").set_index("desa_code")
    assert desa.loc[[code(2), code(3)], "ikm"].isna().all()
    assert desa.loc[code(2), "open_per_1000"] == pytest.approx(400)  # 4 of 10 families
    assert desa.loc[code(4), ["open_per_1000", "late_count"]].isna().all()
    assert (
        desa.loc[code(4), ["inclusion_pct", "cgh", "beyond_60_pct"]].drop("inclusion_pct").isna().all()
    )  # 2 recipients
    shown = gpd.read_file(tmp_path / "a.gpkg", layer="titik_layanan")
    assert shown["name"].tolist() == ["Balai ****************"]
    assert shown["kind"].tolist() == ["Titik salur"]


def titles(content):
    return [slide.shapes.title.text_frame.text for slide in Presentation(io.BytesIO(content)).slides]


def test_slides_are_eight_to_twelve_with_all_and_with_least(worlds, files, tmp_path):
    """All sections, and a database of boundaries, families and one list, without which there is no period."""
    assert len(titles(files["pptx"])) == MOST_SLIDES
    store = Store.open(worlds.copy("small", tmp_path))
    with store.write() as cursor:
        cursor.execute("DELETE FROM recipient WHERE period <> '2026-10'")
    assert FEWEST_SLIDES <= len(titles(make(store, "pptx", WISH, by=SHELL))) <= MOST_SLIDES
    store.close()
