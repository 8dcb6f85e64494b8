"""Sections of coverage: the summary, need against aid, the gap per desa, programs, what has changed."""

from __future__ import annotations

import pandas as pd

from analytics.indicators import INDICATORS, by_desa
from analytics.report import words
from analytics.report.material import TREND_PERIODS, Material
from analytics.report.pictures import map_of, pair_fill, picture
from data.papers.monev.model import HIDDEN, NUMBER, TEXT, Block, Cell, Chart, Column, Figure, Figures, Section, Table
from data.programs import ALL, program_label
from geo.notation import MISSING, month, number, percent

UNKNOWN = "Desa tidak diketahui"
NO_FAMILIES = "Belum ada daftar keluarga untuk lingkup ini; muat di halaman Data."
NO_PAIR = "Tidak dimuat bagi peran yang hanya melihat angka: kelas peta dihitung dari angka kecil tiap desa."
PERCENT = "%"
MOST_TO_SEE = 10
_FROM_LISTS = "daftar keluarga dan daftar penerima"


def overview(material: Material) -> Section:
    """Return the answer and the four figures of the meeting."""
    sums, summary = material.summary.sums, material.summary
    title = "Ringkasan"
    if not sums["families"]:
        return Section("ringkasan", title, "", empty=NO_FAMILIES)
    worst = words.listed(summary.worst["desa_name"], summary.worst["unserved_poor"])
    answer = f"{gap(material, sums)}."
    detail = f" Terbanyak di {worst}." if worst and not material.is_one_desa else ""
    grown = words.change(summary.change("unserved_poor"), "keluarga")
    since = f" Dibanding {month(material.periods[1])}: {grown}." if grown else ""
    return Section("ringkasan", title, answer + detail + since, (Figures(_figures(material, sums)),), slide_blocks=(0,))


def gap(material: Material, sums: pd.Series) -> str:
    """Return how many poor families the program leaves out, hidden counts as such."""
    return words.gap(sums, material.program, missing=MISSING if material.told is None else HIDDEN)


def _figures(material: Material, sums: pd.Series) -> tuple[Figure, ...]:
    earlier = f"sejak {month(material.periods[1])}" if material.summary.before is not None else ""

    def since(name: str) -> str:
        told = words.change(material.summary.change(name), "keluarga")
        return f"{told} {earlier}" if told and earlier else ""

    return (
        Figure("Cakupan", material.share(sums["coverage_pct"]),
               f"{material.count(sums['served_poor'])} dari {material.count(sums['poor_families'])} keluarga miskin menerima",
               certainty=since("served_poor")),
        Figure("Belum terlayani", material.count(sums["unserved_poor"]),
               f"dari {material.count(sums['poor_families'])} keluarga miskin ({material.share(sums['exclusion_pct'])})",
               certainty=since("unserved_poor")),
        Figure("Tidak tepat sasaran", material.share(sums["inclusion_pct"]),
               f"{material.count(sums['served_nonpoor'])} dari {material.count(sums['recipients'])} keluarga penerima",
               certainty=since("served_nonpoor")),
        Figure("Tumpang tindih", material.count(sums["overlap_families"]),
               f"dari {material.count(sums['recipients'])} keluarga penerima menerima dua program atau lebih",
               certainty=since("overlap_families")),
        Figure("Keluarga terdata", material.count(sums["families"]),
               f"{material.count(sums['families_without_desil'])} di antaranya tanpa desil", certainty=since("families")),
        Figure("Penerima belum dikenal", material.count(sums["recipients_unmatched"]),
               "orang; tidak ada di daftar keluarga, tidak ikut cakupan"),
    )  # fmt: skip


def need_and_aid(material: Material) -> Section:
    """Return the bivariate map, and which desa jump out."""
    title = "Kemiskinan dan bantuan"
    if material.told is not None:
        return Section("peta", title, "", empty=NO_PAIR)
    if material.land is None:
        return Section("peta", title, "", empty="Belum ada batas desa; muat peta batas di halaman Data.")
    fill = pair_fill(material.around, "bagian")
    found = fill.classes.index[fill.classes.eq(6).fillna(value=False)]  # need 2, aid 0: 3 · 2 + 0
    names = material.around.set_index("desa_code")["desa_name"].reindex(found)
    known = int(fill.classes.notna().sum())
    answer = (
        f"{number(len(found))} dari {number(known)} desa paling miskin sekaligus paling sedikit terlayani: {words.some(names)}."
        if len(found)
        else f"Tidak ada desa (dari {number(known)}) yang kemiskinannya tinggi dan bantuannya rendah sekaligus."
    )
    told = "Bagian keluarga miskin melawan cakupan bantuan; ungu muda pekat: kemiskinan tinggi, bantuan rendah."
    drawn = picture(material, fill, "Keluarga miskin (%) melawan cakupan bantuan (%)", told=told)
    need, aid = INDICATORS["poor_pct"], INDICATORS["coverage_pct"]
    note = (
        f"{need.label}: {need.definition} {aid.label}: {aid.definition} Tiga kelas berisi kira-kira sama banyak desa."
    )
    return Section("peta", title, answer, (*drawn, _first_to_see(material, found)), note=note, slide_blocks=(0, 1))


