"""Which sheets of a workbook hold people: not the one that explains how to fill the others in."""

from __future__ import annotations

import re

from data.intake.columns import Mapping
from data.intake.read import Sheet

_KEYS = ("nik", "no_kk")
_NUMBER = re.compile("[0-9]{5}")
_SIGNS = r"[\W_]"


def sheets_of_people(pairs: list[tuple[Sheet, Mapping]]) -> list[tuple[Sheet, Mapping]]:
    """Return the sheets without those that hold nobody; all of them where no sheet holds anybody.

    A sheet with one header, and that a guess, is none of people beside one with headers that are known.
    """
    peopled = [pair for pair in pairs if _holds_people(*pair)]
    known = [pair for pair in peopled if _is_known(pair[1])]
    return known or peopled or pairs


def _is_known(mapping: Mapping) -> bool:
    found = [match for match in mapping.matches if match.field]
    return len(found) > 1 or any(not match.is_guess for match in found)


def _holds_people(sheet: Sheet, mapping: Mapping) -> bool:
    """Return whether a row below the headers has a number of a person or, under a known header, a name."""
    body, columns = sheet.cells.loc[mapping.header_row + 1 :], mapping.columns()
    keys = [body[columns[key]] for key in _KEYS if key in columns]
    if not keys:
        return bool(body.ne("").any(axis=None))
    is_named = any(match.field == "name" and not match.is_guess for match in mapping.matches)
    if is_named and body[columns["name"]].ne("").any():
        return True
    return any(bool(key.str.replace(_SIGNS, "", regex=True).str.contains(_NUMBER).any()) for key in keys)
