"""Kelompok: women-headed families, lansia, disabilitas, and the dusun of the desa chosen."""

from __future__ import annotations

from pages.parts import frame, tables
from pages.parts.cache import targeting, targeting_maps
from pages.parts.format import column
from pages.parts.map_layers import SUPPRESS_BELOW
from pages.parts.targeting_scope import Scope

_WRITERS = {
    "Cakupan (%)": column(1), "Tidak tepat sasaran (%)": column(1), targeting_maps.MONEY["amount_mean_idr"]: column(0),
}  # fmt: skip


def show(scope: Scope) -> None:
    """Show the groups beside all families, then the dusun."""
    frame.subtitle(f"Kelompok di {scope.place_name}")
    codes = targeting_maps.codes_in(scope.where, scope.kecamatan, scope.desa)
    shown, unknown = targeting_maps.group_rows(scope.where, scope.period, scope.program, scope.by, scope.place, codes)
    tables.show(shown, _WRITERS, right=shown.columns[1:])
    frame.note(
        "Satu keluarga bisa masuk beberapa kelompok. Keluarga yang daftarnya tidak menyebut kelompoknya tidak dihitung: "
        f"{unknown}.",
        f"Tidak dirinci: kelompok dengan angka 1–{SUPPRESS_BELOW - 1}.",
        targeting.intervals(scope.where, scope.period, scope.program, scope.by).note + ".",
    )
    if not scope.desa:
        frame.note("Pilih satu desa di atas untuk melihat dusunnya.")
        return
    frame.subtitle(f"Dusun di {scope.place_name}")
    dusun = targeting_maps.dusun_rows(scope.where, scope.period, scope.program, scope.desa)
    if dusun.empty:
        frame.note("Dusun keluarga di desa ini tidak diketahui.")
        return
    tables.show(dusun, _WRITERS, height_px=300, right=dusun.columns[1:])
    frame.note(f"Tidak dirinci: angka di bawah {SUPPRESS_BELOW}, dan angka lain yang bisa membukanya.")
