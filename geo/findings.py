"""What a reader of files wants to tell about single features: collected first, told together."""

from __future__ import annotations

import pandas as pd

COLUMNS = ["row", "key", "kind", "severity", "message"]
CRITICAL, REVIEW, INFO = "KRITIS", "PERIKSA", "INFO"
WHOLE_FILE = 0
"""The row of a finding that is about the file and no single feature."""


class Findings:
    """A growing list of findings."""

    def __init__(self) -> None:
        self._parts: list[pd.DataFrame] = []

    def add_file(self, kind: str, severity: str, message: str, *, key: str = "") -> None:
        """Add one finding about the whole file."""
        self._parts.append(pd.DataFrame([[WHOLE_FILE, key, kind, severity, message]], columns=COLUMNS))

    def add(self, kind: str, severity: str, text: str, rows: pd.Series, key: pd.Series, **facts: pd.Series) -> None:
        """Add one finding for each of ``rows``.

        Parameters
        ----------
        kind
            Such as ``kode_desa_ganda``.
        severity
            ``KRITIS`` (set aside), ``PERIKSA`` (a person must look) or ``INFO``.
        text
            Indonesian, with the names of ``facts`` in braces; no personal data.
        rows
            The numbers of the features in the file, from 1; 0 where it is about none.
        key
            The code or name each feature is known by; aligned, as the facts are, with ``rows``.
        """
        aligned = pd.DataFrame({name: values.reindex(rows.index) for name, values in facts.items()}, index=rows.index)
        told = pd.DataFrame({"row": rows, "key": key.reindex(rows.index)}).assign(kind=kind, severity=severity)
        self._parts.append(told.assign(message=[text.format(**each) for each in aligned.to_dict("records")]))

    def frame(self) -> pd.DataFrame:
        """Return one row per finding: ``row, key, kind, severity, message``, in the order of the file."""
        parts = [part for part in self._parts if len(part)] or [pd.DataFrame(columns=COLUMNS)]
        told = pd.concat(parts, ignore_index=True).astype(dict.fromkeys(COLUMNS, "str") | {"row": "int64"})
        return told.sort_values("row", kind="stable", ignore_index=True)


def percent(share: float, digits: int = 0) -> str:
    """Return a share (0 to 1) as Indonesian per cent: ``12,3 %``."""
    return f"{decimal(100 * share, digits)} %"


def decimal(number: float, digits: int) -> str:
    """Return a number with ``digits`` behind the Indonesian decimal comma."""
    return f"{number:.{digits}f}".replace(".", ",")
