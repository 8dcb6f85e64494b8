"""The files of an :mod:`office_world`, each in a form drawn from a seed: headers, order, titles, sheets, encodings."""

from __future__ import annotations

import csv
import io
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
import xlsxwriter
from office_world import PERIOD, SIDE_DEG, Row, World

HEADERS = {
    "no_kk": ["No. KK", "NOMOR KARTU KELUARGA", "no_kk", "NO KK (16 DIGIT)", "Nomor KK Keluarga", "No Kartu Keluarga"],
    "nik": ["NIK", "N I K", "Nomor Induk Kependudukan", "No. KTP/NIK", "NIK (16 digit)", "nik_penerima"],
    "name": ["NAMA", "Nama Lengkap", "Nama Penerima Manfaat", "NAMA KPM", "nama_lengkap", "Nama Lengkap (sesuai KTP)"],
    "desa": ["Desa", "DESA/KELURAHAN", "Nama Desa/Kel.", "Kel/Desa", "nama_desa", "Desa / Kelurahan Domisili"],
    "code": ["Kode Desa", "KODE WILAYAH", "kode_kelurahan_desa", "Kode Desa/Kelurahan", "kd_desa"],
    "kecamatan": ["Kecamatan", "KEC.", "nama_kecamatan", "Nama Kecamatan"],
    "member_count": ["Jumlah Anggota Keluarga", "JML ANGGOTA", "jumlah_art", "Jml. Jiwa"],
    "desil": ["desil_nasional", "Desil", "DESIL KESEJAHTERAAN", "Kelompok Desil (1-10)"],
    "born": ["Tanggal Lahir", "TGL LAHIR", "tgl_lahir", "Tgl. Lahir KPM"],
    "sex": ["Jenis Kelamin", "JK", "L/P", "jenis_kelamin"],
    "relation": ["status_hubungan_keluarga", "SHDK", "Hubungan dengan Kepala Keluarga", "Hub. Keluarga"],
    "lat": ["latitude", "Lintang", "Koordinat Y", "_titik_rumah_latitude", "LATITUDE (Y)"],
    "lon": ["longitude", "Bujur", "Koordinat X", "_titik_rumah_longitude", "LONGITUDE (X)"],
    "accuracy": ["Akurasi (m)", "_titik_rumah_precision", "presisi"],
    "point": ["Titik Koordinat", "_lokasi", "Koordinat Rumah", "geopoint"],
    "p3ke": ["ID Keluarga P3KE", "id_p3ke", "No. ID P3KE"],
    "status": ["Status", "STATUS PENDUDUK", "Status Kependudukan"],
    "delivered": ["Status", "Status Penyaluran", "STATUS SALUR"],
    "date": ["Tanggal", "TGL", "Tanggal Kejadian"],
    "given_on": ["Tanggal", "Tgl Penyaluran", "tanggal_salur"],
    "program": ["Program", "Jenis Bantuan", "nama_program"],
    "period": ["Periode", "Bulan Penyaluran", "PERIODE SALUR"],
    "amount": ["Nominal", "Jumlah (Rp)", "BESARAN BANTUAN", "jumlah"],
    "remark": ["Saran", "Saran dan Masukan", "kritik_saran"],
    "category": ["Kategori", "Jenis Pengaduan"],
    "report": ["Uraian", "Isi Pengaduan"],
    "done": ["Tanggal Selesai", "tgl_selesai"],
    "open": ["Status", "Status Pengaduan"],
    **{f"u{unsur}": [f"U{unsur}", f"Unsur {unsur}", f"u{unsur:02d}"] for unsur in range(1, 10)},
}  # fmt: skip
"""What offices call a column; drawn from here, not from the registry of the product."""
MONTH = "OKTOBER 2026"


CELLS = {"given_on": "date", "delivered": "status", "open": "status"}
"""What a column is called differently for, than the cell of the world is."""


@dataclass
class Office:
    """What lies in the folder: how the shell is told of it, and every planted fault: file, sheet, row, kind."""

    given: list[str] = field(default_factory=list)
    truth: set[tuple[str, str, int, str]] = field(default_factory=set)


