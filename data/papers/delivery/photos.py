"""Photos for a paper: told by their content, turned upright, made small, freed of everything that is no picture."""

from __future__ import annotations

import base64
import datetime as dt
import io
import math
import re
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from data.errors import PhotoTooLarge, PhotoUnreadable, TooManyPhotos
from data.handover.pictures import MAX_PIXELS
from data.papers.delivery.part import Picture
from data.papers.text import one_line
from geo.apart import apart
from geo.notation import long_date, number

MAX_PHOTOS = 60
"""On one paper."""
MAX_BYTES = 30_000_000
LONGEST_PX = 1400
"""90 mm at 400 dots per inch."""
QUALITY = 82
_FORMATS = ("JPEG", "PNG")
_TAKEN_ON = r"(\d{4}):(\d\d):(\d\d) "
_SIXTIES = (1, 60, 3600)


@dataclass(frozen=True)
class Photo:
    """A photo ready to print: JPEG without any note of the camera, ``size`` in pixels.

    ``taken_on``, ``place`` (lon, lat): what the camera had noted, ``None`` where nothing.
    """

    content: bytes
    size: tuple[int, int]
    taken_on: dt.date | None
    place: tuple[float, float] | None


@apart
def read_photo(content: bytes, name: str = "foto") -> Photo:
    """Return a photo as it can be printed.

    Parameters
    ----------
    content
        JPEG or PNG, told by the content alone.
    name
        What a message calls it.

    Raises
    ------
    PhotoUnreadable
        No JPEG or PNG, or damaged.
    PhotoTooLarge
        More bytes or pixels than a telephone makes.
    """
    if len(content) > MAX_BYTES:
        raise PhotoTooLarge(photo=name, found=f"{number(len(content) / 1e6)} MB", limit=f"{number(MAX_BYTES / 1e6)} MB")
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            if math.prod(image.size) > MAX_PIXELS:
                found = f"{number(image.width)} × {number(image.height)} piksel"
                raise PhotoTooLarge(photo=name, found=found, limit=f"{number(MAX_PIXELS / 1e6)} juta piksel")
            noted = image.getexif()
            image.draft("RGB", (2 * LONGEST_PX, 2 * LONGEST_PX))
            return Photo(*_printed(image), _taken_on(noted), _place(noted))
    except Image.DecompressionBombError as error:
        found = f"lebih dari {number(MAX_PIXELS / 1e6)} juta piksel"
        raise PhotoTooLarge(photo=name, found=found, limit=f"{number(MAX_PIXELS / 1e6)} juta piksel") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PhotoUnreadable(photo=name) from error


def _printed(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_PX, LONGEST_PX))
    if upright.mode in {"RGBA", "LA", "P", "PA"}:
        shown = upright.convert("RGBA")
        paper = Image.new("RGBA", shown.size, "white")
        upright = Image.alpha_composite(paper, shown)
    made = io.BytesIO()
    bare = Image.frombytes("RGB", upright.size, upright.convert("RGB").tobytes())  # nothing but the picture goes on
    bare.save(made, "JPEG", quality=QUALITY)
    return made.getvalue(), bare.size


def as_text(photo: Photo) -> str:
    """Return the photo within an SVG, from which typst takes the JPEG as it is."""
    width, height = photo.size
    content = base64.b64encode(photo.content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{content}"/></svg>'
    )


def _taken_on(noted: Image.Exif) -> dt.date | None:
    told = noted.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or noted.get(ExifTags.Base.DateTime)
    found = re.match(_TAKEN_ON, str(told or ""))
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:  # a camera whose clock was never set: 0000:00:00
        return None


def _place(noted: Image.Exif) -> tuple[float, float] | None:
    gps = noted.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat, lon = (sum(float(each) / by for each, by in zip(gps[tag], _SIXTIES, strict=True)) for tag in (2, 4))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if not all(map(math.isfinite, (lat, lon))):
        return None
    return (-lon if gps.get(3) == "W" else lon), (-lat if gps.get(1) == "S" else lat)


def pictures(
    photos: list[tuple[str, bytes]] | tuple[tuple[str, bytes], ...], *, with_place: bool = False
) -> tuple[list[Picture], dict[str, str]]:
    """Return photos (caption, content) as pictures of a sheet, and the files that they name.

    The date that the camera noted stands below; where it stood only ``with_place``.

    Raises
    ------
    TooManyPhotos, PhotoUnreadable, PhotoTooLarge
    """
    if len(photos) > MAX_PHOTOS:
        raise TooManyPhotos(found=number(len(photos)), limit=number(MAX_PHOTOS))
    made: list[Picture] = []
    files: dict[str, str] = {}
    for order, (caption, content) in enumerate(photos, 1):
        photo = read_photo(content, f"foto ke-{order}")
        file = f"foto{order:03}.svg"
        files[file] = as_text(photo)
        made.append(picture_of(photo, order, caption, file, with_place=with_place))
    return made, files


def picture_of(photo: Photo, order: int, caption: str, file: str, *, with_place: bool = False) -> Picture:
    """Return a photo as the picture number ``order`` of a sheet, its content under the name ``file``."""
    under = [f"Diambil {long_date(photo.taken_on)}"] if photo.taken_on else []
    if with_place and photo.place:
        under.append(f"Tempat: {number(photo.place[1], 5)}; {number(photo.place[0], 5)}")
    return Picture(f"{order}. {one_line(caption) or 'Foto penyaluran'}", file, under)
