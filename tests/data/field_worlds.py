"""Kept plans for field files: that of ``plan_worlds`` on roads, and with hostile texts only."""

from __future__ import annotations

import dataclasses
import os
import shutil

import pandas as pd
import pytest

from data.trip_sheets import TripSheets

NIK_IN_TEXT = "6311020101800001"
HOSTILE = (
    "<script>alert(1)</script>",
    "\"'; DROP TABLE x;--",
    "]]>&amp;<![CDATA[<b>",
    "\x00\x07\x1b[31mMerah\u202ekilab\u0000",
    "🙂 Ñandú ꦗꦮ",
    "A" * 200,
    "=cmd|'/c calc'!A0",
    "${jahat} {{7*7}} {% x %} `x`",
    f"NIK {NIK_IN_TEXT}",
    "</description></wpt>\r\n**tebal** _miring_ # judul \\",
)
TEXTS = {
    "trips": ("vehicle", "depot_name"),
    "visits": ("label",),
    "recipients": ("name", "address", "stop_label", "collector", "collector_relation", "desa_name"),
}


def needs_tools(*names: str) -> pytest.MarkDecorator:
    """Skip where a tool is missing, unless CI says that a skip would hide a broken file."""
    missing = [name for name in names if not shutil.which(name)]
    return pytest.mark.skipif(
        bool(missing) and os.environ.get("PETASALUR_REQUIRE_FIELD_TOOLS") != "1",
        reason=f"{', '.join(missing)} not installed: field files cannot be read back (apt install gpsbabel gdal-bin)",
    )


def hostile(sheets: TripSheets) -> TripSheets:
    """The same plan, one hostile text after another in every text column."""
    frames = {}
    for part, columns in TEXTS.items():
        frame = getattr(sheets, part)
        texts = {
            name: [HOSTILE[(place + shift) % len(HOSTILE)] for place in range(len(frame))]
            for shift, name in enumerate(columns)
        }
        frames[part] = frame.assign(**texts)
    depots = [
        {**depot, "name": text}
        for depot, text in zip(sheets.plan.result["depots"], (HOSTILE[0], HOSTILE[2]), strict=True)
    ]
    result = {**sheets.plan.result, "depots": depots, "basis": HOSTILE[4]}
    plan = dataclasses.replace(sheets.plan, name=HOSTILE[6], result=result)
    return dataclasses.replace(sheets, plan=plan, **frames)


def on_roads(sheets: TripSheets) -> TripSheets:
    """The same plan with a network: the leg to Hauwai 1 follows a road of four places, the others are straight."""
    first = sheets.visits["stop_id"] == sheets.visits["stop_id"].iloc[0]
    path = [[115.56, -2.38], [115.558, -2.37], [115.552, -2.36], [115.55, -2.35]]
    visits = sheets.visits.assign(
        path=pd.Series(
            [path if is_first else old for is_first, old in zip(first, sheets.visits["path"], strict=True)],
            index=sheets.visits.index,
        ),
        straight_m=sheets.visits["straight_m"].mask(first, 300.0),
    )
    result = {**sheets.plan.result, "is_straight_line": False, "basis": "jaringan jalan"}
    return dataclasses.replace(sheets, plan=dataclasses.replace(sheets.plan, result=result), visits=visits)
