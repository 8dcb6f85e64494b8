"""The section of targeting: whom the aid favours, how sure that is, groups, hot spots, figures to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analytics.indicators import INDICATORS
from analytics.report import words
from analytics.report.groups import told_groups
from analytics.report.guarded import HIDDEN_TOLD
from analytics.report.material import TESTED, Material
from analytics.report.pictures import hotspot_fill, picture
from analytics.report.sections.coverage import PERCENT, none_if_missing
from analytics.suppression import LIMIT
from analytics.targeting.alarms import alarms
from analytics.targeting.cells import ALL_PLACES
from analytics.targeting.figures import concentration_curve, figures, group_figures
from analytics.targeting.hotspots import HIGH_HIGH, HIGH_LOW, LOW_HIGH, LOW_LOW, NOT_SIGNIFICANT, Hotspots
from analytics.targeting.intervals import Intervals, group_intervals, intervals
from data.papers.monev.model import HIDDEN, TEXT, Block, Cell, Column, Curve, Figure, Figures, Section, Table, Text
from data.targeting import GROUPS
from geo.notation import MISSING, number, percent, rupiah

KEY, TITLE = "sasaran", "Ketepatan sasaran"
NO_LIST = "Belum ada penerima program ini yang dikenal dalam lingkup ini; muat daftar penerimanya di halaman Data."
_FORMULAS = "Rumus: Coady, Grosh & Hoddinott 2004; O'Donnell dkk. 2008; Anselin 1995."
_GROUP_COLUMNS = (
    Column("Kelompok", TEXT, share=2.4), Column("Keluarga"), Column("Miskin"), Column("Terlayani"),
    Column("Belum terlayani", share=1.2), Column("Cakupan", decimals=1, unit=PERCENT, share=1.1),
    Column("Selang 95 %", TEXT, share=1.4), Column("Tidak tepat", decimals=1, unit=PERCENT, share=1.1),
)  # fmt: skip
_GROUP_COUNTS = ("poor_families", "served_poor", "unserved_poor", "recipients", "served_nonpoor")


def targeting(material: Material) -> Section:
    """Return ratio and index with their intervals, the curve, errors, groups, hot spots and alarms."""
    whole = figures(material.own_families, material.program, by=ALL_PLACES)
    if whole.empty or not whole["recipients"].iloc[0]:
        return Section(KEY, TITLE, "", empty=NO_LIST)
    if material.told is not None:
        return _told(material, whole.iloc[0])
    row, sure = whole.iloc[0], intervals(material.own_families, material.program, by=ALL_PLACES)
    blocks: list[Block] = [Figures(_figures(row, sure))]
    if pd.notna(row["c_index"]):
        blocks.append(_curve(material, row))
    if pd.notna(row["amount_mean_idr"]):
        blocks.append(Figures(_money(row, sure)))
    blocks += [_groups(material, row, sure), *_hotspots(material), *_alarms(material, whole)]
    note = f"{sure.note}. {_FORMULAS}"
    return Section(KEY, TITLE, _answer(row), tuple(blocks), note=note, slide_blocks=(0, 1))


NOT_TOLD = "Kurva, peta, rupiah dan tanda bahaya tidak dimuat: dihitung dari angka kecil tiap desa dan desil."


def _told(material: Material, row: pd.Series) -> Section:
    """Return what of it is told to who sees figures only: shares whose counts are, groups, hot spots of shares that are.

    Ratio and index are worked out of counts of each desil; they are told where all those of which they are sums are.
    """
    sums = material.sums(material.program)
    exclusion, inclusion = (material.share(sums[key]) for key in ("exclusion_pct", "inclusion_pct"))
    needed = ["recipients", "served_poor", "served_nonpoor", "families", "poor_families", "families_without_desil"]
    is_open = bool(sums[needed].notna().all())
    cgh, index = (row[key] if is_open else np.nan for key in ("cgh", "c_index"))
    reached = f"{material.count(sums['recipients'])} penerima dari {material.count(sums['families'])} keluarga"
    shown = Figures((
        Figure("Rasio CGH", material.count(cgh, 2), f"{reached}; 1 = seperti tanpa memilih, di atas 1 = memihak yang miskin"),
        Figure("Indeks konsentrasi", words.signed(index).replace(MISSING, HIDDEN), f"{reached}; negatif = memihak yang miskin"),
        Figure("Belum terlayani (exclusion error)", exclusion,
               f"{material.count(sums['unserved_poor'])} dari {material.count(sums['poor_families'])} keluarga miskin"),
        Figure("Tidak tepat sasaran (inclusion error)", inclusion,
               f"{material.count(sums['served_nonpoor'])} dari {material.count(sums['recipients'])} keluarga penerima"),
    ))  # fmt: skip
    answer = f"{exclusion} keluarga miskin belum terlayani; {inclusion} penerima tidak tepat sasaran."
    blocks: list[Block] = [shown, _told_groups(material, sums), *_hotspots(material), Text((NOT_TOLD,))]
    return Section(KEY, TITLE, answer, tuple(blocks), note=_FORMULAS, slide_blocks=(0, 1))


def _told_groups(material: Material, sums: pd.Series) -> Table:
    """Return the groups beside all families, hidden counts as such; no share of recipients, whose number is not told."""
    groups = told_groups(material.own_families, material.program)
    keys = ("families", "poor_families", "served_poor", "unserved_poor")
    rows = [("Semua keluarga", sums), *((GROUPS[key], groups.loc[key]) for key in groups.index)]
    body = tuple((label, *(material.cell(row[key]) for key in keys), _told_share(material, row)) for label, row in rows)
    unknown = " · ".join(
        f"{GROUPS[key].lower()} {material.count(count)}" for key, count in groups["unknown_families"].items()
    )
    note = f"Cakupan: dari keluarga miskin kelompok itu. Tidak diketahui: {unknown} keluarga. {HIDDEN_TOLD}"
    return Table("Cakupan menurut kelompok", _GROUP_COLUMNS[:6], body, note=note, slide_columns=(0, 2, 4, 5))


def _told_share(material: Material, row: pd.Series) -> Cell:
    served, poor = row["served_poor"], row["poor_families"]
    return material.cell(
        np.nan if pd.isna(served) or pd.isna(poor) or not poor else 100.0 * float(served) / float(poor)
    )


def _answer(row: pd.Series) -> str:
    """Return whom the aid favours, in figures."""
    missed, wrong = percent(100 * row["exclusion_share"]), percent(100 * row["inclusion_share"])
    index = row["c_index"]
    if pd.isna(row["cgh"]) or pd.isna(index):
        return f"{missed} keluarga miskin belum terlayani; {wrong} penerima tidak tepat sasaran."
    whom = "memihak keluarga miskin" if index < 0 else "memihak yang lebih mampu" if index > 0 else "terbagi rata"
    return (
        f"Bantuan {whom} (rasio CGH {number(row['cgh'], 2)}); {missed} keluarga miskin belum terlayani, {wrong} penerima tidak "
        "tepat sasaran."
    )


def _figures(row: pd.Series, sure: Intervals) -> tuple[Figure, ...]:
    low, high = sure.low.iloc[0], sure.high.iloc[0]

    def of_share(key: str) -> str:
        told = words.between(100 * low[key], 100 * high[key], 1)
        return f"{told} %" if told else ""

    reached = f"{number(row['recipients'])} penerima dari {number(row['families'])} keluarga"
    return (
        Figure("Rasio CGH", number(row["cgh"], 2), f"{reached}; 1 = seperti tanpa memilih, di atas 1 = memihak yang miskin",
               certainty=words.between(low["cgh"], high["cgh"])),
        Figure("Indeks konsentrasi", words.signed(row["c_index"]), f"{reached}; negatif = memihak yang miskin",
               certainty=words.between(low["c_index"], high["c_index"])),
        Figure("Belum terlayani (exclusion error)", percent(100 * row["exclusion_share"]),
               f"{number(row['unserved_poor'])} dari {number(row['poor_families'])} keluarga miskin",
               certainty=of_share("exclusion_share")),
        Figure("Tidak tepat sasaran (inclusion error)", percent(100 * row["inclusion_share"]),
               f"{number(row['served_nonpoor'])} dari {number(row['recipients'])} keluarga penerima",
               certainty=of_share("inclusion_share")),
    )  # fmt: skip


def _money(row: pd.Series, sure: Intervals) -> tuple[Figure, ...]:
    """Return whom the rupiah reach, of the recipients whose amount a list tells."""
    low, high = sure.low.iloc[0], sure.high.iloc[0]
    of = f"{number(row['recipients'] - row['amount_unknown'])} dari {number(row['recipients'])} penerima besarannya tertulis"
    poor = words.between(100 * low["amount_poor_share"], 100 * high["amount_poor_share"], 1)
    return (
        Figure("Rupiah tiap penerima", rupiah(row["amount_mean_idr"]), f"{of}, {rupiah(row['amount_idr'])}",
               certainty=words.between(low["amount_mean_idr"], high["amount_mean_idr"], 0)),
        Figure("Rupiah ke keluarga miskin", percent(100 * row["amount_poor_share"]), of, certainty=f"{poor} %" if poor else ""),
        Figure("Rasio CGH rupiah", number(row["cgh_amount"], 2), f"{of}; di atas 1 = memihak yang miskin",
               certainty=words.between(low["cgh_amount"], high["cgh_amount"])),
        Figure("Indeks konsentrasi rupiah", words.signed(row["c_amount"]), f"{of}; negatif = memihak yang miskin",
               certainty=words.between(low["c_amount"], high["c_amount"])),
    )  # fmt: skip


def _curve(material: Material, row: pd.Series) -> Curve:
    """Return the concentration curve, with the sentence that reads it."""
    found = concentration_curve(material.own_families, material.program).dropna(subset=["recipients_share"])
    poorest = found[found["desil"] == material.poor_desil_max]
    read = (
        f"{percent(100 * poorest['families_share'].iloc[0], 0)} keluarga yang termiskin (desil 1–{material.poor_desil_max}) "
        f"memegang {percent(100 * poorest['recipients_share'].iloc[0], 0)} bantuan."
        if len(poorest)
        else ""
    )
    above = "di atas" if row["c_index"] < 0 else "di bawah"
    return Curve(
        "Kurva konsentrasi", "keluarga, termiskin dulu (%)", "penerima (%)",
        tuple((round(100 * x, 3), round(100 * y, 3)) for x, y in zip(found["families_share"], found["recipients_share"], strict=True)),
        lines=(read, f"Kurva {above} garis pembagian rata; indeks {words.signed(row['c_index'])} adalah dua kali luas di antaranya."),
    )  # fmt: skip


def _groups(material: Material, row: pd.Series, sure: Intervals) -> Table:
    """Return the groups beside all families, coverage with its interval; rows with a count from 1 to 4 are hidden whole."""
    groups = group_figures(material.own_families, material.program)
    rows = [{**row.to_dict(), "label": "Semua keluarga"}, *groups.to_dict("records")]
    own = group_intervals(material.own_families, material.program, by=ALL_PLACES)
    body = tuple(
        _group_row(each, one) for each, one in zip(rows, [sure, *(own[key] for key in groups["group"])], strict=True)
    )
    unknown = " · ".join(f"{each['label'].lower()} {number(each['unknown_families'])}" for each in rows[1:])
    note = (
        f"Cakupan: dari keluarga miskin kelompok itu, dengan selangnya. Tidak tepat: dari penerimanya. Tidak diketahui: {unknown} "
        f"keluarga. {HIDDEN} = ada jumlah di bawah {LIMIT}."
    )
    return Table("Cakupan menurut kelompok", _GROUP_COLUMNS, body, note=note, slide_columns=(0, 2, 4, 5))


def _group_row(row: Mapping[str, Any], sure: Intervals) -> tuple[Cell, ...]:
    families = row["families"]
    if any(1 <= row[key] < LIMIT for key in _GROUP_COUNTS):
        return (row["label"], HIDDEN if 0 < families < LIMIT else int(families), *[HIDDEN] * 6)
    counts = (families, row["poor_families"], row["served_poor"], row["unserved_poor"])
    cover, wrong = (none_if_missing(100 * row[key]) for key in ("coverage_share", "inclusion_share"))
    ends = [100 * each["coverage_share"].reindex([ALL_PLACES]).iloc[0] for each in (sure.low, sure.high)]
    between = MISSING if pd.isna(ends[0]) else f"{number(ends[0], 1)}–{number(ends[1], 1)}"
    return (row["label"], *(int(count) for count in counts), cover, between, wrong)


def _hotspots(material: Material) -> list[Block]:
    """Return where families left out live side by side: a sentence, and its map where something was tested."""
    if material.land is None:
        return []
    found = material.hotspots
    if not found.is_tested:
        return [Text((f"Kantong keluarga yang belum terlayani: {found.note[0].lower()}{found.note[1:]}.",))]
    told = _hotspot_sentence(material, found)
    drawn = picture(
        material, hotspot_fill(found, INDICATORS[TESTED]), "Kantong keluarga miskin yang belum terlayani", told=told
    )
    return [Text((told, f"{found.note}.")), *drawn]


def _hotspot_sentence(material: Material, found: Hotspots) -> str:
    own = found.frame[found.frame.index.isin(material.table["desa_code"])]
    names = material.table.drop_duplicates("desa_code").set_index("desa_code")["desa_name"]
    parts = [
        f"{number(len(codes))} desa {label} ({words.some(names.reindex(codes), most=4)})"
        for key, label in ((HIGH_HIGH, "dalam kantong tinggi"), (LOW_LOW, "dalam kantong rendah"))
        if len(codes := own.index[own["category"] == key])
    ]
    others = own["category"].isin([HIGH_LOW, LOW_HIGH])
    if others.any():
        parts.append(f"{number(int(others.sum()))} desa menonjol di antara tetangganya")
    unsure = int((own["category"] == NOT_SIGNIFICANT).sum())
    if not parts:
        return f"Tidak ada kantong yang pasti: bagian yang belum terlayani di {number(unsure)} desa tidak signifikan."
    return f"Bagian yang belum terlayani: {'; '.join(parts)}; {number(unsure)} desa tidak signifikan."


def _alarms(material: Material, of_scope: pd.DataFrame) -> list[Block]:
    """Return what looks implausible; ``of_scope``: its figures, those of all desa where none is named."""
    known = material.every.drop_duplicates("desa_code")
    names = dict(zip(known["desa_code"], map(words.short, known["desa_name"]), strict=True))
    whole = None if material.wish.scope else of_scope
    found = alarms(material.families, material.program, names=names, before=material.recipients_before, whole=whole)
    own = found[(found["desa_code"] == "") | found["desa_code"].str.startswith(material.wish.scope)]
    if own.empty:
        return [Text(("Tanda bahaya: tidak ada angka yang janggal.",))]
    columns = (Column("Tanda", TEXT, share=1), Column("Yang ditemukan", TEXT, share=3))
    rows = tuple(zip(own["label"], own["sentence"], strict=True))
    note = "Tanda ini pertanyaan pada daftarnya, bukan tuduhan pada desanya."
    return [Table("Angka yang perlu diperiksa dulu", columns, rows, note=note)]
