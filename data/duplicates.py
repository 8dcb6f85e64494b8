"""Suspected doubles: pairs of rows that may speak of one person, and what somebody has decided about them.

A decision is a row of its own and never changed; the newest of a pair counts, "batal" takes it back. "Orang yang sama"
makes rows of recipients under two numbers count once, "orang berbeda" quietens the checks; both are worked out at once.
"""

from __future__ import annotations

import difflib

import pandas as pd

from data import history
from data.errors import PairUnknown, StepIncomplete
from data.intake.load import settle
from data.mask import mask_name, mask_number
from data.roles import ACTS, Actor, require
from data.store import Store, sql

SAME, DIFFERENT, LATER, UNDONE = "sama", "beda", "ditunda", "batal"
DECISIONS = {SAME: "Orang yang sama", DIFFERENT: "Orang berbeda", LATER: "Ditunda"}
"""What can be decided: key → what screens call it; :data:`UNDONE` takes the last decision back."""
KINDS = {
    "baris_ganda": "baris yang sama dua kali",
    "nik_ganda_beda_nama": "satu NIK, dua nama",
    "orang_mirip": "NIK berbeda satu angka, nama mirip",
    "nik_dua_keluarga": "satu NIK di dua keluarga",
}
"""Why a pair is suspected: kind of the check → words."""
LISTS = {"anggota": "anggota keluarga", "kepala": "kepala keluarga", "penerima": "penerima"}
_SEXES = {"L": "laki-laki", "P": "perempuan"}


def read_pairs(
    store: Store, *, desa_code: str = "", family_key: str = "", pair_id: str = "", is_masked: bool = True
) -> pd.DataFrame:
    """Return suspected doubles, by desa; the parameters narrow them, "" everything.

    One row per pair: ``pair_id``, ``kinds`` (words), ``desa_name``, of both sides ``name_1, nik_1, no_kk_1, born_1,
    sex_1, list_1, file_1, sheet_1, row_1`` and the same with 2, ``differs`` (words), ``decision`` ("" undecided),
    ``reason``, ``decided_at``, ``by_name``. Whole numbers only where ``is_masked`` is not.
    """
    rows = store.frame("people/pairs", desa_code=desa_code, family_key=family_key, pair_id=pair_id)
    rows = rows.drop(columns=["key_a", "key_b"])  # numbers and names, whole
    texts = ["decision", "reason", "by_name"]
    rows[texts] = rows[texts].fillna("")
    kinds = rows["kinds"].map(lambda text: "; ".join(KINDS[kind] for kind in text.split(",")))
    rows = rows.assign(kinds=kinds, differs=_differences(rows))
    for side in ("1", "2"):
        rows[f"list_{side}"] = rows[f"list_{side}"].map(LISTS)
        rows[f"sex_{side}"] = rows[f"sex_{side}"].map(_SEXES).fillna("")
        if is_masked:
            rows[f"name_{side}"] = mask_name(rows[f"name_{side}"])
            for number in ("nik", "no_kk"):
                rows[f"{number}_{side}"] = mask_number(rows[f"{number}_{side}"])
    return rows


def _differences(rows: pd.DataFrame) -> list[str]:
    """Return in words what differs, for the numbers themselves are starred."""
    told = [
        [_number_difference("NIK", one, two) for one, two in _sides(rows, "nik")],
        [_number_difference("No. KK", one, two) for one, two in _sides(rows, "no_kk")],
        [_name_difference(one, two) for one, two in _sides(rows, "name")],
        ["tanggal lahir" if one and two and one != two else "" for one, two in _sides(rows, "born")],
        ["jenis kelamin" if one and two and one != two else "" for one, two in _sides(rows, "sex")],
    ]
    return [", ".join(text for text in texts if text) or "tidak ada" for texts in zip(*told, strict=True)]


def _sides(rows: pd.DataFrame, name: str) -> list[tuple[str, str]]:
    one, two = (rows[f"{name}_{side}"].astype("str").where(rows[f"{name}_{side}"].notna(), "") for side in ("1", "2"))
    return list(zip(one, two, strict=True))


def _number_difference(label: str, one: str, two: str) -> str:
    if one == two or not one or not two:
        return ""
    places = [place for place, (a, b) in enumerate(zip(one, two, strict=False), 1) if a != b]
    return f"{label} angka ke-{places[0]}" if len(places) == 1 else f"{label} {len(places)} angka"


def _name_difference(one: str, two: str) -> str:
    if one == two or not one or not two:
        return ""
    alike = sum(block.size for block in difflib.SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks())
    return f"nama {max(len(one), len(two)) - alike} huruf"


def decide(store: Store, pair_id: str, decision: str, *, by: Actor, reason: str) -> None:
    """Keep what somebody decides about a pair, a key of :data:`DECISIONS` or :data:`UNDONE`; count anew at once.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Nobody is named, or the role does not decide about doubles.
    StepIncomplete
        No reason is given.
    PairUnknown
        The pair is not suspected (any more).
    """
    require(by, "ganda")
    if not reason.strip():
        raise StepIncomplete(act=ACTS["ganda"], needed="alasan")
    found = store.frame("people/pairs", desa_code="", family_key="", pair_id=pair_id)
    if found.empty:
        raise PairUnknown(act=ACTS["ganda"])
    key_a, key_b, was = found.loc[0, ["key_a", "key_b", "decision"]]
    with store.write() as cursor:
        cursor.execute(sql("people/decide"), [key_a, key_b, decision, reason.strip(), history.now(), by.name, by.role])
        before = None if pd.isna(was) else DECISIONS[str(was)]
        after = DECISIONS.get(decision)
        history.note(cursor, by, "pasangan", pair_id, "decision", before=before, after=after, reason=reason.strip())
        settle(cursor, by, [], reason)
