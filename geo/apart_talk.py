"""What a reading child may say, and nothing else: data that its parent makes anew from plain values.

A pickle may name any function to be called, and numpy's own way of being made anew takes bytes for addresses. Here the
child (:class:`Talker`) takes every object apart into numbers, texts, bytes and lists, and names only makers of this
module; the parent (:class:`Listener`) knows no other name. Its makers check what they are given: numbers come as bytes
of a plain kind, texts as Arrow that is validated, shapes as WKB, our own classes by name and only if they are data. So
a child that a file has taken over can tell lies, but call nothing.
"""

from __future__ import annotations

import datetime as dt
import decimal
import io
import math
import pickle
import sys
from collections.abc import Callable
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path, PurePath
from typing import IO, Any, NoReturn

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyproj
import shapely
from geopandas.array import GeometryArray
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from geo.errors import PetasalurError

ROOMS = ("geo", "data")
"""First part of the names of modules whose classes of data are taken."""
_NUMBERS = frozenset("biufcmMSU")
"""Kinds of numpy that are plain bytes; ``O`` would be addresses."""
_BUILT_IN = {
    ("builtins", name): kind
    for name, kind in (("slice", slice), ("complex", complex), ("range", range), ("frozenset", frozenset), ("set", set),
                       ("bytearray", bytearray))
} | {
    ("datetime", kind.__name__): kind for kind in (dt.date, dt.datetime, dt.time, dt.timedelta, dt.timezone)
} | {("decimal", "Decimal"): decimal.Decimal}  # fmt: skip
"""Types of Python that cannot be changed, and whose making does nothing else."""


_NOT_SAID = (
    pickle.UnpicklingError, ValueError, TypeError, AttributeError, LookupError, pa.ArrowException, CRSError,
    ShapelyError,
)  # fmt: skip
"""What is raised over something that no Talker has said."""


class NotAdmitted(Exception):
    """A child said something that no Talker says, or too much."""


def heard(file: IO[bytes], most_bytes: int) -> Any:
    """Return the next thing that a child says.

    Raises
    ------
    EOFError
        It says nothing any more.
    NotAdmitted
    """
    try:
        return Listener(_Bounded(file, most_bytes)).load()
    except _NOT_SAID as error:
        raise NotAdmitted(type(error).__name__) from error


class _Bounded:
    """A file of which no more than so many bytes are read."""

    def __init__(self, file: IO[bytes], most_bytes: int) -> None:
        self._file, self._left = file, most_bytes

    def read(self, size: int) -> bytes:
        return self._file.read(self._taken(size))

    def readline(self) -> bytes:
        return self._file.readline(self._taken(_LINE_BYTES))

    def _taken(self, size: int) -> int:
        self._left -= size
        if size < 0 or self._left < 0:
            _refuse("so much")
        return size


_LINE_BYTES = 1000


class Talker(pickle.Pickler):
    """Writes what a child says."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)

    def reducer_override(self, said: Any) -> Any:
        """Take one object apart; plain values of Python are written as they are."""
        for kind, taken_apart in _APART:
            if isinstance(said, kind):
                return taken_apart(said)
        if is_dataclass(said) and not isinstance(said, type):
            return _own, (type(said).__module__, type(said).__qualname__, vars(said))
        return NotImplemented


class Listener(pickle.Unpickler):
    """Reads what a child has said."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a maker of this module, or a type of :data:`_BUILT_IN`."""
        maker = _MAKERS.get(name) if module == __name__ else _BUILT_IN.get((module, name))
        if maker is None:
            _refuse(f"{module}.{name}")
        return maker

    def persistent_load(self, pid: Any) -> NoReturn:
        """Refuse: nothing is said by a name of its own."""
        _refuse(str(type(pid)))


def _refuse(what: str) -> NoReturn:
    raise pickle.UnpicklingError(f"not admitted: {what}")


# --- numbers and texts -----------------------------------------------------------------------------------


