"""What one sheet is about — a trip, a desa, the whole plan — and the blocks that most papers begin and end with."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from data.export import DEMO_NOTE
from data.mask import mask_inside
from data.papers.delivery.blocks import BLANK, Block, Head, Pair, Sheet, Signatures, Signer, Title
from data.papers.text import one_line, printable
from data.plans import SavedPlan
from data.programs import program_label
from data.settings import read_settings
from data.store import Store
from data.trip_sheets import TripSheets
from geo.notation import kilograms, local_day, long_date, month, number

DATE_BLANK = "..............................., ................................... 20....."
_KELURAHAN = r"^\d\d\.\d\d\.\d\d\.1"
_SEAT = r"^(?:kantor\s+)?(?:kecamatan|camat)\s+"
_TEXTS = {
    "trips": ("vehicle", "depot_name", "date"),
    "visits": ("label",),
    "recipients": ("name", "address", "desa_name", "stop_label", "collector", "collector_relation"),
}
"""Texts of files and people, by the frame of the sheets in which they stand."""


@dataclass(frozen=True)
class Office:
    """Who sends: the heading, who signs, whom to ask; ``mark``: DATA CONTOH; ``desa``: code → name."""

    name: str
    government: str
    address: str
    kecamatan: str
    signer: str
    signer_number: str
    contact: str
    mark: str
    desa: dict[str, str]


@dataclass(frozen=True)
class Picture:
    """One photo, ready to print: ``file`` of the files beside the sheets, and what stands below it."""

    caption: str
    file: str
    under: list[str]


@dataclass(frozen=True, eq=False)
class Part:
    """One trip, one desa, or all: its rows of the :class:`data.trip_sheets.TripSheets`, texts ready to print.

    ``people``: its recipients, see :func:`people_of`; ``desa_code``: "" where several desa are in it; ``pictures``:
    what was photographed; ``unread``: which photos could not be printed, and why.
    """

    office: Office
    plan: SavedPlan
    trips: pd.DataFrame
    visits: pd.DataFrame
    recipients: pd.DataFrame
    people: pd.DataFrame
    desa_code: str = ""
    is_masked: bool = True
    pictures: list[Picture] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    all_programs: tuple[str, ...] = ()

    def of(
        self,
        *,
        trip_id: str = "",
        desa_code: str = "",
        pictures: list[Picture] | None = None,
        unread: list[str] | None = None,
    ) -> Part:
        """Return the part of one trip, of one desa, or of one desa on one trip."""
        trips, carried = self.trips, [self.visits, self.recipients, self.people]
        if trip_id:
            trips, *carried = (each[each["trip_id"] == trip_id] for each in (trips, *carried))
        if desa_code:
            carried = [each[each["desa_code"] == desa_code] for each in carried]
            trips = trips[trips["trip_id"].isin(carried[0]["trip_id"])]
        visits, recipients, people = carried
        return replace(
            self, trips=trips, visits=visits, recipients=recipients, people=people,
            desa_code=desa_code or self.desa_code, pictures=self.pictures if pictures is None else pictures,
            unread=self.unread if unread is None else unread,
        )  # fmt: skip

    @property
    def result(self) -> dict[str, Any]:
        """The plan's figures."""
        return self.plan.result

    @property
    def trip(self) -> dict[str, Any]:
        """The one trip of this part."""
        return dict(self.trips.iloc[0])

    @property
    def days(self) -> list[dt.date]:
        """The days of its trips, in order."""
        return sorted({self.day_of(day) for day in self.trips["day"]})

    @property
    def numbers(self) -> dict[str, int]:
        """Trip → its number as readers call it, of the whole plan."""
        trips = [trip["trip_id"] for vehicle in self.result["vehicles"] for trip in vehicle["trips"]]
        return {trip_id: number for number, trip_id in enumerate(trips, 1)}

    @property
    def windows(self) -> dict[str, str]:
        """Stop → when it is open ("08.00–12.00"), where that is known."""
        stops = [each for each in self.result["stops"] if each.get("window_start") or each.get("window_end")]
        return {each["stop_id"]: f"{clock(each['window_start'])}–{clock(each['window_end'])}" for each in stops}

    def day_of(self, day: int) -> dt.date:
        """Return the date of a day of the plan (0 the first), as it is driven."""
        days = [dt.date.fromisoformat(each) for each in self.result["days"]]
        planned = days[min(int(day), len(days) - 1)]
        return self.plan.first_day + (planned - days[0]) if self.plan.first_day else planned

    @property
    def programs(self) -> list[str]:
        """Keys of the programs that it brings; of a trip to a transfer point those of the whole plan."""
        return sorted(self.recipients["program"].unique()) or list(self.all_programs)

    @property
    def program_text(self) -> str:
        """Its programs as readers call them."""
        return ", ".join(program_label(key) for key in self.programs) or "tanpa penerima"

    @property
    def period_text(self) -> str:
        """Its month or months."""
        periods = sorted(self.recipients["period"].unique()) or [str(self.plan.inputs.get("period", ""))]
        return ", ".join(month(each) for each in periods)

    @property
    def desa_name(self) -> str:
        """The name of its desa."""
        return self.name_of(self.desa_code)

    def name_of(self, desa_code: str) -> str:
        """Return what a desa is called."""
        return self.office.desa.get(desa_code, desa_code)

    @property
    def village(self) -> str:
        """What it is called, "Desa Hauwai" or "Kelurahan Paringin"; of several, how many."""
        if not self.desa_code:
            codes = [code for code in self.visits["desa_code"].unique() if code]
            return f"Desa {self.name_of(codes[0])}" if len(codes) == 1 else f"{number(len(codes))} desa"
        return f"{'Kelurahan' if self._is_kelurahan else 'Desa'} {self.desa_name}"

    @property
    def village_head(self) -> str:
        """Who heads it: "Kepala Desa Hauwai", "Lurah Paringin"."""
        return f"{'Lurah' if self._is_kelurahan else 'Kepala Desa'} {self.desa_name}".strip()

    @property
    def _is_kelurahan(self) -> bool:
        return bool(re.match(_KELURAHAN, self.desa_code))

    @property
    def day_text(self) -> str:
        """Its day, "28 November 2026", or the first and last of several."""
        days = [long_date(day) for day in self.days]
        return "–" if not days else days[0] if len(days) == 1 else f"{days[0]} sampai {days[-1]}"

    @property
    def source(self) -> str:
        """Where all this is from, for the foot of each page."""
        made = long_date(local_day(self.plan.made_at))
        return f"Sumber: berkas yang dimuat kantor; rencana {self.plan.plan_id}, dibuat {made}"

    @property
    def privacy(self) -> str:
        """How identity numbers stand on a paper of names."""
        return "NIK disamarkan" if self.is_masked else "memuat NIK lengkap: jaga kerahasiaannya"

    @property
    def distance_basis(self) -> str:
        """How the distances were found; straight lines are called so."""
        basis = str(self.result.get("basis", ""))
        if self.result.get("is_straight_line", True):
            return f"Dasar: jarak {basis.removeprefix('jarak ')} — bukan jarak jalan."
        season = {"kering": ", musim kering", "hujan": ", musim hujan"}.get(str(self.result.get("season", "")), "")
        return f"Dasar jarak: {basis}{season}."


