"""Access between reruns: service points, times to them, tables and maps; by data version and what the reader asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import streamlit as st

from analytics.access.catchment import Catchment
from analytics.access.decay import DECAY
from analytics.access.reach import LIMITS_MIN, Access, access_of
from analytics.access.served import OUTSIDE, SERVED, WITHIN, WORDS
from analytics.access.sites import Proposal, Question, name_of, question_of, settlements_of
from analytics.access.siting import COVER, MODELS, curve_frame
from analytics.access.table import REMOTE_MAX_MIN, desa_table, remoteness_of
from analytics.access.travel import Roads, read_roads
from data.programs import ALL
from data.service_points import KINDS, points_table, read_points
from data.workflow.written import today
from geo.network.modes import MOTORCYCLE
from pages.parts import access_layers, cache
from pages.parts.access_wish import SitingWish, Wish
from pages.parts.cache import Source, roads, store_of
from pages.parts.cache.families import families_of
from pages.parts.format import number
from pages.parts.map_layers import Picture

INDICATOR_LIMIT_MIN = 60
_BEYOND = {f"beyond_{limit}_pct": f"> {limit} mnt (%)" for limit in LIMITS_MIN}
_MORE = {
    "median_min": "Median", "farthest_min": "Terjauh", **_BEYOND, "no_way_count": "Tanpa jalan",
    "unlocated_count": "Tanpa titik",
}  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=8)
def points(source: Source) -> pd.DataFrame:
    """Return all service points in use, see :func:`data.service_points.read_points` (shared: do not change them)."""
    return read_points(store_of(source))


@st.cache_resource(show_spinner=False, max_entries=32)
def points_of(source: Source, kind: str) -> pd.DataFrame:
    """Return the service points of a kind that have a coordinate, with what a map says of each (shared)."""
    rows = points(source)
    rows = rows[(rows["kind"] == kind) & rows["lon"].notna() & rows["lat"].notna()].reset_index(drop=True)
    told = [
        [
            text
            for text in (
                desa,
                f"{number(room)} keluarga per bulan" if pd.notna(room) else "kapasitas belum diisi",
                flag,
            )
            if text
        ]
        for desa, room, flag in zip(rows["desa_name"], rows["capacity"], rows["flag"], strict=True)
    ]
    return rows.assign(label=rows["name"], lines=pd.Series(told, index=rows.index, dtype=object))


def count(source: Source, kind: str) -> int:
    """Return how many points of a kind have a coordinate."""
    return len(points_of(source, kind))


@st.cache_resource(show_spinner=False, max_entries=8)
def _roads(source: Source, season: str, day: dt.date) -> Roads:
    return read_roads(store_of(source), season=season, day=day, network=roads.network(source))


@st.cache_resource(show_spinner="Menghitung waktu tempuh …", max_entries=32)
def _access(source: Source, period: str, kind: str, mode: str, season: str, day: dt.date) -> Access:
    return access_of(families_of(source, period), points_of(source, kind), _roads(source, season, day), mode=mode)


def access(source: Source, wish: Wish) -> Access:
    """Return how long families travel today (shared: do not change it)."""
    return _access(source, wish.period, wish.kind, wish.mode, wish.season, today())


@st.cache_resource(show_spinner="Menghitung akses …", max_entries=64)
def _table(source: Source, wish: Wish, day: dt.date) -> tuple[pd.DataFrame, Catchment]:
    found = _access(source, wish.period, wish.kind, wish.mode, wish.season, day)
    program = None if wish.program == ALL else wish.program
    return desa_table(
        found, families_of(source, wish.period), limit_min=wish.limit_min, program=program, decay=wish.decay
    )


def table(source: Source, wish: Wish) -> pd.DataFrame:
    """Return access per desa, see :func:`analytics.access.table.desa_table` (shared: do not change it)."""
    return _table(source, wish, today())[0]


def catchment(source: Source, wish: Wish) -> Catchment:
    """Return the scores by E2SFCA (shared: do not change them)."""
    return _table(source, wish, today())[1]


def indicator_table(source: Source, period: str, program: str) -> pd.DataFrame:
    """Return what the indicators of access are found from: by motorcycle, in the office's season.

    To distribution points; where none is known, to the first kind of which one is.
    """
    asked = _usual(source, period, program)
    found = table(source, asked)
    return (
        found
        if count(source, asked.kind)
        else found.assign(beyond_60_pct=float("nan"), median_min=float("nan"), e2sfca=float("nan"))
    )


def _usual(source: Source, period: str, program: str) -> Wish:
    kind = next((kind for kind in KINDS if count(source, kind)), next(iter(KINDS)))
    season = str(cache.settings(source)["season"])
    return Wish(kind, MOTORCYCLE, season, INDICATOR_LIMIT_MIN, program, period)


def remoteness(source: Source, period: str) -> pd.Series | None:
    """Return how remote each desa is for the score, ``None`` where no point is known (shared: do not change it)."""
    asked = _usual(source, period, ALL)
    return remoteness_of(table(source, asked)) if count(source, asked.kind) else None


def remoteness_basis(source: Source, period: str) -> str:
    """Return in words how :func:`remoteness` came about, ``""`` where no point is known."""
    asked = _usual(source, period, ALL)
    if not count(source, asked.kind):
        return ""
    return (
        f"menit sekali jalan yang cukup bagi separuh keluarga miskin ke {KINDS[asked.kind].label.lower()} terdekat, "
        f"{access(source, asked).basis}; lebih dari {REMOTE_MAX_MIN} menit atau tanpa jalan dihitung {REMOTE_MAX_MIN}"
    )


@st.cache_resource(show_spinner=False, max_entries=8)
def names(source: Source) -> pd.Series:
    """Return the name of each desa, index ``desa_code`` (shared: do not change it)."""
    counted = cache.coverage(cache.uncut(source), "").drop_duplicates("desa_code").set_index("desa_code")["desa_name"]
    return counted.where(counted.index != "", "Desa tidak dikenal")


def _named(source: Source, rows: pd.DataFrame) -> pd.DataFrame:
    called = rows.index.map(names(source)).fillna("Desa tidak dikenal")
    return rows.assign(desa=called)


@st.cache_resource(show_spinner=False, max_entries=64)
def desa_rows(source: Source, wish: Wish) -> tuple[pd.DataFrame, pd.Series]:
    """Return the table beside the map, the farthest first, and the desa of each row (shared: do not change them)."""
    rows = _named(source, table(source, wish))
    ordered = rows.sort_values([f"beyond_{wish.limit_min}_count", "median_min"], ascending=False)
    beyond = {f"beyond_{wish.limit_min}_count": f"> {wish.limit_min} menit", "located_count": "Dari (bertitik)"}
    columns = {"desa": "Desa", **beyond, **_MORE}
    return ordered[list(columns)].rename(columns=columns), pd.Series(ordered.index)


@st.cache_resource(show_spinner=False, max_entries=64)
def part_rows(source: Source, wish: Wish) -> tuple[pd.DataFrame, pd.Series]:
    """Return the three-way table with its sum in the last row, and the desa of each row (shared)."""
    rows = _named(source, table(source, wish)).sort_values([OUTSIDE, WITHIN], ascending=False)
    columns = {
        "desa": "Desa", **WORDS, "no_quota_count": "di antaranya kuota habis", "located_count": "Jumlah bertitik",
        "unlocated_count": "Tanpa titik",
    }  # fmt: skip
    shown = rows[list(columns)].rename(columns=columns)
    total = {name: shown[name].sum() for name in list(columns.values())[1:]} | {"Desa": "Semua desa"}
    return pd.concat([shown, pd.DataFrame([total])], ignore_index=True), pd.Series([*rows.index, ""])


@st.cache_data(show_spinner=False, max_entries=64)
def parts(source: Source, wish: Wish) -> dict[str, int]:
    """Return the three parts, and who has no coordinate, of all desa together."""
    sums = table(source, wish)[[SERVED, WITHIN, OUTSIDE, "no_quota_count", "located_count", "unlocated_count"]].sum()
    return {str(name): int(value) for name, value in sums.items()}


@st.cache_resource(show_spinner=False, max_entries=64)
def score_rows(source: Source, wish: Wish) -> tuple[pd.DataFrame, pd.Series]:
    """Return the scores per desa, the least served first, and the desa of each row (shared)."""
    rows = _named(source, table(source, wish)).sort_values("e2sfca", na_position="last")
    columns = {"desa": "Desa", "e2sfca": "Skor", "located_count": "Keluarga miskin bertitik", "median_min": "Median"}
    return rows[list(columns)].rename(columns=columns), pd.Series(rows.index)


@st.cache_resource(show_spinner=False, max_entries=64)
def worst(source: Source, wish: Wish) -> str:
    """Return the desa where most live beyond the limit: "Uren (67) dan Mamigang (46)", ``""`` none."""
    rows = _named(source, table(source, wish))
    counts = rows.set_index("desa")[f"beyond_{wish.limit_min}_count"]
    most = counts[counts > 0].sort_values(ascending=False, kind="stable").head(3)
    told = [f"{name} ({number(value)})" for name, value in most.items()]
    return ", ".join(told[:-1]) + (" dan " if told[1:] else "") + told[-1] if told else ""


@st.cache_resource(show_spinner="Menyusun permukiman …", max_entries=8)
def _settlements(source: Source, period: str) -> pd.DataFrame:
    join_m = float(str(cache.settings(source)["join_distance_m"]))
    return settlements_of(families_of(source, period), join_distance_m=join_m)


@st.cache_resource(show_spinner="Menghitung waktu tempuh …", max_entries=16)
def _question(source: Source, period: str, kind: str, mode: str, season: str, day: dt.date) -> Question:
    return question_of(_settlements(source, period), points_of(source, kind), _roads(source, season, day), mode=mode)


def question(source: Source, wish: Wish) -> Question:
    """Return settlements, candidates and times for the siting (shared: do not change it)."""
    return _question(source, wish.period, wish.kind, wish.mode, wish.season, today())


def siting_key(source: Source, wish: Wish, asked: SitingWish) -> str:
    """Return under which name a session keeps what was found for a question."""
    return f"titik_baru_{hash((source, replace(wish, decay=DECAY), asked, today()))}"  # zones play no part


def site_rows(source: Source, found: Proposal) -> pd.DataFrame:
    """Return the new points as a table."""
    sites = found.sites
    return pd.DataFrame(
        {
            "Letak": name_of(sites, names(source)),
            "Keluarga miskin terdekat ke sini": sites["near_count"],
            "Baru terjangkau": sites["new_count"],
            "Bujur": sites["lon"].round(5),
            "Lintang": sites["lat"].round(5),
        }
    )


def curve_rows(found: Proposal) -> pd.DataFrame:
    """Return what each additional point brings, as a table."""
    table = curve_frame(found.curve)
    is_cover = found.best.model == COVER
    value = (
        {"Keluarga terjangkau": table["objective"], "Terjangkau (%)": table["covered_pct"]}
        if is_cover
        else {"Menit per keluarga": table["mean_min"]}
    )
    gain = table["gain"] if is_cover else -table["mean_min"].diff()
    proof = [
        "" if number_of == 0 else one
        for number_of, one in zip(table["count"], ["", *(one.sentence for one in found.curve)], strict=True)
    ]
    return pd.DataFrame({"Titik baru": table["count"], **value, "Tambahan": gain, "Bukti": proof})


@st.cache_resource(show_spinner="Menggambar peta …", max_entries=64)
def _picture(
    source: Source, wish: Wish, view: str, sites: tuple[tuple[str, float, float, int], ...], day: dt.date
) -> Picture:
    proposed = pd.DataFrame(sites, columns=["label", "lon", "lat", "near"])
    lines = [[f"usulan; {number(near)} keluarga miskin terdekat ke sini"] for near in proposed["near"]]
    proposed = proposed.assign(lines=pd.Series(lines, index=proposed.index, dtype=object))
    shown = _table(source, wish, day)[0]
    return access_layers.picture(shown, points_of(source, wish.kind), proposed, view, wish.limit_min)


def picture(source: Source, wish: Wish, view: str, found: Proposal | None) -> Picture:
    """Return the map of one view, new points too where some were found."""
    sites: tuple[tuple[str, float, float, int], ...] = ()
    if found is not None:
        labels = name_of(found.sites, names(source))
        sites = tuple(zip(labels, found.sites["lon"], found.sites["lat"], found.sites["near_count"], strict=True))
    return _picture(source, wish, view, sites, today())


def workbook(source: Source, wish: Wish, found: Proposal | None) -> dict[str, pd.DataFrame]:
    """Return the tables to take away, by the names of their sheets."""
    shown = points_of(source, wish.kind)
    minutes = desa_rows(source, wish)[0].replace(float("inf"), float("nan"))
    sheets = {
        "Waktu tempuh": minutes.round(1),
        "Tiga golongan": part_rows(source, wish)[0],
        "Skor layanan": score_rows(source, wish)[0].replace(float("inf"), float("nan")).round(1),
        "Titik layanan": points_table(shown),
    }
    if found is not None:
        sheets["Titik baru"] = site_rows(source, found)
        sheets["Tambahan tiap titik"] = curve_rows(found).assign(Model=MODELS[found.best.model])
    about = {"Jenis titik": KINDS[wish.kind].label, "Batas (menit)": str(wish.limit_min), "Periode": wish.period, "Program": wish.program,
             "Dasar waktu": access(source, wish).basis, "Penyebut": "keluarga miskin yang koordinat rumahnya diketahui",
             "Zona dan bobot E2SFCA": wish.decay.sentence}  # fmt: skip
    return {**sheets, "Keterangan": pd.DataFrame({"Hal": list(about), "Isi": list(about.values())})}
