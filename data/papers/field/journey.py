"""A kept plan as every field file tells it: trips, visits and parcels with texts that no format can misread.

Texts of files are put in one line, without what is not seen, cut to a length, and every number long enough to be a NIK
is starred; each format then escapes them in its own way.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import geopandas as gpd
import pandas as pd

from data.export import DEMO_NOTE
from data.mask import mask_inside
from data.papers.text import visible
from data.programs import PROGRAMS, program_label
from data.trip_sheets import TripSheets
from geo.maps.palette import TRIP_REST, TRIPS
from geo.notation import kilograms, kilometres, long_date, number

Point = tuple[float, float]
"""Degrees, WGS84: lon, lat."""
GOODS, CASH = "kg", "Rp"
"""Units of what a parcel holds."""
_SORTS = {"gudang": "Gudang", "pos": "Kantor pos", "alih": "Titik alih"}
_PLACES = 6
"""Decimals of a degree: a tenth of a metre."""
_STRAIGHT_SHARE = 0.5
_FEW_POINTS = 2
_WORTH_TELLING_M = 100
"""Metres of a leg from which on a straight line in it is named."""


@dataclass(frozen=True)
class Place:
    """A depot or transfer point. ``sort``: what it is, in words."""

    name: str
    sort: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Leg:
    """The way to the next place. ``is_straight``: mostly a straight line, no road that somebody knows."""

    points: tuple[Point, ...]
    is_straight: bool


@dataclass(frozen=True)
class Visit:
    """One stop of a trip, or a transfer point (``stop_id`` ""). ``leg``: the way that leads to it."""

    sequence: int
    stop_id: str
    label: str
    lon: float
    lat: float
    arrive: str
    leave: str
    family_count: int
    priority_count: int
    load_kg: float
    leg: Leg
    straight_m: float
    leg_m: float

    @property
    def title(self) -> str:
        """Order and name: "1 Hauwai 2 (Dusun III)"."""
        return f"{self.sequence} {self.label}"

    @property
    def told(self) -> str:
        """What is done there, in one line."""
        priority = f" ({number(self.priority_count)} prioritas)" if self.priority_count else ""
        what = "Titik alih: " if not self.stop_id else ""
        parts = [
            f"{what}{number(self.family_count)} keluarga{priority}",
            kilograms(self.load_kg),
            f"tiba {self.arrive}, berangkat {self.leave}",
            f"{kilometres(self.leg_m)} dari tempat sebelumnya",
        ]
        if self.leg.is_straight:
            parts.append("garis lurus, bukan jalan")
        elif self.straight_m >= _WORTH_TELLING_M:
            parts.append(f"{kilometres(self.straight_m)} di antaranya garis lurus")
        return " · ".join(parts)


@dataclass(frozen=True)
class Parcel:
    """What one recipient gets of one program. ``amount`` in ``unit`` (:data:`GOODS`, :data:`CASH`)."""

    handle: str
    program: str
    program_label: str
    order: int
    name: str
    nik: str
    address: str
    stop_id: str
    amount: float
    unit: str
    is_priority: bool
    collector: str
    collector_relation: str

    @property
    def amount_text(self) -> str:
        """The amount as papers write it: "10 kg", "Rp 300.000"."""
        return f"{CASH} {number(self.amount)}" if self.unit == CASH else kilograms(self.amount)


@dataclass(frozen=True)
class Trip:
    """One trip: where it starts, its visits in order, the way back, and what it carries for whom."""

    trip_id: str
    number: int
    vehicle: str
    date: dt.date
    depot: Place
    depart: str
    back: str
    distance_m: float
    family_count: int
    load_kg: float
    is_feed: bool
    colour: str
    visits: tuple[Visit, ...]
    way_back: Leg
    parcels: tuple[Parcel, ...]

    @property
    def title(self) -> str:
        """What readers call it: "Ritase 1 · Pick-up"."""
        return f"Ritase {self.number} · {self.vehicle}"

    @property
    def told(self) -> str:
        """The trip in one line."""
        what = "Antar ke titik alih · " if self.is_feed else ""
        return (
            f"{what}{long_date(self.date)} · berangkat {self.depart}, kembali {self.back} · "
            f"{number(len(self.visits))} perhentian, {number(self.family_count)} keluarga, {kilograms(self.load_kg)} · "
            f"{kilometres(self.distance_m)}"
        )

    def legs(self) -> list[Leg]:
        """Return the ways from the depot over all visits back to it."""
        return [*(visit.leg for visit in self.visits), self.way_back]


@dataclass(frozen=True, eq=False)
class Journey:
    """The trips that a field file is of. ``basis``: how distances came about; ``mark``: DATA CONTOH or "".

    ``desa``: the desa around, where a file draws them: ``desa_name``, geometry, EPSG:4326.
    """

    plan_id: int
    title: str
    office: str
    basis: str
    is_straight_line: bool
    mark: str
    made_at: dt.datetime
    trips: tuple[Trip, ...]
    desa: gpd.GeoDataFrame | None = None

    @property
    def note(self) -> str:
        """What a reader must know of the lines."""
        warning = "Garis lurus antartitik, bukan jalan. " if self.is_straight_line else ""
        return f"{self.mark} · {warning}Jarak: {self.basis}." if self.mark else f"{warning}Jarak: {self.basis}."


def journey(sheets: TripSheets, *, office: str = "", is_demo: bool = False) -> Journey:
    """Return what field files tell of a kept plan, or of its trips in ``sheets``."""
    plan = sheets.plan
    visits = _cleaned(sheets.visits, ("label",))
    recipients = _cleaned(sheets.recipients, ("name", "nik", "address", "collector", "collector_relation"))
    names = pd.DataFrame(plan.result["depots"])
    depots = {
        row["depot_key"]: Place(row["name"], _SORTS.get(row["kind"], ""), float(row["lon"]), float(row["lat"]))
        for row in _cleaned(names, ("name",)).to_dict("records")
    }
    in_plan = [trip["trip_id"] for vehicle in plan.result["vehicles"] for trip in vehicle["trips"]]
    colours = dict(zip(in_plan, TRIPS, strict=False))  # those beyond the palette stay grey, as on the map
    trips = tuple(
        _trip(
            row, depots[row["depot_key"]], colours.get(row["trip_id"], TRIP_REST),
            visits[visits["trip_id"] == row["trip_id"]], recipients[recipients["trip_id"] == row["trip_id"]], sheets,
        )
        for row in _cleaned(sheets.trips, ("vehicle",)).to_dict("records")
    )  # fmt: skip
    return Journey(
        plan_id=plan.plan_id, title=_text(plan.label), office=_text(office), basis=_text(plan.result["basis"]),
        is_straight_line=bool(plan.result["is_straight_line"]), mark=DEMO_NOTE if is_demo else "",
        made_at=pd.Timestamp(plan.made_at).to_pydatetime(), trips=trips,
    )  # fmt: skip


def runs(legs: list[Leg], *, is_straight: bool) -> list[list[Point]]:
    """Return the ways of one kind; those that follow on each other in one piece."""
    pieces = [
        [point for leg in group for point in leg.points]
        for kind, group in groupby(legs, key=lambda leg: leg.is_straight)
        if kind == is_straight
    ]
    return [_once(piece) for piece in pieces]


def _once(points: list[Point]) -> list[Point]:
    """Return a way without standing still; a way that goes nowhere keeps two points, as formats want."""
    moved = [point for point, before in zip(points, [None, *points], strict=False) if point != before]
    return moved if len(moved) > 1 else [*moved, *moved]


def _cleaned(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """Return the frame with its texts fit for any format; one that nobody filled in is ""."""
    return frame.assign(**{name: _fit(frame[name]) for name in names if name in frame})


def _fit(texts: pd.Series) -> pd.Series:
    """Return texts in one line, long numbers starred; "<" becomes "‹": map apps show descriptions as HTML."""
    return visible(mask_inside(texts)).str.replace("<", "‹", regex=False).str.replace(">", "›", regex=False)


def _text(text: str) -> str:
    return str(_fit(pd.Series([text or ""])).iloc[0])


def _trip(
    row: dict[str, Any], depot: Place, colour: str, visits: pd.DataFrame, recipients: pd.DataFrame, sheets: TripSheets
) -> Trip:
    is_straight_line = bool(sheets.plan.result["is_straight_line"])
    told = visits.sort_values("sequence", kind="stable").to_dict("records")
    places = [(depot.lon, depot.lat), *((float(visit["lon"]), float(visit["lat"])) for visit in told)]
    made = tuple(_visit(visit, start, is_straight_line) for visit, start in zip(told, places, strict=False))
    back = _points(row.get("return_path"), places[-1], places[0])
    return Trip(
        trip_id=str(row["trip_id"]), number=int(row["number"]), vehicle=row["vehicle"], date=_date(row, sheets),
        depot=depot, depart=row["depart"], back=row["return"], distance_m=float(row["distance_m"]),
        family_count=int(row["family_count"]), load_kg=float(row["load_kg"]), is_feed=bool(row["is_feed"]),
        colour=colour, visits=made,
        way_back=Leg(back, is_straight_line or (len(back) <= _FEW_POINTS and any(v.leg.is_straight for v in made))),
        parcels=_parcels(recipients),
    )  # fmt: skip


def _date(row: dict[str, Any], sheets: TripSheets) -> dt.date:
    """Return the day on which the trip is driven: as planned, or later with the day the plan was chosen for."""
    planned = dt.date.fromisoformat(row["date"])
    first = dt.date.fromisoformat(sheets.plan.result["days"][0])
    return planned + (sheets.plan.first_day - first) if sheets.plan.first_day else planned


def _visit(row: dict[str, Any], start: Point, is_straight_line: bool) -> Visit:
    here = (float(row["lon"]), float(row["lat"]))
    points = _points(row.get("path"), start, here)
    leg_m, straight_m = float(row.get("leg_m") or 0), float(row.get("straight_m") or 0)
    is_straight = is_straight_line or (straight_m > _STRAIGHT_SHARE * leg_m)
    return Visit(
        sequence=int(row["sequence"]), stop_id=row["stop_id"], label=row["label"], lon=here[0], lat=here[1],
        arrive=row["arrive"], leave=row["leave"], family_count=int(row["family_count"]),
        priority_count=int(row.get("priority_count") or 0), load_kg=float(row["load_kg"]),
        leg=Leg(points, is_straight), straight_m=straight_m, leg_m=leg_m,
    )  # fmt: skip


def _points(path: object, start: Point, end: Point) -> tuple[Point, ...]:
    """Return a way with both its ends; without one, the straight line."""
    told = [(float(lon), float(lat)) for lon, lat in path] if isinstance(path, list) else []
    whole = [start, *told, end]
    rounded = [(round(lon, _PLACES), round(lat, _PLACES)) for lon, lat in whole]
    return tuple(_once(rounded))


def _parcels(recipients: pd.DataFrame) -> tuple[Parcel, ...]:
    """Return what each recipient gets, numbered as they stand in the list of the trip."""
    families = pd.factorize(recipients["handle"])[0] + 1
    return tuple(_parcel(row, int(order)) for row, order in zip(recipients.to_dict("records"), families, strict=True))


def _parcel(row: dict[str, Any], order: int) -> Parcel:
    is_cash = not pd.isna(row["amount_idr"])
    return Parcel(
        handle=str(row["handle"]), program=str(row["program"]), order=order, name=row["name"], nik=row["nik"],
        program_label=program_label(row["program"]) if row["program"] in PROGRAMS else str(row["program"]),
        address=row["address"], stop_id=str(row["stop_id"]), unit=CASH if is_cash else GOODS,
        amount=float(row["amount_idr"] if is_cash else row["load_kg"]), is_priority=bool(row["is_priority"]),
        collector=row["collector"], collector_relation=row["collector_relation"],
    )  # fmt: skip
