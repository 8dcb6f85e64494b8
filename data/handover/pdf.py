"""Whether a PDF does more than show pages: told by its structure, without drawing it.

Looked for are the names of what runs or carries something (ISO 32000-2, 7.11, 12.6, 12.7): in the file as it lies, and
in its object streams, unpacked. Names may be written with ``#`` and two digits for any letter. What cannot be looked
into, because it is encrypted or packed in another way than offices' programs do, is refused.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

STRANGE = {
    b"JavaScript": "skrip", b"Launch": "perintah menjalankan program", b"EmbeddedFile": "berkas lain di dalamnya",
    b"EmbeddedFiles": "berkas lain di dalamnya", b"RichMedia": "media yang berjalan",
    b"SubmitForm": "pengiriman formulir",
    b"ImportData": "pengambilan data", b"GoToE": "berkas lain di dalamnya", b"XFA": "formulir XFA",
}  # fmt: skip
"""Names of PDF → what the office reads of them. Each action that runs has one, /OpenAction or not."""
LOCKED, UNKNOWN, CUT = "isi yang disandikan", "isi yang tidak dapat diperiksa", "akhir yang terpotong"
MOST_BYTES = 100_000_000
"""Of all object streams, unpacked."""
_END_WITHIN = 2048
_STREAM = re.compile(rb"\bstream\r?\n?")
_NAME = re.compile(rb"/([A-Za-z0-9#]+)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_SHORTEST_IN_DATA = 6
"""Letters of names that are looked for in packed data too, where shorter ones come about by chance."""


def fault_of(content: bytes) -> str:
    """Return what of a PDF is strange, "" where nothing is."""
    if b"%%EOF" not in content[-_END_WITHIN:]:
        return CUT
    names = set(_names(content))
    found = [said for name, said in STRANGE.items() if len(name) >= _SHORTEST_IN_DATA and name in names]
    left = MOST_BYTES
    for head, data, between in _parts(content):
        own = set(_names(between)) | set(_names(head))
        if b"Encrypt" in own:
            return LOCKED
        if b"ObjStm" in own or {b"First", b"N"} <= set(_names(head)):
            inside = _unpacked(head, data, left)
            if inside is None:
                return UNKNOWN
            left -= len(inside)
            own |= set(_names(inside))
        found += [said for name, said in STRANGE.items() if name in own]
    return found[0] if found else ""


def _names(part: bytes) -> Iterator[bytes]:
    for found in _NAME.finditer(part):
        yield _ESCAPE.sub(lambda code: bytes([int(code[1], 16)]), found[1])


def _parts(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield for each stream the dictionary before it, its data, and what stands between it and the stream before."""
    at = 0
    while True:
        begins = _STREAM.search(content, at)
        if begins is None:
            yield b"", b"", content[at:]
            return
        between = content[at : begins.start()]
        ends = content.find(b"endstream", begins.end())
        ends = len(content) if ends < 0 else ends
        yield between[max(between.rfind(b"obj"), 0) :], content[begins.end() : ends], between
        at = ends + len(b"endstream")


def _unpacked(head: bytes, data: bytes, most: int) -> bytes | None:
    """Return an object stream as its reader sees it; ``None`` where it is packed in another way, or too large."""
    filters = {name for name in _names(head) if name.endswith((b"Decode", b"Crypt"))}
    if b"DecodeParms" in set(_names(head)) or filters - {b"FlateDecode"}:
        return None
    if not filters:
        return data if len(data) <= most else None
    unpacking = zlib.decompressobj()
    try:
        inside = unpacking.decompress(data, max(most, 1))
    except zlib.error:
        return None
    return None if unpacking.unconsumed_tail else inside
