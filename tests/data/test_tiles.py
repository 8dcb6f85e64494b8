from __future__ import annotations

import random
from contextlib import suppress

import pytest
from pmtiles.tile import Compression, TileType

from data.tiles import find_tiles, tiles_of_version
from geo.errors import UnreadableTiles
from tests.tile_files import X, Y, Z, make_mbtiles, make_pmtiles, picture, vector

BALANGAN = ((-2.53, 115.31), (-2.04, 115.84))
JAVA = ((-7.2, 112.6), (-6.8, 113.1))


@pytest.fixture(params=["mbtiles", "pmtiles"])
def pictures(request, tmp_path):
    if request.param == "mbtiles":
        return make_mbtiles(tmp_path / "peta dasar.mbtiles", picture())
    return make_pmtiles(tmp_path / "peta dasar.pmtiles", picture(), TileType.PNG, Compression.NONE)


def test_a_picture_file_is_found_and_read(pictures):
    tiles, problems = find_tiles(BALANGAN, pictures.parent)
    assert problems == ()
    assert (tiles.media_type, tiles.min_zoom, tiles.max_zoom) == ("image/png", Z, Z)
    assert tiles.bounds == pytest.approx((115.3, -2.8, 116.7, -1.4))
    assert tiles.read(Z, X, Y) == picture()
    assert tiles.read(Z, X, Y + 1) is None
    assert tiles.attribution in {"© Badan", "© OpenStreetMap"}
    assert not tiles.source.is_vector


def test_the_url_says_which_version_of_which_file(pictures):
    tiles, _ = find_tiles(BALANGAN, pictures.parent)
    version = tiles.source.url.split("/")[2]
    assert "/" not in version.strip("/")
    assert " " not in version
    assert tiles_of_version(version, pictures.parent) == tiles
    assert tiles_of_version("../" + version, pictures.parent) is None
    pictures.unlink()
    assert tiles_of_version(version, pictures.parent) is None


@pytest.mark.parametrize("kind", ["mbtiles", "pmtiles"])
def test_vector_tiles_are_told_apart(tmp_path, kind):
    if kind == "mbtiles":
        make_mbtiles(tmp_path / "a.mbtiles", vector(), format="pbf")
    else:
        make_pmtiles(tmp_path / "a.pmtiles", vector(), TileType.MVT, Compression.GZIP)
    tiles, _ = find_tiles(BALANGAN, tmp_path)
    assert tiles.source.is_vector
    assert tiles.read(Z, X, Y) == vector()


def test_a_file_of_another_place_is_passed_over(pictures):
    assert find_tiles(JAVA, pictures.parent) == (None, ())


def test_no_folder_no_base_map(tmp_path):
    assert find_tiles(BALANGAN, tmp_path / "nothing") == (None, ())


@pytest.mark.parametrize("name", ["a.mbtiles", "a.pmtiles"])
@pytest.mark.parametrize("content", [b"", b"not what the ending says" * 20], ids=["empty", "other"])
def test_a_damaged_file_is_told_and_the_next_one_used(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    make_mbtiles(tmp_path / "b.mbtiles", picture())
    tiles, problems = find_tiles(BALANGAN, tmp_path)
    assert tiles.path.name == "b.mbtiles"
    assert [(type(problem), problem.facts["file"]) for problem in problems] == [(UnreadableTiles, name)]


@pytest.mark.parametrize("name", ["a.mbtiles", "a.pmtiles"])
def test_a_file_with_any_byte_wrong_is_read_or_refused(tmp_path, name):
    """Never an error nobody expects: a stick pulled out too early must not take the page away."""
    rng = random.Random(4)  # noqa: S311 - a repeatable test
    whole = (
        make_mbtiles(tmp_path / name, vector(), format="pbf")
        if name == "a.mbtiles"
        else make_pmtiles(tmp_path / name, vector(), TileType.MVT, Compression.GZIP)
    ).read_bytes()
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            broken[rng.randrange(min(len(whole), 600))] = rng.randrange(256)
        (tmp_path / name).write_bytes(broken[: rng.randint(1, len(broken))] if rng.random() < 0.3 else broken)
        tiles, problems = find_tiles(BALANGAN, tmp_path)
        if tiles is not None:
            with suppress(UnreadableTiles):
                tiles.read(Z, X, Y)
        assert all(isinstance(problem, UnreadableTiles) for problem in problems)


def test_a_compression_no_browser_undoes_is_refused(tmp_path):
    make_pmtiles(tmp_path / "a.pmtiles", b"x", TileType.MVT, Compression.ZSTD)
    _, problems = find_tiles(BALANGAN, tmp_path)
    assert "ZSTD" in problems[0].facts["found"]


def test_a_file_that_breaks_later_raises_the_expected_error(tmp_path):
    path = make_mbtiles(tmp_path / "a.mbtiles", picture())
    tiles, _ = find_tiles(BALANGAN, tmp_path)
    path.write_bytes(b"cut off")
    with pytest.raises(UnreadableTiles):
        tiles.read(Z, X, Y)
