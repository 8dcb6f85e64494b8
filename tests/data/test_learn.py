"""BPS codes that no list knows are learnt from the names beside them, or not at all."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import box

from data.intake.load import load_files, withdraw_load
from data.intake.request import SourceFile
from data.issues import read_issues
from data.store import Store
from geo.errors import UnknownCodes

NAMES = ["Uren", "Mamigang", "Liyu", "Galumbang"]
"""63.11.02.2001 to 2004; another Galumbang lies in 63.11.03."""
BPS = {"Uren": "6311060007", "Mamigang": "6311060003", "Liyu": "6311060001", "Galumbang": "6311060010"}


@pytest.fixture
def store(tmp_path):
    codes = [f"63.11.02.{2001 + place}" for place in range(4)] + ["63.11.03.2001"]
    squares = [box(115.5 + 0.01 * place, -2.3, 115.51 + 0.01 * place, -2.29) for place in range(5)]
    layer = gpd.GeoDataFrame({"kode": codes, "nama": [*NAMES, "Galumbang"], "geometry": squares}, crs=4326)
    layer.to_file(tmp_path / "batas.geojson")
    opened = Store.open(tmp_path / "a.duckdb")
    load_files(opened, [SourceFile("boundaries", tmp_path / "batas.geojson")])
    yield opened
    opened.close()


def families(path, rows):
    lines = ["no_kk,kode_desa,nama_desa,kecamatan,desil"]
    lines += [f"63110201010100{place:02d},{code},{name},HALONG,2" for place, (code, name) in enumerate(rows, start=1)]
    path.write_text("\n".join(lines))
    return SourceFile("families", path)


def desa_of(store):
    with store.write(is_change=False) as cursor:
        return dict(cursor.execute("SELECT no_kk[-2:], desa_code FROM family").fetchall())


def test_a_file_teaches_the_codes_that_stand_beside_known_names(store, tmp_path):
    """Row 6 has a name that nobody knows: its code, learnt from rows 1 and 5, leads it to Uren."""
    rows = [(BPS[name], name.upper()) for name in [*NAMES, "Uren"]]
    report = load_files(store, [families(tmp_path / "a.csv", [*rows, (BPS["Uren"], "KAMPUNG BARU")])])[0]
    assert (report.facts["code_system"], report.facts["learnt_count"]) == ("bps", 4)
    expected = [1, 2, 3, 4, 1, 1]
    assert desa_of(store) == {f"{place:02d}": f"63.11.02.200{desa}" for place, desa in enumerate(expected, start=1)}


def test_what_was_learnt_serves_other_files_and_goes_with_its_file(store, tmp_path):
    load_files(store, [families(tmp_path / "a.csv", [(BPS[name], name) for name in NAMES])])
    (tmp_path / "b.csv").write_text("no_kk,kode_desa,desil\n6311020202020099,6311060003,3\n")
    load_files(store, [SourceFile("families", tmp_path / "b.csv")])
    assert desa_of(store)["99"] == "63.11.02.2002"
    withdraw_load(store, 2)
    assert desa_of(store) == {"99": None}


@pytest.mark.parametrize(
    "rows",
    [
        [(BPS["Uren"], "Uren"), (BPS["Liyu"], "Liyu")],  # two codes are no system
        [("6311060007", "Uren"), ("6311060003", "Uren"), ("6311060001", "Uren"), ("6311060010", "Liyu")],
        [("6311060007", "Tidak Ada"), ("6311060003", "Entah"), ("6311060001", "Liyu"), ("6311060010", "Bukan Ini")],
    ],
    ids=["few", "one desa for several codes", "unknown names"],
)
def test_too_little_to_learn_from_is_asked_about(store, tmp_path, rows):
    with pytest.raises(UnknownCodes):
        load_files(store, [families(tmp_path / "a.csv", rows)])
    assert desa_of(store) == {}


def named(path, *rows):
    lines = ["no_kk,desa,kecamatan,desil"]
    lines += [
        f"63110201010100{place:02d},{name},{kecamatan},2" for place, (name, kecamatan) in enumerate(rows, start=1)
    ]
    path.write_text("\n".join(lines))
    return SourceFile("families", path)


@pytest.mark.parametrize(
    ("rows", "desa"),
    [
        # Uren and Liyu say which kecamatan Halong is: so Galumbang and its misspelling are the one that lies there.
        ([("Uren", "Halong"), ("Liyu", "HALONG"), ("Galumbang", "Kec. Halong"), ("Galumbng", "Halong")], [1, 3, 4, 4]),
        ([("Uren", "Halong"), ("Uren", "Halong"), ("Galumbang", "Halong")], [1, 1, None]),  # one desa is not enough
        ([("Uren", "Halong"), ("Liyu", "Halong"), ("Galumbang", "Awayan")], [1, 3, None]),  # said, but not known
    ],
)
def test_a_kecamatan_that_no_list_knows_is_learnt_from_its_desa(store, tmp_path, rows, desa):
    load_files(store, [named(tmp_path / "a.csv", *rows)])
    assert [code for _, code in sorted(desa_of(store).items())] == [code and f"63.11.02.200{code}" for code in desa]
    told = read_issues(store)
    message = told.loc[told["kind"] == "desa_nama_ganda", "message"]
    assert len(message) == desa.count(None)
    assert message.str.contains("disebut tetapi tidak dikenal").all()
