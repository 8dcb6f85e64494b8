"""The pieces of Jalan: the answer, the map, the stops, the files."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import shapely
import streamlit as st

from analytics.delivery.network import answer
from data import roads as kept
from data.facts import describe
from data.roles import Actor
from geo.maps.base import Bounds
from geo.maps.roads import Places
from geo.network.classes import CLASSES
from geo.travel import straight_line_basis
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
    basis = straight_line_basis(float(str(cache.settings(where)["road_factor"])))
    frame.headline(
        f"Belum ada jaringan jalan: jarak dihitung dengan {basis}",
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


def headline(where: Source, stops: pd.DataFrame) -> None:
    """Say whether the network is whole, and what of the stops it does not reach."""
    state = chosen.network_state(where)
    title, detail = answer(state.diagnosis, stops)
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


def map_of(where: Source, stops: pd.DataFrame, by_what: str) -> None:
    """Show the network; a click chooses a stretch."""
    base, drawn = roads.base(where), roads.drawing(where)
    if base is None or drawn is None:
        return
    picture = roads_map.picture(chosen.network_state(where), drawn, by_what, _marks(where), stops)
    show_map(base, picture.layers, key=_MAP, height_px=MAP_HEIGHT_PX, on_click=_clicked)
    st.html(picture.legend)


def _clicked(key: str) -> None:
    told = filters.answer(key)
    edge = clicked_edge(told if isinstance(told, dict) else None)
    if edge is not None:
        filters.remember(chosen.CHOSEN, f"{chosen.EDGE}:{edge}")


def _marks(where: Source) -> roads_map.Marks:
    joins, title = chosen.joins_shown(where)
    ends = chosen.network_state(where).diagnosis.ends
    return roads_map.Marks(
        blocked=roads.closed(where),
        chosen=chosen.edges_chosen(where),
        joins=Places(
            joins["lon"],
            joins["lat"],
            [[f"{number(gap, 1)} m", str(kind)] for gap, kind in zip(joins["distance_m"], joins["kind"], strict=True)],
        ),
        joins_title=title,
        ends=Places(ends["lon"], ends["lat"]),
        near=_near(where, joins),
    )


def _near(where: Source, joins: pd.DataFrame) -> Bounds | None:
    """Return what to bring into view: what was chosen in a table or by name, not what was clicked on the map."""
    join = chosen.number_chosen(chosen.JOIN, len(joins))
    if join is not None:
        return _around(joins["lon"].iloc[join], joins["lat"].iloc[join])
    edges = chosen.edges_chosen(where)
    if not edges or chosen.thing()[0] == chosen.EDGE:
        return None
    shapes = chosen.network_state(where).network.shapes[edges]
    west, south, east, north = (float(value) for value in shapely.total_bounds(shapes).round(5))
    return (south, west), (north, east)


def _around(lon: float, lat: float, half: float = 0.002) -> Bounds:
    return ((round(lat - half, 5), round(lon - half, 5)), (round(lat + half, 5), round(lon + half, 5)))


def stops(table: pd.DataFrame) -> None:
    """List the stops that need a look before anything is planned, with what to do."""
    if table.empty:
        frame.note("Belum ada titik penyaluran: muat daftar keluarga dan daftar penerima di halaman Data.")
        return
    rows = table[table["problem"] != ""]
    if rows.empty:
        frame.note(f"Semua {number(len(table))} titik terjangkau.")
        return
    frame.note(f"{number(len(rows))} dari {number(len(table))} titik perlu dilihat sebelum rute dibuat.")
    shown = pd.DataFrame(
        {
            "Titik": rows["label"],
            "Keluarga": rows["family_count"],
            "Yang ditemukan": rows["problem"],
            "Jarak ke jaringan": rows["distance_m"],
            "Yang dilakukan": rows["remedy"],
        }
    )
    tables.show(shown, {"Keluarga": column(0), "Jarak ke jaringan": column(0, "m")}, height_px=360)


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
    factor = straight_line_basis(float(str(cache.settings(where)["road_factor"])))
    frame.source_line(
        f"Jaringan: {roads.credit(chosen.network_state(where).network.source)} · kecepatan: {speeds}, sumber tiap angka di tab Kecepatan · "
        f"dari jalan ke titik: {factor}"
    )
