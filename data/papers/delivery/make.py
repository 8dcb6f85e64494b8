"""From a kept plan to its papers: one kind, or everything at once in one archive."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import pandas as pd

from data.audit import note_taken
from data.errors import NothingToPrint, PaperTooLong, PaperUnknown
from data.papers.delivery.blocks import Sheet
from data.papers.delivery.kept_photos import KeptPhotos, read_kept_photos
from data.papers.delivery.part import Part, Picture, whole
from data.papers.delivery.photos import pictures
from data.papers.delivery.press import Press
from data.papers.delivery.registry import DELIVERY_PAPERS, PLAN, TRIP, TRIP_VILLAGE, DeliveryPaper
from data.papers.delivery.whatsapp import to_driver, to_village
from data.papers.make import MAX_ROWS, check_actor, known_desa, note_whole
from data.plans import read_plan
from data.roles import Actor
from data.store import Store
from data.trip_sheets import read_trip_sheets
from geo.notation import number
from geo.progress import Progress, silent

PRINT_ROWS = 3_000
"""So many rows fit into one file of everything; of more, there are several."""
_NAME_LENGTH = 60
_OF_WINDOWS = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices: a file or folder called so, with any ending, cannot be unpacked there."""
_FILE = 0o100644 << 16
"""What a file of the archive is on a system with rights: readable, of its owner."""
_PHOTOS = "lembar_foto"
_PRINT_ALL = "Cetak semua"
_BEFORE, _AFTER = ("rekap_penyaluran", "surat_pemberitahuan", "surat_kuasa"), ("bast",)
"""What is printed before the papers of the trips, and what after them."""


# --- one kind ------------------------------------------------------------------------------------------


def make_delivery_paper(
    store: Store,
    key: str,
    *,
    plan_id: int,
    trip_id: str = "",
    desa_code: str = "",
    by: Actor,
    purpose: str = "",
    photos: Sequence[tuple[str, bytes]] | None = None,
    with_place: bool = False,
    progress: Progress = silent,
) -> bytes:
    """Return one kind of paper as PDF, a sheet per trip or desa.

    Parameters
    ----------
    store
        The open database.
    key
        Key in :data:`data.papers.delivery.registry.DELIVERY_PAPERS`.
    plan_id
        The kept plan (see :mod:`data.plans`).
    trip_id, desa_code
        One trip, one desa; ``""``: all, each on pages of its own.
    by, purpose
        Who prints, and what for. With a purpose NIKs are printed whole on papers of names, where the role may see them,
        and that is noted in the history.
    photos
        Of the photo sheet: caption and content of each; they share one sheet. By default those attached to the SPJ of
        the plan's programs, months and desa; one that cannot be read becomes a sentence. Without any, there are frames.
    with_place
        Print where a photo given here was taken, if its camera noted it. What the camera noted never stays in the file.

    Raises
    ------
    PaperUnknown, PlanUnknown, TripUnknown, DesaUnknown
    NothingToPrint
        The plan brings nothing to this desa, or has no trip.
    ActMayNot, ActorUnnamed
        The role may not print this, or not with whole numbers; whole numbers need a name.
    PhotoUnreadable, PhotoTooLarge, TooManyPhotos
    PaperTooLong
        More recipients than :data:`data.papers.make.MAX_ROWS`.
    """
    paper = delivery_paper_of(key)
    is_masked = not (purpose.strip() and paper.names)
    check_actor(paper.label, paper.roles, by, is_masked=is_masked)
    known_desa(store, desa_code)
    progress(0.02, f"{paper.label}: mengumpulkan data")
    shown, files = pictures(list(photos or ()), with_place=with_place)
    is_plan = paper.per == PLAN
    part = _read(
        store, plan_id, trip_id="" if is_plan else trip_id, desa_code="" if is_plan else desa_code, is_masked=is_masked
    )
    parts = _parts(paper, part, shown)
    if paper.key == _PHOTOS and photos is None:
        kept = read_kept_photos(store, part)
        parts, files = [kept.on(each, part) for each in parts], dict(kept.files)
    sheets = [paper.build(each) for each in parts]
    if not sheets:
        raise NothingToPrint(paper=paper.label, found=_asked(part, trip_id, desa_code))
    progress(0.2, f"{paper.label}: menata {number(len(sheets))} lembar")
    with Press([sheets], files, at=part.plan.made_at) as press:
        content = next(iter(press))
    if is_masked:
        note_taken(store, by, paper.label, len(part.recipients), scope=_scope(plan_id, trip_id, part, desa_code))
    else:
        note_whole(store, by, f"{key} rencana {plan_id} {trip_id} {desa_code}", len(part.recipients), purpose)
    progress(1.0, f"{paper.label}: selesai")
    return content


