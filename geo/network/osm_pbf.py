"""Read OSM's PBF whole: every way of ours with its tags, every node with its number.

GDAL's driver gives shapes instead: it forgets which node is shared, puts closed ways among the polygons and leaves
out nodes without tags of note. The format is small: messages of numbered fields in zlib blocks
(https://wiki.openstreetmap.org/wiki/PBF_Format). The file is gone through twice, ways first, so that of a large file
only the nodes that our ways need are kept.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from geo.archive import MIB
from geo.errors import LayerUnreadable
from geo.network.model import Positions
from geo.network.osm import NODE_KEYS, OsmData
from geo.network.osm_xml import is_wanted
from geo.network.tags import TAG_KEYS
from geo.progress import Progress, between, silent

MAX_HEADER_BYTES, MAX_BLOCK_BYTES = 64 * 1024, 32 * MIB
"""Limits that the format itself sets."""
KNOWN_FEATURES = {"OsmSchema-V0.6", "DenseNodes"}
_NANO = 1e-9
_WAY_TAGS, _NODE_TAGS = frozenset(TAG_KEYS), frozenset(NODE_KEYS)
Message = dict[int, list[int | bytes]]


class _Fault(ValueError):
    """The file does not keep to the format."""


def read_osm_pbf(path: Path, *, progress: Progress = silent) -> OsmData:
    """Return the nodes and the ways with one of ``WAY_KEYS`` of an ``.osm.pbf``.

    Raises
    ------
    LayerUnreadable
        If it is damaged, cut off, or needs a feature of the format that we do not know. Facts: file, found.
    """
    data = OsmData(np.empty(0, np.int64), np.empty(0), np.empty(0))
    refs: list[Positions] = []
    nodes: list[tuple[Positions, NDArray[np.float64], NDArray[np.float64]]] = []
    try:
        for block in _blocks(path, between(progress, 0, 0.5)):
            refs += _ways(block, data)
        data.refs = np.concatenate(refs) if refs else data.refs
        needed = np.unique(data.refs)
        for block in _blocks(path, between(progress, 0.5, 1)):
            nodes += _nodes(block, needed, data)
    except (_Fault, zlib.error, UnicodeDecodeError, IndexError, OverflowError) as error:
        found = str(error) if isinstance(error, _Fault) else "isinya terputus atau rusak"
        raise LayerUnreadable(file=path.name, found=found) from error
    if nodes:
        data.node_id, data.lon, data.lat = (np.concatenate(part) for part in zip(*nodes, strict=True))
    return data


# --- the file ---


def _blocks(path: Path, progress: Progress) -> Iterator[_Block]:
    """Yield the blocks of data, unpacked."""
    size = max(path.stat().st_size, 1)
    with path.open("rb") as file:
        while prefix := file.read(4):
            header = _fields(_exactly(file, _length(prefix, MAX_HEADER_BYTES)))
            blob = _fields(_exactly(file, _number(header, 3)))
            progress(file.tell() / size, f"Membaca {path.name}")
            kind = _bytes(header, 1)
            if kind == b"OSMHeader":
                _check_features(_fields(_unpacked(blob)))
            elif kind == b"OSMData":
                yield _Block(_fields(_unpacked(blob)))


def _length(prefix: bytes, most: int) -> int:
    length = int.from_bytes(prefix, "big")
    if len(prefix) < 4 or not 0 < length <= most:  # noqa: PLR2004  four bytes
        raise _Fault("bukan PBF yang utuh")
    return length


def _exactly(file: IO[bytes], count: int) -> bytes:
    if not 0 <= count <= MAX_BLOCK_BYTES:
        raise _Fault("ada blok yang terlalu besar")
    content = file.read(count)
    if len(content) < count:
        raise _Fault("berkasnya terputus")
    return content


def _unpacked(blob: Message) -> bytes:
    if 1 in blob:
        return _bytes(blob, 1)
    if 3 not in blob:  # noqa: PLR2004  the field of zlib
        raise _Fault("mampatannya bukan zlib; simpan ulang dengan osmium cat")
    unpacker = zlib.decompressobj()
    content = unpacker.decompress(_bytes(blob, 3), MAX_BLOCK_BYTES)
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise _Fault("ada blok yang terlalu besar atau terputus")
    return content


def _check_features(header: Message) -> None:
    needed = {bytes(name).decode() for name in header.get(4, []) if isinstance(name, bytes)}
    if needed - KNOWN_FEATURES:
        raise _Fault(f"memerlukan {', '.join(sorted(needed - KNOWN_FEATURES))[:80]}, yang tidak dikenal")


# --- messages of numbered fields ---


def _fields(content: bytes) -> Message:
    """Return all values of each field of a message: numbers, or the bytes of texts, messages and packed numbers."""
    found: Message = {}
    at, end = 0, len(content)
    while at < end:
        tag, at = _varint(content, at)
        value: int | bytes
        match tag & 7:
            case 0:
                value, at = _varint(content, at)
            case 2:
                length, at = _varint(content, at)
                value, at = content[at : at + length], at + length
            case 1:
                value, at = content[at : at + 8], at + 8
            case 5:
                value, at = content[at : at + 4], at + 4
            case _:
                raise _Fault("ada bagian yang bukan PBF")
        found.setdefault(tag >> 3, []).append(value)
    if at > end:
        raise _Fault("ada bagian yang terputus")
    return found


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = content[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:  # noqa: PLR2004  the bit that says more follows
            return value, at
        shift += 7
        if shift > 63:  # noqa: PLR2004  a number has 64 bits
            raise _Fault("ada bilangan yang terlalu panjang")


def _number(message: Message, field: int, usual: int = 0) -> int:
    value = message.get(field, [usual])[-1]
    if isinstance(value, bytes):
        raise _Fault("ada bilangan yang bukan bilangan")
    return value - 2**64 if value >= 2**63 else value


def _bytes(message: Message, field: int) -> bytes:
    value = message.get(field, [b""])[-1]
    if isinstance(value, int):
        raise _Fault("ada teks yang bukan teks")
    return value


def _packed(content: bytes) -> Positions:
    """Return the numbers packed one behind the other, as they stand."""
    raw = np.frombuffer(content, dtype=np.uint8)
    if not len(raw):
        return np.empty(0, dtype=np.int64)
    is_last = raw < 0x80  # noqa: PLR2004  the bit that says more follows
    if not is_last[-1]:
        raise _Fault("ada bilangan yang terputus")
    stops = np.flatnonzero(is_last)
    starts = np.concatenate([[0], stops[:-1] + 1])
    place = np.arange(len(raw)) - np.repeat(starts, stops - starts + 1)
    if place.max() > 9:  # noqa: PLR2004  64 bits are ten bytes
        raise _Fault("ada bilangan yang terlalu panjang")
    bits = (raw & 0x7F).astype(np.uint64) << (7 * place).astype(np.uint64)
    return np.add.reduceat(bits, starts).astype(np.int64)


def _signed(content: bytes) -> Positions:
    """Return packed differences (zigzag) summed up."""
    raw = _packed(content).view(np.uint64)
    half = (raw >> np.uint64(1)).astype(np.int64)
    return np.asarray(np.cumsum(np.where(raw & np.uint64(1), ~half, half)))


# --- what is in a block ---


class _Block:
    """A block of data: its groups, and how its texts and places are written."""

    def __init__(self, message: Message) -> None:
        table = _fields(_bytes(message, 1))
        self.texts = [bytes(text).decode("utf-8", errors="replace") for text in table.get(1, []) if text is not None]
        self.groups = [_fields(bytes(group)) for group in message.get(2, []) if isinstance(group, bytes)]
        self.granularity = _number(message, 17, 100)
        self.lat_offset, self.lon_offset = _number(message, 19), _number(message, 20)

    def tags(self, message: Message) -> dict[str, str]:
        """Return the tags of a way or a single node."""
        keys, values = _packed(_bytes(message, 2)), _packed(_bytes(message, 3))
        return {self.texts[key]: self.texts[value] for key, value in zip(keys, values, strict=False)}

    def degrees(self, raw: Positions, offset: int) -> NDArray[np.float64]:
        """Return places as degrees."""
        return np.asarray(_NANO * (offset + self.granularity * raw))


def _ways(block: _Block, data: OsmData) -> list[Positions]:
    """Note the ways of a block; return the numbers of their nodes."""
    refs = []
    for group in block.groups:
        for content in group.get(3, []):
            way = _fields(_content(content))
            tags = block.tags(way)
            if is_wanted(tags):
                data.way_id.append(str(_number(way, 1)))
                data.way_tags.append({key: value for key, value in tags.items() if key in _WAY_TAGS})
                refs.append(_signed(_bytes(way, 8)))
                data.ref_count.append(len(refs[-1]))
    return refs


def _nodes(
    block: _Block, needed: Positions, data: OsmData
) -> list[tuple[Positions, NDArray[np.float64], NDArray[np.float64]]]:
    """Return number, longitude and latitude of the nodes of a block that ways need; note what stands on them."""
    found = []
    for group in block.groups:
        ids, lat, lon = [], [], []
        for content in group.get(1, []):
            node = _fields(_content(content))
            ids.append(_zigzag(_number(node, 1)))
            lat.append(_zigzag(_number(node, 8)))
            lon.append(_zigzag(_number(node, 9)))
            _note(data, ids[-1], block.tags(node))
        parts = [(np.array(ids, np.int64), np.array(lat, np.int64), np.array(lon, np.int64))]
        for content in group.get(2, []):
            dense = _fields(_content(content))
            parts.append((_signed(_bytes(dense, 1)), _signed(_bytes(dense, 8)), _signed(_bytes(dense, 9))))
            _note_dense(block, parts[-1][0], _packed(_bytes(dense, 10)), data)
        for node_id, raw_lat, raw_lon in parts:
            if not len(node_id) == len(raw_lat) == len(raw_lon):
                raise _Fault("ada titik tanpa koordinat")
            is_needed = np.isin(node_id, needed)
            lon_deg = block.degrees(raw_lon[is_needed], block.lon_offset)
            found.append((node_id[is_needed], lon_deg, block.degrees(raw_lat[is_needed], block.lat_offset)))
    return found


def _note_dense(block: _Block, node_id: Positions, keys_values: Positions, data: OsmData) -> None:
    """Note what stands on dense nodes: for each node pairs of key and value, then a zero."""
    wanted = [number for number, text in enumerate(block.texts) if text in _NODE_TAGS]
    if not len(keys_values) or not wanted:
        return
    tags: dict[str, str] = {}
    node = 0
    for key, value in _pairs(keys_values.tolist()):
        if key == 0:
            _note(data, int(node_id[node]), tags)
            tags, node = {}, node + 1
        else:
            tags[block.texts[key]] = block.texts[value]


def _pairs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(numbers):
        if numbers[at] == 0:
            yield 0, 0
            at += 1
        else:
            yield numbers[at], numbers[at + 1]
            at += 2


def _note(data: OsmData, node: int, tags: dict[str, str]) -> None:
    kept = {key: value.strip().lower() for key, value in tags.items() if key in _NODE_TAGS}
    if kept:
        data.node_tags[node] = kept


def _content(value: int | bytes) -> bytes:
    if isinstance(value, int):
        raise _Fault("ada bagian yang bukan PBF")
    return value


def _zigzag(value: int) -> int:
    return (value >> 1) ^ -(value & 1)
