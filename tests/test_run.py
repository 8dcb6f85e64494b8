"""run.py in small worlds: a folder with a copy of it, no packages, and stand-ins that note when they are called."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STAND_IN = """
import sys, pathlib
with open("calls.txt", "a", encoding="utf-8") as calls:
    calls.write(" ".join([{name!r}, *sys.argv[1:]]) + "\\n")
"""
MAKES_DEMO = "pathlib.Path(sys.argv[sys.argv.index('--db') + 1]).write_text('demo')"
SERVES = """
import socket, time
port = int([word for word in sys.argv if word.startswith("--server.port=")][0].split("=")[1])
with socket.create_server(("127.0.0.1", port)):
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        pass
"""


def build_world(folder: Path) -> Path:
    shutil.copy(ROOT / "run.py", folder / "run.py")
    (folder / "requirements.txt").write_text("# nothing\n", encoding="utf-8")
    for name, extra in {"geo.maps": "", "data": MAKES_DEMO, "streamlit": SERVES, "pytest": "sys.exit(3)"}.items():
        package = folder / name.replace(".", "/")
        package.mkdir(parents=True)
        (package / "__main__.py").write_text(STAND_IN.format(name=name) + extra, encoding="utf-8")
    return folder


def start(world: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "run.py", *arguments], cwd=world, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )  # fmt: skip


def take_calls(world: Path) -> list[str]:
    """What the stand-ins were called with since the last time."""
    noted = world / "calls.txt"
    calls = noted.read_text(encoding="utf-8").splitlines() if noted.exists() else []
    noted.unlink(missing_ok=True)
    return calls


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return build_world(tmp_path_factory.mktemp("kantor lama"))  # a folder with a space, as offices have


@pytest.fixture(scope="module")
def first(world):
    return start(world, "setup"), take_calls(world)


@pytest.fixture
def installed(world, first):
    """The world after a set-up that went well."""
    assert first[0].returncode == 0, first[0].stderr
    return world


@pytest.fixture
def run(tmp_path):
    """Run.py as a module whose folder is a new world."""
    shutil.copy(ROOT / "run.py", tmp_path / "run.py")
    (tmp_path / "requirements.txt").write_text("# nothing\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("run_copy", tmp_path / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def without_pip(world: Path):
    """Take pip away, so that whatever calls it fails."""
    (package,) = world.glob(".venv/[Ll]ib/**/site-packages/pip")
    shutil.rmtree(package)


# --- set-up -----------------------------------------------------------------------------------------


def test_first_start_does_four_steps_in_order(first, world):
    done, calls = first
    assert re.findall(r"\[(\d)/4\]", done.stdout) == ["1", "2", "3", "4"]
    assert calls == ["geo.maps install", f"data demo --db {world / 'var' / 'demo.duckdb'}"]
    assert done.returncode == 0


def test_second_start_installs_nothing_and_makes_no_demo(installed):
    """With pip taken away and no index: it would fail if it called pip."""
    hidden = next(installed.glob(".venv/[Ll]ib/**/site-packages/pip"))
    aside = hidden.rename(hidden.with_name("pip-aside"))
    try:
        done = start(installed, "setup", PIP_NO_INDEX="1")
    finally:
        aside.rename(hidden)
    assert (done.returncode, done.stderr) == (0, "")
    assert take_calls(installed) == ["geo.maps install"]


def test_pytest_gets_its_arguments_and_gives_its_exit_status(installed):
    done = start(installed, "test", "-k", "a or b", "tests/data")
    said = take_calls(installed)[-1]
    assert (said.split()[:2], said[-20:]) == (["pytest", "--verbosity=0"], "-k a or b tests/data")
    assert done.returncode == 3


def test_demo_is_made_again_when_asked(installed):
    start(installed, "demo")
    assert [call.split()[0] for call in take_calls(installed)] == ["geo.maps", "data"]


@pytest.mark.skipif(os.name == "nt", reason="a console's Ctrl+C cannot be sent to one process group on Windows")
def test_ctrl_c_ends_cleanly_and_frees_the_port(installed):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "run.py", f"--port={port}"], cwd=installed, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8", start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  a shell's background job ignores it
    )  # fmt: skip
    wait_until(lambda: is_open(port))
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}" in out
    assert out.rstrip().endswith("Petasalur berhenti.")
    assert "Traceback" not in err
    assert not is_open(port)
    assert "--server.address=127.0.0.1" in take_calls(installed)[-1]


def wait_until(is_so, seconds=20.0):
    limit = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < limit
        time.sleep(0.05)


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_failed_then_interrupted_installation_is_repaired(tmp_path):
    """A good start; then new requirements and no pip (as after a power cut): a sentence; then repaired."""
    world = build_world(tmp_path)
    assert start(world, "setup").returncode == 0
    without_pip(world)
    (world / "requirements.txt").write_text("# something new\n", encoding="utf-8")
    failed = start(world, "setup")
    assert failed.returncode == 1
    assert "Paket Python tidak terpasang" in failed.stderr
    assert "Traceback" not in failed.stderr
    repaired = start(world, "setup")
    assert repaired.returncode == 0
    assert "[1/4] Lingkungan Python .venv: dibuat" in repaired.stdout


# --- parts ------------------------------------------------------------------------------------------


def test_old_python_is_refused_in_one_sentence(run):
    with pytest.raises(run.Stopped, match=r"memerlukan Python 3\.11 atau lebih baru, yang dipakai Python 3\.10"):
        run.check_python((3, 10, 4))
    run.check_python((3, 11, 0))


def test_an_old_python_can_read_the_file_far_enough_to_refuse():
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize(("system", "place"), [("nt", "Scripts/python.exe"), ("posix", "bin/python")])
def test_interpreter_on_windows_and_elsewhere(run, system, place):
    assert run.venv_python(system) == run.VENV / place


def test_an_interpreter_that_does_not_start_is_not_usable(run):
    run.venv_python().parent.mkdir(parents=True)
    run.venv_python().write_text("not a program", encoding="utf-8")
    run.venv_python().chmod(0o755)
    assert not run.is_usable()


def test_the_stamp_knows_changed_requirements(run, monkeypatch):
    monkeypatch.setattr(run, "is_usable", lambda: True)
    assert not run.is_installed()
    run.VENV.mkdir()
    run.STAMP.write_text(run.fingerprint(), encoding="utf-8")
    assert run.is_installed()
    run.REQUIREMENTS.write_text("# changed\n", encoding="utf-8")
    assert not run.is_installed()


def test_an_installation_that_was_cut_off_is_not_trusted(run, monkeypatch):
    """The mark is there while pip runs, gone when it has ended well; the stamp the other way round."""
    run.VENV.mkdir()
    seen = []
    monkeypatch.setattr(run, "watch", lambda *_: seen.append((run.BEGUN.exists(), run.STAMP.exists())) or 0)
    run.STAMP.write_text("old", encoding="utf-8")
    run.install_packages()
    assert seen == [(True, False)]
    assert (run.BEGUN.exists(), run.STAMP.exists()) == (False, True)

    def cut_off(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "watch", cut_off)
    with pytest.raises(KeyboardInterrupt):
        run.install_packages()
    assert (run.BEGUN.exists(), run.STAMP.exists()) == (True, False)
    assert not run.is_usable()


def test_a_venv_whose_making_was_cut_off_is_not_trusted(run, monkeypatch):
    def cut_off(*_, **__):
        run.venv_python().parent.mkdir(parents=True)
        run.venv_python().symlink_to(sys.executable)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run.subprocess, "run", cut_off)
        with pytest.raises(KeyboardInterrupt):
            run.make_venv()
    assert run.venv_python().exists()
    assert not run.is_usable()
    run.BEGUN.unlink()
    assert run.is_usable()


def test_a_taken_port_is_a_sentence_before_anything_is_installed(run, monkeypatch):
    monkeypatch.setattr(run, "set_up", lambda: pytest.fail("set-up must not start"))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(run.Stopped, match=f"Port {port} sudah dipakai.*--port {port + 1}"):
            run.serve(run.parse(["--port", str(port)])[0])


def test_beyond_this_machine_it_starts_only_with_an_account(run, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PETASALUR_HOME", str(tmp_path))
    monkeypatch.setattr(run, "set_up", lambda: pytest.fail("set-up must not start"))
    assert run.main(["--host", "192.168.1.5"]) == 1
    assert "belum ada akun" in capsys.readouterr().err
    (tmp_path / "akun.json").write_text("{}", encoding="utf-8")
    listed = run.door(run.parse(["--host", "192.168.1.5", "--name", "petasalur.kantor"])[0])
    assert listed == [
        "--server.address=192.168.1.5",
        *(f"--server.allowedHosts={name}" for name in ("127.0.0.1", "localhost", "192.168.1.5", "petasalur.kantor")),
    ]
    assert "tanpa disandikan" in capsys.readouterr().out  # no certificate was given


def test_a_server_for_every_address_needs_a_name(run, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PETASALUR_HOME", str(tmp_path))
    (tmp_path / "akun.json").write_text("{}", encoding="utf-8")
    assert run.main(["--host", "0.0.0.0"]) == 2
    assert "--name" in capsys.readouterr().err


def test_the_server_believes_the_one_proxy_that_was_named_else_none(run, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PETASALUR_HOME", str(tmp_path))
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    monkeypatch.setattr(run, "set_up", lambda: None)
    monkeypatch.setattr(run, "is_taken", lambda _port: False)
    started: list[dict[str, str]] = []
    monkeypatch.setattr(run, "run", lambda _command, **extra: started.append(extra) or 0)
    assert run.main(["--proxy", "127.0.0.1"]) == 1
    assert "belum ada akun" in capsys.readouterr().err
    (tmp_path / "akun.json").write_text("{}", encoding="utf-8")
    assert run.main(["--proxy", "semua"]) == run.main(["--proxy", "0.0.0.0/0"]) == 2
    assert run.main(["--proxy", "127.0.0.1"]) == run.main([]) == 0
    assert started == [{"FORWARDED_ALLOW_IPS": "127.0.0.1"}, {"FORWARDED_ALLOW_IPS": ""}]


def test_a_certificate_needs_its_key(run, tmp_path, capsys):
    (tmp_path / "a.pem").write_text("", encoding="utf-8")
    assert run.main(["--cert", str(tmp_path / "a.pem")]) == 2
    assert "--key" in capsys.readouterr().err
    options = run.parse(["--cert", str(tmp_path / "a.pem"), "--key", str(tmp_path / "a.pem")])[0]
    assert f"--server.sslKeyFile={(tmp_path / 'a.pem').resolve()}" in run.door(options)


def test_waiting_shows_that_pip_lives(run, monkeypatch, capsys):
    monkeypatch.setattr(run, "QUIET_TICK_S", 0.2)
    script = "import time; print('Collecting shapely==2.2.0', flush=True); time.sleep(1)"
    run.VENV.mkdir()
    assert run.watch([sys.executable, "-c", script], run.PIP_LOG) == 0
    assert re.search(r"\d detik, mencari shapely\n", capsys.readouterr().out)
    assert "Collecting shapely" in run.PIP_LOG.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Collecting pyproj==3.7.2 (from -r requirements.txt (line 8))", "mencari pyproj"),
        ("  Downloading duckdb-2.0.0-cp311-win_amd64.whl (30 MB)", "mengunduh duckdb-2.0.0-cp311-win_amd64.whl"),
        ("  Using cached numpy-2.4.6-cp311.whl (18 MB)", "memakai numpy-2.4.6-cp311.whl"),
        ("Installing collected packages: a, b", "menyalin semua paket ke .venv"),
        ("WARNING: something", None),
        ("", None),
    ],
)
def test_what_pip_does_in_indonesian(run, line, words):
    assert run.what_pip_does(line) == words


@pytest.mark.parametrize("arguments", [["hapus"], ["--porrt", "1"], ["--port", "x"], ["setup", "x"]])
def test_what_is_not_understood_is_one_sentence(run, arguments, capsys):
    assert run.main(arguments) == 2
    assert "tidak dikenal" in capsys.readouterr().err


def test_help_names_every_command(run, capsys):
    with pytest.raises(SystemExit) as ended:
        run.main(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert {"setup", "demo", "test", "check", "bench"} <= set(re.findall(r"run\.py (\w+)", text))
    assert "usage" not in text
    assert "--port" in text


def test_the_worst_status_of_check_is_its_own(run, monkeypatch):
    """Ruff fails with 1, mypy is content, the tests fail with 4: all three ran, and 1 comes back."""
    asked = []

    def stand_in(command, **_):
        asked.append(command[2])
        return {"ruff": 1, "mypy": 0, "pytest": 4}[command[2]]

    monkeypatch.setattr(run, "run", stand_in)
    assert run.check() == 1
    assert asked == ["ruff", "mypy", "pytest"]


# --- what the papers claim --------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["README.md", "CONTRIBUTING.md", ".ci/run"])
def test_every_command_that_a_paper_names_exists(run, paper):
    named = re.findall(r"^python3 run\.py(?: (\w+))?", (ROOT / paper).read_text(encoding="utf-8"), re.MULTILINE)
    named += re.findall(r"`python3 run\.py(?: (\w+))?", (ROOT / paper).read_text(encoding="utf-8"))
    assert named
    for command in filter(None, named):
        assert run.parse([command])[0].command == command


def test_ci_makes_a_missing_browser_a_failure():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "export PETASALUR_REQUIRE_BROWSER=1" in script
    assert "python3 run.py test && exit 0" in script
    assert script[-1].startswith("python3 run.py test --last-failed ")  # only what failed, once
    assert os.name == "nt" or os.access(ROOT / ".ci" / "run", os.X_OK)
