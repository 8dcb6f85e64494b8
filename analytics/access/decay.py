"""How much less a service point counts the farther it is: zones of minutes, each with its weight."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.errors import ZonesUnusable

MOST_ZONES, LONGEST_MIN = 6, 24 * 60.0


@dataclass(frozen=True)
class Decay:
    """Zones of E2SFCA.

    ``zones_min``: the upper limit (included) of each in minutes, rising; ``weights``: one for each, above 0, up to 1.
    """

    zones_min: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def sentence(self) -> str:
        """The zones and weights in words: "0–30 menit: 1; 30–60 menit: 0,68"."""
        lows = (0.0, *self.zones_min[:-1])
        parts = [
            f"{low:g}–{high:g} menit: {weight:g}"
            for low, high, weight in zip(lows, self.zones_min, self.weights, strict=True)
        ]
        return "; ".join(parts).replace(".", ",")

    def written(self) -> tuple[str, str]:
        """Return limits and weights as :func:`read_decay` reads them."""
        limits, weights = (
            "; ".join(f"{one:g}".replace(".", ",") for one in each) for each in (self.zones_min, self.weights)
        )
        return limits, weights


DECAY = Decay((30.0, 60.0, 120.0), (1.0, 0.68, 0.22))
"""The weights are the slower decay of Luo & Qi (2009); their zones of 10, 20, 30 minutes by car are for cities."""


def read_decay(zones: str, weights: str) -> Decay:
    """Return what limits and weights say, as "30; 60; 120" and "1; 0,68; 0,22".

    Raises
    ------
    ZonesUnusable
        A cell is no number, there are not as many weights as limits, limits do not rise, or weights do not lie above 0
        and up to 1, or rise with the distance.
    """
    limits, shares = _numbers(zones), _numbers(weights)
    problem = _problem(limits, shares)
    if limits is None or shares is None or problem:
        raise ZonesUnusable(zones=zones[:80], weights=weights[:80], problem=problem)
    return Decay(limits, shares)


def _numbers(text: str) -> tuple[float, ...] | None:
    """Return the numbers of a list (decimal comma or point), ``None`` where one of them is none."""
    cells = [cell for cell in re.split(r"[;\s]+", text.strip()) if cell]
    if not all(re.fullmatch(r"\d{1,4}(?:[.,]\d{1,4})?", cell) for cell in cells):
        return None
    return tuple(float(cell.replace(",", ".")) for cell in cells)


def _problem(limits: tuple[float, ...] | None, weights: tuple[float, ...] | None) -> str:
    if limits is None or weights is None:
        return "ada yang bukan angka"
    if not 1 <= len(limits) <= MOST_ZONES:
        return f"zona harus 1 sampai {MOST_ZONES}"
    if len(limits) != len(weights):
        return f"ada {len(limits)} batas dan {len(weights)} bobot"
    if any(high <= low for low, high in zip((0.0, *limits), limits, strict=False)) or limits[-1] > LONGEST_MIN:
        return f"batas harus naik, di atas 0 sampai {LONGEST_MIN:g} menit"
    if any(far > near for near, far in zip((1.0, *weights), weights, strict=False)) or weights[-1] <= 0:
        return "bobot harus di atas 0, paling besar 1, dan tidak naik bila makin jauh"
    return ""
