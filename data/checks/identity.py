"""Checks of NIK and KK numbers, and of people that stand twice."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from data.checks.registry import CRITICAL, LOOK, NOTE, Batch, Check
from geo.regions import normalise_name

NUMBER_LENGTH = 16
_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_WOMEN = 40
"""Added to the day of birth in a woman's NIK."""
_EXPECTED_ZEROS = 0.1
"""One serial in ten ends in 0."""
_LEAST_ZEROS = 0.3
_CHANCE = 1e-3
"""So unlikely must the zeros of a short column be before it counts as damaged."""
_LONG_COLUMN = 100
"""In a longer column 30 % of zeros are beyond any chance."""


def is_number(digits: pd.Series) -> pd.Series:
    """Return whether each text is 16 digits."""
    return digits.str.fullmatch(r"[0-9]{16}")


def is_scientific(digits: pd.Series) -> pd.Series:
    """Return whether each text is a number as Excel shortens it: ``6,31102E+15``."""
    return digits.str.fullmatch(r"(?i)[0-9][.,]?[0-9]*E\+?[0-9]+")


def damaged_by_excel(digits: pd.Series) -> pd.Series:
    """Return which numbers of a column lost their end in Excel.

    Excel keeps 15 digits: of a 16-digit number the last becomes 0, or the whole turns into ``6,31102E+15``. One number
    in ten ends in 0 by nature; a column is damaged where more than 30 % do and, in a short one, where the binomial
    chance of so many is below one in a thousand. Numbers with another end are intact even there.
    """
    scientific = is_scientific(digits)
    whole = is_number(digits)
    ends_in_zero = whole & digits.str.endswith("0")
    is_column = _are_too_many(int(ends_in_zero.sum()), int(whole.sum()))
    return scientific | (ends_in_zero & is_column)


def _are_too_many(zeros: int, count: int) -> bool:
    if zeros <= _LEAST_ZEROS * count:
        return False
    share = _EXPECTED_ZEROS
    ways = (math.comb(count, k) * share**k * (1 - share) ** (count - k) for k in range(zeros, count + 1))
    return count > _LONG_COLUMN or sum(ways) < _CHANCE


def _birth(batch: Batch) -> pd.DataFrame:
    """Return what each NIK of 16 digits says: ``day`` (1–31), ``month``, ``year`` (two digits), ``is_woman``."""
    return batch.once("birth", _birth_in_nik)


def _birth_in_nik(batch: Batch) -> pd.DataFrame:
    digits = batch.frame["nik_digits"]
    date = pd.to_numeric(digits.str[6:12].where(is_number(digits)), errors="coerce")
    day = date // 10_000
    is_woman = day > _WOMEN
    return pd.DataFrame(
        {
            "day": day.where(~is_woman, day - _WOMEN),
            "month": date // 100 % 100,
            "year": date % 100,
            "is_woman": is_woman,
        }
    )


def _intact(batch: Batch) -> pd.Series:
    """Return where a NIK stands that Excel has not damaged."""
    return batch.frame["nik_digits"].ne("") & ~batch.frame["is_nik_cut"]


def nik_not_digits(batch: Batch) -> pd.Series:
    """A NIK with letters or signs in it."""
    return _intact(batch) & ~batch.frame["nik_digits"].str.fullmatch(r"[0-9]+")


def nik_length(batch: Batch) -> pd.Series:
    """A NIK of digits, but not 16."""
    digits = batch.frame["nik_digits"]
    return _intact(batch) & digits.str.fullmatch(r"[0-9]+") & (digits.str.len() != NUMBER_LENGTH)


def nik_serial_zero(batch: Batch) -> pd.Series:
    """A NIK whose serial is 0000."""
    return _intact(batch) & is_number(batch.frame["nik_digits"]) & batch.frame["nik_digits"].str.endswith("0000")


def nik_month(batch: Batch) -> pd.Series:
    """A NIK whose month of birth is not 01–12."""
    month = _birth(batch)["month"]
    return _intact(batch) & month.notna() & ~month.between(1, 12)


def nik_day(batch: Batch) -> pd.Series:
    """A NIK whose day of birth no month of that name has; 29 February only where some century makes it a leap year."""
    birth = _birth(batch)
    day, month, year = birth["day"], birth["month"], birth["year"]
    longest = _DAYS[month.where(month.between(1, 12), 1).fillna(1).astype(int)]
    no_leap = (month == 2) & (day == 29) & (year % 4 != 0)  # noqa: PLR2004  the calendar
    return _intact(batch) & month.between(1, 12) & (~day.between(1, longest) | no_leap)


def nik_damaged(batch: Batch) -> pd.Series:
    """NIKs that Excel cut."""
    return batch.frame["is_nik_cut"]


def kk_damaged(batch: Batch) -> pd.Series:
    """KK numbers that Excel cut."""
    return batch.frame["is_kk_cut"]


