"""What monev tells to who sees figures only: no count below 5, nor what would tell one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.monev import complaints, needs, performance
from analytics.monev.measures import MEASURES
from analytics.monev.satisfaction import hidden_respondents
from analytics.suppression import LIMIT, TOTAL
from tests.analytics.report.test_published import cells_of, opened

KINDS, DESA, MONTHS = ["lambat", "mampu", "potongan"], ["A", "B", "C", "D"], ["2026-08", "2026-09", "2026-10"]
COUNTS = ["complaint_count", "open_count", "late_count", "closed_count"]


def register(seed: int, size: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    is_closed = rng.random(size) < 0.6
    return pd.DataFrame(
        {
            "kind": rng.choice(KINDS, size, p=[0.6, 0.3, 0.1]), "desa_code": rng.choice(DESA, size),
            "on_date": pd.to_datetime([f"{month}-05" for month in rng.choice(MONTHS, size)]), "is_closed": is_closed,
            "state": np.where(is_closed, complaints.DONE, rng.choice([complaints.LATE, complaints.OPEN], size)),
            "days": pd.array(rng.integers(1, 40, size), dtype="Int64"),
        }
    ).assign(
        is_late=lambda rows: rows["state"] == complaints.LATE,
        is_in_time=lambda rows: is_closed & rows["days"].le(20).to_numpy(dtype=bool),
        is_judged=lambda rows: is_closed | rows["is_late"].to_numpy(),
    )  # fmt: skip


TABLES = {"kind": "kind", "desa_code": "desa_code", "when": "when"}
QUARTER_OF = {"2026-08": "2026-T3", "2026-09": "2026-T3", "2026-10": "2026-T4"}


class Complaints:
    """Who holds the three tables of the page, its sums, and the indicator of each quarter, cell by cell."""

    def __init__(self, judged: pd.DataFrame) -> None:
        self.truth: dict[tuple, int] = {}
        self.equations: list[dict[tuple, int]] = []
        when = judged.assign(when=judged["on_date"].dt.strftime("%Y-%m"))
        for column in TABLES:
            rows = self._counts(when.groupby(column))
            self.truth |= cells_of(rows)
            self.equations += [
                {(TOTAL, name): 1, **{(row, name): -1 for row in rows.index if row != TOTAL}} for name in rows
            ]
        for quarter, own in when.groupby(when["when"].map(QUARTER_OF)):
            months = sorted(own["when"].unique())
            counted = self._counts(own.groupby("when")).loc[[TOTAL]].rename(index={TOTAL: quarter})
            closed = own["is_closed"]
            counted = counted.assign(
                in_time=int(own["is_in_time"].sum()), overtime=int((closed & ~own["is_in_time"]).sum()),
                judged=int(own["is_judged"].sum()), undated=0,
            )  # fmt: skip
            self.truth |= cells_of(counted)
            self.equations += [
                {(quarter, name): 1, **{(month, name): -1 for month in months}} for name in (*COUNTS, "waiting")
            ]
            closed_parts = ("in_time", "overtime", "undated")
            self.equations.append({(quarter, "closed_count"): 1, **{(quarter, name): -1 for name in closed_parts}})
            parts = ("in_time", "overtime", "late_count")
            self.equations.append({(quarter, "judged"): 1, **{(quarter, name): -1 for name in parts}})
        for row in {row for row, _ in self.truth}:
            self.equations.append({(row, "complaint_count"): 1, (row, "open_count"): -1, (row, "closed_count"): -1})
            self.equations.append({(row, "open_count"): 1, (row, "late_count"): -1, (row, "waiting"): -1})

    @staticmethod
    def _counts(groups) -> pd.DataFrame:
        rows = groups.agg(
            complaint_count=("state", "size"), closed_count=("is_closed", "sum"), late_count=("is_late", "sum")
        ).astype(int)
        rows["open_count"] = rows["complaint_count"] - rows["closed_count"]
        rows["waiting"] = rows["open_count"] - rows["late_count"]
        rows.loc[TOTAL] = rows.sum()
        return rows

    def seen(self, told: complaints.Published) -> dict[tuple, int]:
        found = cells_of(told.total.to_frame(TOTAL).T[COUNTS])
        for column in TABLES:
            found |= cells_of(getattr(told, column).set_index(column)[COUNTS])
        names = {"in_time_count": "in_time", "judged_count": "judged"}
        found |= cells_of(told.quarters.rename(columns=names))
        assert all(self.truth[cell] == value for cell, value in found.items())
        return found


@pytest.mark.parametrize("size", [12, 40, 150])
def test_no_count_of_the_register_can_be_worked_out_of_three_tables_and_the_quarters(size):
    """By kind, by desa and by month, with the sums that they share, and the quarters that months add up to."""
    shown = 0
    for seed in range(3):
        judged = register(seed, size)
        told, reader = complaints.published(judged), Complaints(judged)
        seen = reader.seen(told)
        shown += len(seen)
        assert opened(reader.truth, reader.equations, seen, told_small=False) == [], seed
        hidden = told.kind[told.kind["closed_count"].isna()]
        assert hidden["median_days"].isna().all()
    assert size < 100 or shown > 60


def test_a_quarter_beside_all_time_opens_what_is_left_of_it():
    """The attack works: 7 of a kind of all time, of which 5 came this quarter, leave 2 of the quarters before."""
    judged = register(0, 40).assign(kind="lambat")
    judged.loc[:6, "kind"] = "mampu"
    judged.loc[:4, "on_date"], judged.loc[5:6, "on_date"] = pd.Timestamp("2026-10-05"), pd.Timestamp("2026-09-05")
    quarter = judged[judged["on_date"].dt.month == 10]
    whole, part = (
        complaints.count_by(rows, ["kind"]).set_index("kind").loc["mampu", "complaint_count"]
        for rows in (judged, quarter)
    )
    assert (whole, part, whole - part) == (7, 5, 2)


def test_the_order_of_rows_tells_nothing_that_is_hidden():
    told = complaints.published(register(1, 150))
    for table, label in ((told.kind, "kind"), (told.desa_code, "desa_code")):
        hidden = table[table["open_count"].isna() & table["complaint_count"].isna()]
        assert hidden[label].tolist() == sorted(hidden[label])
        assert hidden.index.tolist() == list(range(len(table) - len(hidden), len(table)))


def rows_of(parts: list[int], wholes: list[int]) -> pd.DataFrame:
    table = pd.DataFrame({"desa_code": DESA[: len(parts)], "desa_name": "x", "part": parts, "whole": wholes})
    return table.assign(value=100.0 * table["part"] / table["whole"])


def test_beside_the_sums_no_desa_can_be_worked_out():
    """Sums of 5 and more are on the lights: with them nothing small of a desa is told."""
    for seed in range(4):
        rng = np.random.default_rng(seed)
        wholes = rng.integers(3, 30, 4)
        parts = rng.binomial(wholes, 0.6)
        rows = rows_of(parts.tolist(), wholes.tolist())
        told = performance.published(rows, "cakupan").set_index("desa_code")
        counts = rows.set_index("desa_code")[["part", "whole"]].assign(rest=wholes - parts)
        counts.loc[TOTAL] = counts.sum()
        truth, seen = cells_of(counts), cells_of(told[["part", "whole"]])
        seen |= {(TOTAL, name): truth[TOTAL, name] for name in counts}
        equations = [{(row, "whole"): 1, (row, "part"): -1, (row, "rest"): -1} for row in counts.index]
        equations += [{(TOTAL, name): 1, **{(row, name): -1 for row in told.index}} for name in counts]
        assert counts.loc[TOTAL].ge(LIMIT).all()
        assert opened(truth, equations, seen) == [], seed


def test_where_the_sums_tell_too_much_no_desa_is_told():
    """4 and 4 of 8 each: sums of 8 and 16; each part at most 4, so 8 tells both. All desa go."""
    told = performance.published(rows_of([4, 4], [8, 8]), "cakupan")
    assert told[["part", "whole", "value"]].isna().all(axis=None)


def test_sums_of_few_are_hidden_and_hours_of_trips_are_not_people():
    """3 of 9 and 9 of 11 (2 left) are small; 2 of 9 desa on time points at nobody; 0 of 0 is no data."""
    values = pd.DataFrame(
        {"part": [3, 9, 20, 2, 0], "whole": [9, 11, 40, 9, 0], "value": [33.3, 81.8, 50, 22.2, np.nan]},
        index=["aduan_selesai", "partisipasi", "cakupan", "tepat_waktu", "lengkap"],
    )  # fmt: skip
    told = performance.published_values(values.astype(float))
    assert told["part"].isna().to_dict() == {
        "aduan_selesai": True, "partisipasi": True, "cakupan": False, "tepat_waktu": False, "lengkap": False,
    }  # fmt: skip


def test_every_measure_says_whether_people_stand_behind_it():
    assert [key for key, measure in MEASURES.items() if not measure.counts_people] == ["tepat_waktu"]


def test_where_two_desa_have_as_many_respondents_every_table_hides_the_same():
    """A of 3 takes one of B and C along, of 5 each: always B, or two tables would tell both, and so A."""
    counts = pd.Series({"A": 3, "B": 5, "C": 5, "D": 9})
    first, second = (hidden_respondents(counts[order]) for order in (list("ABCD"), list("DCBA")))
    assert first.index[first].tolist() == ["A", "B"]
    assert sorted(second.index[second]) == ["A", "B"]


def test_a_hidden_desa_does_not_stand_between_two_that_are_told():
    told = performance.published(rows_of([20, 3, 12, 18], [30, 9, 20, 40]), "partisipasi")
    values = told["value"].tolist()
    assert np.isnan(values).any()
    assert np.isnan(values).tolist() == sorted(np.isnan(values).tolist())
    assert told.loc[told["value"].isna(), "desa_code"].tolist() == sorted(told.loc[told["value"].isna(), "desa_code"])


def test_needs_are_told_without_small_amounts():
    stated = pd.DataFrame({"amount": [3.0, 0.0, 12.0, np.nan], "said": ["3 lansia di RT 2", "air", "12,5 km", "4"]})
    told = needs.without_few(stated)
    assert told["amount"].isna().tolist() == [True, True, False, True]
    assert told["said"].tolist() == ["• lansia di RT •", "air", "12,5 km", "•"]
