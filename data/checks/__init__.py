"""The checks of intake: each is one entry in one of these lists; ``tests/data/test_checks.py`` makes each one fail."""

from __future__ import annotations

from data.checks import content, identity, places
from data.checks.registry import CRITICAL, ISSUE_COLUMNS, LOOK, NOTE, SEVERITIES, Batch, Check, run

CHECKS: tuple[Check, ...] = (*identity.CHECKS, *places.CHECKS, *content.CHECKS)
OWN_CHECKS: tuple[Check, ...] = tuple(check for check in CHECKS if not check.needs_places)
"""Of what stands in the row: made once, and they decide which rows are set aside."""
PLACE_CHECKS: tuple[Check, ...] = tuple(check for check in CHECKS if check.needs_places)
"""Of the rows taken in: made again for every file when the layer in place or the reference lists change."""

__all__ = [
    "CHECKS", "CRITICAL", "ISSUE_COLUMNS", "LOOK", "NOTE", "OWN_CHECKS", "PLACE_CHECKS", "SEVERITIES", "Batch", "Check", "run",
]  # fmt: skip
