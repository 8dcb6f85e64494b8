"""A real server of the app on a free port of this machine, for measures and for tests."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench import ROOT

START_S = 120
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The app with its databases and accounts in ``home``; its log lies there as ``log.txt``."""

    def __init__(self, home: Path, options: Sequence[str] = (), **more: str) -> None:
        """Start it; ``options``: of Streamlit, ``more``: what it finds in its environment besides."""
        self.port = free_port()
        self.path = home / "log.txt"
        self.log = self.path.open("w", encoding="utf-8")
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={self.port}", *options]
        environment = {**os.environ, "PETASALUR_HOME": str(home), **more}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=self.log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
        until = time.monotonic() + START_S
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.ask("GET", "/_stcore/health")[0] == 200:
                    return
            except OSError:
                time.sleep(0.2)
        self.stop()
        raise AssertionError(self.path.read_text(encoding="utf-8"))

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Ask for a path; return status, headers and content."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body or None, {name.replace("_", "-"): text for name, text in headers.items()})
            answer = line.getresponse()
            content = b"" if answer.status == 101 else answer.read()
            told = {name.lower(): ", ".join(answer.headers.get_all(name, [])) for name in answer.headers}
            return answer.status, told, content
        finally:
            line.close()

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def told(self) -> str:
        """Return the log."""
        return self.path.read_text(encoding="utf-8", errors="replace")

    def troubles(self) -> list[str]:
        """Return the lines of the log that tell of something gone wrong."""
        lines = self.told().splitlines()
        return [line for line in lines if re.search(r"Traceback|Error\b|Exception|\bERROR\b|CRITICAL", line)]

    def resident_mb(self) -> float:
        """Return the memory of the server in MB (resident set), where the system tells it."""
        told = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmRSS:\s+(\d+) kB", told)
        assert found, "no VmRSS"
        return int(found[1]) / 1024

    def worked_s(self) -> float:
        """Return the processor time that the server has taken, in seconds."""
        told = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / _TICKS
