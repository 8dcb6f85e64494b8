"""One family on one page: who lives there, what it receives, what is doubted, where it lives, what has changed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.family import Family, note_collector, open_numbers, program_grid
from data.programs import program_label
from data.roles import Actor
from pages.parts import (
    acting,
    actor,
    cache,
    duplicates_view,
    family_search,
    filters,
    frame,
    map_layers,
    map_view,
    tables,
)
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.format import MISSING, local_day, long_date, month, number

MAP_HEIGHT_PX = 260
_OPENED = "keluarga_nomor_dibuka"
_RELATIONS = ("suami/istri", "anak", "orang tua", "kerabat lain", "tetangga", "aparat desa", "lainnya")
_EVERY_PROGRAM = ""


def headline(where: Source, key: str, period: str) -> None:
    """Say who this is and what the family receives."""
    family = _family(where, key)
    if family is None:
        frame.headline("Keluarga ini tidak ada lagi dalam data", "Berkasnya ditarik atau diganti; cari lagi di bawah.")
        return
    facts = family.facts
    frame.headline(
        f"{facts['name_head'] or 'Tanpa nama'} — {facts['desa_name'] or 'desa tidak diketahui'}", _told(family, period)
    )


def _told(family: Family, period: str) -> str:
    rows = family.receives[family.receives["period"] == period]
    programs = [program_label(key) for key in dict.fromkeys(rows["program"])]
    what = f"menerima {' dan '.join(programs)}" if programs else "belum menerima bantuan apa pun"
    when = f" pada {month(period)}" if period else ""
    desil = family.facts["desil"]
    rank = "tanpa desil" if desil is None else f"desil {number(float(str(desil)))}"
    known = rank if family.is_known else "tidak ada di daftar keluarga"
    doubts = int((family.flags["severity"] != "INFO").sum())
    return f"{what[0].upper()}{what[1:]}{when} · {known} · {number(doubts)} hal perlu dilihat"


def whole(where: Source, key: str, by: Actor) -> None:
    """Show the family, piece by piece."""
    if st.button("← Cari keluarga lain", type="tertiary"):
        family_search.choose(where, None)
        st.rerun()
    family = _family(where, key)
    if family is None:
        return
    left, right = st.columns([3, 2])
    with left:
        _members(family)
        _programs(family)
        _payment(where, family, by)
    with right:
        _facts(family)
        _map(where, family)
        _unmask(where, family, by)
    _flags(family)
    duplicates_view.of_family(where, key, by)
    _story(where, key)


def _family(where: Source, key: str) -> Family | None:
    """Return the family, with whole numbers where somebody has opened them in this session."""
    return cache.family(where, key, is_masked=not _is_open(where, key))


def _is_open(where: Source, key: str) -> bool:
    return filters.answer(_OPENED) == (where.path, key) and actor.present().may_unmask()


def _members(family: Family) -> None:
    rows = family.members
    frame.subtitle(f"Anggota: {number(len(rows))} orang" if family.is_known else "Orang")
    relation = rows["relation"].fillna(rows["known_from"].map({"penerima": "penerima, tidak tercatat sebagai anggota"}))
    shown = pd.DataFrame(
        {
            "Nama": rows["name"],
            "Umur": rows["age"].map(lambda age: MISSING if pd.isna(age) else f"{number(age)} th"),
            "Tanda": _marks(rows),
            "Hubungan": relation.fillna(MISSING),
            "L/P": rows["sex"].fillna(MISSING),
            "NIK": rows["nik"].where(rows["nik"].fillna("") != "", MISSING),
        }
    )
    tables.show(shown, {}, height_px=330)
    if len(rows) < float(str(family.facts["member_count"] or 0)):
        frame.note(
            f"Menurut daftar keluarga ada {number(float(str(family.facts['member_count'])))} anggota; yang lain belum dimuat."
        )


def _marks(rows: pd.DataFrame) -> list[str]:
    words = {"is_elderly": "lansia", "is_disabled": "disabilitas", "is_pregnant": "hamil", "is_toddler": "balita"}
    marks = pd.DataFrame({key: rows[key].map({True: word, False: ""}) for key, word in words.items()}, index=rows.index)
    since = rows["status_on"].map(lambda day: "" if pd.isna(day) else f" {long_date(day)}")
    left = (
        rows["status"].fillna("") + since + rows["status_file"].map(" ({})".format, na_action="ignore").fillna("")
    ).str.strip()
    return [
        ", ".join(mark for mark in (gone, *some) if mark) for gone, some in zip(left, marks.to_numpy(), strict=True)
    ]


def _programs(family: Family) -> None:
    frame.subtitle("Program dan periode")
    grid = program_grid(family)
    if grid.empty:
        frame.note("Tidak ada satu daftar pun yang menyebut keluarga ini.")
        return
    shown = grid.rename(index=program_label, columns=month).rename_axis("Program").reset_index()
    tables.show(shown, {})


def _payment(where: Source, family: Family, by: Actor) -> None:
    if family.receives.empty:
        return
    frame.subtitle("Kepala keluarga, yang dibayar, yang mengambil")
    rows = family.receives.drop_duplicates("program")
    relation = rows["relation"].fillna("tidak tercatat sebagai anggota" if family.is_known else MISSING)
    collects = {str(program): _collector(family, str(program)) for program in rows["program"]}
    shown = pd.DataFrame(
        {
            "Program": rows["program"].map(program_label),
            "Yang dibayar": rows["name"],
            "Hubungan": relation,
            "Yang mengambil": rows["program"].map(collects),
        }
    )
    tables.show(shown, {})
    with st.expander("Catat siapa yang mengambil"), st.form("pengambil"):
        program = one_of(
            "Program",
            [_EVERY_PROGRAM, *rows["program"]],
            words=lambda each: program_label(each) if each else "Semua program",
        )
        name = st.text_input("Nama pengambil (kosong: yang dibayar mengambil sendiri)", max_chars=80)
        relation_now = one_of("Hubungan dengan yang dibayar", list(_RELATIONS))
        if st.form_submit_button("Simpan pengambil"):

            def keep() -> str:
                told = relation_now if name.strip() else ""
                note_collector(cache.store_of(where), family.key, program=program, name=name, relation=told, by=by)
                return "Pengambil dicatat."

            acting.carry_out(keep)


def _collector(family: Family, program: str) -> str:
    """Return who collects: as said on the screen, else as the last delivery says, else the recipient."""
    said = family.collectors.get(program) or family.collectors.get(_EVERY_PROGRAM)
    if said:
        return f"{said[0]} ({said[1]})" if said[0] else "sendiri"
    handed = family.handed[(family.handed["program"] == program) & (family.handed["collector"] != "")].tail(1)
    told = handed["collector"] + " (" + handed["collector_relation"] + ", menurut daftar penyaluran)"
    return next(iter(told), "sendiri")


def _facts(family: Family) -> None:
    facts, people = family.facts, family.members[family.members["status"].isna()]
    place = [f"{label} {facts[key]}" for key, label in (("dusun", ""), ("rt", "RT"), ("rw", "RW")) if facts[key]]
    head = people[people["is_head"]]
    frame.figures(
        "Keluarga",
        {
            "No. KK": str(facts["no_kk"] or MISSING),
            "Alamat": " ".join(place).strip() or MISSING,
            "Lansia": number(people["is_elderly"].sum()),
            "Disabilitas": number(people["is_disabled"].sum()),
            "Ibu hamil": number(people["is_pregnant"].sum()),
            "Balita": number(people["is_toddler"].sum()),
            "Kepala keluarga perempuan": "ya" if (head["sex"] == "P").any() else "tidak",
        },
    )


def _map(where: Source, family: Family) -> None:
    geometry = cache.base(where)
    if geometry is None:
        return
    facts = family.facts
    point = pd.DataFrame({"lon": [facts["lon"]], "lat": [facts["lat"]], "name": [facts["name_head"]]}).dropna()
    picture = map_layers.home_of_family(point)
    code = str(facts["desa_code"]) or None
    map_view.show_map(geometry, picture.layers, key="peta_keluarga", height_px=MAP_HEIGHT_PX, selected=code)
    if point.empty:
        frame.note("Titik rumah keluarga ini belum ada; garis tebal adalah batas desanya.")
    else:
        st.html(picture.legend)


def _unmask(where: Source, family: Family, by: Actor) -> None:
    if _is_open(where, family.key):
        frame.say("Nomor dan nama tampil lengkap; pembukaannya dicatat di riwayat.", frame.CAUTION)
        if st.button("Samarkan lagi"):
            filters.remember(_OPENED, None)
            st.rerun()
        return
    if not by.may_unmask():
        frame.note("Peran ini melihat nomor tersamar.")
        return
    with st.expander("Tampilkan nomor lengkap"), st.form("buka_nomor"):
        purpose = st.text_input("Untuk apa", placeholder="misalnya: verifikasi lapangan", max_chars=200)
        if st.form_submit_button("Tampilkan nomor lengkap"):

            def unfold() -> str:
                open_numbers(cache.store_of(where), family.key, by=by, purpose=purpose)
                cache.history.clear()
                filters.remember(_OPENED, (where.path, family.key))
                return "Nomor lengkap ditampilkan dan dicatat di riwayat."

            acting.carry_out(unfold)


def _flags(family: Family) -> None:
    frame.subtitle(f"Catatan pemeriksaan: {number(len(family.flags))}")
    if family.flags.empty:
        frame.note("Tidak ada catatan pada baris-baris keluarga ini.")
        return
    names = {"severity": "Tingkat", "message": "Catatan", "value": "Tertulis", "file": "Berkas", "sheet": "Lembar",
             "row": "Baris", "remedy": "Tindakan"}  # fmt: skip
    tables.show(family.flags[list(names)].rename(columns=names), {}, height_px=300)


def _story(where: Source, key: str) -> None:
    frame.subtitle("Riwayat")
    told = cache.family_story(where, key)
    if told.empty:
        frame.note("Belum ada perubahan yang dicatat.")
        return
    lines = [
        f"{long_date(local_day(row.changed_at))} · {row.what}: {_change(str(row.before), str(row.after))} · {row.who}"
        + (f" · {row.file}" if row.file else "")
        + (f" · {row.reason}" if row.reason else "")
        for row in told.itertuples()
    ]
    frame.note(*lines)


def _change(before: str, after: str) -> str:
    return f"{before} → {after or 'kosong'}" if before else after
