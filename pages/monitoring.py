"""Monev: indicators against targets, satisfaction, complaints, needs and resources, what meetings agreed."""

from __future__ import annotations

from pages.parts import (
    acting,
    frame,
    monev_actions,
    monev_complaints,
    monev_indicators,
    monev_needs,
    monev_scope,
    monev_survey,
)

TABS = {
    "Indikator": monev_indicators.show,
    "Kepuasan": monev_survey.show,
    "Pengaduan": monev_complaints.show,
    "Kebutuhan & potensi": monev_needs.show,
    "Tindak lanjut": monev_actions.show,
}


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        if not frame.has_families(where):
            return
        scope = monev_scope.chosen(where)
        monev_scope.headline(scope)
        acting.news()
        monev_scope.open_actions(scope)
        monev_scope.open_tab(TABS)(scope)
        frame.source_line(
            "Sumber: berkas yang dimuat kantor dan catatan di halaman ini · survei dan pengaduan tanpa nama · sel kurang dari "
            "5 responden tidak keluar dari kantor"
        )
        frame.link("handover", "Lihat penyaluran →")


show()
