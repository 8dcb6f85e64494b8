"""The pieces of Laporan."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.report.kinds import FINE, KINDS, PUBLISH, Kind
from analytics.report.kinds import make as make_file
from analytics.report.material import Wish
from analytics.report.sections import PARTS
from data.errors import BoardExposes, NobodyPlaced
from data.papers.monev.model import HIDDEN, Board, Table
from data.programs import program_label
from data.roles import FIGURES, NOTHING, ROLES, Actor
from data.workflow.written import today
from geo.progress import Progress
from pages.parts import cache, frame, paper_box, tables
from pages.parts.cache import Source, reports
from pages.parts.cache.shown import shown
from pages.parts.format import local_moment, month, number

_PER_ROW = 3
OWNERS = (
    "Penanggung jawab tindak lanjut (nama atau jabatan, seperti dicatat rapat) tercetak di PDF, PPTX, dan XLSX, jadi ketiganya "
    "untuk rapat saja. Di papan informasi dan layer QGIS tidak pernah ada."
)


def headline(where: Source, period: str, program: str, scope: str) -> None:
    """Say what the files will tell, and what will be in them."""
    told = reports.told(where, period, program, scope)
    frame.headline(
        told.answer, f"{told.scope} · {month(period)} · isi: {', '.join(part.label for part in PARTS.values())}"
    )


def files(where: Source, by: Actor, period: str, program: str, scope: str) -> None:
    """Show one button per kind of file, and say which of them name people."""
    frame.note(OWNERS)
    kinds = list(KINDS.values())
    for start in range(0, len(kinds), _PER_ROW):
        for place, kind in zip(st.columns(_PER_ROW), kinds[start : start + _PER_ROW], strict=False):
            with place, st.container(border=True):
                _file(where, by, kind, Wish(period, today(), program, scope))


@st.fragment
def _file(where: Source, by: Actor, kind: Kind, wish: Wish) -> None:
    frame.subtitle(kind.label)
    frame.note(kind.told)
    if not by.may(kind.act) or (kind.key in FINE and by.sees() in {FIGURES, NOTHING}):
        frame.note(f"Peran {ROLES[by.role].label} tidak membuat berkas ini.")
        return
    has_name = bool(by.name.strip())
    if kind.act == PUBLISH and not has_name:
        frame.note("Isi nama pada “Petugas”: yang diumumkan dicatat di riwayat.")

    def made(progress: Progress) -> bytes:
        return make_file(cache.store_of(where), kind.key, wish, by=by, progress=progress)

    paper_box.offer(
        kind.key, f"Buat {kind.extension.upper()}", made, lambda: reports.name(where, kind.key, wish), kind.mime,
        is_ready=kind.act != PUBLISH or has_name,
    )  # fmt: skip


def board(where: Source, period: str, program: str, scope: str) -> None:
    """Show what the public board tells, before it is made, and the boards that are out already."""
    try:
        told = reports.board(where, period, program, scope)
    except (BoardExposes, NobodyPlaced) as error:
        frame.fail(error)
    else:
        _preview(told, *shown(_written_board, where, len(reports.announced(where)), period, program, scope))
    _announced(where)


def _preview(told: Board, table: pd.DataFrame, programs: pd.DataFrame, has_hidden: bool) -> None:
    with st.expander("Pratinjau papan informasi"):
        frame.subtitle(told.answer)
        st.dataframe(table, hide_index=True, width="stretch")
        st.dataframe(programs, hide_index=True, width="stretch")
        frame.note(*told.notes)
    if has_hidden:
        frame.note(f"{HIDDEN} di papan: disembunyikan supaya tidak ada keluarga yang dapat dikenali.")


def _announced(where: Source) -> None:
    rows = reports.announced(where)
    if rows.empty:
        return
    with st.expander(f"Papan yang sudah diumumkan: {number(len(rows))}"):
        scopes = reports.scopes(where)
        tables.show(
            pd.DataFrame(
                {"Diumumkan": rows["noted_at"].map(local_moment), "Periode": rows["period"].map(month),
                 "Program": rows["program"].map(program_label), "Lingkup": [scopes.get(key, key) for key in rows["scope"]],
                 "Berkas": [KINDS[key].label for key in rows["kind"]], "Oleh": rows["by_name"]}
            ), {}, height_px=240,
        )  # fmt: skip
        frame.note(
            "Papan berikutnya dihitung bersama papan-papan ini, supaya angka di bawah 5 tidak dapat dihitung kembali dari "
            "dua papan."
        )


def _written_board(
    where: Source, _announced_count: int, period: str, program: str, scope: str
) -> tuple[pd.DataFrame, pd.DataFrame, bool]:
    """Return the two tables of the board as they are written, and whether a cell is hidden in the first."""
    told = reports.board(where, period, program, scope)
    return _written(told.table), _written(told.programs), any(HIDDEN in row for row in told.table.rows)


def _written(table: Table) -> pd.DataFrame:
    heads = [column.heading for column in table.columns]
    rows = [[column.written(cell) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows]
    return pd.DataFrame(rows, columns=heads)
