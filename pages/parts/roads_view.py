"""The pieces of Jalan: the answer, the map, the stops, the files."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from analytics.delivery.network import answer
from data import roads as kept
from data.facts import describe
from data.roles import Actor
from geo.network.classes import CLASSES
from pages.parts import actor, cache, filters, frame, intake_upload, roads_map, tables
from pages.parts import roads_chosen as chosen
from pages.parts.cache import Source, roads
from pages.parts.format import column, local_day, long_date, number
from pages.parts.map_view import clicked_edge, show_map

MAP_HEIGHT_PX = 430
COLOURS = {
    roads_map.PIECE: "Warna: potongan yang tersambung", roads_map.CLASS: "Warna: jenis jalan",
    roads_map.SURFACE: "Warna: permukaan",
}  # fmt: skip
_MAP = "peta_jalan"


def without_network(where: Source) -> None:
    """Say how distances are reckoned meanwhile, and how a network comes in."""
    frame.headline(
        f"Belum ada jaringan jalan: jarak dihitung dengan {roads.basis(where)}",
        "Garis lurus tidak mengenal sungai, gunung, atau jembatan putus. Karena itu setiap jarak di layar dan di lembar "
        "cetak ditandai “garis lurus”.",
    )
    if where.is_demo:
        frame.note(
            "Data contoh ini tanpa jaringan jalan. Pilih “Pakai basis data kantor” di halaman Data untuk memuatnya."
        )
        return
    _ways_in()
    intake_upload.upload_roads(where, actor.box())


def _ways_in() -> None:
    frame.subtitle("Muat jaringan jalan, jalan setapak, atau sungai")
    frame.note(
        "Dari OpenStreetMap: potongan wilayah sebagai .osm.pbf atau .osm.gz.",
        "Dari Dinas PUPR atau Bappeda: GeoJSON, GeoPackage, atau Shapefile dalam satu zip, berupa garis.",
        "Beberapa berkas boleh dipakai bersama, misalnya jalan dan sungai. Berkas besar lebih ringan lewat terminal (--roads).",
    )


def headline(where: Source, table: pd.DataFrame) -> None:
    """Say whether the network is whole, and what of the stops it does not reach."""
    state = chosen.network_state(where)
    title, detail = answer(state.diagnosis, table)
    mending = roads.mending(where)
    joined = ""
    if mending is not None and mending.is_in_force:
        joined = f" · {number(len(mending.joins))} ujung disambung (sampai {number(mending.snap_m)} m)"
    frame.headline(title, f"{detail}{joined}")
    if mending is not None and not mending.is_in_force:
        frame.say(
            f"Sambungan yang diputuskan {long_date(local_day(mending.noted_at))} tidak dipakai: berkas jaringannya sudah "
            "lain. Tinjau lagi pada “Potongan dan sambungan”.",
            frame.CAUTION,
        )


def map_of(where: Source, program: str, season: str, by_what: str) -> None:
    """Show the network; a click chooses a stretch."""
    base = roads.base(where)
    if base is None:
        return
    stops = (program, filters.newest_period(where), season)
    picture = roads.picture(where, by_what, chosen.wish(where), chosen.thing(), stops)
    show_map(base, picture.layers, key=_MAP, height_px=MAP_HEIGHT_PX, on_click=_clicked)
    st.html(picture.legend)


def _clicked(key: str) -> None:
    told = filters.answer(key)
    edge = clicked_edge(told if isinstance(told, dict) else None)
    if edge is not None:
        filters.remember(chosen.CHOSEN, chosen.code(roads_map.BY_EDGE, edge))


def places(table: pd.DataFrame) -> None:
    """List the places that need a look before anything is planned, with what to do."""
    if table.empty:
        frame.note("Belum ada titik penyaluran: muat daftar keluarga dan daftar penerima di halaman Data.")
        return
    rows = table[table["problem"] != ""]
    if rows.empty:
        frame.note(f"Semua {number(len(table))} tempat terjangkau dengan setiap moda yang berangkat dari tempat muat.")
        return
    frame.note(f"{number(len(rows))} dari {number(len(table))} tempat perlu dilihat sebelum rute dibuat.")
    shown = pd.DataFrame(
        {
            "Tempat": rows["label"].where(~rows["is_depot"], rows["label"] + " (tempat muat)"),
            "Keluarga": rows["family_count"].where(~rows["is_depot"]),
            "Keadaan": rows["problem"],
            "Ke jaringan": rows["distance_m"],
            "Yang dilakukan": rows["remedy"],
            "Keterangan": rows["sentence"],
        }
    )
    tables.show(shown, {"Keluarga": column(0), "Ke jaringan": column(0, "m")}, height_px=360)


def files(where: Source, by: Actor) -> None:
    """List the files that form the network, and take another."""
    table = cache.sources(where)
    rows = table[table["kind"] == kept.ROADS]
    shown = pd.DataFrame(
        {
            "Berkas": rows["file_name"],
            "Ruas": rows["row_count"],
            "Dimuat": rows["loaded_at"].map(lambda at: long_date(local_day(at))),
            "Oleh": rows["by_name"],
            "Keadaan": ["dipakai" if pd.isna(at) else "ditarik" for at in rows["withdrawn_at"]],
        }
    )
    tables.show(shown, {"Ruas": column(0)})
    for facts in rows.loc[rows["withdrawn_at"].isna(), "facts"]:
        _of_file(json.loads(facts))
    frame.link("intake", "Tarik atau pakai lagi satu berkas: halaman Data, “Berkas yang dimuat”")
    if where.is_demo:
        frame.note("Data contoh tidak dicampur dengan berkas kantor.")
        return
    _ways_in()
    intake_upload.upload_roads(where, by)


def _of_file(facts: dict[str, Any]) -> None:
    """Say what came of a file, and class by class what is used of it."""
    frame.note(*describe(facts))
    with st.expander(f"Yang terbaca dari {facts['source']}, menurut jenisnya"):
        classes = pd.DataFrame(facts["classes"])
        shown = pd.DataFrame(
            {
                "Di berkas": classes["raw_class"],
                "Dibaca sebagai": classes["road_class"].map(lambda key: CLASSES[key].label if key else ""),
                "Ruas": classes["way_count"],
                "Dipakai": classes["used_count"],
                "Tidak": classes["left_out_count"],
                "Sebab": classes["reason"],
            }
        )
        tables.show(shown, dict.fromkeys(("Ruas", "Dipakai", "Tidak"), column(0)), height_px=320)


def sources(where: Source) -> None:
    """Say where the network and the speeds come from."""
    speeds = "tabel kantor" if roads.has_own_speeds(where) else "tabel awal, sebagian dianggap"
    frame.source_line(
        f"Jaringan: {roads.source_of_network(where)} · kecepatan: {speeds}, sumber tiap angka di tab Kecepatan · "
        f"dari jalan ke titik: {roads.basis(where)}"
    )
