"""Each kind of map in a real browser, with every host but 127.0.0.1 cut.

``open_app`` fails the test when a page asked another host for anything or complained in its console.
"""

from __future__ import annotations

import pytest
from PIL import Image

from geo.maps.assets import missing_assets
from tests.browser.conftest import APPS, LAPTOP, PHONE
from tests.tile_files import X, Y, Z, make_mbtiles, picture, vector

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
EIGHT = "63.11.02.2008"
NINE = "63.11.02.2009"


def fill_of(frame, code: str, side: int = 0) -> str:
    return frame.evaluate(
        "([code, side]) => Petasalur.views[side].desa.get(code).polygon.getElement().getAttribute('fill')", [code, side]
    )


def outlined(frame, side: int = 0) -> str | None:
    return frame.evaluate("side => Petasalur.views[side].chosen.code ?? null", side)


def tip_at(screen, frame, lat: float, lon: float, side: int = 0) -> str:
    """Point at a place and read the tip."""
    x, y = frame.evaluate(
        """([at, side]) => {
            const {map} = Petasalur.views[side];
            const point = map.latLngToContainerPoint(at);
            const box = map.getContainer().getBoundingClientRect();
            return [box.x + point.x, box.y + point.y];
        }""",
        [[lat, lon], side],
    )
    box = screen.page.locator("iframe[title*=st_folium]").bounding_box()
    screen.page.mouse.move(box["x"] + x - 3, box["y"] + y - 2)
    screen.page.mouse.move(box["x"] + x, box["y"] + y)
    screen.page.wait_for_timeout(60)
    return frame.locator(".petasalur-tip").nth(side).inner_text()


def wait_until(frame, expression: str, argument=None) -> None:
    frame.wait_for_function(expression, arg=argument, timeout=10_000, polling=100)


# --- choropleth -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_choropleth_draws_every_desa_across_the_page(open_app, size):
    screen = open_app("maps.py", "/?peta=choropleth", size)
    frame = screen.map_frame()
    assert frame.locator(".leaflet-fill-pane path").count() == 24
    # class of desa 8 in both: 8 mod 3 = 2, and that of its mirror 17: 17 mod 3 = 2 → the darkest corner
    assert fill_of(frame, EIGHT) == "#3b4994"
    assert fill_of(frame, "63.11.03.2024") == "url(#petasalur-kosong)"
    width = frame.evaluate("document.getElementById('map_div').clientWidth")
    assert width == screen.page.locator("iframe[title*=st_folium]").bounding_box()["width"]
    assert frame.evaluate("map.getBounds().contains(Petasalur.views[0].geometry.bounds)")
    assert {"Batas perkiraan", "Tanpa peta dasar"} <= set(frame.locator(".petasalur-notes span").all_inner_texts())
    assert frame.locator(".leaflet-control-zoom-in").get_attribute("title") == "Perbesar"
    screen.shot(f"peta-{size[0]}")


def test_another_colour_repaints_the_map_that_is_there(open_app):
    screen = open_app("maps.py", "/?peta=choropleth")
    frame = screen.map_frame()
    frame.evaluate("window.mark = 'same'; map.setZoom(map.getZoom() + 1, {animate: false})")
    zoom = frame.evaluate("map.getZoom()")
    screen.page.get_by_text("satu peubah").click()
    wait_until(frame, f"Petasalur.views[0].desa.get('{EIGHT}').colour === '#a8549b'")  # 8 mod 5 = 3
    screen.idle()
    assert screen.map_frame().evaluate("window.mark") == "same"
    assert frame.evaluate("map.getZoom()") == zoom
    assert frame.locator(".leaflet-fill-pane path").count() == 24
    assert sum("geometri" in url for url in screen.requests) == 1


