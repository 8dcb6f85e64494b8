"""Times of the day: minutes after midnight in calculations, "07:30" in tables."""

from __future__ import annotations

import math
import re

MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.]\d{2})?")


def clock_minutes(text: str) -> int | None:
    """Return "07:30", "7.30", "07:30:00" or "7" as minutes after midnight (450, 420), else ``None``."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    minutes, hours = int(found[2] or 0), int(found[1])
    total = hours * MINUTES_PER_HOUR + minutes
    return total if minutes < MINUTES_PER_HOUR and total <= MINUTES_PER_DAY else None


def clock_text(minutes: float) -> str:
    """Return minutes after midnight as "07:30", to the nearest minute; half minutes go up."""
    hours, rest = divmod(math.floor(minutes + 0.5), MINUTES_PER_HOUR)
    return f"{hours:02d}:{rest:02d}"
