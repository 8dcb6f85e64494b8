"""Who works with the program, and what each role may do: one entry each, the one table of permissions.

On one desk without accounts readers say who they are; with accounts the gate knows. What somebody decides is written
down under that name either way.
"""

from __future__ import annotations

import getpass
from dataclasses import dataclass

from data.errors import ActMayNot, ActorUnnamed, PeopleHidden

EVERY, OWN, FIGURES, NOTHING = "semua", "desa", "angka", "tidak"
SIGHTS = {
    EVERY: "keluarga dan orang di semua desa",
    OWN: "keluarga dan orang di desanya sendiri",
    FIGURES: "angka gabungan saja, hitungan di bawah 5 ditutup",
    NOTHING: "tidak ada data",
}
"""What somebody sees of people, with its words."""


@dataclass(frozen=True)
class Role:
    """One role.

    ``may_decide``: keys in :data:`ACTS`; ``may_unmask``: see and print whole identity numbers; ``sees``: key in
    :data:`SIGHTS`; ``pages``: keys in :data:`PAGES`.
    """

    key: str
    label: str
    may_decide: frozenset[str]
    sees: str
    pages: frozenset[str]
    may_unmask: bool = False
    may_manage: bool = False


PAGES = {
    "overview": "Ringkasan",
    "atlas": "Peta",
    "targeting": "Sasaran",
    "gaps": "Kesenjangan",
    "access": "Akses",
    "routes": "Rute",
    "handover": "Penyaluran",
    "roads": "Jalan",
    "verification": "Verifikasi",
    "family": "Keluarga",
    "monitoring": "Monev",
    "reports": "Laporan",
    "intake": "Data",
}
"""Every page that a role may be given: its key in ``app.py``, which is its file, and its title."""
ACTS = {
    "muat": "memuat, membetulkan dan menarik berkas",
    "ajukan": "mengajukan keluarga atau orang",
    "verifikasi": "mencatat hasil verifikasi",
    "musdes": "mencatat hasil musdes",
    "tetapkan": "menetapkan penerima",
    "salurkan": "mencatat penyaluran",
    "kembalikan": "mengembalikan usulan dengan alasan",
    "ganda": "memutuskan data ganda",
    "atur": "mengubah pengaturan",
    "monev": "mencatat monev",
    "laporkan": "membuat laporan dan bahan rapat",
    "umumkan": "membuat papan informasi untuk umum",
    "orang": "mengunduh data satu orang",
    "cadangkan": "membuat dan memulihkan cadangan, menyandikan basis data",
}
"""What somebody may do to the data, with its words."""
_ALL = frozenset(ACTS)
_EVERY_PAGE = frozenset(PAGES)
_FIELD = _EVERY_PAGE - {"intake"}
_DESA = frozenset({"overview", "atlas", "gaps", "handover", "monitoring", "verification", "family"})
_CAMAT = frozenset({"tetapkan", "kembalikan", "monev", "laporkan", "umumkan"})
_VERIFIES = frozenset({"verifikasi", "kembalikan", "ganda", "monev", "laporkan"})
_PUBLISHED = frozenset({"monitoring", "reports"})
ROLES: dict[str, Role] = {
    entry.key: entry
    for entry in (
        Role("kasi", "Kasi Kesra/PMD kecamatan", _ALL, EVERY, _EVERY_PAGE, may_unmask=True),
        Role("camat", "Camat", _CAMAT, EVERY, _EVERY_PAGE),
        Role("tksk", "TKSK", _VERIFIES, EVERY, _FIELD, may_unmask=True),
        Role("pendamping", "Pendamping PKH", _VERIFIES, EVERY, _FIELD),
        Role("desa", "Operator/Kasi Kesra desa", frozenset({"ajukan", "musdes", "salurkan", "monev"}), OWN, _DESA),
        Role("dinsos", "Dinas Sosial", frozenset({"laporkan"}), FIGURES, frozenset({"reports"})),
        Role("monev", "Tim monev", frozenset({"monev", "laporkan"}), FIGURES, _PUBLISHED),
        Role("admin", "Admin akun", frozenset(), NOTHING, frozenset(), may_manage=True),
    )
}  # fmt: skip
SPOKEN = tuple(role for role in ROLES if not ROLES[role].may_manage)
"""Roles that readers choose among on a desk without accounts."""


@dataclass(frozen=True)
class Actor:
    """Who does something.

    ``role`` is a key of :data:`ROLES`. ``account``: with which they signed in, "" where none is needed;
    ``desa_codes``: the only desa they work for, none: all; ``origin``: address of their computer, "" this one.
    """

    name: str = ""
    role: str = "kasi"
    account: str = ""
    desa_codes: tuple[str, ...] = ()
    origin: str = ""

    def signature(self) -> tuple[str, str, str, str]:
        """Return name, role, account and address as an entry of the audit holds them."""
        return self.name, self.role, self.account, self.origin

    def may(self, act: str) -> bool:
        """Return whether the role may do ``act``, a key of :data:`ACTS`."""
        return act in ROLES[self.role].may_decide

    def may_unmask(self) -> bool:
        """Return whether the role may see whole identity numbers."""
        return ROLES[self.role].may_unmask

    def sees(self) -> str:
        """Return what of people is shown to them, a key of :data:`SIGHTS`; without accounts all is on the desk."""
        return ROLES[self.role].sees if self.account else EVERY

    def may_open(self, page: str) -> bool:
        """Return whether a page, a key of :data:`PAGES`, is in their menu; without accounts every one is."""
        return not self.account or page in ROLES[self.role].pages

    def label(self) -> str:
        """Return name and role as a history shows them."""
        return f"{self.name or 'tanpa nama'} ({ROLES[self.role].label})"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a service without a name in the list of users
        return "tanpa nama"


SHELL = Actor(f"terminal: {_user()}", "kasi", origin="terminal")
"""Who works from the shell: whoever may read the file and its key there; named after the user of the machine."""


def require(actor: Actor, act: str) -> None:
    """Let only a named person of the right role go on.

    Raises
    ------
    ActorUnnamed
        No name was given: a decision needs somebody who took it.
    ActMayNot
        The role may not do this.
    """
    if not actor.name.strip():
        raise ActorUnnamed(act=ACTS[act])
    allow(actor, act)


def allow(actor: Actor, act: str) -> None:
    """Let only the right role go on, named or not: on a desk without accounts not every act asks for a name.

    Raises
    ------
    ActMayNot
        The role may not do this.
    """
    if not actor.may(act):
        may = ", ".join(role.label for role in ROLES.values() if act in role.may_decide)
        raise ActMayNot(act=ACTS[act], role=ROLES[actor.role].label, may=may)


def require_people(actor: Actor) -> None:
    """Let only those go on who may see rows of people at all.

    Raises
    ------
    PeopleHidden
        The role sees figures only, or nothing.
    """
    if actor.sees() in {FIGURES, NOTHING}:
        raise PeopleHidden
