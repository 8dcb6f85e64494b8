"""Roads, trails and rivers as the office knows them: files in use, loose ends joined, stretches closed, speeds."""

from data.roads.blocks import block, blocked_edges, edges_of, in_force, read_blocks, unblock
from data.roads.mending import named_joins, read_mending, read_network, save_mending, undo_mending
from data.roads.records import ROADS, read_files
from data.roads.speeds import has_own_speeds, read_speeds, save_speeds

__all__ = [
    "ROADS", "block", "blocked_edges", "edges_of", "has_own_speeds", "in_force", "named_joins", "read_blocks",
    "read_files", "read_mending", "read_network", "read_speeds", "save_mending", "save_speeds", "unblock",
    "undo_mending",
]  # fmt: skip
