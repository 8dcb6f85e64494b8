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

    def __reduce__(self) -> tuple[object, ...]:
        """Let it travel between processes: made again from its facts."""
        return _made_again, (type(self), self.facts)


def _made_again(kind: type[PetasalurError], facts: dict[str, object]) -> PetasalurError:
    return kind(**facts)


class ReadingTooLong(PetasalurError):
    """A file took longer to read than one may. Facts: file, limit_s."""


class ReadingTooLarge(PetasalurError):
    """A file needed more memory to read than one may. Facts: file, limit_mb."""


class ReadingBroken(PetasalurError):
    """A file ended the process that read it. Facts: file, limit_mb."""


UNREAD = (ReadingTooLong, ReadingTooLarge, ReadingBroken)
"""What reading a file in a process of its own adds to the failures of its reader."""


class UnsafeArchive(PetasalurError):
    """A zip that would unpack to far too much, or whose entries point outside it. Facts: file, found."""


class UnknownCodes(PetasalurError):
    """Too few codes are known to tell their system. Facts: code_count, examples, kemendagri_pct, bps_pct."""


class AmbiguousCodeSystem(PetasalurError):
    """Codes fit both systems, or their names disagree. Facts: code_count, examples, kemendagri_pct, bps_pct."""


class NotALayer(PetasalurError):
    """The content is no GeoJSON, GeoPackage, zipped Shapefile or KML. Facts: file, found."""


class LayerUnreadable(PetasalurError):
    """A boundary file is damaged, cut off or cannot be opened. Facts: file, found."""


class NoPolygons(PetasalurError):
    """A boundary file holds points or lines only, or nothing. Facts: file, found."""


class SeveralLayers(PetasalurError):
    """More than one layer of a file could be the desa. Facts: file, layers."""


class UnknownCrs(PetasalurError):
    """No reference system brings a layer to Indonesia, or ``--crs`` names none. Facts: found, bounds."""


class AmbiguousCrs(PetasalurError):
    """Several reference systems would do and nothing tells which. Facts: bounds, candidates, example."""


class WrongCrs(PetasalurError):
    """The reference system given by the user leads outside Indonesia. Facts: crs, bounds."""


class NoDesaFound(PetasalurError):
    """No feature of a layer could be named a desa. Facts: file, columns, found."""


class BoundaryDisplaced(PetasalurError):
    """A layer lies beside the one in place or beside known points.

    Facts: file, found, desa_count, median_iou, bad_share, shift_m, compass, outside_share.
    """


class DesaVanished(PetasalurError):
    """Cleaning would swallow whole desa. Facts: desa."""


class AssetsMissing(PetasalurError):
    """Scripts or styles of the maps are not on this machine. Facts: files."""


class AssetsNotInstalled(PetasalurError):
    """npm could not install the scripts and styles of the maps. Facts: reason."""


class ForeignLink(PetasalurError):
    """A map would ask the internet for a file. Facts: link."""


class UnreadableTiles(PetasalurError):
    """A tile file in var/tiles is damaged or of a kind we do not draw. Facts: file, found."""


class NotANetwork(PetasalurError):
    """The content is no file of roads that we read. Facts: file, found."""


class NoLines(PetasalurError):
    """A file of roads holds no line that may be used. Facts: file, found."""


class NoPoints(PetasalurError):
    """A file of service points holds no shape that may be used. Facts: file, found."""


class BadSpeeds(PetasalurError):
    """An edited table of speeds has faults, all of them told at once. Facts: fault_count, faults."""


class BadSnap(PetasalurError):
    """The distance within which loose ends are joined is no sensible length. Facts: found, maximum_m."""
