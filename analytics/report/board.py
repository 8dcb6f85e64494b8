"""The public board: aggregates only, small counts hidden so that nobody can work them out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.indicators import INDICATORS
from analytics.report.build import heading_of
from analytics.report.material import KECAMATAN_LENGTH, Material, Wish, gather, kecamatan_names
from analytics.report.pictures import BOARD, indicator_fill
from analytics.report.published import Solution, solution
from analytics.suppression import LIMIT, TOTAL, Suppressed
from data.export import DEMO_NOTE
from data.monev.announced import Announced
from data.papers.monev.model import HIDDEN, TEXT, Board, Cell, Column, Figure, Table
from data.programs import ALL, program_label
from data.store import Store
from geo.maps import static
from geo.notation import MISSING, month, number, percent
from geo.progress import Progress, silent

TITLE = "Papan informasi bantuan sosial"
NOT_SHOWN = "tidak ada data atau disembunyikan"


@dataclass(frozen=True, eq=False)
class Open:
    """What the board of one wish shows, and the solution that it is a part of (as it is kept once announced)."""

    counts: Suppressed
    recipients: dict[str, int | None]
    known: Announced


def published(material: Material, solved: Solution | None = None) -> Open:
    """Return what the board shows per desa with families, per kecamatan, and in all; small counts hidden.

    Columns ``poor``, ``served``, ``unserved``. Desa without families and unknown desa are no rows. ``solved``: the solution
    of the period, where it has been worked out already.

    Raises
    ------
    BoardExposes
    """
    if solved is None:
        solved = solution(material.store, material.period, material.of_period, material.every_period)
    scope = material.wish.scope
    return Open(solved.of(material.program, scope), solved.recipients(scope), solved.known)


def build_board(
    store: Store, wish: Wish, *, with_map: bool = True, solved: Solution | None = None, progress: Progress = silent
) -> Board:
    """Return the public board of a period, program and scope; the same data and wish give the same board.

    ``solved``: as :func:`published`.

    Raises
    ------
    NoSuchPeriod, DesaUnknown
    BoardExposes
        Beside boards that were announced before a small count could be worked out.
    """
    return board_of(store, wish, with_map=with_map, solved=solved, progress=progress)[0]


def board_of(
    store: Store, wish: Wish, *, with_map: bool = True, solved: Solution | None = None, progress: Progress = silent
) -> tuple[Board, Announced]:
    """Return :func:`build_board` and what boards of its period show, to be kept once it is announced."""
    progress(0.1, "Mengumpulkan data")
    material = gather(store, wish)
    progress(0.4, "Menyembunyikan angka kecil")
    opened = published(material, solved)
    open_counts = opened.counts
    progress(0.7, "Menggambar peta")
    svg, png = _map(material, open_counts) if with_map else (b"", b"")
    progress(1.0, "Selesai disusun")
    last = open_counts.counts.loc[TOTAL]
    board = Board(
        title=TITLE,
        heading=heading_of(material),
        period=month(material.period),
        scope=material.scope_label,
        answer=_answer(last, material.program),
        figures=_figures(open_counts),
        table=_table(material, open_counts),
        programs=_programs(opened.recipients),
        map_title="Cakupan: bagian keluarga miskin yang menerima bantuan",
        map_svg=svg,
        map_png=png,
        notes=_notes(material),
        source=material.source,
        contact=str(material.settings["contact"] or ""),
        mark=DEMO_NOTE if material.is_demo else "",
        at=material.at,
    )
    return board, opened.known


def _answer(last: pd.Series, program: str) -> str:
    what = "bantuan" if program == ALL else program_label(program)
    if pd.isna(last["served"]) or pd.isna(last["poor"]):
        return f"Penyaluran {what} menurut desa"
    return f"{number(last['served'])} dari {number(last['poor'])} keluarga miskin menerima {what}"


def _shown(value: float) -> str:
    return HIDDEN if pd.isna(value) else number(value)


def _figures(made: Suppressed) -> tuple[Figure, ...]:
    last = made.counts.loc[TOTAL]
    share = made.share("served", "poor")[TOTAL]
    return (
        Figure("Keluarga miskin", _shown(last["poor"]), "menurut daftar yang dimuat kantor"),
        Figure("Menerima bantuan", _shown(last["served"]), "dari keluarga miskin"),
        Figure("Belum menerima", _shown(last["unserved"]), "dari keluarga miskin"),
        Figure("Cakupan", HIDDEN if pd.isna(share) else percent(share), "dari keluarga miskin"),
    )


def _table(material: Material, made: Suppressed) -> Table:
    """Return the rows of the board: desa by name, subtotals and total as sums."""
    names = dict(zip(material.table["desa_code"], material.table["desa_name"], strict=True))
    kecamatan = {code: f"Kecamatan {name}" for code, name in kecamatan_names(material.store).items()}
    rows = made.counts
    groups = [code for code in rows.index if code not in names and code != TOTAL]
    desa = sorted(
        (code for code in rows.index if code in names), key=lambda code: (code[:KECAMATAN_LENGTH], names[code])
    )
    share = made.share("served", "poor")
    order = [*desa, *groups, *([TOTAL] if len(desa) > 1 else [])]
    words = {**names, **{code: kecamatan.get(code, code) for code in groups}, TOTAL: "Jumlah"}
    columns = (
        Column("Desa", TEXT, share=2.2), Column("Keluarga miskin"), Column("Menerima bantuan"), Column("Belum menerima"),
        Column("Cakupan", decimals=1, unit="%"),
    )  # fmt: skip
    shown = ("poor", "served", "unserved")
    body = tuple(
        (words[code], *(_cell(rows.loc[code, name]) for name in shown), _share(rows.loc[code], share[code]))
        for code in order
    )
    return Table("Bantuan menurut desa", columns, body, total_rows=len(order) - len(desa))


def _cell(value: float) -> Cell:
    return HIDDEN if pd.isna(value) else int(value)


def _share(row: pd.Series, share: float) -> Cell:
    """Return a share; hidden where one of its counts is, "–" where there are no poor families."""
    if pd.notna(share):
        return float(share)
    return MISSING if pd.notna(row["poor"]) and pd.notna(row["served"]) else HIDDEN


def _programs(recipients: dict[str, int | None]) -> Table:
    """Return how many families receive each program, in all."""
    rows = tuple((program_label(key), HIDDEN if count is None else count) for key, count in recipients.items())
    columns = (Column("Program", TEXT, share=2), Column("Keluarga penerima"))
    return Table("Penerima tiap program", columns, rows, note="Satu keluarga dapat menerima beberapa program.")


def _notes(material: Material) -> tuple[str, ...]:
    return (
        f"{HIDDEN} = disembunyikan. Angka di bawah {LIMIT} dan angka lain yang dapat membukanya tidak diumumkan, supaya "
        "tidak ada keluarga yang dapat dikenali; yang disembunyikan sama di semua papan periode ini.",
        f"Keluarga miskin: desil 1 sampai {material.poor_desil_max}. Cakupan = menerima / keluarga miskin. Penerima tiap "
        "program: termasuk yang tidak miskin dan yang desilnya belum diketahui.",
        "Papan ini tidak memuat nama, NIK, atau nomor KK siapa pun.",
    )  # fmt: skip


def _map(material: Material, made: Suppressed) -> tuple[bytes, bytes]:
    """Return the map of the published shares as SVG and PNG; desa whose share is hidden are hatched."""
    if material.land is None or material.is_one_desa:
        return b"", b""
    indicator = INDICATORS["coverage_pct"]
    share = made.share("served", "poor").drop(TOTAL)
    values = share[share.index.isin(material.land.shapes.index)].astype(float)
    sheet = static.Sheet(indicator_fill(values, indicator), missing=NOT_SHOWN)
    return (
        static.draw(material.land, sheet, kind="svg", size=BOARD),
        static.draw(material.land, sheet, kind="png", size=BOARD),
    )
