"""The page for the phone: small, closed to the network, every text a text; what its script may do is its own hash."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote

import numpy as np
import pandas as pd
import pytest
from field_worlds import HOSTILE, NIK_IN_TEXT, hostile
from plan_worlds import HAUWAI, KASI, PLAN, delivery_store

from data.papers.field.form_fields import PHONE_COLUMNS, REASONS
from data.papers.field.journey import journey
from data.papers.field.make import make_field_file
from data.papers.field.outline import _fresh, _labels, desa_shapes, frame_of, ink_on
from data.papers.field.phone import phone_page
from data.trip_sheets import TripSheets, read_trip_sheets
from geo.maps.palette import TRIPS

MB = 1_000_000
TRIP = "pickup-1-1"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = delivery_store(tmp_path_factory.mktemp("ponsel"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def sheets(store):
    return read_trip_sheets(store, PLAN)


@pytest.fixture(scope="module")
def page(store):
    return make_field_file(store, "ponsel", plan_id=PLAN, trip_id=TRIP, by=KASI).decode()


@pytest.fixture(scope="module")
def evil(sheets):
    return phone_page(journey(hostile(sheets))).decode()


class Elements(HTMLParser):
    """All elements of a page with their attributes, and the text outside scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        self.inside = tag

    def handle_endtag(self, _tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "script":
            self.scripts.append(data)
        elif self.inside != "style":
            self.texts.append(data)

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.found if name == tag]


def data_of(text: str) -> dict:
    return json.loads(Elements(text).scripts[0])


def test_the_page_lists_stops_and_recipients_in_order(page):
    found = Elements(page)
    assert [stop["data-title"] for stop in found.of("details")] == ["1 Hauwai 1 (Dusun 1)", "2 Hauwai 2 (Dusun 2)"]
    # ten parcels at Hauwai 1 (six families with rice, four of them with cash), four at Hauwai 2; family 2 has priority
    assert len(found.of("article")) == 14
    headings = re.findall(r"<h3>(.*?)</h3>", page)
    assert headings[0] == "1. KEPALA 2 <u>PRIORITAS</u>"
    assert headings[-1] == "10. KEPALA 9"
    assert "Diambil ANAK TIGA (anak)" in page
    assert "631102********04" in page


def test_stops_open_in_map_apps(page):
    links = [link["href"] for link in Elements(page).of("a") if link["href"].startswith("geo:")]
    assert links[0] == f"geo:-2.350000,115.550000?q=-2.350000,115.550000({quote('1 Hauwai 1 (Dusun 1)')})"
    assert len(links) == 2


def test_the_page_knows_what_it_sends_back(page):
    data = data_of(page)
    assert tuple(data["columns"]) == PHONE_COLUMNS
    assert data["reasons"] == REASONS
    key, parcel = next(iter(data["parcels"].items()))
    assert key == f"{parcel['handle']}_{parcel['program']}"
    assert (parcel["trip_id"], parcel["stop_id"], parcel["amount"], parcel["unit"]) == (
        TRIP, f"{HAUWAI}-01", 300000, "Rp",
    )  # fmt: skip
    assert data["file"] == "hasil rencana 1 ritase 1.csv"


def test_only_its_own_script_and_style_may_run(page):
    [policy] = [meta["content"] for meta in Elements(page).of("meta") if meta.get("http-equiv")]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for kind, tag in (("script-src", "script"), ("style-src", "style")):
        [body] = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert rules[kind] == f"'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"


@pytest.mark.parametrize("which", ["page", "evil"])
def test_nothing_in_it_asks_another_host(request, which):
    found = Elements(request.getfixturevalue(which))
    links = [value for _, attributes in found.found for name, value in attributes.items() if name in {"src", "href"}]
    assert [link for link in links if not link.startswith(("#", "geo:", "data:,"))] == []
    assert [tag for tag, _ in found.found if tag in {"img", "iframe", "object", "embed", "form", "base", "video"}] == []
    [style] = re.findall(r"<style>(.*?)</style>", request.getfixturevalue(which), re.DOTALL)
    assert not re.search(r"https?:|//[a-z]|@import|url\(|fetch\(|XMLHttp|WebSocket|innerHTML", style + found.scripts[1])


def test_hostile_texts_stay_texts(page, evil):
    """No element and no attribute that the harmless page does not have; no script beside the two."""
    allowed = {tag for tag, _ in Elements(page).found} | {"h2"}
    found = Elements(evil)
    assert {tag for tag, _ in found.found} <= allowed
    assert len(found.of("script")) == 2
    names = {name for _, attributes in found.found for name in attributes}
    assert names <= {name for _, attributes in Elements(page).found for name in attributes}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    told = "".join(found.texts)
    assert HOSTILE[1] in told
    assert HOSTILE[4] in told
    assert "‹script›alert(1)‹/script›" in told
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e]", evil)


def test_no_whole_number_is_in_it(page, evil):
    assert NIK_IN_TEXT not in unescape(evil)
    assert re.findall(r"\d{12,}", page) == []