def _scope(plan_id: int, trip_id: str, part: Part, desa_code: str) -> str:
    return f"rencana {plan_id} {trip_id} {part.name_of(desa_code) if desa_code else ''}"


def delivery_paper_of(key: str) -> DeliveryPaper:
    """Return the entry of the registry.

    Raises
    ------
    PaperUnknown
    """
    if key not in DELIVERY_PAPERS:
        raise PaperUnknown(found=key, known=", ".join(DELIVERY_PAPERS))
    return DELIVERY_PAPERS[key]


def _read(store: Store, plan_id: int, *, trip_id: str = "", desa_code: str = "", is_masked: bool) -> Part:
    sheets = read_trip_sheets(store, plan_id, trip_id=trip_id, desa_code=desa_code, is_masked=is_masked)
    if len(sheets.recipients) > MAX_ROWS:
        raise PaperTooLong(found=number(len(sheets.recipients)), limit=number(MAX_ROWS))
    part = whole(store, sheets, is_masked=is_masked)
    return part.of(trip_id=trip_id, desa_code=desa_code) if trip_id or desa_code else part


def _asked(part: Part, trip_id: str, desa_code: str) -> str:
    told = [f"perjalanan {part.numbers.get(trip_id, trip_id)}"] if trip_id else []
    told += [part.name_of(desa_code)] if desa_code else []
    return ", ".join(told) or "satu perjalanan pun"


def _parts(paper: DeliveryPaper, part: Part, shown: Sequence[Picture] = ()) -> list[Part]:
    """Return the parts of which a paper has a sheet each; photos share one."""
    if paper.per == PLAN:
        return [part]
    if part.trips.empty:
        return []
    if shown and paper.key == _PHOTOS:
        one = _villages(part)
        return [(one[0] if len(one) == 1 else part).of(pictures=list(shown))]
    trips = part.trips.sort_values("number")["trip_id"]
    if paper.per == TRIP:
        return [part.of(trip_id=trip) for trip in trips]
    if paper.per == TRIP_VILLAGE:
        return [each for trip in trips for each in _villages(part.of(trip_id=trip))]
    return _villages(part)


def _villages(part: Part) -> list[Part]:
    """Return a part per desa; of one trip in its order, else by code."""
    codes = part.visits["desa_code"][part.visits["desa_code"] != ""]
    order = part.visits.loc[codes.index].sort_values("sequence")["desa_code"] if len(part.trips) == 1 else codes
    named = list(dict.fromkeys(order))
    return [part.of(desa_code=code) for code in (named if len(part.trips) == 1 else sorted(named))]


# --- names of files ------------------------------------------------------------------------------------


def delivery_paper_name(store: Store, key: str, *, plan_id: int, trip_id: str = "", desa_code: str = "") -> str:
    """Return what the file of a paper is called ("Tanda terima rencana 3 perjalanan 2 Hauwai.pdf"): names nobody.

    Raises
    ------
    PaperUnknown, PlanUnknown
    """
    part = _read(store, plan_id, is_masked=True)
    parts = [part.office.mark, delivery_paper_of(key).label, f"rencana {plan_id}"]
    parts += [f"perjalanan {part.numbers.get(trip_id, 0)}"] if trip_id else []
    parts += [part.name_of(desa_code)] if desa_code else []
    return f"{_file_name(' '.join(parts), 120)}.pdf"


