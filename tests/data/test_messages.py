"""Every expected failure has one sentence, and the sentence uses only facts that the error says it carries."""

from __future__ import annotations

import re
import string

import pytest

from data import errors as data_errors
from data.messages import SENTENCES, sentence
from geo import errors as geo_errors
from geo.errors import PetasalurError


def subclasses(kind: type[PetasalurError]) -> set[type[PetasalurError]]:
    found = set(kind.__subclasses__())
    return found.union(*(subclasses(one) for one in found))


def facts_of(kind: type[PetasalurError]) -> set[str]:
    """The names after "Facts:" in the docstring; "none" names nothing."""
    said = re.search(r"Facts:\s*(.*?)\.(?:\s|$)", kind.__doc__ or "", re.DOTALL)
    return set(re.findall(r"\w+", said[1])) - {"none", "and"} if said else set()


def fields_of(text: str) -> set[str]:
    """The names in the braces of a sentence, attributes and formats left out."""
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(text) if name}


KINDS = sorted(
    (kind for kind in subclasses(PetasalurError) if kind.__module__ in {data_errors.__name__, geo_errors.__name__}),
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_has_a_whole_sentence(kind):
    text = SENTENCES[kind]
    assert text[0].isupper() or text[0] == "{"
    assert text.rstrip().endswith((".", "?"))
    assert "Facts:" in (kind.__doc__ or ""), f"{kind.__name__} does not say which facts it carries"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_sentence_uses_only_facts_that_the_error_carries(kind):
    assert fields_of(SENTENCES[kind]) <= facts_of(kind)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_sentence_is_filled_from_the_facts(kind):
    filled = sentence(kind(**dict.fromkeys(facts_of(kind), 7)))
    assert "{" not in filled
    assert not fields_of(SENTENCES[kind]) or "7" in filled


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_error_carries_who_somebody_is(kind):
    assert not facts_of(kind) & {"nik", "no_kk", "kk", "nama", "name", "person"}


def test_errors_live_where_their_sentences_are_looked_for():
    """One outside geo.errors and data.errors (a test's own aside) would escape the walk above."""
    rooms = ("geo", "data", "analytics", "pages", "app")
    strays = [kind for kind in subclasses(PetasalurError) if kind.__module__.startswith(rooms) and kind not in KINDS]
    assert strays == []


def test_no_sentence_without_an_error():
    assert set(SENTENCES) == set(KINDS)


def test_facts_are_read_from_docstrings():
    class Example(PetasalurError):
        """A thing went wrong. Facts: file, found_mb,
        limit_mb. It happens."""

    assert facts_of(Example) == {"file", "found_mb", "limit_mb"}
    assert fields_of("{file}: {found_mb:.1f} dari {limit_mb}") == {"file", "found_mb", "limit_mb"}


def test_a_sentence_is_one_line_whatever_stands_in_the_file():
    """Headers of an office's file may hold line breaks."""
    told = sentence(data_errors.ColumnsMissing(file="a.csv", needed="NIK", found="nama\r\nlengkap,\ndesa"))
    assert told.splitlines() == [told]
    assert "nama lengkap, desa" in told
