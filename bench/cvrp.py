"""Vehicle routing as others measure it: CVRPLIB's X instances, against PyVRP alone at equal time and seed.

``python -m bench cvrp --folder DIR --seconds N --seeds K --largest 200``. Both run in turn, each for N seconds of the
clock. Ours takes two cores for that time, as an office's laptop has them: on one our own search, on the other PyVRP as
it comes; with ``--one-core`` ours is our own search alone. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
import pyvrp
from pyvrp.stop import MaxRuntime

from analytics.delivery.search import search
from bench import SHARED, NotHere

name = "CVRPLIB X: gap to the best known"
FOLDER = SHARED / "cvrp"
BEST_KNOWN = "bks_all_X.csv"


def run(*words: str) -> list[str]:
    """Print a line per instance and seed as it is done; return the lines about all of them."""
    options = _options(words)
    rows = [
        _measure(path, seed, options.seconds, is_alone=options.one_core)
        for path in sorted(options.folder.glob("*.vrp"))
        if options.smallest <= pyvrp.read(path, round_func="round").num_clients <= options.largest
        for seed in range(1, options.seeds + 1)
    ]
    if not rows:
        raise NotHere(f"{options.folder} holds no .vrp of that size (set PETASALUR_SHARED or --folder)")
    costs = np.array(rows)
    gaps = 100 * (costs[:, :2] / costs[:, 2:] - 1)
    mean, worst = gaps.mean(axis=0), gaps.max(axis=0)
    cores = "one core" if options.one_core else "two cores"
    return [
        f"{options.seconds:g} s each, ours on {cores}; gaps in % above the best known, ours and PyVRP alone:",
        f"mean {mean[0]:.2f} and {mean[1]:.2f}, worst {worst[0]:.2f} and {worst[1]:.2f}",
        f"ours no worse in {(costs[:, 0] <= costs[:, 1]).sum()} of {len(costs)}",
    ]


def _measure(path: Path, seed: int, seconds: float, *, is_alone: bool) -> tuple[float, float, int]:
    """Return our cost, that of PyVRP alone, and the best known."""
    data = pyvrp.read(path, round_func="round")  # distances to whole numbers, as CVRPLIB does
    best = _best_known(path)
    beside = None if is_alone else MaxRuntime(seconds)
    ours = _cost(search(data, seed=seed, stop=MaxRuntime(seconds), beside=beside))
    alone = _cost(pyvrp.solve(data, MaxRuntime(seconds), seed=seed, collect_stats=False).best)
    gaps = f"gaps {100 * (ours / best - 1):.2f} % and {100 * (alone / best - 1):.2f} %"
    known = f"ours {ours:,.0f}, PyVRP alone {alone:,.0f}, best known {best:,}"
    print(f"  {path.stem} seed {seed}: {known}; {gaps}; ratio {ours / alone:.4f}", flush=True)
    return ours, alone, best


def _cost(plan: pyvrp.Solution) -> float:
    return float(plan.distance()) if plan.is_feasible() else float("inf")


def _best_known(vrp: Path) -> int:
    """Return the best known cost from the table in the folder, else from our own."""
    for path in (vrp.parent / BEST_KNOWN, FOLDER / BEST_KNOWN):
        if path.is_file():
            with path.open(newline="") as file:
                costs = {row["instance"]: int(row["cost_recomputed"]) for row in csv.DictReader(file)}
            if vrp.stem in costs:
                return costs[vrp.stem]
    raise NotHere(f"no best known cost of {vrp.stem} in {BEST_KNOWN}")


def _options(words: tuple[str, ...]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench cvrp")
    parser.add_argument("--folder", type=Path, default=FOLDER, help=f"of .vrp files and {BEST_KNOWN}")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seeds", type=int, default=1, help="so many, from 1 on")
    parser.add_argument("--smallest", type=int, default=0, help="instances of at least so many customers")
    parser.add_argument("--largest", type=int, default=400, help="and of at most so many")
    parser.add_argument("--one-core", action="store_true", help="ours without PyVRP beside it")
    return parser.parse_args(words)
