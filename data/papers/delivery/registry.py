"""The papers of a delivery: one entry each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.papers.delivery import recipient_papers, trip_papers, village_papers
from data.papers.delivery.blocks import Sheet
from data.papers.delivery.part import Part

TRIP, TRIP_VILLAGE, VILLAGE, PLAN = "trip", "trip_desa", "desa", "rencana"


@dataclass(frozen=True)
class DeliveryPaper:
    """One kind of paper.

    ``build`` makes its sheet of one part. ``per``: a sheet for each trip, each desa of each trip, each desa, or one for
    all; ``names``: whether people stand on it by name. ``of_feeds``: whether trips to a transfer point have one.
    ``copies``: how many the office prints, told in its index. ``roles``: who may print it, keys of
    :data:`data.roles.ROLES`.
    """

    key: str
    label: str
    build: Callable[[Part], Sheet]
    per: str
    note: str
    names: bool = True
    roles: frozenset[str] = frozenset({"kasi", "camat", "tksk", "pendamping", "desa"})


DELIVERY_PAPERS: dict[str, DeliveryPaper] = {
    entry.key: entry
    for entry in (
        DeliveryPaper(
            "rekap_penyaluran", "Rekap penyaluran", trip_papers.recap, PLAN,
            "satu halaman untuk camat: per hari dan kendaraan, dan yang belum terlayani", names=False,
        ),
        DeliveryPaper(
            "surat_pemberitahuan", "Surat pemberitahuan", village_papers.notice, VILLAGE,
            "surat kepada kepala desa: hari, perkiraan tiba, yang disiapkan, daftar penerima",
        ),
        DeliveryPaper(
            "surat_kuasa", "Surat kuasa", recipient_papers.proxy_letters, VILLAGE,
            "formulir untuk penerima yang diwakili; terisi bila pengambilnya sudah dicatat",
        ),
        DeliveryPaper(
            "manifes", "Manifes", trip_papers.manifest, TRIP,
            "untuk sopir: perhentian berurutan, jam, muatan, jarak", names=False,
        ),
        DeliveryPaper(
            "daftar_muat", "Daftar muat", trip_papers.loading_list, TRIP,
            "untuk gudang: urutan memuat, terbalik dari urutan menyerahkan", names=False,
        ),
        DeliveryPaper(
            "tanda_terima", "Tanda terima", recipient_papers.receipt, TRIP_VILLAGE,
            "setiap penerima sekali, dengan tempat tanda tangan, cap jempol dan wakil",
        ),
        DeliveryPaper(
            "bast", "BAST", village_papers.handover_report, VILLAGE,
            "berita acara serah terima, jumlah dengan angka dan huruf", names=False,
        ),
        DeliveryPaper(
            "lembar_foto", "Lembar foto", recipient_papers.photo_sheet, TRIP_VILLAGE,
            "foto penyaluran yang dilampirkan di SPJ, atau bingkai untuk menempelnya", names=False,
        ),
    )
}  # fmt: skip
ALL_PAPERS = "semua"
