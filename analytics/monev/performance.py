"""Indicators against their targets: value, denominator, how it stands, what has changed."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from analytics.coverage import percent, read_coverage
from analytics.delivery.lateness import late_desa
from analytics.monev import complaints as complaints_of
from analytics.monev.measures import DESA, HIGH, IKM, MEASURES, Inputs, Measure, value_of
from analytics.monev.satisfaction import by as satisfaction_by
from analytics.monev.satisfaction import hidden_respondents, weight_of
from analytics.monev.windows import QUARTER, window, within
from analytics.suppression import LIMIT, TOTAL, Earlier, Exposed, Sheet, suppress_beside
from data.handover.schedule import read_due, read_received
from data.monev.complaints import read_complaints
from data.monev.figures import read_figures, read_targets
from data.monev.survey import read_answers
from data.programs import ALL
from data.settings import read_settings
from data.store import Store

REACHED, NEAR, BELOW, NO_DATA, NO_TARGET = "tercapai", "mendekati", "belum", "tanpa_data", "tanpa_target"
STATES = {
    REACHED: "Tercapai", NEAR: "Mendekati", BELOW: "Belum tercapai", NO_DATA: "Tidak ada data",
    NO_TARGET: "Tanpa target",
}  # fmt: skip
"""How an indicator stands: key → what screens call it."""
MARKS = {REACHED: "●", NEAR: "◐", BELOW: "▲", NO_DATA: "–", NO_TARGET: "○"}
"""Shapes and words tell states apart, whatever the colours."""
TOLD = (IKM, *(key for key, measure in MEASURES.items() if measure.is_entered))
"""Measures that rest on what people say or the office counts itself, not on lists."""
_TOLERANCE = 1e-9
_COUNTS = ["poor_families", "served_poor", "unserved_poor", "served_nonpoor", "recipients"]


def read_inputs(
    store: Store,
    period: str,
    *,
    today: dt.date,
    coverage: pd.DataFrame | None = None,
    answers: pd.DataFrame | None = None,
    complaints: pd.DataFrame | None = None,
) -> Inputs:
    """Return what the measures of a month (``YYYY-MM``) are found from. A month without any list has no coverage.

    What has been read already: ``coverage``, that of ``SEMUA`` in the month, all desa; ``answers`` and judged
    ``complaints`` of all time.
    """
    settings = read_settings(store)
    if coverage is None and period in set(store.frame("store/periods")["period"]):
        coverage = read_coverage(store, period=period, program=ALL)
    if complaints is None:
        limit = float(str(settings["complaint_days"]))
        complaints = complaints_of.judge(read_complaints(store), today=today, limit_days=limit)
    return inputs_of(
        period,
        coverage=coverage,
        standing=read_standing(store, period, today=today),
        answers=read_answers(store) if answers is None else answers,
        complaints=complaints,
        figures=read_figures(store),
        weight=weight_of(settings["ikm_weight"]),
    )


def read_standing(store: Store, period: str, *, today: dt.date) -> pd.DataFrame:
    """Return how far the delivery of a month is: see :func:`analytics.delivery.lateness.late_desa`."""
    programs = list(store.frame("store/programs")["program"])
    received = read_received(store, programs=programs, period=period)
    return late_desa(received, read_due(store, period), today=today)


def inputs_of(
    period: str,
    *,
    coverage: pd.DataFrame | None,
    standing: pd.DataFrame,
    answers: pd.DataFrame,
    complaints: pd.DataFrame,
    figures: pd.DataFrame,
    weight: float,
) -> Inputs:
    """Return the inputs of a month from frames of all time; ``coverage`` is of the month already, ``None``: no list."""
    first, last = window(period, QUARTER)
    return Inputs(
        coverage=pd.DataFrame(columns=[*DESA, *_COUNTS]) if coverage is None else coverage,
        standing=standing,
        answers=within(answers, first, last),
        complaints=within(complaints, first, last),
        figures=figures[figures["period"] == period],
        weight=weight,
    )


def measure_all(inputs: Inputs) -> pd.DataFrame:
    """Return every measure of one month: index ``key`` in the order of the registry; ``part, whole, value``."""
    rows = {key: value_of(measure, inputs) for key, measure in MEASURES.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["part", "whole", "value"]).rename_axis("key")


def target_of(targets: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return the target of each indicator in a month: index ``indicator``; ``target, source``.

    Of several the one that began last, at the latest in this month, counts.
    """
    begun = targets[targets["from_period"] <= period].sort_values(["indicator", "from_period"])
    return begun.drop_duplicates("indicator", keep="last").set_index("indicator")[["target", "source"]]


