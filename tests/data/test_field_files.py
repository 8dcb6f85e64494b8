"""Ways for map apps: valid, read by other programs, whatever the texts are; who may make them, and their names."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from field_worlds import HOSTILE, NIK_IN_TEXT, hostile, needs_tools, on_roads
from plan_worlds import KASI, PLAN, delivery_store

from data.__main__ import main
from data.errors import ActMayNot, FieldFileOfTrip, FieldFileUnknown, PlanUnknown, TripUnknown
from data.papers.field.gpx import NAMESPACE as GPX
from data.papers.field.gpx import gpx
from data.papers.field.journey import journey
from data.papers.field.kml import NAMESPACE as KML
from data.papers.field.kml import abgr, kml, kmz
from data.papers.field.make import field_file_name, make_field_file, may_make
from data.papers.field.registry import FIELD_FILES
from data.papers.field.registry import PLAN as OF_PLAN
from data.plans import choose_plan
from data.roles import ROLES, Actor
from data.trip_sheets import read_trip_sheets

ORDER = {
    "gpx": ("metadata", "wpt", "rte", "trk", "extensions"),
    "metadata": ("name", "desc", "author", "copyright", "link", "time", "keywords", "bounds", "extensions"),
    "wpt": (
        "ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym", "type", "fix", "sat",
        "hdop", "vdop", "pdop", "ageofdgpsdata", "dgpsid", "extensions",
    ),
    "rte": ("name", "cmt", "desc", "src", "link", "number", "type", "extensions", "rtept"),
    "trk": ("name", "cmt", "desc", "src", "link", "number", "type", "extensions", "trkseg"),
    "trkseg": ("trkpt", "extensions"),
}  # fmt: skip
"""Children in the order of the schema, https://www.topografix.com/GPX/1/1/."""
ORDER["rtept"] = ORDER["trkpt"] = ORDER["wpt"]
needs_gpsbabel, needs_ogr = needs_tools("gpsbabel"), needs_tools("ogrinfo")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = delivery_store(tmp_path_factory.mktemp("lapangan"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def sheets(store):
    return read_trip_sheets(store, PLAN)


@pytest.fixture(scope="module")
def told(sheets):
    return journey(sheets, office="Kecamatan Halong")


def tree(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314  we wrote it


def names(root: ET.Element, path: str, space: str) -> list[str]:
    return [element.text for element in root.findall(path, {"": space})]


def misplaced(root: ET.Element) -> list[str]:
    """Elements whose children do not stand in the order of the schema."""
    found = []
    for element in root.iter():
        kind = element.tag.removeprefix(f"{{{GPX}}}")
        children = [child.tag.removeprefix(f"{{{GPX}}}") for child in element]
        if kind in ORDER:
            places = [ORDER[kind].index(child) if child in ORDER[kind] else -1 for child in children]
            found += [f"{kind}: {children}"] * (places != sorted(places) or -1 in places)
    return found


def read_with(content: bytes, place: Path, *command: str) -> str:
    """What a program says of a file; a complaint fails."""
    place.write_bytes(content)
    done = subprocess.run([*command, place.name], capture_output=True, check=True, cwd=place.parent)
    assert b"ERROR" not in done.stderr, done.stderr
    return done.stdout.decode()


# --- GPX -----------------------------------------------------------------------------------------------


def test_a_trip_as_gpx_has_its_stops_in_order(told, store):
    root = tree(make_field_file(store, "gpx", plan_id=PLAN, trip_id="pickup-1-1", by=KASI))
    assert names(root, "wpt/name", GPX) == ["Gudang Halong", "1 Hauwai 1 (Dusun 1)", "2 Hauwai 2 (Dusun 2)"]
    # out to both stops and back: depot, two stops, depot
    assert names(root, "rte/rtept/name", GPX) == [
        "Gudang Halong", "1 Hauwai 1 (Dusun 1)", "2 Hauwai 2 (Dusun 2)", "Gudang Halong",
    ]  # fmt: skip
    [first] = [text for text in names(root, "wpt/desc", GPX) if "60 kg" in text]
    assert first == (
        "Ritase 1 · Pick-up · 6 keluarga (1 prioritas) · 60 kg · tiba 08:45, berangkat 09:05 · 5,0 km dari tempat "
        "sebelumnya · garis lurus, bukan jalan"
    )


def test_the_plan_as_gpx_has_all_trips_and_the_transfer_point(told):
    root = tree(gpx(told))
    assert names(root, "rte/name", GPX) == ["Ritase 1 · Pick-up", "Ritase 2 · Pick-up", "Ritase 3 · Motor"]
    # two places to start from, and four visits: Hauwai 1, Hauwai 2, the transfer point, Galumbang 1
    assert len(root.findall(f"{{{GPX}}}wpt")) == 6
    assert "1 Simpang Pudak" in names(root, "wpt/name", GPX)


def test_straight_lines_are_named_as_such_in_a_track_of_their_own(sheets, told):
    assert set(names(tree(gpx(told)), "trk/name", GPX)) == {
        f"Ritase {trip} (garis lurus, bukan jalan)" for trip in ("1 · Pick-up", "2 · Pick-up", "3 · Motor")
    }
    tracks = tree(gpx(journey(on_roads(sheets)))).findall(f"{{{GPX}}}trk")
    told_of = [
        (track.find(f"{{{GPX}}}name").text, [len(segment) for segment in track.findall(f"{{{GPX}}}trkseg")])
        for track in tracks[:2]
    ]
    # the road to Hauwai 1 has four places; from there to Hauwai 2 and back to the depot are straight: three places
    assert told_of == [("Ritase 1 · Pick-up", [4]), ("Ritase 1 · Pick-up (garis lurus, bukan jalan)", [3])]
    [leg] = [
        text for text in names(tree(gpx(journey(on_roads(sheets)))), "wpt/desc", GPX) if "0,3 km di antaranya" in text
    ]
    assert "bukan jalan" not in leg


@pytest.mark.parametrize("change", [lambda sheets: sheets, hostile, on_roads], ids=["plan", "hostile", "roads"])
def test_gpx_keeps_the_order_of_its_schema(sheets, change):
    assert misplaced(tree(gpx(journey(change(sheets))))) == []


def test_a_wrong_order_is_noticed():
    assert misplaced(tree(f'<gpx xmlns="{GPX}"><wpt><desc/><name/></wpt></gpx>'.encode())) != []
    assert misplaced(tree(f'<gpx xmlns="{GPX}"><wpt><nama/></wpt></gpx>'.encode())) != []


@needs_gpsbabel
@pytest.mark.parametrize("change", [lambda sheets: sheets, hostile, on_roads], ids=["plan", "hostile", "roads"])
def test_gpsbabel_reads_the_gpx(sheets, change, tmp_path):
    (tmp_path / "rute.gpx").write_bytes(gpx(journey(change(sheets))))
    assert len(babel(tmp_path, "gpx", "unicsv").splitlines()) == 1 + 6  # a header, six waypoints
    again = tree(babel(tmp_path, "gpx", "gpx", "-r").encode())
    assert len(names(again, "rte/name", GPX)) == 3


def babel(folder: Path, kind: str, other: str, *words: str) -> str:
    """The file as gpsbabel writes it in another format."""
    command = ["gpsbabel", *words, "-i", kind, "-f", f"rute.{kind}", "-o", other, "-F", "-"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout.decode()


@needs_ogr
@pytest.mark.parametrize("change", [lambda sheets: sheets, hostile, on_roads], ids=["plan", "hostile", "roads"])
def test_ogrinfo_reads_the_gpx(sheets, change, tmp_path):
    said = read_with(gpx(journey(change(sheets))), tmp_path / "rute.gpx", "ogrinfo", "-so", "-al")
    counts = dict(zip(found(said, "Layer name: "), map(int, found(said, "Feature Count: ")), strict=True))
    # routes: trip 1 passes depot, 2 stops, depot; trips 2 and 3 depot, 1 stop, depot: 4 + 3 + 3
    assert {name: counts[name] for name in ("waypoints", "routes", "route_points")} == {
        "waypoints": 6, "routes": 3, "route_points": 10,
    }  # fmt: skip
    assert counts["tracks"] >= 3


def found(text: str, start: str) -> list[str]:
    return [line.removeprefix(start) for line in text.splitlines() if line.startswith(start)]


# --- KML -----------------------------------------------------------------------------------------------


def folders(root: ET.Element) -> list[ET.Element]:
    return root.findall("Document/Folder", {"": KML})


def test_kml_has_a_folder_per_trip_in_its_colour(told):
    root = tree(kml(told))
    assert names(root, "Document/Folder/name", KML) == ["Ritase 1 · Pick-up", "Ritase 2 · Pick-up", "Ritase 3 · Motor"]
    assert names(folders(root)[0], "Placemark/name", KML) == [
        "Gudang Halong", "1 Hauwai 1 (Dusun 1)", "2 Hauwai 2 (Dusun 2)",
        "Garis lurus, bukan jalan · Ritase 1 · Pick-up",
    ]  # fmt: skip
    # the first colours of Okabe and Ito, #0072b2 and #d55e00, turned round: alpha, blue, green, red
    colours = {
        style.get("id"): style.find(f"{{{KML}}}LineStyle/{{{KML}}}color").text for style in root.iter(f"{{{KML}}}Style")
    }
    assert (colours["ritase-1"], colours["ritase-2"]) == ("ffb27200", "ff005ed5")
    assert abgr("#123456") == "ff563412"
    used = {mark.text.removeprefix("#") for mark in root.iter(f"{{{KML}}}styleUrl")}
    assert used <= set(colours)


def test_kml_keeps_facts_as_data(told):
    first_stop = folders(tree(kml(told)))[0].findall("Placemark", {"": KML})[1]
    data = first_stop.findall("ExtendedData/Data", {"": KML})
    values = {each.get("name"): each.find("value", {"": KML}).text for each in data}
    assert values == {
        "urutan": "1", "stop_id": "63.11.02.2001-01", "tiba": "08:45", "berangkat": "09:05", "keluarga": "6",
        "prioritas": "1", "muatan_kg": "60",
    }  # fmt: skip


@needs_ogr
@pytest.mark.parametrize("make", [kml, kmz], ids=["kml", "kmz"])
@pytest.mark.parametrize("change", [lambda sheets: sheets, hostile], ids=["plan", "hostile"])
def test_ogrinfo_reads_the_kml(sheets, make, change, tmp_path):
    content = make(journey(change(sheets)))
    said = read_with(content, tmp_path / f"rute.{make.__name__}", "ogrinfo", "-so", "-al")
    # per trip the depot, its visits, one straight way: 1 + 2 + 1, 1 + 1 + 1, 1 + 1 + 1
    assert found(said, "Feature Count: ") == ["4", "3", "3"]


@needs_gpsbabel
def test_gpsbabel_reads_the_kml(told, tmp_path):
    (tmp_path / "rute.kml").write_bytes(kml(told))
    assert len(babel(tmp_path, "kml", "unicsv").splitlines()) == 1 + 7  # three depots, four visits


def test_kmz_holds_the_kml(told):
    with zipfile.ZipFile(io.BytesIO(kmz(told))) as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml") == kml(told)


# --- all of them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [gpx, kml])
def test_ways_name_nobody_and_hide_numbers(sheets, make):
    content = make(journey(sheets)).decode()
    assert [name for name in sheets.recipients["name"] if name in content] == []
    assert [handle for handle in sheets.recipients["handle"] if handle in content] == []
    assert NIK_IN_TEXT not in make(journey(hostile(sheets))).decode()


@pytest.mark.parametrize("make", [gpx, kml])
def test_no_text_is_html(sheets, make):
    """Google Earth and OsmAnd show descriptions as HTML: a name must not become an element there."""
    texts = "".join(tree(make(journey(hostile(sheets)))).itertext())
    assert "<" not in texts
    assert "‹script›" in texts
    assert HOSTILE[4] in texts


@pytest.mark.parametrize("key", FIELD_FILES)
def test_the_same_plan_gives_the_same_bytes(store, key):
    made = [make_field_file(store, key, plan_id=PLAN, trip_id="pickup-1-1", by=KASI) for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize("key", FIELD_FILES)
def test_a_demo_says_so_in_every_file(tmp_path, key):
    demo = delivery_store(tmp_path)
    demo.mark_demo()
    content = make_field_file(demo, key, plan_id=PLAN, trip_id="pickup-1-1", by=KASI)
    name = field_file_name(demo, key, plan_id=PLAN, trip_id="pickup-1-1")
    demo.close()
    assert b"DATA CONTOH" in unzipped(content)
    assert name.startswith("DATA CONTOH ")


def unzipped(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_days_follow_the_day_the_plan_was_chosen_for(tmp_path):
    """Planned for 28 November and chosen for 30 November: the trip is driven two days later."""
    store = delivery_store(tmp_path)
    choose_plan(store, PLAN, first_day=dt.date(2026, 11, 30), by=KASI)
    content = make_field_file(store, "gpx", plan_id=PLAN, by=KASI).decode()
    store.close()
    assert "30 November 2026" in content
    assert "28 November 2026" not in content


def test_files_are_named_by_plan_and_trip_only(store):
    assert field_file_name(store, "gpx", plan_id=PLAN, trip_id="motor-1-1") == "Rute GPX rencana 1 ritase 3.gpx"
    assert field_file_name(store, "kmz", plan_id=PLAN) == "Rute KMZ rencana 1.kmz"


@pytest.mark.parametrize(
    ("error", "changes"),
    [
        (FieldFileUnknown, {"key": "pdf"}),
        (PlanUnknown, {"plan_id": 99}),
        (TripUnknown, {"trip_id": "becak-1-1"}),
        (ActMayNot, {"by": Actor("Ani", "monev")}),
    ],
)
def test_what_cannot_be_made_is_said(store, error, changes):
    asked = {"key": "gpx", "plan_id": PLAN, "trip_id": "", "by": KASI} | changes
    with pytest.raises(error):
        make_field_file(store, asked.pop("key"), **asked)


def test_a_file_of_trips_is_not_made_for_a_whole_plan(store):
    for key, entry in FIELD_FILES.items():
        if OF_PLAN not in entry.of:
            with pytest.raises(FieldFileOfTrip):
                make_field_file(store, key, plan_id=PLAN, by=KASI)


def test_roles_of_the_registry_are_known():
    for key, entry in FIELD_FILES.items():
        assert entry.roles <= set(ROLES)
        assert may_make(key, KASI)
        assert not may_make(key, Actor("Ani", "dinsos"))


def test_the_shell_writes_a_field_file(tmp_path, capsys, monkeypatch):
    delivery_store(tmp_path).close()
    words = ["trip-file", "--db", str(tmp_path / "kantor.duckdb"), "--plan", "1", "--out", str(tmp_path / "rute.gpx")]

    def shell(*more: str) -> int:
        monkeypatch.setattr(sys, "argv", ["data", *words, *more])
        return main()

    assert shell("--file", "gpx", "--trip", "motor-1-1") == 0
    assert "Rute GPX ditulis ke" in capsys.readouterr().out
    assert "Galumbang 1" in (tmp_path / "rute.gpx").read_text(encoding="utf-8")
    assert shell("--file", "pdf") == 1
    assert "Berkas lapangan pdf tidak dikenal" in capsys.readouterr().err
