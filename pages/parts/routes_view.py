"""The pieces of Rute that show one plan: answer, map, vehicles, trips, what is left out."""

from __future__ import annotations

import json
from functools import partial

import pandas as pd
import streamlit as st

from analytics.delivery.difference import cost_of_change
from data.plans import SavedPlan
from data.programs import program_label
from data.roles import ROLES
from data.takeaway import Taken
from geo.maps.trips import chosen_trip
from pages.parts import desa_map, frame, roads_view, tables, take_away
from pages.parts import routes_state as state
from pages.parts.cache import Source, plans, roads
from pages.parts.format import (
    clock,
    column,
    kilograms,
    kilometres,
    local_moment,
    long_date,
    month,
    number,
    percent,
    rupiah,
)
from pages.parts.map_layers import Picture
from pages.parts.routes_state import Shown
from pages.parts.tables import Writer

MAP_HEIGHT_PX = 440
TABLE_HEIGHT_PX = 300


def no_plan(program: str, period: str) -> None:
    """Say that there is no plan yet, and how to get one."""
    frame.headline(
        f"Belum ada rute {program_label(program)} untuk {month(period)}",
        "Pilih tanggal, jumlah hari dan musim di atas, lalu tekan “Buat rute”. Kendaraan, gudang dan jalan masuk desa "
        "bisa diubah di bawah.",
    )


def headline(where: Source, shown: Shown) -> None:
    """Say what the plan reaches, where it comes from, what it breaks, and what its distances are worth."""
    with st.container(gap="xxsmall"):
        frame.headline(shown.result["headline"], _origin(where, shown.plan))
        if shown.is_changed:
            _change(shown)
        elif shown.result["broken"]:
            frame.say(f"Rencana ini belum bisa dipakai: {'; '.join(shown.result['broken'])}.", frame.ERROR)
        if shown.result["is_straight_line"]:
            frame.say(
                f"Jarak: {shown.result['basis']} — bukan jarak jalan. Muat jaringan jalan di halaman Jalan supaya jarak dan "
                "jam mengikuti jalan yang ada.",
                frame.CAUTION,
            )


def _origin(where: Source, plan: SavedPlan) -> str:
    days = plan.result["days"]
    told = [f"{number(len(days))} hari" if len(days) > 1 else ""]
    if plan.inputs.get("is_open_only"):
        told.append("hanya yang belum menerima dan belum dibawa")
    if plan.first_day:
        told.append(f"dipakai mulai {long_date(plan.first_day)}")
    by = f" oleh {plan.by_name} ({ROLES[plan.by_role].label})" if plan.by_name and plan.by_role in ROLES else ""
    told.append(f"dihitung {local_moment(plan.made_at)}{by}")
    if plan.inputs["data_version"] != where.version:
        told.append("data sudah berubah sejak itu, hitung ulang")
    return " · ".join(text for text in told if text)


def _change(shown: Shown) -> None:
    """Say at once what the changes by hand cost and break."""
    cost = " · ".join(cost_of_change(shown.plan.result, shown.result)) or "tanpa selisih jarak dan waktu"
    broken = "; ".join(shown.result["broken"])
    if broken:
        frame.say(f"Ubahan: {cost} · melanggar: {broken}", frame.ERROR)
    else:
        frame.say(f"Ubahan: {cost} · semua aturan terpenuhi. Belum disimpan.", frame.DONE)


def preflight(where: Source, program: str, period: str, season: str) -> None:
    """Say which stops a network does not reach before anything is computed; nothing is known without one."""
    if roads.network(where) is None:
        return
    stops = roads.places(where, program, period, season)
    amiss = stops[stops["problem"] != ""]
    if amiss.empty:
        return
    told = f"{number(len(amiss))} dari {number(len(stops))} titik perlu dilihat sebelum rute dihitung"
    with st.expander(f"{told}: di luar jaringan jalan, terhalang, atau tidak terjangkau"):
        roads_view.places(stops)
        frame.link("roads", "Buka halaman Jalan")


def the_map(where: Source, shown: Shown, trip: str | None) -> None:
    """Show the trips on the map; a click there chooses a trip."""
    picture = plans.trips_picture(where, shown.key, is_small=False, _frames=shown.frames)
    with_choice = Picture((*picture.layers, chosen_trip(trip)), picture.legend)
    desa_map.show(where, with_choice, key="peta_rute", height_px=MAP_HEIGHT_PX, on_answer=state.hear)


def totals(shown: Shown) -> None:
    """Show the figures of the plan."""
    sums = shown.result["totals"]
    frame.figures(
        "Ringkasan rencana",
        {
            "Keluarga terlayani": f"{number(sums['served_family_count'])} dari {number(sums['family_count'])}",
            **(
                {"Keluarga prioritas": f"{number(sums['served_priority_count'])} dari {number(sums['priority_count'])}"}
                if sums.get("priority_count")
                else {}
            ),
            "Muatan": f"{kilograms(sums['served_load_kg'])} dari {kilograms(sums['load_kg'])}",
            "Titik terlayani penuh": f"{number(sums['served_stop_count'])} dari {number(sums['stop_count'])}",
            "Jarak": kilometres(sums["distance_m"]),
            "Kembali paling akhir": clock(sums["last_return"]) or "–",
            "Biaya": rupiah(sums["cost_idr"]),
        },
    )


