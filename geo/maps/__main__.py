"""``python -m geo.maps install``: bring the files of the maps onto this machine."""

from __future__ import annotations

import sys

from geo.errors import AssetsNotInstalled
from geo.maps.assets.install import install

USAGE = "Pemakaian: python -m geo.maps install"


def main(arguments: list[str]) -> int:
    """Return the exit status: 0 done, 1 not installed, 2 not understood."""
    if arguments != ["install"]:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        install()
    except AssetsNotInstalled as error:
        print(
            f"Berkas peta tidak terpasang ({error.facts['reason']}): periksa sambungan internet lalu jalankan "
            "lagi; tanpa berkas ini peta tidak dapat digambar.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
