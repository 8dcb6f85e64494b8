"""Take files into the store: the same code for the shell and for the page, everything in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd

from data import history
from data.checks import LOOK
from data.errors import DemoIsClosed, FileMissing, FileNotOpened, NotWithdrawable
from data.intake import quarantine, records, waiting
from data.intake.bar import PLACE_KINDS, bars_of_list, bars_of_load
from data.intake.codes import read_codes
from data.intake.correction_file import CORRECTIONS
from data.intake.gazetteer import read_gazetteer, read_known_points
from data.intake.layouts import LAYOUTS
from data.intake.learn import learnt_codes
from data.intake.place import Gazetteer
from data.intake.remembered import keep_choices, read_choices
from data.intake.request import Answers, Loaded, SourceFile
from data.intake.service_file import KIND_CHOICE, read_point_file
from data.intake.table import Checked, judge, read_table
from data.roads.records import ROADS, facts_of, keep_network
from data.roles import SHELL, Actor, allow
from data.service_points import POINTS, flagged, keep_points
from data.settings import read_settings
from data.store import Store, sql
from data.workflow.steps import follow_deliveries
from geo.boundaries import Boundaries, prepare
from geo.displacement import compare_layers, is_displaced, points_outside_share
from geo.errors import BoundaryDisplaced
from geo.network.read import read_network
from geo.notation import percent
from geo.progress import Progress, silent, split
from geo.regions import Regions

KINDS = ("codes", "boundaries", ROADS, POINTS, *LAYOUTS, CORRECTIONS)
"""In the order in which files of one request are taken: what later ones need comes first."""
__all__ = ["KINDS", "PLACE_KINDS", "Answers", "Loaded", "SourceFile", "load_files", "settle"]


def load_files(
    store: Store, files: list[SourceFile], answers: Answers | None = None, progress: Progress = silent
) -> list[Loaded]:
    """Take ``files`` into ``store``, all of them or none.

    A file already loaded (same content, kind, program and period) changes nothing. Rows that cannot be used are set
    aside with their reason; the others load.

    Raises
    ------
    ActMayNot
        The role does not load files.
    geo.errors.PetasalurError
        A file that cannot be taken; the database is then as it was.
    """
    answers = answers or Answers()
    allow(answers.by, "muat")
    if store.is_demo() and not answers.for_demo:
        raise DemoIsClosed(file=store.path.name)
    ordered = sorted(files, key=lambda source: KINDS.index(source.kind))
    missing = next((source for source in ordered if not source.path.is_file()), None)
    if missing:
        raise FileMissing(file=missing.name)
    digests = [_sha256(source.path) for source in ordered]
    with store.alone():  # else two pages could take the same file at once
        new, repeats = _unknown_yet(store, list(zip(ordered, digests, strict=True)))
        again = [Loaded(source.name, source.kind, source.program, source.period, is_repeat=True) for source in repeats]
        taken = _take_all(store, new, answers, progress) if new else []
    progress(1.0, "selesai")
    return again + taken


def _take_all(store: Store, files: list[tuple[SourceFile, str]], answers: Answers, progress: Progress) -> list[Loaded]:
    """Take the files with their digests in one transaction."""
    settings = read_settings(store)
    with store.write() as cursor:
        taker = _Taker(cursor, answers, settings)
        bars, again, end = bars_of_load(cursor, [source for source, _ in files], progress)
        reports = []
        for (source, digest), bar in zip(files, bars, strict=True):
            if source.kind not in PLACE_KINDS:
                taker.place_again(again)
                again = silent
            reports.append(taker.take(source, digest, bar))
        taker.place_again(again)
        taker.check_layer()
        if any(source.kind not in {ROADS, POINTS} for source, _ in files):  # those say nothing of families
            end(0.0, "menyusun keluarga dan penerima")
            settle(cursor, answers.by, taker.load_ids)
    return reports


def withdraw_load(store: Store, load_id: int, *, by: Actor = SHELL, reason: str = "") -> None:
    """Take one file back as a whole, as if it had never been loaded; :func:`bring_back_load` undoes that.

    Raises
    ------
    ActMayNot
    NotWithdrawable
        There is no such load, it was taken back before, or newer boundaries build on these.
    """
    _turn(store, load_id, records.withdraw, by, reason, is_in_use=True)


def bring_back_load(store: Store, load_id: int, *, by: Actor = SHELL, reason: str = "") -> None:
    """Let a file count again that was taken back.

    Raises
    ------
    ActMayNot
    NotWithdrawable
        There is no such load, it is in use, or the same file was loaded again meanwhile.
    """
    _turn(store, load_id, records.bring_back, by, reason, is_in_use=False)


def _turn(
    store: Store,
    load_id: int,
    act: Callable[[duckdb.DuckDBPyConnection, int, Actor, str], None],
    by: Actor,
    reason: str,
    *,
    is_in_use: bool,
) -> None:
    """Take back or bring back one load and work out anew what follows from all of them."""
    allow(by, "muat")
    settings = read_settings(store)
    with store.write() as cursor:
        found = cursor.execute(sql("intake/turnable"), {"load_id": load_id, "is_in_use": is_in_use}).fetchall()
        if not found:
            raise NotWithdrawable(load_id=load_id)
        act(cursor, load_id, by, reason)
        kind, has_taught = found[0]
        if kind in {ROADS, POINTS}:
            return
        if kind in PLACE_KINDS or has_taught:
            records.settle_places(cursor)
            records.place_again(cursor, read_gazetteer(cursor), float(str(settings["outside_tolerance_m"])))
        loads = [load_id]
        if kind == CORRECTIONS:
            tolerance_m = float(str(settings["outside_tolerance_m"]))
            loads += _turn_corrections(cursor, load_id, by, reason, tolerance_m, is_in_use=is_in_use)
        settle(cursor, by, loads, reason)


def _turn_corrections(
    cursor: duckdb.DuckDBPyConnection, load_id: int, by: Actor, reason: str, tolerance_m: float, *, is_in_use: bool
) -> list[int]:
    """Undo or repeat what a workbook of corrections did; return the loads whose rows it corrected."""
    if is_in_use:
        return quarantine.undo_file(cursor, load_id, by, reason, tolerance_m=tolerance_m)
    name = str(cursor.execute(sql("quarantine/load"), [load_id]).fetchall()[0][1])
    return quarantine.redo_file(cursor, load_id, name, by, tolerance_m=tolerance_m)


def _unknown_yet(
    store: Store, files: list[tuple[SourceFile, str]]
) -> tuple[list[tuple[SourceFile, str]], list[SourceFile]]:
    """Return the files to load, and those already loaded (or named twice)."""
    known = set(store.frame("intake/loads_known").itertuples(index=False, name=None))
    new: list[tuple[SourceFile, str]] = []
    repeats: list[SourceFile] = []
    for source, digest in files:
        identity = (source.kind, digest, source.program, source.period)
        if identity in known:
            repeats.append(source)
        else:
            new.append((source, digest))
        known.add(identity)
    return new, repeats


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileNotOpened(file=path.name) from error


def settle(cursor: duckdb.DuckDBPyConnection, by: Actor, loads: list[int], reason: str = "") -> None:
    """Work out families, recipients and people anew from all records in use; write down what ``loads`` have changed."""
    cursor.execute("CREATE OR REPLACE TEMP TABLE family_before AS FROM family")
    cursor.execute("DELETE FROM family")
    cursor.execute(sql("intake/settle_families"))
    history.note_families(cursor, by, loads, reason)
    cursor.execute("DROP TABLE family_before")
    for step in ("intake/settle_led", "intake/settle_recipients", "people/settle_people"):
        cursor.execute(sql(step))
    records.check_across(cursor)
    cursor.execute(sql("people/settle_duplicates"))
    follow_deliveries(cursor, by)


class _Taker:
    """Takes one file after another inside an open transaction."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, answers: Answers, settings: Mapping[str, object]) -> None:
        self._cursor = cursor
        self._answers = answers
        self._tolerance_m = float(str(settings["outside_tolerance_m"]))
        self._places_changed = self._has_learnt = False
        self._layer_file = ""
        self._known: Gazetteer | None = None
        self.load_ids: list[int] = []

    def _gazetteer(self) -> Gazetteer:
        """Return the places known now; read once for all files between two that change them."""
        self._known = self._known or read_gazetteer(self._cursor)
        return self._known

    def take(self, source: SourceFile, digest: str, progress: Progress) -> Loaded:
        """Take one file in and return its report."""
        takers: dict[str, Callable[[SourceFile, int, Progress], Loaded]] = {
            "codes": self._codes, "boundaries": self._boundaries, ROADS: self._roads, POINTS: self._points,
            **dict.fromkeys(LAYOUTS, self._table),
        }  # fmt: skip
        progress(0.0, f"membuka {source.name}")
        if source.kind == CORRECTIONS:
            return self._corrections(source, digest, progress)
        load_id = records.next_load_id(self._cursor)
        report = takers[source.kind](source, load_id, progress)
        records.add_load(self._cursor, load_id, source, digest, report, self._answers.by)
        self.load_ids.append(load_id)
        if source.kind in PLACE_KINDS or self._has_learnt:
            records.settle_places(self._cursor)
            self._known = None
        progress(1.0, f"{source.name} selesai")
        return report

    def _corrections(self, source: SourceFile, digest: str, progress: Progress) -> Loaded:
        """Correct rows that wait: they keep the number of their load, the corrections carry that of the file."""
        load_id = records.next_load_id(self._cursor)
        outcome, row_count, facts = quarantine.apply_file(
            self._cursor, source.path, self._answers.by, tolerance_m=self._tolerance_m, source_load=load_id
        )
        self.load_ids.extend(outcome.load_ids)
        progress(1.0, f"{source.name} selesai")
        counts = {name: getattr(outcome, name) for name in ("unchanged", "freed", "unknown", "left")}
        report = Loaded(
            source.name, CORRECTIONS, "", "", is_repeat=False, row_count=row_count,
            accepted_count=outcome.entered + outcome.freed, set_aside_count=outcome.waiting, facts={"corrections": counts} | facts,
        )  # fmt: skip
        kept = replace(report, set_aside_count=0)  # those wait in their own load
        records.add_load(self._cursor, load_id, source, digest, kept, self._answers.by)
        return report

    def _codes(self, source: SourceFile, load_id: int, progress: Progress) -> Loaded:
        regions, aliases = read_codes(source.path)
        progress(0.5, f"{source.name}: {len(regions)} desa")
        records.add_regions(self._cursor, load_id, regions, aliases)
        self._places_changed = True
        return Loaded(
            source.name, "codes", "", "", is_repeat=False, row_count=len(regions), accepted_count=len(regions)
        )

    def _boundaries(self, source: SourceFile, load_id: int, progress: Progress) -> Loaded:
        gazetteer = self._gazetteer()
        found: Boundaries = prepare(
            source.path,
            regions=gazetteer.regions,
            in_place=gazetteer.layer,
            known_points=read_known_points(self._cursor),
            crs=self._answers.crs,
            code_system=self._answers.code_system,
            accept_displaced=self._answers.accept_displaced,
            progress=progress,
        )
        records.put_layer(self._cursor, load_id, found.layer)
        self._layer_file = source.name
        records.add_findings(self._cursor, load_id, found.findings)
        self._places_changed = True
        waits = int((found.findings["severity"] == "KRITIS").sum())
        return Loaded(
            source.name, "boundaries", "", "", is_repeat=False,
            row_count=int(str(found.facts["feature_count"])), accepted_count=int(str(found.facts["desa_count"])),
            flagged_count=int((found.findings["severity"] == LOOK).sum()), set_aside_count=waits, facts=dict(found.facts),
        )  # fmt: skip

    def _roads(self, source: SourceFile, load_id: int, progress: Progress) -> Loaded:
        reading, keeping = split(progress, (0.9, 0.1))
        found = read_network(source.path, crs=self._answers.crs, progress=reading)
        keeping(0.0, f"{source.name}: menyimpan")
        keep_network(self._cursor, load_id, found.network)
        count = len(found.network.edges)
        return Loaded(
            source.name, ROADS, "", "", is_repeat=False, row_count=count, accepted_count=count,
            facts=facts_of(found),
        )  # fmt: skip

    def _points(self, source: SourceFile, load_id: int, progress: Progress) -> Loaded:
        progress(0.1, f"membaca {source.name}")
        layer = self._gazetteer().layer
        found = read_point_file(source.path, layer, kind=source.choice.get(KIND_CHOICE, ""), crs=self._answers.crs)
        keep_points(self._cursor, load_id, found.points)
        flags = flagged(found.points.rename(columns={"desa_code": "stated_code"}), layer)["flag"]
        count = len(found.points)
        return Loaded(
            source.name, POINTS, "", "", is_repeat=False, row_count=count, accepted_count=count,
            flagged_count=int((flags != "").sum()), facts={"points": found.sentences},
        )  # fmt: skip

    def _table(self, source: SourceFile, load_id: int, progress: Progress) -> Loaded:
        remembered = read_choices(self._cursor)
        read, look, keep = bars_of_list(source, progress)
        table = read_table(source.path, source.kind, choice=source.choice, remembered=remembered, progress=read)
        keep_choices(self._cursor, table, source.choice, load_id, self._answers.by)
        gazetteer = replace(self._gazetteer(), code_system=self._answers.code_system)
        learnt = learnt_codes(table.rows, gazetteer)
        if len(learnt):
            gazetteer = self._learn(load_id, learnt, gazetteer)
        asked = (source.program, source.period)
        checked = judge(table, gazetteer, tolerance_m=self._tolerance_m, asked=asked, progress=look)
        keep(0.0, f"{source.name}: menyimpan")
        records.add_records(self._cursor, load_id, source, checked)
        waiting.keep(self._cursor, load_id, checked)
        report = _report(source, checked)
        beside = self._cursor.execute(sql("intake/lists_beside"), [source.program, source.period]).fetchall()
        told = {"beside": [str(name) for (name,) in beside], "learnt_count": len(learnt)}
        return replace(report, facts=report.facts | told)

    def _learn(self, load_id: int, learnt: pd.DataFrame, gazetteer: Gazetteer) -> Gazetteer:
        """Keep the crosswalk that a file teaches; other files are read by it too."""
        records.add_regions(self._cursor, load_id, learnt, pd.DataFrame(columns=["desa_code", "name"], dtype="str"))
        self._places_changed = self._has_learnt = True
        taught = Regions(learnt.set_index("desa_code").astype("str"))
        return replace(gazetteer, regions=gazetteer.regions.join(taught))

    def check_layer(self) -> None:
        """Hold a layer of this request against the homes that the same request has brought.

        Raises
        ------
        geo.errors.BoundaryDisplaced
            Too many of them lie outside their desa, and the user has not said that the layer is right.
        """
        if not self._layer_file or self._answers.accept_displaced:
            return
        gazetteer = self._gazetteer()
        outside_share = points_outside_share(gazetteer.layer, read_known_points(self._cursor))
        if is_displaced(compare_layers(gazetteer.layer, gazetteer.layer), outside_share):
            found = f"{percent(100 * outside_share, 0)} titik rumah jatuh di luar desanya"
            raise BoundaryDisplaced(file=self._layer_file, found=found)

    def place_again(self, progress: Progress) -> None:
        """Look for the desa of all rows again where the layer or the lists have changed."""
        if self._places_changed:
            records.place_again(self._cursor, self._gazetteer(), self._tolerance_m, progress)
            self._places_changed = False


