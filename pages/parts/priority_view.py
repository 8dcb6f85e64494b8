"""The third tab of Verifikasi: the criteria of priority, what they would give, and what was decided."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.roles import Actor
from data.workflow import priority
from data.workflow.criteria import CRITERIA, Criterion
from data.workflow.priority import Rule
from pages.parts import acting, cache, filters, frame, tables
from pages.parts.cache import Source
from pages.parts.format import column, long_date, number
from pages.parts.paper_box import paper_box

_FIRST = ("desil_rendah", "tanpa_program", "lansia_tunggal", "disabilitas")
_COLUMNS = {
    "name": "Kepala keluarga", "desa_name": "Desa", "dusun": "Dusun", "rt": "RT", "desil": "Desil", "points": "Nilai",
    "met": "Kriteria terpenuhi", "no_kk": "No. KK",
}  # fmt: skip


def show(where: Source, desa: str, by: Actor) -> None:
    """Show the choice of criteria, its preview, the decision, and what was decided before."""
    decisions, families = cache.priority(where, desa)
    left, right = st.columns([1, 1])
    with left:
        rule = _rule(where)
    with right:
        if not rule.weights:
            frame.note("Pilih sekurangnya satu kriteria.")
        elif not 0 < rule.threshold <= sum(rule.points.values()):
            frame.note(f"Batasnya harus di atas 0 dan paling tinggi {number(sum(rule.points.values()), 1)}.")
        else:
            _preview(where, rule, desa)
            _decide(where, rule, desa, by)
    _decided(decisions, families)
    if len(families):
        paper_box(where, "ba_prioritas", by, desa=desa, label="Cetak berita acara penetapan prioritas (PDF)")


def _rule(where: Source) -> Rule:
    """Let the reader choose criteria, weights and threshold."""
    frame.subtitle("Kriteria prioritas")
    is_weighed = st.toggle("Pakai bobot", key="pakai_bobot", help="Tanpa bobot tiap kriteria bernilai satu.")
    chosen = [key for key, entry in CRITERIA.items() if _is_chosen(key, entry)]
    weights = tuple((key, _weight(key) if is_weighed else 1.0) for key in chosen)
    one, two, three = st.columns(3)
    with one:
        threshold = st.number_input(
            "Jumlah bobot minimal" if is_weighed else "Minimal terpenuhi", 0.5 if is_weighed else 1.0, 70.0, 2.0,
            0.5 if is_weighed else 1.0, format="%g", key=f"batas_prioritas_{is_weighed}",
        )  # fmt: skip
    with two:
        desil_max = st.number_input("Desil sampai", 1, 10, 2, key="batas_desil_prioritas")
    with three:
        far_km = st.number_input("Jauh mulai (km)", 1.0, 200.0, 10.0, 1.0, format="%g", key="batas_jauh")
    return Rule(weights, float(threshold), filters.newest_period(where), int(desil_max), float(far_km))


def _is_chosen(key: str, entry: Criterion) -> bool:
    told = f"{entry.definition} Tidak diketahui bila {entry.unknown}."
    return bool(st.checkbox(entry.label, value=key in _FIRST, help=told, key=f"kriteria_{key}"))


def _weight(key: str) -> float:
    return float(st.number_input(f"Bobot: {CRITERIA[key].label.lower()}", 0.5, 10.0, 1.0, 0.5, key=f"bobot_{key}"))


def _preview(where: Source, rule: Rule, desa: str) -> None:
    counts, unknown = cache.priority_preview(where, rule, desa)
    sums = counts[["family_count", "priority_count", "open_count"]].sum()
    frame.subtitle(
        f"{number(sums['priority_count'])} dari {number(sums['family_count'])} keluarga akan menjadi prioritas"
    )
    frame.note(
        f"{number(sums['open_count'])} keluarga lain bisa menjadi prioritas bila datanya dilengkapi.",
        *(
            f"{CRITERIA[key].label}: tidak diketahui pada {number(count)} keluarga ({CRITERIA[key].unknown})."
            for key, count in unknown.items()
            if count
        ),
    )
    names = {
        "desa_name": "Desa", "priority_count": "Prioritas", "other_count": "Non-prioritas", "open_count": "Bisa berubah",
        "family_count": "Keluarga",
    }  # fmt: skip
    shown = counts[list(names)].rename(columns=names)
    tables.show(shown, dict.fromkeys(list(names.values())[1:], column(0)), height_px=250)


def _decide(where: Source, rule: Rule, desa: str, by: Actor) -> None:
    one, two = st.columns(2)
    with one:
        paper_number = st.text_input("Nomor berita acara", max_chars=80, key="nomor_prioritas")
    with two:
        paper_date = acting.day("Tanggal berita acara", key="tanggal_prioritas")
    if st.button("Tetapkan prioritas", type="primary", disabled=not paper_number.strip(), key="tetapkan_prioritas"):

        def go() -> str:
            priority.decide(
                cache.store_of(where), rule, by=by, paper_number=paper_number, paper_date=paper_date, desa_code=desa
            )
            return f"Prioritas ditetapkan dengan berita acara {paper_number.strip()}."

        acting.carry_out(go)


def _decided(decisions: pd.DataFrame, families: pd.DataFrame) -> None:
    """Show what was decided, and who is priority now."""
    if decisions.empty:
        frame.note("Belum ada penetapan prioritas.")
        return
    frame.subtitle(f"Prioritas sekarang: {number(len(families))} keluarga")
    tables.show(
        families[list(_COLUMNS)].rename(columns=_COLUMNS).head(acting.SHOWN_ROWS),
        {"Desil": column(0), "Nilai": column(1)},
        height_px=280,
    )
    with st.expander(f"Penetapan yang pernah dibuat: {number(len(decisions))}"):
        shown = pd.DataFrame(
            {
                "Berita acara": decisions["paper_number"],
                "Tanggal": pd.to_datetime(decisions["paper_date"]).map(long_date),
                "Prioritas": decisions["priority_count"],
                "Dinilai": decisions["family_count"],
                "Aturan": decisions["rule"],
                "Oleh": decisions["by_name"],
            }
        )
        tables.show(shown, dict.fromkeys(("Prioritas", "Dinilai"), column(0)))
