"""The tables behind a plan: vehicles, places where they load, ways into desa. All faults of a table are told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from analytics.delivery import access, depots, vehicles
from analytics.delivery.table import Column
from data.plans import save_access, save_depots, save_vehicles
from geo.errors import PetasalurError
from geo.network.modes import MODES
from pages.parts import actor, cache, filters, frame
from pages.parts.cache import Source, plans
from pages.parts.choice import one_of
from pages.parts.routes_state import Shown

_SAVED, _NEWS = "tabel_rute_disimpan", "kabar_tabel_rute"
_TABLE_PX = 320


@dataclass(frozen=True)
class Table:
    """One table that the office edits."""

    key: str
    title: str
    note: str
    button: str
    columns: Mapping[str, Column]
    check: Callable[[pd.DataFrame], pd.DataFrame]
    save: Callable[..., None]
    read: Callable[[Source], pd.DataFrame]
    hidden: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()


VEHICLES = Table(
    "kendaraan",
    "Kendaraan dan jam kerja",
    "Ubah angkanya, tambah atau hapus baris, simpan, lalu hitung ulang rute. Biaya boleh kosong.",
    "Simpan kendaraan",
    vehicles.COLUMNS,
    vehicles.check_vehicles,
    save_vehicles,
    plans.fleet,
    hidden=("vehicle_key",),
)
DEPOTS = Table(
    "gudang",
    "Gudang, kantor pos, dan titik alih",
    "Tempat kendaraan memuat. Jenis “alih”: barang dipindahkan di sini ke kendaraan lain, misalnya dari mobil ke perahu.",
    "Simpan tempat",
    depots.COLUMNS,
    depots.check_depots,
    save_depots,
    plans.depots,
    hidden=("depot_key", "is_stand_in"),
)
ACCESS = Table(
    "akses",
    "Jalan masuk desa",
    "Moda yang bisa masuk, jam desa menerima, desa yang didahulukan. Kosong: menurut jaringan jalan, sepanjang hari.",
    "Simpan jalan masuk",
    access.COLUMNS,
    access.check_access,
    save_access,
    plans.access,
    hidden=("desa_code",),
    fixed=("desa_name",),
)


def show(where: Source, shown: Shown | None, *, is_open: bool) -> None:
    """Show the three tables, each to be opened; the first one at once where there is no plan yet."""
    _editor(where, VEHICLES, is_open=is_open)
    _editor(where, DEPOTS, below=lambda: _add_depot(where, shown))
    _editor(where, ACCESS)


def _editor(where: Source, table: Table, *, is_open: bool = False, below: Callable[[], None] | None = None) -> None:
    news = filters.answer(_NEWS)
    with st.expander(table.title, expanded=is_open or news == table.key):
        frame.note(table.note)
        rows = table.read(where)
        turn = filters.counted(_SAVED)
        edited = st.data_editor(
            _for_screen(rows),
            num_rows="fixed" if table.fixed else "dynamic",
            hide_index=True,
            column_config={name: _config(name, table) for name in rows},
            disabled=list(table.fixed),
            placeholder="",
            height=_TABLE_PX if table.fixed else "auto",
            key=f"tabel_{table.key}_{turn}",  # a table that was saved begins anew: its edits are in the rows now
        )
        if st.button(table.button, key=f"simpan_{table.key}"):
            _save(where, table, _from_screen(edited))
        elif news == table.key:
            frame.say(f"{table.title}: disimpan. Buat atau hitung ulang rutenya.", frame.DONE)
            filters.forget(_NEWS)
        if below:
            below()


def _config(name: str, table: Table) -> Any:
    """Return how a column of the table is edited."""
    if name in table.hidden:
        return None
    if name not in table.columns:
        return st.column_config.Column("desa" if name == "desa_name" else name, pinned=name in table.fixed)
    column = table.columns[name]
    label = column.label.replace("_", " ")
    if name == "modes":
        return st.column_config.MultiselectColumn(
            label, help=column.note, options=list(MODES), format_func=lambda key: MODES[key].label, width="medium"
        )
    if column.kind == "choice":
        return st.column_config.SelectboxColumn(label, help=column.note, options=list(column.choices))
    if column.kind == "flag":
        return st.column_config.CheckboxColumn(label, help=column.note)
    return st.column_config.Column(label, help=column.note)


def _for_screen(rows: pd.DataFrame) -> pd.DataFrame:
    if "modes" not in rows:
        return rows
    return rows.assign(modes=[[mode for mode in str(text).split(";") if mode] for text in rows["modes"]])


def _from_screen(edited: pd.DataFrame) -> pd.DataFrame:
    """Return what was edited as the check takes it: modes joined, nothing for desa of which nothing was said."""
    if "modes" not in edited:
        return edited
    joined = [";".join(modes) if isinstance(modes, list) else str(modes or "") for modes in edited["modes"]]
    flags = edited["is_priority_desa"].eq(True)
    rows = edited.assign(modes=joined, is_priority_desa=flags.map({True: "ya", False: "tidak"}))
    texts = rows[["modes", "window_start", "window_end", "note"]].fillna("").astype(str).ne("").any(axis=1)
    return rows[texts | flags].drop(columns="desa_name")


def _save(where: Source, table: Table, edited: pd.DataFrame) -> None:
    try:
        table.save(cache.store_of(where), table.check(edited), by=actor.present())
    except PetasalurError as error:
        frame.fail(error)
        return
    plans.forget_tables()
    filters.remember(_SAVED, filters.counted(_SAVED) + 1)
    filters.remember(_NEWS, table.key)
    st.rerun()


def _add_depot(where: Source, shown: Shown | None) -> None:
    """Let the reader put a place where a desa or a stop is."""
    known = plans.spots(where)
    if shown is not None:
        known = pd.concat([shown.frames.stops[["label", "lon", "lat"]], known], ignore_index=True)
    if known.empty:
        return
    frame.note("Belum tahu koordinatnya? Pilih titik atau desa; koordinatnya diisi dari sana.")
    with st.form("tambah_tempat", clear_on_submit=True, border=False):
        name_place, kind_place, spot_place, button_place = st.columns([2, 1.2, 2, 1], vertical_alignment="bottom")
        with name_place:
            name = st.text_input("Nama tempat", max_chars=60)
        with kind_place:
            kind = one_of("Jenis", list(depots.DEPOT_KINDS), key="jenis_tempat")
        with spot_place:
            spot = one_of(
                "Letak", list(known.index), words=known["label"].__getitem__, key="letak_tempat", can_search=True
            )
        with button_place:
            is_asked = st.form_submit_button("Tambah tempat", width="stretch")
    if is_asked:
        row = {"name": name.strip(), "kind": kind, "lon": known["lon"][spot], "lat": known["lat"][spot]}
        _save(where, DEPOTS, pd.concat([plans.depots(where), pd.DataFrame([row])], ignore_index=True))