def test_a_click_tells_the_desa_and_moving_the_map_tells_nothing(open_app):
    screen = open_app("maps.py", "/?peta=choropleth")
    frame = screen.map_frame()
    screen.click_desa(EIGHT)
    screen.page.get_by_text(f"diklik: {EIGHT}").wait_for()
    assert outlined(frame) == EIGHT
    frame.evaluate("map.panBy([60, 0], {animate: false}); window.runs = 0;")
    screen.page.evaluate(
        """() => {
            window.runs = 0;
            new MutationObserver(() => window.runs++).observe(
                document.querySelector('[data-testid=stApp]'), {attributeFilter: ['data-test-script-state']});
        }"""
    )
    frame.evaluate("map.zoomIn(1, {animate: false})")
    screen.page.wait_for_timeout(900)
    assert screen.page.evaluate("window.runs") == 0
    screen.click_desa(NINE)
    screen.page.get_by_text(f"diklik: {NINE}").wait_for()
    assert screen.page.evaluate("window.runs") > 0
    assert outlined(frame) == NINE


def test_a_desa_chosen_in_the_page_is_outlined_and_brought_near(open_app):
    screen = open_app("maps.py", "/?peta=choropleth")
    frame = screen.map_frame()
    before = frame.evaluate("map.getZoom()")
    screen.page.locator("[data-testid=stSelectbox] input").click()
    screen.page.get_by_role("option", name=EIGHT).click()
    wait_until(frame, f"Petasalur.views[0].chosen.code === '{EIGHT}'")
    wait_until(frame, f"map.getZoom() > {before} + 0.5")
    wait_until(frame, f"map.getBounds().contains(Petasalur.views[0].desa.get('{EIGHT}').bounds)")


def test_tips_say_the_figures_and_names_stand_on_the_map(open_app):
    screen = open_app("maps.py", "/?peta=choropleth")
    frame = screen.map_frame()
    told = tip_at(screen, frame, -2.37, 115.53)  # the middle of number 8
    figures = "Keluarga miskin 1.234 Menerima bantuan 567 Cakupan 45,9 %"
    assert " ".join(told.split()) == f"Gunung Riut Kecamatan Halong {figures}"
    assert "Gunung Riut" in frame.locator(".petasalur-label-desa").all_inner_texts()


def test_names_never_touch_each_other(open_app, shared_data):
    layer = shared_data / "boundaries" / "balangan_desa.geojson"
    for size in (LAPTOP, PHONE):
        screen = open_app("maps.py", f"/?peta=balangan&layer={layer}", size)
        frame = screen.map_frame()
        assert frame.locator(".leaflet-fill-pane path").count() == 157
        for steps in range(2):
            boxes = frame.evaluate(
                """() => [...document.querySelectorAll('.petasalur-label > div')].map(each => {
                    const {left, right, top, bottom} = each.getBoundingClientRect();
                    return [left, right, top, bottom];
                })"""
            )
            hits = [
                (a, b) for i, a in enumerate(boxes) for b in boxes[:i]
                if a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]
            ]  # fmt: skip
            assert len(boxes) >= 4, steps
            assert hits == []
            frame.evaluate("map.zoomIn(1, {animate: false})")
        screen.shot(f"balangan-{size[0]}")


def test_another_width_of_the_page_shows_the_whole_area_again(open_app):
    screen = open_app("maps.py", "/?peta=choropleth")
    frame = screen.map_frame()
    screen.page.set_viewport_size({"width": 700, "height": 800})
    wait_until(frame, "document.getElementById('map_div').clientWidth < 700")
    wait_until(frame, "map.getSize().x === document.getElementById('map_div').clientWidth")
    assert frame.evaluate("map.getBounds().contains(Petasalur.views[0].geometry.bounds)")


