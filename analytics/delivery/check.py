"""An independent look at a plan: it knows the problem and the tables, nothing of how they were made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.delivery.clock import clock_text
from analytics.delivery.facts import AMOUNTS, Facts, Flags, Floats, Tables, find, minutes_of, pick, sums_of
from analytics.delivery.problem import Problem

TOLERANCE = 1e-6
COARSE = 1e-3
"""For sums of many floats: a gram, a millimetre."""
REASONS = ("terlalu_berat", "tanpa_jalan", "jendela_sempit", "jam_kerja_pendek", "armada_habis")
_RATES = ["cost_idr_per_km", "cost_idr_per_hour", "cost_idr_per_day"]


@dataclass(frozen=True)
class Broken:
    """A rule that a plan breaks: a sentence, and the trip where it is one trip's fault (else "")."""

    text: str
    trip_id: str = ""


def check_plan(problem: Problem, tables: Tables) -> list[Broken]:
    """Return every rule that a plan breaks; an empty list means that it can be driven.

    Checked: every family, priority family, parcel and kilogram of every stop is brought or named as left out, once; no
    trip carries more kilograms or parcels than its vehicle may; each vehicle goes only where its mode may go, loads at
    its own depot after it opens, keeps its shift and its number of trips, and is in one place at a time; distances and
    times are those of the ways; nobody is served before the vehicle can be there, before the desa opens or after it
    closes; from a transfer point nothing is taken that was not handed over there before, and no more is brought there
    than is taken on; sums, costs and durations are those of the visits; what is left out has a reason. What is shown
    (clock texts, dates, sequence, capacities, places, the table of transfer points) is what was checked, and no number
    is missing or endless.
    """
    facts = Facts(problem, tables)
    trip_ids, visit_trips = facts.text("trips", "trip_id"), facts.text("visits", "trip_id")
    found = [Broken(text, str(one)) for rule, text in _TRIP_RULES for one in trip_ids[rule(facts)]]
    found += [Broken(text, str(one)) for rule, text in _VISIT_RULES for one in visit_trips[rule(facts)]]
    found += [Broken(text) for rule, text in _PLAN_RULES if rule(facts)]
    return list(dict.fromkeys(found))


# --- rules of all tables ----------------------------------------------------------------------------------------

NUMBERS = {
    "trips": (
        "day", "trip_number", "stop_count", *AMOUNTS, "capacity_kg", "distance_m", "duration_min", "start_min",
        "depart_min", "return_min",
    ),
    "visits": (
        "sequence", "lon", "lat", *AMOUNTS, "leg_m", "leg_min", "straight_m", "arrive_min", "leave_min", "place",
    ),
    "unserved": tuple(AMOUNTS),
    "transfers": ("lon", "lat", "day", "load_kg", "parcel_count", "family_count"),
}  # fmt: skip
_CLOCKS = {"trips": ("start", "depart", "return"), "visits": ("arrive", "leave")}


def _not_a_number(f: Facts, table: str) -> Flags:
    """Find rows in which a number is missing or endless: no comparison finds them."""
    columns = [f.number_of(table, name) for name in NUMBERS[table]]
    return np.asarray(~np.isfinite(np.column_stack(columns)).all(axis=1))


def _texts_of(minutes: Floats) -> NDArray[np.object_]:
    return np.array([clock_text(one) if np.isfinite(one) else "" for one in minutes.tolist()], dtype=object)


def _tells_other_time(f: Facts, table: str) -> Flags:
    """Find rows that show another time than the one that is checked."""
    pairs = [(f.text(table, name), _texts_of(f.number_of(table, f"{name}_min"))) for name in _CLOCKS[table]]
    return np.asarray(np.column_stack([told != known for told, known in pairs]).any(axis=1))


def _same(told: Floats, known: Floats) -> Flags:
    return (np.abs(told - known) <= TOLERANCE) | (np.isnan(told) & np.isnan(known))


# --- rules of a trip --------------------------------------------------------------------------------------------


def _starts_too_early(f: Facts) -> Flags:
    """Find trips that begin before the shift does, or before the depot opens."""
    opens = pick(np.array([minutes_of(text) for text in f.problem.depots["opens"]]), f.home)
    return ~(f.number_of("trips", "start_min") >= np.fmax(f.fleet("shift_start"), opens) - TOLERANCE)


