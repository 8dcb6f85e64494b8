"""Papers read back with poppler: the right size, everybody once, nothing whole that must be masked, nothing run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import unicodedata
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_worlds import GALUMBANG, HAUWAI, csv_file, families_of, family, kk, nik, recipient, recipients_of

from data.deliveries import read_deliveries
from data.errors import (
    ActMayNot,
    ActorUnnamed,
    DesaUnknown,
    PaperTooLong,
    PaperUnknown,
    PeriodInvalid,
    UnknownProgram,
)
from data.history import read_history
from data.intake.load import load_files
from data.intake.request import SourceFile
from data.mask import mask_number
from data.papers import make
from data.papers.make import make_paper, paper_name
from data.papers.registry import BLANK, PAPERS, TEXT, TICK
from data.papers.text import LONGEST, address, printable
from data.roles import ROLES, SHELL, Actor
from data.settings import save_setting
from data.store import Store
from data.workflow.verification import read_due
from tests.pages.page_worlds import HOSTILE_HEADS, PKH_OCTOBER, SMALL

KASI = Actor("Rahmah", "kasi")
OCTOBER = "2026-10"
A4_LANDSCAPE = (842, 595)
"""Points: 297 × 210 mm."""
has_poppler = all(shutil.which(name) for name in ("pdftotext", "pdfinfo"))
needs_poppler = pytest.mark.skipif(
    not has_poppler and "PETASALUR_REQUIRE_POPPLER" not in os.environ,
    reason="poppler is not installed: papers cannot be read back (apt install poppler-utils)",
)


def read_back(content: bytes, *words: str) -> str:
    done = subprocess.run(
        ["pdftotext", *words, "-enc", "UTF-8", "-", "-"], input=content, capture_output=True, check=True
    )
    return done.stdout.decode().replace("\u200b", "")


def pages_of(content: bytes) -> list[str]:
    return read_back(content, "-layout").split("\f")[:-1]


def squeezed(text: str) -> str:
    """A text without its spaces and line breaks: a name may stand on two lines of its cell."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def in_cells(content: bytes) -> str:
    return squeezed(read_back(content, "-raw"))


def facts_of(content: bytes) -> dict[str, str]:
    done = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True).stdout.decode()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in done.splitlines())}


