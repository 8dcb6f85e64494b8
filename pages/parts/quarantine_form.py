"""One row that waits: its cells to correct, what became of it, and the ways out."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from data.intake.correct_load import Correction, Outcome
from data.intake.waiting_acts import correct_rows, leave_out_row, put_back_row, take_back_row
from data.papers.make import PURPOSE_LENGTH
from data.roles import Actor
from data.waiting_rows import Cell, note_seen, read_cells
from geo.errors import PetasalurError
from pages.parts import cache, filters, frame
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.wait import waiting

_TOLD, _OPEN = "kabar_karantina", "karantina_terbuka"
_CELL_LENGTH = 300
Place = tuple[int, str, int]
"""Load, sheet, row."""


def show(where: Source, rows: pd.DataFrame, by: Actor) -> None:
    """Let one of ``rows`` (see :func:`data.waiting_rows.read_waiting`) be chosen and corrected."""
    frame.subtitle("Betulkan satu baris")
    names = {place: _name(row, place) for row, place in zip(rows.to_dict("records"), _places(rows), strict=True)}
    at = one_of(
        "Baris yang dibetulkan",
        list(names),
        words=names.__getitem__,
        can_search=True,
        key=f"karantina_baris_{where.version}",
    )
    is_open = filters.answer(_OPEN) == at and by.may_unmask()
    try:
        cells = read_cells(cache.store_of(where), *at, is_masked=not is_open)
    except PetasalurError as error:
        frame.fail(error)
        return
    _form(where, at, cells, by)
    left, right, _ = st.columns([1, 1, 1])
    with left, st.popover("Tidak dimuat", width="stretch"):
        _leave_out(where, at, by)
    if by.may_unmask() and not is_open:
        with right, st.popover("Tampilkan nomor lengkap", width="stretch"):
            _open(where, at, by)


def send_back(where: Source, rows: pd.DataFrame, by: Actor) -> None:
    """Let one of ``rows`` (see :func:`data.waiting_rows.read_done`) wait again."""
    states = dict(zip(_places(rows), rows["state"], strict=True))
    names = {place: f"{file} · {_row_name(place)}" for file, place in zip(rows["file"], _places(rows), strict=True)}
    at = one_of("Baris", list(names), words=names.__getitem__, can_search=True, key=f"keluar_baris_{where.version}")
    is_in = states[at] == "masuk"
    frame.note(
        "Perbaikannya dibatalkan: baris kembali seperti di berkas asal dan menunggu lagi."
        if is_in
        else "Baris menunggu lagi dan bisa dibetulkan."
    )
    reason = st.text_input("Alasan", max_chars=PURPOSE_LENGTH, key=f"keluar_alasan_{where.version}")
    if st.button("Batalkan perbaikan" if is_in else "Menunggu lagi", key="keluar_kembali"):
        act = take_back_row if is_in else put_back_row
        _carry_out(lambda: act(cache.store_of(where), *at, by=by, reason=reason.strip()), f"{names[at]} menunggu lagi.")


def news() -> None:
    """Tell once what became of a row."""
    told = filters.answer(_TOLD)
    if isinstance(told, tuple):
        frame.say(*told)
        filters.forget(_TOLD)


def _places(rows: pd.DataFrame) -> list[Place]:
    return [(int(load), str(sheet), int(row)) for load, sheet, row in rows[["load_id", "sheet", "row"]].to_numpy()]


def _row_name(at: Place) -> str:
    return f"baris {at[2]}" + (f", lembar {at[1]}" if at[1] else "")


def _name(row: dict[str, object], at: Place) -> str:
    return " · ".join(str(part) for part in (f"Baris {at[2]}", row["name"], row["file"], at[1]) if part)


def _form(where: Source, at: Place, cells: list[Cell], by: Actor) -> None:
    """Show the cells at fault with what is wrong beside them, the others below."""
    wrong = [cell for cell in cells if cell.reasons]
    others = [cell for cell in cells if not cell.reasons]
    with st.form(f"karantina_{at}_{where.version}"):
        entered = {}
        for cell in wrong:
            left, right = st.columns([2, 3], vertical_alignment="center")
            with left:
                entered[cell.header] = _input(where, at, cell)
            with right:
                frame.note(*(f"{message} {remedy}" for message, remedy in cell.reasons))
        with st.expander(f"Kolom lain ({len(others)})", expanded=not wrong):
            places = st.columns(3)
            for position, cell in enumerate(others):
                with places[position % 3]:
                    entered[cell.header] = _input(where, at, cell)
        is_sent = st.form_submit_button("Periksa dan masukkan", type="primary")
    if is_sent:
        _correct(where, at, _changed(cells, entered), by)


def _input(where: Source, at: Place, cell: Cell) -> str:
    """Show one cell; of a starred one nothing is given back, and empty means unchanged."""
    name = cell.label if cell.label == cell.header else f"{cell.label} ({cell.header})"
    return st.text_input(
        name,
        value=cell.shown if cell.is_whole else "",
        placeholder=None if cell.is_whole else f"{cell.shown} · kosong: tidak berubah",
        max_chars=max(_CELL_LENGTH, len(cell.shown)),
        key=f"sel_{at}_{cell.header}_{cell.is_whole}_{where.version}",
    )


def _changed(cells: list[Cell], entered: dict[str, str]) -> dict[str, str]:
    """Return header → text of the cells that somebody has written into."""
    texts = {cell.header: (entered[cell.header], cell) for cell in cells}
    return {
        header: text.strip()
        for header, (text, cell) in texts.items()
        if (text != cell.shown if cell.is_whole else bool(text.strip()))
    }


def _correct(where: Source, at: Place, cells: dict[str, str], by: Actor) -> None:
    if not cells:
        frame.say("Belum ada sel yang diubah; betulkan sel yang keliru lebih dulu.", frame.CAUTION)
        return
    try:
        with waiting("Memeriksa baris dan menghitung ulang …"):
            outcome = correct_rows(cache.store_of(where), [Correction(*at, cells)], by=by)
    except PetasalurError as error:
        frame.fail(error)
        return
    filters.remember(_TOLD, _told(outcome, at))
    st.rerun()


def _told(outcome: Outcome, at: Place) -> tuple[str, str]:
    name = _row_name(at).capitalize()
    if outcome.entered:
        more = f" {outcome.freed} baris lain ikut masuk." if outcome.freed else ""
        return f"{name} sudah dimasukkan dan dihitung.{more}", frame.DONE
    if outcome.waiting:
        return f"{name} disimpan, tetapi masih menunggu: lihat yang masih keliru di bawah.", frame.CAUTION
    if outcome.unchanged:
        return f"{name} tidak berubah dan tetap menunggu.", frame.CAUTION
    return f"{name} tidak lagi menunggu; tidak ada yang diubah.", frame.CAUTION


def _leave_out(where: Source, at: Place, by: Actor) -> None:
    frame.note("Baris ini tidak akan dihitung. Tidak dihapus: bisa menunggu lagi kapan saja.")
    reason = st.text_input(
        "Alasan", max_chars=PURPOSE_LENGTH, key=f"keluarkan_{at}", placeholder="misalnya: bukan warga"
    ).strip()
    if st.button("Jangan dimuat", disabled=not reason, key="keluarkan"):
        _carry_out(
            lambda: leave_out_row(cache.store_of(where), *at, by=by, reason=reason),
            f"{_row_name(at).capitalize()} tidak dimuat.",
        )


def _open(where: Source, at: Place, by: Actor) -> None:
    frame.note("Tulis tujuannya; nama petugas dan tujuan dicatat di riwayat.")
    purpose = st.text_input("Untuk apa", max_chars=PURPOSE_LENGTH, key=f"buka_{at}").strip()
    if st.button("Tampilkan", disabled=not purpose, key="buka"):
        try:
            note_seen(cache.store_of(where), *at, by=by, purpose=purpose)
            cache.history.clear()
        except PetasalurError as error:
            frame.fail(error)
            return
        filters.remember(_OPEN, at)
        st.rerun()


def _carry_out(act: Callable[[], object], told: str) -> None:
    try:
        with waiting("Menghitung ulang …"):
            act()
    except PetasalurError as error:
        frame.fail(error)
        return
    filters.remember(_TOLD, (told, frame.DONE))
    st.rerun()
