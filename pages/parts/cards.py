"""Figures side by side: value, denominator, change, and the definition one tap away."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st


@dataclass(frozen=True)
class Card:
    """One figure. ``of`` names its denominator, ``change`` what has moved since the period before."""

    label: str
    value: str
    of: str
    definition: str
    change: str | None = None


def show(cards: list[Card]) -> None:
    """Show the cards in one row, in two columns on a phone."""
    st.html(f'<div class="ps-cards">{"".join(_html(card) for card in cards)}</div>')


def _html(card: Card) -> str:
    change = f"<span>{escape(card.change)}</span>" if card.change else ""
    return (
        f'<div class="ps-card"><details><summary>{escape(card.label)}</summary><p>{escape(card.definition)}</p></details>'
        f"<b>{escape(card.value)}</b><span>{escape(card.of)}</span>{change}</div>"
    )
