"""The views of the tab Riwayat: the audit and whether it is whole, backups, how long files stay, one person."""

from __future__ import annotations

from data.audit import read_audit
from data.backup import read_backups
from pages.parts import cache
from tests.pages.conftest import Show, needs_assets, run_page, told, words

pytestmark = needs_assets
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
    assert told(test, "awas") == []
    assert "Basis data disandikan" in words(test)


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
