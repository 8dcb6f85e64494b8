"""Who works with the program, and what each role may do: one entry each.

Until accounts guard the door (the program listens on one desk only), readers say who they are; what they decide is
written down under that name.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.errors import ActMayNot, ActorUnnamed


@dataclass(frozen=True)
class Role:
    """One role. ``may_decide``: keys in :data:`ACTS`; ``may_unmask``: see and print whole identity numbers."""

    key: str
    label: str
    may_decide: frozenset[str]
    may_unmask: bool = False


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
    "cadangkan": "membuat cadangan",
}
"""What somebody may do to the data, with its words."""
_ALL = frozenset(ACTS)
ROLES: dict[str, Role] = {
    entry.key: entry
    for entry in (
        Role("kasi", "Kasi Kesra/PMD kecamatan", _ALL, may_unmask=True),
        Role("camat", "Camat", frozenset({"tetapkan", "kembalikan", "monev", "laporkan", "umumkan"})),
        Role("tksk", "TKSK", frozenset({"verifikasi", "kembalikan", "ganda", "monev", "laporkan"}), may_unmask=True),
        Role("pendamping", "Pendamping PKH", frozenset({"verifikasi", "kembalikan", "ganda", "monev", "laporkan"})),
        Role("desa", "Operator/Kasi Kesra desa", frozenset({"ajukan", "musdes", "salurkan", "monev"})),
        Role("dinsos", "Dinas Sosial", frozenset({"laporkan"})),
        Role("monev", "Tim monev", frozenset({"monev", "laporkan"})),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Actor:
    """Who does something. ``role`` is a key of :data:`ROLES`.

    ``account``: with which they signed in, "" where none is needed; ``desa_codes``: the only desa they work for, none:
    all; ``origin``: address of their computer, "" this one.
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

    def label(self) -> str:
        """Return name and role as a history shows them."""
        return f"{self.name or 'tanpa nama'} ({ROLES[self.role].label})"


SHELL = Actor("baris perintah", "kasi")
"""Who works from the shell."""


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
    if not actor.may(act):
        may = ", ".join(role.label for role in ROLES.values() if act in role.may_decide)
        raise ActMayNot(act=ACTS[act], role=ROLES[actor.role].label, may=may)
