"""What a sheet is made of: each block is drawn by the function of its ``kind`` in ``sheet.typ``. Texts only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

BLANK = "…"
"""A fact whose value is to be written by hand: drawn as a dotted line."""
Pair = tuple[str, str]


@dataclass(frozen=True)
class Head:
    """The office above everything: lines ``over`` its name, one ``under`` it; ``large`` on letters."""

    over: list[str]
    office: str
    under: str
    large: bool = False
    kind: str = "head"


@dataclass(frozen=True)
class Title:
    """What the paper is, in capitals; ``mark``: DATA CONTOH."""

    text: str
    mark: str = ""
    under: list[str] = field(default_factory=list)
    size: float = 13
    kind: str = "title"


@dataclass(frozen=True)
class Text:
    """A paragraph. ``above``: space in em; ``indent`` of all, ``first`` of its first line, in mm."""

    text: str
    bold: bool = False
    grey: bool = False
    size: float = 10
    align: str = "left"
    justify: bool = False
    indent: float = 0
    first: float = 0
    above: float = 0.9
    kind: str = "text"


@dataclass(frozen=True)
class Items:
    """A numbered list."""

    items: list[str]
    numbering: str = "1."
    indent: float = 4
    size: float = 10.5
    kind: str = "items"


@dataclass(frozen=True)
class Facts:
    """Names and values, in one column per side; a value :data:`BLANK` is a line to write on."""

    sides: list[list[Pair]]
    size: float = 9.5
    gap: float = 0.55
    indent: float = 0
    kind: str = "facts"


@dataclass(frozen=True)
class TableColumn:
    """One column. ``kind``: ``text``, ``tick`` or ``blank``; ``over``: the caption it shares with its neighbours."""

    key: str
    label: str
    width: float = 0
    align: str = "left"
    kind: str = "text"
    over: str = ""


@dataclass(frozen=True)
class Row:
    """One row: a text, or a text and small ones below it, per column; or a ``caption`` across all of them.

    ``sum``: what it adds to the sums of its page, ``[tenths of a kg, rupiah]``; empty: nothing.
    """

    cells: list[str | list[str]] = field(default_factory=list)
    sum: list[int] = field(default_factory=list)
    caption: str = ""


Total = tuple[str, int, str]
"""Text, how many columns it spans, how it is aligned."""


@dataclass(frozen=True)
class Signer:
    """Who signs. ``over`` and ``under`` their label; ``name`` in the place of dots; ``stamp``: room for meterai."""

    label: str
    over: str = ""
    under: str = ""
    name: str = ""
    number: str = ""
    stamp: bool = False
    room_mm: float = 17


@dataclass(frozen=True)
class Signatures:
    """Rows of signers; ``dated``: place and date above the last one."""

    rows: list[list[Signer]]
    dated: str = ""
    size: float = 9.5
    kind: str = "signatures"


@dataclass(frozen=True)
class Table:
    """A table whose header comes again on each page and whose rows are never cut.

    Its last ``keep`` rows, the total and the blocks ``after`` it stay on one page.
    """

    columns: list[TableColumn]
    rows: list[Row]
    total: list[Total] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    empty: str = ""
    row_mm: float = 7
    size: float = 8.5
    keep: int = 2
    kind: str = "table"


@dataclass(frozen=True)
class Frame:
    """One photo, or room to paste one where ``file`` is empty."""

    caption: str
    file: str = ""
    under: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Photos:
    """Photos in ``columns``, each ``height_mm`` high."""

    frames: list[Frame]
    columns: int = 2
    height_mm: float = 62
    kind: str = "photos"


@dataclass(frozen=True)
class Letter:
    """The opening of a letter: number, enclosure and subject left; place and addressee right."""

    facts: list[Pair]
    place: str
    to: list[str]
    kind: str = "letter"


@dataclass(frozen=True)
class Keep:
    """Blocks that stay on one page."""

    blocks: list[Block]
    kind: str = "keep"


@dataclass(frozen=True)
class Break:
    """A new page."""

    kind: str = "break"


Block = Head | Title | Text | Items | Facts | Table | Signatures | Photos | Letter | Keep | Break


@dataclass(frozen=True)
class Sheet:
    """One paper of one trip or desa, whose pages are counted by themselves.

    ``short``: what stands after its title on further pages; ``foot``: before "halaman 2 dari 5"; ``counted``: what a
    row is in the sums of a page, ``""`` where no sums are shown.
    """

    title: str
    short: str
    foot: str
    mark: str
    source: str
    blocks: list[Block]
    landscape: bool = False
    counted: str = ""


Files = Mapping[str, str]
"""Photos by the name under which a :class:`Frame` finds them, as text: typst takes no other files from memory."""