def test_on_a_phone_one_finger_scrolls_the_page_and_a_tap_chooses(serve, open_screen):
    screen = open_screen(serve(APPS / "maps.py"), "/?peta=choropleth", PHONE, has_touch=True)
    frame = screen.map_frame()
    assert frame.evaluate("map.dragging.enabled()") is False
    assert frame.evaluate("map.touchZoom.enabled()") is True
    assert frame.evaluate("getComputedStyle(map.getContainer()).touchAction") == "pan-x pan-y"
    x, y = screen.place_of(EIGHT)
    screen.page.touchscreen.tap(x, y)
    screen.page.get_by_text(f"diklik: {EIGHT}").wait_for()
    wait_until(frame, "document.querySelector('.petasalur-tip').innerText.startsWith('Gunung Riut')")


def test_the_wheel_belongs_to_the_page_until_the_map_was_clicked(open_app):
    screen = open_app("maps.py", "/?peta=choropleth")
    frame = screen.map_frame()
    before = frame.evaluate("map.getZoom()")
    screen.page.mouse.move(*screen.place_of(EIGHT))
    screen.page.mouse.wheel(0, -300)
    screen.page.wait_for_timeout(300)
    assert frame.evaluate("map.getZoom()") == before
    screen.click_desa(EIGHT)
    screen.page.mouse.wheel(0, -300)
    wait_until(frame, f"map.getZoom() > {before}")


# --- two maps -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_two_maps_move_in_step(open_app, size):
    screen = open_app("maps.py", "/?peta=pair", size)
    frame = screen.map_frame()
    assert [fill_of(frame, EIGHT, side) for side in (0, 1)] == ["#a8549b", "#e3f3f3"]  # 8 mod 5 = 3, 8 mod 4 = 0
    assert frame.locator(".petasalur-title").all_inner_texts() == ["Kemiskinan", "Bantuan"]
    first, second = frame.evaluate(
        "['map_div', 'map_div2'].map(id => document.getElementById(id).getBoundingClientRect().toJSON())"
    )
    if size == PHONE:
        assert (first["width"], second["top"] >= first["bottom"]) == (second["width"], True)
    else:
        assert abs(first["width"] - second["width"]) <= 3
        assert (first["top"], second["left"] >= first["right"]) == (second["top"], True)
    screen.shot(f"pasangan-{size[0]}")
    both = """Petasalur.views.map(({map}) =>
        [map.getZoom(), map.getCenter().lat.toFixed(3), map.getCenter().lng.toFixed(3)].join())"""
    there = "14,-2.350,115.550"
    # a frame that still finds its size may fit its map once more after the first step: then the step is made again
    move = "(map.setView([-2.35, 115.55], 14, {animate: false}), false)"
    step = f"{both}[0] === '{there}' ? {both}[1] === '{there}' : {move}"
    wait_until(frame, step)
    assert frame.evaluate(both) == [there] * 2
    frame.evaluate("Petasalur.views[1].map.panBy([40, 30], {animate: false})")
    wait_until(frame, f"new Set({both}).size === 1")
    assert frame.evaluate(both)[0] != "14,-2.350,115.550"


def test_a_click_on_the_right_map_counts_as_well(open_app):
    screen = open_app("maps.py", "/?peta=pair")
    frame = screen.map_frame()
    screen.click_desa(EIGHT, side=1)
    screen.page.get_by_text(f"diklik: {EIGHT}").wait_for()
    assert [outlined(frame, side) for side in (0, 1)] == [EIGHT, EIGHT]


# --- people ---------------------------------------------------------------------------------------------


def test_a_hexagon_says_its_count_where_it_lies(open_app):
    screen = open_app("maps.py", "/?peta=density")
    frame = screen.map_frame()
    assert frame.locator(".leaflet-cells-pane canvas").count() == 1
    middle = frame.evaluate(
        """() => {
            const cells = Petasalur.shown.layers[0];
            const most = cells.count.indexOf(Math.max(...cells.count));
            const x = cells.size * Math.sqrt(3) * (cells.q[most] + cells.r[most] / 2);
            const y = cells.size * 1.5 * cells.r[most];
            const at = L.Projection.SphericalMercator.unproject(L.point(x, y));
            return {lat: at.lat, lng: at.lng, count: cells.count[most]};
        }"""
    )
    told = tip_at(screen, frame, middle["lat"], middle["lng"])
    assert told.startswith(f"{middle['count']} keluarga")
    assert "sel 0,42 km²" in told
    screen.shot("kepadatan-1366")


