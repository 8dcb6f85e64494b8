"""The fifth tab of Monev: meetings, what they agreed, and what the next one takes over."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.monev.actions import carried, standing_in_words
from data.monev import meetings
from data.monev.complaints import STATES
from data.workflow.written import today
from pages.parts import acting, cache, filters, frame, monev_scope, tables
from pages.parts.cache import monev
from pages.parts.choice import one_of
from pages.parts.format import long_date, number
from pages.parts.monev_scope import Scope


def show(scope: Scope) -> None:
    """Show one meeting: what it takes over, what it agreed; let actions be told on."""
    held = monev.meetings_held(scope.seen)
    if held.empty:
        frame.subtitle("Belum ada rapat monev yang dicatat")
        frame.note("Catat rapatnya di bawah, lalu tulis tindak lanjutnya: apa, siapa, sampai kapan.")
    else:
        meeting = _chosen(held)
        left, right = st.columns([3, 2])
        with left:
            _taken_over(scope, meeting)
            _agreed(scope, meeting)
        with right:
            _one(scope)
        _new_action(scope, meeting)
    _new_meeting(scope, is_first=held.empty)


def _chosen(held: pd.DataFrame) -> pd.Series:
    words = {
        int(row["meeting_id"]): f"{long_date(row['on_date'])} · {row['title']}"
        + (f" · {row['place']}" if row["place"] else "")
        + ("" if pd.isna(row["participant_count"]) else f" · {number(row['participant_count'])} peserta")
        for row in held.to_dict("records")
    }
    number_ = int(one_of("Rapat", list(words), words=words.__getitem__, key="monev_rapat"))
    return held.set_index("meeting_id").loc[number_].rename(number_)


def _taken_over(scope: Scope, meeting: pd.Series) -> None:
    actions = monev.actions(scope.seen)
    rows = carried(
        actions, monev.action_steps(scope.seen), before=meeting["on_date"].date(), own=int(str(meeting.name))
    )
    frame.subtitle(f"Dari rapat sebelumnya, masih terbuka waktu rapat ini mulai: {number(len(rows))}")
    if len(rows):
        now = actions.set_index("action_id")
        standing = [standing_in_words(now.loc[key, "state"], now.loc[key, "days_late"]) for key in rows["action_id"]]
        tables.show(
            pd.DataFrame(
                {"Tindak lanjut": rows["said"], "Waktu itu": rows["state"].map(STATES), "Sekarang": standing, "Penanggung jawab": rows["owner"],
                 "Disepakati": rows["agreed_on"].map(monev_scope.day)}
            ), {}, height_px=220,
        )  # fmt: skip


def _agreed(scope: Scope, meeting: pd.Series) -> None:
    rows = monev.actions(scope.seen)
    rows = rows[rows["meeting_id"] == int(str(meeting.name))]
    frame.subtitle(f"Disepakati di rapat ini: {number(len(rows))}, {number(int(rows['is_open'].sum()))} terbuka")
    if len(rows):
        tables.show(_shown(rows), {}, height_px=260)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    pairs = zip(rows["state"], rows["days_late"], strict=True)
    return pd.DataFrame(
        {"Keadaan": [standing_in_words(state, late) for state, late in pairs], "Penanggung jawab": rows["owner"],
         "Batas": rows["due_on"].map(monev_scope.day), "Tindak lanjut": rows["said"], "Catatan": rows["note"]}
    )  # fmt: skip


def _one(scope: Scope) -> None:
    """Let an action be told on, and show how it came to stand as it does."""
    rows = monev.actions(scope.seen)
    if rows.empty:
        return
    words = {
        int(row["action_id"]): f"{standing_in_words(row['state'], row['days_late'])} · {row['said'][:70]}"
        for row in rows.to_dict("records")
    }
    frame.subtitle("Kabar satu tindak lanjut")
    key = int(
        one_of(
            "Tindak lanjut", list(words), words=words.__getitem__, key=f"monev_tindak_{scope.seen.stamp}", is_bare=True
        )
    )
    steps = monev.action_steps(scope.seen)
    own = steps[steps["action_id"] == key]
    frame.note(
        *[
            f"{monev_scope.day(step['on_date'])} · {STATES[step['state']]} · {step['owner']}, batas {monev_scope.day(step['due_on'])}"
            + (f" · {step['note']}" if step["note"] else "") + f" · {step['by_name']}"
            for step in own.to_dict("records")
        ]
    )  # fmt: skip
    if not monev_scope.may_record(scope):
        return
    with st.form(f"tindak_{key}_{scope.seen.stamp}"):
        state = one_of(
            "Keadaan", list(STATES), words=STATES.__getitem__, key=f"tindak_keadaan_{key}_{scope.seen.stamp}", index=1
        )
        text = st.text_input("Catatan", max_chars=300, key=f"tindak_catatan_{key}_{scope.seen.stamp}")
        due = st.date_input(
            "Batas baru (kosong: tetap)", value=None, format=acting.DATE, key=f"tindak_batas_{key}_{scope.seen.stamp}"
        )
        if st.form_submit_button("Simpan kabar", type="primary"):

            def tell() -> str:
                meetings.tell_action(
                    cache.store_of(scope.where), key, state, on_date=today(), by=scope.by, note_text=text, due_on=due
                )
                return f"Tindak lanjut dicatat {STATES[state].lower()}."

            acting.carry_out_noted(tell)


def _new_action(scope: Scope, meeting: pd.Series) -> None:
    with st.expander("Tambah tindak lanjut rapat ini"):
        if not monev_scope.may_record(scope):
            return
        with st.form("tindak_baru", clear_on_submit=True):
            said = st.text_input("Apa yang dikerjakan", max_chars=300, key="tindak_apa")
            one, two = st.columns(2)
            with one:
                owner = st.text_input("Penanggung jawab (jabatan)", max_chars=80, key="tindak_siapa")
            with two:
                due = st.date_input("Batas waktu", value=None, format=acting.DATE, key="tindak_sampai")
            if st.form_submit_button("Simpan tindak lanjut", type="primary"):

                def add() -> str:
                    meetings.add_action(
                        cache.store_of(scope.where), int(str(meeting.name)), said, owner=owner, due_on=due, by=scope.by,
                        on_date=meeting["on_date"].date(),
                    )  # fmt: skip
                    return "Tindak lanjut dicatat terbuka."

                acting.carry_out_noted(add)


def _new_meeting(scope: Scope, *, is_first: bool) -> None:
    with st.expander("Catat rapat", expanded=is_first):
        if not monev_scope.may_record(scope):
            return
        with st.form("rapat_baru", clear_on_submit=True):
            one, two, three, four = st.columns([1, 2, 2, 1])
            with one:
                on_date = acting.day("Tanggal rapat", key="rapat_tanggal")
            with two:
                title = st.text_input("Judul", max_chars=80, key="rapat_judul")
            with three:
                place = st.text_input("Tempat", max_chars=80, key="rapat_tempat")
            with four:
                count = st.number_input(
                    "Peserta", min_value=0, max_value=100_000, value=None, step=1, key="rapat_peserta"
                )
            if st.form_submit_button("Simpan rapat", type="primary"):

                def add() -> str:
                    meetings.add_meeting(
                        cache.store_of(scope.where), title, on_date=monev_scope.whole_day(on_date), place=place,
                        participant_count=None if count is None else int(count), by=scope.by,
                    )  # fmt: skip
                    filters.forget("monev_rapat")
                    return "Rapat dicatat; tulis tindak lanjutnya."

                acting.carry_out_noted(add)
