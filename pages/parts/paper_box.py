"""A paper to print, made on demand: the button, the question for whole numbers, the download."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from data.papers.make import PURPOSE_LENGTH, make_paper, may_print
from data.papers.opensid import export_opensid
from data.papers.registry import PAPERS
from data.programs import program_label
from data.roles import ROLES, Actor
from geo.errors import PetasalurError
from geo.progress import Progress
from pages.parts import cache, frame
from pages.parts.cache import Source
from pages.parts.format import month, number
from pages.parts.wait import waiting

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HINT = "misalnya: verifikasi lapangan oleh TKSK"


def paper_box(
    where: Source, key: str, by: Actor, *, program: str = "", period: str = "", desa: str = "", label: str = ""
) -> None:
    """Show the button for one paper of :data:`data.papers.registry.PAPERS`; the PDF is kept in memory only.

    Parameters
    ----------
    where, key, by
        The database, the paper, who prints (see :func:`pages.parts.actor.box`).
    program, period, desa
        What the paper is of, ``""``: all.
    label
        What the button says instead of the paper's own name.
    """
    with st.popover(label or PAPERS[key].label, width="stretch"):
        _paper(where, key, by, program, period, desa)


@st.fragment
def _paper(where: Source, key: str, by: Actor, program: str, period: str, desa: str) -> None:
    paper = PAPERS[key]
    if not may_print(key, by):
        frame.note(f"Peran {ROLES[by.role].label} tidak mencetak daftar nama.")
        return
    of = [
        program_label(program) if program and "program" in paper.of else "",
        month(period) if period else "",
        "satu desa" if desa else "semua desa, tiap desa mulai di halaman baru",
    ]
    frame.note(
        " · ".join(part for part in of if part), "A4, siap cetak. Nama tercetak lengkap; NIK dan No. KK disamarkan."
    )
    wants_whole = by.may_unmask() and st.checkbox("Cetak NIK dan No. KK lengkap", key=f"lengkap_{key}")
    purpose = _purpose(key, _HINT) if wants_whole else ""
    store = cache.store_of(where)
    wish = {"program": program, "period": period, "desa_code": desa}

    def made(progress: Progress) -> bytes:
        return make_paper(store, key, **wish, by=by, purpose=purpose, progress=progress)

    is_ready = bool(purpose) or not wants_whole
    offer(
        key, "Buat PDF", made, cache.paper_file(where, key, program, period, desa), "application/pdf", is_ready=is_ready
    )


def opensid_box(where: Source, by: Actor, *, program: str, period: str, desa: str = "") -> None:
    """Show the button for OpenSID's import template: whole numbers, so only with role, name and purpose."""
    with st.popover("Format impor OpenSID", width="stretch"):
        _opensid(where, by, program, period, desa)


@st.fragment
def _opensid(where: Source, by: Actor, program: str, period: str, desa: str) -> None:
    if not by.may_unmask():
        frame.note(f"Berkas ini memuat NIK lengkap; peran {ROLES[by.role].label} tidak berwenang membuatnya.")
        return
    frame.note(f"{program_label(program)} · {month(period)} · memuat NIK lengkap.")
    purpose = _purpose("opensid", "misalnya: impor di kantor desa")

    def made(progress: Progress) -> bytes:
        export = export_opensid(
            cache.store_of(where), program=program, period=period, desa_code=desa, by=by, purpose=purpose,
            progress=progress,
        )  # fmt: skip
        if export.left_out_count:
            frame.note(f"{number(export.left_out_count)} penerima tanpa NIK ditinggalkan.")
        return export.content

    name = f"{'DATA CONTOH ' if where.is_demo else ''}opensid {program} {period}.xlsx"
    offer("opensid", "Buat XLSX", made, name, _XLSX, is_ready=bool(purpose))


def _purpose(key: str, hint: str) -> str:
    """Ask what whole numbers are for."""
    frame.note("Tulis tujuannya; nama petugas dan tujuan dicatat di riwayat.")
    return st.text_input("Untuk apa", max_chars=PURPOSE_LENGTH, key=f"tujuan_{key}", placeholder=hint).strip()


def offer(
    key: str,
    label: str,
    make: Callable[[Progress], bytes],
    name: str | Callable[[], str],
    mime: str,
    *,
    is_ready: bool,
    is_main: bool = True,
    told: str | None = None,
) -> None:
    """Make the file when asked, then offer it; it is gone with the next run.

    ``name`` may be a function, asked only once the file is made. ``is_main``: the button stands out. ``told``: what the
    file is for, beside the pointer.
    """
    kind: Literal["primary", "secondary"] = "primary" if is_main else "secondary"
    if not st.button(label, key=f"buat_{key}", type=kind, disabled=not is_ready, width="stretch", help=told):
        return
    try:
        with waiting("Menyiapkan …") as progress:
            content = make(progress)
        called = name() if callable(name) else name
        cache.history.clear()  # what was printed whole is noted there
    except PetasalurError as error:
        frame.fail(error)
        return
    st.download_button(
        "Simpan berkas", content, file_name=called, mime=mime, on_click="ignore", key=f"simpan_{key}", width="stretch"
    )
    frame.note(called)
