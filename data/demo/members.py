"""The people of the demo's families, who of them has died or moved, and who stands twice. All of it is invented."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.demo.identity import identity_numbers, names

COLUMNS = [
    "nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "status_hubungan_keluarga", "penglihatan",
    "berjalan_atau_naik_tangga", "hamil",
]  # fmt: skip
HEAD, PARTNER, CHILD, PARENT = "1", "2", "3", "Orang tua"
PARENT_SHARE, DISABLED_SHARE, PREGNANT_SHARE = 0.14, 0.03, 0.02
DIED_COUNT, MOVED_COUNT = 14, 9
_WOMAN = 40
"""Added to the day of birth in a woman's NIK."""
_SERIAL_OF_PARENTS = 500
"""Added to their serials, so that no drawn stranger of the same age shares one."""


def draw_members(people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per member (``COLUMNS``): head, partner, then children, in some families a parent as the last.

    ``people``: as :func:`data.demo.people.draw_people` returns them; a family has ``jumlah_anggota`` members.
    """
    count = people["jumlah_anggota"].to_numpy()
    partnered = people[count > 1]
    others = people.loc[people.index.repeat(np.maximum(count - 2, 0))]
    is_last = ~others.index.duplicated(keep="last")
    is_parent = is_last & (rng.random(len(others)) < PARENT_SHARE)
    is_woman = rng.random(len(others)) < 0.5  # noqa: PLR2004  half of them
    child = identity_numbers(rng, len(others), first_day="2004-01-01", last_day="2025-12-31", is_woman=is_woman)
    parent = identity_numbers(rng, len(others), first_day="1938-01-01", last_day="1945-12-31", is_woman=is_woman)
    parent = (parent.astype(np.int64) + _SERIAL_OF_PARENTS).astype(str)
    rows = pd.concat(
        [
            _rows(people, people["nik"], people["name"], HEAD),
            _rows(partnered, partnered["nik_partner"], partnered["name_partner"], PARTNER),
            _rows(
                others, np.where(is_parent, parent, child), names(rng, len(others)), np.where(is_parent, PARENT, CHILD)
            ),
        ]
    )
    rows = rows.sort_values(["family", "rank"], kind="stable", ignore_index=True)
    return _with_marks(rows, rng)[COLUMNS]


def _rows(families: pd.DataFrame, nik: object, name: object, relation: object) -> pd.DataFrame:
    order = {HEAD: 1, PARTNER: 2, PARENT: 3, CHILD: 4}
    rows = pd.DataFrame({"family": families.index, "no_kk": families["no_kk"].to_numpy()})
    rows = rows.assign(nik=np.asarray(nik), nama=np.asarray(name), status_hubungan_keluarga=relation)
    return rows.assign(rank=rows["status_hubungan_keluarga"].map(order))


def _with_marks(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add what a NIK says of birth and sex, and what DTSEN asks of difficulties and pregnancy."""
    day, month, year = (rows["nik"].str[start : start + 2].astype(int) for start in (6, 8, 10))
    is_woman = day > _WOMAN
    is_child = rows["status_hubungan_keluarga"] == CHILD
    century = np.where(is_child | (year < 4), 2000, 1900)  # noqa: PLR2004  heads are born from 1946 to 2003
    born = pd.to_datetime({"year": century + year, "month": month, "day": day - _WOMAN * is_woman})
    chance = rng.random((3, len(rows)))
    old = np.where(born.dt.year <= 1966, 3, 1)  # noqa: PLR2004  sixty years old in 2026
    may_be = is_woman & born.dt.year.between(1984, 2006)
    return rows.assign(
        tanggal_lahir=born.dt.strftime("%Y-%m-%d"),
        jenis_kelamin=np.where(is_woman, "2", "1"),
        penglihatan=np.where(chance[0] < DISABLED_SHARE / 2 * old, "2", "1"),
        berjalan_atau_naik_tangga=np.where(chance[1] < DISABLED_SHARE / 2 * old, "3", "1"),
        hamil=np.where(may_be & (chance[2] < PREGNANT_SHARE), "1", "2"),
    )


def with_doubles(members: pd.DataFrame) -> pd.DataFrame:
    """Return ``members`` as an office might send them: two persons again at the end, with a slip in their numbers.

    The third head comes again with another digit in the serial; the partner of the next family also stands under the KK
    of the family before.
    """
    heads = members[members["status_hubungan_keluarga"] == HEAD]
    slipped = heads.iloc[[2]].assign(nik=lambda rows: rows["nik"].str[:12] + "8" + rows["nik"].str[13:])
    partner = members[members["status_hubungan_keluarga"] == PARTNER].iloc[[4]]
    moved = partner.assign(no_kk=heads["no_kk"].iloc[0], status_hubungan_keluarga=CHILD)
    again = slipped.assign(status_hubungan_keluarga=CHILD)
    return pd.concat([members, again, moved], ignore_index=True)


def draw_status(members: pd.DataFrame, recipients: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return who has died or moved by the civil register (``NIK, NAMA, STATUS, TANGGAL``); half still receive."""
    people = members[members["status_hubungan_keluarga"].isin([HEAD, PARENT])]
    receives = people["nik"].isin(recipients["nik"])
    size = DIED_COUNT + MOVED_COUNT
    chosen = np.concatenate(
        [
            rng.choice(people.index[receives], size // 2, replace=False),
            rng.choice(people.index[~receives], size - size // 2, replace=False),
        ]
    )
    status = rng.permutation(np.repeat(["MENINGGAL", "PINDAH"], [DIED_COUNT, MOVED_COUNT]))
    days = pd.Timestamp("2026-01-05") + pd.to_timedelta(rng.integers(0, 250, size), unit="D")
    listed = people.loc[chosen]
    return pd.DataFrame(
        {"NIK": listed["nik"], "NAMA": listed["nama"], "STATUS": status, "TANGGAL": days.strftime("%Y-%m-%d")}
    ).reset_index(drop=True)
