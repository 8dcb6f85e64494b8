"""Names and numbers that nobody bears.

Names are two words for trees, flowers and things of the forest. NIK and KK have the prefix of Kecamatan
Halong, a drawn date, and a serial from 9001 to 9999, far above those that offices give out on one day.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

PREFIX = "631102"
FIRST_SERIAL = 9001
_FIRST_WORDS = (
    "ANGGREK", "AREN", "BAMBU", "BANGKIRAI", "BERINGIN", "BUNGUR", "CEMARA", "CENDANA", "DAMAR", "DURIAN",
    "EMBUN", "GAHARU", "GERONGGANG", "GUNUNG", "JELUTUNG", "KABUT", "KAPUR", "KARAMUNTING", "KASTURI",
    "KENANGA", "KERUING", "KETAPANG", "KULIM", "LANGSAT", "LIANA", "LUMUT", "MADU", "MELATI", "MERANTI",
    "MERBAU", "NIBUNG", "NIPAH", "PAKIS", "PANDAN", "PINANG", "PURUN", "RAMANIA", "RAMIN", "RENGAS",
    "RIAM", "ROTAN", "RUMBIA", "SUNGKAI", "TANDUI", "TELUK", "TERATAI", "ULIN", "WADUK",
)  # fmt: skip
_SECOND_WORDS = (
    "AKAR", "AWAN", "BAYU", "BIRU", "BUAH", "BUKIT", "BULAN", "CAHAYA", "DAHAN", "DAUN", "EMAS", "FAJAR",
    "GETAH", "HIJAU", "HUJAN", "HULU", "JERNIH", "KAYU", "KEMBANG", "KUNING", "LEMBAH", "LURUS", "MEKAR",
    "MUDA", "PAGI", "PANTAI", "PERAK", "PUCUK", "PUTIH", "RANTING", "RIMBA", "RINDANG", "SENJA", "SUNGAI",
    "TANGKAI", "TEBING", "TEDUH", "TINGGI", "TUNAS", "UMBI",
)  # fmt: skip


def names(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return ``count`` names such as ``ULIN SENJA``."""
    return np.char.add(np.char.add(rng.choice(_FIRST_WORDS, count), " "), rng.choice(_SECOND_WORDS, count))


def identity_numbers(
    rng: np.random.Generator, count: int, *, first_day: str, last_day: str, is_woman: np.ndarray | None = None
) -> np.ndarray:
    """Return ``count`` different numbers of 16 digits: prefix, DDMMYY (women: day + 40), serial.

    No two have date and serial in common, because each run through all days uses another serial.
    """
    days = pd.date_range(first_day, last_day)
    runs = -(-count // len(days))
    drawn = days[np.concatenate([rng.permutation(len(days)) for _ in range(runs)])[:count]]
    day = drawn.day.to_numpy().astype(np.int64) + (0 if is_woman is None else 40 * is_woman)
    serial = FIRST_SERIAL + np.arange(count) // len(days) * 7 + rng.integers(7, size=count)
    number = ((day * 100 + drawn.month) * 100 + drawn.year % 100) * 10_000 + serial
    return np.char.add(PREFIX, np.char.zfill(np.array(number, dtype=str), 10))
