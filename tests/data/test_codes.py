"""Reference lists of regions, whatever their columns are called."""

from __future__ import annotations

import pandas as pd
import pytest

from data.errors import NoCodesFound
from data.intake.codes import read_codes
from data.intake.load import SourceFile, load_files
from data.store import Store

HALONG_TWO = [["63.11.02.2001", "Hauwai"], ["63.11.02.2002", "Mamantang"]]


@pytest.fixture
def listed(tmp_path):
    """Write a list and read it: the desa, the spellings."""

    def read(header, rows, name="kode.csv", sep=","):
        path = tmp_path / name
        pd.DataFrame(rows, columns=header).to_csv(path, index=False, sep=sep)
        return read_codes(path)

    return read


def test_a_plain_list(listed):
    regions, aliases = listed(["kode", "nama"], HALONG_TWO)
    assert regions[["desa_code", "desa_name"]].to_numpy().tolist() == HALONG_TWO
    assert regions[["kecamatan_name", "bps_code"]].isna().all(axis=None)
    assert aliases.empty


def test_codes_without_dots_and_another_delimiter(listed):
    regions, _ = listed(["Kode Kemendagri", "Nama Desa"], [["6311022001", "Hauwai"]], sep=";")
    assert regions["desa_code"].tolist() == ["63.11.02.2001"]


def test_all_levels_in_one_column(listed):
    """Provinces, kabupaten, kecamatan lie above: only desa are kept, with the name of their kecamatan."""
    rows = [["63", "Kalimantan Selatan"], ["63.11", "Balangan"], ["63.11.02", "Halong"], *HALONG_TWO]
    regions, _ = listed(["kode", "nama"], rows)
    assert regions[["desa_code", "kecamatan_name"]].to_numpy().tolist() == [
        ["63.11.02.2001", "Halong"], ["63.11.02.2002", "Halong"],
    ]  # fmt: skip


def test_a_crosswalk(listed):
    regions, aliases = listed(
        ["kode_bps", "nama_bps", "kode_kemendagri", "nama_kemendagri", "kec_bps"],
        [["6311060001", "Hauwaii", "63.11.02.2001", "Hauwai", "Halong"], ["x", "Mamantang", *HALONG_TWO[1], "Halong"]],
    )
    assert regions.iloc[0].tolist() == ["63.11.02.2001", "Hauwai", "Halong", "6311060001"]
    assert pd.isna(regions.loc[1, "bps_code"])
    assert ["63.11.02.2001", "Hauwaii"] in aliases.to_numpy().tolist()


def test_a_list_of_spellings(listed):
    regions, aliases = listed(
        ["kode", "nama_bps_2020", "nama_kemendagri_ed2020", "nama_kemendagri_ed2025"],
        [["63.11.02.2001", "Hauwaii", "Ha'uwai", "Hauwai"]],
    )
    assert regions["desa_name"].tolist() == ["Hauwai"]
    assert set(aliases["name"]) == {"Hauwaii", "Ha'uwai"}


def test_one_desa_twice_is_one(listed):
    regions, _ = listed(["kode", "nama"], [*HALONG_TWO, HALONG_TWO[0]])
    assert len(regions) == 2


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (["nik", "nama"], [["6311021708450011", "ADI"]]),
        (["kode", "nama"], [["63.11.02", "Halong"]]),
        (["kode_bps", "nama"], [["6311060001", "Hauwai"]]),
        (["kode", "nama"], [["", ""]]),
        (["a"], [["x"]]),
        (["a"], []),
    ],
)
def test_a_list_without_codes_of_desa_is_told(listed, header, rows):
    with pytest.raises(NoCodesFound):
        listed(header, rows)


def test_headers_that_repeat_or_are_missing(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("kode,nama,nama,,\n63.11.02.2001,Hauwai,Ha'uwai,x,y\n", encoding="utf-8")
    regions, _ = read_codes(path)
    assert regions["desa_name"].tolist() == ["Hauwai"]


def test_the_header_may_lie_below_titles(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("DAFTAR KODE WILAYAH,\n,\nkode,nama\n63.11.02.2001,Hauwai\n", encoding="utf-8")
    assert read_codes(path)[0]["desa_name"].tolist() == ["Hauwai"]


def test_the_real_lists(shared_data):
    """Kepmendagri 2025: 83,762 desa and kelurahan (DOMAIN); the crosswalk: Balangan's 157 with one BPS code each."""
    regions, _ = read_codes(shared_data / "codes" / "wilayah_kemendagri_2025.csv.gz")
    assert len(regions) == 83_762
    assert regions["kecamatan_name"].notna().all()
    crosswalk, _ = read_codes(shared_data / "codes" / "crosswalk_kemendagri_bps_balangan.csv")
    assert (len(crosswalk), crosswalk["bps_code"].nunique()) == (157, 157)


def test_lists_fill_each_others_gaps_and_change_no_name(tmp_path):
    """First codes and names, then a crosswalk with another spelling: the name stays, the BPS code comes."""
    store = Store.open(tmp_path / "a.duckdb")
    tables = [
        pd.DataFrame(HALONG_TWO, columns=["kode", "nama"]),
        pd.DataFrame([["63.11.02.2001", "Ha'uwai", "6311060001"]], columns=["kode", "nama", "kode_bps"]),
    ]
    for number, table in enumerate(tables):
        table.to_csv(tmp_path / f"{number}.csv", index=False)
        load_files(store, [SourceFile("codes", tmp_path / f"{number}.csv")])
    known = store.frame("intake/regions").set_index("desa_code")
    assert known.loc["63.11.02.2001", ["desa_name", "bps_code"]].tolist() == ["Hauwai", "6311060001"]
    store.close()
