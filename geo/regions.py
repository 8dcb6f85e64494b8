"""Which desa there are, and what an office file means by a code or a name.

Kemendagri codes (``63.11.02.2001``) are the one code system of the program. BPS codes (``6311060021``) have
ten digits too and mean other places; names are shared and misspelt. So both are read against what is known.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from geo.errors import AmbiguousCodeSystem, UnknownCodes

System = Literal["kemendagri", "bps"]
SYSTEMS: tuple[System, ...] = get_args(System)

DESA_COLUMNS = ["desa_name", "kecamatan_name", "bps_code"]
KABUPATEN_LENGTH, KECAMATAN_LENGTH = len("63.11"), len("63.11.02")

EXACT, ALIAS, SIMILAR, SHARED, UNKNOWN = "tepat", "ejaan", "mirip", "ganda", "tidak dikenal"
MIN_NAME_SCORE = 85.0
MIN_KECAMATAN_SCORE = 85.0
SHORT_NAME = (3, 6)
"""Letters of a name in which one slip is more than likeness allows."""
BATCH = 256
"""Names compared at once with all that are known: keeps the matrix of scores small."""


def _no_aliases() -> pd.DataFrame:
    return pd.DataFrame(columns=["desa_code", "name"], dtype="str")


@dataclass(frozen=True, eq=False)
class Regions:
    """The desa that are known, from the layer in place and from reference lists.

    Parameters
    ----------
    desa
        One row per desa. Index ``desa_code`` (Kemendagri, ``63.11.02.2001``), each once; columns ``desa_name``,
        ``kecamatan_name`` and ``bps_code`` (ten digits without dots), each nullable text.
    aliases
        One row per other spelling of a desa: columns ``desa_code``, ``name``.
    """

    desa: pd.DataFrame
    aliases: pd.DataFrame = field(default_factory=_no_aliases)

    @classmethod
    def empty(cls) -> Regions:
        """Return regions that know nothing."""
        index = pd.Index([], dtype="str", name="desa_code")
        return cls(pd.DataFrame(columns=DESA_COLUMNS, index=index, dtype="str"), _no_aliases())

    def join(self, other: Regions) -> Regions:
        """Return what both know. Where they differ this one stays and the other's name becomes an alias."""
        if other.desa.empty and other.aliases.empty and self.aliases.empty:
            return self
        desa = self.desa[DESA_COLUMNS].combine_first(other.desa[DESA_COLUMNS]).astype("str")
        desa.index.name = "desa_code"
        named = other.desa["desa_name"].rename("name").rename_axis("desa_code").reset_index()
        aliases = pd.concat([self.aliases, other.aliases, named[["desa_code", "name"]]], ignore_index=True)
        key = normalise_name(aliases["name"])
        own = normalise_name(aliases["desa_code"].map(desa["desa_name"]))
        worth_keeping = (key != "") & (key != own) & ~aliases.assign(key=key).duplicated(["desa_code", "key"])
        return Regions(desa[DESA_COLUMNS], aliases[worth_keeping].reset_index(drop=True))

    def knows(self, codes: pd.Series) -> pd.Series:
        """Return whether each ``desa_code`` is one of these regions; False for a missing one.

        Against tens of thousands of desa this takes a thousandth of ``codes.isin(regions.desa.index)``.
        """
        return _among(codes, self.desa.index)

    def knows_name(self, keys: pd.Series) -> pd.Series:
        """Return whether each key (see :func:`normalise_name`) is a spelling of some desa."""
        return _among(keys, self._keys)

    def covers(self, codes: pd.Series) -> pd.Series:
        """Return whether the kabupaten of each ``desa_code`` has desa here; False for a missing one."""
        return _among(codes.astype("str").str[:KABUPATEN_LENGTH], self._kabupaten)

    @cached_property
    def _keys(self) -> pd.Index:
        return pd.Index(self.spellings["key"].unique())

    @cached_property
    def _kabupaten(self) -> pd.Index:
        return self.desa.index.str[:KABUPATEN_LENGTH].unique()

    @cached_property
    def keys_of(self) -> dict[str, list[str]]:
        """``desa_code`` → the key of each of its spellings."""
        found: dict[str, list[str]] = {}
        for code, key in zip(*(self.spellings[name].tolist() for name in ("desa_code", "key")), strict=True):
            found.setdefault(code, []).append(key)
        return found

    @cached_property
    def code_of_bps(self) -> pd.Series:
        """``desa_code`` by ``bps_code``; a BPS code that stands at two desa decides nothing: left out."""
        known = self.desa["bps_code"].dropna().drop_duplicates(keep=False)
        return pd.Series(known.index, index=known.to_numpy(), dtype="str")

    @cached_property
    def spellings(self) -> pd.DataFrame:
        """One row per desa and spelling: ``desa_code, kecamatan_code, kecamatan_key, key, is_alias``.

        Sorted by ``desa_code``, the official spelling first. ``key`` is from :func:`normalise_name`.
        """
        official = self.desa["desa_name"].rename("name").rename_axis("desa_code").reset_index()
        both = pd.concat(
            [official.assign(is_alias=False), self.aliases[["desa_code", "name"]].assign(is_alias=True)],
            ignore_index=True,
        )
        both["key"] = normalise_name(both["name"])
        short = both[both["key"].str.startswith("SUNGAI")]  # a slip in "Sei" leaves no "Sungai" to compare with
        short = short.assign(key="SEI" + short["key"].str.removeprefix("SUNGAI"), is_alias=True)
        both = pd.concat([both, short], ignore_index=True)
        both["kecamatan_code"] = both["desa_code"].str[:KECAMATAN_LENGTH]
        both["kecamatan_key"] = normalise_name(both["desa_code"].map(self.desa["kecamatan_name"]))
        both = both[both["key"] != ""].drop_duplicates(["desa_code", "key"])
        columns = ["desa_code", "kecamatan_code", "kecamatan_key", "key", "is_alias"]
        return both.sort_values(["desa_code", "is_alias"], kind="stable")[columns].reset_index(drop=True)


