"""Thirty people signed in and at work at once, each with an account of their own: nobody sees what is another's.

Websocket clients that speak Streamlit's protocol (``bench/wire.py``) against a real server with the demo. Each chooses
its own month, program and desa, goes through the pages of its role, and opens a family; kasi and TKSK see its numbers
whole. Looked for in every byte that each of them got: names of other accounts, whole numbers that the reader has not
opened, rows of another desa at an operator's.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from bench import NotHere
from bench.served import Server
from bench.wire import Account, Reader
from data.accounts import Accounts
from data.demo.command import make_demo
from data.roles import FIGURES, OWN, ROLES
from data.store import Store

name = "30 sessions at once"
CREW = (
    ("kasi",) * 5 + ("tksk",) * 4 + ("camat",) * 3 + ("pendamping",) * 3 + ("desa",) * 12 + ("monev",) * 2 + ("dinsos",)
)
PASSWORD = "sepeda hijau 7 sungai"  # noqa: S105  of invented accounts
ROUNDS = 1
MONTHS, PROGRAMS = "Periode", "Program"
WALKED = ("peta", "kesenjangan", "penyaluran", "verifikasi", "monev", "laporan")


class Desa(NamedTuple):
    """Where somebody looks, or works."""

    code: str
    name: str


class World(NamedTuple):
    """What stands in the database.

    ``numbers``: every NIK and KK number, with the desa of its family; of a No. KK that is somebody's NIK, of both.
    """

    desa: list[Desa]
    numbers: dict[str, frozenset[str]]


class Worker:
    """One account at work, and what it must not see."""

    def __init__(self, reader: Reader, place: Desa, order: int, world: World) -> None:
        self.reader, self.place, self.order, self.world = reader, place, order, world
        self.role = ROLES[reader.account.role]
        self.opened: set[str] = set()

    async def work(self) -> None:
        """Do what the role does in a morning."""
        for turn in range(ROUNDS):
            if self.role.sees != FIGURES:
                await self._look_at_figures(turn)
            for path in [path for path in WALKED if path in self.reader.pages]:
                await self.reader.open(path)
                self._check_page(path)
            if "keluarga" in self.reader.pages:
                await self._open_a_family(turn)

    async def _look_at_figures(self, turn: int) -> None:
        await self.reader.open("")
        chosen = []
        for label in (MONTHS, PROGRAMS):
            known = self.reader.options(label)
            chosen.append(known[(self.order + turn) % len(known)])
            await self.reader.choose(label, chosen[-1])
        told = re.findall(r'class="ps-source">([^<]*)', self.reader.text())
        if not any(f"· {chosen[1]} · {chosen[0]} ·" in line for line in told):
            self.reader.problems.append(f"chose {chosen}, sees {told}")
        self._check_page("ringkasan")

    async def _open_a_family(self, turn: int) -> None:
        reader = self.reader
        await reader.open("keluarga")
        if "← Cari keluarga lain" in reader.buttons():
            await reader.press("← Cari keluarga lain")
        if self.role.sees == OWN:
            other = self.world.desa[self.world.desa.index(self.place) - 1].name
            if other in reader.options("Desa"):
                reader.problems.append(f"an operator of {self.place.name} is offered families of {other}")
        await reader.choose("Desa", self.place.name)
        row = await reader.pick("Kepala keluarga", self.order + 7 * turn)
        head = re.findall(r'class="ps-head">([^<]*)', reader.text())
        if not any(line.endswith(f"— {self.place.name}") for line in head) or row["Desa"] != self.place.name:
            reader.problems.append(f"opened a family of {self.place.name}, sees {head}")
        self._check_page("keluarga")
        if "Samarkan lagi" in reader.buttons():  # the same family as before
            await reader.press("Samarkan lagi")
        if self.role.may_unmask:
            mark = len(reader.raw)
            await reader.choose("Untuk apa", f"verifikasi oleh {reader.account.username}")
            await reader.press("Tampilkan nomor lengkap")
            self.opened |= self.whole_numbers(mark)
            if not self.opened:
                reader.problems.append("opened whole numbers, sees none")

    def whole_numbers(self, since: int = 0) -> set[str]:
        """Return the numbers of people in what came, in clear; in tables one stands right behind the other."""
        return _numbers_in(self.reader.raw[since:].decode("latin-1")) & self.world.numbers.keys()

    def _check_page(self, path: str) -> None:
        told = self.reader.text()
        for bar in re.findall(r'class="ps-say ps-galat"[^>]*>([^<]*)', told):
            self.reader.problems.append(f"{path}: {bar}")
        if self.reader.account.label not in told:
            self.reader.problems.append(f"{path}: does not say who works")
        if self.role.sees == OWN:
            tables = [rows for rows in self.reader.tables() if "Desa" in rows]
            if any(_tells(rows[rows["Desa"] != self.place.name].drop(columns="Desa")) for rows in tables):
                self.reader.problems.append(f"{path}: an operator of {self.place.name} sees figures of other desa")

    def leaks(self, labels: Sequence[str]) -> list[str]:
        """Return what came that is not this reader's."""
        found = [f"{label} shown" for label in labels if label.encode() in self.reader.raw]
        strange = self.whole_numbers() - self.opened
        wrong = {number for number in self.opened if self.place.code not in self.world.numbers[number]}
        return found + [f"{len(strange)} numbers in clear"] * bool(strange) + ["numbers of another desa"] * bool(wrong)


