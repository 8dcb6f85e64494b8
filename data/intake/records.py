"""Writing of records, layers, lists and issues, inside an open transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import duckdb
import geopandas as gpd
import pandas as pd

from data import checks, history
from data.checks.across import CROSS_CHECKS
from data.intake.fields import DIFFICULTIES, UNSUR
from data.intake.layouts import COMPLAINTS, DELIVERIES, FAMILIES, LAYOUTS, MEMBERS, RECIPIENTS, STATUS, SURVEY
from data.intake.place import Gazetteer, place
from data.intake.points import degrees
from data.intake.request import Loaded, SourceFile
from data.intake.table import Checked
from data.programs import PROGRAMS
from data.roles import Actor
from data.store import sql
from geo.progress import Progress, silent

_PLACE_COLUMNS = {
    "code_given": "desa_code", "desa_given": "desa", "kecamatan_given": "kecamatan", "lon_given": "lon",
    "lat_given": "lat", "desa_code": "placed_code", "desa_how": "placed_how", "desa_score": "placed_score",
    "lon": "point_lon", "lat": "point_lat",
}  # fmt: skip
_FAMILY_COLUMNS = {
    "sheet": "sheet", "row": "row", "is_repeat": "is_repeat", "no_kk": "kk_key", "nik_head": "nik_key",
    "name_head": "name", **_PLACE_COLUMNS, "dusun": "dusun", "rt": "rt", "rw": "rw",
    "member_count": "member_count_value", "desil": "desil_value",
}  # fmt: skip
_RECIPIENT_COLUMNS = {
    "sheet": "sheet", "row": "row", "is_repeat": "is_repeat", "nik": "nik_key", "no_kk": "kk_key", "name": "name",
    **_PLACE_COLUMNS, "dusun": "dusun", "amount_idr": "amount_idr_value",
}  # fmt: skip
_ROW = {"sheet": "sheet", "row": "row", "is_repeat": "is_repeat"}
_MEMBER_COLUMNS = {
    **_ROW, "nik": "nik_key", "no_kk": "kk_key", "name": "name", "sex": "sex_value", "born_on": "birth_date_value",
    "relation": "relation", "is_pregnant": "pregnant_value",
}  # fmt: skip
_STATUS_COLUMNS = {**_ROW, "nik": "nik_key", "name": "name", "status": "status_value", "on_date": "on_date_value"}
_DELIVERY_COLUMNS = {
    **_ROW, "nik": "nik_key", "no_kk": "kk_key", "name": "name", "program_given": "program", "period_given": "period",
    "amount_idr": "amount_idr_value", "status": "status", "on_date": "on_date_value",
    "collector": "collector", "collector_relation": "relation",
}  # fmt: skip
_NAMED_COLUMNS = {
    name: _PLACE_COLUMNS[name] for name in ("desa_given", "kecamatan_given", "desa_code", "desa_how", "desa_score")
}
_SURVEY_COLUMNS = {
    "sheet": "sheet", "row": "row", "on_date": "on_date_value", **_NAMED_COLUMNS, "service": "service",
    **{unsur: f"{unsur}_value" for unsur in UNSUR}, "remark": "remark",
}  # fmt: skip
_COMPLAINT_COLUMNS = {
    "sheet": "sheet", "row": "row", "on_date": "on_date_value", **_NAMED_COLUMNS, "category": "category",
    "report": "report", "status": "status", "done_on": "done_on_value",
}  # fmt: skip
_TABLES = {
    FAMILIES: ("family_record", _FAMILY_COLUMNS),
    RECIPIENTS: ("recipient_record", _RECIPIENT_COLUMNS),
    MEMBERS: ("member_record", _MEMBER_COLUMNS),
    STATUS: ("status_record", _STATUS_COLUMNS),
    DELIVERIES: ("delivery_record", _DELIVERY_COLUMNS),
    SURVEY: ("survey_record", _SURVEY_COLUMNS),
    COMPLAINTS: ("complaint_record", _COMPLAINT_COLUMNS),
}
_PLACED = (FAMILIES, RECIPIENTS, SURVEY, COMPLAINTS)
"""Roles whose rows have a desa."""
_TEXTS = (
    "name_head", "name", "code_given", "desa_given", "kecamatan_given", "lon_given", "lat_given", "dusun", "rt", "rw",
    "service", "remark", "category", "report", "relation", "collector", "collector_relation",
)  # fmt: skip


def record_table(role: str) -> str:
    """Return the table in which the rows of files of a role are kept."""
    return _TABLES[role][0]


@contextmanager
def _relation(cursor: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> Iterator[None]:
    cursor.register(name, frame)
    yield  # after an error the transaction is undone and the cursor closed: nothing is left to unregister
    cursor.unregister(name)


def _append(cursor: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    with _relation(cursor, "incoming", frame):
        names = ", ".join(frame.columns)
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming")  # noqa: S608  own names


def next_load_id(cursor: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the next load."""
    return int(cursor.execute("SELECT nextval('load_number')").fetchall()[0][0])


