"""What a reading process cannot do: tried from inside, as code that has taken it over, and by files of each kind."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyogrio
import pytest
from reaching_files import SECRET, layer_of_secrets, reaching, vrt

import geo.apart as module
from data.handover.kinds import kind_of
from data.intake.read import read_sheets
from geo.apart import NO_DRIVERS, Limits, apart, end_all, strangers
from geo.apart_walls import CALLS, FILES, PYTHONS
from geo.content import reader_of
from geo.errors import NotALayer, PetasalurError
from geo.network.read import read_network
from geo.read import GDAL_ERRORS, has_lines_only, read_any_layers, read_layer, read_line_layers

ROOMY = Limits(seconds=60, memory_mb=1000)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's walls are Linux's")
ROOT = Path(__file__).parents[2]
DRIVERS = {"MEM", "ESRI Shapefile", "LIBKML", "KML", "GeoJSON", "GPKG"}


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")  # the settings of GDAL alone would not help
    end_all()
    yield
    end_all()


@pytest.fixture
def listener():
    """An address at which somebody waits; the second part tells whether anybody came."""
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        ended = threading.Event()

        def wait():
            while not ended.is_set():
                with suppress(TimeoutError):
                    line, _ = server.accept()
                    with line:
                        line.settimeout(2)
                        with suppress(TimeoutError):
                            came.append(line.recv(500))
                        line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

        thread = threading.Thread(target=wait)
        thread.start()
        yield server.getsockname()[1], came
        ended.set()
        thread.join()


# --- a reader that was taken over --------------------------------------------------------------------------------


def by_hand(family: int) -> None:
    """Ask the C library for a socket."""
    if LIBC.socket(family, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "socket")


def shell() -> None:
    if LIBC.system(b"exit 7") != 7 << 8:
        raise OSError(ctypes.get_errno() or 13, "system")


def another_program() -> None:
    own = os.fork()
    if not own:
        with suppress(PermissionError):
            os.execv("/bin/true", ["true"])  # noqa: S606
        os._exit(13)
    if os.waitpid(own, 0)[1]:
        raise PermissionError("exec")


def by_a_folder(elsewhere: str) -> None:
    """As ``chmod`` of later kernels does."""
    if LIBC.fchmodat(-100, elsewhere.encode(), 0o640, 0) < 0:
        raise OSError(ctypes.get_errno(), "fchmodat")


def look_into(process: int) -> None:
    if LIBC.ptrace(16, process, None, None) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


LIBC = ctypes.CDLL(None, use_errno=True)


@apart
def tries(path: Path, *, port: int, parent: int, elsewhere: str) -> dict[str, str]:
    """Try one thing after the other; say of each whether it was refused."""
    acts: dict[str, Callable[[], object]] = {
        "connect": lambda: socket.create_connection(("127.0.0.1", port), 2),
        "look up": lambda: socket.getaddrinfo("localhost", port),
        "connect by hand": lambda: by_hand(2),
        "socket of the machine": lambda: by_hand(1),
        "program": lambda: subprocess.run(["/bin/true"], check=True),
        "exec": another_program,
        "shell": shell,
        "memory of the parent": lambda: Path(f"/proc/{parent}/environ").read_bytes(),
        "look into the parent": lambda: look_into(parent),
        "end the parent": lambda: os.kill(parent, signal.SIGKILL),
        "read elsewhere": lambda: Path(elsewhere).read_text(),
        "list elsewhere": lambda: list(Path(elsewhere).parent.iterdir()),
        "write elsewhere": lambda: Path(elsewhere).with_name("baru").write_text("x"),
        "lay open elsewhere": lambda: Path(elsewhere).chmod(0o666),
        "lay open by a folder": lambda: by_a_folder(elsewhere),
        "give elsewhere away": lambda: os.chown(elsewhere, os.getuid(), os.getgid()),
        "lay open what is read": lambda: path.chmod(0o666),
        "remove elsewhere": lambda: Path(elsewhere).unlink(),
        "home": lambda: list(Path.home().iterdir()),
        "accounts": lambda: Path("/etc/passwd").read_text(),
        "change what is read": lambda: path.write_text("x"),
        "read": path.read_text,
        "work": lambda: Path(os.environ["TMPDIR"], "a").write_text("x"),
    }
    told = {}
    for name, act in acts.items():
        try:
            act()
            told[name] = "done"
        except PermissionError:
            told[name] = "refused"
        except OSError as error:
            told[name] = f"{error}"
    return told


@apart
def standing(path: Path) -> list[str]:
    """What stands, as the kernel says of each thread."""
    found = [task.joinpath("status").read_text() for task in Path("/proc/self/task").iterdir()]
    return [line for text in found for line in text.splitlines() if line.startswith(("Seccomp:", "NoNewPrivs:"))]


@LINUX
def test_who_takes_a_reader_over_reaches_nothing(tmp_path, listener):
    port, came = listener
    elsewhere = tmp_path / "kantor" / "akun.json"
    elsewhere.parent.mkdir()
    elsewhere.write_text(SECRET)
    elsewhere.chmod(0o600)
    (tmp_path / "daftar.csv").write_text("isi")
    with strangers(ROOMY):
        told = tries(tmp_path / "daftar.csv", port=port, parent=os.getpid(), elsewhere=str(elsewhere))
    assert {name for name, what in told.items() if what == "done"} == {"read", "work"}
    assert {name: what for name, what in told.items() if what not in {"done", "refused"}} == {}
    assert came == []
    assert (tmp_path / "daftar.csv").read_text() == "isi"
    assert elsewhere.read_text() == SECRET
    assert elsewhere.stat().st_mode & 0o777 == 0o600


@LINUX
def test_every_thread_stands_behind_the_walls(tmp_path):
    with strangers(ROOMY):
        told = standing(tmp_path / "a.csv")
    assert set(told) == {"NoNewPrivs:\t1", "Seccomp:\t2"}
    assert len(told) >= 4, "the thread that listens to the parent too"


@LINUX
def test_without_walls_all_of_it_is_done(tmp_path, listener):
    """What the first of these tests guards against is real."""
    port, came = listener
    elsewhere = tmp_path / "kantor" / "akun.json"
    elsewhere.parent.mkdir()
    elsewhere.write_text(SECRET)
    (tmp_path / "daftar.csv").write_text("isi")
    parent = subprocess.Popen(["/bin/sleep", "600"])
    given = {"path": "daftar.csv", "port": port, "parent": parent.pid, "elsewhere": str(elsewhere)}
    done = subprocess.run(
        [sys.executable, "-c", _TRY, json.dumps(given)], cwd=tmp_path, capture_output=True, check=True,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": f"{Path(__file__).parent}:{ROOT}"},
    )  # fmt: skip
    parent.wait(60)
    assert set(json.loads(done.stdout).values()) == {"done"}
    assert len(came) == 1


_TRY = """
import json, sys
from pathlib import Path
from test_apart_walls import tries
given = json.loads(sys.argv[1])
print(json.dumps(tries.__wrapped__(Path(given.pop("path")), **given)))
"""


@LINUX
def test_here_all_three_walls_stand(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", _BUILD, str(tmp_path)], cwd=ROOT, check=True, capture_output=True
    ).stdout
    assert told.decode().split() == sorted((CALLS, FILES, PYTHONS))


_BUILD = """
import sys
from pathlib import Path
from geo.apart_walls import build, give_up_privileges
give_up_privileges()
print(*sorted(build(Path(sys.argv[1]))), flush=True)
"""


def test_what_was_put_into_the_folder_of_a_child_is_gone_after_the_reading(tmp_path):
    (tmp_path / "daftar.csv").write_text("isi")
    with strangers(ROOMY):
        reader_of(tmp_path / "daftar.csv")
        folders = [Path(child._folder.name) for child in module._ALL if child.lives()]
    assert [list((folder / "masuk").iterdir()) for folder in folders] == [[]]
    assert (tmp_path / "daftar.csv").read_text() == "isi"


def test_a_file_on_another_disk_is_copied(tmp_path, monkeypatch):
    def elsewhere(*_):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", elsewhere)
    (tmp_path / "daftar.csv").write_text("nik,nama\n1,ADI\n")
    with strangers(ROOMY):
        assert len(read_sheets(tmp_path / "daftar.csv")) == 1


# --- files that reach out ----------------------------------------------------------------------------------------


@apart
def drivers(path: Path) -> list[str]:
    """The drivers of GDAL that a reader has."""
    return sorted(pyogrio.list_drivers())


def test_a_reader_has_the_drivers_of_what_offices_send_and_no_others(tmp_path):
    """One that a new GDAL brings is looked at before it is had."""
    assert set(pyogrio.list_drivers()) - set(NO_DRIVERS) == DRIVERS
    with strangers(ROOMY):
        assert set(drivers(tmp_path)) == DRIVERS


@apart
def opens(path: Path, *, address: str) -> str:
    """Whether GDAL opens an address, as a library would that has a file's word for it."""
    try:
        return str(len(pyogrio.read_dataframe(address)))
    except (OSError, ValueError, *GDAL_ERRORS) as error:
        return type(error).__name__


