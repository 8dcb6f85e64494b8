"""What desa lack and what they have to build on: kebutuhan and potensi, as surveys and musdes state them."""

from __future__ import annotations

import pandas as pd

from data.intake import values
from data.monev.tables import cut, desa_codes, numbers, refuse, texts
from data.monev.written import ACT, LONG, SHORT, note
from data.roles import Actor, require
from data.store import Store, sql
from data.workflow.written import signed, today

SORTS = {"kebutuhan": "Kebutuhan", "potensi": "Potensi"}
LEVELS = ("", "rendah", "sedang", "tinggi")
COLUMNS = {
    "sort": "Jenis", "desa": "Desa", "category": "Kategori", "said": "Uraian", "amount": "Jumlah", "unit": "Satuan",
    "level": "Tingkat", "on_date": "Tanggal", "source": "Sumber",
}  # fmt: skip
"""Columns of the table, on the page and in files → their headers."""
CATEGORIES = (
    "Pangan", "Kesehatan", "Pendidikan", "Perumahan", "Air dan sanitasi", "Jalan dan jembatan", "Pekerjaan dan usaha",
    "Pertanian", "Kerajinan", "Keterampilan", "Lainnya",
)  # fmt: skip
"""Proposed, not prescribed (after the strategy of Desa Kamal: health, education, farming, crafts, skills)."""
_KEPT = ["sort", "desa_code", "category", "said", "amount", "unit", "level", "on_date", "source"]


def read_needs(store: Store) -> pd.DataFrame:
    """Return needs and resources as they stand, one row each.

    Columns ``need_id, sort`` (key of :data:`SORTS`), ``desa_code, desa_name, category, said, amount, unit, level``
    (of :data:`LEVELS`), ``on_date, source``.
    """
    rows = store.frame("monev/needs")
    return rows.assign(on_date=pd.to_datetime(rows["on_date"]), amount=rows["amount"].astype(float))


def as_table(needs: pd.DataFrame) -> pd.DataFrame:
    """Return needs as the page edits them and files hold them: the headers of :data:`COLUMNS`."""
    shown = needs.assign(sort=needs["sort"].map(SORTS), desa=needs["desa_name"])
    names = needs.groupby("desa_name")["desa_code"].transform("nunique") if len(needs) else pd.Series(dtype=int)
    shown["desa"] = shown["desa"].where(names < 2, shown["desa"] + " (" + needs["desa_code"] + ")")  # noqa: PLR2004
    return shown[list(COLUMNS)].rename(columns=COLUMNS)


def save_needs(store: Store, table: pd.DataFrame, *, by: Actor, is_addition: bool = False) -> tuple[int, int]:
    """Keep the rows of ``table`` in the place of those that stood; return how many came and how many ended.

    Parameters
    ----------
    table
        The keys of :data:`COLUMNS`.
    is_addition
        What stood stays; only rows that are new are added (a file).

    Raises
    ------
    ActorUnnamed, ActMayNot
    TableUnusable
        A kind or desa unknown, nothing said, a number or date that is none.
    """
    require(by, ACT)
    kept = _checked(store, table)
    was = read_needs(store)
    marked = kept.assign(sign=_sign(kept)).drop_duplicates("sign")
    known = was.assign(sign=_sign(was))
    fresh = marked[~marked["sign"].isin(known["sign"])]
    ended = [] if is_addition else known.loc[~known["sign"].isin(marked["sign"]), "need_id"].tolist()
    if fresh.empty and not ended:
        return 0, 0
    with store.write(is_change=False) as cursor:
        cursor.execute(sql("monev/end_needs"), {"ids": ended, "now": signed(by)["now"]})
        cursor.register("stated", fresh[_KEPT])
        cursor.execute(sql("monev/add_needs"), signed(by))
        cursor.unregister("stated")
        note(cursor, by, "need", "kebutuhan_potensi", before=f"{len(ended)} baris", after=f"{len(fresh)} baris")
    return len(fresh), len(ended)


def _checked(store: Store, table: pd.DataFrame) -> pd.DataFrame:
    rows = texts(table, list(COLUMNS))
    words = {label.lower(): key for key, label in SORTS.items()}
    sort, code = rows["sort"].str.lower().map(words), desa_codes(store, rows["desa"])
    amount, level = numbers(rows["amount"]), rows["level"].str.lower()
    day = pd.to_datetime(values.date(rows["on_date"]))
    problems = [f"baris {row}: jenis harus Kebutuhan atau Potensi" for row in rows.index[sort.isna()]]
    problems += [f"baris {row}: desa tidak dikenal atau namanya ganda" for row in rows.index[code == ""]]
    problems += [f"baris {row}: uraian kosong" for row in rows.index[rows["said"] == ""]]
    problems += [f"baris {row}: jumlah bukan angka" for row in rows.index[amount.isna() & (rows["amount"] != "")]]
    problems += [
        f"baris {row}: tingkat harus rendah, sedang, tinggi, atau kosong" for row in rows.index[~level.isin(LEVELS)]
    ]
    is_wrong = (rows["on_date"] != "") & ~(day <= pd.Timestamp(today()))
    problems += [f"baris {row}: tanggal salah atau belum tiba" for row in rows.index[is_wrong]]
    refuse("kebutuhan dan potensi", problems)
    return pd.DataFrame(
        {
            "sort": sort, "desa_code": code, "category": cut(rows["category"]).replace("", "Lainnya"),
            "said": cut(rows["said"], LONG), "amount": amount.astype(float), "unit": cut(rows["unit"], 20),
            "level": level, "on_date": day, "source": cut(rows["source"], SHORT),
        }
    )  # fmt: skip


def _sign(rows: pd.DataFrame) -> pd.Series:
    """Return what makes a row that row, as one text."""
    cells = rows[_KEPT].assign(
        amount=rows["amount"].map(lambda value: "" if pd.isna(value) else f"{value:g}"),
        on_date=pd.to_datetime(rows["on_date"]).dt.strftime("%Y-%m-%d").fillna(""),
    )
    return cells.astype(str).agg("\x1f".join, axis=1) if len(cells) else pd.Series(dtype="str", index=cells.index)
