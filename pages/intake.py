"""Data: load a file, see what became of it, take away what waits."""

from __future__ import annotations

import streamlit as st

from pages.parts import (
    acting,
    actor,
    cache,
    frame,
    intake_steps,
    intake_upload,
    intake_view,
    keep_view,
    key_view,
    quarantine_view,
    settings_view,
)


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        intake_view.headline(where, cache.sources(where))
        intake_steps.show(where, cache.sources(where))
        intake_view.database_choice(where)
        acting.news()
        by = actor.box()
        key_view.remind(where, by, has_data=not cache.sources(where).empty)
        load, loaded, waiting, doubts, settings, history = st.tabs(
            ["Muat berkas", "Berkas yang dimuat", "Karantina", "Catatan pemeriksaan", "Pengaturan", "Riwayat"]
        )
        with load:
            intake_upload.upload(where, by)
        with loaded:
            intake_view.sources(where, cache.sources(where), by)
        with waiting:
            quarantine_view.show(where, by)
        with doubts:
            intake_view.issues(where, cache.issues(where))
        with settings:
            settings_view.show(where, by)
        with history:
            keep_view.show(where, by)


show()
