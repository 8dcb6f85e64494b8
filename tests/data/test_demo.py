"""The demo: true where it says so, invented everywhere else, the same for the same seed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.demo.boundaries import approximate_boundaries
from data.demo.deliveries import FAILED, SKIPPED_COUNT
from data.demo.facts import KECAMATAN_CODE, SEAT_CODE, read_facts
from data.demo.identity import identity_numbers
from data.demo.people import PERIODS, REACH, UNKNOWN_PER_PROGRAM, describe, draw_demo, with_mistakes
from data.demo.places import settlements

UTM50S = 32750


@pytest.fixture(scope="module")
def facts():
    return read_facts()


@pytest.fixture(scope="module")
def demo():
    return draw_demo()


def is_poor(families):
    return (families["desil"] <= 4).fillna(value=False)


# --- facts ------------------------------------------------------------------------------------------


def test_the_kecamatan_has_its_24_desa(facts):
    assert len(facts) == 24
    assert facts.index.is_unique
    assert facts.index.str.startswith(KECAMATAN_CODE + ".2").all()
    assert facts["bps_code"].str.fullmatch(r"6311060\d{3}").all()
    assert facts["bps_code"].is_unique


def test_three_desa_are_younger_than_the_census(facts):
    unknown = facts.loc[facts["population_2010"].isna(), "desa_name"]
    assert set(unknown) == {"Padang Raya", "Sumber Agung", "Mamigang"}


def test_facts_are_those_of_the_published_layer(facts, shared_data):
    layer = gpd.read_file(shared_data / "boundaries" / "balangan_desa.geojson").set_index("kode")
    layer = layer.loc[facts.index]
    assert (layer["nama"] == facts["desa_name"]).all()
    assert (layer["kode_bps"] == facts["bps_code"]).all()
    assert np.allclose(layer["idm_2024"], facts["idm_2024"])
    assert np.allclose(layer["luas_km2_geom"], facts["area_km2"], atol=0.01)
    points = gpd.GeoSeries(gpd.points_from_xy(facts["lon"], facts["lat"]), index=facts.index, crs=4326)
    assert layer.contains(points).all()


# --- boundaries -------------------------------------------------------------------------------------


def test_boundaries_are_a_valid_coverage_of_one_polygon_per_desa(demo):
    layer = demo.boundaries
    assert shapely.coverage_is_valid(layer.geometry.array)
    assert set(layer.geom_type) == {"Polygon"}
    assert shapely.get_num_interior_rings(shapely.union_all(layer.geometry.array)) == 0


def test_every_point_lies_well_inside_its_own_desa(demo, facts):
    points = gpd.GeoSeries(gpd.points_from_xy(facts["lon"], facts["lat"]), crs=4326).to_crs(UTM50S)
    polygons = demo.boundaries.to_crs(UTM50S)
    assert polygons.contains(points).all()
    assert polygons.boundary.distance(points).min() > 150


def test_areas_lean_towards_the_true_ones(demo, facts):
    areas_km2 = demo.boundaries.to_crs(UTM50S).area.to_numpy() / 1e6
    assert areas_km2.sum() == pytest.approx(facts["area_km2"].sum(), rel=0.02)
    assert np.corrcoef(areas_km2, facts["area_km2"])[0, 1] > 0.98


def test_weights_give_a_larger_desa_more_land():
    """Two points 10 km apart, 200 and 100 km²: the border moves from the middle towards the smaller one."""
    two = read_facts().iloc[:2].assign(lon=[115.6, 115.69], lat=-2.2, area_km2=[200.0, 100.0])
    areas_km2 = approximate_boundaries(two).to_crs(UTM50S).area.to_numpy() / 1e6
    assert areas_km2 == pytest.approx([200, 100], rel=0.05)


def test_boundaries_say_that_they_are_approximate(demo):
    assert set(demo.boundaries["ket"]) == {"batas perkiraan"}


# --- people -----------------------------------------------------------------------------------------


def test_family_counts_follow_the_census(demo, facts):
    """Halong: 3,298 people / 3.6 = 916 families. Mamigang is younger: the middle of the others."""
    counts = demo.families["kode_desa"].value_counts()
    assert counts[SEAT_CODE] == 916
    known = (facts["population_2010"].dropna().astype(float) / 3.6).round()
    assert counts["63.11.02.2026"] == known.median()
    assert 5_500 < len(demo.families) < 6_500


def test_every_house_lies_in_its_desa(demo):
    families = demo.families.dropna(subset=["lat"])
    polygons = demo.boundaries.set_index("kode").geometry.reindex(families["kode_desa"])
    assert shapely.contains_xy(polygons.array, families["lon"], families["lat"]).all()


def test_families_live_in_settlements_not_everywhere(demo):
    """One to five dusun per desa, each within a kilometre or two; the widest desa have one far away."""
    families = demo.families.dropna(subset=["lat"])
    assert families.groupby("kode_desa")["dusun"].nunique().between(1, 5).all()
    points = gpd.GeoSeries(gpd.points_from_xy(families["lon"], families["lat"]), crs=4326).to_crs(UTM50S)
    places = pd.DataFrame({"x": points.x.to_numpy(), "y": points.y.to_numpy()})
    spread_m = places.groupby([families["kode_desa"].to_numpy(), families["dusun"].to_numpy()]).std()
    assert spread_m.max().max() < 600
    far = families[families["dusun"] == "Anak desa"]
    assert {"Aniungan", "Uren"} <= set(far["desa"])


def test_a_far_settlement_is_far_and_the_others_keep_apart():
    """A square of 20 km, the known point in its middle."""
    square = shapely.box(0, 0, 20_000, 20_000)
    centre = np.array([10_000.0, 10_000.0])
    places = settlements(square, centre, 4, np.random.default_rng(1), has_far=True)
    assert (places[0] == centre).all()
    assert np.hypot(*(places[3] - centre)) > 3_500
    gaps = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    assert gaps[np.triu_indices(4, 1)].min() >= 700


def test_numbers_belong_to_nobody(demo):
    """Prefix of Halong, a date that exists, serial 9001 to 9999, none twice."""
    for column in ("no_kk", "nik_kepala"):
        numbers = demo.families[column]
        assert numbers.is_unique
        assert numbers.str.fullmatch(r"631102\d{6}9\d{3}").all()
        assert numbers.str[-4:].astype(int).between(9001, 9999).all()
    day = demo.families["nik_kepala"].str[6:8].astype(int)
    assert ((day % 40).between(1, 31) & (day <= 71)).all()


def test_numbers_stay_different_when_the_days_run_out():
    """Ten days, three hundred numbers."""
    numbers = identity_numbers(np.random.default_rng(0), 300, first_day="2000-01-01", last_day="2000-01-10")
    assert len(set(numbers)) == 300


def test_few_lack_a_desil_or_a_coordinate(demo):
    assert 0.01 < demo.families["desil"].isna().mean() < 0.05
    assert 0.005 < demo.families["lat"].isna().mean() < 0.05
    assert (demo.families["lat"].isna() == demo.families["lon"].isna()).all()


def test_remote_desa_are_poorer_and_reached_less(demo, facts):
    received = {
        kk for (_, period), people in demo.recipients.items() if period == PERIODS[-1] for kk in people["no_kk"]
    }
    families = demo.families.assign(is_poor=is_poor(demo.families), is_served=demo.families["no_kk"].isin(received))
    poor_share = families.groupby("kode_desa")["is_poor"].mean()
    coverage = families[families["is_poor"]].groupby("kode_desa")["is_served"].mean()
    remoteness = describe(facts)["remoteness"]
    assert remoteness.corr(poor_share, method="spearman") > 0.5
    assert remoteness.corr(coverage, method="spearman") < -0.7
    assert 0.6 < families.loc[families["is_poor"], "is_served"].mean() < 0.85


def test_every_program_has_both_periods_with_gaps_and_mistakes(demo):
    assert set(demo.recipients) == {(program, period) for program in REACH for period in PERIODS}
    families = demo.families.set_index("no_kk")
    for people in demo.recipients.values():
        assert people["nik"].is_unique
        assert people["no_kk"].is_unique
        known = people["no_kk"].isin(families.index)
        assert (~known).sum() == UNKNOWN_PER_PROGRAM
        poor = is_poor(families.loc[people.loc[known, "no_kk"]])
        assert 0.8 < poor.mean() < 1


def test_bltdd_rarely_goes_to_who_has_pkh_or_sembako(demo):
    lists = {program: set(demo.recipients[program, PERIODS[-1]]["no_kk"]) for program in REACH}
    double = lists["BLTDD"] & (lists["PKH"] | lists["SEMBAKO"])
    assert 0 < len(double) < 0.35 * len(lists["BLTDD"])


def test_members_fill_every_family_once(demo):
    """As many as the family's list says; two who stand twice come behind them."""
    members, families = demo.members.iloc[:-2], demo.families.set_index("no_kk")
    assert members["no_kk"].value_counts().reindex(families.index).equals(families["jumlah_anggota"])
    assert members["nik"].is_unique
    assert members["nik"].str.fullmatch(r"631102\d{6}9\d{3}").all()
    heads = members[members["status_hubungan_keluarga"] == "1"].set_index("no_kk")
    assert heads["nik"].reindex(families.index).equals(families["nik_kepala"])
    born = pd.to_datetime(members["tanggal_lahir"])
    assert (born.dt.strftime("%m%y") == members["nik"].str[8:12]).all()
    assert born.between("1938-01-01", "2025-12-31").all()
    assert not set(members["nik"]) & {nik for people in demo.recipients.values() for nik in people["nik"]} - set(
        heads["nik"]
    ) - set(members.loc[members["status_hubungan_keluarga"] == "2", "nik"])


