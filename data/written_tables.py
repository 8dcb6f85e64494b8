"""Which tables a query writes to, told by DuckDB's own parser; what is not recognised is refused.

DuckDB tells the statements of a query apart, their kinds and their words; where the name of the table stands, its
grammar says. Statements that could end a transaction, leave the file, or run a text as a query have no place in an act.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import duckdb

_WRITES = {"INSERT", "UPDATE", "DELETE", "MERGE_INTO"}
_KINDS = _WRITES | {"SELECT", "CREATE", "DROP"}
_VERBS = {"INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE"}
_REPLACE, _INSTEAD = ("OR", "REPLACE", "INTO"), ("DO", "UPDATE")
_ACTIONS = {("THEN", "INSERT"), ("THEN", "UPDATE"), ("THEN", "DELETE"), ("DO", "UPDATE")}
"""What a MERGE does, and an INSERT that meets a row: of a table that is named before."""
_BEFORE_NAME = {
    "INSERT": (("INTO",), ("OR", "REPLACE", "INTO"), ("OR", "IGNORE", "INTO")),
    "UPDATE": ((),),
    "DELETE": (("FROM",),),
    "MERGE": (("INTO",),),
    "TRUNCATE": (("TABLE",), ()),
    "CREATE": tuple(
        (*begins, kind, *ends)
        for begins in (("TEMP",), ("TEMPORARY",), ("OR", "REPLACE", "TEMP"), ("OR", "REPLACE", "TEMPORARY"))
        for kind in ("TABLE", "VIEW")
        for ends in (("IF", "NOT", "EXISTS"), ())
    ),
    "DROP": tuple((kind, *ends) for kind in ("TABLE", "VIEW") for ends in (("IF", "EXISTS"), ())),
}
"""Verb → the words that may stand between it and the name, the longer ones first."""
_COMMENT, _KEYWORD = duckdb.token_type.comment, duckdb.token_type.keyword
_TEXT, _IDENTIFIER = duckdb.token_type.string_const, duckdb.token_type.identifier


class NotRecognised(Exception):
    """A query of which cannot be said what it writes to. Its text is the query's kind or word."""


@dataclass(frozen=True)
class Written:
    """``tables``: inserted into, changed, deleted from; ``made``: temporary; ``dropped``. Lower case, each once.

    ``named``: each verb of SQL that does so, with its table; REPLACE is an INSERT that takes the place of rows.
    """

    tables: tuple[str, ...]
    made: tuple[str, ...]
    dropped: tuple[str, ...]
    named: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Word:
    text: str
    kind: duckdb.token_type

    def upper(self) -> str:
        """Return the word as the grammar knows it; what is quoted, or a text, is never one of its words."""
        return self.text.upper() if self.kind in {_KEYWORD, _IDENTIFIER} and not self.text.startswith('"') else ""


@lru_cache(maxsize=1000)
def written(query: str) -> Written:
    """Return what ``query``, of one statement or more, writes to.

    Raises
    ------
    NotRecognised
        It does something else than reading, writing to tables, or making temporary ones; or where it does, its table
        is not named as this expects it.
    """
    named: list[tuple[str, str]] = []
    for statement in duckdb.extract_statements(query):
        kind = statement.type.name
        if kind not in _KINDS:
            raise NotRecognised(kind)
        found = list(_targets(_words(statement.query)))
        if (kind in _WRITES or kind in {"CREATE", "DROP"}) and not found:
            raise NotRecognised(kind)
        named += found
    tables, made, dropped = (_named(named, verbs) for verbs in (_VERBS | {"REPLACE"}, {"CREATE"}, {"DROP"}))
    return Written(tables, made, dropped, tuple(dict.fromkeys(named)))


def _named(found: Sequence[tuple[str, str]], verbs: set[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for verb, name in found if verb in verbs))


def _words(query: str) -> list[_Word]:
    text = query.encode()  # DuckDB counts bytes
    starts = duckdb.tokenize(query)
    ends = [start for start, _ in starts[1:]] + [len(text)]
    words = [_Word(text[start:end].decode().strip(), kind) for (start, kind), end in zip(starts, ends, strict=True)]
    return [word for word in words if word.kind != _COMMENT and word.text not in {"", ";"}]


def _targets(words: Sequence[_Word]) -> Iterator[tuple[str, str]]:
    """Yield each verb that writes, wherever it stands (a WITH may hold one), and the table that it names."""
    name = ""
    for at, word in enumerate(words):
        verb = word.upper()
        begins = at == 0 and verb in {"CREATE", "DROP"}
        if not begins and (verb not in _VERBS or word.kind != _KEYWORD):
            continue
        if at and (words[at - 1].upper(), verb) in _ACTIONS:
            if (words[at - 1].upper(), verb) == _INSTEAD and name:
                yield verb, name
            continue
        rest = words[at + 1 :]
        between = next((each for each in _BEFORE_NAME[verb] if _begins(rest, each)), None)
        if between is None:
            raise NotRecognised(verb)
        name = _name(rest[len(between) :], verb)
        yield "REPLACE" if between == _REPLACE else verb, name


def _begins(words: Sequence[_Word], expected: Sequence[str]) -> bool:
    return [word.upper() for word in words[: len(expected)]] == list(expected)


def _name(words: Sequence[_Word], verb: str) -> str:
    """Return the last part of a name such as ``family``, ``main."a ""b"``."""
    at = 0
    while len(words) > at + 2 and words[at + 1].text == ".":
        at += 2
    if len(words) <= at or words[at].kind not in {_IDENTIFIER, _KEYWORD}:
        raise NotRecognised(verb)
    text = words[at].text
    return (text[1:-1].replace('""', '"') if text.startswith('"') else text).lower()