def bundle_name(store: Store, plan_id: int) -> str:
    """Return what the archive of all papers is called."""
    plan = read_plan(store, plan_id)
    day = plan.first_day or dt.date.fromisoformat(plan.result["days"][0])
    mark = "DATA CONTOH " if store.is_demo() else ""
    return f"{mark}Penyaluran {day.isoformat()} rencana {plan_id}.zip"


def _file_name(text: str, length: int = _NAME_LENGTH) -> str:
    bare = re.sub(r"[^\w.()' -]+", " ", text.replace("\u200b", ""))
    name = " ".join(bare.split())[:length].strip(" .") or "tanpa nama"
    return f"_{name}" if _OF_WINDOWS.match(name) else name


# --- everything ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Entry:
    """One paper of the archive. ``path`` without its ending; ``row_count``: how many people stand on it."""

    path: str
    paper: DeliveryPaper
    sheet: Sheet
    row_count: int


def make_bundle(
    store: Store,
    plan_id: int,
    *,
    trip_id: str = "",
    desa_code: str = "",
    by: Actor,
    purpose: str = "",
    progress: Progress = silent,
) -> bytes:
    """Return all papers of a plan, a trip or a desa as one ZIP: each by itself, and all in print order in one PDF.

    Photos attached to the SPJ stand on the photo sheets.

    Folders: ``Desa/<desa>`` (letter, letters for substitutes, BAST, message), ``Perjalanan/<number>`` (manifest,
    loading list, tanda terima and photo sheet per desa, message). The same data give the same bytes. An exception out
    of ``progress`` ends the work at once.

    Raises
    ------
    PlanUnknown, TripUnknown, DesaUnknown, NothingToPrint, ActMayNot, ActorUnnamed, PaperTooLong
        As :func:`make_delivery_paper`.
    """
    is_masked = not purpose.strip()
    for paper in DELIVERY_PAPERS.values():
        check_actor(paper.label, paper.roles, by, is_masked=is_masked)
    progress(0.01, "Semua dokumen: mengumpulkan data")
    known_desa(store, desa_code)
    part = _read(store, plan_id, trip_id=trip_id, desa_code=desa_code, is_masked=is_masked)
    if part.trips.empty:
        raise NothingToPrint(paper="dokumen", found=_asked(part, trip_id, desa_code))
    progress(0.05, "Semua dokumen: menata lembar dan foto")
    kept = read_kept_photos(store, part)
    entries = _entries(part, kept, is_whole=not (trip_id or desa_code))
    whole_files = _for_print(entries)
    singles = {f"{each.path}.pdf": [each.sheet] for each in entries}
    at = part.plan.made_at
    with (
        Press(list(whole_files.values()), kept.files, at=at) as all_of_it,
        Press(list(singles.values()), kept.files, at=at) as each,
    ):
        printed = _told([*singles, *whole_files], chain(each, all_of_it), progress)
        made = dict(printed)
    made |= {path: text.encode() for path, text in _messages(part).items()}
    made["Baca dulu.txt"] = _index(part, list(whole_files), kept.told).encode()
    content = _zip(made, part.plan.made_at)
    if is_masked:
        told = _scope(plan_id, trip_id, part, desa_code)
        note_taken(store, by, "Semua dokumen penyaluran", len(part.recipients), scope=told)
    else:
        note_whole(store, by, f"semua dokumen rencana {plan_id} {trip_id} {desa_code}", len(part.recipients), purpose)
    progress(1.0, "Semua dokumen: selesai")
    return content


def _entries(part: Part, kept: KeptPhotos, *, is_whole: bool) -> list[_Entry]:
    """Return the papers in print order; those of all trips only where all are there."""
    before, after = ([DELIVERY_PAPERS[key] for key in keys] for keys in (_BEFORE, _AFTER))
    of_trips = [each for each in DELIVERY_PAPERS.values() if each.key not in {*_BEFORE, *_AFTER}]
    folders = _folders(part)
    before = [paper for paper in before if is_whole or paper.per != PLAN]
    made = [_entry(paper, each, folders) for paper in before for each in _parts(paper, part)]
    for trip in part.trips.sort_values("number")["trip_id"]:
        of_trip = part.of(trip_id=trip)
        made += [
            _entry(paper, kept.on(each, part) if paper.key == _PHOTOS else each, folders)
            for paper in of_trips
            for each in _parts(paper, of_trip)
        ]
    return made + [_entry(paper, each, folders) for paper in after for each in _parts(paper, part)]


