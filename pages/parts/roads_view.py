"""The pieces of Jalan."""

from __future__ import annotations

import json

import pandas as pd
import shapely
import streamlit as st

from analytics.delivery.network import NetworkState, Proposal, answer
from data import roads as kept
from data.facts import describe
from data.roads.blocks import EXTENTS, NAME, STRETCH, WAY
from data.roles import ACTS, ROLES, Actor
from data.rules import save_settings
from data.settings import SEASONS, SETTINGS
from geo.maps.base import Bounds
from geo.maps.roads import Places
from geo.network.classes import CLASSES, SURFACES
from geo.network.modes import MODES
from geo.travel import straight_line_basis
from pages.parts import acting, cache, filters, frame, intake_upload, roads_map, tables
from pages.parts.cache import Source, roads
from pages.parts.choice import one_of
from pages.parts.format import column, kilometres, local_day, long_date, number, percent
from pages.parts.map_view import clicked_edge, show_map
from pages.parts.wait import waiting

MAP_HEIGHT_PX = 430
COLOURS = {
    roads_map.PIECE: "Warna: potongan yang tersambung", roads_map.CLASS: "Warna: jenis jalan",
    roads_map.SURFACE: "Warna: permukaan",
}  # fmt: skip
_CHOSEN, _SNAP, _MAP = "jalan_terpilih", "jarak_sambung", "peta_jalan"
_PIECE, _JOIN, _EDGE, _NAME = "p", "s", "r", "n"
"""Of what kind the thing is that the reader has chosen: a piece, a join, an edge, all ways of a name."""
_SHOWN_ROWS = 500


# --- without a network --------------------------------------------------------------------------------------------


def without_network(where: Source) -> None:
    """Say how distances are reckoned meanwhile, and how a network comes in."""
    basis = straight_line_basis(float(str(cache.settings(where)["road_factor"])))
    frame.headline(
        f"Belum ada jaringan jalan: jarak dihitung dengan {basis}",
        "Garis lurus tidak mengenal sungai, gunung, atau jembatan putus. Karena itu setiap jarak di layar dan di lembar "
        "cetak ditandai “garis lurus”.",
    )
    if where.is_demo:
        frame.note("Data contoh ini tanpa jaringan jalan. Pilih “Pakai basis data kantor” di halaman Data untuk memuatnya.")
        return
    _ways_in()
    intake_upload.upload_roads(where, _actor())


def _ways_in() -> None:
    frame.subtitle("Muat jaringan jalan, jalan setapak, atau sungai")
    frame.note(
        "Dari OpenStreetMap: potongan wilayah sebagai .osm.pbf atau .osm.gz.",
        "Dari Dinas PUPR atau Bappeda: GeoJSON, GeoPackage, atau Shapefile dalam satu zip, berupa garis.",
        "Beberapa berkas boleh dipakai bersama, misalnya jalan dan sungai. Berkas besar: `python -m data load --roads`.",
    )


# --- the answer and the map ---------------------------------------------------------------------------------------


def headline(where: Source, stops: pd.DataFrame) -> None:
    """Say whether the network is whole, and what of the stops it does not reach."""
    state = _state(where)
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


def _state(where: Source) -> NetworkState:
    state = roads.state(where)
    if state is None:  # the page has looked before
        raise LookupError("no network")
    return state


def map_of(where: Source, stops: pd.DataFrame, by_what: str) -> None:
    """Show the network; a click chooses a stretch."""
    base, drawn = roads.base(where), roads.drawing(where)
    if base is None or drawn is None:
        return
    picture = roads_map.picture(_state(where), drawn, by_what, _marks(where), stops)
    show_map(base, picture.layers, key=_MAP, height_px=MAP_HEIGHT_PX, on_click=_clicked)
    st.html(picture.legend)


def _clicked(key: str) -> None:
    told = filters.answer(key)
    edge = clicked_edge(told if isinstance(told, dict) else None)
    if edge is not None:
        filters.remember(_CHOSEN, f"{_EDGE}:{edge}")


def _chosen() -> tuple[str, str]:
    """Return the kind and the key of what is chosen, two empty texts where nothing is."""
    kind, _, key = str(filters.answer(_CHOSEN) or "").partition(":")
    return kind, key


