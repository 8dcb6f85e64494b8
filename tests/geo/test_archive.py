from __future__ import annotations

import stat
import zipfile

import pytest

from geo.archive import check_zip
from geo.errors import UnsafeArchive


def make_zip(path, **contents):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def fault(path, **limits) -> str:
    with pytest.raises(UnsafeArchive) as caught:
        check_zip(path, **limits)
    assert caught.value.facts["file"] == path.name
    return str(caught.value.facts["found"])


def test_names_the_files_and_no_folders(tmp_path):
    path = make_zip(tmp_path / "a.zip", **{"peta/": "", "peta/desa.shp": "x", "desa.dbf": "y"})
    assert check_zip(path) == ["peta/desa.shp", "desa.dbf"]


def test_too_much_inside(tmp_path):
    path = make_zip(tmp_path / "a.zip", a=b"1" * 600, b=b"1" * 600)
    assert check_zip(path, max_total_bytes=1200) == ["a", "b"]
    assert "paling banyak" in fault(path, max_total_bytes=1199)


def test_a_bomb_shows_by_its_ratio(tmp_path):
    # 20 MB of zeros pack about a thousand times.
    path = make_zip(tmp_path / "a.zip", a=bytes(20 * 1024**2))
    assert "dimampatkan lebih dari 200 kali" in fault(path)


def test_small_files_may_pack_tightly(tmp_path):
    assert check_zip(make_zip(tmp_path / "a.zip", a=bytes(1024**2))) == ["a"]


def test_too_many_files(tmp_path):
    path = make_zip(tmp_path / "a.zip", a="", b="", c="")
    assert "3 berkas" in fault(path, max_files=2)


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "C:/x", "..\\x", "\\\\host\\x"])
def test_names_that_point_outside(tmp_path, name):
    assert "ke luar" in fault(make_zip(tmp_path / "a.zip", **{name: "x"}))


def test_dots_inside_a_name_are_no_way_out(tmp_path):
    assert check_zip(make_zip(tmp_path / "a.zip", **{"desa..2024.shp": "x"})) == ["desa..2024.shp"]


def test_links(tmp_path):
    entry = zipfile.ZipInfo("tautan")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert "tautan" in fault(tmp_path / "a.zip")


def test_encrypted(tmp_path):
    path = make_zip(tmp_path / "a.zip", a="x")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag in the zip's directory
    path.write_bytes(content)
    assert "sandi" in fault(path)


def test_cut_off(tmp_path):
    path = make_zip(tmp_path / "a.zip", a="x" * 1000)
    path.write_bytes(path.read_bytes()[:-10])
    assert "bukan zip" in fault(path)
