"""How ``python -m bench`` is asked and answers; what is measured is for people to read, not for tests."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import FrameType, SimpleNamespace

import pytest

from bench import REGISTRY, NotHere, owners, warm_rerun
from bench.__main__ import main


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What stood on the screen each time the measure was about to tell its next line."""
    seen: list[str] = []

    def run(*options: str) -> Iterator[str]:
        yield f"one {' '.join(options)}"
        seen.append(capsys.readouterr().out)
        yield "two"
        raise NotHere("a file")

    monkeypatch.setattr("bench.__main__.REGISTRY", ["bench.slow", "bench.plain"])
    modules = {
        "bench.slow": SimpleNamespace(name="Slow", run=run),
        "bench.plain": SimpleNamespace(name="Plain", run=list),
    }
    modules["bench.plain"].run = lambda: ["three"]
    monkeypatch.setattr(importlib, "import_module", modules.__getitem__)
    return seen


def test_a_line_is_printed_before_the_next_one_is_known(told, capsys):
    assert main(["slow", "--size", "3"]) == 1  # it could not go on to its end
    assert told == ["Slow\n  one --size 3\n"]
    assert capsys.readouterr().out == "  two\n  NOT MEASURED: a file\n"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["slow", "plain", "--size", "3"], "options go to one measure: --size 3"),
        (["plain", "--size", "3"], "plain takes no options: --size 3"),
        (["swift"], "no such measure: swift"),
    ],
)
def test_what_cannot_be_measured_is_said(told, capsys, words, reason):
    assert main(words) == 1
    assert reason in capsys.readouterr().err


def test_every_page_is_measured_warm():
    from tests.pages.conftest import PAGES  # noqa: PLC0415  the list of pages that the tests of pages keep

    assert {stem for stem, _ in warm_rerun.CASES} == set(PAGES)
    assert "bench.warm_rerun" in REGISTRY


def stack(*files: tuple[str, str]) -> FrameType:
    """Return a stack as Python shows it, the innermost frame last: file and function."""
    frame = None
    for file, function in files:
        frame = SimpleNamespace(f_code=SimpleNamespace(co_filename=file, co_name=function), f_back=frame)
    return frame


PANDAS = ("/lib/pandas/core/frame.py", "groupby")
PAGE = (next(folder for folder, owner in owners.FOLDERS.items() if owner == "own") + "/monitoring.py", "show")
STREAMLIT = (next(folder for folder, owner in owners.FOLDERS.items() if owner == "streamlit") + "/elements/a.py", "a")
CACHE = (next(folder for folder, owner in owners.FOLDERS.items() if owner == "cache") + "/hashing.py", "hash")
RUN = (STREAMLIT[0], "_run_script")


@pytest.mark.parametrize(
    ("frames", "owner"),
    [
        ((RUN, PAGE, PANDAS), "own"),  # a library belongs to who calls it
        ((RUN, PAGE, STREAMLIT, PANDAS), "streamlit"),
        ((RUN, PAGE, STREAMLIT, PAGE), "own"),  # words of a choice, called back
        ((RUN, PAGE, CACHE), "cache"),
        ((RUN, PAGE, CACHE, PAGE), "own"),  # what a cache did not know
        ((PAGE, PANDAS), None),  # no page runs
    ],
)
def test_the_innermost_owner_has_the_time(frames, owner):
    assert owners.owner_of(stack(*frames)) == owner


def test_a_page_that_shows_an_error_is_not_measured(monkeypatch, tmp_path):
    broken = tmp_path / "kantor.duckdb"
    broken.write_bytes(b"no database")
    with warm_rerun.showing(broken), pytest.raises(RuntimeError, match=r"kantor\.duckdb"):
        warm_rerun.page("overview")