def _chosen_number(kind: str, count: int) -> int | None:
    """Return the position chosen of a kind, ``None`` where none is or it is no more."""
    found, key = _chosen()
    return int(key) if found == kind and key.isdecimal() and int(key) < count else None


def _marks(where: Source) -> roads_map.Marks:
    state = _state(where)
    joins, title = _shown_joins(where)
    chosen = _chosen_edges(where)
    join = _chosen_number(_JOIN, len(joins))
    near: Bounds | None = None
    if join is not None:
        near = _around(joins["lon"].iloc[join], joins["lat"].iloc[join])
    elif len(chosen) and _chosen()[0] in {_PIECE, _NAME}:
        west, south, east, north = (float(value) for value in shapely.total_bounds(state.network.shapes[chosen]).round(5))
        near = ((south, west), (north, east))
    ends = state.diagnosis.ends
    return roads_map.Marks(
        blocked=roads.closed(where),
        chosen=chosen,
        joins=Places(joins["lon"], joins["lat"], [[f"{number(gap, 1)} m"] for gap in joins["distance_m"]]),
        joins_title=title,
        ends=Places(ends["lon"], ends["lat"]),
        near=near,
    )


def _around(lon: float, lat: float, half: float = 0.002) -> Bounds:
    return ((round(lat - half, 5), round(lon - half, 5)), (round(lat + half, 5), round(lon + half, 5)))


def _chosen_edges(where: Source) -> list[int]:
    """Return the edges of what is chosen."""
    state = _state(where)
    kind, key = _chosen()
    if kind == _NAME:
        return [int(edge) for edge in state.network.edges.index[state.network.edges["name"] == key]]
    piece = _chosen_number(_PIECE, len(state.diagnosis.pieces))
    if piece is not None:
        return list(roads.edges_in(where, piece))
    edge = _chosen_number(_EDGE, len(state.network.edges))
    return [] if edge is None else [edge]


# --- pieces and joins ---------------------------------------------------------------------------------------------


def pieces_and_joins(where: Source, by: Actor) -> None:
    """List the pieces, and let loose ends be joined: seen before saved, and undone."""
    left, right = st.columns([2, 3])
    with left:
        _pieces(where)
    with right:
        _mending(where, by)


def _pieces(where: Source) -> None:
    state = _state(where)
    pieces = state.diagnosis.pieces
    frame.subtitle(f"{number(len(pieces))} potongan" if len(pieces) > 1 else "Satu potongan: semuanya tersambung")
    shown = pd.DataFrame(
        {
            "Potongan": range(1, len(pieces) + 1),
            "Panjang": pieces["length_m"],
            "Bagian": pieces["share_pct"],
            "Ruas": pieces["edge_count"],
        }
    ).head(_SHOWN_ROWS)
    tables.choose_row(
        shown,
        pd.Series([f"{_PIECE}:{rank}" for rank in range(len(shown))]),
        {"Potongan": column(0), "Panjang": kilometres, "Bagian": percent, "Ruas": column(0)},
        key=f"tabel_potongan_{where.version}",
        height_px=300,
        chosen=":".join(_chosen()),
        remember=_CHOSEN,
    )
    if len(pieces) > _SHOWN_ROWS:
        frame.note(f"{number(_SHOWN_ROWS)} potongan terpanjang tampil.")


def _snap_m(where: Source) -> float:
    mending = roads.mending(where)
    start = mending.snap_m if mending is not None else float(str(cache.settings(where)["snap_m"]))
    entered = filters.answer(_SNAP)
    return float(entered) if isinstance(entered, (int, float)) else start


def _is_saved(where: Source, snap_m: float) -> bool:
    mending = roads.mending(where)
    return mending is not None and mending.is_in_force and mending.snap_m == snap_m


def _shown_joins(where: Source) -> tuple[pd.DataFrame, str]:
    """Return the joins on the map, ``lon, lat, distance_m``, and what they are: kept ones or proposed ones."""
    snap_m = _snap_m(where)
    mending = roads.mending(where)
    if mending is not None and _is_saved(where, snap_m):
        return mending.joins, "sambungan"
    proposal = roads.proposal(where, snap_m)
    return (pd.DataFrame(columns=["lon", "lat", "distance_m"]) if proposal is None else proposal.joins), "usulan sambungan"


