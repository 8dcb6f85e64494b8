"""What is asked of the intake, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from data.roles import SHELL, Actor
from geo.regions import System


@dataclass(frozen=True)
class SourceFile:
    """One file to load.

    ``name`` is what screens call it; ``choice`` (field → header) corrects the columns found. ``told_by``: where in the
    file its program and period stand, when nobody else has said them.
    """

    kind: str
    path: Path
    program: str = ""
    period: str = ""
    choice: dict[str, str] = field(default_factory=dict)
    told_by: str = ""

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name


@dataclass(frozen=True)
class Loaded:
    """What became of one file. ``facts``: what was found at the door of a layer."""

    name: str
    kind: str
    program: str
    period: str
    is_repeat: bool
    row_count: int = 0
    accepted_count: int = 0
    flagged_count: int = 0
    set_aside_count: int = 0
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Answers:
    """Who loads, and what they have answered where the program must not decide by itself."""

    crs: str | None = None
    code_system: System | None = None
    accept_displaced: bool = False
    for_demo: bool = False
    by: Actor = SHELL
