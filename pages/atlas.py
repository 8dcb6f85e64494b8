"""Peta: poverty against aid, desa by desa, home by home."""

from __future__ import annotations

from data.programs import program_label
from pages.parts import atlas_view, cache, filters, frame
from pages.parts.format import month


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        if not frame.has_families(where):
            return
        one, two, three, four = frame.filter_row(4)
        with one:
            period = filters.period(where)
        with two:
            program = filters.program(where)
        with three:
            pair = filters.pair()
        with four:
            view = filters.map_view(atlas_view.VIEWS)
        table = cache.coverage_of(where, period, program)
        atlas_view.headline(where, table, period=period, program=program, pair=pair, view=view)
        atlas_view.map_of(where, table, period=period, program=program, pair=pair, view=view)
        atlas_view.desa_table(table)
        frame.source_line(
            f"Sumber: berkas yang dimuat kantor · {program_label(program)} · {month(period)} · kelas: jumlah desa per "
            f"kelas kira-kira sama (kuantil) · nama disamarkan"
        )
        frame.link("gaps", "Lihat keluarga yang belum terlayani →")


show()
