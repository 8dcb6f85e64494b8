"""Kesenjangan: which desa, and which families, nobody serves."""

from __future__ import annotations

from data.programs import program_label
from pages.parts import cache, filters, frame, gaps_view
from pages.parts.format import month


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        if not frame.has_families(where):
            return
        one, two, three = frame.filter_row(3)
        with one:
            period = filters.period(where)
        with two:
            program = filters.program(where)
        table = cache.coverage_of(where, period, program)
        with three:
            desa = filters.desa_box(table)
        gaps_view.headline(table, cache.summary(where, period, program), program, desa)
        gaps_view.map_and_table(where, table, period, program)
        gaps_view.families(where, program, period, desa)
        gaps_view.papers(where, program, period, desa)
        frame.source_line(
            f"Sumber: berkas yang dimuat kantor · {program_label(program)} · {month(period)} · penyebut: keluarga miskin "
            f"tiap desa · nomor dan nama disamarkan"
        )
        frame.link("targeting", "Periksa ketepatan sasaran, atau coba tambahan kuota →")
        frame.link("family", "Buka satu keluarga →")
        frame.link("routes", "Buat rute penyaluran →")


show()
