"""Papers of a desa on a trip: the receipt that everybody signs, photos, the letter for a substitute."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.papers.delivery.blocks import (
    BLANK,
    Block,
    Break,
    Facts,
    Frame,
    Keep,
    Photos,
    Row,
    Sheet,
    Signer,
    Table,
    TableColumn,
    Text,
)
from data.papers.delivery.part import (
    DATE_BLANK,
    Part,
    clock,
    head,
    sheet,
    signatures,
    sums,
    title,
    totals_text,
)
from geo.notation import long_date, number

_OF = "Diterima oleh wakil"
_RECEIPT = [
    TableColumn("order", "No", 9, "right"), TableColumn("name", "Nama penerima"), TableColumn("nik", "NIK", 29),
    TableColumn("address", "Alamat", 31), TableColumn("what", "Menerima", 30),
    TableColumn("at", "Tanggal, jam", 22, kind="blank"), TableColumn("signed", "Tanda tangan", 32, kind="blank"),
    TableColumn("thumb", "Cap jempol", 21, kind="blank"), TableColumn("other", "Nama", 27, kind="blank", over=_OF),
    TableColumn("relation", "Hubungan", 19, kind="blank", over=_OF),
    TableColumn("letter", "Surat kuasa", 13, "center", "tick", _OF),
]  # fmt: skip
FRAMES = ("Pemuatan di gudang", "Tiba di tempat penyerahan", "Penyerahan kepada penerima", "Penandatanganan BAST")
"""What an empty photo sheet asks for."""
_PER_ROW = 2
_TAKEN = "Tanggal: ....................  Tempat: ..................................."


def receipt(part: Part) -> Sheet:
    """Return the tanda terima: everybody once, with room to sign, for a thumb print and for a substitute."""
    rows = part.people
    after: list[Block] = [
        Text(
            "Yang bertanda tangan atau bercap jempol di atas menyatakan telah menerima bantuan dalam jumlah yang benar "
            "dan keadaan baik. Kolom wakil diisi bila penerima tidak datang sendiri; surat kuasanya dilampirkan.",
            grey=True, size=8.5,
        ),
        signatures([Signer(part.village_head), Signer("Sopir / petugas pengantar"), Signer("Kasi Kesra Kecamatan")]),
    ]  # fmt: skip
    total = totals_text(len(rows), rows["load_kg"].sum(), rows["amount_idr"].sum())
    table = Table(
        _RECEIPT, _receipt_rows(part, rows), [(f"Jumlah: {total}", len(_RECEIPT), "left")], after,
        empty="Tidak ada penerima untuk desa ini pada perjalanan ini.", row_mm=15, keep=2,
    )  # fmt: skip
    blocks: list[Block] = [head(part.office), title(part, "Tanda terima bantuan"), Facts(_where(part)), table]
    return sheet(
        part, "Tanda terima bantuan", blocks, short=f"{part.village} · {_trip_told(part)} · {part.program_text}",
        foot=part.village, landscape=True, counted="penerima", names=True,
    )  # fmt: skip


def _trip_told(part: Part) -> str:
    numbers = ", ".join(str(each) for each in part.trips["number"])
    return f"Perjalanan {numbers}" if numbers else "tanpa perjalanan"


def _where(part: Part) -> list[list[tuple[str, str]]]:
    vehicles = ", ".join(dict.fromkeys(part.trips["vehicle"])) or "–"
    code = f" ({part.desa_code})" if part.desa_name != part.desa_code else ""
    kind = part.village.partition(" ")[0] if part.desa_code else "Wilayah"
    left = [(kind, f"{part.desa_name}{code}" if part.desa_code else part.village)]
    left += [("Kecamatan", part.office.kecamatan)] if part.office.kecamatan else []
    left.append(("Perjalanan", f"{_trip_told(part).removeprefix('Perjalanan ')} · {vehicles}"))
    right = [("Program", part.program_text), ("Bulan bantuan", part.period_text), ("Hari penyaluran", part.day_text)]
    return [left, right]


def _receipt_rows(part: Part, rows: pd.DataFrame) -> list[Row]:
    made: list[Row] = []
    is_told = rows[["trip_id", "stop_id"]].drop_duplicates().shape[0] > 1 if len(rows) else False
    times = part.visits.drop_duplicates(["trip_id", "stop_id"]).set_index(["trip_id", "stop_id"])["arrive"]
    counts = rows.groupby(["trip_id", "stop_id"]).size() if len(rows) else {}
    last: tuple[str, str] | None = None
    for order, row in enumerate(rows.to_dict("records"), 1):
        stop = (row["trip_id"], row["stop_id"])
        if is_told and stop != last:
            at = f" · perkiraan pukul {clock(times[stop])}" if stop in times.index else ""
            made.append(Row(caption=f"{row['stop_label']} · {number(counts[stop])} penerima{at}"))
        last = stop
        made.append(_receipt_row(order, row))
    return made


def _receipt_row(order: int, row: dict[str, Any]) -> Row:
    cells: list[str | list[str]] = [
        str(order), row["name"], row["nik"] or "–", row["address"], "\n".join(row["what"]), "", "", "",
        row["collector"], row["collector_relation"], "",
    ]  # fmt: skip
    return Row(cells, sums(row["load_kg"], row["amount_idr"]))


# --- photos --------------------------------------------------------------------------------------------


def photo_sheet(part: Part) -> Sheet:
    """Return the photos with what they show, or frames to paste printed ones into."""
    frames = [Frame(each.caption, each.file, each.under) for each in part.pictures] or [
        Frame(f"{order}. {caption}", under=[_TAKEN]) for order, caption in enumerate(FRAMES, 1)
    ]
    last = len(frames) - (len(frames) % _PER_ROW or _PER_ROW)  # signatures stay with the last row
    blocks: list[Block] = [
        head(part.office), title(part, "Dokumentasi foto penyaluran"), Facts(_where(part)),
        *[Text(f"▲ {text}", size=9) for text in part.unread],
        *([Photos(frames[:last], _PER_ROW)] if last else []),
        Keep([
            Photos(frames[last:], _PER_ROW),
            signatures([Signer(part.village_head), Signer("Petugas dokumentasi")]),
        ]),
    ]  # fmt: skip
    return sheet(
        part, "Dokumentasi foto penyaluran", blocks, short=f"{part.village} · {_trip_told(part)}", foot=part.village
    )


# --- the letter for a substitute -----------------------------------------------------------------------


def proxy_letters(part: Part) -> Sheet:
    """Return letters for substitutes: one for each recipient with a known collector, and one to be filled in."""
    rows = part.people
    known = rows[rows["collector"] != ""].to_dict("records") if len(rows) else []
    pages: list[Block] = []
    for row in [*known, None]:
        pages += [*([Break()] if pages else []), *_proxy(part, row)]
    return sheet(part, "Surat kuasa pengambilan bantuan", pages, short=part.village, names=True)


def _proxy(part: Part, row: dict[str, Any] | None) -> list[Block]:
    giver = [("Nama", row["name"]), ("NIK", row["nik"] or BLANK), ("Alamat", row["address"] or BLANK)] if row else [
        ("Nama", BLANK), ("NIK", BLANK), ("Alamat", BLANK)
    ]  # fmt: skip
    taker = [
        ("Nama", row["collector"] if row else BLANK), ("NIK", BLANK), ("Alamat", BLANK),
        ("Hubungan", (row["collector_relation"] if row else "") or BLANK), ("Telepon", BLANK),
    ]  # fmt: skip
    what = ", ".join(row["what"]) if row else part.program_text
    place = f" {part.village}, Kecamatan {part.office.kecamatan}" if part.office.kecamatan else f" {part.village}"
    day = ", ".join(long_date(each) for each in part.days) or "…"
    return [
        head(part.office, large=True), title(part, "Surat kuasa", "pengambilan bantuan sosial"),
        Text("Yang bertanda tangan di bawah ini, penerima bantuan (pemberi kuasa):", size=11, above=1.4),
        Facts([giver], size=11, gap=0.9, indent=8),
        Text("memberi kuasa kepada (penerima kuasa):", size=11),
        Facts([taker], size=11, gap=0.9, indent=8),
        Text(
            f"untuk mengambil dan menandatangani tanda terima bantuan {what}, {part.period_text}, pada penyaluran "
            f"tanggal {day} di{place}, karena pemberi kuasa tidak dapat datang sendiri dengan alasan:",
            size=11, justify=True,
        ),
        Facts([[("Alasan", BLANK)]], size=11, indent=8),
        Text(
            "Bantuan yang diambil diserahkan seluruhnya kepada pemberi kuasa. Surat kuasa ini berlaku hanya untuk "
            "penyaluran di atas. Dilampirkan salinan KTP pemberi kuasa dan penerima kuasa.",
            size=11, justify=True,
        ),
        Keep([
            signatures(
                [Signer("Penerima kuasa", room_mm=18), Signer("Pemberi kuasa", stamp=True)],
                [Signer("Saksi", over="Ketua RT / kepala dusun"), Signer(part.village_head, over="Mengetahui,")],
                dated=DATE_BLANK, size=10.5,
            ),
            Text(
                "Pemberi kuasa yang tidak dapat menulis membubuhkan cap jempol, disaksikan ketua RT atau kepala dusun.",
                grey=True, size=8.5,
            ),
        ]),
    ]  # fmt: skip
