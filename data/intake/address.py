"""Dusun, RT and RW out of an address as offices write it: "DUSUN 2 RT 003 RW 002", "Dsn Liang, RT/RW 3/2"."""

from __future__ import annotations

import pandas as pd

_BOTH = r"(?i)\bRT\W*RW\W*(?P<rt>\d{1,3})\s*/\s*(?P<rw>\d{1,3})\b"
_ONE = {"rt": r"(?i)\bRT\W{0,3}(\d{1,3})\b", "rw": r"(?i)\bRW\W{0,3}(\d{1,3})\b"}
_PAIR = r"(?i)\bRT\W{0,3}\d{1,3}\s*/\s*(\d{1,3})\b"
_DUSUN = (
    r"(?i)\b((?:dusun|dsn|lingkungan|anak desa)\b\.?\s+[\w'’-]+(?:\s+(?!(?:RT|RW|NO|DESA|KEL|KEC)\b)[\w'’-]+){0,2})"
)


def fill_from_address(frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``frame`` with ``dusun``, ``rt`` and ``rw`` taken from ``rt_rw``, then ``address``, where they are empty.

    What these do not say stays empty; without such columns nothing changes.
    """
    for name, opening in (("rt_rw", "RT "), ("address", "")):
        if name in frame and frame[name].ne("").any():
            frame = _filled(frame, frame[name], opening)
    return frame


def _filled(frame: pd.DataFrame, texts: pd.Series, opening: str) -> pd.DataFrame:
    kind, kinds = pd.factorize(texts)
    said = parts_of(opening + pd.Series(kinds, dtype="str")).iloc[kind].set_axis(frame.index)
    named = [name for name in said if name in frame]
    return frame.assign(**{name: frame[name].where(frame[name] != "", said[name]) for name in named})


def parts_of(addresses: pd.Series) -> pd.DataFrame:
    """Return ``dusun`` ("Dusun 2"), ``rt`` and ``rw`` (digits as written) of each address, "" where it has none."""
    both = addresses.str.extract(_BOTH)
    one = {name: addresses.str.extract(pattern)[0] for name, pattern in _ONE.items()}
    rt = both["rt"].fillna(one["rt"])
    rw = both["rw"].fillna(one["rw"]).fillna(addresses.str.extract(_PAIR)[0])
    dusun = addresses.str.extract(_DUSUN)[0].str.title().str.replace(r"^Dsn\.?", "Dusun", regex=True)
    return pd.DataFrame({"dusun": dusun, "rt": rt, "rw": rw}).fillna("").astype("str")
