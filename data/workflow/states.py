"""The states of a proposal, and the steps from one to another: one entry each.

After the flow of the DTKS and of PAK SOTARSA: the desa proposes, TKSK and pendamping PKH verify, the musdes decides
with its berita acara, the kecamatan establishes, and aid is handed over. Nothing is deleted: to leave is a state, and
what was done by mistake is undone by a step of its own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """Where a proposal stands. An open one is on its way; of the others only the last step can be undone."""

    key: str
    label: str
    is_open: bool = True


STATES: dict[str, State] = {
    entry.key: entry
    for entry in (
        State("diajukan", "Diajukan"),
        State("diverifikasi", "Diverifikasi"),
        State("musdes", "Musdes"),
        State("ditetapkan", "Ditetapkan"),
        State("disalurkan", "Disalurkan"),
        State("dikembalikan", "Dikembalikan"),
        State("ditolak", "Ditolak", is_open=False),
        State("keluar", "Keluar", is_open=False),
        State("dibatalkan", "Dibatalkan", is_open=False),
    )
}
"""In the order of the way, as the board shows them."""
REASON = "alasan"


@dataclass(frozen=True)
class Transition:
    """A step. ``origins``: the states it may be made from. ``act``: key in :data:`data.roles.ACTS`.

    ``paper``: what the number and date belong to that it needs, "" where it needs none. ``sentence``: what was done,
    after the number of proposals ("12 usulan …"). ``button``: what somebody presses.
    """

    key: str
    origins: tuple[str, ...]
    target: str
    act: str
    button: str
    sentence: str
    paper: str = ""
    needs_reason: bool = False

    def needs(self) -> tuple[str, ...]:
        """Return what must be filled in, in words."""
        return (*([f"nomor dan tanggal {self.paper}"] if self.paper else []), *([REASON] if self.needs_reason else []))


_ON_THE_WAY = ("diajukan", "diverifikasi", "musdes", "ditetapkan")
PROPOSE, AGAIN, VERIFY, MUSDES, ESTABLISH, DELIVER, RETURN, REFUSE, LEAVE = (
    "ajukan", "ajukan_lagi", "verifikasi", "musdes", "tetapkan", "salurkan", "kembalikan", "tolak", "keluar",
)  # fmt: skip
UNDO = "batalkan"
TRANSITIONS: dict[str, Transition] = {
    entry.key: entry
    for entry in (
        Transition(PROPOSE, (), "diajukan", "ajukan", "Ajukan", "diajukan"),
        Transition(VERIFY, ("diajukan",), "diverifikasi", "verifikasi", "Nyatakan diverifikasi", "diverifikasi"),
        Transition(
            MUSDES,
            ("diverifikasi",),
            "musdes",
            "musdes",
            "Catat hasil musdes",
            "disetujui musdes",
            "berita acara musdes",
        ),
        Transition(ESTABLISH, ("musdes",), "ditetapkan", "tetapkan", "Tetapkan", "ditetapkan", "SK penetapan"),
        Transition(DELIVER, ("ditetapkan",), "disalurkan", "salurkan", "Nyatakan disalurkan", "disalurkan"),
        Transition(RETURN, _ON_THE_WAY, "dikembalikan", "kembalikan", "Kembalikan", "dikembalikan", needs_reason=True),
        Transition(AGAIN, ("dikembalikan",), "diajukan", "ajukan", "Ajukan lagi", "diajukan lagi"),
        Transition(
            REFUSE, (*_ON_THE_WAY, "dikembalikan"), "ditolak", "tetapkan", "Tolak", "ditolak", needs_reason=True
        ),
        Transition(
            LEAVE,
            (*_ON_THE_WAY, "disalurkan", "dikembalikan"),
            "keluar",
            "verifikasi",
            "Keluarkan",
            "dikeluarkan",
            needs_reason=True,
        ),
    )
}
"""The undoing of the last step is no entry: it leads back to where the step came from (see ``proposals.undo``)."""
NO_LONGER = tuple(key for key, state in STATES.items() if not state.is_open)
"""States after which the same may be proposed anew."""


@dataclass(frozen=True)
class Cause:
    """Why a family or person leaves. ``is_away``: no longer a family of the place at all."""

    key: str
    label: str
    is_away: bool


CAUSES: dict[str, Cause] = {
    entry.key: entry
    for entry in (
        Cause("meninggal", "Meninggal", is_away=True),
        Cause("pindah", "Pindah", is_away=True),
        Cause("tidak_layak", "Tidak layak lagi", is_away=False),
        Cause("minta_keluar", "Minta keluar", is_away=False),
    )
}


@dataclass(frozen=True)
class Result:
    """What a verification found. ``cause``: why the family then leaves, "" where it stays."""

    key: str
    label: str
    cause: str = ""
    is_settled: bool = True


RESULTS: dict[str, Result] = {
    entry.key: entry
    for entry in (
        Result("layak", "Tetap layak"),
        Result("diperbaiki", "Data diperbaiki"),
        Result("tidak_layak", "Tidak layak", "tidak_layak"),
        Result("meninggal", "Meninggal", "meninggal"),
        Result("pindah", "Pindah", "pindah"),
        Result("tidak_ditemukan", "Tidak ditemukan", is_settled=False),
    )
}
"""Who was not found (not ``is_settled``) stays due."""


def state_label(key: str) -> str:
    """Return what a screen calls a state."""
    return STATES[key].label
