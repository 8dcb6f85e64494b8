"""What a report tells somebody who sees figures only: no count below five, and none that can be worked out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from analytics.coverage import read_coverage
from analytics.monev.measures import MEASURES, Inputs
from analytics.monev.performance import figures_by_desa, published
from analytics.report.build import build_report
from analytics.report.guarded import guarded, guarded_text
from analytics.report.kinds import EXPORTS, KINDS, make
from analytics.report.material import Wish
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
    Column("Desa", TEXT), Column("Keluarga"), Column("Miskin", of=("Keluarga",)),
    Column("Cakupan", NUMBER, 1, "%", of=("Miskin",)),
)  # fmt: skip
FINE = frozenset({"kasi", "camat", "tksk", "pendamping"})
MAY = dict.fromkeys(("pdf", "pptx", "xlsx"), FINE | frozenset({"dinsos", "monev"})) | {"gpkg": FINE}
MAY |= dict.fromkeys(("papan", "papan-a3"), frozenset({"kasi", "camat"}))
EACH = [(role, key) for role in ROLES for key in KINDS]


def report_of(*tables: Table) -> Report:
    sections = tuple(Section(f"s{at}", "", "", (table,)) for at, table in enumerate(tables))
    return Report("", Heading(), "", "", "", "", sections, (), "", "", dt.datetime(2026, 1, 1))  # noqa: DTZ001


def shown(report: Report, at: int = 0) -> dict[str, bool]:
    """Row → whether its numbers are there."""
    _, table = list(report.tables())[at]
    return {str(row[0]): HIDDEN not in row for row in table.rows}


def test_a_small_count_takes_a_second_row_with_it_so_that_the_sum_does_not_tell():
    rows = (("A", 30, 3, 50.0), ("B", 20, 12, 50.0), ("C", 90, 40, 50.0), ("Jumlah", 140, 55, 50.0))
    told = shown(guarded(report_of(Table("", COLUMNS, rows, total_rows=1))))
    assert told == {"A": False, "B": False, "C": True, "Jumlah": True}


def test_rows_are_hidden_until_what_they_add_up_to_is_not_small():
    """A and B: 3 + 0 poor is three still, so C goes as well."""
    rows = (("A", 30, 3, 50.0), ("B", 20, 0, 0.0), ("C", 40, 12, 60.0), ("D", 90, 40, 50.0), ("Jumlah", 180, 55, 50.0))
    told = shown(guarded(report_of(Table("", COLUMNS, rows, total_rows=1))))
    assert told == {"A": False, "B": False, "C": False, "D": True, "Jumlah": True}


def test_a_share_that_stands_for_few_hides_its_row():
    """20 percent of 12 are 2,4; 50 percent of 12 are six."""
    rows = (("A", 30, 12, 20.0), ("B", 20, 12, 50.0), ("C", 90, 40, 50.0))
    assert shown(guarded(report_of(Table("", COLUMNS, rows)))) == {"A": False, "B": False, "C": True}


def test_a_share_near_the_whole_hides_its_row():
    """98 percent of 50 leave one family; 90 percent leave five, 0 and 100 percent leave nobody or all."""
    rows = tuple((name, 200, 50, share) for name, share in zip("ABCDE", (98.0, 90.0, 100.0, 0.0, 4.0), strict=True))
    told = shown(guarded(report_of(Table("", COLUMNS, rows))))
    assert told == {"A": False, "B": True, "C": True, "D": True, "E": False}


def test_what_a_part_leaves_of_its_whole_counts():
    """30 families less 27 poor ones are three; of C five are not poor."""
    rows = (("A", 30, 27, 50.0), ("B", 30, 20, 50.0), ("C", 45, 40, 50.0), ("D", 60, 40, 50.0))
    told = shown(guarded(report_of(Table("", COLUMNS, rows))))
    assert told == {"A": False, "B": False, "C": True, "D": True}  # B with it: one row alone would be found


def test_rows_are_hidden_until_what_their_parts_leave_is_not_small_either():
    """A and B: 3 + 0 families are not poor; the sums less C and D tell that, so C (of six) goes as well."""
    rows = (
        ("A", 30, 27, 50.0),
        ("B", 30, 30, 50.0),
        ("C", 46, 40, 50.0),
        ("D", 90, 60, 50.0),
        ("Jumlah", 196, 157, 50.0),
    )
    told = shown(guarded(report_of(Table("", COLUMNS, rows, total_rows=1))))
    assert told == {"A": False, "B": False, "C": False, "D": True, "Jumlah": True}


def test_zero_is_shown():
    rows = (("A", 30, 0, None), ("B", 20, 10, 0.0))
    assert shown(guarded(report_of(Table("", COLUMNS, rows)))) == {"A": True, "B": True}


def test_words_in_a_table_are_looked_at_too():
    columns = (Column("Indikator", TEXT), Column("Nilai", NUMBER, 1), Column("Dari", TEXT))
    rows = (
        ("Pendapatan", 7.5, "3 dari 40 keluarga"),
        ("Cakupan", 98.0, "49 dari 50 keluarga"),
        ("IKM", 80.0, "40 responden"),
    )
    _, told = next(iter(guarded(report_of(Table("", columns, rows))).tables()))
    assert told.rows == (
        ("Pendapatan", HIDDEN, f"{HIDDEN} dari 40 keluarga"), ("Cakupan", HIDDEN, f"{HIDDEN} dari 50 keluarga"),
        ("IKM", 80.0, "40 responden"),
    )  # fmt: skip


def test_a_chart_tells_nothing_of_what_the_table_beside_it_hides_and_curves_are_left_out():
    table = Table("", COLUMNS, (("A", 30, 3, 50.0), ("B", 20, 12, 50.0), ("C", 90, 40, 50.0)))
    chart = Chart("", ("A", "B", "C"), (("Cakupan", (1.0, 2.0, 3.0)),))
    section = Section("s", "", "", (chart, Curve("", "", "", ((0, 0), (100, 100))), table))
    told = guarded(replace(report_of(table), sections=(section,))).sections[0].blocks
    assert [type(block) for block in told] == [Chart, Table]
    assert told[0].series == (("Cakupan", (None, None, 3.0)),)


def test_what_the_report_of_all_programs_has_more_counts():
    """C: 40 here and 43 in the report of all programs; B, the fewest families, goes along though it has 9 more."""
    rows = (("A", 60, 30, 50.0), ("B", 20, 10, 50.0), ("C", 90, 40, 50.0), ("Jumlah", 170, 80, 50.0))
    table = Table("", COLUMNS, rows, total_rows=1, beside=((9.0,), (9.0,), (3.0,), (21.0,)))
    assert shown(guarded(report_of(table))) == {"A": True, "B": False, "C": False, "Jumlah": True}
    assert all(shown(guarded(report_of(replace(table, beside=())))).values())


def test_rows_that_go_along_on_the_page_go_along_in_the_report_too():
    """Alone the report would hide A and B, the page A and C: from each the other's B and C, and so A by the sum."""
    rows = (("A", 30, 3, 10.0), ("B", 20, 12, 60.0), ("C", 90, 40, 50.0), ("D", 95, 40, 50.0))
    table = Table("", COLUMNS, rows)
    assert shown(guarded(report_of(table))) == {"A": False, "B": False, "C": True, "D": True}
    told = shown(guarded(report_of(table), {"A", "C"}))
    assert told == {"A": False, "B": True, "C": False, "D": True}


