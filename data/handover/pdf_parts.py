"""The objects of a PDF as they lie one after the other, read by the letter of the norm (ISO 32000-2, 7.2, 7.3, 7.5).

Readers of PDFs differ in what they do with a file that breaks it: some look for objects anywhere in it. So whatever
does not follow the norm, and whatever looks like an object where none is (in a text, in a comment, in the data of
another), is :class:`Unclear` here, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WHITE = rb"\0\t\n\f\r "
_TOKEN = re.compile(
    rb"[%b]+|(?P<comment>%%[^\r\n]*)|(?P<name>/[^%b()<>\[\]{}/%%]*)|(?P<open><<)|(?P<close>>>)"
    rb"|<[0-9A-Fa-f%b]*>|(?P<string>\()|[\[\]]|(?P<word>[^%b()<>\[\]{}/%%]+)" % ((_WHITE,) * 4)
)
_IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_LOOKS_LIKE_ONE = re.compile(rb"[0-9][%b]+[0-9]+[%b]*obj" % (_WHITE, _WHITE))
_END = b"endstream"
_LINE_END = re.compile(rb"\r\n|\n|\r")
_ENTRY = re.compile(rb"[0-9]+|[nf]")


class Unclear(Exception):
    """The file does not follow the norm."""


@dataclass(frozen=True)
class Part:
    """An object, or the trailer. ``names``: all in it, read; ``data``: of its stream, ``None`` where it has none."""

    names: frozenset[bytes]
    data: bytes | None = None


def parts(content: bytes) -> Iterator[Part]:
    """Yield the objects and trailers of a file, older versions of them too.

    Raises
    ------
    Unclear
    """
    words = _Words(content)
    starts = set()
    while word := words.next_word():
        if word == b"trailer":
            yield Part(words.names_until(None))
        elif word == b"xref":
            words.skip_entries()
        elif word == b"startxref":
            words.number()
        else:
            words.check_number(word)
            words.number()
            starts.add(words.at_word(b"obj"))
            names = words.names_until(frozenset({b"endobj", b"stream"}))
            yield Part(names, words.data() if words.last == b"stream" else None)
    if any(found.end() not in starts for found in _LOOKS_LIKE_ONE.finditer(content)):
        raise Unclear


class _Words:
    """Goes through the words of a file."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0
        self.last = b""

    def _next(self) -> tuple[str, bytes]:
        """Return the kind and the text of what comes next; ``("", b"")`` at the end."""
        while self._at < len(self._content):
            found = _TOKEN.match(self._content, self._at)
            if not found:
                raise Unclear
            self._at = found.end()
            kind = found.lastgroup or ("other" if found[0][:1] in b"<[]" else "")
            if kind == "string":
                self._skip_string()
            if kind and kind != "comment":
                return kind, found[0]
        return "", b""

    def _skip_string(self) -> None:
        depth = 1
        for found in _IN_STRING.finditer(self._content, self._at):
            depth += {b"(": 1, b")": -1}.get(found[0], 0)
            if not depth:
                self._at = found.end()
                return
        raise Unclear

    def next_word(self) -> bytes:
        """Return the next word between objects, ``b""`` at the end."""
        kind, text = self._next()
        if kind not in {"word", ""}:
            raise Unclear
        return text

    def number(self) -> None:
        self.check_number(self.next_word())

    @staticmethod
    def check_number(word: bytes) -> None:
        if not word.isdigit():
            raise Unclear

    def at_word(self, wanted: bytes) -> int:
        """Go on beyond a word; return where it ends."""
        if self.next_word() != wanted:
            raise Unclear
        return self._at

    def skip_entries(self) -> None:
        """Go beyond the entries of a table of references."""
        while True:
            before = self._at
            word = self.next_word()
            if not _ENTRY.fullmatch(word):
                self._at = before
                return

    def names_until(self, ends: frozenset[bytes] | None) -> frozenset[bytes]:
        """Return the names up to one of ``ends``; ``None``: of one dictionary.  ``last`` is then what ended it."""
        found, depth = set(), 0
        while True:
            kind, text = self._next()
            depth += {"open": 1, "close": -1}.get(kind, 0)
            if kind == "name":
                found.add(_ESCAPE.sub(lambda code: bytes([int(code[1], 16)]), text[1:]))
            is_end = kind == "close" if ends is None else kind == "word" and text in ends
            if (is_end and depth == 0) or not kind or depth < 0:
                if not kind or depth < 0:
                    raise Unclear
                self.last = text
                return frozenset(found)

    def data(self) -> bytes:
        """Return the data of a stream, and go on behind its object."""
        begins = _LINE_END.match(self._content, self._at)
        ends = self._content.find(_END, self._at)
        if not begins or ends < 0:
            raise Unclear
        self._at = ends + len(_END)
        if self.next_word() != b"endobj":
            raise Unclear
        return self._content[begins.end() : ends]
