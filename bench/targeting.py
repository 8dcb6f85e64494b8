"""Targeting: 2,000 desa at once against one desa and family after the other, and hot spots against esda alone."""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from analytics.targeting.alarms import alarms
from analytics.targeting.figures import figures
from analytics.targeting.hotspots import PERMUTATIONS, SEED, hotspots
from analytics.targeting.intervals import REPLICATES, intervals
from analytics.targeting.table import targeting_table
from analytics.targeting.what_if import RULES, Change, what_if
from data.targeting import GROUPS, Families

name = "Targeting"
SIDE, FAMILY_COUNT = 45, 200_000
LOOPED = 100
"""Desa that the plain loop counts; its time is multiplied."""


def run() -> list[str]:
    """Return the lines to print."""
    families = random_families()
    desa_count = families.frame["desa_code"].nunique()
    table, seconds = _timed(lambda: figures(families, "PKH"))
    looped, loop_s = _timed(lambda: _loop(families))
    assert np.allclose(looped, table["c_index"].iloc[:LOOPED], atol=1e-9)
    loop_s *= desa_count / LOOPED
    _, table_s = _timed(lambda: targeting_table(families, "PKH"))
    _, bootstrap_s = _timed(lambda: intervals(families, "PKH"))
    _, tried_s = _timed(lambda: [what_if(families, "PKH", Change(family_count=5_000), rule) for rule in RULES])
    _, alarms_s = _timed(lambda: alarms(families, "PKH", names={}))
    return [
        f"{FAMILY_COUNT:,} families in {desa_count:,} desa, one core",
        f"figures: plain loop / ours = {loop_s / seconds:.0f} ({loop_s:.1f} s, {seconds:.2f} s)",
        f"intervals, {REPLICATES:,} replicates: {bootstrap_s:.1f} s; table with groups and score: {table_s:.2f} s",
        f"what-if by {len(RULES)} rules: {tried_s:.2f} s; alarms: {alarms_s:.2f} s",
        *_hotspots(table["coverage_share"]),
    ]


def random_families() -> Families:
    """Return families by chance, as :func:`data.targeting.read_families` would."""
    rng = np.random.default_rng(1)
    index = pd.RangeIndex(FAMILY_COUNT, name="family_number")
    codes = np.array([f"63.{x:02d}.{y:02d}.2001" for x in range(SIDE) for y in range(SIDE)])
    desil = pd.Series(rng.integers(1, 11, FAMILY_COUNT), index=index, dtype="Int64")
    frame = pd.DataFrame(
        {"desa_code": codes[rng.integers(0, len(codes), FAMILY_COUNT)], "dusun": "", "desil": desil,
         "is_poor": (desil <= 4).astype(bool), "member_count": 4, "is_priority": rng.random(FAMILY_COUNT) < 0.2,
         **{group: pd.array(rng.random(FAMILY_COUNT) < 0.3, dtype="boolean") for group in GROUPS}},
        index=index,
    )  # fmt: skip
    given = rng.random((FAMILY_COUNT, 2)) < (0.9 - 0.08 * desil.to_numpy(dtype=float))[:, None]
    receives = pd.DataFrame(given, columns=["CPP", "PKH"], index=index)
    strangers = pd.DataFrame({"desa_code": pd.Series(dtype=str), "program": "", "recipient_count": 0})
    return Families(frame, receives, receives.where(receives) * 6e5, strangers, "2026-10", 4)


def _loop(families: Families) -> list[float]:
    """Return the concentration index of the first desa, one family after the other."""
    answer = []
    codes = families.frame["desa_code"].tolist()
    rows = list(zip(codes, families.frame["desil"].tolist(), families.receives["PKH"].tolist(), strict=True))
    for code in sorted(set(codes))[:LOOPED]:
        own = sorted((desil, is_given) for each, desil, is_given in rows if each == code)
        below = {desil: sum(one < desil for one, _ in own) for desil in {desil for desil, _ in own}}
        same = {desil: sum(one == desil for one, _ in own) for desil in below}
        ranks = [(below[desil] + same[desil] / 2) / len(own) for desil, is_given in own if is_given]
        answer.append(2 * sum(ranks) / len(ranks) - 1 if ranks else math.nan)
    return answer


def _hotspots(values: pd.Series) -> list[str]:
    from esda import Moran_Local  # noqa: PLC0415 - heavy
    from libpysal.weights import lat2W  # noqa: PLC0415

    near = lat2W(SIDE, SIDE, rook=False)
    codes = values.index.to_numpy()
    pairs = pd.DataFrame([(codes[one], codes[other]) for one in near.neighbors for other in near[one]])
    pairs.columns = pd.Index(["desa_code", "neighbour"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs, alone_s = _timed(
            lambda: Moran_Local(
                values.to_numpy(), near, permutations=PERMUTATIONS, seed=SEED, n_jobs=1, keep_simulations=False
            )
        )
    ours, seconds = _timed(lambda: hotspots(values, pairs))
    assert np.allclose(theirs.Is, ours.frame["i"])
    told = f"hot spots of {len(values):,} desa, {PERMUTATIONS:,} permutations"
    return [f"{told}: ours / esda alone = {seconds / alone_s:.2f} ({seconds:.1f} s, {alone_s:.1f} s)"]


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    result = work()
    return result, time.process_time() - start
