"""Read OSM's XML as a stream: plain, gzip or bzip2. It may come from anywhere, so nothing in it is followed."""

from __future__ import annotations

import bz2
import gzip
import zlib
from array import array
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path
from xml.parsers import expat

import numpy as np

from geo.archive import MAX_RATIO, MIB
from geo.errors import LayerUnreadable, NotANetwork, UnsafeArchive
from geo.network.osm import NODE_KEYS, OsmData
from geo.network.tags import TAG_KEYS, WAY_KEYS
from geo.progress import Progress, silent

MAX_XML_BYTES = 2048 * MIB
CHUNK_BYTES = MIB
GZIP, BZIP2 = b"\x1f\x8b", b"BZh"
_WAY_TAGS, _NODE_TAGS = frozenset(TAG_KEYS), frozenset(NODE_KEYS)
_DELETED = {"delete"}


def read_osm_xml(path: Path, *, progress: Progress = silent, max_bytes: int = MAX_XML_BYTES) -> OsmData:
    """Return the nodes and the ways with one of ``WAY_KEYS`` of an OSM file.

    Raises
    ------
    NotANetwork
        If it is XML but no OSM. Facts: file, found.
    LayerUnreadable
        If it is damaged or cut off. Facts: file, found.
    UnsafeArchive
        If it has a DOCTYPE or entities, or unpacks to far more than it should. Facts: file, found.
    """
    reader = _Reader(path)
    try:
        for share, chunk in _chunks(path, max_bytes):
            progress(share, f"Membaca {path.name}")
            reader.parser.Parse(chunk, False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise LayerUnreadable(file=path.name, found=f"teksnya terputus atau rusak di baris {error.lineno}") from error
    except (EOFError, zlib.error, OSError) as error:
        raise LayerUnreadable(file=path.name, found="mampatannya terputus atau rusak") from error
    except (ValueError, KeyError, OverflowError, LookupError) as error:
        line = reader.parser.CurrentLineNumber
        raise LayerUnreadable(file=path.name, found=f"ada yang bukan OSM di baris {line}") from error
    return reader.data()


def _open(path: Path) -> BufferedIOBase:
    with path.open("rb") as file:
        head = file.read(3)
    if head.startswith(GZIP):
        return gzip.open(path, "rb")
    if head.startswith(BZIP2):
        return bz2.open(path, "rb")
    return path.open("rb")


def _chunks(path: Path, max_bytes: int) -> Iterator[tuple[float, bytes]]:
    """Yield the text piece by piece, with the share of a usual file read so far."""
    packed_bytes = max(path.stat().st_size, 1)
    read_bytes = 0
    with _open(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            read_bytes += len(chunk)
            if read_bytes > max(packed_bytes * MAX_RATIO, MIB):
                raise UnsafeArchive(file=path.name, found=f"dimampatkan lebih dari {MAX_RATIO:.0f} kali")
            if read_bytes > max_bytes:
                raise UnsafeArchive(file=path.name, found=f"isinya lebih dari {max_bytes // MIB} MB")
            yield min(read_bytes / (packed_bytes * 12), 0.95), chunk


class _Reader:
    """Keeps what expat tells: all nodes' places, the tags we know of ways and of nodes that stand in the way."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.node_id, self.lon, self.lat = array("q"), array("d"), array("d")
        self.refs = array("q")
        self.found = OsmData(np.empty(0, np.int64), np.empty(0), np.empty(0))
        self.depth = 0
        self.tags: dict[str, str] = {}
        self.way_refs: list[int] = []
        self.parser = expat.ParserCreate()
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _doctype(self, *_: object) -> None:
        raise UnsafeArchive(file=self.file, found="XML dengan DOCTYPE, yang tidak dibuka karena tidak aman")

    def _start(self, name: str, given: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1 and name != "osm":
            raise NotANetwork(file=self.file, found=f"XML <{name[:40]}>, bukan OSM")
        if name == "node":
            self.tags = {}
            self._node(given)
        elif name == "nd":
            self.way_refs.append(int(given["ref"]))
        elif name == "tag":
            self.tags[given["k"]] = given["v"]
        elif name in {"way", "relation"}:
            self.tags, self.way_refs = {}, []
            self.way = given["id"]
            self.is_deleted = _is_deleted(given)

    def _node(self, given: dict[str, str]) -> None:
        lon, lat = float(given.get("lon", "nan")), float(given.get("lat", "nan"))
        is_on_earth = abs(lon) <= 180 and abs(lat) <= 90  # noqa: PLR2004  degrees
        self.is_deleted = _is_deleted(given) or not is_on_earth
        if not self.is_deleted:
            self.node_id.append(int(given["id"]))
            self.lon.append(lon)
            self.lat.append(lat)

    def _end(self, name: str) -> None:
        self.depth -= 1
        if name == "node" and self.tags and not self.is_deleted:
            kept = {key: value.strip().lower() for key, value in self.tags.items() if key in _NODE_TAGS}
            if kept:
                self.found.node_tags[self.node_id[-1]] = kept
        elif name == "way" and not self.is_deleted and is_wanted(self.tags):
            self.found.way_id.append(self.way)
            self.found.way_tags.append({key: value for key, value in self.tags.items() if key in _WAY_TAGS})
            self.found.ref_count.append(len(self.way_refs))
            self.refs.extend(self.way_refs)

    def data(self) -> OsmData:
        """Return everything that was found."""
        found = self.found
        found.node_id, found.refs = np.array(self.node_id, dtype=np.int64), np.array(self.refs, dtype=np.int64)
        found.lon, found.lat = np.array(self.lon), np.array(self.lat)
        return found


def is_wanted(tags: dict[str, str]) -> bool:
    """Tell whether a way is one that the report counts: a highway, a waterway or a ferry."""
    return any(key in tags for key in WAY_KEYS[:2]) or tags.get("route") == "ferry"


def _is_deleted(given: dict[str, str]) -> bool:
    return given.get("action") in _DELETED or given.get("visible") == "false"
