"""What every section of a report is made from: one period, one program, one scope, read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import geopandas as gpd
import pandas as pd

from analytics.access.reach import Access, access_of
from analytics.access.table import desa_table
from analytics.access.travel import read_roads
from analytics.coverage import latest_period, read_coverage, total
from analytics.indicators import by_desa
from analytics.monev.complaints import Published, judge, published
from analytics.report.counted import KECAMATAN_LENGTH
from analytics.report.published import solution, told_solution
from analytics.report.told import Told
from analytics.summary import Summary, summarise
from analytics.targeting.hotspots import Hotspots, hotspots, neighbours_of
from data.errors import DesaUnknown, NoSuchPeriod
from data.intake.gazetteer import read_layer
from data.monev.complaints import read_complaints
from data.monev.survey import read_answers
from data.papers.monev.model import HIDDEN, Cell
from data.programs import ALL, program_label
from data.service_points import KINDS, read_points
from data.settings import read_settings
from data.store import Store
from data.targeting import Families, in_desa, read_families
from geo.maps import static
from geo.network.modes import MOTORCYCLE
from geo.notation import MISSING, local_day, long_date, month, number, percent

TREND_PERIODS = 6
LIMIT_MIN = 60
"""Minutes one way, by motorcycle, within which a service point is within reach."""
TESTED = "exclusion_pct"
"""The indicator whose hot and cold spots are told."""
NO_DATE = dt.datetime(2000, 1, 1)  # noqa: DTZ001  moments are kept as UTC without zone


@dataclass(frozen=True)
class Wish:
    """What is asked for.

    ``period``: YYYY-MM, ``""`` the newest; ``program``: key or ``SEMUA``; ``scope``: ``""`` all desa with families, code
    of a kecamatan, or of one desa; ``on``: the day that counts as today (late is late on that day). ``hides_few``: for
    somebody who sees figures only (:mod:`analytics.report.guarded`).
    """

    period: str
    on: dt.date
    program: str = ALL
    scope: str = ""
    hides_few: bool = False


@dataclass(frozen=True, eq=False)
class Reached:
    """Access to the service points of one kind: ``table`` as :func:`analytics.access.table.desa_table` of all desa.

    ``table_of_all``: the same of all programs together.
    """

    kind: str
    access: Access
    table: pd.DataFrame
    table_of_all: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Material:
    """The store and what is read from it for one wish; frames are shared: do not change them."""

    store: Store
    wish: Wish
    settings: dict[str, float | str | None]
    every: pd.DataFrame
    """Coverage of all programs and all desa of the period."""
    periods: tuple[str, ...]
    """Periods with a list up to the one asked for, newest first."""
    at: dt.datetime
    is_demo: bool
    for_slides: bool = False
    """Maps are drawn for slides: larger letters, no line of sources."""
    with_maps: bool = True
    told: Told | None = None
    """What may be told of the period to who sees figures only: ``every`` is its coverage then."""
    _before: dict[str, pd.DataFrame] = field(default_factory=dict)
    _told_before: dict[str, Told] = field(default_factory=dict)

    @property
    def period(self) -> str:
        """The period, YYYY-MM."""
        return self.wish.period

    @property
    def program(self) -> str:
        """The program's key."""
        return self.wish.program

    @cached_property
    def table(self) -> pd.DataFrame:
        """Coverage of the program in the scope, desa with families only; unknown desa stay in where all is asked."""
        rows = self.of_scope(self.every)
        return rows[rows["program"] == self.program].reset_index(drop=True)

    @cached_property
    def around(self) -> pd.DataFrame:
        """The same for what maps show: of one desa, its whole kecamatan."""
        rows = self.every[self.every["program"] == self.program]
        wide = self.wish.scope[:KECAMATAN_LENGTH]
        return rows[rows["desa_code"].str.startswith(wide) & (rows["desa_code"] != "")].reset_index(drop=True)

    def of_scope(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the scope of a frame with ``desa_code``."""
        return table[table["desa_code"].str.startswith(self.wish.scope)] if self.wish.scope else table

    def of_period(self, period: str) -> pd.DataFrame:
        """Return the coverage of all programs and all desa for a period, as it is; kept."""
        if period == self.period:
            return self.every if self.told is None else self.told.every
        if period not in self._before:
            self._before[period] = read_coverage(self.store, period=period)
        return self._before[period]

    def told_of(self, period: str) -> Told | None:
        """Return what may be told of a period to who sees figures only, ``None`` where all of it is; kept."""
        if self.told is None or period == self.period:
            return self.told
        if period not in self._told_before:
            self._told_before[period] = _told(self.store, period, self.of_period, self.every_period)
        return self._told_before[period]

    @property
    def every_period(self) -> list[str]:
        """All periods with a list, later ones too."""
        return list(self.store.frame("store/periods")["period"])

    def sums(self, program: str, period: str = "") -> pd.Series:
        """Return the sums of a program over the scope, :func:`analytics.coverage.total`; missing where hidden."""
        period = period or self.period
        told = self.told_of(period)
        if told is not None:
            return told.total(program)
        rows = self.of_scope(self.of_period(period))
        return total(rows[rows["program"] == program])

    @cached_property
    def summary(self) -> Summary:
        """The figures of the scope against those of the period before."""
        has_before = len(self.periods) > 1 and self.program in set(self.of_period(self.periods[1])["program"])
        before = self.sums(self.program, self.periods[1]) if has_before else None
        return replace(summarise(self.table, None), sums=self.sums(self.program), before=before)

    def count(self, value: float, decimals: int = 0) -> str:
        """Return a number as it is written; a hidden one as such."""
        return self._written(number(value, decimals))

    def share(self, value: float, decimals: int = 1) -> str:
        """Return a share in percent as it is written; a hidden one as such."""
        return self._written(percent(value, decimals))

    def _written(self, text: str) -> str:
        return text if self.told is None else text.replace(MISSING, HIDDEN)

    def cell(self, value: float) -> Cell:
        """Return a number of a table: ``None`` where it is missing, hidden where that is why."""
        return (None if self.told is None else HIDDEN) if pd.isna(value) else float(value)

    @cached_property
    def families(self) -> Families:
        """All families of the period, of all desa; for who sees figures only without those of unknown desa."""
        every = read_families(self.store, self.period)
        return every if self.told is None else in_desa(every, self.told.desa)

    @cached_property
    def own_families(self) -> Families:
        """The families of the scope."""
        if not self.wish.scope:
            return self.families
        codes = self.families.frame["desa_code"].unique()
        return in_desa(self.families, [code for code in codes if code.startswith(self.wish.scope)])

    @cached_property
    def recipients_before(self) -> pd.Series | None:
        """Families that received in the period before, per desa of all; ``None`` where there is no such period."""
        if len(self.periods) < 2:  # noqa: PLR2004  this one and the one before
            return None
        before = self.of_period(self.periods[1])
        return before[before["program"] == self.program].set_index("desa_code")["recipients"]

    @cached_property
    def hotspots(self) -> Hotspots:
        """Hot and cold spots of :data:`TESTED` among all desa, those around the scope too."""
        rows = self.every[self.every["program"] == self.program]
        return hotspots(by_desa(rows, TESTED), neighbours_of(self.layer.reset_index()))

    @cached_property
    def answers(self) -> pd.DataFrame:
        """Answers to the survey of satisfaction, of all time and all desa."""
        return read_answers(self.store)

    @cached_property
    def complaints(self) -> pd.DataFrame:
        """Complaints of all time and all desa, see :func:`analytics.monev.complaints.judge`."""
        limit = float(str(self.settings["complaint_days"]))
        return judge(read_complaints(self.store), today=self.wish.on, limit_days=limit)

    @cached_property
    def told_complaints(self) -> Published | None:
        """What of all complaints may be told to who sees figures only; ``None`` where there are none."""
        return None if self.complaints.empty else published(self.complaints)

    @cached_property
    def points(self) -> pd.DataFrame:
        """The service points in use, see :func:`data.service_points.read_points`."""
        return read_points(self.store, layer=self.layer)

    @cached_property
    def access(self) -> Reached | None:
        """Access as the indicators tell it: of the first kind with a coordinate; ``None`` where there is none."""
        located = self.points[self.points["lon"].notna() & self.points["lat"].notna()]
        kind = next((key for key in KINDS if (located["kind"] == key).any()), None)
        if kind is None:
            return None
        roads = read_roads(self.store, day=self.wish.on)
        found = access_of(self.families, located[located["kind"] == kind], roads, mode=MOTORCYCLE)
        of_all = desa_table(found, self.families, limit_min=LIMIT_MIN)[0]
        if self.program == ALL or self.told is not None:
            return Reached(kind, found, of_all, of_all)
        return Reached(
            kind, found, desa_table(found, self.families, limit_min=LIMIT_MIN, program=self.program)[0], of_all
        )

    @cached_property
    def layer(self) -> gpd.GeoDataFrame:
        """The boundaries in place, index ``desa_code``."""
        return read_layer(self.store)

    @cached_property
    def land(self) -> static.Ground | None:
        """The ground of all maps: the desa of the scope with families; ``None`` where no boundary is known."""
        peopled = self.around.loc[self.around["families"] > 0, "desa_code"]
        focus = self.layer.index[self.layer.index.isin(peopled)]
        return static.ground(self.layer, focus=list(focus)) if len(focus) else None

    @property
    def is_one_desa(self) -> bool:
        """Whether the scope is one desa."""
        return len(self.wish.scope) > KECAMATAN_LENGTH

    @cached_property
    def scope_label(self) -> str:
        """The scope in words: "Desa Hauwai", "Kecamatan Halong", "24 desa di Kecamatan Halong"."""
        if self.is_one_desa:
            return f"Desa {self.table['desa_name'].iloc[0]}"
        codes = self.around.loc[self.around["families"] > 0, "desa_code"]
        names = kecamatan_names(self.store)
        of = sorted({code[:KECAMATAN_LENGTH] for code in codes})
        return (
            f"Kecamatan {names.get(of[0], of[0])}"
            if len(of) == 1
            else f"{number(len(codes))} desa di {len(of)} kecamatan"
        )

    @property
    def program_label(self) -> str:
        """What readers call the program."""
        return program_label(self.program)

    @property
    def source(self) -> str:
        """Where the figures are from, and of when."""
        dated = f", data per {long_date(local_day(self.at))}" if self.at != NO_DATE else ""
        return f"Sumber: berkas yang dimuat kantor{dated} · {self.program_label} · {month(self.period)}"

    @property
    def poor_desil_max(self) -> int:
        """Families are poor up to this desil."""
        return int(float(str(self.settings["poor_desil_max"])))


def gather(store: Store, wish: Wish, *, for_slides: bool = False, with_maps: bool = True) -> Material:
    """Return what a report is made from.

    Raises
    ------
    NoSuchPeriod
        There is no list of that month, or none at all.
    DesaUnknown
        Nothing is known of the scope.
    """
    store = store.remembering()
    known = list(store.frame("store/periods")["period"])
    period = wish.period or latest_period(store)
    if period not in known:
        raise NoSuchPeriod(period=period or "apa pun", known=", ".join(known) or "belum ada")
    every = read_coverage(store, period=period)
    if wish.scope and not every["desa_code"].str.startswith(wish.scope).any():
        raise DesaUnknown(desa=wish.scope)
    if wish.program not in set(every["program"]):
        every = pd.concat([every, read_coverage(store, program=wish.program, period=period)], ignore_index=True)
    at = store.frame("papers/dated")["loaded_at"].iloc[0]

    def of_period(asked: str) -> pd.DataFrame:
        return every if asked == period else read_coverage(store, period=asked)

    told = _told(store, period, of_period, known) if wish.hides_few else None
    return Material(
        store=store,
        wish=replace(wish, period=period),
        settings=read_settings(store),
        every=every if told is None else told.coverage,
        told=told,
        periods=tuple(name for name in known if name <= period),
        at=NO_DATE if pd.isna(at) else at.to_pydatetime(),
        is_demo=store.is_demo(),
        for_slides=for_slides,
        with_maps=with_maps,
    )


def _told(store: Store, period: str, of_period: Callable[[str], pd.DataFrame], periods: list[str]) -> Told:
    every = of_period(period)
    return Told(every, told_solution(lambda: solution(store, period, of_period, periods), every, period))


def kecamatan_names(store: Store) -> dict[str, str]:
    """Return code of each kecamatan → its name, where it is known."""
    desa = store.frame("papers/desa")
    named = desa[desa["kecamatan_name"] != ""]
    return dict(zip(named["desa_code"].str[:KECAMATAN_LENGTH], named["kecamatan_name"], strict=True))
