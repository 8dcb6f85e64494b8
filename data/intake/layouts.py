"""What an office's file can be: one entry each, with the fields it may hold and those it must."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """One kind of file. Each set in ``needs`` must be met by at least one of its fields."""

    key: str
    label: str
    fields: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]


_PLACE = ("desa_code", "desa", "kecamatan", "dusun", "rt", "rw", "lat", "lon")
LAYOUTS: dict[str, Layout] = {
    entry.key: entry
    for entry in (
        Layout("families", "Daftar keluarga", ("no_kk", "nik", "name", "birth_date", "sex", "member_count", "desil", *_PLACE), (("no_kk",),)),
        Layout("recipients", "Daftar penerima", ("nik", "no_kk", "name", "birth_date", "sex", "amount_idr", *_PLACE), (("nik", "no_kk"),)),
    )
}  # fmt: skip