@pytest.fixture
def store_of():
    opened = []

    def open_(path):
        opened.append(Store.open(path))
        return opened[-1]

    yield open_
    for store in opened:
        store.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Hauwai: families 1 to 3, Galumbang: 4; 1, 2 and 4 receive PKH. Row 6 of the families, row 5 of the list wait."""
    tmp_path = tmp_path_factory.mktemp("kantor")
    codes = pd.DataFrame({"kode": [HAUWAI, GALUMBANG], "nama": ["Hauwai", "Galumbang"], "kecamatan": "Halong"})
    codes.to_csv(tmp_path / "kode.csv", index=False)
    rows = [family(each, desa="Hauwai") for each in (1, 2, 3)]
    rows += [family(4, kode_desa=GALUMBANG, desa="Galumbang", desil="9"), family(5, no_kk="123")]
    people = [recipient(1), recipient(2), recipient(4), recipient(6, nik="12", no_kk="", nama="TANPA NOMOR")]
    store = Store.open(tmp_path / "a.duckdb")
    load_files(store, [
        SourceFile("codes", tmp_path / "kode.csv"), families_of(csv_file(tmp_path / "keluarga.csv", rows)),
        recipients_of(csv_file(tmp_path / "pkh.csv", people)),
    ])  # fmt: skip
    store.close()
    return tmp_path / "a.duckdb"


@pytest.fixture
def office(made, tmp_path, store_of):
    return store_of(shutil.copy(made, tmp_path / "kantor.duckdb"))


def paper(store, key="ceklis_penerima", **changes):
    return make_paper(store, key, **({"program": "PKH", "period": OCTOBER, "by": KASI} | changes))


# --- what stands on it ---------------------------------------------------------------------------------


@needs_poppler
def test_a_checklist_of_recipients(office):
    save_setting(office, "office_name", "Kantor Camat Halong")
    content = paper(office)
    first, second = pages_of(content)
    width, height, *_ = facts_of(content)["Page size"].replace(" x ", " ").split()
    assert (round(float(width)), round(float(height))) == A4_LANDSCAPE
    for text in ("KANTOR CAMAT HALONG", "CEKLIS PENERIMA BANSOS", "Hauwai (63.11.02.2001)", ": Halong", ": PKH",
                 ": Oktober 2026", "Jumlah: 2 penerima", "Kepala Desa Hauwai", "Kasi Kesra Kecamatan",
                 "halaman 1 dari 1 · lembar 1 dari 2", "Tidak", "Tanda tangan"):  # fmt: skip
        assert text in first, text
    assert "Kepala Desa Galumbang" in second
    assert "Jumlah: 1 penerima" in second
    assert [len(re.findall(rf"KEPALA {each}\b", first + second)) for each in (1, 2, 3, 4)] == [1, 1, 0, 1]
    assert mask_number(pd.Series([nik(1)]))[0] in first
    assert not [each for each in range(1, 7) if nik(each) in first + second or kk(each) in first + second]


@needs_poppler
def test_a_checklist_of_the_poor_says_what_they_receive(office):
    (page,) = pages_of(paper(office, "ceklis_miskin", program=""))
    lines = {name: next(line for line in page.splitlines() if name in line) for name in ("KEPALA 1", "KEPALA 3")}
    assert lines["KEPALA 1"].split()[-1] == "PKH"
    assert lines["KEPALA 3"].endswith("belum ada")
    assert "KEPALA 4" not in page  # desil 9
    assert "Jumlah: 3 keluarga miskin" in page


@needs_poppler
def test_what_waits_is_handed_back_per_desa(office):
    content = paper(office, "daftar_dikembalikan", program="", period="")
    first, last = pages_of(content)
    assert "Hauwai (63.11.02.2001)" in first
    assert "keluarga.csv" in first
    assert "baris 6" in squeezed(first).replace("baris6", "baris 6")
    assert "Desa tidak diketahui" in last  # the list says no desa
    assert "TANPA NOMOR" in last
    assert "pkh.csv" in last
    only_one = pages_of(paper(office, "daftar_dikembalikan", program="", period="", desa_code=HAUWAI))
    assert len(only_one) == 1


@needs_poppler
def test_the_list_of_the_yearly_verification(office):
    """1, 2 and 4 are on a list and were never verified; the code by which a row is found again is printed whole."""
    content = paper(office, "daftar_verifikasi", program="", period="")
    found = in_cells(content)
    due = read_due(office)
    assert len(due) == 3
    assert [handle for handle in due["handle"] if handle not in found] == []
    assert all(f"KEPALA{each}" in found for each in (1, 2, 4))
    assert "Belumpernahdiverifikasi" in found
    assert not [each for each in range(1, 7) if nik(each) in found or kk(each) in found]


@needs_poppler
def test_an_empty_list_is_a_sentence(office):
    (page,) = pages_of(paper(office, program="CPP"))
    assert PAPERS["ceklis_penerima"].empty in page
    assert "Jumlah: 0 penerima" in page
    (page,) = pages_of(paper(office, period="2025-01", desa_code=GALUMBANG))
    assert "Galumbang" in page
    assert PAPERS["ceklis_penerima"].empty in page


@needs_poppler
@pytest.mark.parametrize("key", PAPERS)
def test_every_paper_of_an_empty_office(key, store_of, tmp_path):
    content = make_paper(store_of(tmp_path / "leer.duckdb"), key, period=OCTOBER, by=KASI)
    assert PAPERS[key].empty in pages_of(content)[0]


@needs_poppler
def test_all_programs_are_one_list(worlds, store_of):
    """``small``: PKH 9, CPP 4 and a stranger; family (1, 0) and (2, 0) are in both: 9 + 4 − 2 + 1 = 12."""
    content = paper(store_of(worlds.path("small")), program="SEMUA")
    totals = re.findall(r"Jumlah: (\d+) penerima", read_back(content))
    assert sum(map(int, totals)) == 12
    assert in_cells(content).count("BerasCPP,PKH") == 2


# --- many desa, many pages -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """157 desa of 1 family, but the first has 59; all of them receive."""
    folder = tmp_path_factory.mktemp("157")
    codes = [f"63.11.02.{2001 + each}" for each in range(157)]
    pd.DataFrame({"kode": codes, "nama": [f"Desa Uji {each}" for each in range(157)], "kecamatan": "Halong"}).to_csv(
        folder / "kode.csv", index=False
    )
    homes = [codes[0]] * 58 + codes
    rows = [
        family(each, kode_desa=code, desa=f"Desa Uji {codes.index(code)}", nama=f"ORANG {each:04} UJI")
        for each, code in enumerate(homes, 1)
    ]
    people = [recipient(each, nama=f"ORANG {each:04} UJI") for each in range(1, len(homes) + 1)]
    store = Store.open(folder / "a.duckdb")
    load_files(store, [
        SourceFile("codes", folder / "kode.csv"), families_of(csv_file(folder / "k.csv", rows)),
        recipients_of(csv_file(folder / "p.csv", people)),
    ])  # fmt: skip
    yield store
    store.close()


@needs_poppler
def test_157_desa_everybody_once_and_a_heading_on_each_page(wide):
    said = []
    content = paper(wide, progress=lambda share, _: said.append(share))
    pages = pages_of(content)
    found = Counter(re.findall(r"ORANG (\d{4}) UJI", "\n".join(pages)))
    assert found == Counter({f"{each:04}": 1 for each in range(1, 58 + 157 + 1)})
    assert int(facts_of(content)["Pages"]) == len(pages)
    long = [page for page in pages if "Desa Desa Uji 0:" in page]
    assert 3 <= len(long) <= 5  # 59 rows of 8 mm: 18 on the first page, 21 on the next
    assert len(pages) == 157 + len(long) - 1
    for number, page in enumerate(pages, 1):
        assert f"lembar {number} dari {len(pages)}" in page
        assert "Ceklis penerima bansos" in page or "CEKLIS PENERIMA BANSOS" in page
        assert "Nama penerima" in page or "ORANG" not in page  # the signatures may have a page of their own
        assert "Oktober 2026" in page
    assert [f"halaman {each} dari {len(long)}" in page for each, page in enumerate(long, 1)] == [True] * len(long)
    assert said == sorted(said)
    assert said[-1] == 1.0


@needs_poppler
def test_24_desa_of_a_kecamatan(worlds, store_of):
    """The recipients of the store, each once: by name and masked number, and no 16 digits anywhere."""
    store = store_of(worlds.path("halong"))
    content = paper(store, program="CPP")
    count = len(read_deliveries(store, program="CPP", period=OCTOBER))
    totals = [int(each) for each in re.findall(r"Jumlah: ([\d.]+) penerima", read_back(content).replace(".", ""))]
    assert (len(totals), sum(totals)) == (24, count)
    assert not re.search(r"\d{9}", read_back(content))


def test_the_same_data_gives_the_same_bytes(office):
    assert paper(office) == paper(office)


def test_a_paper_of_too_many_rows_is_refused(office, monkeypatch):
    monkeypatch.setattr(make, "MAX_ROWS", 2)
    with pytest.raises(PaperTooLong):
        paper(office)
    assert paper(office, desa_code=HAUWAI)[:4] == b"%PDF"


# --- hostile texts -------------------------------------------------------------------------------------

NAMES = [
    "#pagebreak() *tebal* _miring_ $x^2$", '\\ "kutip" \'satu\' `kode` [isi] <label> @acuan', "= Judul", "// komentar",
    "SITI" + "PANYAMBARAN" * 5, "BARUH PANYAMBARAN " * 3, "<script>alert(1)</script>", '#read("/etc/passwd")',
    "=HYPERLINK(1)", "Ñandú Čapek Ωmega Жук",
]  # fmt: skip


@needs_poppler
def test_texts_are_printed_as_they_are(tmp_path, store_of):
    rows = [family(each, nama=name, lat="", lon="", kode_desa="", desa="") for each, name in enumerate(NAMES, 1)]
    people = [recipient(each, nama=name) for each, name in enumerate(NAMES, 1)]
    store = store_of(tmp_path / "a.duckdb")
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", rows)),
                       recipients_of(csv_file(tmp_path / "p.csv", people))])  # fmt: skip
    save_setting(store, "office_name", "#panic() *Kantor*")
    content = paper(store)
    found = in_cells(content)
    assert [name for name in NAMES if squeezed(name) not in found] == []
    assert squeezed("#PANIC() *KANTOR*") in found
    assert len(pages_of(content)) == 1


@needs_poppler
def test_nobody_s_name_leaves_its_cell(tmp_path, store_of):
    """A word of 60 letters ends left of the column of the NIK (bounding boxes of the words, in points)."""
    long = ["A" * 60, "PANYAMBARAN" * 6, "W" * 119]
    people = [recipient(each, nama=name) for each, name in enumerate(long, 1)]
    store = store_of(tmp_path / "a.duckdb")
    load_files(store, [recipients_of(csv_file(tmp_path / "p.csv", people))])
    boxes = read_back(paper(store), "-bbox")
    words = re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</word>', boxes)
    numbers = min(float(left) for left, _, text in words if text.startswith("631102"))
    of_names = [float(right) for _, right, text in words if re.fullmatch("(A|W|[PANYMBR])+", text) and len(text) > 4]
    assert len(of_names) > 8
    assert max(of_names) < numbers


@needs_poppler
def test_the_hostile_office(worlds, store_of):
    content = paper(store_of(worlds.path("hostile")))
    found = in_cells(content)
    assert sum(int(each) for each in re.findall(r"Jumlah:(\d+)penerima", found)) == len(PKH_OCTOBER)
    assert "\u202e" not in read_back(content)
    assert not [each for each in SMALL if each.nik in found or each.no_kk in found]
    assert len(HOSTILE_HEADS[5]) > LONGEST


@given(st.text(max_size=200))
def test_a_printable_text_is_one_short_line(text):
    shown = printable(pd.Series([text], dtype="object"))[0]
    assert len(shown.replace("\u200b", "")) <= LONGEST
    assert not [each for each in shown if unicodedata.category(each) in {"Cc", "Zl", "Zp"}]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    assert max(map(len, re.split(r"[\s\u200b]", shown))) < 18


def test_a_number_in_a_name_is_masked_too(tmp_path, store_of):
    people = [recipient(1, nama=f"SITI {nik(2)}")]
    store = store_of(tmp_path / "a.duckdb")
    load_files(store, [recipients_of(csv_file(tmp_path / "p.csv", people))])
    rows = PAPERS["ceklis_penerima"].read(store, make.Wish("PKH", OCTOBER))
    cells = make._cells(rows.assign(order=1), list(PAPERS["ceklis_penerima"].columns), is_masked=True)
    assert nik(2) not in " ".join(cells.to_numpy().ravel())
    assert "SITI ****" in cells["name"][0].replace("\u200b", "")


@pytest.mark.parametrize(
    ("dusun", "rt", "rw", "told"),
    [("Dusun 2", "1", "2", "Dusun 2, RT 1/RW 2"), ("", "1", "", "RT 1"), ("A", "", "", "A"), ("", "", "", ""),
     (None, None, "3", "RW 3")],
)  # fmt: skip
def test_an_address_in_one_line(dusun, rt, rw, told):
    assert address(pd.DataFrame({"dusun": [dusun], "rt": [rt], "rw": [rw]}))[0] == told


# --- who may -------------------------------------------------------------------------------------------


@needs_poppler
def test_whole_numbers_need_a_purpose_and_leave_a_trace(office):
    content = paper(office, purpose="  verifikasi lapangan\n")
    assert in_cells(content).count(nik(1)) == 1
    assert "jaga kerahasiaannya" in read_back(content)
    history = read_history(office, subject="dokumen")
    assert list(history[["what", "after", "reason", "who"]].iloc[0]) == [
        "Dicetak dengan NIK lengkap", "3 baris", "verifikasi lapangan", "Rahmah (Kasi Kesra/PMD kecamatan)",
    ]  # fmt: skip
    assert len(history) == 1


def test_a_masked_paper_leaves_no_trace_and_changes_nothing(office):
    before = office.data_version()
    paper(office)
    paper(office, purpose="  ")
    assert len(read_history(office, subject="dokumen")) == 0
    paper(office, purpose="x")
    assert office.data_version() == before


@pytest.mark.parametrize("role", ["camat", "pendamping", "desa"])
def test_who_may_print_but_not_whole(office, role):
    assert paper(office, by=Actor("A", role))[:4] == b"%PDF"
    with pytest.raises(ActMayNot):
        paper(office, by=Actor("A", role), purpose="x")
    assert len(read_history(office, subject="dokumen")) == 0


@pytest.mark.parametrize("role", ["monev", "dinsos"])
def test_who_may_not_print_names_at_all(office, role):
    with pytest.raises(ActMayNot):
        paper(office, by=Actor("A", role))


def test_whole_numbers_need_a_name(office):
    with pytest.raises(ActorUnnamed):
        paper(office, by=Actor("", "kasi"), purpose="x")


@pytest.mark.parametrize(
    ("changes", "kind"),
    [({"key": "brosur"}, PaperUnknown), ({"program": "DANA"}, UnknownProgram), ({"period": "2026-13"}, PeriodInvalid),
     ({"period": "٢٠٢٦-10"}, PeriodInvalid), ({"desa_code": "63.11"}, DesaUnknown)],
)  # fmt: skip
def test_what_cannot_be_printed(office, changes, kind):
    with pytest.raises(kind):
        paper(office, **changes)


# --- the registry --------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", PAPERS)
def test_every_entry_is_whole(key, office):
    entry = PAPERS[key]
    rows = entry.read(office, make.Wish("PKH", OCTOBER))
    needed = {column.key for column in entry.columns if column.kind == TEXT} - {"order"}
    assert needed | {"desa_code"} <= set(rows.columns)
    assert {column.kind for column in entry.columns} <= {TEXT, TICK, BLANK}
    assert sum(column.width_mm for column in entry.columns) <= 297 - 24 - 30  # room for the name
    assert entry.roles <= set(ROLES)
    assert (entry.key, entry.columns[0].key) == (key, "order")


def test_names_of_files(office, worlds, store_of):
    assert paper_name(office, "ceklis_penerima", program="PKH", period=OCTOBER, desa_code=HAUWAI) == (
        "Ceklis penerima bansos PKH 2026-10 Hauwai.pdf"
    )
    hostile = paper_name(store_of(worlds.path("hostile")), "ceklis_miskin", period=OCTOBER, desa_code="63.11.02.2002")
    assert not set(hostile) & set('/\\<>:"|?*{}')
    assert SHELL.may_unmask()
