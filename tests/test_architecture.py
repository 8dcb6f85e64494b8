"""The law of the house, read from the code itself.

Every rule is a function from the project's folder to a list of breaches; ``RULES`` names them all. The real
house must have none, and each rule must catch the small house that breaks it (``BREACHES``).
"""

from __future__ import annotations

import ast
import graphlib
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import FIRST, LONG, NEXT

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ["geo", "data", "analytics", "pages", "app"]
HOMES = {
    "streamlit": ("app.py", "pages/"),
    "streamlit_folium": ("app.py", "pages/"),
    "folium": ("geo/maps/",),
    "branca": ("geo/maps/",),
    "duckdb": ("data/",),
    "argon2": ("data/accounts.py", "data/keys.py"),
    "authlib": ("data/oidc/",),
    "joserfc": ("data/oidc/",),
    "pyvrp": ("analytics/delivery/",),
    "typst": ("data/papers/",),
    "PIL": (
        "geo/maps/",
        "data/papers/",
    ),
    "xlsxwriter": ("data/papers/",),
    "pptx": ("data/papers/",),
    "matplotlib": ("geo/maps/",),
    "esda": ("analytics/targeting/",),
    "libpysal": ("analytics/targeting/",),
}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}
APP_LINES = 60
SQL_HOMES = ("data/", "geo/read.py")  # a GeoPackage is an SQLite file with a catalogue of its own
SQL_VERBS = ("SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE ", "WITH ")