def kk_invalid(batch: Batch) -> pd.Series:
    """A KK number that can be no key: not 16 digits, zeros, or cut by Excel; empty where a family needs one."""
    digits = batch.frame["no_kk_digits"]
    wrong = ~is_number(digits) | digits.str.startswith("000000") | batch.frame["is_kk_cut"]
    return wrong if batch.layout == "families" else wrong & digits.ne("")


def without_identity(batch: Batch) -> pd.Series:
    """A recipient with neither NIK nor KK to go by; a NIK that is wrong in itself has its own check."""
    no_nik = batch.frame["nik_digits"].eq("") | batch.frame["is_nik_cut"]
    return no_nik & batch.frame["kk_key"].isna()


def _stated_birth(batch: Batch) -> pd.DataFrame:
    """Return the birth date beside each NIK that is usable: ``as_stated`` and ``as_swapped`` agree with it or not."""
    in_nik, stated = _birth(batch), batch.frame["birth_date_value"]
    both = usable_nik(batch).notna() & stated.notna()
    same_year = stated.dt.year % 100 == in_nik["year"]
    as_stated = same_year & (stated.dt.day == in_nik["day"]) & (stated.dt.month == in_nik["month"])
    as_swapped = same_year & (stated.dt.day == in_nik["month"]) & (stated.dt.month == in_nik["day"])
    return pd.DataFrame({"both": both, "as_stated": as_stated, "as_swapped": as_swapped})


def birth_differs(batch: Batch) -> pd.Series:
    """A birth date that is not the one in the NIK, also not with day and month swapped."""
    birth = batch.once("stated birth", _stated_birth)
    return birth["both"] & ~birth["as_stated"] & ~birth["as_swapped"]


def birth_swapped(batch: Batch) -> pd.Series:
    """A birth date that is the one in the NIK with day and month swapped: recognised, no mismatch."""
    birth = batch.once("stated birth", _stated_birth)
    return birth["both"] & ~birth["as_stated"] & birth["as_swapped"]


def sex_differs(batch: Batch) -> pd.Series:
    """A sex that is not the one in the NIK (women: day of birth + 40)."""
    stated = batch.frame["sex_value"]
    in_nik = _birth(batch)["is_woman"].map({True: "P", False: "L"})
    return usable_nik(batch).notna() & stated.notna() & (stated != in_nik)


def usable_nik(batch: Batch) -> pd.Series:
    """Return each row's NIK where it can serve as a key, else missing."""
    return batch.once("usable NIK", _usable_nik)


def _usable_nik(batch: Batch) -> pd.Series:
    faults = (nik_not_digits, nik_length, nik_serial_zero, nik_month, nik_day)
    bad = np.logical_or.reduce([fault(batch).to_numpy(dtype=bool) for fault in faults])
    digits = batch.frame["nik_digits"]
    return digits.where(~bad & digits.ne("") & ~batch.frame["is_nik_cut"])


def usable_kk(batch: Batch) -> pd.Series:
    """Return each row's KK number where it can serve as a key, else missing."""
    digits = batch.frame["no_kk_digits"]
    return digits.where(digits.ne("") & ~kk_invalid(batch))


def _same_name(batch: Batch, group: pd.Series) -> pd.Series:
    """Return whether each row of a group with several has its first name; no name at all contradicts nothing."""
    several = group[group.notna() & group.duplicated(keep=False)]
    names = normalise_name(batch.frame.loc[several.index, "name"])
    names = names.where(names != "")
    same = names.isna() | (names == names.groupby(several).transform("first"))
    return same.reindex(group.index, fill_value=True)


def _later(group: pd.Series) -> pd.Series:
    return group.notna() & group.duplicated(keep="first")


def repeated_row(batch: Batch) -> pd.Series:
    """The same family or recipient again in one file, under the same name; the later row is marked."""
    group = batch.frame["row_key"]
    return _later(group) & _same_name(batch, group)


def nik_two_names(batch: Batch) -> pd.Series:
    """A NIK that stands under another name further up; of NIKs that Excel cut, in the same family."""
    cut = (batch.frame["nik_digits"] + batch.frame["kk_key"]).where(batch.frame["is_nik_cut"])
    group = batch.frame["nik_key"].fillna(cut)
    return _later(group) & ~_same_name(batch, group)


def kk_two_heads(batch: Batch) -> pd.Series:
    """A KK number that stands for another head of family further up."""
    group = batch.frame["kk_key"]
    return _later(group) & ~_same_name(batch, group)


def like_another(batch: Batch) -> pd.Series:
    """A person who differs from one further up by one digit of the NIK and at most one letter of the name."""
    people = pd.DataFrame({"nik": batch.frame["nik_key"], "name": normalise_name(batch.frame["name"])}).dropna()
    people = people[people["name"] != ""].reset_index()
    pairs = [_pairs_but_for(people, digit) for digit in range(NUMBER_LENGTH)]
    alike = [one for one in pairs if len(one)]
    found = pd.concat(alike) if alike else pd.DataFrame({"index_later": []})
    return pd.Series(batch.frame.index.isin(found["index_later"]), index=batch.frame.index)


_LIKE_LETTERS = 1


