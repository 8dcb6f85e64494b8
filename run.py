"""The one command of Petasalur: set up what is missing, then start the app, the tests or the checks.

Only the standard library, because it runs before anything is installed. Nothing is installed twice: each step
leaves a stamp when it has ended well, and a start whose stamps match touches no network. An installation that
was cut off (power, Ctrl+C) leaves its mark, and the next start builds that part anew.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import ipaddress
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements.txt"
WORKERS = min(4, (os.cpu_count() or 1) + 1)
"""One more than cores: while one waits for a browser or a server, the others work."""
PARALLEL = (f"--numprocesses={WORKERS}", "--dist=loadfile", "--no-loadscope-reorder")
"""Tests run on all cores, each file in one process, in the order that ``tests/conftest.py`` gives them."""
STAMP = VENV / "petasalur-terpasang.txt"
BEGUN = VENV / "petasalur-sedang-dipasang.txt"
PIP_LOG = VENV / "petasalur-pemasangan.log"
DEMO = ROOT / "var" / "demo.duckdb"
OLDEST_PYTHON = (3, 11)
HOST = "127.0.0.1"
PORT = 8501
TICK_S = 1.0
QUIET_TICK_S = 20.0
STOP_S = 5.0

HELP = """\
Petasalur: peta kesenjangan bantuan dan rute penyaluran.

  python3 run.py                 pasang yang belum ada, lalu jalankan aplikasinya
  python3 run.py setup           pasang saja
  python3 run.py demo            buat ulang data contoh (var/demo.duckdb)
  python3 run.py test [...]      semua tes; sisanya diteruskan ke pytest
  python3 run.py check           ruff, mypy, lalu semua tes
  python3 run.py bench [...]     ukur kecepatan
"""


class Stopped(Exception):
    """A command ends here: one Indonesian sentence and an exit status."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


# --- Python and .venv -----------------------------------------------------------------------------


def check_python(version: tuple[int, ...]) -> None:
    """Stop when Python is older than the libraries need."""
    if version < OLDEST_PYTHON:
        found, needed = (".".join(map(str, parts[:2])) for parts in (version, OLDEST_PYTHON))
        raise Stopped(
            f"Petasalur memerlukan Python {needed} atau lebih baru, yang dipakai Python {found}: "
            f"pasang Python {needed} lalu jalankan lagi."
        )


def venv_python(system: str = os.name) -> Path:
    """Where the interpreter of ``.venv`` lies, on Windows (``nt``) and elsewhere."""
    return VENV / "Scripts" / "python.exe" if system == "nt" else VENV / "bin" / "python"


MODULE = (str(venv_python()), "-m")
"""How every later step starts: a module, with the interpreter of ``.venv``."""


def fingerprint() -> str:
    """Return what tells one ``requirements.txt`` from the next."""
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()


def is_usable() -> bool:
    """Whether ``.venv`` starts, is new enough, and its last installation was not cut off."""
    if BEGUN.exists() or not venv_python().exists():
        return False
    probe = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    try:
        done = subprocess.run([str(venv_python()), "-c", probe], check=False, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def is_installed() -> bool:
    """Whether the packages of ``requirements.txt`` as it now reads are in a ``.venv`` that starts."""
    return STAMP.exists() and STAMP.read_text(encoding="utf-8") == fingerprint() and is_usable()


def make_venv() -> None:
    """Make ``.venv`` from nothing, removing one that is broken."""
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        raise Stopped(
            "Folder .venv rusak dan tidak dapat dihapus: tutup Petasalur yang masih berjalan, hapus folder "
            ".venv, lalu jalankan lagi."
        ) from error
    begin()
    command = [sys.executable, "-m", "venv", str(VENV)]
    made = subprocess.run(command, check=False, capture_output=True, text=True)
    if made.returncode != 0:
        say(made.stdout + made.stderr)
        raise Stopped(
            "Lingkungan Python .venv tidak dapat dibuat (pesan di atas); di Debian atau Ubuntu pasang dahulu "
            "paket python3-venv, lalu jalankan lagi."
        )


def begin() -> None:
    """Leave the mark of work under way; it goes when the stamp is written."""
    VENV.mkdir(exist_ok=True)
    BEGUN.write_text("dihapus setelah pemasangan selesai\n", encoding="utf-8")
    STAMP.unlink(missing_ok=True)


def install_packages() -> None:
    """Install ``requirements.txt`` into ``.venv``; the stamp is the last thing written."""
    begin()
    status = watch(
        [*MODULE, "pip", "install", f"--requirement={REQUIREMENTS}", "--no-input", "--progress-bar=off"],
        PIP_LOG,
    )
    if status != 0:
        say("".join(PIP_LOG.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)[-12:]))
        raise Stopped(
            "Paket Python tidak terpasang (pesan pip di atas): periksa sambungan internet dan sisa ruang "
            f"disk, lalu jalankan lagi. Catatan lengkapnya ada di {PIP_LOG.relative_to(ROOT)}."
        )
    if hasattr(os, "sync"):
        os.sync()  # the stamp must not reach the disk before the packages do
    STAMP.write_text(fingerprint(), encoding="utf-8")
    BEGUN.unlink()


