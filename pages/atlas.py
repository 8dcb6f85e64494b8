"""Peta: any figure desa by desa, two together, their change, where they gather, home by home."""

from __future__ import annotations

from pages.parts import atlas_view, atlas_wish, cache, frame
from pages.parts.cache import monev


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        if not frame.has_families(where):
            return
        wish = atlas_wish.chosen(where)
        seen = monev.stamped_for(where, wish.key, wish.other)
        table = cache.coverage_of(seen, wish.period, wish.program)
        atlas_view.headline(seen, wish, table)
        kecamatan = atlas_view.map_of(seen, wish, table)
        atlas_view.desa_table(seen, wish, kecamatan)
        atlas_view.dusun_table(seen, wish, table)
        frame.source_line(atlas_view.source_of(wish))
        frame.link("gaps", "Lihat keluarga yang belum terlayani →")
        frame.link("targeting", "Periksa ketepatan sasaran →")


show()
