"""What all entries of the workflow share: who wrote them and when, and dates that have come."""

from __future__ import annotations

import datetime as dt
import re

from data import chain
from data.errors import DateInFuture, PeriodInvalid
from data.history import now
from data.roles import Actor

_PERIOD = r"[0-9]{4}-(0[1-9]|1[0-2])"


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


def check_period(period: str) -> None:
    """Let only a month go on that is written YYYY-MM.

    Raises
    ------
    PeriodInvalid
    """
    if not re.fullmatch(_PERIOD, period):
        raise PeriodInvalid(found=period)


def signed(by: Actor) -> dict[str, object]:
    """Return who writes and when, as the parameters ``$name``, ``$role`` and ``$now``."""
    chain.sign(*by.signature())
    return {"name": by.name, "role": by.role, "now": now()}
