"""What Sasaran is of: period, program, and the kecamatan or desa; the answer above everything."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.targeting.cells import ALL_PLACES, DESA, KECAMATAN
from data.programs import ALL, program_label
from pages.parts import filters, frame
from pages.parts.cache import Source, places, targeting
from pages.parts.cache.families import families_of
from pages.parts.format import month, number


@dataclass(frozen=True)
class Scope:
    """What is looked at. ``kecamatan``, ``desa``: codes, ``""`` for all."""

    where: Source
    period: str
    program: str
    kecamatan: str
    desa: str

    @property
    def by(self) -> str:
        """What :func:`analytics.targeting.figures.figures` is to have a row of."""
        return DESA if self.desa else KECAMATAN if self.kecamatan else ALL_PLACES

    @property
    def place(self) -> str:
        """The row of it."""
        return self.desa or self.kecamatan or ALL_PLACES

    @property
    def place_name(self) -> str:
        """The place in words: "Uren", "Kecamatan Halong", "semua desa"."""
        if self.desa:
            return places.desa_name(self.where, self.desa)
        if self.kecamatan:
            return f"Kecamatan {places.kecamatan(self.where)[self.kecamatan]}"
        return "semua desa"


def chosen(where: Source) -> Scope:
    """Show the filters and return what they say."""
    known = places.kecamatan(where)
    has_several = len(known) > 1
    columns = iter(frame.filter_row(4 if has_several else 3))
    with next(columns):
        period = filters.period(where)
    with next(columns):
        program = filters.program(where)
    kecamatan = ""
    if has_several:
        with next(columns):
            kecamatan = filters.kecamatan(known)
    with next(columns):
        desa = filters.desa_box(where, period, program, kecamatan)
    return Scope(where, period, program, kecamatan, desa or "")


def headline(scope: Scope) -> bool:
    """Say how many recipients are not poor and how many poor families are left out; False where nobody is known."""
    row = targeting.place_row(scope.where, scope.period, scope.program, scope.by, scope.place)
    of = "" if scope.program == ALL else f" {program_label(scope.program)}"
    at = "" if scope.place == ALL_PLACES else f" di {scope.place_name}"
    if row is None:
        frame.empty(f"Belum ada data keluarga{at}", "Pilih desa lain, atau muat daftar keluarganya.")
        return False
    frame.headline(
        f"{number(row['served_nonpoor'])} dari {number(row['recipients'])} penerima{of}{at} tidak tepat sasaran; "
        f"{number(row['unserved_poor'])} dari {number(row['poor_families'])} keluarga miskin belum terlayani",
        f"{month(scope.period)} · {number(row['families'])} keluarga, {number(row['families_without_desil'])} tanpa desil "
        f"(tidak dihitung miskin maupun tidak miskin) · {number(row['recipients_unmatched'])} penerima di luar daftar keluarga",
    )
    return True


def source_line(scope: Scope) -> None:
    """Say where the figures come from."""
    poor = families_of(scope.where, scope.period).poor_desil_max
    frame.source_line(
        f"Sumber: daftar keluarga dan daftar penerima · {program_label(scope.program)} · {month(scope.period)} · "
        f"{scope.place_name} · miskin = desil 1–{poor} · tidak ada nama di halaman ini"
    )
