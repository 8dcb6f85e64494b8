"""What a reading child says comes over whole, and nothing else does."""

from __future__ import annotations

import datetime as dt
import io
import os
import pickle

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geo import apart_talk
from geo.apart_talk import NotAdmitted, Talker, heard
from geo.crs import CrsFinding
from geo.errors import LayerUnreadable
from geo.network.read import read_network
from geo.read import read_any_layers

MOST = 10**8
DAY = dt.datetime(2026, 11, 27, 8, 30)  # noqa: DTZ001  as sheets hold it


def passed_on(said):
    file = io.BytesIO()
    Talker(file).dump(said)
    file.seek(0)
    return heard(file, MOST)


FRAMES = {
    "numbers": pd.DataFrame({"a": [1, 2], "b": [0.5, np.nan], "c": [True, False]}),
    "texts": pd.DataFrame({"a": ["x", None], "b": ["é", ""]}),
    "cells": pd.DataFrame({"a": pd.Series(["1", 2, None, DAY, 0.5, [1, 2]], dtype=object)}),
    "moments": pd.DataFrame(
        {"a": pd.to_datetime(["2026-11-27", None]), "b": pd.to_datetime(["2026-11-27", None], utc=True)}
    ),
    "place": pd.DataFrame({"b": pd.to_datetime(["2026-11-27 08:00+07:00"])}),
    "empty": pd.DataFrame(),
    "no rows": pd.DataFrame({"a": pd.Series([], dtype=object), "b": pd.Series([], dtype="int64")}),
    "twice": pd.DataFrame([[1, 2]], columns=["a", "a"]),
    "index": pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="kode")),
    "levels": pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_tuples([("x", 1)], names=["p", "q"])),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_frame_comes_over_whole(frame):
    frame.attrs["file"] = "a.csv"
    told = passed_on(frame)
    pd.testing.assert_frame_equal(told, frame)
    assert told.attrs == frame.attrs


def test_shapes_come_over_with_their_reference_system():
    shapes = gpd.GeoSeries([shapely.Point(1, 2), None], crs="EPSG:32750")
    layer = gpd.GeoDataFrame({"a": [1, 2], "bentuk": shapes}, geometry="bentuk")
    told = passed_on({"layer": layer, "none": gpd.GeoDataFrame({"a": [1]}), "crs": layer.crs, "one": shapes[0]})
    assert_geodataframe_equal(told["layer"], layer)
    assert told["layer"].geometry.name == "bentuk"
    assert (told["crs"], told["one"]) == (layer.crs, shapes[0])
    assert isinstance(told["none"], gpd.GeoDataFrame)


def test_plain_values_classes_of_data_and_errors_come_over():
    error = passed_on(LayerUnreadable(file="a.kml", found="rusak"))
    assert (type(error), error.facts) == (LayerUnreadable, {"file": "a.kml", "found": "rusak"})
    for said in (
        np.int64(3),
        {1: (DAY.date(), b"x", {2}, frozenset({3}))},
        [None, True],
        np.array([["x", None]], dtype=object),
    ):
        assert repr(passed_on(said)) == repr(said)


def test_real_files_come_over_whole(shared_data):
    for path in (shared_data / "boundaries").rglob("*.geojson"):
        for one, other in zip(read_any_layers(path), passed_on(read_any_layers(path)), strict=True):
            assert_geodataframe_equal(other, one)
            assert other.attrs == one.attrs
    path = next((shared_data / "roads").rglob("*.osm.gz"))
    network, told = read_network(path), passed_on(read_network(path))
    assert repr(told.report) == repr(network.report)


class Calls:
    def __init__(self, call, *given):
        self.call, self.given = call, given

    def __reduce__(self):
        return self.call, self.given


def with_broken_offsets() -> bytes:
    texts = pa.array(["aa", "bb"])
    offsets = np.array([0, 10**6, 4], dtype=np.int32)
    bad = pa.Array.from_buffers(pa.string(), 2, [None, pa.py_buffer(offsets.tobytes()), texts.buffers()[2]])
    held = io.BytesIO()
    table = pa.table({"": bad})
    with pa.ipc.new_stream(held, table.schema) as stream:
        stream.write_table(table)
    return held.getvalue()


HOSTILE = {
    "a command": Calls(os.system, "true"), "words as code": Calls(eval, "1"),
    "an attribute": Calls(getattr, [], "append"),
    "numpy's own": Calls(np.ndarray, (1,), "O", b"12345678"), "a kind of numbers": Calls(np.dtype, "i4"),
    "addresses": Calls(apart_talk._array, "O", (1,), b"12345678"),
    "addresses inside": Calls(apart_talk._array, "V8", (1,), b"12345678"),
    "addresses in fields": Calls(apart_talk._array, "O,i4", (1,), b"1" * 12),
    "a kind that is none": Calls(apart_talk._array, np.str_("O"), (1,), b"12345678"),
    "a scalar of addresses": Calls(apart_talk._scalar, "O", b"12345678"),
    "texts out of their buffer": Calls(apart_talk._texts, with_broken_offsets(), False),
    "a class of others": Calls(apart_talk._own, "subprocess", "Popen", {"args": "true"}),
    "no class of data": Calls(apart_talk._own, "geo.apart", "_Child", {}),
    "an error that is none": Calls(apart_talk._error, "geo.crs", CrsFinding.__name__, {}),
    "too few": Calls(apart_talk._objects, (5,), [1]), "an export of ours": Calls(apart_talk.heard, None, 1),
}  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_nothing_else_is_taken(said):
    with pytest.raises(NotAdmitted):
        heard(io.BytesIO(pickle.dumps(said)), MOST)


@pytest.mark.parametrize("said", [b"\x80\x05garbage.", b"cgeo.apart_talk\npickle.loads\n.", b"\x80\x04Pxyz\n."])
def test_what_is_no_talk_is_not_taken(said):
    with pytest.raises(NotAdmitted):
        heard(io.BytesIO(said), MOST)


def test_no_more_is_read_than_there_may_be():
    file = io.BytesIO(pickle.dumps(bytes(2000), protocol=5))
    with pytest.raises(NotAdmitted):
        heard(file, 1000)
