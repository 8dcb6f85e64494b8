"""What the gate notes stands in the audit of the database in use."""

from __future__ import annotations

from data import audit
from data.store import Store
from pages.parts import audit_notes, cache, filters
from pages.parts.gate import notes


def test_a_refused_sign_in_stands_in_the_audit(tmp_path, monkeypatch):
    path = tmp_path / "kantor.duckdb"
    Store.open(path).close()
    monkeypatch.setenv("PETASALUR_DB", str(path))
    monkeypatch.setattr(notes, "KEEPERS", [])
    audit_notes.begin()
    notes.note(notes.STRANGER, notes.WRONG, "rahmah", origin="10.0.0.7")
    notes.settle()
    store = cache.open_store(str(filters.first_database()))
    newest = audit.read_audit(store).iloc[0].astype(str)
    assert newest.str.contains("Gagal masuk").any()
    assert newest.str.contains("10.0.0.7").any()
    assert newest["role"] == "belum masuk"
    assert not audit.verify(store).faults
    store.close()
    cache.open_store.clear()