# --- reading ----------------------------------------------------------------------------------------


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def sources(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Path from the root and syntax tree of every file of the product."""
    found = [path for floor in FLOORS[:-1] for path in sorted((root / floor).rglob("*.py"))]
    for path in [*found, root / "app.py"]:
        if path.exists():
            yield path.relative_to(root).as_posix(), tree_of(path)


def module_name(place: str) -> str:
    return place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(place: str, tree: ast.Module, modules: set[str]) -> Iterator[str]:
    """Modules that a file imports; ``from x import y`` is ``x.y`` where that is a module of the house."""
    package = module_name(place).split(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            level = node.level - place.endswith("__init__.py")
            above = package[: len(package) - level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield whole if whole in modules else base


@cache
def house(root: Path) -> dict[str, tuple[str, list[str]]]:
    """Module name → its path, what it imports."""
    read = list(sources(root))
    modules = {module_name(place) for place, _ in read}
    return {module_name(place): (place, list(imports(place, tree, modules))) for place, tree in read}


def room(module: str) -> str:
    return module.partition(".")[0]


# --- rules ------------------------------------------------------------------------------------------


def floors(root: Path) -> list[str]:
    """A file imports from its own floor and from floors below."""
    return [
        f"{place} imports {target}"
        for module, (place, targets) in house(root).items()
        for target in targets
        if room(target) in FLOORS and FLOORS.index(room(target)) > FLOORS.index(room(module))
    ]


def cycles(root: Path) -> list[str]:
    """No module needs itself, directly or through others."""
    known = house(root)
    graph = {name: [t for t in targets if t in known and t != name] for name, (_, targets) in known.items()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return [" → ".join(error.args[1])]
    return []


def libraries(root: Path) -> list[str]:
    """Each library has one home."""
    return [
        f"{place} imports {target}"
        for place, targets in house(root).values()
        for target in targets
        if room(target) in HOMES and not place.startswith(HOMES[room(target)])
    ]


def sql(root: Path) -> list[str]:
    """SQL lies in data/: .sql files, and no query in the text of another room."""
    files = [path.relative_to(root) for floor in FLOORS[:-1] for path in (root / floor).rglob("*.sql")]
    return [f"{path.as_posix()} lies outside data/sql" for path in files if path.parts[:2] != ("data", "sql")] + [
        f"{place}:{node.lineno} holds SQL"
        for place, tree in sources(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.lstrip().startswith(SQL_VERBS) and not place.startswith(SQL_HOMES)
    ]


def listed_pages(root: Path) -> list[str]:
    """Every page is listed once in app.py, with a URL path that is no page's file stem (STACK, trap 1)."""
    app, stems = root / "app.py", {path.stem for path in (root / "pages").glob("*.py")} - {"__init__"}
    if not app.exists():
        return []
    calls = [
        node for node in ast.walk(tree_of(app))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Page")
    ]  # fmt: skip
    listed = [Path(node.args[0].value).stem for node in calls if isinstance(node.args[0], ast.Constant)]
    urls = [ast.unparse(key.value).strip("'") for node in calls for key in node.keywords if key.arg == "url_path"]
    return (
        [f"pages/{stem}.py is listed {listed.count(stem)} times" for stem in stems if listed.count(stem) != 1]
        + [f"app.py lists {stem}, which is no file" for stem in set(listed) - stems]
        + [f"URL path {url} is also a file stem" for url in urls if url in stems]
        + [f"{len(calls) - len(urls)} pages have no url_path of their own"] * (len(urls) < len(calls))
    )


def names(root: Path) -> list[str]:
    """A module says what it holds."""
    places = (place for place, _ in sources(root))
    return [place for place in places if NAMELESS & set(module_name(place).split("."))]


def app_is_short(root: Path) -> list[str]:
    """The frame stays a frame."""
    app = root / "app.py"
    count = len(app.read_text(encoding="utf-8").splitlines()) if app.exists() else 0
    return [f"app.py has {count} lines"] * (count > APP_LINES)


def broad_except(root: Path) -> list[str]:
    """A failure that nobody expected is not swallowed; to clean up and raise it again is no swallowing."""
    broad = {"Exception", "BaseException"}
    return [
        f"{place}:{node.lineno}"
        for place, tree in sources(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        if node.type is None or broad & {getattr(part, "id", "") for part in ast.walk(node.type)}
        if ast.unparse(node.body[-1]) != "raise"
    ]


def mentions(root: Path, is_word: Callable[[str], bool], homes: tuple[str, ...]) -> list[str]:
    """Places outside ``homes`` where an attribute, name, keyword or imported name satisfies ``is_word``."""
    kinds = {
        ast.Attribute: "attr",
        ast.Name: "id",
        ast.keyword: "arg",
        ast.alias: "name",
        ast.Constant: "value",
    }
    return [
        f"{place}:{node.lineno}"
        for place, tree in sources(root)
        for node in ast.walk(tree)
        if type(node) in kinds and is_word(str(getattr(node, kinds[type(node)]))) and place not in homes
    ]


def unsafe_html(root: Path) -> list[str]:
    """No text reaches the browser as HTML of ours."""
    return mentions(root, lambda word: word == "unsafe_allow_html", ())


def session_state(root: Path) -> list[str]:
    """Only the filters know the session."""
    return mentions(root, lambda word: word == "session_state", ("pages/parts/filters.py",))


def caches(root: Path) -> list[str]:
    """One package caches, a file per subject."""
    homes = tuple(place for place, _ in sources(root) if place.startswith("pages/parts/cache/"))
    return mentions(root, lambda word: word in {"cache_data", "cache_resource"}, homes)


def run_needs_nothing(root: Path) -> list[str]:
    """run.py runs before anything is installed."""
    path = root / "run.py"
    found = imports("run.py", tree_of(path), set()) if path.exists() else []
    return [name for name in found if room(name) not in sys.stdlib_module_names]


def bare_tables(root: Path) -> list[str]:
    """A question names no schema: the views that limit an account of one desa stand before bare names only."""
    named = re.compile(
        r"(?i)(?<!DISTINCT )\b(?:FROM|JOIN|INTO|UPDATE|TABLE|VIEW)\s+(?:\"[^\"]+\"|\w+)\s*\.|\b(?:main|temp)\s*\."
    )
    files = sorted((root / "data" / "sql").rglob("*.sql"))
    texts = ((path, re.sub("--.*", "", path.read_text(encoding="utf-8"))) for path in files)
    return [f"{path.relative_to(root)}: {found}" for path, text in texts for found in named.findall(text)]


RULES = [
    floors, cycles, libraries, sql, listed_pages, names, app_is_short, broad_except, unsafe_html,
    session_state, caches, run_needs_nothing, bare_tables,
]  # fmt: skip

BREACHES: list[tuple[Callable[[Path], list[str]], dict[str, str]]] = [
    (floors, {"geo/a.py": "import data.b", "data/b.py": ""}),
    (floors, {"data/a.py": "from analytics import b", "analytics/b.py": ""}),
    (floors, {"analytics/__init__.py": "def f():\n    from pages.parts import b", "pages/parts/b.py": ""}),
    (floors, {"geo/maps/a.py": "from ...data import b", "data/b.py": ""}),
    (
        cycles,
        {"geo/a.py": "from geo import b", "geo/b.py": "from geo.c import x", "geo/c.py": "import geo.a"},
    ),
    (cycles, {"geo/maps/a.py": "from . import b", "geo/maps/b.py": "from .a import x"}),
    (libraries, {"analytics/a.py": "import streamlit as st"}),
    (libraries, {"pages/a.py": "from folium.plugins import HeatMap"}),
    (libraries, {"geo/a.py": "import branca.colormap"}),
    (libraries, {"analytics/delivery_notes.py": "from pyvrp import Model"}),
    (libraries, {"pages/parts/a.py": "import duckdb"}),
    (libraries, {"data/a.py": "import typst"}),
    (libraries, {"pages/a.py": "import argon2"}),
    (libraries, {"analytics/a.py": "from pptx import Presentation"}),
    (libraries, {"pages/a.py": "from matplotlib.figure import Figure"}),
    (libraries, {"analytics/a.py": "import esda"}),
    (libraries, {"data/a.py": "from xlsxwriter import Workbook"}),
    (sql, {"geo/a.sql": "SELECT 1"}),
    (sql, {"pages/a.py": 'QUERY = """\n  SELECT 1 FROM desa"""'}),
    (listed_pages, {"app.py": "", "pages/a.py": ""}),
    (listed_pages, {"app.py": "import streamlit as st\nst.Page('pages/a.py', url_path='b')"}),
    (listed_pages, {"app.py": "st.Page('pages/a.py', url_path='a')", "pages/a.py": ""}),
    (listed_pages, {"app.py": "st.Page('pages/a.py')", "pages/a.py": ""}),
    (listed_pages, {"app.py": "[st.Page('pages/a.py', url_path=u) for u in 'bc']\n" * 2, "pages/a.py": ""}),
    (names, {"data/utils.py": ""}),
    (names, {"pages/common/a.py": ""}),
    (app_is_short, {"app.py": "\n" * (APP_LINES + 1)}),
    (broad_except, {"geo/a.py": "try:\n    pass\nexcept (ValueError, Exception):\n    pass"}),
    (broad_except, {"geo/a.py": "try:\n    pass\nexcept:\n    pass"}),
    (unsafe_html, {"pages/a.py": "st.markdown('<b>', unsafe_allow_html=True)"}),
    (unsafe_html, {"pages/a.py": "st.markdown('<b>', **{'unsafe_allow_html': True})"}),
    (session_state, {"pages/a.py": "st.session_state['x'] = 1"}),
    (session_state, {"pages/parts/a.py": "from streamlit import session_state as s"}),
    (caches, {"pages/a.py": "@st.cache_data\ndef f(): ..."}),
    (run_needs_nothing, {"run.py": "import numpy"}),
    (bare_tables, {"data/sql/a/b.sql": "SELECT count(*)\nFROM kantor.family"}),
    (bare_tables, {"data/sql/a.sql": 'SELECT 1 FROM desa JOIN "demo".family USING (no_kk)'}),
    (bare_tables, {"data/sql/a.sql": "SELECT main.family.no_kk FROM family"}),
]
LAWFUL = {
    "geo/a.py": "",
    "geo/maps/b.py": "import folium\nfrom geo import a",
    "data/c.py": "import duckdb\ntry: ...\nexcept BaseException:\n    undo()\n    raise",
    "data/sql/q.sql": "SELECT a.x FROM a JOIN b USING (x) -- from main.b\nWHERE a.x IS DISTINCT FROM b.y",
    "analytics/delivery/d.py": "import pyvrp\nfrom data.c import x",
    "pages/e.py": "import streamlit as st",
    "pages/parts/cache/__init__.py": "st.cache_data",
    "pages/parts/filters.py": "st.session_state",
    "app.py": "import streamlit as st\nst.Page('pages/e.py', url_path='f')",
    "run.py": "import os.path",
}


def build(root: Path, files: dict[str, str]) -> None:
    for place, text in files.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_law(rule):
    assert rule(ROOT) == []


@pytest.mark.parametrize(("rule", "files"), BREACHES, ids=[rule.__name__ for rule, _ in BREACHES])
def test_a_breach_is_caught(tmp_path, rule, files):
    build(tmp_path, files)
    assert rule(tmp_path) != []


def test_every_rule_has_a_breach_that_proves_it():
    assert {rule for rule, _ in BREACHES} == set(RULES)


def test_a_lawful_house_passes(tmp_path):
    """Neighbours on one floor, floors below, a package that names its own module: all allowed."""
    build(tmp_path, LAWFUL)
    assert [breach for rule in RULES for breach in rule(tmp_path)] == []


def test_what_begins_first_is_there():
    """The order of the tests names files, each once."""
    in_browser = {path.name for path in (ROOT / "tests" / "browser").glob("test_*.py")}
    others = {path.name for path in (ROOT / "tests").rglob("test_*.py")} - in_browser
    assert len({*FIRST, *NEXT}) == len(FIRST) + len(NEXT)
    assert set(FIRST) <= in_browser
    assert set(NEXT) <= others
    assert set(LONG) <= in_browser | others
