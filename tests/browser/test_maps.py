"""Each kind of map in a real browser, with every host but 127.0.0.1 cut."""

from __future__ import annotations

LAPTOP, PHONE = (1366, 768), (390, 844)


def test_a_choropleth_draws_every_desa(open_app):
    screen = open_app("peta.py")
    frame = screen.map_frame()
    assert frame.evaluate("document.querySelectorAll('.leaflet-fill-pane path').length") == 24
    screen.page.wait_for_timeout(500)
    screen.shot("peta-dua-peubah")
