"""One office file of families or recipients on its way in: what is taken, what waits, what is doubted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from data import checks
from data.checks.identity import damaged_by_excel, usable_kk, usable_nik
from data.errors import FileEmpty
from data.intake.columns import Choices, Mapping, extract, require_mappings
from data.intake.kinds import kind_of_sheet, refuse_members
from data.intake.layouts import COMPLAINTS, DELIVERIES, FAMILIES, LAYOUTS, RECIPIENTS, SURVEY, Layout
from data.intake.merged import MERGED, filled_down
from data.intake.others import BELOW, NOT_PEOPLE, UNDER, UNDER_DESA, kinds_of_rows
from data.intake.peopled import sheets_of_people
from data.intake.place import Gazetteer, code_system_of, place
from data.intake.points import split_points
from data.intake.read import Sheet, read_sheets
from data.intake.stated import Stated, stated_in
from data.intake.values import parse
from data.person_keys import of_niks
from geo.progress import Progress, silent
from geo.regions import CodeSystem

_NOTHING = ("-", "--", "null", "(null)", "none", "nan", "na", "n/a", "#n/a", "nil")
"""What databases and programs write into an empty cell."""
_MEANT = ("name", "desil")
"""Somebody may be called Nan, and a dash where a desil must stand is worth a look."""
_LONGEST_NOTHING = 6


@dataclass(frozen=True)
class Table:
    """A file read as one layout, before any judgement.

    ``rows``: one row per row of data, the text fields of the layout and ``sheet``, ``row``. ``not_people``: total and
    empty rows (``sheet``, ``row``, ``kind``). ``skipped_sheets``: sheets without the needed headers,
    or of another layout; ``hidden_sheets`` are not read either. ``stated``: what a list of recipients says of its program
    and period.
    """

    name: str
    layout: Layout
    rows: pd.DataFrame
    not_people: pd.DataFrame
    mappings: tuple[Mapping, ...]
    skipped_sheets: tuple[str, ...]
    hidden_sheets: tuple[str, ...] = ()
    stated: Stated = field(default_factory=Stated)
    sheets: dict[str, Sheet] = field(repr=False, default_factory=dict)

    def present(self) -> frozenset[str]:
        """Return the fields that some sheet has a column for; a column of points holds latitude and longitude."""
        named = frozenset(name for mapping in self.mappings for name in mapping.columns())
        return named | {"lat", "lon"} if named & {"gps", "lat", "lon"} and "lat" in self.layout.fields else named

    def written(self, sheet: str, rows: pd.Series) -> list[str]:
        """Return rows as they stand in the file, each as JSON of header → cell."""
        mapping = next(mapping for mapping in self.mappings if mapping.sheet == sheet)
        cells = self.sheets[sheet].cells.loc[rows].set_axis(cell_names(mapping), axis=1)
        return [json.dumps(row, ensure_ascii=False) for row in cells.to_dict("records")]


def cell_names(mapping: Mapping) -> list[str]:
    """Return what each column is called in a row that waits; a header that stands twice: "NAMA", "NAMA (2)"."""
    names = pd.Series([match.header or f"kolom {match.column + 1}" for match in mapping.matches])
    again = names.groupby(names).cumcount()
    return list(names.where(again == 0, names + " (" + (again + 1).astype(str) + ")"))


def read_table(
    path: Path,
    layout_key: str,
    *,
    name: str | None = None,
    choice: dict[str, str] | None = None,
    remembered: Choices | None = None,
    progress: Progress = silent,
) -> Table:
    """Read a CSV or XLSX file as one layout.

    Parameters
    ----------
    path, name
        The file, and what messages call it.
    layout_key
        Key in :data:`data.intake.layouts.LAYOUTS`.
    choice
        Field → header, where the user has corrected what was found.
    remembered
        What users have corrected before in files with the same headers.
    progress
        Told how far the reading is.

    Raises
    ------
    ColumnsMissing, MappingInvalid, FileEmpty, MembersNotFamilies
        No sheet has the needed headers; ``choice`` does not fit; no row of data under the headers; persons where
        families were asked for. And what :func:`read_sheets` raises.
    """
    name = name or path.name
    layout = LAYOUTS[layout_key]
    every = read_sheets(path, name=name, progress=progress)
    sheets = [sheet for sheet in every if not sheet.is_hidden] or every
    pairs = sheets_of_people(require_mappings(sheets, layout, name, choice, remembered))
    pairs = _of_one_layout(pairs, layout, path.stem) if len(pairs) > 1 and not choice else pairs
    if layout.key == "families":
        refuse_members(name, pairs)
    parts = [_rows(sheet, mapping, layout) for sheet, mapping in pairs]
    rows = pd.concat([people for people, _ in parts], ignore_index=True)
    if rows.empty:
        raise FileEmpty(file=name)
    mappings = tuple(mapping for _, mapping in pairs)
    taken = {mapping.sheet for mapping in mappings}
    return Table(
        name=name,
        layout=layout,
        rows=rows,
        not_people=pd.concat([others for _, others in parts], ignore_index=True),
        mappings=mappings,
        skipped_sheets=tuple(sheet.name for sheet in sheets if sheet.name not in taken),
        hidden_sheets=tuple(sheet.name for sheet in every if sheet.is_hidden and sheet.name not in taken),
        stated=stated_in(sheets, mappings, path.stem) if layout.role == RECIPIENTS else Stated(),
        sheets={sheet.name: sheet for sheet, _ in pairs},
    )


def _of_one_layout(pairs: list[tuple[Sheet, Mapping]], layout: Layout, stem: str) -> list[tuple[Sheet, Mapping]]:
    """Return the sheets without those that another layout fits better: families beside their members."""
    if len({mapping.signature(layout) for _, mapping in pairs}) == 1:
        return pairs
    kinds = [kind_of_sheet(sheet, stem) for sheet, _ in pairs]
    if layout.key not in kinds:
        return pairs
    return [pair for pair, kind in zip(pairs, kinds, strict=True) if kind in {layout.key, None}]


def _rows(sheet: Sheet, mapping: Mapping, layout: Layout) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a sheet's rows of people, and the other rows with their kind."""
    frame = extract(sheet, mapping, layout)
    frame, filled = filled_down(frame, sheet, mapping)
    frame = frame.rename_axis("row").reset_index()
    frame = without_nothing(frame, layout)
    cells = sheet.cells.loc[frame["row"]]
    kinds = kinds_of_rows(frame, cells, mapping)
    if "desa" in frame:
        frame["desa"] = _desa_of_block(frame["desa"], sheet, mapping, kinds)
    is_other = kinds != NOT_PEOPLE
    is_told = is_other & (kinds != BELOW)
    others = frame.loc[is_told, ["sheet", "row"]].assign(kind=kinds[is_told])
    if filled:
        others = pd.concat([others, pd.DataFrame({"sheet": [sheet.name], "row": 0, "kind": MERGED})])
    return split_points(frame[~is_other]), others


