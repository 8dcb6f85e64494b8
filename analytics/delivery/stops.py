"""Stops: the places a vehicle drives to, each a settlement in which recipients live."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.settlements import medoids, settlements, to_metres
from geo.travel import WGS84

SETTLEMENT = "permukiman"
DESA_POINT = "titik_desa"
UNKNOWN_DESA = "desa tidak dikenal"
DESA_WITHOUT_POINT = "desa tanpa titik"
MAX_LON, MAX_LAT = 180.0, 90.0
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}


@dataclass(frozen=True)
class Stops:
    """Where recipients are served.

    ``frame``: one row per stop, RangeIndex; columns stop_id ("63.11.02.2001-01"), desa_code, desa_name,
    label, lon, lat (EPSG:4326, a real home or the desa's point), place ("permukiman" or "titik_desa"),
    family_count, load_kg, by_coordinate_count, by_dusun_count, by_stand_in_count (how its families came here;
    they add up to family_count), radius_m (from the stop to its farthest located home).

    ``stop_of``: the stop_id of each recipient, index as the recipients given, NA for who has none.

    ``unplaced``: the recipients without a stop as given, and the column reason.
    """

    frame: pd.DataFrame
    stop_of: pd.Series
    unplaced: pd.DataFrame


def make_stops(
    recipients: pd.DataFrame,
    desa: pd.DataFrame,
    *,
    join_distance_m: float = 300.0,
    max_radius_m: float = 1000.0,
    max_from_desa_m: float = 100_000.0,
) -> Stops:
    """Group recipients into stops.

    Who has a usable coordinate belongs to the settlement of that home. Who has none goes to the settlement in
    which most of the same dusun live; failing that to the largest settlement of the desa; failing that to the
    point of the desa. Nobody is lost: ``frame.family_count.sum() + len(unplaced) == len(recipients)``.

    Parameters
    ----------
    recipients
        One row per receiving family, any unique index; columns desa_code, dusun (text or NA), lon, lat
        (degrees or NaN), load_kg.
    desa
        One row per desa; columns desa_code, desa_name, point_lon, point_lat (degrees or NaN).
    join_distance_m, max_radius_m
        See :func:`geo.settlements.settlements`.
    max_from_desa_m
        A coordinate farther than this from its desa's point counts as none.
    """
    people = _people(recipients, desa, max_from_desa_m)
    located = people[people["is_located"]]
    x_m, y_m = to_metres(located["lon"], located["lat"])
    labels = settlements(x_m, y_m, located["desa_code"], join_distance_m=join_distance_m, max_radius_m=max_radius_m)
    place = _settlement_places(located, labels, x_m, y_m)
    people["place"] = pd.Series(labels, index=located.index, dtype="Int64")
    people["how"] = np.where(people["is_located"], "by_coordinate_count", "")
    _send_to_dusun(people)
    _send_to_largest(people, place)
    place = _send_to_desa_point(people, place, desa)
    frame = _stop_frame(people, place, desa)
    stop_of = people["place"].map(frame["stop_id"])
    return Stops(frame, stop_of.rename("stop_id"), _unplaced(recipients, people))


def _people(recipients: pd.DataFrame, desa: pd.DataFrame, max_from_desa_m: float) -> pd.DataFrame:
    """Return recipients with is_known (desa), is_located (usable coordinate) and dusun_key."""
    people = recipients[["desa_code", "dusun", "lon", "lat", "load_kg"]].copy()
    people[["lon", "lat", "load_kg"]] = people[["lon", "lat", "load_kg"]].astype(float)
    people["load_kg"] = people["load_kg"].fillna(0.0)
    people["is_known"] = people["desa_code"].isin(desa["desa_code"])
    people["dusun_key"] = people["desa_code"].astype("string") + "/" + _dusun_key(people["dusun"])
    people["is_located"] = people["is_known"] & _is_usable(people, desa, max_from_desa_m)
    return people


def _dusun_key(dusun: pd.Series) -> pd.Series:
    """Return dusun in one spelling: "Dsn. III", "dusun 3" and "3" are one; NA where empty."""
    key = dusun.astype("string").str.casefold().str.replace(r"\b(dusun|dsn)\b", "", regex=True)
    key = key.str.replace(r"[^a-z0-9]", "", regex=True).str.lstrip("0")
    return key.replace(ROMAN).mask(key == "")


def _is_usable(people: pd.DataFrame, desa: pd.DataFrame, max_from_desa_m: float) -> NDArray[np.bool_]:
    """Return who has a coordinate on earth, not 0/0, and not absurdly far from the desa."""
    lon, lat = people["lon"].to_numpy(), people["lat"].to_numpy()
    on_earth = (np.abs(lon) <= MAX_LON) & (np.abs(lat) <= MAX_LAT) & ((lon != 0) | (lat != 0))  # NaN fails
    points = desa.set_index("desa_code")[["point_lon", "point_lat"]].astype(float)
    middle = people[on_earth].groupby("desa_code")[["lon", "lat"]].median()
    reference = points.fillna(middle.set_axis(points.columns, axis=1)).reindex(people["desa_code"]).to_numpy()
    near = np.zeros(len(people), dtype=bool)
    ask = on_earth & np.isfinite(reference).all(axis=1)
    near[ask] = WGS84.inv(lon[ask], lat[ask], *reference[ask].T)[2] <= max_from_desa_m
    return near


def _settlement_places(
    located: pd.DataFrame, labels: NDArray[np.intp], x_m: NDArray[np.float64], y_m: NDArray[np.float64]
) -> pd.DataFrame:
    """Return one row per settlement, index its label: desa_code, lon, lat, dusun, radius_m, place."""
    stands = medoids(x_m, y_m, labels)
    reach_m = pd.Series(np.hypot(x_m - x_m[stands][labels], y_m - y_m[stands][labels])).groupby(labels).max()
    place = located.iloc[stands][["desa_code", "lon", "lat"]].reset_index(drop=True)
    place["dusun"] = _commonest(located["dusun"].astype("string").str.strip(), labels).reindex(place.index)
    return place.assign(radius_m=reach_m.to_numpy(), place=SETTLEMENT)


def _commonest(values: pd.Series, labels: NDArray[np.intp]) -> pd.Series:
    """Return for each label its most frequent non-empty value; of ties, the first in the alphabet."""
    counts = values.mask(values == "").to_frame("value").assign(label=labels).value_counts().reset_index()
    counts = counts.sort_values(["label", "count", "value"], ascending=[True, False, True])
    return counts.drop_duplicates("label").set_index("label")["value"]


def _send_to_dusun(people: pd.DataFrame) -> None:
    """Give those without a coordinate the settlement in which most of their dusun live."""
    lived = people[people["is_located"]].groupby(["dusun_key", "place"]).size().rename("count").reset_index()
    lived = lived.sort_values(["dusun_key", "count", "place"], ascending=[True, False, True])
    main = lived.drop_duplicates("dusun_key").set_index("dusun_key")["place"]
    waiting = people["is_known"] & people["place"].isna()
    _place(people, people.loc[waiting, "dusun_key"].map(main), "by_dusun_count")


def _send_to_largest(people: pd.DataFrame, place: pd.DataFrame) -> None:
    """Give those still without a place the largest settlement of their desa: its first, by numbering."""
    first = pd.Series(place.index, index=place["desa_code"]).groupby(level=0).min()
    waiting = people["is_known"] & people["place"].isna()
    _place(people, people.loc[waiting, "desa_code"].map(first), "by_stand_in_count")


def _send_to_desa_point(people: pd.DataFrame, place: pd.DataFrame, desa: pd.DataFrame) -> pd.DataFrame:
    """Give the last ones the point of their desa; return the places with those points added."""
    waiting = people["is_known"] & people["place"].isna()
    points = desa[desa["desa_code"].isin(people.loc[waiting, "desa_code"])].dropna(subset=["point_lon", "point_lat"])
    added = points[["desa_code", "point_lon", "point_lat"]].sort_values("desa_code")
    added = added.set_axis(["desa_code", "lon", "lat"], axis=1).assign(radius_m=0.0, place=DESA_POINT)
    added.index = range(len(place), len(place) + len(added))
    found = people.loc[waiting, "desa_code"].map(pd.Series(added.index, index=added["desa_code"]))
    _place(people, found, "by_stand_in_count")
    return pd.concat([place, added]) if len(added) else place


def _place(people: pd.DataFrame, found: pd.Series, how: str) -> None:
    """Set the place of those for whom one was found; ``found`` has the people's index and NA for none."""
    found = found.dropna().astype("Int64")
    people.loc[found.index, "place"] = found
    people.loc[found.index, "how"] = how


def _stop_frame(people: pd.DataFrame, place: pd.DataFrame, desa: pd.DataFrame) -> pd.DataFrame:
    placed = people.dropna(subset=["place"])
    totals = placed.groupby("place")["load_kg"].agg(["size", "sum"]).set_axis(["family_count", "load_kg"], axis=1)
    ways = ["by_coordinate_count", "by_dusun_count", "by_stand_in_count"]
    how = pd.crosstab(placed["place"], placed["how"]).reindex(columns=ways, fill_value=0)
    frame = place.join(totals).join(how)
    frame["desa_name"] = frame["desa_code"].map(desa.set_index("desa_code")["desa_name"]).astype("string")
    number = frame.groupby("desa_code").cumcount() + 1
    frame["stop_id"] = frame["desa_code"].astype("string") + "-" + number.astype(str).str.zfill(2)
    numbered = frame["desa_name"] + " " + number.astype(str) + (" (" + frame["dusun"] + ")").fillna("")
    at_point = frame["place"] == DESA_POINT
    frame["label"] = numbered.where(~at_point, frame["desa_name"] + " (titik desa)")
    columns = ["stop_id", "desa_code", "desa_name", "label", "lon", "lat", "place", "family_count", "load_kg"]
    return frame[[*columns, *ways, "radius_m"]]


def _unplaced(recipients: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    without = people["place"].isna()
    reason = people.loc[without, "is_known"].map({True: DESA_WITHOUT_POINT, False: UNKNOWN_DESA})
    return recipients[without].assign(reason=reason)
