"""Run all measures, or those named: ``python -m bench``, ``python -m bench locate``."""

from __future__ import annotations

import importlib
import sys

from bench import REGISTRY, NotHere


def main(wanted: list[str]) -> int:
    """Print each measure's lines; return 1 if one could not run or is unknown."""
    unknown = set(wanted) - {module.rpartition(".")[2] for module in REGISTRY}
    failed = [f"no such measure: {name}" for name in sorted(unknown)]
    for module in REGISTRY:
        if wanted and module.rpartition(".")[2] not in wanted:
            continue
        measure = importlib.import_module(module)
        print(f"{measure.name}")
        try:
            lines = measure.run()
        except NotHere as missing:
            lines = [f"NOT MEASURED: {missing}"]
            failed.append(str(missing))
        print("\n".join(f"  {line}" for line in lines), flush=True)
    for reason in failed:
        print(reason, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
