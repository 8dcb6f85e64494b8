"""Checks of desa and coordinates."""

from __future__ import annotations

import pandas as pd

from data.checks.registry import LOOK, NOTE, Batch, Check
from geo.notation import number

_COORDINATES = ("lat", "lon")
ON_BORDER_M = 1.0
"""A long straight border in degrees is slightly bent in metres; a coordinate of six digits is a tenth of a metre."""


def code_unknown(batch: Batch) -> pd.Series:
    """A desa code that no list knows."""
    return batch.frame["desa_code"].ne("") & batch.frame["by_code"].isna()


def code_other_system(batch: Batch) -> pd.Series:
    """A code of BPS among Kemendagri's, or the other way round."""
    return batch.frame["other_system"]


def name_misspelt(batch: Batch) -> pd.Series:
    """A name of a desa found by likeness, where no code says the same."""
    return batch.frame["name_how"].eq("mirip") & (batch.frame["by_code"] != batch.frame["by_name"])


def name_unknown(batch: Batch) -> pd.Series:
    """A name that no desa near has."""
    return batch.frame["name_how"].eq("tidak dikenal") & batch.frame["desa"].ne("") & batch.knows_regions


def name_ambiguous(batch: Batch) -> pd.Series:
    """A name that several desa have, without a code."""
    return batch.frame["name_how"].eq("ganda") & batch.frame["by_code"].isna()


def code_and_name_differ(batch: Batch) -> pd.Series:
    """A code and a name that mean two desa."""
    both = batch.frame["by_code"].notna() & batch.frame["by_name"].notna()
    return both & (batch.frame["by_code"] != batch.frame["by_name"])


def without_desa(batch: Batch) -> pd.Series:
    """A row that says something of a place and yet gets no desa."""
    says = batch.frame[["desa_code", "desa", "lat", "lon"]].ne("").any(axis=1)
    return batch.frame["placed_code"].isna() & (says | (batch.layout == "families"))


def _has_point(batch: Batch) -> pd.Series:
    return batch.frame["lat_value"].notna() & batch.frame["lon_value"].notna()


def point_missing(batch: Batch) -> pd.Series:
    """A family without coordinates in a file that has columns for them."""
    if not batch.present.issuperset(_COORDINATES):
        return batch.nowhere()
    return batch.frame["lat"].eq("") | batch.frame["lon"].eq("")


def point_unreadable(batch: Batch) -> pd.Series:
    """Coordinates that are no numbers."""
    written = batch.frame["lat"].ne("") & batch.frame["lon"].ne("")
    return written & ~_has_point(batch)


def point_decimal_comma(batch: Batch) -> pd.Series:
    """Coordinates with a decimal comma: read as meant."""
    commas = batch.frame["lat"].str.contains(",") | batch.frame["lon"].str.contains(",")
    return commas & _has_point(batch)


def point_sixtieths(batch: Batch) -> pd.Series:
    """Coordinates in degrees, minutes and seconds: read as meant."""
    written = batch.frame["lat"].str.contains("[°º˚]") | batch.frame["lon"].str.contains("[°º˚]")
    return written & _has_point(batch)


def point_swapped(batch: Batch) -> pd.Series:
    """Latitude in the column of longitude: put right."""
    return batch.frame["is_swapped"]


def point_zero(batch: Batch) -> pd.Series:
    """0, 0: an instrument without a fix."""
    return batch.frame["is_zero"]


def point_far(batch: Batch) -> pd.Series:
    """Far from every desa of the layer in place, or outside Indonesia."""
    return batch.frame["is_far"]


def point_outside(batch: Batch) -> pd.Series:
    """Outside the desa stated by more than the tolerance."""
    return batch.frame["outside_m"] > batch.tolerance_m


def point_at_border(batch: Batch) -> pd.Series:
    """Outside the desa stated, but within the tolerance; on the border is inside."""
    return (batch.frame["outside_m"] > ON_BORDER_M) & (batch.frame["outside_m"] <= batch.tolerance_m)


