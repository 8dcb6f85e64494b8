"""The views of the tab Riwayat: the audit and whether it is whole, backups, how long files stay, one person."""

from __future__ import annotations

import re
import tempfile
from types import SimpleNamespace

import pytest

from data import keys, recovery, recovery_code
from data.audit import read_audit
from data.backup import read_backups
from data.intake.load import load_files
from data.intake.request import SourceFile
from data.roles import Actor
from pages.parts import cache, gate
from tests.pages.conftest import Show, bodies, needs_assets, run_page, told, words

pytestmark = needs_assets
RINA = Actor("Rina", "kasi")
KASI = {"petugas_nama": "Rina", "petugas_peran": "kasi"}


def press(test, label: str):
    next(button for button in test.button if button.label == label).click()
    return test.run()


def test_the_audit_is_shown_and_found_whole_and_then_broken(show_copy: Show, opened):
    test = show_copy("intake", "small", riwayat_tampilan="audit", **KASI)
    assert not test.exception
    assert "small.duckdb belum disandikan" in " ".join(told(test, "awas"))
    store = newest(opened)
    assert len(read_audit(store))
    assert "utuh" in " ".join(told(press(test, "Periksa keutuhan"), "beres"))
    with store._database.cursor() as cursor:
        cursor.execute("UPDATE audit SET detail = 'lain' WHERE number = 1")
    assert "Jejak audit tidak utuh, 1 temuan: nomor 1" in " ".join(told(press(test, "Periksa keutuhan"), "galat"))


def test_where_the_database_lies_is_for_who_keeps_it(show: Show, worlds):
    folder = str(worlds.path("small").parent)
    assert f"encrypt --db {folder}" in words(show("intake", "small", **KASI))
    other = words(show("intake", "small", petugas_nama="Budi", petugas_peran="camat"))
    assert "small.duckdb belum disandikan" in other
    assert folder not in other


def test_a_new_database_of_the_office_is_encrypted(tmp_path, monkeypatch, opened):
    """The first page that is opened on it makes it."""
    path = tmp_path / "kantor.duckdb"
    opened.add(path)
    test = run_page(monkeypatch, "intake", path, **KASI)
    assert not test.exception
    assert cache.open_store(str(path)).is_encrypted
    assert "belum disandikan" not in words(test)
    assert "Basis data disandikan" in words(test)


def test_what_a_killed_server_left_of_uploads_goes_with_the_first_page(tmp_path, monkeypatch, opened):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / "petasalur-999999999-x"
    left.mkdir()
    (left / "daftar.csv").write_text("6311021203200001", encoding="utf-8")
    path = tmp_path / "kantor.duckdb"
    opened.add(path)
    assert not run_page(monkeypatch, "intake", path, **KASI).exception
    assert not left.exists()


# --- the key -----------------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path, monkeypatch, opened):
    """Return ``office(**state)``: the page on a new office's database; ``office.path``."""
    monkeypatch.setattr(keys, "_ARGON", {"time_cost": 1, "memory_cost": 64, "parallelism": 1})
    monkeypatch.setattr(keys, "_UNLOCKED", {})
    path = tmp_path / "kantor.duckdb"
    opened.add(path)
    reached(monkeypatch, None)

    def show(**state):
        return run_page(monkeypatch, "intake", path, **{"riwayat_tampilan": "kunci", **KASI} | state)

    show.path = path
    return show


def fill(test, **values):
    """Type into the boxes with these labels; "_" stands for a blank."""
    for label, value in values.items():
        next(box for box in test.text_input if box.label.startswith(label.replace("_", " "))).set_value(value)


def code_on(test) -> str:
    lines = re.findall(r"<li value='\d+'>([0-9A-Z ]+)</li>", "".join(bodies(test)))
    return " ".join(lines)


NOT_NOTED = "Kode pemulihan belum dicatat"


def test_the_code_is_opened_written_down_and_typed_back(office):
    test = office()
    assert not test.exception
    assert NOT_NOTED in " ".join(told(test, "awas"))
    press(test, "Buka kode pemulihan")
    assert "Untuk apa kode pemulihan dibuka" in " ".join(told(test))
    fill(test, Untuk_apa="lemari besi")
    code = code_on(press(test, "Buka kode pemulihan"))
    store = cache.open_store(str(office.path))
    assert recovery_code.read(code) == store.ring().keys[0].secret
    assert read_audit(store)["detail"][0] == "lemari besi"
    fill(test, Kelompok_terakhir="0000")
    press(test, "Sudah ditulis di kertas")
    assert "bukan kelompok terakhir" in " ".join(told(test))
    assert code_on(test) == ""
    assert code.split()[3] not in str(test.session_state)
    fill(test, Kelompok_terakhir=code.split()[-1].lower())
    press(test, "Sudah ditulis di kertas")
    assert "tercatat ada di kertas" in " ".join(told(test, "beres"))
    assert NOT_NOTED not in words(test)
    assert NOT_NOTED not in words(office())


