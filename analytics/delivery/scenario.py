"""What would help, told and counted; :func:`analytics.delivery.remedy.apply_remedies` tries it on no kept table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.network.modes import MODES
from geo.notation import number

Remedy = Mapping[str, Any]


@dataclass(frozen=True)
class Offer:
    """Remedies to be tried together: what they say, and how many families of how many stops they are for."""

    remedies: list[dict[str, Any]]
    text: str
    stop_count: int
    family_count: int


def offers(
    unserved: pd.DataFrame, labels: Mapping[str, str], together: Sequence[Sequence[dict[str, Any]]] = ()
) -> list[Offer]:
    """Return what can be tried, that for most families first.

    Parameters
    ----------
    unserved
        See :class:`analytics.delivery.saved.PlanFrames`.
    labels
        ``vehicle_key`` → what a kind of vehicle is called.
    together
        Alternatives, each a list of remedies that make the whole plan complete (``totals["remedies"]``). Without any,
        the remedies of the stops are offered one by one: of several that differ only in how many, the one that asks for
        most, for it serves the stops of all.
    """
    if together:
        counts = unserved["stop_id"].nunique(), int(unserved["family_count"].sum())
        return [Offer(list(each), " dan ".join(text_of(one, labels) for one in each), *counts) for each in together]
    rows = [
        (_same(remedy), dict(remedy), row["stop_id"], int(row["family_count"]))
        for row in unserved.to_dict("records")
        for remedy in (row["remedies"] if isinstance(row["remedies"], list) else [])
        if remedy["kind"] != "way" or not remedy.get("gap_m")
    ]
    asked = pd.DataFrame(rows, columns=["same", "remedy", "stop_id", "family_count"])
    found = []
    for _, group in asked.groupby("same", sort=False):
        most = max(group["remedy"], key=_amount)
        counts = group["stop_id"].nunique(), int(group["family_count"].sum())
        found.append(Offer([most], text_of(most, labels), *counts))
    return sorted(found, key=lambda offer: (-offer.family_count, offer.text))


def _same(remedy: Remedy) -> str:
    return " ".join(str(remedy.get(name, "")) for name in ("kind", "stop_id", "vehicle_key", "mode"))


def _amount(remedy: Remedy) -> Any:
    return remedy.get("count", 0), str(remedy.get("end", ""))


def text_of(remedy: Remedy, labels: Mapping[str, str]) -> str:
    """Return a remedy in words: "tambah 3 Motor", "bagi menjadi 2 hari", "Motor bekerja sampai 18.00"."""
    key, mode = str(remedy.get("vehicle_key", "")), str(remedy.get("mode", ""))
    label = labels.get(key) or labels.get(key.removesuffix("-besar")) or (MODES[mode].label if mode in MODES else key)
    start, end = (str(remedy.get(name) or "").replace(":", ".") for name in ("start", "end"))
    return {
        "vehicles": lambda: f"tambah {number(remedy['count'])} {label}",
        "days": lambda: f"bagi menjadi {number(remedy['count'])} hari",
        "window": lambda: f"desa menerima {start or 'sejak pagi'} sampai {end or 'malam'}",
        "shift": lambda: f"{label} bekerja sampai {end}",
        "capacity": lambda: f"siapkan {label} yang lebih besar",
        "way": lambda: f"siapkan {label}",
    }[str(remedy["kind"])]()


def days_from(first: str, count: int) -> tuple[str, ...]:
    """Return ``count`` days on end from an ISO date."""
    start = dt.date.fromisoformat(first)
    return tuple((start + dt.timedelta(days=ahead)).isoformat() for ahead in range(count))
