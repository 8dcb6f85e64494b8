"""The tab Riwayat of Data: changes, the audit, how long files are kept, backups, one person's data, the key."""

from __future__ import annotations

from data.roles import Actor
from pages.parts import audit_view, backup_view, cache, frame, history_view, key_view, person_view, retention_view
from pages.parts.cache import Source
from pages.parts.choice import one_of

_VIEWS = {
    "perubahan": "Perubahan data", "audit": "Jejak audit", "simpan": "Masa simpan berkas", "cadangan": "Cadangan",
    "orang": "Data satu orang", "kunci": key_view.VIEW,
}  # fmt: skip


def _state(where: Source, by: Actor) -> None:
    """Say whether what lies on the disk can be read by who finds it."""
    if where.is_demo:
        return
    store = cache.store_of(where)
    if store.is_encrypted:
        frame.note("Basis data disandikan (AES-256); kuncinya di berkas tersendiri.")
        key_view.warn(store, by, is_reminded=not cache.sources(where).empty)
    else:
        how = f" Tutup Petasalur, lalu ketik di terminal: python -m data encrypt --db {store.path}"
        frame.say(
            f"Basis data {store.path.name} belum disandikan: siapa yang mendapat cakramnya dapat membaca semuanya."
            f"{how if by.may('cadangkan') else ''}",
            frame.CAUTION,
        )


def show(where: Source, by: Actor) -> None:
    """Let the reader choose what to look at, and show it."""
    _state(where, by)
    view = one_of("Tampilkan", list(_VIEWS), words=_VIEWS.__getitem__, key="riwayat_tampilan")
    if view == "perubahan":
        history_view.show(where)
    elif view == "audit":
        audit_view.show(where)
    elif view == "simpan":
        retention_view.show(where, by)
    elif view == "cadangan":
        backup_view.show(where, by)
    elif view == "kunci":
        key_view.show(where, by)
    else:
        person_view.show(where, by)
