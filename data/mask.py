"""Identity numbers and names as screens, papers and files show them unless somebody may see more."""

from __future__ import annotations

import re

import pandas as pd

from data.person_keys import numbers_in

_LONG_NUMBER = r"\d(?:(?:[^\w]{0,3}|[A-Za-z])\d){8,}"
_COORDINATE = r"\d{1,3}[.,]\d{1,9}"
SHOWN_START, SHOWN_END = 6, 2
"""Of a number the kecamatan of first registration and the last two digits stay: enough to find the row in a file."""


def mask_number(numbers: pd.Series) -> pd.Series:
    """Return NIK or KK numbers with the middle starred ("631102********41"); short ones are starred whole."""
    text = numbers.fillna("").astype(str)
    middle = (text.str.len() - SHOWN_START - SHOWN_END).clip(lower=0)
    starred = text.str[:SHOWN_START] + middle.map("*".__mul__).astype("str") + text.str[-SHOWN_END:]
    return starred.where(text.str.len() > SHOWN_START + SHOWN_END, text.str.replace(r".", "*", regex=True))


def mask_key(keys: pd.Series) -> pd.Series:
    """Return keys of people (:mod:`data.person_keys`) with the number in them masked; of a name the first letters."""
    number = numbers_in(keys)
    named = mask_name(keys.fillna("").astype(str).str.replace(r"\|.*$", "", regex=True))
    return mask_number(number).where(number != "", named)


def mask_name(names: pd.Series) -> pd.Series:
    """Return names with the first letter of each word only ("SITI JANNAH" → "S*** J*****")."""
    text = names.fillna("").astype(str)
    return text.str.replace(r"(?<=\S)\S", "*", regex=True).str.slice(0, 40)


def mask_text(text: str) -> str:
    """Return one text with every run of twelve or more digits starred."""
    return re.sub(r"\d{12,}", lambda found: "*" * len(found.group()), text)


def mask_inside(texts: pd.Series) -> pd.Series:
    """Return free text with every run of nine or more digits starred, whatever offices write between them.

    A decimal number below 1,000, as a coordinate is, stays.
    """
    text = texts.fillna("").astype(str)
    return text.str.replace(_LONG_NUMBER, _starred, regex=True)


def _starred(found: re.Match[str]) -> str:
    return found.group() if re.fullmatch(_COORDINATE, found.group()) else "*" * len(found.group())
