"""Small databases behind the pages, each made through the same loader that takes an office's files.

``small``: four desa, squares of 0.02 degree (about 2.2 km) in a row, 40 families, two programs, two periods.

====================== ======== ===== ========= ======================= ===================== ============ =============
desa (63.11.02.…)      families  poor no desil  poor served in October  not poor, receiving   two programs poor, nobody
====================== ======== ===== ========= ======================= ===================== ============ =============
2001 Baruh Panyambaran       12     6         1 2 (PKH; one also CPP)   0                                1             4
2002 Uren                    10     5         0 2 (PKH + CPP, CPP)      1 (PKH)                          1             3
2003 Ha'uwai                 10     4         1 3 (PKH)                 1 (CPP)                          0             1
2004 Liyu                     8     2         0 2 (PKH)                 0                                0             0
all                          40    17         2 9 → 52,9 %              2 of 11 → 18,2 %                 2   8 → 47,1 %
====================== ======== ===== ========= ======================= ===================== ============ =============

CPP in October: 4 families (1 in 2001, 2 in 2002, 1 in 2003) and one stranger of no known family. PKH in September: 6
poor families (1 in 2001, 3 in 2003, 2 in 2004), so 11 of 17 were left out: three more than in October.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.demo.command import make_demo
from data.intake.load import SourceFile, load_files
from data.roads import ROADS
from data.service_points import POINTS
from data.store import Store
from tests.data.road_worlds import ASPHALT, river_file, roads_file, write_lines

WEST, SOUTH, SIDE = 115.60, -2.32, 0.02
NAMES = ("Baruh Panyambaran", "Uren", "Ha'uwai", "Liyu")
HEADS = ("SITI AMINAH", "AHMAD RIDUAN", "NORHASANAH", "KASPUL ANWAR", "MASTORAH", "RUSDIANSYAH")
OCTOBER, SEPTEMBER = "2026-10", "2026-09"
ACT = "window.__ran=1"
HOSTILE_DESA = (
    f"<img src=x onerror={ACT}>",
    f"</script><script>{ACT}</script>{{{{7*7}}}}",
    "![x](http://evil.invalid/x.png) [a](http://evil.invalid) **tebal** $x^2$ :red[merah]",
    '=HYPERLINK("http://evil.invalid") \'"`\u2028\u202eterbalik ' + "panjang " * 250,
)
HOSTILE_HEADS = (
    f"<svg onload={ACT}> KADAL", '=HYPERLINK("http://evil.invalid") MUSANG', "{{7*7}} ![y](http://evil.invalid/y.png)",
    "\u202eNAMIT\u202c RUSA", "'\"; DROP TABLE family; -- KANCIL", "PANJANG " * 250,
)  # fmt: skip


def code(number: int) -> str:
    return f"63.11.02.{2000 + number}"


@dataclass(frozen=True)
class Family:
    """One family of a world: ``number`` counts through all desa."""

    number: int
    desa: int
    desil: int | None
    place: int

    @property
    def no_kk(self) -> str:
        return f"63110214{1 + self.number % 12:02}18{1 + self.number:04}"

    @property
    def nik(self) -> str:
        return f"63110214{1 + self.number % 12:02}75{1 + self.number:04}"

    def row(self, desa_names: tuple[str, ...], heads: tuple[str, ...], dusun: str) -> dict[str, object]:
        """Every fifth family of a desa has no coordinate; the others stand on a grid of 0.002 degree in its middle."""
        lon = WEST + SIDE * (self.desa - 1) + 0.006 + 0.002 * (self.place % 4)
        lat = SOUTH + 0.006 + 0.002 * (self.place // 4)
        has_point = self.place % 5 != 4
        return {
            "no_kk": self.no_kk, "nik_kepala": self.nik, "nama_kepala": heads[self.number % len(heads)],
            "kode_desa": code(self.desa), "desa": desa_names[self.desa - 1], "dusun": dusun.format(1 + self.place % 2),
            "rt": 1, "rw": 1, "jumlah_anggota": 4, "desil": self.desil,
            "lat": round(lat, 6) if has_point else None, "lon": round(lon, 6) if has_point else None,
        }  # fmt: skip


def families_of(counts: list[tuple[int, int, int]]) -> list[Family]:
    """Return families; ``counts`` per desa: all, poor (desil 1 … 4), without desil. The poor come first."""
    made: list[Family] = []
    for desa, (every, poor, without) in enumerate(counts, 1):
        for place in range(every):
            desil = 1 + place % 4 if place < poor else None if place >= every - without else 5 + place % 6
            made.append(Family(len(made), desa, desil, place))
    return made


def write_boundaries(path: Path, names: tuple[str, ...], shift: float = 0.0) -> Path:
    """Write squares side by side; ``shift`` in degrees moves them all east."""
    features = []
    for number, name in enumerate(names, 1):
        west, east = round(WEST + shift + SIDE * (number - 1), 6), round(WEST + shift + SIDE * number, 6)
        ring = [[west, SOUTH], [east, SOUTH], [east, SOUTH + SIDE], [west, SOUTH + SIDE], [west, SOUTH]]
        facts = {"kode": code(number), "nama": name, "kecamatan": "Halong"}
        features.append(
            {"type": "Feature", "properties": facts, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def write_rows(path: Path, rows: list[dict[str, object]]) -> Path:
    frame = pd.DataFrame(rows)
    whole = frame.select_dtypes("number").columns.difference(["lat", "lon"])
    frame.astype(dict.fromkeys(whole, "Int64")).to_csv(path, index=False)
    return path


def write_recipients(path: Path, people: list[Family], strangers: int = 0) -> Path:
    rows = [{"nik": each.nik, "no_kk": each.no_kk, "nama": "NAMA DI DAFTAR"} for each in people]
    rows += [{"nik": f"6311025502800{700 + each}", "no_kk": "", "nama": "ORANG LAIN"} for each in range(strangers)]
    return write_rows(path, rows)


def pick(people: list[Family], *places: tuple[int, int]) -> list[Family]:
    """Return the families at ``(desa, place)``."""
    at = {(each.desa, each.place): each for each in people}
    return [at[place] for place in places]


SMALL = families_of([(12, 6, 1), (10, 5, 0), (10, 4, 1), (8, 2, 0)])
PKH_OCTOBER = pick(SMALL, (1, 0), (1, 1), (2, 0), (2, 6), (3, 0), (3, 1), (3, 2), (4, 0), (4, 1))  # (2, 6): not poor
CPP_OCTOBER = pick(SMALL, (1, 0), (2, 0), (2, 1), (3, 5))  # (3, 5): not poor
PKH_SEPTEMBER = pick(SMALL, (1, 0), (3, 0), (3, 1), (3, 2), (4, 0), (4, 1))


def office_files(folder: Path, names: tuple[str, ...] = NAMES, heads: tuple[str, ...] = HEADS,
                 dusun: str = "Dusun {}") -> list[SourceFile]:  # fmt: skip
    """Write what the office of ``small`` would send."""
    rows = [each.row(names, heads, dusun) for each in SMALL]
    return [
        SourceFile("boundaries", write_boundaries(folder / "batas.geojson", names)),
        SourceFile("families", write_rows(folder / "keluarga.csv", rows)),
        SourceFile("recipients", write_recipients(folder / "pkh 10.csv", PKH_OCTOBER), "PKH", OCTOBER),
        SourceFile("recipients", write_recipients(folder / "cpp 10.csv", CPP_OCTOBER, 1), "CPP", OCTOBER),
        SourceFile("recipients", write_recipients(folder / "pkh 09.csv", PKH_SEPTEMBER), "PKH", SEPTEMBER),
    ]


def small(path: Path) -> None:
    take(path, office_files(path.parent))


def empty(path: Path) -> None:
    take(path, [])


def one_desa(path: Path) -> None:
    """Five families, two of them poor, of whom PKH reaches one."""
    people = families_of([(5, 2, 0)])
    rows = [each.row(NAMES, HEADS, "Dusun {}") for each in people]
    take(path, [
        SourceFile("boundaries", write_boundaries(path.parent / "satu.geojson", NAMES[:1])),
        SourceFile("families", write_rows(path.parent / "lima.csv", rows)),
        SourceFile("recipients", write_recipients(path.parent / "pkh.csv", people[:1]), "PKH", OCTOBER),
    ])  # fmt: skip


def hostile(path: Path) -> None:
    """The figures of ``small`` under names that want to run, to link, to format or to break."""
    files = office_files(path.parent, HOSTILE_DESA, HOSTILE_HEADS, f"<b onmouseover={ACT}>Dusun {{}}</b>")
    odd = path.parent / f"<img src=x onerror={ACT}> [a](http:) **x**.csv"
    spoiled = pd.read_csv(files[1].path, dtype="string")
    spoiled.loc[0:2, "no_kk"] = [f"<img src=x onerror={ACT}>", "=1+1", "[a](http://evil.invalid)"]
    spoiled["desa"] = spoiled["desa"].str.replace("\u2028", " ")
    spoiled.iloc[:3].to_csv(odd, index=False)
    ways = [([[WEST, SOUTH + 0.01], [WEST + SIDE, SOUTH + 0.01]], {**ASPHALT, "name": name}) for name in HOSTILE_DESA]
    places = [(WEST + 0.01, SOUTH + 0.01), (None, None), (None, None), (None, None)]
    points = [{"nama": name, "jenis": "salur", "bujur": lon, "lintang": lat, "catatan": name}
              for name, (lon, lat) in zip(HOSTILE_DESA, places, strict=True)]  # fmt: skip
    pd.DataFrame(points).to_csv(path.parent / "titik.csv", index=False)
    more = [SourceFile("families", odd), SourceFile(ROADS, write_lines(path.parent / "jalan.geojson", ways)),
            SourceFile(POINTS, path.parent / "titik.csv")]  # fmt: skip
    take(path, [*files, *more])


def roads(path: Path) -> None:
    """``small`` with the network of ``tests/data/road_worlds.py``: roads in two pieces, a trail, a river."""
    files = [SourceFile(ROADS, make(path.parent)) for make in (roads_file, river_file)]
    take(path, [*office_files(path.parent), *files])


def demo(path: Path) -> None:
    """And what the maker told meanwhile: its progress, and of each file how many rows were taken and set aside."""
    shares: list[float] = []
    loaded = make_demo(path, progress=lambda share, _: shares.append(share))
    files = [[each.kind, each.accepted_count, each.set_aside_count] for each in loaded]
    path.with_suffix(".json").write_text(json.dumps({"shares": shares, "files": files}))


def halong(path: Path, shared: Path) -> None:
    """Real boundaries of 157 desa, invented families in 24 of them."""
    lists = shared / "recipients" / "halong"
    programs = ("PKH", "SEMBAKO", "BLTDD", "CPP")
    files = [SourceFile("recipients", lists / f"penerima_sederhana_{key}.csv", key, OCTOBER) for key in programs]
    take(path, [
        SourceFile("codes", shared / "codes" / "crosswalk_kemendagri_bps_balangan.csv"),
        SourceFile("boundaries", shared / "boundaries" / "balangan_desa_raw.geojson"),
        SourceFile("families", lists / "keluarga_sederhana.csv"), *files,
    ])  # fmt: skip


def take(path: Path, files: list[SourceFile]) -> None:
    store = Store.open(path)
    load_files(store, files)
    store.close()


MAKERS: dict[str, Callable[..., None]] = {
    "empty": empty, "one_desa": one_desa, "small": small, "roads": roads, "hostile": hostile, "demo": demo,
    "halong": halong,
}  # fmt: skip


class Templates:
    """Makes each world once, hands out copies; the processes of a test run share what one of them made."""

    def __init__(self, together: Path, own: Path, shared: Callable[[], Path]) -> None:
        self._together, self._own, self._shared = together, own, shared

    def path(self, world: str) -> Path:
        """Return this process's one copy of ``world``: for readers that do not write."""
        kept = self._own / f"{world}.duckdb"
        return kept if kept.is_file() else self.copy(world, self._own)

    def told(self, world: str) -> dict:
        """Return what the maker of ``world`` told."""
        return json.loads(self._made(world).with_suffix(".json").read_text())

    def copy(self, world: str, folder: Path) -> Path:
        return Path(shutil.copy(self._made(world), folder / f"{world}.duckdb"))

    def _made(self, world: str) -> Path:
        """Return the original, once it is there whole: whoever first makes its lock makes it, others wait."""
        made = self._together / world / f"{world}.duckdb"
        whole, lock = made.with_suffix(".whole"), made.with_suffix(".lock")
        made.parent.mkdir(parents=True, exist_ok=True)
        while not whole.exists():
            try:
                lock.touch(exist_ok=False)
            except FileExistsError:
                time.sleep(0.1)
                continue
            try:
                if not whole.exists():
                    made.unlink(missing_ok=True)  # what a maker that failed left
                    MAKERS[world](made, *([self._shared()] if world == "halong" else []))
                    whole.touch()
            finally:
                lock.unlink()
        return made