def whole(store: Store, sheets: TripSheets, *, is_masked: bool) -> Part:
    """Return everything that a plan carries as one part, its texts ready to print."""
    trips, visits, recipients = (_clean(sheets, name, is_masked=is_masked) for name in _TEXTS)
    recipients = recipients[recipients["trip_id"] != ""].reset_index(drop=True)  # others stand on no paper of a trip
    programs = tuple(sorted(recipients["program"].unique()))
    return Part(
        office_of(store, sheets), sheets.plan, trips, visits, recipients, people_of(recipients), is_masked=is_masked,
        all_programs=programs,
    )  # fmt: skip


def office_of(store: Store, sheets: TripSheets) -> Office:
    """Return who sends: from the settings; desa as boundaries or lists of codes call them, else as the plan does."""
    texts = {key: one_line(str(value)) for key, value in read_settings(store).items() if isinstance(value, str)}
    name = texts.get("office_name", "")
    known = store.frame("papers/desa").drop_duplicates("desa_code")
    named = known["kecamatan_name"][known["kecamatan_name"] != ""].mode()
    seat = re.sub(_SEAT, "", name, flags=re.IGNORECASE) if re.match(_SEAT, name, flags=re.IGNORECASE) else ""
    return Office(
        name, texts.get("government_name", ""), texts.get("office_address", ""),
        seat if named.empty else one_line(str(named.iloc[0])), texts.get("signer_name", ""),
        texts.get("signer_number", ""), texts.get("contact", ""), DEMO_NOTE if store.is_demo() else "",
        _names(known, sheets.plan.result["stops"]),
    )  # fmt: skip


