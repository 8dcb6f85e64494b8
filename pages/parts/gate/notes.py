"""What the gate writes down: who came, who was turned away, who left."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from data import refusals
from data.roles import Actor
from geo.errors import PetasalurError

_LOG = logging.getLogger("petasalur.akun")
Note = Callable[[Actor, str, str, str, str], None]
"""Called with who, the act, its subject, a detail and the address it came from."""
KEEPERS: list[Note] = []
"""Who else keeps these notes besides the log: the chained audit. Called one after the other on a thread of their own,
for a database may be busy with a load while somebody signs in."""

CAME, WRONG, HELD, LEFT, CHANGED, UNLOCKED = "masuk", "gagal_masuk", "ditolak", "keluar_akun", "akun", "buka_kunci"
"""Acts as the audit calls them."""
STRANGER = Actor(role="belum masuk")
"""Who has not signed in: no role of the table, so that the audit does not say that a Kasi tried passwords."""
STRANGERS = refusals.Allowance(30, 180, all_free=300, all_every_s=60)
"""Entries of who has not signed in: 300 at once and 60 an hour, 1.740 on the first day of an attack and 1.440 on each after
it, from however many addresses and under however many names; each kind and account at most 30 and 20 an hour, so that
tries at one account do not hide those at another for long."""
COMING_AND_GOING = refusals.Allowance(60, 60, all_free=3000, all_every_s=1)
"""Entries of signing in and out, per account: 60 at once and 60 an hour."""
_KEEPING = ThreadPoolExecutor(1, thread_name_prefix="catatan")


def note(by: Actor, act: str, subject: str, *, detail: str = "", origin: str = "") -> None:
    """Write down one act; neither passwords nor tokens come here.

    Of a flood not each: an entry then says for how many it stands.
    """
    count = _count(by, act, subject)
    if not count:
        return
    detail = "; ".join(part for part in (f"{count} kali" if count > 1 else "", detail) if part)
    told = (_plain(part) for part in (act, subject, by.account, origin, detail))
    _LOG.info("%s: akun %s, oleh %s, dari %s, %s", *told)
    for keep in KEEPERS:
        _KEEPING.submit(_kept, keep, by, act, _plain(subject), _plain(detail), origin)


def refused(by: Actor | None, error: PetasalurError, *, origin: str = "") -> None:
    """Write down that a signed-in account was refused an act, unless it is no refusal or the store has noted it.

    On a desk without accounts everybody says their own role: nothing is refused there that a choice would not allow.
    """
    kind = refusals.REFUSALS.get(type(error))
    if by is None or not by.account or kind is None or kind.by_store:
        return
    told = refusals.entry(by, error)
    if told:
        note(by, HELD, told[0], detail=told[1], origin=origin or by.origin)


def _count(by: Actor, act: str, subject: str) -> int:
    if by == STRANGER or act == WRONG:
        return STRANGERS.count(act, subject)
    return COMING_AND_GOING.count(act, by.account) if act in {CAME, LEFT} else 1


def settle() -> None:
    """Wait until all notes so far are kept."""
    _KEEPING.submit(str).result()


def _kept(keep: Note, by: Actor, act: str, subject: str, detail: str, origin: str) -> None:
    try:
        keep(by, act, subject, detail, origin)
    except BaseException:
        _LOG.exception("catatan %s tidak tersimpan", act)
        raise


def _plain(text: str) -> str:
    """Return a text in one line: what somebody typed must not look like a line of the log."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:64])
