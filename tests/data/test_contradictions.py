"""What contradicts what is known is told, and nothing is taken over or written over in silence."""

from __future__ import annotations

import pytest

from data.errors import OutputUnwritable, UnknownProgram
from data.export import write_whole
from data.intake.load import load_files
from data.intake.request import Answers, SourceFile
from data.messages import sentence
from data.store import Store
from geo.errors import BoundaryDisplaced

# Two families in two desa; the recipient's row has the NIK of the first head and the KK number of the second family,
# and the next row states the desa of the second family for the first.
FAMILIES = """no_kk,nik,nama,kode_desa,desil
6311020101010001,6311021708450001,SATU,63.11.02.2001,2
6311020101010002,6311021708450002,DUA,63.11.02.2002,3
"""
LIST = """nik,no_kk,nama,kode_desa
6311021708450001,6311020101010002,SATU,
6311021708450001,6311020101010001,SATU,63.11.02.2002
"""


def test_a_row_that_contradicts_the_register_is_an_issue(tmp_path):
    (tmp_path / "keluarga.csv").write_text(FAMILIES)
    (tmp_path / "pkh.csv").write_text(LIST)
    store = Store.open(tmp_path / "a.duckdb")
    files = [SourceFile("families", tmp_path / "keluarga.csv")]
    load_files(store, [*files, SourceFile("recipients", tmp_path / "pkh.csv", "PKH", "2026-10")])
    found = store.frame("store/issues")
    told = set(zip(found["kind"], found["row"], strict=True))
    assert {("nik_kk_beda_keluarga", 2), ("desa_beda_dari_keluarga", 3)} <= told


def test_a_layer_is_held_against_the_homes_that_come_with_it(tmp_path, shared_data):
    files = [
        SourceFile("codes", shared_data / "codes" / "crosswalk_kemendagri_bps_balangan.csv"),
        SourceFile("boundaries", shared_data / "boundaries" / "balangan_desa_bps2020_hdx.geojson"),
        SourceFile("families", shared_data / "recipients" / "halong" / "keluarga_sederhana.csv"),
    ]
    store = Store.open(tmp_path / "a.duckdb")
    with pytest.raises(BoundaryDisplaced):
        load_files(store, files)
    assert store.frame("map/desa").empty
    load_files(store, files, Answers(accept_displaced=True))
    assert len(store.frame("map/desa")) == 157


def test_a_second_list_of_a_month_names_the_first(tmp_path):
    (tmp_path / "lama.csv").write_text("nik\n6311021708450001\n6311021708450002\n")
    (tmp_path / "baru.csv").write_text("nik\n6311021708450001\n")
    store = Store.open(tmp_path / "a.duckdb")
    load_files(store, [SourceFile("recipients", tmp_path / "lama.csv", "PKH", "2026-10")])
    report = load_files(store, [SourceFile("recipients", tmp_path / "baru.csv", "PKH", "2026-10")])
    assert report[0].facts["beside"] == ["lama.csv"]


def test_no_result_is_written_over_a_database(tmp_path):
    path = tmp_path / "a.duckdb"
    Store.open(path).close()
    before = path.read_bytes()
    with pytest.raises(OutputUnwritable):
        write_whole(path, b"file,sheet,row\n")
    assert path.read_bytes() == before


def test_no_sentence_repeats_a_number_as_long_as_a_nik():
    assert "6311021708450001" not in sentence(UnknownProgram(program="6311021708450001", known="PKH"))