def _of_array(array: np.ndarray) -> Any:
    if array.dtype.kind == "O":
        return _objects, (array.shape, array.ravel().tolist())
    return _array, (array.dtype.str, array.shape, np.ascontiguousarray(array).tobytes())


def _array(kind: str, shape: tuple[int, ...], content: bytes) -> np.ndarray:
    return np.frombuffer(content, dtype=_plain(kind)).reshape(shape).copy()


def _plain(kind: str) -> np.dtype:
    if not isinstance(kind, str):
        _refuse("dtype")
    dtype = np.dtype(kind)
    if dtype.kind not in _NUMBERS or dtype.fields or dtype.subdtype:
        _refuse(f"dtype {dtype.kind}")
    return dtype


def _objects(shape: tuple[int, ...], content: list[Any]) -> np.ndarray:
    if len(content) != math.prod(shape):
        _refuse("shape")
    return np.fromiter(content, dtype=object, count=len(content)).reshape(shape)


def _scalar(kind: str, content: bytes) -> Any:
    return np.frombuffer(content, dtype=_plain(kind))[0]


def _of_texts(texts: pd.arrays.ArrowStringArray) -> Any:
    column = pa.chunked_array(texts.__arrow_array__())
    held = io.BytesIO()
    table = pa.table({"": column})
    with pa.ipc.new_stream(held, table.schema) as stream:
        stream.write_table(table)
    return _texts, (held.getvalue(), texts.dtype.na_value is pd.NA)


def _texts(content: bytes, is_na: bool) -> Any:
    column = pa.ipc.open_stream(content).read_all().column(0)
    column.validate(full=True)
    return pd.array(column, dtype=pd.StringDtype("pyarrow", na_value=pd.NA if is_na else np.nan))


def _of_moments(moments: pd.arrays.DatetimeArray) -> Any:
    zone = str(moments.tz) if moments.tz is not None else ""
    return _moments, (np.asarray(moments.asi8), moments.unit, zone)


def _moments(numbers: np.ndarray, unit: str, zone: str) -> Any:
    made = pd.DatetimeIndex(numbers.view(_plain(f"M8[{unit}]")))
    return (made.tz_localize("UTC").tz_convert(zone) if zone else made).array


# --- frames ----------------------------------------------------------------------------------------------


def _of_frame(frame: pd.DataFrame) -> Any:
    shapes = (frame._geometry_column_name or "") if isinstance(frame, gpd.GeoDataFrame) else None  # noqa: SLF001  its name
    columns = [frame.iloc[:, at].array for at in range(frame.shape[1])]
    return _frame, (shapes, [_bare(each) for each in columns], frame.columns, frame.index, dict(frame.attrs))


def _bare(array: Any) -> Any:
    """Return numpy's array where pandas has only a coat over it."""
    return array.to_numpy() if isinstance(array, pd.arrays.NumpyExtensionArray) else array


def _frame(shapes: str | None, columns: list[Any], names: pd.Index, index: pd.Index, attrs: dict[str, Any]) -> Any:
    made = pd.DataFrame({at: _series(each, index, None) for at, each in enumerate(columns)}, index=index)
    if shapes is not None:
        made = gpd.GeoDataFrame(made)
        made.columns = names
        made = made.set_geometry(shapes) if shapes in names else made
    made.columns = names
    made.attrs.update(attrs)
    return made


def _of_series(series: pd.Series) -> Any:
    return _series, (_bare(series.array), series.index, series.name)


def _series(values: Any, index: pd.Index, name: Any) -> pd.Series:
    return pd.Series(values, index=index, name=name, dtype=values.dtype)  # else texts would be guessed at


def _of_index(index: pd.Index) -> Any:
    if isinstance(index, pd.RangeIndex):
        return _range_index, (index.start, index.stop, index.step, index.name)
    if isinstance(index, pd.MultiIndex):
        levels = [_bare(index.get_level_values(at).array) for at in range(index.nlevels)]
        return _indices, (levels, list(index.names))
    return _index, (_bare(index.array), index.name)


