"""The demo's list of deliveries, in the layout of an office's ``penyaluran.csv``. All of it is invented.

The story that is drawn in, an assumption and no finding: the more remote a desa, the later aid comes there and the
more families were not met; in the last month a few desa have not had one of the programs at all yet.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.demo.identity import names
from data.programs import PROGRAMS

HANDED, BY_OTHER, FAILED = "diterima", "diwakilkan", "gagal"
COLUMNS = [
    "tanggal", "program", "periode", "nik", "no_kk", "nama", "jumlah", "status", "penerima_wakil", "hubungan", "alasan",
]  # fmt: skip
BY_OTHER_SHARE = 0.08
SKIPPED_COUNT = 3
"""Desa that wait for a program in the last month: the most remote ones, for goods."""
_LAST_DAY = {"BLTDD": 9, "PKH": 24, "SEMBAKO": 26, "CPP": 27}
"""Day of the month by which a near desa has had each program."""
_PKH_IDR = 225_000
_RELATIONS = ("suami/istri", "anak", "saudara", "tetangga")
_REASONS = ("tidak di tempat", "pindah", "belum ada surat kuasa")


def draw_deliveries(
    lists: dict[tuple[str, str], pd.DataFrame], facts: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Return one row per recipient of the lists who was visited (``COLUMNS``).

    ``lists``: as :func:`data.demo.people.draw_recipients` returns them; ``facts``: index ``desa_code``, ``remoteness``.
    """
    last = max(period for _, period in lists)
    drawn = [
        _of_list(people, program, period, facts["remoteness"], rng, is_last=period == last)
        for (program, period), people in lists.items()
    ]
    return pd.concat(drawn, ignore_index=True)


def _of_list(
    people: pd.DataFrame, program: str, period: str, remoteness: pd.Series, rng: np.random.Generator, *, is_last: bool
) -> pd.DataFrame:
    """Return the deliveries of one program and month: a day per desa; where not all were met, some failed."""
    late_days = np.round(rng.normal(-3, 2, len(remoteness)) + 9 * remoteness**2)
    is_whole = pd.Series(rng.random(len(remoteness)) < 0.99 - 0.35 * remoteness, remoteness.index)
    skipped = remoteness.nlargest(SKIPPED_COUNT).index if is_last and program == "CPP" else remoteness.index[:0]
    met = people[~people["kode_desa"].isin(skipped)]
    remote = met["kode_desa"].map(remoteness).to_numpy()
    chance = np.where(met["kode_desa"].map(is_whole), 0.0, 0.02 + 0.12 * remote)
    lot = rng.random(len(met))
    status = np.select([lot < chance, lot < chance + BY_OTHER_SHARE], [FAILED, BY_OTHER], HANDED)
    day = met["kode_desa"].map(pd.Series(late_days, remoteness.index)).to_numpy() + _LAST_DAY[program]
    on = pd.Timestamp(f"{period}-01") + pd.to_timedelta(np.maximum(day, 1) - 1, unit="D")
    amount = _PKH_IDR if program == "PKH" else PROGRAMS[program].amount_idr
    return pd.DataFrame(
        {
            "tanggal": on.strftime("%Y-%m-%d"), "program": program, "periode": period, "nik": met["nik"].to_numpy(),
            "no_kk": met["no_kk"].to_numpy(), "nama": met["nama"].to_numpy(),
            "jumlah": "" if amount is None else amount,
            "status": status,
            "penerima_wakil": np.where(status == BY_OTHER, names(rng, len(met)), ""),
            "hubungan": np.where(status == BY_OTHER, rng.choice(_RELATIONS, len(met)), ""),
            "alasan": np.where(status == FAILED, rng.choice(_REASONS, len(met)), ""),
        }
    )[COLUMNS]  # fmt: skip
