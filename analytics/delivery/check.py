"""An independent look at a plan: it knows the problem and the tables, nothing of how they were made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.delivery.clock import clock_minutes
from analytics.delivery.problem import Problem

TOLERANCE = 1e-6
COARSE = 1e-3
"""For sums of many floats: a gram, a millimetre."""
REASONS = ("terlalu_berat", "tanpa_jalan", "jendela_sempit", "jam_kerja_pendek", "armada_habis")
_COUNTS = ["family_count", "priority_count", "parcel_count"]
_AMOUNTS = [*_COUNTS, "load_kg"]


@dataclass(frozen=True)
class Broken:
    """A rule that a plan breaks: a sentence, and the trip where it is one trip's fault (else "")."""

    text: str
    trip_id: str = ""


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of a plan, see :class:`analytics.delivery.result.Plan`."""

    trips: pd.DataFrame
    visits: pd.DataFrame
    unserved: pd.DataFrame
    transfers: pd.DataFrame


def check_plan(problem: Problem, tables: Tables) -> list[Broken]:
    """Return every rule that a plan breaks; an empty list means that it can be driven.

    Checked: every family, priority family, parcel and kilogram of every stop is brought or named as left out, once; no
    trip carries more kilograms or parcels than its vehicle may; each vehicle goes only where its mode may go, loads at
    its own depot after it opens, keeps its shift and its number of trips, and is in one place at a time; distances and
    times are those of the ways; nobody is served before the vehicle can be there, before the desa opens or after it
    closes; from a transfer point nothing is taken that was not handed over there before, and no more is brought there
    than is taken on; sums, costs and durations are those of the visits; what is left out has a reason.
    """
    facts = _Facts(problem, tables)
    found = [Broken(text, trip) for rule, text in _TRIP_RULES for trip in _ids(facts.trips, rule(facts))]
    found += [Broken(text, trip) for rule, text in _VISIT_RULES for trip in _ids(facts.visits, rule(facts))]
    found += [Broken(text) for rule, text in _PLAN_RULES if np.asarray(rule(facts)).any()]
    return list(dict.fromkeys(found))


def _ids(frame: pd.DataFrame, is_broken: pd.Series | NDArray) -> list[str]:
    return list(dict.fromkeys(frame.loc[np.asarray(is_broken, dtype=bool), "trip_id"].astype(str)))


class _Facts:
    """The tables beside what the problem says of each row: columns with an underscore come from the problem."""

    def __init__(self, problem: Problem, tables: Tables) -> None:
        self.problem, self.unserved, self.transfers = problem, tables.unserved, tables.transfers
        self.depot_row = {key: row for row, key in enumerate(problem.depots["depot_key"])}
        self.is_transfer = (problem.depots["kind"] == "alih").to_numpy(bool)
        self.trips = self._trips(tables.trips)
        self.visits = self._visits(tables.visits)
        self.legs = self._legs()

    def _trips(self, trips: pd.DataFrame) -> pd.DataFrame:
        fleet = self.problem.fleet.add_prefix("_").rename(columns={"_vehicle_key": "vehicle_key"})
        joined = trips.reset_index(drop=True).merge(fleet, on="vehicle_key", how="left")
        first = self.problem.depots["depot_key"].iloc[0] if len(self.problem.depots) else ""
        home = joined["_depot"].where(joined["_depot"] != "", first)
        row = home.map(self.depot_row)
        opens = dict(enumerate(self.problem.depots["opens"].map(_minutes)))
        joined["_home"] = home
        joined["_home_row"] = row.fillna(-1).astype(int)
        joined["_begin"] = np.fmax(joined["_shift_start"].map(_minutes), row.map(opens))
        joined["_end"] = joined["_shift_end"].map(_minutes)
        seconds = [row >= 0 and bool(self.is_transfer[row]) for row in joined["_home_row"]]
        joined["_is_second"] = np.array(seconds, dtype=bool)
        joined["_number"] = pd.to_numeric(
            joined["vehicle_id"].map(lambda name: str(name).rpartition("-")[2]), errors="coerce"
        )
        return joined

    def _visits(self, visits: pd.DataFrame) -> pd.DataFrame:
        depot_count = len(self.problem.depots)
        stop_row = {key: depot_count + row for row, key in enumerate(self.problem.stops["stop_id"])}
        place = visits["stop_id"].map(stop_row).fillna(visits["depot_key"].map(self.depot_row))
        names = [name for name in self.trips if name.startswith("_")] + ["vehicle_key", "mode", "depart_min", "day"]
        of_trip = self.trips.drop_duplicates("trip_id").set_index("trip_id")[[*names, "return_min", "is_feed"]]
        joined = visits.reset_index(drop=True).join(of_trip, on="trip_id")
        joined["_place"] = place.reset_index(drop=True)
        return joined.sort_values(["trip_id", "sequence"], kind="stable").reset_index(drop=True)

    def _legs(self) -> pd.DataFrame:
        """Return one row per leg between known places, ways back included (sequence inf), with what the ways say."""
        trips = self.trips.assign(sequence=np.inf, _place=self.trips["_home_row"], leg_m=np.nan, leg_min=np.nan)
        trips = trips.assign(arrive_min=trips["return_min"], leave_min=trips["return_min"], stop_id="", depot_key="")
        legs = pd.concat([self.visits, trips[[*self.visits.columns.intersection(trips.columns)]]], ignore_index=True)
        known = legs["_place"].ge(0) & legs["_speed_kmh"].notna()
        legs = legs[known].sort_values(["trip_id", "sequence"], kind="stable").reset_index(drop=True)
        before = legs.groupby("trip_id")[["_place", "leave_min"]].shift()
        legs["_from"] = before["_place"].fillna(legs["_home_row"]).astype(int)
        legs["_after"] = before["leave_min"].fillna(legs["depart_min"])
        legs["_way_m"], legs["_way_min"] = np.nan, np.nan
        for (mode, speed_kmh), rows in legs.groupby(["_mode", "_speed_kmh"]).groups.items():
            start, end = legs.loc[rows, "_from"].astype(int), legs.loc[rows, "_place"].astype(int)
            if mode in self.problem.travel.by_mode:
                matrix = self.problem.travel.of(str(mode))
                legs.loc[rows, "_way_m"] = matrix.distance_m[start, end]
                legs.loc[rows, "_way_min"] = matrix.minutes(float(str(speed_kmh)))[start, end]
        numbers = ["sequence", "arrive_min", "leave_min", "leg_m", "leg_min", "_after", "_way_m", "_way_min"]
        return legs.astype(dict.fromkeys(numbers, float))

    def of_legs(self, is_broken: pd.Series | NDArray) -> NDArray[np.bool_]:
        """Return for each trip whether one of its legs is broken."""
        return self.trips["trip_id"].isin(self.legs.loc[np.asarray(is_broken, dtype=bool), "trip_id"]).to_numpy()

    def of_stops(self, name: str) -> pd.Series:
        """Return for each visit what the stops say; NA at transfer points and unknown stops."""
        return self.visits["stop_id"].map(self.problem.stops.set_index("stop_id")[name])


def _minutes(text: object) -> float:
    minutes = clock_minutes(str(text)) if isinstance(text, str) and text else None
    return np.nan if minutes is None else float(minutes)


# --- rules of a trip --------------------------------------------------------------------------------------------


def _returns_home_by_matrix(facts: _Facts) -> NDArray:
    """Compare the whole trip, the way back included, which is not told on its own."""
    legs = facts.legs[np.isfinite(facts.legs["_way_m"])].groupby("trip_id")["_way_m"].sum()
    return (facts.trips["distance_m"] - facts.trips["trip_id"].map(legs)).abs().gt(COARSE).to_numpy()


def _overlaps(facts: _Facts) -> pd.Series:
    trips = facts.trips.sort_values(["vehicle_id", "day", "start_min"])
    before = trips.groupby(["vehicle_id", "day"])["return_min"].shift()
    return (trips["start_min"] < before - TOLERANCE).reindex(facts.trips.index)


def _misnumbered(facts: _Facts) -> pd.Series:
    order = facts.trips.groupby(["vehicle_id", "day"])["start_min"].rank(method="first")
    return facts.trips["trip_number"] != order


def _wrong_sums(facts: _Facts) -> NDArray:
    sums = facts.visits.groupby("trip_id")[_AMOUNTS].sum().reindex(facts.trips["trip_id"])
    difference = np.abs(facts.trips[_AMOUNTS].to_numpy(float) - sums.to_numpy(float))
    return ~(difference <= COARSE).all(axis=1)


def _wrong_stop_count(facts: _Facts) -> NDArray:
    places = facts.visits.groupby("trip_id")["_place"].nunique().reindex(facts.trips["trip_id"]).to_numpy()
    return facts.trips["stop_count"].to_numpy() != places


def _wrong_cost(facts: _Facts) -> NDArray:
    trips = facts.trips
    share = 1 / trips.groupby(["vehicle_id", "day"])["trip_id"].transform("size")
    rates = trips[["_cost_idr_per_km", "_cost_idr_per_hour", "_cost_idr_per_day"]].astype(float)
    amounts = np.column_stack([trips["distance_m"] / 1000, trips["duration_min"] / 60, share])
    cost_idr = np.where(rates.notna().any(axis=1), (rates.fillna(0).to_numpy() * amounts).sum(axis=1), np.nan)
    return ~np.isclose(trips["cost_idr"].to_numpy(float), cost_idr, rtol=1e-9, atol=COARSE, equal_nan=True)


def _takes_too_early(facts: _Facts) -> NDArray:
    """Trips that start at a transfer point before what they and those before them take was handed over."""
    handed = facts.visits[facts.visits["depot_key"] != ""]
    second = facts.trips[facts.trips["_is_second"]].sort_values("start_min", kind="stable")
    broken: set[str] = set()
    for (home, day), trips in second.groupby(["_home", "day"]):
        here = handed[(handed["depot_key"] == home) & (handed["day"] == day)]
        taken = trips[["load_kg", "parcel_count", "family_count"]].cumsum().to_numpy(float)
        # trips that start together take together
        last = trips["start_min"].map(lambda start, all_=trips["start_min"]: int((all_ <= start + TOLERANCE).sum()) - 1)
        there = np.array(
            [
                here.loc[here["leave_min"] <= start + TOLERANCE, ["load_kg", "parcel_count", "family_count"]].sum()
                for start in trips["start_min"]
            ]
        ).reshape(len(trips), 3)
        lacks = (taken[last] > there + COARSE).any(axis=1)
        broken |= set(trips.loc[lacks, "trip_id"])
    return facts.trips["trip_id"].isin(broken).to_numpy()


def _feeds_badly(facts: _Facts) -> NDArray:
    """Find feed trips with stops, others with transfer points, and vehicles of transfer points that feed."""
    at_depot = facts.visits["depot_key"] != ""
    kinds = at_depot.groupby(facts.visits["trip_id"]).agg(["all", "any"]).reindex(facts.trips["trip_id"])
    is_feed = facts.trips["is_feed"].to_numpy(bool)
    wrong = np.where(is_feed, ~kinds["all"].eq(True), kinds["any"].eq(True))
    return wrong | (is_feed & facts.trips["_is_second"].to_numpy(bool))


_TripRule = tuple[Callable[[_Facts], "pd.Series | NDArray"], str]
_TRIP_RULES: tuple[_TripRule, ...] = (
    (lambda f: f.trips["_speed_kmh"].isna() | f.trips["_number"].isna(), "ada kendaraan di luar armada"),
    (lambda f: ~f.trips["_number"].between(1, f.trips["_count"]), "kendaraan lebih banyak daripada armada"),
    (lambda f: f.trips["mode"] != f.trips["_mode"], "moda ritase bukan moda kendaraannya"),
    (lambda f: f.trips["depot_key"] != f.trips["_home"], "ritase tidak memuat di gudang kendaraannya"),
    (lambda f: f.trips["load_kg"] > f.trips["_capacity_kg"] + TOLERANCE, "muatan melebihi kapasitas"),
    (lambda f: f.trips["parcel_count"] > f.trips["_capacity_parcels"], "paket melebihi kapasitas"),
    (lambda f: f.trips["start_min"] < f.trips["_begin"] - TOLERANCE, "ada ritase sebelum kendaraan siap"),
    (_overlaps, "kendaraan di dua tempat sekaligus"),
    (lambda f: f.trips["depart_min"] < f.trips["start_min"] + f.trips["_load_min"] - TOLERANCE,
     "waktu muat tidak cukup"),
    (lambda f: f.trips["return_min"] > f.trips["_end"] + TOLERANCE, "jam kerja terlampaui"),
    (lambda f: f.trips.groupby(["vehicle_id", "day"])["trip_id"].transform("size") > f.trips["_max_trips"],
     "ritase terlalu banyak"),
    (_misnumbered, "urutan ritase tidak sesuai jamnya"),
    (lambda f: ~f.trips["day"].between(0, len(f.problem.days) - 1), "ada ritase di luar hari rencana"),
    (_returns_home_by_matrix, "jarak ritase tidak sesuai matriks"),
    (lambda f: f.of_legs(~np.isfinite(f.legs["_way_m"])), "tidak ada jalan bagi kendaraan ini"),
    (lambda f: f.of_legs(np.isinf(f.legs["sequence"])
                         & (f.legs["arrive_min"] < f.legs["_after"] + f.legs["_way_min"] - TOLERANCE)),
     "kendaraan kembali lebih cepat daripada jalannya"),
    (_wrong_sums, "jumlah ritase tidak sama dengan kunjungannya"),
    (_wrong_stop_count, "jumlah titik ritase tidak sama dengan kunjungannya"),
    (lambda f: (f.trips["duration_min"] - (f.trips["return_min"] - f.trips["start_min"])).abs() > TOLERANCE,
     "lama ritase tidak sesuai jamnya"),
    (_wrong_cost, "biaya ritase tidak sesuai tarifnya"),
    (_takes_too_early, "barang belum ada di titik alih ketika dimuat"),
    (_feeds_badly, "ritase ke titik alih tercampur"),
)  # fmt: skip


# --- rules of a visit -------------------------------------------------------------------------------------------


def _leg_is_wrong(facts: _Facts, told: str, known: str, tolerance: float) -> NDArray:
    legs = facts.legs[np.isfinite(facts.legs["sequence"]) & np.isfinite(facts.legs[known])]
    wrong = legs[(legs[told] - legs[known]).abs() > tolerance]
    return _marks(facts, wrong)


def _marks(facts: _Facts, rows: pd.DataFrame) -> NDArray:
    keys = pd.MultiIndex.from_frame(facts.visits[["trip_id", "sequence"]])
    return keys.isin(pd.MultiIndex.from_frame(rows[["trip_id", "sequence"]]))


def _arrives_too_early(facts: _Facts) -> NDArray:
    legs = facts.legs[np.isfinite(facts.legs["sequence"])]
    return _marks(facts, legs[legs["arrive_min"] < legs["_after"] + legs["_way_min"] - TOLERANCE])


def _service_min(facts: _Facts) -> pd.Series:
    """Minutes at each visit: a stop and its families, at a transfer point a stop and unloading as long as loading."""
    visits = facts.visits
    served = visits["_service_min_per_family"] * visits["family_count"]
    return visits["_service_min_per_stop"] + served.where(visits["depot_key"] == "", visits["_load_min"])


def _begins_min(facts: _Facts) -> pd.Series:
    opens = facts.of_stops("window_start").map(_minutes)
    depots = facts.problem.depots.set_index("depot_key")["opens"].map(_minutes)
    opens = opens.fillna(facts.visits["depot_key"].map(depots))
    return np.fmax(facts.visits["arrive_min"], opens)


def _refuses_mode(facts: _Facts) -> NDArray:
    """Where the desa names the modes that may come, others may not; on straight lines boats must be named."""
    modes = facts.of_stops("modes").fillna("")
    mode = facts.visits["_mode"].fillna("")
    named = np.array([one in many.split(";") for one, many in zip(mode, modes, strict=True)], dtype=bool)
    is_free = modes.eq("") & ~(mode.eq("perahu") & facts.problem.travel.is_straight_line)
    return (facts.visits["stop_id"].ne("") & facts.of_stops("modes").notna() & ~(named | is_free)).to_numpy()


def _not_its_share(facts: _Facts) -> NDArray:
    """Compare kilograms with families: each family of a stop gets as much as the next one."""
    share = facts.visits["family_count"] / facts.of_stops("family_count")
    off_kg = (facts.visits["load_kg"] - share * facts.of_stops("load_kg")).abs() > COARSE
    return (off_kg & share.notna()).to_numpy()


_VISIT_RULES: tuple[_TripRule, ...] = (
    (lambda f: ~f.visits["trip_id"].isin(f.trips["trip_id"]), "ada kunjungan tanpa ritase"),
    (lambda f: f.visits["_place"].isna(), "ada titik yang tidak dikenal"),
    (lambda f: (f.visits["family_count"] < 1) | (f.visits[_AMOUNTS] < 0).any(axis=1)
     | (f.visits["priority_count"] > f.visits["family_count"]), "ada kunjungan tanpa keluarga"),
    (lambda f: _leg_is_wrong(f, "leg_m", "_way_m", COARSE), "jarak tidak sesuai matriks"),
    (lambda f: _leg_is_wrong(f, "leg_min", "_way_min", COARSE), "waktu tempuh tidak sesuai matriks"),
    (_arrives_too_early, "ada kunjungan sebelum kendaraan bisa tiba"),
    (lambda f: f.visits["leave_min"] < _begins_min(f) + _service_min(f) - TOLERANCE,
     "ada kunjungan yang terlalu singkat atau sebelum desa buka"),
    (lambda f: f.visits["leave_min"] > f.of_stops("window_end").map(_minutes) + TOLERANCE,
     "ada kunjungan sesudah desa tutup"),
    (_refuses_mode, "kendaraan tidak boleh masuk ke titik ini"),
    (_not_its_share, "berat keluarga tidak sama"),
)  # fmt: skip


# --- rules of the whole plan ------------------------------------------------------------------------------------


def _is_unbalanced(facts: _Facts) -> NDArray:
    told = pd.concat([facts.visits[facts.visits["stop_id"] != ""], facts.unserved])
    sums = told.groupby("stop_id")[_AMOUNTS].sum()
    asked = facts.problem.stops.set_index("stop_id")[_AMOUNTS].astype(float)
    difference = (sums.reindex(asked.index, fill_value=0).astype(float) - asked).abs()
    return (difference > TOLERANCE * asked.clip(lower=1)).any(axis=1).to_numpy()


def _transfer_unbalanced(facts: _Facts) -> bool:
    """As much is brought to a transfer point on a day as is taken on."""
    handed = facts.visits[facts.visits["depot_key"] != ""].groupby(["depot_key", "day"])[_AMOUNTS].sum()
    second = facts.trips[facts.trips["_is_second"]].groupby(["_home", "day"])[_AMOUNTS].sum()
    second.index = second.index.set_names(["depot_key", "day"])
    return bool((handed.sub(second, fill_value=0).abs() > COARSE).to_numpy().any())


def _transfer_table_wrong(facts: _Facts) -> bool:
    handed = facts.visits[facts.visits["depot_key"] != ""].groupby(["depot_key", "day"])
    true = pd.DataFrame({"load_kg": handed["load_kg"].sum(), "ready_min": handed["leave_min"].max()}).sort_index()
    told = facts.transfers.set_index(["depot_key", "day"])[["load_kg", "ready_min"]].astype(float).sort_index()
    told = told[told["load_kg"].gt(0) | told["ready_min"].notna()]
    return not true.index.equals(told.index) or bool(np.abs(true.to_numpy() - told.to_numpy()).max(initial=0) > COARSE)


_PLAN_RULES: tuple[tuple[Callable[[_Facts], object], str], ...] = (
    (_is_unbalanced, "keluarga, paket atau muatan titik tidak habis dibagi"),
    (lambda f: ~f.unserved["stop_id"].isin(f.problem.stops["stop_id"]), "ada sisa di titik yang tidak dikenal"),
    (lambda f: f.unserved["family_count"] < 1, "ada sisa tanpa keluarga"),
    (lambda f: f.unserved["stop_id"].duplicated(), "ada sisa yang tertulis dua kali"),
    (lambda f: ~f.unserved["reason_key"].isin(REASONS) | f.unserved["reason"].eq(""), "ada sisa tanpa alasan"),
    (lambda f: f.trips["trip_id"].duplicated(), "nomor ritase ganda"),
    (lambda f: ~f.trips["trip_id"].isin(f.visits["trip_id"]), "ada ritase tanpa kunjungan"),
    (_transfer_unbalanced, "barang di titik alih tidak sama dengan yang dibawa terus"),
    (_transfer_table_wrong, "daftar titik alih tidak sesuai ritasenya"),
)