def _first_to_see(material: Material, codes: pd.Index) -> Table:
    """Return the desa of much need and little aid, most families left out first."""
    rows = material.around[material.around["desa_code"].isin(codes)].sort_values("unserved_poor", ascending=False)
    poor = by_desa(rows, "poor_pct").to_numpy()
    columns = (
        Column("Desa", TEXT, share=2), Column("Keluarga miskin", decimals=1, unit=PERCENT),
        Column("Cakupan", decimals=1, unit=PERCENT), Column("Belum terlayani"),
    )  # fmt: skip
    shown = rows.assign(poor_pct=poor)[["poor_pct", "coverage_pct", "unserved_poor"]]
    told = zip(rows["desa_name"], cells(material, shown, tuple(shown)), strict=True)
    body = tuple((name, *values) for name, values in told) or (("Tidak ada", None, None, None),)
    rest = len(body) - MOST_TO_SEE
    note = f"{number(rest)} desa lainnya ada di tabel berikut." if rest > 0 else ""
    return Table("Lihat dulu: kemiskinan tinggi, bantuan rendah", columns, body[:MOST_TO_SEE], note=note)


GAP_COLUMNS = (
    Column("Desa", TEXT, share=2.6), Column("Keluarga", NUMBER), Column("Miskin", NUMBER),
    Column("Terlayani", NUMBER), Column("Belum terlayani", NUMBER, share=1.15),
    Column("Cakupan", NUMBER, 1, PERCENT, 1.2), Column("Penerima", NUMBER),
    Column("Tidak tepat", NUMBER, 1, PERCENT, 1.2),
    Column("Tumpang tindih", NUMBER, share=1.1),
)  # fmt: skip
_GAP_KEYS = (
    "families", "poor_families", "served_poor", "unserved_poor", "coverage_pct", "recipients", "inclusion_pct",
    "overlap_families",
)  # fmt: skip


def gaps(material: Material) -> Section:
    """Return the desa by families left out, as map and table."""
    title = "Keluarga miskin yang belum terlayani"
    sums = material.summary.sums
    if not sums["poor_families"]:
        return Section("kesenjangan", title, "", empty="Tidak ada keluarga miskin dalam daftar untuk lingkup ini.")
    worst = material.summary.worst
    top = worst.head(3)
    share = 100 * top["unserved_poor"].sum() / sums["unserved_poor"] if sums["unserved_poor"] else 0.0
    answer = (
        f"Tiga desa pertama menanggung {percent(share, 0)} kesenjangan: {words.listed(top['desa_name'], top['unserved_poor'])}."
        if len(worst) > 3  # noqa: PLR2004  three are named
        else f"{gap(material, sums)}."
    )
    blocks: list[Block] = [*map_of(material, material.around, "unserved_poor"), gap_table(material)]
    slide = (0, 1) if len(blocks) > 1 else (0,)
    return Section("kesenjangan", title, answer, tuple(blocks), slide_blocks=slide)


def gap_table(material: Material) -> Table:
    """Return every desa of the scope, most families left out first, and the total."""
    known = material.table[material.table["families"].gt(0) | material.table["recipients"].gt(0)]
    ordered = known.sort_values(["unserved_poor", "exclusion_pct", "desa_code"], ascending=[False, False, True])
    rows = [
        (name or UNKNOWN, *values)
        for name, values in zip(ordered["desa_name"], cells(material, ordered, _GAP_KEYS), strict=True)
    ]
    sums = material.summary.sums
    last = ("Jumlah", *(material.cell(sums[key]) for key in _GAP_KEYS))
    return Table(
        "Desa menurut keluarga miskin yang belum terlayani", GAP_COLUMNS, (*rows, last), total_rows=1,
        note=(
            f"Keluarga miskin: desil 1–{material.poor_desil_max}. Cakupan: terlayani dari keluarga miskin. Tidak tepat: "
            "penerima di atas ambang miskin, dari keluarga penerima. Tumpang tindih: menerima dua program atau lebih."
        ),
        slide_columns=(0, 2, 4, 5),
    )  # fmt: skip


