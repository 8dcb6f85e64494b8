"""Texts of files as a paper can show them: one line, readable letters, breakable anywhere."""

from __future__ import annotations

import re

import pandas as pd

LONGEST = 120
"""Letters of one cell; the rest becomes "…"."""
_UNSEEN = (
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\uffff]"
)
"""Control characters and marks that turn the writing round."""
_MARKS = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff"
_STACKED = rf"([{_MARKS}]{{2}})[{_MARKS}]+"
"""Marks piled on one letter would grow into the rows above."""
_LONG_WORD = r"(\S{10})(?=\S{8})"
_MAY_BREAK = "\u200b"


def visible(texts: pd.Series) -> pd.Series:
    r"""Return texts in one line without what is not seen, at most :data:`LONGEST` letters.

    >>> visible(pd.Series(["SITI\u202e\tA"])).tolist()
    ['SITI A']
    """
    text = texts.astype("object").map(str, na_action="ignore").fillna("").astype("object")
    text = text.str.replace(_UNSEEN, " ", regex=True).str.replace(_STACKED, r"\1", regex=True)
    text = text.str.replace(r"\s+", " ", regex=True).str.strip()
    return text.where(text.str.len() <= LONGEST, text.str.slice(0, LONGEST - 1) + "…")


def printable(texts: pd.Series) -> pd.Series:
    """Return texts as :func:`visible` gives them, long words with places to break."""
    return visible(texts).str.replace(_LONG_WORD, rf"\1{_MAY_BREAK}", regex=True)


def plain(text: str) -> str:
    r"""Return one text of any length in one line, without what is not seen.

    >>> plain("SITI\u202e\tA")
    'SITI A'
    """
    seen = re.sub(_STACKED, r"\1", re.sub(_UNSEEN, " ", text))
    return " ".join(seen.split())


def one_line(text: str) -> str:
    """Return one text as :func:`printable` makes it."""
    return str(printable(pd.Series([text])).iloc[0])


def address(rows: pd.DataFrame) -> pd.Series:
    """Return where a family lives in one line, from ``dusun``, ``rt`` and ``rw`` ("Dusun 2, RT 1/RW 2")."""
    dusun, rt, rw = (rows[name].fillna("").astype(str).str.strip() for name in ("dusun", "rt", "rw"))
    rt, rw = rt.where(rt == "", "RT " + rt), rw.where(rw == "", "RW " + rw)
    place = rt.where((rt == "") | (rw == ""), rt + "/") + rw
    return dusun.where((dusun == "") | (place == ""), dusun + ", ") + place
