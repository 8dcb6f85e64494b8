"""Every row gets a desa: what its code, its name and its coordinate say, and which of them counts.

The list's own statement counts first: the code, else the name within its kecamatan, else the place of the
coordinate. A family near a border belongs where it is registered, whatever a phone's GPS says; where the three
disagree the row carries an issue. A coordinate that cannot be trusted (zero, at sea, far off) is left out of maps.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from data.intake.kecamatan import known_kecamatan
from geo.errors import AmbiguousCodeSystem, UnknownCodes
from geo.locate import distance_to_desa_m, locate
from geo.regions import CodeSystem, Regions, System, decide_code_system, match_names, to_desa_code

INDONESIA_LON = (95.0, 141.1)
INDONESIA_LAT = (-11.2, 6.3)
FAR_KM = 25.0
"""Farther than this from the bounds of the layer in place, a coordinate is a mistake of the instrument."""
KECAMATAN_LENGTH = len("63.11.02")
_CODE_DIGITS = (10, 11)
"""Of a desa code of either system, and with the ``.0`` of a number."""
_RARE_SHARE = 0.2
"""A code in fewer rows than this share of the commonest one's may be one of the other system among them."""
HOW_CODE, HOW_NAME, HOW_LIKE, HOW_POINT, HOW_NONE = "kode", "nama", "mirip", "koordinat", ""


@dataclass(frozen=True)
class Gazetteer:
    """What is known of places while a file is read.

    ``layer``: the desa in place, EPSG:4326, index ``desa_code`` (may be empty). ``code_system`` is set where the
    user has said it; ``kecamatan_code`` is the office's own, for names without a kecamatan.
    """

    regions: Regions
    layer: gpd.GeoDataFrame
    code_system: System | None = None
    kecamatan_code: str | None = None

    def nearby(self) -> Regions:
        """Return the regions names are looked up in: those of the layer in place, else all."""
        known = self.regions.desa.index.isin(self.layer.index)
        if not known.any():
            return self.regions
        aliases = self.regions.aliases
        return Regions(self.regions.desa[known], aliases[aliases["desa_code"].isin(self.layer.index)])


def code_system_of(frame: pd.DataFrame, gazetteer: Gazetteer) -> CodeSystem | None:
    """Return the code system of the column ``desa_code``, with its hit rates; ``None`` where it is empty.

    Raises
    ------
    geo.errors.AmbiguousCodeSystem, geo.errors.UnknownCodes
        The column fits both systems, or neither, and the user has not said which it is.
    """
    codes = frame["desa_code"].where(frame["desa_code"] != "")
    if codes.isna().all():
        return None
    if gazetteer.code_system:
        return CodeSystem(gazetteer.code_system, float("nan"), float("nan"), None, codes.nunique())
    asked = evidence(codes, frame["desa"])
    if asked.empty:  # the words that stand there instead may be names: none is repeated
        raise UnknownCodes(code_count=codes.nunique(), examples="bukan 10 angka", kemendagri_pct=0, bps_pct=0)
    try:
        return decide_code_system(asked["code"], asked["name"], gazetteer.regions)
    except AmbiguousCodeSystem:
        usual = asked[asked["rows"] > _RARE_SHARE * asked["rows"].max()]
        if len(usual) == len(asked):
            raise
        return decide_code_system(usual["code"], usual["name"], gazetteer.regions)


def evidence(codes: pd.Series, names: pd.Series) -> pd.DataFrame:
    """Return each code once (``code``) with the name that stands beside it most often (``name``, in so many ``rows``).

    A word among codes says nothing of their system, nor does a name misspelt in a few rows.
    """
    has_form = codes.str.replace(r"[^0-9]", "", regex=True).str.len().isin(_CODE_DIGITS)
    pairs = pd.DataFrame({"code": codes.where(has_form), "name": names})
    often = pairs.value_counts().rename("rows").reset_index()
    often = often.sort_values(["rows", "code", "name"], ascending=[False, True, True])
    asked = often.drop_duplicates("code")
    return asked.assign(name=asked["name"].where(asked["name"] != ""))


