"""The pieces of Akses: the answer, the map and its table, the three parts, the scores."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.access.reach import total_beyond
from analytics.access.served import OUTSIDE, SERVED, WITHIN, WORDS
from analytics.access.sites import Proposal
from data.export import xlsx_bytes
from data.programs import program_label
from data.service_points import KINDS
from data.takeaway import Taken
from geo.network.modes import MODES
from pages.parts import access_decay, access_siting, cards, desa_map, filters, frame, tables
from pages.parts.access_layers import BEYOND, VIEWS, minutes
from pages.parts.access_wish import Wish
from pages.parts.cache import Source, access
from pages.parts.cards import Card
from pages.parts.choice import one_of
from pages.parts.format import column, month, number, percent
from pages.parts.take_away import button

MAP_HEIGHT_PX = 400
_MINUTES = {"Median": minutes, "Terjauh": minutes}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked(where: Source, places: Sequence[DeltaGenerator]) -> Wish:
    """Show the filters, one in each place; return what they say."""
    one, two, three, four, five = places
    with one:
        kind = filters.point_kind()
    with two:
        mode = filters.travel_mode()
    with three:
        season = filters.season(where)
    with four:
        limit_min = filters.travel_limit()
    with five:
        program = filters.program(where)
    return Wish(kind, mode, season, limit_min, program, filters.newest_period(where), access_decay.chosen())


def without_points(where: Source, wish: Wish) -> None:
    """Say that nothing can be told without points, and how they come in."""
    kind = KINDS[wish.kind].label.lower()
    frame.headline(
        f"Belum ada {kind} yang berkoordinat: waktu tempuh keluarga belum bisa dihitung",
        "Muat daftar titik (GeoJSON, GeoPackage, Shapefile, KML, atau CSV/XLSX dengan kolom nama, jenis, bujur, lintang), "
        "atau tulis di tabel di bawah ini.",
    )
    others = [KINDS[key].label for key in KINDS if access.count(where, key)]
    if others:
        frame.note(f"Yang sudah ada titiknya: {', '.join(others)}; pilih jenisnya di atas.")
    frame.link("intake", "Buka halaman Data untuk memuat berkas titik layanan")


def headline(where: Source, wish: Wish) -> None:
    """Say how many poor families live beyond the limit, and where most of them do."""
    table = access.table(where, wish)
    count, among = total_beyond(table, wish.limit_min)
    kind, most = KINDS[wish.kind].label.lower(), access.worst(where, wish)
    text = f"{number(count)} dari {number(among)} keluarga miskin berada lebih dari {wish.limit_min} menit dari {kind} terdekat"
    without = int(table["unlocated_count"].sum())
    detail = f"{percent(100 * count / among) if among else 'tidak ada data'} · sekali jalan, {MODES[wish.mode].label}"
    if without:
        detail += f" · {number(without)} keluarga miskin tanpa koordinat tidak dihitung"
    if way_out := int(table["no_way_count"].sum()):
        detail += f" · {number(way_out)} tidak mempunyai jalan dengan moda ini"
    frame.headline(f"{text} — terbanyak di {most}" if most else text, detail)


def map_and_table(where: Source, wish: Wish) -> None:
    """Show the map and the table of desa: each marks the desa chosen in the other."""
    left, right = st.columns([1, 1])
    with left:
        view = one_of(
            "Peta",
            list(VIEWS),
            words=lambda key: VIEWS[key].label.format(wish.limit_min),
            key="peta_akses_isi",
            is_bare=True,
        )
        picture = access.picture(where, wish, view or BEYOND, access_siting.found(where, wish))
        desa_map.show(where, picture, key="peta_akses", height_px=MAP_HEIGHT_PX)
    rows, codes = access.desa_rows(where, wish)
    writers = {name: column(1 if "%" in name else 0) for name in rows.columns[1:]} | _MINUTES
    with right:
        tables.choose(rows, codes, writers, key="tabel_akses", height_px=MAP_HEIGHT_PX + 90)
        basis = access.access(where, wish).basis
        frame.source_line(f"Waktu sekali jalan {basis}")


def three_parts(where: Source, wish: Wish) -> None:
    """Show who is served, who could be, who lives out of reach."""
    sums = access.parts(where, wish)
    among = f"dari {number(sums['located_count'])} keluarga miskin bertitik"
    full = f"; {number(sums['no_quota_count'])} di antaranya karena kuota habis" if sums["no_quota_count"] else ""
    cards.show(
        [
            Card(WORDS[SERVED], number(sums[SERVED]), among, f"Keluarga miskin yang menerima {program_label(wish.program)}, di mana pun rumahnya."),
            Card(WORDS[WITHIN], number(sums[WITHIN]), among, f"Belum menerima, tetapi ada titik sampai {wish.limit_min} menit yang masih punya kuota (atau kuotanya belum diisi)."),
            Card(WORDS[OUTSIDE], number(sums[OUTSIDE]), among + full, f"Belum menerima, dan tidak ada titik berkuota sampai {wish.limit_min} menit."),
            Card("Tanpa titik", number(sums["unlocated_count"]), "keluarga miskin tanpa koordinat rumah", "Tidak masuk ketiga golongan: jaraknya tidak diketahui."),
        ]
    )  # fmt: skip
    rows, codes = access.part_rows(where, wish)
    writers = dict.fromkeys(rows.columns[1:], column(0))
    tables.choose(rows, codes, writers, key="tabel_golongan", height_px=360)
    frame.note(
        "Kuota yang tersisa = kapasitas dikurangi keluarga penerima yang titik terdekatnya di situ; sisanya dibagikan mulai dari yang terdekat."
    )


def scores(where: Source, wish: Wish) -> None:
    """Show the scores by E2SFCA with zones and weights."""
    access_decay.edit()
    found = access.catchment(where, wish)
    frame.note(
        f"Skor = {found.unit} yang tersedia bagi tiap 1.000 keluarga miskin (E2SFCA, Luo & Qi 2009). Bobot menurut waktu: {found.decay.sentence}; lebih jauh 0.",
        "Kapasitas setiap titik dibagi kepada semua keluarga yang menjangkaunya, jadi titik dekat yang ramai bernilai lebih kecil."
        + ("" if found.unit != "titik" else " Kapasitas belum lengkap: tiap titik dihitung satu."),
    )
    rows, codes = access.score_rows(where, wish)
    writers = {"Skor": column(1), "Keluarga miskin bertitik": column(0), **_MINUTES}
    tables.choose(rows, codes, writers, key="tabel_skor", height_px=360)


def take_away(where: Source, wish: Wish) -> None:
    """Let the tables be taken away, and lead on."""
    found = access_siting.found(where, wish)
    one, two = st.columns([1, 3])
    with one:
        name = f"akses {KINDS[wish.kind].label.lower()} {wish.period}"
        button(
            where, "akses", "Unduh XLSX", lambda: _file(where, wish, found),
            f"{'DATA CONTOH ' if where.is_demo else ''}{name}.xlsx", scope=name, mime=_XLSX,
        )  # fmt: skip
    with two:
        frame.link("routes", "Buat rute penyaluran →")


def _file(where: Source, wish: Wish, found: Proposal | None) -> Taken:
    sheets = access.workbook(where, wish, found)
    return Taken(xlsx_bytes(sheets, is_demo=where.is_demo), sum(map(len, sheets.values())))


def sources(where: Source, wish: Wish) -> None:
    """Say where the figures come from."""
    frame.source_line(
        f"Sumber: daftar keluarga, daftar penerima {month(wish.period)} ({program_label(wish.program)}), titik layanan kantor · "
        f"penyebut: keluarga miskin yang koordinat rumahnya diketahui · waktu sekali jalan, {access.access(where, wish).basis}"
    )
