"""IKM after PermenPANRB 14/2017: both golden results, gaps in the answers, grades, groups, suppression."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analytics.monev import satisfaction
from analytics.monev.satisfaction import (
    UNSUR,
    by,
    by_desa,
    grade_of,
    ikm,
    published,
    rounded,
    suppressed,
    trend,
    weight_of,
)
from analytics.monev.windows import label_of, window, within
from data.settings import IKM_WEIGHTS

TOTALS = (105, 101, 100, 116, 102, 105, 106, 105, 115)
PEOPLE = 29


def golden() -> pd.DataFrame:
    """29 sheets of answers of which each unsur has the total of ``DOMAIN.md``: as many 4s as it takes, the rest 3s.

    A total of T among 29 people is T - 87 times a 4 and otherwise 3, for 87 = 29 × 3 and 116 = 29 × 4.
    """
    return pd.DataFrame(
        {key: [4] * (total - 3 * PEOPLE) + [3] * (4 * PEOPLE - total) for key, total in zip(UNSUR, TOTALS, strict=True)}
    ).assign(on_date=pd.Timestamp("2026-10-05"), desa_code="63.11.02.2001", desa_name="Uren", service="Bansos")


def sheets(*rows: tuple[str, str], answer: int = 3) -> pd.DataFrame:
    """One sheet of equal answers per ``(desa, day)``."""
    return pd.DataFrame(
        [
            {"on_date": pd.Timestamp(day), "desa_code": desa, "desa_name": desa, "service": "Bansos",
             **dict.fromkeys(UNSUR, answer)}
            for desa, day in rows
        ]
    )  # fmt: skip


# --- the golden vectors -----------------------------------------------------------------------------


@pytest.mark.parametrize(("choice", "expected"), [("1/9", 91.48), ("0.11", 90.56)])
def test_the_golden_totals_give_both_results(choice, expected):
    """Totals add up to 955: 955 / 29 × 25 / 9 = 91.4751; 955 / 29 × 25 × 0.11 = 90.5603."""
    found = ikm(golden(), weight_of(choice))
    assert rounded(found.value) == expected
    assert found.value == pytest.approx(955 / 29 * 25 * {"1/9": 1 / 9, "0.11": 0.11}[choice], abs=1e-9)
    assert found.grade == "A"
    assert (found.respondents, found.is_few, found.weakest) == (29, True, "u3")  # 100 is the lowest total


def test_the_weight_can_change_the_grade():
    """A mean of 3.09 in every unsur: 3.09 × 25 = 77.25 (B); × 0.11 × 9 = 76.4775 (C)."""
    answers = pd.DataFrame({key: [3] * 91 + [4] * 9 for key in UNSUR})
    assert [ikm(answers, weight_of(choice)).grade for choice in IKM_WEIGHTS] == ["B", "C"]


def test_every_choice_of_the_setting_is_a_weight():
    assert {choice: weight_of(choice) for choice in IKM_WEIGHTS} == {"1/9": 1 / 9, "0.11": 0.11}


# --- gaps, order, bounds ----------------------------------------------------------------------------


def test_a_missing_answer_leaves_its_own_mean_alone():
    """U1 of three sheets: 4, none, 2 → 3.0 of two answers; the other eight 3.0 of three."""
    answers = pd.DataFrame({key: [3.0, 3.0, 3.0] for key in UNSUR}).assign(u1=[4.0, np.nan, 2.0])
    found = ikm(answers)
    assert (found.nrr["u1"], found.n["u1"], found.n["u2"]) == (3.0, 2, 3)
    assert found.value == pytest.approx(75.0)


def test_without_one_unsur_there_is_no_index():
    answers = pd.DataFrame({key: [3.0] for key in UNSUR}).assign(u8=np.nan)
    found = ikm(answers)
    assert np.isnan(found.value)
    assert (found.grade, found.respondents) == ("", 1)


def test_without_answers_there_is_nothing():
    found = ikm(golden().head(0))
    assert np.isnan(found.value)
    assert (found.respondents, found.weakest, found.is_few) == (0, "", True)
    assert by(golden().head(0), ["desa_code"]).empty


def test_an_empty_sheet_is_no_respondent():
    answers = pd.concat([golden(), pd.DataFrame([dict.fromkeys(UNSUR, np.nan)])])
    assert ikm(answers).respondents == PEOPLE


def test_the_order_of_the_rows_changes_nothing():
    for seed in range(50):
        rng = np.random.default_rng(seed)
        answers = pd.DataFrame(rng.integers(1, 5, (1 + seed, 9)), columns=list(UNSUR)).astype(float)
        answers[rng.random(answers.shape) < 0.1] = np.nan
        other = answers.sample(frac=1, random_state=seed)
        one, two = ikm(answers), ikm(other)
        assert (np.isnan(one.value) and np.isnan(two.value)) or one.value == pytest.approx(two.value, abs=1e-9)
        assert np.isnan(one.value) or 25 - 1e-9 <= one.value <= 100 + 1e-9
        plain = [[cell for cell in answers[key] if cell == cell] for key in UNSUR]  # noqa: PLR0124  not a number
        if all(plain):
            assert one.value == pytest.approx(sum(sum(cells) / len(cells) for cells in plain) * 25 / 9, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "grade"),
    [(100, "A"), (88.31, "A"), (88.305, "A"), (88.3049, "B"), (76.61, "B"), (76.605, "B"), (76.604, "C"), (65, "C"),
     (64.995, "C"), (64.994, "D"), (25, "D")],
)  # fmt: skip
def test_grades_follow_the_rounded_index(value, grade):
    assert grade_of(value) == grade


# --- groups ------------------------------------------------------------------------------------------


def test_groups_have_their_own_index_and_warning():
    many = sheets(*[("A", "2026-10-01")] * 30, answer=4)
    few = sheets(*[("B", "2026-10-02")] * 4, answer=1)
    table = by(pd.concat([many, few]), ["desa_code"]).set_index("desa_code")
    assert table["ikm"].tolist() == [100, 25]
    assert table["grade"].tolist() == ["A", "D"]
    assert table["respondents"].tolist() == [30, 4]
    assert table["is_few"].tolist() == [False, True]
    assert table["is_small"].tolist() == [False, True]


def test_small_cells_leave_the_office_empty():
    table = suppressed(by(sheets(*[("B", "2026-10-02")] * 4), ["desa_code"]))
    assert table[["ikm", *UNSUR]].isna().all(axis=None)
    assert table["grade"].tolist() == [""]
    assert table["respondents"].isna().all()


def test_a_hidden_row_takes_another_one_along():
    """20 respondents less 9 and 7 are 4: the row of 7, the fewest of those that stay, goes too, with its 7."""
    table = by(
        sheets(*[("A", "2026-10-02")] * 9, *[("B", "2026-10-02")] * 4, *[("C", "2026-10-02")] * 7), ["desa_code"]
    )
    shown = suppressed(table).set_index("desa_code")
    assert shown["ikm"].isna().to_dict() == {"A": False, "B": True, "C": True}
    assert shown["respondents"].isna().to_dict() == {"A": False, "B": True, "C": True}


def test_an_unsur_of_few_answers_cannot_be_worked_out_of_the_index():
    """Eight means and the index tell the ninth; with two of them hidden, only their sum is told."""
    answers = sheets(*[("A", "2026-10-02")] * 8)
    answers.loc[answers.index[:5], "u4"] = np.nan  # three answers
    answers.loc[answers.index[:1], "u7"] = np.nan  # seven: the fewest among the others
    answers.loc[answers.index[5:], "u4"] = 1
    found, open_ = ikm(answers), published(ikm(answers))
    eight = found.nrr.drop("u4").sum()
    assert found.value * 9 / 25 - eight == pytest.approx(found.nrr["u4"])  # the attack
    assert open_.nrr.index[open_.nrr.isna()].tolist() == open_.n.index[open_.n.isna()].tolist() == ["u4", "u7"]
    assert (found.weakest, open_.weakest) == ("u4", "u1")
    assert open_.value == found.value
    row = suppressed(by(answers, ["desa_code"])).iloc[0]
    assert row[list(UNSUR)].isna().to_numpy().nonzero()[0].tolist() == [3, 6]
    assert row["weakest"] == ""


def test_of_fewer_than_five_respondents_nothing_is_told():
    open_ = published(ikm(sheets(*[("A", "2026-10-02")] * 4)))
    assert np.isnan(open_.value)
    assert open_.nrr.isna().all()
    assert (open_.grade, open_.weakest) == ("", "")


def test_maps_show_five_respondents_and_more_of_known_desa():
    counts = (("A", 5), ("B", 4), ("C", 6), ("", 9))
    answers = pd.concat([sheets(*[(name, "2026-10-02")] * count) for name, count in counts])
    table = by_desa(answers).set_index("desa_code")["ikm"]
    assert table["C"] == 75
    assert table[["A", "B"]].isna().all()  # A with B, or all less the others would tell B
    assert "" not in table.index


def test_a_trend_by_month_and_by_quarter():
    answers = sheets(("A", "2026-07-01"), ("A", "2026-09-30"), ("A", "2026-10-01"))
    assert trend(answers)["when"].tolist() == ["2026-07", "2026-09", "2026-10"]
    assert trend(answers, unit="triwulan")[["when", "respondents"]].to_numpy().tolist() == [
        ["2026-T3", 2],
        ["2026-T4", 1],
    ]
    assert label_of(pd.Series([pd.NaT]), "tahun").isna().all()


def test_windows_hold_their_first_and_last_day():
    assert window("2026-11", "triwulan") == (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
    assert window("2024-02", "bulan") == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    answers = sheets(("A", "2026-09-30"), ("A", "2026-10-01"), ("A", "2026-12-31"), ("A", "2027-01-01"))
    assert len(within(answers, *window("2026-11", "triwulan"))) == 2
    undated = answers.assign(on_date=pd.NaT)
    assert len(within(undated, *window("2026-11", "semua"))) == 4
    assert within(undated, *window("2026-11", "tahun")).empty


def test_the_nine_unsur_have_their_questions():
    assert list(UNSUR) == [f"u{number}" for number in range(1, 10)]
    assert all(len(entry.answers) == 4 and entry.question.endswith(("?", ")")) for entry in UNSUR.values())
    assert satisfaction.GRADES[-1][1] == 25.0
