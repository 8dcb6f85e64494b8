"""The fifth tab of Monev: meetings, what they agreed, and what the next one takes over."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from analytics.monev.actions import carried, standing_in_words
from data.monev import meetings
from data.monev.complaints import STATES
from data.workflow.written import today
from pages.parts import acting, cache, filters, frame, monev_scope, tables
from pages.parts.cache import Source, monev
from pages.parts.cache.shown import shown
from pages.parts.choice import one_of
from pages.parts.format import MISSING, local_moment, long_date, number
from pages.parts.monev_scope import Scope


def show(scope: Scope) -> None:
    """Show one meeting: what it takes over, what it agreed; let actions be told on."""
    is_first = monev.meetings_held(scope.seen).empty
    if is_first:
        frame.subtitle("Belum ada rapat monev yang dicatat")
        frame.note("Catat rapatnya di bawah, lalu tulis tindak lanjutnya: apa, siapa, sampai kapan.")
    else:
        meeting, on_date = _chosen(scope)
        _tables(scope, meeting, on_date)
        _one(scope)
        _new_action(scope, meeting, on_date)
        _correct(scope, meeting)
    _new_meeting(scope, is_first=is_first)


def _tables(scope: Scope, meeting: int, on_date: dt.date) -> None:
    before = shown(_taken_over, scope.seen, meeting, on_date)
    if len(before):
        frame.subtitle(f"Dari rapat sebelumnya, masih terbuka waktu rapat ini mulai: {number(len(before))}")
        tables.show(before, {}, height_px=220)
    else:
        frame.note("Waktu rapat ini mulai tidak ada tindak lanjut yang terbuka dari rapat sebelumnya.")
    agreed, open_count = shown(_agreed, scope.seen, meeting)
    frame.subtitle(f"Disepakati di rapat ini: {number(len(agreed))}, {number(open_count)} terbuka")
    frame.note("Keadaan hari ini. Sumber: catatan rapat dan kabar tindak lanjut di halaman ini.")
    if len(agreed):
        tables.show(agreed, {}, height_px=260)
    notes = shown(_meeting, scope.seen, meeting)["notes"]
    if notes:
        frame.subtitle("Notulen")
        frame.say(notes)


def _chosen(scope: Scope) -> tuple[int, dt.date]:
    """Let the reader choose a meeting; return its number and day."""
    words = shown(_meeting_words, scope.seen)
    meeting = int(one_of("Rapat", list(words), words=words.__getitem__, key="monev_rapat"))
    return meeting, shown(_day_of, scope.seen, meeting)


def _meeting_words(seen: Source) -> dict[int, str]:
    return {
        int(row["meeting_id"]): f"{long_date(row['on_date'])} · {row['title']}"
        + (f" · {row['place']}" if row["place"] else "")
        + ("" if pd.isna(row["participant_count"]) else f" · {number(row['participant_count'])} peserta")
        for row in monev.meetings_held(seen).to_dict("records")
    }


def _day_of(seen: Source, meeting: int) -> dt.date:
    held = monev.meetings_held(seen)
    day: dt.date = held.loc[held["meeting_id"] == meeting, "on_date"].iloc[0].date()
    return day


def _meeting(seen: Source, meeting: int) -> pd.Series:
    return monev.meetings_held(seen).set_index("meeting_id").loc[meeting]


def _taken_over(seen: Source, meeting: int, on_date: dt.date) -> pd.DataFrame:
    actions = monev.actions(seen)
    rows = carried(actions, monev.action_steps(seen), before=on_date, own=meeting)
    now = actions.set_index("action_id").loc[rows["action_id"]]
    standing = [standing_in_words(*pair) for pair in zip(now["state"], now["days_late"], strict=True)]
    return pd.DataFrame(
        {"Tindak lanjut": rows["said"], "Waktu itu": rows["state"].map(STATES), "Sekarang": standing, "Penanggung jawab": rows["owner"],
         "Disepakati": rows["agreed_on"].map(monev_scope.day)}
    )  # fmt: skip


def _agreed(seen: Source, meeting: int) -> tuple[pd.DataFrame, int]:
    """Return what a meeting agreed as its table shows it, and how much of it is open."""
    rows = monev.actions(seen)
    rows = rows[rows["meeting_id"] == meeting]
    pairs = zip(rows["state"], rows["days_late"], strict=True)
    table = pd.DataFrame(
        {"Keadaan": [standing_in_words(state, late) for state, late in pairs], "Penanggung jawab": rows["owner"],
         "Batas": rows["due_on"].map(monev_scope.day), "Tindak lanjut": rows["said"], "Catatan": rows["note"]}
    )  # fmt: skip
    return table, int(rows["is_open"].sum())


def _one(scope: Scope) -> None:
    """Let an action be told on, and show how it came to stand as it does."""
    words = shown(_action_words, scope.seen)
    if not words:
        return
    frame.subtitle("Kabar satu tindak lanjut")
    key = int(
        one_of(
            "Tindak lanjut", list(words), words=words.__getitem__, key=f"monev_tindak_{scope.seen.stamp}", is_bare=True
        )
    )
    frame.note(*shown(_steps_in_words, scope.seen, key))
    if not monev_scope.may_hold(scope):
        return
    with st.form(f"tindak_{key}_{scope.seen.stamp}"):
        name = f"{key}_{scope.seen.stamp}"
        one, two, three = st.columns([1, 2, 1])
        with one:
            state = one_of("Keadaan", list(STATES), words=STATES.__getitem__, key=f"tindak_keadaan_{name}", index=1)
        with two:
            text = st.text_input("Catatan", max_chars=300, key=f"tindak_catatan_{name}")
        with three:
            due = st.date_input(
                "Batas baru (kosong: tetap)", value=None, format=acting.DATE, key=f"tindak_batas_{name}"
            )
        if st.form_submit_button("Simpan kabar", type="primary"):

            def tell() -> str:
                meetings.tell_action(
                    cache.store_of(scope.where), key, state, on_date=today(), by=scope.by, note_text=text, due_on=due
                )
                return f"Tindak lanjut dicatat {STATES[state].lower()}."

            acting.carry_out_noted(tell)


def _action_words(seen: Source) -> dict[int, str]:
    return {
        int(row["action_id"]): f"{standing_in_words(row['state'], row['days_late'])} · {row['said'][:70]}"
        for row in monev.actions(seen).to_dict("records")
    }


def _steps_in_words(seen: Source, action: int) -> list[str]:
    steps = monev.action_steps(seen)
    return [
        f"{monev_scope.day(step['on_date'])} · {STATES[step['state']]} · {step['owner']}, batas {monev_scope.day(step['due_on'])}"
        + (f" · {step['note']}" if step["note"] else "") + f" · {step['by_name']}"
        for step in steps[steps["action_id"] == action].to_dict("records")
    ]  # fmt: skip


def _new_action(scope: Scope, meeting: int, on_date: dt.date) -> None:
    with st.expander("Tambah tindak lanjut rapat ini"):
        if not monev_scope.may_hold(scope):
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
                        cache.store_of(scope.where), meeting, said, owner=owner, due_on=due, by=scope.by, on_date=on_date,
                    )  # fmt: skip
                    return "Tindak lanjut dicatat terbuka."

                acting.carry_out_noted(add)


def _new_meeting(scope: Scope, *, is_first: bool) -> None:
    with st.expander("Catat rapat", expanded=is_first):
        if not monev_scope.may_hold(scope):
            return
        with st.form("rapat_baru", clear_on_submit=True):
            told = _ask_meeting("rapat", None)
            if st.form_submit_button("Simpan rapat", type="primary"):

                def add() -> str:
                    meetings.add_meeting(cache.store_of(scope.where), **told, by=scope.by)
                    filters.forget("monev_rapat")
                    return "Rapat dicatat; tulis tindak lanjutnya."

                acting.carry_out_noted(add)


def _correct(scope: Scope, number_: int) -> None:
    """Let the meeting be told anew, and show how it stood before."""
    meeting = shown(_meeting, scope.seen, number_)
    with st.expander("Betulkan catatan rapat ini"):
        if not monev_scope.may_record(scope):
            return
        name = f"{number_}_{scope.seen.stamp}"
        with st.form(f"rapat_{name}"):
            told = _ask_meeting(f"rapat_{name}", meeting)
            reason = st.text_input("Alasan membetulkan", max_chars=80, key=f"rapat_alasan_{name}")
            if st.form_submit_button("Simpan pembetulan", type="primary"):

                def correct() -> str:
                    changed = meetings.correct_meeting(
                        cache.store_of(scope.where), number_, **told, reason=reason, by=scope.by
                    )
                    return "Catatan rapat dibetulkan; yang semula tersimpan." if changed else "Tidak ada yang berubah."

                acting.carry_out_noted(correct)
        _versions(scope, number_)


def _versions(scope: Scope, number_: int) -> None:
    rows = monev.meeting_versions(scope.seen)
    rows = rows[rows["meeting_id"] == number_]
    if len(rows):
        cells = {label: rows[key].map(_cell) for key, label in meetings.FIELDS.items()}
        tables.show(
            pd.DataFrame(cells | {"Dicatat oleh": rows["by_name"], "Sampai": rows["ended_at"].map(local_moment)}), {}
        )


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    return MISSING if pd.isna(value) else number(value) if isinstance(value, int | float) else monev_scope.day(value)


def _ask_meeting(key: str, was: pd.Series | None) -> dict:
    """Ask what is kept of a meeting, filled in as it ``was``; return it as :func:`meetings.add_meeting` takes it."""
    one, two, three, four = st.columns([1, 2, 2, 1])
    with one:
        on_date = acting.day("Tanggal rapat", key=f"{key}_tanggal", at=None if was is None else was["on_date"].date())
    with two:
        title = st.text_input("Judul", "" if was is None else was["title"], max_chars=80, key=f"{key}_judul")
    with three:
        place = st.text_input("Tempat", "" if was is None else was["place"], max_chars=80, key=f"{key}_tempat")
    with four:
        known = None if was is None or pd.isna(was["participant_count"]) else int(was["participant_count"])
        count = st.number_input("Peserta", min_value=0, max_value=100_000, value=known, step=1, key=f"{key}_peserta")
    notes = st.text_area(
        "Notulen (tanpa nama dan nomor warga)", "" if was is None else was["notes"], max_chars=meetings.NOTES,
        height=80, key=f"{key}_notulen",
    )  # fmt: skip
    return {
        "title": title, "on_date": monev_scope.whole_day(on_date), "place": place,
        "participant_count": None if count is None else int(count), "notes": notes,
    }  # fmt: skip
