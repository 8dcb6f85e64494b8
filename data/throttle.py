"""Failed tries are slowed: after a few, each one closes the door for twice as long.

Asked before a password is hashed, so that ten thousand wrong ones cost the server next to nothing. An account is
counted apart at the addresses from where it has come in before: who tries it out elsewhere does not shut its owner out.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

FREE_PER_ACCOUNT, FREE_PER_ADDRESS = 5, 20
"""Tries that cost nothing: people mistype, and an office may come from one address."""
LONGEST_ACCOUNT_S, LONGEST_ADDRESS_S = 300.0, 900.0
"""The longest closing; short for an account, or wrong passwords typed on purpose would shut its owner out."""
FORGOTTEN_S = 3600.0
MOST_KEYS = 10_000


@dataclass
class _Tries:
    count: int = 0
    last_s: float = 0.0
    closed_until_s: float = 0.0


class Throttle:
    """Counts failures per account and per address; shared by all threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: OrderedDict[tuple[str, str], _Tries] = OrderedDict()
        self._at_home: OrderedDict[tuple[str, str], None] = OrderedDict()

    def now(self) -> float:
        """Return the time by which closings are counted, in seconds."""
        return self._clock()

    def wait_s(self, username: str, address: str) -> float:
        """Return for how many seconds no try is taken, 0 when one is."""
        now = self._clock()
        with self._lock:
            return max(0.0, *(self._of(key).closed_until_s - now for key in self._keys(username, address)))

    def begin(self, username: str, address: str) -> None:
        """Count a try as wrong, before it is looked at: many at once must not all slip through."""
        now = self._clock()
        with self._lock:
            for key in self._keys(username, address):
                tries = self._of(key)
                if now - tries.last_s > FORGOTTEN_S:
                    tries.count = 0
                tries.count, tries.last_s = tries.count + 1, now
                free, longest = _LIMITS[key[0]]
                over = tries.count - free
                if over >= 0:
                    tries.closed_until_s = now + min(2.0 ** min(over, 20), longest)
                self._tries[key] = tries
                self._tries.move_to_end(key)
            while len(self._tries) > MOST_KEYS:
                self._tries.popitem(last=False)

    def succeeded(self, username: str, address: str) -> None:
        """Forget the failures of an account from here, and of an address this try only: it may be trying others.

        From now on the account is at home at this address: failures elsewhere close it no longer from here.
        """
        with self._lock:
            for key in self._keys(username, address):
                if key[0] != "alamat":
                    self._tries.pop(key, None)
            if username:
                self._at_home[username, address] = None
                self._at_home.move_to_end((username, address))
                while len(self._at_home) > MOST_KEYS:
                    self._at_home.popitem(last=False)
            tries = self._tries.get(("alamat", address))
            if tries:
                tries.count, tries.closed_until_s = max(0, tries.count - 1), 0.0

    def _keys(self, username: str, address: str) -> list[tuple[str, str]]:
        """Return what a try counts for: the address, and the account where one is named."""
        is_known = (username, address) in self._at_home
        own = [_key_of_account(username, address, is_known=is_known)] if username else []
        return [*own, ("alamat", address)]

    def _of(self, key: tuple[str, str]) -> _Tries:
        return self._tries.get(key) or _Tries()


_LIMITS = {
    "akun": (FREE_PER_ACCOUNT, LONGEST_ACCOUNT_S),
    "akun_di_alamat": (FREE_PER_ACCOUNT, LONGEST_ACCOUNT_S),
    "alamat": (FREE_PER_ADDRESS, LONGEST_ADDRESS_S),
}


def _key_of_account(username: str, address: str, *, is_known: bool) -> tuple[str, str]:
    return ("akun_di_alamat", f"{username} {address}") if is_known else ("akun", username)
