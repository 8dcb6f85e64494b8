"""What an error says: one Indonesian sentence for each expected failure.

Every sentence says what was expected, what was found and what to do. ``tests/data/test_messages.py`` walks
all error classes of ``geo.errors`` and ``data.errors`` and fails on one without a sentence.
"""

from __future__ import annotations

from data import errors as data_errors
from geo import errors as geo_errors
from geo.errors import PetasalurError

SENTENCES: dict[type[PetasalurError], str] = {
    # --- geo ---
    geo_errors.UnsafeArchive: (
        "Berkas {file} tidak dibuka karena isinya tidak wajar ({found}); kirim ulang berkas aslinya."
    ),
    # --- data and analytics ---
    data_errors.UnknownProgram: (
        "Program {program} tidak dikenal; yang dikenal: {known}. Pakai salah satu kunci itu."
    ),
}


def sentence(error: PetasalurError) -> str:
    """Return the sentence of ``error`` with its facts filled in."""
    return SENTENCES[type(error)].format_map(error.facts)
