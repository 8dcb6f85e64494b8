"""The demo's families and lists of recipients, in the shape of an office's files. All of it is invented.

The story that is drawn in, an assumption and no finding: the more remote a desa, the poorer its families and
the less aid reaches them; a few who are not poor receive, and a few who receive stand in no register.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.special import ndtr

from data.demo.boundaries import approximate_boundaries
from data.demo.deliveries import draw_deliveries
from data.demo.facts import SEAT_CODE, read_facts
from data.demo.identity import identity_numbers, names
from data.demo.members import draw_members, draw_status, with_doubles
from data.demo.monev import draw_complaints, draw_survey
from data.demo.places import draw_houses
from data.demo.points import draw_points
from data.demo.roads import draw_roads

SEED = 63_11_02
PERIODS = ("2026-09", "2026-10")
PERSONS_PER_FAMILY = 3.6
WOMEN_LED_SHARE = 0.12
POOR_DESIL_MAX = 4
REACH = {"PKH": 0.46, "SEMBAKO": 0.60, "BLTDD": 0.30, "CPP": 0.44}
"""Share of poor families reached where the desa lies next to the kecamatan's seat."""
NONPOOR_REACH = {5: 0.06, 6: 0.03, 7: 0.015, 8: 0.01, 9: 0.004, 10: 0.0}
FAMILY_COLUMNS = [
    "no_kk", "nik_kepala", "nama_kepala", "kode_desa", "desa", "dusun", "rt", "rw", "jumlah_anggota", "desil",
    "lat", "lon",
]  # fmt: skip
UNKNOWN_PER_PROGRAM = 9
"""Who receives and stands in no register, per program."""


@dataclass(frozen=True)
class Demo:
    """Everything drawn from one seed.

    ``boundaries`` as :func:`data.demo.boundaries.approximate_boundaries` returns them. ``families``: one row
    per family with an office's column names, ``FAMILY_COLUMNS``. ``recipients``: per program and period one
    row per recipient (``nik, no_kk, nama, kode_desa, desa``). ``members``, ``status``: see
    :mod:`data.demo.members`. ``roads``: see :mod:`data.demo.roads`. ``points``: see :mod:`data.demo.points`.
    ``survey``, ``complaints``: see :mod:`data.demo.monev`. ``deliveries``: see :mod:`data.demo.deliveries`.
    """

    boundaries: gpd.GeoDataFrame
    families: pd.DataFrame
    recipients: dict[tuple[str, str], pd.DataFrame]
    members: pd.DataFrame
    status: pd.DataFrame
    roads: gpd.GeoDataFrame
    points: pd.DataFrame
    survey: pd.DataFrame
    complaints: pd.DataFrame
    deliveries: pd.DataFrame


def draw_demo(seed: int = SEED) -> Demo:
    """Draw the whole demo; the same seed draws the same frames."""
    facts = describe(read_facts())
    boundaries = approximate_boundaries(facts)
    houses = draw_houses(facts, boundaries, np.random.default_rng([seed, 1]))
    people = draw_people(houses, facts["remoteness"], np.random.default_rng([seed, 2]))
    lists = draw_recipients(people, facts, np.random.default_rng([seed, 3]))
    families = people.rename(columns={"nik": "nik_kepala", "name": "nama_kepala"})
    members = draw_members(people, np.random.default_rng([seed, 4]))
    status = draw_status(members, lists["SEMBAKO", PERIODS[-1]], np.random.default_rng([seed, 5]))
    families = families[FAMILY_COLUMNS]
    roads = draw_roads(families, np.random.default_rng([seed, 6]))
    answers = draw_survey(facts, np.random.default_rng([seed, 7]))
    told = draw_complaints(facts, np.random.default_rng([seed, 8]))
    handed = draw_deliveries(lists, facts, np.random.default_rng([seed, 10]))
    return Demo(
        boundaries, families, lists, with_doubles(members), status, roads, draw_points(families), answers, told, handed
    )


def describe(facts: pd.DataFrame) -> pd.DataFrame:
    """Add ``family_count`` and ``remoteness`` (0 at the seat to about 1) to the facts.

    A desa without a population in 2010 gets the middle of the others. Remoteness is 60 % distance to the seat
    (20 km = 1) and 40 % how low its IDM 2024 is between the best and the worst of the kecamatan.
    """
    seat = facts.loc[SEAT_CODE]
    east_km = (facts["lon"] - seat["lon"]) * 111.32 * np.cos(np.radians(seat["lat"]))
    north_km = (facts["lat"] - seat["lat"]) * 110.57
    distance = np.clip(np.hypot(east_km, north_km) / 20, 0, 1)
    idm = facts["idm_2024"]
    lag = (idm.max() - idm) / (idm.max() - idm.min())
    count = (facts["population_2010"].astype(float) / PERSONS_PER_FAMILY).round()
    return facts.assign(family_count=count.fillna(count.median()).astype(int), remoteness=0.6 * distance + 0.4 * lag)


