"""Every question that pages can put: the functions of ``pages/parts/cache``, what to call them with, what they tell."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import inspect
import io
import pkgutil
import re
import types
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import ModuleType

import numpy as np
import pandas as pd
import shapely

from analytics.access.sites import propose
from analytics.access.siting import COVER
from analytics.monev.measures import MEASURES
from analytics.monev.windows import QUARTER
from analytics.report.material import Wish as ReportWish
from analytics.targeting.cells import DESA as BY_DESA
from analytics.targeting.what_if import Change
from data.store import Store
from data.workflow.priority import Rule
from pages.parts import access_layers, access_wish, atlas_wish, cache, roads_map
from pages.parts.cache import Source, access, atlas, gaps, handover, monev, plans
from tests.data.intake_worlds import kk
from tests.pages import planted_world as planted

QUERIES = "pages.parts.cache"
HELP = (
    "{name}: name what to give for {parameter!r} in ARGUMENTS of tests/pages/query_calls.py, and say in "
    "pages/parts/holds.py what its answer holds"
)


def found() -> dict[str, Callable[..., object]]:
    """Every public function of these modules that takes a ``Source``: "monev.ikm" → the function."""
    modules = {"": cache} | {
        each.name: importlib.import_module(f"{QUERIES}.{each.name}") for each in pkgutil.iter_modules(cache.__path__)
    }
    return {f"{key}.{name}" if key else name: each for key, module in modules.items() for name, each in _public(module)}


def _public(module: ModuleType) -> Iterator[tuple[str, Callable[..., object]]]:
    for name, each in vars(module).items():
        if name.startswith("_") or inspect.isclass(each) or not callable(each):
            continue
        bare = inspect.unwrap(each)
        is_own = getattr(bare, "__module__", "") == module.__name__
        if is_own and "Source" in {part.annotation for part in inspect.signature(bare).parameters.values()}:
            yield name, each


# --- what to call them with ------------------------------------------------------------------------------------------


class Upload(io.BytesIO):
    """What Streamlit hands over of an uploaded file."""

    name, size = "hasil.csv", 1

    def getbuffer(self) -> memoryview:  # type: ignore[override]
        return memoryview(self.getvalue())


ACCESS = access_wish.Wish("salur", "motor", "kering", 60, "CPP", planted.PERIOD)
ATLAS = atlas_wish.Wish(atlas_wish.BOTH, planted.PERIOD, "PKH", "unserved_poor", "coverage_pct", planted.BEFORE)
ROADS = roads_map.Wish(20.0, with_crossings=True)


@dataclasses.dataclass(frozen=True)
class Asking:
    """Who asks: ``source`` as the reader sees it, ``whole`` as the kasi does, from whom keys are known."""

    source: Source
    whole: Source

    def stamp(self) -> str:
        return handover.stamp(self.whole)

    def plan(self) -> object:
        return plans.saved_plans(self.source, "CPP", planted.PERIOD)[0]

    def frames(self) -> object:
        return plans.plan_frames(self.source, "1", self.plan().result)  # type: ignore[attr-defined]

    def pair(self) -> str:
        """The one that was decided about."""
        rows = cache.pairs(self.whole)
        return str(rows.loc[rows["decision"] != "", "pair_id"].iloc[0])

    def complaint(self) -> str:
        """One that was told at the office: those have steps."""
        keys = monev.judged(self.whole)["complaint_key"]
        return str(keys[keys.str.startswith("m")].iloc[0])

    def returned(self) -> Upload:
        """A returned file that tells of two families of the first desa."""
        store = cache.open_store(self.source.path)
        rows = "".join(f"{planted.handle(store, number)},Beras CPP,Diserahkan,20/11/2026\n" for number in (5, 6))
        return Upload(f"Kode,Program,Hasil,Tanggal\n{rows}".encode())

    def sites(self) -> object:
        return propose(access.question(self.source, ACCESS), 1, model=COVER, time_limit_s=5.0)


ARGUMENTS: dict[str, object] = {
    "period": planted.PERIOD,
    "_period": planted.PERIOD,
    "program": "PKH",
    "_program": "",
    "programs": ("PKH", "CPP"),
    "served_by": "PKH",
    "subject": "",
    "kind": "families",
    "desa_code": "",
    "desa": planted.DESA[2][0],
    "kecamatan_code": "63.11.02",
    "kecamatan": "",
    "code": planted.DESA[2][0],
    "with_poor": True,
    "state": "",
    "rule": Rule((("desil_rendah", 1.0),), 1.0, planted.PERIOD),
    "per_desa": True,
    "text": "QZ",
    "is_masked": True,
    "is_small": False,
    "pair_id": Asking.pair,
    "stamp": Asking.stamp,
    "plan_id": planted.PLAN,
    "trip_id": planted.TRIP,
    "file_id": "1",
    "_file": lambda _: Upload(b"Kode,Hasil\n1,Diserahkan\n"),
    "choice": (),
    "by": BY_DESA,
    "place": planted.DESA[2][0],
    "group": "",
    "codes": frozenset(),
    "change": Change(family_count=2),
    "rules": ("termiskin", "merata"),
    "weights": (("jumlah", 1.0),),
    "unit": QUARTER,
    "service": "",
    "columns": ("service",),
    "column": "kind",
    "keys": ("ikm",),
    "complaint_key": Asking.complaint,
    "headers": (("desa", "Desa"),),
    "scope": "",
    "season": "kering",
    "thing": roads_map.Thing(),
    "stops": ("CPP", planted.PERIOD, "kering"),
    "numbers": (1, 2, 3),
    "whole_for": None,
    "purpose": "",
    "found": Asking.sites,
    "asked": access_wish.SitingWish(COVER, 1),
    "closed_ways": (),
    "plan": Asking.plan,
    "_result": lambda asking: asking.plan().result,
    "_frames": Asking.frames,
    "shown": lambda asking: atlas.usual(asking.source, planted.PERIOD, "PKH"),
    "view": access_layers.BEYOND,
    "way": "raw_pct",
    "make": lambda _: cache.has_families,
    "args": (),
}
"""Parameter → what is given for it; a function is asked, with who asks."""

OWN_ARGUMENTS: dict[str, tuple[dict[str, object], ...]] = {
    "homes_picture": ({"kind": "density"}, {"kind": "clusters"}),
    "family": (
        {"key": kk(planted.DESA[2][2][0])},
        {"key": kk(planted.DESA[1][2][0])},
    ),
    "family_story": (
        {"key": kk(planted.DESA[2][2][0])},
        {"key": kk(planted.DESA[1][2][0])},
    ),
    "pairs_of_family": (
        {"key": kk(planted.DESA[2][2][0])},
        {"key": kk(planted.DESA[1][2][0])},
    ),
    "pair_story": ({},),
    "desa_homes_picture": ({"desa_code": planted.DESA[2][0]}, {"desa_code": planted.OWN_DESA}),
    "family_points": ({"desa_code": planted.DESA[2][0]}, {"desa_code": planted.OWN_DESA}),
    "paper_file": ({"key": "ceklis_penerima"},),
    "candidates": ({"program": "SEMUA", "served_by": "SEMUA", "period": planted.BEFORE},),
    "proposals": ({"state": "diajukan"}, {"state": "dikembalikan"}),
    "targeting.outcome": ({"rule": "termiskin"},),
    "targeting.cost": ({"rule": "termiskin"},),
    "targeting.rates": ({"key": "exclusion_share"},),
    "targeting_maps.rates": ({"key": "exclusion_share"},),
    "targeting_maps.rate_rows": ({"key": "exclusion_share"},),
    "indicators.values": tuple(
        {"key": key} for key in ("poor_pct", "priority_score", "median_min")
    ),  # of each table one
    "gaps.unknown": ({"wish": gaps.Wish(planted.PERIOD, "PKH", "has_elderly")},),
    "atlas.column_writers": ({"wish": replace(ATLAS, view=atlas_wish.TIME)},),
    "handover.preview": ({"_file": Asking.returned},),
    "targeting_maps.group_rows": ({"place": planted.OWN_DESA},),
    "indicators.history": ({"key": "unserved_poor"},),
    "atlas.hotspots": ({"key": "unserved_poor"},),
    "atlas.single": ({"key": "unserved_poor"},),
    "monev.figures_table": ({"key": "partisipasi"},),
    "monev.figures_file": ({"key": "partisipasi"},),
    "monev.trend_of": tuple({"key": key} for key in MEASURES),
    "monev.indicator_by_desa": tuple({"key": key} for key in MEASURES),
    "monev.picture": ({"key": "ikm"}, {"key": "open_per_1000"}, {"key": "need_count"}),
    "monev.complaint_counts": ({"column": "kind"}, {"column": "desa_code"}, {"column": "when"}),
    "monev.ikm_by": ({"columns": ("service",)}, {"columns": ("desa_code", "desa_name")}),
    "plans.plan_frames": ({"key": "1"},),
    "plans.trips_picture": ({"key": "1"},),
    "plans.stretches": ({"key": "1"},),
    "plans.saved_plans": ({"program": "CPP"},),
    "plans.message": ({}, {"trip_id": "", "desa_code": planted.DESA[2][0]}),
    "atlas_static.drawn": ({"place": 0, "kind": "svg"},),
    "roads.picture": ({"by": roads_map.CLASS},),
    "reports.name": ({"key": "pdf"},),
    "access.points_of": ({"kind": "salur"},),
    "access.count": ({"kind": "salur"},),
}
"""Function → what is given instead, one call each."""
WISHES: dict[str, tuple[object, ...]] = {
    "access": (ACCESS,),
    "atlas": tuple(replace(ATLAS, view=view) for view in atlas_wish.VIEWS),
    "atlas_static": (ATLAS,),
    "gaps": (gaps.Wish(planted.PERIOD, "PKH"), gaps.Wish(planted.PERIOD, "PKH", "has_elderly", planted.DESA[2][0])),
    "roads": (ROADS,),
    "reports": (ReportWish(planted.PERIOD, planted.DAY, "PKH"),),
}
"""Module → what ``wish`` is there."""


def calls(name: str, query: Callable[..., object], asking: Asking) -> Iterator[Callable[[], object]]:
    """Every call of a query for one reader: its arguments by name."""
    is_wished = "wish" in inspect.signature(inspect.unwrap(query)).parameters
    for own in OWN_ARGUMENTS.get(name, ({},)):
        for wish in WISHES[name.rpartition(".")[0]] if is_wished and "wish" not in own else (None,):
            yield partial(_call, name, query, asking, own if wish is None else {**own, "wish": wish})


def _call(name: str, query: Callable[..., object], asking: Asking, own: Mapping[str, object]) -> object:
    parameters = inspect.signature(inspect.unwrap(query)).parameters.values()
    given: dict[str, object] = {}
    for each in parameters:
        if each.annotation == "Source":
            given[each.name] = asking.source
        elif each.name in own or each.name in ARGUMENTS:
            value = own[each.name] if each.name in own else ARGUMENTS[each.name]
            given[each.name] = value(asking) if callable(value) else value
        else:
            raise AssertionError(HELP.format(name=name, parameter=each.name))
    rest = [given.pop(each.name) for each in parameters if each.kind == each.VAR_POSITIONAL]
    if rest:  # what stands before ``*keys`` is given by place
        first = [given.pop(each.name) for each in parameters if each.kind == each.POSITIONAL_OR_KEYWORD]
        return query(*first, *rest[0], **given)
    return query(**given)


# --- what an answer holds ----------------------------------------------------------------------------------------


def texts(answer: object) -> str:
    """Every text in an answer, however deep: cells, names of columns, indexes, fields, scripts, packed files."""
    found: list[str] = []
    _collect(answer, found, set())
    return "\n".join(found)


def _collect(part: object, found: list[str], seen: set[int]) -> None:
    if isinstance(part, str):
        found.append(part)
    elif isinstance(part, bool | float | None.__class__) or part is pd.NA:
        return
    elif isinstance(part, int | np.integer):
        found.append(str(part))
    elif isinstance(part, bytes):
        _collect_file(part, found)
    elif id(part) not in seen and not isinstance(part, _PLAIN):
        seen.add(id(part))
        for each in _inside(part):
            _collect(each, found, seen)


_PLAIN = (dt.date, np.generic, type, ModuleType, shapely.Geometry, types.FunctionType, types.MethodType, Store)
_WHOLE_NUMBERS = "iu"


def _inside(part: object) -> Iterator[object]:
    if isinstance(part, pd.DataFrame):
        yield from (part.columns, part.index, *(part.iloc[:, place] for place in range(part.shape[1])))
    elif isinstance(part, pd.Series | pd.Index):
        yield from (part.name, *_cells(part))
    elif isinstance(part, np.ndarray):
        yield from part.ravel().tolist() if part.dtype.kind in "OUS" + _WHOLE_NUMBERS else ()
    elif isinstance(part, Mapping):
        yield from (each for pair in part.items() for each in pair)
    elif isinstance(part, list | tuple | set | frozenset):
        yield from part
    elif dataclasses.is_dataclass(part) or hasattr(part, "__dict__"):
        yield from vars(part).values()
        yield from (getattr(part, name) for name in _slots(part))


def _slots(part: object) -> list[str]:
    return (
        [each.name for each in dataclasses.fields(part)]
        if dataclasses.is_dataclass(part) and not hasattr(part, "__dict__")
        else []
    )  # type: ignore[arg-type]


def _cells(part: pd.Series | pd.Index) -> list[object]:
    is_number = pd.api.types.is_float_dtype(part.dtype) or pd.api.types.is_bool_dtype(part.dtype)
    return [] if is_number or pd.api.types.is_datetime64_any_dtype(part.dtype) else list(part)


def _collect_file(content: bytes, found: list[str]) -> None:
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            found += [packed.read(name).decode(errors="replace") for name in packed.namelist()]
    else:
        found.append(content.decode(errors="replace"))


COUNTED = re.compile(r"(_count|part|whole|respondents|families)$")


def counts(answer: object) -> list[tuple[str, float]]:
    """Every count in an answer, by the name of its column or field; those that are closed left out."""
    found: list[tuple[str, float]] = []
    _count(answer, "", found)
    return [(name, each) for name, each in found if COUNTED.search(name)]


def _count(part: object, name: str, found: list[tuple[str, float]]) -> None:
    if isinstance(part, pd.DataFrame):
        for column in part:
            _count(list(part[column]), str(column), found)
    elif isinstance(part, bytes) and part[:2] == b"PK":
        _count(pd.read_excel(io.BytesIO(part), sheet_name=None, engine="calamine"), name, found)
    elif isinstance(part, pd.Series | Mapping):
        for key, each in part.items():
            _count(each, str(key), found)
    elif isinstance(part, list | tuple):
        for each in part:
            _count(each, name, found)
    elif dataclasses.is_dataclass(part):
        _count(vars(part), name, found)
    elif isinstance(part, int | float | np.number) and not pd.isna(part):
        found.append((name, float(part)))


def homes(answer: object) -> set[float]:
    """Every number in an answer, and in its texts, that is the longitude of a home."""
    known = sorted(place for desa in planted.DESA for place in planted.homes_of(desa))
    found: set[float] = set()
    _measure(answer, np.array(known), found, set())
    told = texts(answer)
    return found | {place for place in known if str(place) in told}


def _measure(part: object, known: np.ndarray, found: set[float], seen: set[int]) -> None:
    if isinstance(part, float):
        found |= {part} & set(known.tolist())
    elif isinstance(part, np.ndarray | pd.Series) and part.dtype.kind == "f":
        found |= set(known[np.isin(known, np.round(np.asarray(part, dtype=float), 5))].tolist())
    elif isinstance(part, shapely.Geometry):
        found |= set(known[np.isin(known, np.round(shapely.get_coordinates(part)[:, 0], 5))].tolist())
    elif isinstance(part, pd.DataFrame):
        for place in range(part.shape[1]):
            _measure(part.iloc[:, place], known, found, seen)
    elif isinstance(part, pd.Series | pd.Index) and not pd.api.types.is_object_dtype(part.dtype):
        return
    elif id(part) not in seen and not isinstance(part, (*_PLAIN, str, bytes)):
        seen.add(id(part))
        for each in _inside(part):
            _measure(each, known, found, seen)
