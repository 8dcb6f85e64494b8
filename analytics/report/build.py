"""From the store to the model of a report."""

from __future__ import annotations

from analytics.report.guarded import guarded
from analytics.report.material import Material, Wish, gather
from analytics.report.sections import PARTS, coverage
from data.export import DEMO_NOTE
from data.papers.monev.model import Heading, Report
from data.store import Store
from geo.notation import long_date, month
from geo.progress import Progress, between, silent, split

TITLE = "Laporan monitoring dan evaluasi bantuan sosial"


def build_report(
    store: Store, wish: Wish, *, for_slides: bool = False, with_maps: bool = True, progress: Progress = silent
) -> Report:
    """Return the report of a period, program and scope: every section of :data:`PARTS`, empty ones with their reason.

    The same data and wish give the same report. ``for_slides``: maps as slides need them;
    ``with_maps=False``: none (a workbook shows none).

    Raises
    ------
    NoSuchPeriod, DesaUnknown
    """
    progress(0.0, "Mengumpulkan data")
    material = gather(store, wish, for_slides=for_slides, with_maps=with_maps and not wish.hides_few)
    sections = []
    steps = split(between(progress, 0.1, 1.0), [part.effort for part in PARTS.values()])
    for part, step in zip(PARTS.values(), steps, strict=True):
        step(0.0, part.label)
        sections.append(part.make(material))
    progress(1.0, "Selesai disusun")
    report = Report(
        title=TITLE,
        heading=heading_of(material),
        period=month(material.period),
        scope=material.scope_label,
        program=material.program_label,
        answer=f"{coverage.gap(material, material.summary.sums)}.",
        sections=tuple(sections),
        methods=_methods(material),
        source=material.source,
        mark=DEMO_NOTE if material.is_demo else "",
        at=material.at,
    )
    return guarded(report) if wish.hides_few else report


def heading_of(material: Material) -> Heading:
    """Return the office as its settings name it."""
    told = {key: str(material.settings[key] or "") for key in (
        "government_name", "office_name", "office_address", "signer_name", "signer_number",
    )}  # fmt: skip
    return Heading(*told.values())


def _methods(material: Material) -> tuple[str, ...]:
    return (
        f"Keluarga miskin: keluarga berdesil 1 sampai {material.poor_desil_max} menurut daftar keluarga yang dimuat.",
        "Cakupan = keluarga miskin yang menerima / keluarga miskin; belum terlayani = sisanya (exclusion error); tidak "
        "tepat sasaran = penerima di atas ambang miskin / keluarga penerima (inclusion error; Cornia & Stewart 1993).",
        "Keluarga tanpa desil tidak dihitung miskin maupun tidak miskin. Penerima yang tidak ada di daftar keluarga tidak "
        "ikut cakupan.",
        "Kelas peta: tiap kelas berisi kira-kira sama banyak desa, kecuali disebut lain. Arsir: tidak ada data.",
        f"Keadaan tindak lanjut dan keterlambatan dihitung per {long_date(material.wish.on)}.",
        "Laporan ini hanya memuat angka gabungan per desa: tidak ada nama keluarga, NIK, atau nomor KK. Penanggung jawab "
        "tindak lanjut tertulis seperti dicatat rapat.",
    )
