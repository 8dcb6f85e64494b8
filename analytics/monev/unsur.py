"""The nine unsur of a satisfaction survey: one entry each, with the question in plain words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Unsur:
    """One of the nine parts. ``answers``: what 1, 2, 3 and 4 mean, in plain words."""

    key: str
    label: str
    question: str
    answers: tuple[str, str, str, str]


_ENTRIES = (
    Unsur("u1", "Persyaratan", "Apakah syarat yang diminta sesuai dengan jenis layanannya?", ("tidak sesuai", "kurang sesuai", "sesuai", "sangat sesuai")),
    Unsur("u2", "Sistem, mekanisme, dan prosedur", "Apakah urutan pelayanannya mudah?", ("tidak mudah", "kurang mudah", "mudah", "sangat mudah")),
    Unsur("u3", "Waktu penyelesaian", "Apakah pelayanannya cepat?", ("tidak cepat", "kurang cepat", "cepat", "sangat cepat")),
    Unsur("u4", "Biaya/tarif", "Apakah biayanya wajar? (gratis = 4)", ("sangat mahal", "cukup mahal", "murah", "gratis")),
    Unsur("u5", "Produk spesifikasi jenis pelayanan", "Apakah yang diterima sesuai dengan yang dijanjikan?", ("tidak sesuai", "kurang sesuai", "sesuai", "sangat sesuai")),
    Unsur("u6", "Kompetensi pelaksana", "Apakah petugasnya mampu?", ("tidak mampu", "kurang mampu", "mampu", "sangat mampu")),
    Unsur("u7", "Perilaku pelaksana", "Apakah petugasnya sopan dan ramah?", ("tidak sopan", "kurang sopan", "sopan", "sangat sopan")),
    Unsur("u8", "Penanganan pengaduan, saran, dan masukan", "Apakah pengaduan ditangani dengan baik?", ("tidak ada", "ada, tidak berfungsi", "kurang", "dikelola baik")),
    Unsur("u9", "Sarana dan prasarana", "Apakah tempat dan peralatannya baik?", ("buruk", "cukup", "baik", "sangat baik")),
)  # fmt: skip
UNSUR: dict[str, Unsur] = {entry.key: entry for entry in _ENTRIES}
"""The nine unsur with their official names (PermenPANRB 14/2017), in their order."""