def test_there_is_somebody_of_every_kind(demo):
    members = demo.members
    assert (members["hamil"] == "1").sum() > 20
    assert ((members["penglihatan"] != "1") | (members["berjalan_atau_naik_tangga"] != "1")).sum() > 100
    assert members.loc[members["hamil"] == "1", "jenis_kelamin"].eq("2").all()
    assert demo.status["STATUS"].value_counts().to_dict() == {"MENINGGAL": 14, "PINDAH": 9}
    assert demo.status["NIK"].isin(demo.recipients["SEMBAKO", PERIODS[-1]]["nik"]).sum() == 11
    assert members.tail(2)["nik"].isin(members.head(-2)["nik"]).tolist() == [False, True]


def test_whoever_a_list_names_is_visited_once_unless_the_desa_still_waits(demo, facts):
    """All rows of the lists but those of the most remote desa, which have had no rice in the last month."""
    remote = describe(facts)["remoteness"].nlargest(SKIPPED_COUNT).index
    for (program, period), people in demo.recipients.items():
        rows = demo.deliveries[(demo.deliveries["program"] == program) & (demo.deliveries["periode"] == period)]
        waits = (program, period) == ("CPP", PERIODS[-1])
        assert rows["nik"].tolist() == people.loc[~(waits & people["kode_desa"].isin(remote)), "nik"].tolist()
        assert rows["tanggal"].str[:7].isin(["2026-09", "2026-10", "2026-11"]).all()