def _among(values: pd.Series, known: pd.Index) -> pd.Series:
    return pd.Series(known.get_indexer(pd.Index(values)) >= 0, index=values.index) & values.notna()


# --- names ---

_SILENT = r"['’‘`´ʼʻ\"“”*\u0300-\u036f\u200b\ufeff]"
"""Apostrophes, quotation marks and accents: nothing stands in their place."""
_SILENT_MARK = re.compile(_SILENT)
_NO_LETTER = re.compile(r"[\W_]+")
_PREFIX = re.compile(r"^(?:DESA|DS|KELURAHAN|KEL|KECAMATAN|KEC)\s+(?=\S)")
_SEI = re.compile(r"\bSEI\b")
_ROMAN = {
    numeral: str(number)
    for number, numeral in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"], start=1)
}
_ROMAN_WORD = re.compile(rf"(?<=\s)(?:{'|'.join(sorted(_ROMAN, key=len, reverse=True))})(?=\s|$)")
_ZEROS = re.compile(r"\b0+(?=\d)")


def normalise_name(names: pd.Series) -> pd.Series:
    """Return names as keys to compare by; '' where there is no name.

    Case, accents, apostrophes, dots, hyphens and spaces go; so do ``Desa``, ``Kelurahan``, ``Kecamatan`` in
    front. ``Sei`` is ``Sungai``; a Roman numeral behind the name becomes an Arabic one: ``Desa Sei Ju'uh II``
    and ``SUNGAI JUUH 2`` are both ``SUNGAIJUUH2``.

    Parameters
    ----------
    names
        Text of any dtype, missing values allowed. Numbers are read as their digits.
    """
    position, unique = pd.factorize(names, use_na_sentinel=True)
    keys = np.array([*map(_key, pd.Series(unique).astype("str")), ""], dtype=object)
    return pd.Series(keys[position], index=names.index, name=names.name, dtype="str")


def _key(name: str) -> str:
    """Return the key of one name: name by name, for a pass of pandas costs as much as some hundreds of them."""
    text = _SILENT_MARK.sub("", unicodedata.normalize("NFKD", name).upper())
    text = _PREFIX.sub("", _NO_LETTER.sub(" ", text).strip())
    text = _ROMAN_WORD.sub(lambda found: _ROMAN[found.group()], _SEI.sub("SUNGAI", text))
    return _ZEROS.sub("", text).replace(" ", "")


# --- codes ---


class CodeSystem(NamedTuple):
    """Which code system a column is in, and by which evidence.

    Shares are of the distinct codes, 0 to 1. ``name_agree_share`` is the share whose name in the file is the
    name known at that code, None where the file or the register has no names.
    """

    system: System
    kemendagri_hit_share: float
    bps_hit_share: float
    name_agree_share: float | None
    code_count: int