def watch(command: list[str], log: Path) -> int:
    """Run ``command``, keep its output in ``log``, and show every moment that it lives.

    Returns
    -------
    int
        Its exit status.
    """
    last = ["mulai"]
    with log.open("w", encoding="utf-8") as kept:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )

        def read() -> None:
            for line in process.stdout or ():
                kept.write(line)
                last[0] = what_pip_does(line) or last[0]

        reader = threading.Thread(target=read)
        reader.start()
        try:
            tick_until_done(process, last)
        finally:
            end(process)
            reader.join()
    return process.returncode


VERBS = {"Collecting": "mencari", "Downloading": "mengunduh", "Using": "memakai", "Building": "menyiapkan"}


def what_pip_does(line: str) -> str | None:
    """Put a line of pip's output in a few Indonesian words; None when it tells the reader nothing."""
    words = line.split()
    if line.startswith("Installing collected"):
        return "menyalin semua paket ke .venv"
    if len(words) > 1 and words[0] in VERBS:
        name = words[2] if words[:2] == ["Using", "cached"] and len(words) > 2 else words[1]  # noqa: PLR2004
        return f"{VERBS[words[0]]} {name.split('==')[0]}"
    return None


def tick_until_done(process: subprocess.Popen[str], last: list[str]) -> None:
    """Show the seconds and the latest doing: on a terminal in one line, else a line now and then."""
    is_terminal = sys.stdout.isatty()
    began = time.monotonic()
    while process.poll() is None:
        try:
            process.wait(TICK_S if is_terminal else QUIET_TICK_S)
        except subprocess.TimeoutExpired:
            text = f"      {time.monotonic() - began:4.0f} detik, {last[0]}"
            print(f"\r{text:<78.78}" if is_terminal else text, end="" if is_terminal else "\n", flush=True)
    if is_terminal:
        print(f"\r{'':<78}\r", end="", flush=True)


def end(process: subprocess.Popen[str]) -> None:
    """Let a child end by itself after Ctrl+C, which it received too; ask, then insist when it does not."""
    for insist in (process.terminate, process.kill, process.wait):
        try:
            process.wait(STOP_S)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            insist()


# --- the four steps -------------------------------------------------------------------------------


def set_up() -> None:
    """Install what is missing: packages, map assets, demo. Says each step; does nothing twice."""
    if is_installed():
        say("[1/4] Lingkungan Python .venv: ada")
        say("[2/4] Paket Python: lengkap")
    else:
        is_kept = is_usable()
        say(f"[1/4] Lingkungan Python .venv: {'ada' if is_kept else 'dibuat'}")
        if not is_kept:
            make_venv()
        say("[2/4] Paket Python: dipasang, sekali ini perlu internet dan beberapa menit")
        install_packages()
    say("[3/4] Berkas peta (Leaflet): diperiksa, diunduh bila belum ada")
    must_work([*MODULE, "geo.maps", "install"], "Berkas peta tidak terpasang; baca pesan di atas.")
    say(f"[4/4] Data contoh: {'ada' if DEMO.exists() else 'dibuat'}")
    if not DEMO.exists():
        make_demo()