def test_data_in_the_script_cannot_end_it(evil, sheets):
    told = dataclasses.replace(journey(sheets), title="</script><script>alert(1)</script>", mark="<!--<script>")
    text = phone_page(told).decode()
    assert len(Elements(text).of("script")) == 2
    assert data_of(text)["mark"] == "<!--<script>"


def test_two_plans_do_not_share_their_ticks(sheets):
    one = data_of(phone_page(journey(sheets)).decode())["store"]
    other = dataclasses.replace(sheets, plan=dataclasses.replace(sheets.plan, made_at=pd.Timestamp("2026-11-02")))
    assert data_of(phone_page(journey(other)).decode())["store"] != one
    narrow = dataclasses.replace(sheets, trips=sheets.trips.head(1))
    assert data_of(phone_page(journey(narrow)).decode())["store"] != one


# --- the map -------------------------------------------------------------------------------------------


def test_all_places_lie_in_the_picture(sheets):
    told = journey(sheets)
    frame = frame_of(told)
    west, south, east, north = frame.box()
    for trip in told.trips:
        for lon, lat in [(trip.depot.lon, trip.depot.lat), *((visit.lon, visit.lat) for visit in trip.visits)]:
            x, y = frame.place(lon, lat)
            assert 0 < x < 1000
            assert 0 < y < frame.height
            assert west < lon < east
            assert south < lat < north


def test_a_degree_is_as_long_in_both_directions(sheets):
    """At 2.355° south a degree of longitude is cos(2.355°) = 0.99916 of one of latitude."""
    frame = frame_of(journey(sheets))
    assert frame.scale_x / frame.scale_y == pytest.approx(0.99916, abs=1e-4)


def test_the_map_shows_borders_ways_and_stops(page, store):
    assert page.count('class="desa"') >= 1
    assert page.count("polyline") == 1  # one run of straight legs: out over both stops and back
    assert page.count('class="stop" r=') == 2
    assert len(desa_shapes(store)) == 4


def test_names_that_would_cover_another_wait_until_the_reader_looks_closer():
    """Two names of ten letters, 210 units wide each: 100 apart they overlap, 300 apart they do not."""
    near, far = [[(100, 100, "A" * 10), (100 + apart, 100, "B" * 10)] for apart in (100, 300)]
    assert ["later" in label for label in _labels(near)] == [False, True]
    assert ["later" in label for label in _labels(far)] == [False, False]


def test_a_stretch_driven_twice_is_drawn_once():
    out, back = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)], [(2.0, 0.0), (1.0, 0.0), (1.0, 1.0)]
    assert _fresh([out, back]) == [out, [(1.0, 0.0), (1.0, 1.0)]]


def test_the_page_is_made_without_borders_too(sheets):
    assert 'class="desa"' not in phone_page(journey(sheets)).decode()


def test_numbers_stand_out_on_every_colour():
    # white on blue, vermilion, green and black; black on the light ones
    assert dict(zip(TRIPS, map(ink_on, TRIPS), strict=True))["#0072b2"] == "#ffffff"
    assert ink_on("#000000") == "#ffffff"
    assert ink_on("#e69f00") == ink_on("#56b4e9") == "#000000"


# --- its size ------------------------------------------------------------------------------------------


def large(sheets: TripSheets) -> TripSheets:
    """40 stops of ten families each, all texts long, ways of 200 places."""
    visit, recipient = sheets.visits.iloc[[0]], sheets.recipients.iloc[[1]]
    count, each = 40, 10
    visits = pd.concat([visit] * count, ignore_index=True)
    lon, lat = 115.4 + np.arange(count) * 0.01, -2.3 - np.arange(count) * 0.005
    way = [[115.4 + place * 0.0005, -2.3 - place * 0.0007] for place in range(200)]
    visits = visits.assign(
        sequence=range(1, count + 1), stop_id=[f"63.11.02.2001-{at:03d}" for at in range(count)], lon=lon, lat=lat,
        label=[f"Baruh Panyambaran {at} (Anak Desa Sungai Pumpung Hulu)" for at in range(count)], path=[way] * count,
    )  # fmt: skip
    people = pd.concat([recipient] * (count * each), ignore_index=True)
    people = people.assign(
        handle=[f"v{at:011x}" for at in range(len(people))],
        name=[f"MUHAMMAD NURHIDAYATULLAH {at}" for at in range(len(people))],
        stop_id=np.repeat(visits["stop_id"].to_numpy(), each), address="Anak Desa Sungai Pumpung Hulu, RT 001/RW 002",
        trip_id=visit["trip_id"].iloc[0], collector="SITI NURHALIZAH BINTI ABDURRAHMAN", collector_relation="anak",
    )  # fmt: skip
    return dataclasses.replace(sheets, trips=sheets.trips.head(1), visits=visits, recipients=people)


def test_the_page_stays_below_a_megabyte_with_400_recipients_and_40_stops(sheets, store):
    told = dataclasses.replace(journey(large(sheets)), desa=desa_shapes(store))
    content = phone_page(told)
    assert len(Elements(content.decode()).of("article")) == 400
    assert len(Elements(content.decode()).of("details")) == 40
    assert len(content) < MB
