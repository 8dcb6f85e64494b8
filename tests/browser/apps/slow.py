"""Work of a minute that writes in one transaction, to be stopped by the reader."""

from __future__ import annotations

import os
import time
from pathlib import Path

import streamlit as st

from data.store import Store
from pages.parts.wait import waiting, was_stopped


@st.cache_resource
def store() -> Store:
    return Store.open(Path(os.environ["PETASALUR_SLOW_DB"]))


if was_stopped():
    st.write("Dihentikan.")
if st.button("Mulai"):
    with waiting("Bekerja …") as progress, store().write() as cursor:
        cursor.execute("INSERT INTO setting VALUES ('office_name', 'setengah jalan')")
        for step in range(600):
            time.sleep(0.1)
            progress(step / 600, f"langkah {step}")
st.write(f"Tersimpan: {len(store().frame('store/settings'))}")