def _overlaps(f: Facts) -> Flags:
    """Find trips that begin before the vehicle is back from another."""
    days, start, back = f.vehicle_days(), f.number_of("trips", "start_min"), f.number_of("trips", "return_min")
    order = np.lexsort((back, start, days))
    is_broken = np.zeros(len(start), dtype=bool)
    later, earlier = order[1:], order[:-1]
    is_broken[later] = (days[later] == days[earlier]) & ~(start[later] >= back[earlier] - TOLERANCE)
    return is_broken


def _misnumbered(f: Facts) -> Flags:
    days, start = f.vehicle_days(), f.number_of("trips", "start_min")
    number = f.number_of("trips", "trip_number")
    order = np.lexsort((number, start, days))
    first = np.r_[True, days[order][1:] != days[order][:-1]][: len(order)]
    rank = np.arange(len(order)) - np.maximum.accumulate(np.where(first, np.arange(len(order)), 0)) + 1
    is_broken = np.zeros(len(start), dtype=bool)
    is_broken[order] = number[order] != rank
    return is_broken


def _too_many_trips(f: Facts) -> Flags:
    days = f.vehicle_days()
    return ~(np.bincount(days, minlength=1)[days] <= f.fleet("max_trips"))


def _wrong_way(f: Facts) -> Flags:
    """Compare the whole trip, the way back included, which is not told on its own."""
    finite = np.isfinite(f.way_m)
    legs = sums_of(f.leg_trip[finite], f.way_m[finite, None], len(f.kind))[:, 0]
    return ~(np.abs(f.number_of("trips", "distance_m") - legs) <= COARSE) & ~f.any_leg(~finite)


def _wrong_sums(f: Facts) -> Flags:
    difference: Floats = f.amounts["trips"] - sums_of(f.trip, f.amounts["visits"], len(f.kind))
    return np.asarray(~(np.abs(difference) <= COARSE).all(axis=1))


def _wrong_stop_count(f: Facts) -> Flags:
    known = f.trip >= 0
    pairs = np.unique(np.column_stack([f.trip[known], f.place[known]]), axis=0)
    return f.number_of("trips", "stop_count") != np.bincount(pairs[:, 0], minlength=len(f.kind))[: len(f.kind)]


def _wrong_cost(f: Facts) -> Flags:
    days = f.vehicle_days()
    share = 1 / np.bincount(days, minlength=1)[days]
    rates = np.column_stack([f.fleet(name) for name in _RATES])
    units = [f.number_of("trips", "distance_m") / 1000, f.number_of("trips", "duration_min") / 60, share]
    cost_idr = np.nansum(rates * np.column_stack(units), axis=1)
    told, is_known = f.number_of("trips", "cost_idr"), ~np.isnan(rates).all(axis=1)
    return np.where(is_known, ~np.isclose(told, cost_idr, rtol=1e-9, atol=COARSE), ~np.isnan(told))


def _takes_too_early(f: Facts) -> Flags:
    """Find trips that start at a transfer point before what they and those before them take was handed over."""
    start, day = f.number_of("trips", "start_min"), f.number_of("trips", "day")
    handed_min, handed_day = f.number_of("visits", "leave_min"), f.of_trip(day)
    is_broken = np.zeros(len(start), dtype=bool)
    for row in np.flatnonzero(f.is_second):
        same = f.is_second & (f.home == f.home[row]) & (day == day[row]) & (start <= start[row] + TOLERANCE)
        there = f.at_depot & (f.depot == f.home[row]) & (handed_day == day[row])
        there &= handed_min <= start[row] + TOLERANCE
        lacks = f.amounts["trips"][same].sum(axis=0) - f.amounts["visits"][there].sum(axis=0)
        is_broken[row] = not (lacks <= COARSE).all()
    return is_broken


