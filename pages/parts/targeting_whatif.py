"""Simulasi: a quota, a sum or a cut by two rules side by side, and the list to take to the musdes."""

from __future__ import annotations

import streamlit as st

from analytics.targeting.what_if import RULES, Change, Outcome
from data.export import xlsx_bytes
from data.papers.make import PURPOSE_LENGTH
from data.programs import ALL, program_label
from data.roles import ROLES, Actor
from data.takeaway import Taken, check, release
from geo.progress import Progress
from pages.parts import actor, cache, desa_map, filters, frame, paper_box, tables
from pages.parts.cache import targeting, targeting_maps
from pages.parts.choice import one_of
from pages.parts.format import column, month, number
from pages.parts.targeting_scope import Scope

MAP_HEIGHT_PX = 380
FAMILIES, MONEY, CUT = "keluarga", "dana", "potong"
KINDS = {FAMILIES: "Tambah keluarga", MONEY: "Tambah dana", CUT: "Kurangi penerima"}
MOST, FAMILY_IDR, MILLION = 100_000, 200_000, 1_000_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(scope: Scope) -> None:
    """Ask what is tried, show what it leads to."""
    kind = filters.choice("Apa yang dicoba", KINDS, key="simulasi_jenis")
    change, rules = _asked(kind)
    codes = targeting_maps.codes_in(scope.where, scope.kecamatan, scope.desa)
    first, second = (targeting.outcome(scope.where, scope.period, scope.program, codes, change, rule) for rule in rules)
    frame.subtitle(f"Dicoba: {change.label} · {program_label(scope.program)} · {scope.place_name}")
    frame.note(f"{first.rule.label}: {first.sentence}.", f"{second.rule.label}: {second.sentence}.")
    if first.unplaced_count:
        frame.note(
            f"Desa tidak diketahui: {number(first.unplaced_count)} calon tidak ikut dipilih, karena tidak ada musdes yang bisa "
            "memutuskannya. Lengkapi desanya di halaman Data."
        )
    _costs(scope, codes, change, rules)
    tables.show(targeting_maps.compared(scope.where, scope.period, scope.program, codes, change, rules), {})
    left, right = st.columns([1, 1])
    with left:
        picture = targeting_maps.chosen(scope.where, scope.period, scope.program, codes, change, rules)
        desa_map.show(scope.where, picture, key="peta_simulasi", height_px=MAP_HEIGHT_PX, sides=2)
    with right:
        shown, places = targeting_maps.chosen_rows(scope.where, scope.period, scope.program, codes, change, rules)
        writers = {name: column(1 if "%" in name else 0) for name in shown if name != "Desa"}
        tables.choose(shown, places, writers, key="tabel_simulasi", height_px=MAP_HEIGHT_PX + 40)
    frame.note(*(f"{one.label}: {one.definition}" for one in dict.fromkeys((first.rule, second.rule))))
    _list_of(scope, first, second)


def _costs(scope: Scope, codes: frozenset[str], change: Change, rules: tuple[str, str]) -> None:
    """Say what each rule costs or saves, one sentence where both are the same."""
    if change.amount_idr is not None:
        return
    if scope.program == ALL:
        frame.note("Pilih satu program di atas untuk perkiraan rupiahnya.")
        return
    costs = {
        RULES[rule].label: targeting.cost(scope.where, scope.period, scope.program, codes, change, rule)
        for rule in rules
    }
    told = {label: one.sentence for label, one in costs.items() if one is not None}
    if not told:
        frame.note("Perkiraan rupiah belum bisa dibuat: daftar penerima tidak menyebut besaran.")
    elif len(set(told.values())) == 1:
        frame.note(f"{next(iter(told.values()))}.")
    else:
        frame.note(*(f"{label}: {sentence}." for label, sentence in told.items()))


