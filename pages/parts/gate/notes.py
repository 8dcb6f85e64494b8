"""What the gate writes down: who came, who was turned away, who left."""

from __future__ import annotations

import logging
from collections.abc import Callable

from data.roles import Actor

_LOG = logging.getLogger("petasalur.akun")
Note = Callable[[Actor, str, str, str, str], None]
"""Called with who, the act, its subject, a detail and the address it came from."""
KEEPERS: list[Note] = []
"""Who else keeps these notes besides the log: the chained audit."""

ACTS = {
    "masuk": "masuk",
    "gagal_masuk": "gagal masuk",
    "ditahan": "percobaan masuk ditahan",
    "keluar": "keluar",
    "ganti_sandi": "mengganti kata sandi",
    "tutup_akun": "menutup akun",
    "buka_akun": "membuka akun",
}


def note(by: Actor, act: str, subject: str, *, detail: str = "", origin: str = "") -> None:
    """Write down one act; neither passwords nor tokens come here."""
    _LOG.info("%s: %s oleh %s dari %s %s", ACTS[act], _plain(subject), _plain(by.account), origin, _plain(detail))
    for keep in KEEPERS:
        keep(by, act, subject, detail, origin)


def _plain(text: str) -> str:
    """Return a text in one line: what somebody typed must not look like a line of the log."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:64])
