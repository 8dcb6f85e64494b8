"""From the numbers of families that a simulation chose to the list that the musdes talks about."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.errors import PurposeMissing
from data.mask import mask_name, mask_number
from data.papers.make import note_whole, require_whole
from data.roles import Actor
from data.store import Store
from data.targeting import family_rows

COLUMNS = {
    "order": "No.", "desa_code": "Kode desa", "desa_name": "Desa", "dusun": "Dusun", "rt": "RT", "rw": "RW",
    "no_kk": "No. KK", "nik_head": "NIK kepala keluarga", "name_head": "Nama kepala keluarga", "desil": "Desil",
    "member_count": "Jumlah anggota", "is_priority": "Prioritas",
}  # fmt: skip
"""Column of the list → its heading in a workbook."""
_ACT = "mengunduh daftar musdes dengan NIK dan No. KK lengkap"


def musdes_list(
    store: Store, period: str, numbers: Sequence[int], *, whole_for: Actor | None = None, purpose: str = ""
) -> pd.DataFrame:
    """Return the chosen families in the order chosen, per desa.

    Parameters
    ----------
    numbers
        ``family_number`` of :func:`data.targeting.read_families`, same period, same data.
    whole_for, purpose
        Who asks for whole numbers and names, and what for; it is noted in the history. Without, they are masked.

    Returns
    -------
    pandas.DataFrame
        One row per family with :data:`COLUMNS`: ``order`` (1 … within the desa), ``is_priority`` as "ya" or "".

    Raises
    ------
    ActorUnnamed, ActMayNot, PurposeMissing
        If whole numbers are asked for by somebody who may not see them, or for no purpose.
    """
    if whole_for is not None:
        require_whole(whole_for, _ACT)
        if not purpose.strip():
            raise PurposeMissing(act=_ACT)
    rows = family_rows(store, period).set_index("family_number").loc[list(numbers)]
    named = store.frame("targeting/named", numbers_of_cards=rows["no_kk"].tolist()).set_index("no_kk")
    rows = rows.join(named, on="no_kk").sort_values("desa_code", kind="stable")
    rows = rows.assign(
        order=rows.groupby("desa_code").cumcount() + 1,
        nik_head=rows["nik_head"].fillna(""),
        is_priority=rows["is_priority"].map({True: "ya", False: ""}),
    )
    if whole_for is not None:
        note_whole(store, whole_for, f"daftar musdes {period}", len(rows), purpose)
        return rows[list(COLUMNS)].reset_index(drop=True)
    masked = rows.assign(
        no_kk=mask_number(rows["no_kk"]), nik_head=mask_number(rows["nik_head"]), name_head=mask_name(rows["name_head"])
    )
    return masked[list(COLUMNS)].reset_index(drop=True)
