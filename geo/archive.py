"""Look into a zip before anything is unpacked from it."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from geo.errors import UnsafeArchive

MIB = 1024**2
MAX_TOTAL_BYTES = 500 * MIB
MAX_RATIO = 200.0
MAX_FILES = 2_000
ENCRYPTED = 0x1
FAULTS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError,
    OSError, ValueError,
)  # fmt: skip
"""What ``zipfile`` raises over an archive that is damaged or packed in a way of its own."""
RATIO_FREE_BYTES = MIB
"""Below this size an entry may be packed as tightly as it likes: it cannot hurt."""


def check_zip(
    path: Path | IO[bytes],
    *,
    max_total_bytes: int = MAX_TOTAL_BYTES,
    max_ratio: float = MAX_RATIO,
    max_files: int = MAX_FILES,
    name: str | None = None,
) -> list[str]:
    """Return the names of the files in a zip (an XLSX is one too), folders left out.

    Only the directory at the zip's end is read, so the answer takes milliseconds whatever the zip claims to
    hold. ``zipfile`` itself stops at the size stated there, so a lie about it cannot unpack to more.

    Parameters
    ----------
    path
        The zip, a file or its content.
    max_total_bytes
        Most bytes that all entries together may unpack to.
    max_ratio
        Most bytes unpacked for one byte packed, for entries above one MiB.
    max_files
        Most entries.
    name
        What errors call it, where the file lies under another name (uploads), or is content only.

    Raises
    ------
    UnsafeArchive
        If it is no zip, would unpack to too much, is encrypted, links elsewhere, names a file outside it or two alike.
    """
    called = name or (path.name if isinstance(path, Path) else "zip")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError) as error:
        raise UnsafeArchive(file=called, found="bukan zip yang utuh") from error
    fault = _fault(entries, max_total_bytes, max_ratio, max_files)
    if fault is not None:
        raise UnsafeArchive(file=called, found=fault)
    return [entry.filename for entry in entries if not entry.is_dir()]


def _fault(entries: list[zipfile.ZipInfo], max_total_bytes: int, max_ratio: float, max_files: int) -> str | None:
    """Say what is wrong with the entries of a zip, or None."""
    total_bytes = sum(entry.file_size for entry in entries)
    faults = {
        f"{len(entries)} berkas di dalamnya, paling banyak {max_files}": len(entries) > max_files,
        f"isinya {total_bytes // MIB} MB, paling banyak {max_total_bytes // MIB} MB": total_bytes > max_total_bytes,
        f"dimampatkan lebih dari {max_ratio:.0f} kali": any(_too_dense(entry, max_ratio) for entry in entries),
        "nama berkas di dalamnya menunjuk ke luar zip": any(_escapes(entry.filename) for entry in entries),
        "di dalamnya ada tautan ke berkas lain": any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries),
        "dua berkas di dalamnya bernama sama": _has_twins(entries),
        "zip berkata sandi": any(entry.flag_bits & ENCRYPTED for entry in entries),
    }
    return next((fault for fault, is_found in faults.items() if is_found), None)


def _has_twins(entries: list[zipfile.ZipInfo]) -> bool:
    """Tell whether two files are one on a disk that tells neither capitals nor kinds of slashes apart.

    Which of the two is meant depends on who reads: one could be looked at here, the other one opened.
    """
    names = [PurePosixPath(entry.filename.replace("\\", "/")).as_posix() for entry in entries if not entry.is_dir()]
    return len(set(map(str.casefold, names))) < len(names)


def _too_dense(entry: zipfile.ZipInfo, max_ratio: float) -> bool:
    return entry.file_size > max(RATIO_FREE_BYTES, entry.compress_size * max_ratio)


def _escapes(name: str) -> bool:
    """Tell whether a name leaves the folder it is unpacked into, on POSIX or on Windows."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return ".." in parts or "\x00" in name or name.startswith(("/", "\\")) or ":" in name[:2]
