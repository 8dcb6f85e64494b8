"""The ways to travel: one entry each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mode:
    """One way to travel. ``label``: what screens call it."""

    key: str
    label: str


CAR, MOTORCYCLE, BOAT, FOOT = "mobil", "motor", "perahu", "jalan_kaki"
MODES: dict[str, Mode] = {
    entry.key: entry
    for entry in (
        Mode(CAR, "roda empat"),
        Mode(MOTORCYCLE, "sepeda motor"),
        Mode(BOAT, "perahu"),
        Mode(FOOT, "jalan kaki"),
    )
}
