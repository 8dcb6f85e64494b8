"""From sheets to PDF, many papers in one process of typst that ends with them (see :mod:`data.papers.typeset`).

Texts of people and photos go through pipes, never through files or arguments.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Self

import typst

from data.papers.delivery.blocks import Files, Sheet

TEMPLATE = Path(__file__).parent / "sheet.typ"
_ROOT = Path(__file__).parents[3]
_SIZE_BYTES = 8


class Press:
    """A process that prints papers, each a list of sheets; it begins when it is made and ends with the ``with`` block.

    Parameters
    ----------
    papers, files
        What to print, and the photos that sheets name.
    at
        Date of the PDFs (UTC): the same sheets and date give the same bytes.
    """

    def __init__(self, papers: Sequence[Sequence[Sheet]], files: Files, *, at: dt.datetime) -> None:
        asked = {
            "papers": [[asdict(sheet) for sheet in sheets] for sheets in papers],
            "files": dict(files),
            "moment": int(at.replace(tzinfo=dt.UTC).timestamp()),
        }
        self._count = len(papers)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "data.papers.delivery.press"], cwd=_ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,  # it may repeat texts of people
        )  # fmt: skip
        with contextlib.suppress(BrokenPipeError), _pipe(self._process.stdin) as given:
            given.write(json.dumps(asked).encode())  # if it has ended already, no paper comes out of it

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, done or not."""
        self._process.kill()
        _pipe(self._process.stdout).close()
        self._process.wait()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the PDF of each paper as soon as it is made.

        Raises
        ------
        subprocess.CalledProcessError
            Typst failed on a paper: a fault of ours, not of the data.
        """
        made = _pipe(self._process.stdout)
        for _ in range(self._count):
            size = int.from_bytes(made.read(_SIZE_BYTES), "big")
            content = made.read(size)
            if not size or len(content) < size:
                raise subprocess.CalledProcessError(self._process.wait() or 1, self._process.args)
            yield content


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the process was started without this pipe")
    return stream


def _work(given: IO[bytes], made: IO[bytes]) -> None:
    asked: dict[str, Any] = json.loads(given.read())
    template = TEMPLATE.read_bytes()
    photos = {name: content.encode() for name, content in asked["files"].items()}
    for sheets in asked["papers"]:
        content = bytes(
            typst.compile(  # type: ignore[call-overload]  # its stub does not know files in memory
                {"main.typ": template, "sheets.json": json.dumps(sheets).encode(), **photos},
                format="pdf",
                ignore_system_fonts=True,
                timestamp=asked["moment"],
                pdf_tags=False,  # tags of tables make the file twelve times as large
            )
        )
        made.write(len(content).to_bytes(_SIZE_BYTES, "big"))
        made.write(content)
        made.flush()


if __name__ == "__main__":
    _work(sys.stdin.buffer, sys.stdout.buffer)