def _report(source: SourceFile, checked: Checked) -> Loaded:
    doubtful = checked.issues[(checked.issues["row"] > 0) & (checked.issues["severity"] == LOOK)]
    flagged = _rows_of(doubtful).difference(_rows_of(checked.set_aside))
    return Loaded(
        source.name, source.kind, source.program, source.period, is_repeat=False,
        row_count=len(checked.table.rows), accepted_count=len(checked.taken),
        flagged_count=len(flagged),
        set_aside_count=len(checked.set_aside),
        facts={"told_by": source.told_by, "program": source.program, "period": source.period} | _facts(checked),
    )  # fmt: skip


def _rows_of(frame: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[["sheet", "row"]].drop_duplicates())


def _facts(checked: Checked) -> dict[str, object]:
    """Return what was decided about a table: guessed columns, sheets left out, fields found, the code system and its hit rate."""
    system = checked.code_system
    matches = [match for mapping in checked.table.mappings for match in mapping.matches]
    return {
        "guessed": sorted({f"{match.header} → {match.field}" for match in matches if match.is_guess}),
        "remembered": sorted({f"{match.header} → {match.field or ''}" for match in matches if match.is_remembered}),
        "hidden_sheets": list(checked.table.hidden_sheets),
        "skipped_sheets": list(checked.table.skipped_sheets),
        "fields": sorted(checked.table.present()),
        **waiting.facts_of(checked),
        "code_system": system.system if system else None,
        "kemendagri_hit_share": system.kemendagri_hit_share if system else None,
        "bps_hit_share": system.bps_hit_share if system else None,
    }  # fmt: skip
