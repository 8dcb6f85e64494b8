"""What an office rules: its settings, programs that may not combine, what numbers of relations mean."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import streamlit as st

from data.programs import PROGRAMS
from data.roles import Actor
from data.rules import forbidden_pairs, save_matrix, save_relations, save_settings
from data.settings import SETTINGS
from pages.parts import acting, cache, filters, frame
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.format import number

_ROW_PX = 35


def show(where: Source, by: Actor) -> None:
    """Show everything that an office may set; what is saved is noted under the name of who works."""
    _settings(where, by)
    _matrix(where, by)
    _relations(where, by)


def _settings(where: Source, by: Actor) -> None:
    values = cache.settings(where)
    with st.form("pengaturan"):
        places = st.columns(2)
        entered: dict[str, float | str | None] = {}
        for position, entry in enumerate(SETTINGS.values()):
            label = f"{entry.label} ({entry.unit})" if entry.unit else entry.label
            with places[position % 2]:
                if entry.choices:
                    options = list(entry.choices)
                    entered[entry.key] = one_of(
                        label, options, words=entry.choices.__getitem__, index=options.index(str(values[entry.key]))
                    )
                elif entry.minimum is None:
                    text = st.text_input(label, str(values[entry.key] or ""), max_chars=entry.longest, help=entry.note)
                    entered[entry.key] = text.strip() or None
                else:
                    present = values[entry.key]
                    entered[entry.key] = st.number_input(
                        label,
                        min_value=float(entry.minimum),
                        max_value=float(entry.maximum or 1e9),
                        value=None if present is None else float(str(present)),
                        format="%g",
                        help=entry.note,
                    )
        if st.form_submit_button("Simpan"):

            def keep() -> str:
                changed = save_settings(cache.store_of(where), entered, by=by)
                return f"{number(len(changed))} pengaturan disimpan." if changed else "Tidak ada yang berubah."

            acting.carry_out(keep)


def _matrix(where: Source, by: Actor) -> None:
    """Let the office tick the programs that one family may not receive together."""
    frame.subtitle("Program yang tidak boleh bersama")
    frame.note(
        "Centang satu kotak untuk tiap pasangan; sisi cerminnya mengikuti. Tersimpan berarti semua daftar diperiksa ulang."
    )
    matrix = cache.matrix(where)
    labels = {key: program.label for key, program in PROGRAMS.items()}
    shown = matrix.rename(index=labels, columns=labels).rename_axis("Program").reset_index()
    config = {name: st.column_config.CheckboxColumn(name, width="small", help=name) for name in labels.values()}
    with st.form("matriks"):
        edited = st.data_editor(
            shown,
            hide_index=True,
            disabled=["Program"],
            column_config={"Program": st.column_config.Column("Program", pinned=True), **config},
            height=_ROW_PX * (len(shown) + 1) + 3,
            key=f"matriks_{where.version}",
        )
        if st.form_submit_button("Simpan pasangan"):
            ticked = edited.set_index("Program").rename(index=dict(zip(labels.values(), labels, strict=True)))
            wanted = wanted_pairs(matrix, ticked.set_axis(list(labels), axis=1))

            def keep() -> str:
                count = save_matrix(cache.store_of(where), wanted, by=by)
                return (
                    f"{number(count)} pasangan berubah; daftar sudah diperiksa ulang."
                    if count
                    else "Tidak ada yang berubah."
                )

            acting.carry_out(keep)


def wanted_pairs(was: pd.DataFrame, ticked: pd.DataFrame) -> set[frozenset[str]]:
    """Return the pairs meant: of the two boxes of a pair the one that was changed speaks."""
    before = forbidden_pairs(was)
    changed = was != ticked
    touched = {frozenset(pair) for pair in combinations(was.index, 2) if changed.loc[pair] or changed.loc[pair[::-1]]}
    return before ^ touched


def _relations(where: Source, by: Actor) -> None:
    """Let the office say what the numbers of relations in its files mean."""
    with st.expander("Arti angka hubungan keluarga (DTSEN)"):
        frame.note("Angka yang tidak ada di sini tampil sebagai “kode 5”. Isi menurut kamus data, dengan sumbernya.")
        names = {"code": "Angka", "words": "Artinya", "source": "Sumber"}
        edited = st.data_editor(
            cache.relations(where).rename(columns=names),
            num_rows="dynamic",
            hide_index=True,
            placeholder="",
            key=f"hubungan_{where.version}_{filters.counted('hubungan')}",
        )
        if st.button("Simpan arti angka"):

            def keep() -> str:
                back = {label: key for key, label in names.items()}
                save_relations(cache.store_of(where), edited.rename(columns=back), by=by)
                return "Arti angka hubungan disimpan."

            acting.carry_out(keep)