_KEMENDAGRI = re.compile(r"([1-9]\d)\.?(\d\d)\.?(\d\d)\.?([123]\d{3})")
_DOTTED = re.compile(r"[1-9]\d\.\d\d\.\d\d\.[123]\d{3}")
_BPS = re.compile(r"[1-9]\d\.?\d\d\.?\d{3}\.?\d{3}")
_BPS_DOTTED = re.compile(r"[1-9]\d\.\d\d\.\d{3}\.\d{3}")
_NO_SIGN = re.compile(rf"\s|{_SILENT}")
_ID = re.compile(r"^ID(?=\d)")
_DOT_LIKE = re.compile(r"[-/_,]")
_NUMBER = re.compile(r"(\d{10})\.0*")


class Codes(NamedTuple):
    """What each code could be: text or missing, aligned with the codes read."""

    is_given: pd.Series
    kemendagri: pd.Series
    """``63.11.02.2001`` where the form allows it: the fourth part starts with 1 (kelurahan), 2 or 3."""
    bps: pd.Series
    """Ten digits where the form allows it."""
    says_kemendagri: pd.Series
    """Whether the dots stand as Kemendagri writes them."""
    says_bps: pd.Series


def read_codes(codes: pd.Series) -> Codes:
    """Return what codes could be, however office files write them.

    With dots or without, as numbers, with the apostrophe or ``.0`` of spreadsheets, with ``ID`` in front.
    """
    position, unique = pd.factorize(codes.astype("str").fillna(""))
    read = [_read_code(text) for text in unique]
    columns = zip(*read, strict=True) if read else [()] * len(Codes._fields)
    dtypes = ("bool", "str", "str", "bool", "bool")
    return Codes(*(
        pd.Series(pd.Series(column, dtype=dtype).array.take(position), index=codes.index, name=codes.name)
        for column, dtype in zip(columns, dtypes, strict=True)
    ))  # fmt: skip


def _read_code(text: str) -> tuple[bool, str | None, str | None, bool, bool]:
    """Return the fields of :class:`Codes` for one code; code by code for the reason of :func:`_key`."""
    text = _ID.sub("", _NO_SIGN.sub("", unicodedata.normalize("NFKC", text).upper()))
    text = _DOT_LIKE.sub(".", text)
    if number := _NUMBER.fullmatch(text):
        text = number.group(1)
    says_kemendagri, says_bps = bool(_DOTTED.fullmatch(text)), bool(_BPS_DOTTED.fullmatch(text))
    kemendagri = None if says_bps else _KEMENDAGRI.fullmatch(text)
    return (
        text not in {"", "NAN", "NONE"},
        ".".join(kemendagri.groups()) if kemendagri else None,
        text.replace(".", "") if _BPS.fullmatch(text) and not says_kemendagri else None,
        says_kemendagri,
        says_bps,
    )


class _Fit(NamedTuple):
    """How codes fit one system, one row per distinct code with its name."""

    is_readable: pd.Series
    """Whether the code is known or has this system's dots."""
    name_agrees: pd.Series
    """1 where the name known there is like the one in the file, 0 where not, NaN where nothing compares."""
    counts: pd.Series
    """Whether the code is evidence for the system."""


