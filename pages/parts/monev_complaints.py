"""The third tab of Monev: complaints with their days, what became of them, and what is next."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics.monev.complaints import MARKS, STATES, standing_in_words
from analytics.suppression import LIMIT
from data.monev import complaints
from data.papers.monev.model import HIDDEN
from data.workflow.written import today
from pages.parts import acting, cache, filters, frame, monev_scope, tables
from pages.parts.cache import Source, monev
from pages.parts.cache.shown import shown
from pages.parts.choice import one_of
from pages.parts.format import MISSING, column, number, percent
from pages.parts.monev_scope import Scope

_CHOSEN = "monev_aduan"
_COUNTED = ["Semua", "Terbuka", "Lewat batas"]
_SOURCE = (
    "Semua pengaduan yang pernah masuk, keadaan hari ini. Sumber: berkas pengaduan dan yang dicatat di halaman ini."
)
Keep = Callable[[str, str], object]
"""What keeps a step: its key, what is said."""


def show(scope: Scope) -> None:
    """Show the register, one complaint with its steps, the counts, the map; let complaints be recorded."""
    _answer(scope)
    if monev.has_complaints(scope.seen):
        if monev.sees_rows(scope.seen):
            left, right = st.columns([3, 2])
            with left:
                _register(scope)
            with right:
                _one(scope, monev.judged(scope.seen))
        low, high = st.columns([2, 3])
        with low:
            _counts(scope)
        with high:
            monev_scope.the_map(scope, "open_per_1000")
    _record(scope)
    _kinds(scope)


def _answer(scope: Scope) -> None:
    title, detail = shown(_told, scope.seen)
    frame.subtitle(title)
    frame.note(detail)


def _told(seen: Source) -> tuple[str, str]:
    if not monev.has_complaints(seen):
        return "Belum ada pengaduan", "Catat di bawah, atau muat register pengaduan (CSV, XLSX) di halaman Data."
    sums = monev.complaint_sums(seen)
    limit = int(float(str(cache.settings(monev.plain(seen))["complaint_days"])))
    open_, every, late = (_count(sums[key]) for key in ("open_count", "complaint_count", "late_count"))
    title = f"{open_} dari {every} pengaduan terbuka, {late} lewat {limit} hari"
    if HIDDEN in {open_, every, late}:  # a heading of dots says nothing
        counts = {"Pengaduan tercatat": every, "terbuka": open_, f"lewat {limit} hari": late}
        title = " · ".join(f"{what}: {'ditutup' if count == HIDDEN else count}" for what, count in counts.items())
    if not monev.sees_rows(seen):
        detail = (
            f"{HIDDEN} hitungan di bawah {LIMIT}, dan yang dapat membukanya, ditutup untuk peran yang hanya melihat angka; "
            f"pengaduan satu per satu tidak ditampilkan. {_SOURCE}"
        )
        return title, detail
    median = MISSING if pd.isna(sums["median_days"]) else f"{number(sums['median_days'], 1)} hari"
    title = f"{title} · median selesai {median}"
    detail = (
        f"Selesai dalam {limit} hari: {number(sums['in_time_count'])} dari {number(sums['judged_count'])} ({percent(sums['in_time_pct'], 0)}); yang masih "
        f"terbuka dan belum lewat batas belum dihitung. Median dari {number(sums['timed_count'])} pengaduan yang hari selesainya tercatat. "
        f"{_SOURCE}"
    )
    return title, detail


def _count(value: object) -> str:
    return HIDDEN if pd.isna(value) else number(float(str(value)))


def _register_table(seen: Source) -> pd.DataFrame:
    judged = monev.judged(seen)
    pairs = zip(judged["state"], judged["days"], strict=True)
    return pd.DataFrame(
        {
            "Keadaan": [standing_in_words(state, days) for state, days in pairs], "Desa": judged["desa_name"],
            "Kategori": judged["kind"], "Tanggal": judged["on_date"].map(monev_scope.day),
            "Tindak lanjut": [
                f"{'▲ ' if late else ''}{owner}, batas {monev_scope.day(due)}" if owner else MISSING
                for owner, due, late in zip(judged["owner"], judged["due_on"], judged["is_task_late"], strict=True)
            ],
        }
    )  # fmt: skip


def _register(scope: Scope) -> None:
    tables.pick_row(
        shown(_register_table, scope.seen), {}, key="tabel_aduan", height_px=330,
        on_pick=lambda place: filters.remember(_CHOSEN, place),
    )  # fmt: skip
    frame.note(
        " · ".join(f"{MARKS[key]} {STATES[key].lower()}" for key in STATES),
        "Klik satu baris untuk membuka pengaduannya.",
    )


def _one(scope: Scope, judged: pd.DataFrame) -> None:
    """Show one complaint: what was said, what became of it, the next step."""
    place = filters.answer(_CHOSEN)
    row = judged.iloc[place if isinstance(place, int) and place < len(judged) else 0]
    key = str(row["complaint_key"])
    frame.subtitle(f"{row['kind']} · {row['desa_name']}")
    frame.note(
        f"{standing_in_words(row['state'], row['days'])} · {monev_scope.day(row['on_date'])} · {complaints.CHANNELS[row['channel']]}"
    )
    frame.say(row["said"] or "Isi pengaduan tidak dicatat.")
    steps = monev.steps(scope.seen, key)
    frame.note(*shown(_steps_in_words, scope.seen, key))
    if monev_scope.may_record(scope):
        _next(scope, key, steps, is_closed=bool(row["is_closed"]))


def _steps_in_words(seen: Source, key: str) -> list[str]:
    return [_step_in_words(step) for step in monev.steps(seen, key).to_dict("records")]


def _step_in_words(step: dict) -> str:
    state = f" ({complaints.STATES[step['state']].lower()})" if step["state"] else ""
    task = f" · {step['owner']}, batas {monev_scope.day(step['due_on'])}" if step["owner"] else ""
    said = f": {step['said']}" if step["said"] else ""
    return (
        f"{monev_scope.day(step['on_date'])} · {complaints.STEPS[step['kind']]}{state}{said}{task} · {step['by_name']}"
    )


def _next(scope: Scope, key: str, steps: pd.DataFrame, *, is_closed: bool) -> None:
    words = _steps_allowed(key, has_task=bool((steps["kind"] == complaints.TASK).any()), is_closed=is_closed)
    name = f"{key}_{scope.seen.stamp}"
    act = one_of("Langkah berikut", list(words), words=words.__getitem__, key=f"aduan_langkah_{name}")
    asks = {complaints.TASK: _ask_task, complaints.NEWS: _ask_news, complaints.CORRECT: _ask_correction}
    ask = asks.get(act, _ask_nothing)
    with st.form(f"aduan_{act}_{name}"):
        label = "Alasan membetulkan" if act == complaints.CORRECT else "Keterangan"
        said = st.text_area(label, max_chars=500, height=80, key=f"aduan_isi_{act}_{name}")
        keep = ask(scope, key, steps, name)
        if st.form_submit_button("Simpan langkah", type="primary"):

            def go() -> str:
                keep(act, said)
                return f"{complaints.STEPS[act]}: dicatat."

            acting.carry_out_noted(go)


def _steps_allowed(key: str, *, has_task: bool, is_closed: bool) -> dict[str, str]:
    """Return what may be done about a complaint: key of a step → its words."""
    words = {complaints.ANSWER: "Jawab", complaints.TASK: "Tugaskan tindak lanjut"}
    if has_task:
        words[complaints.NEWS] = "Kabar tindak lanjut"
    words[complaints.CLOSE] = "Tutup"
    if is_closed:
        words = {complaints.REOPEN: "Buka lagi"}
    own = {complaints.CORRECT: "Betulkan catatan", complaints.TAKE_BACK: "Tarik (salah catat)"}
    return words | (own if key.startswith("m") else {})


def _ask_task(scope: Scope, key: str, _steps: pd.DataFrame, name: str) -> Keep:
    owner = st.text_input("Penanggung jawab (jabatan)", max_chars=80, key=f"aduan_oleh_{name}")
    due = st.date_input("Batas waktu", value=None, format=acting.DATE, key=f"aduan_batas_{name}")
    store = cache.store_of(scope.where)
    return lambda _act, said: complaints.give_task(
        store, key, said, owner=owner, due_on=due, on_date=today(), by=scope.by
    )


def _ask_news(scope: Scope, key: str, steps: pd.DataFrame, name: str) -> Keep:
    tasks = steps[steps["kind"] == complaints.TASK]
    labels = {int(one["step_id"]): f"{one['said'][:60]} · {one['owner']}" for one in tasks.to_dict("records")}
    task = int(one_of("Tindak lanjut", list(labels), words=labels.__getitem__, key=f"aduan_tugas_{name}"))
    state = one_of("Keadaan", list(complaints.STATES), words=complaints.STATES.__getitem__, key=f"aduan_keadaan_{name}")
    store = cache.store_of(scope.where)
    return lambda _act, said: complaints.tell_task(store, key, task, state, said=said, on_date=today(), by=scope.by)


def _ask_correction(scope: Scope, key: str, _steps: pd.DataFrame, name: str) -> Keep:
    rows = monev.judged(scope.seen)
    was = rows[rows["complaint_key"] == key].iloc[0]
    told = _ask_complaint(scope, f"aduan_betul_{name}", was)
    store = cache.store_of(scope.where)
    return lambda _act, reason: complaints.correct(store, key, **told, reason=reason, by=scope.by)


def _ask_nothing(scope: Scope, key: str, _steps: pd.DataFrame, _name: str) -> Keep:
    store, by = cache.store_of(scope.where), scope.by
    ways: dict[str, Callable[[str], object]] = {
        complaints.ANSWER: lambda said: complaints.answer(store, key, said, on_date=today(), by=by),
        complaints.CLOSE: lambda said: complaints.close(store, key, said=said, on_date=today(), by=by),
        complaints.REOPEN: lambda said: complaints.reopen(store, key, reason=said, on_date=today(), by=by),
        complaints.TAKE_BACK: lambda said: complaints.take_back(store, key, reason=said, on_date=today(), by=by),
    }
    return lambda act, said: ways[act](said)


def _counts(scope: Scope) -> None:
    views = {"kind": "Per kategori", "desa_code": "Per desa", "when": "Per bulan masuk"}
    by = str(one_of("Dirinci", list(views), words=views.__getitem__, key="monev_aduan_rinci"))
    writers = {"Median hari": column(1)}
    if monev.sees_rows(scope.seen):
        writers |= dict.fromkeys(_COUNTED, column(0))
    tables.show(
        shown(_counts_table, scope.seen, by, views[by].removeprefix("Per ").capitalize()), writers, height_px=320
    )


def _counts_table(seen: Source, by: str, label: str) -> pd.DataFrame:
    rows = monev.complaint_counts(seen, by)
    table = pd.DataFrame(
        {label: rows["desa_name" if by == "desa_code" else by], "Semua": rows["complaint_count"], "Terbuka": rows["open_count"],
         "Lewat batas": rows["late_count"], "Median hari": rows["median_days"]}
    )  # fmt: skip
    if not monev.sees_rows(seen):
        table[_COUNTED] = table[_COUNTED].astype(object).map(_count)
    return table


def _record(scope: Scope) -> None:
    with st.expander("Catat pengaduan baru"):
        if not monev_scope.may_record(scope):
            return
        frame.note(
            "Nama dan nomor telepon pelapor tidak ditanya dan jangan ditulis. Isi pengaduan hanya tampil di halaman ini."
        )
        with st.form("aduan_baru", clear_on_submit=True):
            told = _ask_complaint(scope, "aduan", None)
            if st.form_submit_button("Catat pengaduan", type="primary"):

                def keep() -> str:
                    complaints.add_complaint(cache.store_of(scope.where), **told, by=scope.by)
                    return f"Pengaduan dari {scope.desa[told['desa_code']]} dicatat."

                acting.carry_out_noted(keep)


def _kind_words(seen: Source) -> dict[str, str]:
    return dict(zip(monev.kinds(seen)["kind_key"], monev.kinds(seen)["label"], strict=True))


def _kinds_table(seen: Source) -> pd.DataFrame:
    return monev.kinds(seen)[list(complaints.KINDS)].rename(columns=complaints.KINDS)


def _ask_complaint(scope: Scope, key: str, was: pd.Series | None) -> dict:
    """Ask what is kept of a complaint, filled in as it ``was``; return it as :func:`complaints.add_complaint` takes it."""
    kinds = shown(_kind_words, scope.seen)
    channels = [channel for channel in complaints.CHANNELS if channel != complaints.OF_FILES]
    one, two, three, four = st.columns(4)
    with one:
        on_date = acting.day("Tanggal", key=f"{key}_tanggal", at=None if was is None else was["on_date"].date())
    with two:
        desa = monev_scope.desa_of(scope, key=f"{key}_desa", at="" if was is None else was["desa_code"])
    with three:
        at = 0 if was is None else list(kinds).index(was["kind_key"])
        kind = str(one_of("Kategori", list(kinds), words=kinds.__getitem__, key=f"{key}_kategori", index=at))
    with four:
        at = 0 if was is None else channels.index(was["channel"])
        channel = str(
            one_of("Saluran", channels, words=complaints.CHANNELS.__getitem__, key=f"{key}_saluran", index=at)
        )
    said = st.text_area("Isi pengaduan", "" if was is None else was["said"], max_chars=500, height=90, key=f"{key}_isi")
    return {
        "said": said, "kind_key": kind, "desa_code": desa, "channel": channel,
        "on_date": monev_scope.whole_day(on_date),
    }  # fmt: skip


def _kinds(scope: Scope) -> None:
    with st.expander("Kategori pengaduan"):
        frame.note(
            "Kata kunci (dipisah titik koma) menentukan kategori pengaduan dari berkas. Lima yang pertama dari pedoman BALAKAS."
        )
        edited = st.data_editor(
            shown(_kinds_table, scope.seen), num_rows="dynamic", hide_index=True, placeholder="",
            key=f"aduan_kategori_{scope.seen.stamp}",
        )  # fmt: skip
        if st.button("Simpan kategori", key="simpan_kategori"):

            def keep() -> str:
                back = {label: name for name, label in complaints.KINDS.items()}
                changed = complaints.save_kinds(cache.store_of(scope.where), edited.rename(columns=back), by=scope.by)
                return "Kategori disimpan." if changed else "Tidak ada yang berubah."

            acting.carry_out_noted(keep)
