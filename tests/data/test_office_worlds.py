"""Other kecamatan, other seeds, other forms of the same files: every planted fault is found, and no other."""

from __future__ import annotations

import pytest
from office_files import Writer
from office_world import PERIOD, World

from analytics.coverage import read_coverage
from data.__main__ import any_files
from data.intake.load import load_files
from data.issues import read_issues
from data.store import Store

RECALL, PRECISION = 0.99, 0.98
WORLDS = [("Muara Telake", 2), ("Awayan", 3)]
"""Seed 2: a sheet per desa; 3: one sheet whose column of desa is merged. Any other seed must do as well."""


@pytest.fixture(scope="module", params=WORLDS, ids=lambda param: f"{param[0]} {param[1]}")
def office(request, tmp_path_factory):
    place, seed = request.param
    folder = tmp_path_factory.mktemp("kantor")
    world = World(place, seed)
    written = Writer(world, folder, seed).write()
    files = [file for text in written.given for file in any_files(text)]
    with_store = Store.open(folder / "a.duckdb")
    load_files(with_store, files)
    yield world, written, with_store
    with_store.close()


def found(store, kinds):
    issues = read_issues(store)
    rows = issues[issues["kind"].isin(kinds)]
    return set(zip(rows["file"], rows["sheet"], rows["row"].astype(int), rows["kind"], strict=True))


def test_every_kind_is_found_where_it_was_planted_and_nowhere_else(office):
    _, written, store = office
    kinds = {kind for *_, kind in written.truth}
    told = found(store, kinds)
    missed, more = {}, {}
    for kind in kinds:
        planted = {place for place in written.truth if place[3] == kind}
        said = {place for place in told if place[3] == kind}
        if len(said & planted) < RECALL * len(planted):
            missed[kind] = sorted(planted - said)
        if said and len(said & planted) < PRECISION * len(said):
            more[kind] = sorted(said - planted)
    assert (missed, more) == ({}, {})
    assert len(kinds) >= 30


def test_the_figures_are_those_of_a_correct_load(office):
    world, _, store = office
    coverage = read_coverage(store, period=PERIOD).set_index(["program", "desa_code"])
    wrong = {}
    for key, expected in world.accepted().items():
        got = coverage.loc[key, list(expected)].astype(int).to_dict()
        if got != expected:
            wrong[key] = (got, expected)
    assert wrong == {}
