"""Files made to harm, read as uploads are: refused in one sentence, the program and its database as before."""

from __future__ import annotations

import resource

import pandas as pd
import pytest
from intake_worlds import csv_file, families_of, family, layer, recipient, recipients_of, xlsx_file
from PIL import Image
from road_worlds import roads_file
from strangers import REFUSED, picture_bomb

from data.checks.places import _WITH_ACCURACY
from data.errors import PhotoTooLarge
from data.export import csv_bytes
from data.intake.load import load_files
from data.intake.points import degrees, split_points
from data.intake.preview import guess_kind, preview_table
from data.intake.read import read_sheets
from data.intake.request import SourceFile
from data.messages import sentence
from data.papers.delivery.photos import read_photo
from data.roads.records import ROADS
from data.settings import reading_limits, save_setting
from data.store import Store
from geo.apart import Limits, end_all, strangers
from geo.content import CONTENTS, LAYER, OSM, TABLE, content_of, reader_of
from geo.errors import ReadingTooLarge, ReadingTooLong
from geo.network.read import read_network
from geo.read import read_layer

TIGHT = Limits(seconds=60, memory_mb=400)


@pytest.fixture(scope="module", autouse=True)
def _no_child_is_left():
    yield
    end_all()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    opened = Store.open(tmp_path_factory.mktemp("kantor") / "kantor.duckdb")
    yield opened
    opened.close()


def take(store, path):
    """What the page does with an upload: tell its kind, load it."""
    with strangers(TIGHT):
        kind = guess_kind(path)
        load_files(store, [SourceFile(kind, path, "PKH", "2026-10")])


@pytest.mark.parametrize(("make", "kinds"), REFUSED.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_it_is_refused_in_one_sentence_and_nothing_changes(office, tmp_path, make, kinds):
    (tmp_path / "a").mkdir()
    path, before = make(tmp_path / "a"), office.data_version()
    there = set(tmp_path.rglob("*"))
    memory_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(kinds) as caught:
        take(office, path)
    said = sentence(caught.value)
    assert path.name in said
    assert "\n" not in said
    assert office.data_version() == before
    assert set(tmp_path.rglob("*")) == there, "nothing is written beside the file"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory_kb < 150_000, "the memory taken is the child's"


def test_whoever_reads_apart_reads_the_same(tmp_path):
    rows = [family(1), family(2)]
    csv, roads = csv_file(tmp_path / "a.csv", rows), roads_file(tmp_path)
    book = xlsx_file(tmp_path / "a.xlsx", {"Data": [list(rows[0]), *([str(v) for v in row.values()] for row in rows)]})
    plain = [read_sheets(csv), read_sheets(book)]
    network = read_network(roads).network
    with strangers(TIGHT):
        for path, sheets in zip((csv, book), plain, strict=True):
            for there, here in zip(read_sheets(path), sheets, strict=True):
                assert there.cells.equals(here.cells)
                assert (there.name, there.is_hidden, there.merged) == (here.name, here.is_hidden, here.merged)
        assert read_network(roads).network.edges.equals(network.edges)


def test_a_list_loads_and_previews_apart_as_it_does_here(tmp_path):
    store = Store.open(tmp_path / "kantor.duckdb")
    path = csv_file(tmp_path / "kel.csv", [family(1), family(2)])
    with strangers(TIGHT):
        assert preview_table(path, "families").row_count == 2
        load_files(store, [families_of(path), recipients_of(csv_file(tmp_path / "pkh.csv", [recipient(1)]))])
        load_files(store, [SourceFile(ROADS, roads_file(tmp_path))])
        layer().reset_index().to_file(tmp_path / "batas.geojson")
        [report] = load_files(store, [SourceFile("boundaries", tmp_path / "batas.geojson")])
    assert report.accepted_count == len(layer())
    assert len(store.frame("store/loads")) == 4
    store.close()


def test_a_picture_of_two_and_a_half_thousand_million_pixels_is_not_unpacked():
    with strangers(TIGHT), pytest.raises(PhotoTooLarge) as caught:
        read_photo(picture_bomb(), "foto")
    assert "lebih dari 80 juta piksel" in sentence(caught.value)


def test_the_office_rules_the_limits(office, tmp_path):
    assert reading_limits(office) == Limits(seconds=180, memory_mb=2000)
    save_setting(office, "reading_memory_mb", 100)
    save_setting(office, "reading_seconds", 5)
    assert reading_limits(office) == Limits(seconds=5, memory_mb=100)
    lines = csv_file(tmp_path / "panjang.csv", [family(n) | {"catatan": "x" * 400} for n in range(1, 2)])
    text = lines.read_text(encoding="utf-8")
    lines.write_text(text + text.splitlines()[1].join(["", "\n"]) * 150_000, encoding="utf-8")
    with strangers(reading_limits(office)), pytest.raises((ReadingTooLarge, ReadingTooLong)):
        read_sheets(lines)


# --- what a file is ------------------------------------------------------------------------------------


def test_every_kind_of_content_is_known_by_its_beginning():
    for content in CONTENTS:
        for start in content.starts:
            assert content_of(start + b"\x00" * 20) == content


@pytest.mark.parametrize("start", ["MZ;KODE", "BZh;A", "PAR1;B"])
def test_a_header_that_looks_like_a_program_is_a_header(start):
    assert content_of(f"{start}\n1;2\n".encode()).label == "teks"


def test_the_content_chooses_the_reader_not_the_ending(tmp_path):
    book = xlsx_file(tmp_path / "a.xlsx", {"Data": [["a"]]}).rename(tmp_path / "a.zip")
    assert reader_of(book) == TABLE
    lines = roads_file(tmp_path).rename(tmp_path / "jalan.csv")
    assert (reader_of(lines), guess_kind(lines)) == (LAYER, ROADS)
    (tmp_path / "b.csv").write_bytes(b"<?xml version='1.0'?><osm></osm>")
    assert reader_of(tmp_path / "b.csv") == OSM
    assert len(read_layer(boundaries(tmp_path)))
    assert reader_of(tmp_path / "batas.txt") == LAYER


def boundaries(folder):
    path = folder / "batas.txt"
    ring = [[115.5, -2.3], [115.6, -2.3], [115.6, -2.2], [115.5, -2.3]]
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kode":"1"},'
        f'"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}'
    )
    return path


def test_a_photo_is_read_apart_too(tmp_path):
    Image.new("RGB", (40, 30), "green").save(tmp_path / "a.jpg")
    content = (tmp_path / "a.jpg").read_bytes()
    with strangers(TIGHT):
        assert read_photo(content).size == (40, 30)


# --- long texts -----------------------------------------------------------------------------------------


def test_cells_as_long_as_excel_lets_them_be_are_looked_at_once():
    """Patterns that begin anew at each letter would take hours over these."""
    longest = 32_767
    ends = [",", " ", "1", "1,", "5 ", "°", "\n"]
    cells = pd.Series([f"-2.31 115.66{end * (longest // len(end))}x" for end in ends])
    empty = pd.Series([""] * len(cells))
    found = split_points(pd.DataFrame({"gps": cells, "lat": empty, "lon": empty}))
    assert found["lat"].eq("").all()
    assert degrees(cells).isna().all()
    assert not cells.str.replace(r"^.*?(?=,)", "", regex=True).str.contains(_WITH_ACCURACY).iloc[0]
    assert csv_bytes(pd.DataFrame({"a": cells}), is_demo=False)
