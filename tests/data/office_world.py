"""A kecamatan drawn from a seed: desa, families, members, lists, and every kind of fault with the truth about it.

Nothing here asks the product what is right: the faults are planted one by one, and what follows from them between the
lists (the dead, programs together, desil above the ceiling) is worked out by plain loops over plain rows.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

PERIOD = "2026-10"
CEILING = {"PKH": 4, "BLTDD": 4, "CPP": 4, "SEMBAKO": 5}
FORBIDDEN = {"BLTDD": {"PKH", "SEMBAKO"}, "PKH": {"BLTDD"}, "SEMBAKO": {"BLTDD"}}
PLACES = {
    # One that has neighbours and one that nobody knows; the desa as Kemendagri and as BPS spell them.
    "Awayan": (
        ("63.11.03", "6311030", 115.60, -2.40),
        ["Pudak", "Tundakan", "Bihara", "Ambakiang", "Baramban", "Sei Pumpung"],
        ["Pudak", "Tundakan", "Bihara", "Ambakiyang", "Baramban", "Sungai Pumpung"],
    ),
    "Muara Telake": (
        ("64.09.11", "6409140", 116.10, -1.30),
        ["Long Sayo", "Uko", "Rantau Layung", "Swan Slutung", "Payo", "Belimbing"],
        ["LONG SAYO", "UKO", "RANTAU LAYUNG", "SWAN SELUTUNG", "PAYO", "BELIMBING"],
    ),
}
SIDE_DEG = 0.06
"""A desa is a square of 6.7 km; three of them in a row, two rows."""
_GIVEN = ["AHMAD", "SITI", "BUDI", "RAHMAH", "JOHAN", "MARIA", "SUPRI", "HALIMAH", "YUSUF", "LINDA", "TARSAN", "NURUL"]
_FAMILY = ["KENANGA", "MERANTI", "ULIN", "GAHARU", "CEMPAKA", "RAMIN", "JATI", "SUNGKAI", "BENGKIRAI", "KAPUR"]
HARM = ["<script>alert(1)</script>", "=HYPERLINK(A1)", "<img src=x onerror=alert(1)>", "@SUM(A1)", "N" * 400]


@dataclass
class Row:
    """One row of a file: what its columns say, which faults were planted, and whose it is."""

    cells: dict[str, str]
    faults: list[str] = field(default_factory=list)
    kk: str = ""
    nik: str = ""
    counts: bool = True
    """Whether a correct load takes the row in."""

    def fault(self, kind: str, **cells: str) -> Row:
        self.cells |= cells
        self.faults.append(kind)
        return self


@dataclass
class Family:
    kk: str
    desa: int
    members: list[dict[str, str]]
    desil: int | None
    lat: float
    lon: float
    exists: bool = True


class World:
    """What is true; ``tables``: key of a file → its rows."""

    def __init__(self, place: str, seed: int, per_desa: int = 50) -> None:
        self.random = random.Random(seed)  # noqa: S311  a drawing, no secret
        self.kecamatan = place
        (self.code, self.bps, self.lon, self.lat), self.names, self.bps_names = PLACES[place]
        self.numbers = [2004 + 2 * index for index in range(len(self.names))]  # numbering with gaps
        self._taken: set[str] = set()
        self._masks: set[tuple[int, str]] = set()
        self.families = [self._family(desa) for desa in range(len(self.names)) for _ in range(per_desa)]
        self.tables: dict[str, list[Row]] = {}
        self._registers()
        self._coordinates()
        self._lists()
        self._status()
        self._deliveries()
        self._monev()
        self._between_lists()

    # --- who there is -------------------------------------------------------------------------------

    def desa_code(self, desa: int) -> str:
        return f"{self.code}.{self.numbers[desa]}"

    def bps_code(self, desa: int) -> str:
        return f"{self.bps}{desa + 1:03d}"

    def corner(self, desa: int) -> tuple[float, float]:
        return self.lon + SIDE_DEG * (desa % 3), self.lat + SIDE_DEG * (desa // 3)

    def _number(self, date: str) -> str:
        """A number that no other differs from by one digit only."""
        while True:
            made = self.code.replace(".", "") + date + f"{self.random.randint(1, 999):03d}{self.random.randint(1, 9)}"
            masks = {(place, made[:place] + made[place + 1 :]) for place in range(16)}
            if made not in self._taken and not masks & self._masks:
                self._taken.add(made)
                self._masks |= masks
                return made

    def person(self, *, is_woman: bool, year: int) -> dict[str, str]:
        born = dt.date(year, self.random.randint(1, 12), self.random.randint(1, 28))
        nik = self._number(f"{born.day + 40 * is_woman:02d}{born.month:02d}{born.year % 100:02d}")
        name = f"{self.random.choice(_GIVEN)} {self.random.choice(_FAMILY)} {self.random.choice(_FAMILY)}"
        return {"nik": nik, "name": name, "born": born.isoformat(), "sex": "P" if is_woman else "L"}

    def _family(self, desa: int) -> Family:
        draw = self.random
        members = [self.person(is_woman=place == 1 or draw.random() < 0.3, year=draw.randint(1950, 2000))
                   for place in range(draw.randint(1, 4))]  # fmt: skip
        kk = self._number(f"{draw.randint(1, 28):02d}{draw.randint(1, 12):02d}{draw.randint(10, 24)}")
        west, south = self.corner(desa)
        lat = south + SIDE_DEG * draw.uniform(0.2, 0.8)
        return Family(kk, desa, members, draw.randint(1, 9), lat, west + SIDE_DEG * draw.uniform(0.2, 0.8))

    def some(self, rows: list, count: int) -> list:
        """Rows without any fault so far, each taken once."""
        free = [row for row in rows if not row.faults and not getattr(row, "kept", False)]
        return self.random.sample(free, min(count, len(free)))

    # --- registers ----------------------------------------------------------------------------------

    def _registers(self) -> None:
        self.random.shuffle(self.families)
        self.listed = self.families[: len(self.families) * 7 // 10]
        """Families that lists of recipients may name; what is planted in the registers spares them."""
        self.spare = self.families[len(self.listed) :]
        rows = [Row(self._family_cells(family), kk=family.kk) for family in self.families]
        by_kk = {family.kk: family for family in self.families}
        mine = [row for row in rows if by_kk[row.kk] in self.spare]
        for row in self.some(mine, 4):
            row.fault("kk_tidak_sah", no_kk=self.random.choice([row.kk[:15], "0" * 16])).counts = False
            by_kk[row.kk].exists = False
        for kind, values in {"desil_kosong": [""], "desil_tidak_sah": ["0", "11", "miskin"]}.items():
            for row in self.some(rows, 5):
                row.fault(kind, desil=self.random.choice(values))
                by_kk[row.kk].desil = None
        for row in self.some(rows, 5):
            row.fault("jenis_data_salah", member_count="dua")
        for row in self.some(rows, 5):
            row.fault("teks_berbahaya", name=self.random.choice(HARM))
        rows += [Row(dict(row.cells), ["baris_ganda"], row.kk) for row in self.some(rows, 5)]
        self.tables["families"] = rows
        self._members(by_kk)
        poor = [family for family in self.families if family.exists and (family.desil or 9) <= 5]
        self.tables["p3ke"] = [Row(self._p3ke_cells(family, place)) for place, family in enumerate(poor[::2])]
        for row in self.some(self.tables["p3ke"], 5):
            desa = self.names.index(row.cells["desa"])
            row.fault("kode_bps_bukan_kemendagri", code=self.bps_code(desa))

    def _family_cells(self, family: Family) -> dict[str, str]:
        return {
            "no_kk": family.kk, "kecamatan": self.kecamatan.upper(), "code": self.bps_code(family.desa),
            "desa": self.bps_names[family.desa], "member_count": str(len(family.members)),
            "name": family.members[0]["name"], "desil": str(family.desil),
        }  # fmt: skip

    def _p3ke_cells(self, family: Family, place: int) -> dict[str, str]:
        head = family.members[0]
        return {
            "p3ke": f"P{place:07d}", "kecamatan": self.kecamatan.upper(), "desa": self.names[family.desa],
            "code": self.desa_code(family.desa).replace(".", ""), "desil": str(family.desil),
            "lat": f"{family.lat:.6f}", "lon": f"{family.lon:.6f}", "name": head["name"], "nik": head["nik"],
            "no_kk": family.kk,
        }  # fmt: skip

    def _members(self, by_kk: dict[str, Family]) -> None:
        rows = [
            Row({**person, "no_kk": family.kk, "relation": "1" if place == 0 else "3"}, kk=family.kk, nik=person["nik"])
            for family in self.families
            for place, person in enumerate(family.members)
        ]
        mine = [row for row in rows if by_kk[row.kk] in self.spare]
        for row in self.some(mine, 6):
            born = dt.date.fromisoformat(row.cells["born"]) + dt.timedelta(400)
            row.fault("tanggal_lahir_beda_nik", born=born.isoformat())
        for row in self.some(mine, 6):
            row.fault("jenis_kelamin_beda_nik", sex="L" if row.cells["sex"] == "P" else "P")
        self._swap_dates(mine)
        self._break_numbers(mine, 3)
        rows += [
            Row(row.cells | {"name": "ORANG LAIN SEKALI"}, ["nik_ganda_beda_nama"], row.kk, row.nik)
            for row in self.some(mine, 4)
        ]
        for row in self.some(mine, 4):
            last = str((int(row.nik[-2]) + 1) % 10)
            like = row.cells | {"nik": row.nik[:14] + last + row.nik[15], "name": row.cells["name"][:-1] + "X"}
            rows.append(Row(like, ["orang_mirip"], row.kk, like["nik"]))
        self.tables["members"] = rows

    def _swap_dates(self, rows: list[Row]) -> None:
        """Day and month change places, where both could be a month."""
        early = [
            row for row in rows if row.cells["born"][8:] <= "12" and row.cells["born"][8:] != row.cells["born"][5:7]
        ]
        for row in self.some(early, 5):
            year, month, day = row.cells["born"].split("-")
            row.fault("tanggal_bulan_tertukar", born=f"{year}-{day}-{month}")

    def _break_numbers(self, rows: list[Row], count: int) -> None:
        """A NIK that cannot be one: the row waits."""
        broken = {
            "nik_panjang": lambda nik: nik[:15],
            "nik_bukan_angka": lambda nik: nik[:8] + "O" + nik[9:],
            "nik_serial_nol": lambda nik: nik[:12] + "0000",
            "nik_bulan_mustahil": lambda nik: nik[:8] + "13" + nik[10:],
            "nik_tanggal_mustahil": lambda nik: nik[:6] + "32" + nik[8:],
        }
        for kind, breaks in broken.items():
            for row in self.some(rows, count):
                row.fault(kind, nik=breaks(row.nik)).counts = False

    def _coordinates(self) -> None:
        rows = [
            Row({"no_kk": family.kk, "name": family.members[0]["name"], "desa": self.names[family.desa],
                 "lat": f"{family.lat:.6f}", "lon": f"{family.lon:.6f}",
                 "accuracy": f"{self.random.uniform(3, 12):.1f}"}, kk=family.kk)
            for family in self.families
        ]  # fmt: skip
        inside = {family.kk: self.corner(family.desa) for family in self.families}
        west_m = 1 / 111_195
        for row in self.some(rows, 5):
            row.fault("koordinat_tertukar", lat=row.cells["lon"], lon=row.cells["lat"])
        for row in self.some(rows, 5):
            row.fault("koordinat_nol", lat="0", lon="0")
        for row in self.some(rows, 5):
            row.fault("koordinat_kosong", lat="", lon="")
        for row in self.some(rows, 5):
            row.fault("koordinat_koma", lat=row.cells["lat"].replace(".", ","), lon=row.cells["lon"].replace(".", ","))
        for row in self.some(rows, 5):
            row.fault("koordinat_jauh", lat="-6.2", lon="106.8")
        for kind, outside_m in {"di_luar_desa": 2000, "di_luar_desa_toleransi": 50}.items():
            for row in self.some(rows, 5):
                row.fault(kind, lon=f"{inside[row.kk][0] - outside_m * west_m:.6f}")
        one = self.random.randrange(len(self.names))
        same = [row for row in rows if row.cells["desa"] == self.names[one] and not row.faults][:25]
        for row in same:
            row.fault("koordinat_sama_sedusun", **{key: same[0].cells[key] for key in ("lat", "lon", "accuracy")})
        self.tables["coordinates"] = rows

    # --- lists --------------------------------------------------------------------------------------

    def _lists(self) -> None:
        for program, share in {"PKH": 0.3, "SEMBAKO": 0.4, "BLTDD": 0.25, "CPP": 0.3}.items():
            lucky = {family.kk: share * (1.5 if (family.desil or 9) <= 4 else 0.4) for family in self.listed}
            rows = [self._recipient(one, program) for one in self.listed if self.random.random() < lucky[one.kk]]
            if program == "BLTDD":
                rows.sort(key=lambda row: row.cells["desa"])  # a sheet per desa, its own rows together
            self._spoil(rows, program)
            self.tables[program] = rows

    def _recipient(self, family: Family, program: str) -> Row:
        person = family.members[-1 if program == "PKH" else 0]
        return Row({**person, "no_kk": family.kk, "desa": self.names[family.desa], "kecamatan": self.kecamatan,
                    "amount": "Rp 200.000"}, kk=family.kk, nik=person["nik"])  # fmt: skip

    def _spoil(self, rows: list[Row], program: str) -> None:
        if program == "SEMBAKO":
            for row in rows:
                row.cells["nik"] = row.nik[:15] + "0"  # what Excel leaves of sixteen digits
        else:
            self._break_numbers(rows, 1)
        if program == "BLTDD":
            self._swap_dates(rows)
            for row in self.some(rows, 3):
                row.fault("jenis_kelamin_beda_nik", sex="L" if row.cells["sex"] == "P" else "P")
            for row in self.some(rows, 2):
                row.fault("desa_tidak_dikenal", desa="Antah Berantah")
        for row in self.some(rows, 4 if program in {"BLTDD", "SEMBAKO"} else 0):
            row.fault("desa_salah_eja", desa=self._misspelt(row.cells["desa"]))
        for row in self.some(rows, 3):
            row.fault("teks_berbahaya", name=self.random.choice(HARM))
        self._add_rows(rows, program)

    def _add_rows(self, rows: list[Row], program: str) -> None:
        """The same person again, the same number for another, and people whom no register knows."""
        twice, two_names = self.some(rows, 4), self.some(rows, 3)
        rows += [Row(dict(row.cells), ["baris_ganda"], row.kk, row.nik) for row in twice]
        rows += [
            Row(row.cells | {"name": "NAMA LAIN SEKALI"}, ["nik_ganda_beda_nama"], row.kk, row.nik) for row in two_names
        ]
        for number in range(3):
            stranger, kk = self.person(is_woman=False, year=1980), self._number("010120")
            cells = {**stranger, "name": f"TAK TERDAFTAR {number}", "no_kk": kk, "desa": self.names[0],
                     "kecamatan": self.kecamatan, "amount": ""}  # fmt: skip
            if program == "SEMBAKO":
                cells["nik"] = cells["nik"][:15] + "0"
            rows.append(Row(cells, ["tidak_di_dtsen"], kk, stranger["nik"]))

    def _misspelt(self, name: str) -> str:
        """One letter beside the first is another."""
        place = self.random.choice([index for index, letter in enumerate(name) if index and letter != " "])
        return name[:place] + ("q" if name[place] != "q" else "z") + name[place + 1 :]

    def _status(self) -> None:
        people = [row for program in ("PKH", "BLTDD", "CPP") for row in self.tables[program] if row.counts]
        gone = {row.nik: row.cells["name"] for row in self.random.sample(people, 20)}
        gone |= {family.members[0]["nik"]: family.members[0]["name"] for family in self.spare[:10]}
        self.gone = {nik: self.random.choice(["MENINGGAL", "PINDAH"]) for nik in gone}
        self.tables["status"] = [
            Row({"nik": nik, "name": gone[nik], "status": status, "date": "2026-05-17"}, nik=nik)
            for nik, status in self.gone.items()
        ]

    def _deliveries(self) -> None:
        rows = [
            Row({"date": f"2026-10-{self.random.randint(1, 28):02d}", "program": program, "period": PERIOD,
                 "nik": row.nik, "name": row.cells["name"], "amount": "200000", "status": "diterima"}, nik=row.nik)
            for program in ("PKH", "BLTDD")
            for row in self.tables[program]
            if row.counts and not row.faults
        ]  # fmt: skip
        for row in self.some(rows, 4):
            row.fault("jumlah_tidak_sah", amount=self.random.choice(["-200000", "0"])).counts = False
        for row in self.some(rows, 4):
            row.fault("tanggal_mustahil", date="2026-13-45").counts = False
        rows += [Row(dict(row.cells), ["baris_ganda"], nik=row.nik) for row in self.some(rows, 4)]
        self.tables["deliveries"] = rows

    def _monev(self) -> None:
        draw = self.random
        self.tables["survey"] = [
            Row({"date": "2026-10-20", "desa": draw.choice(self.names), "remark": "Kapan berikutnya?",
                 **{f"u{unsur}": draw.choice(["2", "3", "3", "4", ""]) for unsur in range(1, 10)}})
            for _ in range(60)
        ]  # fmt: skip
        for row in self.some(self.tables["survey"], 5):
            row.fault("jawaban_di_luar_1_4", **{draw.choice(["u2", "u9"]): draw.choice(["0", "5", "7", "baik"])})
        self.tables["complaints"] = [
            Row({"date": "2026-09-01", "desa": draw.choice(self.names), "category": "terlambat",
                 "report": "Belum sampai", "status": "terbuka", "done": ""})
            for _ in range(30)
        ]  # fmt: skip

    # --- between the lists --------------------------------------------------------------------------

    def _between_lists(self) -> None:
        got: dict[str, set[str]] = {}
        lists = [(program, row) for program in CEILING for row in self.tables[program] if row.counts]
        for program, row in lists:
            got.setdefault(row.kk, set()).add(program)
        desil = {family.kk: family.desil or 0 for family in self.families if family.exists}
        known = {family.kk for family in self.families}
        for program, row in lists:
            if program != "SEMBAKO" and row.nik in self.gone:
                row.faults.append(self.gone[row.nik].lower())
            if desil.get(row.kk, 0) > CEILING[program]:
                row.faults.append("desil_di_atas_batas")
            if row.kk in known and got[row.kk] & FORBIDDEN.get(program, set()):
                row.faults.append("program_tidak_boleh_bersama")

    def accepted(self) -> dict[tuple[str, str], dict[str, int]]:
        """What a correct load counts, per program and desa."""
        counts = {}
        for program in (*CEILING, "SEMUA"):
            lists = CEILING if program == "SEMUA" else [program]
            got = {row.kk for one in lists for row in self.tables[one] if row.counts}
            for desa in range(len(self.names)):
                here = [family for family in self.families if family.exists and family.desa == desa]
                poor = [family for family in here if family.desil and family.desil <= 4]
                counts[program, self.desa_code(desa)] = {
                    "families": len(here),
                    "families_without_desil": sum(family.desil is None for family in here),
                    "poor_families": len(poor),
                    "served_poor": sum(family.kk in got for family in poor),
                    "served_nonpoor": sum(family.kk in got for family in here if family.desil and family.desil > 4),
                    "recipients": sum(family.kk in got for family in here),
                }
        return counts
