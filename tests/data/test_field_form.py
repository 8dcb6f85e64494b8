"""The form of a trip: what comes back, that form builders take it, and how it behaves in Collect's own engine."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import pyxform
from field_worlds import NIK_IN_TEXT, hostile
from plan_worlds import HAUWAI, KASI, PLAN, delivery_store
from python_calamine import CalamineWorkbook
from pyxform.errors import PyXFormError
from pyxform.validators.odk_validate import ODKValidateError
from pyxform.xls2xform import convert

from data.errors import NothingToHandOver
from data.papers.field.form_fields import (
    GROUP,
    PHONE_COLUMNS,
    REASONS,
    RECEIVERS,
    RELATIONS,
    REPEAT,
    RETURN_COLUMNS,
    STATES,
    STOP_COLUMNS,
    field_name,
    parcel_of,
)
from data.papers.field.journey import journey
from data.papers.field.make import make_field_file
from data.papers.field.xlsform import literal, plain, xlsform
from data.papers.workbook import rows_as_workbook
from data.trip_sheets import read_trip_sheets

ALL_COLUMNS = {**STOP_COLUMNS, **RETURN_COLUMNS}
JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
ENGINE = Path(__file__).parent / "Collect.java"
TRIP = "pickup-1-1"
STOP = f"{HAUWAI}-01"
ACCEPTED, REFUSED = "0", "2"
"""What Collect's engine says to an answer: taken, against the constraint."""
XFORM = "{http://www.w3.org/2002/xforms}"
needs_java = pytest.mark.skipif(not shutil.which("java"), reason="java is not installed: ODK Validate does not run")
needs_jdk = pytest.mark.skipif(
    not shutil.which("javac"), reason="no JDK: the form is not filled in by Collect's engine"
)
VALIDATORS = [pytest.param(False, id="pyxform"), pytest.param(True, id="odk-validate", marks=needs_java)]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = delivery_store(tmp_path_factory.mktemp("formulir"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def sheets(store):
    return read_trip_sheets(store, PLAN, trip_id=TRIP)


@pytest.fixture(scope="module")
def content(sheets):
    return xlsform(journey(sheets))


@pytest.fixture(scope="module")
def evil(sheets):
    """The form of the same trip with hostile texts."""
    return xlsform(journey(hostile(sheets)))


def as_xform(content: bytes, *, validate: bool = False) -> ET.Element:
    return ET.fromstring(convert(io.BytesIO(content), validate=validate).xform)  # noqa: S314  we wrote it


def sheet(content: bytes, name: str) -> list[dict[str, str]]:
    header, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


def choices(content: bytes, of: str) -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in sheet(content, "choices") if row["list_name"] == of}


# --- what comes back -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL_COLUMNS)
@pytest.mark.parametrize("written", ["{}", "recipients/entry/{}", "recipients:entry:{}", "entry-{}", " {} "])
def test_a_heading_is_known_whatever_groups_stand_before_it(name, written):
    assert field_name(written.format(name)) == name


def test_names_of_columns_are_names_of_xml_and_appear_once():
    names = [*STOP_COLUMNS, *RETURN_COLUMNS, REPEAT, GROUP]
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z_]*", name)] == []
    assert len(set(names)) == len(names)
    labels = [field.label for field in ALL_COLUMNS.values()]
    assert len(set(labels)) == len(labels)


def test_the_phone_exports_columns_of_the_form():
    assert set(PHONE_COLUMNS) <= set(ALL_COLUMNS)


def test_a_parcel_is_told_apart_by_its_program():
    assert parcel_of("v0123456789a", "CPP").partition("_")[::2] == ("v0123456789a", "CPP")


def test_the_form_gives_back_the_columns_that_were_promised(content):
    """Notes are no answers, and the form's own meta data belong to Collect."""
    notes = {row["name"] for row in sheet(content, "survey") if row["type"] == "note"}
    [answers] = as_xform(content).find(f".//{XFORM}instance")
    of_stop = [node.tag.removeprefix(XFORM) for node in answers]
    [repeat] = [node for node in answers.findall(f"{XFORM}{REPEAT}") if not node.attrib]
    of_recipient = [node.tag.removeprefix(XFORM) for node in repeat.find(f"{XFORM}{GROUP}")]
    assert {*of_stop} - notes - {REPEAT, "meta"} == {*STOP_COLUMNS}
    assert {*of_recipient} - notes == {*RETURN_COLUMNS}