def must_work(command: list[str], sentence: str) -> None:
    """Run a step whose failure ends the command."""
    if run(command) != 0:
        raise Stopped(sentence)


def run(command: list[str], **extra: str) -> int:
    """Run ``command`` in the project's folder with its output shown; returns its exit status.

    ``extra``: what it finds in its environment besides.
    """
    environment = {**os.environ, "PYTHONUTF8": "1", **extra}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True)
    try:
        return process.wait()
    finally:
        end(process)


def make_demo() -> None:
    """Make the demo database; the maker replaces an older one only when it is whole."""
    DEMO.parent.mkdir(exist_ok=True)
    command = [*MODULE, "data", "demo", "--db", str(DEMO)]
    must_work(command, "Data contoh tidak dapat dibuat; baca pesan di atas.")


# --- commands -------------------------------------------------------------------------------------


SERVER_OPTIONS = (
    "--server.showEmailPrompt=false",  # streamlit would ask for an address before its first start
    "--browser.gatherUsageStats=false",
)


EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104  looked for, not listened at


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches ``address``."""
    try:
        return address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def is_address(text: str) -> bool:
    """Whether a text is one IP address."""
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


BELIEVED = "FORWARDED_ALLOW_IPS"
"""Whose X-Forwarded-For and X-Forwarded-Proto the web server believes; where this is not set, those of this machine."""


def accounts_file() -> Path:
    """Where ``data/accounts.py`` keeps the accounts."""
    return Path(os.environ.get("PETASALUR_HOME") or ROOT / "var") / "akun.json"


def door(options: argparse.Namespace) -> list[str]:
    """Return streamlit's options for where it listens, under which names, with which certificate."""
    address, names, cert, key = options.host, options.name, options.cert, options.key
    if bool(cert) != bool(key) or not all(path is None or path.is_file() for path in (cert, key)):
        raise Stopped("Sertifikat memerlukan dua berkas yang ada: --cert BERKAS dan --key BERKAS.", 2)
    if options.proxy and not is_address(options.proxy):
        raise Stopped("Proksi disebut dengan alamat IP-nya, misalnya --proxy 127.0.0.1.", 2)
    if (options.proxy or not is_loopback(address)) and not accounts_file().is_file():
        where = f"belakang proksi {options.proxy}" if options.proxy else address
        raise Stopped(
            f"Petasalur tidak dijalankan di {where} karena belum ada akun; buat dahulu dengan "
            f"{venv_python().relative_to(ROOT)} -m data account add NAMA --role kasi, lalu jalankan lagi."
        )
    if address in EVERY_ADDRESS and not names:
        raise Stopped("Untuk semua alamat sebutkan nama server seperti diketik di peramban: --name NAMA.", 2)
    if not is_loopback(address) and not cert:
        say("Peringatan: tanpa --cert dan --key kata sandi dan data lewat jaringan tanpa disandikan.")
    known = ["127.0.0.1", "localhost", *([] if address in EVERY_ADDRESS else [address]), *names]
    allowed = [f"--server.allowedHosts={name}" for name in dict.fromkeys(known)]
    tls = [f"--server.sslCertFile={cert.resolve()}", f"--server.sslKeyFile={key.resolve()}"] if cert else []
    return [f"--server.address={address}", *allowed, *tls]


def serve(options: argparse.Namespace) -> int:
    """Serve the app, on this machine only unless told otherwise, until Ctrl+C."""
    port, scheme = options.port, "https" if options.cert else "http"
    where = door(options)
    if is_taken(port):
        raise Stopped(
            f"Port {port} sudah dipakai, mungkin oleh Petasalur yang masih berjalan: buka "
            f"http://{HOST}:{port} di peramban, atau jalankan dengan --port {port + 1}."
        )
    set_up()
    name = HOST if is_loopback(options.host) else next(iter(options.name), options.host)
    say(f"\nBuka {scheme}://{name}:{port} di peramban, siap dalam beberapa detik; Ctrl+C untuk berhenti.\n")
    command = [*MODULE, "streamlit", "run", "app.py", f"--server.port={port}", *where, *SERVER_OPTIONS]
    try:
        status = run(command, **{BELIEVED: options.proxy})
    except KeyboardInterrupt:
        status = 0
    if status != 0:
        raise Stopped("Aplikasi berhenti sendiri; baca pesan di atas.", status)
    say("Petasalur berhenti.")
    return 0


