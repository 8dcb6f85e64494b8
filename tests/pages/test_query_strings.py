"""10,000 hostile query strings: pages take nothing from their address, the gate where to go after the sign-in."""

from __future__ import annotations

import random
import re
from html import unescape
from urllib.parse import quote, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.gate.signin import _safe
from tests.data.hostile_strings import TEXTS
from tests.pages.conftest import PAGES, ROOT, WAIT_S, needs_assets, words
from tests.pages.page_worlds import SMALL, code
from tests.pages.test_gate import House, quick  # noqa: F401  as there: passwords are hashed quickly

COUNT, SHOWN = 10_000, 300
STATE = (
    "desa_terpilih", "tampilan", "keluarga_dipilih", "peran", "nama", "tujuan", "periode", "program", "jalan_terpilih",
    "nik", "no_kk", "desa", "sql", "db", "embed", "embed_options", "page", "ke", "tanda",
)  # fmt: skip
"""What pages keep of a reader under such names, and what somebody would try."""
PIECES = (
    "/", "//", "\\", "\r\n", "\n", "\t", "\0", "%0d%0a", "%2f%2f", "@", ":", "?", "#", ";", "&", "=", ".", "..", " ",
    "evil.invalid", "http:", "https://", "javascript:", "data:text/html,", "127.0.0.1", "peta", "keluar", "masuk",
    "buka", "\u202e", "\u2028", "é", "％", "／", "Set-Cookie: x=y", "<script>", '"', "'", "[::1",
)  # fmt: skip


def hostile_values(count: int) -> list[str]:
    """The same ones each time: known texts, numbers of families, and pieces of addresses put together."""
    chance = random.Random(6)  # noqa: S311  nothing secret
    known = [*(text[:200] for text in TEXTS), *(each.nik for each in SMALL), *(each.no_kk for each in SMALL), code(2)]
    made = ["".join(chance.choices(PIECES, k=chance.randint(1, 6))) for _ in range(count - len(known))]
    return [*known, *made]


VALUES = hostile_values(COUNT)


@needs_assets
@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_nothing_from_its_address(worlds, monkeypatch, opened, page):
    """Each page gets its share of the values at once, some under the names under which it keeps what was chosen."""
    database = worlds.path("small")
    opened.add(database)
    monkeypatch.setenv("PETASALUR_DB", str(database))
    test = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=WAIT_S)
    share = VALUES[PAGES.index(page) :: len(PAGES)]
    marked = [f"{value}ZQ{number}" for number, value in enumerate(share)]
    for number, value in enumerate(marked):
        test.query_params[STATE[number] if number < len(STATE) else f"{STATE[number % len(STATE)]}{number}"] = value
    test.run()
    assert list(test.exception) == []
    assert not re.search(r"ZQ\d", words(test))


def test_no_page_reads_its_address():
    """A family, a desa or a number in an address would stay in histories and be sent on with it."""
    files = [path for path in (ROOT / "pages").rglob("*.py") if "gate" not in path.parts]
    told = [
        path.name for path in files if re.search(r"query_params|query_string|\bbind\s*=|context\.url", path.read_text())
    ]
    assert len(files) > 80
    assert told == []


def test_after_the_sign_in_nobody_is_led_away():
    for value in VALUES:
        for target in (value, f"/{value}", f"/peta?x={value}"):
            led = _safe(target)
            assert led.isascii(), target
            assert led.isprintable(), target
            assert re.match(r"/(?![/\\])", led), target
            assert urlsplit(f"http://127.0.0.1:8501{led}").netloc == "127.0.0.1:8501", target


def test_the_pages_of_the_gate_show_it_as_text_only(tmp_path):
    house = House(tmp_path)
    visitor = house.visitor()
    for value in VALUES[:: COUNT // SHOWN]:
        asked = quote(value, safe="")
        for path in (f"/masuk?ke={asked}", f"/masuk?{asked}={asked}", f"/peta?{asked}", f"/akun?galat={asked}"):
            answer = visitor.get(path)
            page = answer.content.decode()
            assert answer.status_code in {200, 303}, path
            assert not re.search(r"<script|javascript:|onerror=|<img|<svg|<iframe", page, re.IGNORECASE), path
            assert not set(answer.headers.get("location", "/masuk")) & set("\r\n\0")
            for kept in re.findall(r'name="ke" value="([^"]*)"', page):
                assert unescape(kept).startswith("/")
    assert house.inside.seen == []
