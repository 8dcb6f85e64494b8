"""How fast each mode is on which ground and in which season: the office's table, else the defaults."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data import history
from data.roles import Actor, require
from data.settings import SEASONS
from data.store import Store
from geo.network.classes import CLASSES, SURFACES
from geo.network.modes import MODES
from geo.network.speeds import check_speeds, default_speeds
from geo.notation import number

KEYS = ["mode", "road_class", "surface", "season"]
COLUMNS = [*KEYS, "speed_kmh", "source"]


def read_speeds(store: Store) -> pd.DataFrame:
    """Return the speeds, see :func:`geo.network.speeds.default_speeds`: the office's own where it has saved some."""
    saved = store.frame("roads/speeds")
    return check_speeds(saved) if len(saved) else default_speeds()


def has_own_speeds(store: Store) -> bool:
    """Return whether the office has saved speeds of its own."""
    return not store.frame("roads/speeds").empty


def save_speeds(store: Store, table: pd.DataFrame | None, *, by: Actor) -> int:
    """Keep ``table`` in the place of the speeds kept before, ``None``: the defaults again; return how many changed.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Nobody is named, or the role does not change settings.
    geo.errors.PetasalurError
        What :func:`geo.network.speeds.check_speeds` does not let pass.
    """
    require(by, "atur")
    wanted = default_speeds() if table is None else check_speeds(table)
    with store.alone():
        changed = _changes(read_speeds(store), wanted)
        if changed.empty and (table is not None or not has_own_speeds(store)):
            return 0
        with store.write() as cursor:
            cursor.execute("DELETE FROM road_speed")
            if table is not None:
                cursor.register("incoming", wanted[COLUMNS])
                cursor.execute("INSERT INTO road_speed SELECT * FROM incoming")
                cursor.unregister("incoming")
            for row in changed.itertuples():
                history.note(
                    cursor, by, "pengaturan", "kecepatan", _name(row), before=_told(row.was), after=_told(row.speed)
                )
    return len(changed)


def _changes(was: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose speed differs: the keys, ``was`` and ``speed`` in km/h."""
    both = was[COLUMNS[:-1]].merge(wanted[COLUMNS[:-1]], on=KEYS, how="outer", suffixes=("_was", "_now"))
    both = both.rename(columns={"speed_kmh_was": "was", "speed_kmh_now": "speed"})
    is_same = (both["was"] == both["speed"]) | (both["was"].isna() & both["speed"].isna())
    return both[~is_same]


def _name(row: Any) -> str:
    """Return what a row of speeds is called: "sepeda motor · jalan setapak · tanah · Musim hujan"."""
    words = (MODES[row.mode].label, CLASSES[row.road_class].label, SURFACES[row.surface].label, SEASONS[row.season])
    return " · ".join(words)


def _told(speed_kmh: float) -> str | None:
    return None if pd.isna(speed_kmh) else f"{number(speed_kmh, 1)} km/jam"
