"""From the text of a cell to a value: identity numbers, coordinates, counts, amounts.

Nothing is judged here; the checks look at the text and at the value. Column for column, no loops over rows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from data.intake.address import fill_from_address
from data.intake.fields import DIFFICULTIES, UNSUR
from data.intake.points import decimal, degrees

_FEW_KINDS = 0.5
"""A column with fewer different texts for a row is parsed text by text."""
MAX_WHOLE = 1e15
"""From here on a float no longer tells whole numbers apart by tenths; no count or amount is so large."""


def parse(frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``frame`` with what its texts say as values.

    Parameters
    ----------
    frame
        Text columns as :func:`data.intake.columns.extract` gives them; fields that the layout lacks may be missing.

    Returns
    -------
    pandas.DataFrame
        The same rows and columns, and beside them ``nik_digits``, ``no_kk_digits`` (text without dots, spaces,
        apostrophes), ``lon_value``, ``lat_value`` (degrees as written, NaN where there is no number),
        ``desil_value``, ``member_count_value``, ``amount_idr_value`` (nullable integers). ``dusun``, ``rt`` and ``rw``
        are taken from ``address`` where they are empty.
    """
    frame = fill_from_address(frame)
    asked = [name for name in _PARSERS if name in frame or name not in UNSUR]
    text = {name: frame[name] if name in frame else pd.Series("", index=frame.index) for name in asked}
    values = {_PARSERS[name][0]: _parsed(text[name], _PARSERS[name][1]) for name in asked}
    return pd.concat([frame, pd.DataFrame(values, index=frame.index)], axis=1)