def test_one_row_alone_is_hidden_with_its_sum():
    rows = (("A", 30, 3, 50.0), ("Jumlah", 30, 3, 50.0))
    assert shown(guarded(report_of(Table("", COLUMNS, rows, total_rows=1)))) == {"A": False, "Jumlah": False}


def test_a_desa_hidden_in_one_table_is_hidden_in_the_other():
    one = Table("", COLUMNS, (("A", 30, 3, 50.0), ("B", 20, 12, 50.0), ("C", 90, 40, 50.0)))
    two = Table("", COLUMNS, (("A", 60, 30, 50.0), ("C", 90, 40, 50.0), ("B", 50, 40, 50.0), ("D", 99, 40, 50.0)))
    told = guarded(report_of(one, two))
    assert shown(told, 1) == {"A": False, "C": True, "B": False, "D": True}


def test_a_table_without_small_counts_stays_as_it_is():
    table = Table("", COLUMNS, (("A", 30, 13, 50.0), ("B", 20, 12, 50.0)), note="Catatan.")
    assert next(iter(guarded(report_of(table)).tables()))[1] == table


@pytest.mark.parametrize(("text", "told"), [
    ("3 dari 40 keluarga miskin (7,5 %) belum terlayani.", "• dari 40 keluarga miskin (• %) belum terlayani."),
    ("13 dari 40 keluarga miskin (32,5 %).", "13 dari 40 keluarga miskin (32,5 %)."),
    ("1.049 dari 1.050 keluarga miskin (99,9 %).", "• dari 1.050 keluarga miskin (• %)."),
    ("40 dari 40 keluarga miskin (100 %).", "40 dari 40 keluarga miskin (100 %)."),
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


PARTS = {
    "Keluarga": {"Miskin"}, "Miskin": {"Terlayani", "Belum terlayani", "Cakupan"},
    "Keluarga miskin": {"Terlayani", "Belum terlayani", "Cakupan"},
    "Penerima": {"Terlayani", "Tidak tepat", "Tumpang tindih"},
    "Keluarga penerima": {"Penerima miskin", "Penerima tidak miskin", "Tidak tepat"},
    "Miskin bertitik": {"> 60 menit", "Bagian", "Dilayani", "Ada kuota, belum dilayani", "Di luar jangkauan"},
    "Pengaduan": {"Terbuka", "Selesai"}, "Terbuka": {"Lewat batas"},
}  # fmt: skip
"""Written once more by hand: whole → its parts and shares."""
WITHOUT_WHOLE = {("Program", "Cakupan"), ("Kelompok", "Tidak tepat"), ("Desa", "Keluarga miskin"), ("Desa", "Cakupan")}
"""Shares whose whole is in no column beside them: first column, the share."""


def found_small(report: Report) -> list[float]:
    """Return the small counts that a reader finds by subtracting, or from a share."""
    found = []
    for _, table in report.tables():
        labels = [each.label for each in table.columns]
        for row in table.rows:
            cells = {name: cell for name, cell in zip(labels, row, strict=True) if isinstance(cell, (int, float))}
            for whole, part in ((one, two) for one in cells for two in cells if two in PARTS.get(one, ())):
                is_share = table.columns[labels.index(part)].unit == "%"
                size = cells[whole] * cells[part] / 100 if is_share else cells[part]
                found += [each for each in (round(size), round(cells[whole] - size)) if 0 < each < 5]
    return found


GAPS = "Desa menurut keluarga miskin yang belum terlayani"


def gaps_told(store: Store, program: str, *, hides_few: bool = True) -> dict[str, dict]:
    """Desa → label → cell of the rows of the table of gaps that are shown."""
    report = build_report(store, Wish("2026-10", DAY, program, hides_few=hides_few), with_maps=False)
    (table,) = (each for _, each in report.tables() if each.title == GAPS)
    labels = [each.label for each in table.columns]
    return {str(row[0]): dict(zip(labels, row, strict=True)) for row in table.rows if HIDDEN not in row}


@pytest.fixture(scope="module")
def demo(worlds, tmp_path_factory):
    opened = Store.open(worlds.copy("demo", tmp_path_factory.mktemp("guarded-demo")))
    yield opened
    opened.close()


def fewer(together: dict[str, dict], one: dict[str, dict]) -> list[tuple[str, str]]:
    """Desa and count of which the report of all programs has a few more than that of one."""
    return [
        (desa, label) for desa in together.keys() & one.keys() for label in ("Terlayani", "Penerima", "Tumpang tindih")
        if 0 < together[desa][label] - one[desa][label] < 5
    ]  # fmt: skip


def test_two_reports_of_the_demo_tell_no_few_families_with_the_other_programs(demo):
    """Aniungan: 7 families have two programs or more, 6 of them Sembako and another."""
    programs = [str(key) for key in demo.frame("store/programs")["program"]]
    together = gaps_told(demo, "SEMUA")
    assert {key: fewer(together, gaps_told(demo, key)) for key in programs} == {key: [] for key in programs}
    whole = [gaps_told(demo, key, hides_few=False) for key in ("SEMUA", "SEMBAKO")]
    assert ("Aniungan", "Tumpang tindih") in fewer(*whole)


def test_what_the_page_monev_hides_of_the_demo_the_report_hides_too(demo):
    every = read_coverage(demo, period="2026-10")
    none = every.head(0)
    month = Inputs(every[every["program"] == "SEMUA"], none, none, none, none, 1.0)
    rows = published(figures_by_desa(MEASURES["tidak_tepat"], month), "tidak_tepat")
    hidden = set(rows.loc[rows["part"].isna(), "desa_name"])
    assert len(hidden) > 5
    assert hidden & gaps_told(demo, "SEMUA").keys() == set()


def test_every_column_of_a_report_says_of_what_it_is_a_part(store):
    for _, table in build_report(store, Wish("2026-10", DAY), with_maps=False).tables():
        labels = {each.label for each in table.columns if each.kind == NUMBER and not each.unit}
        for column in table.columns:
            assert set(column.of) == {whole for whole in labels if column.label in PARTS.get(whole, ())}, table.title
            if column.unit == "%" and not column.of:
                assert (table.columns[0].label, column.label) in WITHOUT_WHOLE, table.title


def test_no_small_count_stands_in_the_report_of_a_small_office(store):
    whole = build_report(store, Wish("2026-10", DAY), with_maps=False)
    told = build_report(store, Wish("2026-10", DAY, hides_few=True))

    def small(report):
        return [
            row[at] for _, table in report.tables() for row in table.rows for at, each in enumerate(table.columns)
            if each.kind == NUMBER and not each.decimals and isinstance(row[at], (int, float)) and 0 < row[at] < 5
        ]  # fmt: skip

    assert len(small(whole)) > 10
    assert small(told) == []
    assert len(found_small(whole)) > 10
    assert found_small(told) == []
    blocks = [block for each in told.sections for block in each.blocks]
    assert not [block for block in blocks if isinstance(block, MapPicture)]
    values = [entry.value for block in blocks if isinstance(block, Figures) for entry in block.entries]
    assert HIDDEN in values
    assert not set(values) & set("1234")


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