def draw_people(houses: pd.DataFrame, remoteness: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per family: its house, numbers, names, desil (empty for a few) and remoteness."""
    count = len(houses)
    remote = np.clip(houses["kode_desa"].map(remoteness).to_numpy() + 0.25 * houses["is_far"], 0, 1)
    desil = 1 + np.floor(10 * rng.beta(1, 1.05 + 1.2 * remote))
    desil[rng.random(count) < 0.01 + 0.04 * remote] = np.nan
    head_is_woman = rng.random(count) < WOMEN_LED_SHARE
    is_woman = np.concatenate([head_is_woman, ~head_is_woman])
    nik = identity_numbers(rng, 2 * count, first_day="1946-01-01", last_day="2003-12-31", is_woman=is_woman)
    is_placed = rng.random(count) >= 0.005 + 0.03 * remote
    return houses.assign(
        no_kk=identity_numbers(rng, count, first_day="2007-01-01", last_day="2026-06-30"),
        nik=nik[:count],
        nik_partner=nik[count:],
        name=names(rng, count),
        name_partner=names(rng, count),
        jumlah_anggota=1 + rng.binomial(6, (PERSONS_PER_FAMILY - 1) / 6, count),
        desil=pd.array(desil, dtype="Int64"),
        remote=remote,
        lat=houses["lat"].where(is_placed),
        lon=houses["lon"].where(is_placed),
    )


def draw_recipients(
    people: pd.DataFrame, facts: pd.DataFrame, rng: np.random.Generator
) -> dict[tuple[str, str], pd.DataFrame]:
    """Return the list of each program and period.

    A family's luck with a program stays the same from one period to the next; what changes is how well a desa
    is reached. BLT-DD goes mostly to families without PKH and Sembako.
    """
    known = rng.normal(size=len(people))  # how well the officials know a family: the same for all programs
    luck = {program: ndtr(0.55 * known + 0.835 * rng.normal(size=len(people))) for program in REACH}
    favour = pd.DataFrame(rng.normal(1, 0.08, (len(facts), len(REACH))), index=facts.index, columns=list(REACH))
    strangers = {program: draw_strangers(facts, rng) for program in REACH}
    lists = {}
    for number, period in enumerate(PERIODS):
        change = rng.normal(0.97 + 0.05 * number, 0.03 + 0.06 * facts["remoteness"].to_numpy())
        has_other = np.zeros(len(people), dtype=bool)
        for program in REACH:
            desa_factor = people["kode_desa"].map(favour[program] * change).to_numpy()
            chance = chances(people, program) * desa_factor
            if program == "BLTDD":
                chance = chance * np.where(has_other, 0.2, 1.3)
            gets = luck[program] < chance
            has_other |= gets
            lists[program, period] = recipient_list(people[gets], program, strangers[program], rng)
    return lists


def chances(people: pd.DataFrame, program: str) -> np.ndarray:
    """Return how likely each family receives ``program``: by desil, less in remote places."""
    remote, desil = people["remote"].to_numpy(), people["desil"]
    poor = REACH[program] * (1.05 - 0.65 * remote)
    others = desil.map(NONPOOR_REACH).astype(float).fillna(0.05).to_numpy() * (1.1 - remote)
    return np.where((desil <= POOR_DESIL_MAX).fillna(value=False), poor, others)


def draw_strangers(facts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return recipients who belong to no family of the demo."""
    count = UNKNOWN_PER_PROGRAM
    share = facts["remoteness"] * facts["family_count"]
    code = rng.choice(facts.index, count, p=(share / share.sum()).to_numpy())
    return pd.DataFrame(
        {
            "nik": identity_numbers(rng, count, first_day="1930-01-01", last_day="1945-12-31"),
            "no_kk": identity_numbers(rng, count, first_day="2005-01-01", last_day="2006-12-31"),
            "nama": names(rng, count),
            "kode_desa": code,
            "desa": facts["desa_name"].reindex(code).to_numpy(),
        }
    )


def recipient_list(
    receiving: pd.DataFrame, program: str, strangers: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Return one office list: PKH names the mother, the others the head of the family."""
    who = {"nik_partner": "nik", "name_partner": "nama"} if program == "PKH" else {"nik": "nik", "name": "nama"}
    listed = receiving[[*who, "no_kk", "kode_desa", "desa"]].rename(columns=who)
    whole = pd.concat([listed, strangers], ignore_index=True)[list(strangers.columns)]
    return whole.iloc[rng.permutation(len(whole))].sort_values("kode_desa", kind="stable", ignore_index=True)


def with_mistakes(families: pd.DataFrame, *, lost_digit_count: int = 3, swapped_count: int = 4) -> pd.DataFrame:
    """Return ``families`` as an office might send them, so that the demo shows what is done about mistakes.

    The first ``lost_digit_count`` rows come again at the end with the last digit of their KK lost; of the next
    ``swapped_count`` that have a coordinate, latitude and longitude change places.
    """
    again = families.head(lost_digit_count).assign(no_kk=lambda rows: rows["no_kk"].str[:-1])
    swapped = families.iloc[lost_digit_count:].dropna(subset=["lat"]).index[:swapped_count]
    sent = families.copy()
    sent.loc[swapped, ["lat", "lon"]] = families.loc[swapped, ["lon", "lat"]].to_numpy()
    return pd.concat([sent, again], ignore_index=True)