def _pairs_but_for(people: pd.DataFrame, digit: int) -> pd.DataFrame:
    """Return pairs of rows whose NIKs differ in the ``digit``-th digit only and whose names in one letter at most."""
    key = people["nik"].str[:digit] + people["nik"].str[digit + 1 :]
    several = key.duplicated(keep=False)
    some = people[several].assign(key=key[several])
    pairs = some.merge(some, on="key", suffixes=("", "_later"))
    pairs = pairs[(pairs["index"] < pairs["index_later"]) & (pairs["nik"] != pairs["nik_later"])]
    far = process.cpdist(
        pairs["name"].tolist(), pairs["name_later"].tolist(), scorer=Levenshtein.distance, score_cutoff=_LIKE_LETTERS
    )
    return pairs[np.asarray(far) <= _LIKE_LETTERS]


_NIK_SEVERITY = {"families": LOOK}  # a family is known by its KK number
_NIK_REMEDY = "Cocokkan dengan KTP atau KK, perbaiki di berkas, lalu muat lagi."
CHECKS = (
    Check("nik_bukan_angka", CRITICAL, "NIK harus 16 angka; di dalamnya ada huruf atau tanda.", _NIK_REMEDY, nik_not_digits, ("nik",), severity_in=_NIK_SEVERITY),
    Check("nik_panjang", CRITICAL, "NIK harus 16 angka; jumlah angkanya lain.", _NIK_REMEDY, nik_length, ("nik",), severity_in=_NIK_SEVERITY),
    Check("nik_serial_nol", CRITICAL, "Empat angka terakhir NIK tidak pernah 0000.", _NIK_REMEDY, nik_serial_zero, ("nik",), severity_in=_NIK_SEVERITY),
    Check("nik_bulan_mustahil", CRITICAL, "Bulan lahir di dalam NIK bukan 01–12.", _NIK_REMEDY, nik_month, ("nik",), severity_in=_NIK_SEVERITY),
    Check("nik_tanggal_mustahil", CRITICAL, "Tanggal lahir di dalam NIK tidak ada di kalender.", _NIK_REMEDY, nik_day, ("nik",), severity_in=_NIK_SEVERITY),
    Check("tanggal_lahir_beda_nik", LOOK, "Tanggal lahir berbeda dari yang ada di dalam NIK.", "Cocokkan dengan KTP; NIK tidak berubah bila tanggal lahir dibetulkan.", birth_differs, ("birth_date",)),
    Check("tanggal_bulan_tertukar", NOTE, "Hari dan bulan lahir tertukar; selain itu cocok dengan NIK.", "Betulkan formatnya menjadi hari/bulan/tahun.", birth_swapped, ("birth_date",)),
    Check("jenis_kelamin_beda_nik", LOOK, "Jenis kelamin berbeda dari yang ada di dalam NIK.", "Cocokkan dengan KTP.", sex_differs, ("sex",)),
    Check("nik_rusak_excel", LOOK, "Kolom NIK rusak oleh Excel: angka terakhir hilang menjadi 0. Baris dicocokkan lewat KK.", "Minta berkas asli dengan kolom NIK berformat Teks.", nik_damaged, ("nik",), is_column=True),
    Check("kk_rusak_excel", LOOK, "Kolom No. KK rusak oleh Excel: angka terakhir hilang menjadi 0.", "Minta berkas asli dengan kolom KK berformat Teks.", kk_damaged, ("no_kk",), is_column=True),
    Check("kk_tidak_sah", CRITICAL, "No. KK harus 16 angka dan bukan nol; keluarga tidak bisa dikenali.", "Perbaiki No. KK menurut kartu keluarga, lalu muat lagi.", kk_invalid, ("no_kk",), severity_in={"recipients": LOOK, "members": LOOK, "deliveries": LOOK}),
    Check("tanpa_identitas", CRITICAL, "Baris tanpa NIK dan No. KK yang dapat dipakai.", "Isi NIK atau No. KK, lalu muat lagi.", without_identity, ("nik", "no_kk"), ("recipients",)),
    Check("baris_ganda", LOOK, "Baris yang sama sudah ada di atasnya; dihitung satu kali.", "Hapus salah satu bila memang ganda.", repeated_row, ("nik", "no_kk")),
    Check("nik_ganda_beda_nama", LOOK, "NIK yang sama sudah dipakai nama lain di atasnya.", "Cocokkan kedua nama dengan KTP.", nik_two_names, ("nik",)),
    Check("orang_mirip", LOOK, "Orang di baris ini hampir sama dengan baris di atasnya: satu angka NIK dan paling banyak satu huruf nama berbeda.", "Pastikan apakah orang yang sama; pakai NIK menurut KTP.", like_another, ("nik",), ("members",)),
    Check("kk_ganda_beda_nama", CRITICAL, "No. KK yang sama sudah dipakai kepala keluarga lain di atasnya.", "Cocokkan kedua keluarga dengan kartu keluarga.", kk_two_heads, ("no_kk",), ("families",)),
)  # fmt: skip
