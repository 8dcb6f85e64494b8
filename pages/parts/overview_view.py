"""The pieces of Ringkasan."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from analytics.indicators import INDICATORS
from analytics.summary import Summary
from data.programs import program_label
from pages.parts import cache, frame, sentences
from pages.parts import cards as card_row
from pages.parts.cache import Source
from pages.parts.cache.shown import shown
from pages.parts.cards import Card
from pages.parts.format import change, month, number, percent


def headline(where: Source, period: str, program: str) -> None:
    """Say how many poor families are left out, where most, and whether it grows."""
    frame.headline(*shown(_answer, where, period, program))


def _answer(where: Source, period: str, program: str) -> tuple[str, str]:
    summary, earlier = cache.summary(where, period, program), cache.period_before(where, period)
    first = summary.worst.head(3)
    pairs = zip(first["desa_name"], first["unserved_poor"], strict=True)
    worst = " · ".join(f"{name} {number(count)}" for name, count in pairs)
    grown = summary.change("unserved_poor")
    trend = f" · {_trend(grown)} dari {month(earlier)}" if grown is not None else ""
    return (
        sentences.gap(summary.sums, program),
        f"Terbanyak: {worst}{trend}" if worst else "Semua keluarga miskin sudah terlayani.",
    )


def _trend(grown: float) -> str:
    if grown == 0:
        return "tidak berubah"
    return f"{'naik' if grown > 0 else 'turun'} {number(abs(grown))}"


def cards(summary: Summary, earlier: str) -> None:
    """Show the four figures of the meeting with their denominators."""
    sums = summary.sums
    card_row.show(
        [
            Card(
                "Cakupan",
                percent(sums["coverage_pct"]),
                f"{number(sums['served_poor'])} dari {number(sums['poor_families'])} keluarga miskin menerima",
                INDICATORS["coverage_pct"].definition,
                _since(summary, "served_poor", earlier),
            ),
            Card(
                "Tidak tepat sasaran",
                percent(sums["inclusion_pct"]),
                f"{number(sums['served_nonpoor'])} dari {number(sums['recipients'])} keluarga penerima",
                INDICATORS["inclusion_pct"].definition,
                _since(summary, "served_nonpoor", earlier),
            ),
            Card(
                "Tumpang tindih",
                f"{number(sums['overlap_families'])} keluarga",
                f"dari {number(sums['recipients'])} keluarga penerima menerima dua program atau lebih",
                "Keluarga yang ada di daftar lebih dari satu program pada periode ini. Sebagian memang dibolehkan.",
                _since(summary, "overlap_families", earlier),
            ),
            Card(
                "Penerima belum dikenal",
                f"{number(sums['recipients_unmatched'])} orang",
                f"di luar {number(sums['families'])} keluarga; {number(sums['families_without_desil'])} keluarga tanpa desil",
                "Penerima yang NIK dan No. KK-nya tidak ada di daftar keluarga; tidak ikut dihitung dalam cakupan.",
                _since(summary, "recipients_unmatched", earlier),
            ),
        ]
    )


def _since(summary: Summary, name: str, earlier: str) -> str | None:
    grown = change(summary.change(name))
    return f"{grown} sejak {month(earlier)}" if grown else None


def worst(where: Source, period: str, program: str) -> None:
    """Show the desa to look at first, with the reason."""
    frame.subtitle("Perlu dilihat dulu: keluarga miskin belum terlayani")
    st.html(shown(_worst, where, period, program))


def _worst(where: Source, period: str, program: str) -> str:
    items = "".join(
        f"<li><b>{escape(str(row.desa_name))}</b> — {number(row.unserved_poor)} dari {number(row.poor_families)} keluarga "
        f"miskin ({percent(row.exclusion_pct)})"
        f"<span>{escape(_reason(row.least_program, row.least_coverage_pct))}</span></li>"
        for row in cache.worst(where, period, program).itertuples()
    )
    return f'<ol class="ps-list">{items}</ol>' if items else '<p class="ps-sub">Tidak ada.</p>'


def _reason(program: object, coverage_pct: float) -> str:
    if pd.isna(program):
        return ""
    return f"terlemah: {program_label(str(program))}, {percent(coverage_pct)} keluarga miskin terjangkau"
