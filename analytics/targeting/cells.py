"""Families counted into cells: place × desil × poor or not × what they receive. All figures of targeting begin here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.programs import ALL
from data.targeting import Families

DESIL_COUNT = 10
ALL_PLACES, KECAMATAN, DESA, DUSUN = "semua", "kecamatan", "desa_code", "dusun"
KECAMATAN_LENGTH = 8
"""A Kemendagri code begins with its kecamatan: ``63.11.02.2001``."""
NOTHING, ONLY_THIS, SEVERAL = 0, 1, 2
"""What a family receives: not the program asked for; it and no other; it and others."""
BETWEEN = " · "
"""Stands between desa and dusun in the name of a place."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cells:
    """Numbers of families.

    ``counts``: [place, desil (0 = unknown, 1 … 10), is poor, receives (:data:`NOTHING`, :data:`ONLY_THIS`,
    :data:`SEVERAL`)]. ``places``: what the first axis stands for.
    """

    places: pd.Index
    counts: NDArray[np.int64]


def receiving(families: Families, program: str) -> pd.Series:
    """Return who receives ``program`` (``SEMUA``: at least one), a boolean per family."""
    if program == ALL:
        return families.receives.any(axis=1)
    if program not in families.receives:
        return pd.Series(data=False, index=families.receives.index)
    return families.receives[program]


def amount_of(families: Families, program: str) -> pd.Series:
    """Return what each family is given (Rp): 0 for who receives nothing, missing where the list tells no amount.

    Of several programs the sum of what is told.
    """
    if program == ALL:
        told = families.amount_idr.sum(axis=1, min_count=1)
    else:
        told = families.amount_idr.get(program, pd.Series(np.nan, index=families.frame.index))
    return told.astype(float).where(receiving(families, program), 0.0)


def places_of(frame: pd.DataFrame, by: str) -> pd.Series:
    """Return the place of each family: all as one, its kecamatan, its desa, or ``desa_code · dusun``."""
    if by == ALL_PLACES:
        return pd.Series(ALL_PLACES, index=frame.index, dtype="object")
    if by == KECAMATAN:
        return frame["desa_code"].astype(str).str[:KECAMATAN_LENGTH]
    if by == DUSUN:
        return frame["desa_code"] + BETWEEN + frame["dusun"]
    return frame["desa_code"]


def cells_of(families: Families, program: str, *, by: str = DESA) -> Cells:
    """Return the cells of one program, one place per value of :func:`places_of`, sorted."""
    number, places = pd.factorize(places_of(families.frame, by), sort=True)
    size = (DESIL_COUNT + 1) * 2 * (SEVERAL + 1)
    counts = np.bincount(number * size + cell_of(families, program), minlength=len(places) * size)
    return Cells(pd.Index(places), counts.reshape(len(places), DESIL_COUNT + 1, 2, SEVERAL + 1))


def cell_of(families: Families, program: str) -> NDArray[np.int64]:
    """Return the cell of each family as one number: its flat index into desil × is poor × receives."""
    frame = families.frame
    received = receiving(families, program).astype(int) * families.receives.sum(axis=1).clip(upper=SEVERAL)
    where = (desil_of(frame), frame["is_poor"].to_numpy(dtype=int), received.to_numpy(dtype=int))
    return np.ravel_multi_index(where, (DESIL_COUNT + 1, 2, SEVERAL + 1))


def desil_of(frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return the desil of each family, 0 where it is unknown."""
    return frame["desil"].to_numpy(dtype=np.int64, na_value=0).clip(0, DESIL_COUNT)


def share(part: NDArray[np.generic], whole: NDArray[np.generic]) -> Numbers:
    """Return ``part`` / ``whole``, missing where the whole is 0: no data is not 0 %."""
    parts, wholes = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    return np.divide(parts, wholes, out=np.full(np.broadcast(parts, wholes).shape, np.nan), where=wholes > 0)
