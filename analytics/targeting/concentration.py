"""Who gets the larger part: concentration index and curve, and the ratio of Coady, Grosh & Hoddinott.

Families are ranked by desil, those of one desil share the middle of their ranks: one group per desil. Formulas:
O'Donnell, van Doorslaer, Wagstaff & Lindelow (2008), Analyzing Health Equity Using Household Survey Data, chapters 7
and 8; Wagstaff (2005) and Erreygers (2009) for a yes/no benefit; Coady, Grosh & Hoddinott (2004), doi
10.1093/wbro/lkh016. The last axis of every array is the group, the poorest first; the axes before it are free (places,
replicates).
"""

from __future__ import annotations

import numpy as np

from analytics.targeting.cells import Numbers, share


def concentration_index(families: Numbers, benefit: Numbers) -> Numbers:
    """Return 2·cov(h, r)/μ = 2·Σ benefit·r / Σ benefit - 1, r the middle rank of a group (0–1).

    Parameters
    ----------
    families, benefit
        Of each group the number of families, and what they receive together (families reached, or Rp).

    Negative: the poor receive more than their part. Missing where nobody receives.
    """
    part = share(families, families.sum(axis=-1, keepdims=True))
    rank = part.cumsum(axis=-1) - part / 2
    return 2 * share((benefit * rank).sum(axis=-1), benefit.sum(axis=-1)) - 1


def wagstaff(index: Numbers, mean: Numbers) -> Numbers:
    """Return C / (1 - μ) of a yes/no benefit that the share ``mean`` receives; missing where all or none do."""
    return share(index, 1 - mean)


def erreygers(index: Numbers, mean: Numbers) -> Numbers:
    """Return 4·μ·C of a yes/no benefit that the share ``mean`` receives."""
    return 4 * mean * index


def curve(families: Numbers, benefit: Numbers) -> tuple[Numbers, Numbers]:
    """Return the concentration curve of one place from (0, 0) to (1, 1): shares of families, of benefit.

    One point per group; shares of benefit are missing where nobody receives.
    """
    ends = [np.concatenate([[0.0], np.cumsum(part)]) for part in (families, benefit)]
    return share(ends[0], ends[0][-1:]), share(ends[1], ends[1][-1:])


def cgh_ratio(bottom_families: Numbers, families: Numbers, bottom_benefit: Numbers, benefit: Numbers) -> Numbers:
    """Return the share of the benefit that the bottom gets ÷ the local share of families that are the bottom.

    1 = as if given without looking, above 1 = pro-poor. Missing where nobody receives or nobody is in the bottom.
    """
    return share(share(bottom_benefit, benefit), share(bottom_families, families))


def cgh_ratio_at(families: Numbers, benefit: Numbers, bottom_share: float) -> float:
    """Return the ratio of one place for the poorest ``bottom_share`` (0–1) of its own families.

    Where the limit falls into a group, its families are taken as equal: a straight line along the curve.
    """
    ranks, got = curve(families, benefit)
    return float(np.interp(bottom_share, ranks, got) / bottom_share)
