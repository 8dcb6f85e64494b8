"""Whether a PDF does more than show pages: told by its structure, without drawing it.

Looked for are the names of what runs or carries something (ISO 32000-2, 7.11, 12.6, 12.7): in the file as it lies, and
in its object streams, unpacked. Names may be written with ``#`` and two digits for any letter. What cannot be looked
into, because it is encrypted or packed in another way than offices' programs do, is refused.

Twice: by the letter of the norm (:mod:`data.handover.pdf_parts`), where a file that breaks it cannot be shown to be
safe and is refused; and as a reader that mends files would, for those find objects by their place, wherever they lie,
and take more ways of packing than the norm has. There each word ``stream`` is taken for one, also in a text or within
another's data; an object stream is told by its dictionary and by its content as well, and what its dictionary says must
lead to the pairs of numbers that it begins with.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from data.handover.pdf_parts import Unclear, parts

STRANGE = {
    b"JavaScript": "skrip", b"Launch": "perintah menjalankan program", b"EmbeddedFile": "berkas lain di dalamnya",
    b"EmbeddedFiles": "berkas lain di dalamnya", b"RichMedia": "media yang berjalan",
    b"SubmitForm": "pengiriman formulir",
    b"ImportData": "pengambilan data", b"GoToE": "berkas lain di dalamnya", b"XFA": "formulir XFA",
    b"GoToR": "rujukan ke berkas lain", b"Thread": "rujukan ke berkas lain", b"FFilter": "rujukan ke berkas lain",
    b"Rendition": "media yang berjalan", b"Movie": "media yang berjalan", b"OnInstantiate": "skrip",
}  # fmt: skip
"""Names of PDF → what the office reads of them. Each action that runs has one, /OpenAction or not."""
LOCKED, UNKNOWN, CUT = "isi yang disandikan", "isi yang tidak dapat diperiksa", "akhir yang terpotong"
MOST_BYTES = 100_000_000
"""Of all object streams, unpacked."""
_END_WITHIN = 2048
_PADDING = b"\0 \t\r\n"
"""What some scanners write behind the end."""
_STREAM = re.compile(rb"\bstream\r?\n?")
_OBJECT = re.compile(rb"[0-9]\s+obj\b")
_NAME = re.compile(rb"/([A-Za-z0-9#]+)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PAIRS = re.compile(rb"\s*\d+\s+\d+\s")
"""How the content of an object stream begins (7.5.7); nothing packed does."""
_SHORT = {b"AHx", b"A85", b"LZW", b"Fl", b"RL", b"CCF", b"DCT"}
"""Other names of filters, which readers take too (8.9.7)."""
_PIECE_BYTES = 4096
_SHORTEST_IN_DATA = 6
"""Letters of names that are looked for in packed data too, where shorter ones come about by chance."""


def fault_of(content: bytes) -> str:
    """Return what of a PDF is strange, "" where nothing is."""
    if b"%%EOF" not in content.rstrip(_PADDING)[-_END_WITHIN:]:
        return CUT
    names = set(_names(content))
    found = [said for name, said in STRANGE.items() if len(name) >= _SHORTEST_IN_DATA and name in names]
    for looked in (_mended, _by_the_norm):
        found += looked(content)
    return found[0] if found else ""


def _by_the_norm(content: bytes) -> list[str]:
    """Return what is strange in the objects of the file."""
    found: list[str] = []
    left = MOST_BYTES
    try:
        for part in parts(content):
            own = set(part.names)
            if b"Encrypt" in own:
                return [*found, LOCKED]
            if part.data is not None and _is_told(own):
                inside = _unpacked(part.data, own, left)
                if inside is None:
                    return [*found, UNKNOWN]
                left -= len(inside)
                own |= set(_names(inside))
            found += [said for name, said in STRANGE.items() if name in own]
    except Unclear:
        found.append(UNKNOWN)
    return found


def _mended(content: bytes) -> list[str]:
    """Return what is strange in what a reader may take for an object."""
    found: list[str] = []
    left = MOST_BYTES
    for between, at in _parts(content):
        own = set(_names(between))
        if b"Encrypt" in own:
            return [*found, LOCKED]
        ends = content.find(b"endstream", at)
        data = content[at : ends if ends >= 0 else len(content)]
        last = set(_names(_OBJECT.split(between)[-1]))  # an outline before an image: /First of one, /N of the other
        inside = _unpacked(data, own, left) if _is_told(last) else _at_a_glance(content, at, left)
        if inside is None:
            return [*found, UNKNOWN]
        left -= len(inside)
        own |= set(_names(inside))
        found += [said for name, said in STRANGE.items() if name in own]
    return found


def _is_told(own: set[bytes]) -> bool:
    """Return whether a dictionary says that its stream is one of objects."""
    return b"ObjStm" in own or {b"First", b"N"} <= own


def _names(part: bytes) -> Iterator[bytes]:
    for found in _NAME.finditer(part):
        yield _ESCAPE.sub(lambda code: bytes([int(code[1], 16)]), found[1])


def _parts(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield what stands before each stream up to the one before, its dictionary in it, and where its data begin."""
    last = 0
    for begins in _STREAM.finditer(content):
        ends = content.rfind(b"endstream", last, begins.start())
        yield content[ends if ends >= 0 else last : begins.start()], begins.end()
        last = begins.end()
    yield content[max(content.rfind(b"endstream", last), last) :], len(content)


def _unpacked(data: bytes, own: set[bytes], most: int) -> bytes | None:
    """Return an object stream as its reader sees it; ``None`` where it is packed in another way, or too large."""
    filters = {name for name in own if name.endswith((b"Decode", b"Crypt")) or name in _SHORT}
    if b"DecodeParms" in own or filters - {b"FlateDecode"} or _STREAM.search(data):
        return None
    if not filters:
        is_plain = b"Filter" not in own and _PAIRS.match(data) and len(data) <= most
        return data if is_plain else None
    unpacking = zlib.decompressobj()
    try:
        inside = unpacking.decompress(data, max(most, 1))
    except zlib.error:
        return None
    is_whole = unpacking.eof and not unpacking.unused_data.strip(_PADDING)
    return inside if is_whole and _PAIRS.match(inside) else None


def _at_a_glance(content: bytes, at: int, most: int) -> bytes | None:
    """Return what looks like an object stream though its dictionary does not say so; ``None`` where it is too large."""
    if int.from_bytes(content[at : at + 2]) % 31:
        return b""  # not the head of anything packed (RFC 1950, 2.2)
    inside, unpacking = b"", zlib.decompressobj()
    try:
        for begin in range(at, len(content), _PIECE_BYTES):
            inside += unpacking.decompress(content[begin : begin + _PIECE_BYTES], max(most - len(inside), 1))
            if unpacking.unconsumed_tail:
                return None if _PAIRS.match(inside) else b""
            if unpacking.eof or not _PAIRS.match(inside):
                break
    except zlib.error:
        return b""
    return inside if _PAIRS.match(inside) else b""
