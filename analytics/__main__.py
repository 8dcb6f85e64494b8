"""``python -m analytics``: answers for the shell, one subcommand each."""

from __future__ import annotations

import argparse
import sys

from analytics.access.command import add_access
from analytics.command import add_coverage
from analytics.delivery.command import add_clusters, add_plan
from analytics.report.command import add_report
from data.command import Parser, note_command, run

COMMANDS = (add_coverage, add_access, add_clusters, add_plan, add_report)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = Parser(prog="python -m analytics", description="Jawaban dari data yang sudah dimuat.")
    commands = top.add_subparsers(required=True, metavar="perintah", dest="asked")
    for add in COMMANDS:
        add(commands)
    return top


def main() -> int:
    """Run the command line; return the exit status."""
    options = parser().parse_args()

    def obey() -> None:
        note_command(options)
        options.command(options)

    return run(obey)


if __name__ == "__main__":
    sys.exit(main())
