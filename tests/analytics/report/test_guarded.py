"""What a report tells somebody who sees figures only: no count below five, and none that can be worked out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from analytics.report.build import build_report
from analytics.report.guarded import HIDDEN_TOLD, guarded, guarded_text
from analytics.report.kinds import EXPORTS, KINDS, make
from analytics.report.material import Wish, gather
from analytics.suppression import LIMIT
from data.errors import ActMayNot, ActorUnnamed, PeopleHidden, ReportTooFine
from data.papers.monev.model import (
    HIDDEN,
    NUMBER,
    TEXT,
    Chart,
    Column,
    Curve,
    Figures,
    Heading,
    MapPicture,
    Report,
    Section,
    Table,
)
from data.roles import ROLES, Actor
from data.store import Store
from tests.pages.page_worlds import code

DAY = dt.date(2026, 11, 27)
COLUMNS = (
    Column("Desa", TEXT), Column("Keluarga"), Column("Miskin"),
    Column("Cakupan", NUMBER, 1, "%"),
)  # fmt: skip
FINE = frozenset({"kasi", "camat", "tksk", "pendamping"})
MAY = dict.fromkeys(("pdf", "pptx", "xlsx"), FINE | frozenset({"dinsos", "monev"})) | {"gpkg": FINE}
MAY |= dict.fromkeys(("papan", "papan-a3"), frozenset({"kasi", "camat"}))
EACH = [(role, key) for role in ROLES for key in KINDS]


def report_of(*tables: Table) -> Report:
    sections = tuple(Section(f"s{at}", "", "", (table,)) for at, table in enumerate(tables))
    return Report("", Heading(), "", "", "", "", sections, (), "", "", dt.datetime(2026, 1, 1))  # noqa: DTZ001


def test_maps_and_curves_are_left_out_and_a_note_says_what_is_hidden():
    table = Table("", COLUMNS, (("A", HIDDEN, 12, HIDDEN), ("C", 90, 40, 50.0)), note="Catatan.")
    chart = Chart("", ("A", "C"), (("Cakupan", (None, 3.0)),))
    blocks = (chart, Curve("", "", "", ((0, 0), (100, 100))), MapPicture("", b""), table)
    told = guarded(replace(report_of(table), sections=(Section("s", "", "", blocks),))).sections[0].blocks
    assert [type(block) for block in told] == [Chart, Table]
    assert told[1].rows == table.rows
    assert told[1].note == f"Catatan. {HIDDEN_TOLD}"


def test_words_in_a_table_are_looked_at_too():
    columns = (Column("Indikator", TEXT), Column("Nilai", NUMBER, 1), Column("Dari", TEXT))
    rows = (
        ("Pendapatan", None, "3 dari 40 keluarga"),
        ("Cakupan", None, "49 dari 50 keluarga"),
        ("IKM", 80.0, "40 responden"),
    )
    _, told = next(iter(guarded(report_of(Table("", columns, rows))).tables()))
    assert [row[2] for row in told.rows] == [f"{HIDDEN} dari 40 keluarga", f"{HIDDEN} dari 50 keluarga", "40 responden"]


@pytest.mark.parametrize(("text", "told"), [
    ("3 dari 40 keluarga miskin (7,5 %) belum terlayani.", "• dari 40 keluarga miskin (• %) belum terlayani."),
    ("13 dari 40 keluarga miskin (32,5 %).", "13 dari 40 keluarga miskin (32,5 %)."),
    ("1.049 dari 1.050 keluarga miskin (99,9 %).", "• dari 1.050 keluarga miskin (• %)."),
    ("40 dari 40 keluarga miskin (100 %).", "• dari 40 keluarga miskin (• %)."),
    ("0 dari 40 keluarga miskin (0 %).", "• dari 40 keluarga miskin (• %)."),
    ("keluarga termiskin (desil 1–4)", "keluarga termiskin (desil 1–4)"),
    ("22 dari 24 desa paling miskin.", "22 dari 24 desa paling miskin."),
    ("Terbanyak di Uren (57), Liyu (2).", "Terbanyak di Uren (57), Liyu (•)."),
    ("2 dari 24 desa paling miskin.", "2 dari 24 desa paling miskin."),
    ("4 dari 9 indikator.", "4 dari 9 indikator."),
    ("1.204 keluarga, 0,4 keluarga", "1.204 keluarga, 0,4 keluarga"),
])  # fmt: skip
def test_sentences_lose_small_numbers_and_the_shares_beside_them(text, told):
    assert guarded_text(text) == told


@pytest.fixture(scope="module")
def store(worlds, tmp_path_factory):
    opened = Store.open(worlds.copy("small", tmp_path_factory.mktemp("guarded")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def demo(worlds, tmp_path_factory):
    opened = Store.open(worlds.copy("demo", tmp_path_factory.mktemp("guarded-demo")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def reports(demo) -> tuple[Report, Report]:
    """The report of the demo as it is, and as it is told to who sees figures only."""
    return tuple(build_report(demo, Wish("2026-10", DAY, hides_few=few), with_maps=False) for few in (False, True))  # type: ignore[return-value]


def tables(report: Report) -> dict[str, Table]:
    return {table.title: table for _, table in report.tables()}


def test_hidden_rows_stand_last_by_name(reports):
    """Between two rows of the same order a hidden count would be known to lie between theirs."""
    for title in (
        "Desa menurut keluarga miskin yang belum terlayani",
        "Tiga golongan keluarga miskin menurut jangkauan",
    ):
        table = tables(reports[1])[title]
        first = 4 if table.columns[1].label == "Keluarga" else 2
        rows = table.rows[: len(table.rows) - table.total_rows]
        hidden = [row[first] == HIDDEN for row in rows]
        assert hidden == sorted(hidden), title


def test_what_is_told_of_the_demo_is_true(reports):
    """Of every desa either the number of the whole report or nothing."""
    whole, told = (tables(report)["Desa menurut keluarga miskin yang belum terlayani"] for report in reports)
    rows = {row[0]: row for row in whole.rows}
    for row in told.rows:
        assert all(cell in (HIDDEN, known) for cell, known in zip(row, rows[row[0]], strict=True)), row
    shown = [cell != HIDDEN for row in told.rows for cell in row[1:]]
    assert sum(shown) > 0.8 * len(shown)


def test_access_per_desa_adds_up_and_leaves_no_small_count(reports):
    labels = ["Miskin bertitik", "> 60 menit", "Dilayani", "Ada kuota, belum dilayani", "Di luar jangkauan"]
    table = tables(reports[1])["Tiga golongan keluarga miskin menurut jangkauan"]
    poor = {row[0]: row[2] for row in tables(reports[0])["Desa menurut keluarga miskin yang belum terlayani"].rows}
    at = [[column.label for column in table.columns].index(label) for label in labels]
    shown = 0
    for row in table.rows:
        located, far, served, within, outside = (row[each] for each in at)
        shown += located != HIDDEN
        if located != HIDDEN:
            assert poor[row[0]] - located == 0 or poor[row[0]] - located >= LIMIT, row[0]
        if HIDDEN not in (located, served, within, outside):
            assert located == served + within + outside
        assert all(cell in (HIDDEN, 0) or cell >= LIMIT for cell in (far, within, outside)), row[0]
    assert shown > 3


def test_a_report_of_a_quarter_tells_complaints_of_all_time_as_the_page_does(demo, reports):
    material = gather(demo, Wish("2026-10", DAY, hides_few=True), with_maps=False)
    table = tables(reports[1])["Pengaduan menurut masalah"]
    assert [row[0] for row in table.rows] == material.told_complaints.kind["kind"].tolist()
    assert "Semua pengaduan yang pernah masuk" in table.note
    assert "triwulan" not in table.note


def test_no_small_count_stands_in_the_report_of_a_small_office(store):
    whole = build_report(store, Wish("2026-10", DAY), with_maps=False)
    told = build_report(store, Wish("2026-10", DAY, hides_few=True))

    def small(report):
        return [
            row[at] for _, table in report.tables() for row in table.rows for at, each in enumerate(table.columns)
            if each.kind == NUMBER and not each.decimals and not each.unit and row[at] in (0, 1, 2, 3, 4)
        ]  # fmt: skip

    assert len(small(whole)) > 10
    assert small(told) == []
    blocks = [block for each in told.sections for block in each.blocks]
    assert not [block for block in blocks if isinstance(block, MapPicture)]
    values = [entry.value for block in blocks if isinstance(block, Figures) for entry in block.entries]
    assert HIDDEN in values
    assert not set(values) & set("01234")


@pytest.mark.parametrize(("role", "key"), EACH)
def test_who_makes_which_kind_of_report(store, role, key, monkeypatch):
    """Asked before anything is made; figures only is told to the maker."""
    asked = []
    monkeypatch.setitem(KINDS, key, type(KINDS[key])(**{**vars(KINDS[key]), "make": lambda _s, wish, _p, _by: asked.append(wish) or b"isi"}))  # fmt: skip  # noqa: E501
    by = Actor("Siti", role, "siti", (code(1),) if role == "desa" else ())
    if role not in MAY[key]:
        with pytest.raises((ActMayNot, ActorUnnamed, PeopleHidden)):
            make(store, key, Wish("2026-10", DAY), by=by)
        assert asked == []
        return
    assert make(store, key, Wish("2026-10", DAY), by=by) == b"isi"
    assert [wish.hides_few for wish in asked] == [role in {"dinsos", "monev"}]


@pytest.mark.parametrize("scope", [code(1), code(1)[:8]])
def test_a_part_of_all_desa_is_not_told_to_who_sees_figures(store, scope):
    """A desa by itself; nor a kecamatan: what goes along with a small row differs from report to report."""
    by = Actor("Mona", "monev", "mona")
    with pytest.raises(ReportTooFine):
        make(store, "xlsx", Wish("2026-10", DAY, scope=scope), by=by)


@pytest.mark.parametrize("key", ["xlsx", "pptx", "pdf"])
def test_the_files_are_made_all_the_same(store, key):
    assert len(make(store, key, Wish("2026-10", DAY), by=Actor("Mona", "monev", "mona"))) > 3000


def test_the_registry_of_files_knows_the_reports():
    assert set(EXPORTS) == set(KINDS) == set(MAY)
