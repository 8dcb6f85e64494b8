"""A file is taken back as a whole, and may count again: as if it had never been, or always been, loaded."""

from __future__ import annotations

import duckdb
import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from data.errors import NotWithdrawable
from data.history import read_history
from data.intake.load import bring_back_load, load_files, withdraw_load
from data.intake.request import Answers, SourceFile
from data.roles import Actor
from data.store import SCHEMA_VERSION, Store, sql

TABLES = ("family_said", "recipient_said", "family", "recipient", "desa", "region", "region_alias")
BUDI = Actor("Budi", "kasi")


def layer(path, *names):
    """Desa of 0.01 degree beside one another, 63.11.02.2001 on."""
    squares = [box(115.5 + 0.01 * n, -2.3, 115.51 + 0.01 * n, -2.29) for n in range(len(names))]
    codes = [f"63.11.02.{2001 + n}" for n in range(len(names))]
    gpd.GeoDataFrame({"kode_desa": codes, "desa": names, "geometry": squares}, crs=4326).to_file(path)
    return SourceFile("boundaries", path)


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """Boundaries, codes, families, and a list with one known family and one row that waits (15 digits)."""
    home = tmp_path_factory.mktemp("tarik")
    (home / "kode.csv").write_text("kode_desa,nama_desa,kecamatan\n63.11.02.2003,LIYU,HALONG\n")
    (home / "keluarga.csv").write_text(
        "no_kk,nama_kepala,kode_desa,desil,lat,lon\n"
        "6311020101010001,SATU,63.11.02.2001,2,-2.295,115.505\n"
        "6311020101010002,DUA,63.11.02.2003,3,,\n"
    )
    (home / "pkh salah.csv").write_text("nik,no_kk,nama\n,6311020101010001,SATU\n631102010190900,,TIGA\n")
    return [
        layer(home / "batas.geojson", "UREN", "MAMIGANG"),
        SourceFile("codes", home / "kode.csv"),
        SourceFile("families", home / "keluarga.csv"),
        SourceFile("recipients", home / "pkh salah.csv", "PKH", "2026-10"),
    ]


def contents(store):
    """What counts.

    Without the numbers of loads, which say only in which order files came, and without what was found at the door of a
    layer, which says what was known that day.
    """
    with store.write(is_change=False) as cursor:
        found = {name: cursor.execute(f'FROM "{name}"').df() for name in TABLES}
    found["issues"], found["set_aside"] = store.frame("store/issues"), store.frame("store/set_aside")
    found["issues"] = found["issues"][found["issues"]["file_kind"] != "boundaries"]
    for name, frame in found.items():
        kept = frame.drop(columns="load_id", errors="ignore").astype("str")
        found[name] = kept.sort_values(list(kept.columns)).reset_index(drop=True)
    return found


def assert_same(one, two):
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, two[name], obj=name)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.integers(0, 3), max_size=7))
def test_what_counts_is_what_is_in_use(files, tmp_path_factory, turns):
    """Each turn takes the file back where it is in use, else brings it back."""
    home = tmp_path_factory.mktemp("giliran")
    store = Store.open(home / "a.duckdb")
    used = {}
    for number, source in enumerate(files):
        load_files(store, [source])
        used[number] = True
    for number in turns:
        (withdraw_load if used[number] else bring_back_load)(store, number + 1)
        used[number] = not used[number]
    fresh = Store.open(home / "b.duckdb")
    if kept := [source for number, source in enumerate(files) if used[number]]:
        load_files(fresh, kept)
    assert_same(contents(store), contents(fresh))
    store.close()
    fresh.close()


def test_a_file_taken_back_can_be_loaded_again_but_then_not_brought_back(tmp_path, files):
    store = Store.open(tmp_path / "a.duckdb")
    load_files(store, files)
    withdraw_load(store, 4)
    assert [one.is_repeat for one in load_files(store, files)] == [True, True, True, False]
    with pytest.raises(NotWithdrawable):
        bring_back_load(store, 4)
    assert len(store.frame("store/periods")) == 1


@pytest.mark.parametrize(("act", "load_id"), [(withdraw_load, 99), (bring_back_load, 1), (bring_back_load, 99)])
def test_nothing_is_turned_that_is_not_there_or_so_already(tmp_path, files, act, load_id):
    store = Store.open(tmp_path / "a.duckdb")
    load_files(store, files)
    before = contents(store)
    with pytest.raises(NotWithdrawable):
        act(store, load_id)
    withdraw_load(store, 2)
    with pytest.raises(NotWithdrawable):
        withdraw_load(store, 2)
    bring_back_load(store, 2)
    assert_same(contents(store), before)


