"""The third tab of Penyaluran: which papers of the SPJ are there, which are missing and since when; files attached."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.delivery.answers import complete_share
from data.handover import attachments, kinds, spj
from data.handover.states import ACT
from data.programs import program_label
from data.takeaway import Taken
from geo.errors import PetasalurError
from pages.parts import acting, cache, filters, frame, handover_scope, tables, take_away
from pages.parts.cache import handover as kept
from pages.parts.choice import one_of
from pages.parts.format import MISSING, column, long_date, month, number, percent
from pages.parts.handover_scope import Scope

_ROW = "spj_baris"
_EVERY_DESA = ""
_TYPES = ["pdf", "jpg", "jpeg", "png", "xlsx"]


def show(scope: Scope) -> None:
    """Show how complete the SPJ is, desa by desa; attach what is missing."""
    checklist = kept.checklist(scope.where, scope.stamp, scope.programs, scope.period)
    if checklist.empty:
        frame.note(
            f"Tidak ada dokumen SPJ yang diperlukan untuk {program_label(scope.program)} pada {month(scope.period)}."
        )
    else:
        _answer(checklist)
        desa = _table(kept.per_desa(scope.where, scope.stamp, scope.programs, scope.period))
        left, right = st.columns(2)
        with left:
            _of_desa(scope, checklist, desa)
        with right:
            _attach(scope, checklist, desa)
        _entries(scope)
    _needs(scope)


def _answer(checklist: pd.DataFrame) -> None:
    there, needed, share = complete_share(checklist)
    overdue = int(checklist["is_missing"].sum())
    late = f"{number(overdue)} melewati batasnya" if overdue else "tidak ada yang melewati batasnya"
    frame.subtitle(f"SPJ: {number(there)} dari {number(needed)} dokumen ada ({percent(share, 0)}) · {late}")


def _table(rows: pd.DataFrame) -> tuple[str, str]:
    """Show desa and programs; return the ``desa_code`` and ``program`` chosen, at first the least complete."""
    shown = pd.DataFrame(
        {
            "Desa": rows["desa_name"], "Program": rows["program"].map(program_label), "Lengkap": rows["complete_pct"],
            "Ada": [f"{there} dari {needed}" for there, needed in zip(rows["there_count"], rows["needed_count"], strict=True)],
            "Terlambat": [f"▲ {days} hari" if days else "○" for days in rows["days_missing"]],
            "Belum ada": rows["missing"].replace("", MISSING),
        }
    )  # fmt: skip
    tables.pick_row(
        shown,
        {"Lengkap": column(0, "%")},
        key="tabel_spj",
        height_px=250,
        on_pick=lambda place: filters.remember(_ROW, place),
    )
    place = filters.answer(_ROW)
    row = rows.iloc[place if isinstance(place, int) and place < len(rows) else 0]
    return str(row["desa_code"]), str(row["program"])


def _of_desa(scope: Scope, checklist: pd.DataFrame, desa: tuple[str, str]) -> None:
    rows = checklist[(checklist["desa_code"] == desa[0]) & (checklist["program"] == desa[1])]
    if rows.empty:
        return
    frame.subtitle(f"{rows['desa_name'].iloc[0]} · {program_label(desa[1])} · {month(scope.period)}")
    frame.note("Klik satu baris di atas untuk desa lain.")
    shown = pd.DataFrame({"Dokumen": rows["label"], "Keadaan": [_state(row) for row in rows.to_dict("records")]})
    tables.show(shown, {})


def _state(row: dict[str, object]) -> str:
    lack = (
        f"; {row['unlettered_count']} pengganti tanpa nomor surat"
        if row["unlettered_count"] and row["document_key"] == "surat_kuasa"
        else ""
    )
    if row["is_there"]:
        return f"● ada{lack}"
    day = long_date(pd.Timestamp(str(row["due_on"])))
    return (
        f"▲ belum ada, sejak {day} ({row['days_missing']} hari){lack}"
        if row["is_missing"]
        else f"○ ditunggu sampai {day}{lack}"
    )


def _attach(scope: Scope, checklist: pd.DataFrame, desa: tuple[str, str]) -> None:
    if handover_scope.may_not(scope.by):
        return
    rows = checklist[(checklist["desa_code"] == desa[0]) & (checklist["program"] == desa[1])]
    labels = dict(zip(rows["document_key"], rows["label"], strict=True))
    first = next(iter(rows.loc[~rows["is_there"], "document_key"]), next(iter(labels), ""))
    if not labels:
        return
    frame.subtitle("Catat dokumen")
    key = f"{scope.stamp}_{desa[0]}_{desa[1]}"
    document = str(
        one_of("Dokumen", list(labels), words=labels.__getitem__, index=list(labels).index(first), key=f"dokumen_{key}")
    )
    names = {desa[0]: str(rows["desa_name"].iloc[0]), _EVERY_DESA: "semua desa"}
    of = str(one_of("Berlaku untuk", list(names), words=names.__getitem__, key=f"berlaku_{key}"))
    handover_scope.upload_texts("lampiran_spj", attachments.MAX_MB, "PDF, JPEG, PNG atau XLSX")
    with st.container(key="lampiran_spj"):
        upload = st.file_uploader("Berkas (PDF, JPEG, PNG, XLSX)", type=_TYPES, key=f"lampiran_{key}")
    one, two = st.columns(2)
    with one:
        paper_number = st.text_input("Nomor surat (bila kertasnya saja)", max_chars=80, key=f"nomor_{key}")
    with two:
        paper_date = st.date_input(
            "Tanggal surat", value=None, max_value="today", format="DD/MM/YYYY", key=f"tanggal_{key}"
        )
    if st.button("Simpan dokumen", type="primary", width="stretch", key="simpan_dokumen"):

        def go() -> str:
            spj.attach(
                cache.store_of(scope.where), document, program=desa[1], period=scope.period, desa_code=of, by=scope.by,
                content=upload.getvalue() if upload else b"", title=upload.name if upload else "",
                paper_number=paper_number, paper_date=paper_date,
            )  # fmt: skip
            return f"{labels[document]} dicatat ada untuk {names[of]}."

        acting.carry_out_noted(go)


def _entries(scope: Scope) -> None:
    """List what is there; give a file out, verified; take an entry away."""
    rows = kept.entries(scope.where, scope.stamp, scope.programs, scope.period)
    if rows.empty:
        return
    with st.expander(f"Dokumen yang ada: {number(len(rows))}"):
        every = {int(row["entry_id"]): row for row in rows.to_dict("records")}
        words = {
            key: f"{row['label']} · {row['desa_name']} · {program_label(str(row['program']))} · "
            + (
                f"{row['title'] or row['file_kind'].upper()} ({number(row['byte_count'] / 1000)} kB)"
                if row["sha256"]
                else f"kertas, nomor {row['paper_number']}"
            )
            + f" · {row['by_name']}"
            for key, row in every.items()
        }
        frame.note(*words.values())
        entry_id = int(one_of("Dokumen", list(words), words=words.__getitem__, key=f"ada_{scope.stamp}"))
        entry = every[entry_id]
        if entry["sha256"]:
            _open(scope, entry)
        if scope.by.may(ACT):
            reason = handover_scope.undo_reason(f"alasan_lepas_{scope.stamp}")
            if st.button("Lepas dokumen ini", key="lepas_dokumen"):

                def go() -> str:
                    spj.remove(cache.store_of(scope.where), entry_id, by=scope.by, reason=reason)
                    return "Dokumen dilepas; berkasnya tetap di foldernya dan riwayatnya tetap ada."

                acting.carry_out_noted(go)
        _check_files(scope)


def _open(scope: Scope, entry: dict[str, object]) -> None:
    """Offer the file of an entry, read and verified when asked for."""
    if st.button("Buka berkas ini", key=f"buka_berkas_{entry['entry_id']}"):
        try:
            content = spj.open_file(cache.store_of(scope.where), entry)
        except PetasalurError as error:
            frame.fail(error)
            return
        kind = str(entry["file_kind"])
        told = f"{entry['document_key']} {entry['program']} {scope.period}"
        take_away.button(
            scope.where, "dokumen_spj", "Simpan berkas", lambda: Taken(content, 1), f"{told}.{kind}", scope=told,
            mime=kinds.KINDS[kind], key=f"simpan_berkas_{entry['entry_id']}",
        )  # fmt: skip


def _check_files(scope: Scope) -> None:
    if st.button("Periksa keutuhan semua berkas", key="periksa_berkas"):
        found = spj.read_files(cache.store_of(scope.where))
        bad = found[found["state"] != attachments.THERE]
        if bad.empty:
            frame.say(f"{number(len(found))} berkas utuh.", frame.DONE)
        else:
            told = [
                f"{row['title'] or row['sha256'][:8]}: {attachments.STATES[row['state']]}"
                for row in bad.to_dict("records")
            ]
            frame.say(
                f"{number(len(bad))} dari {number(len(found))} berkas bermasalah — {'; '.join(told)}.", frame.ERROR
            )


def _needs(scope: Scope) -> None:
    """Let the office say which program needs what, and by whose rule."""
    with st.expander("Dokumen yang diperlukan tiap program"):
        frame.note(
            "Batas dihitung dari hari jatuh tempo salur, bila tidak ada dari akhir bulan. Nama baru menjadi dokumen baru. Isi sumber aturannya."
        )
        store = cache.store_of(scope.where)
        edited = st.data_editor(
            kept.needs(scope.where)[list(spj.NEEDS)].rename(columns=spj.NEEDS), num_rows="dynamic", hide_index=True,
            placeholder="", key=f"kebutuhan_{scope.where.version}", height=320,
        )  # fmt: skip
        if st.button("Simpan dokumen yang diperlukan", key="simpan_kebutuhan"):

            def keep() -> str:
                back = {label: name for name, label in spj.NEEDS.items()}
                changed = spj.save_needs(store, edited.rename(columns=back), by=scope.by)
                return "Tabel dokumen disimpan." if changed else "Tidak ada yang berubah."

            acting.carry_out_noted(keep)
