"""Photos that lie with the SPJ, on the photo sheet of their desa: each of them, or why it is not there."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from data.errors import AttachmentChanged, AttachmentMissing, PhotoTooLarge, PhotoUnreadable
from data.handover import spj
from data.messages import sentence
from data.papers.delivery.blocks import Files
from data.papers.delivery.part import Part, Picture
from data.papers.delivery.photos import Photo, as_text, picture_of, read_photo
from data.papers.text import one_line
from data.settings import reading_limits
from data.store import Store
from geo.apart import strangers
from geo.errors import UNREAD
from geo.notation import number

DOCUMENT = "foto"
"""Under this key photos are attached to an SPJ."""
PER_DESA = 24
"""So many of the newest photos of a desa are printed: six pages."""
_PHOTOS = {"jpg", "png"}
_ENDING = r"\.(jpe?g|png)$"


@dataclass(frozen=True)
class KeptPhotos:
    """Photos of what is printed, by ``desa_code``.

    ``files``: what the pictures name. ``unread``: one sentence for each photo that cannot be printed, by ``desa_code``.
    """

    pictures: dict[str, list[Picture]]
    unread: dict[str, list[str]]
    files: Files

    @property
    def told(self) -> list[str]:
        """Every sentence once."""
        return list(dict.fromkeys(text for texts in self.unread.values() for text in texts))

    def on(self, part: Part, of: Part) -> Part:
        """Return a part of one desa with its photos, where it is the first of ``of`` that goes there; else as it is."""
        visits = of.visits[of.visits["desa_code"] == part.desa_code].sort_values("number", kind="stable")
        if not part.desa_code or visits["trip_id"].iloc[0] not in set(part.trips["trip_id"]):
            return part
        return part.of(pictures=self.pictures.get(part.desa_code, []), unread=self.unread.get(part.desa_code, []))


def read_kept_photos(store: Store, part: Part) -> KeptPhotos:
    """Return the photos attached to the SPJ of the programs, months and desa of a part; those of all desa in each.

    What is damaged, gone or no picture becomes a sentence and stops nothing.
    """
    entries = _entries(store, part)
    pictures: dict[str, list[Picture]] = {}
    unread: dict[str, list[str]] = {}
    read: dict[str, Photo | str] = {}
    for desa_code in sorted({code for code in part.visits["desa_code"] if code}):
        rows = entries[entries["desa_code"].isin([desa_code, ""])].drop_duplicates("sha256")
        pictures[desa_code], unread[desa_code] = [], []
        if len(rows) > PER_DESA:
            unread[desa_code].append(f"{number(len(rows) - PER_DESA)} foto lain tersimpan di Penyaluran › SPJ.")
        for entry in rows.tail(PER_DESA).to_dict("records"):
            sha256 = str(entry["sha256"])
            photo = read[sha256] = read[sha256] if sha256 in read else _photo(store, entry)
            if isinstance(photo, str):
                unread[desa_code].append(photo)
            else:
                order = len(pictures[desa_code]) + 1
                pictures[desa_code].append(picture_of(photo, order, _caption(entry), _file(sha256)))
    files = {_file(sha256): as_text(photo) for sha256, photo in read.items() if isinstance(photo, Photo)}
    return KeptPhotos(pictures, unread, files)


def _entries(store: Store, part: Part) -> pd.DataFrame:
    """Return the attached photos, the oldest first."""
    periods = sorted(part.recipients["period"].unique())
    found = [spj.read_entries(store, programs=part.programs, period=period) for period in periods]
    rows = pd.concat(found) if found else pd.DataFrame(columns=["entry_id", "document_key", "sha256", "desa_code"])
    return rows[(rows["document_key"] == DOCUMENT) & (rows["sha256"] != "")].sort_values("entry_id")


def _photo(store: Store, entry: dict[str, object]) -> Photo | str:
    """Return the photo of an entry, or one sentence that says why there is none."""
    title = one_line(str(entry["title"] or entry["label"]))
    if entry["file_kind"] not in _PHOTOS:
        return f"Lampiran foto {title} berupa {str(entry['file_kind']).upper()}: cetak sendiri dari Penyaluran › SPJ."
    try:
        with strangers(reading_limits(store)):
            return read_photo(spj.open_file(store, entry), title)
    except (AttachmentMissing, AttachmentChanged, PhotoUnreadable, PhotoTooLarge, *UNREAD) as error:
        return sentence(error)


def _caption(entry: dict[str, object]) -> str:
    return re.sub(_ENDING, "", str(entry["title"]), flags=re.IGNORECASE)


def _file(sha256: str) -> str:
    return f"spj{sha256[:16]}.svg"
