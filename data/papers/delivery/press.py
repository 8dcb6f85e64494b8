"""From sheets to PDF, many papers in one process of typst that ends with them (see :mod:`data.papers.typeset`).

Texts of people and photos go through pipes, never through files or arguments. What was laid out once for a paper of its
own is laid out faster in the paper that holds all.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import typst

from data.papers.delivery.blocks import Files, Sheet

TEMPLATE = Path(__file__).parent / "sheet.typ"
_ROOT = Path(__file__).parents[3]
_SIZE_BYTES = 8


def print_sheets(papers: Sequence[Sequence[Sheet]], files: Files, *, at: dt.datetime) -> Iterator[bytes]:
    """Yield the PDF of each paper, a list of sheets, as soon as it is made.

    ``files``: the photos that sheets name. ``at`` (UTC) is the date of the files: the same sheets and date give the
    same bytes. Closing the iterator ends the work at once.

    Raises
    ------
    subprocess.CalledProcessError
        Typst failed on a paper: a fault of ours, not of the data.
    """
    asked = {
        "papers": [[asdict(sheet) for sheet in sheets] for sheets in papers],
        "files": {name: base64.b64encode(content).decode() for name, content in files.items()},
        "moment": int(at.replace(tzinfo=dt.UTC).timestamp()),
    }
    command = [sys.executable, "-m", "data.papers.delivery.press"]
    with subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=None
    ) as press:  # stderr may repeat texts of people
        try:
            yield from _pressed(press, json.dumps(asked).encode(), len(papers))
        finally:
            press.kill()


def _pressed(press: subprocess.Popen[bytes], asked: bytes, count: int) -> Iterator[bytes]:
    if press.stdin is None or press.stdout is None:
        raise subprocess.CalledProcessError(1, press.args)
    try:
        with press.stdin:
            press.stdin.write(asked)
    except BrokenPipeError as error:
        raise subprocess.CalledProcessError(press.wait(), press.args) from error
    for _ in range(count):
        size = int.from_bytes(press.stdout.read(_SIZE_BYTES))
        content = press.stdout.read(size)
        if not size or len(content) < size:
            raise subprocess.CalledProcessError(press.wait() or 1, press.args)
        yield content


def _work(given: IO[bytes], made: IO[bytes]) -> None:
    asked: dict[str, Any] = json.loads(given.read())
    template = TEMPLATE.read_bytes()
    photos = {name: base64.b64decode(content) for name, content in asked["files"].items()}
    for sheets in asked["papers"]:
        content = bytes(
            typst.compile(
                {"main.typ": template, "sheets.json": json.dumps(sheets).encode(), **photos},  # type: ignore[type-var]
                format="pdf",
                ignore_system_fonts=True,
                timestamp=asked["moment"],
                pdf_tags=False,  # tags of tables make the file twelve times as large
            )
        )
        made.write(len(content).to_bytes(_SIZE_BYTES))
        made.write(content)
        made.flush()


if __name__ == "__main__":
    _work(sys.stdin.buffer, sys.stdout.buffer)
