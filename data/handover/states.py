"""What can become of a parcel, and why a hand-over fails: one entry each, with the spellings of returned files."""

from __future__ import annotations

import re
from dataclasses import dataclass

ACT = "salurkan"
"""Key in :data:`data.roles.ACTS` of whoever records hand-overs."""
HANDED, FAILED, RETURNED, UNDONE = "diserahkan", "gagal", "dikembalikan", "batal"


@dataclass(frozen=True)
class Word:
    """One thing with its key, what screens call it, and how else files write it (letters only, lower case)."""

    key: str
    label: str
    spellings: tuple[str, ...] = ()


def _by_key(*entries: Word) -> dict[str, Word]:
    return {entry.key: entry for entry in entries}


KINDS = _by_key(
    Word(HANDED, "Diserahkan", ("diterima", "terima", "serah", "sudah", "sudahdiserahkan", "sudahditerima", "tersalur", "tersalurkan", "disalurkan", "selesai", "ok", "ya", "diserahkansebagian", "sebagian", "diwakilkan", "delivered", "received")),
    Word(FAILED, "Gagal", ("gagaldiserahkan", "tidakditerima", "tidakdiserahkan", "belumditerima", "batalserah", "tidakterima", "failed", "tidak")),
    Word(RETURNED, "Dikembalikan", ("kembali", "dikembalikankegudang", "dikembalikankekas", "retur", "returned", "dibawapulang")),
)  # fmt: skip
"""What an event says of a parcel."""
REASONS = _by_key(
    Word("tidak_di_tempat", "Tidak di tempat", ("tidakada", "tidakadadirumah", "tidakdirumah", "tidakhadir", "bepergian", "absen", "kosong", "rumahkosong")),
    Word("menolak", "Menolak", ("ditolak", "tidakmau", "menolakmenerima", "menolakbantuan", "tolak")),
    Word("meninggal", "Meninggal", ("meninggaldunia", "wafat", "mati", "almarhum", "almarhumah")),
    Word("pindah", "Pindah", ("pindahalamat", "pindahdomisili", "sudahpindah", "pindahdesa")),
    Word("jalan_putus", "Jalan putus atau tempat tidak tercapai", ("jalanputus", "tidakterjangkau", "tempattidakdapatdicapai", "banjir", "longsor", "jalanrusak", "tidakbisadilalui", "aksesputus", "jembatanputus")),
    Word("tidak_layak", "Tidak layak lagi", ("tidaklayaklagi", "sudahmampu")),
    Word("tanpa_surat", "Pengganti tanpa surat", ("tanpasuratkuasa",)),
    Word("salah_data", "Data tidak cocok", ("bukanorangnya", "niktidakcocok", "datasalah", "ganda")),
    Word("barang_kurang", "Barang kurang atau rusak", ("rusak", "kurang", "barangrusak", "barangrusakataukurang")),
    Word("lainnya", "Lainnya", ("lain", "lainlain", "dll", "other")),
)  # fmt: skip
"""Why a hand-over fails."""
RELATIONS = ("suami/istri", "anak", "orang tua", "saudara", "tetangga", "ketua RT/aparat desa", "lainnya")
"""Of who collects to the recipient; files may say it in other words."""
RETURNED_TO = {"gudang": "Gudang", "kas": "Kas"}

OPEN, FAILED_OPEN, PART_OPEN, DONE, PART_DONE, BACK = (
    "belum", "gagal", "sebagian_di_tangan", "diserahkan", "sebagian", "dikembalikan",
)  # fmt: skip
PARCEL_STATES = {
    OPEN: "Belum dicatat",
    FAILED_OPEN: "Gagal",
    PART_OPEN: "Sebagian, sisanya dibawa",
    DONE: "Diserahkan",
    PART_DONE: "Sebagian, sisanya kembali",
    BACK: "Dikembalikan",
}
"""What a parcel stands as: key → what screens call it."""
STATE_MARKS = {OPEN: "○", FAILED_OPEN: "✕", PART_OPEN: "◐", DONE: "●", PART_DONE: "◕", BACK: "↩"}
"""Shapes, not only colours, tell states apart."""


def bare(text: str) -> str:
    """Return the letters of a text in lower case: how spellings are compared."""
    return re.sub(r"[^a-z]", "", text.lower())


def word_key(text: str, registry: dict[str, Word]) -> str:
    """Return the key that a text means, "" where none is meant.

    >>> word_key("DI TERIMA", KINDS)
    'diserahkan'
    """
    asked = bare(text)
    for entry in registry.values():
        if asked in {bare(entry.key), bare(entry.label), *entry.spellings}:
            return entry.key
    return ""
