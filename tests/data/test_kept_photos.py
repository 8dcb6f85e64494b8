"""Photos attached to the SPJ stand on the photo sheets; what is damaged is told and stops nothing.

The plan of ``handover_worlds``: trip 1 to Hauwai, trip 3 to Galumbang, CPP (and cash) of November 2026.
"""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from data.handover import attachments, spj
from data.papers.delivery import kept_photos
from data.papers.delivery.make import make_bundle, make_delivery_paper
from tests.data.handover_worlds import KASI, PERIOD, PLAN, driven
from tests.data.intake_worlds import GALUMBANG, HAUWAI, PUDAK
from tests.data.test_papers import in_cells, needs_poppler

FRAME = "Tempelfotodisini"


def photo(colour: str) -> bytes:
    """A JPEG whose camera noted the day."""
    noted, made = Image.Exif(), io.BytesIO()
    noted[0x9003] = noted[0x0132] = "2026:11:20 09:00:00"
    Image.new("RGB", (80, 60), colour).save(made, "JPEG", exif=noted)
    return made.getvalue()


@pytest.fixture
def store(tmp_path):
    opened = driven(tmp_path)
    yield opened
    opened.close()


def attach(store, colour, title, desa=HAUWAI, document="foto", **changes):
    wish = {"program": "CPP", "period": PERIOD, "desa_code": desa, "by": KASI, "title": title}
    return spj.attach(store, document, content=photo(colour), **wish | changes)


def sheet(store, **asked):
    return in_cells(make_delivery_paper(store, "lembar_foto", plan_id=PLAN, by=KASI, **asked))


@needs_poppler
def test_photos_of_the_desa_the_month_and_the_programs_stand_on_its_sheet(store):
    attach(store, "green", "Penyerahan pertama.JPG")
    attach(store, "blue", "Semua desa.jpg", desa="")
    attach(store, "red", "Bulan lain", period="2026-10")
    attach(store, "black", "Program lain", program="PKH")
    attach(store, "white", "Bukan foto", document="bast")
    attach(store, "grey", "Desa lain", desa=PUDAK)
    hauwai = sheet(store, desa_code=HAUWAI)
    assert "1.Penyerahanpertama" in hauwai
    assert "JPG" not in hauwai
    assert "2.Semuadesa" in hauwai
    assert "Diambil20November2026" in hauwai
    assert FRAME not in hauwai
    galumbang = sheet(store, desa_code=GALUMBANG)
    assert "1.Semuadesa" in galumbang
    assert not [text for text in ("Bulanlain", "Programlain", "Bukanfoto", "Desalain") if text in hauwai + galumbang]


@needs_poppler
def test_without_any_there_are_frames_and_those_given_come_first(store):
    assert FRAME in sheet(store)
    attach(store, "green", "Dari SPJ")
    given = sheet(store, desa_code=HAUWAI, photos=[("Dari ponsel", photo("blue"))])
    assert "1.Dariponsel" in given
    assert "DariSPJ" not in given


@needs_poppler
def test_all_papers_hold_them_and_a_damaged_one_is_told(store):
    attach(store, "green", "Utuh")
    attach(store, "blue", "Rusak")
    attach(store, "red", "Hilang")
    pdf = b"%PDF-1.7\n%" + b"isi " * 100 + b"\n%%EOF"
    spj.attach(store, "foto", program="CPP", period=PERIOD, desa_code=HAUWAI, by=KASI, content=pdf, title="Pindaian")
    names = dict(store.frame("handover/spj_files")[["title", "sha256"]].to_numpy())
    folder = attachments.folder_of(store)
    (folder / f"{names['Rusak']}.jpg").write_bytes(b"\xff\xd8\xffrusak")
    (folder / f"{names['Hilang']}.jpg").unlink()
    with zipfile.ZipFile(io.BytesIO(make_bundle(store, PLAN, by=KASI))) as archive:
        hauwai = in_cells(archive.read("Perjalanan/01/Lembar foto Hauwai.pdf"))
        galumbang = in_cells(archive.read("Perjalanan/03/Lembar foto Galumbang.pdf"))
        whole = in_cells(archive.read("Cetak semua.pdf"))
        told = archive.read("Baca dulu.txt").decode()
    assert "1.Utuh" in hauwai
    assert "1.Utuh" in whole
    assert FRAME not in hauwai
    assert FRAME in galumbang
    for text in ("IsiberkasRusak", "BerkasHilangtidakadalagi", "LampiranfotoPindaianberupaPDF"):
        assert text in hauwai
        assert text not in galumbang
    assert "Isi berkas Rusak di folder kantor.berkas berubah" in told


@needs_poppler
def test_a_picture_that_was_kept_damaged_is_told(store):
    spj.attach(
        store, "foto", program="CPP", period=PERIOD, desa_code=HAUWAI, by=KASI, content=photo("green")[:300],
        title="Terpotong",
    )  # fmt: skip
    text = sheet(store, desa_code=HAUWAI)
    assert "IsiTerpotongbukangambarJPEG" in text
    assert FRAME in text


@needs_poppler
def test_very_many_are_cut_to_the_newest(store, monkeypatch):
    monkeypatch.setattr(kept_photos, "PER_DESA", 2)
    for number, colour in enumerate(("green", "blue", "red"), 1):
        attach(store, colour, f"Foto {number}a")
    text = sheet(store, desa_code=HAUWAI)
    assert "1.Foto2a" in text
    assert "2.Foto3a" in text
    assert "1fotolaintersimpan" in text


@needs_poppler
def test_a_photo_stands_once_where_two_trips_go_to_its_desa(store):
    """Hauwai's second stop goes to the motorcycle: photos stand on the sheet of the first of both trips."""
    with store.write(is_change=False) as cursor:
        cursor.execute(
            "UPDATE plan SET result = replace(result, $1, $2)",
            ['"desa_code": "' + GALUMBANG, '"desa_code": "' + HAUWAI],
        )
        cursor.execute("UPDATE plan_parcel SET desa_code = $1 WHERE trip_id = 'motor-1-1'", [HAUWAI])
    attach(store, "green", "Sekali")
    with zipfile.ZipFile(io.BytesIO(make_bundle(store, PLAN, by=KASI))) as archive:
        first, second = (in_cells(archive.read(f"Perjalanan/{n}/Lembar foto Hauwai.pdf")) for n in ("01", "03"))
    assert "1.Sekali" in first
    assert "Sekali" not in second
    assert FRAME in second
    assert "1.Sekali" in sheet(store, trip_id="motor-1-1")
