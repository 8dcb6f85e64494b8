"""Expected failures of the lowest floor: one class each; what the reader sees is in ``data/messages.py``."""

from __future__ import annotations


class PetasalurError(Exception):
    """An expected failure, carrying the facts its sentence needs.

    Parameters
    ----------
    **facts
        Values for the sentence: file names, counts, shares. Never a NIK, a KK number or a person's name,
        because sentences reach screens, logs and shells.
    """

    def __init__(self, **facts: object) -> None:
        super().__init__(", ".join(f"{name}={value!r}" for name, value in facts.items()))
        self.facts = facts


class UnsafeArchive(PetasalurError):
    """A zip that would unpack to far too much, or whose entries point outside it. Facts: file, found."""


class UnknownCodes(PetasalurError):
    """Too few codes are known to tell their system. Facts: code_count, examples, kemendagri_pct, bps_pct."""


class AmbiguousCodeSystem(PetasalurError):
    """Codes fit both systems, or their names disagree. Facts: code_count, examples, kemendagri_pct, bps_pct."""


class AssetsMissing(PetasalurError):
    """Scripts or styles of the maps are not on this machine. Facts: files."""


class AssetsNotInstalled(PetasalurError):
    """npm could not install the scripts and styles of the maps. Facts: reason."""


class ForeignLink(PetasalurError):
    """A map would ask the internet for a file. Facts: link."""


class UnreadableTiles(PetasalurError):
    """A tile file in var/tiles is damaged or of a kind we do not draw. Facts: file, found."""
