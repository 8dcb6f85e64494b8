"""Run all measures, or those named: ``python -m bench``, ``python -m bench locate``.

Options after one name are the measure's own: ``python -m bench cvrp --seconds 10``.
"""

from __future__ import annotations

import importlib
import itertools
import sys

from bench import REGISTRY, NotHere


def main(words: list[str]) -> int:
    """Print each measure's lines; return 1 if one could not run or is unknown."""
    wanted = list(itertools.takewhile(lambda word: not word.startswith("--"), words))
    options = words[len(wanted) :]
    if options and wanted != ["cvrp"]:
        print(f"only cvrp takes options: {' '.join(options)}", file=sys.stderr)
        return 1
    unknown = set(wanted) - {module.rpartition(".")[2] for module in REGISTRY}
    failed = [f"no such measure: {name}" for name in sorted(unknown)]
    for module in REGISTRY:
        if wanted and module.rpartition(".")[2] not in wanted:
            continue
        measure = importlib.import_module(module)
        print(f"{measure.name}")
        try:
            lines = measure.run(*options)
        except NotHere as missing:
            lines = [f"NOT MEASURED: {missing}"]
            failed.append(str(missing))
        print("\n".join(f"  {line}" for line in lines), flush=True)
    for reason in failed:
        print(reason, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