def _tells(rows: pd.DataFrame) -> bool:
    """Return whether rows hold more than empty cells and zeros: desa of which nothing is known may be listed."""
    return bool((rows.notna() & ~rows.isin([0, "", False])).to_numpy().any())


class Outcome(NamedTuple):
    """What thirty did. ``problems``: what went wrong or was seen by the wrong one; none is right."""

    problems: list[str]
    run_count: int
    opened_count: int
    worked_s: float
    before_mb: float
    after_mb: float


def run_sessions(home: Path, crew: Sequence[str] = CREW) -> Outcome:
    """Let ``crew`` work at once on the demo in ``home``."""
    world = _world(home / "demo.duckdb")
    accounts, members = Accounts(home), []
    for order, role in enumerate(crew):
        place = world.desa[order % len(world.desa)]
        one = Account(f"{role}{order:02d}", PASSWORD, role, f"Petugas {order:02d} {role}")
        codes = (place.code,) if ROLES[role].sees == OWN else ()
        accounts.add(one.username, one.password, role=role, label=one.label, desa_codes=codes)
        members.append((one, place))
    server = Server(home)
    try:
        workers = [Worker(Reader(server.port, one), place, order, world) for order, (one, place) in enumerate(members)]
        return asyncio.run(_at_work(server, workers))
    except (LookupError, ArithmeticError, ValueError) as error:
        error.add_note("\n".join(server.troubles()))  # why a page is not what it should be
        raise
    finally:
        server.stop()


async def _at_work(server: Server, workers: list[Worker]) -> Outcome:
    first = workers[0]
    await first.reader.come()
    await first.work()  # what all share is in memory before the others come
    before_mb, worked_s = server.resident_mb(), server.worked_s()
    others = [worker.reader for worker in workers[1:]]
    await asyncio.gather(*(reader.come() for reader in others))
    before_runs = sum(worker.reader.run_count for worker in workers)
    await asyncio.gather(*(worker.work() for worker in workers))
    after_mb, worked_s = server.resident_mb(), server.worked_s() - worked_s
    await asyncio.gather(*(worker.reader.leave() for worker in workers))
    labels = [worker.reader.account.label for worker in workers]
    problems = [f"log: {line}" for line in server.troubles()]
    problems += ["a number in the log"] * bool(_numbers_in(server.told()) & workers[0].world.numbers.keys())
    for worker in workers:
        own = worker.reader.account.label
        strange = worker.leaks([label for label in labels if label != own])
        problems += [f"{own}: {problem}" for problem in (*worker.reader.problems, *strange)]
    sure = {number for number, codes in workers[0].world.numbers.items() if len(codes) == 1}
    opened = Counter(number for worker in workers for number in worker.opened & sure)
    problems += [f"{count} readers opened one number" for count in opened.values() if count > 1]
    runs = sum(worker.reader.run_count for worker in workers) - before_runs
    opened_count = len(set().union(*(worker.opened for worker in workers)))
    return Outcome(problems, runs, opened_count, worked_s, before_mb, after_mb)


def _numbers_in(text: str) -> set[str]:
    """Return everything in ``text`` that may be a number of a person: 16 digits, within longer runs as well."""
    return {run[at : at + 16] for run in re.findall(r"\d{16,}", text) for at in range(len(run) - 15)}


def _world(path: Path) -> World:
    store = Store.open(path, must_exist=True)
    try:
        with store.write(is_change=False) as cursor:
            at = """
                SELECT number, list(DISTINCT coalesce(desa_code, '')) FROM (
                    SELECT no_kk AS number, desa_code FROM family
                    UNION SELECT nik, desa_code FROM person JOIN family USING (no_kk) WHERE nik <> ''
                ) GROUP BY number
            """
            numbers = {number: frozenset(codes) for number, codes in cursor.execute(at).fetchall()}
            desa = cursor.execute(
                "SELECT desa_code, desa_name FROM desa WHERE desa_code IN (SELECT desa_code FROM family) ORDER BY ALL"
            ).fetchall()
    finally:
        store.close()
    return World([Desa(*row) for row in desa], numbers)


def run() -> list[str]:
    """Return what thirty at once saw, and the memory and time they took."""
    if not Path("/proc/self/status").is_file():
        raise NotHere("/proc (memory of a process) is missing")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        make_demo(home / "demo.duckdb")
        found = run_sessions(home)
    assert not found.problems, "\n".join(found.problems)
    count = len(CREW)
    each_mb = (found.after_mb - found.before_mb) / (count - 1)
    roles = ", ".join(f"{number} {role}" for role, number in Counter(CREW).items())
    return [
        f"{count} sessions at once ({roles}): {found.run_count} page runs, no error, nothing of another's",
        f"whole numbers opened by kasi and TKSK: {found.opened_count}, each seen by one session",
        f"memory: {found.before_mb:.0f} MB with one, {found.after_mb:.0f} with {count}: {each_mb:.1f} per session",
        f"processor: {found.worked_s:.0f} s of the server, {found.worked_s / found.run_count:.2f} s per page run",
    ]
