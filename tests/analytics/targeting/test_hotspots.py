"""Smoothed rates and hot spots, against esda and libpysal themselves."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from analytics.targeting.hotspots import (
    ALONE,
    CATEGORIES,
    HIGH_HIGH,
    LOW_LOW,
    NO_DATA,
    NOT_SIGNIFICANT,
    SEED,
    hotspots,
    neighbours_of,
)
from analytics.targeting.rates import empirical_bayes
from geo.boundaries import prepare
from geo.regions import Regions

SIDE = 8


@pytest.fixture(scope="module")
def squares():
    """8 × 8 desa that touch, and a far one that touches nobody."""
    shapes = [box(x, y, x + 1, y + 1) for x in range(SIDE) for y in range(SIDE)]
    codes = [f"63.11.{x + 1:02d}.{2001 + y}" for x in range(SIDE) for y in range(SIDE)]
    return gpd.GeoDataFrame({"desa_code": [*codes, "63.12.01.2001"]}, geometry=[*shapes, box(20, 20, 21, 21)], crs=4326)


@pytest.fixture(scope="module")
def figure(squares):
    """High in one corner, low in the opposite one, chance between."""
    x, y = squares.bounds["minx"], squares.bounds["miny"]
    noise = np.random.default_rng(1).normal(0, 1.5, len(squares))
    return pd.Series((x + y).to_numpy() + noise, index=squares["desa_code"].to_numpy()).rename("value")


def test_equal_to_esda_at_the_same_seed(squares, figure):
    from esda import Moran_Local, fdr  # noqa: PLC0415
    from libpysal.weights import Queen  # noqa: PLC0415

    own = squares.iloc[:-1].set_index("desa_code")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = Moran_Local(
            figure[own.index].to_numpy(), Queen.from_dataframe(own, use_index=True), permutations=999, seed=7
        )
    found = hotspots(figure, neighbours_of(squares), permutations=999, seed=7)
    ours = found.frame.loc[own.index]
    assert ours["i"].tolist() == pytest.approx(theirs.Is.tolist(), abs=1e-12)
    assert ours["p"].tolist() == pytest.approx(theirs.p_sim.tolist(), abs=1e-6)
    assert found.p_limit == pytest.approx(fdr(theirs.p_sim, 0.05))
    quadrants = np.array(["", "HH", "LH", "LL", "HL"])[theirs.q]
    assert ours["category"].tolist() == np.where(theirs.p_sim <= found.p_limit, quadrants, NOT_SIGNIFICANT).tolist()


def test_neighbours_of_real_desa_are_those_of_libpysal(shared_data):
    from libpysal.weights import Queen  # noqa: PLC0415

    layer = prepare(shared_data / "boundaries" / "balangan_desa.geojson", regions=Regions.empty()).layer
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        near = Queen.from_dataframe(layer, use_index=True).neighbors
    ours = neighbours_of(layer).groupby("desa_code")["neighbour"].agg(set).to_dict()
    assert ours == {code: set(others) for code, others in near.items()}
    assert len(ours) == 157


def test_corners_are_found_and_the_rest_is_not_significant(squares, figure):
    found = hotspots(figure, neighbours_of(squares), permutations=999)
    frame = found.frame
    assert frame["category"]["63.11.08.2008"] == HIGH_HIGH
    assert frame["category"]["63.11.01.2001"] == LOW_LOW
    assert frame["category"]["63.12.01.2001"] == ALONE
    assert (frame["category"] == NOT_SIGNIFICANT).sum() > 20
    assert frame["label"].equals(frame["category"].map(CATEGORIES))
    assert frame["neighbour_count"].value_counts().to_dict() == {
        8: 36,
        5: 24,
        3: 4,
        0: 1,
    }  # inside, edge, corner, alone


def test_desa_without_data_take_no_part(squares, figure):
    gaps = figure.mask(figure.index.isin(["63.11.04.2004", "63.11.04.2005"]))
    found = hotspots(gaps, neighbours_of(squares), permutations=99)
    assert found.frame["category"][gaps.isna()].tolist() == [NO_DATA, NO_DATA]
    assert found.frame["neighbour_count"]["63.11.03.2004"] == 6


def test_order_threads_and_numpys_own_generator_change_nothing(squares, figure):
    pairs = neighbours_of(squares)
    np.random.seed(3)  # noqa: NPY002
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    one = hotspots(figure, pairs, permutations=99)
    other = hotspots(figure.sample(frac=1, random_state=1), pairs.sample(frac=1, random_state=2), permutations=99)
    pd.testing.assert_frame_equal(one.frame, other.frame.reindex(one.frame.index))
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda seed: hotspots(figure, pairs, permutations=99, seed=seed), [SEED, 1, SEED, 2]))
    pd.testing.assert_frame_equal(found[0].frame, one.frame)
    pd.testing.assert_frame_equal(found[2].frame, one.frame)


def test_smoothed_rates_have_hot_spots_too(squares, figure):
    base = pd.Series(40, index=figure.index)
    smooth = empirical_bayes(figure.clip(0, 16).round() * 2, base)["smooth_share"]
    found = hotspots(smooth, neighbours_of(squares), permutations=999).frame
    assert found["category"]["63.11.08.2008"] == HIGH_HIGH


@pytest.mark.parametrize("values", [[], [1.0, 2.0], [3.0] * 65])
def test_too_few_or_equal_desa_are_not_tested(squares, values):
    series = pd.Series(values, index=squares["desa_code"].to_numpy()[: len(values)], dtype=float)
    found = hotspots(series, neighbours_of(squares), permutations=99)
    assert not found.is_tested
    assert set(found.frame["category"]) <= {NOT_SIGNIFICANT, ALONE}
    assert found.note.startswith("Tidak diuji")


def test_rates_as_esda_where_every_desa_has_families():
    from esda.smoothing import Empirical_Bayes  # noqa: PLC0415

    events, base = pd.Series([30, 2, 80, 9, 0]), pd.Series([60, 3, 90, 50, 8])
    ours = empirical_bayes(events, base)
    assert ours["smooth_share"].tolist() == pytest.approx(Empirical_Bayes(events, base).r.ravel().tolist(), abs=1e-12)
    assert ours["raw_share"].tolist() == pytest.approx((events / base).tolist())


def test_small_desa_move_most_and_nobody_is_no_rate():
    """Two of three and forty of sixty have the same raw rate above the mean; the small one is drawn further down."""
    ours = empirical_bayes(pd.Series([2, 40, 5, 0]), pd.Series([3, 60, 90, 0]))
    assert ours["raw_share"][0] == ours["raw_share"][1]
    assert ours["smooth_share"][2] < ours["smooth_share"][0] < ours["smooth_share"][1] < ours["raw_share"][1]
    assert ours.loc[3].isna().all()


@pytest.mark.parametrize(
    ("events", "base", "mean"), [([1, 1], [4, 4], 0.25), ([0, 0], [4, 9], 0), ([5, 5], [10, 9], 10 / 19)]
)
def test_rates_that_differ_less_than_chance_are_the_mean(events, base, mean):
    """s² would be below 0 (or 0): esda then draws past the mean or divides by 0."""
    assert empirical_bayes(pd.Series(events), pd.Series(base))["smooth_share"].tolist() == pytest.approx([mean] * 2)
