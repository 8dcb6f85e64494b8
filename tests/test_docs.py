"""What the guide claims: commands that exist, screens that say so, pictures and links that are there."""

from __future__ import annotations

import argparse
import ast
import importlib.util
import re
import shlex
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

import run
from analytics.__main__ import parser as analytics_parser
from analytics.delivery.vehicles import read_vehicles
from data.__main__ import parser as data_parser
from data.intake.load import SourceFile, load_files
from data.store import Store
from docs import make, pictures

ROOT = Path(__file__).resolve().parent.parent
GUIDE = sorted((ROOT / "docs").glob("*.md"))
PAPERS = [*GUIDE, ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md"]
PARSERS = {"data": data_parser, "analytics": analytics_parser}
ROOMS = ["geo", "data", "analytics", "pages"]
BLOCK = r"(?ms)^```(\w*)\n(.*?)^```"
COMMAND = r"(?:python3?|py|\S*[/\\]python) (run\.py|-m [\w.]+)( [^\n`]*)?"


def named(path: Path) -> str:
    return path.name


# --- commands ------------------------------------------------------------------------------------------


def code_of(text: str) -> str:
    """Blocks of code and code in lines, one piece per line."""
    return "\n".join([*blocks(text), *re.findall(r"`([^`\n]+)`", re.sub(BLOCK, "", text))])


def blocks(text: str, language: str = "") -> list[str]:
    """Blocks of code marked as ``language``."""
    return [body for marked, body in re.findall(BLOCK, text) if marked == language]


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Program ("run.py" or a module) and arguments of every command; brackets and dots of a synopsis go."""
    found = re.findall(COMMAND, code_of(text))
    return [
        (program.removeprefix("-m "), shlex.split(re.sub(r"[\[\]]|\.\.\.", " ", rest.split(" # ")[0])))
        for program, rest in found
    ]


def refusal(program: str, arguments: list[str]) -> str:
    """Why a command would not be understood; "" when it is."""
    if program == "run.py":
        return refusal_of_run(arguments)
    if program in PARSERS and arguments:
        return refusal_of_parser(program, arguments)
    return "" if importlib.util.find_spec(program) else f"no module {program}"


def refusal_of_run(arguments: list[str]) -> str:
    try:
        run.parse(arguments)
    except run.Stopped as stopped:
        return str(stopped)
    except SystemExit as ended:  # --help
        return "not understood" if ended.code else ""
    return ""


def refusal_of_parser(program: str, arguments: list[str]) -> str:
    """A command that is only named, as in "python -m data issues writes …", needs no options."""
    words = shlex.join(arguments)
    if arguments[0] not in options_of(program):
        return f"{words}: no such command"
    try:
        if arguments[1:] and words not in acts_of(PARSERS[program]()):
            PARSERS[program]().parse_args(arguments)
    except SystemExit:
        return f"{words}: not understood"
    return ""


def options_of(program: str) -> dict[str, set[str]]:
    """Command → its options, as the parser knows them."""
    actions = PARSERS[program]()._subparsers._group_actions[0].choices
    return {
        name: {option for action in one._actions for option in action.option_strings if option.startswith("--")}
        for name, one in actions.items()
    }


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_every_command_named_is_understood(paper):
    refused = [refusal(*command) for command in commands(paper.read_text(encoding="utf-8"))]
    assert [why for why in refused if why] == []


@pytest.mark.parametrize(
    "line",
    [
        "python -m data lode --db a",
        "python -m data load --db a --boundary b",
        "python -m data load --families a",
        "python -m analytics clusters --db a",
        "python3 run.py tset",
        "python -m geo.mapz install",
    ],
)
def test_a_command_that_does_not_exist_is_noticed(line):
    [command] = commands(f"Tulis `{line}`.")
    assert refusal(*command) != ""


def acts_of(parser: argparse.ArgumentParser) -> list[str]:
    """Every command of a parser down to its last act; one without acts is a command by itself."""
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    below = [(name, acts_of(each)) for action in inner for name, each in action.choices.items()]
    return [f"{name} {act}".strip() for name, acts in below for act in acts or [""]]


def test_every_command_of_every_room_stands_in_the_table_of_roles():
    """With what the audit keeps of it; found by the parsers, and by the modules that can be started."""
    text = (ROOT / "docs" / "peran.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `python -m (.+?)` \| .+? \| (.+?) \|$", text, re.MULTILINE))
    assert all(told.values())
    started = [path for room in ("pages", "analytics", "data", "geo") for path in (ROOT / room).rglob("__main__.py")]
    modules = {".".join(path.parent.relative_to(ROOT).parts) for path in started}
    assert {command.split()[0] for command in told} == modules
    parsers = {"data": data_parser(), "analytics": analytics_parser()}
    every = {f"{module} {act}" for module, parser in parsers.items() for act in acts_of(parser)}
    assert set(told) == every | {"geo.maps install"}
    assert {"data account add", "data account oidc", "analytics report"} <= every


def test_the_commands_of_the_papers_are_found():
    """The search finds blocks, lines and a synopsis: otherwise the test above proves nothing."""
    text = "```\npython -m data load --db FILE [--codes FILE]...\n```\nLihat `.venv\\Scripts\\python -m data issues`."
    assert commands(text) == [("data", ["load", "--db", "FILE", "--codes", "FILE"]), ("data", ["issues"])]
    assert len(commands((ROOT / "docs" / "perintah.md").read_text(encoding="utf-8"))) > 10


@pytest.mark.parametrize("program", sorted(PARSERS))
def test_every_option_is_explained(program):
    text = (ROOT / "docs" / "perintah.md").read_text(encoding="utf-8")
    options = set().union(*options_of(program).values()) - {"--help"}
    assert sorted(option for option in options if f"`{option}`" not in text and f"{option} " not in text) == []


# --- screens -------------------------------------------------------------------------------------------


@cache
def said_by_the_program() -> str:
    """Every text written in the code of the product."""
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in [*paths, ROOT / "app.py", ROOT / "run.py"]]
    fronts = [*(ROOT / "geo").rglob("front/*.js"), *(ROOT / "data" / "papers" / "field").glob("phone.*")]
    scripts = [path.read_text(encoding="utf-8") for path in fronts]
    texts = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return "\n".join([*(text for text in texts if isinstance(text, str)), *scripts])


@pytest.mark.parametrize("paper", GUIDE, ids=named)
def test_what_stands_in_quotation_marks_is_said_by_the_program(paper):
    said = said_by_the_program()
    quoted = set(re.findall(r"“([^”]+)”", paper.read_text(encoding="utf-8")))
    assert sorted(text for text in quoted if " ".join(text.split()) not in said) == []


def test_every_page_has_its_chapter():
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    titles = [key.value.value for node in ast.walk(tree) if isinstance(node, ast.Call)
              for key in node.keywords if key.arg == "title"]  # fmt: skip
    chapters = re.findall(r"^## (.+)$", (ROOT / "docs" / "halaman.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert chapters == titles


# --- examples ------------------------------------------------------------------------------------------


def examples(page: str) -> list[str]:
    return blocks((ROOT / "docs" / page).read_text(encoding="utf-8"), "csv")


def test_the_examples_of_the_guide_load_whole(tmp_path):
    families, recipients, codes = examples("muat.md")
    kinds = {"codes": codes, "families": families, "recipients": recipients}
    for kind, text in kinds.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    files = [SourceFile(kind, tmp_path / f"{kind}.csv") for kind in ("codes", "families")]
    files.append(SourceFile("recipients", tmp_path / "recipients.csv", "PKH", "2026-10"))
    store = Store.open(tmp_path / "a.duckdb")
    reports = load_files(store, files)
    counts = store.frame("coverage/counts", period="2026-10", poor_desil_max=4)
    store.close()
    assert [(report.kind, report.accepted_count, report.set_aside_count) for report in reports] == [
        ("codes", 2, 0), ("families", 3, 0), ("recipients", 2, 0),
    ]  # fmt: skip
    # Desil 2, 6, 1: two poor families; both stand in the list of PKH.
    every = counts[counts["program"] == "SEMUA"][["families", "poor_families", "served_poor"]].sum()
    assert list(every) == [3, 2, 2]


def test_the_fleet_of_the_guide_is_a_fleet(tmp_path):
    path = tmp_path / "armada.csv"
    path.write_text(examples("perintah.md")[0], encoding="utf-8")
    assert list(read_vehicles(path)["count"]) == [2, 3]


# --- reference, pictures, links ------------------------------------------------------------------------


def test_the_reference_says_what_the_registries_say():
    assert make.TARGET.read_text(encoding="utf-8") == make.text(), "python -m docs.make"


def test_a_key_without_text_is_noticed():
    with pytest.raises(KeyError, match="new"):
        make.matched({"old", "new"}, {"old": ""})


def test_the_kinds_of_findings_are_read_from_the_code():
    kinds = make.layer_kinds()
    assert kinds["kode_desa_ganda"] == {"KRITIS"}
    assert kinds["kode_desa_kosong"] == {"KRITIS", "PERIKSA", "INFO"}  # told in two functions, three ways


def test_every_picture_has_its_maker_and_its_place_in_the_guide():
    made = {f"{picture.name}.png" for picture in pictures.PICTURES}
    kept = {path.name for path in pictures.FOLDER.iterdir()}
    shown = {name for paper in PAPERS for name in re.findall(r"gambar/([\w-]+\.png)", paper.read_text("utf-8"))}
    assert made == kept == shown


def test_pictures_are_light():
    assert [path.name for path in pictures.FOLDER.iterdir() if path.stat().st_size > pictures.MAX_BYTES] == []


def anchor(heading: str) -> str:
    """The anchor GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def headings(paper: Path) -> set[str]:
    return {anchor(heading) for heading in re.findall(r"(?m)^#+ (.+)$", paper.read_text(encoding="utf-8"))}


def is_broken(link: str, paper: Path) -> bool:
    place, _, heading = unquote(link).partition("#")
    target = paper.parent / place if place else paper
    return not target.exists() or (heading != "" and heading not in headings(target))


def broken_links(paper: Path) -> list[str]:
    """Links and pictures whose file or heading is not there."""
    text = re.sub(r"`[^`\n]*`", "", re.sub(BLOCK, "", paper.read_text(encoding="utf-8")))
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    return [link for link in links if not re.match(r"[a-z]+:", link) and is_broken(link, paper)]


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_links_lead_somewhere(paper):
    assert broken_links(paper) == []


def test_a_broken_link_is_noticed(tmp_path):
    paper = tmp_path / "a.md"
    paper.write_text("# Satu\n[a](b.md) [c](#dua) [d](#satu) [e](a.md#satu)\n![f](g.png)", encoding="utf-8")
    assert broken_links(paper) == ["b.md", "#dua", "g.png"]


def test_the_tree_in_the_readme_is_the_tree():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [tree] = [block for block in blocks(text) if block.startswith("app.py")]
    told = re.findall(r"(?m)^(\S+)", tree)
    assert [name for name in told if not (ROOT / name).exists()] == []
    rooms = {f"{path.parent.name}/" for path in ROOT.glob("*/*.py")}
    assert rooms <= set(told)
