"""What a column may hold, and how offices call it: one entry each."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One kind of column. ``label`` is what screens call it; ``synonyms`` are compared after :func:`header_key`."""

    key: str
    label: str
    synonyms: tuple[str, ...]


_ENTRIES = (
    Field("no_kk", "No. KK", ("no kk", "nokk", "nomor kk", "kk", "nomor kartu keluarga", "no kartu keluarga", "nomor_kk", "no_kartu_keluarga")),
    Field("nik", "NIK", ("nik", "n i k", "no nik", "nomor nik", "nik kepala", "nik_kepala", "nik kepala keluarga", "nik kpm", "nik penerima", "nomor induk kependudukan", "nomor_induk_kependudukan", "no ktp", "nomor ktp", "peserta")),
    Field("name", "Nama", ("nama", "nama kepala", "nama kepala keluarga", "nama lengkap", "nama kpm", "nama lengkap kpm", "nama penerima", "nama penerima manfaat", "nama krt", "nama kk")),
    Field("desa_code", "Kode desa", ("kode desa", "kode kelurahan", "kode desa kelurahan", "kode kelurahan desa", "kode kel desa", "kd desa", "kode kemdagri", "kode kemendagri", "kode wilayah", "kode bps", "kode", "desa code", "kode_desa")),
    Field("desa", "Desa", ("desa", "nama desa", "kelurahan", "desa kelurahan", "kelurahan desa", "kel desa", "nama desa kelurahan", "nama kelurahan", "nama kelurahan desa", "desa/kel")),
    Field("kecamatan", "Kecamatan", ("kecamatan", "kec", "nama kecamatan", "nm kec")),
    Field("dusun", "Dusun", ("dusun", "nama dusun", "lingkungan", "anak desa", "dusun lingkungan", "kampung")),
    Field("rt", "RT", ("rt", "no rt")),
    Field("rw", "RW", ("rw", "no rw")),
    Field("member_count", "Jumlah anggota", ("jumlah anggota", "jumlah anggota keluarga", "jml anggota", "jumlah art", "jml art", "jumlah jiwa", "jml jiwa", "anggota", "jiwa")),
    Field("desil", "Desil", ("desil", "desil nasional", "desil kesejahteraan", "desil dtsen", "desil_nasional", "peringkat desil")),
    Field("lat", "Lintang", ("lat", "latitude", "lintang", "koordinat y", "y", "lokasi latitude", "ycoord")),
    Field("lon", "Bujur", ("lon", "lng", "long", "longitude", "bujur", "koordinat x", "x", "lokasi longitude", "xcoord")),
    Field("gps", "Titik (lat lon tinggi akurasi)", ("lokasi", "gps", "geopoint", "titik", "titik rumah", "koordinat", "titik koordinat", "lokasi rumah")),
    Field("accuracy", "Akurasi titik (m)", ("akurasi", "precision", "accuracy", "lokasi precision", "akurasi m", "presisi")),
    Field("birth_date", "Tanggal lahir", ("tanggal lahir", "tgl lahir", "tgllahir", "tanggal_lahir", "lahir")),
    Field("sex", "Jenis kelamin", ("jenis kelamin", "jenis_kelamin", "jk", "kelamin", "l/p", "sex")),
    Field("relation", "Hubungan keluarga", ("status hubungan keluarga", "hubungan dengan kepala keluarga", "hubungan keluarga", "hubungan", "shdk", "status hubungan dalam keluarga")),
    Field("p3ke_id", "ID P3KE", ("id keluarga p3ke", "id p3ke", "id_keluarga_p3ke")),
    Field("status", "Status", ("status", "status penduduk", "keterangan status", "status kependudukan")),
    Field("on_date", "Tanggal", ("tanggal", "tgl", "tanggal status", "tanggal kejadian", "tanggal penyaluran", "tgl penyaluran")),
    Field("program", "Program", ("program", "nama program", "jenis bantuan", "bansos")),
    Field("period", "Periode", ("periode", "bulan", "bulan penyaluran", "tahap bulan")),
    Field("amount_idr", "Jumlah (Rp)", ("nominal", "jumlah uang", "nilai", "jumlah bantuan", "besaran", "nominal bantuan", "jumlah rp", "rupiah", "jumlah")),
)  # fmt: skip
FIELDS: dict[str, Field] = {entry.key: entry for entry in _ENTRIES}


def header_key(text: str) -> str:
    """Return a header in the form synonyms are compared in: lower case, letters and digits only.

    >>> header_key(" No. KK *")
    'nokk'
    """
    return re.sub(r"[^a-z0-9]", "", text.lower())


SYNONYMS: dict[str, str] = {header_key(name): entry.key for entry in _ENTRIES for name in entry.synonyms}

_ENDINGS = {"latitude": "lat", "longitude": "lon", "precision": "accuracy"}
"""Kobo and ODK write the name of the question before these."""


def field_of(header: str) -> str | None:
    """Return the field that a header names for sure, ``None`` where it names none."""
    key = header_key(header)
    return SYNONYMS.get(key) or next((field for ending, field in _ENDINGS.items() if key.endswith(ending)), None)
