"""Papers of a delivery read back with poppler: everybody once, signatures never alone, nothing whole, nothing run."""

from __future__ import annotations

import io
import re
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_worlds import GALUMBANG, HAUWAI, PUDAK, kk, nik
from PIL import Image
from plan_worlds import KASI, PLAN, delivery_store
from sheet_worlds import made_up, narrowed
from test_papers import facts_of, in_cells, needs_poppler, pages_of, squeezed

from data.errors import (
    ActMayNot,
    ActorUnnamed,
    DesaUnknown,
    NothingToPrint,
    PaperUnknown,
    PhotoTooLarge,
    PhotoUnreadable,
    PlanUnknown,
    TooManyPhotos,
    TripUnknown,
)
from data.history import read_history
from data.mask import mask_number
from data.papers.delivery import make, photos
from data.papers.delivery.make import bundle_name, delivery_paper_name, make_bundle, make_delivery_paper
from data.papers.delivery.photos import read_photo
from data.papers.delivery.registry import DELIVERY_PAPERS, TRIP
from data.papers.delivery.registry import PLAN as OF_PLAN
from data.papers.delivery.whatsapp import whatsapp_text
from data.roles import ROLES, Actor
from data.settings import save_setting
from data.store import Store

A4 = {(595, 842), (842, 595)}
HOSTILE = (
    "#panic(1) *tebal* _miring_", "$x^2$ @siti <label>", 'BACK\\SLASH "QUOTED" \'X\'', "= JUDUL // KOMENTAR",
    "[kurung] {kurawal}", "https://contoh.invalid/ ~ `kode`", "=1+1 ; DROP TABLE", "ÉÑ Ø ŁUKASZ",
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    store = delivery_store(tmp_path_factory.mktemp("kantor"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A store that knows nothing, for made-up trips."""
    store = Store.open(tmp_path_factory.mktemp("kosong") / "a.duckdb")
    save_setting(store, "office_name", "Kantor Camat Halong")
    yield store
    store.close()


@pytest.fixture
def of(monkeypatch):
    """Let papers be made of made-up trips."""

    def use(sheets):
        monkeypatch.setattr(
            make, "read_trip_sheets",
            lambda _store, _plan, *, trip_id="", desa_code="", **_: narrowed(sheets, trip_id, desa_code),
        )  # fmt: skip

    return use


def paper(store, key, **changes):
    return make_delivery_paper(store, key, **({"plan_id": PLAN, "by": KASI} | changes))


# --- the registry --------------------------------------------------------------------------------------


@needs_poppler
@pytest.mark.parametrize("key", DELIVERY_PAPERS)
def test_every_paper_of_a_small_office(key, office):
    """A4, the office above it, pages counted, no whole number, its program; every entry is whole."""
    entry = DELIVERY_PAPERS[key]
    content = paper(office, key)
    pages = pages_of(content)
    text = in_cells(content)
    size = facts_of(content)["Page size"].split()
    assert (round(float(size[0])), round(float(size[2]))) in A4
    assert "KECAMATAN HALONG" in pages[0]
    assert "halaman 1 dari" in pages[0]
    assert "Beras CPP" in pages[0]
    assert not [each for each in range(1, 21) if nik(each) in text or kk(each) in text]
    assert entry.key == key
    assert entry.roles <= set(ROLES)
    assert ("KEPALA" in text) == entry.names
    assert entry.names == ("NIK disamarkan" in "\n".join(pages))


def test_the_same_data_give_the_same_bytes(office):
    assert paper(office, "tanda_terima") == paper(office, "tanda_terima")
    assert make_bundle(office, PLAN, trip_id="motor-1-1", by=KASI) == make_bundle(
        office, PLAN, trip_id="motor-1-1", by=KASI
    )


@needs_poppler
@pytest.mark.parametrize("key", ["tanda_terima", "surat_pemberitahuan", "bast"])
def test_a_demo_is_marked_on_every_page(office, monkeypatch, key):
    monkeypatch.setattr(Store, "is_demo", lambda _: True)
    assert all("DATA CONTOH" in page for page in pages_of(paper(office, key)))


# --- manifest and loading ------------------------------------------------------------------------------


@needs_poppler
def test_the_manifest_of_a_trip(office):
    """Trip 1: 5 km, 5.1 km and 8.9 km back are 19 km; 10 families, 14 parcels, 100 kg."""
    (page,) = pages_of(paper(office, "manifes", trip_id="pickup-1-1"))
    for text in ("1 dari 3", "Pick-up (pickup-1)", "28 November 2026", "08.45", "09.35", "5,1 km", "8,9 km", "19 km",
                 "garis lurus × 1,4 — bukan jarak jalan", "Petugas gudang", "Penerima barang"):  # fmt: skip
        assert text in page, text
    assert page.index("Hauwai 1 (Dusun 1)") < page.index("Hauwai 2 (Dusun 2)")
    assert re.search(r"Jumlah: 2 perhentian.* 10 +14 +100 kg", page)


@needs_poppler
def test_a_transfer_point_is_told_on_both_trips(office):
    there, onward = (in_cells(paper(office, "manifes", trip_id=each)) for each in ("pickup-1-2", "motor-1-1"))
    assert squeezed("Titik alih: diteruskan perjalanan 3") in there
    assert squeezed("Barang diambil di titik alih Simpang Pudak, siap pukul 11.45 (dibawa perjalanan 2)") in onward
    assert squeezed("diteruskan perjalanan 3") in in_cells(paper(office, "daftar_muat", trip_id="pickup-1-2"))


@needs_poppler
def test_a_network_is_told_with_its_straight_stretches(bare, of):
    of(made_up([4], straight_line=False))
    text = in_cells(paper(bare, "manifes"))
    for words in ("0,9 km garis lurus, bukan jalan", "musim kering", "buka 08.00–12.00"):
        assert squeezed(words) in text, words


@needs_poppler
def test_what_is_delivered_last_is_loaded_first(office):
    content = paper(office, "daftar_muat", trip_id="pickup-1-1")
    (page,) = pages_of(content)
    assert page.index("Hauwai 2 (Dusun 2)") < page.index("Hauwai 1 (Dusun 1)")
    assert re.search(r"1 +2 +Hauwai 2.* 4 +40 kg", page)
    assert "10 % dari kapasitas 1.000 kg" in page
    assert squeezed("BLT Dana Desa Rp 1.200.000, Beras CPP 60 kg") in in_cells(content)


# --- the receipt ---------------------------------------------------------------------------------------


@needs_poppler
def test_a_receipt_names_everybody_once(office):
    """Hauwai 1 to 10, Galumbang 11 to 16; families 17 to 20 are left out. Family 3 has a collector."""
    content = paper(office, "tanda_terima")
    text = in_cells(content)
    found = [len(re.findall(rf"KEPALA {each}\b", "\n".join(pages_of(content)))) for each in range(1, 21)]
    assert found == [1] * 16 + [0] * 4
    assert mask_number(pd.Series([nik(3)]))[0] in text
    assert "ANAKTIGA" in text
    for word in ("Capjempol", "Tandatangan", "Suratkuasa", "KepalaDesaHauwai", "KepalaDesaGalumbang"):
        assert word in text
    assert squeezed("Jumlah: 10 penerima · 100 kg · Rp 1.200.000") in text


@needs_poppler
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    counts=st.lists(st.integers(0, 45), min_size=1, max_size=4),
    word=st.sampled_from(["", "BIN ABDURRAHMAN AL-BANJARI ", "PANYAMBARAN" * 5 + " "]),
)
def test_everybody_once_whatever_the_trips(bare, of, counts, word):
    """On any trips: each name once, sums of the pages add up, no page of signatures without rows."""
    of(made_up(counts, name=lambda number: f"ORANG {word}NOMOR{number:05}X"))
    content = paper(bare, "tanda_terima")
    pages = pages_of(content)
    text = in_cells(content)
    numbers = re.findall(r"NOMOR(\d{5})X", text)
    assert sorted(numbers) == [f"{each:05}" for each in range(1, sum(counts) + 1)]
    on_pages = [int(each) for each in re.findall(r"Jumlah halaman ini: (\d+) penerima", "\n".join(pages))]
    assert sum(on_pages) == sum(counts)
    for page in pages:
        if "Kasi Kesra Kecamatan" in page:
            assert "Jumlah: " in page
            assert "X" in page or "Jumlah: 0 penerima" in page
        assert "Cap jempol" in page  # the header comes again


@needs_poppler
def test_signatures_stand_under_two_rows_at_least(bare, of):
    """14 desa, of 9 to 22 people: wherever the last row falls around the end of the first and second page."""
    of(made_up(range(9, 23)))
    last = [page for page in pages_of(paper(bare, "tanda_terima")) if "Sopir / petugas pengantar" in page]
    assert len(last) == 14
    assert min(len(re.findall(r"NOMOR\d{5}X", page)) for page in last) >= 2


@needs_poppler
@pytest.mark.parametrize("key", ["surat_pemberitahuan", "bast", "rekap_penyaluran"])
def test_24_desa(key, bare, of):
    of(made_up([3] * 24))
    content = paper(bare, key)
    pages = pages_of(content)
    assert len(pages) == {"surat_pemberitahuan": 48, "bast": 24, "rekap_penyaluran": 1}[key]
    assert all("halaman 1 dari" in page or "halaman 2 dari 2" in page for page in pages)


@needs_poppler
def test_hostile_texts_are_printed_as_they_are(bare, of):
    of(made_up([len(HOSTILE)], name=lambda number: HOSTILE[number - 1]))
    save = dict.fromkeys(("tanda_terima", "surat_pemberitahuan"))
    for key in save:
        text = in_cells(paper(bare, key))
        assert [each for each in HOSTILE if squeezed(each) not in text] == []


@needs_poppler
def test_writing_that_turns_round_and_numbers_in_names(bare, of):
    of(made_up([2], name=lambda number: f"SITI\u202e {nik(number)} X"))
    text = in_cells(paper(bare, "tanda_terima"))
    assert "\u202e" not in text
    assert not re.search(r"\d{12}", text)


# --- the desa's papers ---------------------------------------------------------------------------------


@needs_poppler
def test_a_berita_acara_in_words(office):
    """Hauwai: 4 × Rp 300.000 and 10 × 10 kg; 28 November 2026 is a Saturday."""
    (page,) = pages_of(paper(office, "bast", desa_code=HAUWAI))
    text = " ".join(page.split())
    for words in ("BERITA ACARA SERAH TERIMA", "Pada hari ini Sabtu tanggal dua puluh delapan bulan November tahun dua",
                  "Rp 1.200.000 Satu juta dua ratus ribu rupiah", "100 kg Seratus kilogram", "PIHAK PERTAMA",
                  "PIHAK KEDUA", "Kepala Desa Hauwai", "Saksi 1", "Meterai", "10 (sepuluh) penerima"):  # fmt: skip
        assert words in text, words


@needs_poppler
def test_a_letter_to_a_desa(office):
    letter, list_ = pages_of(paper(office, "surat_pemberitahuan", desa_code=GALUMBANG))
    for words in ("Nomor", "Lampiran", "Perihal", "Kepala Desa Galumbang", "Sabtu 28 November 2026", "12.15–12.30",
                  "6 KPM", "surat kuasa", "KTP-el", "Narahubung"):  # fmt: skip
        assert words in letter, words
    assert "KEPALA" not in letter
    assert len(re.findall(r"KEPALA \d+", list_)) == 6


@needs_poppler
def test_a_substitute_who_is_known_stands_on_the_letter(office):
    first, empty = pages_of(paper(office, "surat_kuasa", desa_code=HAUWAI))
    assert "ANAK TIGA" in first
    assert "KEPALA 3" in first
    assert "KEPALA" not in empty


@needs_poppler
def test_the_recap_tells_what_is_left_out_and_why(office):
    (page,) = pages_of(paper(office, "rekap_penyaluran"))
    for words in ("Belum terlayani: 1 titik, 4 KPM", "armada tidak cukup", "tambah 1 Motor", "Rp 135.000", "160 kg"):
        assert words in page, words


@needs_poppler
@pytest.mark.parametrize("vehicle_count", [1, 11, 12, 16, 17, 40])
@pytest.mark.parametrize("left_out", [0, 9])
def test_the_recap_is_one_page(bare, of, vehicle_count, left_out):
    """Whatever there is to say; with many vehicles it tells of days only."""
    sheets = made_up([3] * vehicle_count)
    sheets.plan.result["unserved"] = [
        {"stop_id": str(each), "desa_code": "63.11.02.2001", "label": f"Anak desa yang jauh {each}", "family_count": 3,
         "reason": "tidak ada jalan yang dapat dilewati kendaraan apa pun", "remedy": "tambah 2 Motor, " * 6}
        for each in range(left_out)
    ]  # fmt: skip
    of(sheets)
    assert len(pages_of(paper(bare, "rekap_penyaluran"))) == 1


# --- photos --------------------------------------------------------------------------------------------


def photo(size=(3000, 2000), form="JPEG", **changes):
    made = io.BytesIO()
    Image.new("RGB", size, "green").save(made, form, **changes)
    return made.getvalue()


def taken(lat=2.5):
    """A photo that says when and where it was taken: 2.5° S, 115.5° E."""
    noted = Image.Exif()
    noted[0x9003] = noted[0x0132] = "2026:11:28 09:00:00"
    noted[0x0112] = 6  # lies on its side
    noted[0x8825] = {1: "S", 2: (lat, 0.0, 0.0), 3: "E", 4: (115.0, 30.0, 0.0)}
    return photo(exif=noted)


def test_a_photo_is_made_small_upright_and_silent():
    read = read_photo(taken())
    with Image.open(io.BytesIO(read.content)) as image:
        assert image.size == (photos.LONGEST_PX * 2 // 3, photos.LONGEST_PX)
        assert dict(image.getexif()) == {}
    assert str(read.taken_on) == "2026-11-28"
    assert read.place == (115.5, -2.5)
    assert b"Exif" not in read.content


@needs_poppler
@pytest.mark.parametrize("count", [2, 4, 6])
def test_signatures_stand_with_the_last_photos(office, count):
    pages = pages_of(paper(office, "lembar_foto", desa_code=HAUWAI, photos=[("Foto", photo((40, 30)))] * count))
    assert f"{count}. Foto" in pages[-1]
    assert "Petugas dokumentasi" in pages[-1]


@needs_poppler
def test_photos_stand_on_one_sheet_without_their_place(office):
    given = [("Penyerahan di Hauwai", taken()), ("", photo(form="PNG"))]
    shown = in_cells(paper(office, "lembar_foto", desa_code=HAUWAI, photos=given))
    for words in ("1.PenyerahandiHauwai", "Diambil28November2026", "2.Fotopenyaluran"):
        assert words in shown
    assert "115,5" not in shown
    assert "Tempelfoto" not in shown
    wanted = in_cells(paper(office, "lembar_foto", desa_code=HAUWAI, photos=given, with_place=True))
    assert "-2,50000;115,50000" in wanted
    assert "Tempelfotodisini" in in_cells(paper(office, "lembar_foto", desa_code=HAUWAI))


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4", b"<svg/>", photo()[:500], photo((60, 60), "GIF"), photo((9, 9), "PNG")[:40]]
)
def test_what_is_no_photo_is_told(office, content):
    with pytest.raises(PhotoUnreadable) as told:
        paper(office, "lembar_foto", photos=[("siti.jpg", photo((9, 9))), ("x", content)])
    assert told.value.facts == {"photo": "foto ke-2"}


def test_too_large_and_too_many(office, monkeypatch):
    monkeypatch.setattr(photos, "MAX_PIXELS", 100)
    with pytest.raises(PhotoTooLarge):
        read_photo(photo((11, 10), "PNG"))
    with pytest.raises(TooManyPhotos):
        paper(office, "lembar_foto", photos=[("", b"")] * 61)


# --- everything ----------------------------------------------------------------------------------------


@needs_poppler
def test_one_archive_holds_everything(office):
    """2 desa with 3 papers, 3 trips with 2, 2 trips to a desa with 2 more; a recap, all in one; index, 5 messages."""
    said = []
    content = make_bundle(office, PLAN, by=KASI, progress=lambda share, _: said.append(share))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        whole = archive.read("Cetak semua.pdf")
        dates = {each.date_time for each in archive.infolist()}
    pdf = [name for name in names if name.endswith(".pdf")]
    assert len(pdf) == 2 * 3 + 3 * 2 + 2 * 2 + 2
    assert len(names) == len(pdf) + 1 + 5
    assert {"Perjalanan/01/Tanda terima Hauwai.pdf", "Desa/Galumbang/BAST Galumbang.pdf"} <= set(names)
    assert not [name for name in names if "KEPALA" in name or re.search(r"\d{6}", name)]
    titles = [title for page in pages_of(whole) for title in ("REKAP PENYALURAN", "MANIFES PERJALANAN", "DAFTAR MUAT",
              "TANDA TERIMA BANTUAN", "BERITA ACARA SERAH TERIMA") if title in page]  # fmt: skip
    assert titles == ["REKAP PENYALURAN", "MANIFES PERJALANAN", "DAFTAR MUAT", "TANDA TERIMA BANTUAN",
                      "MANIFES PERJALANAN", "DAFTAR MUAT", "MANIFES PERJALANAN", "DAFTAR MUAT", "TANDA TERIMA BANTUAN",
                      "BERITA ACARA SERAH TERIMA", "BERITA ACARA SERAH TERIMA"]  # fmt: skip
    assert len(dates) == 1
    assert said == sorted(said)
    assert said[-1] == 1.0


def test_an_archive_can_be_stopped(office):
    class Stop(Exception):
        pass

    def stop(share: float, _: str) -> None:
        if share > 0.2:
            raise Stop

    with pytest.raises(Stop):
        make_bundle(office, PLAN, by=KASI, progress=stop)
    assert paper(office, "manifes")[:4] == b"%PDF"


@needs_poppler
def test_a_large_print_is_split(office, monkeypatch):
    monkeypatch.setattr(make, "PRINT_ROWS", 17)
    with zipfile.ZipFile(io.BytesIO(make_bundle(office, PLAN, by=KASI))) as archive:
        whole = [name for name in archive.namelist() if name.startswith("Cetak semua")]
        texts = [in_cells(archive.read(name)) for name in whole]
    assert len(whole) > 1
    assert sum(text.count("TANDATERIMABANTUAN") for text in texts) == 2


def test_two_desa_of_one_name_have_folders_of_their_own(bare, of):
    sheets = made_up([1, 1])
    for stop in sheets.plan.result["stops"]:
        stop["desa_name"] = "Uren/../Uren"
    of(sheets)
    with zipfile.ZipFile(io.BytesIO(make_bundle(bare, 7, by=KASI))) as archive:
        folders = {name.split("/")[1] for name in archive.namelist() if name.startswith("Desa/")}
    assert folders == {"Uren .. Uren 63.11.02.2001", "Uren .. Uren 63.11.02.2002"}


def test_names_of_files(office):
    assert delivery_paper_name(office, "tanda_terima", plan_id=PLAN, trip_id="motor-1-1", desa_code=GALUMBANG) == (
        "Tanda terima rencana 1 perjalanan 3 Galumbang.pdf"
    )
    assert bundle_name(office, PLAN) == "Penyaluran 2026-11-28 rencana 1.zip"


# --- messages ------------------------------------------------------------------------------------------


def test_a_message_names_nobody(office):
    driver = whatsapp_text(office, PLAN, trip_id="pickup-1-1")
    village = whatsapp_text(office, PLAN, desa_code=HAUWAI)
    assert "*Hauwai 1 (Dusun 1)* tiba 08.45, berangkat 09.05 · 6 KPM, 60 kg · 5,0 km" in driver
    assert driver.index("Hauwai 1") < driver.index("Hauwai 2")
    assert "1. *Hauwai 1 (Dusun 1)* pukul 08.45–09.05, 6 KPM" in village
    for text in (driver, village):
        assert "bukan jarak jalan" in text
        assert "KEPALA" not in text
        assert "ANAK" not in text
        assert not re.search(r"\d{6}", text)
        assert len(text) < 1500


# --- who may -------------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path):
    store = delivery_store(tmp_path)
    yield store
    store.close()


@needs_poppler
def test_whole_numbers_need_a_purpose_and_leave_a_trace(own):
    content = paper(own, "tanda_terima", desa_code=GALUMBANG, purpose=" penyaluran\n28 November ")
    assert nik(11) in in_cells(content)
    assert "jaga kerahasiaannya" in pages_of(content)[0]
    paper(own, "manifes", purpose="x")  # nobody stands on it by name
    make_bundle(own, PLAN, trip_id="motor-1-1", by=KASI, purpose="arsip")
    history = read_history(own, subject="dokumen")
    assert list(history["reason"]) == ["arsip", "penyaluran 28 November"]
    assert history["after"].iloc[1] == "6 baris"


@pytest.mark.parametrize("key", DELIVERY_PAPERS)
def test_who_may_print(key, office):
    with pytest.raises(ActMayNot):
        paper(office, key, by=Actor("A", "monev"))
    if DELIVERY_PAPERS[key].names:
        with pytest.raises(ActMayNot):
            paper(office, key, by=Actor("A", "camat"), purpose="x")
        with pytest.raises(ActorUnnamed):
            paper(office, key, by=Actor("", "kasi"), purpose="x")


@pytest.mark.parametrize("by", [Actor("A", "dinsos"), Actor("A", "monev")])
def test_who_may_not_have_everything(office, by):
    with pytest.raises(ActMayNot):
        make_bundle(office, PLAN, by=by)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [({"key": "brosur"}, PaperUnknown), ({"plan_id": 99}, PlanUnknown), ({"trip_id": "x"}, TripUnknown),
     ({"desa_code": "63.11"}, DesaUnknown), ({"desa_code": PUDAK}, NothingToPrint),
     ({"trip_id": "motor-1-1", "desa_code": HAUWAI}, NothingToPrint), ({"trip_id": "pickup-1-2"}, NothingToPrint)],
)  # fmt: skip
def test_what_cannot_be_printed(office, changes, kind):
    key = changes.pop("key", "tanda_terima")
    with pytest.raises(kind):
        paper(office, key, **changes)


def test_kinds_of_sheets():
    assert {entry.per for entry in DELIVERY_PAPERS.values()} == {OF_PLAN, TRIP, "desa", "trip_desa"}
