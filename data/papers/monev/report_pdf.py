"""The monev report as PDF, A4, by typst."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from data.papers.monev.model import (
    EVEN,
    MISSING,
    NUMBER,
    Block,
    Chart,
    Curve,
    Figures,
    MapPicture,
    Report,
    Section,
    Table,
    Text,
)
from data.papers.monev.press import press
from data.papers.text import one_line, plain
from geo.notation import number

TEMPLATE = "report.typ"
PERCENT = "%"
_CELLS = "rows"


def report_pdf(report: Report) -> bytes:
    """Return the report; the same report gives the same bytes."""
    values, files = report_values(report)
    return press(TEMPLATE, values, files, at=report.at)


def report_values(report: Report) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what the template is given, and the pictures it names."""
    files: dict[str, bytes] = {}
    sections = [_section(section, files) for section in report.sections]
    heading = asdict(report.heading)
    subtitle = " · ".join(part for part in (report.scope, report.period, report.program) if part)
    values = {
        "title": report.title,
        "subtitle": subtitle,
        "running": f"{report.title} · {subtitle}",
        "heading": heading,
        "answer": report.answer,
        "sections": sections,
        "methods": list(report.methods),
        "source": report.source,
        "mark": report.mark,
        "signer": {"name": heading["signer"], "number": heading["signer_number"]},
    }
    return clean(values), files


def clean(value: Any, line: Callable[[str], str] = plain) -> Any:
    """Return the same lists and dictionaries, every text in one readable line; in cells long words may be broken."""
    if isinstance(value, str):
        return line(value).replace(" %", "\u00a0%")
    if isinstance(value, dict):
        return {key: clean(inside, one_line if key == _CELLS else line) for key, inside in value.items()}
    return [clean(inside, line) for inside in value] if isinstance(value, list | tuple) else value


def _section(section: Section, files: dict[str, bytes]) -> dict[str, Any]:
    return {
        "title": section.title,
        "answer": section.answer,
        "empty": section.empty,
        "note": section.note,
        "blocks": [block_values(block, files) for block in section.blocks],
    }


def block_values(block: Block, files: dict[str, bytes]) -> dict[str, Any]:
    """Return a block as the templates read it; a map's picture is put among ``files``."""
    if isinstance(block, Figures):
        return {"kind": "figures", "entries": [asdict(entry) for entry in block.entries]}
    if isinstance(block, Text):
        return {"kind": "text", "lines": list(block.lines)}
    if isinstance(block, MapPicture):
        name = f"map{len(files)}.svg"
        files[name] = block.png
        return {"kind": "map", "title": block.title, "file": name, "told": block.told}
    if isinstance(block, Curve):
        return {"kind": "curve", **asdict(block), "even": f"Garis putus-putus: {EVEN}."}
    return _chart(block) if isinstance(block, Chart) else table_values(block)


def table_values(table: Table) -> dict[str, Any]:
    """Return a table, its cells written; :func:`clean` makes them fit for paper."""
    return {
        "kind": "table",
        "title": table.title,
        "note": table.note,
        "total_rows": table.total_rows,
        "columns": [
            {"label": column.heading, "number": column.kind == NUMBER, "share": column.share}
            for column in table.columns
        ],
        _CELLS: [[column.written(cell) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    known = [value for _, values in chart.series for value in values if value is not None]
    unit = f" {PERCENT}" if chart.unit == PERCENT else ""
    return {
        "kind": "chart",
        "title": f"{chart.title} ({chart.unit})" if chart.unit and not unit else chart.title,
        "note": chart.note,
        "categories": list(chart.categories),
        "longest": max([*known, 1e-9]),
        "series": [
            {
                "name": name,
                "values": list(values),
                "told": [MISSING if value is None else number(value, chart.decimals) + unit for value in values],
            }
            for name, values in chart.series
        ],
    }
