"""Returned files: what one would change is shown before anything is recorded; each can be taken back as a whole."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.handover import files
from data.handover.files import LEFT, SAME, TAKEN, FilePreview
from data.handover.returned import LAYOUTS
from data.handover.states import KINDS
from data.programs import PROGRAMS
from pages.parts import acting, cache, frame, handover_documents, handover_scope, tables
from pages.parts.cache import handover as kept
from pages.parts.choice import one_of
from pages.parts.format import MISSING, local_moment, long_date, number
from pages.parts.handover_scope import Scope
from pages.parts.upload import on_disk

_TYPES = ["xlsx", "csv", "zip"]


def show(scope: Scope, trip_id: str, *, may: bool) -> None:
    """Offer the list to fill in, take it in again, list what came back."""
    if scope.journey is None:
        return
    plan_id = scope.journey.plan_id
    back = kept.files(scope.where, scope.stamp, plan_id)
    with st.expander(
        f"Lewat berkas: daftar hasil, KoboToolbox/ODK, halaman ponsel ({number(len(back))} berkas dimuat)"
    ):
        label = scope.journey.trips.set_index("trip_id").loc[trip_id, "label"]
        handover_documents.documents(scope.where, plan_id, trip_id, str(label), scope.by)
        handover_scope.upload_texts("berkas_hasil", 64, "XLSX, CSV atau zip dari ODK")
        with st.container(key="berkas_hasil"):
            upload = st.file_uploader("Berkas hasil penyaluran", type=_TYPES, key=f"hasil_{scope.stamp}")
        if upload:
            preview = kept.preview(scope.where, scope.stamp, plan_id, upload.file_id, upload)
            _preview(preview)
            is_news = preview.file_id is None and (preview.count(TAKEN) or preview.count(LEFT))
            if st.button(
                f"Catat {number(preview.count(TAKEN))} baris",
                type="primary",
                width="stretch",
                key="catat_berkas",
                disabled=not is_news,
            ):

                def take() -> str:
                    store = cache.store_of(scope.where)
                    with on_disk(store, upload) as path:
                        done = files.take_file(store, plan_id, path, by=scope.by, name=path.name)
                    return f"{number(done.count(TAKEN))} baris dicatat, {number(done.count(LEFT))} tidak dipakai, dari {upload.name}."

                acting.carry_out_noted(take)
        _taken(scope, back, may=may)


def _preview(preview: FilePreview) -> None:
    if preview.file_id is not None:
        frame.say("Berkas ini sudah dicatat sebelumnya; memuatnya lagi tidak mengubah apa pun.", frame.CAUTION)
    frame.note(
        f"{preview.label}: {number(preview.count(TAKEN))} baris akan dicatat, {number(preview.count(SAME))} sudah tercatat sama, "
        f"{number(preview.empty_count)} belum diisi, {number(preview.count(LEFT))} tidak dapat dipakai."
    )
    rows = preview.rows
    rows = pd.concat([rows[rows["outcome"] == LEFT], rows[rows["outcome"] != LEFT]])
    if len(rows):
        tables.show(_shown(rows), {}, height_px=300)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Baris": rows["row"],
            "Akan": rows["outcome"],
            "Kode": rows["handle"],
            "Nama": rows["name"],
            "Program": rows["program"].map({key: each.label for key, each in PROGRAMS.items()}).fillna(MISSING),
            "Hasil": rows["kind"].map({key: each.label for key, each in KINDS.items()}).fillna(MISSING),
            "Tanggal": rows["on_date"].map(lambda day: MISSING if pd.isna(day) else long_date(day)),
            "Sebab dan tindakan": rows["message"],
        }
    )


def _taken(scope: Scope, back: pd.DataFrame, *, may: bool) -> None:
    """List the files that were taken in; let one be taken back."""
    if back.empty:
        return
    told = {
        int(
            row["file_id"]
        ): f"{row['file_name']} · {LAYOUTS[str(row['layout'])]} · {number(row['taken_count'])} dicatat, "
        f"{number(row['left_count'])} tidak dipakai · {local_moment(row['noted_at'])} oleh {row['by_name']}"
        + (" · ditarik" if row["is_back"] else "")
        for row in back.to_dict("records")
    }
    frame.subtitle("Berkas yang sudah dimuat")
    file_id = int(one_of("Berkas", list(told), words=told.__getitem__, key=f"berkas_{scope.stamp}"))
    left = files.read_left_rows(cache.store_of(scope.where), file_id)
    if len(left):
        frame.note(f"{number(len(left))} baris berkas ini tidak dapat dipakai dan disimpan dengan alasannya:")
        names = {"sheet": "Lembar", "row": "Baris", "message": "Sebab dan tindakan"}
        tables.show(left[list(names)].rename(columns=names), {}, height_px=220)
    if may and not bool(back.set_index("file_id").loc[file_id, "is_back"]):
        reason = handover_scope.undo_reason(f"alasan_tarik_{scope.stamp}")
        if st.button("Tarik berkas ini seluruhnya", width="stretch", key="tarik_berkas"):

            def go() -> str:
                count = files.take_back(cache.store_of(scope.where), file_id, by=scope.by, reason=reason)
                return f"Berkas ditarik: catatan {number(count)} paket dibatalkan."

            acting.carry_out_noted(go)