def decide_code_system(
    codes: pd.Series,
    names: pd.Series | None,
    regions: Regions,
    *,
    min_share: float = 0.5,
    min_lead: float = 0.2,
    min_name_score: float = MIN_NAME_SCORE,
    max_slips: int = 2,
) -> CodeSystem:
    """Decide whether codes are Kemendagri's or BPS'.

    A code counts for a system when the regions know it there and the name beside it, if any, is the name
    known at that code. Dots as one system sets them count for that system even where the code is unknown. The
    form can exclude (the fourth part of a Kemendagri code starts with 1, 2 or 3) but proves nothing.

    Parameters
    ----------
    codes
        As in the file; missing ones are passed over.
    names
        Names of the desa in the same rows, if the file has them.
    regions
        What is known.
    min_share
        Least share of the distinct codes that must count for a system.
    min_lead
        Least lead of that share over the other system's.
    min_name_score
        From which likeness (0 to 100) two spellings are one name.
    max_slips
        Up to how many names may disagree before a code's own dots are doubted.

    Raises
    ------
    UnknownCodes
        If the regions know too few codes to tell. Facts: code_count, examples, kemendagri_pct, bps_pct.
    AmbiguousCodeSystem
        If both systems fit, or the names at the codes disagree. Facts: the same.
    """
    asked = _distinct(codes, names)
    read = read_codes(asked["code"])
    at_kemendagri = read.kemendagri.where(regions.knows(read.kemendagri))
    at_bps = read.bps.map(regions.code_of_bps)
    agree = {
        "kemendagri": name_agrees(asked["key"], at_kemendagri, regions, min_name_score),
        "bps": name_agrees(asked["key"], at_bps, regions, min_name_score),
    }
    fits: dict[System, _Fit] = {
        "kemendagri": _fit(at_kemendagri, read.says_kemendagri, agree["kemendagri"], max_slips),
        "bps": _fit(at_bps, read.says_bps, agree["bps"], max_slips),
    }
    best, other = sorted(SYSTEMS, key=lambda system: _share(fits[system].counts), reverse=True)
    share, lead = _share(fits[best].counts), _share(fits[best].counts) - _share(fits[other].counts)
    if share >= min_share and lead >= min_lead:
        agree_share = fits[best].name_agrees.mean()
        return CodeSystem(
            system=best,
            kemendagri_hit_share=_share(at_kemendagri.notna()),
            bps_hit_share=_share(at_bps.notna()),
            name_agree_share=None if pd.isna(agree_share) else float(agree_share),
            code_count=len(asked),
        )
    readable = max(_share(fit.is_readable) for fit in fits.values())
    failure = UnknownCodes if readable < min_share else AmbiguousCodeSystem
    raise failure(
        code_count=len(asked),
        examples=", ".join(asked["code"].head(3)),
        kemendagri_pct=round(100 * _share(at_kemendagri.notna())),
        bps_pct=round(100 * _share(at_bps.notna())),
    )


def _distinct(codes: pd.Series, names: pd.Series | None) -> pd.DataFrame:
    """Return one row per distinct code and name: columns ``code`` (as written), ``key`` (of the name)."""
    key = pd.Series("", index=codes.index) if names is None else normalise_name(names)
    pairs = _distinct_rows(code=codes.astype("str"), key=key)[1]
    return pairs[read_codes(pairs["code"]).is_given].reset_index(drop=True)


def _fit(desa_code: pd.Series, speaks: pd.Series, name_agrees: pd.Series, max_slips: int) -> _Fit:
    disagrees = name_agrees == 0
    if disagrees.sum() <= max_slips:
        disagrees &= ~speaks
    is_readable = desa_code.notna() | speaks
    return _Fit(is_readable, name_agrees, is_readable & ~disagrees)


def _share(hit: pd.Series) -> float:
    return float(hit.mean()) if len(hit) else 0.0


def name_agrees(key: pd.Series, desa_code: pd.Series, regions: Regions, min_score: float = MIN_NAME_SCORE) -> pd.Series:
    """Return 1 where a spelling known at ``desa_code`` is like ``key``, 0 where none is, NaN where none is known.

    Parameters
    ----------
    key
        From :func:`normalise_name`; '' compares with nothing.
    desa_code
        Beside each key, missing where unknown.
    min_score
        From which likeness (0 to 100) two spellings are one name.
    """
    known = regions.keys_of
    pairs = [
        (row, one, other)
        for row, (one, code) in enumerate(zip(key.tolist(), desa_code.tolist(), strict=True))
        if one
        for other in known.get(code, ())
    ]
    agrees = np.full(len(key), np.nan)
    if pairs:
        rows, ones, others = zip(*pairs, strict=True)
        score = process.cpdist(ones, others, scorer=fuzz.ratio)
        np.fmax.at(agrees, np.array(rows), (score >= min_score).astype(float))
    return pd.Series(agrees, index=key.index)


