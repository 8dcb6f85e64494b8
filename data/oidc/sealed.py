"""The client's secret in ``oidc.toml``, encrypted under the office's key: a copy of that file gives it away to nobody.

Written as ``tersandi:`` and base64 of what :func:`data.keys.seal` makes (AES-256-GCM, a nonce of the system's own). The
key is that of the office's database; it is known once the database is open.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from pathlib import Path

from data import keys
from data.errors import KeyUnreadable, KeyWrong, NotEncrypted, OidcSettingsWrong, StoreLocked
from data.export import write_whole
from data.home import office_database

FILE_NAME = "oidc.toml"
MARK = "tersandi:"
_LINE = re.compile(r"^\s*client_secret\s*=.*$\n?", re.MULTILINE)
_KNOWN: dict[tuple[Path, str], str] = {}
"""What was read once in this process: a passphrase costs a second, and each sign-in asks."""


def is_sealed(text: str) -> bool:
    """Return whether a secret is written encrypted."""
    return text.startswith(MARK)


def seal(home: Path, secret: str) -> Path:
    """Write the client's secret into the settings of an office, encrypted; return where.

    Raises
    ------
    OidcSettingsWrong
        There are no settings yet, or no secret.
    NotEncrypted
        The office has no key.
    StoreLocked, KeyWrong, KeyUnreadable, OutputUnwritable
    """
    path, database = home / FILE_NAME, office_database(home)
    if not path.is_file():
        raise OidcSettingsWrong(file=FILE_NAME, problem="berkasnya belum ada")
    if not secret:
        raise OidcSettingsWrong(file=FILE_NAME, problem="rahasia kliennya kosong")
    if not keys.place(database).is_file():
        raise NotEncrypted(file=database.name)
    sealed = base64.b64encode(keys.seal(keys.read(database), secret.encode())).decode()
    rest = _LINE.sub("", path.read_text(encoding="utf-8"))
    write_whole(path, f'client_secret = "{MARK}{sealed}"\n{rest}'.encode())  # before any table of the file
    os.chmod(path, 0o600)  # noqa: PTH101  as for a file that was made by hand
    return path


def unseal(home: Path, text: str) -> str:
    """Return the secret that :func:`seal` has written.

    Raises
    ------
    OidcSettingsWrong
        The key is not there, not open yet, or another one.
    """
    database = office_database(home)
    place = keys.place(database).absolute()
    if (place, text) not in _KNOWN:
        _KNOWN[place, text] = _opened(database, text)
    return _KNOWN[place, text]


def _opened(database: Path, text: str) -> str:
    try:
        ring = keys.read(database, may_ask=False)
    except (StoreLocked, KeyWrong, KeyUnreadable) as error:
        raise OidcSettingsWrong(
            file=FILE_NAME, problem="rahasianya tersandi, dan kunci basis datanya tidak terbuka"
        ) from error
    try:
        secret = keys.unseal(ring, base64.b64decode(text.removeprefix(MARK), validate=True))
    except binascii.Error as error:
        raise OidcSettingsWrong(file=FILE_NAME, problem="rahasia yang tersandi itu rusak") from error
    if secret is None:
        raise OidcSettingsWrong(file=FILE_NAME, problem="rahasianya tersandi dengan kunci lain; sandikan lagi")
    return secret.decode()
