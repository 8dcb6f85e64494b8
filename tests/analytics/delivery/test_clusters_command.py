from __future__ import annotations

import json
import sys

import pytest

from analytics.__main__ import main
from analytics.delivery.vehicles import read_vehicles
from data.errors import FileMissing
from data.store import Store

TRUCK = "kendaraan;jumlah;kapasitas_kg;kecepatan_km_jam\nTruk;1;{capacity};20\n"


@pytest.fixture
def clusters(worlds, tmp_path, monkeypatch):
    """Run the command on the world ``small`` (see tests/pages/page_worlds.py); return status and JSON, if any."""

    def run(*options, world="small", out="rencana.json"):
        path = tmp_path / out
        fixed = ["--db", str(worlds.copy(world, tmp_path)), "--json", str(path), "--iterations", "20"]
        monkeypatch.setattr(sys, "argv", ["analytics", "clusters", *fixed, *map(str, options)])
        status = main()
        return status, json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    return run


def test_the_newest_list_of_goods_is_planned_by_default(clusters, capsys):
    # CPP in October: one family in desa 2001, two 220 m apart in 2002, one in 2003, and a stranger of no known desa.
    status, told = clusters()
    assert status == 0
    assert (told["program"], told["period"], told["basis"]) == ("CPP", "2026-10", "garis lurus × 1,4")
    assert (told["recipient_count"], told["unplaced_count"]) == (5, 1)
    assert [(stop["stop_id"], stop["family_count"], stop["load_kg"]) for stop in told["stops"]] == [
        ("63.11.02.2001-01", 1, 10.0),
        ("63.11.02.2002-01", 2, 20.0),
        ("63.11.02.2003-01", 1, 10.0),
    ]
    assert told["totals"]["served_family_count"] == 4
    assert told["unserved"] == []
    assert "semua 3 titik terlayani (garis lurus × 1,4)" in capsys.readouterr().err


def test_no_identity_leaves_with_the_plan(clusters):
    _, told = clusters("--program", "SEMUA")
    assert "6311021" not in json.dumps(told)


def test_same_seed_same_file(clusters, tmp_path):
    clusters("--seed", 5, out="a.json")
    clusters("--seed", 5, out="b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_the_vehicles_of_a_file_are_used(clusters, tmp_path):
    (tmp_path / "armada.csv").write_text(TRUCK.format(capacity="2.000"))
    status, told = clusters("--vehicles", tmp_path / "armada.csv")
    assert status == 0
    assert [vehicle["vehicle"] for vehicle in told["vehicles"]] == ["Truk"]
    assert told["vehicles"][0]["trips"][0]["capacity_kg"] == 2000.0


def test_another_program_and_period_may_be_asked_for(clusters):
    _, told = clusters("--program", "pkh", "--period", "2026-09")
    assert (told["program"], told["period"], told["recipient_count"]) == ("PKH", "2026-09", 6)
    assert told["totals"]["load_kg"] == 0.0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--program", "XYZ"], "Program XYZ tidak dikenal"),
        (["--period", "2020-01"], "Tidak ada penerima CPP pada periode 2020-01"),
        (["--vehicles", "tidak-ada.csv"], "tidak-ada.csv"),
    ],
)
def test_a_failure_is_one_sentence_and_leaves_no_file(clusters, capsys, options, sentence):
    status, told = clusters(*options)
    told_on_stderr = capsys.readouterr().err
    assert (status, told) == (1, None)
    assert sentence in told_on_stderr
    assert "Traceback" not in told_on_stderr


def test_a_failure_leaves_the_last_plan_as_it_was(clusters, tmp_path):
    (tmp_path / "armada.csv").write_text(TRUCK.format(capacity=0))
    (tmp_path / "rencana.json").write_text('{"lama": 1}')
    assert clusters("--vehicles", tmp_path / "armada.csv") == (1, {"lama": 1})


def test_an_empty_database_has_nothing_to_deliver(clusters):
    assert clusters(world="empty") == (1, None)


def test_a_seed_that_is_no_number_is_refused_in_words(clusters, capsys):
    with pytest.raises(SystemExit) as stopped:
        clusters("--seed", "tujuh")
    assert stopped.value.code != 0
    assert "harus bilangan bulat" in capsys.readouterr().err


def test_a_plan_of_a_demo_says_so(clusters, monkeypatch):
    assert "note" not in clusters(out="kantor.json")[1]
    monkeypatch.setattr(Store, "is_demo", lambda _: True)
    assert clusters()[1]["note"] == "DATA CONTOH"


def test_halong_from_its_own_files(clusters):
    # 830 families receive Beras CPP, all with a coordinate, in 24 desa; 10 kg each (expected.json counts them).
    status, told = clusters("--program", "CPP", world="halong")
    assert status == 0
    assert told["recipient_count"] == told["by_coordinate_count"] == 830
    assert len({stop["desa_code"] for stop in told["stops"]}) == 24
    assert len(told["stops"]) == 68
    assert told["totals"]["load_kg"] == 8300.0


def test_a_missing_file_of_vehicles_is_told(tmp_path):
    with pytest.raises(FileMissing) as caught:
        read_vehicles(tmp_path / "armada.csv")
    assert caught.value.facts == {"file": "armada.csv"}