def judge(
    values: pd.DataFrame, targets: pd.DataFrame, before: pd.DataFrame | None = None, *, near_points: float = 5.0
) -> pd.DataFrame:
    """Return how each measure stands against its target.

    Parameters
    ----------
    values, before
        :func:`measure_all` of the month, and of the month before (``None``: there is none).
    targets
        :func:`target_of`.
    near_points
        Points that may be missing for "mendekati".

    Returns
    -------
    pandas.DataFrame
        Index ``key``: ``label, unit, decimals, better, part, whole, value`` (not rounded; missing without data),
        ``target`` (missing: none), ``target_source``, ``gap`` (points beyond the target; negative: short of it),
        ``state`` (key of :data:`STATES`), ``before`` (value of the month before), ``is_better`` than then (missing
        where there is nothing to compare with or nothing has changed).
    """
    keys = list(values.index)
    about = pd.DataFrame([vars(MEASURES[key]) for key in keys], index=keys)[["label", "unit", "decimals", "better"]]
    sign = np.where(about["better"] == HIGH, 1.0, -1.0)
    target = targets["target"].reindex(keys).astype(float)
    value = values["value"]
    gap = (value - target) * sign
    state = np.select(
        [value.isna(), target.isna(), gap >= -_TOLERANCE, gap >= -near_points - _TOLERANCE],
        [NO_DATA, NO_TARGET, REACHED, NEAR],
        BELOW,
    )
    was = pd.Series(np.nan, index=keys) if before is None else before["value"].reindex(keys)
    change = (value - was) * sign
    is_better = (change > 0).astype("boolean").mask(change.isna() | (change.abs() <= _TOLERANCE))
    return about.join(values).assign(
        target=target, target_source=targets["source"].reindex(keys).fillna(""), gap=gap, state=state, before=was,
        is_better=is_better,
    )  # fmt: skip


def read_performance(
    store: Store, period: str, *, today: dt.date, period_before: str = "", **known: pd.DataFrame
) -> pd.DataFrame:
    """Return :func:`judge` of a month of what is in ``store``, against ``period_before`` where one is given.

    ``known``: what has been read already, see :func:`read_inputs`.
    """
    near = float(str(read_settings(store)["near_target_points"]))
    values = measure_all(read_inputs(store, period, today=today, **known))
    before = measure_all(read_inputs(store, period_before, today=today)) if period_before else None
    return judge(values, target_of(read_targets(store), period), before, near_points=near)


def read_trend(store: Store, periods: list[str], *, today: dt.date) -> pd.DataFrame:
    """Return the values of all measures month by month: index period, the earliest first; a column per key."""
    rows = {period: measure_all(read_inputs(store, period, today=today))["value"] for period in sorted(periods)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(MEASURES)).rename_axis("period")


def read_told_trend(store: Store, periods: list[str], *, hides_few: bool = False) -> pd.DataFrame:
    """Return what people say and the office counts month by month: a column per key of :data:`TOLD`, index period.

    Cheaper than :func:`read_trend`: no list of families or recipients is read. ``hides_few``: as
    :func:`published_values`.
    """
    answers, figures = read_answers(store), read_figures(store)
    weight = weight_of(read_settings(store)["ikm_weight"])
    none = answers.head(0)
    rows = {}
    for period in sorted(periods):
        inputs = inputs_of(
            period, coverage=None, standing=none, answers=answers, complaints=none, figures=figures, weight=weight
        )
        found = {key: value_of(MEASURES[key], inputs) for key in TOLD}
        values = pd.DataFrame.from_dict(found, orient="index", columns=["part", "whole", "value"])
        rows[period] = (published_values(values) if hides_few else values)["value"].tolist()
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(TOLD), dtype=float).rename_axis("period")


