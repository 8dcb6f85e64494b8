"""Names in a zip, for every reader that opens one: refused in a sentence, or read as if the file was not there."""

from __future__ import annotations

import io
import stat
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from intake_worlds import kk, nik, xlsx_file

from data.handover import attachments
from data.handover.returned import read_returned
from data.intake.preview import guess_kind, preview_table
from data.intake.read import read_sheets
from data.messages import sentence
from data.store import Store
from geo.errors import PetasalurError
from geo.network.read import read_network
from geo.read import read_layer

PARCELS = pd.DataFrame({"handle": ["v0123456789a"], "program": ["CPP"], "unit": ["kg"]})
INNER = io.BytesIO()
with zipfile.ZipFile(INNER, "w") as _packed:
    _packed.writestr("desa.shp", b"x")
    _packed.writestr("xl/workbook.xml", b"x")


@dataclass(frozen=True)
class Entry:
    """What is added to an archive; ``is_refused``: by every reader. ``@`` in a name becomes a zero byte."""

    name: str
    content: bytes = b"x"
    mode: int = stat.S_IFREG | 0o644
    is_refused: bool = True


LINK = stat.S_IFLNK | 0o777
ENTRIES = {
    "out of the folder": Entry("../../keluar.csv"),
    "out, within": Entry("a/../../keluar.csv"),
    "out, backslash": Entry("..\\keluar.csv"),
    "absolute": Entry("/keluar.csv"),
    "network": Entry("\\\\host\\x\\a.csv"),
    "drive": Entry("C:\\keluar.csv"),
    "drive, relative": Entry("c:keluar.csv"),
    "link to a file": Entry("tautan.csv", b"/etc/passwd", LINK),
    "link to a folder": Entry("desa", b"/etc", LINK),
    "zero byte": Entry("a@/../../keluar.txt", is_refused=False),
    "zero before the ending": Entry("a.txt@.csv", is_refused=False),
    "device": Entry("CON.txt", is_refused=False),
    "device in a folder": Entry("aux/NUL", is_refused=False),
    "very long": Entry("n" * 60_000 + ".txt", is_refused=False),
    "deep": Entry("a/" * 5_000 + "x.txt", is_refused=False),
    "nothing": Entry(".", is_refused=False),
    "spaces and dots": Entry("  ...  . ", is_refused=False),
    "turned round": Entry("a\u202etxt.exe", is_refused=False),
    "zip in the zip": Entry("b.zip", INNER.getvalue(), is_refused=False),
    "a stream of NTFS": Entry("a.txt:geheim.exe", is_refused=False),
}


@dataclass(frozen=True)
class Reader:
    """Who opens a zip: one that is as it should be, and how it is read (what comes back tells what was found)."""

    make: Callable[[Path], Path]
    read: Callable[[Path], object]


def _book(folder: Path) -> Path:
    return xlsx_file(folder / "a.xlsx", {"Data": [["no_kk", "nik", "nama", "desil"], [kk(1), nik(1), "ADI", "3"]]})


def _shapes(folder: Path, shape: shapely.Geometry) -> Path:
    (folder / "bagian").mkdir()
    gpd.GeoDataFrame({"kode": ["1"]}, geometry=[shape], crs=4326).to_file(folder / "bagian" / "desa.shp")
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for part in sorted((folder / "bagian").iterdir()):
            archive.writestr(f"./{part.name}", part.read_bytes())  # as some programs name what lies in the first folder
    return folder / "a.zip"


def _answers(folder: Path) -> Path:
    told = "resep,parcel,state\n,v0123456789a_CPP,diterima\n"
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("jawaban/penerimaan.csv", told)
    return folder / "a.zip"


def _kept(path: Path) -> str:
    store = Store.open(path.with_suffix(".duckdb"))
    try:
        return attachments.keep(store, path.read_bytes()).kind
    finally:
        store.close()


SQUARE, LINE = shapely.box(115.5, -2.4, 115.6, -2.3), shapely.LineString([(115.5, -2.4), (115.6, -2.3)])
READERS = {
    "table": Reader(_book, lambda path: [sheet.cells.to_numpy().tolist() for sheet in read_sheets(path)]),
    "preview": Reader(_book, lambda path: (guess_kind(path), preview_table(path, "families").row_count)),
    "boundaries": Reader(lambda folder: _shapes(folder, SQUARE), lambda path: read_layer(path)["kode"].tolist()),
    "roads": Reader(lambda folder: _shapes(folder, LINE), lambda path: len(read_network(path).network.edges)),
    "kind of a map": Reader(lambda folder: _shapes(folder, SQUARE), guess_kind),
    "answers of ODK": Reader(
        _answers, lambda path: read_returned(path, plan_id=1, units=PARCELS).told["kind"].tolist()
    ),
    "attachment": Reader(_book, _kept),
}  # fmt: skip
ONLY_GUESSES = {"kind of a map"}


def add(path: Path, entry: Entry) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo(entry.name)
        info.external_attr = entry.mode << 16
        info.create_system = 3
        archive.writestr(info, entry.content)
    if "@" in entry.name:
        name = entry.name.encode()
        path.write_bytes(path.read_bytes().replace(name, name.replace(b"@", b"\0")))


def outcome(reader: Reader, path: Path) -> object:
    try:
        return reader.read(path)
    except PetasalurError as error:
        said = sentence(error)
        assert "\n" not in said
        assert len(said) < 600
        return error


@pytest.mark.parametrize("reader", READERS)
def test_names_lead_nowhere(tmp_path, reader):
    """Each kind of name, one after the other, beside an archive that is read."""
    (tmp_path / "rumah").mkdir()
    plain = READERS[reader].make(tmp_path / "rumah")
    expected = READERS[reader].read(plain)
    assert expected
    for title, entry in ENTRIES.items():
        folder = tmp_path / "satu" / "dua"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / plain.name
        path.write_bytes(plain.read_bytes())
        add(path, entry)
        found = outcome(READERS[reader], path)
        is_refused = isinstance(found, PetasalurError)
        assert is_refused == entry.is_refused or reader in ONLY_GUESSES, (title, found)
        assert is_refused or found == expected, title
        assert list(tmp_path.rglob("*keluar*")) == [], title
    assert not Path("/keluar.csv").exists()


CHANGES = {
    "the same": str, "capitals": str.swapcase, "a dot before": "./{}".format,
    "slashes": lambda name: name.replace("/", "\\"),
}  # fmt: skip


@pytest.mark.parametrize("reader", ["table", "preview", "boundaries", "roads", "answers of ODK", "attachment"])
@pytest.mark.parametrize("change", CHANGES)
def test_two_of_one_name_are_refused(tmp_path, reader, change):
    """What is looked at would not be what is opened, or one would lie over the other."""
    path = READERS[reader].make(tmp_path)
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if CHANGES[change](name) != name or change == "the same"]
    with warnings.catch_warnings(action="ignore"):  # zipfile itself says of what it writes that it is there twice
        add(path, Entry(CHANGES[change](names[-1])))
    assert isinstance(outcome(READERS[reader], path), PetasalurError)
