"""A warm rerun asks nothing of the database that it has asked before, and goes through no geometry and no people."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from data.store import Store
from pages.parts import atlas_wish, cache, filters
from tests.pages.conftest import PAGES, ROOT, Show, needs_assets, painted
from tests.pages.page_worlds import code

pytestmark = needs_assets
HEAVY = ("geopandas", "shapely", "pyogrio", "pyproj", "pyvrp", "scipy", "rapidfuzz")
DRAWING = {"maps/base.py", "maps/layers.py", "maps/escape.py", "maps/assets/__init__.py", "notation.py"}
"""What of geo/ a rerun may call: the small folium map around geometry that is there, and the writing of numbers."""
VIEWS = tuple(atlas_wish.VIEWS)
FRESH = {"handover": {"handover/stamp", "handover/plans"}, "monitoring": {"monev/stamp", "handover/stamp"}}
"""What a page must ask each time: whether somebody else has recorded or chosen something."""
PARTS = ("kelompok", "pemerataan", "kantong", "prioritas", "periksa", "simulasi")
"""Parts of Sasaran beyond its first."""
CASES = [
    *((page, "dwi") for page in PAGES),
    *(("atlas", view) for view in VIEWS[1:]),
    *(("targeting", part) for part in PARTS),
]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions asked of the database."""
    names: list[str] = []
    frame = Store.frame

    def spy(self: Store, name: str, **params: object) -> object:
        names.append(name)
        return frame(self, name, **params)

    monkeypatch.setattr(Store, "frame", spy)
    return names


@contextmanager
def called() -> Iterator[set[str]]:
    """Collect the files of all Python functions that other threads call (a page runs in a thread of its own)."""
    files: set[str] = set()

    def hear(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            files.add(frame.f_code.co_filename)

    threading.setprofile(hear)
    try:
        yield files
    finally:
        threading.setprofile(None)


def warm(show: Show, page: str, view: str, world: str = "small"):
    """A page that has run twice: choices made, caches filled."""
    test = show(page, world, tampilan=view, sasaran_bagian=view, desa_terpilih=code(2))
    return test.run()


@pytest.mark.parametrize(("page", "view"), CASES)
def test_a_warm_rerun_asks_the_database_nothing(show, asked, page, view):
    test = warm(show, page, view)
    asked.clear()
    test.run()
    assert not test.exception
    assert set(asked) <= FRESH.get(page, set())


@pytest.mark.parametrize(("page", "view"), CASES)
def test_a_warm_rerun_goes_through_no_geometry(show, page, view):
    test = warm(show, page, view)
    with called() as files:
        test.run()
    assert not test.exception
    assert str(ROOT / "pages" / f"{page}.py") in files  # the collector hears the page
    libraries = {part for file in files for part in Path(file).parts if part in HEAVY}
    assert libraries == set()
    inside = {Path(file).relative_to(ROOT / "geo").as_posix() for file in files if file.startswith(str(ROOT / "geo"))}
    assert inside <= DRAWING


def test_a_choice_made_before_is_warm_too(show, asked):
    test = warm(show, "gaps", "dwi")
    program = test.selectbox(key="program")
    for choice in ("CPP", "SEMUA", "CPP"):
        asked.clear()
        program = program.select(choice).run().selectbox(key="program")
    assert asked == []


def test_a_plan_made_is_warm_at_its_next_showing(show_copy, asked):
    test = show_copy("routes", "small")
    test.button[0].click().run()
    test.run()
    asked.clear()
    with called() as files:
        test.run()
    assert painted(test, "trips")["trips"]
    assert asked == []
    assert not {part for file in files for part in Path(file).parts if part in HEAVY}


def test_another_version_of_the_data_is_asked_anew(show_copy, asked):
    """The counterpart: what is kept is kept by version."""
    test = show_copy("gaps", "small")
    with cache.open_store(str(filters.database())).write() as cursor:
        cursor.execute("DELETE FROM recipient WHERE program = 'CPP'")
    asked.clear()
    test.run()
    assert "coverage/counts" in asked
    assert "people/unserved" in asked
