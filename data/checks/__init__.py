"""The checks of intake: each is one entry in one of these lists; ``tests/data/test_checks.py`` makes each one fail."""

from __future__ import annotations

from data.checks import content, identity, places
from data.checks.registry import CRITICAL, ISSUE_COLUMNS, LOOK, NOTE, SEVERITIES, Batch, Check, run

CHECKS: tuple[Check, ...] = (*identity.CHECKS, *places.CHECKS, *content.CHECKS)
PLACE_CHECKS: tuple[Check, ...] = tuple(check for check in CHECKS if check.needs_places)
"""Made again for every file when the layer in place or the reference lists change."""

__all__ = [
    "CHECKS", "CRITICAL", "ISSUE_COLUMNS", "LOOK", "NOTE", "PLACE_CHECKS", "SEVERITIES", "Batch", "Check", "run",
]  # fmt: skip
