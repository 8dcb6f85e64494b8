"""What every page has: its look, the mark of the demo, sentences for failures, ways out of an empty page."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from types import FrameType

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from data.errors import PageMayNot
from data.messages import sentence
from data.roles import PAGES as ROLE_PAGES
from data.roles import ROLES, Actor
from geo.errors import PetasalurError
from pages.parts import cache, filters, first_start, gate, wait
from pages.parts.cache import Source
from pages.parts.gate import notes

_PAGES_DIR = Path(__file__).resolve().parents[1]
_LOG = logging.getLogger("petasalur")
_TOLD_STEPS = 6
_LINKED = "halaman_menu"
STYLE = """
<style>
  .stMainBlockContainer { padding: 4.2rem 2rem 2rem; max-width: 1500px; }
  .stAppDeployButton, .stMainMenu, [data-testid="stStatusWidget"] { display: none; }
  /* The toolbar of tables speaks English and would save cells as they are: our own buttons neutralise them. */
  [data-testid="stElementToolbar"] { display: none; }
  [data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-secondary"] :is(p, [data-testid="stMarkdownContainer"]) { display: none; }
  [data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-secondary"]::after { content: "Pilih berkas"; font-size: .9rem; }
  [data-testid="stFileUploaderDropzoneInstructions"] { font-size: 0; }
  [data-testid="stFileUploaderDropzoneInstructions"] * { display: none; }
  [data-testid="stFileUploaderDropzoneInstructions"]::after { font-size: .85rem; color: #555b66;
    content: "atau tarik ke sini, paling besar 64 MB"; }
  [data-testid="stFileChip"] [role="alert"] { display: none; }
  [data-testid="InputInstructions"] { display: none; }
  .stTooltipErrorHoverTarget { pointer-events: none; }
  .stTooltipErrorHoverTarget button { pointer-events: auto; }
  [data-testid="stFileUploader"]:has([aria-invalid="true"])::after { display: block; margin-top: .4rem; color: #8c1d5b;
    font-size: .9rem; content: "Berkas ini tidak diterima: pakai CSV, XLSX, GeoJSON, GeoPackage, Shapefile dalam zip atau KML, paling besar 64 MB. Bila sudah benar: hapus unggahan lain yang tidak dipakai lagi, tunggu dua menit, lalu ulangi."; }
  [data-testid="stSkipToContent"] { font-size: 0; }
  [data-testid="stSkipToContent"]::after { font-size: .9rem; content: "Langsung ke isi halaman"; }
  [role="listbox"][data-empty="true"] span { visibility: hidden; font-size: 0; }
  [role="listbox"][data-empty="true"] span::after { visibility: visible; font-size: .9rem; content: "Tidak ada yang cocok"; }
  .ps-demo { background: #fff4ce; color: #5b4300; border: 1px solid #e0c060; border-radius: 4px;
    padding: .15rem .7rem; font-size: .85rem; }
  .ps-head { margin: 0; font-size: 1.45rem; line-height: 1.25; font-weight: 650; color: #22252b; }
  .ps-part { margin: 0; font-size: 1.1rem; line-height: 1.3; font-weight: 600; color: #22252b; }
  .ps-sub { margin: .15rem 0 0; font-size: .95rem; color: #555b66; }
  .ps-cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: .6rem; }
  .ps-card { border-top: 3px solid #be64ac; background: #f7f7f8; padding: .45rem .7rem .5rem; }
  .ps-card b { display: block; font-size: 1.5rem; line-height: 1.2; }
  .ps-card span { display: block; font-size: .85rem; color: #555b66; }
  .ps-card summary { font-size: .85rem; color: #22252b; cursor: pointer; }
  .ps-card details p { font-size: .8rem; color: #555b66; margin: .2rem 0 .4rem; }
  .ps-code { margin: .2rem 0 .4rem; padding: .6rem .4rem .6rem 3.2rem; background: #f7f7f8; font: 600 1.15rem/2 ui-monospace, monospace; }
  .ps-code ::marker { color: #555b66; font-weight: 400; font-size: .85rem; }
  .ps-list { margin: 0; padding-left: 1.3rem; font-size: .95rem; }
  .ps-list li { margin-bottom: .25rem; }
  .ps-list span { color: #555b66; font-size: .82rem; display: block; line-height: 1.25; }
  .ps-figures h2 { font-size: 1.05rem; margin: 0 0 .2rem; }
  .ps-figures div { display: flex; justify-content: space-between; gap: .8rem; font-size: .9rem;
    border-top: 1px solid #e5e5e5; padding: .18rem 0; }
  .ps-pair { width: 100%; border-collapse: collapse; font-size: .9rem; }
  .ps-pair th, .ps-pair td { text-align: left; font-weight: 400; padding: .22rem .4rem; border-top: 1px solid #e5e5e5; overflow-wrap: anywhere; vertical-align: top; }
  .ps-pair th { color: #555b66; width: 22%; }
  .ps-pair .ps-unlike { background: #fff8e1; font-weight: 600; }
  .ps-say { border-left: 4px solid #8a8f98; background: #f4f4f2; color: #22252b; padding: .35rem .8rem; font-size: .92rem; line-height: 1.35; }
  .ps-beres { border-color: #419ea4; background: #edf7f7; }
  .ps-awas { border-color: #d9a400; background: #fff8e1; }
  .ps-galat { border-color: #8c1d5b; background: #fbeef5; }
  .ps-say, .ps-note, .ps-head, .ps-sub, .ps-list, .ps-figures { overflow-wrap: anywhere; }
  .ps-note { font-size: .85rem; color: #555b66; margin: 0 0 .15rem; }
  .ps-account { font-size: .85rem; color: #555b66; margin: 0; text-align: right; }
  .ps-source { font-size: .8rem; color: #6b7280; margin: .2rem 0 0; }
  @media (max-width: 640px) {
    .stMainBlockContainer { padding: 4.2rem .8rem 1rem; }
    .ps-head { font-size: 1.2rem; }
    .ps-cards { grid-template-columns: 1fr 1fr; }
    .st-key-saringan [data-testid="stHorizontalBlock"] { flex-wrap: wrap; gap: .5rem; }
    .st-key-saringan [data-testid="stColumn"] { min-width: calc(50% - .5rem); flex: 1 1 calc(50% - .5rem); }
    .ps-card b { font-size: 1.2rem; }
    .ps-code { font-size: .95rem; }
  }
</style>
"""
NEWS, DONE, CAUTION, ERROR = "kabar", "beres", "awas", "galat"
DEMO_TEXT = "DATA CONTOH — keluarga dan penerima di sini rekaan; batas desa perkiraan."


@contextmanager
def opened() -> Iterator[Source]:
    """Open the page on the chosen database; an expected failure inside shows its sentence instead of the rest."""
    st.html(STYLE)
    try:
        _signed_in(_page_that_runs())
        first_start.prepare()
        where = filters.source()
        if where.is_demo:
            st.html(f'<div class="ps-demo" role="note">{DEMO_TEXT}</div>')
        if wait.was_stopped():
            say("Dihentikan atas permintaan; basis data tidak berubah.")
        yield where
    except PetasalurError as error:
        fail(error)
        st.stop()


def menu(pages: dict[str, StreamlitPage]) -> list[StreamlitPage]:
    """Return the pages of who is signed in; on a desk without accounts all of them.

    ``pages``: file stem → page, made anew in each run: Streamlit notes on a page whether it may run, so that of two
    readers who share one the second is refused. They are kept for links between pages.
    """
    filters.remember(_LINKED, pages)
    try:
        by = gate.actor()
    except PetasalurError as error:
        st.html(STYLE)
        fail(error)
        st.stop()
    found = [page for key, page in pages.items() if by is None or by.may_open(key)]
    if not found and by:
        st.html(STYLE)
        headline("Akun ini tidak membuka data", f"Masuk sebagai {by.label()}.")
        st.html('<p class="ps-account"><a href="/akun" target="_self">Akun, kata sandi, keluar</a></p>')
        st.stop()
    return [_way_to(found[0]), *found] if found and pages["overview"] not in found else found


def _way_to(first: StreamlitPage) -> StreamlitPage:
    """Return a page in no menu that leads on to ``first``.

    Without it Streamlit would give the first page of a menu the address "/" only: an address of its own, kept as a
    bookmark or sent by a colleague, would be told in English not to exist.
    """

    def lead_on() -> None:
        st.switch_page(first)

    return st.Page(lead_on, title="Petasalur", url_path="mulai", default=True, visibility="hidden")


def _signed_in(page: str) -> None:
    """Say who is signed in; refuse a page that is not theirs, wherever it was opened from.

    Raises
    ------
    PageMayNot
    """
    by = gate.actor()
    if by is None:
        return
    if not by.may_open(page):
        raise PageMayNot(found=ROLE_PAGES.get(page, page), role=ROLES[by.role].label)
    st.html(f'<p class="ps-account">{escape(by.label())} · <a href="/akun" target="_self">Akun, keluar</a></p>')


def _page_that_runs() -> str:
    """Return the stem of the page's file, "" where none is known: so a page cannot forget to say who it is."""
    step: FrameType | None = sys._getframe()  # noqa: SLF001  the caller of the caller of a context manager
    while step is not None:
        path = Path(step.f_code.co_filename)
        if path.parent == _PAGES_DIR:
            return path.stem
        step = step.f_back
    return ""


def unexpected(error: Exception) -> bool:
    """Say that something unforeseen went wrong, without its words: they may hold a person's data.

    The log tells its kind and where in the program it happened, innermost first.
    """
    steps = traceback.extract_tb(error.__traceback__)[: -_TOLD_STEPS - 1 : -1]
    where = " < ".join(f"{Path(step.filename).name}:{step.lineno} {step.name}" for step in steps)
    _LOG.error("halaman gagal: %s di %s", type(error).__name__, where)
    say(
        "Halaman ini gagal digambar karena kesalahan yang tidak terduga; data tidak berubah. Muat ulang halaman; bila "
        "terulang, laporkan nama halaman dan apa yang ditekan.",
        ERROR,
    )
    return True


def filter_row(count: int) -> list[DeltaGenerator]:
    """Return ``count`` places for filters: one row on a laptop, two columns on a phone."""
    with st.container(key="saringan"):
        return list(st.columns(count))


def headline(answer: str, detail: str = "") -> None:
    """Show the page's answer as its heading; texts of files in it are shown, not run."""
    below = f'<p class="ps-sub">{escape(detail)}</p>' if detail else ""
    st.html(f'<h1 class="ps-head">{escape(answer)}</h1>{below}')


def subtitle(text: str) -> None:
    """Show the title of a part of the page."""
    st.html(f'<h2 class="ps-part">{escape(text)}</h2>')


def figures(title: str, values: dict[str, str]) -> None:
    """Show a few figures under a title: label left, value right."""
    rows = "".join(f"<div><span>{escape(label)}</span><b>{escape(text)}</b></div>" for label, text in values.items())
    st.html(f'<div class="ps-figures"><h2>{escape(title)}</h2>{rows}</div>')


def side_by_side(rows: dict[str, tuple[str, str]], unlike: set[str]) -> None:
    """Show two things in two columns; the rows named in ``unlike`` are marked by a sign and a ground of their own."""
    body = "".join(
        f'<tr><th scope="row">{escape(label)}{" ≠" if label in unlike else ""}</th>'
        + "".join(f"<td{' class=ps-unlike' if label in unlike else ''}>{escape(text)}</td>" for text in texts)
        + "</tr>"
        for label, texts in rows.items()
    )
    st.html(f'<table class="ps-pair">{body}</table>')


def say(text: str, kind: str = NEWS) -> None:
    """Show a sentence in a bar. Texts of files in it are shown as they are: Streamlit's own bars read Markdown."""
    role = "status" if kind in {NEWS, DONE} else "alert"
    st.html(f'<div class="ps-say ps-{kind}" role="{role}">{escape(text)}</div>')


def fail(error: PetasalurError) -> None:
    """Show the sentence of an expected failure; a refusal is noted too. The one way by which pages tell a failure."""
    say(sentence(error), ERROR)
    notes.refused(_who(), error)


def _who() -> Actor | None:
    try:
        return gate.actor()
    except PetasalurError:  # whose session has ended
        return None


def note(*lines: str) -> None:
    """Show small grey lines; texts of files in them are shown as they are. Without a line nothing is shown."""
    if lines:
        st.html("".join(f'<p class="ps-note">{escape(line)}</p>' for line in lines))


def source_line(text: str) -> None:
    """Show where the figures above come from."""
    st.html(f'<p class="ps-source">{escape(text)}</p>')


def empty(answer: str, why: str, *, to_intake: bool = True) -> None:
    """Show an empty page that says why, and the way out."""
    headline(answer, why)
    if to_intake:
        link("intake", "Buka halaman Data untuk memuat berkas")


def link(stem: str, label: str) -> None:
    """Show a link to another page; nothing when the page runs alone (in a test), or is not in the reader's menu."""
    page, by = _linked().get(stem), _who()
    if page is not None and (by is None or by.may_open(stem)):
        st.page_link(page, label=label)


def _linked() -> dict[str, StreamlitPage]:
    kept = filters.answer(_LINKED)
    return kept if isinstance(kept, dict) else {}


def has_families(where: Source) -> bool:
    """Return whether there is anything to show; if not, the page says so."""
    if not cache.has_families(where):
        empty("Belum ada data keluarga", "Muat batas desa, daftar keluarga dan daftar penerima lebih dulu.")
        return False
    return True
