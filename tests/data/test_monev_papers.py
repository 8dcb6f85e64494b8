"""Report, slides, workbook and board from a model: the same bytes, nothing runs, nothing runs over."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import pytest
from pptx import Presentation
from pptx.util import Pt
from python_calamine import CalamineWorkbook
from report_models import AT, HOSTILE, LONG, TABLE, board, report

from data.papers.monev import slides as slides_of
from data.papers.monev.board import board_html, board_pdf
from data.papers.monev.report_pdf import report_pdf, report_values
from data.papers.monev.same_bytes import same_bytes
from data.papers.monev.sheets import workbook
from data.papers.monev.slides import slides
from data.papers.text import plain
from geo.maps.static import wrapped

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler (pdftotext) is not installed")


@pytest.fixture(scope="module")
def made():
    """Each file once."""
    return {
        "pdf": report_pdf(report()), "pptx": slides(report()), "xlsx": workbook(report()), "html": board_html(board()),
        "a3": board_pdf(board()),
    }  # fmt: skip


def deck(content):
    return Presentation(io.BytesIO(content))


def text_of(pdf):
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


def page_count(pdf):
    return text_of(pdf).count("\f")


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("pdf", lambda: report_pdf(report())), ("pptx", lambda: slides(report())), ("xlsx", lambda: workbook(report())),
        ("html", lambda: board_html(board())), ("a3", lambda: board_pdf(board())),
    ],
)  # fmt: skip
def test_the_same_model_gives_the_same_bytes(made, kind, make):
    assert make() == made[kind]


def test_zip_files_hold_no_clock(made):
    """The moment of the data is the only date, in the workbooks behind charts too."""
    assert same_bytes(made["pptx"], at=AT) == made["pptx"]
    with zipfile.ZipFile(io.BytesIO(made["pptx"])) as file:
        assert {entry.date_time[0] for entry in file.infolist()} == {1980}
        inner = [name for name in file.namelist() if name.endswith(".xlsx")]
        assert inner
        core = zipfile.ZipFile(io.BytesIO(file.read(inner[0]))).read("docProps/core.xml")
        assert set(re.findall(rb"20\d\d-\d\d-\d\dT[\d:]+Z", core)) == {b"2026-11-21T03:00:00Z"}


# --- report -----------------------------------------------------------------------------------------


@needs_poppler
def test_the_report_says_everything_it_is_given(made):
    told = " ".join(text_of(made["pdf"]).split())
    for text in (
        "KECAMATAN HALONG",
        "LAPORAN MONEV",
        "Desa 19",
        "1.234",
        "52,9",
        "Belum ada titik layanan.",
        "DATA CONTOH",
        "NAMA CAMAT",
    ):
        assert text in told, text
    count = page_count(made["pdf"])
    assert f"halaman {count} dari {count}" in told


@needs_poppler
def test_texts_are_never_markup(made):
    """ "#panic()" would stop typst, "{{7*7}}" would become 49."""
    told = "".join(text_of(made["pdf"]).split())
    assert "#panic()" in told
    assert "{{7*7}}" in told


def test_a_long_word_may_be_broken_in_a_cell_and_stays_whole_elsewhere():
    """A name of one word of 20 letters: no space in it on paper, a place to break after 10."""
    name = "Abcdefghijklmnopqrst"
    model = report()
    table = replace(TABLE, title=name, rows=((name, 1, 2.0),), total_rows=0)
    values, _ = report_values(replace(model, sections=(replace(model.sections[0], blocks=(table,)),)))
    block = values["sections"][0]["blocks"][0]
    assert block["rows"][0][0] == "Abcdefghij\u200bklmnopqrst"
    assert block["title"] == name


def test_a_missing_figure_is_no_zero():
    values, files = report_values(report())
    program = values["sections"][2]["blocks"][0]
    assert program["series"][0]["told"] == ["37,4\u00a0%", "–"]
    assert list(files) == ["map0.svg"]


# --- slides -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sections", "expected"), [(5, 8), (8, 11), (20, 12)])
def test_slides_are_eight_to_twelve(sections, expected):
    """A first slide, one per section, what has no data, how figures are counted."""
    assert len(deck(slides(report(sections))).slides) == expected


def test_the_title_of_a_slide_is_its_answer(made):
    titles = [slide.shapes.title.text_frame.text for slide in deck(made["pptx"]).slides]
    assert titles[1].replace("\u00a0", " ").startswith("649 dari 2.644 keluarga miskin belum menerima")
    assert titles[-2:] == ["Bagian berikut belum dapat dinilai", "Cara angka-angka ini dihitung"]


def test_charts_stay_charts(made):
    charts = [shape.chart for slide in deck(made["pptx"]).slides for shape in slide.shapes if shape.has_chart]
    assert [list(chart.plots[0].categories) for chart in charts] == [
        ["PKH", "Sembako/BPNT"], ["September 2026", "Oktober 2026"],
    ]  # fmt: skip
    assert list(charts[0].plots[0].series[0].values) == [37.4, None]


def test_nothing_leaves_its_slide_and_no_text_its_box(made):
    """Letters are measured in DejaVu Sans, which is wider than Arial."""
    for slide in deck(made["pptx"]).slides:
        for shape in slide.shapes:
            assert min(shape.left, shape.top) >= 0
            assert shape.left + shape.width <= Pt(slides_of.WIDTH)
            assert shape.top + shape.height <= Pt(slides_of.HEIGHT)
            if shape.has_text_frame and shape.text_frame.text:
                runs = [paragraph.runs[0] for paragraph in shape.text_frame.paragraphs]
                lines = [
                    run.font.size.pt for run in runs
                    for _ in wrapped(run.text, shape.width.pt, run.font.size.pt, is_bold=bool(run.font.bold))
                ]  # fmt: skip
                assert sum(lines) <= shape.height.pt * 1.05, shape.text_frame.text


def test_shapes_of_a_slide_do_not_overlap(made):
    """Cards lie under their texts; nothing else meets."""
    for slide in deck(made["pptx"]).slides:
        solid = [
            shape
            for shape in slide.shapes
            if shape.shape_type is None or shape.has_chart or shape.has_table or hasattr(shape, "image")
        ]
        boxes = [(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height) for shape in solid]
        for at, one in enumerate(boxes):
            for other in boxes[:at]:
                assert not (one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])


def test_a_table_on_a_slide_says_what_it_leaves_out(made):
    """8 of 22 rows and the sum."""
    slide = deck(made["pptx"]).slides[2]
    grid = next(shape.table for shape in slide.shapes if shape.has_table)
    assert [len(grid.rows), grid.cell(9, 0).text] == [10, "Jumlah"]
    assert "8 dari 22 baris; selebihnya di laporan." in [
        shape.text_frame.text for shape in slide.shapes if shape.has_text_frame
    ]


# --- workbook ---------------------------------------------------------------------------------------


def test_the_workbook_keeps_numbers_and_runs_nothing(made):
    book = CalamineWorkbook.from_filelike(io.BytesIO(made["xlsx"]))
    assert book.sheet_names == ["Isi", "Desa menurut kesenjangan", "Desa menurut kesenjangan (2)"]
    rows = book.get_sheet_by_name("Desa menurut kesenjangan").to_python()
    assert rows[3] == ["Desa", "Keluarga miskin", "Cakupan (%)"]
    assert rows[4] == [LONG, 1234, 52.94]
    assert rows[5] == [plain(HOSTILE), 5, ""]  # no data is no 0
    with zipfile.ZipFile(io.BytesIO(made["xlsx"])) as file:
        sheets = [file.read(name) for name in file.namelist() if "worksheets/sheet" in name]
    assert not any(b"<f>" in sheet or b"hyperlink" in sheet for sheet in sheets)
    assert all(b'state="frozen"' in sheet for sheet in sheets)


# --- board ------------------------------------------------------------------------------------------


def test_the_board_stands_alone(made):
    page = made["html"].decode()
    assert "<script" not in page
    links = re.findall(r"""(?:src|href)=["']?([^"'>\s]*)""", page)
    assert links
    assert all(link.startswith("data:") for link in links)
    assert "default-src 'none'" in page
    assert "&lt;script&gt;" in page  # the text is shown


def test_a_hidden_count_is_a_dot(made):
    cells = re.findall(r'<td class="n">([^<]*)</td>', made["html"].decode())
    assert cells[:6] == ["12", "52,9", "•", "•", "20", "50,0"]


# --- LibreOffice ------------------------------------------------------------------------------------


@needs_office
@needs_poppler
def test_libreoffice_opens_slides_and_workbook_without_loss(made, tmp_path):
    """A page per slide; every row of every sheet."""
    (tmp_path / "a.pptx").write_bytes(made["pptx"])
    (tmp_path / "b.xlsx").write_bytes(made["xlsx"])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "a.pptx", "b.xlsx"],
        cwd=tmp_path, check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    assert page_count((tmp_path / "a.pdf").read_bytes()) == len(deck(made["pptx"]).slides)
    assert "72,3" in text_of((tmp_path / "a.pdf").read_bytes())  # a chart's label, whatever LibreOffice's language
    told = text_of((tmp_path / "b.pdf").read_bytes())
    assert "Desa 19" in told
    assert "52,9" in told
    assert told.count("Jumlah") == sum(table.title == TABLE.title for _, table in report().tables())


def test_dates_are_those_of_the_data():
    """A later moment changes the file: the date is in it."""
    later = report()
    object.__setattr__(later, "at", AT + dt.timedelta(days=1))
    assert workbook(later) != workbook(report())
