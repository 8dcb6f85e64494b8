"""What was done to accounts from the shell, on its way into the audit.

The audit lies in the database, and that belongs to the running server; the accounts are a file beside it. So the shell
writes a line, and whoever opens the database next for an entry of the gate, or for a command, puts it into the audit
before its own: an account that was just made stands there before it signs in.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path

from data import audit
from data.roles import SHELL
from data.store import Store

FILE_NAME = "akun.catatan"
_TAKEN = f"{FILE_NAME}.diambil"
ACT = "akun"
MOST_LINES = 1000
"""So many are put into the audit at once; nobody makes more accounts than that by hand."""


def write_down(home: Path, username: str, what: str) -> None:
    """Write one line down; it never holds a password.

    Parameters
    ----------
    home
        Folder of the accounts.
    username
        Of the account that was changed.
    what
        In a few words.
    """
    when = dt.datetime.now().astimezone()
    line = json.dumps({"who": username, "what": f"{what}; {when:%d/%m/%Y %H.%M}"}, ensure_ascii=False)
    descriptor = os.open(home / FILE_NAME, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def pass_on(home: Path, store: Store) -> int:
    """Put what was written down into the audit; return how many entries. Lines that cannot be read are passed over."""
    written, taken = home / FILE_NAME, home / _TAKEN
    count = 0
    for path in (taken, written):
        if not path.exists():
            continue
        if path == written:  # what the shell writes from now on is another file
            path.replace(taken)
        for who, what in _lines(taken):
            audit.record(store, SHELL, ACT, who, detail=what)
            count += 1
        taken.unlink()
    return count


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines()[:MOST_LINES]:
        try:
            told = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(told, dict):
            yield str(told.get("who", ""))[:64], str(told.get("what", ""))[:200]
