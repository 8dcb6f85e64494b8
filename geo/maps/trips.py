"""Delivery trips on the map: a line per trip with arrows, the order of its stops, the depot."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from geo.maps.layers import Layer, layer
from geo.maps.palette import TRIP_REST, TRIPS

ColourBy = Literal["trip_id", "vehicle"]


@dataclass(frozen=True)
class Depot:
    """Where all trips begin and end."""

    lon: float
    lat: float
    name: str


def trip_colours(visits: pd.DataFrame, *, colour_by: ColourBy = "trip_id", chosen: Hashable | None = None) -> pd.Series:
    """Return index ``trip_id`` → colour: eight in the order of first appearance, grey for the rest.

    With ``chosen`` (a ``trip_id``) only that trip keeps its colour; one of the grey rest takes the first.
    """
    first = visits.drop_duplicates("trip_id").set_index("trip_id", drop=False)
    place = pd.Series(pd.factorize(first[colour_by])[0], index=first.index)
    colours = place.map(dict(enumerate(TRIPS))).fillna(TRIP_REST)
    if chosen is None or chosen not in colours.index:
        return colours
    own = TRIPS[0] if colours[chosen] == TRIP_REST else colours[chosen]
    return pd.Series(TRIP_REST, index=colours.index).where(colours.index != chosen, own)


def trips(
    stops: pd.DataFrame,
    visits: pd.DataFrame,
    depot: Depot,
    *,
    chosen: Hashable | None = None,
    colour_by: ColourBy = "trip_id",
    number: Callable[[float], str] = str,
) -> Layer:
    """Draw trips as straight legs from stop to stop, slightly bent so that the way back is seen.

    Parameters
    ----------
    stops
        Columns ``stop_id`` (unique), ``lon``, ``lat``, ``label``, ``load_kg``, ``family_count``.
    visits
        One row per stop of a trip: ``trip_id``, ``vehicle``, ``sequence`` (1, 2, …), ``stop_id``. A stop
        without a row is drawn empty: nobody goes there.
    chosen
        A ``trip_id`` that is shown in colour while the others step back.
    colour_by
        One colour per trip or per vehicle.
    number
        Writes kilograms and counts in Indonesian notation.
    """
    visits = visits.sort_values(["trip_id", "sequence"], kind="stable")
    colours = trip_colours(visits, colour_by=colour_by, chosen=chosen)
    places = stops.reset_index(drop=True)
    visits = visits.assign(
        position=visits["stop_id"].map(pd.Series(places.index, index=places["stop_id"])),
        colour=visits["trip_id"].map(colours),
        load_kg=visits["stop_id"].map(places.set_index("stop_id")["load_kg"]),
    )
    return layer(
        "trips",
        depot={"lon": depot.lon, "lat": depot.lat, "name": depot.name, "lines": ["Titik berangkat"]},
        trips=[_line(trip_id, rows, chosen, number) for trip_id, rows in visits.groupby("trip_id", sort=False)],
        **_stops(places, visits, chosen, number),
    )


def _line(
    trip_id: Hashable, rows: pd.DataFrame, chosen: Hashable | None, number: Callable[[float], str]
) -> dict[str, object]:
    """Return one trip for ``trips.js``; -1 in its path is the depot."""
    is_back = chosen is not None and trip_id != chosen
    colour = rows["colour"].iloc[0]
    return {
        "path": [-1, *rows["position"].astype(int).tolist(), -1],
        "colour": colour,
        "weight": 2 if colour == TRIP_REST else 3,
        "opacity": 0.45 if is_back else 0.95,
        "has_arrows": not is_back,
        "title": f"Ritase {trip_id} · {rows['vehicle'].iloc[0]}",
        "lines": [f"{number(len(rows))} titik, muatan {number(rows['load_kg'].sum())} kg"],
    }


def _stops(
    places: pd.DataFrame, visits: pd.DataFrame, chosen: Hashable | None, number: Callable[[float], str]
) -> dict[str, list[object]]:
    """Return the columns of the stops for ``trips.js``."""
    order = visits if chosen is None else visits.loc[(visits["trip_id"] == chosen).sort_values(ascending=False).index]
    said = "Ritase " + order["trip_id"].astype(str) + " · perhentian ke-" + order["sequence"].astype(str)
    told = (
        order.assign(said=said)
        .groupby("stop_id", sort=False)
        .agg(number=("sequence", "first"), colour=("colour", "first"), said=("said", list), trip=("trip_id", "first"))
    )
    shown = places.join(told, on="stop_id")
    is_visited = shown["said"].notna()
    goods = shown["load_kg"].map(number) + " kg untuk " + shown["family_count"].map(number) + " keluarga"
    said = shown["said"].where(is_visited, pd.Series([["Belum masuk ritase"]] * len(shown)))
    return {
        "lon": shown["lon"].round(5).tolist(),
        "lat": shown["lat"].round(5).tolist(),
        "title": shown["label"].astype(str).tolist(),
        "number": shown["number"].astype("Int64").astype(str).where(is_visited, "–").tolist(),
        "colour": shown["colour"].astype(object).fillna(TRIP_REST).tolist(),
        "is_faint": (is_visited & (shown["trip"] != chosen) if chosen is not None else ~is_visited & False).tolist(),
        "lines": (goods.map(lambda text: [text]) + said).tolist(),
    }