def _feeds_badly(f: Facts) -> Flags:
    """Find feed trips with stops, others with transfer points, and vehicles of transfer points that feed."""
    known = f.trip >= 0
    counts = [np.bincount(f.trip[known & at], minlength=len(f.kind)) for at in (f.at_depot, ~f.at_depot)]
    is_feed = f.text("trips", "is_feed").astype(bool)
    return np.where(is_feed, counts[1] > 0, counts[0] > 0) | (is_feed & f.is_second)


def _wrong_mode(f: Facts) -> Flags:
    modes = np.array([*f.problem.fleet["mode"], None], dtype=object)
    return f.text("trips", "mode") != modes[f.kind]


def _wrong_depot(f: Facts) -> Flags:
    return f.text("trips", "depot_key") != np.array([*f.depots, None], dtype=object)[f.home]


def _back_too_early(f: Facts) -> Flags:
    is_in_time = f.leg_arrive >= f.leg_after + f.way_min - TOLERANCE
    return f.any_leg((f.leg_visit < 0) & ~is_in_time & np.isfinite(f.way_min))


def _wrong_vehicle(f: Facts) -> Flags:
    """Find vehicles ("motor-2") that are not of the row of the fleet that the trip names."""
    pairs = zip(f.text("trips", "vehicle_id"), f.text("trips", "vehicle_key"), strict=True)
    return np.array([str(name).rpartition("-")[0] != key for name, key in pairs], dtype=bool)


def _wrong_date(f: Facts) -> Flags:
    dates = dict(enumerate(f.problem.days))
    days = zip(f.text("trips", "date"), f.text("trips", "day"), strict=True)
    return np.array([told != dates.get(day) for told, day in days], dtype=bool)


def _wrong_capacity(f: Facts) -> Flags:
    pairs = [(f.number_of("trips", name), f.fleet(name)) for name in ("capacity_kg", "capacity_parcels")]
    return np.asarray(~np.column_stack([_same(told, known) for told, known in pairs]).all(axis=1))


def _too_many_parcels(f: Facts) -> Flags:
    most = f.fleet("capacity_parcels")
    return ~(f.number_of("trips", "parcel_count") <= np.where(np.isnan(most), np.inf, most))


_TripRule = tuple[Callable[[Facts], Flags], str]
_TRIP_RULES: tuple[_TripRule, ...] = (
    (lambda f: (f.kind < 0) | np.isnan(f.number), "ada kendaraan di luar armada"),
    (lambda f: ~((f.number <= f.fleet("count")) & (f.number >= 1)), "kendaraan lebih banyak daripada armada"),
    (_wrong_vehicle, "nama kendaraan bukan dari jenisnya"),
    (lambda f: _not_a_number(f, "trips"), "ada angka ritase yang kosong atau tak hingga"),
    (lambda f: _tells_other_time(f, "trips"), "jam ritase yang tertulis bukan jam hitungannya"),
    (_wrong_date, "tanggal ritase bukan hari rencananya"),
    (_wrong_capacity, "kapasitas ritase bukan kapasitas kendaraannya"),
    (_wrong_mode, "moda ritase bukan moda kendaraannya"),
    (_wrong_depot, "ritase tidak memuat di gudang kendaraannya"),
    (lambda f: ~(f.number_of("trips", "load_kg") <= f.fleet("capacity_kg") + TOLERANCE), "muatan melebihi kapasitas"),
    (_too_many_parcels, "paket melebihi kapasitas"),
    (_starts_too_early, "ada ritase sebelum kendaraan siap"),
    (_overlaps, "kendaraan di dua tempat sekaligus"),
    (lambda f: ~(f.number_of("trips", "depart_min")
                 >= f.number_of("trips", "start_min") + f.fleet("load_min") - TOLERANCE), "waktu muat tidak cukup"),
    (lambda f: ~(f.number_of("trips", "return_min") <= f.fleet("shift_end") + TOLERANCE), "jam kerja terlampaui"),
    (_too_many_trips, "ritase terlalu banyak"),
    (_misnumbered, "urutan ritase tidak sesuai jamnya"),
    (lambda f: ~np.isin(f.number_of("trips", "day"), range(len(f.problem.days))), "ada ritase di luar hari rencana"),
    (_wrong_way, "jarak ritase tidak sesuai matriks"),
    (lambda f: f.any_leg(np.isinf(f.way_m)), "tidak ada jalan bagi kendaraan ini"),
    (_back_too_early, "kendaraan kembali lebih cepat daripada jalannya"),
    (_wrong_sums, "jumlah ritase tidak sama dengan kunjungannya"),
    (_wrong_stop_count, "jumlah titik ritase tidak sama dengan kunjungannya"),
    (lambda f: ~(np.abs(f.number_of("trips", "duration_min") - f.number_of("trips", "return_min")
                        + f.number_of("trips", "start_min")) <= TOLERANCE), "lama ritase tidak sesuai jamnya"),
    (_wrong_cost, "biaya ritase tidak sesuai tarifnya"),
    (_takes_too_early, "barang belum ada di titik alih ketika dimuat"),
    (_feeds_badly, "ritase ke titik alih tercampur"),
)  # fmt: skip