def test_answers_to_choose_from_are_the_ones_that_were_promised(content):
    for of, promised in (("states", STATES), ("receivers", RECEIVERS), ("relations", RELATIONS), ("reasons", REASONS)):
        assert {key: row["label"] for key, row in choices(content, of).items()} == promised


# --- what is in it -------------------------------------------------------------------------------------


def test_every_recipient_of_the_trip_is_preloaded_with_the_stop_and_the_amount(content, sheets):
    rows = choices(content, "parcels")
    # Hauwai 1: six families with rice, four of them with cash; Hauwai 2: four with rice
    assert len(rows) == len(sheets.recipients) == 14
    assert [row["stop"] for row in rows.values()].count(STOP) == 10
    third = rows[next(name for name in rows if name.endswith("_CPP") and "KEPALA 3" in rows[name]["label"])]
    assert third["label"] == (
        "3. KEPALA 3 · 631102••••••••04 · Dusun 1, RT 1/RW 2 · Beras CPP 10 kg · diambil ANAK TIGA (anak)"
    )
    assert (third["planned"], third["unit"]) == ("10", "kg")
    cash = [row for name, row in rows.items() if name.endswith("_BLTDD")]
    assert {(row["planned"], row["unit"]) for row in cash} == {("300000", "Rp")}
    assert [row["label"] for row in choices(content, "stops").values()] == [
        "1 Hauwai 1 (Dusun 1)", "2 Hauwai 2 (Dusun 2)",
    ]  # fmt: skip


def test_the_form_carries_plan_and_trip_and_a_version_of_its_content(store, content, sheets):
    [settings] = sheet(content, "settings")
    assert settings["form_id"] == f"petasalur_1_{TRIP}"
    assert settings["form_title"] == "Penyaluran Ritase 1 · Pick-up · 28 November 2026"
    fewer = dataclasses.replace(sheets, recipients=sheets.recipients.iloc[1:])
    [changed] = sheet(xlsform(journey(fewer)), "settings")
    assert settings["version"].startswith("1-")
    assert changed["version"] != settings["version"]


def test_a_trip_to_a_transfer_point_has_nobody_to_ask(store):
    with pytest.raises(NothingToHandOver):
        make_field_file(store, "formulir", plan_id=PLAN, trip_id="pickup-1-2", by=KASI)


def test_no_whole_number_and_no_formula_is_in_it(content, evil):
    for made in (content, evil):
        rows = [row for name in ("survey", "choices", "settings") for row in sheet(made, name)]
        cells = [str(cell) for row in rows for cell in row.values()]
        assert [cell for cell in cells if re.search(r"\d{12}", cell)] == []
        assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == []
    assert NIK_IN_TEXT.encode() not in evil


@pytest.mark.parametrize("text", ["${x}", "a ${ b", "*tebal* _miring_ [a](b) `c` \\ <b>"])
def test_labels_are_no_references_and_no_markdown(text):
    assert not re.search(r"\$\{|[*_`\[\]\\<>]", plain(text))


@pytest.mark.parametrize("text", ["pickup-1-1", "o'clock", '"', "''", "", "${x}"])
def test_any_text_can_be_written_in_xpath(text):
    pieces = re.findall(r"'([^']*)'|\"([^\"]*)\"", literal(text))
    assert "".join(one or other for one, other in pieces) == text
    assert "${" not in literal(text)


# --- form builders take it -----------------------------------------------------------------------------


@pytest.mark.parametrize("validate", VALIDATORS)
@pytest.mark.parametrize("which", ["content", "evil"])
def test_pyxform_takes_the_form(request, which, validate):
    made = convert(io.BytesIO(request.getfixturevalue(which)), validate=validate)
    assert made.warnings == []