def _parsed(text: pd.Series, parser: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Return ``parser(text)``; a text that stands often is parsed once, an empty column never."""
    if text.empty:
        return parser(text)
    if not text.ne("").any():
        return _of_nothing(parser).iloc[np.zeros(len(text), dtype=int)].set_axis(text.index)
    kind, kinds = pd.factorize(text)
    if len(kinds) > len(text) * _FEW_KINDS:
        return parser(text)
    return parser(pd.Series(kinds, dtype="str")).iloc[kind].set_axis(text.index)


@cache
def _of_nothing(parser: Callable[[pd.Series], pd.Series]) -> pd.Series:
    return parser(pd.Series([""], dtype="str"))


def identity_digits(text: pd.Series) -> pd.Series:
    """Return NIK or KK numbers without the dots, dashes, spaces and apostrophes that offices write into them.

    The ``.0`` of a number that a program kept as a float goes too.
    """
    bare = text.str.replace(r"^([0-9]{16})[.,]0+$", r"\1", regex=True)
    return bare.str.replace(r"[\s.\-'’‘`\"\u200b\ufeff\u00a0]+", "", regex=True)


def integer(text: pd.Series) -> pd.Series:
    """Return whole numbers ("4", "4.0", " 4 "); ``<NA>`` where the text is none, or has more than 15 digits."""
    number = decimal(text)
    return number.where((number == np.floor(number)) & (number.abs() < MAX_WHOLE)).astype("Int64")


def rupiah(text: pd.Series) -> pd.Series:
    """Return amounts as offices write them ("Rp 200.000,00", "200000"); ``<NA>`` where the text is none."""
    bare = text.str.replace(r"(?i)^\s*(?:rp\.?|idr)\s*|\s+|[.,]?-+$", "", regex=True)
    for group, point in ((".", ","), (",", ".")):  # Indonesian, then English
        grouped = bare.str.fullmatch(rf"[0-9]{{1,3}}(?:[{group}][0-9]{{3}})+(?:[{point}][0-9]{{1,2}})?")
        bare = bare.where(~grouped, bare.str.replace(group, ""))
    return integer(bare)


_MONTHS = {
    "JAN": 1, "FEB": 2, "MAR": 3, "APR": 4, "MEI": 5, "MAY": 5, "JUN": 6, "JUL": 7, "AGU": 8, "AGT": 8, "AUG": 8,
    "SEP": 9, "OKT": 10, "OCT": 10, "NOV": 11, "DES": 12, "DEC": 12,
}  # fmt: skip


def date(text: pd.Series) -> pd.Series:
    """Return dates as offices write them; ``NaT`` where the text is none.

    ISO (2026-10-31, with or without a time) or day first (31/10/2026, 31-10-2026, 31.10.2026, 31 Oktober 2026): in
    Indonesia the month never stands first.
    """
    plain = text.str.strip().str.upper().str.replace(r"[ T]+\d{1,2}[:.]\d\d.*$", "", regex=True)
    plain = plain.str.replace(r"^(?:SENIN|SELASA|RABU|KAMIS|JUMAT|JUM'AT|SABTU|MINGGU)\s*,\s*", "", regex=True)
    year_first = plain.str.extract(r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})$")
    day_first = plain.str.extract(r"^(?P<d>\d{1,2})[-/. ]+(?P<m>\d{1,2}|[A-Z]{3,9})[-/. ]+(?P<y>\d{4})$")
    parts = year_first.fillna(day_first[["y", "m", "d"]])
    month = parts["m"].where(parts["m"].str.fullmatch(r"\d+"), parts["m"].str[:3].map(_MONTHS))
    numbers = pd.DataFrame({"year": parts["y"], "month": month, "day": parts["d"]})
    numbers = numbers.apply(pd.to_numeric, errors="coerce")
    return pd.to_datetime(numbers, errors="coerce")


def sex(text: pd.Series) -> pd.Series:
    """Return "L" or "P" ("Laki-laki", "PEREMPUAN", DTSEN's 1 and 2, "wanita"); missing where the text is neither."""
    first = text.str.strip().str.upper().str[:1]
    return first.map({"L": "L", "1": "L", "P": "P", "2": "P", "W": "P"})


def gone(text: pd.Series) -> pd.Series:
    """Return "MENINGGAL" or "PINDAH" for whatever words say so ("Sudah wafat", "02 - pindah keluar"), else the text."""
    upper = text.str.strip().str.upper()
    kinds = upper.drop_duplicates()
    died = kinds.str.contains(r"MENING|WAFAT|\bMATI\b|\bALM")
    moved = kinds.str.contains("PINDAH")
    said = kinds.mask(moved & ~kinds.str.startswith("PINDAH"), "PINDAH").mask(
        died & ~kinds.str.startswith("MENINGGAL"), "MENINGGAL"
    )
    return upper.map(dict(zip(kinds, said, strict=True))).astype("str")


def answer(text: pd.Series) -> pd.Series:
    """Return the answer of a survey ("3", "3.0", "3 - Baik"); ``<NA>`` where the text is no whole number."""
    return integer(text.str.replace(r"^\s*(\d)\s*[-.):=]?\s*\(?[A-Za-z].*$", r"\1", regex=True))


_LEVELS = {
    "4": r"SAMA SEKALI|TIDAK BISA|TIDAK MAMPU|TOTAL",
    "3": r"BANYAK|PARAH|BERAT",
    "1": r"^(?:TIDAK|TDK|BUKAN|NORMAL|TANPA|N|T|0)\b",
}
"""Words for how difficult something is; any other word means some difficulty (2)."""


def difficulty(text: pd.Series) -> pd.Series:
    """Return how difficult something is for a person: 1 not, 2 somewhat, 3 very, 4 impossible; ``<NA>`` where unsaid.

    DTSEN writes the numbers; other lists write words ("tidak", "ya", "banyak kesulitan", "tuna netra").
    """
    upper = text.str.strip().str.upper()
    kinds = upper.drop_duplicates()
    level = kinds.where(kinds.str.fullmatch(r"[1-4](?:[.,]0+)?"), "2").str[:1]
    is_word = ~kinds.str.fullmatch(r"[1-4](?:[.,]0+)?")
    for number, words in reversed(_LEVELS.items()):
        level = level.mask(is_word & kinds.str.contains(words), number)
    numbers = pd.to_numeric(level.where(kinds != "")).astype("Int8")
    return upper.map(dict(zip(kinds, numbers, strict=True))).astype("Int8")


def disability(text: pd.Series) -> pd.Series:
    """Return the same of a column that only says whether: 2 where it says yes or names a disability, else 1."""
    says = yes_no(text)
    named = difficulty(text).mask(says.fillna(value=False), 2)
    return named.mask(~says.fillna(value=True), 1)


def yes_no(text: pd.Series) -> pd.Series:
    """Return whether a text says yes ("1", "ya", "hamil"); ``<NA>`` where it says neither."""
    upper = text.str.strip().str.upper()
    is_no = upper.str.contains(r"^(?:2|0|TIDAK|TDK|BUKAN|BELUM|N|T|-)(?:\b|$)")
    is_yes = upper.str.contains(r"^(?:1|Y|YA|IYA|YES|HAMIL|V|√)(?:\b|$)")
    return pd.Series(pd.NA, index=text.index, dtype="boolean").mask(is_yes, other=True).mask(is_no, other=False)


_PARSERS = {
    "nik": ("nik_digits", identity_digits),
    "no_kk": ("no_kk_digits", identity_digits),
    "lon": ("lon_value", degrees),
    "lat": ("lat_value", degrees),
    "desil": ("desil_value", integer),
    "member_count": ("member_count_value", integer),
    "amount_idr": ("amount_idr_value", rupiah),
    "birth_date": ("birth_date_value", date),
    "on_date": ("on_date_value", date),
    "done_on": ("done_on_value", date),
    "sex": ("sex_value", sex),
    "status": ("status_value", gone),
    "pregnant": ("pregnant_value", yes_no),
    **{name: (f"{name}_value", difficulty) for name in DIFFICULTIES},
    "disability": ("disability_value", disability),
    **{name: (f"{name}_value", answer) for name in UNSUR},
}
