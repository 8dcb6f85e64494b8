"""An uploaded file on disk while it is read: under a name of our own, and gone afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from streamlit.runtime.uploaded_file_manager import UploadedFile

KINDS = ["csv", "txt", "tsv", "xlsx", "gz", "geojson", "json", "gpkg", "kml", "zip", "pbf", "osm"]
ROAD_KINDS = ["pbf", "osm", "gz", "bz2", "geojson", "json", "gpkg", "kml", "zip"]


def safe_name(name: str) -> str:
    """Return a file name without folders and odd characters; the ending stays."""
    bare = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[^\w. ()-]", "_", bare).strip(". ")[:120] or "berkas"


@contextmanager
def on_disk(upload: UploadedFile) -> Iterator[Path]:
    """Yield a path that holds the upload; the folder is removed at the end, for it may hold personal data."""
    with TemporaryDirectory(prefix="petasalur-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / safe_name(upload.name)
        path.write_bytes(upload.getbuffer())
        yield path
