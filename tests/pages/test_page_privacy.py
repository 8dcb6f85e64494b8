"""What never reaches a screen: identity numbers, full names, links to elsewhere; and what always does in the demo."""

from __future__ import annotations

import re

import pytest

from pages.parts import server
from tests.pages.conftest import PAGES, ROOT, heading, maps, needs_assets, words
from tests.pages.page_worlds import ACT, HEADS, HOSTILE_DESA, HOSTILE_HEADS, SMALL, code

pytestmark = needs_assets
WORLDS = ("one_desa", "small", "hostile", "demo")
HOMES = {"tampilan": "rumah", "desa_terpilih": code(2)}


def everything(test) -> str:
    """The page's words and the geometry it has published."""
    scripts = b"\n".join(server.SHELF._scripts.values()).decode()
    return words(test) + scripts


@pytest.fixture(scope="module")
def shown():
    """The pages that have run: they are only read."""
    return {}


@pytest.fixture
def page_of(show, shown):
    """Return ``page_of(page, world)``, a desa and its homes chosen (and a road of hostile names): each runs once."""

    def page_of(page, world):
        if (page, world) not in shown:
            road = {"jalan_terpilih": "r:0"} if world == "hostile" else {}
            shown[page, world] = show(page, world, **HOMES, **road)
        return shown[page, world]

    return page_of


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("page", PAGES)
def test_no_identity_number_is_anywhere_in_a_page(page_of, page, world):
    found = everything(page_of(page, world))
    numbers = re.findall(r"(?<![\w.,])\d(?:[ -]?\d){15}(?!\w)", found)
    assert numbers == []
    assert not [each.no_kk for each in SMALL if each.no_kk in found or each.nik in found]


@pytest.mark.parametrize("page", PAGES)
def test_no_person_is_named_in_full(page_of, page):
    for world, heads in (("small", HEADS), ("hostile", HOSTILE_HEADS)):
        found = everything(page_of(page, world))
        assert [name for name in heads if name in found] == []
        assert "NAMA DI DAFTAR" not in found
        assert [last for name in heads if (last := name.split()[-1]) in found and len(last) > 4] == []


@pytest.mark.parametrize("world", ["small", "hostile", "demo", "halong"])
@pytest.mark.parametrize("page", ["overview", "atlas", "gaps"])
def test_a_map_links_to_nothing_outside(show, page, world):
    for facts in maps(show(page, world)):
        assert all(link.startswith("/assets/") for link in facts["js_links"] + facts["css_links"])
        scripts = facts["script"] + facts["header"] + facts["feature_group"] + facts["html"]
        assert not re.search(r"https?:", scripts)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_demo_says_it_is_invented(page_of, page):
    test = page_of(page, "demo")
    assert "DATA CONTOH — keluarga dan penerima di sini rekaan" in words(test)
    for facts in maps(test):
        assert "DATA CONTOH" in facts["script"]
        assert "Batas perkiraan" in facts["script"]


@pytest.mark.parametrize("page", PAGES)
def test_an_offices_own_page_does_not(page_of, page):
    assert "DATA CONTOH" not in words(page_of(page, "small"))


@pytest.mark.parametrize("page", PAGES)
def test_texts_of_files_are_never_markup(page_of, page):
    """What is given to ``st.html`` is escaped; what is given to Markdown holds no text of a file at all."""
    test = page_of(page, "hostile")
    markup = [node.proto.body for node in test if node.type in {"html", "markdown", "caption", "subheader"}]
    assert ACT in "".join(markup) or page in {
        "routes",
        "handover",
        "monitoring",
        "intake",
        "family",
        "reports",
    }  # one desa, one family
    for body in markup:
        assert not re.search(r"<(img|script|svg|b onmouse)[^>]", body)
    markdown = [node.proto.body for node in test if node.type in {"markdown", "caption", "subheader"}]
    assert not [body for body in markdown if "](http" in body or "**tebal**" in body]


@pytest.mark.parametrize("page", ["atlas", "gaps"])
def test_names_of_files_are_there_to_be_read(page_of, page):
    found = words(page_of(page, "hostile"))
    assert HOSTILE_DESA[0] in found
    assert HOSTILE_DESA[2] in found


def test_a_hostile_name_in_the_heading_is_text(show):
    test = show("gaps", "hostile", desa_terpilih=code(1))
    assert heading(test).startswith(f"4 dari 6 keluarga miskin di {HOSTILE_DESA[0]} belum menerima")


def test_no_page_writes_markup_of_its_own():
    """``unsafe_allow_html`` runs what a file says; ``st.html`` with ``escape`` does not."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "pages").rglob("*.py")]
    assert not [text for text in sources if "unsafe_allow_html" in text or "components.html" in text]