def _mending(where: Source, by: Actor) -> None:
    frame.subtitle("Sambung ujung yang berdekatan")
    entry = SETTINGS["snap_m"]
    snap_m = st.number_input(
        "Jarak sambung (m)",
        min_value=float(entry.minimum or 0),
        max_value=float(entry.maximum or 0),
        value=_snap_m(where),
        format="%g",
        key=_SNAP,
        help="Ujung jalan yang terpisah sejauh ini atau kurang dianggap sebenarnya bersambung.",
    )
    is_saved = _is_saved(where, snap_m)
    proposal = roads.proposal(where, snap_m)
    if proposal is not None:
        frame.note(*_told(where, proposal, is_saved=is_saved))
    joins, _ = _shown_joins(where)
    if len(joins):
        _joins(where, joins)
    _save_or_undo(where, by, snap_m, len(joins), is_saved=is_saved)


def _told(where: Source, proposal: Proposal, *, is_saved: bool) -> list[str]:
    if proposal.joins.empty:
        return ["Tidak ada ujung yang sedekat itu; tidak ada yang berubah."]
    effect = (
        f"{number(len(proposal.joins))} sambungan, terjauh {number(proposal.joins['distance_m'].max(), 1)} m: potongan "
        f"{number(proposal.piece_count_before)} → {number(proposal.piece_count)}, yang terbesar "
        f"{percent(proposal.largest_pct_before)} → {percent(proposal.largest_pct)} panjangnya."
    )
    if not is_saved:
        return [f"Usulan, belum dipakai: {effect}", "Lihat lingkarannya di peta: apakah jalannya memang bersambung?"]
    mending = roads.mending(where)
    who = f"Diputuskan {mending.by_name}, {long_date(local_day(mending.noted_at))}." if mending else ""
    return [f"Dipakai: {effect}", who]


def _joins(where: Source, joins: pd.DataFrame) -> None:
    shown = pd.DataFrame(
        {"Sambungan": range(1, len(joins) + 1), "Jarak": joins["distance_m"], "Lintang": joins["lat"], "Bujur": joins["lon"]}
    ).head(_SHOWN_ROWS)
    tables.choose_row(
        shown,
        pd.Series([f"{_JOIN}:{place}" for place in range(len(shown))]),
        {"Sambungan": column(0), "Jarak": column(1, "m"), "Lintang": column(5), "Bujur": column(5)},
        key=f"tabel_sambungan_{where.version}",
        height_px=220,
        chosen=":".join(_chosen()),
        remember=_CHOSEN,
    )


def _save_or_undo(where: Source, by: Actor, snap_m: float, count: int, *, is_saved: bool) -> None:
    store = cache.store_of(where)
    reason = st.text_input("Alasan atau catatan", max_chars=200, key=f"alasan_sambungan_{where.version}")
    _may(by, "atur")
    save, undo = st.columns(2)
    with save:
        if st.button("Simpan sambungan", type="primary", disabled=is_saved or not count, width="stretch"):
            acting.carry_out(
                lambda: f"{number(kept.save_mending(store, snap_m, by=by, reason=reason))} ujung jalan disambung."
            )
    with undo:
        if st.button("Batalkan sambungan", disabled=roads.mending(where) is None, width="stretch"):

            def open_again() -> str:
                kept.undo_mending(store, by=by, reason=reason)
                return "Sambungan dibatalkan; jaringan kembali seperti di berkasnya."

            acting.carry_out(open_again)


def _may(by: Actor, act: str) -> None:
    """Say whose work it is where the present role may not do it."""
    if not by.may(act):
        may = ", ".join(role.label for role in ROLES.values() if act in role.may_decide)
        frame.note(f"Yang berwenang {ACTS[act]}: {may}. Pilih peran pada “Petugas” di atas.")


# --- closed stretches ---------------------------------------------------------------------------------------------