def _asked(kind: str) -> tuple[Change, tuple[str, str]]:
    places = iter(st.columns(4 if kind == MONEY else 3))
    with next(places):
        amount = _amount(kind)
    each = 0
    if kind == MONEY:
        with next(places):
            each = st.number_input(
                "Rp tiap keluarga", min_value=1_000, value=FAMILY_IDR, step=50_000, key="simulasi_tiap"
            )
    names = list(RULES)
    with next(places):
        first = one_of("Aturan pertama", names, words=lambda key: RULES[key].label, key="simulasi_aturan_1")
    with next(places):
        second = one_of("Aturan kedua", names, index=2, words=lambda key: RULES[key].label, key="simulasi_aturan_2")
    change = {
        FAMILIES: lambda: Change(family_count=int(amount)),
        MONEY: lambda: Change(amount_idr=float(amount * MILLION), family_idr=float(each)),
        CUT: lambda: Change(cut_pct=float(amount)),
    }[kind]()
    return change, (first, second)


def _amount(kind: str) -> int:
    if kind == FAMILIES:
        return st.number_input("Berapa keluarga", min_value=0, max_value=MOST, value=100, step=10, key="simulasi_n")
    if kind == MONEY:
        return st.number_input("Berapa juta Rp", min_value=0, max_value=MOST, value=50, step=10, key="simulasi_rp")
    return st.number_input("Berapa % penerima", min_value=0, max_value=100, value=10, step=5, key="simulasi_persen")


def _list_of(scope: Scope, first: Outcome, second: Outcome) -> None:
    """Offer the families chosen by each rule, for the musdes: masked unless the role and a purpose allow more."""
    frame.subtitle("Daftar untuk musdes")
    frame.note("Simulasi tidak menetapkan siapa pun: daftar ini bahan musdes, dan keputusannya di musdes.")
    who, one, two, _ = st.columns([1, 1, 1, 1])
    with who:
        by = actor.box()
    for place, (outcome, place_number) in zip((one, two), ((first, 1), (second, 2)), strict=True):
        with place, st.popover(f"Daftar: {outcome.rule.label}", width="stretch"):
            _list_box(scope, outcome, by, place_number)


@st.fragment
def _list_box(scope: Scope, outcome: Outcome, by: Actor, number: int) -> None:
    if not outcome.chosen:
        frame.note("Tidak ada keluarga yang terpilih.")
        return
    frame.note("Nama, NIK dan No. KK disamarkan.")
    if not by.may_unmask():
        frame.note(f"Peran {ROLES[by.role].label} tidak mengunduh daftar lengkap.")
    wants_whole = by.may_unmask() and st.checkbox("Nama, NIK dan No. KK lengkap", key=f"simulasi_lengkap_{number}")
    purpose = ""
    if wants_whole:
        frame.note("Tulis tujuannya; nama petugas dan tujuan dicatat di riwayat.")
        purpose = st.text_input(
            "Untuk apa", max_chars=PURPOSE_LENGTH, key=f"simulasi_tujuan_{number}", placeholder="misalnya: musdes Uren"
        ).strip()

    def made(progress: Progress) -> bytes:
        progress(0.1, "Mengambil keluarga …")
        check(by, "daftar_musdes")
        rows = targeting.musdes_rows(scope.where, scope.period, outcome.chosen, by if wants_whole else None, purpose)
        progress(0.7, "Menulis buku kerja …")
        content = xlsx_bytes({"Daftar musdes": rows}, is_demo=scope.where.is_demo)
        if wants_whole:  # noted by the reading
            return content
        told = f"{outcome.rule.label} {scope.program} {scope.period}"
        return release(cache.store_of(scope.where), "daftar_musdes", by, lambda: Taken(content, len(rows)), scope=told)

    name = f"{'DATA CONTOH ' if scope.where.is_demo else ''}daftar musdes {outcome.rule.key} {scope.program} {month(scope.period)}.xlsx"
    paper_box.offer(f"musdes_{number}", "Buat XLSX", made, name, XLSX, is_ready=bool(purpose) or not wants_whole)
