"""The page for the phone in a browser that reaches nothing: opened as a file, ticked, reloaded, sent back."""

from __future__ import annotations

import csv
import dataclasses
import io
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "data"))

from field_worlds import hostile
from plan_worlds import KASI, PLAN, delivery_store

from data.papers.field.form_fields import PHONE_COLUMNS
from data.papers.field.journey import journey
from data.papers.field.make import make_field_file
from data.papers.field.phone import phone_page
from data.trip_sheets import read_trip_sheets
from tests.browser.conftest import PHONE, SHOTS

TRIP = "pickup-1-1"
