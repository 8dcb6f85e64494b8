"""What the reader asks of Akses."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.access.decay import DECAY, Decay


@dataclass(frozen=True)
class Wish:
    """Kind of service point, mode, season, limit in minutes, program that serves, period of the lists, zones of the scores."""

    kind: str
    mode: str
    season: str
    limit_min: int
    program: str
    period: str
    decay: Decay = DECAY


@dataclass(frozen=True)
class SitingWish:
    """Where new points are asked for: by which model, how many."""

    model: str
    count: int