def test_who_has_loaded_something_is_told_at_once(office, tmp_path):
    """Not on an empty database; not who can do nothing about it; not once the code is on paper."""
    reminder = "belum ada salinannya di kertas"
    assert reminder not in words(office(riwayat_tampilan="perubahan"))
    file = tmp_path / "keluarga.csv"
    file.write_text("no_kk,nama_kepala,desa\n6311021203200001,ADI,Halong\n", encoding="utf-8")
    store = cache.open_store(str(office.path))
    load_files(store, [SourceFile("families", file)])
    told_once = " ".join(told(office(riwayat_tampilan="perubahan"), "awas"))
    assert reminder in told_once
    assert NOT_NOTED not in told_once
    assert reminder not in words(office(riwayat_tampilan="perubahan", petugas_peran="camat"))
    code = recovery.show_code(store, by=RINA, purpose="lemari besi")
    recovery.confirm(store, code.split()[-1], by=RINA)
    assert reminder not in words(office(riwayat_tampilan="perubahan"))


def test_code_and_passphrase_are_for_who_keeps_the_database(office):
    for state in ({"petugas_peran": "camat"}, {"petugas_peran": "camat", "riwayat_tampilan": "perubahan"}):
        test = office(**state)
        shown = words(test)
        assert not test.exception
        assert NOT_NOTED not in shown
        assert str(office.path.parent) not in shown
        assert not {"Buka kode pemulihan", "Simpan kata sandi"} & {button.label for button in test.button}
    assert NOT_NOTED in words(office(riwayat_tampilan="perubahan"))


def reached(monkeypatch, address, headers=None, certificate=None):
    """Let the reader come from an address, with headers, to a server with or without a certificate."""
    context = SimpleNamespace(ip_address=address, headers=headers or {}, cookies={})
    monkeypatch.setattr(gate, "st", SimpleNamespace(context=context))
    monkeypatch.setattr(gate, "config", SimpleNamespace(get_option={"server.sslCertFile": certificate}.__getitem__))


def test_they_cross_no_network_in_the_open(office, monkeypatch):
    """From another computer, or behind a proxy, only where the server has a certificate."""
    wanted = {"Buka kode pemulihan", "Simpan kata sandi"}
    assert wanted <= {button.label for button in office().button}
    for address, headers in (("192.168.1.9", {}), (None, {"x-forwarded-for": "127.0.0.1"}), (None, {"forwarded": "x"})):
        reached(monkeypatch, address, headers)
        test = office()
        assert not wanted & {button.label for button in test.button}
        assert "atau lewat alamat https" in words(test)
        reached(monkeypatch, address, headers, "server.crt")
        assert wanted <= {button.label for button in office().button}


def test_a_passphrase_is_given_changed_and_taken_away(office):
    test = office()
    fill(test, Kata_sandi_baru="pendek", Sekali_lagi="pendek")
    press(test, "Simpan kata sandi")
    assert "paling sedikit 12 karakter" in " ".join(told(test))
    fill(test, Kata_sandi_baru="gunung halong sebelas", Sekali_lagi="gunung halong")
    press(test, "Simpan kata sandi")
    assert "tidak sama" in " ".join(told(test))
    press(test, "Simpan kata sandi")  # nothing typed takes nothing away
    assert not keys.is_wrapped(office.path)
    fill(test, Kata_sandi_baru="gunung halong sebelas", Sekali_lagi="gunung halong sebelas")
    press(test, "Simpan kata sandi")
    assert "tersimpan" in " ".join(told(test, "beres"))
    assert keys.is_wrapped(office.path)
    fill(test, Kata_sandi_sekarang="salah sekali ini")
    press(test, "Lepaskan kata sandi")
    assert "tidak cocok" in " ".join(told(test))
    assert keys.is_wrapped(office.path)
    fill(test, Kata_sandi_sekarang="gunung halong sebelas")
    press(test, "Lepaskan kata sandi")
    assert not keys.is_wrapped(office.path)


def test_a_key_file_that_went_while_it_is_open_is_written_again(office):
    test = office()
    before = keys.place(office.path).read_bytes()
    keys.place(office.path).unlink()
    test.run()
    assert "tidak ada di tempatnya" in " ".join(told(test, "awas"))
    press(test, "Tulis berkas kunci lagi")
    assert keys.place(office.path).read_bytes() == before
    assert "tidak ada di tempatnya" not in words(test)


def newest(opened):
    return cache.open_store(str(max(opened, key=lambda path: path.stat().st_mtime)))


def test_a_backup_is_made_by_whoever_may(show_copy: Show, opened):
    test = show_copy("intake", "small", riwayat_tampilan="cadangan", petugas_nama="Budi", petugas_peran="monev")
    assert "Buat cadangan sekarang" not in [button.label for button in test.button]
    test = show_copy("intake", "small", riwayat_tampilan="cadangan", **KASI)
    test = press(test, "Buat cadangan sekarang")
    assert "selesai dan sudah diperiksa" in " ".join(told(test, "beres"))
    assert len(read_backups(newest(opened).path)) == 1


def test_how_long_files_stay_and_one_person(show: Show):
    test = show("intake", "small", riwayat_tampilan="simpan", **KASI)
    assert not test.exception
    assert "Simpan masa simpan" in [button.label for button in test.button]
    test = show("intake", "small", riwayat_tampilan="orang", **KASI)
    next(box for box in test.text_input if box.label == "NIK").set_value("6311020000000000")
    next(box for box in test.text_input if box.label == "Untuk apa").set_value("permintaan")
    assert "Tidak ada data dengan NIK itu" in " ".join(told(press(test, "Siapkan berkas"), "galat"))


def test_an_empty_office_says_so(show: Show):
    for view in ("audit", "simpan", "cadangan", "orang"):
        test = show("intake", "empty", riwayat_tampilan=view, **KASI)
        assert not test.exception
