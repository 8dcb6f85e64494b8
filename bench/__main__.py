"""Run all measures, or those named: ``python -m bench``, ``python -m bench locate``.

Options after one name are the measure's own: ``python -m bench cvrp --seconds 10``. A line is printed as soon as the
measure tells it.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import sys

from bench import REGISTRY, NotHere


def main(words: list[str]) -> int:
    """Print each measure's lines; return 1 if one could not run or is unknown, or takes no options."""
    wanted = list(itertools.takewhile(lambda word: not word.startswith("--"), words))
    options = words[len(wanted) :]
    if options and len(wanted) != 1:
        print(f"options go to one measure: {' '.join(options)}", file=sys.stderr)
        return 1
    unknown = set(wanted) - {module.rpartition(".")[2] for module in REGISTRY}
    failed = [f"no such measure: {name}" for name in sorted(unknown)]
    for module in REGISTRY:
        if wanted and module.rpartition(".")[2] not in wanted:
            continue
        measure = importlib.import_module(module)
        if options and not inspect.signature(measure.run).parameters:
            failed.append(f"{wanted[0]} takes no options: {' '.join(options)}")
            continue
        print(f"{measure.name}", flush=True)
        try:
            for line in measure.run(*options):
                print(f"  {line}", flush=True)
        except NotHere as missing:
            print(f"  NOT MEASURED: {missing}", flush=True)
            failed.append(str(missing))
    for reason in failed:
        print(reason, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