class Writer:
    """Writes the tables of a world; the same seed gives the same files."""

    def __init__(self, world: World, folder: Path, seed: int) -> None:
        self.world, self.folder, self.draw = world, folder, random.Random(seed)  # noqa: S311  a drawing, no secret
        self.office = Office()

    def write(self) -> Office:
        self._places()
        self._book(
            "keluarga dtsen.xlsx", "families", ["no_kk", "code", "desa", "kecamatan", "member_count", "name", "desil"]
        )
        self._text("anggota.csv", "members", ["nik", "no_kk", "name", "born", "sex", "relation"])
        self._points()
        self._book(
            "p3ke.xlsx", "p3ke", ["p3ke", "kecamatan", "desa", "code", "desil", "lat", "lon", "name", "nik", "no_kk"]
        )
        self._text("dukcapil.csv", "status", ["nik", "name", "status", "date"])
        columns = ["given_on", "program", "period", "nik", "name", "amount", "delivered"]
        self._text("realisasi.csv", "deliveries", columns)
        self._text("ikm.csv", "survey", ["given_on", "desa", *[f"u{unsur}" for unsur in range(1, 10)], "remark"])
        self._text("aduan.csv", "complaints", ["given_on", "desa", "category", "report", "open", "done"])
        self._text("pkh.csv", "PKH", ["nik", "name", "desa"], program="PKH", has_gaps=True)
        self._book(
            "sembako.xlsx", "SEMBAKO", ["no_kk", "nik", "name", "desa", "kecamatan", "amount"], program="SEMBAKO"
        )
        self._opensid()
        self._bnba()
        self.draw.shuffle(self.office.given)
        return self.office

    # --- forms --------------------------------------------------------------------------------------

    def _headers(self, columns: list[str]) -> list[tuple[str, str]]:
        """Columns in another order under other names, some between them that nobody needs."""
        named = [(key, self.draw.choice(HEADERS[key])) for key in columns]
        named += self.draw.sample(
            [("", "Keterangan Lain"), ("", "Foto Rumah"), ("", "Nama Ibu Kandung"), ("", "Petugas")], 2
        )
        self.draw.shuffle(named)
        return [("no", "No"), *named]

    def _titles(self, name: str) -> list[list[str]]:
        titles = [[name.upper()], [f"KECAMATAN {self.world.kecamatan.upper()}"], [], ["Dicetak 5 November 2026"]]
        return titles[: self.draw.randint(0, 4)]

    def _line(self, row: Row, named: list[tuple[str, str]], number: int) -> list[str]:
        cells = row.cells | {"no": str(number)}
        return [cells.get(CELLS.get(key, key), "") if key else "x" * (header == "Petugas") for key, header in named]

    def _plant(self, file: str, sheet: str, line: int, kinds: list[str]) -> None:
        self.office.truth |= {(file, sheet, line, kind) for kind in kinds}

    def _body(
        self, file: str, sheet: str, rows: list[Row], named: list[tuple[str, str]], lines: list[list[str]]
    ) -> None:
        """Append the rows to ``lines``, and what is planted in them to the truth."""
        for number, row in enumerate(rows, start=1):
            lines.append(self._line(row, named, number))
            self._plant(file, sheet, len(lines), row.faults)

    def _text(self, file: str, table: str, columns: list[str], *, program: str = "", has_gaps: bool = False) -> None:
        lines = self._titles(file.removesuffix(".csv"))
        named = self._headers(columns)
        lines.append([header for _, header in named])
        rows = list(self.world.tables[table])
        half = len(rows) // 2
        self._body(file, "", rows[:half], named, lines)
        for _ in range(2 * has_gaps):
            lines.append([""] * len(named))
            self._plant(file, "", len(lines), ["baris_kosong"])
        self._body(file, "", rows[half:], named, lines)
        delimiter, encoding = self.draw.choice([(",", "utf-8"), (";", "cp1252"), ("\t", "utf-16"), (";", "utf-8-sig")])
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(lines)
        (self.folder / file).write_bytes(buffer.getvalue().encode(encoding, errors="replace"))
        self._give(file, program)

    def _give(self, file: str, program: str = "") -> None:
        self.office.given.append(f"{self.folder / file}" + (f":{program}:{PERIOD}" if program else ""))

    def _book(self, file: str, table: str, columns: list[str], *, program: str = "") -> None:
        """A workbook of one table: perhaps numbered columns, headers in two rows, other sheets beside it."""
        named = self._headers(columns)
        lines = self._titles("Data")
        lines.append([header for _, header in named])
        if self.draw.random() < 0.5:
            lines.append([f"({number + 1})" for number in range(len(named))])
        self._body(file, "Lembar Data", self.world.tables[table], named, lines)
        if table == "SEMBAKO":
            self._plant(file, "Lembar Data", 0, ["nik_rusak_excel"])
        with xlsxwriter.Workbook(str(self.folder / file), {"strings_to_formulas": False}) as book:
            if self.draw.random() < 0.5:
                _fill(book.add_worksheet("Petunjuk"), [["Cara mengisi"], ["Isi semua kolom"]])
            _fill(book.add_worksheet("Lembar Data"), lines)
            hidden = book.add_worksheet("Lama")
            _fill(hidden, lines[: len(lines) // 2])
            hidden.hide()
        self._give(file, program)

    def _points(self) -> None:
        """Where families live: columns for latitude and longitude, or one cell for both as phones write it."""
        if self.draw.random() < 0.5:
            self._text("titik rumah.csv", "coordinates", ["no_kk", "name", "desa", "lat", "lon", "accuracy"])
            return
        for row in self.world.tables["coordinates"]:
            both = f"{row.cells['lat']} {row.cells['lon']}"
            row.cells["point"] = f"{both} 61 {row.cells['accuracy']}" if row.cells["lat"] else ""
        self._text("titik rumah.csv", "coordinates", ["no_kk", "name", "desa", "point"])

    def _opensid(self) -> None:
        file, rows = "peserta.xlsx", self.world.tables["CPP"]
        lines = [["Peserta", "No. Peserta", "NIK", "Nama", "Tempat Lahir", "Tanggal Lahir", "Alamat"]]
        for row in rows:
            lines.append([row.cells["nik"], "", row.cells["nik"], row.cells["name"], "", row.cells["born"], ""])
            self._plant(file, "Peserta", len(lines), row.faults)
        lines.append(["###"])
        program = [["ID Program"], ["Nama Program", "Beras CPP"], ["Sasaran Program", "1"], ["Keterangan", ""],
                   ["Asal Dana", "Pusat"], ["Rentang Waktu (Awal)", "2026-10-01"],
                   ["Rentang Waktu (Akhir)", "2026-10-31"], ["###"]]  # fmt: skip
        with xlsxwriter.Workbook(str(self.folder / file), {"strings_to_formulas": False}) as book:
            _fill(book.add_worksheet("Program"), program)
            _fill(book.add_worksheet("Peserta"), lines)
        self._give(file)  # the file itself says for which program and month it is

    def _bnba(self) -> None:
        """BLT-DD by name by address: a sheet per desa, or one sheet whose column of desa is merged downwards."""
        file = "bnba.xlsx"
        homes = {family.kk: family.desa for family in self.world.families}
        rows = sorted(self.world.tables["BLTDD"], key=lambda row: homes.get(row.kk, 0))
        desa = sorted({homes.get(row.kk, 0) for row in rows})
        sheets = {self.world.names[one]: [row for row in rows if homes.get(row.kk, 0) == one] for one in desa}
        is_merged = self.draw.random() < 0.5
        with xlsxwriter.Workbook(str(self.folder / file), {"strings_to_formulas": False}) as book:
            for title, some in ({"BNBA": rows} if is_merged else sheets).items():
                self._bnba_sheet(book, file, title, some, is_merged=is_merged)
            _fill(book.add_worksheet("Rekap"), [["REKAP"], ["Desa", "Jumlah"], [self.world.names[0], "12"]])
        self._give(file)

    def _bnba_sheet(
        self, book: xlsxwriter.Workbook, file: str, title: str, rows: list[Row], *, is_merged: bool
    ) -> None:
        sheet = book.add_worksheet(title)
        columns = [("NO", ""), ("NIK", "KEPALA KELUARGA"), ("NAMA", "KEPALA KELUARGA"), ("L/P", "KEPALA KELUARGA"),
                   ("TGL LAHIR", "KEPALA KELUARGA"), ("DESA", ""), ("KETERANGAN", "")]  # fmt: skip
        sheet.merge_range(0, 0, 0, 6, "DAFTAR BY NAME BY ADDRESS PENERIMA BLT DANA DESA")
        sheet.merge_range(1, 0, 1, 6, f"KECAMATAN {self.world.kecamatan.upper()} BULAN {MONTH}")
        for place, (lower, upper) in enumerate(columns):
            if upper:
                sheet.write(4, place, lower)
            else:
                sheet.merge_range(3, place, 4, place, lower)
        sheet.merge_range(3, 1, 3, 4, "KEPALA KELUARGA")
        first = 5
        for number, row in enumerate(rows):
            nik = row.cells["nik"]
            if not row.faults and number % 7 == 0:
                nik = f"'{nik}" if number % 2 else f"{nik[:6]}.{nik[6:12]}.{nik[12:]}"
            born = "/".join(reversed(row.cells["born"].split("-")))
            cells = [str(number + 1), nik, row.cells["name"], row.cells["sex"], born, "", ""]
            sheet.write_row(first + number, 0, cells)
            self._plant(file, title, first + number + 1, row.faults)
        _write_desa(sheet, first, 5, [row.cells["desa"] for row in rows], is_merged=is_merged)
        under = first + len(rows)
        sheet.write_row(under, 0, ["JUMLAH", "", str(len(rows))])
        self._plant(file, title, under + 1, ["baris_jumlah"])
        sheet.write(under + 2, 4, f"{self.world.kecamatan}, 31 Oktober 2026")
        sheet.write(under + 3, 4, "Camat")
        sheet.write(under + 6, 4, "Drs. H. CONTOH")

    def _places(self) -> None:
        world = self.world
        codes = [world.desa_code(desa) for desa in range(len(world.names))]
        corners = [world.corner(desa) for desa in range(len(codes))]
        squares = [shapely.box(west, south, west + SIDE_DEG, south + SIDE_DEG) for west, south in corners]
        layer = {"KODE_DESA": codes, "NAMA_DESA": world.names, "KECAMATAN": [world.kecamatan] * len(codes)}
        frame = gpd.GeoDataFrame(layer, geometry=squares, crs=4326)
        (self.folder / "batas.geojson").write_text(json.dumps(json.loads(frame.to_json())), encoding="utf-8")
        listed = {"kode_desa": codes, "nama_kemendagri": world.names, "kecamatan": layer["KECAMATAN"],
                  "kode_desa_bps": [world.bps_code(desa) for desa in range(len(codes))],
                  "nama_bps": world.bps_names}  # fmt: skip
        pd.DataFrame(listed).to_csv(self.folder / "padanan.csv", index=False)
        self.office.given += [str(self.folder / "batas.geojson"), str(self.folder / "padanan.csv")]


def _fill(sheet: xlsxwriter.worksheet.Worksheet, lines: list[list[str]]) -> None:
    for number, line in enumerate(lines):
        for column, cell in enumerate(line):
            if cell:
                sheet.write_string(number, column, cell)


def _write_desa(
    sheet: xlsxwriter.worksheet.Worksheet, first: int, column: int, names: list[str], *, is_merged: bool
) -> None:
    start = 0
    while start < len(names):
        end = start
        while is_merged and end + 1 < len(names) and names[end + 1] == names[start]:
            end += 1
        if end > start:
            sheet.merge_range(first + start, column, first + end, column, names[start])
        else:
            sheet.write(first + start, column, names[start])
        start = end + 1