def add_load(
    cursor: duckdb.DuckDBPyConnection, load_id: int, source: SourceFile, sha256: str, report: Loaded, by: Actor
) -> None:
    """Keep that a file was loaded, by whom, and what was found at the door."""
    cursor.execute(
        sql("intake/add_load"),
        [
            load_id, source.kind, report.name, sha256, report.program, report.period, history.now(), report.row_count,
            report.accepted_count, report.set_aside_count, json.dumps(report.facts, default=str), by.name, by.role,
        ],
    )  # fmt: skip
    history.note(cursor, by, "berkas", str(load_id), "dimuat", after=report.name, load_id=load_id)


def withdraw(cursor: duckdb.DuckDBPyConnection, load_id: int, by: Actor, reason: str) -> None:
    """Take a file back: what it says counts no longer, and stays known."""
    cursor.execute("UPDATE load SET withdrawn_at = $1 WHERE load_id = $2", [history.now(), load_id])
    history.note(cursor, by, "berkas", str(load_id), "ditarik", after="ditarik", reason=reason, load_id=load_id)


def bring_back(cursor: duckdb.DuckDBPyConnection, load_id: int, by: Actor, reason: str) -> None:
    """Let a file that was taken back count again."""
    cursor.execute("UPDATE load SET withdrawn_at = NULL WHERE load_id = $1", [load_id])
    history.note(
        cursor,
        by,
        "berkas",
        str(load_id),
        "ditarik",
        before="ditarik",
        after="dipakai lagi",
        reason=reason,
        load_id=load_id,
    )


