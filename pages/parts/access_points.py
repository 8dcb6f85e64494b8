"""The office's table of service points."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.roles import Actor
from data.service_points import COLUMNS, KINDS, save_points
from pages.parts import acting, cache, frame
from pages.parts.cache import Source, access
from pages.parts.format import number

_HEIGHT_PX = 340
_LABELS = {key: kind.label for key, kind in KINDS.items()}


def edit(where: Source, by: Actor) -> None:
    """Show the table of points to be changed, and what of it is to be looked at."""
    points = access.points(where)
    frame.note(
        "Ubah, tambah, atau hapus baris, lalu simpan; berkas asalnya tidak berubah. Kapasitas = keluarga per bulan, boleh kosong. "
        "Desa boleh kosong: dicari dari koordinatnya."
    )
    amiss = points[points["flag"] != ""]
    for name, flag in amiss[["name", "flag"]].head(5).itertuples(index=False):
        frame.note(f"Periksa {name}: {flag}.")
    if len(amiss) > 5:  # noqa: PLR2004  as many as are named
        frame.note(f"Masih {number(len(amiss) - 5)} titik lain perlu diperiksa; lihat kolom keterangan.")
    names = dict(access.names(where).drop("", errors="ignore"))
    shown = points.rename(columns={"desa_code": "found_code", "stated_code": "desa_code"})
    shown = shown[["point_key", *COLUMNS, "flag"]].assign(kind=shown["kind"].map(_LABELS))
    edited = st.data_editor(
        shown,
        num_rows="dynamic",
        hide_index=True,
        height=_HEIGHT_PX if len(shown) else "auto",
        placeholder="",
        disabled=["flag"],
        key=f"titik_layanan_{where.version}",
        column_config={
            "point_key": None,
            "kind": st.column_config.SelectboxColumn("jenis", options=list(_LABELS.values()), required=False),
            "name": st.column_config.TextColumn("nama", width="medium"),
            "desa_code": st.column_config.SelectboxColumn(
                "desa", options=list(names), format_func=lambda code: names.get(code, code)
            ),
            "lon": st.column_config.NumberColumn("bujur", format="%.5f"),
            "lat": st.column_config.NumberColumn("lintang", format="%.5f"),
            "capacity": st.column_config.NumberColumn("kapasitas", step=1, min_value=0),
            "note": st.column_config.TextColumn("catatan"),
            "flag": st.column_config.TextColumn("keterangan"),
        },
    )
    acting.say_who_may(by, "atur")
    if st.button("Simpan titik layanan", key="simpan_titik"):
        acting.carry_out(lambda: _saved(where, edited, by))


def _saved(where: Source, edited: pd.DataFrame, by: Actor) -> str:
    count = save_points(cache.store_of(where), edited.drop(columns="flag"), by=by)
    return f"{number(count)} titik layanan disimpan." if count else "Tidak ada titik yang berubah."
