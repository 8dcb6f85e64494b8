"""The pieces of Rute."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from analytics.delivery.day import plan_day
from analytics.delivery.saved import PlanFrames
from analytics.delivery.vehicles import COLUMNS, check_vehicles
from data.messages import sentence
from data.plans import SavedPlan, save_plan, save_vehicles
from data.programs import program_label
from geo.errors import PetasalurError
from pages.parts import cache, desa_map, filters, frame, tables
from pages.parts.cache import Source
from pages.parts.format import column, duration, kilograms, kilometres, local_day, long_date, month, number
from pages.parts.wait import waiting

MAP_HEIGHT_PX = 430
_SAVED, _IS_NEW = "armada_disimpan", "armada_baru"


def button(plan: SavedPlan | None) -> bool:
    """Let the planner ask for a plan."""
    label = "Buat rute" if plan is None else "Hitung ulang rute"
    return st.button(label, type="primary", width="stretch")


def make(where: Source, program: str, period: str) -> None:
    """Plan with the office's vehicles, keep the plan and show the page anew."""
    store = cache.store_of(where)
    with waiting("Menyusun rute …") as progress:
        made = plan_day(store, program=program, period=period, progress=progress)
    save_plan(store, made.inputs, made.plan.to_dict(), made.parcels)
    cache.newest_plan.clear()
    filters.remember(_IS_NEW, value=False)
    st.rerun()


def headline(where: Source, plan: SavedPlan | None, program: str, period: str) -> None:
    """Say what the plan reaches, or how to get one."""
    if plan is None:
        frame.headline(
            f"Belum ada rute {program_label(program)} untuk {month(period)}",
            "Tekan “Buat rute”. Kendaraan dan jam kerjanya bisa diubah di bawah.",
        )
        return
    made = f"dihitung {long_date(local_day(plan.made_at))}"
    is_old = plan.inputs["data_version"] != where.version
    frame.headline(plan.result["headline"], f"{made}; data sudah berubah sejak itu, hitung ulang" if is_old else made)


def map_and_trips(where: Source, plan: SavedPlan) -> None:
    """Show the trips on the map and in a table; choosing a trip there brings it forward on the map."""
    frames = cache.plan_frames(where, plan.plan_id, plan.result)
    trip = _chosen_trip(frames)
    picture = cache.trips_picture(where, plan.plan_id, trip, frames)
    left, right = st.columns([2, 1])
    with left:
        desa_map.show(
            where,
            picture,
            key="peta_rute",
            height_px=MAP_HEIGHT_PX,
            with_legend=False,
        )
    with right:
        _totals(plan)
        st.html(picture.legend)
    _trips(frames, trip)
    if trip:
        _visits(frames, trip)


def _chosen_trip(frames: PlanFrames) -> int | None:
    """Return the number of the trip chosen in the table, ``None`` where none is or the plan has no such trip."""
    chosen = str(filters.answer("ritase_terpilih"))
    known = {str(number): int(number) for number in frames.trips.get("number", [])}
    return known.get(chosen)


def _totals(plan: SavedPlan) -> None:
    totals = plan.result["totals"]
    frame.figures(
        "Ringkasan rencana",
        {
            "Keluarga terlayani": f"{number(totals['served_family_count'])} dari {number(totals['family_count'])}",
            "Muatan": f"{kilograms(totals['served_load_kg'])} dari {kilograms(totals['load_kg'])}",
            "Titik penyaluran": f"{number(totals['served_stop_count'])} dari {number(totals['stop_count'])}",
            "Kendaraan": f"{number(totals['vehicle_count'])} dari {number(totals['vehicle_available_count'])}",
            f"Jarak ({plan.result['basis']})": kilometres(totals["distance_m"]),
            "Kembali paling akhir": totals["last_return"] or "–",
        },
    )


def _trips(frames: PlanFrames, trip: int | None) -> None:
    if frames.trips.empty:
        return
    trips = frames.trips
    shown = pd.DataFrame(
        {
            "Ritase": trips["number"],
            "Kendaraan": trips["vehicle"],
            "Berangkat": trips["depart"],
            "Kembali": trips["return"],
            "Titik": trips["stop_count"],
            "Keluarga": trips["family_count"],
            "Muatan (kg)": trips["load_kg"],
            "Jarak": trips["distance_m"],
            "Lama (dengan muat)": trips["duration_min"],
        }
    )
    writers = {
        "Titik": column(0), "Keluarga": column(0), "Muatan (kg)": column(0), "Jarak": kilometres,
        "Lama (dengan muat)": duration,
    }  # fmt: skip
    tables.choose_row(
        shown,
        trips["number"],
        writers,
        key="tabel_ritase",
        height_px=280,
        chosen=str(trip),
        remember="ritase_terpilih",
    )