def test_a_wrong_form_is_noticed(content):
    assert as_xform(with_calculation(content, "count(${recipients})")) is not None
    with pytest.raises(PyXFormError):
        as_xform(with_calculation(content, "count(${tidak_ada})"))


@needs_java
def test_odk_validate_notices_wrong_xpath(content):
    with pytest.raises(ODKValidateError):
        as_xform(with_calculation(content, "count("), validate=True)


def with_calculation(content: bytes, calculation: str) -> bytes:
    """The same form that counts its entries otherwise."""
    sheets = {}
    for name in ("survey", "choices", "settings"):
        rows = sheet(content, name)
        for row in rows:
            if row.get("name") == "entered_count":
                row["calculation"] = calculation
        sheets[name] = [list(rows[0]), *(list(row.values()) for row in rows)]
    return rows_as_workbook(sheets, made_at=dt.datetime.fromisoformat("2026-11-01"))


# --- as Collect fills it in ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def filled(content, tmp_path_factory):
    """What Collect's engine says: one entry delivered to a substitute, one failed, the first one once more."""
    place = tmp_path_factory.mktemp("isian") / "form.xml"
    place.write_text(convert(io.BytesIO(content)).xform, encoding="utf-8")
    parcels = choices(content, "parcels")
    rice, cash = (next(name for name in parcels if name.endswith(kind)) for kind in ("CPP", "BLTDD"))
    answers = [
        f"stop_id={STOP}", f"parcel={rice}", "state=diserahkan", "amount=11", "received_by=pengganti",
        "substitute_name=Ani", "relation=anak", "letter_number=12/2026",
        "new", f"parcel={cash}", "state=gagal", "reason=pindah",
        "new", f"parcel={rice}", "state=dikembalikan", "reason=menolak",
    ]  # fmt: skip
    done = subprocess.run(
        ["java", "-cp", JAR, ENGINE, place, *answers], capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout.splitlines()


def entries(filled: list[str]) -> list[dict[str, str]]:
    """The entries of the repeat; a name with "?" was not relevant."""
    found: list[dict[str, str]] = []
    for line in filled:
        if line == f" {GROUP}=":
            found.append({})
        elif line.startswith("  "):
            name, _, value = line.strip().partition("=")
            found[-1][name] = value
    return found


@needs_jdk
def test_collect_offers_only_who_receives_at_the_stop(filled):
    # of the 14 parcels of the trip ten belong to Hauwai 1
    assert filled.count("choices of stop_id: 2") == 1
    assert filled.count("choices of parcel: 10") == 3


@needs_jdk
def test_collect_takes_no_more_than_was_planned(filled):
    assert f"answer to amount: {REFUSED}" in filled
    assert f"answer to letter_number: {ACCEPTED}" in filled
    assert entries(filled)[0]["amount"] == "10.0"


@needs_jdk
def test_collect_gives_each_entry_its_plan_trip_and_stop(filled):
    first, second, _ = entries(filled)
    assert (first["row_plan_id"], first["row_trip_id"], first["row_stop_id"]) == ("1", TRIP, STOP)
    assert (first["program"], first["amount_unit"], second["program"], second["amount_unit"]) == (
        "CPP", "kg", "BLTDD", "Rp",
    )  # fmt: skip
    assert re.fullmatch(r"v[0-9a-f]{11}", first["handle"])


@needs_jdk
def test_collect_asks_only_what_matters(filled):
    first, second, _ = entries(filled)
    assert {"reason?", "again?"} <= set(first)
    assert {"amount?", "received_by?", "substitute_name?", "letter_photo?", "signature?"} <= set(second)
    assert (first["relation"], second["reason"]) == ("anak", "pindah")


@needs_jdk
def test_collect_counts_and_warns_of_a_recipient_entered_twice(filled):
    assert [entry["times_entered"] for entry in entries(filled)] == ["1", "1", "2"]
    assert "again" in entries(filled)[2]
    assert {"planned_count=10", "entered_count=3", "double_count=1", "warning="} <= set(filled)
