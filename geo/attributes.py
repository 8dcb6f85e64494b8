"""Which column of a boundary file says what: offices name them as they like, so the values are looked at too."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import AmbiguousCodeSystem, UnknownCodes
from geo.regions import CodeSystem, Regions, System, decide_code_system, normalise_name, read_codes

LON_RANGE, LAT_RANGE = (95.0, 141.1), (-11.2, 6.3)
"""Indonesia, in degrees. The two do not meet, so a longitude is never taken for a latitude."""

LON_NAMES = ("lontitik", "lon", "lng", "long", "longitude", "bujur", "x", "xcoord")
LAT_NAMES = ("lattitik", "lat", "latitude", "lintang", "y", "ycoord")
CODE_NAMES = (
    "kodedesa", "kddesa", "kodekemendagri", "kdepum", "kode", "kodewilayah", "kodedesakel", "kodekelurahan", "kodekel",
    "kodedagri", "iddesa", "desaid", "kdcpum", "wiadkd", "kodebps", "adm4pcode",
)  # fmt: skip
BPS_HINT = r"bps|pcode|^iddesa$|^idsp"
NAME_NAMES = (
    "namadesa", "nmdesa", "namadesakelurahan", "namadesakel", "namadeskel", "desakelurahan", "desakel", "deskel",
    "desa", "namakelurahan", "namakel", "kelurahan", "wadmkd", "namobj", "nama", "village", "villagename", "adm4en",
    "namakemendagri", "name", "namabps",
)  # fmt: skip
KECAMATAN_NAMES = (
    "namakecamatan", "namakec", "nmkecamatan", "nmkec", "kecamatan", "kec", "wadmkc", "adm3en", "subdistrict",
    "district", "districtname",
)  # fmt: skip
ABOVE_DESA = r"kec|kab|kota|prov|wadmk[ck]|wadmpr|district|regency|adm[0123]|negara|country|distrik"
"""What the columns of kecamatan, kabupaten and provinces are called: no name of a desa stands there."""
MIN_SHARE = 0.9


class Columns(NamedTuple):
    """The columns of a layer that name its desa, None where there is none."""

    code: str | None
    code_system: CodeSystem | None
    """How the column ``code`` is to be read."""
    bps: str | None
    """A second column with BPS codes, beside a Kemendagri one."""
    name: str | None
    kecamatan: str | None
    """Names of the kecamatan."""


def find_columns(table: pd.DataFrame, regions: Regions, code_system: System | None = None) -> Columns:
    """Return which columns name the desa, by what they are called and what stands in them.

    Parameters
    ----------
    table
        The layer's attributes.
    regions
        What is known.
    code_system
        What the user says of the codes; else it is decided from what is known.

    Raises
    ------
    UnknownCodes, AmbiguousCodeSystem
        If there are codes whose system nothing tells.
    """
    coded = _coded_columns(table)
    name = _name_column(table.drop(columns=coded), regions)
    names = None if name is None else table[name]
    kecamatan = _first_named(table, KECAMATAN_NAMES)
    if not coded:
        return Columns(None, None, None, name, kecamatan)
    system_of, failure = _systems(table, coded, names, regions)
    if code_system is not None:
        chosen = _for_system(coded, code_system, system_of)
        system_of[chosen] = CodeSystem(code_system, np.nan, np.nan, None, table[chosen].nunique())
    elif not system_of and failure is not None:
        raise failure
    else:
        chosen = min(system_of, key=lambda column: system_of[column].system != "kemendagri")
    bps = None
    if system_of[chosen].system == "kemendagri":
        bps = next((column for column in coded if column != chosen and _is_bps(table, column, system_of)), None)
    return Columns(chosen, system_of[chosen], bps, name, kecamatan)


def _coded_columns(table: pd.DataFrame, min_share: float = 0.5) -> list[str]:
    """Return the columns in which codes of desa stand, those called like one first."""
    found = []
    for column in table.columns:
        read = read_codes(table[column])
        is_code = (read.kemendagri.notna() | read.bps.notna())[read.is_given]
        if len(is_code) and is_code.mean() >= min_share:
            found.append(column)
    return sorted(found, key=lambda column: _rank(column, CODE_NAMES))


def _systems(
    table: pd.DataFrame, coded: list[str], names: pd.Series | None, regions: Regions
) -> tuple[dict[str, CodeSystem], UnknownCodes | AmbiguousCodeSystem | None]:
    """Return the system of each column where it can be told, and why it cannot for the first where not."""
    system_of: dict[str, CodeSystem] = {}
    failures: list[UnknownCodes | AmbiguousCodeSystem] = []
    for column in coded:
        try:
            system_of[column] = decide_code_system(table[column], names, regions)
        except (UnknownCodes, AmbiguousCodeSystem) as failure:
            failures.append(failure)
    return system_of, next(iter(failures), None)


def _for_system(coded: list[str], system: System, system_of: dict[str, CodeSystem]) -> str:
    """Return the column that the user's word is about."""
    told = [column for column in coded if column in system_of and system_of[column].system == system]
    hinted = [column for column in coded if bool(re.search(BPS_HINT, squeeze(column))) == (system == "bps")]
    return (told + hinted + coded)[0]


