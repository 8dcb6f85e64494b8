"""Papers of a trip and of all trips: manifest, loading list, recap for the camat."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.papers.delivery.blocks import Block, Facts, Row, Sheet, Signer, Table, TableColumn, Text
from data.papers.delivery.part import (
    DATE_BLANK,
    Part,
    amounts,
    brought_on,
    clock,
    head,
    loaded_from,
    rupiah,
    sheet,
    signatures,
    title,
    trip_facts,
    trips_told,
    weight,
)
from data.papers.delivery.terbilang import day_name
from geo.notation import duration, kilometres, long_date, number, percent

WORTH_TELLING_M = 100
"""So far off the roads a driver need not be told."""
RECAP_MM = 90
"""Of the one page of a recap, so much is there for its rows and for what is left out."""
_ROW_MM, _LINE_MM, _LINE_LETTERS = 5.5, 4.5, 165
MAX_LEFT_OUT = 5

_MANIFEST = [
    TableColumn("order", "No", 9, "right"), TableColumn("place", "Tempat"),
    TableColumn("arrive", "Tiba", 21, "center", over="Perkiraan pukul"),
    TableColumn("leave", "Berangkat", 17, "center", over="Perkiraan pukul"),
    TableColumn("families", "KPM", 12, "right"), TableColumn("parcels", "Koli", 12, "right"),
    TableColumn("load", "Berat", 18, "right"), TableColumn("leg", "Jarak", 18, "right"),
    TableColumn("note", "Catatan", 52), TableColumn("real", "Jam nyata", 18, kind="blank"),
    TableColumn("signed", "Penerima barang (nama, paraf)", 46, kind="blank"),
]  # fmt: skip


def manifest(part: Part) -> Sheet:
    """Return what a driver carries: stops in order with times, families, weights and distances."""
    trip, windows = part.trip, part.windows
    stops = part.visits.sort_values("sequence").to_dict("records")
    rows = [_depot_row(trip["depot_name"], "–", clock(trip["depart"]), "", loaded_from(part))]
    rows += [_stop_row(part, stop, windows) for stop in stops]
    back_m = max(trip["distance_m"] - sum(stop["leg_m"] for stop in stops), 0)
    rows.append(_depot_row(trip["depot_name"], clock(trip["return"]), "–", kilometres(back_m), "Kembali"))
    priority_count = sum(int(stop["priority_count"]) for stop in stops)
    priority = f" {number(priority_count)} KPM prioritas dilayani dahulu." if priority_count else ""
    after: list[Block] = [
        Text(f"{part.distance_basis} Jam adalah perkiraan.{priority}", grey=True, size=8.5),
        signatures([Signer("Petugas gudang"), Signer("Sopir / pengemudi"), Signer("Penerima barang")]),
    ]
    table = Table(
        _MANIFEST, rows, after=after, keep=2, row_mm=9,
        total=[
            (f"Jumlah: {number(trip['stop_count'])} perhentian, {duration(trip['duration_min'])}", 4, "left"),
            (number(trip["family_count"]), 1, "right"), (number(trip["parcel_count"]), 1, "right"),
            (weight(trip["load_kg"]), 1, "right"), (kilometres(trip["distance_m"]), 1, "right"),
            (f"Kapasitas {weight(trip['capacity_kg'])}", 3, "left"),
        ],
    )  # fmt: skip
    blocks: list[Block] = [head(part.office), title(part, "Manifes perjalanan"), Facts(trip_facts(part)), table]
    return sheet(part, "Manifes perjalanan", blocks, short=_trip_short(part), landscape=True)


def _trip_short(part: Part) -> str:
    return f"Perjalanan {part.trip['number']} · {part.trip['vehicle']} · {part.day_text}"


def _depot_row(name: str, arrive: str, leave: str, leg: str, note: str) -> Row:
    return Row(["", [name, "tempat muat"], arrive, leave, "", "", "", leg, note, "", ""])


def _stop_row(part: Part, stop: dict[str, Any], windows: dict[str, str]) -> Row:
    desa = part.name_of(stop["desa_code"]) if stop["desa_code"] else ""
    open_at = windows.get(stop["stop_id"], "")
    place = [stop["label"], desa] if desa and desa not in stop["label"] else stop["label"]
    return Row([
        str(stop["sequence"]), place, [clock(stop["arrive"]), f"buka {open_at}"] if open_at else clock(stop["arrive"]),
        clock(stop["leave"]), number(stop["family_count"]), number(stop["parcel_count"]), weight(stop["load_kg"]),
        kilometres(stop["leg_m"]), _stop_note(part, stop), "", "",
    ])  # fmt: skip


def _stop_note(part: Part, stop: dict[str, Any]) -> str:
    notes = [brought_on(part, stop["depot_key"])] if not stop["stop_id"] else []
    if stop["priority_count"]:
        notes.append(f"{number(stop['priority_count'])} KPM prioritas")
    straight_m = stop.get("straight_m") or 0
    whole = straight_m >= stop["leg_m"] * 0.99 > 0
    if whole or straight_m >= WORTH_TELLING_M:
        notes.append("garis lurus" if whole else f"{kilometres(straight_m)} garis lurus, bukan jalan")
    return "; ".join(notes)


# --- loading -------------------------------------------------------------------------------------------

_LOADING = [
    TableColumn("order", "Muat ke-", 13, "center"), TableColumn("stop", "Perhentian ke-", 19, "center"),
    TableColumn("place", "Tempat"), TableColumn("what", "Isi", 46), TableColumn("parcels", "Koli", 13, "right"),
    TableColumn("load", "Berat", 19, "right"), TableColumn("done", "Dimuat", 14, "center", "tick"),
    TableColumn("seen", "Diperiksa", 17, "center", "tick"),
]  # fmt: skip


def loading_list(part: Part) -> Sheet:
    """Return what is loaded in which order: what is delivered last goes in first."""
    trip = part.trip
    stops = part.visits.sort_values("sequence", ascending=False).to_dict("records")
    contents = _contents(part.recipients)
    rows = [
        Row([
            str(order), str(stop["sequence"]), stop["label"],
            contents.get(stop["stop_id"], "") if stop["stop_id"] else brought_on(part, stop["depot_key"]),
            number(stop["parcel_count"]), weight(stop["load_kg"]), "", "",
        ])
        for order, stop in enumerate(stops, 1)
    ]  # fmt: skip
    room = trip["capacity_kg"]
    share = percent(100 * trip["load_kg"] / room, 0) if room else "–"
    after: list[Block] = [
        Text(
            "Muat dari atas ke bawah: yang diserahkan paling akhir dimuat paling dahulu. Centang setelah dimuat dan "
            f"setelah diperiksa. {loaded_from(part)}".strip(),
            grey=True, size=8.5,
        ),
        signatures([Signer("Petugas gudang"), Signer("Sopir / pengemudi")]),
    ]  # fmt: skip
    table = Table(
        _LOADING, rows, after=after, row_mm=9,
        total=[
            (f"Jumlah: {number(len(rows))} perhentian · {share} dari kapasitas {weight(room)}", 4, "left"),
            (number(trip["parcel_count"]), 1, "right"), (weight(trip["load_kg"]), 1, "right"), ("", 2, "left"),
        ],
    )  # fmt: skip
    left, right = trip_facts(part)
    blocks: list[Block] = [head(part.office), title(part, "Daftar muat"), Facts([left + right], gap=0.5), table]
    return sheet(part, "Daftar muat", blocks, short=_trip_short(part))


def _contents(recipients: pd.DataFrame) -> dict[str, str]:
    """Return stop → what is for it ("Beras CPP 60 kg, BLT-DD Rp 1.200.000")."""
    if recipients.empty:
        return {}
    amount = recipients["amount_idr"].astype("Float64").fillna(0).astype(float)
    rows = recipients.assign(amount_idr=amount).groupby(["stop_id", "program"], as_index=False)[
        ["load_kg", "amount_idr"]
    ].sum()  # fmt: skip
    return rows.assign(what=amounts(rows)).groupby("stop_id")["what"].agg(", ".join).to_dict()


# --- recap ---------------------------------------------------------------------------------------------

_RECAP = [
    TableColumn("day", "Hari, tanggal", 42), TableColumn("vehicle", "Kendaraan"),
    TableColumn("trips", "Perjalanan", 28), TableColumn("stops", "Perhentian", 18, "right"),
    TableColumn("families", "KPM", 14, "right"), TableColumn("parcels", "Koli", 14, "right"),
    TableColumn("load", "Berat", 20, "right"), TableColumn("cash", "Tunai", 27, "right"),
    TableColumn("way", "Jarak", 18, "right"), TableColumn("leave", "Berangkat", 17, "center"),
    TableColumn("back", "Kembali", 15, "center"), TableColumn("cost", "Perkiraan biaya", 26, "right"),
]  # fmt: skip


def recap(part: Part) -> Sheet:
    """Return one page for the camat: per day and vehicle what is brought, and what is left out and why."""
    result = part.result
    trips = _recap_trips(part)
    left = _left_out(part)
    rows = _recap_rows(trips, ["day", "vehicle_id"])
    for by in (["day", "vehicle_key"], ["day"]):
        if _height_mm(rows, left) > RECAP_MM:
            rows = _recap_rows(trips, by)
    final = trips[~trips["is_feed"].astype(bool)] if len(trips) else trips
    totals = result["totals"]
    cost = totals.get("cost_idr")
    table = Table(
        _RECAP, rows, empty="Tidak ada perjalanan di rencana ini.", row_mm=_ROW_MM,
        total=[
            (f"Jumlah: {number(totals['vehicle_count'])} kendaraan, {number(len(trips))} perjalanan", 3, "left"),
            (number(totals["served_stop_count"]), 1, "right"), (number(totals["served_family_count"]), 1, "right"),
            (number(totals["served_parcel_count"]), 1, "right"), (weight(totals["served_load_kg"]), 1, "right"),
            (rupiah(final["cash_idr"].sum()) if len(final) and final["cash_idr"].sum() else "–", 1, "right"),
            (kilometres(totals["distance_m"]), 1, "right"), ("", 2, "left"),
            (rupiah(cost) if cost else "–", 1, "right"),
        ],
        after=[
            *left,
            Text(
                f"{part.distance_basis} Perjalanan ke titik alih tidak dihitung dua kali pada KPM, koli dan berat; "
                "titik yang didatangi beberapa kendaraan dihitung sekali pada jumlah.",
                grey=True, size=8.5,
            ),
            signatures([
                Signer("Kasi Kesra Kecamatan", room_mm=13),
                Signer(_camat(part), name=part.office.signer, number=_nip(part), room_mm=13),
            ], dated=DATE_BLANK),
        ],
    )  # fmt: skip
    facts = Facts([
        [("Program", part.program_text), ("Bulan bantuan", part.period_text)],
        [("Hari penyaluran", part.day_text), ("Rencana", part.plan.label)],
    ])  # fmt: skip
    blocks: list[Block] = [
        head(part.office), title(part, "Rekap penyaluran"), facts, Text(f"{result['headline']}.", bold=True), table,
    ]  # fmt: skip
    return sheet(part, "Rekap penyaluran", blocks, short=f"{part.plan.label} · {part.day_text}", landscape=True)


def _height_mm(rows: list[Row], left: list[Text]) -> float:
    lines = sum(1 + len(each.text) // _LINE_LETTERS for each in left)
    return sum(_ROW_MM * (1.4 if isinstance(row.cells[1], list) else 1) for row in rows) + _LINE_MM * lines


def _camat(part: Part) -> str:
    return f"Camat {part.office.kecamatan}".strip()


def _nip(part: Part) -> str:
    return f"NIP {part.office.signer_number}" if part.office.signer_number else ""


def _recap_trips(part: Part) -> pd.DataFrame:
    cash = part.recipients.groupby("trip_id")["amount_idr"].sum() if len(part.recipients) else {}
    if part.trips.empty:
        return part.trips
    told = part.trips["day"].map({day: part.day_of(day) for day in part.trips["day"].unique()})
    return part.trips.assign(
        cash_idr=part.trips["trip_id"].map(cash).fillna(0).astype(float),
        day_told=told.map(lambda day: f"{day_name(day)}, {long_date(day)}"),
        numbers=[trips_told(part, [trip]) for trip in part.trips["trip_id"]],
    )


def _recap_rows(trips: pd.DataFrame, by: list[str]) -> list[Row]:
    if trips.empty:
        return []
    groups = trips.sort_values(["day", "number"]).groupby(by, sort=False)
    return [_recap_row(group, by[-1]) for _, group in groups]


def _recap_row(trips: pd.DataFrame, of: str) -> Row:
    own = trips[~trips["is_feed"].astype(bool)]
    feeds = len(trips) - len(own)
    numbers = ", ".join(trips["numbers"]) if of == "vehicle_id" else f"{number(len(trips))} perjalanan"
    cost = trips["cost_idr"].astype("Float64").sum()
    name, count = trips["vehicle"].iloc[0], number(trips["vehicle_id"].nunique())
    told = {"vehicle_id": f"{name} ({trips['vehicle_id'].iloc[0]})", "vehicle_key": f"{name} ({count} unit)"}
    vehicle = told.get(of, f"{count} kendaraan")
    return Row([
        trips["day_told"].iloc[0], [vehicle, f"{number(feeds)} perjalanan ke titik alih"] if feeds else vehicle,
        numbers, number(own["stop_count"].sum()), number(own["family_count"].sum()), number(own["parcel_count"].sum()),
        weight(own["load_kg"].sum()), rupiah(own["cash_idr"].sum()) if own["cash_idr"].sum() else "–",
        kilometres(trips["distance_m"].sum()), clock(trips["start"].min()), clock(trips["return"].max()),
        rupiah(cost) if cost else "–",
    ])  # fmt: skip


def _left_out(part: Part) -> list[Text]:
    left = part.result.get("unserved", [])
    if not left:
        return [Text("Semua titik terlayani.", size=9)]
    families = sum(each["family_count"] for each in left)
    lines = [Text(f"Belum terlayani: {number(len(left))} titik, {number(families)} KPM.", bold=True, size=9)]
    shown = sorted(left, key=lambda each: (-each["family_count"], each["stop_id"]))[:MAX_LEFT_OUT]
    lines += [
        Text(
            f"{each['label']} ({part.name_of(each['desa_code'])}), {number(each['family_count'])} KPM: "
            f"{each['reason']}; {each['remedy']}.",
            size=8.5, indent=3, above=0.25,
        )
        for each in shown
    ]  # fmt: skip
    rest = left[len(shown) :] and families - sum(each["family_count"] for each in shown)
    more = f"dan {number(len(left) - len(shown))} titik lain, {number(rest)} KPM." if rest else ""
    return [*lines, Text(more, size=8.5, indent=3, above=0.25)] if more else lines
