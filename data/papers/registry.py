"""The papers: one entry each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from data.papers import rows
from data.papers.rows import Wish
from data.store import Store

TEXT, TICK, BLANK = "text", "tick", "blank"


@dataclass(frozen=True)
class Column:
    """One column of a paper. ``kind``: text of the frame's column ``key``, a box to tick, room to write.

    ``width_mm`` 0 shares what the others leave. A column that ``may_go`` is left out where no row fills it.
    """

    key: str
    label: str
    width_mm: float = 0
    kind: str = TEXT
    align: str = "left"
    may_go: bool = False


@dataclass(frozen=True)
class Paper:
    """One kind of paper.

    ``read`` gives the rows: a frame with ``desa_code`` and the columns of kind text, numbers masked as the wish says.
    ``of`` names what the heading says the paper is of: program, period. ``counted``: what a row is. ``roles``: who may
    print it, keys of :data:`data.roles.ROLES`.
    """

    key: str
    label: str
    read: Callable[[Store, Wish], pd.DataFrame]
    columns: tuple[Column, ...]
    counted: str
    empty: str
    signers: tuple[str, ...]
    of: tuple[str, ...] = ("program", "period")
    note: str = ""
    roles: frozenset[str] = frozenset({"kasi", "camat", "tksk", "pendamping", "desa"})
    row_mm: float = 8


_SIGNERS = ("{head} {desa}", "Petugas", "Kasi Kesra Kecamatan")
_NUMBER = Column("order", "No", 9, align="right")
_SIGNED = Column("signed", "Tanda tangan", 27, BLANK)
_NOTED = Column("noted", "Keterangan", 26, BLANK)
PAPERS: dict[str, Paper] = {
    entry.key: entry
    for entry in (
        Paper(
            "ceklis_penerima", "Ceklis penerima bansos", rows.recipients,
            (
                _NUMBER, Column("name", "Nama penerima"), Column("nik", "NIK", 28.5), Column("no_kk", "No. KK", 28.5),
                Column("address", "Alamat", 30), Column("programs", "Program", 24, may_go=True),
                Column("group", "Kelompok rentan", 16, may_go=True),
                Column("here", "Ada", 10, TICK, "center"), Column("moved", "Pindah", 13, TICK, "center"),
                Column("died", "Meninggal", 17, TICK, "center"), Column("unfit", "Tidak layak", 12, TICK, "center"),
                _NOTED, _SIGNED,
            ),
            counted="penerima", empty="Tidak ada penerima pada daftar program dan bulan ini.", signers=_SIGNERS,
            note="Centang satu kotak tiap baris. Kelompok rentan: menurut daftar anggota keluarga.",
        ),
        Paper(
            "ceklis_miskin", "Ceklis masyarakat miskin", rows.poor,
            (
                _NUMBER, Column("name", "Kepala keluarga"), Column("no_kk", "No. KK", 28.5),
                Column("address", "Alamat", 36), Column("desil", "Desil", 11, align="center"),
                Column("member_count", "Anggota", 15, align="center"),
                Column("programs", "Program yang diterima", 42),
                Column("first", "Prioritas", 16, TICK, "center"), Column("later", "Non-prioritas", 20, TICK, "center"),
                _NOTED, _SIGNED,
            ),
            counted="keluarga miskin", empty="Tidak ada keluarga miskin pada daftar keluarga.", signers=_SIGNERS,
            of=("period",), note="Centang satu kotak tiap baris. Program: menurut daftar yang dimuat untuk bulan itu.",
        ),
        Paper(
            "daftar_verifikasi", "Daftar verifikasi tahunan", rows.due,
            (
                _NUMBER, Column("handle", "Kode", 22), Column("name", "Nama"), Column("no_kk", "No. KK / NIK", 28.5),
                Column("address", "Alamat", 30), Column("programs", "Program", 24),
                Column("reasons", "Yang perlu diperiksa", 34), Column("fit", "Tetap layak", 12, TICK, "center"),
                Column("unfit", "Tidak layak", 12, TICK, "center"), Column("died", "Meninggal", 17, TICK, "center"),
                Column("moved", "Pindah", 13, TICK, "center"), Column("lost", "Tidak ditemukan", 17, TICK, "center"),
                Column("noted", "Catatan", 24, BLANK),
            ),
            counted="keluarga", empty="Tidak ada keluarga yang perlu diverifikasi.", signers=_SIGNERS, of=(),
            note="Yang paling berisiko di atas. Kode dipakai waktu hasilnya dicatat di halaman Verifikasi.",
        ),
        Paper(
            "ba_prioritas", "Berita acara penetapan prioritas", rows.priority,
            (
                _NUMBER, Column("name", "Kepala keluarga"), Column("no_kk", "No. KK", 28.5),
                Column("address", "Alamat", 34), Column("desil", "Desil", 11, align="center"),
                Column("points", "Nilai", 11, align="center"), Column("met", "Kriteria terpenuhi", 70),
                Column("paper_number", "Nomor berita acara", 30), _NOTED,
            ),
            counted="keluarga prioritas", empty="Belum ada keluarga yang ditetapkan prioritas.", signers=_SIGNERS,
            of=(),
            note="Menurut penetapan terakhir tiap keluarga; kriteria dan nilainya seperti pada hari penetapan.",
        ),
        Paper(
            "daftar_dikembalikan", "Daftar dikembalikan untuk dilengkapi", rows.returned,
            (
                _NUMBER, Column("name", "Nama"), Column("number", "NIK / No. KK", 28.5),
                Column("place", "Berkas dan baris", 38), Column("field", "Kolom", 20),
                Column("reason", "Yang keliru", 42), Column("remedy", "Yang harus dilakukan", 42),
                Column("correction", "Pembetulan", 42, BLANK), Column("signed", "Paraf", 16, BLANK),
            ),
            counted="baris", empty="Tidak ada baris yang disisihkan.", signers=_SIGNERS,
            note="Isi kolom pembetulan, lalu kembalikan lembar ini ke kecamatan.", row_mm=11,
        ),
    )
}  # fmt: skip