def test_remote_desa_are_missed_more_often(demo, facts):
    codes = demo.families.set_index("no_kk")["kode_desa"]
    is_far = demo.deliveries["no_kk"].map(codes).map(describe(facts)["remoteness"]) > 0.5
    is_failed = demo.deliveries["status"] == FAILED
    assert 0 < is_failed[~is_far].mean() < is_failed[is_far].mean() < 0.1


def test_same_seed_same_frames(demo):
    again = draw_demo()
    pd.testing.assert_frame_equal(again.deliveries, demo.deliveries)
    pd.testing.assert_frame_equal(again.members, demo.members)
    pd.testing.assert_frame_equal(again.status, demo.status)
    pd.testing.assert_frame_equal(again.families, demo.families)
    assert again.boundaries.geometry.to_wkb().equals(demo.boundaries.geometry.to_wkb())
    for key, people in demo.recipients.items():
        pd.testing.assert_frame_equal(again.recipients[key], people)


def test_another_seed_other_people_in_the_same_desa(demo):
    other = draw_demo(seed=7)
    assert set(other.families["no_kk"]) != set(demo.families["no_kk"])
    assert other.boundaries.geometry.to_wkb().equals(demo.boundaries.geometry.to_wkb())
    assert (other.families["kode_desa"].value_counts() == demo.families["kode_desa"].value_counts()).all()


def test_mistakes_are_few_and_leave_the_frame_alone(demo):
    """Three rows come again with 15 digits; four coordinates are swapped; the rest is as drawn."""
    before = demo.families.copy()
    sent = with_mistakes(demo.families)
    pd.testing.assert_frame_equal(demo.families, before)
    assert (sent["no_kk"].str.len() == 15).sum() == 3
    assert (sent["lat"] > 90).sum() == 4
    assert len(sent) == len(before) + 3