def _is_bps(table: pd.DataFrame, column: str, system_of: dict[str, CodeSystem]) -> bool:
    """Tell whether a column beside the Kemendagri codes holds BPS codes: known as such, or by name and form."""
    if column in system_of:
        return system_of[column].system == "bps"
    read = read_codes(table[column])
    cannot_be_kemendagri = read.kemendagri[read.is_given].isna().any()
    return bool(re.search(BPS_HINT, squeeze(column))) and bool(cannot_be_kemendagri)


def _name_column(table: pd.DataFrame, regions: Regions, min_share: float = 0.5) -> str | None:
    """Return the column with the desa's names: where most are known, then by what it is called."""
    shares = {}
    for column in table.columns[[not re.search(ABOVE_DESA, squeeze(column)) for column in table.columns]]:
        keys = normalise_name(table[column])
        keys = keys[keys.str.contains(r"[A-Z]")]
        share = float(regions.knows_name(keys).mean()) if len(keys) else 0.0
        is_varied = keys.nunique() * 2 >= len(keys)
        if len(keys) and (squeeze(column) in NAME_NAMES or (is_varied and share >= min_share)):
            shares[column] = share
    return min(shares, key=lambda column: (-round(shares[column], 1), _rank(column, NAME_NAMES)), default=None)


def _first_named(table: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    called = [column for column in table.columns if squeeze(column) in names and table[column].notna().any()]
    return min(called, key=lambda column: _rank(column, names), default=None)


def _rank(column: str, names: tuple[str, ...]) -> int:
    """Return how early a column's name stands in a list, its end if it does not."""
    name = squeeze(column)
    return names.index(name) if name in names else len(names)


class OwnPoints(NamedTuple):
    """A point inside each feature, from the layer's own attributes."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    """Degrees, NaN where missing."""
    columns: tuple[str, str]
    """Where they come from: longitude, latitude."""


def squeeze(name: object) -> str:
    """Return a column's name with nothing but its letters and digits, in lower case."""
    return re.sub(r"[\W_]+", "", str(name)).lower()


def own_points(table: pd.DataFrame, *, min_share: float = MIN_SHARE) -> OwnPoints | None:
    """Return the points that a layer's attributes give, or None.

    Columns are taken by name, and which of the two is the longitude by the numbers: at least ``min_share`` of
    them must lie in Indonesia's range.

    Parameters
    ----------
    table
        The layer's attributes.
    """
    by_name = {squeeze(column): column for column in table.columns}
    named = [by_name[name] for name in (*LON_NAMES, *LAT_NAMES) if name in by_name]
    numbers = {column: _numbers(table[column]) for column in named}
    lon = next((column for column in named if _lies_in(numbers[column], LON_RANGE, min_share)), None)
    lat = next((column for column in named if _lies_in(numbers[column], LAT_RANGE, min_share)), None)
    if lon is None or lat is None:
        return None
    return OwnPoints(numbers[lon], numbers[lat], (lon, lat))


def _numbers(column: pd.Series) -> NDArray[np.float64]:
    text = column.astype("str").str.strip().str.replace(",", ".")
    return pd.to_numeric(text, errors="coerce").to_numpy(dtype=float)


def _lies_in(numbers: NDArray[np.float64], limits: tuple[float, float], min_share: float) -> bool:
    given = numbers[np.isfinite(numbers) & (numbers != 0)]
    return len(given) > 0 and float(np.mean((given >= limits[0]) & (given <= limits[1]))) >= min_share