def test_bubbles_split_as_one_comes_closer(open_app):
    screen = open_app("maps.py", "/?peta=clusters")
    frame = screen.map_frame()
    bubbles = frame.locator(".petasalur-bubble")
    before = bubbles.all_inner_texts()
    assert len(before) > 5
    frame.evaluate("map.zoomOut(1, {animate: false})")
    wider = bubbles.all_inner_texts()
    assert len(wider) < len(before)
    numbers = [int(text.replace(".", "")) for text in before if text.isdigit()]
    assert sum(numbers) > 3800  # of 4,000; the rest hides behind "<5" and "rb"
    screen.shot("gelembung-1366")


def test_families_are_named_one_by_one_and_together(open_app):
    screen = open_app("maps.py", "/?peta=families")
    frame = screen.map_frame()
    screen.page.wait_for_timeout(900)  # the map flies to the chosen desa
    first = frame.evaluate(
        """() => {
            const layer = Petasalur.shown.layers.at(-1);
            const shared = layer.title.findIndex(title => title.startsWith('2 '));
            return [layer.lat[shared], layer.lon[shared], layer.lon.length];
        }"""
    )
    assert first[2] == 60
    told = tip_at(screen, frame, first[0], first[1])
    assert told.startswith("2 keluarga di titik ini")
    assert told.count("S**** A*** · RT 01") == 2
    screen.shot("keluarga-1366")


def test_a_settlement_says_its_size(open_app):
    screen = open_app("maps.py", "/?peta=settlements")
    assert tip_at(screen, screen.map_frame(), -2.36, 115.57).split("\n") == ["Dusun C", "1.200 keluarga"]


# --- trips ----------------------------------------------------------------------------------------------


def test_trips_have_ways_arrows_numbers_places_and_marks(open_app):
    screen = open_app("maps.py", "/?peta=trips")
    frame = screen.map_frame()
    # 7 trips of 4 stops: of each the white beneath, its ways, and what of them is dashed; an arrow per leg and way back
    assert frame.locator(".leaflet-trips-pane path").count() == 3 * 7
    assert frame.locator(".petasalur-arrow").count() == 35
    assert frame.locator(".petasalur-stop").count() == 29
    assert frame.locator(".petasalur-stop.is-out").all_inner_texts() == ["!"]
    assert frame.locator(".petasalur-stop.has-priority").count() == 1
    assert frame.locator(".petasalur-broken").all_inner_texts() == ["!"]  # the last trip breaks a rule
    assert frame.locator(".petasalur-place.is-gudang").inner_text() == "Kantor Camat Halong"
    assert frame.locator(".petasalur-place.is-alih").inner_text() == "Simpang Uren: siap 10.20"
    colours = frame.evaluate(
        "[...document.querySelectorAll('.leaflet-trips-pane path')].map(path => path.getAttribute('stroke'))"
    )
    assert len(set(colours)) == 8  # seven trips and the white beneath
    screen.shot("ritase-1366")


def test_what_follows_no_way_is_dashed(open_app):
    frame = open_app("maps.py", "/?peta=trips&garis=lurus").map_frame()
    lines = "Petasalur.views[0].plan.trips[0].lines.map(line => line.getElement().getAttribute('d').length > 9)"
    assert frame.evaluate(lines) == [True, False, True]  # white beneath, ways, dashes
    frame = open_app("maps.py", "/?peta=trips&garis=ujung").map_frame()
    assert frame.evaluate(lines) == [True, True, True]
    assert frame.evaluate("Petasalur.views[0].plan.trips[0].lines[2].options.dashArray") == "1 7"


