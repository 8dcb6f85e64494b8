"""A process that has imported the libraries and forks servers: importing takes each of them 3 s of a core.

That a server starts from nothing is tried in ``tests/pages/test_server.py`` and ``test_gate_server.py``.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path

LIBRARIES = (
    "streamlit.web.cli", "streamlit.web.bootstrap", "pandas", "geopandas", "folium.plugins", "duckdb",
    "pyarrow.parquet", "matplotlib.figure", "matplotlib.backends.backend_agg", "scipy.stats", "scipy.cluster.vq",
    "scipy.optimize", "pyvrp", "xlsxwriter", "pptx", "argon2", "analytics.access", "analytics.delivery.plan",
    "analytics.targeting.score", "geo.maps.static",
)  # fmt: skip
"""Without the pages: what they read when they are imported belongs to one server."""


def begin(arguments: list[str], environment: dict[str, str], log: Path, folder: Path) -> BaseProcess:
    """Begin ``streamlit`` in ``folder``; what it says goes to ``log``. Where nothing can be forked it begins anew."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context: BaseContext = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(LIBRARIES))
    else:
        context = multiprocessing.get_context("spawn")
    process = context.Process(target=_serve, args=(arguments, environment, str(log), str(folder)))
    process.start()
    return process


def _serve(arguments: list[str], environment: dict[str, str], log: str, folder: str) -> None:
    """Become ``python -m streamlit`` with these arguments."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    with Path(log).open("wb") as output:
        for stream in (1, 2):
            os.dup2(output.fileno(), stream)
    sys.path.insert(0, folder)
    from streamlit.web.cli import main  # noqa: PLC0415  it is there already

    main(arguments, prog_name="streamlit")