@LINUX
@pytest.mark.parametrize(
    "address",
    ["{path}", "/vsizip/{folder}/rahasia.zip/rahasia.geojson", "/vsicurl/http://127.0.0.1:{port}/a.geojson",
     "http://127.0.0.1:{port}/a.geojson", "/vsicurl_streaming/http://127.0.0.1:{port}/a", "/vsis3/a/b",
     "WFS:http://127.0.0.1:{port}/",
     "/vsisubfile/0_100,{path}", "/vsisparse/{path}", "GeoJSON:{path}", "/vsiwebhdfs/http://127.0.0.1:{port}/a"],
)  # fmt: skip
def test_no_address_leads_out_of_the_folder_of_a_reader(tmp_path, listener, address):
    port, came = listener
    path = layer_of_secrets(tmp_path)
    with strangers(ROOMY):
        told = opens(tmp_path / "a.kml", address=address.format(path=path, folder=tmp_path, port=port))
    assert told in {"DataSourceError", "DataLayerError"}
    assert came == []


READERS: tuple[Callable[[Path], object], ...] = (
    reader_of, read_layer, read_line_layers, read_any_layers, has_lines_only, read_network, read_sheets,
    lambda path: kind_of(path.read_bytes(), path.name),
)  # fmt: skip


@pytest.mark.parametrize("is_apart", [True, False], ids=["apart", "in this process"])
def test_no_file_of_any_kind_makes_any_reader_reach_out(tmp_path, listener, is_apart):
    """Neither behind the walls nor where there are none: our own readers look at what a file is before GDAL does."""
    port, came = listener
    files = reaching(tmp_path, layer_of_secrets(tmp_path), f"http://127.0.0.1:{port}")
    assert len(files) > 20
    told: dict[str, list[str]] = {}
    for name, path in files.items():
        for read in READERS:
            if is_apart:
                with strangers(ROOMY):
                    told.setdefault(name, []).append(result_of(read, path))
            else:
                told.setdefault(name, []).append(result_of(read, path))
    assert [name for name, results in told.items() if any(SECRET in result for result in results)] == []
    assert came == []


def result_of(read: Callable[[Path], object], path: Path) -> str:
    """What a reader says, whatever it is."""
    try:
        found = read(path)
    except PetasalurError as error:
        return repr(error)
    if isinstance(found, list):
        return " ".join(each.to_csv() if hasattr(each, "to_csv") else repr(each) for each in found)
    return found.to_csv() if hasattr(found, "to_csv") else repr(found)


def test_what_names_another_file_under_the_name_of_a_kml_is_no_kml(tmp_path):
    """GDAL looks at the root: it opened any file of the server that it knows, and showed it as a layer."""
    path = layer_of_secrets(tmp_path)
    polyglot = tmp_path / "desa.kml"
    polyglot.write_text(vrt(path, "<kml/>"))
    assert SECRET in pyogrio.read_dataframe(polyglot).to_csv()
    with pytest.raises(NotALayer):
        read_layer(polyglot)