def _names(known: pd.DataFrame, stops: list[dict[str, Any]]) -> dict[str, str]:
    planned = pd.DataFrame(stops, columns=["desa_code", "desa_name"])
    rows = pd.concat([known[["desa_code", "desa_name"]], planned])
    rows = rows[(rows["desa_name"] != "") & (rows["desa_name"] != rows["desa_code"])].drop_duplicates("desa_code")
    return dict(zip(rows["desa_code"], printable(rows["desa_name"]), strict=True))


def _clean(sheets: TripSheets, frame: str, *, is_masked: bool) -> pd.DataFrame:
    rows: pd.DataFrame = getattr(sheets, frame)
    texts = {name: rows[name].fillna("").map(str) for name in _TEXTS[frame] if name in rows}
    return rows.assign(**{name: printable(mask_inside(text) if is_masked else text) for name, text in texts.items()})


# --- people and goods ----------------------------------------------------------------------------------


def people_of(recipients: pd.DataFrame) -> pd.DataFrame:
    """Return who receives: one row per person and trip, in the order of the trip.

    Columns ``name, nik, no_kk, address, desa_code, trip_id, sequence, stop_label, collector, collector_relation``,
    ``what`` (one text per program: "Beras CPP 10 kg"), ``load_kg``, ``amount_idr`` (0 where none). A family whose lists
    name two persons has two rows.
    """
    if recipients.empty:
        return recipients.assign(what=[], amount_idr=0.0)
    rows = recipients.assign(
        who=recipients["name"].str.casefold(),
        amount_idr=recipients["amount_idr"].astype("Float64").fillna(0).astype(float),
    )
    rows = rows.assign(what=amounts(rows))
    keys = ["trip_id", "desa_code", "handle", "who"]
    first = {name: (name, "first") for name in (
        "name", "no_kk", "address", "sequence", "stop_id", "stop_label", "number", "desa_name", "collector",
        "collector_relation", "is_priority",
    )}  # fmt: skip
    return rows.groupby(keys, sort=False).agg(
        nik=("nik", "max"), what=("what", list), load_kg=("load_kg", "sum"), amount_idr=("amount_idr", "sum"), **first
    ).reset_index()  # fmt: skip


def amounts(rows: pd.DataFrame) -> pd.Series:
    """Return what each row brings: "Beras CPP 10 kg", "BLT-DD Rp 300.000", or the program's name alone."""
    labels = rows["program"].map({key: program_label(key) for key in rows["program"].unique()})
    kg = rows["load_kg"].map(lambda value: f" {together(weight(value))}" if value > 0 else "")
    idr = rows["amount_idr"].map(lambda value: f" {together(rupiah(value))}" if value > 0 else "")
    return labels + kg + idr


def goods(recipients: pd.DataFrame) -> pd.DataFrame:
    """Return one row per program and month: ``program, period, label, person_count, load_kg, amount_idr``."""
    rows = recipients.assign(amount_idr=recipients["amount_idr"].astype("Float64").fillna(0).astype(float))
    told = rows.groupby(["program", "period"], sort=True).agg(
        person_count=("handle", "nunique"), load_kg=("load_kg", "sum"), amount_idr=("amount_idr", "sum")
    ).reset_index()  # fmt: skip
    return told.assign(label=told["program"].map(program_label) if len(told) else "")


def weight(load_kg: float) -> str:
    """Return "12,5 kg", whole kilograms without a comma."""
    return f"{number(load_kg, 1)} kg" if round(load_kg * 10) % 10 else kilograms(load_kg)


def rupiah(amount_idr: float) -> str:
    """Return "Rp 300.000"."""
    return f"Rp {number(amount_idr)}"


def together(text: str) -> str:
    """Return an amount that is not broken at the end of a line."""
    return text.replace(" ", "\u00a0")


