"""Stretches of road in Jalan: the one chosen on the map, and those that are closed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data import roads as kept
from data.roads.blocks import EXTENTS, NAME, STRETCH, WAY
from data.roles import Actor
from geo.network.classes import CLASSES, SURFACES
from pages.parts import acting, cache, filters, frame
from pages.parts import roads_chosen as chosen
from pages.parts.cache import Source, roads
from pages.parts.choice import one_of
from pages.parts.format import kilometres, long_date, number
from pages.parts.roads_map import BY_EDGE, BY_NAME, edges_of


def chosen_stretch(where: Source, by: Actor) -> None:
    """Say which stretch was clicked, and let it be closed."""
    thing = chosen.thing()
    edges = edges_of(chosen.network_state(where), thing)
    if thing.kind not in {BY_EDGE, BY_NAME} or not edges:
        frame.note("Klik satu ruas di peta untuk melihat atau menutupnya.")
        return
    network = chosen.network_state(where).network
    row = network.edges.iloc[edges[0]]
    words = [
        CLASSES[row["road_class"]].label,
        SURFACES[row["surface"]].label,
        kilometres(network.edges.loc[edges, "length_m"].sum()),
    ]
    if row["condition"]:
        words.append(str(row["condition"]))
    left, right = st.columns([4, 1], vertical_alignment="center")
    with left:
        frame.say(f"{row['name'] or 'Ruas tanpa nama'}: {' · '.join(words)}")
    with right, st.popover("Tutup ruas ini", width="stretch"):
        _close(where, by, edges[0], thing.kind, has_name=bool(row["name"]))


def _close(where: Source, by: Actor, edge: int, kind: str, *, has_name: bool) -> None:
    """Ask from when to when, and why."""
    options = [NAME] if kind == BY_NAME else [STRETCH, WAY, *([NAME] if has_name else [])]
    turn = filters.counted("tutup")
    extent = one_of("Yang ditutup", options, words=EXTENTS.__getitem__, key=f"luas_tutup_{kind}_{turn}")
    first_day = st.date_input("Sejak", value="today", format=acting.DATE, key=f"tutup_sejak_{turn}")
    last_day = st.date_input(
        "Sampai (kosong: sampai dibuka)", value=None, format=acting.DATE, key=f"tutup_sampai_{turn}"
    )
    reason = st.text_input("Alasan", placeholder="misalnya: jembatan putus", max_chars=200, key=f"alasan_tutup_{turn}")
    acting.say_who_may(by, "atur")
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
    _by_name(where)
    blocks = roads.blocks(where)
    if blocks.empty:
        frame.note("Tidak ada ruas yang ditutup.")
        return
    states = roads.states_of_blocks(where)
    lost = states.count(roads.LOST)
    if lost:
        frame.say(
            f"{number(lost)} ruas tertutup tidak ditemukan lagi di jaringan yang dipakai: tutup lagi ruasnya, lalu buka "
            "catatan lamanya.",
            frame.CAUTION,
        )
    last_days = pd.to_datetime(blocks["last_day"]).map(long_date, na_action="ignore").astype(object)
    shown = pd.DataFrame(
        {
            "Ruas": blocks["name"].replace("", "Ruas tanpa nama"),
            "Hari ini": states,
            "Yang ditutup": blocks["extent"].map(EXTENTS),
            "Sejak": pd.to_datetime(blocks["first_day"]).map(long_date),
            "Sampai": last_days.fillna("sampai dibuka"),
            "Alasan": blocks["reason"],
            "Dicatat oleh": blocks["by_name"],
        }
    )
    rows = acting.choose_rows(where, shown, {}, key="ruas_tertutup", height_px=260)
    reason = st.text_input("Keterangan", max_chars=200, key=f"alasan_buka_{where.version}")
    if st.button("Buka lagi", disabled=not rows, key="buka_ruas"):
        ids = [int(number) for number in blocks["block_id"].iloc[rows]]
        acting.carry_out(
            lambda: f"{number(kept.unblock(cache.store_of(where), ids, by=by, reason=reason))} ruas dibuka lagi."
        )


def _by_name(where: Source) -> None:
    """Let a way be found by its name."""
    names = roads.names(where)
    if not names:
        return
    thing = chosen.thing()
    box = f"nama_ruas_{where.version}"
    name = one_of(
        "Cari ruas menurut nama",
        ["", *names],
        words=lambda text: text or "Pilih nama",
        index=names.index(thing.key) + 1 if thing.kind == BY_NAME and thing.key in names else 0,
        key=box,
        can_search=True,
        on_change=lambda: _name_chosen(box),
    )
    if name:
        frame.note("Ruas ini ditandai di peta; tutup dengan tombol di bawah peta.")


def _name_chosen(key: str) -> None:
    name = filters.answer(key)
    filters.remember(chosen.CHOSEN, chosen.code(BY_NAME, name) if name else None)
