"""Every file that leaves an office whose every name is hostile, from all registries: texts stay texts.

Tables of screens are taken in ``tests/browser/test_hostile_strings.py``; here is what has a maker of its own.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest
import xlsxwriter
from pptx import Presentation
from pyxform.xls2xform import convert

from analytics.report.kinds import KINDS, make
from analytics.report.material import Wish
from data.intake.gazetteer import read_layer
from data.papers.delivery.make import make_bundle, make_delivery_paper
from data.papers.delivery.registry import DELIVERY_PAPERS
from data.papers.field.make import make_field_file
from data.papers.field.registry import FIELD_FILES
from data.papers.make import make_paper
from data.papers.registry import PAPERS
from data.papers.text import LONGEST, one_line
from data.store import Store
from data.takeaway import EXPORTS
from geo.archive import check_zip
from geo.maps import static
from tests.data.field_worlds import needs_tools
from tests.data.hostile_office import COUNT, KASI, NAMES, OFFICE, PER_KECAMATAN, PERIOD, PLAN, hostile_store
from tests.data.hostile_strings import FAR, FORMULA, TEXTS
from tests.data.test_papers import facts_of, in_cells, needs_poppler, squeezed

TRIP = "motor-1-1"
ENDING = {
    **dict.fromkeys((*PAPERS, *DELIVERY_PAPERS), "pdf"),
    **{key: file.extension for key, file in FIELD_FILES.items()},
    **{f"laporan_{key}": kind.extension for key, kind in KINDS.items()},
}
"""Every file with a maker of its own → its ending."""
WITHOUT_DESA = {"ba_prioritas", "daftar_dikembalikan", "rekap_penyaluran"}
"""Papers that name no desa of this office: nobody is prioritised, nothing has come back; the recap sums up."""
ROOT_LINE = "root:x:0"
"""How ``/etc/passwd`` begins."""
REFERRED = {"../amount_unit", "/data/entered_count", "/data/planned_count"}
SMALL = static.Size(90, 60)
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    store = hostile_store(tmp_path_factory.mktemp("jahat"))
    yield store
    store.close()


def made(store: Store, key: str) -> bytes:
    if key in PAPERS:
        return make_paper(store, key, program="CPP", period=PERIOD, by=KASI)
    if key in DELIVERY_PAPERS:
        return make_delivery_paper(store, key, plan_id=PLAN, by=KASI)
    if key in FIELD_FILES:
        return make_field_file(store, key, plan_id=PLAN, trip_id=TRIP, by=KASI)
    return make(store, key.removeprefix("laporan_"), Wish(PERIOD, dt.date(2026, 11, 27)), by=KASI)


@needs_poppler
@needs_tools("ogrinfo", "gpsbabel")
@pytest.mark.parametrize("key", ENDING)
def test_its_texts_are_only_texts(office, key, tmp_path):
    path = tmp_path / f"berkas.{ENDING[key]}"
    path.write_bytes(made(office, key))
    JUDGES[ENDING[key]](path, key)


def test_every_file_is_judged():
    """A new kind of file needs its entry here; those of screens have no maker of their own."""
    assert set(ENDING.values()) <= set(JUDGES)
    assert {key for key, each in EXPORTS.items() if key not in ENDING and each.page} >= set(EXPORTS) - set(ENDING) - {
        "opensid"
    }


# --- paper ------------------------------------------------------------------------------------------------


def _pdf(path: Path, key: str) -> None:
    """Every name as it is; no script, link or attachment, no file of the machine, no page more."""
    content = path.read_bytes()
    told = in_cells(content)
    expected = NAMES[:-1] if key in DELIVERY_PAPERS else NAMES  # no trip brings anything to the last desa
    lost = [name for name in expected if name not in MARKS and shown(name) not in told]
    assert lost == [] or key in WITHOUT_DESA
    assert squeezed(OFFICE).upper() in told.upper()
    assert ROOT_LINE not in told
    assert not BIDI & set(told)
    for asked in ("-js", "-url"):
        listed = subprocess.run(["pdfinfo", asked, path], capture_output=True, check=True, text=True).stdout
        assert listed.strip() in {"", "Page  Type          URL"}, listed
    attached = subprocess.run(["pdfdetach", "-list", path], capture_output=True, check=True, text=True).stdout
    assert attached.strip() == "0 embedded files"
    assert int(facts_of(content)["Pages"]) <= 2 * COUNT


MARKS = {"e\u0301" * 60, "🙂👩‍👩‍👧 ꦗꦮ", "\uff1d1+1", "\uff20SUM(1+1)", "A\x00B\x07\x1b[31m"}
"""What comes back otherwise: letters without a glyph in the fonts of papers, marks joined, cut at a zero by GDAL."""


def shown(name: str) -> str:
    """A text as a paper shows it, without what may break; long ones by their beginning."""
    return squeezed(one_line(name).replace("\u200b", "").removesuffix("…"))[: LONGEST // 4]


# --- for spreadsheets, slides, maps ---------------------------------------------------------------------------


def parts_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as packed:
        names = [name for name in packed.namelist() if name.endswith((".xml", ".rels"))]
        return {name: packed.read(name).decode() for name in names}


def _no_link_outside(path: Path) -> None:
    for name, xml in parts_of(path).items():
        ET.fromstring(xml)  # noqa: S314  we wrote it
        assert 'TargetMode="External"' not in xml, name
        assert not re.search(r"<\w*:?hlinkClick|<hyperlink|<f>|<f |<ddeLink|<oleObject", xml), name


def _xlsx(path: Path, key: str) -> None:
    _no_link_outside(path)
    assert len(parts_of(path)) > 5
    if key in FIELD_FILES:
        _form(path)


def _form(path: Path) -> None:
    """What Collect works out is what the form of any trip works out: no text has become a part of it."""
    root = ET.fromstring(convert(io.BytesIO(path.read_bytes()), validate=False).xform)  # noqa: S314  we wrote it
    told = "".join(root.itertext())
    worked_out = [
        value for each in root.iter() for name, value in each.attrib.items()
        if name in {"calculate", "relevant", "constraint", "required", "nodeset", "ref", "value"}
    ]  # fmt: skip
    assert worked_out
    assert not [value for value in worked_out if re.search(r"pulldata|jumlah|nama\}|passwd|evil|__hit", value)]
    assert "passwd" in told
    referred = {each.get("value").strip() for each in root.iter("{http://www.w3.org/2002/xforms}output")}
    assert referred == REFERRED, "what labels refer to"


def _pptx(path: Path, _key: str) -> None:
    _no_link_outside(path)
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            assert not name.endswith(("vbaProject.bin", ".vml", ".js")), name
            if name.endswith(".xlsx"):  # behind a chart
                (path.parent / "grafik.xlsx").write_bytes(packed.read(name))
                _no_link_outside(path.parent / "grafik.xlsx")
    told = "\n".join(
        shape.text_frame.text for slide in Presentation(path).slides for shape in slide.shapes if shape.has_text_frame
    )
    assert OFFICE in told
    assert not BIDI & set(told)


def _gpkg(path: Path, _key: str) -> None:
    said = subprocess.run(["ogrinfo", "-al", "-so", path], capture_output=True, check=True, text=True).stdout
    assert re.findall(r"Feature Count: (\d+)", said) == [str(COUNT), str(len(TEXTS))]  # desa, points of service
    assert not re.search(r"passwd|evil|__hit|script", said), "no text is the name of a layer or column"
    layer = gpd.read_file(path)
    names = set(layer["desa_name"])
    assert len(layer) == COUNT
    assert {name for name in NAMES if name.isascii() and name.isprintable() and len(name) < LONGEST} <= names


def _places(path: Path, _key: str) -> None:
    """GPX and KML: well-formed, opened by OGR; nothing in them is HTML or an address."""
    xml = path.read_bytes()
    if path.suffix == ".kmz":
        with zipfile.ZipFile(path) as packed:
            assert packed.namelist() == ["doc.kml"]
            xml = packed.read("doc.kml")
    root = ET.fromstring(xml)  # noqa: S314  we wrote it
    assert b"<!DOCTYPE" not in xml
    assert not [each.tag for each in root.iter() if each.tag.rpartition("}")[2] in {"NetworkLink", "href", "link"}]
    assert "<" not in "".join(root.itertext())
    assert "passwd" in "".join(root.itertext())
    done = subprocess.run(["ogrinfo", "-al", "-so", path], capture_output=True, check=True, text=True)
    assert "Feature Count: " in done.stdout


def _page(path: Path, key: str) -> None:
    """A page for a telephone, and the board: opened in Chromium too, see ``tests/browser``."""
    page = path.read_text(encoding="utf-8")
    assert not re.search(r"<(?:img|script|link|iframe)[^>]*(?:src|href)=[\"']?(?!data:)[a-z]", page)
    assert page.count("<script") == (2 if key == "ponsel" else 0)  # its own, and what it knows as JSON
    assert "default-src 'none'" in page
    assert f'href="{FAR}' not in page


JUDGES: dict[str, Callable[[Path, str], None]] = {
    "pdf": _pdf, "xlsx": _xlsx, "pptx": _pptx, "gpkg": _gpkg, "gpx": _places, "kml": _places, "kmz": _places,
    "html": _page,
}  # fmt: skip


@pytest.mark.parametrize("value", [FORMULA[0], FAR])
def test_a_formula_and_a_link_would_be_found(tmp_path, value):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write(0, 0, value)
    with pytest.raises(AssertionError):
        _no_link_outside(tmp_path / "a.xlsx")


# --- several in one ---------------------------------------------------------------------------------------------


def test_names_of_desa_can_be_unpacked_anywhere(office, tmp_path):
    """Within their folder, and on Windows: no device, no two that differ by capitals only."""
    path = tmp_path / "semua.zip"
    path.write_bytes(make_bundle(office, PLAN, trip_id=f"motor-{(COUNT - 2) // PER_KECAMATAN + 1}-1", by=KASI))
    names = check_zip(path)
    assert len(set(map(str.casefold, names))) == len(names) > 25
    parts = {part for name in names for part in name.split("/")}
    assert [part for part in parts if re.search(r'[\\:*?"<>|\x00-\x1f]|^\.|[ .]$', part)] == []
    assert [part for part in parts if re.match(r"(con|nul|lpt1)\s*(\.|$)", part, re.IGNORECASE)] == []
    assert sum("con" in part.casefold() for part in parts) >= 2, "they are there under another name"


def test_a_picture_of_a_map_only_draws_its_texts(office):
    layer = read_layer(office)
    assert len(layer) == COUNT
    fill = static.choropleth(pd.Series(range(COUNT), layer.index), (COUNT / 2,), title=FORMULA[0], decimals=0)
    ground = static.ground(layer)
    for number, name in enumerate(NAMES[::6]):
        sheet = static.Sheet(fill, title=name, source=NAMES[-number], badge=name)
        svg = static.draw(ground, sheet, kind="svg", size=SMALL)
        root = ET.fromstring(svg)  # noqa: S314  we wrote it
        assert not [each.tag for each in root.iter() if each.tag.rpartition("}")[2] in {"script", "a", "image", "text"}]
        assert not re.search(rb"__hit|evil|passwd|onerror", svg)
