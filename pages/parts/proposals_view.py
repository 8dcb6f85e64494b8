"""The second tab of Verifikasi: where proposals stand, the steps of the reader's role, new proposals."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from data.programs import ALL, PROGRAMS, program_label
from data.roles import ROLES, Actor
from data.workflow import proposals
from data.workflow.states import STATES, TRANSITIONS, UNDO
from data.workflow.written import today
from pages.parts import acting, cache, filters, frame, tables
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.format import column, long_date, month, number

_COLUMNS = {
    "name": "Nama", "desa_name": "Desa", "dusun": "Dusun", "program": "Program", "period": "Mulai", "standing_on": "Sejak",
    "paper_number": "Surat", "reason": "Keterangan", "by_name": "Oleh", "desil": "Desil", "no_kk": "No. KK / NIK",
}  # fmt: skip
_CANDIDATES = {
    "name_head": "Kepala keluarga", "desa_name": "Desa", "dusun": "Dusun", "rt": "RT", "desil": "Desil",
    "member_count": "Anggota", "is_priority": "Prioritas", "no_kk": "No. KK",
}  # fmt: skip
_UNDO_LABEL = "Batalkan langkah terakhir"
_SERVED = {ALL: "belum menerima program apa pun", "": "belum menerima program ini"}


def show(where: Source, desa: str, by: Actor) -> None:
    """Show the board, the proposals of one state with the steps from there, and new proposals."""
    board = cache.board(where, desa)
    if board["proposal_count"].sum():
        left, right = st.columns([1, 3])
        with left:
            _board(board)
        with right:
            _of_state(where, board, desa, by)
    else:
        frame.note("Belum ada usulan. Ajukan keluarga miskin yang belum terlayani di bawah ini.")
    with st.expander("Ajukan keluarga baru", expanded=not board["proposal_count"].sum()):
        _new(where, desa, by)


def _board(board: pd.DataFrame) -> None:
    since = pd.to_datetime(board["oldest_on"]).map(long_date, na_action="ignore")
    shown = pd.DataFrame({"Tahap": board["label"], "Usulan": board["proposal_count"], "Terlama sejak": since})
    tables.show(shown, {"Usulan": column(0)})


def _of_state(where: Source, board: pd.DataFrame, desa: str, by: Actor) -> None:
    counts = board["proposal_count"]
    filled = [key for key in STATES if counts[key]]
    state = one_of(
        "Tahap", filled, words=lambda key: f"{STATES[key].label} ({number(counts[key])})", key="tahap_usulan"
    )
    rows = cache.proposals(where, state, desa)
    shown = rows.assign(
        program=rows["program"].map(program_label),
        period=rows["period"].map(month),
        standing_on=pd.to_datetime(rows["standing_on"]).map(long_date),
    )[list(_COLUMNS)].rename(columns=_COLUMNS)
    chosen = acting.choose_rows(where, shown, {"Desil": column(0)}, key=f"usulan_{state}_{desa}", height_px=280)
    _step(where, rows, state, chosen, by)


def _step(where: Source, rows: pd.DataFrame, state: str, chosen: list[int], by: Actor) -> None:
    """Let the reader make a step that the role may make from here."""
    steps = {key: entry.button for key, entry in TRANSITIONS.items() if state in entry.origins and by.may(entry.act)}
    if state != "dibatalkan":
        steps[UNDO] = _UNDO_LABEL
    if not steps:
        frame.note(f"Tidak ada langkah untuk peran {ROLES[by.role].label} pada tahap ini.")
        return
    one, two = st.columns(2)
    with one:
        step = one_of("Langkah", list(steps), words=steps.__getitem__, key=f"langkah_{state}_{by.role}")
    with two:
        on_date = acting.day("Tanggal langkah", key=f"tanggal_langkah_{step}") if step != UNDO else None
    paper_number, paper_date, reason = _fields(step)
    if st.button(
        f"{steps[step]} ({number(len(chosen))} usulan)", type="primary", disabled=not chosen, key="jalankan_langkah"
    ):
        ids = [int(each) for each in rows["proposal_id"].iloc[chosen]]

        def go() -> str:
            count = proposals.move(
                cache.store_of(where), ids, step, by=by, on_date=on_date, paper_number=paper_number,
                paper_date=paper_date, reason=reason,
            )  # fmt: skip
            done = TRANSITIONS[step].sentence if step != UNDO else "dikembalikan ke tahap sebelumnya"
            return f"{number(count)} usulan {done}."

        acting.carry_out(go)


def _fields(step: str) -> tuple[str, dt.date | None, str]:
    """Ask for what a step needs: the number and date of its paper, a reason."""
    entry = TRANSITIONS.get(step)
    paper_number, paper_date, reason = "", None, ""
    if entry and entry.paper:
        one, two = st.columns(2)
        with one:
            paper_number = st.text_input(f"Nomor {entry.paper}", max_chars=80, key=f"nomor_{step}")
        with two:
            paper_date = acting.day(f"Tanggal {entry.paper}", key=f"tanggal_surat_{step}")
    if entry is None or entry.needs_reason:
        reason = st.text_input("Alasan", max_chars=200, key=f"alasan_{step}")
    return paper_number, paper_date, reason


def _new(where: Source, desa: str, by: Actor) -> None:
    """Let the reader propose poor families that nobody serves."""
    period = filters.newest_period(where) or f"{today():%Y-%m}"
    one, two, three = st.columns(3)
    with one:
        program = one_of("Program yang diusulkan", list(PROGRAMS), words=program_label, key="program_usulan")
    with two:
        served = one_of("Keluarga miskin yang", list(_SERVED), words=_SERVED.__getitem__, key="belum_usulan")
    with three:
        on_date = acting.day("Tanggal usulan", key="tanggal_usulan")
    rows = cache.candidates(where, program, served, period, desa)
    if rows.empty:
        frame.note("Tidak ada keluarga miskin yang bisa diajukan pada pilihan ini.")
        return
    words = rows["is_priority"].astype(object).map({True: "ya", False: "tidak"}).fillna("belum ditetapkan")
    shown = rows.assign(is_priority=words)[list(_CANDIDATES)].rename(columns=_CANDIDATES)
    writers = {"Desil": column(0), "Anggota": column(0)}
    chosen = acting.choose_rows(where, shown, writers, key=f"calon_{program}_{served}_{desa}", height_px=280)
    if st.button(f"Ajukan {number(len(chosen))} keluarga", type="primary", disabled=not chosen, key="ajukan"):
        handles = list(rows["handle"].iloc[chosen])

        def go() -> str:
            made = proposals.propose(
                cache.store_of(where), program=program, period=period, families=handles, by=by, on_date=on_date
            )
            return f"{number(len(made.ids))} keluarga diajukan untuk {program_label(program)}."

        acting.carry_out(go)