def _entry(paper: DeliveryPaper, part: Part, folders: dict[str, str]) -> _Entry:
    path = paper.label
    if paper.per == TRIP:
        path = f"{_trip_folder(part)}/{paper.label}"
    elif paper.per == TRIP_VILLAGE:
        path = f"{_trip_folder(part)}/{paper.label} {folders[part.desa_code]}"
    elif paper.per != PLAN:
        path = f"Desa/{folders[part.desa_code]}/{paper.label} {folders[part.desa_code]}"
    return _Entry(path, paper, paper.build(part), len(part.recipients) if paper.names else 0)


def _trip_folder(part: Part) -> str:
    return f"Perjalanan/{part.trip['number']:02}"


def _folders(part: Part) -> dict[str, str]:
    """Return desa → a name for its folder; two of the same name are told apart by their codes."""
    codes = sorted({code for code in part.visits["desa_code"] if code})
    names = pd.Series({code: _file_name(part.name_of(code)) for code in codes}, dtype="object")
    twice = names.str.casefold().duplicated(keep=False)
    return {code: f"{name} {code}" if twice[code] else name for code, name in names.items()}


def _for_print(entries: list[_Entry]) -> dict[str, list[Sheet]]:
    """Return file → sheets of everything, in print order; very much is split."""
    groups: list[list[Sheet]] = [[]]
    rows = 0
    for entry in entries:
        if groups[-1] and rows + entry.row_count > PRINT_ROWS:
            groups.append([])
            rows = 0
        groups[-1].append(entry.sheet)
        rows += entry.row_count
    if len(groups) == 1:
        return {f"{_PRINT_ALL}.pdf": groups[0]}
    return {f"{_PRINT_ALL} {order} dari {len(groups)}.pdf": group for order, group in enumerate(groups, 1)}


def _told(paths: list[str], printed: Iterable[bytes], progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of what is printed, and tell how far it is."""
    for done, (path, content) in enumerate(zip(paths, printed, strict=True), 1):
        progress(0.15 + 0.8 * done / len(paths), f"Semua dokumen: {number(done)} dari {number(len(paths))} berkas")
        yield path, content


def _messages(part: Part) -> dict[str, str]:
    trips = [part.of(trip_id=trip) for trip in part.trips["trip_id"]]
    made = {f"{_trip_folder(each)}/Pesan WhatsApp sopir.txt": to_driver(each) for each in trips}
    folders = _folders(part)
    villages = [part.of(desa_code=code) for code in folders]
    return made | {
        f"Desa/{folders[each.desa_code]}/Pesan WhatsApp kepala desa.txt": to_village(each) for each in villages
    }


def _index(part: Part, whole_files: list[str], unread: list[str]) -> str:
    """Return what lies where, for who opens the archive first."""
    lines = [
        part.office.mark,
        f"Dokumen penyaluran {part.program_text}, {part.period_text}",
        f"{part.plan.label}; {part.day_text}",
        "",
        f"{', '.join(whole_files)}: semua lembar, urut cetak.",
        *[f"{paper.label}: {paper.note}." for paper in DELIVERY_PAPERS.values()],
        *[text.replace("\u200b", "") for text in unread],
        "Pesan WhatsApp: disalin sendiri ke telepon; program tidak mengirim apa pun.",
        "",
        f"{part.distance_basis} Jam adalah perkiraan.",
        part.source,
        "Berkas ini memuat nama penerima: jangan dibagikan lewat grup, dan hapus setelah dicetak.",
    ]
    return "\n".join(lines).strip() + "\n"


def _zip(made: dict[str, bytes], at: dt.datetime) -> bytes:
    """Return the archive; the date of its files is the plan's, so that the same plan gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(made):
            entry = zipfile.ZipInfo(path, date_time=(at.year, at.month, at.day, at.hour, at.minute, at.second))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, _FILE
            archive.writestr(entry, made[path])
    return buffer.getvalue()