def to_desa_code(codes: pd.Series, system: System, regions: Regions) -> pd.Series:
    """Return Kemendagri codes with dots, missing where a code cannot be one.

    A code whose dots say another system than ``system`` is read as its dots say. A Kemendagri code need not
    be known to the regions (compare with ``regions.desa.index`` for that); a BPS code must be.

    Parameters
    ----------
    codes
        As in the file: with dots or without, as numbers, with the apostrophe or ``.0`` of spreadsheets.
    system
        From :func:`decide_code_system`.
    """
    position, unique = pd.factorize(codes.astype("str"))
    read = read_codes(pd.Series(unique, dtype="str"))
    from_bps = read.bps.map(regions.code_of_bps)
    said_bps = read.says_bps if system == "kemendagri" else ~read.says_kemendagri
    found = np.append(from_bps.where(said_bps, read.kemendagri).to_numpy(dtype=object), np.nan)
    return pd.Series(found[position], index=codes.index, name=codes.name, dtype="str")


# --- names to desa ---


def match_names(
    names: pd.Series,
    kecamatan: pd.Series | None,
    regions: Regions,
    *,
    min_score: float = MIN_NAME_SCORE,
    min_lead: float = 5,
) -> pd.DataFrame:
    """Find the desa that names mean, within their kecamatan.

    Parameters
    ----------
    names
        Names of desa as in the file.
    kecamatan
        Beside each name the kecamatan's code (Kemendagri or BPS) or name; where it is missing the name must
        be unique among all regions. A kecamatan that the regions do not know holds no desa.
    min_score
        Least likeness (0 to 100, ``rapidfuzz.fuzz.ratio`` of the normalised names) of a misspelt name.
        Without a kecamatan half the distance to 100 is allowed.
    min_lead
        Least lead of that score over the next desa's.

    Returns
    -------
    DataFrame
        One row per name, index as given: ``desa_code`` (missing where undecided), ``score`` (0 to 100, the
        best even where undecided), ``how``: ``tepat`` (the official name), ``ejaan`` (another known
        spelling), ``mirip`` (alike and clearly ahead of the next), ``ganda`` (several desa have this name),
        ``tidak dikenal``.
    """
    pair_of_row, pairs = _distinct_pairs(names, kecamatan)
    if not pairs["key"].any():  # a list of numbers alone, or one that codes have told all of
        return _unknown(pairs.index).iloc[pair_of_row].set_axis(names.index)
    scopes = _scopes(pairs["kecamatan"].drop_duplicates(), regions)
    answer = _match_exactly(pairs, scopes, regions.spellings)
    unsolved = pairs[(answer["how"] == UNKNOWN) & (pairs["key"] != "")]
    for scope_name, group in unsolved.groupby("kecamatan"):
        scope = scopes[scope_name]
        least = min_score if scope is not None else (min_score + 100) / 2
        near = _match_alike(group["key"], _within(regions.spellings, scope), least, min_lead)
        answer.loc[near.index] = near
        if scope is not None:
            slips = _match_one_slip(
                near.loc[near["how"] == UNKNOWN].index, group["key"], _within(regions.spellings, scope)
            )
            answer.loc[slips.index, ["desa_code", "how"]] = slips
    return answer.iloc[pair_of_row].set_axis(names.index)


def _unknown(index: pd.Index) -> pd.DataFrame:
    return pd.DataFrame({"desa_code": pd.NA, "score": 0.0, "how": UNKNOWN}, index=index).astype(
        {"desa_code": "str", "how": "str"}
    )


def _distinct_pairs(names: pd.Series, kecamatan: pd.Series | None) -> tuple[NDArray[np.intp], pd.DataFrame]:
    """Return for each row the position of its pair; and the pairs: ``key``, ``kecamatan`` ('' = unsaid)."""
    said = pd.Series("", index=names.index) if kecamatan is None else kecamatan.astype("str").fillna("")
    return _distinct_rows(key=normalise_name(names), kecamatan=said.str.strip())


def _distinct_rows(**columns: pd.Series) -> tuple[NDArray[np.intp], pd.DataFrame]:
    """Return for each row the position of its like among the distinct rows; and these, as a frame."""
    ids, values = zip(*(pd.factorize(column) for column in columns.values()), strict=True)
    shape = tuple(len(value) + 1 for value in values)
    of_row, distinct = pd.factorize(np.ravel_multi_index([each + 1 for each in ids], shape))
    parts = np.unravel_index(distinct, shape)
    taken = (pd.Series(value).reindex(part - 1) for value, part in zip(values, parts, strict=True))
    return of_row, pd.DataFrame({name: part.array for name, part in zip(columns, taken, strict=True)})