# --- rules of a visit -------------------------------------------------------------------------------------------


def _leg_is_wrong(f: Facts, told: str, known: Floats) -> Flags:
    values = np.r_[f.number_of("visits", told), np.nan][f.leg_visit]
    return f.at_visits((f.leg_visit >= 0) & np.isfinite(known) & ~(np.abs(values - known) <= COARSE))


def _too_short(f: Facts) -> Flags:
    """Compare the time at each visit: a stop and its families, at a transfer point a stop and unloading as loading."""
    opens = f.of_stop(minutes_of(text) for text in f.problem.stops["window_start"])
    depots = pick(np.array([minutes_of(text) for text in f.problem.depots["opens"]]), f.depot)
    begins_min = np.maximum(f.number_of("visits", "arrive_min"), np.fmax(np.fmax(opens, depots), -np.inf))
    served = f.of_trip(f.fleet("service_min_per_family")) * f.number_of("visits", "family_count")
    stay_min = np.where(f.at_depot, f.of_trip(f.fleet("load_min")), served)
    stay_min = stay_min + f.of_trip(f.fleet("service_min_per_stop"))
    return ~(f.number_of("visits", "leave_min") >= begins_min + stay_min - TOLERANCE)


def _too_late(f: Facts) -> Flags:
    closes = f.of_stop(minutes_of(text) for text in f.problem.stops["window_end"])
    return ~(f.number_of("visits", "leave_min") <= np.where(np.isnan(closes), np.inf, closes) + TOLERANCE)


def _refuses_mode(f: Facts) -> Flags:
    """Find visits by a mode that the desa does not name; where it names none, on straight lines no boat may come."""
    modes = np.array([*f.problem.fleet["mode"], ""], dtype=object)[np.r_[f.kind, -1][f.trip]]
    named = np.array([*f.problem.stops["modes"], ""], dtype=object)[f.stop]
    allowed = [
        mode in many.split(";") if many else not (mode == "perahu" and f.problem.travel.is_straight_line)
        for mode, many in zip(modes, named, strict=True)
    ]
    return (f.stop >= 0) & ~np.array(allowed, dtype=bool)


def _not_its_share(f: Facts) -> Flags:
    """Compare kilograms with families: each family of a stop gets as much as the next one."""
    family_kg = f.of_stop(f.problem.stops["load_kg"] / f.problem.stops["family_count"])
    difference_kg = f.number_of("visits", "load_kg") - family_kg * f.number_of("visits", "family_count")
    return (f.stop >= 0) & ~(np.abs(difference_kg) <= COARSE)


def _counts_wrong(f: Facts) -> Flags:
    counts = f.amounts["visits"]
    return ~((counts[:, 0] >= 1) & (counts >= 0).all(axis=1) & (counts[:, 1] <= counts[:, 0]))


def _wrong_straight(f: Facts) -> Flags:
    """Find legs of which more than all, less than nothing or another part follows no network than the ways say."""
    leg_m, straight_m = f.number_of("visits", "leg_m"), f.number_of("visits", "straight_m")
    told_m = np.r_[leg_m, np.nan][f.leg_visit]
    known_m = np.where(np.abs(told_m - f.way_m) <= COARSE, f.way_straight_m, np.nan)
    return ~((straight_m >= 0) & (straight_m <= leg_m + COARSE)) | _leg_is_wrong(f, "straight_m", known_m)


