"""How far an office has come: what is loaded, and what comes next."""

from __future__ import annotations

import pandas as pd

from data.programs import ALL
from pages.parts import cache, cards
from pages.parts.cache import Source
from pages.parts.cards import Card
from pages.parts.format import month, number


def show(where: Source, sources: pd.DataFrame) -> None:
    """Show the three things an office loads, in their order, with what is there."""
    every = cache.coverage_of(where, "", ALL)
    periods = cache.periods(where)
    used = sources[sources["withdrawn_at"].isna()]
    lists = int((used["kind"] == "recipients").sum())
    waiting = int(used["set_aside_count"].sum())
    cards.show(
        [
            Card("1. Batas desa", f"{number(len(cache.layer(where)))} desa", "GeoJSON, GeoPackage, Shapefile zip, KML", "Diperiksa: sistem koordinat, kode, celah, tumpang tindih, pergeseran."),
            Card("2. Daftar keluarga", f"{number(every['families'].sum())} keluarga", f"{number(every['families_without_desil'].sum())} tanpa desil", "CSV atau XLSX dengan No. KK, desa dan desil; titik rumah bila ada."),
            Card("3. Daftar penerima", f"{number(lists)} daftar", f"periode terbaru: {month(periods[0])}" if periods else "belum ada periode", "Satu berkas tiap program dan bulan, dengan NIK atau No. KK."),
            Card("Disisihkan", f"{number(waiting)} baris", "menunggu perbaikan; lihat Karantina", "Baris yang tidak bisa dipakai. Betulkan di tab Karantina, di sini atau lewat XLSX; yang lain tetap dihitung."),
        ]
    )  # fmt: skip
