"""The first tab of Jalan: the pieces of the network, and joining its loose ends."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.delivery.network import Proposal
from data import roads as kept
from data.roles import Actor
from data.settings import SETTINGS
from geo.network.diagnose import MAX_GAP_M
from geo.network.modes import MODES
from pages.parts import acting, cache, filters, frame, tables
from pages.parts import roads_chosen as chosen
from pages.parts.cache import Source, roads
from pages.parts.format import column, kilometres, local_day, long_date, number, percent
from pages.parts.roads_map import BY_JOIN, BY_PIECE, Wish

_SHOWN_ROWS = 500


def pieces_and_joins(where: Source, by: Actor) -> None:
    """List the pieces, and let loose ends be joined: seen before saved, and undone."""
    left, right = st.columns([2, 3])
    with left:
        _pieces(where)
    with right:
        _mending(where, by)


def _pieces(where: Source) -> None:
    state = chosen.network_state(where)
    pieces = state.diagnosis.pieces
    frame.subtitle(f"{number(len(pieces))} potongan" if len(pieces) > 1 else "Satu potongan: semuanya tersambung")
    shown = pd.DataFrame(
        {
            "Potongan": pieces.index + 1,
            "Jenis": pieces["kind"],
            "Panjang": pieces["length_m"],
            "Bagian": pieces["share_pct"],
            "Celah": pieces["gap_m"],
            "Antara lain": state.called,
        }
    ).head(_SHOWN_ROWS)
    tables.choose_row(
        shown,
        pd.Series([chosen.code(BY_PIECE, rank) for rank in range(len(shown))]),
        {"Potongan": column(0), "Panjang": kilometres, "Bagian": percent, "Celah": column(0, "m")},
        key=f"tabel_potongan_{where.version}",
        height_px=250,
        chosen=str(filters.answer(chosen.CHOSEN)),
        remember=chosen.CHOSEN,
    )
    frame.note(f"Celah: jarak ke potongan terdekat, sampai {number(MAX_GAP_M)} m.")
    if len(pieces) > _SHOWN_ROWS:
        frame.note(f"{number(_SHOWN_ROWS)} potongan terpanjang tampil.")
    _modes(state.diagnosis.by_mode)


def _modes(by_mode: pd.DataFrame) -> None:
    """Say how much of the network each mode may use, and whether that hangs together."""
    frame.subtitle("Yang bisa dilewati, musim kering")
    shown = pd.DataFrame(
        {
            "Dengan": by_mode["mode"].map(lambda key: MODES[key].label),
            "Panjang": by_mode["length_m"],
            "Potongan": by_mode["piece_count"],
            "Terbesar": by_mode["largest_share_pct"],
        }
    )
    tables.show(shown, {"Panjang": kilometres, "Potongan": column(0), "Terbesar": percent})


def _mending(where: Source, by: Actor) -> None:
    frame.subtitle("Sambung ujung yang berdekatan")
    wanted = _asked(where)
    is_decided = roads.is_decided(where, wanted)
    proposal = roads.proposal(where, wanted)
    if proposal is not None:
        frame.note(*_told(where, proposal, is_decided=is_decided))
    joins, _ = roads.joins(where, wanted)
    if len(joins):
        _joins(where, joins)
    _save_or_undo(where, by, wanted, len(joins), is_decided=is_decided)


def _asked(where: Source) -> Wish:
    """Ask up to which distance, and whether crossings count."""
    entry, start = SETTINGS["snap_m"], chosen.wish(where)
    delivered = roads.delivered(where)
    crossing_count = 0 if delivered is None else len(delivered.diagnosis.crossings)
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    with left:
        snap_m = st.number_input(
            "Jarak sambung (m)",
            min_value=float(entry.minimum or 0),
            max_value=float(entry.maximum or 0),
            value=start.snap_m,
            format="%g",
            key=chosen.SNAP,
            help="Ujung jalan yang terpisah sejauh ini atau kurang dianggap sebenarnya bersambung.",
        )
    with right:
        with_crossings = st.checkbox(
            f"Jadikan {number(crossing_count)} persilangan tanpa titik temu sebagai simpang",
            value=start.with_crossings,
            key=chosen.CROSSINGS,
            disabled=not crossing_count,
            help="Dua garis bersilangan tanpa titik bersama: simpang, atau jembatan yang tidak ditandai di berkas.",
        )
    return Wish(snap_m, with_crossings)


def _told(where: Source, proposal: Proposal, *, is_decided: bool) -> list[str]:
    if proposal.joins.empty:
        return ["Tidak ada ujung dari potongan lain yang sedekat itu; tidak ada yang berubah."]
    effect = (
        f"{number(len(proposal.joins))} sambungan, terjauh {number(proposal.joins['distance_m'].max(), 1)} m: potongan "
        f"{number(proposal.piece_count_before)} → {number(proposal.piece_count)}, yang terbesar "
        f"{percent(proposal.largest_pct_before)} → {percent(proposal.largest_pct)} panjangnya."
    )
    if proposal.graph_piece_count > proposal.piece_count:
        effect += (
            f" Bagi kendaraan masih {number(proposal.graph_piece_count)} potongan, karena persilangan tanpa titik temu "
            "bukan simpang."
        )
    if not is_decided:
        return [f"Usulan, belum dipakai: {effect}", "Lihat lingkarannya di peta: apakah jalannya memang bersambung?"]
    mending = roads.mending(where)
    reason = f": {mending.reason}" if mending and mending.reason else ""
    who = f"Diputuskan {mending.by_name}, {long_date(local_day(mending.noted_at))}{reason}." if mending else ""
    return [f"Dipakai: {effect}", who]


def _joins(where: Source, joins: pd.DataFrame) -> None:
    shown = pd.DataFrame(
        {
            "Jarak": joins["distance_m"],
            "Ruas": joins["name"].replace("", "tanpa nama"),
            "Dengan ruas": joins["other_name"].replace("", "tanpa nama"),
            "Cara": joins["kind"],
        }
    ).head(_SHOWN_ROWS)
    tables.choose_row(
        shown,
        pd.Series([chosen.code(BY_JOIN, place) for place in range(len(shown))]),
        {"Jarak": column(1, "m")},
        key=f"tabel_sambungan_{where.version}",
        height_px=250,
        chosen=str(filters.answer(chosen.CHOSEN)),
        remember=chosen.CHOSEN,
    )


def _save_or_undo(where: Source, by: Actor, wanted: Wish, count: int, *, is_decided: bool) -> None:
    store = cache.store_of(where)
    reason = st.text_input("Alasan atau catatan", max_chars=200, key=f"alasan_sambungan_{where.version}")
    acting.say_who_may(by, "atur")
    save, undo = st.columns(2)
    with save:
        if st.button("Simpan sambungan", type="primary", disabled=is_decided or not count, width="stretch"):

            def keep() -> str:
                made = kept.save_mending(
                    store, wanted.snap_m, with_crossings=wanted.with_crossings, by=by, reason=reason
                )
                return f"{number(made)} sambungan disimpan; rute berikutnya melewatinya."

            acting.carry_out(keep)
    with undo:
        if st.button("Batalkan sambungan", disabled=roads.mending(where) is None, width="stretch"):

            def open_again() -> str:
                kept.undo_mending(store, by=by, reason=reason)
                return "Sambungan dibatalkan; jaringan kembali seperti di berkasnya."

            acting.carry_out(open_again)
