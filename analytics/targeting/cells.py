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
CELL_COUNT = (DESIL_COUNT + 1) * 2 * (SEVERAL + 1)
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


@dataclass(frozen=True, eq=False)
class Counted:
    """What the figures of one program need of each family; arrays of one entry per family.

    ``number``: where it lives, an index into ``places`` (sorted); ``cell``: see :func:`cell_of`; ``amount``: see
    :func:`amount_of`.
    """

    places: pd.Index
    number: NDArray[np.intp]
    cell: NDArray[np.int64]
    amount: Numbers

    def of(self, is_member: NDArray[np.bool_]) -> Counted:
        """Return some of the families, among the same places."""
        return Counted(self.places, self.number[is_member], self.cell[is_member], self.amount[is_member])

    def cells(self) -> Cells:
        """Return the families counted into cells."""
        size = CELL_COUNT
        counts = np.bincount(self.number * size + self.cell, minlength=len(self.places) * size)
        return Cells(self.places, counts.reshape(len(self.places), DESIL_COUNT + 1, 2, SEVERAL + 1))


def counted_of(families: Families, program: str, *, by: str = DESA) -> Counted:
    """Return the families as the figures of one program need them, one place per value of :func:`places_of`, sorted."""
    number, places = _numbered(families.frame, by)
    amount = amount_of(families, program).to_numpy(dtype=float)
    return Counted(places, number, cell_of(families, program), amount)


def _numbered(frame: pd.DataFrame, by: str) -> tuple[NDArray[np.intp], pd.Index]:
    if by == ALL_PLACES:  # one place for all: nothing to compare
        return np.zeros(len(frame), dtype=np.intp), pd.Index([ALL_PLACES] * min(len(frame), 1), dtype="object")
    number, places = pd.factorize(places_of(frame, by), sort=True)
    return number, pd.Index(places)


def cells_of(families: Families, program: str, *, by: str = DESA) -> Cells:
    """Return the cells of one program, one place per value of :func:`places_of`, sorted."""
    return counted_of(families, program, by=by).cells()


def cell_of(families: Families, program: str) -> NDArray[np.int64]:
    """Return the cell of each family as one number: its flat index into desil × is poor × receives."""
    frame = families.frame
    several = np.minimum(families.receives.to_numpy(dtype=bool).sum(axis=1), SEVERAL)
    received = several * receiving(families, program).to_numpy(dtype=bool)
    where = (desil_of(frame), frame["is_poor"].to_numpy(dtype=int), received)
    return np.ravel_multi_index(where, (DESIL_COUNT + 1, 2, SEVERAL + 1))


def desil_of(frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return the desil of each family, 0 where it is unknown."""
    return frame["desil"].to_numpy(dtype=np.int64, na_value=0).clip(0, DESIL_COUNT)


def share(part: NDArray[np.generic], whole: NDArray[np.generic]) -> Numbers:
    """Return ``part`` / ``whole``, missing where the whole is 0: no data is not 0 %."""
    parts, wholes = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    return np.divide(parts, wholes, out=np.full(np.broadcast(parts, wholes).shape, np.nan), where=wholes > 0)
