"""The monev report as PDF beside the typst compile of the same source and pictures alone: 24, 157 and 2,000 desa.

Both in the same run, each compile in a process of its own, as offices make it: typst keeps what it has compiled within
a process, so within one it would find all of it again. CPU seconds, which
other work on the machine does not change. Building is done in this process, as the server does: once to
import and warm up, then measured on a freshly opened store, which keeps nothing between reports.
"""

from __future__ import annotations

import datetime as dt
import resource
import statistics
import time
from pathlib import Path

from analytics.report.build import build_report
from analytics.report.material import Wish
from bench import NotHere
from bench.kabupaten import kabupaten, squares
from data.papers.monev.press import press
from data.papers.monev.report_pdf import TEMPLATE, report_values
from data.store import Store

name = "Monev report"
ROUNDS = 3
MOST = 5.0
WISH = Wish("", dt.date(2026, 11, 27))


def cpu_s() -> float:
    """Return the CPU seconds of this process and of those that it has started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


def one_round(path: Path) -> tuple[float, float]:
    """Return the CPU seconds of build + compile, and of the compile alone."""
    store = Store.open(path)
    start = cpu_s()
    report = build_report(store, WISH)
    values, files = report_values(report)
    press(TEMPLATE, values, files, at=report.at)
    whole = cpu_s() - start
    start = cpu_s()
    press(TEMPLATE, values, files, at=report.at)
    alone = cpu_s() - start
    store.close()
    return whole, alone


def measure(label: str, path: Path) -> str:
    """Return the line of one database: the median of the ratios of a few rounds."""
    one_round(path)
    rounds = [one_round(path) for _ in range(ROUNDS)]
    ratio = statistics.median(whole / alone for whole, alone in rounds)
    whole, alone = (statistics.median(times) for times in zip(*rounds, strict=True))
    told = "below" if ratio < MOST else "NOT below"
    seconds = f"{whole:.1f} s of CPU, compile {alone:.1f} s"
    return f"{label}: build + compile / compile alone = {ratio:.1f} ({seconds}), {told} {MOST:.0f}"


def run() -> list[str]:
    """Return the lines of the measure."""
    lines = [measure("24 desa, 6,000 families", squares(24, 6_000))]
    try:
        lines.append(measure("157 desa, 50,000 families", kabupaten()))
    except NotHere as error:
        lines.append(f"157 desa: {error}")
    return [*lines, measure("2,000 desa, 50,000 families", squares(2_000))]