def place(frame: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return ``frame`` with the desa of each row and how it was found.

    Parameters
    ----------
    frame
        Text columns ``desa_code``, ``desa``, ``kecamatan`` and the numbers ``lon_value``, ``lat_value``.
    gazetteer
        What is known of places.

    Returns
    -------
    pandas.DataFrame
        The same rows, and beside their columns: ``by_code``, ``by_name``, ``by_point`` (desa codes or missing),
        ``other_system`` (the code is one of the other code system), ``name_how``, ``name_score`` (0–100),
        ``point_lon``, ``point_lat`` (degrees, EPSG:4326; swapped ones put right, untrusted ones NaN),
        ``is_swapped``, ``is_zero``, ``is_far``, ``outside_m`` (how far the point lies outside the desa stated),
        ``placed_code``, ``placed_how`` (kode | nama | mirip | koordinat | ''), ``placed_score``.

    Raises
    ------
    geo.errors.AmbiguousCodeSystem, geo.errors.UnknownCodes
        See :func:`code_system_of`.
    """
    frame = frame.assign(**_by_code(frame, gazetteer))
    frame = frame.assign(**_by_name(frame, gazetteer))
    frame = frame.assign(**_by_point(frame, gazetteer))
    stated = frame["by_code"].fillna(frame["by_name"])
    outside_m = distance_to_desa_m(
        frame["point_lon"].where(stated.notna() & (frame["by_point"] != stated)),
        frame["point_lat"],
        stated,
        gazetteer.layer,
    )
    how = np.select(
        [frame["by_code"].notna(), frame["by_name"].notna() & (frame["name_how"] == "mirip"),
         frame["by_name"].notna(), frame["by_point"].notna()],
        [HOW_CODE, HOW_LIKE, HOW_NAME, HOW_POINT],
        default=HOW_NONE,
    )  # fmt: skip
    return frame.assign(
        outside_m=outside_m,
        placed_code=stated.fillna(frame["by_point"]),
        placed_how=how,
        placed_score=frame["name_score"].where(np.isin(how, [HOW_NAME, HOW_LIKE])),
    )


def _by_code(frame: pd.DataFrame, gazetteer: Gazetteer) -> dict[str, pd.Series]:
    codes = frame["desa_code"].where(frame["desa_code"] != "")
    none = pd.Series(pd.NA, index=frame.index, dtype="str")
    if codes.isna().all():
        return {"by_code": none, "other_system": pd.Series(False, index=frame.index)}
    regions = gazetteer.regions
    decided = code_system_of(frame, gazetteer)
    system: System = decided.system if decided else "kemendagri"
    by_code = to_desa_code(codes, system, regions)
    other: System = "bps" if system == "kemendagri" else "kemendagri"
    known = by_code.isin(regions.desa.index)
    by_other = to_desa_code(codes, other, regions)
    from_other = ~known & by_other.isin(regions.desa.index)
    by_code = by_code.where(~from_other, by_other)
    covered = by_code.str[:KECAMATAN_LENGTH].isin(regions.desa.index.str[:KECAMATAN_LENGTH])
    is_unknown = by_code.notna() & covered & ~by_code.isin(regions.desa.index)
    return {"by_code": by_code.where(~is_unknown), "other_system": from_other}


def _by_name(frame: pd.DataFrame, gazetteer: Gazetteer) -> dict[str, pd.Series]:
    names = frame["desa"].where(frame["desa"] != "")
    kecamatan = frame["kecamatan"].where(frame["kecamatan"] != "")
    kecamatan = kecamatan.fillna(frame["by_code"].str[:KECAMATAN_LENGTH])
    kecamatan = kecamatan.fillna(_usual_kecamatan(frame["by_code"]) or gazetteer.kecamatan_code)
    nearby = gazetteer.nearby()
    found = match_names(names, known_kecamatan(names, kecamatan, nearby), nearby)
    usual = _usual_kecamatan(found["desa_code"], least_share=0.9, least_count=10)
    misspelt = names.notna() & kecamatan.isna() & (found["how"] == "tidak dikenal")
    if usual and misspelt.any():
        found.loc[misspelt] = match_names(names[misspelt], pd.Series(usual, index=names.index[misspelt]), nearby)
    return {"by_name": found["desa_code"], "name_how": found["how"], "name_score": found["score"]}


def _usual_kecamatan(codes: pd.Series, *, least_share: float = 0.8, least_count: int = 1) -> str | None:
    """Return the kecamatan that nearly all rows of the file with a desa lie in."""
    known = codes.dropna()
    shares = known.str[:KECAMATAN_LENGTH].value_counts(normalize=True)
    is_enough = len(known) >= least_count and shares.iloc[0] >= least_share
    return str(shares.index[0]) if is_enough else None


def _by_point(frame: pd.DataFrame, gazetteer: Gazetteer) -> dict[str, pd.Series]:
    lon, lat = frame["lon_value"], frame["lat_value"]
    is_swapped = lat.between(*INDONESIA_LON) & lon.between(*INDONESIA_LAT)
    lon, lat = lon.where(~is_swapped, frame["lat_value"]), lat.where(~is_swapped, frame["lon_value"])
    is_zero = (lon == 0) & (lat == 0)
    is_far = lon.notna() & lat.notna() & ~is_zero & _is_far(lon, lat, gazetteer.layer)
    trusted = lon.notna() & lat.notna() & ~is_zero & ~is_far
    lon, lat = lon.where(trusted), lat.where(trusted)
    by_point = pd.Series(locate(lon, lat, gazetteer.layer), index=frame.index, dtype="str")
    return {
        "point_lon": lon, "point_lat": lat, "by_point": by_point,
        "is_swapped": is_swapped, "is_zero": is_zero, "is_far": is_far,
    }  # fmt: skip


def _is_far(lon: pd.Series, lat: pd.Series, layer: gpd.GeoDataFrame) -> pd.Series:
    in_country = lon.between(*INDONESIA_LON) & lat.between(*INDONESIA_LAT)
    if layer.empty:
        return ~in_country
    west, south, east, north = layer.total_bounds
    margin_deg = FAR_KM / 111.0
    near = lon.between(west - margin_deg, east + margin_deg) & lat.between(south - margin_deg, north + margin_deg)
    return ~(in_country & near)
