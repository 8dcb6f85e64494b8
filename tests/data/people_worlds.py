"""A small office of three families and their lists, for people, doubles and rules."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from data.intake.load import load_files
from data.intake.request import SourceFile
from data.store import Store

BUDI_KK, AMINAH_KK, YATIM_KK = "6311020101010001", "6311020101010002", "6311020101010003"
BUDI, SITI, ANI, TUA = "6311021708800011", "6311025708850012", "6311025011220013", "6311021101500014"
AMINAH, RUDI = "6311025203600021", "6311020304900022"
STRANGER = "6311021708800031"  # one digit off Budi's

FAMILIES = f"""no_kk,nik,nama_kepala,kode_desa,desa,jumlah_anggota,desil
{BUDI_KK},{BUDI},BUDI SANTOSO,63.11.02.2001,UREN,4,2
{AMINAH_KK},{AMINAH},AMINAH,63.11.02.2001,UREN,2,3
{YATIM_KK},,YATIM PIATU,63.11.02.2001,UREN,1,1
"""
# Budi 17 August 1980; Siti 17 August 1985, pregnant; Ani 10 November 2022, a toddler; Tua 11 January 1950, hard of
# seeing. Aminah 12 March 1960 heads her family; Rudi 3 April 1990, relation by a number that nobody knows.
MEMBERS = f"""nik,no_kk,nama,tanggal_lahir,jenis_kelamin,hubungan,penglihatan,berjalan,hamil
{BUDI},{BUDI_KK},BUDI SANTOSO,1980-08-17,1,1,1,1,2
{SITI},{BUDI_KK},SITI,1985-08-17,2,2,1,1,1
{ANI},{BUDI_KK},ANI,2022-11-10,2,3,1,1,2
{TUA},{BUDI_KK},PAK TUA,1950-01-11,1,Orang Tua,2,1,2
{AMINAH},{AMINAH_KK},AMINAH,1960-03-12,2,1,1,1,2
{RUDI},{AMINAH_KK},RUDI,1990-04-03,1,5,1,4,
"""
STATUS = f"NIK,NAMA,STATUS,TANGGAL\n{TUA},PAK TUA,MENINGGAL,2026-04-04\n"
PKH = f"nik,no_kk,nama\n{SITI},{BUDI_KK},SITI\n{AMINAH},{AMINAH_KK},AMINAH\n{STRANGER},,BUDI SANTOSO\n"
BLT = f"nik,no_kk,nama\n{BUDI},{BUDI_KK},BUDI SANTOSO\n"
HANDED = f"""tanggal,program,periode,nik,nama,jumlah,status,penerima_wakil,hubungan
2026-10-05,PKH,2026-10,{SITI},SITI,225000,diwakilkan,BUDI SANTOSO,suami
"""


_HOME = TemporaryDirectory(prefix="petasalur-people-")
_MADE: dict[tuple[tuple[str, str], ...], Path] = {}


def office(folder: Path, **changed: str) -> Store:
    """Return a copy of the office's database; ``changed``: other text for one of its files, "" leaves it out.

    Each office is loaded once.
    """
    texts = {"families": FAMILIES, "members": MEMBERS, "status": STATUS, "pkh": PKH, "blt": BLT, "deliveries": HANDED}
    known = tuple((texts | changed).items())
    if known not in _MADE:
        _MADE[known] = _load(Path(_HOME.name) / str(len(_MADE)), dict(known))
    return Store.open(shutil.copy(_MADE[known], folder / "kantor.duckdb"))


def _load(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir()
    store = Store.open(folder / "kantor.duckdb")
    files = []
    for name, text in texts.items():
        if text:
            path = folder / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            kind, program = {"pkh": ("recipients", "PKH"), "blt": ("recipients", "BLTDD")}.get(name, (name, ""))
            files.append(SourceFile(kind, path, program, "2026-10" if program else ""))
    load_files(store, files)
    store.close()
    return store.path
