"""Groups of families: who knows every sum of all families works out no small count of a group, nor of the others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.report.groups import told_groups
from data.programs import ALL
from data.targeting import GROUPS, Families
from tests.analytics.atoms import POOR, RICH, Office, Reader

PERIOD, PROGRAMS = "2026-10", ("CPP", "PKH")
OWN, NOT, WHETHER = "own", "not", "whether"
KINDS = {"families": "families", "poor_families": "poor", "served_poor": "served", "unserved_poor": "unserved"}


def families_of(seed: int, size: int) -> Families:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"is_poor": rng.random(size) < 0.6})
    for at, group in enumerate(GROUPS):
        told = pd.array(rng.random(size) < (0.2, 0.5, 0.06)[at], dtype="boolean")
        told[rng.random(size) < (0.0, 0.05, 0.3)[at]] = pd.NA
        frame[group] = told
    receives = pd.DataFrame({key: rng.random(size) < frame["is_poor"] * 0.6 + 0.05 for key in PROGRAMS})
    none = pd.DataFrame({"desa_code": pd.Series(dtype=str), "program": pd.Series(dtype=str), "recipient_count": []})
    return Families(frame, receives, receives * 0.0, none, PERIOD, 4)


def reader_of(families: Families, group: str) -> Reader:
    part = families.frame[group].map({True: OWN, False: NOT}).astype(object).fillna(WHETHER)
    status = families.frame["is_poor"].map({True: POOR, False: RICH})
    lists = {(PERIOD, key): families.receives[key] for key in PROGRAMS}
    return Reader(Office(pd.DataFrame({"desa": part, "status": status, **lists})))


@pytest.mark.parametrize("size", [30, 120, 400])
def test_no_small_count_of_a_group_can_be_worked_out(size):
    seen = 0
    for seed in range(2):
        families = families_of(seed, size)
        told = {key: told_groups(families, key) for key in (ALL, *PROGRAMS)}
        for group in GROUPS:
            reader = reader_of(families, group)
            names = {f"{PERIOD} {key} {name}": (key, count) for key in told for count, name in KINDS.items()}
            names |= {name: (ALL, count) for count, name in KINDS.items() if name in reader.kinds}
            names = {name: where for name, where in names.items() if name in reader.kinds}
            for name, (key, count) in names.items():
                reader.see("", name, reader.truth("", name))
                if not pd.isna(value := told[key].loc[group, count]):
                    reader.see(OWN, name, int(value))
                    seen += 1
            unknown = told[ALL].loc[group, "unknown_families"]
            if not pd.isna(unknown) and unknown:
                reader.see(WHETHER, "families", int(unknown))
            places = [place for place in (OWN, NOT, WHETHER) if reader.truth(place, "families")]
            kept = [
                cell for cell in reader.opened(places) if cell[1] in {*names, "notpoor"} or cell[1].endswith("others")
            ]
            assert kept == [], (seed, group)
    assert size < 400 or seen > 20
