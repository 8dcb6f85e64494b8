"""What an office's file can be: one entry each, with the fields it may hold and those it must."""

from __future__ import annotations

from dataclasses import dataclass

FAMILIES, MEMBERS, RECIPIENTS, STATUS, DELIVERIES = "families", "members", "recipients", "status", "deliveries"


@dataclass(frozen=True)
class Layout:
    """One kind of file.

    Each set in ``needs`` must be met by at least one of its fields. A file nobody has named is taken for the first
    layout whose ``needs`` and ``signs`` are met. ``role`` is what its rows are; the checks are for roles. ``rank``: of
    several registers of families the one with the lowest rank says which families there are, the others add to them.
    """

    key: str
    label: str
    role: str
    fields: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    signs: tuple[tuple[str, ...], ...] = ()
    rank: int = 0


_PLACE = ("desa_code", "desa", "kecamatan", "dusun", "rt", "rw", "lat", "lon", "gps", "accuracy")
_PERSON = ("nik", "no_kk", "name", "birth_date", "sex")
LAYOUTS: dict[str, Layout] = {
    entry.key: entry
    for entry in (
        Layout("deliveries", "Daftar penyaluran", DELIVERIES, ("on_date", "program", "period", *_PERSON, "amount_idr", "status"), (("nik", "no_kk"), ("status",)), signs=(("program",), ("period",))),
        Layout("status", "Status penduduk (Dukcapil)", STATUS, ("nik", "name", "status", "on_date"), (("nik",), ("status",))),
        Layout("p3ke", "Keluarga P3KE", FAMILIES, (*_PERSON, "member_count", "desil", "p3ke_id", *_PLACE), (("no_kk",),), signs=(("p3ke_id",),), rank=1),
        Layout("members", "Anggota keluarga", MEMBERS, (*_PERSON, "relation"), (("nik",), ("no_kk",)), signs=(("relation",), ("birth_date", "sex"))),
        Layout("families", "Daftar keluarga", FAMILIES, (*_PERSON, "member_count", "desil", *_PLACE), (("no_kk",),), signs=(("desil", "member_count"),)),
        Layout("coordinates", "Titik rumah (Kobo/ODK)", FAMILIES, (*_PERSON, *_PLACE), (("no_kk",),), signs=(("lat",), ("lon",)), rank=2),
        Layout("recipients", "Daftar penerima", RECIPIENTS, (*_PERSON, "amount_idr", *_PLACE), (("nik", "no_kk"),)),
    )
}  # fmt: skip
"""In the order in which a file that nobody has named is compared with them."""