def test_a_chosen_trip_steps_forward_without_a_new_map_and_a_click_chooses_too(open_app):
    screen = open_app("maps.py", "/?peta=trips")
    frame = screen.map_frame()
    frame.evaluate("window.mark = 'same'")
    screen.page.locator("[data-testid=stSelectbox] input").click()
    screen.page.get_by_role("option", name="t2").click()
    grey = "Petasalur.views[0].plan.trips.filter(one => one.colour === '#9a9a9a').length"
    wait_until(frame, f"{grey} === 6")
    assert frame.evaluate("window.mark") == "same"
    at = frame.evaluate("Petasalur.views[0].plan.stops[9].latlng")  # the second stop of trip 3
    tip_at(screen, frame, at["lat"], at["lng"])
    screen.page.mouse.down()
    screen.page.mouse.up()
    screen.page.get_by_text("jalan: t3 s9").wait_for()
    assert frame.evaluate("[Petasalur.views[0].plan.chosen.trip.id, Petasalur.selected]") == ["t3", None]


def clock(frame) -> list[str]:
    """Hour, stops served, vehicles in sight."""
    return frame.evaluate(
        """() => [
            document.querySelector('.petasalur-hour').innerText, document.querySelector('.petasalur-told').innerText,
            [...document.querySelectorAll('.petasalur-vehicle')]
                .filter(each => each.parentElement.style.opacity !== '0')
                .map(each => each.innerText).sort().join(' '),
        ]"""
    )


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_day_goes_by_in_the_map_without_running_the_page(open_app, size):
    """Loading from 08.00, 20 minutes to each stop, 10 there: at 08.55 each of the seven has served its first stop."""
    screen = open_app("maps.py", "/?peta=trips", size)
    frame = screen.map_frame()
    screen.page.evaluate(
        """() => {
            window.runs = 0;
            new MutationObserver(() => window.runs++).observe(
                document.querySelector('[data-testid=stApp]'), {attributeFilter: ['data-test-script-state']});
        }"""
    )
    slider = frame.get_by_role("slider", name="Jam")
    slider.focus()
    assert clock(frame) == ["Seluruh hari", "", ""]
    for _ in range(11):
        screen.page.keyboard.press("ArrowRight")  # five minutes each
    assert clock(frame) == ["08.55", "7 dari 29 titik", "M1 M2 M3 M4 M5 M6 M7"]
    assert slider.get_attribute("aria-valuetext") == "pukul 08.55, 7 dari 29 titik terlayani"
    assert frame.locator(".petasalur-stop.is-done").count() == 7
    place = "Petasalur.views[0].clock.vehicles[0].marker.getLatLng().lat"
    before = frame.evaluate(place)
    frame.get_by_role("button", name="Putar").press("Enter")
    wait_until(frame, f"Math.abs({place} - {before}) > 1e-4")
    frame.get_by_role("button", name="Jeda").press("Enter")
    stands = frame.evaluate(place)
    slider.press("End")
    assert clock(frame)[:2] == ["10.40", "28 dari 29 titik"]  # 08.20 + 4 × 30 + 20 minutes; one stop is left out
    assert stands != before
    screen.shot(f"jam-{size[0]}")
    frame.get_by_role("button", name="Seluruh hari").click()
    assert clock(frame) == ["Seluruh hari", "", ""]
    assert screen.page.evaluate("window.runs") == 0
    parts = "[...document.querySelectorAll('.petasalur-clock > *')]"
    inside = f"{parts}.every(each => each.hidden || !each.innerText || each.offsetWidth > 20)"
    assert frame.evaluate(inside)


