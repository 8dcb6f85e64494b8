"""An uploaded file on disk while it is read: under a name of our own, by a process of its own, and gone afterwards."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.errors import FileTooLarge
from data.settings import read_settings, reading_limits
from data.store import Store
from geo.apart import strangers
from geo.passing import passing_folder

KINDS = ["csv", "txt", "tsv", "xlsx", "gz", "geojson", "json", "gpkg", "kml", "zip", "pbf", "osm"]
MB = 1024**2
"""As Streamlit counts the limit of ``server.maxUploadSize``."""
ROAD_KINDS = ["pbf", "osm", "gz", "bz2", "geojson", "json", "gpkg", "kml", "zip"]


def safe_name(name: str) -> str:
    """Return a file name without folders and odd characters; the ending stays."""
    bare = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[^\w. ()-]", "_", bare).strip(". ")[:120] or "berkas"


@contextmanager
def on_disk(store: Store, upload: UploadedFile) -> Iterator[Path]:
    """Yield a path that holds the upload; the folder is removed at the end, for it may hold personal data.

    Meanwhile readers work within the limits of the office of ``store`` (:mod:`geo.apart`).

    Raises
    ------
    FileTooLarge
        It is larger than the office lets files be.
    """
    limit_mb = float(str(read_settings(store)["upload_mb"]))
    if upload.size > limit_mb * MB:
        raise FileTooLarge(file=safe_name(upload.name), found_mb=math.ceil(upload.size / MB), limit_mb=round(limit_mb))
    with passing_folder() as folder:
        path = Path(folder) / safe_name(upload.name)
        path.write_bytes(upload.getbuffer())
        with strangers(reading_limits(store)):
            yield path
