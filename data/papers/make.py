"""From what is known to a paper: who may print it, for which desa, masked or whole."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from data.audit import note_taken
from data.errors import ActMayNot, ActorUnnamed, DesaUnknown, PaperTooLong, PaperUnknown, PeriodInvalid, UnknownProgram
from data.export import DEMO_NOTE
from data.history import note
from data.mask import mask_inside
from data.papers.registry import PAPERS, TEXT, Column, Paper
from data.papers.rows import Wish
from data.papers.text import one_line, printable
from data.papers.typeset import Document, Section, typeset
from data.programs import ALL, PROGRAMS, program_label
from data.roles import ROLES, Actor
from data.settings import read_settings
from data.store import Store
from geo.notation import local_day, long_date, month, number
from geo.progress import Progress, silent

PURPOSE_LENGTH = 200
MAX_ROWS = 10_000
"""Of one paper: 20 seconds and 1.3 GB while it is made."""
NO_DESA = "Desa tidak diketahui"
_PERIOD = r"[0-9]{4}-(0[1-9]|1[0-2])"
_KELURAHAN = r"^\d\d\.\d\d\.\d\d\.1"
_WHOLE = "mencetak NIK dan No. KK lengkap"
_AS_READ = {"number", "nik", "no_kk", "handle"}
"""Columns that their reader has masked already, or that only look like numbers."""


def make_paper(
    store: Store,
    key: str,
    *,
    program: str = "",
    period: str = "",
    desa_code: str = "",
    by: Actor,
    purpose: str = "",
    progress: Progress = silent,
) -> bytes:
    """Return a paper as PDF, a desa per section.

    Parameters
    ----------
    store
        The open database.
    key
        Key in :data:`data.papers.registry.PAPERS`.
    program, period
        Key of the registry, ``SEMUA`` or ``""``; ``YYYY-MM`` or ``""``.
    desa_code
        One desa; ``""``: all, each on pages of its own.
    by, purpose
        Who prints, and what for. With a purpose NIK and KK numbers are printed whole, where the role may see them, and
        that is noted in the history.

    Raises
    ------
    PaperUnknown, UnknownProgram, PeriodInvalid, DesaUnknown
    ActMayNot, ActorUnnamed
        The role may not print this, or not with whole numbers; whole numbers need a name.
    PaperTooLong
        More rows than :data:`MAX_ROWS`.
    """
    paper = paper_of(key)
    check_wish(program, period)
    wish = Wish(program, period, desa_code, is_masked=not purpose.strip())
    check_actor(paper.label, paper.roles, by, is_masked=wish.is_masked)
    desa = known_desa(store, desa_code)
    progress(0.05, f"{paper.label}: mengumpulkan data")
    rows = paper.read(store, wish)
    if len(rows) > MAX_ROWS:
        raise PaperTooLong(found=number(len(rows)), limit=number(MAX_ROWS))
    progress(0.3, f"{paper.label}: menata {number(len(rows))} baris")
    at = store.frame("papers/dated")["loaded_at"].iloc[0]
    known_at = None if pd.isna(at) else at.to_pydatetime()
    content = typeset(_document(store, paper, wish, rows, desa, known_at), at=known_at)
    if wish.is_masked:
        place = str(desa.loc[desa_code, "desa_name"]) if desa_code else "semua desa"
        note_taken(store, by, paper.label, len(rows), scope=f"{program} {period} {place}")
    else:
        note_whole(store, by, f"{key} {program} {period} {desa_code}", len(rows), purpose)
    progress(1.0, f"{paper.label}: selesai")
    return content


def paper_name(store: Store, key: str, *, program: str = "", period: str = "", desa_code: str = "") -> str:
    """Return what the file of a paper is called ("Ceklis penerima bansos PKH 2026-10 Hauwai.pdf")."""
    names = known_desa(store, desa_code)
    parts = [
        DEMO_NOTE if store.is_demo() else "",
        paper_of(key).label,
        program_label(program) if program and "program" in paper_of(key).of else "",
        period if "period" in paper_of(key).of else "",
        str(names.loc[desa_code, "desa_name"]) if desa_code else "",
    ]
    text = re.sub(r"[^\w.()' -]+", " ", " ".join(part for part in parts if part))
    return f"{' '.join(text.split())[:120]}.pdf"


def paper_of(key: str) -> Paper:
    """Return the entry of the registry.

    Raises
    ------
    PaperUnknown
    """
    if key not in PAPERS:
        raise PaperUnknown(found=key, known=", ".join(PAPERS))
    return PAPERS[key]


def check_wish(program: str, period: str, *, needs_period: bool = False) -> None:
    """Let only a known program and a well-formed period go on.

    Raises
    ------
    UnknownProgram, PeriodInvalid
    """
    if program not in {"", ALL, *PROGRAMS}:
        raise UnknownProgram(program=program, known=", ".join(PROGRAMS))
    if (period or needs_period) and not re.fullmatch(_PERIOD, period):
        raise PeriodInvalid(found=period)


def may_print(key: str, by: Actor) -> bool:
    """Return whether the role may print a paper at all."""
    return by.role in paper_of(key).roles


def check_actor(label: str, roles: frozenset[str], by: Actor, *, is_masked: bool) -> None:
    """Let only somebody go on whose role may print a paper; whole numbers need more, see :func:`require_whole`.

    Raises
    ------
    ActMayNot, ActorUnnamed
    """
    if by.role not in roles:
        raise ActMayNot(act=f"mencetak “{label}”", role=ROLES[by.role].label, may=_labels(roles))
    if not is_masked:
        require_whole(by)


def require_whole(by: Actor, act: str = _WHOLE) -> None:
    """Let only a named person go on whose role may see whole numbers.

    Raises
    ------
    ActorUnnamed, ActMayNot
    """
    if not by.may_unmask():
        may = _labels(frozenset(role.key for role in ROLES.values() if role.may_unmask))
        raise ActMayNot(act=act, role=ROLES[by.role].label, may=may)
    if not by.name.strip():
        raise ActorUnnamed(act=act)


def note_whole(store: Store, by: Actor, subject_key: str, row_count: int, purpose: str) -> None:
    """Write down that whole numbers have left the program, and what for."""
    reason = " ".join(purpose.split())[:PURPOSE_LENGTH]
    with store.write(is_change=False) as cursor:
        note(cursor, by, "dokumen", " ".join(subject_key.split()), "dicetak", after=f"{row_count} baris", reason=reason)


def _labels(roles: frozenset[str]) -> str:
    return ", ".join(role.label for role in ROLES.values() if role.key in roles)


def known_desa(store: Store, desa_code: str) -> pd.DataFrame:
    """Return all desa known, index ``desa_code``; the one asked for must be among them.

    Raises
    ------
    DesaUnknown
    """
    desa = store.frame("papers/desa").set_index("desa_code")
    if desa_code and desa_code not in desa.index:
        raise DesaUnknown(desa=desa_code)
    return desa


def _document(
    store: Store, paper: Paper, wish: Wish, rows: pd.DataFrame, desa: pd.DataFrame, at: dt.datetime | None
) -> Document:
    columns = [column for column in paper.columns if not (column.may_go and rows[column.key].eq("").all())]
    told = {"program": ("Program", program_label(wish.program)) if wish.program else None,
            "period": ("Periode", month(wish.period)) if wish.period else None}  # fmt: skip
    facts = [fact for name in paper.of if (fact := told[name])]
    office = str(read_settings(store)["office_name"] or "")
    dated = f" · data per {long_date(local_day(at))}" if at else ""
    masked = "NIK dan No. KK disamarkan" if wish.is_masked else "memuat NIK dan No. KK lengkap: jaga kerahasiaannya"
    return Document(
        title=paper.label,
        short=" · ".join(value for _, value in facts),
        office=one_line(office),
        mark=DEMO_NOTE if store.is_demo() else "",
        facts=facts,
        columns=[
            {"label": column.label, "width": column.width_mm, "align": column.align, "kind": column.kind}
            for column in columns
        ],
        sections=_sections(paper, columns, wish, rows, desa),
        note=paper.note,
        source=f"Sumber: berkas yang dimuat kantor{dated} · {masked}",
        row_mm=paper.row_mm,
    )


def _sections(paper: Paper, columns: list[Column], wish: Wish, rows: pd.DataFrame, desa: pd.DataFrame) -> list[Section]:
    """Return a section per desa, in the order of their codes; rows of unknown desa come last."""
    order = rows.groupby("desa_code").cumcount() + 1
    cells = _cells(rows.assign(order=order), columns, is_masked=wish.is_masked)
    of_desa = cells.groupby(rows["desa_code"].replace("", "~"), sort=True).indices
    places = {str(code).replace("~", ""): at for code, at in of_desa.items()} or {wish.desa_code: []}
    return [
        _section(paper, desa, code, cells.iloc[list(at)].to_numpy().tolist()) for code, at in places.items()
    ]  # fmt: skip


def _section(paper: Paper, desa: pd.DataFrame, code: str, cells: list[list[str]]) -> Section:
    known = desa.loc[code] if code in desa.index else None
    name = one_line(known["desa_name"] if known is not None and known["desa_name"] else code)
    kind, head = ("Kelurahan", "Lurah") if re.match(_KELURAHAN, code) else ("Desa", "Kepala Desa")
    unknown = NO_DESA if cells else "Semua desa"
    place = [(kind, f"{name} ({code})" if name != code else code)] if code else [("Wilayah", unknown)]
    if known is not None and known["kecamatan_name"]:
        place.append(("Kecamatan", one_line(known["kecamatan_name"])))
    return Section(
        short=f"{kind} {name}" if code else unknown,
        facts=place,
        rows=cells,
        empty=paper.empty,
        total=f"Jumlah: {number(len(cells))} {paper.counted}",
        signers=[each.format(head=head, desa=name).strip() for each in paper.signers],
    )


def _cells(rows: pd.DataFrame, columns: list[Column], *, is_masked: bool) -> pd.DataFrame:
    """Return the rows as text, one column per column; a number that hides in a name or place is starred as well."""
    told = {}
    for column in columns:
        if column.kind == TEXT:
            text = rows[column.key].astype("object").where(rows[column.key].notna(), "–").map(str)
            told[column.key] = printable(mask_inside(text) if is_masked and column.key not in _AS_READ else text)
        else:
            told[column.key] = pd.Series("", index=rows.index)
    return pd.DataFrame(told, index=rows.index)