def test_one_of_several_days_can_be_looked_at_alone(open_app):
    screen = open_app("maps.py", "/?peta=trips&hari=2")
    frame = screen.map_frame()
    days = frame.get_by_role("combobox", name="Hari")
    assert days.locator("option").count() == 3
    days.select_option(label="Sabtu, 29 November 2026")
    hidden = "Petasalur.views[0].plan.trips.map(one => one.isHidden)"
    assert frame.evaluate(hidden) == [True, False, True, False, True, False, True]
    days.select_option(label="Semua hari")
    assert frame.evaluate(hidden) == [False] * 7
    # two days of 08.00 to 10.40, one after the other
    assert frame.evaluate("Number(document.querySelector('.petasalur-clock input').max)") == 2 * 160


# --- texts of files -------------------------------------------------------------------------------------


def test_a_hostile_name_is_shown_and_never_run(open_app):
    screen = open_app("maps.py", "/?peta=hostile")
    frame = screen.map_frame()
    hostile = "<img src=x onerror=\"window.top.ran='img'\">"
    script = "</script><script>window.top.ran='script'</script>"
    assert frame.locator(".leaflet-fill-pane path").count() == 24
    told = tip_at(screen, frame, -2.39, 115.505)  # number 1, beside the stops
    assert told.startswith(hostile)
    assert script in told
    assert tip_at(screen, frame, -2.39, 115.525).startswith(script)  # number 2
    at = frame.evaluate("Petasalur.views[0].plan.stops[0].latlng")
    assert tip_at(screen, frame, at["lat"], at["lng"]).startswith(script)
    assert tip_at(screen, frame, -2.36, 115.56).startswith(script)  # the depot
    assert script in frame.locator(".petasalur-place").last.inner_text()
    assert hostile in tip_at(screen, frame, -2.39, 115.6)  # a family
    assert hostile in tip_at(screen, frame, -2.39, 115.58)  # a settlement
    assert frame.locator(".petasalur-badge").inner_text() == hostile
    assert frame.locator(".petasalur-title").inner_text() == script
    names = " ".join(" ".join(frame.locator(".petasalur-label").all_inner_texts()).split())  # long names break
    assert "{{ 'window' }} {%" in names
    assert "drawnItems" in names
    assert screen.page.evaluate("window.ran ?? null") is None
    assert frame.locator("img").count() == 0
    assert screen.page.locator("img[src=x]").count() == 0
    screen.shot("nama-jahil-1366")


# --- base maps ------------------------------------------------------------------------------------------


@pytest.fixture
def with_tiles(tmp_path_factory):
    """A server whose ``var/tiles`` holds one file."""
    return tmp_path_factory.mktemp("tiles")


def colour_at_corner(screen) -> tuple[int, int, int]:
    """The colour of the map's empty upper right part in a picture of the screen."""
    path = screen.shot("peta-dasar")
    box = screen.page.locator("iframe[title*=st_folium]").bounding_box()
    with Image.open(path) as image:
        return image.convert("RGB").getpixel((int(box["x"] + box["width"] - 120), int(box["y"] + 120)))


@pytest.mark.parametrize("kind", ["raster", "vector"])
def test_the_offices_own_base_map_is_drawn(open_app, with_tiles, kind):
    if kind == "raster":
        make_mbtiles(with_tiles / "a.mbtiles", picture())
    else:
        make_mbtiles(with_tiles / "a.mbtiles", vector(), format="pbf")
    screen = open_app("maps.py", "/?peta=choropleth", PETASALUR_TILES=str(with_tiles))
    frame = screen.map_frame()
    assert "© Badan" in frame.locator(".petasalur-notes span").all_inner_texts()
    assert "Tanpa peta dasar" not in frame.locator(".petasalur-notes span").all_inner_texts()
    tiles = "canvas" if kind == "vector" else "img.leaflet-tile-loaded"
    frame.locator(f".leaflet-tile-pane {tiles}").first.wait_for()
    screen.page.wait_for_timeout(700)
    assert any(f"/{Z}/{X}/{Y}" in url for url in screen.requests)
    red, green, blue = colour_at_corner(screen)
    assert (red, green, blue) != (255, 255, 255)
    assert (red > blue) == (kind == "raster")  # a muted orange, or the grey blue of water
