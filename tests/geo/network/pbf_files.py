"""Write OSM's PBF in a few lines, for tests of the reader: the same village in the other format."""

from __future__ import annotations

import struct
import zlib


def varint(value: int) -> bytes:
    value &= 2**64 - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def zigzag(value: int) -> int:
    return (value << 1) ^ (value >> 63)


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def block(field: int, content: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(content)) + content


def packed(values, *, signed=False) -> bytes:
    return b"".join(varint(zigzag(value) if signed else value) for value in values)


def deltas(values) -> list[int]:
    return [after - before for before, after in zip([0, *values], values, strict=False)]


def blob(kind: bytes, content: bytes, *, packing=3) -> bytes:
    body = block(1, content) if packing == 1 else number(2, len(content)) + block(packing, zlib.compress(content))
    header = block(1, kind) + number(3, len(body))
    return struct.pack(">I", len(header)) + header + body


def village_pbf(nodes, ways, node_tags, *, dense=True, features=(b"OsmSchema-V0.6", b"DenseNodes"), packing=3) -> bytes:
    """Return a file with one block of nodes and ways; places are kept in units of 100 nanodegrees."""
    texts = [b""]

    def text(value: str) -> int:
        if value.encode() not in texts:
            texts.append(value.encode())
        return texts.index(value.encode())

    def tags(given) -> bytes:
        pairs = [(text(key), text(value)) for key, value in given.items()]
        return block(2, packed(key for key, _ in pairs)) + block(3, packed(value for _, value in pairs))

    places = {key: (round(lon * 1e7), round(lat * 1e7)) for key, (lon, lat) in nodes.items()}
    if dense:
        flat = []
        for key in nodes:
            flat += [n for pair in node_tags.get(key, {}).items() for n in map(text, pair)] + [0]
        columns = [deltas(list(places)), *(deltas([place[n] for place in places.values()]) for n in (1, 0))]
        packed_columns = [packed(column, signed=True) for column in columns]
        node_group = block(2, block(1, packed_columns[0]) + block(8, packed_columns[1]) + block(9, packed_columns[2])
                           + block(10, packed(flat)))  # fmt: skip
    else:
        node_group = b"".join(
            block(
                1,
                number(1, zigzag(key)) + tags(node_tags.get(key, {})) + number(8, zigzag(lat)) + number(9, zigzag(lon)),
            )
            for key, (lon, lat) in places.items()
        )
    way_group = b"".join(
        block(3, number(1, key) + tags(given) + block(8, packed(deltas(refs), signed=True)))
        for key, (refs, given) in ways.items()
    )
    groups = block(2, node_group) + block(2, way_group)
    table = block(1, b"".join(block(1, each) for each in texts))
    header = b"".join(block(4, feature) for feature in features)
    return blob(b"OSMHeader", header) + blob(b"OSMData", table + groups, packing=packing)