def sums(load_kg: float, amount_idr: float) -> list[int]:
    """Return what a row adds to the sums of its page."""
    return [round(load_kg * 10), round(amount_idr)]


def totals_text(person_count: int, load_kg: float, amount_idr: float, unit: str = "penerima") -> str:
    """Return "12 penerima · 120 kg · Rp 900.000", only what there is."""
    parts = [f"{number(person_count)} {unit}"]
    parts += [weight(load_kg)] if load_kg > 0 else []
    parts += [rupiah(amount_idr)] if amount_idr > 0 else []
    return " · ".join(parts)


def clock(text: str) -> str:
    """Return "09:20" as papers write it, "09.20"; "–" where no time is known."""
    return str(text).replace(":", ".") if text else "–"


# --- what papers begin and end with --------------------------------------------------------------------


def head(office: Office, *, large: bool = False) -> Head:
    """Return the heading of the office."""
    name = office.name or (f"Kecamatan {office.kecamatan}" if office.kecamatan else "Kecamatan …")
    is_named = not office.kecamatan or office.kecamatan.casefold() in name.casefold()
    over = [office.government] if office.government else []
    under = " · ".join(filter(None, ["" if is_named else f"Kecamatan {office.kecamatan}", office.address]))
    return Head(over, name, under, large=large)


def title(part: Part, text: str, *under: str) -> Title:
    """Return the title, with the mark of a demo."""
    return Title(text, part.office.mark, [each for each in under if each])


def trip_facts(part: Part) -> list[list[Pair]]:
    """Return who drives what and when, left; what for, right."""
    trip = part.trip
    left = [
        ("Perjalanan", f"{trip['number']} dari {len(part.numbers)} · ritase ke-{trip['trip_number']}"),
        ("Kendaraan", f"{trip['vehicle']} ({trip['vehicle_id']})"),
        ("Sopir / pengemudi", BLANK),
        ("Nomor polisi", BLANK),
    ]
    right = [
        ("Tanggal", long_date(part.day_of(trip["day"]))),
        ("Berangkat dari", f"{trip['depot_name']}, muat {clock(trip['start'])}, berangkat {clock(trip['depart'])}"),
        ("Kembali", f"perkiraan pukul {clock(trip['return'])}"),
        ("Program", f"{part.program_text} · {part.period_text}"),
    ]
    return [left, right]


def signatures(*rows: list[Signer], dated: str = DATE_BLANK, size: float = 9.5) -> Signatures:
    """Return rows of signers under a place and date to fill in."""
    return Signatures(list(rows), dated, size)


def loaded_from(part: Part) -> str:
    """Return where goods come from that a trip loads at a transfer point, "" elsewhere."""
    mine = [each for each in part.result.get("transfers", []) if part.trip["trip_id"] in each["feeds"]]
    return " ".join(
        f"Barang diambil di titik alih {each['name']}, siap pukul {clock(each['ready'])} "
        f"(dibawa perjalanan {trips_told(part, each['fed_by'])})."
        for each in mine
    )


def brought_on(part: Part, depot_key: str) -> str:
    """Return what happens at a transfer point with what this trip brings there."""
    trip_id = part.trip["trip_id"]
    onward = [
        trip
        for each in part.result.get("transfers", [])
        if each["depot_key"] == depot_key and trip_id in each["fed_by"]
        for trip in each["feeds"]
    ]
    return f"Titik alih: diteruskan perjalanan {trips_told(part, onward)}" if onward else "Titik alih"


def trips_told(part: Part, trip_ids: Iterable[str]) -> str:
    """Return numbers of trips as readers call them ("2, 5")."""
    return ", ".join(str(each) for each in sorted(part.numbers.get(trip_id, 0) for trip_id in trip_ids))


def sheet(
    part: Part, text: str, blocks: list[Block], *, short: str, foot: str = "", landscape: bool = False,
    counted: str = "", names: bool = False,
) -> Sheet:  # fmt: skip
    """Return a whole paper: ``short`` stands beside its title on further pages, ``foot`` before their numbers."""
    source = f"{part.source} · {part.privacy}" if names else part.source
    return Sheet(text, short, foot or short, part.office.mark, source, blocks, landscape, counted)
