"""What all entries of the workflow share: who wrote them and when, and dates that have come."""

from __future__ import annotations

import datetime as dt

from data.errors import DateInFuture
from data.history import now
from data.roles import Actor


def today() -> dt.date:
    """Return the day on the clock of this machine."""
    return dt.datetime.now().astimezone().date()


def come(day: dt.date) -> dt.date:
    """Return ``day``.

    Raises
    ------
    DateInFuture
        It lies after today.
    """
    if day > today():
        raise DateInFuture(found=f"{day:%d/%m/%Y}", today=f"{today():%d/%m/%Y}")
    return day


def signed(by: Actor) -> dict[str, object]:
    """Return who writes and when, as the parameters ``$name``, ``$role`` and ``$now``."""
    return {"name": by.name, "role": by.role, "now": now()}