def chosen_stretch(where: Source, by: Actor) -> None:
    """Say which stretch was clicked, and let it be closed."""
    edges = _chosen_edges(where)
    kind, _ = _chosen()
    if kind not in {_EDGE, _NAME} or not edges:
        frame.note("Klik satu ruas di peta untuk melihat atau menutupnya.")
        return
    network = _state(where).network
    row = network.edges.iloc[edges[0]]
    words = [CLASSES[row["road_class"]].label, SURFACES[row["surface"]].label, kilometres(network.edges.loc[edges, "length_m"].sum())]
    if row["condition"]:
        words.append(str(row["condition"]))
    left, right = st.columns([4, 1], vertical_alignment="center")
    with left:
        frame.say(f"{row['name'] or 'Ruas tanpa nama'}: {' · '.join(words)}")
    with right, st.popover("Tutup ruas ini", width="stretch"):
        _close(where, by, edges[0], kind, has_name=bool(row["name"]))


def _close(where: Source, by: Actor, edge: int, kind: str, *, has_name: bool) -> None:
    """Ask from when to when, and why."""
    options = [NAME] if kind == _NAME else [STRETCH, WAY, *([NAME] if has_name else [])]
    turn = filters.counted("tutup")
    extent = one_of("Yang ditutup", options, words=EXTENTS.__getitem__, key=f"luas_tutup_{kind}_{turn}")
    first_day = st.date_input("Sejak", value="today", format=acting.DATE, key=f"tutup_sejak_{turn}")
    last_day = st.date_input("Sampai (kosong: sampai dibuka)", value=None, format=acting.DATE, key=f"tutup_sampai_{turn}")
    reason = st.text_input("Alasan", placeholder="misalnya: jembatan putus", max_chars=200, key=f"alasan_tutup_{turn}")
    _may(by, "atur")
    if st.button("Tutup", type="primary", key=f"tutup_{turn}"):

        def keep() -> str:
            kept.block(
                cache.store_of(where), edge, extent=extent, first_day=first_day, last_day=last_day, reason=reason, by=by
            )
            filters.remember("tutup", turn + 1)
            return "Ruas ditutup; rencana yang dihitung sesudah ini tidak melewatinya."

        acting.carry_out(keep)


def closed(where: Source, by: Actor) -> None:
    """Find a way by its name; list what is closed, and open it again."""
    names = roads.names(where)
    if names:
        kind, key = _chosen()
        index = names.index(key) + 1 if kind == _NAME and key in names else 0
        name = one_of(
            "Cari ruas menurut nama", ["", *names], words=lambda text: text or "Pilih nama", index=index,
            key=f"nama_ruas_{where.version}", can_search=True, on_change=lambda: _name_chosen(f"nama_ruas_{where.version}"),
        )  # fmt: skip
        if name:
            frame.note("Ruas ini ditandai di peta; tutup dengan tombol di bawah peta.")
    blocks = roads.blocks(where)
    if blocks.empty:
        frame.note("Tidak ada ruas yang ditutup.")
        return
    found = roads.edges_of_blocks(where)
    lost = [block_id for block_id in blocks["block_id"] if not found.get(int(block_id))]
    if lost:
        frame.say(
            f"{number(len(lost))} ruas tertutup tidak ditemukan lagi di jaringan yang dipakai: tutup lagi ruasnya, lalu buka "
            "catatan lamanya.",
            frame.CAUTION,
        )
    today = roads.closed(where)
    shown = pd.DataFrame(
        {
            "Ruas": blocks["name"].replace("", "Ruas tanpa nama"),
            "Yang ditutup": blocks["extent"].map(EXTENTS),
            "Sejak": pd.to_datetime(blocks["first_day"]).map(long_date),
            "Sampai": pd.to_datetime(blocks["last_day"]).map(long_date, na_action="ignore").astype(object).fillna("sampai dibuka"),
            "Hari ini": [
                "tidak ditemukan" if block_id in lost else "tertutup" if found[int(block_id)] <= today else "tidak berlaku"
                for block_id in blocks["block_id"]
            ],
            "Alasan": blocks["reason"],
            "Dicatat oleh": blocks["by_name"],
        }
    )
    chosen = acting.choose_rows(where, shown, {}, key="ruas_tertutup", height_px=260)
    reason = st.text_input("Keterangan", max_chars=200, key=f"alasan_buka_{where.version}")
    if st.button("Buka lagi", disabled=not chosen, key="buka_ruas"):
        ids = [int(number) for number in blocks["block_id"].iloc[chosen]]
        acting.carry_out(lambda: f"{number(kept.unblock(cache.store_of(where), ids, by=by, reason=reason))} ruas dibuka lagi.")


