"""Finding one family: by a part of a name, the end of a number, or its desa."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.programs import ALL
from pages.parts import cache, filters, frame, tables
from pages.parts.cache import Source
from pages.parts.cache.shown import shown
from pages.parts.format import column, number

_KEY = "keluarga_dipilih"
_TEXT = "cari_keluarga"
SHOWN = 50
_COLUMNS = {
    "name_head": "Kepala keluarga", "found": "Ditemukan", "no_kk": "No. KK", "desa_name": "Desa", "dusun": "Dusun",
    "rt": "RT", "desil": "Desil", "person_count": "Orang",
}  # fmt: skip


def chosen(where: Source) -> str | None:
    """Return the key of the family chosen in this database, ``None`` where none is; it never stands in an address."""
    kept = filters.answer(_KEY)
    return str(kept[1]) if isinstance(kept, tuple) and kept[0] == where.path else None


def choose(where: Source, key: str | None) -> None:
    """Show this family from now on, ``None``: the search."""
    filters.remember(_KEY, (where.path, key) if key else None)


def headline(where: Source) -> None:
    """Say how many people are known, and how many of them need special care."""
    frame.headline(*shown(_known, where))


def _known(where: Source) -> tuple[str, str]:
    counts = cache.vulnerable_counts(where)
    families = cache.coverage_of(where, "", ALL)["families"].sum()
    told = {"lansia": "elderly_count", "penyandang disabilitas": "disabled_count", "ibu hamil": "pregnant_count",
            "balita": "toddler_count", "keluarga dikepalai perempuan": "is_led_by_woman"}  # fmt: skip
    return (
        f"{number(families)} keluarga, {number(counts['person_count'])} orang dikenal",
        " · ".join(f"{number(counts[key])} {words}" for words, key in told.items()),
    )


def search(where: Source) -> None:
    """Let the reader look for a family and choose it."""
    left, right = st.columns([2, 1])
    with left:
        text = st.text_input(
            "Cari", key=_TEXT, max_chars=60, label_visibility="collapsed",
            placeholder="Bagian nama, atau NIK/No. KK (boleh empat angka terakhirnya saja)",
        )  # fmt: skip
    with right:
        desa = filters.desa_box(where, "", ALL)
    if not text.strip() and not desa:
        frame.note("Tulis bagian nama atau nomor, atau pilih desa, lalu klik satu baris.")
        return
    rows = cache.families_found(where, text.strip(), desa or "")
    if rows.empty:
        frame.note("Tidak ada keluarga yang cocok. Coba bagian nama yang lain, empat angka terakhir, atau semua desa.")
        return
    _list(where, rows)


def _list(where: Source, rows: pd.DataFrame) -> None:
    other = rows["name_found"] != rows["name_head"]
    found = rows["name_found"].where(other, "").str.cat(rows["relation_found"].fillna("").where(other, ""), sep=" · ")
    known = rows["is_known"].map({True: "", False: "tidak ada di daftar keluarga"})
    shown = rows.assign(found=found.str.strip(" ·").where(known == "", known))[list(_COLUMNS)].rename(columns=_COLUMNS)
    key = f"hasil_{where.version}"

    def picked(position: int | None) -> None:
        choose(where, None if position is None else str(rows["family_key"].iloc[position]))

    tables.pick_row(shown, {"Desil": column(0), "Orang": column(0)}, key=key, height_px=420, on_pick=picked)
    if len(rows) == SHOWN:
        frame.note(f"{number(SHOWN)} keluarga pertama tampil; tulis lebih banyak huruf atau angka, atau pilih desa.")
    else:
        frame.note(f"{number(len(rows))} keluarga cocok. Klik satu baris untuk membukanya.")
