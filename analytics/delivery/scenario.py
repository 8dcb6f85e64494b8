"""What would help, tried: the tables of the office as a remedy would have them, without changing what is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.notation import number

Remedy = Mapping[str, Any]
ADDABLE = ("vehicles", "days", "window", "shift")
"""Kinds of remedies that a plan can be made with; others (a lighter load, a way) need somebody who goes there."""


@dataclass(frozen=True)
class Offer:
    """A remedy that can be tried: what it says, and how many families of how many stops it is for."""

    remedy: dict[str, Any]
    text: str
    stop_count: int
    family_count: int


@dataclass(frozen=True, eq=False)
class Wish:
    """What a plan is to be made from: ``fleet`` and ``access`` as tables of the office, ``days`` as ISO dates."""

    fleet: pd.DataFrame
    access: pd.DataFrame
    days: tuple[str, ...]


def offers(unserved: pd.DataFrame, labels: Mapping[str, str]) -> list[Offer]:
    """Return the remedies that can be tried, those that help most families first.

    Parameters
    ----------
    unserved
        See :class:`analytics.delivery.saved.PlanFrames`.
    labels
        ``vehicle_key`` → what a kind of vehicle is called.

    Returns
    -------
    list of Offer
        One per kind of vehicle, for days, per window and per end of shift: of several that differ only in how many, the
        one that asks for most, for it serves the stops of all.
    """
    rows = [
        (_same(row, remedy), dict(remedy), row["stop_id"], int(row["family_count"]))
        for row in unserved.to_dict("records")
        for remedy in (row["remedies"] if isinstance(row["remedies"], list) else [])
        if remedy["kind"] in ADDABLE
    ]
    asked = pd.DataFrame(rows, columns=["same", "remedy", "stop_id", "family_count"])
    found = [
        Offer(most := max(group["remedy"], key=_amount), text_of(most, labels), group["stop_id"].nunique(),
              int(group["family_count"].sum()))
        for _, group in asked.groupby("same", sort=False)
    ]  # fmt: skip
    return sorted(found, key=lambda offer: (-offer.family_count, offer.text))


def _same(row: Mapping[str, Any], remedy: Remedy) -> str:
    where = row["desa_code"] if remedy["kind"] == "window" else remedy.get("vehicle_key", "")
    return f"{remedy['kind']} {where}"


def _amount(remedy: Remedy) -> Any:
    return remedy.get("count", 0), str(remedy.get("end", ""))


def text_of(remedy: Remedy, labels: Mapping[str, str]) -> str:
    """Return a remedy in words: "tambah 3 Motor", "2 hari", "Motor bekerja sampai 18.00"."""
    label = labels.get(str(remedy.get("vehicle_key", "")), str(remedy.get("vehicle_key", "")))
    start, end = (str(remedy.get(name) or "").replace(":", ".") for name in ("start", "end"))
    return {
        "vehicles": lambda: f"tambah {number(remedy['count'])} {label}",
        "days": lambda: f"bagi menjadi {number(remedy['count'])} hari",
        "window": lambda: f"desa menerima {start or 'sejak pagi'} sampai {end or 'malam'}",
        "shift": lambda: f"{label} bekerja sampai {end}",
    }[str(remedy["kind"])]()


def applied(wish: Wish, remedy: Remedy, desa_codes: Sequence[str] = ()) -> Wish:
    """Return the wish as a remedy would have it. ``desa_codes``: whose window a remedy of kind "window" opens."""
    kind = remedy["kind"]
    if kind == "days":
        return Wish(wish.fleet, wish.access, days_from(wish.days[0], int(remedy["count"])))
    if kind == "window":
        return Wish(wish.fleet, _opened(wish.access, remedy, desa_codes), wish.days)
    fleet = wish.fleet.copy()
    is_meant = fleet["vehicle_key"] == remedy["vehicle_key"]
    if kind == "vehicles":
        fleet.loc[is_meant, "count"] += int(remedy["count"])
    else:
        fleet.loc[is_meant, "shift_end"] = remedy["end"]
    return Wish(fleet, wish.access, wish.days)


def _opened(access: pd.DataFrame, remedy: Remedy, desa_codes: Sequence[str]) -> pd.DataFrame:
    is_meant = access["desa_code"].isin(list(desa_codes))
    opened = access.copy()
    opened.loc[is_meant, ["window_start", "window_end"]] = [remedy.get("start") or "", remedy.get("end") or ""]
    return opened


def days_from(first: str, count: int) -> tuple[str, ...]:
    """Return ``count`` days on end from an ISO date."""
    start = dt.date.fromisoformat(first)
    return tuple((start + dt.timedelta(days=ahead)).isoformat() for ahead in range(count))
