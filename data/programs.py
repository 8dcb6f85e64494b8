"""The programs of social assistance: one entry each.

``load_kg`` and ``amount_idr`` are starting values for one Keluarga Penerima Manfaat and one month; the office changes
them in its settings. Where the table of facts says [?] the value is a stand-in, and ``source`` says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.errors import UnknownProgram

ALL = "SEMUA"
"""Key of "at least one of the programs"."""


@dataclass(frozen=True)
class Program:
    """One program.

    ``unit`` is who receives: keluarga or orang. ``desil_max`` is the ceiling of entitlement, ``None`` where there is
    none by desil.
    """

    key: str
    label: str
    unit: str
    channel: str
    desil_max: int | None
    load_kg: float
    amount_idr: int | None
    source: str
    aliases: tuple[str, ...] = ()


_ENTRIES = (
    Program("PKH", "PKH", "keluarga", "bank (KKS) atau PT Pos, per tahap", 4, 0.0, None, "Kepmensos; besaran per komponen", ("PROGRAMKELUARGAHARAPAN", "KELUARGAHARAPAN")),
    Program("SEMBAKO", "Sembako/BPNT", "keluarga", "KKS atau PT Pos", 5, 0.0, 200_000, "perkiraan, periksa Kepmensos", ("BPNT", "BSP", "SEMBAKOBPNT", "BPNTSEMBAKO", "PROGRAMSEMBAKO", "BANTUANPANGANNONTUNAI")),
    Program("BLTDD", "BLT Dana Desa", "keluarga", "tunai di desa", 4, 0.0, 300_000, "Permendes, per bulan", ("BLT", "BLTD", "BLTDESA", "BLTDANADESA", "BANTUANLANGSUNGTUNAIDANADESA", "BANTUANLANGSUNGTUNAI")),
    Program("CPP", "Beras CPP", "keluarga", "barang, Bulog/PT Pos", 4, 10.0, None, "perkiraan 10 kg per bulan", ("BERAS", "BERASCPP", "CPPBERAS", "RASTRA", "CADANGANPANGAN", "CADANGANPANGANPEMERINTAH", "BANTUANPANGAN", "BANTUANPANGANBERAS", "BANTUANBERAS", "CBP")),
    Program("PBIJK", "PBI-JK", "orang", "iuran jaminan kesehatan", 5, 0.0, None, "perkiraan", ("PBI", "KIS")),
    Program("UEP", "UEP", "keluarga", "Dinsos", None, 0.0, None, "belum ada sumber"),
    Program("KOBE", "KOBE", "keluarga", "Dinsos", None, 0.0, None, "belum ada sumber"),
    Program("RTLH", "Bedah rumah (RTLH)", "keluarga", "Dinsos", None, 0.0, None, "belum ada sumber", ("BEDAHRUMAH",)),
    Program("SEMBAKOLD", "Sembako lansia dan disabilitas", "orang", "Dinsos", None, 10.0, None, "belum ada sumber", ("LANSIA", "DISABILITAS", "SEMBAKOLANSIA", "SEMBAKODISABILITAS", "SEMBAKOLANSIADANDISABILITAS")),
    Program("ATENSI", "ATENSI", "orang", "Kemensos", None, 0.0, None, "belum ada sumber"),
)  # fmt: skip
PROGRAMS: dict[str, Program] = {program.key: program for program in _ENTRIES}
_BY_ALIAS = {alias: program.key for program in _ENTRIES for alias in (program.key, *program.aliases)}


def program_key(text: str) -> str:
    """Return the registry key of a program as an office writes it ("blt-dd", "BPNT").

    Raises
    ------
    UnknownProgram
        No program goes by that name.
    """
    key = _BY_ALIAS.get(re.sub(r"[^A-Z0-9]", "", text.upper()))
    if key is None:
        raise UnknownProgram(program=text, known=", ".join(PROGRAMS))
    return key


def program_of(text: str) -> str:
    """Return the registry key of a program as a list names it, "" where no program goes by that name."""
    return _BY_ALIAS.get(re.sub(r"[^A-Z0-9]", "", text.upper()), "")


_LONGEST_NAME = 5
"""Words."""


def programs_in(text: str) -> frozenset[str]:
    """Return the keys of all programs that a text names; of names that lie in each other the longest.

    >>> sorted(programs_in("DAFTAR PENERIMA BLT DANA DESA"))
    ['BLTDD']
    """
    words = re.findall(r"[A-Z0-9]+", text.upper().replace("-", " "))
    found: set[str] = set()
    place = 0
    while place < len(words):
        spans = [(size, "".join(words[place : place + size])) for size in range(_LONGEST_NAME, 0, -1)]
        hit = next(((size, _BY_ALIAS[name]) for size, name in spans if name in _BY_ALIAS), None)
        if hit:
            found.add(hit[1])
        place += hit[0] if hit else 1
    return frozenset(found)


def program_label(key: str) -> str:
    """Return what a screen calls ``key``; ``SEMUA`` is "Semua program"."""
    return "Semua program" if key == ALL else PROGRAMS[key].label
