"""Plans of deliveries and the office's vehicles, as they are kept."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.store import Store


@dataclass(frozen=True)
class SavedPlan:
    """A plan as it was kept: ``inputs`` (program, period, seed …) and ``result`` (``Plan.to_dict``)."""

    plan_id: int
    made_at: dt.datetime
    inputs: dict[str, Any]
    result: dict[str, Any]


def newest_plan(store: Store, *, program: str, period: str) -> SavedPlan | None:
    """Return the newest plan for a program and period, ``None`` where none was made."""
    rows = store.frame("delivery/plans", program=program, period=period)
    if rows.empty:
        return None
    row = rows.iloc[0]
    return SavedPlan(int(row["plan_id"]), row["made_at"], json.loads(row["inputs"]), json.loads(row["result"]))


def save_plan(store: Store, inputs: dict[str, Any], result: dict[str, Any]) -> int:
    """Keep a plan; returns its number. What is known of families does not change by it."""
    with store.write(is_change=False) as cursor:
        number = cursor.execute("SELECT coalesce(max(plan_id), 0) + 1 FROM plan").fetchall()[0][0]
        now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        cursor.execute(
            "INSERT INTO plan VALUES ($1, $2, $3, $4)", [number, now, json.dumps(inputs), json.dumps(result)]
        )
    return int(number)


def saved_vehicles(store: Store) -> pd.DataFrame | None:
    """Return the office's vehicles (see :mod:`analytics.delivery.vehicles`), ``None`` where none were entered."""
    rows = store.frame("delivery/vehicles")
    return pd.DataFrame([json.loads(cells) for cells in rows["cells"]]) if len(rows) else None


def save_vehicles(store: Store, vehicles: pd.DataFrame) -> None:
    """Keep the office's vehicles in the place of those kept before."""
    rows = vehicles.astype(object).where(vehicles.notna(), None).to_dict("records")
    with store.write(is_change=False) as cursor:
        cursor.execute("DELETE FROM vehicle")
        cursor.executemany(
            "INSERT INTO vehicle VALUES ($1, $2)",
            [[str(row["vehicle_key"]), json.dumps(row, default=str)] for row in rows],
        )
