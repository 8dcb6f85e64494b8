"""How large a picture is, by its own words, before anything of it is unpacked."""

from __future__ import annotations

import struct

MAX_PIXELS = 80_000_000
"""Photos of telephones have 12 to 50 million; beyond, a small file can fill the memory."""
_PNG_HEAD = struct.Struct(">8sI4sII")
_JPEG_HEAD = struct.Struct(">HBHH")
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Marks of a JPEG behind which its size stands (SOF0 to SOF15)."""
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Marks with nothing behind them."""


def size_of(content: bytes, kind: str) -> tuple[int, int] | None:
    """Return width and height of a ``png`` or ``jpg``; ``None`` where it is built like none."""
    return _size_of_png(content) if kind == "png" else _size_of_jpeg(content)


def _size_of_png(content: bytes) -> tuple[int, int] | None:
    if len(content) < _PNG_HEAD.size:
        return None
    _, length, chunk, width, height = _PNG_HEAD.unpack_from(content)
    return (width, height) if chunk == b"IHDR" and length == 13 and width and height else None  # noqa: PLR2004


def _size_of_jpeg(content: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 4 + _JPEG_HEAD.size <= len(content) and content[place] == 0xFF:  # noqa: PLR2004  how marks begin
        mark = content[place + 1]
        if mark in _FRAMES:
            _, _, height, width = _JPEG_HEAD.unpack_from(content, place + 2)
            return (width, height) if width and height else None
        if mark == 0xFF or mark in _BARE:  # noqa: PLR2004  one more may stand before a mark
            place += 1 if mark == 0xFF else 2  # noqa: PLR2004
        else:
            place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return None
