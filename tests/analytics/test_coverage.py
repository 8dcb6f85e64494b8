"""Coverage against a recount in plain Python, and the identities that any figures must keep."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.coverage import COLUMNS, COUNTS, coverage, percent, read_coverage, total
from data.errors import NoSuchPeriod, UnknownProgram
from data.messages import sentence
from data.settings import save_setting
from data.store import Store

A, B, C = "63.11.02.2001", "63.11.02.2002", "63.11.02.2003"
AREAS = {A: 2.0, B: 0.5, C: 1.0}
NAMES = {A: "Hauwai", B: "Galumbang", C: "Pudak"}
PROGRAMS = ["PKH", "SEMBAKO", "BLTDD"]
OCTOBER, NOVEMBER = "2026-10", "2026-11"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = Store.open(tmp_path_factory.mktemp("cakupan") / "a.duckdb")
    yield opened
    opened.close()


def fill(store, families, recipients, areas=AREAS):
    """Put a world in place: ``families`` (kk, desa, desil), ``recipients`` (program, period, kk, person, desa)."""
    with store.write() as cursor:
        for table in ("family", "recipient", "desa", "setting"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  own names
        desa = [(code, NAMES[code], code[:8], "Halong", None, area, 0.0, 0.0, b"", 1) for code, area in areas.items()]
        put = {
            "desa": desa,
            "family": [(number, None, None, code, "kode", None, None, None, None, desil, None, None)
                       for number, code, desil in families],
            "recipient": [(program, period, number, person, None, code, "KK" if number else "", None, None, None, None)
                          for program, period, number, person, code in recipients],
        }  # fmt: skip
        for table, rows in put.items():
            marks = ", ".join("?" * len(rows[0])) if rows else ""
            if rows:
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608  own names


def recount(families, recipients, period, areas=AREAS, ceiling=4):
    """The same figures, one desa and program after the other, without any frame or query."""
    desil = {number: value for number, _, value in families}
    home = {number: code or "" for number, code, _ in families}
    here = [row for row in recipients if row[1] == period]
    programs = [*sorted({row[0] for row in recipients}), "SEMUA"]
    places = set(areas) | set(home.values()) | {row[4] or "" for row in here if row[2] is None}
    lists = {number: {row[0] for row in here if row[2] == number} for number in home}
    answer = {}
    for place in places:
        own = [number for number in home if home[number] == place]
        poor = [number for number in own if desil[number] is not None and desil[number] <= ceiling]
        for program in programs:
            served = [number for number in own if (program in lists[number] or (program == "SEMUA" and lists[number]))]
            strangers = [row for row in here if row[2] is None and (row[4] or "") == place]
            answer[place, program] = {
                "families": len(own),
                "families_without_desil": sum(desil[number] is None for number in own),
                "poor_families": len(poor),
                "served_poor": sum(number in poor for number in served),
                "unserved_poor": sum(number not in served for number in poor),
                "served_nonpoor": sum(desil[number] is not None and desil[number] > ceiling for number in served),
                "recipients": len(served),
                "recipients_unmatched": len({row[3] for row in strangers if program in {"SEMUA", row[0]}}),
                "overlap_families": sum(len(lists[number]) > 1 for number in served),
            }
    return answer


def kk(number):
    return f"{6311020000000000 + number}"


@st.composite
def worlds(draw):
    count = draw(st.integers(0, 12))
    places = st.sampled_from([A, B, C, None])
    families = [(kk(n), draw(places), draw(st.one_of(st.none(), st.integers(1, 10)))) for n in range(count)]
    belongs = st.sampled_from([number for number, _, _ in families]) if families else st.nothing()
    keys = draw(
        st.sets(
            st.tuples(
                st.sampled_from(PROGRAMS),
                st.sampled_from([OCTOBER, NOVEMBER]),
                st.one_of(belongs, st.sampled_from(["asing 1", "asing 2", "asing 3"])),
            ),
            max_size=25,
        )
    )
    known = {number for number, _, _ in families}
    recipients = [
        (program, period, key, key, None) if key in known else (program, period, None, key, draw(places))
        for program, period, key in sorted(keys)
    ]
    return families, recipients


@settings(max_examples=25, deadline=None)
@given(worlds(), st.sampled_from([OCTOBER, NOVEMBER]), st.integers(1, 10), st.randoms())
def test_the_figures_are_those_of_a_recount(store, world, period, ceiling, chance):
    families, recipients = world
    chance.shuffle(families)
    chance.shuffle(recipients)
    fill(store, families, recipients)
    save_setting(store, "poor_desil_max", ceiling)
    if not any(row[1] == period for row in recipients):
        with pytest.raises(NoSuchPeriod):
            read_coverage(store, period=period)
        return
    table = read_coverage(store, period=period)
    assert list(table.columns) == COLUMNS
    wanted = recount(families, recipients, period, ceiling=ceiling)
    found = table.set_index(["desa_code", "program"])[COUNTS].to_dict("index")
    assert found == wanted
    assert_rates(table)
    assert_identities(table, families)


def assert_rates(table):
    for row in table.to_dict("records"):
        for name, part, whole in [
            ("coverage_pct", "served_poor", "poor_families"),
            ("exclusion_pct", "unserved_poor", "poor_families"),
            ("inclusion_pct", "served_nonpoor", "recipients"),
        ]:
            if row[whole]:
                assert row[name] == pytest.approx(100 * row[part] / row[whole])
            else:
                assert math.isnan(row[name])
        area = AREAS.get(row["desa_code"])
        for name, part in [("poor_per_km2", "poor_families"), ("recipients_per_km2", "recipients")]:
            assert row[name] == pytest.approx(row[part] / area) if area else math.isnan(row[name])


def assert_identities(table, families):
    """Served and unserved are the poor; those served are poor, not poor or without desil; parts add up to the whole."""
    assert (table["served_poor"] + table["unserved_poor"] == table["poor_families"]).all()
    without_desil = table["recipients"] - table["served_poor"] - table["served_nonpoor"]
    assert without_desil.between(0, table["families_without_desil"]).all()
    assert (table["recipients"] <= table["families"]).all()
    assert (table["overlap_families"] <= table["recipients"]).all()
    for program, part in table.groupby("program"):
        sums = total(part)
        assert sums["families"] == len(families), program
        assert sums["poor_families"] == sums["served_poor"] + sums["unserved_poor"]
    rates = table[["coverage_pct", "exclusion_pct", "inclusion_pct"]]
    assert (rates.isna() | ((rates >= 0) & (rates <= 100))).all(axis=None)
    rows = table.pivot_table(index="desa_code", columns="program", values=[*COUNTS])
    for name in ["served_poor", "served_nonpoor", "recipients", "recipients_unmatched"]:
        each = rows[name].drop(columns="SEMUA")
        assert (rows[name]["SEMUA"] <= each.sum(axis=1)).all()
        assert (each.le(rows[name]["SEMUA"], axis=0)).all(axis=None)


# --- a small world, worked out -------------------------------------------------------------------------

# Hauwai, 2 km²: five families. 1 (desil 1) has PKH and SEMBAKO, 2 (desil 4) PKH, 3 (desil 2) nothing,
# 4 (desil 7) SEMBAKO, 5 (no desil) PKH. Galumbang, 0.5 km²: 6 (desil 3) nothing. Nobody lives in Pudak.
# Of no known family: "x" in PKH and SEMBAKO (Galumbang), "y" in PKH, no desa.
FAMILIES = [(kk(1), A, 1), (kk(2), A, 4), (kk(3), A, 2), (kk(4), A, 7), (kk(5), A, None), (kk(6), B, 3)]
RECIPIENTS = [
    ("PKH", OCTOBER, kk(1), kk(1), None), ("SEMBAKO", OCTOBER, kk(1), kk(1), None),
    ("PKH", OCTOBER, kk(2), kk(2), None), ("SEMBAKO", OCTOBER, kk(4), kk(4), None),
    ("PKH", OCTOBER, kk(5), kk(5), None), ("PKH", OCTOBER, None, "x", B), ("SEMBAKO", OCTOBER, None, "x", B),
    ("PKH", OCTOBER, None, "y", None), ("BLTDD", NOVEMBER, kk(3), kk(3), None),
]  # fmt: skip


@pytest.fixture
def small(store):
    fill(store, FAMILIES, RECIPIENTS)
    return store


def row(table, code, program):
    return table[(table["desa_code"] == code) & (table["program"] == program)].iloc[0]


def test_a_small_world_worked_out(small):
    table = read_coverage(small, period=OCTOBER)
    all_programs = row(table, A, "SEMUA")
    assert all_programs[COUNTS].tolist() == [5, 1, 3, 2, 1, 1, 4, 0, 1]
    assert all_programs["coverage_pct"] == pytest.approx(100 * 2 / 3)
    assert all_programs["exclusion_pct"] == pytest.approx(100 * 1 / 3)
    assert all_programs["inclusion_pct"] == pytest.approx(100 * 1 / 4)
    assert (all_programs["poor_per_km2"], all_programs["recipients_per_km2"], all_programs["area_km2"]) == (1.5, 2, 2)
    assert row(table, A, "PKH")[COUNTS].tolist() == [5, 1, 3, 2, 1, 0, 3, 0, 1]
    assert row(table, A, "SEMBAKO")[COUNTS].tolist() == [5, 1, 3, 1, 2, 1, 2, 0, 1]
    assert row(table, A, "BLTDD")[COUNTS].tolist() == [5, 1, 3, 0, 3, 0, 0, 0, 0]
    # "x" is one person in two programs: one of SEMUA.
    assert table.loc[table["desa_code"] == B].set_index("program")["recipients_unmatched"].to_dict() == {
        "PKH": 1, "SEMBAKO": 1, "BLTDD": 0, "SEMUA": 1,
    }  # fmt: skip


def test_what_has_no_desa_is_a_row_of_its_own(small):
    unknown = row(read_coverage(small, period=OCTOBER), "", "PKH")
    assert unknown["recipients_unmatched"] == 1
    assert unknown[["families", "recipients"]].tolist() == [0, 0]
    assert unknown[["coverage_pct", "poor_per_km2", "area_km2", "priority_rank"]].isna().all()


def test_a_desa_without_families_has_no_rates(small):
    """No poor: coverage is missing, not 0; nobody served: inclusion is missing; 0 per km² is known."""
    empty = row(read_coverage(small, period=OCTOBER), C, "PKH")
    assert empty[["coverage_pct", "exclusion_pct", "inclusion_pct", "priority_rank"]].isna().all()
    assert empty[["poor_per_km2", "recipients_per_km2"]].tolist() == [0, 0]


def test_without_boundaries_areas_are_missing_and_names_are_those_of_the_lists(store):
    fill(store, FAMILIES, RECIPIENTS, areas={})
    table = read_coverage(store, period=OCTOBER)
    assert table[["area_km2", "poor_per_km2", "recipients_per_km2"]].isna().all(axis=None)
    assert set(table["desa_code"]) == {A, B, ""}
    assert row(table, A, "PKH")["desa_name"] == A


def test_the_threshold_is_a_setting(small):
    """At 7 family 4 (desil 7, served by SEMBAKO) is poor: 4 poor, 3 of them served, nobody served is not poor."""
    save_setting(small, "poor_desil_max", 7)
    found = row(read_coverage(small, period=OCTOBER), A, "SEMUA")
    assert found[["poor_families", "served_poor", "served_nonpoor", "recipients"]].tolist() == [4, 3, 0, 4]


def test_the_newest_period_is_the_default(small):
    assert set(read_coverage(small)["period"]) == {NOVEMBER}
    assert row(read_coverage(small), A, "BLTDD")["recipients"] == 1


@pytest.mark.parametrize("written", ["PKH", "pkh", " PKH "])
def test_one_program_alone(small, written):
    table = read_coverage(small, program=written, period=OCTOBER)
    assert set(table["program"]) == {"PKH"}
    assert table.index.tolist() == list(range(len(table)))
    whole = read_coverage(small, period=OCTOBER)
    pd.testing.assert_frame_equal(table, whole[whole["program"] == "PKH"].reset_index(drop=True))


@pytest.mark.parametrize("written", ["SEMUA", "semua", "Semua"])
def test_all_programs_alone(small, written):
    assert set(read_coverage(small, program=written, period=OCTOBER)["program"]) == {"SEMUA"}


def test_a_program_without_any_list_serves_nobody(small):
    table = read_coverage(small, program="RTLH", period=OCTOBER)
    found = row(table, A, "RTLH")
    assert found[COUNTS].tolist() == [5, 1, 3, 0, 3, 0, 0, 0, 0]
    assert (found["coverage_pct"], found["exclusion_pct"]) == (0, 100)
    assert set(table["desa_code"]) == {A, B, C, ""}


def test_an_unknown_program_is_told(small):
    with pytest.raises(UnknownProgram) as caught:
        read_coverage(small, program="BUKAN")
    assert "BUKAN" in sentence(caught.value)
    assert "PKH" in sentence(caught.value)


@pytest.mark.parametrize("period", ["2026-12", "2026-13", "kemarin"])
def test_a_period_without_lists_is_told(small, period):
    with pytest.raises(NoSuchPeriod) as caught:
        read_coverage(small, period=period)
    assert "2026-11, 2026-10" in sentence(caught.value)


def test_families_without_any_list(store):
    fill(store, FAMILIES, [])
    table = read_coverage(store)
    assert set(table["program"]) == {"SEMUA"}
    assert set(table["period"]) == {""}
    assert table["recipients"].sum() == 0
    assert row(table, A, "SEMUA")["coverage_pct"] == 0


def test_an_empty_office(store):
    fill(store, [], [], areas={})
    table = read_coverage(store)
    assert list(table.columns) == COLUMNS
    assert table.empty
    assert total(table)[COUNTS].eq(0).all()
    assert math.isnan(total(table)["coverage_pct"])


# --- rank ----------------------------------------------------------------------------------------------


def counts(**columns):
    """Rows of one program with the columns given; the others 0, the area 1 km²."""
    size = len(columns["poor_families"])
    blank = dict.fromkeys(COUNTS, [0] * size) | {"desa_code": [f"63.11.02.20{n:02d}" for n in range(1, size + 1)]}
    frame = pd.DataFrame(blank | {"desa_name": "x", "program": "PKH", "area_km2": 1.0} | columns)
    return frame.assign(unserved_poor=frame["poor_families"] - frame["served_poor"])


def test_rank_one_has_most_poor_families_unserved():
    """Unserved: 5, 9, 1, 0."""
    table = coverage(counts(poor_families=[10, 10, 10, 10], served_poor=[5, 1, 9, 10]), period=OCTOBER)
    assert table["priority_rank"].tolist() == [2, 1, 3, 4]


def test_ties_go_by_exclusion_then_density_then_code():
    """All leave 5 unserved: of 10, of 5 (100 %), of 10 on half the land, of 10, and of 10 on unknown land."""
    table = coverage(
        counts(poor_families=[10, 5, 10, 10, 10], served_poor=[5, 0, 5, 5, 5], area_km2=[1.0, 1.0, 0.5, 1.0, np.nan]),
        period=OCTOBER,
    )
    assert table["priority_rank"].tolist() == [3, 1, 2, 4, 5]


def test_no_rank_without_poor_families_or_without_a_desa():
    frame = counts(poor_families=[0, 3, 5], served_poor=[0, 0, 0], desa_code=[A, B, ""])
    table = coverage(frame, period=OCTOBER)
    assert table["priority_rank"].isna().tolist() == [True, False, True]
    assert table["priority_rank"].tolist()[1] == 1


def test_each_program_is_ranked_by_itself():
    frame = pd.concat(
        [
            counts(poor_families=[3, 5], served_poor=[0, 0]),
            counts(poor_families=[5, 3], served_poor=[0, 0], program="CPP"),
        ],
        ignore_index=True,
    )
    assert coverage(frame, period=OCTOBER)["priority_rank"].tolist() == [2, 1, 1, 2]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=9), st.randoms())
@settings(max_examples=30, deadline=None)
def test_rank_does_not_depend_on_the_order_of_rows(pairs, chance):
    frame = counts(poor_families=[max(pair) for pair in pairs], served_poor=[min(pair) for pair in pairs])
    shuffled = list(range(len(pairs)))
    chance.shuffle(shuffled)
    straight = coverage(frame, period=OCTOBER).set_index("desa_code")["priority_rank"]
    mixed = coverage(frame.iloc[shuffled], period=OCTOBER).set_index("desa_code")["priority_rank"]
    pd.testing.assert_series_equal(straight, mixed.reindex(straight.index))
    ranked = straight.dropna()
    assert sorted(ranked) == list(range(1, len(ranked) + 1))


def test_percent_of_nothing_is_missing():
    assert percent(pd.Series([0, 1, 0]), pd.Series([0, 4, 5])).tolist() == [pytest.approx(np.nan, nan_ok=True), 25, 0]
