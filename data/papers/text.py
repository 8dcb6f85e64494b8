"""Texts of files as a paper can show them: one line, readable letters, breakable anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

LONGEST = 120
"""Letters of one cell; the rest becomes "…"."""
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\uffff]"
)
"""Control characters and marks that turn the writing round."""
_MARKS = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff"
_STACKED = re.compile(rf"([{_MARKS}]{{2}})[{_MARKS}]+")
"""Marks piled on one letter would grow into the rows above."""
_LONG_WORD = re.compile(r"(\S{10})(?=\S{8})")
_MAY_BREAK = "\u200b"


def visible(texts: pd.Series) -> pd.Series:
    r"""Return texts in one line without what is not seen, at most :data:`LONGEST` letters.

    >>> visible(pd.Series(["SITI\u202e\tA"])).tolist()
    ['SITI A']
    """
    return _each(texts, _short)


def printable(texts: pd.Series) -> pd.Series:
    """Return texts as :func:`visible` gives them, long words with places to break."""
    return _each(texts, one_line)


def _each(texts: pd.Series, written: Callable[[str], str]) -> pd.Series:
    """Return every text written; what is missing as an empty one."""
    told = texts.astype("object")
    return told.where(told.notna(), "").map(lambda value: written(str(value))).astype("object")


def plain(text: str) -> str:
    r"""Return one text of any length in one line, without what is not seen.

    >>> plain("SITI\u202e\tA")
    'SITI A'
    """
    if text.isascii() and text.isprintable():  # most cells of a table: nothing in them is unseen or stacked
        return " ".join(text.split())
    return " ".join(_STACKED.sub(r"\1", _UNSEEN.sub(" ", text)).split())


def _short(text: str) -> str:
    text = plain(text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def one_line(text: str) -> str:
    """Return one text as :func:`printable` makes it."""
    return _LONG_WORD.sub(rf"\1{_MAY_BREAK}", _short(text))


def address(rows: pd.DataFrame) -> pd.Series:
    """Return where a family lives in one line, from ``dusun``, ``rt`` and ``rw`` ("Dusun 2, RT 1/RW 2")."""
    dusun, rt, rw = (rows[name].fillna("").astype(str).str.strip() for name in ("dusun", "rt", "rw"))
    rt, rw = rt.where(rt == "", "RT " + rt), rw.where(rw == "", "RW " + rw)
    place = rt.where((rt == "") | (rw == ""), rt + "/") + rw
    return dusun.where((dusun == "") | (place == ""), dusun + ", ") + place
