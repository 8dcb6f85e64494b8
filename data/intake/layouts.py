"""What an office's file can be: one entry each, with the fields it may hold and those it must."""

from __future__ import annotations

from dataclasses import dataclass, field

from data.intake.fields import DIFFICULTIES, UNSUR

FAMILIES, MEMBERS, RECIPIENTS, STATUS, DELIVERIES = "families", "members", "recipients", "status", "deliveries"
SURVEY, COMPLAINTS = "survey", "complaints"


@dataclass(frozen=True)
class Layout:
    """One kind of file.

    Each set in ``needs`` must be met by at least one of its fields. A file nobody has named is taken for the first
    layout whose ``needs`` and ``signs`` are met. ``role`` is what its rows are; the checks are for roles. ``rank``: of
    several registers of families the one with the lowest rank says which families there are, the others add to them.

    Further signs: ``tells``, field → pattern that one of its cells must have; ``called``, a pattern in the title, the
    name of the sheet or of the file that counts as all ``signs``; ``not_called``, one that is against it; ``lacks``,
    fields that are against it; ``is_of_many``, rows that share their No. KK.
    """

    key: str
    label: str
    role: str
    fields: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    signs: tuple[tuple[str, ...], ...] = ()
    rank: int = 0
    tells: dict[str, str] = field(default_factory=dict)
    called: str = ""
    not_called: str = ""
    lacks: tuple[str, ...] = ()
    is_of_many: bool = False


_PLACE = ("desa_code", "desa", "kecamatan", "address", "rt_rw", "dusun", "rt", "rw", "lat", "lon", "gps", "accuracy")
_PERSON = ("nik", "no_kk", "name", "birth_date", "sex")
LISTED = r"(?i)\b(?:penerima|bnba|by name by address|kpm|bansos)\b"
"""What lists of recipients call themselves."""
_GONE = r"(?i)mening|wafat|\bmati\b|\balm|pindah|hidup"
_HANDED = r"(?i)terima|salur|wakil|gagal|ambil|bayar|retur|tolak|cair"
LAYOUTS: dict[str, Layout] = {
    entry.key: entry
    for entry in (
        Layout("survey", "Survei kepuasan (IKM)", SURVEY, ("on_date", "desa", "kecamatan", "service", *UNSUR, "remark"), tuple((unsur,) for unsur in UNSUR)),
        Layout("deliveries", "Daftar penyaluran", DELIVERIES, ("on_date", "program", "period", *_PERSON, "amount_idr", "status", "collector", "relation"), (("nik", "no_kk"), ("status",)), signs=(("program",), ("period",)), tells={"status": _HANDED}),
        Layout("status", "Status penduduk (Dukcapil)", STATUS, ("nik", "name", "status", "on_date"), (("nik",), ("status",)), tells={"status": _GONE}, lacks=("relation", "program", "period")),
        Layout("p3ke", "Keluarga P3KE", FAMILIES, (*_PERSON, "member_count", "desil", "p3ke_id", *_PLACE), (("no_kk",),), signs=(("p3ke_id",),), rank=1, called=r"(?i)\bp3ke\b"),
        Layout("members", "Anggota keluarga", MEMBERS, (*_PERSON, "relation", "pregnant", *DIFFICULTIES), (("nik",), ("no_kk",)), signs=(("relation",), ("birth_date", "sex")), is_of_many=True),
        Layout("families", "Daftar keluarga", FAMILIES, (*_PERSON, "member_count", "desil", *_PLACE), (("no_kk",),), signs=(("desil", "member_count"),), not_called=LISTED, lacks=("amount_idr", "program", "period")),
        Layout("coordinates", "Titik rumah (Kobo/ODK)", FAMILIES, (*_PERSON, *_PLACE), (("no_kk",),), signs=(("lat", "gps"), ("lon", "gps")), rank=2, not_called=LISTED, lacks=("amount_idr", "program", "period")),
        Layout("recipients", "Daftar penerima", RECIPIENTS, (*_PERSON, "amount_idr", "program", "period", *_PLACE), (("nik", "no_kk"),)),
        Layout("complaints", "Pengaduan", COMPLAINTS, ("on_date", "desa", "kecamatan", "category", "report", "status", "done_on"), (("on_date",), ("category", "report")), signs=(("desa", "status", "done_on"),)),
    )
}  # fmt: skip
"""In the order in which a file that nobody has named is compared with them."""