_KECAMATAN_CODE = re.compile(r"(\d\d)\.?(\d\d)\.?(\d\d)(?:\.0)?")
_KECAMATAN_BPS = re.compile(r"(?:ID)?(\d\d)\.?(\d\d)\.?(\d{3})(?:\.0)?", re.IGNORECASE)


def _scopes(said: pd.Series, regions: Regions) -> dict[str, frozenset[str] | None]:
    """Return the kecamatan codes that each way of naming a kecamatan may mean; None for all of them."""
    named = regions.spellings[regions.spellings["kecamatan_key"] != ""]
    by_name = named.groupby("kecamatan_key")["kecamatan_code"].agg(frozenset).to_dict()
    desa_of_bps = regions.code_of_bps
    by_bps = desa_of_bps.str[:KECAMATAN_LENGTH].groupby(desa_of_bps.index.str[:7]).agg(frozenset).to_dict()

    def scope(text: str, key: str) -> frozenset[str] | None:
        if code := _KECAMATAN_CODE.fullmatch(text):
            return frozenset([".".join(code.groups())])
        if bps := _KECAMATAN_BPS.fullmatch(text):
            return by_bps.get("".join(bps.groups()), frozenset())
        if not text or not by_name:
            return None
        near = process.extractOne(key, by_name.keys(), scorer=fuzz.ratio, score_cutoff=MIN_KECAMATAN_SCORE)
        return frozenset() if near is None else by_name[near[0]]

    return {text: scope(text, key) for text, key in zip(said, normalise_name(said), strict=True)}


def _within(spellings: pd.DataFrame, scope: frozenset[str] | None) -> pd.DataFrame:
    return spellings if scope is None else spellings[spellings["kecamatan_code"].isin(scope)]


def _match_exactly(
    pairs: pd.DataFrame, scopes: dict[str, frozenset[str] | None], spellings: pd.DataFrame
) -> pd.DataFrame:
    """Return the answer for each pair whose name is a known spelling; ``tidak dikenal`` for the others."""
    scope = pairs["kecamatan"].map(lambda said: scopes[said])
    everywhere = pairs[scope.isna()].rename_axis("pair").reset_index().merge(spellings, on="key")
    inside = pairs.assign(kecamatan_code=scope)[scope.notna()].explode("kecamatan_code").rename_axis("pair")
    inside = inside.reset_index().merge(spellings, on=["key", "kecamatan_code"])
    is_official = inside["is_alias"] == inside.groupby("pair")["is_alias"].transform("min")
    inside = inside[is_official]  # within a kecamatan an official name wins over another desa's alias
    hit = (
        pd.concat([everywhere, inside])
        .groupby("pair")
        .agg(
            desa_code=("desa_code", "first"),
            desa_count=("desa_code", "nunique"),
            is_alias=("is_alias", "min"),
        )
    )
    how = np.select([hit["desa_count"] > 1, hit["is_alias"]], [SHARED, ALIAS], EXACT)
    desa_code = hit["desa_code"].where(hit["desa_count"] == 1)
    found = pd.DataFrame({"desa_code": desa_code, "score": 100.0, "how": how}, index=hit.index)
    answer = found.reindex(pairs.index).astype({"desa_code": "str", "how": "str"})
    return answer.fillna({"score": 0.0, "how": UNKNOWN})


_DIRECTIONS = ["HULU", "HILIR", "UTARA", "SELATAN", "TIMUR", "BARAT", "TENGAH"]
_MARKS = [*_DIRECTIONS, "ATAS", "BAWAH", "DALAM", "LUAR", "KANAN", "KIRI", "BARU", "LAMA"]
"""Last words that tell two desa of one name apart."""
_MARK_AT_END = rf"({'|'.join(_MARKS)})$"
_SHORT_MARKS = {short: mark for mark in _MARKS if len(short := re.sub("(?!^)[AEIOU]", "", mark)) > len("HL")}
"""Marks without their vowels: HLR, SLTN."""


def _may_be_one(keys: pd.Series, spellings: pd.Series) -> NDArray[np.bool_]:
    """Return for each key and each spelling whether numbers are the same, and so are, but for a slip, their marks.

    Hulu is not Hilir, however alike the two names are; "ilir", "Hilirh" and "Hlr" are Hilir.
    """
    same_numbers = _pairs_equal(*(names.str.findall(r"\d+").str.join(" ") for names in (keys, spellings)))
    marks = [names.str.extract(_MARK_AT_END)[0].fillna("") for names in (keys, spellings)]
    slips = np.hstack([_slips_of_marks(keys), np.zeros((len(keys), 1), dtype=bool)])
    slipped = slips[:, [_MARKS.index(mark) if mark else -1 for mark in marks[1]]]
    return same_numbers & (_pairs_equal(*marks) | slipped)


