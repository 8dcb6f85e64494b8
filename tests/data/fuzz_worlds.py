"""Files as offices send them, small, and everything that can happen to one on its way."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable

import pandas as pd
import xlsxwriter
from intake_worlds import HAUWAI, PUDAK, family, kk, layer, nik, recipient

HOSTILE = (
    "", " ", "-", "0", "-1", "1e999", "NaN", "inf", "-inf", "null", "#N/A", "TRUE", "=1+1", '=HYPERLINK("x")',
    "@SUM(A1)", "<script>alert(1)</script>", "'; DROP TABLE family; --", '"', '"""', 'a"b', "a;b,c\td|e", "a\nb",
    "a\r\nb", "\r", "\x00", "A\x00B", "\x07", "\x1f", "\ufeff", "\u200b", "\u202eABC", "\ufffd", "\U0001f600",
    "\u0661\u0662\u0663", "\uff11\uff12", "²", "½", "9" * 15, "9" * 16, "0" * 16, "9" * 40, "9" * 400, "6,31102E+15",
    "6.31102e15", "1.5", "1,5", "-0", "1_000", "0x10", "1.2.3", "Rp 9.999.999.999.999.999.999", "-Rp1", "31/02/2026",
    "2026-13-45", "9999-99-99", "0000-00-00", "0001-01-01", "9999-12-31", "32 Oktober 2026", "1/1/1",
    "2026-10-31T25:61", "17-08-45", "99999/99/9999", "-2,35 115,55", "-2.35 115.55 0 5", "91 181", "1e308", "-1e308",
    "999999999999999999999", "63.11.02.2001", "6311022001", "6311060001", "ID6311060001", "63", "Hauwai", "HA'UWAI",
    "Galumbang", "Pudak", "ß", "İ", "ﷺ", "e\u0301" * 50, "A" * 300, "A" * 33_000, "NIK", "no_kk", "desa", "TOTAL",
    "Jumlah", "###", "MENINGGAL", "L", "PEREMPUAN", "11", "10.0", "0.1", "１", "%s %d {} {0}", "\\", "C:\\x",
    "../../x", "nama", "1\u00a0000",
)  # fmt: skip
"""What a cell may hold that no form foresees."""
CSV_FORMS = ((",", "utf-8"), (";", "cp1252"), ("\t", "utf-16"), ("|", "utf-8-sig"))

Table = list[list[str]]
Change = tuple[str, float, float, int]
"""What is done, where (0–1), how far (0–1), and with which of the things at hand."""


def tables() -> dict[str, Table]:
    """Kind → its header and rows, without a fault."""
    families = [family(number, alamat=f"Jl. {number}") for number in range(1, 7)]
    people = [
        {"nik": nik(number), "no_kk": kk(number), "nama": f"KEPALA {number}", "tanggal_lahir": "17/08/1945",
         "jenis_kelamin": "L", "status_hubungan_keluarga": "KEPALA KELUARGA"}
        for number in range(1, 7)
    ]  # fmt: skip
    deliveries = [
        {"nik": nik(number), "nama": "X", "program": "PKH", "periode": "2026-10", "nominal": "200000",
         "status": "diterima", "tanggal": "2026-10-31"}
        for number in range(1, 7)
    ]  # fmt: skip
    points = [
        {"no_kk": kk(number), "desa": "Hauwai", "lokasi": "-2.35 115.55 30 5", "lat": "-2.35", "lon": "115.55",
         "akurasi": "5"}
        for number in range(1, 13)
    ]  # fmt: skip
    gone = [{"nik": nik(1), "nama": "X", "status": "MENINGGAL", "tanggal": "2026-01-02"}]
    return {
        "families": _rows(families),
        "recipients": _rows([recipient(number) for number in range(1, 7)]),
        "members": _rows(people),
        "deliveries": _rows(deliveries),
        "coordinates": _rows(points),
        "status": _rows(gone * 3),
        "codes": [["kode", "nama", "kecamatan", "kode_bps"], [HAUWAI, "Hauwai", "Halong", "6311060001"],
                  [PUDAK, "Pudak", "Awayan", "6311030005"]],
    }  # fmt: skip


def _rows(records: list[dict[str, object]]) -> Table:
    frame = pd.DataFrame(records)
    return [list(frame.columns), *frame.astype("str").to_numpy().tolist()]


def layer_bytes() -> bytes:
    """Return a GeoJSON of the four desa."""
    named = layer().rename(columns={"desa_name": "nama", "kecamatan_name": "kecamatan", "bps_code": "kode_bps"})
    return named.reset_index(names="kode").to_json().encode()


