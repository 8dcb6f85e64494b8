"""The fourth tab of Monev: what desa lack and what they have, as a map and a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.monev.needs import NEED, RESOURCE
from analytics.suppression import LIMIT
from data.monev import needs
from data.monev.tables import read_table
from data.takeaway import Taken
from pages.parts import acting, cache, frame, monev_scope, tables, take_away
from pages.parts.cache import Source, monev
from pages.parts.cache.shown import shown
from pages.parts.choice import one_of
from pages.parts.format import column, number
from pages.parts.monev_scope import Scope
from pages.parts.upload import on_disk

_BACK = {label: key for key, label in needs.COLUMNS.items()}


def show(scope: Scope) -> None:
    """Show where what is needed, and what there is to build on."""
    if monev.stated_needs(scope.seen).empty:
        frame.subtitle("Belum ada kebutuhan dan potensi yang dicatat")
        frame.note(
            "Isi tabel di bawah dari survei kebutuhan atau musdes, atau muat berkasnya. Desa yang belum didata tidak tampil sebagai 0."
        )
    else:
        title, detail = shown(_answer, scope.seen)
        frame.subtitle(title)
        frame.note(detail)
        left, right = st.columns([3, 2])
        with left:
            keys = {"need_count": "Peta kebutuhan", "resource_count": "Peta potensi"}
            monev_scope.the_map(
                scope, str(one_of("Peta", list(keys), words=keys.__getitem__, key="monev_peta_kebutuhan", is_bare=True))
            )
        with right:
            _categories(scope)
    _table(scope)


def _answer(seen: Source) -> tuple[str, str]:
    rows = monev.stated_needs(seen)
    wanted = rows[rows["sort"] == NEED]
    urgent = int((wanted["level"] == "tinggi").sum())
    title = (
        f"{number(len(wanted))} kebutuhan di {number(wanted['desa_code'].nunique())} desa, {number(urgent)} di antaranya tinggi · "
        f"{number(int((rows['sort'] == RESOURCE).sum()))} potensi"
    )
    detail = (
        f"Didata: {number(rows['desa_code'].nunique())} dari {number(len(monev.desa(seen)))} desa; yang belum didata bukan 0 · "
        f"catatan terbaru {monev_scope.day(rows['on_date'].max())} · sumber: tabel di bawah, diisi kantor dari survei kebutuhan "
        "dan musdes"
    )
    return title, detail


def _categories(scope: Scope) -> None:
    rows = shown(_categories_table, scope.seen)
    tables.show(rows, {name: column(0) for name in ("Desa", "Baris", "Tinggi")}, height_px=420)


def _categories_table(seen: Source) -> pd.DataFrame:
    rows = monev.need_categories(seen)
    return pd.DataFrame(
        {"Jenis": rows["sort"].map(needs.SORTS), "Kategori": rows["category"], "Desa": rows["desa_count"], "Baris": rows["row_count"],
         "Tinggi": rows["high_count"]}
    )  # fmt: skip


def _cell_choices(seen: Source) -> dict[str, list[str]]:
    """Return what may stand in the cells of some columns: header → values, those of files among them."""
    stated = monev.needs_table(seen)
    known = {
        "sort": needs.SORTS.values(), "desa": [*monev.desa(seen).values(), *stated["Desa"]],
        "category": [*needs.CATEGORIES, *stated["Kategori"]], "level": needs.LEVELS,
    }  # fmt: skip
    return {needs.COLUMNS[key]: sorted(set(values)) for key, values in known.items()}


def _readable(seen: Source) -> pd.DataFrame:
    """Return the table to be read only: days in words."""
    stated, day = monev.needs_table(seen), needs.COLUMNS["on_date"]
    return stated.assign(**{day: stated[day].map(monev_scope.day)})


def _table(scope: Scope) -> None:
    """Let the office change the table, take it along and bring it back."""
    stated = monev.needs_table(scope.seen)
    book, plain = monev.needs_files(scope.seen)
    frame.subtitle("Tabel kebutuhan dan potensi")
    choices = shown(_cell_choices, scope.seen)
    config = {label: st.column_config.SelectboxColumn(options=values) for label, values in choices.items()}
    config["Tanggal"] = st.column_config.DateColumn(format=acting.DATE)
    is_addition = not monev.sees_rows(scope.seen)
    if is_addition:  # a table without its small numbers, kept in the place of the whole one, would lose them
        tables.show(shown(_readable, scope.seen), {needs.COLUMNS["amount"]: column(0)}, height_px=320)
        frame.note(
            f"Jumlah di bawah {LIMIT} ditutup, juga di dalam uraian (•); kosong: ditutup atau tidak ditulis. Baris baru di bawah."
        )
    edited = st.data_editor(
        stated.head(0) if is_addition else stated, num_rows="dynamic", hide_index=True, placeholder="",
        height=120 if is_addition else 320, key=f"monev_kebutuhan_{scope.seen.stamp}", column_config=config,
    )  # fmt: skip
    if not monev_scope.may_record(scope):
        return
    store = cache.store_of(scope.where)

    def keep(table: pd.DataFrame, *, is_addition: bool) -> str:
        came, ended = needs.save_needs(store, table, by=scope.by, is_addition=is_addition)
        return (
            f"{number(came)} baris baru, {number(ended)} baris berakhir."
            if came or ended
            else "Tidak ada yang berubah."
        )

    one, two, three = st.columns(3)
    with one:
        if st.button(
            "Simpan baris" if is_addition else "Simpan tabel",
            type="primary",
            width="stretch",
            key="simpan_kebutuhan_desa",
        ):
            acting.carry_out_noted(lambda: keep(edited.rename(columns=_BACK), is_addition=is_addition))
    with two:
        take_away.button(
            scope.where, "kebutuhan", "Unduh (XLSX)", lambda: Taken(book, len(stated)), "kebutuhan dan potensi.xlsx",
            width="stretch", key="unduh_kebutuhan",
        )  # fmt: skip
    with three:
        take_away.button(
            scope.where, "kebutuhan", "Unduh (CSV)", lambda: Taken(plain, len(stated)), "kebutuhan dan potensi.csv",
            width="stretch", key="unduh_kebutuhan_csv",
        )  # fmt: skip
    upload = st.file_uploader(
        "Tambah dari berkas dengan judul kolom yang sama (CSV, XLSX)",
        type=["csv", "xlsx"],
        key=f"muat_kebutuhan_{scope.seen.stamp}",
    )
    if upload and st.button("Tambahkan baris berkas", key="simpan_kebutuhan_berkas"):

        def load() -> str:
            with on_disk(store, upload) as path:
                return keep(read_table(path, path.name, needs.COLUMNS), is_addition=True)

        acting.carry_out_noted(load)
