"""Measures of speed and memory: ``python -m bench`` prints ratios, which a machine's own speed does not change.

One file per measure with a ``name`` and a ``run()`` that returns the lines to print; it is listed in
:data:`REGISTRY`. A measure that needs real files raises :class:`NotHere` where they are missing.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("PETASALUR_SHARED", ROOT.parent / "shared")) / "data"

REGISTRY = [
    "bench.locate",
    "bench.clusters",
    "bench.halong_day",
    "bench.cvrp",
    "bench.map_page",
    "bench.warm_rerun",
    "bench.killed_load",
    "bench.killed_work",
    "bench.many_passwords",
    "bench.many_sessions",
    "bench.intake_speed",
    "bench.encryption",
    "bench.travel_network",
    "bench.targeting",
    "bench.access",
    "bench.report",
]
"""The modules measured, in this order."""


class NotHere(Exception):
    """A file that a measure needs is not on this machine."""


def shared_file(name: str) -> Path:
    """Return the path of a real file beside the project.

    Raises
    ------
    NotHere
        If it is not there.
    """
    path = SHARED / name
    if not path.is_file():
        raise NotHere(f"{path} is missing (set PETASALUR_SHARED)")
    return path