def _visits(frames: PlanFrames, trip: int) -> None:
    visits = frames.visits[frames.visits["number"] == trip]
    shown = pd.DataFrame(
        {
            "Urutan": visits["sequence"],
            "Titik": visits["label"],
            "Tiba": visits["arrive"],
            "Berangkat lagi": visits["leave"],
            "Keluarga": visits["family_count"],
            "Muatan (kg)": visits["load_kg"],
        }
    )
    frame.subtitle(f"Perhentian ritase {trip}: {visits['vehicle'].iloc[0]}")
    tables.show(shown, {"Urutan": column(0), "Keluarga": column(0), "Muatan (kg)": column(0)})


def left_out(where: Source, plan: SavedPlan) -> None:
    """Show what no trip brings, why, and what would help."""
    frames = cache.plan_frames(where, plan.plan_id, plan.result)
    unplaced = int(plan.inputs["unplaced_count"])
    if unplaced:
        frame.say(
            f"{number(unplaced)} penerima tanpa desa dan tanpa titik tidak masuk rute; lengkapi desanya di halaman Data.",
            frame.CAUTION,
        )
    if frames.unserved.empty:
        return
    frame.subtitle("Belum terlayani: titik, alasan, dan yang membantu")
    rows = frames.unserved
    shown = pd.DataFrame(
        {
            "Titik": rows["label"],
            "Keluarga": rows["family_count"],
            "Muatan (kg)": rows["load_kg"],
            "Alasan": rows["reason"],
            "Yang membantu": rows["remedy"],
        }
    )
    tables.show(shown, {"Keluarga": column(0), "Muatan (kg)": column(0)})


def vehicles(where: Source, plan: SavedPlan | None) -> None:
    """Let the planner change the vehicles; all faults of the table are told at once."""
    with st.expander("Kendaraan dan jam kerja", expanded=plan is None):
        frame.note("Ubah angkanya, tambah atau hapus baris, simpan, lalu hitung ulang rute.")
        fleet = cache.fleet(where)
        labels = {key: column_of.label.replace("_", " ") for key, column_of in COLUMNS.items()}
        hidden = {"vehicle_key": None}
        config = {key: st.column_config.Column(labels[key], help=COLUMNS[key].note) for key in fleet if key in labels}
        edited = st.data_editor(
            fleet,
            num_rows="dynamic",
            hide_index=True,
            column_config={**config, **hidden},
            placeholder="",
            key=f"armada_{filters.counted(_SAVED)}",  # a table that was saved begins anew: its edits are in the fleet now
        )
        if st.button("Simpan kendaraan"):
            _save(where, edited)
        elif filters.answer(_IS_NEW):
            frame.say("Kendaraan disimpan. Buat atau hitung ulang rutenya.", frame.DONE)


def _save(where: Source, edited: pd.DataFrame) -> None:
    try:
        save_vehicles(cache.store_of(where), check_vehicles(edited))
    except PetasalurError as error:
        frame.say(sentence(error), frame.ERROR)
        return
    cache.fleet.clear()
    filters.remember(_SAVED, filters.counted(_SAVED) + 1)
    filters.remember(_IS_NEW, value=True)
    st.rerun()


def sources(plan: SavedPlan | None) -> None:
    """Say how distances came about, where vehicles start, and let the plan be taken away."""
    if plan is None:
        return
    inputs = plan.inputs
    depot = next(iter(plan.result["depots"]), None)
    name = depot["name"] if depot else "–"
    start = f"{name}, isi di halaman Data › Pengaturan" if depot and depot["is_stand_in"] else f"berangkat dari {name}"
    frame.source_line(
        f"Jarak: {plan.result['basis']} — bukan jarak jalan · {start} · "
        f"titik dari koordinat rumah: {number(inputs['by_coordinate_count'])} keluarga, dari dusunnya: "
        f"{number(inputs['by_dusun_count'])}, dari titik pengganti desa: {number(inputs['by_stand_in_count'])} · "
        f"benih {inputs['seed']}"
    )
    st.download_button(
        "Unduh rencana (JSON)",
        lambda: json.dumps(plan.result, ensure_ascii=False, indent=1),
        file_name=f"rute {inputs['program']} {inputs['period']}.json",
        mime="application/json",
        on_click="ignore",
    )
