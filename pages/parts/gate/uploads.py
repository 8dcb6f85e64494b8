"""How much uploaded files may take together: Streamlit keeps each in memory until its page lets go of it.

Asked is what Streamlit holds at this moment, and what is still on its way in. Counted are the pages of one account, in
whatever browsers, and the server as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from starlette.types import Scope
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from pages.parts.gate.body import UPLOADS, most_bytes

OWN_MB, ALL_MB = 256, 1024
"""Of one account, of all: four of the largest files, and four accounts full to the brim."""
CROWDED = (
    f"Unggahan yang masih disimpan server sudah terlalu banyak (paling banyak {OWN_MB} MB per akun, {ALL_MB} MB seluruhnya); "
    "hapus berkas yang tidak dipakai lagi dengan tanda silang di sampingnya, tunggu dua menit, lalu ulangi."
)
Held = Mapping[str, Mapping[str, Any]]
"""Run of a page → name of a file → the file, its content in ``data``."""


def streamlits() -> Held:
    """Return what Streamlit holds."""
    manager = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    return manager.file_storage if isinstance(manager, MemoryUploadedFileManager) else {}


class Uploads:
    """Lets uploads in as long as there is room; asked on the one thread of the server's loop."""

    def __init__(self, held: Callable[[], Held] = streamlits) -> None:
        self._held = held
        self._coming: Counter[str] = Counter()

    def begin(self, scope: Scope, runs: AbstractSet[str] | None) -> int | None:
        """Return how many bytes a request is given room for, ``None`` where there is not enough.

        Parameters
        ----------
        scope
            The request; one that is no upload needs no room.
        runs
            Runs of the pages of its account, ``None`` on a desk without accounts.
        """
        upload = UPLOADS.fullmatch(scope["path"])
        if upload is None or scope.get("method") != "PUT":
            return 0
        run, needed = upload["run"], _stated_bytes(scope)
        held = {each: sum(len(file.data) for file in [*files.values()]) for each, files in [*self._held().items()]}
        own = {run} | runs if runs is not None else {run, *held, *self._coming}
        for some, most_mb in ((own, OWN_MB if runs is not None else ALL_MB), ({*held, *self._coming}, ALL_MB)):
            if needed + sum(held.get(each, 0) + self._coming[each] for each in some) > most_mb * 2**20:
                return None
        self._coming[run] += needed
        return needed

    def end(self, scope: Scope, given: int) -> None:
        """Take back the room of a request that has come to its end: what is kept of it, Streamlit holds by now."""
        upload = UPLOADS.fullmatch(scope["path"])
        if upload and given:
            self._coming[upload["run"]] -= given
            self._coming += Counter()  # forgets runs that nothing is coming for


def _stated_bytes(scope: Scope) -> int:
    said = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(said[0]) if said else most_bytes(scope)
