"""Coverage, errors, overlap and distribution of a program, per place and per group, each with its denominator.

P = poor families, R = families that receive. Coverage |P∩R|/|P|, exclusion error |P∖R|/|P|, inclusion error |R∖P|/|R|
after Cornia & Stewart (1993), counted as in :mod:`analytics.coverage`: a family without desil is neither poor nor not
poor. Ratio and indices rank the families whose desil is known.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.targeting.cells import (
    ALL_PLACES,
    DESA,
    DESIL_COUNT,
    DUSUN,
    NOTHING,
    ONLY_THIS,
    SEVERAL,
    Counted,
    Numbers,
    cells_of,
    counted_of,
    places_of,
    share,
)
from analytics.targeting.concentration import cgh_ratio, cgh_ratio_at, concentration_index, curve, erreygers, wagstaff
from data.programs import ALL
from data.targeting import GROUPS, Families

COUNTS = (
    "families", "families_without_desil", "poor_families", "served_poor", "unserved_poor", "served_nonpoor",
    "recipients", "non_recipients", "overlap_families",
)  # fmt: skip
SHARES = ("poor_share", "coverage_share", "exclusion_share", "inclusion_share", "overlap_share")
_COUNTED = [*COUNTS, "amount_unknown"]
INDICES = ("cgh", "c_index", "wagstaff", "erreygers")
AMOUNTS = ("amount_mean_idr", "amount_poor_share", "cgh_amount", "c_amount")
PARTS_OF = {
    "poor_share": ("poor_families", "families_with_desil"),
    "coverage_share": ("served_poor", "poor_families"),
    "exclusion_share": ("unserved_poor", "poor_families"),
    "inclusion_share": ("served_nonpoor", "recipients"),
    "overlap_share": ("overlap_families", "recipients"),
}
"""Share → the count of families that it is, and the count that it is of."""


def measures(counts: NDArray[np.int64]) -> dict[str, Numbers]:
    """Return the figures of cells [..., desil, is poor, receives]: a name of COUNTS, SHARES, INDICES → array [...].

    And ``families_with_desil``.
    """
    every = counts.sum(axis=-3)  # [..., is poor, receives]
    ranked = counts[..., 1:, :, :]
    families, benefit = ranked.sum(axis=(-2, -1)), ranked[..., ONLY_THIS:].sum(axis=(-2, -1))
    poor, served_poor = every[..., 1, :].sum(axis=-1), every[..., 1, ONLY_THIS:].sum(axis=-1)
    ranked_count, ranked_benefit = families.sum(axis=-1), benefit.sum(axis=-1)
    mean = share(ranked_benefit, ranked_count)
    index = concentration_index(families, benefit)
    told = {
        "families": every.sum(axis=(-2, -1)),
        "families_without_desil": counts[..., 0, :, :].sum(axis=(-2, -1)),
        "families_with_desil": ranked_count,
        "poor_families": poor,
        "served_poor": served_poor,
        "unserved_poor": poor - served_poor,
        "served_nonpoor": ranked[..., 0, ONLY_THIS:].sum(axis=(-2, -1)),
        "recipients": every[..., ONLY_THIS:].sum(axis=(-2, -1)),
        "non_recipients": every[..., NOTHING].sum(axis=-1),
        "overlap_families": every[..., SEVERAL].sum(axis=-1),
        "cgh": cgh_ratio(poor, ranked_count, served_poor, ranked_benefit),
        "c_index": index,
        "wagstaff": wagstaff(index, mean),
        "erreygers": erreygers(index, mean),
    }
    return told | {name: share(told[part], told[whole]) for name, (part, whole) in PARTS_OF.items()}


def amount_measures(known: Numbers, given: Numbers, payees: Numbers) -> dict[str, Numbers]:
    """Return the figures of rupiah, a name of :data:`AMOUNTS` → array [...].

    Parameters
    ----------
    known, given
        [..., desil, is poor]: the families of whom it is told what they are given (those who receive nothing too), and
        what that is together (Rp).
    payees
        [...]: of them those who receive.
    """
    ranked, money = known[..., 1:, :], given[..., 1:, :]
    poor_money, all_money = money[..., 1].sum(axis=-1), money.sum(axis=(-2, -1))
    return {
        "amount_mean_idr": share(given.sum(axis=(-2, -1)), payees),
        "amount_poor_share": share(poor_money, all_money),
        "cgh_amount": cgh_ratio(ranked[..., 1].sum(axis=-1), ranked.sum(axis=(-2, -1)), poor_money, all_money),
        "c_amount": concentration_index(ranked.sum(axis=-1), money.sum(axis=-1)),
    }


def figures(families: Families, program: str, *, by: str = DESA) -> pd.DataFrame:
    """Return the figures of one program (``SEMUA``: at least one) in a period.

    Parameters
    ----------
    by
        A row per ``desa_code``, ``kecamatan``, ``dusun`` (``desa_code · dusun``), or ``semua`` for one row.

    Returns
    -------
    pandas.DataFrame
        One row per place, index ``place`` (``""``: desa unknown). Families: :data:`COUNTS`, of which ``recipients`` +
        ``non_recipients`` = ``families``; ``overlap_families`` receive more than one program,
        ``recipients_unmatched`` are strangers, known to no list of families and in none of the other figures (by dusun
        missing: no list tells theirs). Shares 0–1, missing where the denominator is 0: ``poor_share`` (of families with
        a desil), ``coverage_share`` and ``exclusion_share`` (of poor families), ``inclusion_share`` and
        ``overlap_share`` (of recipients). ``cgh``, ``c_index``, ``wagstaff``, ``erreygers``: see
        :mod:`analytics.targeting.concentration`. Of amounts: ``amount_idr`` (sum of what lists tell,
        missing where they tell of nobody), ``amount_unknown`` (recipients of whom they tell none), ``amount_mean_idr``
        (per recipient of whom they tell it); of families with a desil whose amount is known ``amount_poor_share`` (part
        of the sum that the poor get, 0–1), ``cgh_amount``, ``c_amount``.
    """
    counted = counted_of(families, program, by=by)
    table = pd.DataFrame(_told(counted), index=counted.places)
    if by == DUSUN:
        return table.assign(recipients_unmatched=np.nan).rename_axis("place")
    strangers = _strangers(families, program, by)
    whole = table.reindex(table.index.union(strangers.index)).rename_axis("place")
    whole[_COUNTED] = whole[_COUNTED].fillna(0).astype(int)
    return whole.assign(recipients_unmatched=strangers.reindex(whole.index, fill_value=0))


def _strangers(families: Families, program: str, by: str) -> pd.Series:
    """Return the number of recipients that belong to no known family, per place."""
    told = families.strangers
    told = families.distinct_strangers if program == ALL else told[told["program"] == program]
    return told["recipient_count"].groupby(places_of(told, by)).sum().astype(int)


def _told(counted: Counted) -> dict[str, Numbers]:
    """Return every figure of each place but that of strangers."""
    found = measures(counted.cells().counts)
    del found["families_with_desil"]
    return found | _amounts(counted)


def _amounts(counted: Counted) -> dict[str, Numbers]:
    amount = counted.amount
    rank, received = np.divmod(counted.cell, SEVERAL + 1)  # rank: desil and poor or not
    is_known, receives = ~np.isnan(amount), received >= ONLY_THIS
    shape = (len(counted.places), DESIL_COUNT + 1, 2)
    flat = counted.number * (shape[1] * shape[2]) + rank

    def spread(weights: NDArray[np.generic]) -> Numbers:
        sums = np.bincount(flat, weights=weights.astype(float), minlength=int(np.prod(shape)))
        return np.asarray(sums, dtype=float).reshape(shape)

    given, unknown = spread(np.nan_to_num(amount)), spread(~is_known).sum(axis=(1, 2))
    payees = spread(is_known & receives).sum(axis=(1, 2))
    is_untold = (unknown > 0) & (payees == 0)
    return {
        "amount_idr": np.where(is_untold, np.nan, given.sum(axis=(1, 2))),
        "amount_unknown": unknown.astype(int),
        **amount_measures(spread(is_known), given, payees),
    }


def group_figures(families: Families, program: str, *, by: str = ALL_PLACES) -> pd.DataFrame:
    """Return the figures of each group of :data:`data.targeting.GROUPS` within each place.

    One row per place and group: ``place``, ``group``, ``label``, all columns of :func:`figures` for the families of the
    group but strangers, and ``unknown_families``: those of whom the lists do not tell whether they belong to it.
    """
    every, groups = counted_of(families, program, by=by), list(GROUPS)
    count = len(every.places)
    own = [every.of(is_member(families, group)) for group in groups]
    stacked = Counted(  # the places of each group after those of the one before: all are counted at once
        every.places.append([every.places] * (len(groups) - 1)),
        np.concatenate([each.number + at * count for at, each in enumerate(own)]),
        np.concatenate([each.cell for each in own]),
        np.concatenate([each.amount for each in own]),
    )
    told = pd.DataFrame(_told(stacked))
    told["amount_idr"] = told["amount_idr"].where(told["families"] > 0)
    unknown = [np.bincount(every.number[families.frame[group].isna().to_numpy()], minlength=count) for group in groups]
    told.insert(0, "place", stacked.places)
    return told.assign(
        unknown_families=np.concatenate(unknown),
        group=np.repeat(groups, count),
        label=np.repeat(list(GROUPS.values()), count),
    )


def is_member(families: Families, group: str) -> NDArray[np.bool_]:
    """Return who belongs to a group, a column of :data:`data.targeting.GROUPS`; not those of whom nobody knows."""
    return families.frame[group].to_numpy(dtype=bool, na_value=False)


def members_of(families: Families, group: str) -> Families:
    """Return the families of a group, a column of :data:`data.targeting.GROUPS`, for any other figure of theirs.

    Strangers are left out: no list tells their group.
    """
    mask = is_member(families, group)
    return replace(
        families,
        frame=families.frame[mask],
        receives=families.receives[mask],
        amount_idr=families.amount_idr[mask],
        strangers=families.strangers.iloc[:0],
        distinct_strangers=families.distinct_strangers.iloc[:0],
    )


def concentration_curve(
    families: Families, program: str, *, place: str = ALL_PLACES, by: str = ALL_PLACES
) -> pd.DataFrame:
    """Return the concentration curve of one place: what part of the benefit the poorest part of the families holds.

    One row per desil and one for the start: ``desil`` (0 = start), ``families``, ``recipients`` (of the desil),
    ``families_share``, ``recipients_share`` (cumulative, 0–1; the latter missing where nobody receives).
    """
    cells = cells_of(families, program, by=by)
    own, benefit = _ranked(cells.counts[cells.places == place].sum(axis=0))
    ranks, got = curve(own, benefit)
    return pd.DataFrame(
        {
            "desil": np.arange(DESIL_COUNT + 1),
            "families": np.concatenate([[0], own]),
            "recipients": np.concatenate([[0], benefit]),
            "families_share": ranks,
            "recipients_share": got,
        }
    )


def cgh_of_share(families: Families, program: str, bottom_share: float, *, by: str = DESA) -> pd.Series:
    """Return the CGH ratio per place for the poorest ``bottom_share`` (0–1) of its own families, index ``place``.

    Where ``cgh`` of :func:`figures` takes the poor (by desil, so a different share in each place) for the bottom.
    """
    cells = cells_of(families, program, by=by)
    ratios = [cgh_ratio_at(*_ranked(counts), bottom_share) for counts in cells.counts]
    return pd.Series(ratios, index=cells.places.rename("place"), name="cgh", dtype=float)


def _ranked(counts: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Return families and recipients of each desil of one place."""
    return counts[1:].sum(axis=(-2, -1)), counts[1:, :, ONLY_THIS:].sum(axis=(-2, -1))
