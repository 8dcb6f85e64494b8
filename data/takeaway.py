"""What leaves the program as a file: one entry each, who may take it, and the note of it in the audit.

Tried where the bytes are made, not where a button is hidden: by :func:`release` for tables of screens, by its own maker
for what has one (papers, files for the road, reports). Every file is noted, masked or not
(:func:`data.audit.note_taken`): what kind, of what, how many rows; nobody's name or number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from data.audit import note_taken
from data.errors import ExportMayNot
from data.papers.delivery.registry import DELIVERY_PAPERS
from data.papers.field.registry import FIELD_FILES
from data.papers.registry import PAPERS
from data.roles import ACTS, EVERY, OWN, PAGES, ROLES, Actor, require_people
from data.store import Store

PEOPLE, COUNTS, NOBODY = "orang", "hitungan", "tanpa orang"
HOLDS = {
    PEOPLE: "baris orang atau keluarga",
    COUNTS: "hitungan per desa, yang kecil pun",
    NOBODY: "tidak ada orang",
}
"""What a file holds, with its words."""


@dataclass(frozen=True)
class Export:
    """One kind of file.

    ``formats``: its endings; ``holds``: key of :data:`HOLDS`; ``page``: where it is offered, key in
    :data:`data.roles.PAGES`, "" on several; ``act``: what a role must be allowed to do, "" nothing more; ``roles``: the
    only ones, ``None``: all; ``is_whole``: it holds whole numbers, so it asks for the right to open them and a purpose.
    """

    key: str
    label: str
    formats: str
    holds: str
    page: str = ""
    act: str = ""
    roles: frozenset[str] | None = None
    is_whole: bool = False


_OF_SCREENS = (
    Export("hasil_penyaluran", "Daftar hasil penyaluran", "XLSX", PEOPLE, "handover", "salurkan"),
    Export("dokumen_spj", "Dokumen SPJ yang dilampirkan", "PDF, JPEG, PNG", PEOPLE, "handover"),
    Export("daftar_verifikasi_isi", "Daftar verifikasi untuk diisi", "XLSX", PEOPLE, "verification"),
    Export("pencocokan", "Laporan pencocokan", "XLSX, CSV", PEOPLE, "verification"),
    Export("belum_terlayani", "Keluarga miskin belum terlayani", "XLSX, CSV", PEOPLE, "gaps"),
    Export("daftar_musdes", "Daftar untuk musdes", "XLSX", PEOPLE, "targeting"),
    Export("opensid", "Format impor OpenSID", "XLSX", PEOPLE, is_whole=True),
    Export("akses", "Tabel akses", "XLSX", COUNTS, "access"),
    Export("rencana", "Rencana rute", "JSON", COUNTS, "routes"),
    Export("gambar_peta", "Gambar peta", "PNG, SVG", COUNTS, "atlas"),
    Export("angka_monev", "Angka partisipasi dan pendapatan", "XLSX", NOBODY, "monitoring", "monev"),
    Export("kebutuhan", "Kebutuhan dan potensi", "XLSX, CSV", NOBODY, "monitoring", "monev"),
    Export("catatan", "Catatan pemeriksaan dan baris yang disisihkan", "XLSX, CSV", PEOPLE, "intake"),
    Export("karantina", "Baris yang menunggu perbaikan", "XLSX", PEOPLE, "intake"),
    Export("riwayat", "Riwayat perubahan", "CSV", PEOPLE, "intake"),
    Export("jejak_audit", "Jejak audit", "CSV", NOBODY, "intake"),
    Export("satu_orang", "Data satu orang", "XLSX, JSON", PEOPLE, "intake", "orang", is_whole=True),
)
EXPORTS: dict[str, Export] = {
    each.key: each
    for each in (
        *_OF_SCREENS,
        *(Export(key, paper.label, "PDF", PEOPLE, roles=paper.roles) for key, paper in PAPERS.items()),
        *(Export(key, paper.label, "PDF, ZIP", PEOPLE, roles=paper.roles) for key, paper in DELIVERY_PAPERS.items()),
        *(
            Export(key, file.label, file.extension.upper(), PEOPLE, roles=file.roles)
            for key, file in FIELD_FILES.items()
        ),
    )
}
"""Every file of this floor; those of the report are in ``analytics/report/kinds.py``."""


class Taken(NamedTuple):
    """A file that was made, and how many rows of a table it holds, ``None`` where it is no table."""

    content: bytes
    row_count: int | None = None


def may_take(by: Actor, export: Export) -> bool:
    """Return whether the role may take a file."""
    return (
        (not export.page or by.may_open(export.page))
        and (not export.act or by.may(export.act))
        and (export.roles is None or by.role in export.roles)
        and (export.holds == NOBODY or by.sees() in {EVERY, OWN})
        and (not export.is_whole or by.may_unmask())
    )


def check(by: Actor, key: str) -> Export:
    """Return the entry of a file that the role may take.

    Raises
    ------
    PeopleHidden
        It holds people, or counts small enough to know them by, and the role sees neither.
    ExportMayNot
        It is not for the role.
    """
    export = EXPORTS[key]
    if export.holds != NOBODY:
        require_people(by)
    if not may_take(by, export):
        raise ExportMayNot(found=export.label, role=ROLES[by.role].label, may=", ".join(_who(export)))
    return export


def _who(export: Export) -> list[str]:
    return [role.label for role in ROLES.values() if may_take(Actor("x", role.key, "x"), export)]


def release(store: Store, key: str, by: Actor, make: Callable[[], Taken], *, scope: str = "") -> bytes:
    """Return a file for somebody who may take it; the audit keeps that it went, before it goes.

    Raises
    ------
    PeopleHidden, ExportMayNot
    """
    export = check(by, key)
    taken = make()
    note_taken(store, by, export.label, taken.row_count, scope=scope)
    return taken.content


def rights(export: Export) -> str:
    """Return what a role needs for a file, in words, for the guide."""
    needs = [f"halaman {PAGES[export.page]}" if export.page else "", ACTS.get(export.act, "")]
    needs += ["membuka nomor lengkap" if export.is_whole else ""]
    return "; ".join(part for part in needs if part) or "–"