def vehicles(shown: Shown) -> None:
    """Show a row per vehicle that goes out."""
    rows = shown.frames.vehicles
    if rows.empty:
        frame.note("Tidak ada kendaraan yang berangkat.")
        return
    table = pd.DataFrame(
        {
            "Kendaraan": rows["vehicle"],
            "Ritase": rows["trip_count"],
            "Muatan": rows["load_kg"],
            "Terisi": rows["fill_pct"],
            "Jam": rows["start"].map(clock) + "–" + rows["last_return"].map(clock),
            "Biaya": rows["cost_idr"],
        }
    )
    if rows["cost_idr"].isna().all():
        table = table.drop(columns="Biaya")
    writers: dict[str, Writer] = {
        "Ritase": column(0), "Muatan": kilograms, "Terisi": partial(percent, decimals=0), "Biaya": rupiah,
    }  # fmt: skip
    tables.show(table, writers, height_px=240)


def trips_and_calls(shown: Shown) -> None:
    """Show the trips in a table, and the stops of the one chosen."""
    trip = state.trip(shown.frames)
    trips(shown, trip)
    if trip:
        calls(shown, trip)


def trips(shown: Shown, trip: str | None) -> None:
    """Show the trips; a click brings one forward on the map. What breaks a rule or is locked says so."""
    rows = shown.frames.trips
    if rows.empty:
        return
    is_broken = rows["is_broken"]
    marks = rows["is_locked"].eq(True).map({True: "terkunci", False: ""})
    table = pd.DataFrame(
        {
            "Ritase": rows["number"],
            "Kendaraan": rows["vehicle"],
            "Hari": rows["day"].astype(int).add(1),
            "Muat": rows["start"].map(clock),
            "Berangkat": rows["depart"].map(clock),
            "Kembali": rows["return"].map(clock),
            "Titik": rows["stop_count"],
            "Keluarga": rows["family_count"],
            "Muatan": rows["load_kg"],
            "Kapasitas": rows["capacity_kg"],
            "Jarak": rows["distance_m"],
            "Catatan": marks.where(~is_broken, "melanggar aturan").where(~rows["is_feed"].eq(True), "ke titik alih"),
        }
    )
    if len(shown.frames.days) == 1:
        table = table.drop(columns="Hari")
    if not table["Catatan"].ne("").any():
        table = table.drop(columns="Catatan")
    writers = {
        "Titik": column(0), "Keluarga": column(0), "Muatan": kilograms, "Kapasitas": kilograms, "Jarak": kilometres,
    }  # fmt: skip
    tables.choose_row(
        table,
        rows["trip_id"],
        writers,
        key=f"tabel_ritase_{state.turn()}_{shown.key}",
        height_px=TABLE_HEIGHT_PX,
        chosen=trip,
        tell=partial(state.choose_trip, in_table=True),
    )


def calls(shown: Shown, trip: str) -> None:
    """Show the stops of one trip in their order."""
    of_trip = shown.frames.trips.set_index("trip_id").loc[trip]
    rows = shown.frames.visits[shown.frames.visits["trip_id"] == trip]
    frame.subtitle(f"Perhentian ritase {of_trip['number']}: {of_trip['vehicle']}")
    table = pd.DataFrame(
        {
            "Urutan": rows["sequence"],
            "Titik": rows["label"],
            "Tiba": rows["arrive"].map(clock),
            "Berangkat lagi": rows["leave"].map(clock),
            "Keluarga": rows["family_count"],
            "Prioritas": rows["priority_count"],
            "Muatan": rows["load_kg"],
            "Jalan ke sini": rows["leg_m"],
        }
    )
    writers = {
        "Urutan": column(0), "Keluarga": column(0), "Prioritas": column(0), "Muatan": kilograms,
        "Jalan ke sini": kilometres,
    }  # fmt: skip
    tables.show(table, writers)


def unplaced(shown: Shown) -> None:
    """Say how many recipients no trip can bring anything, for want of a place."""
    count = int(shown.plan.inputs["unplaced_count"])
    if count:
        frame.say(
            f"{number(count)} penerima tanpa desa dan tanpa titik tidak masuk rute; lengkapi desanya di halaman Data.",
            frame.CAUTION,
        )


def sources(where: Source, shown: Shown) -> None:
    """Say how distances and stops came about, and let the plan be taken away."""
    inputs, result = shown.plan.inputs, shown.result
    stand_in = [depot for depot in result["depots"] if depot["is_stand_in"]]
    start = f"{stand_in[0]['name']}, isi di “Gudang dan titik alih”" if stand_in else ""
    basis = f"Jarak: {result['basis']}"
    how = (
        f"titik dari koordinat rumah: {number(inputs['by_coordinate_count'])} keluarga, dari dusunnya: "
        f"{number(inputs['by_dusun_count'])}, dari titik pengganti desa: {number(inputs['by_stand_in_count'])}"
    )
    told = [
        f"{basis} — bukan jarak jalan" if result["is_straight_line"] else basis,
        start,
        how,
        f"benih {inputs['seed']}",
    ]
    frame.source_line(" · ".join(text for text in told if text))
    name = f"rute {inputs['program']} {inputs['period']}"
    take_away.button(
        where, "rencana", "Unduh rencana (JSON)",
        lambda: Taken(json.dumps(result, ensure_ascii=False, indent=1).encode(), len(result["trips"])), f"{name}.json",
        scope=name, mime="application/json",
    )  # fmt: skip
