"""Which OpenID Connect server an office trusts: ``oidc.toml`` beside the accounts.

The file is no part of a database: a copy of the data given away holds no secret. The client's secret may stand in the
environment instead of the file; neither is ever written to a log.
"""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from data.errors import OidcSettingsWrong
from data.oidc.sealed import FILE_NAME, is_sealed, unseal

SECRET = "PETASALUR_OIDC_SECRET"  # noqa: S105  the variable's name
RETURN_PATH = "/masuk/oidc/kembali"
_NEEDED = ("issuer", "client_id", "address")
_KNOWN = {*_NEEDED, "client_secret", "claim", "label", "ca_file"}
_CLAIM = r"[A-Za-z][A-Za-z0-9_]{1,39}"
_SHARED_BITS = 0o077
"""Of a file's mode: readable for others than its owner."""


@dataclass(frozen=True)
class Settings:
    """One trusted server.

    ``claim``: which of its statements names a person; ``label``: what the office calls it; ``address``: where readers
    reach Petasalur; ``ca_file``: certificates of the office's own authority, "" those of the system.
    """

    issuer: str
    client_id: str
    address: str
    claim: str = "sub"
    label: str = "akun kantor"
    ca_file: str = ""
    client_secret: str = field(default="", repr=False)

    def return_address(self) -> str:
        """Return where the server sends readers back to; it has to be registered there."""
        return self.address + RETURN_PATH


def read_settings(home: Path) -> Settings | None:
    """Return the settings of an office, ``None`` where it has none.

    Raises
    ------
    OidcSettingsWrong
        The file cannot be read, misses something, or tells its secret to others.
    """
    path = home / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise OidcSettingsWrong(file=FILE_NAME, problem="berkasnya tidak terbaca") from error
    try:
        rows = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:  # its message may hold a part of the secret
        raise OidcSettingsWrong(file=FILE_NAME, problem="bentuknya bukan TOML") from error
    settings = _checked(rows, home)
    if rows.get("client_secret") and os.name != "nt" and path.stat().st_mode & _SHARED_BITS:
        raise OidcSettingsWrong(file=FILE_NAME, problem="berisi rahasia tetapi terbaca orang lain (chmod 600)")
    return settings


def _checked(rows: dict[str, object], home: Path) -> Settings:
    words = {name: text.strip() for name, text in rows.items() if isinstance(text, str)}
    strange = sorted({*rows} - _KNOWN | {*rows} - {*words})
    missing = [name for name in _NEEDED if not words.get(name)]
    if strange or missing:
        told = [f"{name} belum diisi" for name in missing] + [f"{name[:40]} tidak dikenal" for name in strange]
        raise OidcSettingsWrong(file=FILE_NAME, problem=", ".join(told))
    words["address"] = words["address"].rstrip("/")
    words["client_secret"] = os.environ.get(SECRET) or words.get("client_secret", "")
    if is_sealed(words["client_secret"]):
        words["client_secret"] = unseal(home, words["client_secret"])
    for name in ("issuer", "address"):
        if not is_safe_address(words[name]):
            raise OidcSettingsWrong(file=FILE_NAME, problem=f"{name} harus beralamat https")
    if urlsplit(words["address"]).path:
        raise OidcSettingsWrong(file=FILE_NAME, problem="address memuat lebih dari nama server dan port")
    settings = Settings(**{name: text for name, text in words.items() if text})
    if not re.fullmatch(_CLAIM, settings.claim):
        raise OidcSettingsWrong(file=FILE_NAME, problem="claim bukan nama klaim")
    if settings.ca_file and not Path(settings.ca_file).is_file():
        raise OidcSettingsWrong(file=FILE_NAME, problem="berkas ca_file tidak ada")
    return settings


def is_safe_address(address: object) -> bool:
    """Return whether what is said at ``address`` stays secret: TLS, or this machine itself."""
    if not isinstance(address, str) or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(parts.hostname))


def is_this_machine(host: str) -> bool:
    """Return whether a name is that of the machine itself."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
