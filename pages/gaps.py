"""Kesenjangan: which desa, and which families, nobody serves."""

from __future__ import annotations

from data.programs import program_label
from pages.parts import filters, frame, gaps_view
from pages.parts.cache.gaps import Wish
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
            group = filters.group()
        with four:
            desa = filters.desa_box(where, period, program)
        wish = Wish(period, program, group, desa or "")
        gaps_view.headline(where, wish)
        gaps_view.map_and_table(where, wish)
        gaps_view.families(where, wish)
        gaps_view.papers(where, wish)
        frame.source_line(
            f"Sumber: berkas yang dimuat kantor · {program_label(program)} · {month(period)} · penyebut: keluarga miskin "
            f"{gaps_view.of_group(group)}tiap desa · nomor dan nama disamarkan"
        )
        frame.link("targeting", "Periksa ketepatan sasaran, atau coba tambahan kuota →")
        frame.link("family", "Buka satu keluarga →")
        frame.link("routes", "Buat rute penyaluran →")


show()
