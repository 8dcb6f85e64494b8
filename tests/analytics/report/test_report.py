"""From the store to what leaves the office: figures of ``page_worlds``, nothing personal, nothing that opens what is hidden."""

# ruff: noqa: E501  a sentence of the report is a line

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import zipfile
from shutil import which

import geopandas as gpd
import pandas as pd
import pytest

from analytics.report.board import build_board, published
from analytics.report.build import build_report
from analytics.report.kinds import PUBLISH, file_name, make
from analytics.report.material import Wish, gather
from analytics.report.sections import PARTS
from analytics.suppression import LIMIT, TOTAL
from data.errors import ActMayNot, ActorUnnamed, BoundariesMissing, DesaUnknown, NoSuchPeriod, PaperUnknown
from data.history import read_history
from data.papers.monev.model import HIDDEN, Chart, Figures, MapPicture, Table
from data.roles import ROLES, SHELL, Actor
from data.store import Store
from tests.analytics.test_suppression import intervals
from tests.pages.page_worlds import code

DAY = dt.date(2026, 11, 27)
RELATIONS = {"poor": ("served", "unserved")}


@pytest.fixture(scope="module")
def small(worlds, tmp_path_factory):
    store = Store.open(worlds.copy("small", tmp_path_factory.mktemp("report")))
    yield store
    store.close()


@pytest.fixture(scope="module")
def report(small):
    return build_report(small, Wish("2026-10", DAY))


@pytest.fixture(scope="module")
def files(small):
    """Two kinds of file, made once."""
    return {key: make(small, key, Wish("2026-10", DAY), by=SHELL) for key in ("papan", "gpkg")}


def section(report, key):
    return next(each for each in report.sections if each.key == key)


def blocks(report, key, kind):
    return [block for block in section(report, key).blocks if isinstance(block, kind)]


def test_every_section_is_there(report):
    """One entry of the registry is one section, with something to show or a reason why not."""
    assert [each.key for each in report.sections] == list(PARTS)
    assert all(bool(each.blocks) != bool(each.empty) for each in report.sections)


def test_the_answer_is_computed(report):
    """8 of the 17 poor families: see the table of ``page_worlds``."""
    assert report.answer == "8 dari 17 keluarga miskin belum menerima bantuan apa pun (47,1 %)."
    assert section(report, "ringkasan").answer == (
        "8 dari 17 keluarga miskin belum menerima bantuan apa pun (47,1 %). Terbanyak di Baruh Panyambaran (4), Uren (3), "
        "Ha'uwai (1). Dibanding September 2026: turun 3 keluarga."
    )


def test_figures_stand_with_their_denominators(report):
    told = {entry.label: (entry.value, entry.denominator) for entry in blocks(report, "ringkasan", Figures)[0].entries}
    assert told["Cakupan"] == ("52,9 %", "9 dari 17 keluarga miskin menerima")
    assert told["Tidak tepat sasaran"] == ("18,2 %", "2 dari 11 keluarga penerima")
    assert told["Tumpang tindih"][0] == "2"


def test_the_table_of_gaps_begins_with_the_most_and_ends_with_the_sum(report):
    table = blocks(report, "kesenjangan", Table)[0]
    assert [row[0] for row in table.rows] == ["Baruh Panyambaran", "Uren", "Ha'uwai", "Liyu", "Jumlah"]
    assert table.rows[0][1:5] == (12, 6, 2, 4)
    assert table.rows[-1][1:5] == (40, 17, 9, 8)


def test_programs_and_periods_have_their_own_shares(report):
    """PKH reaches 8 poor of 17 with 9 families (1 not poor), CPP 3 with 4; 6 of 17 in September."""
    program = blocks(report, "program", Table)[0]
    assert [(row[0], row[1], row[2], row[4]) for row in program.rows] == [("Beras CPP", 4, 3, 1), ("PKH", 9, 8, 1)]
    line = blocks(report, "tren", Chart)[0]
    assert [round(value, 1) for value in line.series[0][1]] == [35.3, 52.9]


def test_one_desa_is_told_within_its_kecamatan(small):
    report = build_report(small, Wish("2026-10", DAY, scope=code(2)))
    assert report.scope == "Desa Uren"
    assert report.answer == "3 dari 5 keluarga miskin belum menerima bantuan apa pun (60,0 %)."
    assert [row[0] for row in blocks(report, "kesenjangan", Table)[0].rows] == ["Uren", "Jumlah"]
    assert len(blocks(report, "peta", MapPicture)) == 1


def test_one_program_has_its_own_report(small):
    """CPP reaches 3 of the 17 poor."""
    report = build_report(small, Wish("2026-10", DAY, "CPP"))
    assert report.answer == "14 dari 17 keluarga miskin belum menerima Beras CPP (82,4 %)."


@pytest.mark.parametrize(
    ("wish", "error"),
    [(Wish("2031-01", DAY), NoSuchPeriod), (Wish("", DAY, scope="99.99"), DesaUnknown)],
)
def test_what_is_not_known_is_an_error(small, wish, error):
    with pytest.raises(error):
        build_report(small, wish)


def test_an_empty_database_says_that_there_is_no_period(worlds):
    store = Store.open(worlds.path("empty"))
    with pytest.raises(NoSuchPeriod):
        build_report(store, Wish("", DAY))
    store.close()


