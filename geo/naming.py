"""Which desa each feature of a layer is: by its code, else by its name within its kecamatan."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.attributes import Columns
from geo.findings import CRITICAL, INFO, REVIEW, Findings
from geo.regions import (
    ALIAS,
    EXACT,
    KABUPATEN_LENGTH,
    SHARED,
    SIMILAR,
    Regions,
    match_names,
    name_agrees,
    normalise_name,
    read_codes,
    to_desa_code,
)

MIN_SHARE_BY_NAME = 0.8
"""Without codes and kecamatan, this share of the names must be known, or it is no layer of desa at all."""


def name_features(layer: gpd.GeoDataFrame, columns: Columns, regions: Regions, findings: Findings) -> gpd.GeoDataFrame:
    """Return the layer with what each feature is called, beside its own columns.

    New columns: ``row`` (1 = the first feature), ``code_text`` and ``name_text`` (as in the file, '' where nothing
    stands), ``desa_code`` (missing where the desa cannot be told), ``own_bps_code`` and ``own_kecamatan_name``
    (missing where the file says nothing). Features without a desa and doubtful ones go to ``findings``.
    """
    table = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    named = layer.assign(
        row=np.arange(1, len(layer) + 1),
        code_text=_text(table, columns.code),
        name_text=_text(table, columns.name),
        own_kecamatan_name=_text(table, columns.kecamatan).replace("", pd.NA),
        own_bps_code=pd.Series(pd.NA, index=layer.index, dtype="str"),
        desa_code=pd.Series(pd.NA, index=layer.index, dtype="str"),
    )
    if columns.bps is not None:
        named["own_bps_code"] = read_codes(table[columns.bps]).bps
    if columns.code is not None and columns.code_system is not None:
        named["desa_code"] = to_desa_code(table[columns.code], columns.code_system.system, regions)
        if columns.code_system.system == "bps":
            named["own_bps_code"] = read_codes(table[columns.code]).bps
    named = _by_name(named, regions, findings)
    _doubt(named, regions, findings)
    return named


def key_of(named: gpd.GeoDataFrame) -> pd.Series:
    """Return what to call each feature in a finding: its desa code, else its code, else its name in the file."""
    text = named["code_text"].where(named["code_text"] != "", named["name_text"])
    return named["desa_code"].fillna(text)


def _text(table: pd.DataFrame, column: str | None) -> pd.Series:
    if column is None:
        return pd.Series("", index=table.index, dtype="str")
    return table[column].astype("str").fillna("").str.strip()


def _by_name(named: gpd.GeoDataFrame, regions: Regions, findings: Findings) -> gpd.GeoDataFrame:
    """Name the features whose code is missing or means nothing, and tell which were and which could not be."""
    nameless = named[named["desa_code"].isna()]
    if nameless.empty:
        return named
    found = match_names(nameless["name_text"], nameless["own_kecamatan_name"], _nearby(named, regions))
    is_found = found["desa_code"].notna()
    has_codes, has_kecamatan = named["desa_code"].notna().any(), nameless["own_kecamatan_name"].notna().any()
    if not has_codes and not has_kecamatan and is_found.mean() < MIN_SHARE_BY_NAME:
        is_found[:] = False
    kind = pd.Series(
        np.where(nameless["code_text"] == "", "kode_desa_kosong", "kode_desa_tidak_dikenal"), nameless.index
    )
    for each in kind.unique():
        _tell_named(each, nameless[is_found & (kind == each)], found, findings)
        _tell_unnamed(each, nameless[~is_found & (kind == each)], found, findings)
    codes = named["desa_code"].copy()
    codes[nameless.index[is_found]] = found["desa_code"][is_found]
    return named.assign(desa_code=codes)


def _nearby(named: gpd.GeoDataFrame, regions: Regions) -> Regions:
    """Return the regions of the kabupaten that the coded features lie in; all where none is coded."""
    kabupaten = named["desa_code"].dropna().str[:KABUPATEN_LENGTH].unique()
    is_near = regions.desa.index.str[:KABUPATEN_LENGTH].isin(kabupaten)
    if not is_near.any():
        return regions
    aliases = regions.aliases
    return Regions(regions.desa[is_near], aliases[aliases["desa_code"].str[:KABUPATEN_LENGTH].isin(kabupaten)])


def _tell_named(kind: str, rows: gpd.GeoDataFrame, found: pd.DataFrame, findings: Findings) -> None:
    for severity, ways in ((INFO, [EXACT, ALIAS]), (REVIEW, [SIMILAR])):
        some = rows[found["how"][rows.index].isin(ways)]
        findings.add(
            kind,
            severity,
            "Kode {code}; dari nama {name} ({how}) menjadi {desa_code}.",
            rows=some["row"],
            key=found["desa_code"],
            code=rows["code_text"].replace("", "kosong"),
            name=rows["name_text"],
            how=found["how"],
            desa_code=found["desa_code"],
        )


def _tell_unnamed(kind: str, rows: gpd.GeoDataFrame, found: pd.DataFrame, findings: Findings) -> None:
    findings.add(
        kind,
        CRITICAL,
        "Kode {code} tidak dapat dipakai dan nama {name} {why}; poligon ini disisihkan.",
        rows=rows["row"],
        key=key_of(rows),
        code=rows["code_text"].replace("", "kosong"),
        name=rows["name_text"].replace("", "kosong"),
        why=found["how"].map({SHARED: "dimiliki beberapa desa"}).fillna("tidak dikenal"),
    )


def _doubt(named: gpd.GeoDataFrame, regions: Regions, findings: Findings) -> None:
    """Tell which codes are not in a list that knows their kabupaten, and which names differ from the list's."""
    code = named["desa_code"]
    is_new = regions.covers(code) & ~regions.knows(code)
    text = "Kode {code} tidak ada di daftar desa yang dikenal; tetap dimuat, periksa kodenya."
    findings.add("kode_desa_tidak_dikenal", REVIEW, text, named.loc[is_new, "row"], code, code=code)
    is_other = name_agrees(normalise_name(named["name_text"]), code, regions) == 0
    text = "Di berkas bernama {name}, di daftar {official}; periksa kodenya."
    official = code.map(regions.desa["desa_name"])
    rows = named.loc[is_other, "row"]
    findings.add("nama_desa_beda", REVIEW, text, rows, code, name=named["name_text"], official=official)


def unite_parts(named: gpd.GeoDataFrame, regions: Regions, findings: Findings) -> gpd.GeoDataFrame:
    """Return one row per desa, index ``desa_code``: its parts united, strangers under its code set aside.

    Rows of one code belong together when their names say so, or when their names are spellings known for that code.
    Otherwise the rows whose name is known stay, or those named like the first.

    Parameters
    ----------
    named
        From :func:`name_features`, with valid polygons; none without ``desa_code``.
    """
    code, key = named["desa_code"], normalise_name(named["name_text"])
    is_known = (name_agrees(key, code, regions) == 1).astype(bool)
    is_like_first = key == key.groupby(code).transform("first")
    stays = is_known.where(is_known.groupby(code).transform("any"), is_like_first) | (key == "")
    text = "Kode {code} sudah dipakai desa lain di berkas ini; poligon bernama {name} disisihkan."
    findings.add("kode_desa_ganda", CRITICAL, text, named.loc[~stays, "row"], code, code=code, name=named["name_text"])
    parts = named[stays]
    text = "Poligon ini bagian dari desa {code} dan disatukan dengan bagian lainnya."
    findings.add("bagian_disatukan", INFO, text, parts.loc[parts.duplicated("desa_code"), "row"], code, code=code)
    return parts.dissolve(by="desa_code", aggfunc="first")
