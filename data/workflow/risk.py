"""Who is looked at first in the yearly verification: a sum of points anybody can follow.

An order of work and nothing else: it says nothing about how poor a family is, and is no desil.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Risk:
    """One reason to look. ``key``: the kind of a check (PERIKSA) of intake, or a reason of this module."""

    key: str
    label: str
    points: int


NEVER, OVERDUE, OTHER, NOT_FOUND = "belum_pernah", "lewat_setahun", "catatan_lain", "tidak_ditemukan"
MOST_YEARS = 3
RISKS: dict[str, Risk] = {
    entry.key: entry
    for entry in (
        Risk("meninggal", "Tercatat meninggal di Dukcapil", 5),
        Risk("pindah", "Tercatat pindah di Dukcapil", 5),
        Risk("tidak_di_dtsen", "Tidak ada di daftar keluarga", 4),
        Risk("program_tidak_boleh_bersama", "Menerima program yang tidak boleh bersama", 3),
        Risk("desil_di_atas_batas", "Desil di atas batas program", 3),
        Risk(NOT_FOUND, "Tidak ditemukan pada verifikasi terakhir", 3),
        Risk(NEVER, "Belum pernah diverifikasi", 2),
        Risk(OVERDUE, f"Tiap tahun penuh sejak verifikasi terakhir (paling banyak {MOST_YEARS})", 1),
        Risk(OTHER, "Tiap jenis catatan PERIKSA lain", 1),
    )
}
"""The points of each reason; a person's score is their sum."""


def score(rows: pd.DataFrame, today: dt.date) -> pd.DataFrame:
    """Return the score of each row and the reasons for it.

    Parameters
    ----------
    rows
        ``flags`` (list of kinds of checks), ``verified_on`` (missing: never), ``result`` (of that verification).

    Returns
    -------
    pandas.DataFrame
        The index of ``rows``; ``score`` and ``reasons``, in words, the gravest first.
    """
    kinds = rows["flags"].explode().dropna()
    is_known = kinds.isin(list(RISKS))
    other = _in_words(kinds.where(~is_known))
    found = [pd.DataFrame({"key": kinds.where(is_known, OTHER), "times": 1, "words": other})]
    days = (pd.Timestamp(today) - pd.to_datetime(rows["verified_on"])).dt.days
    years = (days // 365).clip(0, MOST_YEARS)
    late = years[years > 0].astype(int)
    never, lost = days.index[days.isna()], rows.index[rows["result"] == NOT_FOUND]
    found += [
        pd.DataFrame({"key": NEVER, "times": 1}, index=never),
        pd.DataFrame({"key": OVERDUE, "times": late}, index=late.index),
        pd.DataFrame({"key": NOT_FOUND, "times": 1}, index=lost),
    ]
    every = pd.concat(found)
    every["points"] = every["key"].map({key: risk.points for key, risk in RISKS.items()}) * every["times"]
    every["words"] = every["words"].fillna(every["key"].map({key: risk.label for key, risk in RISKS.items()}))
    every = every.reset_index(names="at").sort_values(["at", "points", "words"], ascending=[True, False, True])
    words = every.drop_duplicates(["at", "words"]).groupby("at")["words"].agg(" · ".join)
    return pd.DataFrame(
        {
            "score": every.groupby("at")["points"].sum().reindex(rows.index).fillna(0).astype(int),
            "reasons": words.reindex(rows.index).fillna(""),
        }
    )


def _in_words(kinds: pd.Series) -> pd.Series:
    """Return kinds of checks as one reads them: ``nik_ganda_beda_nama`` → "NIK ganda beda nama"."""
    words = kinds.str.replace("_", " ").str.replace(
        r"\b(nik|kk|rt|rw|bps)\b", lambda found: found.group().upper(), regex=True
    )
    return words.str.slice(0, 1).str.upper() + words.str.slice(1)