def _range_index(start: int, stop: int, step: int, name: Any) -> pd.Index:
    return pd.RangeIndex(start, stop, step, name=name)


def _indices(levels: list[Any], names: list[Any]) -> pd.Index:
    return pd.MultiIndex.from_arrays(levels, names=names)


def _index(values: Any, name: Any) -> pd.Index:
    return pd.Index(values, name=name, dtype=values.dtype)


# --- shapes ----------------------------------------------------------------------------------------------


def _of_shapes(shapes: GeometryArray) -> Any:
    crs = shapes.crs
    return _shapes, (shapely.to_wkb(np.asarray(shapes)).tolist(), crs.to_wkt() if crs else "", crs.srs if crs else "")


def _shapes(content: list[bytes | None], told: str, name: str) -> GeometryArray:
    made = np.empty(len(content), dtype=object)
    made[:] = shapely.from_wkb(np.array(content, dtype=object)) if content else []
    return gpd.array.GeometryArray(made, crs=_crs(told, name) if told else None)


def _of_crs(crs: pyproj.CRS) -> Any:
    return _crs, (crs.to_wkt(), crs.srs)


def _crs(told: str, name: str) -> pyproj.CRS:
    """Return a reference system by what it is called, where that means the same."""
    whole = pyproj.CRS.from_wkt(told)
    short = pyproj.CRS.from_user_input(name)
    return short if short == whole else whole


def _shape(content: bytes) -> BaseGeometry:
    return shapely.from_wkb(content)


# --- our own ---------------------------------------------------------------------------------------------


def _known(module: str, name: str) -> type[Any]:
    """Return a class of ours that this process has met already."""
    home = sys.modules.get(module) if module.partition(".")[0] in ROOMS else None
    found = vars(home).get(name) if home else None
    if not isinstance(found, type) or found.__module__ != module:
        _refuse(f"{module}.{name}")
    return found


def _own(module: str, name: str, state: dict[str, Any]) -> Any:
    kind = _known(module, name)
    if not is_dataclass(kind):
        _refuse(f"{module}.{name}")
    made = object.__new__(kind)
    for each, value in state.items():
        object.__setattr__(made, each, value)
    return made


def _of_error(error: PetasalurError) -> Any:
    return _error, (type(error).__module__, type(error).__name__, error.facts)


def _error(module: str, name: str, facts: dict[str, object]) -> PetasalurError:
    kind = _known(module, name)
    if not issubclass(kind, PetasalurError):
        _refuse(f"{module}.{name}")
    return kind(**facts)


def _choice(module: str, name: str, value: Any) -> Enum:
    kind = _known(module, name)
    if not issubclass(kind, Enum):
        _refuse(f"{module}.{name}")
    return kind(value)


def _path(text: str) -> Path:
    return Path(text)


_APART: tuple[tuple[type[Any] | tuple[type[Any], ...], Callable[[Any], Any]], ...] = (
    (np.ndarray, _of_array),
    (np.generic, lambda one: (_scalar, (one.dtype.str, one.tobytes()))),
    (pd.DataFrame, _of_frame),
    (pd.Series, _of_series),
    (pd.Index, _of_index),
    (pd.arrays.ArrowStringArray, _of_texts),
    (pd.arrays.DatetimeArray, _of_moments),
    (GeometryArray, _of_shapes),
    (BaseGeometry, lambda one: (_shape, (shapely.to_wkb(one),))),
    (pyproj.CRS, _of_crs),
    (PetasalurError, _of_error),
    (Enum, lambda one: (_choice, (type(one).__module__, type(one).__qualname__, one.value))),
    (PurePath, lambda one: (_path, (str(one),))),
)
_MAKERS: dict[str, Callable[..., Any]] = {
    maker.__name__: maker
    for maker in (_array, _objects, _scalar, _texts, _moments, _frame, _series, _index, _indices, _range_index, _shapes,
                  _shape, _crs, _own, _error, _choice, _path)
}  # fmt: skip
