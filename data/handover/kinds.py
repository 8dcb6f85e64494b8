"""What a file to be attached is, told by its content; read apart from the program, as all that strangers made."""

from __future__ import annotations

import io
import math

from data.errors import AttachmentKindUnknown, AttachmentUnsafe, PhotoTooLarge
from data.handover.pdf import fault_of
from data.handover.pictures import MAX_PIXELS, size_of
from geo.apart import apart
from geo.archive import check_zip
from geo.errors import UnsafeArchive
from geo.notation import number

KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}  # fmt: skip
"""What may be attached: ending → media type."""
_EXPECTED = "PDF, JPEG, PNG atau XLSX"
_STARTS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
_PROGRAM = "vbaproject.bin"
"""Macros: an .xlsx has none."""
_PARTS_OF_XLSX = {"[Content_Types].xml", "xl/workbook.xml"}


@apart
def kind_of(content: bytes, name: str = "lampiran") -> str:
    """Return the key in :data:`KINDS` of a file; ``name`` is what errors of the reading call it.

    Raises
    ------
    AttachmentKindUnknown
        It is none of them, or is damaged.
    AttachmentUnsafe
        A PDF that does more than show pages, or cannot be looked into.
    PhotoTooLarge
    """
    del name
    found = next((kind for start, kind in _STARTS.items() if content.startswith(start)), "")
    if not found and _is_workbook(content):
        found = "xlsx"
    size = size_of(content, found) if found in {"jpg", "png"} else (0, 0)
    if not found or size is None:
        raise AttachmentKindUnknown(expected=_EXPECTED)
    if math.prod(size) > MAX_PIXELS:
        told = f"{number(size[0])} × {number(size[1])} piksel"
        raise PhotoTooLarge(photo="gambar", found=told, limit=f"{number(MAX_PIXELS / 1e6)} juta piksel")
    fault = fault_of(content) if found == "pdf" else ""
    if fault:
        raise AttachmentUnsafe(found=fault)
    return found


def _is_workbook(content: bytes) -> bool:
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        parts = set(check_zip(io.BytesIO(content)))
    except UnsafeArchive:  # nor is it given to somebody later
        return False
    return parts >= _PARTS_OF_XLSX and not any(part.lower().endswith(_PROGRAM) for part in parts)
