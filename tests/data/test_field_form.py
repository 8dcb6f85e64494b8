"""The form of a trip: what comes back, and that form builders take it."""

from __future__ import annotations

import re

import pytest

from data.papers.field.form_fields import (
    GROUP,
    PHONE_COLUMNS,
    REPEAT,
    RETURN_COLUMNS,
    STOP_COLUMNS,
    field_name,
    parcel_of,
)

ALL_COLUMNS = {**STOP_COLUMNS, **RETURN_COLUMNS}


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
