"""Typesetting: tables with headings and signatures, as PDF, by typst; offline, with typst's own fonts only.

Typst keeps what it has laid out, some 130 kB per row, for its next papers: so it works in a process of its own, which
ends with the paper. Texts of people go through pipes, never through files or arguments.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Section:
    """What one desa gets: ``facts`` of its heading, ``rows`` of text (one cell per column), its total and signers."""

    short: str
    facts: list[tuple[str, str]]
    rows: list[list[str]]
    empty: str
    total: str
    signers: list[str]


@dataclass(frozen=True)
class Document:
    """A whole paper. ``columns``: ``label``, ``width`` (mm, 0 = shares), ``align``, ``kind``; ``mark``: DATA CONTOH."""

    title: str
    short: str
    office: str
    mark: str
    facts: list[tuple[str, str]]
    columns: list[dict[str, object]]
    sections: list[Section]
    note: str
    source: str
    row_mm: float
    landscape: bool = True


def typeset(document: Document, *, at: dt.datetime | None) -> bytes:
    """Return the PDF. ``at`` (UTC) is its date: the same document and date give the same bytes."""
    paper = asdict(document)
    sections = paper.pop("sections")
    moment = int(at.replace(tzinfo=dt.UTC).timestamp()) if at else 0
    asked = {"paper": json.dumps(paper), "sections": json.dumps(sections), "moment": moment}
    done = subprocess.run(
        [sys.executable, "-m", "data.papers.typeset"],
        cwd=FOLDER.parents[1],
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it may repeat texts of people
        check=True,
    )
    return done.stdout


def compiled(asked: dict[str, Any]) -> bytes:
    """Return the PDF of ``paper`` and ``sections`` (JSON), dated ``moment`` (seconds since 1970)."""
    content = typst.compile(
        str(FOLDER / "paper.typ"),
        root=str(FOLDER),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"paper": asked["paper"], "sections": asked["sections"]},
        timestamp=asked["moment"],
        pdf_tags=False,  # tags of tables make the file twelve times as large
    )
    return bytes(content)


if __name__ == "__main__":
    sys.stdout.buffer.write(compiled(json.loads(sys.stdin.buffer.read())))
