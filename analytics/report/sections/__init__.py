"""The sections of a report: one entry each, in the order of the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analytics.report.material import Material
from analytics.report.sections import access, coverage, monev, targeting
from data.papers.monev.model import Section


@dataclass(frozen=True)
class Part:
    """One section. ``make`` returns it also where there is no data: then it says why (``Section.empty``).

    ``effort``: how long it takes beside the others, for the progress.
    """

    key: str
    label: str
    make: Callable[[Material], Section]
    effort: float = 1.0


PARTS: dict[str, Part] = {
    part.key: part
    for part in (
        Part("ringkasan", "Ringkasan", coverage.overview),
        Part("peta", "Kemiskinan dan bantuan", coverage.need_and_aid, 4),
        Part("kesenjangan", "Keluarga miskin yang belum terlayani", coverage.gaps, 4),
        Part("sasaran", "Ketepatan sasaran", targeting.targeting, 6),
        Part("akses", "Akses ke titik layanan", access.access, 5),
        Part("program", "Cakupan tiap program", coverage.programs),
        Part("tren", "Perkembangan", coverage.trend, 2),
        Part("kepuasan", "Kepuasan masyarakat (IKM)", monev.satisfaction),
        Part("pengaduan", "Pengaduan", monev.complaints),
        Part("kinerja", "Indikator kinerja", monev.performance),
        Part("tindak_lanjut", "Tindak lanjut rapat monev", monev.actions),
    )
}
