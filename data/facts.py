"""What was found at the door of a file, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from data.intake.fields import FIELDS
from data.intake.request import Loaded
from data.programs import program_label
from geo.notation import month, number, percent

Writer = Callable[[Mapping[str, object]], str]
SYSTEMS = {"kemendagri": "Kemendagri", "bps": "BPS"}


def describe(facts: Mapping[str, object]) -> list[str]:
    """Return one sentence per fact that a reader needs; facts that say nothing are left out."""
    told = (write(facts) for key, write in _WRITERS.items() if facts.get(key) not in (None, [], ""))
    return [sentence for sentence in told if sentence]


def _real(value: object) -> float:
    return float(str(value))


def _guessed(facts: Mapping[str, object]) -> str:
    pairs = [str(pair).rsplit(" → ", 1) for pair in _list(facts["guessed"])]
    told = ", ".join(f"“{header}” dibaca sebagai {FIELDS[field].label}" for header, field in pairs)
    return f"Kolom yang ditebak, periksa: {told}."


def _remembered(facts: Mapping[str, object]) -> str:
    pairs = [str(pair).rsplit(" → ", 1) for pair in _list(facts["remembered"])]
    told = (
        f"“{header}” {f'dibaca sebagai {FIELDS[field].label}' if field else 'tidak dipakai'}" for header, field in pairs
    )
    return f"Kolom menurut pilihan yang diingat dari berkas sebelumnya: {', '.join(told)}."


def _told_by(facts: Mapping[str, object]) -> str:
    what = f"{program_label(str(facts['program']))}, {month(str(facts['period']))}"
    return f"Program dan bulan menurut berkas sendiri ({facts['told_by']}): {what}."


def _hidden(facts: Mapping[str, object]) -> str:
    return f"Lembar tersembunyi yang tidak dibaca: {', '.join(str(name) for name in _list(facts['hidden_sheets']))}."


def _skipped(facts: Mapping[str, object]) -> str:
    return f"Lembar yang tidak dibaca: {', '.join(str(name) for name in _list(facts['skipped_sheets']))}."


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _learnt(facts: Mapping[str, object]) -> str:
    count = int(_real(facts["learnt_count"]))
    return f"{number(count)} kode BPS tidak ada di daftar mana pun dan dipelajari dari nama desanya." if count else ""


def _code_system(facts: Mapping[str, object]) -> str:
    text = f"Kode desa: {SYSTEMS[str(facts['code_system'])]}"
    shares = [
        f"{percent(100 * _real(facts[f'{key}_hit_share']), 0)} dikenal sebagai {label}"
        for key, label in SYSTEMS.items()
        if facts.get(f"{key}_hit_share")
    ]
    return f"{text} ({'; '.join(shares)})." if shares else f"{text}."


def _crs(facts: Mapping[str, object]) -> str:
    text = f"Sistem koordinat: {facts['crs']}"
    if facts.get("is_axis_swapped"):
        text += "; lintang dan bujur tertukar, sudah ditukar kembali"
    if facts.get("is_crs_declared_wrong"):
        text += f"; berkas menulis {facts.get('crs_declared')}, itu keliru"
    return f"{text}."


def _coverage(facts: Mapping[str, object]) -> str:
    return (
        f"Batas dirapikan: {number(_real(facts['overlap_pairs_before']))} pasangan tumpang tindih dan "
        f"{number(_real(facts['holes_before']))} celah ditutup; luas berubah paling banyak "
        f"{percent(_real(facts['largest_area_change_pct']), 2)} ({facts.get('largest_area_change_name') or '-'})."
    )


def _merged(facts: Mapping[str, object]) -> str:
    return (
        f"{number(_real(facts['desa_count']))} desa di berkas: {number(_real(facts.get('added_count') or 0))} baru, "
        f"{number(_real(facts.get('replaced_count') or 0))} menggantikan yang lama; "
        f"{number(_real(facts.get('kept_count') or 0))} desa lama tetap."
    )


def _shift(facts: Mapping[str, object]) -> str:
    if not facts["compared_desa_count"]:
        return ""
    return (
        f"Dibandingkan dengan {number(_real(facts['compared_desa_count']))} desa yang sudah ada: bergeser "
        f"{number(_real(facts['shift_m']))} m ke {facts['shift_compass']}, tumpang tindih (median) "
        f"{percent(100 * _real(facts['median_iou']), 0)}."
    )


def _columns(facts: Mapping[str, object]) -> str:
    names = {"kode": "code_column", "nama": "name_column", "kecamatan": "kecamatan_column", "kode BPS": "bps_column"}
    told = [f"{label} dari kolom “{facts[key]}”" for label, key in names.items() if facts.get(key)]
    return f"Dibaca: {', '.join(told)}."


def _beside(facts: Mapping[str, object]) -> str:
    names = ", ".join(str(name) for name in _list(facts["beside"]))
    return f"Sudah ada daftar program dan bulan ini: {names}. Isinya dijumlahkan; tarik yang lama bila ini gantinya."


_CORRECTED = {
    "freed": "{} baris ikut masuk karena baris yang menghalanginya sudah dibetulkan.",
    "unchanged": "{} baris tidak berubah dan tetap menunggu.",
    "left": "{} baris sudah masuk atau dikeluarkan sebelumnya; tidak diubah.",
    "unknown": "{} baris tidak dikenal di basis data ini.",
}


def _corrections(facts: Mapping[str, object]) -> str:
    counts = facts["corrections"]
    found = counts if isinstance(counts, Mapping) else {}
    return " ".join(text.format(number(found[name])) for name, text in _CORRECTED.items() if found.get(name))


def _contradicted(facts: Mapping[str, object]) -> str:
    rows = ", ".join(str(row) for row in _list(facts["contradicted"]))
    return f"Tertulis dua kali dengan isi berbeda, keduanya tidak dimuat: {rows}. Sisakan yang benar, lalu muat lagi."


def _added(facts: Mapping[str, object]) -> str:
    count = _real(facts["added_rows"])
    return f"{number(count)} baris tambahan tidak dimuat: muat sebagai daftar biasa." if count else ""


def _columns_gone(facts: Mapping[str, object]) -> str:
    names = ", ".join(str(name) for name in _list(facts["missing_columns"]))
    return f"Kolom yang hilang dari berkas ini, isinya tetap seperti semula: {names}."


def _columns_new(facts: Mapping[str, object]) -> str:
    names = ", ".join(str(name) for name in _list(facts["unknown_columns"]))
    return f"Kolom yang tidak dikenal, isinya tidak dimuat: {names}."


def corrected(report: Loaded) -> str:
    """Return what became of a workbook of corrections."""
    return (
        f"{report.name}: {number(report.row_count)} baris diperiksa, {number(report.accepted_count)} dimasukkan, "
        f"{number(report.set_aside_count)} berubah tetapi masih menunggu."
    )


def _network(facts: Mapping[str, object]) -> str:
    return " ".join(str(sentence) for sentence in _list(facts["network"]))


def networked(report: Loaded) -> str:
    """Return what became of a file of roads, trails or rivers."""
    return f"{report.name}: {number(report.row_count)} potong jalan atau sungai masuk jaringan."


def _points(facts: Mapping[str, object]) -> str:
    return " ".join(str(sentence) for sentence in _list(facts["points"]))


def pointed(report: Loaded) -> str:
    """Return what became of a file of service points."""
    return (
        f"{report.name}: {number(report.accepted_count)} titik layanan dimuat, {number(report.flagged_count)} perlu "
        "dilihat di halaman Akses."
    )


_WRITERS: dict[str, Writer] = {
    "points": _points,
    "network": _network,
    "corrections": _corrections,
    "contradicted": _contradicted,
    "added_rows": _added,
    "missing_columns": _columns_gone,
    "unknown_columns": _columns_new,
    "beside": _beside,
    "told_by": _told_by,
    "guessed": _guessed,
    "remembered": _remembered,
    "hidden_sheets": _hidden,
    "skipped_sheets": _skipped,
    "desa_count": _merged,
    "code_column": _columns,
    "code_system": _code_system,
    "learnt_count": _learnt,
    "crs": _crs,
    "overlap_pairs_before": _coverage,
    "compared_desa_count": _shift,
}
"""Fact → the sentence that speaks of it, in the order of the report."""
