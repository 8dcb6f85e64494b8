"""Papers of a desa: the letter that announces the delivery, and the berita acara of the hand-over."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.papers.delivery import terbilang
from data.papers.delivery.blocks import (
    BLANK,
    Block,
    Break,
    Facts,
    Items,
    Keep,
    Letter,
    Row,
    Sheet,
    Signer,
    Table,
    TableColumn,
    Text,
)
from data.papers.delivery.part import (
    Part,
    clock,
    goods,
    head,
    rupiah,
    sheet,
    signatures,
    title,
    totals_text,
    trips_told,
    weight,
)
from data.papers.delivery.terbilang import day_name, sentence_case
from geo.notation import long_date, month, number

NUMBER_BLANK = "............./............./............./20....."
_SIDE = "...................................."

# --- the letter ----------------------------------------------------------------------------------------

_STOPS = [
    TableColumn("order", "No", 9, "right"), TableColumn("place", "Tempat penyerahan"),
    TableColumn("day", "Hari, tanggal", 42), TableColumn("at", "Perkiraan pukul", 29, "center"),
    TableColumn("families", "KPM", 13, "right"), TableColumn("load", "Berat", 20, "right"),
]  # fmt: skip
_LIST = [
    TableColumn("order", "No", 9, "right"), TableColumn("name", "Nama"), TableColumn("nik", "NIK", 29),
    TableColumn("address", "Alamat", 32), TableColumn("what", "Bantuan", 31), TableColumn("stop", "Tempat", 30),
]  # fmt: skip


def notice(part: Part) -> Sheet:
    """Return the letter to a desa: when which stop is reached, what to prepare, and the list of recipients."""
    rows = part.people
    visits = _visits(part)
    office = part.office
    kecamatan = office.kecamatan or "…………………"
    blocks: list[Block] = [
        head(office, large=True),
        Letter(
            [("Nomor", NUMBER_BLANK), ("Sifat", "Penting"), ("Lampiran", "1 (satu) berkas"),
             ("Perihal", f"Pemberitahuan penyaluran {part.program_text}")],
            f"{kecamatan}, .............................. 20.....",
            ["Yth.", part.village_head, "di –", "      Tempat"],
        ),
        *([Text(office.mark, bold=True, align="center")] if office.mark else []),
        Text(
            f"Dengan hormat, kami beritahukan bahwa bantuan {part.program_text} bulan {part.period_text} untuk warga "
            f"{part.village} akan disalurkan sebagai berikut:",
            size=10.5, justify=True, first=10, above=1.2,
        ),
        Facts([[
            ("Hari, tanggal", _days(part)), ("Waktu", _span(visits)),
            ("Penerima", totals_text(len(rows), rows["load_kg"].sum(), rows["amount_idr"].sum(), "KPM")),
        ]], size=10.5, indent=10),
        Table(
            _STOPS, [_visit_row(part, order, visit) for order, visit in enumerate(visits, 1)], row_mm=6.5, size=9,
            empty="Belum ada perjalanan ke desa ini.",
        ),
        Text("Untuk kelancarannya, mohon bantuan Saudara:", size=10.5, first=10),
        Items([
            "menyampaikan waktu dan tempat di atas kepada penerima pada daftar terlampir;",
            "mengingatkan penerima membawa KTP-el dan Kartu Keluarga asli;",
            "bagi penerima yang berhalangan, menyiapkan surat kuasa serta salinan KTP pemberi dan penerima kuasa;",
            "menyiapkan tempat yang teduh, meja, dan bantalan stempel untuk cap jempol;",
            "menugaskan perangkat desa sebagai saksi, dan mendahulukan lansia serta penyandang disabilitas.",
        ], indent=10),
        Text(
            f"Waktu di atas adalah perkiraan; perubahan akan kami sampaikan. {_contact(part)}",
            size=10.5, justify=True, first=10,
        ),
        Keep([
            Text("Demikian, atas perhatian dan kerja sama Saudara kami ucapkan terima kasih.", size=10.5, first=10),
            signatures([Signer(""), _camat(part)], dated="", size=10.5),
        ]),
        Break(),
        *_enclosure(part, rows),
    ]  # fmt: skip
    return sheet(part, "Surat pemberitahuan penyaluran", blocks, short=part.village, names=True)


def _visits(part: Part) -> list[dict[str, Any]]:
    days = part.trips.set_index("trip_id")["day"]
    visits = part.visits.assign(day=part.visits["trip_id"].map(days)) if len(part.visits) else part.visits
    return visits.sort_values(["day", "arrive", "number"]).to_dict("records") if len(visits) else []


def _days(part: Part) -> str:
    return ", ".join(f"{day_name(day)} {long_date(day)}" for day in part.days) or "–"


def _span(visits: list[dict[str, Any]]) -> str:
    if not visits:
        return "–"
    first, last = min(visit["arrive"] for visit in visits), max(visit["leave"] for visit in visits)
    return f"perkiraan pukul {clock(first)} sampai {clock(last)} waktu setempat"


def _visit_row(part: Part, order: int, visit: dict[str, Any]) -> Row:
    day = part.day_of(visit["day"])
    return Row([
        str(order), visit["label"], f"{day_name(day)}, {long_date(day)}",
        f"{clock(visit['arrive'])}–{clock(visit['leave'])}", number(visit["family_count"]), weight(visit["load_kg"]),
    ])  # fmt: skip


def _contact(part: Part) -> str:
    return f"Narahubung: {part.office.contact or '.................................................... (telepon)'}."


def _camat(part: Part) -> Signer:
    nip = f"NIP {part.office.signer_number or _SIDE}"
    return Signer(f"Camat {part.office.kecamatan}".strip(), name=part.office.signer, number=nip, room_mm=20)


def _enclosure(part: Part, rows: pd.DataFrame) -> list[Block]:
    made = [
        Row([str(order), row["name"], row["nik"] or "–", row["address"], "\n".join(row["what"]), row["stop_label"]])
        for order, row in enumerate(rows.to_dict("records"), 1)
    ]
    total = totals_text(len(rows), rows["load_kg"].sum(), rows["amount_idr"].sum())
    return [
        Facts([[("Lampiran surat nomor", NUMBER_BLANK), ("Tanggal", _SIDE)]], size=9),
        title(part, "Daftar penerima bantuan", f"{part.village} · {part.program_text} · {part.period_text}"),
        Table(
            _LIST, made, [(f"Jumlah: {total}", len(_LIST), "left")],
            [Text("Daftar ini memuat data pribadi: tidak ditempel di tempat umum.", grey=True, size=8.5)],
            empty="Tidak ada penerima yang dibawa ke desa ini.", row_mm=6.5,
        ),
    ]  # fmt: skip


# --- the berita acara ----------------------------------------------------------------------------------

_GOODS = [
    TableColumn("order", "No", 9, "right"), TableColumn("what", "Bantuan"), TableColumn("month", "Bulan", 27),
    TableColumn("people", "Penerima", 18, "right"), TableColumn("amount", "Jumlah", 29, "right"),
    TableColumn("words", "Terbilang", 58),
]  # fmt: skip


def handover_report(part: Part) -> Sheet:
    """Return the berita acara: who hands what over to whom, in figures and in words."""
    lines = goods(part.recipients)
    rows = [_goods_row(order, line) for order, line in enumerate(lines.to_dict("records"), 1)]
    office = part.office
    seat = f"Kecamatan {office.kecamatan}" if office.kecamatan else "kecamatan"
    receiver = "Lurah" if part.village_head.startswith("Lurah") else "Kepala Desa"
    told = f"{number(len(part.people))} ({terbilang.terbilang(len(part.people))})"
    first = [("Nama", BLANK), ("NIP", BLANK), ("Jabatan", f"Kasi Kesra {seat}")]
    second = [("Nama", BLANK), ("Jabatan", f"{receiver} {part.desa_name}"), ("Alamat", f"{part.village}, {seat}")]
    blocks: list[Block] = [
        head(office, large=True),
        title(part, "Berita acara serah terima", f"bantuan {part.program_text}", f"Nomor: {NUMBER_BLANK}"),
        Text(f"{_today(part)}, kami yang bertanda tangan di bawah ini:", size=10.5, justify=True, above=1.2),
        Facts([first], size=10.5, indent=6),
        Text(f"bertindak atas nama {seat}, selanjutnya disebut PIHAK PERTAMA; dan", size=10.5, indent=6),
        Facts([second], size=10.5, indent=6),
        Text(f"bertindak atas nama {part.village}, selanjutnya disebut PIHAK KEDUA.", size=10.5, indent=6),
        Text(
            "PIHAK PERTAMA menyerahkan kepada PIHAK KEDUA, dan PIHAK KEDUA menerima dari PIHAK PERTAMA, bantuan untuk "
            f"warga {part.village}{_carried(part)}:",
            size=10.5, justify=True,
        ),
        Table(
            _GOODS, rows, row_mm=7, size=9, empty="Tidak ada bantuan untuk desa ini.",
            total=[(f"Jumlah: {told} penerima", len(_GOODS), "left")],
        ),
        Text(
            "Bantuan diterima dalam jumlah yang benar dan keadaan baik, lalu diserahkan kepada penerima menurut daftar "
            "tanda terima terlampir, kecuali:",
            size=10.5, justify=True,
        ),
        Facts([[("Tidak tersalurkan", BLANK), ("Dikembalikan karena", BLANK)]], size=10.5, indent=6),
        Keep([
            Text(
                "Demikian berita acara ini dibuat dengan sebenarnya dalam rangkap 2 (dua) untuk dipergunakan "
                "sebagaimana mestinya.",
                size=10.5, justify=True,
            ),
            signatures(
                [Signer("PIHAK KEDUA", under=part.village_head, stamp=True),
                 Signer("PIHAK PERTAMA", under=f"Kasi Kesra {seat}", room_mm=18)],
                [Signer("Saksi 1", room_mm=15), Signer("Saksi 2", room_mm=15),
                 Signer(f"Camat {office.kecamatan}".strip(), over="Mengetahui,", name=office.signer,
                        number=f"NIP {office.signer_number}" if office.signer_number else "", room_mm=11)],
                dated="", size=10,
            ),
        ]),
    ]  # fmt: skip
    return sheet(part, "Berita acara serah terima", blocks, short=part.village)


def _today(part: Part) -> str:
    """Return the opening: the day of the plan in words, or room for it where several days are meant."""
    if len(part.days) == 1:
        day = part.days[0]
        return f"Pada hari ini {terbilang.date_in_words(day)} ({day:%d-%m-%Y}), bertempat di {_SIDE}"
    return (
        f"Pada hari ini .................... tanggal {_SIDE} bulan .................... tahun {_SIDE}, "
        f"bertempat di {_SIDE}"
    )


def _carried(part: Part) -> str:
    if part.trips.empty:
        return ""
    days = f" pada {_days(part)}" if len(part.days) > 1 else ""
    return f", yang dibawa dengan perjalanan {trips_told(part, part.trips['trip_id'])}{days}"


def _goods_row(order: int, line: dict[str, Any]) -> Row:
    people_count, kg, idr = int(line["person_count"]), line["load_kg"], line["amount_idr"]
    amounts, words = [], []
    if kg > 0:
        amounts.append(weight(kg))
        words.append(terbilang.kilograms(kg))
    if idr > 0:
        amounts.append(rupiah(idr))
        words.append(terbilang.rupiah(idr))
    if not amounts:
        amounts, words = [f"{number(people_count)} penerima"], [f"{terbilang.terbilang(people_count)} penerima"]
    return Row([
        str(order), line["label"], month(line["period"]), number(people_count), ", ".join(amounts),
        sentence_case("; ".join(words)),
    ])  # fmt: skip