def _name_chosen(key: str) -> None:
    name = filters.answer(key)
    filters.remember(_CHOSEN, f"{_NAME}:{name}" if name else None)


# --- stops --------------------------------------------------------------------------------------------------------


def stops(table: pd.DataFrame, program: str) -> None:
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


# --- speeds -------------------------------------------------------------------------------------------------------


def speeds(where: Source, season: str, by: Actor) -> None:
    """Let the office set how fast each mode is on which ground; the source stands beside each figure."""
    store = cache.store_of(where)
    office = str(cache.settings(where)["season"])
    frame.note(
        f"Musim kantor sekarang: {SEASONS[office].lower()}. Rute dihitung dengan musim itu; pilihan di atas hanya untuk melihat.",
        "Kecepatan 0 berarti tidak bisa dilewati.",
    )
    if season != office and st.button(f"Pakai {SEASONS[season].lower()} untuk rute", key="pakai_musim"):

        def change() -> str:
            save_settings(store, {"season": season}, by=by)
            return f"Rute berikutnya dihitung untuk {SEASONS[season].lower()}."

        acting.carry_out(change)
    every = roads.speeds(where)
    mode = st.segmented_control(
        "Kendaraan", list(MODES), default=next(iter(MODES)), format_func=lambda key: MODES[key].label, key="kecepatan_moda"
    ) or next(iter(MODES))  # fmt: skip
    rows = every[(every["mode"] == mode) & (every["season"] == season)]
    shown = pd.DataFrame(
        {
            "Jenis jalan": rows["road_class"].map(lambda key: CLASSES[key].label),
            "Permukaan": rows["surface"].map(lambda key: SURFACES[key].label),
            "km/jam": rows["speed_kmh"],
            "Sumber": rows["source"],
        }
    )
    edited = st.data_editor(
        shown,
        hide_index=True,
        height=320,
        disabled=["Jenis jalan", "Permukaan"],
        column_config={"km/jam": st.column_config.NumberColumn("km/jam", min_value=0.0, max_value=200.0, format="%g")},
        key=f"kecepatan_{mode}_{season}_{where.version}",
    )
    _may(by, "atur")
    left, right = st.columns(2)
    with left:
        if st.button("Simpan kecepatan", type="primary", width="stretch"):

            def keep() -> str:
                whole = every.copy()
                whole.loc[edited.index, ["speed_kmh", "source"]] = edited[["km/jam", "Sumber"]].to_numpy()
                count = kept.save_speeds(store, whole, by=by)
                return f"{number(count)} kecepatan disimpan." if count else "Tidak ada yang berubah."

            acting.carry_out(keep)
    with right:
        if st.button("Kembali ke nilai awal", width="stretch"):
            acting.carry_out(lambda: f"{number(kept.save_speeds(store, None, by=by))} kecepatan dikembalikan ke nilai awal.")


# --- files --------------------------------------------------------------------------------------------------------


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
    for name, facts in zip(rows["file_name"], rows["facts"], strict=True):
        frame.note(*(f"{name}: {text}" for text in describe(json.loads(facts))))
    frame.link("intake", "Tarik atau pakai lagi satu berkas: halaman Data, “Berkas yang dimuat”")
    if where.is_demo:
        frame.note("Data contoh tidak dicampur dengan berkas kantor.")
        return
    _ways_in()
    intake_upload.upload_roads(where, by)


def sources(where: Source) -> None:
    """Say where the network and the speeds come from."""
    network = _state(where).network
    frame.source_line(f"Jaringan: {network.source} · kecepatan: tabel kantor, sumbernya di tab Kecepatan")
