"""From the text of a cell to a value: identity numbers, coordinates, counts, amounts.

Nothing is judged here; the checks look at the text and at the value. Column for column, no loops over rows.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


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
        ``desil_value``, ``member_count_value``, ``amount_idr_value`` (nullable integers).
    """
    text = {name: frame[name] if name in frame else pd.Series("", index=frame.index) for name in _PARSERS}
    return frame.assign(**{target: parser(text[name]) for name, (target, parser) in _PARSERS.items()})


def identity_digits(text: pd.Series) -> pd.Series:
    """Return NIK or KK numbers without the dots, dashes, spaces and apostrophes that offices write into them."""
    return text.str.replace(r"[\s.\-'’‘`\"\u200b\ufeff\u00a0]+", "", regex=True)


def decimal(text: pd.Series) -> pd.Series:
    """Return numbers written with a decimal point or comma; NaN where the text is no number."""
    point = text.str.strip().str.replace("\u2212", "-").str.replace(",", ".")
    return pd.to_numeric(point.where(point.str.fullmatch(r"[-+]?\d+(\.\d*)?")), errors="coerce").astype(float)


def integer(text: pd.Series) -> pd.Series:
    """Return whole numbers ("4", "4.0", " 4 "); ``<NA>`` where the text is none."""
    number = decimal(text)
    return number.where(number == np.floor(number)).astype("Int64")


def rupiah(text: pd.Series) -> pd.Series:
    """Return amounts as offices write them ("Rp 200.000,00", "200000"); ``<NA>`` where the text is none."""
    bare = text.str.replace(r"(?i)^\s*rp\.?\s*|\s+|,-$", "", regex=True)
    bare = bare.str.replace(r"^(\d{1,3}(?:\.\d{3})+)(?:,\d{1,2})?$", lambda found: found.group(1), regex=True)
    grouped = bare.str.fullmatch(r"\d{1,3}(\.\d{3})+")
    bare = bare.where(~grouped, bare.str.replace(".", ""))
    return integer(bare)


_PARSERS = {
    "nik": ("nik_digits", identity_digits),
    "no_kk": ("no_kk_digits", identity_digits),
    "lon": ("lon_value", decimal),
    "lat": ("lat_value", decimal),
    "desil": ("desil_value", integer),
    "member_count": ("member_count_value", integer),
    "amount_idr": ("amount_idr_value", rupiah),
}