_SAME_POINT = 10
"""So many families on one point: one fix was written down for a whole dusun.

Two or three families in one house or one row of houses share a point honestly; ten do not.
"""
_WHOLE_SHARE = 0.9
"""Of the homes of a dusun that have a point, so many must bear the same where no accuracy is told."""
_WITH_ACCURACY = r"\S\s+\S+\s+\S"
"""A cell of points that tells more than latitude and longitude: three words (written so that long texts take no longer)."""


def point_of_a_whole_dusun(batch: Batch) -> pd.Series:
    """One fix that many families share: nobody measured it at their homes.

    Where the file tells the accuracy, it is part of the fix: the same place measured again and again is no copy. Without it
    many homes of a settlement may honestly bear one point: then it must be that of nearly all homes of the dusun (of the
    desa, where the file names no dusun). P3KE gives points that nobody took as fixes: its own for many homes.
    """
    tells_accuracy = "accuracy" in batch.present
    if ("p3ke_id" in batch.fields and not tells_accuracy) or not batch.present & {"gps", "lat", "lon"}:
        return batch.nowhere()
    frame = batch.frame
    is_whole = frame["gps"].str.contains(_WITH_ACCURACY)
    accuracy = frame["gps"].where(is_whole, frame["accuracy"])
    has_point = _has_point(batch) & (frame["lon_value"] != 0)
    point = [frame["lon_value"], frame["lat_value"], accuracy]
    home = [frame["desa_code"] + frame["desa"], frame["dusun"].str.casefold()]
    count = frame.groupby(point)["lon"].transform("size")
    here = frame.assign(n=has_point).groupby([*point, *home])["n"].transform("sum")
    share = here / frame.assign(n=has_point).groupby(home)["n"].transform("sum").clip(lower=1)
    return (count >= _SAME_POINT) & has_point & (tells_accuracy | is_whole | (share >= _WHOLE_SHARE))


_LEAST_POINTS = 30
_SUSPECT_SHARE = 0.2


def layer_displaced(batch: Batch) -> pd.Series:
    """So many points outside their desa that rather the boundaries are displaced."""
    stated = batch.frame["point_lon"].notna() & (batch.frame["by_code"].notna() | batch.frame["by_name"].notna())
    outside = point_outside(batch)
    suspect = stated.sum() >= _LEAST_POINTS and outside.sum() > _SUSPECT_SHARE * stated.sum()
    return outside & suspect


def found_by_likeness(rows: pd.DataFrame) -> pd.Series:
    """Return the desa that a misspelt name was taken for, and how alike they are."""
    return rows["by_name"] + ", kemiripan " + rows["name_score"].map("{:.0f} %".format)


def both_desa(rows: pd.DataFrame) -> pd.Series:
    """Return the desa of the code and the desa of the name."""
    return "kode: " + rows["by_code"] + "; nama: " + rows["by_name"]


def how_far(rows: pd.DataFrame) -> pd.Series:
    """Return how far a point lies outside, and in which desa it lies."""
    metres = rows["outside_m"].map(lambda distance_m: f"{number(distance_m)} m di luar")
    return metres + rows["by_point"].map(", titik di {}".format, na_action="ignore").astype("str").fillna("")


