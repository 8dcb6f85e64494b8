"""The public board as one HTML file that needs nothing else, and as PDF of A3."""

from __future__ import annotations

import base64
from dataclasses import asdict
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from data.papers.monev.model import NUMBER, Board, Table
from data.papers.monev.press import press
from data.papers.monev.report_pdf import clean, table_values
from data.papers.text import plain

_PAGE = Path(__file__).parent / "board.html"


def board_pdf(board: Board) -> bytes:
    """Return the board as PDF; the same board gives the same bytes."""
    values, files = board_values(board)
    return press("board.typ", values, files, at=board.at)


def board_values(board: Board) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what the template is given, and the picture it names."""
    values = {
        "title": board.title,
        "subtitle": _subtitle(board),
        "heading": asdict(board.heading),
        "answer": board.answer,
        "figures": [asdict(entry) for entry in board.figures],
        "table": table_values(board.table),
        "programs": table_values(board.programs),
        "map": "map.svg" if board.map_png else "",
        "map_title": board.map_title,
        "notes": list(board.notes),
        "source": board.source,
        "contact": board.contact,
        "mark": board.mark,
    }
    return clean(values), {"map.svg": board.map_png} if board.map_png else {}


def board_html(board: Board) -> bytes:
    """Return the board as one file: no script, no link, pictures inside; texts are shown, never run."""
    lines = [board.heading.government, board.heading.office]
    heading = "".join(f'<p class="office">{_text(line)}</p>' for line in lines if line)
    if board.heading.address:
        heading += f'<p class="small">{_text(board.heading.address)}</p>'
    contact = f"<p><b>Bertanya atau mengadu:</b> {_text(board.contact)}</p>" if board.contact else ""
    filled = Template(_PAGE.read_text(encoding="utf-8")).substitute(
        title=_text(board.title),
        subtitle=_text(_subtitle(board)),
        heading=heading,
        mark=f'<p class="mark">{_text(board.mark)}</p>' if board.mark else "",
        answer=_text(board.answer),
        cards="".join(
            f"<div class='card'><span>{_text(entry.label)}</span><b>{_text(entry.value)}</b>"
            f"<span>{_text(entry.denominator)}</span></div>"
            for entry in board.figures
        ),
        map=_map(board),
        table_title=_text(board.table.title),
        table=_table(board.table),
        programs_title=_text(board.programs.title),
        programs=_table(board.programs),
        programs_note=_text(board.programs.note),
        contact=contact,
        notes="".join(f'<p class="small">{_text(note)}</p>' for note in board.notes),
        source=_text(board.source),
    )
    return filled.encode()


def _subtitle(board: Board) -> str:
    return f"{board.scope} · {board.period}"


def _text(text: str) -> str:
    return escape(plain(text).replace(" %", "\u00a0%"))


def _map(board: Board) -> str:
    if not board.map_svg:
        return ""
    picture = base64.b64encode(board.map_svg).decode()
    title = _text(board.map_title)
    return f'<h2>{title}</h2><figure><img alt="Peta. {title}" src="data:image/svg+xml;base64,{picture}"></figure>'


def _table(table: Table) -> str:
    aligned = [' class="n"' if column.kind == NUMBER else "" for column in table.columns]
    head = "".join(
        f"<th scope='col'{how}>{_text(column.heading)}</th>" for how, column in zip(aligned, table.columns, strict=True)
    )
    first_sum = len(table.rows) - table.total_rows
    body = "".join(
        f"<tr{' class=sum' if number >= first_sum else ''}>"
        + "".join(
            f"<td{how}>{_text(column.written(cell))}</td>"
            for how, column, cell in zip(aligned, table.columns, row, strict=True)
        )
        + "</tr>"
        for number, row in enumerate(table.rows)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
