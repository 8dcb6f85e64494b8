"""Laporan: what leaves the office for a period and a scope, one button each."""

from __future__ import annotations

from data.programs import program_label
from pages.parts import actor, cache, filters, frame, reports_view
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
            scope = filters.report_scope(where)
        with four:
            by = actor.box()
        if not period:
            frame.empty(
                "Belum ada daftar penerima", "Laporan dibuat untuk satu periode; muat daftar penerima lebih dulu."
            )
            return
        reports_view.headline(where, period, program, scope)
        reports_view.files(where, by, period, program, scope)
        reports_view.board(where, period, program, scope)
        frame.source_line(
            f"{cache.settings(where)['office_name'] or 'Sumber: berkas yang dimuat kantor'} · {program_label(program)} · "
            f"{month(period)} · hanya angka gabungan, tanpa nama keluarga dan nomor"
        )


show()