def is_taken(port: int) -> bool:
    """Whether something listens at ``port`` of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def test(extra: list[str], **environment: str) -> int:
    """Run the tests, the long tries (``tests/conftest.py``) where asked; pytest's full closing line is what CI reads.

    They start hundreds of processes: where Python is told to keep nothing compiled (images of containers), each would
    compile the program anew.
    """
    return run([*MODULE, "pytest", "--verbosity=0", *PARALLEL, *extra], PYTHONDONTWRITEBYTECODE="", **environment)


def check() -> int:
    """Style, types, tests with the long tries: all three run, the first failure is the exit status."""
    rooms = ["geo", "data", "analytics", "pages"]
    statuses = [
        run([*MODULE, "ruff", "check"]),
        run([*MODULE, "mypy", *rooms, "app.py", "run.py"]),
        test([], PETASALUR_LONG="1"),
    ]
    return next((status for status in statuses if status), 0)


class Parser(argparse.ArgumentParser):
    """Says in Indonesian what it does not understand."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing argparse's own English words."""
        del message
        raise Stopped("Perintah atau pilihan itu tidak dikenal; python3 run.py --help menyebut semuanya.", 2)


def parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Return the options and what goes on to pytest or the bench."""
    if arguments[:1] in (["test"], ["bench"]):
        return argparse.Namespace(command=arguments[0]), arguments[1:]
    layout = argparse.RawDescriptionHelpFormatter
    parser = Parser(usage=argparse.SUPPRESS, description=HELP, add_help=False, formatter_class=layout)
    commands = ["start", "setup", "demo", "check"]
    parser.add_argument("command", nargs="?", default="start", choices=commands, help=argparse.SUPPRESS)
    options = parser.add_argument_group("pilihan")
    options.add_argument("--port", type=int, default=PORT, metavar="N", help=f"port di {HOST}, biasanya {PORT}")
    options.add_argument(
        "--host", default=HOST, metavar="ALAMAT", help="alamat lain daripada komputer ini saja; perlu akun"
    )
    options.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="NAMA",
        help="nama server di jaringan kantor, seperti diketik di peramban",
    )
    options.add_argument("--cert", type=Path, metavar="BERKAS", help="sertifikat TLS sendiri (PEM), bersama --key")
    options.add_argument("--key", type=Path, metavar="BERKAS", help="kunci sertifikat itu (PEM)")
    options.add_argument(
        "--proxy", default="", metavar="ALAMAT", help="alamat IP proksi di depan server ini; hanya kepadanya ia percaya"
    )
    options.add_argument("-h", "--help", action="help", help="tampilkan bantuan ini")
    return parser.parse_args(arguments), []


def obey(options: argparse.Namespace, extra: list[str]) -> int:
    """Carry out one command; returns the exit status."""
    check_python(sys.version_info[:3])
    if options.command == "start":
        return serve(options)
    had_demo = DEMO.exists()
    set_up()
    if options.command == "demo" and had_demo:
        make_demo()
    if options.command == "test":
        return test(extra)
    if options.command == "check":
        return check()
    if options.command == "bench":
        return run([*MODULE, "bench", *extra])
    return 0


def main(arguments: list[str]) -> int:
    """Return the exit status of ``arguments``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # consoles of offices do not know every letter
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return obey(*parse(arguments))
    except Stopped as stopped:
        print(f"\n{stopped}", file=sys.stderr)
        return stopped.status
    except KeyboardInterrupt:
        print("\nDihentikan. Jalankan lagi untuk melanjutkan.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
