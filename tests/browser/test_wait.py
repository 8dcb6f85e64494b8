"""Long work can be stopped by the reader, and leaves nothing half done."""

from __future__ import annotations


def test_a_reader_stops_long_work_and_nothing_is_written(open_app, tmp_path):
    screen = open_app("slow.py", PETASALUR_SLOW_DB=str(tmp_path / "lambat.duckdb"))
    screen.page.get_by_text("Tersimpan: 0").wait_for()
    screen.page.get_by_role("button", name="Mulai").click()
    screen.page.get_by_text("langkah 5").first.wait_for()
    screen.page.get_by_role("button", name="Hentikan").click()
    screen.page.get_by_text("Dihentikan.").wait_for()
    screen.page.get_by_text("Tersimpan: 0").wait_for()
    screen.idle()
    assert screen.page.get_by_role("button", name="Hentikan").count() == 0
