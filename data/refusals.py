"""What of a refused act stands in the audit: one entry, of nobody's data, and not one for each of a thousand tries.

How many entries there can be, whoever tries: refusals of an account one per kind in ten minutes (:class:`Seldom`); what
strangers do, and signing in and out, as :class:`Allowance` allows (``pages/parts/gate/notes.py``).

Refusals of the store itself (another desa is concerned) are noted in the transaction that was rolled back
(:class:`data.store.Store`), all others where their sentence is shown (``pages/parts/frame.py``). Both ask here.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from data.errors import (
    ActMayNot,
    DesaNotOwn,
    ExportMayNot,
    FileNotYours,
    KecamatanOnly,
    PageMayNot,
    PeopleHidden,
    RecordGone,
    ReportTooFine,
    SurveyTooFine,
    TripUnknown,
)
from data.roles import Actor
from geo.errors import PetasalurError

REFUSED = "ditolak"
"""What the audit calls an act that was refused."""
SELDOM_S = 600.0
"""So long an account has one entry for refusals of one kind; the next one says how many there were."""
OTHER_DESA = "catatan di luar desanya sendiri"


@dataclass(frozen=True)
class Refusal:
    """How the audit tells one kind. ``fact``: which fact of the error it says besides, a word of ours and no cell.

    ``of_desa_only``: a refusal only for an account of one desa, to whom what is of another is not there at all; for
    everybody else somebody was faster. ``by_store``: noted by the store.
    """

    subject: str
    fact: str = ""
    of_desa_only: bool = False
    by_store: bool = False


REFUSALS: dict[type[PetasalurError], Refusal] = {
    ActMayNot: Refusal("tindakan di luar perannya", "act"),
    PageMayNot: Refusal("halaman di luar perannya", "found"),
    ExportMayNot: Refusal("unduhan di luar perannya", "found"),
    FileNotYours: Refusal("alamat berkas sesi lain", "kind"),
    ReportTooFine: Refusal("laporan sebagian desa"),
    SurveyTooFine: Refusal("survei lebih rinci dari triwulan"),
    PeopleHidden: Refusal("daftar orang"),
    TripUnknown: Refusal(OTHER_DESA, of_desa_only=True),
    RecordGone: Refusal(OTHER_DESA, "record", of_desa_only=True),
    DesaNotOwn: Refusal(OTHER_DESA, "count", by_store=True),
    KecamatanOnly: Refusal("catatan milik seluruh kecamatan", by_store=True),
}
"""Errors that say no to somebody, and not to a file or a figure."""


class Seldom:
    """Which refusals are worth an entry; shared by all threads. One of it for the whole process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last: dict[tuple[str, ...], tuple[float, int]] = {}

    def count(self, *key: str) -> int:
        """Return for how many refusals the entry stands that is due now, 0 where none is."""
        now = self._clock()
        with self._lock:
            at, held = self._last.get(key, (-SELDOM_S, 0))
            if now - at < SELDOM_S:
                self._last[key] = (at, held + 1)
                return 0
            self._last[key] = (now, 0)
            return held + 1

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._last.clear()


SELDOM = Seldom()


@dataclass
class _Purse:
    left: float
    at_s: float
    held: int = 0


class Allowance:
    """How many entries there may be: some at once, then one now and then, which says how many it stands for.

    Parameters
    ----------
    free, every_s
        Of one kind: so many at once, and one more after each so many seconds.
    all_free, all_every_s
        Of all kinds together.
    clock
        Seconds.
    """

    def __init__(
        self,
        free: int,
        every_s: float,
        *,
        all_free: int,
        all_every_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._free, self._every_s, self._clock = free, every_s, clock
        self._all_free, self._all_every_s = all_free, all_every_s
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._of: OrderedDict[tuple[str, ...], _Purse] = OrderedDict()
            self._all = _Purse(self._all_free, self._clock())

    def count(self, *kind: str) -> int:
        """Return for how many acts of a kind the entry stands that may be written now, 0 where none may."""
        now = self._clock()
        with self._lock:
            own = self._of.setdefault(kind, _Purse(self._free, now))
            self._of.move_to_end(kind)
            while len(self._of) > MOST_KINDS:
                self._of.popitem(last=False)
            own.held += 1
            for purse, most, every_s in (
                (own, self._free, self._every_s), (self._all, self._all_free, self._all_every_s),
            ):  # fmt: skip
                purse.left, purse.at_s = min(most, purse.left + (now - purse.at_s) / every_s), now
            if min(own.left, self._all.left) < 1:
                return 0
            own.left, self._all.left = own.left - 1, self._all.left - 1
            count, own.held = own.held, 0
            return count


MOST_KINDS = 10_000


def entry(by: Actor, error: PetasalurError, *place: str) -> tuple[str, str] | None:
    """Return subject and detail of the entry that a refusal is worth, ``None`` where it is worth none.

    Parameters
    ----------
    by
        To whom was said no.
    error
        How.
    place
        What counts apart besides account and kind.
    """
    refusal = REFUSALS.get(type(error))
    if refusal is None or (refusal.of_desa_only and not by.desa_codes):
        return None
    count = SELDOM.count(*place, by.account, type(error).__name__)
    if not count:
        return None
    told = [f"{count} kali" if count > 1 else "", _fact(error, refusal)]
    return refusal.subject, "; ".join(part for part in told if part)


def _fact(error: PetasalurError, refusal: Refusal) -> str:
    said = error.facts.get(refusal.fact, "") if refusal.fact else ""
    return f"{said} baris" if isinstance(said, int) else str(said)
