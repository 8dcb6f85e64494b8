"""The frame: the only list of pages, and what is served besides them.

The server imports this file for ``app``; Streamlit then runs it as a script for every reader.
"""

from __future__ import annotations

import streamlit as st

from data.backup import begin_watch
from pages.parts import audit_notes, filters, frame, server


def main() -> None:
    """Show the page that the reader chose."""
    st.set_page_config(page_title="Petasalur", layout="wide")
    pages = {
        "overview": st.Page("pages/overview.py", title="Ringkasan", url_path="ringkasan", default=True),
        "atlas": st.Page("pages/atlas.py", title="Peta", url_path="peta"),
        "gaps": st.Page("pages/gaps.py", title="Kesenjangan", url_path="kesenjangan"),
        "targeting": st.Page("pages/targeting.py", title="Sasaran", url_path="sasaran"),
        "access": st.Page("pages/access.py", title="Akses", url_path="akses"),
        "routes": st.Page("pages/routes.py", title="Rute", url_path="rute"),
        "handover": st.Page("pages/handover.py", title="Penyaluran", url_path="penyaluran"),
        "roads": st.Page("pages/roads.py", title="Jalan", url_path="jalan"),
        "monitoring": st.Page("pages/monitoring.py", title="Monev", url_path="monev"),
        "reports": st.Page("pages/reports.py", title="Laporan", url_path="laporan"),
        "verification": st.Page("pages/verification.py", title="Verifikasi", url_path="verifikasi"),
        "family": st.Page("pages/family.py", title="Keluarga", url_path="keluarga"),
        "intake": st.Page("pages/intake.py", title="Data", url_path="data"),
    }
    filters.keep()
    st.navigation(frame.menu(pages), position="top").run()


if server.is_script_run():
    main()
else:
    server.refuse_without_accounts()
    server.say_if_plain()
    server.routes_only_by_app()
    begin_watch()
    audit_notes.begin()
    app = st.App(__file__, routes=server.routes(), middleware=server.middleware(), on_script_error=frame.unexpected)
