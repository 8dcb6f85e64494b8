"""Office files (ZIP) that are the same bytes whenever they are made: no clock inside."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DATED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_INSIDE = (".xlsx",)
"""Files in the file that are such files themselves: the data of charts."""


def same_bytes(content: bytes, *, at: dt.datetime) -> bytes:
    """Return an office file with ``at`` (UTC) as its only date, those inside it too."""
    made = io.BytesIO()
    moment = f"{at:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in given.namelist():
            part = given.read(name)
            if name.endswith(_INSIDE):
                part = same_bytes(part, at=at)
            if name == "docProps/core.xml":
                part = _DATED.sub(rb"\g<1>" + moment + rb"\g<3>", part)
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, part)
    return made.getvalue()