_NAMED = ("families", "members", "recipients", "deliveries", "survey", "complaints")
_POINT_REMEDY = "Ambil ulang titik rumah di lapangan bila keluarga ini perlu didatangi."
CHECKS = (
    Check("kode_desa_tidak_dikenal", LOOK, "Kode desa tidak ada di daftar wilayah.", "Periksa kode menurut Kepmendagri.", code_unknown, ("desa_code",), needs_places=True),
    Check("kode_bps_bukan_kemendagri", LOOK, "Kode ini kode BPS, bukan Kemendagri; dipadankan lewat tabel padanan.", "Pakai satu jenis kode dalam satu kolom.", code_other_system, ("desa_code",), needs_places=True),
    Check("desa_salah_eja", NOTE, "Nama desa salah eja; ditemukan menurut kemiripan.", "Betulkan ejaannya agar tidak tertukar.", name_misspelt, ("desa",), _NAMED, needs_places=True, detail=found_by_likeness),
    Check("desa_tidak_dikenal", LOOK, "Nama desa tidak ada di kecamatan ini.", "Tulis nama desa menurut Kepmendagri, atau isi kode desa.", name_unknown, ("desa",), _NAMED, needs_places=True),
    Check("desa_nama_ganda", LOOK, "Nama desa dipakai lebih dari satu desa; kecamatannya tidak disebut, atau disebut tetapi tidak dikenal.", "Isi kecamatan atau kode desa, atau muat daftar kode wilayah.", name_ambiguous, ("desa",), _NAMED, needs_places=True),
    Check("kode_nama_desa_beda", LOOK, "Kode dan nama menunjuk dua desa yang berbeda; kode yang dipakai.", "Tentukan mana yang benar, lalu perbaiki yang lain.", code_and_name_differ, ("desa", "desa_code"), needs_places=True, detail=both_desa),
    Check("tanpa_desa", LOOK, "Desa baris ini tidak dapat ditentukan dari kode, nama, atau koordinatnya.", "Isi kode atau nama desa, lalu muat lagi.", without_desa, ("desa", "desa_code", "lat"), needs_places=True),
    Check("koordinat_kosong", NOTE, "Tidak ada koordinat rumah; keluarga tetap dihitung di desanya.", _POINT_REMEDY, point_missing, ("lat",), ("families",)),
    Check("koordinat_tidak_terbaca", LOOK, "Koordinat bukan angka derajat.", "Tulis derajat desimal seperti -2.216512 dan 115.670733.", point_unreadable, ("lat",)),
    Check("koordinat_koma", NOTE, "Koordinat memakai koma desimal; sudah dibaca sebagai titik.", "Tidak perlu tindakan.", point_decimal_comma, ("lat",)),
    Check("koordinat_derajat", NOTE, "Koordinat ditulis dalam derajat, menit, detik; sudah dihitung menjadi desimal.", "Tidak perlu tindakan.", point_sixtieths, ("lat",)),
    Check("koordinat_tertukar", LOOK, "Lintang dan bujur tertukar; sudah ditukar kembali.", "Periksa kolom lat dan lon di berkas asal.", point_swapped, ("lat",), needs_places=True),
    Check("koordinat_nol", LOOK, "Koordinat 0, 0: alat belum mendapat sinyal. Titik tidak dipakai di peta.", _POINT_REMEDY, point_zero, ("lat",), needs_places=True),
    Check("koordinat_sama_sedusun", LOOK, "Satu titik yang sama persis dipakai untuk sepuluh keluarga atau lebih.", _POINT_REMEDY, point_of_a_whole_dusun, ("lat",), ("families",)),
    Check("koordinat_jauh", LOOK, "Koordinat jauh di luar wilayah. Titik tidak dipakai di peta.", _POINT_REMEDY, point_far, ("lat",), needs_places=True),
    Check("di_luar_desa", LOOK, "Koordinat terletak di luar desa yang tertulis; desa yang tertulis dipakai.", "Tentukan mana yang benar: desa atau titiknya.", point_outside, ("lat",), needs_places=True, detail=how_far),
    Check("batas_mungkin_bergeser", LOOK, "Lebih dari seperlima titik jatuh di luar desanya: mungkin batas desanya yang bergeser.", "Bandingkan batas desa dengan sumber lain sebelum memakai peta.", layer_displaced, ("lat",), is_column=True, needs_places=True),
    Check("di_luar_desa_toleransi", NOTE, "Koordinat sedikit di luar batas desanya, masih dalam toleransi.", "Tidak perlu tindakan.", point_at_border, ("lat",), needs_places=True, detail=how_far),
)  # fmt: skip
