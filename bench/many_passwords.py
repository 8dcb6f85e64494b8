"""10,000 wrong passwords for one account, from twenty addresses, sent to a real server: their cost, whom they hit.

Every one is an HTTP request through the whole program. What reaches argon2 is told by the answer: "wrong" was looked
at, "wait" was not.
"""

from __future__ import annotations

import http.client
import re
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from bench import NotHere
from bench.served import Server
from data.accounts import Accounts

name = "10,000 wrong passwords"
TRY_COUNT, ADDRESS_COUNT = 10_000, 20
OWNER, PASSWORD = "kasi1", "sepeda hijau 7 sungai"
HOME_ADDRESS, NEW_ADDRESS = "127.0.1.5", "127.0.1.6"
_KIND = {"content-type": "application/x-www-form-urlencoded"}


class Guest:
    """Somebody at one address of this machine, with the form of the sign-in open."""

    def __init__(self, port: int, address: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=120, source_address=(address, 0))
        self._line.request("GET", "/masuk", headers={"host": "127.0.0.1"})
        answer = self._line.getresponse()
        self._cookie = answer.headers["set-cookie"].split(";")[0]
        found = re.search(rb'name="tanda" value="(\w+)"', answer.read())
        assert found, "no form"
        self._mark = found[1].decode()

    def try_(self, password: str) -> tuple[int, float]:
        """Try a password; return the status and for how long no other one is taken."""
        form = urlencode({"tanda": self._mark, "nama": OWNER, "sandi": password, "ke": "/"})
        self._line.request("POST", "/masuk", form, {"host": "127.0.0.1", "cookie": self._cookie, **_KIND})
        answer = self._line.getresponse()
        answer.read()
        return answer.status, float(answer.headers.get("retry-after", 0))


class Outcome(NamedTuple):
    """What the tries met with. ``statuses``: how many got which answer; ``waited_s``: until the owner got in anew."""

    statuses: Counter[int]
    seconds: float
    worked_s: float
    resident_mb: float
    is_owner_in: bool
    waited_s: float


def attack(home: Path, try_count: int = TRY_COUNT) -> Outcome:
    """Serve an account in ``home`` and try it out."""
    Accounts(home).add(OWNER, PASSWORD, role="kasi")
    server = Server(home)
    try:
        assert Guest(server.port, HOME_ADDRESS).try_(PASSWORD)[0] == HTTPStatus.SEE_OTHER
        began, worked_s, resident_mb = time.monotonic(), server.worked_s(), server.resident_mb()

        def guess(number: int) -> list[int]:
            guest = Guest(server.port, f"127.0.0.{number + 10}")
            return [guest.try_(f"salah-{number}-{each}")[0] for each in range(try_count // ADDRESS_COUNT)]

        with ThreadPoolExecutor(4) as crowd:
            statuses = Counter(status for found in crowd.map(guess, range(ADDRESS_COUNT)) for status in found)
        seconds, worked_s = time.monotonic() - began, server.worked_s() - worked_s
        grown_mb = server.resident_mb() - resident_mb
        is_in = Guest(server.port, HOME_ADDRESS).try_(PASSWORD)[0] == HTTPStatus.SEE_OTHER
        return Outcome(statuses, seconds, worked_s, grown_mb, is_in, _wait_for(server.port))
    finally:
        server.stop()


def _wait_for(port: int) -> float:
    """Return how long the owner waits at an address where nobody came in before."""
    began = time.monotonic()
    while (found := Guest(port, NEW_ADDRESS).try_(PASSWORD))[0] != HTTPStatus.SEE_OTHER:
        assert found[0] == HTTPStatus.TOO_MANY_REQUESTS, found
        time.sleep(min(found[1], 310.0))
    return time.monotonic() - began


def run() -> list[str]:
    """Return what 10,000 wrong passwords cost, and whom they kept out."""
    if not sys.platform.startswith("linux"):
        raise NotHere("many addresses of one machine (127.0.0.x) need Linux")
    with tempfile.TemporaryDirectory() as folder:
        found = attack(Path(folder))
    looked_at, held = found.statuses[HTTPStatus.FORBIDDEN], found.statuses[HTTPStatus.TOO_MANY_REQUESTS]
    assert found.statuses.total() == looked_at + held + found.statuses[HTTPStatus.SERVICE_UNAVAILABLE], found.statuses
    assert found.is_owner_in
    sent = f"{found.statuses.total()} sent from {ADDRESS_COUNT} addresses in {found.seconds:.0f} s"
    cost = f"{found.worked_s:.1f} s of the server's processor, {1000 * found.worked_s / TRY_COUNT:.2f} ms each"
    return [
        f"{sent}: {looked_at} reached argon2, {held} held, none opened anything",
        f"{cost}; {found.resident_mb:+.0f} MB",
        f"the owner, right after: in at once from the own computer, after {found.waited_s:.0f} s from a new one",
    ]
