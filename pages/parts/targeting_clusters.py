"""Kantong: where high or low figures of neighbouring desa gather, and where that is no more than chance."""

from __future__ import annotations

from pages.parts import desa_map, filters, frame, tables
from pages.parts.atlas_wish import CLUSTERS, Wish
from pages.parts.cache import atlas, atlas_static
from pages.parts.targeting_scope import Scope

MAP_HEIGHT_PX = 430


def show(scope: Scope) -> None:
    """Show the sentence, the map and the table of one indicator."""
    if not atlas_static.has_ground(scope.where):
        frame.empty("Kantong belum bisa dicari", "Batas desa belum dimuat: tanpa batas, tetangga tidak diketahui.")
        return
    wish = Wish(CLUSTERS, scope.period, scope.program, filters.indicator())
    answer, detail = atlas.answer(scope.where, wish, scope.kecamatan)
    frame.subtitle(answer)
    frame.note(detail)
    picture = atlas.within(scope.where, wish, "", scope.kecamatan)
    desa_map.show(scope.where, picture, key="peta_kantong", height_px=MAP_HEIGHT_PX)
    shown, codes, writers = atlas.table(scope.where, wish, scope.kecamatan)
    tables.choose(shown, codes, writers, key="tabel_kantong", height_px=300)
    frame.note(
        "Tidak signifikan: pola seperti ini bisa muncul karena kebetulan. p: seberapa sering permutasi acak memberi pola "
        "sekuat ini; karena banyak desa diuji sekaligus, batasnya diperketat (FDR)."
    )
