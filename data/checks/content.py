"""Checks of what else stands in a row: numbers, desil, text that could do harm, rows that are no people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.checks.registry import CRITICAL, LOOK, NOTE, Batch, Check
from data.intake.fields import UNSUR
from data.programs import program_label
from geo.notation import month

DESIL = (1, 10)
LONGEST_TEXT = 200
_ANSWERS = (1, 4)
_SHORT = 20
EVERYBODY = ("families", "members", "recipients", "deliveries", "survey", "complaints")
"""Roles whose rows are looked at for what people wrote."""
_LONG_FIELDS = ("remark", "report", "category", "service")
_HARMFUL_ANYWHERE = r"^[=+@]|<\s*[a-zA-Z/!]|(?i:javascript:)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]"
_TEXT_FIELDS = ("name", "desa", "kecamatan", "dusun")
_HARMFUL = (
    r"^[=+@]|^-\s*[A-Za-z0-9(]|[<>\";?\ufffd]|--|(?i:javascript:)"
    r"|[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]"
    "|[\U00010000-\U0010ffff]"
)


def desil_invalid(batch: Batch) -> pd.Series:
    """A desil that is no whole number from 1 to 10."""
    return batch.frame["desil"].ne("") & ~batch.frame["desil_value"].between(*DESIL).fillna(False)


def desil_missing(batch: Batch) -> pd.Series:
    """A family without desil in a file that has a column for it."""
    return batch.frame["desil"].eq("") if "desil" in batch.present else batch.nowhere()


def desil_column_missing(batch: Batch) -> pd.Series:
    """A file of families without a column for the desil."""
    return batch.nowhere() if "desil" in batch.present or "desil" not in batch.fields else ~batch.nowhere()


def count_not_number(batch: Batch) -> pd.Series:
    """A word where the number of members stands."""
    return batch.frame["member_count"].ne("") & batch.frame["member_count_value"].isna()


def amount_not_number(batch: Batch) -> pd.Series:
    """A word where an amount stands."""
    return batch.frame["amount_idr"].ne("") & batch.frame["amount_idr_value"].isna()


def amount_impossible(batch: Batch) -> pd.Series:
    """An amount below 0, or 0 where something was handed over."""
    amount = batch.frame["amount_idr_value"]
    handed_over = batch.frame["status"].str.contains(
        r"(?i)^(?:(?:sudah|telah)\s+)?(?:di|ter)?(?:terima|wakil|salur|bayar|ambil)"
    )
    return ((amount < 0) | ((amount == 0) & handed_over)).fillna(value=False)


def date_impossible(batch: Batch) -> pd.Series:
    """A date that the calendar does not have."""
    return batch.frame["on_date"].ne("") & batch.frame["on_date_value"].isna()


def answer_out_of_range(batch: Batch) -> pd.Series:
    """An answer of a survey that is not 1, 2, 3 or 4; none at all is allowed."""
    asked = [unsur for unsur in UNSUR if unsur in batch.frame]
    wrong = [_is_wrong(batch.frame, name) for name in asked]
    return pd.Series(np.logical_or.reduce(wrong), index=batch.frame.index) if wrong else batch.nowhere()


def first_wrong_answer(rows: pd.DataFrame) -> pd.Series:
    """Return the first field of each row whose answer is out of range."""
    found = pd.Series(UNSUR[0], index=rows.index, dtype="object")
    for name in reversed(UNSUR):
        found = found.mask(_is_wrong(rows, name), name)
    return found


def _is_wrong(rows: pd.DataFrame, name: str) -> pd.Series:
    return rows[name].ne("") & ~rows[f"{name}_value"].between(*_ANSWERS).fillna(False)


def wrong_answers(rows: pd.DataFrame) -> pd.Series:
    """Return which answers of each row are out of range: "U4 = 7"."""
    said = pd.Series("", index=rows.index, dtype="str")
    for name in UNSUR:
        said = said.mask(_is_wrong(rows, name), said + ", " + name.upper() + " = " + rows[name].str.slice(0, _SHORT))
    return said.str.removeprefix(", ")


def harmful_text(batch: Batch) -> pd.Series:
    """Script, formulas, control or lost characters, very long text; shown and exported harmlessly."""
    shorts = [batch.frame[name] for name in _TEXT_FIELDS if name in batch.present]
    longs = [batch.frame[name] for name in _LONG_FIELDS if name in batch.present]
    hits = [(text.str.contains(_HARMFUL) | (text.str.len() > LONGEST_TEXT)).to_numpy() for text in shorts]
    hits += [text.str.contains(_HARMFUL_ANYWHERE).to_numpy(dtype=bool) for text in longs]
    return pd.Series(np.logical_or.reduce(hits), index=batch.frame.index) if hits else batch.nowhere()


def program_differs(batch: Batch) -> pd.Series:
    """A file that calls itself the list of another program than the user says."""
    asked, stated = batch.asked[0], batch.stated[0]
    return ~batch.nowhere() if asked and stated and asked != stated else batch.nowhere()


def period_differs(batch: Batch) -> pd.Series:
    """A file that calls itself the list of another month than the user says."""
    asked, first, last = batch.asked[1], *batch.stated[1:]
    return ~batch.nowhere() if asked and first and not first <= asked <= last else batch.nowhere()


def both_programs(batch: Batch) -> str:
    """Return the program of the file and the one chosen."""
    return f"berkas: {program_label(batch.stated[0])}; dipilih: {program_label(batch.asked[0])}"


def both_periods(batch: Batch) -> str:
    """Return the period of the file and the one chosen."""
    first, last = (month(period) for period in batch.stated[1:])
    return f"berkas: {first if first == last else f'{first} sampai {last}'}; dipilih: {month(batch.asked[1])}"


CHECKS = (
    Check("desil_tidak_sah", LOOK, "Desil harus angka 1–10; keluarga dihitung tanpa desil.", "Lihat desil di DTSEN, perbaiki, lalu muat lagi.", desil_invalid, ("desil",), ("families",)),
    Check("desil_kosong", NOTE, "Desil kosong; keluarga dihitung tanpa desil.", "Lengkapi dari DTSEN.", desil_missing, ("desil",), ("families",)),
    Check("kolom_desil_tidak_ada", LOOK, "Berkas tidak memuat kolom desil; semua keluarga dihitung tanpa desil.", "Muat berkas yang memuat desil.", desil_column_missing, ("desil",), ("families",), is_column=True),
    Check("jenis_data_salah", LOOK, "Jumlah anggota harus angka.", "Tulis dengan angka.", count_not_number, ("member_count",), ("families",)),
    Check("jumlah_bantuan_tidak_terbaca", LOOK, "Jumlah bantuan bukan angka rupiah.", "Tulis dengan angka, misalnya 200000.", amount_not_number, ("amount_idr",), ("recipients",)),
    Check("jumlah_tidak_sah", CRITICAL, "Jumlah yang diserahkan harus lebih dari 0.", "Cocokkan dengan tanda terima.", amount_impossible, ("amount_idr",), ("deliveries",)),
    Check("tanggal_mustahil", CRITICAL, "Tanggal tidak ada di kalender.", "Tulis tanggal seperti 2026-10-31 atau 31/10/2026.", date_impossible, ("on_date",), ("deliveries", "survey", "complaints")),
    Check("jawaban_di_luar_1_4", CRITICAL, "Jawaban survei harus 1, 2, 3 atau 4, atau kosong.", "Cocokkan dengan lembar jawaban, lalu muat lagi.", answer_out_of_range, UNSUR, ("survey",), detail=wrong_answers, field_of=first_wrong_answer),
    Check("teks_berbahaya", NOTE, "Teks memuat tanda program atau terlalu panjang; ditampilkan sebagai teks biasa.", "Periksa isinya di berkas asal.", harmful_text, (*_TEXT_FIELDS, *_LONG_FIELDS), EVERYBODY),
    Check("program_beda_dari_berkas", LOOK, "Berkas menyebut program lain daripada yang dipilih; yang dipilih dipakai.", "Bila salah pilih, tarik berkas ini dan muat lagi dengan program yang benar.", program_differs, ("program",), ("recipients",), is_column=True, of_file=both_programs),
    Check("periode_beda_dari_berkas", LOOK, "Berkas menyebut bulan lain daripada yang dipilih; yang dipilih dipakai.", "Bila salah pilih, tarik berkas ini dan muat lagi dengan bulan yang benar.", period_differs, ("period",), ("recipients",), is_column=True, of_file=both_periods),
)  # fmt: skip