def figures_by_desa(measure: Measure, inputs: Inputs) -> pd.DataFrame:
    """Return a measure desa by desa, the worst first: ``desa_code, desa_name, part, whole, value``.

    A share is in percent, missing where the whole is 0. The index of satisfaction: the respondents as whole, the index
    as value.
    """
    if measure.key == IKM:
        table = satisfaction_by(inputs.answers, DESA, inputs.weight)
        rows = table[DESA].assign(part=table["respondents"], whole=table["respondents"], value=table["ikm"])
    else:
        sums = measure.find(inputs).groupby(DESA, as_index=False)[["part", "whole"]].sum()
        rows = sums.assign(value=percent(sums["part"].astype(float), sums["whole"].astype(float)))
    return rows.sort_values(["value", *DESA[::-1]], ascending=[measure.better == HIGH, True, True], ignore_index=True)


def published(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return :func:`figures_by_desa` for who sees figures only, of what the office counts itself and of respondents.

    Counts below 5 are hidden, and what tells them. The sums of all desa stay known (:func:`published_values` shows
    them); where they would tell one, no desa is told. Rows without a whole are "tidak ada data" and stay. Of the index
    of satisfaction few respondents hide the row. In order: see :func:`by_what_is_told`.
    """
    shown = rows.assign(part=rows["part"].astype("Float64"), whole=rows["whole"].astype("Float64"))
    if not MEASURES[key].counts_people:
        return shown
    if key == IKM:
        is_small = hidden_respondents(rows.set_index("desa_code")["part"]).to_numpy()
        told = shown.assign(**{name: shown[name].mask(is_small) for name in ("part", "whole", "value")})
        return by_what_is_told(told, key)
    known = rows[rows["whole"].gt(0) & rows["part"].between(0, rows["whole"])]
    if known.empty:
        return shown.assign(value=shown["value"].where(shown["whole"].isna()))
    counts = known[["part", "whole"]].round().astype("int64")
    sheet = Sheet(counts.assign(rest=counts["whole"] - counts["part"]), (("whole", ("part", "rest")),))
    try:
        safe = suppress_beside(sheet, _sums_known(sheet)).counts
    except Exposed:
        safe = sheet.whole.astype("Int64").mask(sheet.whole >= 0)
    kept = safe.loc[known.index].reindex(rows.index)
    is_told = kept["part"].notna() & kept["whole"].notna()
    told = shown.assign(part=kept["part"], whole=kept["whole"], value=shown["value"].where(is_told))
    return by_what_is_told(told, key)


def by_what_is_told(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return rows of desa by their value, the worst first, those without one by name: the order tells nothing more."""
    ascending = [MEASURES[key].better == HIGH, True, True]
    return rows.sort_values(["value", *DESA[::-1]], ascending=ascending, ignore_index=True)


def _sums_known(sheet: Sheet) -> list[Earlier]:
    """Return the sums of a sheet as shown already; none where one of them is small."""
    sums = sheet.whole.loc[[TOTAL]]
    if (sums < LIMIT).to_numpy().any():
        return []
    alone = Sheet(sums.rename(index={TOTAL: "semua"}), sheet.relations)
    return [Earlier(alone, pd.DataFrame(data=False, index=alone.whole.index, columns=alone.whole.columns))]


def published_values(values: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`measure_all` for who sees figures only: nothing of fewer than 5, or of all but fewer."""
    counts_people = pd.Series({key: measure.counts_people for key, measure in MEASURES.items()}).reindex(values.index)
    rest = (values["whole"] - values["part"]).mask(values.index == IKM, LIMIT)
    is_small = counts_people & values["whole"].gt(0) & (values["part"].lt(LIMIT) | rest.lt(LIMIT))
    return values.mask(is_small)


def short_count(judged: pd.DataFrame) -> tuple[int, int]:
    """Return how many measures are short of their target, and how many have both a target and data."""
    known = judged["state"].isin([REACHED, NEAR, BELOW])
    return int(judged["state"].isin([NEAR, BELOW]).sum()), int(known.sum())


def standing_in_words(state: str) -> str:
    """Return how a measure stands, as a cell shows it ("▲ belum tercapai")."""
    return f"{MARKS[state]} {STATES[state].lower()}"
