"""Rows of a sheet that are no people: empty ones, sums, headers once more, signatures under the table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.intake.columns import Mapping

TOTAL = r"(?i)^\s*(?:(?:sub[\s-]*total|grand\s*total|total|jumlah|jml|rata[\s-]*rata)\b)"
"""Rows of sums."""
ENDING = r"^\s*#{3,}\s*$"
"""With this OpenSID's lists end."""
NOTE = (
    r"(?i)^\W*(?:mengetahui|menyetujui|disetujui|disahkan|ditetapkan|dibuat oleh|camat|kepala desa|pj\.? kepala|kades"
    r"|lurah|sekretaris|kasi |nip\b|ttd|tanda tangan|catatan|keterangan|ket\b|sumber|dicetak|halaman|hal\b|lampiran"
    r"|\(_+|_{3,}|\.{4,})|^[A-Za-z .']{3,30},\s*\d{1,2}\s+[A-Za-z]+\s+20\d\d\s*$"
)
"""What stands under a table: "Mengetahui, Camat …", "NIP. …", "Halong, 31 Oktober 2026"."""
UNDER_DESA = (
    r"(?i)^\s*(?:nama\s+)?(?:desa|kelurahan)(?:\s*/\s*(?:desa|kelurahan))?\s*[:.]?\s+(?P<desa>[A-Z][\w'’ .-]+?)"
    r"(?:\s+kec(?:amatan)?\b.*|\s+tahun\b.*|\s*,.*)?$"
)
"""A row between the others that says of which desa the following are."""
_SAYS_DESA = UNDER_DESA.replace("?P<desa>", "?:")
_DIGITS_OF_PERSON = 6
"""A row with a number this long is a person, even when a cell of it begins with "Jumlah"."""
_FEW = 2
_KEYS = ("nik", "no_kk")
EMPTY, SUM, HEADER, UNDER, END = "baris_kosong", "baris_jumlah", "baris_judul", "baris_catatan", "akhir_daftar"
NOT_PEOPLE, BELOW = "", "-"
"""No other kind: a person; an empty row below the table, of which nobody needs to hear."""


def kinds_of_rows(frame: pd.DataFrame, cells: pd.DataFrame, mapping: Mapping) -> np.ndarray:
    """Return for each row what it is if no person: one of the kinds above, "" for a person.

    Parameters
    ----------
    frame
        The fields of each row, see :func:`data.intake.columns.extract`.
    cells
        The same rows as they stand in the sheet.
    mapping
        Which column holds what.
    """
    keys = [frame[name] for name in _KEYS if name in frame]
    doubtful = np.flatnonzero(
        np.logical_and.reduce([_is_no_number(key) for key in keys] or [np.ones(len(frame), bool)])
    )
    kinds = np.full(len(frame), NOT_PEOPLE, dtype=object)
    some = cells.iloc[doubtful]
    some = some.apply(lambda column: column.str.strip())
    filled = some.ne("").to_numpy()
    count = filled.sum(axis=1)
    first = some.to_numpy(dtype=object)[np.arange(len(some)), filled.argmax(axis=1)] if len(some) else np.array([])
    opening = pd.Series(first, index=some.index, dtype="str")
    beginnings = [opening] if not keys else [some[column] for column in some]
    is_sum = np.logical_or.reduce([text.str.contains(TOTAL).to_numpy(dtype=bool) for text in beginnings])
    is_end = opening.str.contains(ENDING).to_numpy(dtype=bool)
    says_desa = opening.str.contains(_SAYS_DESA).to_numpy(dtype=bool) & (count <= _FEW)
    is_note = opening.str.contains(NOTE).to_numpy(dtype=bool) | says_desa
    persons = [frame[name].iloc[doubtful].eq("").to_numpy() for name in (*_KEYS, "name") if name in frame]
    nobody = np.logical_and.reduce(persons) & bool(keys) if persons else np.zeros(len(some), bool)
    is_header = _is_header(some, mapping) | _is_numbering(some, count)
    kinds[doubtful] = np.select(
        [
            count == 0,
            is_end,
            is_header,
            is_sum,
            is_note,
            nobody & _is_only_number(some, count),
            nobody & (count <= _FEW),
        ],
        [EMPTY, END, HEADER, SUM, UNDER, EMPTY, UNDER],
        default=NOT_PEOPLE,
    )
    return _all_under(kinds, doubtful)


def _is_no_number(key: pd.Series) -> np.ndarray:
    is_short = key.str.len() < _DIGITS_OF_PERSON
    is_word = ~key.str.slice(0, 1).isin(list("0123456789'`’"))
    looked_at = np.flatnonzero((is_word & ~is_short).to_numpy())
    answer = is_short.to_numpy(dtype=bool).copy()
    answer[looked_at] = (
        key.iloc[looked_at].str.contains(f"{NOTE}|{_SAYS_DESA.removeprefix('(?i)')}").to_numpy(dtype=bool)
    )
    return answer


def _is_header(some: pd.DataFrame, mapping: Mapping) -> np.ndarray:
    """Return which rows repeat the headers, as they do on every printed page."""
    same = [
        some[match.column].str.casefold().eq(match.header.casefold()).to_numpy()
        for match in mapping.matches
        if match.field and match.header
    ]
    return (
        np.add.reduce([one.astype(int) for one in same]) >= min(_FEW, len(same)) if same else np.zeros(len(some), bool)
    )


def _is_numbering(some: pd.DataFrame, count: np.ndarray) -> np.ndarray:
    """Return which rows number the columns: (1) (2) (3) …."""
    answer = np.zeros(len(some), dtype=bool)
    plain = some.head(_FEW + 1).apply(lambda column: column.str.replace(r"^[(\[]?(\d{1,2})[)\].]?$", r"\1", regex=True))
    for place, row in enumerate(plain.to_numpy(dtype=object)):
        written = [cell for cell in row if cell]
        answer[place] = count[place] > _FEW and written == [str(number + 1) for number in range(len(written))]
    return answer


def _is_only_number(some: pd.DataFrame, count: np.ndarray) -> np.ndarray:
    """Return which rows hold nothing but the running number of an empty form."""
    digits = np.logical_or.reduce([some[column].str.fullmatch(r"\d{1,6}\.?").to_numpy(dtype=bool) for column in some])
    return (count == 1) & digits


def _all_under(kinds: np.ndarray, doubtful: np.ndarray) -> np.ndarray:
    """Let what stands under the last person, below a sum or a signature, be no people either."""
    people = np.ones(len(kinds), dtype=bool)
    people[doubtful] = False
    last = int(np.flatnonzero(people)[-1]) if people.any() else len(kinds)
    tail = np.flatnonzero((np.arange(len(kinds)) > last) & np.isin(kinds, [SUM, UNDER, END]))
    if len(tail):
        rest = np.arange(len(kinds)) > tail[0]
        kinds[rest & (kinds == NOT_PEOPLE)] = UNDER
        kinds[rest & (kinds == EMPTY)] = BELOW
    return kinds
