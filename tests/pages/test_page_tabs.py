"""A bar that comes and goes above tabs leaves them where they are: moved ones would begin anew with the first."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Show, needs_assets, told

pytestmark = needs_assets
WITH_TABS = ("verification", "family", "handover", "monitoring")  # of roads only with a network; the bar is the same


@pytest.mark.parametrize("page", WITH_TABS)
def test_tabs_stay_where_they_are_when_the_news_goes(show: Show, page):
    test = show(page, "small", kabar_tindakan="Sudah dicatat.")
    assert "Sudah dicatat." in told(test, "beres")
    before = places(test)
    test.run()
    assert "Sudah dicatat." not in told(test, "beres")
    assert before == places(test) != []


def places(test) -> list[int]:
    return [place for place, node in test.main.children.items() if node.type == "tab_container"]
