"""Hot and cold spots: local Moran's I (Anselin 1995) with conditional permutations and a false discovery rate.

``esda`` computes index, quadrants and limit; it is imported when first used: that takes a second or two. Its
permutations take nearly all of the time and hang on the number of desa only, not on their figures: the same ones, by
the same generator and seed, are drawn here and kept. A test holds p-values to those of ``esda``.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.notation import number

PERMUTATIONS, SEED, ALPHA = 9_999, 20_260, 0.05
HIGH_HIGH, LOW_LOW, HIGH_LOW, LOW_HIGH = "HH", "LL", "HL", "LH"
NOT_SIGNIFICANT, ALONE, NO_DATA = "NS", "ISO", "ND"
CATEGORIES = {
    HIGH_HIGH: "kantong tinggi: tinggi dikelilingi tinggi",
    LOW_LOW: "kantong rendah: rendah dikelilingi rendah",
    HIGH_LOW: "menonjol: tinggi dikelilingi rendah",
    LOW_HIGH: "menonjol: rendah dikelilingi tinggi",
    NOT_SIGNIFICANT: "tidak signifikan",
    ALONE: "tanpa tetangga yang ada datanya",
    NO_DATA: "tidak ada data",
}
"""Category → its words."""
_QUADRANTS = np.array(["", HIGH_HIGH, LOW_HIGH, LOW_LOW, HIGH_LOW])
FEWEST = 5
"""Desa with neighbours below which nothing is tested."""


@dataclass(frozen=True, eq=False)
class Hotspots:
    """Local Moran of one figure.

    ``frame``: one row per desa, index ``desa_code``: ``value``, ``neighbour_value`` (mean of the neighbours), ``i``
    (local I), ``p`` (pseudo p-value in the direction found), ``neighbour_count``, ``category`` (a key of
    :data:`CATEGORIES`), ``label`` (its words). ``p_limit``: p-values up to here are significant at a false discovery
    rate of ``alpha``. ``is_tested``: false where there are too few desa or all are alike; then none is significant.
    """

    frame: pd.DataFrame
    p_limit: float
    permutations: int
    seed: int
    alpha: float
    is_tested: bool

    @property
    def note(self) -> str:
        """How it was tested, in words."""
        if not self.is_tested:
            return f"Tidak diuji: perlu paling sedikit {FEWEST} desa bertetangga dengan angka yang berbeda"
        return (
            f"Moran lokal, {number(self.permutations)} permutasi bersyarat, benih {self.seed}, "
            f"tingkat temuan keliru (FDR) {round(100 * self.alpha)} %"
        )


def neighbours_of(boundaries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return which desa touch, be it in one point (queen): one row per ordered pair, ``desa_code``, ``neighbour``.

    ``boundaries``: one row per desa with ``desa_code`` (column or index), any CRS; borders must meet, as those in the
    store do.
    """
    shapes = boundaries.geometry.to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    codes = boundaries.get("desa_code", boundaries.index).to_numpy()
    pairs = pd.DataFrame({"desa_code": codes[one], "neighbour": codes[other]})
    return pairs[one != other].sort_values(["desa_code", "neighbour"], ignore_index=True)


def hotspots(
    values: pd.Series,
    neighbours: pd.DataFrame,
    *,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    alpha: float = ALPHA,
) -> Hotspots:
    """Return where high or low values lie together.

    Parameters
    ----------
    values
        One figure per desa, index ``desa_code``; missing where there is no data: such desa take no part.
    neighbours
        See :func:`neighbours_of`. A desa none of whose neighbours has data takes no part either, and is told.
    """
    known = values.dropna().sort_index()
    pairs = neighbours[neighbours["desa_code"].isin(known.index) & neighbours["neighbour"].isin(known.index)]
    count = pairs.groupby("desa_code").size()
    tested = known[known.index.isin(count.index)]
    frame = pd.DataFrame({"value": values}).rename_axis("desa_code")
    frame = frame.assign(neighbour_count=count.reindex(frame.index, fill_value=0).astype(int))
    frame["neighbour_value"] = pairs["neighbour"].map(known).astype(float).groupby(pairs["desa_code"]).mean()
    category = pd.Series(NO_DATA, index=frame.index).mask(frame["value"].notna(), ALONE)
    is_tested = len(tested) >= FEWEST and tested.min() < tested.max()
    index, p, p_limit = pd.Series(dtype=float), pd.Series(dtype=float), np.nan
    if is_tested:
        index, p, quadrant, p_limit = _local_moran(tested, pairs, permutations, seed, alpha)
        found = pd.Series(np.where(p <= p_limit, _QUADRANTS[quadrant], NOT_SIGNIFICANT), index=tested.index)
        category = category.mask(category.index.isin(tested.index), found.reindex(category.index))
    else:
        category = category.mask(category.index.isin(tested.index), NOT_SIGNIFICANT)
    frame = frame.assign(
        i=index.reindex(frame.index), p=p.reindex(frame.index), category=category, label=category.map(CATEGORIES)
    )
    return Hotspots(frame, float(p_limit), permutations, seed, alpha, is_tested)


def _local_moran(
    values: pd.Series, pairs: pd.DataFrame, permutations: int, seed: int, alpha: float
) -> tuple[pd.Series, pd.Series, NDArray[np.int64], float]:
    """Return local I, p-values, quadrants (1 … 4) and the limit of p."""
    from esda import Moran_Local, fdr  # noqa: PLC0415 - heavy
    from libpysal.weights import W  # noqa: PLC0415

    codes = values.index.tolist()
    near = pairs.groupby("desa_code")["neighbour"].agg(list).to_dict()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pieces of land that do not meet
        weights = W(near, id_order=codes, silence_warnings=True)
        moran = Moran_Local(values.to_numpy(dtype=float), weights, permutations=0)
    counts = np.array([weights.cardinalities[code] for code in codes])
    p = _pseudo_p(moran.z, moran.Is, counts, _others(len(codes), int(counts.max()), permutations, seed))
    return pd.Series(moran.Is, index=codes), pd.Series(p, index=codes), moran.q, float(fdr(p, alpha))


@lru_cache(maxsize=8)
def _others(desa_count: int, most: int, permutations: int, seed: int) -> NDArray[np.intp]:
    """Return who stands where the neighbours do, [permutation, neighbour]: ``most`` of all desa but one, none twice."""
    generator = np.random.RandomState(seed)
    drawn = [generator.choice(desa_count - 1, size=most, replace=False) for _ in range(permutations)]
    return np.array(drawn, dtype=np.intp)


def _pseudo_p(
    z: NDArray[np.float64], index: NDArray[np.float64], counts: NDArray[np.int64], others: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the share of permutations that are as extreme as what was found, in the direction found.

    Parameters
    ----------
    z, index, counts
        Of each desa its standardised value, its local I, the number of its neighbours.
    others
        See :func:`_others`.
    """
    permutations, scaling = len(others), (len(z) - 1) / (z * z).sum()
    larger = np.zeros(len(z), dtype=np.int64)
    first = {
        count: np.ascontiguousarray(others[:, :count]) for count in set(counts.tolist())
    }  # else copied for each desa
    for at, (own, count) in enumerate(zip(z, counts, strict=True)):
        rest = np.delete(z, at)
        drawn = own * (rest.take(first[count]) @ np.full(count, 1 / count)) * scaling
        larger[at] = (drawn >= index[at]).sum()
    return (np.minimum(larger, permutations - larger) + 1) / (permutations + 1)
