"""The criteria of priority: one entry each, with what it asks and when its answer is unknown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Criterion:
    """One criterion. ``key``: its column in ``data/sql/workflow/criteria.sql``. ``unknown``: what leaves it open."""

    key: str
    label: str
    definition: str
    unknown: str


_ENTRIES = (
    Criterion(
        "desil_rendah", "Desil rendah", "Desil DTSEN keluarga paling tinggi sebesar batas yang diisi.", "desil kosong"
    ),
    Criterion(
        "lansia_tunggal",
        "Lansia tunggal",
        "Satu-satunya anggota keluarga berumur 60 tahun ke atas.",
        "jumlah anggota atau tanggal lahir tidak diketahui",
    ),
    Criterion(
        "disabilitas",
        "Ada penyandang disabilitas",
        "Sekurangnya satu anggota penyandang disabilitas.",
        "keterangan disabilitas tidak ada untuk semua anggota",
    ),
    Criterion(
        "hamil_balita",
        "Ada ibu hamil atau balita",
        "Ada anggota yang hamil atau belum berumur 5 tahun.",
        "tanggal lahir atau keterangan hamil tidak lengkap",
    ),
    Criterion(
        "kepala_perempuan",
        "Kepala keluarga perempuan",
        "Menurut daftar anggota, atau menurut NIK kepala keluarga.",
        "NIK dan jenis kelamin kepala keluarga tidak ada",
    ),
    Criterion(
        "tanpa_program",
        "Belum menerima program apa pun",
        "Tidak ada di daftar penerima mana pun pada periode yang dipilih.",
        "belum ada daftar penerima pada periode itu",
    ),
    Criterion(
        "jauh",
        "Rumah jauh",
        "Jarak lurus rumah dari gudang atau kantor (Pengaturan) sekurangnya sebesar yang diisi.",
        "titik rumah atau letak gudang tidak ada",
    ),
)
CRITERIA: dict[str, Criterion] = {entry.key: entry for entry in _ENTRIES}
