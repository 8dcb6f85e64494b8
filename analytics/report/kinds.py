"""What can leave the office: one entry each, from the store to the bytes of a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from analytics.report.board import board_of
from analytics.report.build import build_report
from analytics.report.layers import layers
from analytics.report.material import Wish, gather
from data.audit import note_taken
from data.errors import ActMayNot, PaperUnknown, ReportTooFine
from data.export import DEMO_NOTE
from data.history import note
from data.monev import announced
from data.papers.monev.board import board_html, board_pdf
from data.papers.monev.layer import geopackage
from data.papers.monev.model import Board
from data.papers.monev.report_pdf import report_pdf
from data.papers.monev.sheets import workbook
from data.papers.monev.slides import slides
from data.programs import ALL
from data.roles import ACTS, FIGURES, ROLES, Actor, require, require_people
from data.store import Store
from data.takeaway import COUNTS, NOBODY, Export
from geo.progress import Progress, between, silent

REPORT, PUBLISH = "laporkan", "umumkan"
"""Acts of :data:`data.roles.ACTS`."""


@dataclass(frozen=True)
class Kind:
    """One kind of file. ``told``: what it is for; ``act``: what a role must be allowed to do."""

    key: str
    label: str
    told: str
    extension: str
    mime: str
    act: str
    make: Callable[[Store, Wish, Progress, Actor], bytes]


def _pdf(store: Store, wish: Wish, progress: Progress, _by: Actor) -> bytes:
    report = build_report(store, wish, progress=between(progress, 0, 0.7))
    progress(0.75, "Menata halaman")
    return report_pdf(report)


def _slides(store: Store, wish: Wish, progress: Progress, _by: Actor) -> bytes:
    report = build_report(store, wish, for_slides=True, progress=between(progress, 0, 0.7))
    progress(0.75, "Menyusun salindia")
    return slides(report)


def _workbook(store: Store, wish: Wish, progress: Progress, _by: Actor) -> bytes:
    report = build_report(store, wish, with_maps=False, progress=between(progress, 0, 0.8))
    progress(0.85, "Menulis lembar")
    return workbook(report)


def _board_html(board: Board, _progress: Progress) -> bytes:
    return board_html(board)


def _board_pdf(board: Board, progress: Progress) -> bytes:
    progress(0.75, "Menata halaman")
    return board_pdf(board)


def _announced(key: str, draw: Callable[[Board, Progress], bytes]) -> Callable[[Store, Wish, Progress, Actor], bytes]:
    """Return what makes a board and keeps that it was announced, with nobody announcing another one meanwhile."""

    def made(store: Store, wish: Wish, progress: Progress, by: Actor) -> bytes:
        with store.alone():
            board, known = board_of(store, wish, progress=between(progress, 0, 0.7))
            content = draw(board, progress)
            announced.keep(store, known, kind=key, program=wish.program, scope=wish.scope, by=by)
        return content

    return made


def _geopackage(store: Store, wish: Wish, progress: Progress, _by: Actor) -> bytes:
    progress(0.2, "Mengumpulkan data")
    material = gather(store, wish)
    progress(0.5, "Menulis layer")
    return geopackage(layers(material), at=material.at)


FINE = frozenset({"gpkg"})
"""Kinds that tell small counts of desa too: not for a role that sees figures only."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("pdf", "Laporan monev", "Laporan lengkap A4 dengan kop: peta, tabel, tindak lanjut.", "pdf", "application/pdf", REPORT, _pdf),
        Kind("pptx", "Bahan tayang", "8–12 salindia untuk rapat; grafiknya dapat diubah.", "pptx", _PPTX, REPORT, _slides),
        Kind("xlsx", "Buku kerja", "Semua tabel laporan, satu lembar tiap tabel.", "xlsx", _XLSX, REPORT, _workbook),
        Kind("papan", "Papan informasi (HTML)", "Satu berkas untuk umum; terbuka tanpa internet, juga di HP.", "html", "text/html", PUBLISH, _announced("papan", _board_html)),
        Kind("papan-a3", "Papan informasi (A3)", "Satu lembar PDF A3 untuk ditempel di kantor.", "pdf", "application/pdf", PUBLISH, _announced("papan-a3", _board_pdf)),
        Kind("gpkg", "Layer QGIS", "Batas desa dengan angkanya, untuk dibuka di QGIS.", "gpkg", "application/geopackage+sqlite3", REPORT, _geopackage),
    )
}  # fmt: skip


EXPORTS = {
    key: Export(
        f"laporan_{key}", kind.label, kind.extension.upper(), COUNTS if key in FINE else NOBODY, "reports", kind.act
    )
    for key, kind in KINDS.items()
}
"""The same as entries of :mod:`data.takeaway`."""


def make(store: Store, key: str, wish: Wish, *, by: Actor, progress: Progress = silent) -> bytes:
    """Return one file; what is made for the public is noted in the history.

    Raises
    ------
    PaperUnknown, NoSuchPeriod, DesaUnknown
    ActMayNot, ActorUnnamed
        The role may not make it; what is for the public needs a name.
    PeopleHidden, ReportTooFine
        The role sees figures only, and asks for a layer of desa or for less than all desa.
    """
    kind = kind_of(key)
    check(kind, by)
    if by.sees() == FIGURES:
        if wish.scope:  # two reports, one within the other, would fill in each other's gaps
            raise ReportTooFine
        wish = replace(wish, hides_few=True)
    content = kind.make(store, wish, progress, by)
    if kind.act == PUBLISH:
        with store.write(is_change=False) as cursor:
            of = " ".join(part for part in (wish.period, wish.program, wish.scope) if part)
            note(cursor, by, "dokumen", f"{key} {of}", "diumumkan", after=kind.label)
    else:
        note_taken(store, by, f"{kind.label} ({kind.extension.upper()})", scope=f"{wish.period} {wish.program}")
    progress(1.0, "Selesai")
    return content


def kind_of(key: str) -> Kind:
    """Return the entry of the registry.

    Raises
    ------
    PaperUnknown
    """
    if key not in KINDS:
        raise PaperUnknown(found=key, known=", ".join(KINDS))
    return KINDS[key]


def check(kind: Kind, by: Actor) -> None:
    """Let only a role go on that may make this kind; what is for the public also needs a name.

    Raises
    ------
    ActMayNot, ActorUnnamed
    PeopleHidden
        It tells counts small enough to know families by, and the role does not see those.
    """
    if kind.key in FINE:
        require_people(by)
    if kind.act == PUBLISH:
        require(by, kind.act)
    elif not by.may(kind.act):
        may = ", ".join(role.label for role in ROLES.values() if kind.act in role.may_decide)
        raise ActMayNot(act=ACTS[kind.act], role=ROLES[by.role].label, may=may)


def file_name(store: Store, key: str, wish: Wish) -> str:
    """Return what the file is called ("Laporan monev 2026-10 Kecamatan Halong.pdf")."""
    material = gather(store, wish)
    kind = kind_of(key)
    mark = DEMO_NOTE if material.is_demo else ""
    parts = (mark, kind.label.replace("(HTML)", ""), material.period, material.scope_label, _program(material.program))
    text = re.sub(r"[^\w.()' -]+", " ", " ".join(part for part in parts if part))
    return f"{' '.join(text.split())[:120]}.{kind.extension}"


def _program(key: str) -> str:
    return "" if key == ALL else key