def test_of_two_layers_the_newer_is_taken_back_first(tmp_path, files):
    store = Store.open(tmp_path / "a.duckdb")
    load_files(store, files)
    load_files(store, [layer(tmp_path / "baru.geojson", "UREN", "MAMIGANG", "LIYU")])
    assert len(contents(store)["desa"]) == 3
    with pytest.raises(NotWithdrawable):
        withdraw_load(store, 2)  # codes are taken first, then the layer
    withdraw_load(store, 5)
    assert set(contents(store)["desa"]["desa_name"]) == {"UREN", "MAMIGANG"}


def test_the_history_says_who_did_what_and_why(tmp_path, files):
    """Two families come with keluarga.csv; a second file changes one desil; both go with their file."""
    store = Store.open(tmp_path / "a.duckdb")
    load_files(store, files, Answers(by=BUDI))
    (tmp_path / "baru.csv").write_text("no_kk,nama_kepala,kode_desa,desil\n6311020101010001,SATU,63.11.02.2001,4\n")
    load_files(store, [SourceFile("families", tmp_path / "baru.csv")], Answers(by=BUDI))
    story = read_history(store, subject="keluarga", subject_key="6311020101010001")
    assert story[["what", "before", "after", "file"]].to_numpy().tolist() == [
        ["Desil", "2", "4", "baru.csv"],
        ["Keluarga", "", "masuk daftar", "keluarga.csv"],
    ]
    assert set(story["who"]) == {"Budi (Kasi Kesra/PMD kecamatan)"}
    withdraw_load(store, 5, by=BUDI, reason="salah berkas")
    newest = read_history(store, subject="keluarga").iloc[0]
    assert newest[["what", "before", "after", "reason"]].tolist() == ["Desil", "4", "2", "salah berkas"]
    assert read_history(store, subject="berkas").iloc[0][["what", "after"]].tolist() == ["Ditarik", "ditarik"]


def test_names_and_numbers_in_the_history_are_starred(tmp_path):
    store = Store.open(tmp_path / "a.duckdb")
    for number, name in enumerate(("SITI JANNAH", "SITI JAMILAH")):
        path = tmp_path / f"{number}.csv"
        path.write_text(f"no_kk,nik,nama_kepala,desil\n6311020101010001,63110241010190{number}1,{name},2\n")
        load_files(store, [SourceFile("families", path)])
    shown = read_history(store).to_csv()
    assert "S*** J*****" in shown
    assert "JANNAH" not in shown
    assert "6311020101010001" not in shown
    assert "6311024101019" not in shown
    assert "JANNAH" in read_history(store, is_masked=False).to_csv()


def test_an_older_database_is_brought_on_and_keeps_what_it_holds(tmp_path):
    path = tmp_path / "lama.duckdb"
    with duckdb.connect(str(path)) as old:
        old.execute(sql("schema/v01_lists"))
        old.execute("INSERT INTO meta VALUES ('schema_version', '1'), ('data_version', '7'), ('is_demo', 'false')")
        for number, kind in ((1, "codes"), (2, "boundaries"), (3, "families")):
            old.execute(
                "INSERT INTO load VALUES ($1, $2, 'a', 'b', '', '', now()::TIMESTAMP, 1, 1, 0, '{}', NULL)",
                [number, kind],
            )
        old.execute("INSERT INTO region VALUES ('63.11.02.2001', 'UREN', 'HALONG', NULL)")
        old.execute(
            "INSERT INTO desa VALUES ('63.11.02.2001', 'UREN', '63.11.02', 'HALONG', NULL, 1, 115.5, -2.3, '', 2)"
        )
    store = Store.open(path)
    with store.write(is_change=False) as cursor:
        held = [cursor.execute(f"FROM {name}").fetchall() for name in ("layer_record", "region_record")]
    assert [(rows[0][-1 if number == 0 else 0], len(rows)) for number, rows in enumerate(held)] == [(2, 1), (1, 1)]
    assert store.data_version() == 7
    assert len(store.frame("store/loads")) == 3
    store.close()
    with duckdb.connect(str(path), read_only=True) as now:
        assert now.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchall() == [(str(SCHEMA_VERSION),)]
