"""Sasaran: whom the programs reach, whom they miss, how evenly, and what a change would do."""

from __future__ import annotations

from pages.parts import (
    filters,
    frame,
    targeting_accuracy,
    targeting_alarms,
    targeting_clusters,
    targeting_equity,
    targeting_groups,
    targeting_priority,
    targeting_scope,
    targeting_whatif,
)

PARTS = {
    "ketepatan": ("Ketepatan", targeting_accuracy.show),
    "kelompok": ("Kelompok", targeting_groups.show),
    "pemerataan": ("Pemerataan", targeting_equity.show),
    "kantong": ("Kantong", targeting_clusters.show),
    "prioritas": ("Prioritas", targeting_priority.show),
    "periksa": ("Periksa", targeting_alarms.show),
    "simulasi": ("Simulasi", targeting_whatif.show),
}


def show() -> None:
    """Show the page; only the part chosen is worked out."""
    with frame.opened() as where:
        if not frame.has_families(where):
            return
        scope = targeting_scope.chosen(where)
        if not targeting_scope.headline(scope):
            return
        part = filters.choice("Bagian", {key: label for key, (label, _) in PARTS.items()}, key="sasaran_bagian")
        PARTS[part][1](scope)
        targeting_scope.source_line(scope)
        frame.link("gaps", "Lihat keluarga yang belum terlayani →")
        frame.link("verification", "Usulkan ke musdes →")


show()