def without_nothing(frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Return ``frame`` with nothing where a cell holds what programs write into an empty one."""
    nothing = [
        name
        for name in layout.fields
        if name not in _MEANT and frame[name].str.len().between(1, _LONGEST_NOTHING).any()
    ]
    frame = frame.assign(**{name: frame[name].mask(frame[name].str.lower().isin(_NOTHING), "") for name in nothing})
    return frame.assign(name=frame["name"].where(frame["name"] != "-", "")) if "name" in frame else frame


def _desa_of_block(desa: pd.Series, sheet: Sheet, mapping: Mapping, kinds: np.ndarray) -> pd.Series:
    """Return the desa of each row: where a list has no column for it, that of the row "DESA …" above."""
    if "desa" in mapping.columns():
        return desa
    above = sheet.cells.loc[: mapping.header_row - 1]
    spoken = pd.concat([above, sheet.cells.loc[mapping.header_row + 1 :][kinds == UNDER]])
    said = [spoken[column].str.extract(UNDER_DESA)["desa"] for column in spoken]
    if not said:
        return desa
    found = pd.concat(said, axis=1).bfill(axis=1).iloc[:, 0].dropna()
    if found.empty:
        return desa
    rows = sheet.cells.index[sheet.cells.index > mapping.header_row]
    return found.reindex(sheet.cells.index).ffill().reindex(rows).fillna("").set_axis(desa.index).astype("str")


@dataclass(frozen=True)
class Checked:
    """A table judged.

    ``taken``: rows that load, with ``nik_key``, ``kk_key`` (usable numbers or missing), ``is_repeat`` and the columns of
    :func:`data.intake.place.place`. ``issues``: see :func:`data.checks.run`. ``set_aside``: ``sheet``, ``row``,
    ``cells`` (JSON as written) of the rows that wait.
    """

    table: Table
    taken: pd.DataFrame
    issues: pd.DataFrame
    set_aside: pd.DataFrame
    code_system: CodeSystem | None


def judge(
    table: Table,
    gazetteer: Gazetteer,
    *,
    tolerance_m: float = 100.0,
    asked: tuple[str, str] = ("", ""),
    progress: Progress = silent,
) -> Checked:
    """Check every row of ``table``; rows with a KRITIS fault are set aside, the others get their desa and are taken.

    ``asked``: the program and the period that a list of recipients is loaded for.
    """
    progress(0.0, f"{table.name}: membaca nilai")
    frame = parse(with_all_fields(table.rows))
    batch = replace(batch_of(table, frame, gazetteer, tolerance_m), asked=asked, stated=_stated(table))
    progress(0.2, f"{table.name}: memeriksa {len(frame)} baris")
    own = checks.run(batch, checks.OWN_CHECKS)
    critical = own.loc[(own["severity"] == checks.CRITICAL) & (own["row"] > 0), ["sheet", "row"]]
    waits = _in(frame, critical)
    progress(0.42, f"{table.name}: mencari desa tiap baris")
    system = code_system_of(frame, gazetteer)
    taken = place(frame[~waits], replace(gazetteer, code_system=system.system if system else None))
    of_places = checks.run(replace(batch, frame=taken), checks.PLACE_CHECKS)
    waiting = frame.loc[waits, ["sheet", "row"]]
    set_aside = pd.concat(
        [part.assign(cells=table.written(str(sheet), part["row"])) for sheet, part in waiting.groupby("sheet")]
        or [waiting.assign(cells="")],
        ignore_index=True,
    )
    repeat = taken["row_key"].notna() & taken["row_key"].duplicated(keep="first")
    issues = pd.concat([own, of_places, _other_rows(table)], ignore_index=True)
    return Checked(table, taken.assign(is_repeat=repeat), issues, set_aside, system)


def _stated(table: Table) -> tuple[str, str, str]:
    return table.stated.program, table.stated.first, table.stated.last


_APART = (SURVEY, COMPLAINTS)
"""Roles whose own fields no check of the others looks at."""


def with_all_fields(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` with an empty column for each field of the layouts that they lack."""
    asked = {name for layout in LAYOUTS.values() if layout.role not in _APART for name in layout.fields}
    empty = pd.Series("", index=rows.index, dtype="str")
    missing = pd.DataFrame(dict.fromkeys(sorted(asked - set(rows.columns)), empty), index=rows.index)
    return pd.concat([rows, missing], axis=1)


def batch_of(
    table: Table,
    frame: pd.DataFrame,
    gazetteer: Gazetteer,
    tolerance_m: float,
    cut: dict[str, pd.Series] | None = None,
) -> checks.Batch:
    """Return the rows ready for the checks; ``frame`` (see :func:`parse`) gets the keys of its rows.

    ``cut``: which numbers Excel cut, ``nik`` and ``no_kk``, where that is known already.
    """
    batch = checks.Batch(
        frame=frame,
        present=table.present(),
        layout=table.layout.role,
        fields=frozenset(table.layout.fields),
        tolerance_m=tolerance_m,
        knows_regions=len(gazetteer.regions.desa) > 0,
    )
    frame["is_nik_cut"] = cut["nik"] if cut else damaged_by_excel(frame["nik_digits"])
    frame["is_kk_cut"] = cut["no_kk"] if cut else damaged_by_excel(frame["no_kk_digits"])
    frame["nik_key"], frame["kk_key"] = usable_nik(batch), usable_kk(batch)
    nik, kk = frame["nik_digits"], frame["no_kk_digits"]
    if table.layout.role == FAMILIES:
        frame["row_key"], frame["issue_key"] = frame["kk_key"], kk.where(kk != "", nik)
    else:
        frame["row_key"] = of_niks(frame["nik_key"]).fillna(frame["kk_key"])
        if table.layout.role == DELIVERIES:  # one person is handed several things
            frame["row_key"] += "|" + frame["program"] + "|" + frame["period"]
        frame["issue_key"] = nik.where((nik != "") & ~(frame["is_nik_cut"] & frame["kk_key"].notna()), kk)
    return batch


def _in(frame: pd.DataFrame, pairs: pd.DataFrame) -> np.ndarray:
    """Return which rows stand at one of the ``sheet``, ``row`` pairs."""
    keys = pd.MultiIndex.from_frame(frame[["sheet", "row"]])
    return np.asarray(keys.isin(pd.MultiIndex.from_frame(pairs)))


_OTHER_ROWS = {
    "baris_jumlah": ("Baris jumlah, bukan orang; tidak dihitung.", "Tidak perlu tindakan."),
    "akhir_daftar": ("Tanda akhir daftar (###); tidak dihitung.", "Tidak perlu tindakan."),
    "baris_kosong": ("Baris kosong; tidak dihitung.", "Tidak perlu tindakan."),
    "baris_judul": ("Baris judul atau nomor kolom, bukan orang; tidak dihitung.", "Tidak perlu tindakan."),
    "baris_catatan": ("Keterangan atau tanda tangan, bukan orang; tidak dihitung.", "Tidak perlu tindakan."),
    MERGED: ("Sel gabungan: isinya dipakai untuk semua baris yang dicakupnya.", "Periksa bila ada baris yang tidak termasuk."),
    "lembar_tersembunyi": ("Lembar ini tersembunyi; tidak dibaca.", "Tampilkan lembar itu di Excel bila seharusnya dimuat."),
    "lembar_dilewati": ("Lembar ini tidak memuat judul kolom yang diperlukan, atau berisi data lain; tidak dibaca.", "Periksa bila seharusnya dimuat."),
}  # fmt: skip


def _other_rows(table: Table) -> pd.DataFrame:
    """Return the issues of what is not a person: total rows, empty rows, skipped sheets."""
    skipped = pd.DataFrame({"sheet": list(table.skipped_sheets), "row": 0, "kind": "lembar_dilewati"})
    hidden = pd.DataFrame({"sheet": list(table.hidden_sheets), "row": 0, "kind": "lembar_tersembunyi"})
    rows = pd.concat([table.not_people, skipped, hidden], ignore_index=True)
    said = pd.DataFrame([_OTHER_ROWS[kind] for kind in rows["kind"]], columns=["message", "remedy"], index=rows.index)
    return rows.assign(severity=checks.NOTE, key="", field="", value="").join(said)[checks.ISSUE_COLUMNS]
