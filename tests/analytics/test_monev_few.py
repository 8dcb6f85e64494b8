"""What monev tells to who sees figures only: no count below 5, nor what would tell one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.monev import complaints, performance
from analytics.monev.measures import MEASURES
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
        is_late=lambda rows: rows["state"] == complaints.LATE, is_in_time=is_closed, is_judged=is_closed,
    )  # fmt: skip


def tables_of(judged: pd.DataFrame) -> list[pd.DataFrame]:
    return [
        complaints.count_by(judged, ["kind"]),
        complaints.count_by(judged, ["desa_code"]),
        complaints.by_month(judged),
    ]


@pytest.mark.parametrize("size", [12, 40])
def test_no_count_of_the_register_can_be_worked_out_of_three_tables(size):
    """By kind, by desa and by month, with the sums that they share: each small count may be anything from 0 to 4."""
    for seed in range(3):
        tables = tables_of(register(seed, size))
        shown = complaints.published(tables)
        truth, seen, equations = {}, {}, []
        for table, told in zip(tables, shown, strict=True):
            label = table.columns[0]
            rows = table.set_index(label)[COUNTS].astype(int)
            rows.loc[TOTAL] = rows.sum()
            rows["waiting"] = rows["open_count"] - rows["late_count"]
            truth |= cells_of(rows)
            printed = told.set_index(label)[COUNTS]
            seen |= {
                (r, name): int(printed.loc[r, name])
                for r in printed.index
                for name in COUNTS
                if pd.notna(printed.loc[r, name])
            }
            equations += [
                {(TOTAL, name): 1, **{(row, name): -1 for row in rows.index if row != TOTAL}} for name in rows
            ]
            for row in rows.index:
                equations.append({(row, "complaint_count"): 1, (row, "open_count"): -1, (row, "closed_count"): -1})
                equations.append({(row, "open_count"): 1, (row, "late_count"): -1, (row, "waiting"): -1})
        assert all(truth[cell] == value for cell, value in seen.items())
        assert opened(truth, equations, seen) == [], seed
        hidden = shown[0][shown[0]["closed_count"].isna()]
        assert hidden["median_days"].isna().all()


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
