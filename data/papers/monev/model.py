"""A report as plain values: what every renderer of this package is given, and nothing else.

Numbers stay numbers until a renderer writes them; sentences come ready. Nothing here holds a name or an identity number
of a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from geo.notation import MISSING, number

TEXT, NUMBER = "text", "number"
HIDDEN = "•"
"""What stands for a count that is not published."""
EVEN = "kalau dibagi rata"
"""The line of equality of a curve."""

INDONESIAN = "[$-421]"
"""Before a format of Excel: LibreOffice in another language then writes 72,3 too (Excel follows its computer)."""

Cell = str | float | int | None


def number_format(decimals: int) -> str:
    """Return Excel's format of a number.

    >>> number_format(1)
    '[$-421]#,##0.0'
    """
    return f"{INDONESIAN}#,##0" + ("." + "0" * decimals if decimals else "")


@dataclass(frozen=True)
class Heading:
    """The office on the first page (kop); empty texts leave their line out."""

    government: str = ""
    office: str = ""
    address: str = ""
    signer: str = ""
    signer_number: str = ""


@dataclass(frozen=True)
class Figure:
    """One figure: ``value`` as written ("24,5 %"), of what, from where, how sure ("95 %: 23,1–26,0")."""

    label: str
    value: str
    denominator: str = ""
    source: str = ""
    certainty: str = ""


@dataclass(frozen=True)
class Figures:
    """Figures side by side."""

    entries: tuple[Figure, ...]


@dataclass(frozen=True)
class Text:
    """Sentences, one per line."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One column: ``kind`` text or number, its decimals and unit; ``share``: its width beside the others."""

    label: str
    kind: str = NUMBER
    decimals: int = 0
    unit: str = ""
    share: float = 1.0

    def written(self, cell: Cell) -> str:
        """Return a cell as a paper shows it; "–" where there is none."""
        if isinstance(cell, str):
            return cell
        return MISSING if cell is None else number(cell, self.decimals)

    @property
    def heading(self) -> str:
        """The label with its unit."""
        return f"{self.label} ({self.unit})" if self.unit and self.unit not in self.label else self.label


@dataclass(frozen=True)
class Table:
    """A table; the last ``total_rows`` rows are sums. ``denominator`` and ``note`` stand below it.

    ``few``: so many rows on a slide, with the columns numbered in ``slide_columns`` (none: all).
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total_rows: int = 0
    note: str = ""
    few: int = 8
    slide_columns: tuple[int, ...] = ()


@dataclass(frozen=True)
class MapPicture:
    """A map, drawn as large as it is to be shown; ``told``: what it shows, in words."""

    title: str
    png: bytes = field(repr=False)
    told: str = ""


@dataclass(frozen=True)
class Chart:
    """Bars (``is_line``: a line) over categories; one or more series (name → values, missing: ``None``)."""

    title: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    unit: str = ""
    decimals: int = 0
    is_line: bool = False
    note: str = ""


@dataclass(frozen=True)
class Curve:
    """Shares against shares, percent, over the line from (0, 0) to (100, 100); ``lines`` read it in words."""

    title: str
    across: str
    upwards: str
    points: tuple[tuple[float, float], ...]
    lines: tuple[str, ...] = ()


Block = Figures | Text | Table | MapPicture | Chart | Curve


@dataclass(frozen=True)
class Section:
    """One part: its title, the answer in a sentence, what shows it; ``empty`` says why there is nothing to show.

    ``slide_blocks``: numbers of the blocks that go on its slide (at most two); none: the section has no slide.
    ``joins``: where slides would be too many, its first block goes on the slide of the section before.
    """

    key: str
    title: str
    answer: str
    blocks: tuple[Block, ...] = ()
    empty: str = ""
    note: str = ""
    slide_blocks: tuple[int, ...] = ()
    joins: bool = False


@dataclass(frozen=True)
class Report:
    """A whole report. ``at``: the moment (UTC) of the newest data, which dates every file; ``mark``: DATA CONTOH."""

    title: str
    heading: Heading
    period: str
    scope: str
    program: str
    answer: str
    sections: tuple[Section, ...]
    methods: tuple[str, ...]
    source: str
    mark: str
    at: dt.datetime

    def tables(self) -> Iterator[tuple[Section, Table]]:
        """Yield every table with its section, in order."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    yield section, block


@dataclass(frozen=True)
class Board:
    """What hangs at the office: aggregates only, small counts hidden (:data:`HIDDEN`).

    ``map_svg`` (and ``map_png`` for paper) may be empty where no boundary is known.
    """

    title: str
    heading: Heading
    period: str
    scope: str
    answer: str
    figures: tuple[Figure, ...]
    table: Table
    programs: Table
    map_title: str
    map_svg: bytes = field(repr=False)
    map_png: bytes = field(repr=False)
    notes: tuple[str, ...]
    source: str
    contact: str
    mark: str
    at: dt.datetime
