"""Typst for the papers of monev, in a process that ends with the paper (see :mod:`data.papers.typeset`)."""

from __future__ import annotations

import base64
import datetime as dt
import json
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent
_ROOT = FOLDER.parents[2]


def press(template: str, values: Mapping[str, Any], files: Mapping[str, bytes], *, at: dt.datetime) -> bytes:
    """Return the PDF of a template of this folder.

    Parameters
    ----------
    template
        Name of the ``.typ`` file; it reads ``values`` as ``report.json``.
    files
        Pictures (PNG) that it names, as ``….svg``.
    at
        Date of the PDF (UTC): the same values and date give the same bytes.
    """
    done = subprocess.run(
        [sys.executable, "-m", "data.papers.monev.press"],
        cwd=_ROOT,
        input=json.dumps(asked(template, values, files, at=at)).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return done.stdout


def asked(template: str, values: Mapping[str, Any], files: Mapping[str, bytes], *, at: dt.datetime) -> dict[str, Any]:
    """Return what :func:`compiled` is given, as JSON."""
    return {
        "template": template,
        "values": json.dumps(values),
        "files": {name: _as_svg(content) for name, content in files.items()},
        "moment": int(at.replace(tzinfo=dt.UTC).timestamp()),
    }


def _as_svg(png: bytes) -> str:
    """Return a PNG inside an SVG: typst takes files from memory only as text."""
    width, height = struct.unpack(">II", png[16:24])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" '
        f'height="{height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{base64.b64encode(png).decode()}"/></svg>'
    )


def compiled(given: Mapping[str, Any]) -> bytes:
    """Return the PDF: the compile alone."""
    sources = {
        "main.typ": (FOLDER / given["template"]).read_bytes(),
        "report.json": given["values"].encode(),
        **{name: content.encode() for name, content in given["files"].items()},
    }
    made = typst.compile(  # type: ignore[call-overload]  # its stub does not know files in memory
        sources,
        format="pdf",
        ignore_system_fonts=True,
        timestamp=given["moment"],
        pdf_tags=False,  # tags of tables make the file twelve times as large
    )
    return bytes(made)


if __name__ == "__main__":
    sys.stdout.buffer.write(compiled(json.loads(sys.stdin.buffer.read())))
