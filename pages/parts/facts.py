"""What was found at the door of a file, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from data.intake.fields import FIELDS
from pages.parts.format import percent

Writer = Callable[[Mapping[str, object]], str]
SYSTEMS = {"kemendagri": "Kemendagri", "bps": "BPS"}


def describe(facts: Mapping[str, object]) -> list[str]:
    """Return one sentence per fact that a reader needs; facts that say nothing are left out."""
    return [sentence for key, write in _WRITERS.items() if facts.get(key) and (sentence := write(facts))]


def _real(value: object) -> float:
    return float(str(value))


def _guessed(facts: Mapping[str, object]) -> str:
    pairs = [str(pair).split(" → ") for pair in _list(facts["guessed"])]
    told = ", ".join(f"“{header}” dibaca sebagai {FIELDS[field].label}" for header, field in pairs)
    return f"Kolom yang ditebak, periksa: {told}."


def _skipped(facts: Mapping[str, object]) -> str:
    return f"Lembar yang tidak dibaca: {', '.join(str(name) for name in _list(facts['skipped_sheets']))}."


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _code_system(facts: Mapping[str, object]) -> str:
    text = f"Kode desa: {SYSTEMS[str(facts['code_system'])]}"
    shares = [
        f"{percent(100 * _real(facts[f'{key}_hit_share']), 0)} dikenal sebagai {label}"
        for key, label in SYSTEMS.items()
        if facts.get(f"{key}_hit_share") is not None
    ]
    return f"{text} ({'; '.join(shares)})." if shares else f"{text}."


_WRITERS: dict[str, Writer] = {
    "guessed": _guessed,
    "skipped_sheets": _skipped,
    "code_system": _code_system,
}
