"""What a change of recipients costs or saves, as far as lists tell amounts; estimates with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from analytics.targeting.cells import ALL_PLACES, amount_of
from analytics.targeting.figures import figures
from analytics.targeting.intervals import Intervals, intervals
from analytics.targeting.what_if import Outcome
from data.programs import ALL
from data.targeting import Families
from geo.notation import number, rupiah


@dataclass(frozen=True)
class Cost:
    """Rupiah for one period of the list.

    ``low_idr``, ``high_idr``: ``None`` where nothing is estimated, or from too few recipients.
    ``payee_count``: recipients whose amount the list tells, whose mean it is; ``estimated_count``: families at it.
    """

    amount_idr: float
    low_idr: float | None
    high_idr: float | None
    mean_idr: float
    payee_count: int
    estimated_count: int
    is_cut: bool

    @property
    def sentence(self) -> str:
        """The estimate in one sentence."""
        what = "Yang dihemat" if self.is_cut else "Biayanya"
        told = f"{what} kira-kira {rupiah(self.amount_idr)} untuk satu periode"
        if self.low_idr is not None and self.high_idr is not None:
            told += f" (selang 95 %: {rupiah(self.low_idr)} sampai {rupiah(self.high_idr)})"
        if not self.estimated_count and not self.amount_idr:  # nobody is added or cut
            return told
        if not self.estimated_count:
            return f"{told}: semuanya tertulis dalam daftar"
        return (
            f"{told}: {number(self.estimated_count)} keluarga dihitung dengan rata-rata {rupiah(self.mean_idr)} dari "
            f"{number(self.payee_count)} penerima yang besarannya tertulis"
        )


def cost_of(families: Families, program: str, outcome: Outcome, sure: Intervals | None = None) -> Cost | None:
    """Return what an outcome costs (of a cut: saves) in a period, ``None`` where that cannot be told.

    Families added are taken to get the mean of those who receive; of those cut the list often tells the amount itself.
    ``None`` where no list tells amounts, for a change in rupiah (its sum is given), for ``SEMUA`` (no program named).

    Parameters
    ----------
    families
        As they are before the change.
    sure
        Intervals of all places together of ``program``, for who has them at hand.
    """
    row = figures(families, program, by=ALL_PLACES).reindex([ALL_PLACES]).loc[ALL_PLACES]
    mean = float(row["amount_mean_idr"])
    if outcome.change.amount_idr is not None or program == ALL or isnan(mean):
        return None
    is_cut = outcome.change.cut_pct is not None
    told = amount_of(families, program).loc[list(outcome.chosen)] if is_cut else None
    known_idr = 0.0 if told is None else float(told.sum())
    estimated = len(outcome.chosen) if told is None else int(told.isna().sum())
    found = intervals(families, program, by=ALL_PLACES) if sure is None else sure
    low, high = (float(each.loc[ALL_PLACES, "amount_mean_idr"]) for each in (found.low, found.high))
    has_interval = bool(estimated) and not isnan(low)
    return Cost(
        amount_idr=known_idr + estimated * mean,
        low_idr=known_idr + estimated * low if has_interval else None,
        high_idr=known_idr + estimated * high if has_interval else None,
        mean_idr=mean,
        payee_count=int(row["recipients"] - row["amount_unknown"]),
        estimated_count=estimated,
        is_cut=is_cut,
    )