def _out_of_order(f: Facts) -> Flags:
    """Find visits that are not numbered 1, 2, 3 … in their trip; the facts have them in order."""
    names = f.text("visits", "trip_id")
    rows = np.arange(len(names))
    is_first = np.r_[True, names[1:] != names[:-1]][: len(names)]
    rank = rows - np.maximum.accumulate(np.where(is_first, rows, 0)) + 1
    return f.number_of("visits", "sequence") != rank


def _shows_other_place(f: Facts) -> Flags:
    """Find visits that show another desa, name or position than the stop or transfer point has."""
    stops, depots = f.problem.stops, f.problem.depots
    desa = np.array([*[""] * len(depots), *stops["desa_code"], None], dtype=object)[f.place]
    label = np.array([*depots["name"], *stops["label"], None], dtype=object)[f.place]
    is_other = (f.text("visits", "desa_code") != desa) | (f.text("visits", "label") != label)
    for name in ("lon", "lat"):
        known = pick(np.r_[depots[name].to_numpy(float), stops[name].to_numpy(float)], f.place)
        is_other |= ~(np.abs(f.number_of("visits", name) - known) <= TOLERANCE)
    return (f.place >= 0) & (is_other | (f.number_of("visits", "place") != f.place))


_VISIT_RULES: tuple[_TripRule, ...] = (
    (lambda f: f.trip < 0, "ada kunjungan tanpa ritase"),
    (lambda f: f.place < 0, "ada titik yang tidak dikenal"),
    (lambda f: f.at_depot & (f.text("visits", "stop_id") != ""), "ada kunjungan di titik alih dan di desa sekaligus"),
    (lambda f: _not_a_number(f, "visits"), "ada angka kunjungan yang kosong atau tak hingga"),
    (lambda f: _tells_other_time(f, "visits"), "jam kunjungan yang tertulis bukan jam hitungannya"),
    (_out_of_order, "urutan kunjungan tidak 1, 2, 3 dan seterusnya"),
    (_shows_other_place, "desa, nama atau letak kunjungan bukan milik titiknya"),
    (_counts_wrong, "ada kunjungan tanpa keluarga"),
    (lambda f: _leg_is_wrong(f, "leg_m", f.way_m), "jarak tidak sesuai matriks"),
    (lambda f: _leg_is_wrong(f, "leg_min", f.way_min), "waktu tempuh tidak sesuai matriks"),
    (_wrong_straight, "bagian garis lurus tidak sesuai jalannya"),
    (lambda f: f.at_visits(np.isfinite(f.way_min) & ~(f.leg_arrive >= f.leg_after + f.way_min - TOLERANCE)),
     "ada kunjungan sebelum kendaraan bisa tiba"),
    (_too_short, "ada kunjungan yang terlalu singkat atau sebelum desa buka"),
    (_too_late, "ada kunjungan sesudah desa tutup"),
    (_refuses_mode, "kendaraan tidak boleh masuk ke titik ini"),
    (_not_its_share, "berat keluarga tidak sama"),
)  # fmt: skip


# --- rules of the whole plan ------------------------------------------------------------------------------------


def _is_unbalanced(f: Facts) -> bool:
    asked = f.problem.stops[AMOUNTS].to_numpy(float)
    told = sums_of(f.stop, f.amounts["visits"], len(asked))
    told += sums_of(find(f.stop_rows, f.text("unserved", "stop_id")), f.amounts["unserved"], len(asked))
    return not (np.abs(told - asked) <= TOLERANCE * np.maximum(asked, 1)).all()


def _transfer_unbalanced(f: Facts) -> bool:
    """Find transfer points to which on a day more or less is brought than is taken on."""
    shape = (len(f.problem.days), f.depot_count)
    day = f.number_of("trips", "day")
    is_in_plan = np.isin(day, range(shape[0]))
    taken, handed = (np.zeros((*shape, len(AMOUNTS))) for _ in range(2))
    second = np.flatnonzero(f.is_second & is_in_plan)
    np.add.at(taken, (day[second].astype(int), f.home[second]), f.amounts["trips"][second])
    here = np.flatnonzero((f.depot >= 0) & (np.r_[is_in_plan, False][f.trip]))
    np.add.at(handed, (day[f.trip[here]].astype(int), f.depot[here]), f.amounts["visits"][here])
    return not (np.abs(taken - handed) <= COARSE).all()


