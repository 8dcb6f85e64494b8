"""Readers run in a process of their own, and a file that asks for too much ends only that."""

import os
import pickle
import resource
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

import geo.apart as module
from geo.apart import ChildFault, Limits, apart, end_all, strangers
from geo.errors import LayerUnreadable, PetasalurError, ReadingBroken, ReadingTooLarge, ReadingTooLong
from geo.progress import silent

ROOMY = Limits(seconds=60, memory_mb=1000)
FILE = Path("daftar.xlsx")


@apart
def about(path, *, progress=silent):
    """What a reader sees of its world."""
    progress(0.5, "setengah")
    folder = Path(os.environ["TMPDIR"])
    (folder / "tersisa.txt").write_text("isi")
    secrets = [name for name in os.environ if name.startswith("PETASALUR_")]
    return {"pid": os.getpid(), "folder": folder, "secrets": secrets, "path": path}


@apart
def sleeps(path):
    time.sleep(600)


@apart
def works_for_ever(path):
    while True:
        pass


@apart
def fills_memory(path):
    return len([bytearray(10_000_000) for _ in range(100_000)])


@apart
def dies(path):
    os.kill(os.getpid(), signal.SIGSEGV)


@apart
def refuses(path):
    raise LayerUnreadable(file=path.name, found="rusak")


@apart
def has_a_fault(path):
    return {}["tidak ada"]


@apart
def prints(path, size):
    os.write(1, b"a library talks")
    return bytes(size)


@apart
def speaks_by_itself(path, mark):
    """What code in a reader that a file has taken over would say to its parent."""

    class Call:
        def __reduce__(self):
            return Path.touch, (mark,)

    said = pickle.dumps(("done", Call()))
    for number in range(3, 64):
        with suppress(OSError):
            os.write(number, said)
    time.sleep(600)


@apart
def rights(path):
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kinds = (resource.RLIMIT_NOFILE, resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)
    return "NoNewPrivs:\t1" in status, [resource.getrlimit(kind) for kind in kinds]


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    """Children of these tests find this module by its name, and none outlives its test."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    end_all()
    yield
    end_all()


def children():
    return [child for child in module._ALL if child.lives()]


def test_without_strangers_it_is_a_plain_call():
    assert about.__wrapped__.__name__ == "about"
    with pytest.raises(LayerUnreadable):
        refuses(FILE)
    assert not children()


def test_the_child_is_another_process_without_our_secrets_and_is_used_again(monkeypatch):
    monkeypatch.setenv("PETASALUR_KEY_PASSPHRASE", "rahasia")
    told = []
    with strangers(ROOMY):
        first = about(FILE, progress=lambda share, text: told.append((share, text)))
        second = about(path=FILE)
    assert first["pid"] != os.getpid()
    assert first["pid"] == second["pid"]
    assert first["secrets"] == []
    assert first["path"] == FILE
    assert told == [(0.5, "setengah")]
    end_all()
    assert not first["folder"].exists()


def test_a_result_of_many_megabytes_comes_whole_and_what_a_library_prints_is_no_answer():
    with strangers(ROOMY):
        assert prints(FILE, 30_000_000) == bytes(30_000_000)


def test_expected_failures_come_as_they_are():
    with strangers(ROOMY), pytest.raises(LayerUnreadable) as raised:
        refuses(FILE)
    assert raised.value.facts == {"file": "daftar.xlsx", "found": "rusak"}
    assert len(children()) == 1, "a child that told us why is as good as before"


def test_a_failure_that_nobody_expected_is_told_with_its_traceback():
    with strangers(ROOMY), pytest.raises(ChildFault, match="KeyError: 'tidak ada'"):
        has_a_fault(FILE)


@pytest.mark.parametrize(
    ("reader", "limits", "expected"),
    [
        (sleeps, Limits(seconds=1.5, memory_mb=500), ReadingTooLong),
        (works_for_ever, Limits(seconds=1.5, memory_mb=500), ReadingTooLong),
        (fills_memory, Limits(seconds=60, memory_mb=300), ReadingTooLarge),
        (dies, ROOMY, ReadingBroken),
    ],
)
def test_a_file_that_asks_for_too_much_ends_its_child_only(reader, limits, expected):
    with strangers(limits):
        with pytest.raises(expected) as raised:
            reader(FILE)
        assert raised.value.facts["file"] == "daftar.xlsx"
        assert not children()
    with strangers(ROOMY):  # with time for the libraries that a new child begins with
        assert about(FILE)["path"] == FILE, "the next file is read by a new child"


def test_time_of_the_processor_ends_a_child_whose_parent_cannot(monkeypatch):
    monkeypatch.setattr(module._Child, "_too_late", lambda _: None)
    with strangers(Limits(seconds=1, memory_mb=500)), pytest.raises(ReadingTooLong):
        works_for_ever(FILE)


def test_what_a_child_says_calls_nothing_in_its_parent(tmp_path):
    mark = tmp_path / "terpanggil"
    with strangers(ROOMY), pytest.raises(ReadingBroken):
        speaks_by_itself(FILE, mark)
    assert not mark.exists()
    assert children() == []


@pytest.mark.skipif(sys.platform != "linux", reason="rights are given up on Linux")
def test_a_child_has_given_up_what_no_reader_needs():
    with strangers(ROOMY):
        assert rights(FILE) == (True, [(256, 256), (0, 0), (2 * 10**9, 2 * 10**9)])


def test_limits_are_those_of_one_file_not_of_all_together():
    with strangers(Limits(seconds=60, memory_mb=120)):
        for _ in range(5):
            assert len(prints(FILE, 60_000_000)) == 60_000_000
        assert len(children()) == 1


def test_whoever_stops_waiting_stops_the_reading():
    def stop(share, text):
        raise KeyboardInterrupt

    with strangers(ROOMY), pytest.raises(KeyboardInterrupt):
        about(FILE, progress=stop)
    assert not children()


def test_a_child_that_nobody_asks_ends_with_its_folder(monkeypatch):
    monkeypatch.setattr(module, "IDLE_S", 0.01)
    with strangers(ROOMY):
        seen = about(FILE)
    for _ in range(500):
        if not seen["folder"].exists():
            break
        time.sleep(0.02)
    assert not seen["folder"].exists()
    assert not children()


def test_a_child_whose_parent_is_gone_ends_and_removes_its_folder():
    with strangers(ROOMY):
        seen = about(FILE)
    child = children()[0]
    child._process.stdin.close()
    assert child._process.wait(timeout=30) == 0
    assert not seen["folder"].exists()


def test_few_are_read_at_once():
    seen = set()

    def read():
        with strangers(ROOMY):
            seen.add(about(FILE)["pid"])

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= len(seen) <= module.AT_ONCE


def test_every_expected_failure_travels_between_processes():
    kinds = [PetasalurError]
    for kind in kinds:
        kinds += kind.__subclasses__()
        again = pickle.loads(pickle.dumps(kind(file="a", found=1)))  # noqa: S301
        assert (type(again), again.facts) == (kind, {"file": "a", "found": 1})