def as_csv(table: Table, form: int) -> bytes:
    """Write a table as a program does that quotes what must be quoted."""
    delimiter, encoding = CSV_FORMS[form % len(CSV_FORMS)]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(table)
    return text.getvalue().encode(encoding, errors="replace")


def as_workbook(table: Table, form: int) -> bytes:
    """Write a table as a workbook: plain, under title rows with merged cells, or beside another sheet."""
    buffer = io.BytesIO()
    top = (form % 3) * 2
    options = {"strings_to_formulas": form % 2 == 0, "strings_to_numbers": form % 5 == 0, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        if form % 4 == 0:
            book.add_worksheet("Catatan").write(0, 0, "catatan")
        sheet = book.add_worksheet("Data")
        if top:
            sheet.merge_range(0, 0, 1, 3, "DAFTAR")
        for number, row in enumerate(table):
            for column, cell in enumerate(row):
                sheet.write(top + number, column, cell[:32_767])
    return buffer.getvalue()


# --- what can happen to a table ------------------------------------------------------------------------


def hostile_cell(table: Table, change: Change) -> Table:
    _, where, across, which = change
    return _with(table, _at(table, where), across, HOSTILE[which % len(HOSTILE)])


def hostile_column(table: Table, change: Change) -> Table:
    _, _, across, which = change
    for row in range(1, len(table)):
        table = _with(table, row, across, HOSTILE[which % len(HOSTILE)])
    return table


def row_again(table: Table, change: Change) -> Table:
    at = _at(table, change[1])
    return [*table[: at + 1], *[list(table[at])] * (1 + change[3] % 12), *table[at + 1 :]]


def row_gone(table: Table, change: Change) -> Table:
    at = _at(table, change[1])
    return table[:at] + table[at + 1 :]


def column_gone(table: Table, change: Change) -> Table:
    return [row[: _at(row, change[2])] + row[_at(row, change[2]) + 1 :] if row else row for row in table]


def column_again(table: Table, change: Change) -> Table:
    return [row + row[_at(row, change[2]) : _at(row, change[2]) + 1] for row in table]


def short_row(table: Table, change: Change) -> Table:
    at = _at(table, change[1])
    return [row[: _at(row, change[2])] if number == at else row for number, row in enumerate(table)]


def long_row(table: Table, change: Change) -> Table:
    at = _at(table, change[1])
    return [row + [HOSTILE[change[3] % len(HOSTILE)]] * 30 if number == at else row for number, row in enumerate(table)]


def only_header(table: Table, change: Change) -> Table:
    return table[: 1 + change[3] % 2]


def _at(items: list, share: float) -> int:
    return min(int(share * len(items)), max(len(items) - 1, 0))


def _with(table: Table, at: int, across: float, text: str) -> Table:
    changed = [list(row) for row in table]
    if changed and changed[at]:
        changed[at][_at(changed[at], across)] = text
    return changed


TABLE_CHANGES: dict[str, Callable[[Table, Change], Table]] = {
    change.__name__: change
    for change in (
        hostile_cell, hostile_column, row_again, row_gone, column_gone, column_again, short_row, long_row, only_header,
    )
}  # fmt: skip


# --- what can happen to bytes --------------------------------------------------------------------------


def cut(content: bytes, change: Change) -> bytes:
    return content[: int(len(content) * change[1])]


def flip(content: bytes, change: Change) -> bytes:
    at = int(len(content) * change[1])
    return content[:at] + bytes([change[3] % 256]) + content[at + 1 :]


def again(content: bytes, change: Change) -> bytes:
    start, stop = _span(content, change)
    return content[:stop] + content[start:stop] * (1 + change[3] % 3) + content[stop:]


def lose(content: bytes, change: Change) -> bytes:
    start, stop = _span(content, change)
    return content[:start] + content[stop:]


def splice(content: bytes, change: Change) -> bytes:
    start, stop = _span(content, change)
    other = HOSTILE[change[3] % len(HOSTILE)].encode("utf-8", errors="replace")
    return content[:start] + other + content[stop:]


def _span(content: bytes, change: Change) -> tuple[int, int]:
    start = int(len(content) * change[1])
    return start, start + int(min(len(content) - start, 400) * change[2])


BYTE_CHANGES: dict[str, Callable[[bytes, Change], bytes]] = {
    change.__name__: change for change in (cut, flip, again, lose, splice)
}


def inside(content: bytes, change: Callable[[bytes], bytes], which: int) -> bytes:
    """Change one part of a workbook; the zip around it stays whole."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = sorted(parts)[which % len(parts)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for part, text in parts.items():
            made.writestr(part, change(text) if part == name else text)
    return buffer.getvalue()