def test_without_boundaries_there_is_a_report_but_no_layer(tmp_path, worlds):
    store = Store.open(worlds.copy("small", tmp_path))
    with store.write() as cursor:
        cursor.execute("DELETE FROM desa")
    report = build_report(store, Wish("2026-10", DAY))
    assert "batas desa" in section(report, "peta").empty
    assert build_board(store, Wish("2026-10", DAY)).map_svg == b""
    with pytest.raises(BoundariesMissing):
        make(store, "gpkg", Wish("2026-10", DAY), by=SHELL)
    store.close()


# --- files ------------------------------------------------------------------------------------------


def unpacked(content: bytes) -> str:
    """All texts of a file, of ZIP files and PDFs the texts inside."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return "\n".join(unpacked(file.read(name)) for name in file.namelist())
    if content[:4] == b"%PDF":
        if which("pdftotext") is None:
            pytest.skip("poppler (pdftotext) is not installed")
        return subprocess.run(
            ["pdftotext", "-", "-"], input=content, stdout=subprocess.PIPE, check=True
        ).stdout.decode()
    return content.decode("utf-8", "ignore")


def test_the_layer_opens_in_gis(files, tmp_path):
    """Uren: 10 families, 5 poor, 3 left out: 60 %."""
    (tmp_path / "a.gpkg").write_bytes(files["gpkg"])
    layer = gpd.read_file(tmp_path / "a.gpkg", layer="desa").set_index("desa_code")
    assert layer.crs.to_epsg() == 4326
    assert layer.loc[code(2), ["families", "poor_families", "unserved_poor", "exclusion_pct"]].tolist() == [
        10,
        5,
        3,
        60,
    ]


def test_a_file_is_named_after_what_it_holds(small):
    assert file_name(small, "pdf", Wish("", DAY)) == "Laporan monev 2026-10 Kecamatan Halong.pdf"
    assert file_name(small, "papan", Wish("", DAY, "CPP", code(3))) == "Papan informasi 2026-10 Desa Ha'uwai CPP.html"


def test_progress_reaches_the_end(small):
    said = []
    make(small, "xlsx", Wish("2026-10", DAY), by=SHELL, progress=lambda share, text: said.append((share, text)))
    shares = [share for share, _ in said]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert {part.label for part in PARTS.values()} <= {text for _, text in said}


# --- who may ----------------------------------------------------------------------------------------


def test_an_unknown_kind_is_told(small):
    with pytest.raises(PaperUnknown):
        make(small, "docx", Wish("", DAY), by=SHELL)


def test_a_desa_makes_no_report_and_the_monev_team_publishes_nothing(small):
    with pytest.raises(ActMayNot):
        make(small, "pdf", Wish("", DAY), by=Actor("Budi", "desa"))
    with pytest.raises(ActMayNot):
        make(small, "papan", Wish("", DAY), by=Actor("Budi", "monev"))
    with pytest.raises(ActorUnnamed):
        make(small, "papan", Wish("", DAY), by=Actor("", "camat"))
    assert [key for key, role in ROLES.items() if PUBLISH in role.may_decide] == ["kasi", "camat"]


def test_what_is_published_is_noted(small, files):
    assert "Papan informasi (HTML)" in set(read_history(small)["after"])


# --- the board hides what it must -------------------------------------------------------------------


def test_no_count_of_the_board_can_be_worked_out(worlds):
    """On the list of Halong, one program: each small count may be anything from 0 to 4."""
    store = Store.open(worlds.path("halong"))
    made = published(gather(store, Wish("2026-10", DAY, "SEMBAKO"))).counts
    left = intervals(made.counts, made.is_small, None, RELATIONS, told_small=True)
    small = left[left["is_small"]]
    assert len(small) > 0  # else nothing is tried
    assert (small["low"] <= 0).all()
    assert (small["high"] >= LIMIT - 1).all()
    assert (left["high"] > left["low"]).all()
    assert made.counts.loc[TOTAL, "poor"] > LIMIT
    store.close()


def test_shares_of_hidden_counts_are_hidden(small):
    """Poor 6, 5, 4, 2 and served 2, 2, 3, 2: only counts from 5 on may show, and shares where both do."""
    board = build_board(small, Wish("2026-10", DAY))
    shown = {row[0]: row[1:] for row in board.table.rows}
    for poor, served, unserved, share in shown.values():
        assert (share == HIDDEN) == (HIDDEN in (poor, served))
        assert all(value == HIDDEN or value >= LIMIT for value in (poor, served, unserved))
    assert shown["Jumlah"] == (17, 9, 8, pytest.approx(100 * 9 / 17))
    assert shown["Ha'uwai"] == shown["Liyu"] == (HIDDEN,) * 4  # 4 and 2 poor: closed, in September as well


def test_two_programs_do_not_tell_who_receives_both(small):
    """4 receive CPP: fewer than 5. 9 receive PKH, and 9 poor families anything: that would leave too little to the others."""
    rows = dict(build_board(small, Wish("2026-10", DAY)).programs.rows)
    assert rows == {"Beras CPP": HIDDEN, "PKH": HIDDEN}


def test_the_map_of_the_board_shows_published_shares_only(small):
    board = build_board(small, Wish("2026-10", DAY))
    assert b"<svg" in board.map_svg
    assert not re.search(rb"SITI|AHMAD", board.map_svg)


def test_unknown_desa_are_on_no_board(small):
    made = published(gather(small, Wish("2026-10", DAY))).counts
    assert list(made.counts.index) == [code(1), code(2), code(3), code(4), TOTAL]
    assert isinstance(made.counts, pd.DataFrame)