def _pairs_equal(one: pd.Series, other: pd.Series) -> NDArray[np.bool_]:
    return np.asarray(one.to_numpy(dtype=str)[:, None] == other.to_numpy(dtype=str)[None, :])


def _slips_of_marks(keys: pd.Series) -> NDArray[np.bool_]:
    """Return for each key and each of the marks whether the key ends on it with one slip, or without its vowels."""
    found = np.zeros((len(keys), len(_MARKS)), dtype=bool)
    lengths = np.array([len(mark) for mark in _MARKS])
    for length in range(lengths.min() - 1, lengths.max() + 2):
        slips = process.cdist(keys.str[-length:].tolist(), _MARKS, scorer=OSA.distance)
        found |= (slips <= 1) & (abs(lengths - length) <= 1)[None, :]
    for short, mark in _SHORT_MARKS.items():
        found[:, _MARKS.index(mark)] |= keys.str.endswith(short).to_numpy(dtype=bool)
    return found


def _match_alike(keys: pd.Series, spellings: pd.DataFrame, min_score: float, min_lead: float) -> pd.DataFrame:
    """Return the answer by likeness for each key, among ``spellings`` sorted by desa."""
    answer = _unknown(keys.index)
    if spellings.empty:
        return answer
    desa_code, first = np.unique(spellings["desa_code"].to_numpy(dtype=object), return_index=True)
    for start in range(0, len(keys), BATCH):
        batch = keys.iloc[start : start + BATCH]
        score = process.cdist(batch.tolist(), spellings["key"].tolist(), scorer=fuzz.ratio)
        score[~_may_be_one(batch, spellings["key"])] = 0
        by_desa = np.maximum.reduceat(score, first, axis=1)
        best = by_desa.argmax(axis=1)[:, None]
        top = np.take_along_axis(by_desa, best, axis=1)[:, 0]
        np.put_along_axis(by_desa, best, 0, axis=1)
        is_clear = (top >= min_score) & (top - by_desa.max(axis=1) >= min_lead) & ~_are_tied(batch, spellings, first)
        answer.loc[batch.index, "score"] = top
        answer.loc[batch.index[is_clear], "how"] = SIMILAR
        answer.loc[batch.index[is_clear], "desa_code"] = desa_code[best[is_clear, 0]]
    return answer


def _are_tied(keys: pd.Series, spellings: pd.DataFrame, first: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which short names are one letter off from several desa's: HUAI may be Juai as well as Hukai."""
    is_short = keys.str.len().between(*SHORT_NAME).to_numpy()
    slips = process.cdist(keys[is_short].tolist(), spellings["key"].tolist(), scorer=OSA.distance)
    tied = np.zeros(len(keys), dtype=bool)
    if is_short.any():
        tied[is_short] = (np.minimum.reduceat(slips, first, axis=1) <= 1).sum(axis=1) > 1
    return tied


def _match_one_slip(rows: pd.Index, keys: pd.Series, spellings: pd.DataFrame) -> pd.DataFrame:
    """Return ``desa_code``, ``how`` of short names that differ from one desa's in one letter, and from no other's."""
    short = keys[rows][keys[rows].str.len().between(*SHORT_NAME)]
    found = pd.DataFrame({"desa_code": pd.NA, "how": SIMILAR}, index=short.index[:0]).astype("str")
    if short.empty or spellings.empty:
        return found
    desa_code, first = np.unique(spellings["desa_code"].to_numpy(dtype=object), return_index=True)
    slips = process.cdist(short.tolist(), spellings["key"].tolist(), scorer=OSA.distance)
    slips[~_may_be_one(short, spellings["key"])] = SHORT_NAME[1]
    by_desa = np.minimum.reduceat(slips, first, axis=1)
    is_one = (by_desa <= 1).sum(axis=1) == 1
    best = desa_code[by_desa.argmin(axis=1)]
    return pd.DataFrame({"desa_code": best[is_one], "how": SIMILAR}, index=short.index[is_one]).astype("str")