def check_across(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make the checks between files again, over all lists."""
    kinds = [check.key for check in CROSS_CHECKS]
    cursor.execute("DELETE FROM issue WHERE list_contains($1, kind)", [kinds])
    has_members = bool(cursor.execute("SELECT count(*) FROM member_said").fetchall()[0][0])
    cursor.execute(sql("across/led"))
    rules = pd.DataFrame(
        [(program.key, program.desil_max) for program in PROGRAMS.values()], columns=["program", "desil_max"]
    )
    with _relation(cursor, "program_rule", rules):
        said = [
            cursor.execute(sql(f"across/{check.sql}"), check.params or None)
            .df()
            .assign(kind=check.key, severity=check.severity, field="", message=check.message, remedy=check.remedy)
            for check in CROSS_CHECKS
            if has_members or not check.needs_members
        ]
    found = [each for each in said if len(each)]
    if found:  # written at once: most of the time for a small office went into many small writes
        every = pd.concat(found, ignore_index=True)
        _append(cursor, "issue", _as_issues(every).assign(load_id=every["load_id"]))
    cursor.execute("DROP TABLE led")


def _as_issues(frame: pd.DataFrame) -> pd.DataFrame:
    texts = ["sheet", "key", "field", "value", "message", "remedy"]
    issues = frame[checks.ISSUE_COLUMNS].copy()
    issues[texts] = issues[texts].fillna("").astype(str)
    return issues


def add_regions(cursor: duckdb.DuckDBPyConnection, load_id: int, regions: pd.DataFrame, aliases: pd.DataFrame) -> None:
    """Keep what a reference list states, see :func:`data.intake.codes.read_codes`."""
    columns = ["load_id", "desa_code", "desa_name", "kecamatan_name", "bps_code"]
    _append(cursor, "region_record", regions.assign(load_id=load_id)[columns])
    named = aliases.dropna(subset="name").assign(load_id=load_id)
    _append(cursor, "region_alias_record", named[["load_id", "desa_code", "name"]])


def put_layer(cursor: duckdb.DuckDBPyConnection, load_id: int, layer: gpd.GeoDataFrame) -> None:
    """Keep ``layer`` (see :mod:`geo.boundaries`): the layer in place from now on."""
    frame = pd.DataFrame(layer.drop(columns="geometry")).reset_index()
    frame = frame.assign(geometry=layer.geometry.to_wkb().to_numpy(), load_id=load_id)
    columns = [
        "desa_code", "desa_name", "kecamatan_code", "kecamatan_name", "bps_code", "area_km2", "point_lon", "point_lat",
        "geometry", "load_id",
    ]  # fmt: skip
    _append(cursor, "layer_record", frame[columns])


def settle_places(cursor: duckdb.DuckDBPyConnection) -> None:
    """Work out the layer in place and the known desa anew from all loads in use."""
    for table, name in {"desa": "layer", "region": "regions", "region_alias": "aliases"}.items():
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608  own names
        cursor.execute(sql(f"intake/settle_{name}"))


def add_findings(cursor: duckdb.DuckDBPyConnection, load_id: int, findings: pd.DataFrame) -> None:
    """Keep what was found at the door of a layer as issues."""
    add_issues(cursor, load_id, findings.assign(sheet="", field="", value="", remedy="Periksa di berkas batas desa."))


def add_records(cursor: duckdb.DuckDBPyConnection, load_id: int, source: SourceFile, checked: Checked) -> None:
    """Keep the rows taken, the rows set aside and the issues of one table."""
    role = checked.table.layout.role
    table, columns = _TABLES[role]
    frame = pd.DataFrame({name: checked.taken[origin] for name, origin in columns.items()})
    texts = [name for name in _TEXTS if name in frame]
    frame[texts] = frame[texts].where(frame[texts] != "")
    frame["load_id"] = load_id
    if role == RECIPIENTS:
        frame = frame.assign(program=source.program, period=source.period)
    if role == FAMILIES:
        frame["rank"] = checked.table.layout.rank
        frame["desil"] = frame["desil"].where(frame["desil"].between(1, 10))
        frame["member_count"] = frame["member_count"].where(frame["member_count"].between(0, 99))
    if role == MEMBERS:
        frame["difficulty"] = checked.taken[[f"{name}_value" for name in DIFFICULTIES]].max(axis=1)
    _append(cursor, table, frame)
    _append(cursor, "set_aside", checked.set_aside.assign(load_id=load_id))
    add_issues(cursor, load_id, checked.issues)


def add_issues(cursor: duckdb.DuckDBPyConnection, load_id: int, issues: pd.DataFrame) -> None:
    """Keep what is said of rows of a load, see :func:`data.checks.run`."""
    _append(cursor, "issue", _as_issues(issues).assign(load_id=load_id))


def place_again(
    cursor: duckdb.DuckDBPyConnection,
    gazetteer: Gazetteer,
    tolerance_m: float,
    progress: Progress = silent,
    *,
    only: int | None = None,
) -> None:
    """Find the desa of every record anew, and make the checks that depend on places again.

    ``only``: the number of the one load to do it for.
    """
    placed = [key for key, layout in LAYOUTS.items() if layout.role in _PLACED]
    loads = cursor.execute(
        "SELECT load_id, kind, facts FROM load WHERE list_contains($1, kind) AND ($2 IS NULL OR load_id = $2)"
        " ORDER BY load_id",
        [placed, only],
    ).fetchall()
    for number, (load_id, kind, facts) in enumerate(loads):
        progress(number / len(loads), "menempatkan kembali data yang sudah dimuat")
        known = json.loads(facts)
        seen = replace(gazetteer, code_system=known["code_system"])
        role = LAYOUTS[str(kind)].role
        _place_load_again(cursor, int(load_id), role, frozenset(known["fields"]), seen, tolerance_m)


def _place_load_again(
    cursor: duckdb.DuckDBPyConnection,
    load_id: int,
    kind: str,
    fields: frozenset[str],
    gazetteer: Gazetteer,
    tolerance_m: float,
) -> None:
    table, columns = _TABLES[kind]
    saved = cursor.execute(f"SELECT * FROM {table} WHERE load_id = $1", [load_id]).df()  # noqa: S608  own name
    if saved.empty:
        return
    frame = place(_as_read(saved, kind), gazetteer)
    batch = checks.Batch(frame, fields, kind, fields, tolerance_m, knows_regions=len(gazetteer.regions.desa) > 0)
    names = {name: origin for name, origin in columns.items() if name in _PLACE_COLUMNS}
    updated = saved.assign(**{name: frame[origin] for name, origin in names.items() if not name.endswith("_given")})
    cursor.execute(f"DELETE FROM {table} WHERE load_id = $1", [load_id])  # noqa: S608  own name
    _append(cursor, table, updated)
    kinds = [check.key for check in checks.PLACE_CHECKS]
    cursor.execute("DELETE FROM issue WHERE load_id = $1 AND list_contains($2, kind)", [load_id, kinds])
    add_issues(cursor, load_id, checks.run(batch, checks.PLACE_CHECKS))


def _as_read(saved: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return saved records in the form that placing and the checks of places take."""
    given = {"desa_code": "code", "desa": "desa", "kecamatan": "kecamatan", "lon": "lon", "lat": "lat"}
    nothing = pd.Series("", index=saved.index, dtype="str")
    known = {name: saved.get(f"{short}_given", nothing) for name, short in given.items()}
    text = pd.DataFrame({name: column.fillna("").astype("str") for name, column in known.items()})
    kk, nik = saved.get("no_kk", nothing), saved.get("nik", nothing)
    key = kk if kind == FAMILIES else nik.fillna(kk)
    return text.assign(
        sheet=saved["sheet"],
        row=saved["row"],
        issue_key=key.fillna(""),
        lon_value=degrees(text["lon"]),
        lat_value=degrees(text["lat"]),
    )
