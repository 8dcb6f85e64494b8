"""Whatever is sent, it is taken in or refused in one sentence, and a refusal leaves the database as it was.

``PETASALUR_FUZZ=10000 python -m pytest tests/data/test_fuzz_files.py`` tries so many files, others each time, and loads
each; without it forty are read, and one in four is loaded.
"""

from __future__ import annotations

import os
import shutil

import pytest
from fuzz_worlds import (
    BYTE_CHANGES,
    HOSTILE,
    TABLE_CHANGES,
    as_csv,
    as_workbook,
    inside,
    layer_bytes,
    tables,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data.intake.load import PLACE_KINDS, SourceFile, load_files
from data.intake.preview import guess_kind, preview_table
from data.messages import sentence
from data.store import Store
from geo.errors import PetasalurError

FILES = int(os.environ.get("PETASALUR_FUZZ", "0"))
TABLES, LAYER = tables(), layer_bytes()
SHARE, NUMBER = st.floats(0, 1, exclude_max=True), st.integers(0, 10_000)


def changes(names):
    return st.lists(st.tuples(st.sampled_from(sorted(names)), SHARE, SHARE, NUMBER), max_size=4)


@st.composite
def files(draw):
    """A file: what it was, its name, its bytes."""
    kind = draw(st.sampled_from([*TABLES, "boundaries"]))
    form = draw(st.integers(0, 59))
    byte_changes = draw(changes(BYTE_CHANGES))
    if kind == "boundaries":
        return kind, "batas.geojson", changed(LAYER, byte_changes)
    table = TABLES[kind]
    for change in draw(changes(TABLE_CHANGES)):
        table = TABLE_CHANGES[change[0]](table, change)
    if draw(st.booleans()):
        return kind, "berkas.csv", changed(as_csv(table, form), byte_changes)
    book = as_workbook(table, form)
    if draw(st.booleans()):
        return kind, "berkas.xlsx", inside(book, lambda part: changed(part, byte_changes), draw(NUMBER))
    return kind, "berkas.xlsx", changed(book, byte_changes[:1] if draw(st.booleans()) else [])


def changed(content, byte_changes):
    for change in byte_changes:
        content = BYTE_CHANGES[change[0]](content, change)
    return content


class Office:
    """A database with four desa and six families; made again from its first state now and then."""

    AT_MOST = 40

    def __init__(self, folder):
        self.folder = folder
        self.first = folder / "mula.duckdb"
        store = Store.open(self.first)
        for name, kind, content in (
            ("kode.csv", "codes", as_csv(TABLES["codes"], 0)),
            ("batas.geojson", "boundaries", LAYER),
            ("keluarga.csv", "families", as_csv(TABLES["families"], 0)),
        ):
            (folder / name).write_bytes(content)
            load_files(store, [SourceFile(kind, folder / name)])
        store.close()
        self.store, self.asked = None, 0

    def open(self):
        if self.store is None or self.asked % self.AT_MOST == 0:
            self.close()
            self.store = Store.open(shutil.copyfile(self.first, self.folder / "kantor.duckdb"))
        self.asked += 1
        return self.store

    def close(self):
        if self.store is not None:
            self.store.close()
            self.store = None


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = Office(tmp_path_factory.mktemp("fuzz"))
    yield made
    made.close()


def told(act, *arguments):
    """What ``act`` returns, and the sentence with which it refuses."""
    try:
        return act(*arguments), ""
    except PetasalurError as error:
        said = sentence(error)
        assert said.count("\n") == 0, said
        return None, said


def state(store):
    with store.write(is_change=False) as cursor:
        loads = cursor.execute("SELECT count(*), max(load_id) FROM load").fetchall()[0]
    return store.data_version(), loads, len(store.frame("store/issues"))


@settings(
    max_examples=FILES or 25, derandomize=not FILES, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(file=files(), takes_guess=st.booleans(), is_loaded=st.integers(0, 3).map(lambda number: number == 0))
def test_any_file_is_taken_or_refused_in_one_sentence(office, file, takes_guess, is_loaded):
    kind, name, content = file
    path = office.folder / name
    path.write_bytes(content)
    store = office.open()
    guessed, refusal = told(guess_kind, path)
    assert guessed or refusal
    chosen = guessed if guessed and takes_guess else kind
    if chosen not in PLACE_KINDS:
        told(preview_table, path, chosen)
    if not (is_loaded or FILES):
        return
    before = state(store)
    program, period = ("PKH", "2026-10") if chosen == "recipients" else ("", "")
    reports, refusal = told(load_files, store, [SourceFile(chosen, path, program, period)])
    assert (reports is None) == bool(refusal)
    assert reports is not None or state(store) == before
    assert reports is None or reports[0].is_repeat or state(store)[1][0] == before[1][0] + 1


def test_no_hostile_text_stands_twice():
    assert len(set(HOSTILE)) == len(HOSTILE)
