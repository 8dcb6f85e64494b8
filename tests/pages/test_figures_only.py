"""All that who sees figures only can look at in the demo, taken together: page Monev, reports, sentences, boards.

Each figure is read where it stands and handed to a reader who solves for what is hidden (``tests/analytics/atoms``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest

from analytics.report.material import Material, Wish, gather
from analytics.report.published import Solution
from analytics.report.sections import PARTS
from analytics.suppression import TOTAL
from data.papers.monev.model import Figures, Section, Table
from data.programs import ALL, program_label
from data.roles import FIGURES, OWN, Actor
from data.store import Store
from data.targeting import read_families
from geo.notation import month
from pages.parts import cache, gate
from pages.parts.cache import monev, reports, solved
from tests.analytics.atoms import PARCELS, POOR, RICH, UNKNOWN, Office, Reader
from tests.pages.conftest import needs_assets

pytestmark = needs_assets
PERIODS, DAY = ("2026-09", "2026-10"), dt.date(2026, 11, 27)
COVERAGE = ("ringkasan", "peta", "kesenjangan", "sasaran", "program", "tren")
"""Sections of a report that tell of coverage."""
MEASURES = {
    "cakupan": ("served", "poor"),
    "belum_terlayani": ("unserved", "poor"),
    "tidak_tepat": ("nonpoor", "recipients"),
}
GAP = {
    "Keluarga": "families", "Miskin": "poor", "Terlayani": "served", "Belum terlayani": "unserved",
    "Penerima": "recipients", "Tumpang tindih": "overlap",
}  # fmt: skip
PROGRAM = {"Keluarga penerima": "recipients", "Penerima miskin": "served", "Penerima tidak miskin": "nonpoor"}
TREND = {"Keluarga miskin": "poor", "Terlayani": "served", "Belum terlayani": "unserved", "Penerima": "recipients"}
SHARES = {"Cakupan": ("Terlayani", "Miskin"), "Tidak tepat": ("Penerima tidak miskin", "Keluarga penerima")}
OF_FIGURES = {
    "Cakupan": ("", "served", "poor"), "Belum terlayani": ("unserved", "", "poor"),
    "Tidak tepat sasaran": ("", "nonpoor", "recipients"), "Tumpang tindih": ("overlap", "", "recipients"),
    "Keluarga terdata": ("families", "unknown", ""),
}  # fmt: skip
"""Label of a figure box → what its value counts, and the one or two numbers below it."""
OF_FAMILIES = {"families", "poor", "unknown"}


@pytest.fixture(scope="module")
def source(worlds, tmp_path_factory) -> cache.Source:
    path = str(worlds.copy("demo", tmp_path_factory.mktemp("angka")))
    version, is_demo = cache.open_store(path).state()
    yield monev.stamped(cache.Source(path, version, is_demo, sight=FIGURES))
    cache.open_store(path).close()


@pytest.fixture(scope="module")
def store(source) -> Store:
    return cache.open_store(source.path)


def office_of(store: Store, period: str) -> Office:
    """The families as they are, of known desa."""
    families = read_families(store, period)
    frame = families.frame[families.frame["desa_code"] != ""]
    status = frame["is_poor"].map({True: POOR, False: RICH}).where(frame["desil"].notna(), UNKNOWN)
    got = families.receives.loc[frame.index]
    lists = {(period, str(key)): got[key].to_numpy() for key in got}
    strangers = {
        (row["desa_code"], period, row["program"]): int(row["recipient_count"])
        for row in families.strangers.to_dict("records")
    }
    return Office(
        pd.DataFrame({"desa": frame["desa_code"].to_numpy(), "status": status.to_numpy(), **lists}), strangers
    )


class Seen:
    """Takes note of every figure of a month."""

    def __init__(self, store: Store, period: str) -> None:
        self.reader, self.period = Reader(office_of(store, period)), period
        names = store.frame("papers/desa").set_index("desa_name")["desa_code"]
        self.code = {**names.to_dict(), "Jumlah": ""}

    def see(self, place: str, key: str, what: str, value: object) -> None:
        if isinstance(value, int | float) and not pd.isna(value):
            self.reader.see(place, what if what in OF_FAMILIES else f"{self.period} {key} {what}", value)

    def page(self, source: cache.Source) -> None:
        lights = monev.indicators(source, self.period)
        for key, names in MEASURES.items():
            by_desa = monev.indicator_by_desa(source, key, self.period)
            rows = [*by_desa.to_dict("records"), {"desa_code": "", **lights.loc[key, ["part", "whole", "value"]]}]
            for row in rows:
                assert pd.isna(row["value"]) == (pd.isna(row["part"]) or pd.isna(row["whole"]))
                for name, what in zip(("part", "whole"), names, strict=True):
                    self.see(row["desa_code"], ALL, what, row[name])
        for row in monev.indicator_by_desa(source, "lengkap", self.period).to_dict("records"):
            if not pd.isna(row["whole"]):
                self.reader.see(row["desa_code"], f"{self.period} {PARCELS}", row["whole"])

    def board(self, known: Solution) -> None:
        codes = sorted(self.reader.office.families["desa"].unique())
        for scope in ("", *codes):
            for key in (ALL, *known.programs):
                counts = known.of(key, scope).counts.rename(index={TOTAL: scope})
                for place, row in zip(counts.index, counts.to_dict("records"), strict=True):
                    for what, value in row.items():
                        self.see(str(place), key, str(what), value)
            for key, count in known.recipients(scope).items():
                self.see(scope, key, "recipients", count)

    def section(self, key: str, section: Section) -> None:
        for block in section.blocks:
            if isinstance(block, Table):
                self._table(key, block)
            if isinstance(block, Figures):
                for entry in block.entries:
                    if entry.label in OF_FIGURES:
                        self._figure(key, *OF_FIGURES[entry.label], entry.value, entry.denominator)

    def _figure(self, key: str, value: str, part: str, whole: str, shown: str, below: str) -> None:
        numbers = re.findall(r"(?<![\d,])(?:\d[\d.]*|•)(?![\d,]* %|,\d)", below)
        told = zip([name for name in (part, whole) if name], numbers, strict=False)
        for name, text in [*([(value, shown)] if value else []), *told]:
            if text.replace(".", "").isdecimal():
                self.see("", key, name, int(text.replace(".", "")))

    def _table(self, key: str, table: Table) -> None:
        labels = [column.label for column in table.columns]
        for row in table.rows:
            cells = dict(zip(labels, row, strict=True))
            if labels[0] == "Desa" and "Tumpang tindih" in labels:
                self._cells(self.code[str(row[0])], key, cells, GAP)
            elif labels[0] == "Program":
                self._cells("", KEY_OF[str(row[0])], cells, PROGRAM)
            elif labels[0] == "Periode" and row[0] == month(self.period):
                self._cells("", key, cells, TREND)
            elif labels[0] == "Kelompok" and row[0] == "Semua keluarga":
                self._cells("", key, cells, {name: what for name, what in GAP.items() if name in labels})

    def _cells(self, place: str, key: str, cells: dict, names: dict[str, str]) -> None:
        for share, counts in SHARES.items():
            if set(counts) <= set(cells) and isinstance(cells.get(share), float):
                assert all(isinstance(cells[name], float | int) for name in counts), (place, share)
        for name, what in names.items():
            self.see(place, key, what, cells[name])


KEY_OF = {program_label(key): key for key in ("BLTDD", "CPP", "PKH", "SEMBAKO")}


def sections(material: Material) -> Iterator[Section]:
    for key in COVERAGE:
        yield PARTS[key].make(material)


@pytest.mark.parametrize("period", PERIODS)
def test_no_small_count_of_the_demo_is_left_with_one_value(source, store, period):
    seen = Seen(store, period)
    seen.page(source)
    seen.board(solved.solution_of(source.path, source.version, 0, period))
    for key in (ALL, *KEY_OF.values()):
        material = gather(store, Wish(period, DAY, key, hides_few=True), with_maps=False)
        for section in sections(material):
            seen.section(key, section)
        told = reports.told(source, period, key, "").answer
        assert told.startswith(f"{int(seen.reader.seen['', f'{period} {key} unserved']):,}".replace(",", "."))
    later = gather(store, Wish(PERIODS[-1], DAY, hides_few=True), with_maps=False)
    seen.section(ALL, PARTS["tren"].make(later))
    codes = sorted(seen.reader.office.families["desa"].unique())
    assert len(seen.reader.seen) > 250  # it is not that nothing is shown
    assert seen.reader.opened([*codes, ""]) == []


def test_more_is_shown_than_hidden_of_the_demo(source, store):
    """Of all programs together each desa tells its poor, how many are served, how many in several lists."""
    told = solved.told(source.path, source.version, 0, "2026-10")
    own = told.coverage[told.coverage["program"] == ALL]
    kept = ["families", "poor_families", "served_poor", "unserved_poor", "coverage_pct", "overlap_families"]
    assert own[kept].notna().all(axis=None)
    assert told.coverage[["served_poor", "unserved_poor"]].notna().mean().min() > 0.9


def test_page_and_board_hide_the_same(source):
    """What the page Monev tells of a desa stands on the board, and the other way round."""
    board = reports.board(source, "2026-10", ALL, "").table
    shown = {str(row[0]) for row in board.rows if isinstance(row[2], int)} - {"Jumlah"}
    page = monev.indicator_by_desa(source, "cakupan", "2026-10")
    assert set(page.loc[page["part"].notna(), "desa_name"]) == shown


def test_an_operator_of_a_desa_is_listed_no_other(source, monkeypatch):
    """Others stood there as 0 of 0, and were counted among the desa that are not surveyed."""
    own, code = "63.11.02.2019", "desa_code"
    monkeypatch.setattr(gate, "actor", lambda: Actor("Siti", "desa", "siti", (own,)))
    seen = monev.stamped(replace(source, sight=OWN, seen=(own,), stamp=""))
    for key in monev.MEASURES:
        assert set(monev.indicator_by_desa(seen, key, "2026-10")[code]) <= {own}, key
    for table in (
        monev.needs_by_desa(seen),
        monev.complaints_by_desa(seen),
        monev.satisfaction_by_desa(seen, "2026-10"),
    ):
        assert table[code].tolist() == [own]
    assert list(monev.desa(seen)) == [own]
    assert len(monev.figures_table(seen, "partisipasi", "2026-10")) == 1