def _transfer_table_wrong(f: Facts) -> bool:
    """Compare the table of transfer points with the visits there and the trips from there, and the depots."""
    visits = f.frames["visits"].assign(day=f.of_trip(f.number_of("trips", "day")))[f.at_depot]
    onward = f.frames["trips"][f.is_second]
    table = f.frames["transfers"]
    keys = ["depot_key", "day"]
    told, known = ({*zip(frame["depot_key"], frame["day"], strict=True)} for frame in (table, pd.concat(
        [visits[keys], onward[keys]])))  # fmt: skip
    if told != known or len(told) < len(table) or not {*table["depot_key"]} <= {*f.depots}:
        return True
    depots = f.problem.depots.set_index("depot_key")[["name", "lon", "lat"]]
    return any(
        _transfer_row_wrong(
            row,
            visits[(visits["depot_key"] == row["depot_key"]) & (visits["day"] == row["day"])],
            onward.loc[(onward["depot_key"] == row["depot_key"]) & (onward["day"] == row["day"]), "trip_id"],
            depots.loc[row["depot_key"]],
        )
        for row in table.to_dict("records")
    )


def _transfer_row_wrong(row: dict[str, Any], handed: pd.DataFrame, onward: pd.Series, depot: pd.Series) -> bool:
    ready_min = float(handed["leave_min"].max())
    sums = ["load_kg", "parcel_count", "family_count"]
    numbers = [
        *(row[name] - handed[name].sum() for name in sums),
        *(row[name] - depot[name] for name in ("lon", "lat")),
    ]
    is_same = (np.abs(np.array(numbers, dtype=float)) <= COARSE).all() and row["name"] == depot["name"]
    is_same &= bool(_same(np.array([row["ready_min"]], dtype=float), np.array([ready_min]))[0])
    is_same &= row["ready"] == (clock_text(ready_min) if np.isfinite(ready_min) else "")
    return (
        not is_same or sorted(row["fed_by"]) != sorted({*handed["trip_id"]}) or sorted(row["feeds"]) != sorted(onward)
    )


def _reasonless(f: Facts) -> bool:
    keys, texts = f.text("unserved", "reason_key"), f.text("unserved", "reason")
    return any(key not in REASONS or not text for key, text in zip(keys, texts, strict=True))


def _is_double(keys: NDArray[np.object_]) -> bool:
    return len(set(keys)) < len(keys)


_PLAN_RULES: tuple[tuple[Callable[[Facts], bool], str], ...] = (
    (_is_unbalanced, "keluarga, paket atau muatan titik tidak habis dibagi"),
    (lambda f: not set(f.text("unserved", "stop_id")) <= set(f.stop_rows), "ada sisa di titik yang tidak dikenal"),
    (lambda f: not (f.amounts["unserved"][:, 0] >= 1).all(), "ada sisa tanpa keluarga"),
    (lambda f: _is_double(f.text("unserved", "stop_id")), "ada sisa yang tertulis dua kali"),
    (lambda f: bool(_not_a_number(f, "unserved").any()), "ada angka sisa yang kosong atau tak hingga"),
    (lambda f: bool(_not_a_number(f, "transfers").any()), "ada angka titik alih yang kosong atau tak hingga"),
    (_reasonless, "ada sisa tanpa alasan"),
    (lambda f: _is_double(f.text("trips", "trip_id")), "nomor ritase ganda"),
    (lambda f: not set(range(len(f.kind))) <= set(f.trip) and not _is_double(f.text("trips", "trip_id")),
     "ada ritase tanpa kunjungan"),
    (_transfer_unbalanced, "barang di titik alih tidak sama dengan yang dibawa terus"),
    (lambda f: bool(len(f.frames["transfers"]) or f.at_depot.any() or f.is_second.any()) and _transfer_table_wrong(f),
     "daftar titik alih tidak sesuai ritasenya"),
)  # fmt: skip