def cells(material: Material, table: pd.DataFrame, keys: tuple[str, ...]) -> list[tuple[Cell, ...]]:
    """Return columns as rows of numbers, see :meth:`Material.cell`."""
    columns = ([material.cell(value) if pd.isna(value) else value for value in table[key].tolist()] for key in keys)
    return list(zip(*columns, strict=True))


def none_if_missing(value: float) -> float | None:
    """Return a number, ``None`` where it is missing."""
    return None if pd.isna(value) else float(value)


def programs(material: Material) -> Section:
    """Return how far each program reaches."""
    title = "Cakupan tiap program"
    every = material.of_scope(material.every)
    keys = [key for key in every["program"].drop_duplicates().sort_values() if key != ALL]
    if not keys:
        return Section("program", title, "", empty="Belum ada daftar penerima; muat di halaman Data.")
    sums = {key: material.sums(key) for key in keys}
    reached = {key: each["coverage_pct"] for key, each in sums.items() if pd.notna(each["coverage_pct"])}
    least = min(reached, key=lambda key: reached[key], default="")
    answer = (
        f"Paling sedikit menjangkau keluarga miskin: {program_label(least)} ({percent(reached[least])})."
        if least
        else ""
    )
    shown = ("recipients", "served_poor", "coverage_pct", "served_nonpoor", "inclusion_pct")
    columns = (
        Column("Program", TEXT, share=2.4), Column("Keluarga penerima"),
        Column("Penerima miskin"), Column("Cakupan", decimals=1, unit=PERCENT),
        Column("Penerima tidak miskin"),
        Column("Tidak tepat", decimals=1, unit=PERCENT),
    )  # fmt: skip
    rows = tuple((program_label(key), *(material.cell(each[name]) for name in shown)) for key, each in sums.items())
    table = Table(
        "Penerima menurut program", columns, rows,
        note=f"Cakupan: dari {material.count(material.sums(ALL)['poor_families'])} keluarga miskin; satu keluarga dapat "
        "menerima beberapa program.", slide_columns=(0, 1, 3, 5),
    )  # fmt: skip
    chart = Chart(
        "Cakupan keluarga miskin tiap program", tuple(program_label(key) for key in keys),
        (("Cakupan", tuple(none_if_missing(each["coverage_pct"]) for each in sums.values())),), PERCENT, 1,
    )  # fmt: skip
    return Section("program", title, answer, (chart, table), slide_blocks=(0, 1))


def trend(material: Material) -> Section:
    """Return coverage and leakage over the periods with a list."""
    title = "Perkembangan"
    known = material.periods[:TREND_PERIODS][::-1]
    if len(known) < 2:  # noqa: PLR2004  a change needs two
        return Section("tren", title, "", empty="Baru ada satu periode; perkembangan terlihat mulai periode kedua.")
    sums = [material.sums(material.program, period) for period in known]
    first, last = sums[0]["coverage_pct"], sums[-1]["coverage_pct"]
    answer = f"Cakupan {_moved(first, last)} dari {material.share(first)} ({month(known[0])}) ke {material.share(last)} ({month(known[-1])})."
    chart = Chart(
        "Cakupan dan salah sasaran tiap periode", tuple(month(period) for period in known),
        (
            ("Cakupan keluarga miskin", tuple(none_if_missing(each["coverage_pct"]) for each in sums)),
            ("Tidak tepat sasaran", tuple(none_if_missing(each["inclusion_pct"]) for each in sums)),
        ), PERCENT, 1, is_line=True, note="Cakupan: dari keluarga miskin. Tidak tepat sasaran: dari keluarga penerima.",
    )  # fmt: skip
    keys = ("poor_families", "served_poor", "unserved_poor", "coverage_pct", "recipients", "inclusion_pct")
    columns = (
        Column("Periode", TEXT, share=1.8), Column("Keluarga miskin"),
        Column("Terlayani"), Column("Belum terlayani"),
        Column("Cakupan", decimals=1, unit=PERCENT), Column("Penerima"),
        Column("Tidak tepat", decimals=1, unit=PERCENT),
    )  # fmt: skip
    rows = tuple(
        (month(period), *(material.cell(each[key]) for key in keys)) for period, each in zip(known, sums, strict=True)
    )
    return Section(
        "tren", title, answer, (chart, Table("Angka tiap periode", columns, rows)), slide_blocks=(0,), joins=True
    )


def _moved(first: float, last: float) -> str:
    if pd.isna(first) or pd.isna(last) or round(first, 1) == round(last, 1):
        return "tetap"
    return "naik" if last > first else "turun"
