"""What a column may hold, and how offices call it: one entry each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Field:
    """One kind of column.

    ``label`` is what screens call it; ``synonyms`` are compared after :func:`header_key`. ``words``: a header that
    has all words of one of these sets among its own is guessed to mean the field.
    """

    key: str
    label: str
    synonyms: tuple[str, ...]
    words: tuple[str, ...] = ()


UNSUR = tuple(f"u{number}" for number in range(1, 10))
"""The nine unsur of a satisfaction survey (PermenPANRB 14/2017)."""
_UNSUR_WORDS = (
    ("persyaratan", "syarat", "persyaratan pelayanan", "kesesuaian persyaratan"),
    ("prosedur", "sistem mekanisme dan prosedur", "sistem mekanisme prosedur", "kemudahan prosedur", "mekanisme"),
    ("waktu", "waktu penyelesaian", "waktu pelayanan", "kecepatan waktu", "kecepatan"),
    ("biaya", "biaya tarif", "tarif", "kewajaran biaya", "biaya/tarif gratis"),
    ("produk", "produk layanan", "produk spesifikasi jenis pelayanan", "produk spesifikasi", "hasil layanan"),
    ("kompetensi", "kompetensi pelaksana", "kompetensi petugas", "kemampuan petugas"),
    ("perilaku", "perilaku pelaksana", "perilaku petugas", "kesopanan", "kesopanan dan keramahan"),
    ("pengaduan", "penanganan pengaduan", "penanganan pengaduan saran dan masukan", "penanganan pengaduan saran masukan", "aduan"),
    ("sarana", "sarana dan prasarana", "sarana prasarana", "kualitas sarana", "kualitas sarana dan prasarana"),
)  # fmt: skip


def _unsur(number: int) -> Field:
    own = (f"u{number}", f"unsur {number}", f"unsur{number}", f"p{number}", f"q{number}", f"pertanyaan {number}", f"u{number:02d}", f"nilai u{number}", f"jawaban {number}")  # fmt: skip
    plain = _UNSUR_WORDS[number - 1]
    together = tuple(f"u{number} {words}" for words in plain)
    return Field(f"u{number}", f"U{number}", (*own, *plain, *together), words=(f"u{number}", f"unsur {number}"))


_DIFFICULTIES = {
    "sight": ("Penglihatan", ("penglihatan", "melihat", "kesulitan melihat", "disabilitas penglihatan")),
    "hearing": ("Pendengaran", ("pendengaran", "mendengar", "kesulitan mendengar", "disabilitas pendengaran")),
    "walking": ("Berjalan", ("berjalan atau naik tangga", "berjalan", "berjalan naik tangga", "kesulitan berjalan")),
    "hands": ("Tangan dan jari", ("menggunakan tangan jari", "tangan jari", "menggerakkan tangan jari")),
    "learning": ("Belajar", ("belajar kemampuan intelektual", "kemampuan intelektual", "belajar intelektual")),
    "behaviour": ("Perilaku", ("pengendalian perilaku", "mengendalikan perilaku")),
    "speech": ("Berbicara", ("berbicara komunikasi", "berbicara", "berkomunikasi", "bicara komunikasi")),
    "self_care": ("Mengurus diri", ("mengurus diri", "mengurus diri sendiri")),
    "memory": ("Mengingat", ("mengingat berkonsentrasi", "mengingat", "konsentrasi")),
    "sadness": ("Kesedihan", ("kesedihan depresi", "depresi", "kesedihan")),
    "disability": ("Disabilitas", ("disabilitas", "penyandang disabilitas", "jenis disabilitas", "cacat", "penyandang cacat", "difabel", "status disabilitas")),
}  # fmt: skip
"""What a person may find difficult, as DTSEN asks it: key → label, synonyms."""
DIFFICULTIES = tuple(_DIFFICULTIES)

_ENTRIES = (
    Field("no_kk", "No. KK", (
        "no kk", "nokk", "nomor kk", "kk", "nomor kartu keluarga", "no kartu keluarga", "kartu keluarga", "nomor_kk", "no_kartu_keluarga", "num kk", "nmr kk", "n o k k", "no kk keluarga", "nomor kk keluarga", "no kk kpm", "no kk penerima", "id kk", "kk number", "nokk kpm", "no kk 16 digit", "no kk dtsen",
    ), words=("no kk", "nomor kk", "kartu keluarga", "nokk", "kk")),
    Field("nik", "NIK", (
        "nik", "n i k", "no nik", "nomor nik", "nik kepala", "nik_kepala", "nik kepala keluarga", "nik kk", "nik krt", "nik kpm", "nik penerima", "nik penerima manfaat", "nik peserta", "nik pengurus", "nik anggota", "nik individu", "nik ktp", "nik 16 digit", "nik dtsen", "nomor induk kependudukan", "nomor_induk_kependudukan", "no induk kependudukan", "induk kependudukan", "no ktp", "nomor ktp", "ktp", "no ktp nik", "nik no ktp", "no identitas", "nomor identitas", "peserta", "noktp", "nik art",
    ), words=("nik", "no ktp", "nomor ktp", "induk kependudukan")),
    Field("name", "Nama", (
        "nama", "nama kepala", "nama kepala keluarga", "nama kepala rumah tangga", "nama lengkap", "nama kpm", "nama lengkap kpm", "nama penerima", "nama penerima manfaat", "nama penerima bantuan", "nama penerima bansos", "nama peserta", "nama pengurus", "nama anggota", "nama anggota keluarga", "nama art", "nama individu", "nama warga", "nama penduduk", "nama orang", "nama krt", "nama kk", "nama sesuai ktp", "nama lengkap sesuai ktp", "nama ktp", "nama penerima kpm", "kepala keluarga", "nama jelas", "nm kpm", "nm penerima", "nm lengkap", "nm kepala keluarga", "full name", "penerima manfaat", "penerima", "nm", "nama responden",
    ), words=("nama kepala", "nama lengkap", "nama kpm", "nama penerima", "nama peserta", "nama anggota", "nama krt", "nama kk", "nama ktp")),
    Field("desa_code", "Kode desa", (
        "kode desa", "kode kelurahan", "kode desa kelurahan", "kode kelurahan desa", "kode kel desa", "kode desa kel", "kd desa", "kd kel", "kd kelurahan", "kode kemdagri", "kode kemendagri", "kode dagri", "kode desa kemendagri", "kode wilayah", "kode wilayah desa", "kode bps", "kode desa bps", "id desa", "kode", "desa code", "kode_desa", "kode desa ktp", "kode adm", "kode adm4", "no kode desa",
    ), words=("kode desa", "kode kelurahan", "kode wilayah", "kode kemendagri", "kode kemdagri", "kd desa")),
    Field("desa", "Desa", (
        "desa", "nama desa", "nm desa", "kelurahan", "desa kelurahan", "kelurahan desa", "kel desa", "desa kel", "nama desa kelurahan", "nama kelurahan", "nama kelurahan desa", "nama kel desa", "nama desa kel", "desa/kel", "desa domisili", "desa tinggal", "desa alamat", "alamat desa", "desa asal", "kampung desa", "nagari", "gampong", "desa ktp", "village", "kel", "ds",
    ), words=("nama desa", "nama kelurahan", "desa kelurahan", "desa kel", "kel desa", "desa", "kelurahan")),
    Field("kecamatan", "Kecamatan", ("kecamatan", "kec", "nama kecamatan", "nm kec", "nama kec", "nm kecamatan", "kec domisili", "kecamatan ktp", "distrik", "nama distrik"), words=("nama kecamatan",)),
    Field("dusun", "Dusun", ("dusun", "nama dusun", "lingkungan", "anak desa", "dusun lingkungan", "dusun lingk", "nm dusun", "kampung", "rk", "dukuh", "jorong", "banjar", "dusun rt", "dusun ktp"), words=("nama dusun", "dusun")),
    Field("address", "Alamat", ("alamat", "alamat lengkap", "alamat rumah", "alamat tinggal", "alamat domisili", "alamat ktp", "alamat kk", "alamat kpm", "alamat penerima")),
    Field("rt_rw", "RT/RW", ("rt/rw", "rt rw", "no rt rw", "rt dan rw")),
    Field("rt", "RT", ("rt", "no rt", "nomor rt", "rt ktp")),
    Field("rw", "RW", ("rw", "no rw", "nomor rw", "rw ktp")),
    Field("member_count", "Jumlah anggota", ("jumlah anggota", "jumlah anggota keluarga", "jml anggota", "jml anggota keluarga", "jumlah art", "jml art", "jumlah jiwa", "jml jiwa", "jlh jiwa", "jlh anggota", "anggota", "jiwa", "banyak anggota", "banyaknya anggota", "jumlah tanggungan", "jumlah orang", "anggota keluarga", "ukuran keluarga"), words=("jumlah anggota", "jml anggota", "jumlah jiwa", "jumlah art")),
    Field("desil", "Desil", ("desil", "desil nasional", "desil kesejahteraan", "desil dtsen", "desil_nasional", "desil nas", "peringkat desil", "kelompok desil", "desil p3ke", "desil keluarga", "tingkat kesejahteraan", "peringkat kesejahteraan", "nilai desil", "decile", "desil dtks"), words=("desil nasional", "desil")),
    Field("lat", "Lintang", ("lat", "latitude", "lintang", "koordinat y", "koord y", "titik y", "y", "lokasi latitude", "ycoord", "koordinat lintang", "koordinat lat", "garis lintang", "latitude y", "lat y", "lintang y", "y lintang", "lintang selatan", "ls", "koordinat latitude"), words=("latitude", "lintang", "koordinat y")),
    Field("lon", "Bujur", ("lon", "lng", "long", "longitude", "bujur", "koordinat x", "koord x", "titik x", "x", "lokasi longitude", "xcoord", "koordinat bujur", "koordinat long", "koordinat lon", "garis bujur", "longitude x", "long x", "lon x", "bujur x", "x bujur", "bujur timur", "bt", "koordinat longitude"), words=("longitude", "bujur", "koordinat x")),
    Field("gps", "Titik (lat lon tinggi akurasi)", ("lokasi", "gps", "geopoint", "titik", "titik rumah", "koordinat", "koordinat rumah", "koordinat gps", "titik gps", "titik koordinat", "titik lokasi", "lokasi rumah", "lat lon", "lat long", "lat lng", "latlong", "latlon", "lintang bujur", "koordinat lat long", "geotag", "geotagging", "koordinat lokasi"), words=("titik koordinat", "koordinat gps", "geopoint", "titik rumah")),
    Field("accuracy", "Akurasi titik (m)", ("akurasi", "precision", "accuracy", "lokasi precision", "akurasi m", "akurasi gps", "akurasi meter", "presisi", "ketelitian"), words=("akurasi",)),
    Field("birth_date", "Tanggal lahir", ("tanggal lahir", "tgl lahir", "tgllahir", "tanggal_lahir", "tgl lhr", "tg lahir", "tanggal kelahiran", "lahir", "dob", "birth date", "date of birth", "tgl lahir kpm", "tanggal lahir kpm"), words=("tanggal lahir", "tgl lahir")),
    Field("sex", "Jenis kelamin", ("jenis kelamin", "jenis_kelamin", "jns kelamin", "jenis kel", "jk", "j k", "kelamin", "l/p", "lp", "l p", "sex", "gender", "jenis kelamin l p", "jk l p"), words=("jenis kelamin",)),
    Field("relation", "Hubungan keluarga", ("status hubungan keluarga", "status hubungan dalam keluarga", "status hubungan", "hubungan dengan kepala keluarga", "hubungan dengan krt", "hubungan dgn kepala keluarga", "hubungan dg kepala keluarga", "hubungan dalam keluarga", "hubungan keluarga", "hubungan kk", "hub keluarga", "hub kel", "hub krt", "hubkel", "hubungan", "shdk", "kedudukan dalam keluarga"), words=("hubungan keluarga", "hubungan kepala", "shdk")),
    Field("p3ke_id", "ID P3KE", ("id keluarga p3ke", "id p3ke", "id_keluarga_p3ke", "no id p3ke", "id kel p3ke", "nomor p3ke", "kode keluarga p3ke", "id keluarga kemiskinan ekstrem"), words=("id p3ke",)),
    Field("status", "Status", ("status", "status penduduk", "keterangan status", "status kependudukan", "status warga", "status hidup", "status penyaluran", "status salur", "status serah terima", "status realisasi", "realisasi", "status pengaduan", "status aduan", "status penanganan", "status tindak lanjut", "status keberadaan", "keberadaan", "kondisi", "jenis peristiwa", "peristiwa"), words=("status penduduk", "status penyaluran", "status kependudukan", "status salur")),
    Field("on_date", "Tanggal", ("tanggal", "tgl", "tanggal status", "tgl status", "tanggal kejadian", "tgl kejadian", "tanggal peristiwa", "tgl peristiwa", "tanggal penyaluran", "tgl penyaluran", "tanggal salur", "tgl salur", "tanggal serah", "tanggal serah terima", "tanggal realisasi", "tanggal terima", "tgl terima", "tanggal survei", "tgl survei", "tanggal pengaduan", "tgl pengaduan", "tanggal aduan", "tanggal lapor", "tanggal laporan", "tanggal masuk", "tgl masuk", "waktu isi", "timestamp", "cap waktu", "tanggal mati pindah", "date"), words=("tanggal penyaluran", "tanggal salur", "tanggal kejadian", "tgl salur")),
    Field("program", "Program", ("program", "nama program", "jenis bantuan", "jenis program", "jenis bansos", "bansos", "nama bantuan", "bantuan", "program bantuan", "program bansos", "nama bansos", "bantuan diterima"), words=("nama program", "jenis bantuan", "program bantuan")),
    Field("period", "Periode", ("periode", "bulan", "bulan penyaluran", "periode penyaluran", "periode salur", "bulan salur", "tahap bulan", "masa penyaluran", "bulan tahun", "periode bulan", "period", "bln", "untuk bulan"), words=("periode penyaluran", "bulan penyaluran", "periode")),
    Field("amount_idr", "Jumlah (Rp)", ("nominal", "jumlah uang", "nilai", "jumlah bantuan", "jumlah bantuan rp", "besaran", "besaran bantuan", "besar bantuan", "nominal bantuan", "nominal rp", "nominal diterima", "nilai bantuan", "nilai rp", "jumlah rp", "jumlah diterima", "jumlah disalurkan", "jumlah dana", "rupiah", "jumlah", "uang diterima", "jml bantuan", "jml uang", "jml", "amount", "dana"), words=("nominal bantuan", "jumlah bantuan", "jumlah diterima", "nominal", "jumlah uang", "besaran bantuan")),
    Field("pregnant", "Hamil", ("hamil", "ibu hamil", "sedang hamil", "status kehamilan", "kehamilan", "bumil", "status hamil")),
    *(Field(key, label, names) for key, (label, names) in _DIFFICULTIES.items()),
    Field("collector", "Pengambil", ("penerima wakil", "wakil", "nama wakil", "wakil penerima", "diwakilkan oleh", "diwakilkan kepada", "diwakilkan", "diwakili oleh", "pengambil", "nama pengambil", "diambil oleh", "yang mengambil", "pewakil", "kuasa", "nama kuasa", "penerima kuasa", "pengganti", "nama pengganti")),
    *(_unsur(number) for number in range(1, 10)),
    Field("service", "Layanan", ("layanan", "jenis layanan", "nama layanan", "unit layanan", "pelayanan", "jenis pelayanan"), words=("jenis layanan",)),
    Field("remark", "Saran", ("saran", "saran masukan", "saran dan masukan", "kritik saran", "kritik dan saran", "masukan", "komentar"), words=("saran",)),
    Field("category", "Kategori", ("kategori", "kategori pengaduan", "kategori aduan", "jenis pengaduan", "jenis aduan", "jenis masalah", "pokok aduan", "pokok pengaduan", "kelompok aduan", "topik"), words=("kategori", "jenis aduan", "jenis pengaduan")),
    Field("report", "Uraian", ("uraian", "uraian pengaduan", "uraian aduan", "isi pengaduan", "isi aduan", "isi laporan", "deskripsi", "rincian", "keluhan", "uraian masalah"), words=("uraian", "isi aduan", "isi pengaduan")),
    Field("done_on", "Tanggal selesai", ("tanggal selesai", "tgl selesai", "selesai tanggal", "tanggal ditutup", "tgl ditutup", "tanggal penyelesaian", "tgl penyelesaian", "tanggal tindak lanjut"), words=("tanggal selesai", "tgl selesai")),
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
_WORDS = sorted(
    ((frozenset(words.split()), entry.key) for entry in _ENTRIES for words in entry.words),
    key=lambda pair: -sum(map(len, pair[0])),
)
"""The sets of words, the most telling first."""
_OF_OTHERS = re.compile(
    r"\b(?:ibu|ayah|bapak|orang tua|suami|istri|isteri|pasangan|pendamping|petugas|enumerator|surveyor|wali|wakil|kuasa"
    r"|pewakil|ketua|operator|pencacah|pengawas|saksi|lama|sebelumnya|bank|rekening|file|foto|jalan|provinsi|kabupaten"
    r"|kota|kab|prov|mutakhir|ahli waris)\b"
)
"""A header with one of these speaks of somebody or something else."""


@lru_cache(maxsize=20_000)
def field_of(header: str) -> str | None:
    """Return the field that a header names for sure, ``None`` where it names none."""
    key = header_key(header)
    ended = next((field for ending, field in _ENDINGS.items() if key.endswith(ending)), None)
    return SYNONYMS.get(key) or ended or _of_question(header) or ("relation" if _speaks_of_relation(header) else None)


_RELATION = re.compile(
    r"(?:(?:status|stat|sts|st) )?(?:s?hubkel|s?hbkel|(?:hubungan|hub)(?: (?:dengan|dgn|dg|dng|dalam|dlm|thd|terhadap))?"
    r"(?: (?:kepala|kep|kpl))? (?:keluarga|kel|klg|kk|krt|rumah tangga|ruta))(?: shdk)?"
)
"""How offices shorten "status hubungan dalam keluarga", "hubungan dengan kepala keluarga" ...."""


def _speaks_of_relation(header: str) -> bool:
    return _RELATION.fullmatch(_plain(header).strip()) is not None


_QUESTION = re.compile(r"_?(?P<groups>[a-z]\w*(?:/\w+)*)/(?P<question>\w+)", re.ASCII)
"""Kobo and ODK write the groups of a question before its name: ``identitas/no_kk``."""


def _of_question(header: str) -> str | None:
    """Return the field of a question's own name, whatever groups it stands in, unless they are fields themselves.

    >>> _of_question("identitas/no_kk"), _of_question("nama/nik"), _of_question("petugas/nik")
    ('no_kk', None, None)
    """
    found = _QUESTION.fullmatch(header.strip())
    if not found or speaks_of_others(header):
        return None
    groups = {SYNONYMS.get(header_key(group)) for group in found["groups"].split("/")}
    return None if groups - {None, "gps"} else SYNONYMS.get(header_key(found["question"]))


@lru_cache(maxsize=20_000)
def field_by_words(header: str) -> str | None:
    """Return the field whose words stand in a header among others: a guess.

    >>> field_by_words("NIK Kepala Keluarga (sesuai KTP)")
    'nik'
    """
    words = set(_plain(header).split())
    if not words or speaks_of_others(header):
        return None
    return next((field for wanted, field in _WORDS if wanted <= words), None)


def speaks_of_others(header: str) -> bool:
    """Return whether a header speaks of somebody or something else than the row's person: a mother, an officer …."""
    return _OF_OTHERS.search(_plain(header)) is not None


def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", " ", header.lower())
