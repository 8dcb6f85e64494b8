"""A smaller graph with the same fastest ways between the places that matter: junctions nobody asks for are passed over.

Node elimination as in contraction hierarchies (Geisberger et al. 2008, doi 10.1007/978-3-540-68552-4_24), without the
hierarchy: nodes with few neighbours, no two of them neighbours, give way to arcs from each neighbour to each other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from geo.network.graph import Flags
from geo.network.model import Numbers, Positions

MAX_NEIGHBOURS = 3
MAX_ROUNDS = 12
LEAST_SHARE = 0.04
"""A round that would take away less of the nodes is not worth its time."""
_SEED = 1


class Links(NamedTuple):
    """Arcs from ``tail`` to ``head``, one at most between two nodes, sorted by both; minutes and metres."""

    tail: Positions
    head: Positions
    minutes: Numbers
    length_m: Numbers


def shrink(links: Links, kept: Flags) -> Links:
    """Return links with the same fastest ways between the ``kept`` nodes, over fewer others."""
    random = np.random.default_rng(_SEED)
    for _ in range(MAX_ROUNDS):
        passed = _independent(links, kept, random)
        if passed.sum() < max(LEAST_SHARE * len(np.unique(links.tail)), 1):
            break
        links = _without(links, passed)
    return links


def _independent(links: Links, kept: Flags, random: np.random.Generator) -> Flags:
    """Return nodes with few neighbours of which no two are neighbours; the fewer it has, the sooner a node is taken."""
    count = len(kept)
    low, high = np.minimum(links.tail, links.head), np.maximum(links.tail, links.head)
    low, high = np.divmod(np.unique(low * count + high), count)
    neighbours = np.bincount(low, minlength=count) + np.bincount(high, minlength=count)
    chosen = ~kept & (neighbours > 0) & (neighbours <= MAX_NEIGHBOURS)
    rank = neighbours + random.random(count)
    both = chosen[low] & chosen[high]
    low, high = low[both], high[both]
    chosen[np.where(rank[low] > rank[high], low, high)] = False
    return chosen


def _without(links: Links, passed: Flags) -> Links:
    """Return the links with arcs that pass over nodes in place of those that lead to them and from them."""
    count = len(passed)
    into, out_of = np.flatnonzero(passed[links.head]), np.flatnonzero(passed[links.tail])
    first = np.searchsorted(links.tail[out_of], np.arange(count + 1))
    middle = links.head[into]
    ways_on = first[middle + 1] - first[middle]
    before = np.repeat(into, ways_on)
    place = np.arange(len(before)) - np.repeat(np.cumsum(ways_on) - ways_on, ways_on)
    after = out_of[np.repeat(first[middle], ways_on) + place]
    is_on = links.tail[before] != links.head[after]
    before, after = before[is_on], after[is_on]
    rest = ~(passed[links.tail] | passed[links.head])
    return best_links(
        np.concatenate([links.tail[rest], links.tail[before]]),
        np.concatenate([links.head[rest], links.head[after]]),
        np.concatenate([links.minutes[rest], links.minutes[before] + links.minutes[after]]),
        np.concatenate([links.length_m[rest], links.length_m[before] + links.length_m[after]]),
        count,
    )


def best_links(tail: Positions, head: Positions, minutes: Numbers, length_m: Numbers, count: int) -> Links:
    """Return the fastest link between each two of ``count`` nodes, sorted; none from a node to itself."""
    key = tail * count + head
    order = np.lexsort((minutes, key))
    order = order[(np.diff(key[order], prepend=-1) != 0) & (tail[order] != head[order])]
    return Links(tail[order], head[order], minutes[order], length_m[order])
