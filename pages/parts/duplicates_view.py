"""Suspected doubles side by side, and the decision about each."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.duplicates import DECISIONS, UNDONE, decide
from data.roles import Actor
from pages.parts import acting, cache, filters, frame, tables
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.format import MISSING, column, local_day, long_date, number

_OPEN, _DONE = "belum", "sudah"
_STATES = {_OPEN: "Belum diputuskan", _DONE: "Sudah diputuskan"}
_SIDES = {
    "Nama": "name", "NIK": "nik", "No. KK": "no_kk", "Lahir": "born", "Jenis kelamin": "sex", "Tercatat sebagai": "list",
}  # fmt: skip

_DIFFERENCES = {
    "Nama": "nama ",
    "NIK": "nik ",
    "No. KK": "no. kk",
    "Lahir": "tanggal lahir",
    "Jenis kelamin": "jenis kelamin",
}
"""Row → the word by which ``differs`` names it."""


def show(where: Source, by: Actor) -> None:
    """Show all pairs of a desa, one of them in full."""
    rows = cache.pairs(where)
    if rows.empty:
        frame.note("Tidak ada dugaan data ganda di berkas yang dimuat.")
        return
    is_open = rows["decision"] == ""
    frame.subtitle(f"{number(is_open.sum())} pasangan belum diputuskan, {number((~is_open).sum())} sudah")
    left, right = st.columns(2)
    with left:
        names = dict(zip(rows["desa_code"].fillna(""), rows["desa_name"], strict=True))
        desa = one_of("Desa", ["", *sorted(set(names) - {""}, key=lambda code: str(names[code]))],
                      words=lambda code: names[code] if code else "Semua desa", key="desa_ganda", can_search=True)  # fmt: skip
    with right:
        state = one_of("Keadaan", list(_STATES), words=_STATES.__getitem__, key="keadaan_ganda")
    chosen = rows[(is_open == (state == _OPEN)) & ((rows["desa_code"] == desa) | (not desa))]
    if chosen.empty:
        frame.note("Tidak ada pasangan pada pilihan ini.")
        return
    shown = pd.DataFrame(
        {
            "Desa": chosen["desa_name"],
            "Orang pertama": chosen["name_1"],
            "Orang kedua": chosen["name_2"],
            "Dugaan": chosen["kinds"],
            "Yang berbeda": chosen["differs"],
            "Keputusan": chosen["decision"].map(DECISIONS).fillna(""),
        }
    )
    remember = "pasangan_dipilih"
    picked = filters.answer(remember)
    tables.choose_row(shown, chosen["pair_id"], {"": column(0)}, key=f"ganda_{where.version}_{state}_{desa}", height_px=260,
                      chosen=str(picked) if picked else None, remember=remember)  # fmt: skip
    if picked not in set(chosen["pair_id"]):
        frame.note("Klik satu baris untuk melihat kedua orangnya berdampingan dan memutuskan.")
        return
    for row in chosen[chosen["pair_id"] == picked].itertuples():
        _side_by_side(row)
        _decision(where, row, by, place="tab")


def of_family(where: Source, key: str, by: Actor) -> None:
    """Show the pairs in which a member of one family stands."""
    rows = cache.pairs_of_family(where, key)
    if rows.empty:
        return
    frame.subtitle(f"Dugaan ganda: {number(len(rows))}")
    for row in rows.itertuples():
        _side_by_side(row)
        _decision(where, row, by, place="keluarga")


def _side_by_side(row: Any) -> None:
    """Show what the two rows of files say, what differs marked."""
    lines = {
        label: (_cell(getattr(row, f"{name}_1")), _cell(getattr(row, f"{name}_2"))) for label, name in _SIDES.items()
    }
    lines["Dari"] = (_source(row.file_1, row.sheet_1, row.row_1), _source(row.file_2, row.sheet_2, row.row_2))
    told = row.differs.casefold()
    unlike = {label for label, words in _DIFFERENCES.items() if words in told}
    frame.side_by_side(lines, unlike)
    frame.note(f"Dugaan: {row.kinds}. Yang berbeda: {row.differs}.")


def _source(file: str, sheet: str, row: float) -> str:
    return " · ".join(part for part in (file, sheet, f"baris {number(row)}") if part)


def _cell(value: object) -> str:
    if value is None or value == "" or value is pd.NaT or value != value:  # noqa: PLR0124  NaN is unlike itself
        return MISSING
    return long_date(value) if isinstance(value, pd.Timestamp) else str(value)


def _decision(where: Source, row: Any, by: Actor, *, place: str) -> None:
    """Let somebody decide about a pair, or take the decision back."""
    if row.decision:
        when = long_date(local_day(row.decided_at))
        frame.say(f"{DECISIONS[row.decision]}: diputuskan {row.by_name}, {when}. Alasan: {row.reason}", frame.DONE)
    with st.form(f"putusan_{place}_{row.pair_id}"):
        options = [key for key in DECISIONS if key != row.decision] + ([UNDONE] if row.decision else [])
        words = DECISIONS | {UNDONE: "Batalkan keputusan"}
        decision = one_of("Keputusan", options, words=words.__getitem__, index=len(options) - 1 if row.decision else 0)
        reason = st.text_input("Alasan", max_chars=200, placeholder="misalnya: KTP keduanya sudah dilihat")
        if st.form_submit_button("Simpan keputusan"):

            def keep() -> str:
                decide(cache.store_of(where), str(row.pair_id), decision, by=by, reason=reason)
                return "Keputusan dicatat dan angkanya dihitung ulang."

            acting.carry_out(keep)
    story = cache.pair_story(where, str(row.pair_id))
    lines = [
        f"{long_date(local_day(each.changed_at))} · {each.before or 'belum diputuskan'} → {each.after or 'dibatalkan'} · "
        f"{each.who} · {each.reason}"
        for each in story.itertuples()
    ]
    if lines:
        frame.note(*lines)
