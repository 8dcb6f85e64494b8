"""Each alarm rings for figures that cannot well be true, and for no others."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from analytics.targeting import alarms as bells
from analytics.targeting.alarms import ALARMS, Context, alarms, raised
from analytics.targeting.cells import ALL_PLACES
from analytics.targeting.figures import figures
from tests.analytics.targeting.families_worlds import NOBODY, A, B, families_of

NAMES = {A: "Uren", B: "Tabuan"}
DESIL = [*range(1, 11)] * 2


def plain(receives=None, *, desil=DESIL, amount=600_000.0, strangers=NOBODY):
    """Two desa of ten families, desil 1 … 10; the four poor ones of each receive Rp 600.000."""
    served = [one is not None and one <= 4 for one in desil] if receives is None else receives
    amounts = {"PKH": [amount if one else None for one in served]}
    return families_of(desil, {"PKH": served}, desa=[A] * 10 + [B] * 10, amount_idr=amounts, strangers=strangers)


def rung(families, *, before=None):
    then = None if before is None else figures(before, "PKH")["recipients"]
    return alarms(families, "PKH", names=NAMES, before=then)


def of(key, families, **others):
    table = rung(families, **others)
    return table.loc[table["key"] == key, "sentence"].tolist()


def test_plausible_figures_ring_nothing():
    assert rung(plain(), before=plain()).empty


STRANGERS = pd.DataFrame({"desa_code": [B], "program": ["PKH"], "recipient_count": [6]})
CASES = {
    "hampir_semua": (
        {"receives": [1] * 10 + [0] * 10},
        {},
        ["Uren: 10 dari 10 keluarga (100,0 %) menerima PKH."],
    ),
    "desil_kurang": (
        {"desil": [1, 2, 3, 4, 5, 6, 7, 7, 9, 9] * 2},
        {},
        ["Hanya 8 dari 10 desil ada dalam daftar keluarga; tidak ada desil 8 dan 10."],
    ),
    "naik_cepat": (
        {"receives": [1] * 10 + [1] * 4 + [0] * 6},
        {"before": plain([1] * 4 + [0] * 6 + [1] * 4 + [0] * 6)},
        ["Uren: penerima PKH naik dari 4 menjadi 10 (naik 150,0 %) sejak periode sebelumnya."],
    ),
    "turun_cepat": (
        {"receives": [1] * 4 + [0] * 16},
        {"before": plain([1] * 10 + [0] * 10)},
        ["Uren: penerima PKH turun dari 10 menjadi 4 (turun 60,0 %) sejak periode sebelumnya."],
    ),
    "tanpa_miskin": (
        {"desil": [*range(1, 11), 5, 6, 7, 8, 9, 10, 5, 6, 7, 8]},
        {},
        ["Tabuan: tidak satu pun dari 10 keluarga berdesil miskin."],
    ),
    "semua_miskin": ({"desil": [1] * 10 + [*range(1, 11)]}, {}, ["Uren: semua 10 keluarga berdesil tercatat miskin."]),
    "tanpa_penerima": (
        {"desil": [1] * 10 + [*range(1, 11)], "receives": [0] * 10 + [1] * 4 + [0] * 6},
        {},
        ["Uren: tidak ada penerima PKH, padahal 10 keluarga miskin dan desa lain menerima."],
    ),
    "besaran_nol": (
        {"amount": 0.0},
        {},
        ["Uren: 4 penerima PKH dengan besaran Rp 0.", "Tabuan: 4 penerima PKH dengan besaran Rp 0."],
    ),
    "tanpa_desil": (
        {"desil": [*range(1, 11), 1, 2, 3, 4, 5, 6, 7, None, None, None]},
        {},
        ["Tabuan: 3 dari 10 keluarga (30,0 %) tanpa desil; angka miskin kurang pasti."],
    ),
    "tak_dikenal": (
        {"strangers": STRANGERS},
        {},
        ["Tabuan: 6 dari 10 penerima (60,0 %) tidak ditemukan dalam daftar keluarga."],
    ),
}


@pytest.mark.parametrize("key", CASES)
def test_an_alarm_rings(key):
    world, others, sentences = CASES[key]
    assert of(key, plain(**world), **others) == sentences


QUIET = {
    "hampir_semua": {"receives": [1] * 9 + [0] * 11},  # 90 % is not above 90 %
    "naik_cepat": {"receives": [1] * 8 + [0] * 2 + [1] * 4 + [0] * 6},  # 4 to 8 is 100 %, not more
    "turun_cepat": {"receives": [1] * 2 + [0] * 8 + [1] * 4 + [0] * 6},  # half, of fewer than ten
    "tanpa_desil": {"desil": [*range(1, 11), 1, 2, 3, 4, 5, 6, 7, 8, None, None]},  # 20 %
    "besaran_nol": {"amount": None},  # the list tells no amount
    "tanpa_penerima": {"receives": [0] * 20},  # nobody receives anywhere: a program without a list
}


@pytest.mark.parametrize("key", QUIET)
def test_an_alarm_is_quiet_at_its_limit(key):
    assert of(key, plain(**QUIET[key]), before=plain()) == []


def test_parts_that_do_not_add_up():
    families = plain()
    table, whole = figures(families, "PKH"), figures(families, "PKH", by=ALL_PLACES).iloc[0]
    context = Context(table, whole, None, pd.Series(dtype=int), frozenset(range(1, 11)), NAMES, "PKH")
    assert raised(context).empty
    broken = table.copy()
    broken.loc[A, "recipients"] = 5
    found = raised(replace(context, table=broken))
    assert found["key"].tolist() == ["tidak_berjumlah"] * 2
    assert found["sentence"].tolist() == [
        "Jumlah penerima semua desa 9, tetapi seluruhnya 8.",
        "Uren: 5 penerima dan 6 bukan penerima tidak berjumlah 10 keluarga.",
    ]


def test_every_alarm_is_tried():
    assert set(CASES) | {"tidak_berjumlah"} == set(ALARMS)
    assert all(alarm.definition.endswith(".") and alarm.label for alarm in ALARMS.values())
    assert bells.ALMOST_ALL_SHARE == 0.9


def test_nothing_known_rings_nothing():
    assert rung(families_of([], {"PKH": []})).empty
    assert rung(families_of([], {})).empty
