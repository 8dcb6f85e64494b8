"""Which places cannot be reached, and why: asked before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order
from scipy.spatial import cKDTree

from geo.network.classes import BARRIERS, UNKNOWN_BARRIER
from geo.network.graph import NOWHERE, Flags, ModeGraph, Scenario, closed_nodes, edge_speeds, hang, mode_graph
from geo.network.model import JOIN, Network, Numbers
from geo.network.modes import MODES
from geo.network.speeds import DRY, SEASONS
from geo.notation import kilometres, number

ON_BARRIER_M = 15.0
"""Nearer than this to a barrier a place is said to stand on it."""
Row = tuple[object, ...]
COLUMNS = ["place", "label", "problem", "mode", "distance_m", "sentence", "remedy"]


@dataclass(frozen=True)
class Problem:
    """What may be wrong with a place. ``sentence`` and ``remedy`` are Indonesian, with the facts in braces."""

    key: str
    sentence: str
    remedy: str


OFF_NETWORK, ON_BARRIER, CUT_BY_BARRIER = "di_luar_jaringan", "di_penghalang", "terputus_penghalang"
OTHER_PIECE, NO_MODE, ONLY_MODES, NO_PLACE = "potongan_lain", "tanpa_moda", "hanya_moda", "tanpa_koordinat"
PROBLEMS: dict[str, Problem] = {
    entry.key: entry
    for entry in (
        Problem(NO_PLACE, "{label} tidak mempunyai koordinat.", "Isi koordinatnya."),
        Problem(
            OFF_NETWORK,
            "{label} berada {distance} dari jaringan terdekat, lebih jauh dari batas {limit}.",
            "Periksa koordinatnya, lengkapi jaringan jalannya, atau naikkan batas jarak ke jaringan.",
        ),
        Problem(
            ON_BARRIER,
            "{label} berdiri di {barrier} yang tidak dilewati {modes}.",
            "Pastikan di sisi mana tempat itu, lalu geser titiknya beberapa meter ke sana.",
        ),
        Problem(
            CUT_BY_BARRIER,
            "{label} tidak tercapai dengan {modes} karena ada penghalang di jalan.",
            "Periksa penghalangnya di lapangan; bila dapat dibuka, perbaiki di berkas jaringan, atau pakai moda lain.",
        ),
        Problem(
            OTHER_PIECE,
            "{label} berada di potongan jaringan yang tidak tersambung dengan {depot} bagi {modes}.",
            "Sambungkan jaringan dengan jarak penyambungan yang lebih besar, atau pakai titik alih.",
        ),
        Problem(
            NO_MODE,
            "{label} tidak tercapai dengan moda apa pun dari {depot} di {season}.",
            "Periksa jalan yang ditutup, musim, dan tabel kecepatan.",
        ),
        Problem(
            ONLY_MODES,
            "{label} hanya tercapai dengan {modes} dari {depot} di {season}.",
            "Pastikan armada mempunyai {modes}, atau pakai titik alih.",
        ),
    )
}


def preflight(
    network: Network,
    places: pd.DataFrame,
    *,
    speeds: pd.DataFrame,
    season: str = DRY,
    blocked: frozenset[int] = frozenset(),
    access_max_m: float = 2000.0,
    depot_count: int = 1,
    modes: Sequence[str] = tuple(MODES),
) -> pd.DataFrame:
    """Return what is wrong with places; nothing where all can be reached from a depot, and back, by every mode.

    Parameters
    ----------
    network
        Mended or not.
    places
        The depots first, then the stops, as for ``network_travel``: ``lon``, ``lat`` (degrees), ``label`` (optional;
        a label that may be shown, never a person's name).
    speeds, season, blocked, access_max_m
        As for :func:`geo.network.matrix.network_travel`.
    depot_count
        How many of the places are depots. A stop counts as reached where one of them reaches it.
    modes
        Those that the fleet has; "hanya_moda" tells which of these remain.

    Returns
    -------
    DataFrame
        One row per place and problem, places in order: ``place`` (position), ``label``, ``problem`` (a key of
        :data:`PROBLEMS`), ``mode`` (modes it is about, ";" between), ``distance_m`` (to the nearest usable edge, to the
        barrier where one is the problem, NaN unknown), ``sentence``, ``remedy`` (Indonesian).
    """
    check = _Check(network, places, Scenario(speeds, season, blocked), access_max_m, depot_count, tuple(modes))
    return check.found()


class _Check:
    """The checks of one set of places; each returns rows."""

    def __init__(
        self, network: Network, places: pd.DataFrame, scenario: Scenario, access_max_m: float, depot_count: int,
        modes: tuple[str, ...],
    ) -> None:  # fmt: skip
        self.network, self.scenario, self.access_max_m = network, scenario, access_max_m
        self.modes, self.depot_count = modes, depot_count
        self.points_m = network.plane.metres(places["lon"].to_numpy(), places["lat"].to_numpy())
        labels = places["label"].astype("str") if "label" in places else pd.Series([""] * len(places))
        usual = [f"Depo {n + 1}" if n < depot_count else f"Titik {n + 1 - depot_count}" for n in range(len(places))]
        self.labels = [given or name for given, name in zip(labels, usual, strict=True)]
        self.has_place: Flags = np.asarray(np.isfinite(self.points_m).all(axis=1))
        self.hung: dict[str, Flags] = {}
        self._past: dict[str, Flags] = {}
        self.reached = {mode: self._reached(mode, scenario) for mode in modes}
        # That a mode starts from no depot is told once, at the depots: no boat where there is no river.
        self.working = [mode for mode in modes if self.hung[mode][:depot_count].any()]
        self.stranded = [mode for mode in modes if mode not in self.working and self.hung[mode].any()]
        self.distance_m = self._distances_m()

    def _graph(self, mode: str, scenario: Scenario) -> ModeGraph:
        return mode_graph(self.network, mode, self.points_m, scenario, max_m=self.access_max_m)

    def _reached(self, mode: str, scenario: Scenario) -> Flags:
        """Return which places a mode reaches from a depot and comes back from."""
        graph = self._graph(mode, scenario)
        self.hung[mode] = graph.node_of != NOWHERE
        there, back = graph.matrix(), graph.matrix().T.tocsr()
        reached = np.zeros(len(self.labels), dtype=bool)
        for depot in graph.node_of[: self.depot_count]:
            if depot != NOWHERE:
                reached |= _visited(there, depot)[graph.node_of] & _visited(back, depot)[graph.node_of]
        return reached & self.hung[mode]

    def _distances_m(self) -> Numbers:
        """Return how far each place is from the nearest edge that one of the modes can use."""
        usable = np.zeros(len(self.network.edges), dtype=bool)
        for mode in self.modes:
            usable |= edge_speeds(self.network, mode, self.scenario) > 0
        return hang(self.network, self.points_m, usable, max_m=np.inf).straight_m

    def found(self) -> pd.DataFrame:
        """Return all rows."""
        rows = [row for place in range(len(self.labels)) for row in self._of(place)] + self._on_barriers()
        table = pd.DataFrame(rows, columns=COLUMNS)
        return table.astype({"place": "int64", "distance_m": "float64"}).sort_values(
            "place", kind="stable", ignore_index=True
        )

    def _of(self, place: int) -> list[Row]:
        """Return the rows that say how a place can be reached, none where by every mode that starts from a depot."""
        if not self.has_place[place]:
            return [self._row(place, NO_PLACE, self.modes, np.nan)]
        distance_m = float(self.distance_m[place])
        if distance_m > self.access_max_m:
            return [self._row(place, OFF_NETWORK, self.modes, distance_m)]
        reaching = [mode for mode in self.modes if self.reached[mode][place]]
        missed = self.stranded if place < self.depot_count else self.working
        lost = [mode for mode in missed if mode not in reaching] if reaching else list(self.modes)
        if not lost:
            return []
        freed = [mode for mode in lost if self._reached_past_barriers(mode)[place]]
        apart = [mode for mode in lost if mode not in freed and self._hangs(mode, place)]
        rows = [
            self._row(place, problem, which, distance_m)
            for problem, which in ((CUT_BY_BARRIER, freed), (OTHER_PIECE, apart))
            if which
        ]
        verdict = (ONLY_MODES, reaching) if reaching else (NO_MODE, list(self.modes))
        return [*rows, self._row(place, *verdict, distance_m)]

    def _reached_past_barriers(self, mode: str) -> Flags:
        """Return which places the mode would reach if nothing stood on the roads."""
        if mode not in self._past:
            self._past[mode] = self._reached(mode, replace(self.scenario, heed_barriers=False))
        return self._past[mode]

    def _hangs(self, mode: str, place: int) -> bool:
        """Tell whether both the place and a depot have a road of the mode in reach."""
        hung = self.hung[mode]
        return bool(hung[place] and hung[: self.depot_count].any())

    def _on_barriers(self) -> list[Row]:
        """Return the places that stand on something that stops one of the modes."""
        nodes = self.network.nodes
        closed = {mode: closed_nodes(self.network, mode, self.scenario) for mode in self.modes}
        barriers = np.flatnonzero(np.logical_or.reduce(list(closed.values()))) if closed else np.empty(0, np.int64)
        asked = np.flatnonzero(self.has_place)
        if not len(barriers) or not len(asked):
            return []
        at = cKDTree(self.network.plane.metres(*(nodes.loc[barriers, name].to_numpy() for name in ("lon", "lat"))))
        distance_m, nearest = at.query(self.points_m[asked], distance_upper_bound=ON_BARRIER_M)
        rows = []
        for place, away_m, number_of_barrier in zip(asked, distance_m, nearest, strict=True):
            if np.isfinite(away_m):
                node = barriers[number_of_barrier]
                stopped = [mode for mode in self.modes if closed[mode][node]]
                label = BARRIERS[nodes.loc[node, "barrier"] or UNKNOWN_BARRIER].label
                rows.append(self._row(int(place), ON_BARRIER, stopped, float(away_m), barrier=label))
        return rows

    def _row(self, place: int, problem: str, modes: Sequence[str], distance_m: float, *, barrier: str = "") -> Row:
        depots = self.labels[: self.depot_count]
        facts = {
            "label": self.labels[place], "barrier": barrier,
            "modes": " atau ".join(MODES[mode].label for mode in modes),
            "distance": kilometres(distance_m) if distance_m >= 1000 else f"{number(distance_m)} m",  # noqa: PLR2004
            "limit": kilometres(self.access_max_m), "season": SEASONS[self.scenario.season],
            "depot": depots[0] if len(depots) == 1 else "depo mana pun",
        }  # fmt: skip
        kind = PROBLEMS[problem]
        said = (kind.sentence.format(**facts), kind.remedy.format(**facts))
        return (place, self.labels[place], problem, JOIN.join(modes), distance_m, *said)


def _visited(matrix: csr_array, start: int) -> Flags:
    """Return which graph nodes a way leads to from ``start``."""
    visited = np.zeros(matrix.shape[0], dtype=bool)
    visited[breadth_first_order(matrix, start, return_predecessors=False)] = True
    return visited
