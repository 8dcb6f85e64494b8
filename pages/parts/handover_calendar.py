"""The fourth tab of Penyaluran: the month day by day, late desa, and by when aid is due."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from analytics.delivery.lateness import LATE, MARKS, STATES, delay_in_words
from data.handover import schedule
from data.programs import program_label
from data.workflow.written import today
from pages.parts import acting, cache, filters, frame, tables
from pages.parts.cache import handover as kept
from pages.parts.format import MISSING, column, long_date, month, number
from pages.parts.handover_scope import Scope

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_STYLE = """
<style>
  .ps-month { display: grid; grid-template-columns: repeat(7, 1fr); gap: 2px; font-size: .82rem; }
  .ps-month > b { color: #555b66; font-weight: 600; padding: .1rem .3rem; }
  .ps-month > div { border: 1px solid #e0e0e0; min-height: 4.6rem; padding: .15rem .3rem; overflow-wrap: anywhere; }
  .ps-month > div.ps-out { border: 0; }
  .ps-month > div.ps-today { border: 2px solid #22252b; }
  .ps-month span { display: block; line-height: 1.25; }
  .ps-month .ps-day { font-weight: 650; }
  .ps-month .ps-due { background: #f1e6f5; border-left: 3px solid #8c62aa; padding-left: .25rem; }
  .ps-month .ps-full { color: #00565b; }
  @media (max-width: 640px) {
    .ps-month { grid-template-columns: 1fr; }
    .ps-month > b, .ps-month > div.ps-out, .ps-month > div.ps-bare { display: none; }
    .ps-month > div { min-height: 0; }
  }
</style>
"""


def show(scope: Scope) -> None:
    """Show the month, who is late, and the schedule."""
    _month(scope)
    _late(scope)
    _schedule(scope)


def _month(scope: Scope) -> None:
    days = kept.month_days(scope.where, scope.stamp, scope.programs, scope.period)
    frame.subtitle(f"{month(scope.period)} · {program_label(scope.program)}")
    first = days.index[0].weekday()
    cells = [f"<b>{name}</b>" for name in _DAYS] + ['<div class="ps-out"></div>'] * first
    cells += [_cell(day, row) for day, row in zip(days.index, days.to_dict("records"), strict=True)]
    st.html(f'{_STYLE}<div class="ps-month">{"".join(cells)}</div>')
    if not (
        days["planned_trip_count"].any() or days["delivered_family_count"].any() or (days["due_programs"] != "").any()
    ):
        frame.note("Bulan ini belum ada jatuh tempo, rencana, atau penyaluran.")


def _cell(day: pd.Timestamp, row: dict[str, object]) -> str:
    due = [program_label(key) for key in str(row["due_programs"]).split(";") if key]
    lines = [f'<span class="ps-due">⚑ jatuh tempo {escape(", ".join(due))}</span>'] if due else []
    trips, closed = int(str(row["planned_trip_count"])), int(str(row["closed_trip_count"]))
    if trips:
        lines.append(f"<span>→ {number(trips)} ritase, {number(int(str(row['planned_family_count'])))} keluarga</span>")
    if row["delivered_family_count"]:
        lines.append(f"<span>● {number(int(str(row['delivered_family_count'])))} keluarga menerima</span>")
    if row["failed_family_count"]:
        lines.append(f"<span>✕ {number(int(str(row['failed_family_count'])))} gagal</span>")
    if trips:
        lines.append(f'<span class="ps-full">■ {number(closed)} dari {number(trips)} ritase ditutup</span>')
    kinds = [name for name, is_so in (("ps-today", day.date() == today()), ("ps-bare", not lines)) if is_so]
    return f'<div class="{" ".join(kinds)}"><span class="ps-day">{day.day}</span>{"".join(lines)}</div>'


def _late(scope: Scope) -> None:
    rows = scope.standing
    if rows.empty:
        return
    late = int((rows["state"] == LATE).sum())
    frame.subtitle(
        f"Desa terhadap jadwal: {number(late)} terlambat" if late else "Desa terhadap jadwal: tidak ada yang terlambat"
    )
    pairs = zip(rows["state"], rows["days_late"], strict=True)
    shown = pd.DataFrame(
        {
            "Keadaan": [delay_in_words(state, days) for state, days in pairs], "Desa": rows["desa_name"],
            "Program": rows["program"].map(program_label), "Jatuh tempo": rows["due_on"].map(_day),
            "Menerima": rows["received_count"], "Penerima": rows["family_count"], "Belum": rows["missing_count"],
            "Terakhir": rows["last_on"].map(_day),
        }
    )  # fmt: skip
    writers = {name: column(0) for name in ("Menerima", "Penerima", "Belum")}
    tables.show(shown, writers, height_px=320)
    frame.note(" · ".join(f"{MARKS[key]} {STATES[key].lower()}" for key in STATES))


def _day(day: pd.Timestamp) -> str:
    return MISSING if pd.isna(day) else long_date(day)


def _schedule(scope: Scope) -> None:
    with st.expander("Jadwal salur: aturan dan tanggal"):
        store = cache.store_of(scope.where)
        frame.note(
            "Aturan: tiap bulan (kolom Bulan kosong) atau bulan tertentu seperti 3,6,9,12. Tanggal yang tertulis di tabel kedua "
            "menggantikan aturan. Angka bawaan adalah perkiraan; tulis sumbernya."
        )
        back = {label: name for name, label in schedule.RULES.items()}
        rules = st.data_editor(
            kept.due_rules(scope.where).rename(columns=schedule.RULES), num_rows="dynamic", hide_index=True, placeholder="",
            key=f"aturan_{scope.where.version}",
        )  # fmt: skip
        if st.button("Simpan aturan", key="simpan_aturan"):

            def keep_rules() -> str:
                changed = schedule.save_rules(store, rules.rename(columns=back), by=scope.by)
                return "Aturan jadwal disimpan." if changed else "Tidak ada yang berubah."

            acting.carry_out_noted(keep_rules)
        dates = kept.due_dates(scope.where)
        names = {label: name for name, label in schedule.DATES.items()}
        edited = st.data_editor(
            dates.assign(due_on=pd.to_datetime(dates["due_on"])).rename(columns=schedule.DATES), num_rows="dynamic",
            hide_index=True, placeholder="", key=f"tanggal_{scope.where.version}_{filters.counted('tanggal_jadwal')}",
            column_config={"Jatuh tempo": st.column_config.DateColumn("Jatuh tempo", format="DD/MM/YYYY")},
        )  # fmt: skip
        if st.button("Simpan tanggal", key="simpan_tanggal"):

            def keep_dates() -> str:
                changed = schedule.save_dates(store, edited.rename(columns=names), by=scope.by)
                return "Tanggal jatuh tempo disimpan." if changed else "Tidak ada yang berubah."

            acting.carry_out_noted(keep_dates)
