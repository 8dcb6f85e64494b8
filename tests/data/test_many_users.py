"""Twenty people load their files while others look: nobody sees half a file, nobody's row is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from intake_worlds import HAUWAI, PUDAK, csv_file, families_of, family, kk, nik, recipient, recipients_of

from analytics.coverage import read_coverage
from data.intake.load import load_files, withdraw_load
from data.issues import read_issues, read_set_aside
from data.store import Store

USERS, PER_FILE, SERVED, WAITING, READERS = 20, 10, 5, 1, 2
PAUSE_S = 0.2
# Half of the users send 10 families each (desil 3: all poor) and one row whose KK number is too short, which waits;
# the other half lists of 5 recipients of the first families of a neighbour's file.
FAMILY_USERS = USERS // 2
ALL_FAMILIES = FAMILY_USERS * PER_FILE
ALL_WAITING = FAMILY_USERS * WAITING


@pytest.fixture
def store(tmp_path):
    """An office in which one list of five people stands, whom no register knows."""
    opened = Store.open(tmp_path / "kantor.duckdb")
    people = [recipient(number) for number in range(5_001, 5_001 + SERVED)]
    load_files(opened, [recipients_of(csv_file(tmp_path / "mula.csv", people))])
    yield opened
    opened.close()


def numbers(user):
    return range(1 + user * PER_FILE, 1 + (user + 1) * PER_FILE)


def family_file(folder, user):
    desa = HAUWAI if user % 2 else PUDAK
    rows = [family(number, kode_desa=desa, desil="3") for number in numbers(user)]
    return families_of(csv_file(folder / f"keluarga{user}.csv", [*rows, family(9_000 + user, no_kk="631102")]))


def recipient_file(folder, user):
    rows = [recipient(number) for number in list(numbers(user))[:SERVED]]
    return recipients_of(csv_file(folder / f"penerima{user}.csv", rows))


def files_of_users(folder):
    pairs = ((family_file(folder, user), recipient_file(folder, user)) for user in range(FAMILY_USERS))
    return [file for pair in pairs for file in pair]


class Readers:
    """Ask the questions of the screens again and again until they are told to stop; remember what was wrong."""

    def __init__(self, *questions: Callable[[], str | None]) -> None:
        self._questions = questions
        self._stop = threading.Event()
        self.asked = 0
        self.wrong: list[str] = []

    def read(self) -> None:
        while not self._stop.wait(PAUSE_S):
            for question in self._questions:
                try:
                    wrong = question()
                except Exception as error:  # noqa: BLE001  whatever it is, a reader should not have met it
                    wrong = repr(error)
                self.asked += 1
                if wrong:
                    self.wrong.append(wrong)

    def stop(self) -> None:
        self._stop.set()


def coverage_is_whole(store):
    """Families come in tens, recipients in fives, and no list is counted in part."""
    table = read_coverage(store, period="2026-10")
    families = table.loc[table["program"] == "PKH", "families"].sum()
    if families % PER_FILE:
        return f"{families} families"
    served = table.loc[table["program"] == "PKH", "recipients"].sum()
    both = table.loc[table["program"] == "SEMUA", "recipients"].sum()
    return f"{served} served, {both} in all programs" if served % SERVED or both != served else None


def issues_are_whole(store):
    count = read_issues(store)["kind"].eq("kk_tidak_sah").sum()
    return f"{count} invalid KK" if count > ALL_WAITING else None


def set_aside_is_whole(store):
    """Every row that waits has the issue that says why."""
    waiting = read_set_aside(store)
    return f"{len(waiting)} rows wait" if len(waiting) > ALL_WAITING else None


def families_known(store):
    return read_coverage(store, period="2026-10").query("program == 'PKH'")["families"].sum()


def at_once(acts):
    """Start all of ``acts`` at the same moment and return what each returns; a failure of one fails here."""
    gate = threading.Barrier(len(acts))

    def act_at_once(act):
        gate.wait(timeout=30)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [job.result(timeout=120) for job in [pool.submit(act_at_once, act) for act in acts]]


def while_others_read(store, acts, *questions):
    readers = Readers(*(lambda question=question: question(store) for question in questions))
    threads = [threading.Thread(target=readers.read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        return at_once(acts), readers
    finally:
        readers.stop()
        for thread in threads:
            thread.join(timeout=60)
        assert not any(thread.is_alive() for thread in threads), "a reader hangs"


def test_twenty_users_load_while_others_read(store, tmp_path):
    files = files_of_users(tmp_path)
    acts = [lambda file=file: load_files(store, [file]) for file in files]
    reports, readers = while_others_read(store, acts, coverage_is_whole, issues_are_whole, set_aside_is_whole)
    assert readers.wrong == []
    assert readers.asked >= 10
    assert [report.is_repeat for [report] in reports] == [False] * USERS
    assert store.data_version() == 1 + USERS
    table = read_coverage(store, period="2026-10").query("program == 'PKH'")
    assert table["families"].sum() == table["poor_families"].sum() == ALL_FAMILIES
    assert table["recipients"].sum() == FAMILY_USERS * SERVED
    assert table["recipients_unmatched"].sum() == SERVED  # those of the first list
    assert len(read_set_aside(store)) == ALL_WAITING
    with store.write(is_change=False) as cursor:
        kept = cursor.execute("SELECT no_kk FROM family ORDER BY no_kk").fetchall()
        people = cursor.execute("SELECT nik FROM recipient_record WHERE load_id > 1 ORDER BY nik").fetchall()
    assert [number for (number,) in kept] == sorted(kk(n) for user in range(FAMILY_USERS) for n in numbers(user))
    assert [number for (number,) in people] == sorted(
        nik(n) for user in range(FAMILY_USERS) for n in list(numbers(user))[:SERVED]
    )


def test_one_file_sent_by_many_at_once_is_taken_once(store, tmp_path):
    files = files_of_users(tmp_path)[:2]
    acts = [lambda file=file: load_files(store, [file]) for file in files * 5]
    reports, readers = while_others_read(store, acts, coverage_is_whole)
    assert readers.wrong == []
    assert sum(not report.is_repeat for [report] in reports) == 2
    assert store.data_version() == 1 + 2
    assert families_known(store) == PER_FILE


def test_some_load_while_others_take_back(store, tmp_path):
    """Each withdrawal takes a whole file of ten: of three that come and three that go, three stay."""
    load_files(store, [family_file(tmp_path, user) for user in range(3)])
    acts = [lambda load_id=load_id: withdraw_load(store, load_id) for load_id in (2, 3, 4)]
    more = [family_file(tmp_path, user) for user in (3, 4, 5)]
    acts += [lambda file=file: load_files(store, [file]) for file in more]
    _, readers = while_others_read(store, acts, coverage_is_whole)
    assert readers.wrong == []
    with store.write(is_change=False) as cursor:
        kept = {number for (number,) in cursor.execute("SELECT no_kk FROM family").fetchall()}
    assert kept == {kk(number) for user in (3, 4, 5) for number in numbers(user)}
    assert families_known(store) == 3 * PER_FILE
