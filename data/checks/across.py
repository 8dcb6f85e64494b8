"""Checks that need more than one file: the dead and the moved, who is in no register, desil, programs together.

Made again after every load, over all lists, so that the order of loading does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from data.checks.registry import LOOK


@dataclass(frozen=True)
class CrossCheck:
    """One fault between files. ``sql``: a question in ``data/sql/across`` that answers ``load_id, sheet, row, key, value``.

    With ``needs_members`` it is made only once a register of members is loaded: before, a list that names a mother by her
    NIK cannot be led to her family.
    """

    key: str
    severity: str
    message: str
    remedy: str
    sql: str
    params: dict[str, str] = field(default_factory=dict)
    needs_members: bool = True


CROSS_CHECKS: tuple[CrossCheck, ...] = (
    CrossCheck("meninggal", LOOK, "Menurut Dukcapil orang ini sudah meninggal.", "Usulkan ahli waris dalam keluarga atau keluarkan lewat musdes.", "left_by_status", {"status": "MENINGGAL"}),
    CrossCheck("pindah", LOOK, "Menurut Dukcapil orang ini sudah pindah.", "Pastikan alamatnya sebelum penyaluran berikut.", "left_by_status", {"status": "PINDAH"}),
    CrossCheck("tidak_di_dtsen", LOOK, "NIK dan No. KK ini tidak ada di daftar keluarga maupun anggota.", "Usulkan ke DTSEN lewat musdes, atau betulkan nomornya.", "not_registered"),
    CrossCheck("desil_di_atas_batas", LOOK, "Desil keluarga di atas batas program ini.", "Periksa kelayakannya dalam verifikasi.", "above_ceiling"),
    CrossCheck("program_tidak_boleh_bersama", LOOK, "Keluarga ini menerima program lain yang tidak boleh bersamaan.", "Putuskan lewat musdes program mana yang dilanjutkan.", "forbidden_together"),
    CrossCheck("nik_kk_beda_keluarga", LOOK, "NIK dan No. KK di baris ini menunjuk dua keluarga yang berbeda; NIK yang dipakai.", "Cocokkan dengan kartu keluarga.", "two_families", needs_members=False),
    CrossCheck("desa_beda_dari_keluarga", LOOK, "Desa di baris ini berbeda dari desa keluarganya; desa keluarga yang dipakai.", "Pastikan di desa mana keluarga ini tinggal.", "other_desa", needs_members=False),
)  # fmt: skip
