"""The first tab of Monev: indicators against their targets, desa by desa, what the office counts itself."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from analytics.monev.measures import IKM, MEASURES
from analytics.monev.performance import BELOW, MARKS, NEAR, NO_DATA, NO_TARGET, REACHED, STATES
from analytics.suppression import LIMIT
from data.monev import figures
from data.monev.tables import read_table
from data.roles import FIGURES
from data.takeaway import Taken
from geo.maps.palette import LIGHTS
from pages.parts import acting, cache, frame, monev_scope, tables, take_away
from pages.parts.cache import Source, monev
from pages.parts.cache.shown import shown
from pages.parts.choice import one_of
from pages.parts.format import MISSING, column, month, number
from pages.parts.monev_scope import Scope
from pages.parts.trend_chart import trend_svg
from pages.parts.upload import on_disk

_COLOURS = dict(zip((REACHED, NEAR, BELOW, NO_DATA), LIGHTS, strict=True)) | {NO_TARGET: LIGHTS[3]}
_STYLE = """
<style>
  .ps-lights { display: grid; grid-template-columns: repeat(auto-fit, minmax(225px, 1fr)); gap: .6rem; }
  .ps-light { border-left: 6px solid; background: #f7f7f8; padding: .4rem .7rem .45rem; overflow-wrap: anywhere; }
  .ps-light summary { font-size: .9rem; cursor: pointer; }
  .ps-light p { font-size: .8rem; color: #555b66; margin: .2rem 0 .3rem; }
  .ps-light b { font-size: 1.35rem; margin-right: .5rem; }
  .ps-light i { font-style: normal; font-weight: 600; }
  .ps-light span { display: block; font-size: .82rem; color: #555b66; }
  @media (max-width: 640px) { .ps-lights { grid-template-columns: 1fr; } }
</style>
"""


_EMPTY = "Baris kosong berarti belum didata."
_EMPTY_OR_HIDDEN = (
    f"Baris kosong: belum didata, atau ditutup (angka di bawah {LIMIT}, dan yang dapat membukanya); yang dibiarkan kosong "
    "tidak berubah."
)


def show(scope: Scope) -> None:
    """Show the lights, one indicator desa by desa, the trend; let the office enter and set targets."""
    st.html(shown(_lights, scope.seen, scope.period))
    frame.note(" · ".join(f"{MARKS[key]} {STATES[key].lower()}" for key in STATES))
    key = one_of("Indikator", list(MEASURES), words=lambda one: MEASURES[one].label, key="monev_indikator")
    left, right = st.columns(2)
    with left:
        _by_desa(scope, key)
    with right:
        _line(scope, key)
    _trend(scope)
    _enter(scope)
    _targets(scope)


def _lights(seen: Source, period: str) -> str:
    rows = monev.indicators(seen, period).to_dict("index")
    return f'{_STYLE}<div class="ps-lights">{"".join(_light(key, row) for key, row in rows.items())}</div>'


def _light(key: str, row: dict) -> str:
    measure, state = MEASURES[key], row["state"]
    unit = f" {measure.unit}" if measure.unit else ""
    value = MISSING if pd.isna(row["value"]) else f"{number(row['value'], measure.decimals)}{unit}"
    sign = "paling sedikit" if measure.better == "tinggi" else "paling banyak"
    target = (
        "target belum ditetapkan"
        if pd.isna(row["target"])
        else f"target {sign} {number(row['target'], _places(row['target']))}{unit}"
    )
    of = _count_of(key, row) if key == IKM else f"{_count_of(key, row)} {measure.whole}"
    is_hidden = pd.isna(row["whole"])
    if is_hidden:
        of = f"ditutup: di bawah {LIMIT}, atau dapat membukanya"
    lines = [target, of if is_hidden or row["whole"] else "belum ada angka", _change(row, measure.decimals)]
    definition = f"{measure.definition} {measure.part.capitalize()} dibagi {measure.whole}. Sumber: {measure.source}. Target: {row['target_source'] or 'belum ada'}."
    spans = "".join(f"<span>{escape(line)}</span>" for line in lines if line)
    return (
        f'<div class="ps-light" style="border-color:{_COLOURS[state]}"><details><summary>{escape(measure.label)}</summary>'
        f"<p>{escape(definition)}</p></details><b>{escape(value)}</b><i>{MARKS[state]} {escape('Ditutup' if is_hidden else STATES[state])}</i>{spans}</div>"
    )


def _places(target: float) -> int:
    return 0 if float(target).is_integer() else 2


def _change(row: dict, decimals: int) -> str:
    if pd.isna(row["before"]) or pd.isna(row["value"]):
        return ""
    was = number(row["before"], decimals)
    if pd.isna(row["is_better"]):
        return f"sama dengan bulan sebelumnya ({was})"
    return f"{'membaik' if row['is_better'] else 'memburuk'} dari {was} bulan sebelumnya"


def _by_desa(scope: Scope, key: str) -> None:
    measure = MEASURES[key]
    frame.subtitle(f"{measure.label} per desa, {month(scope.period)}")
    rows = monev.indicator_by_desa(scope.seen, key, scope.period)
    if rows.empty:
        frame.note(f"Belum ada angka per desa pada {month(scope.period)}.", told_of(key))
        return
    table = shown(_desa_table, scope.seen, key, scope.period)
    writers = {"Nilai": column(measure.decimals, measure.unit)} | {name: column(0) for name in table.columns[2:]}
    tables.show(table, writers, height_px=300)
    frame.note("Yang perlu dilihat dulu di atas.", told_of(key))
    if scope.seen.sight == FIGURES and rows["part"].isna().any():
        frame.note(f"{MISSING} ditutup: ada hitungan di bawah {LIMIT}, atau dapat membukanya; menurut nama, di bawah.")


def told_of(key: str) -> str:
    """Return what an indicator is divided by, and where it is from."""
    measure = MEASURES[key]
    return f"Penyebut: {measure.whole}. Sumber: {measure.source}."


def _line(scope: Scope, key: str) -> None:
    """Draw one indicator over the months, with its target."""
    measure = MEASURES[key]
    frame.subtitle(f"{measure.label} dari bulan ke bulan")
    rows = monev.trend_of(scope.seen, key, scope.period)
    if rows["value"].isna().all():
        frame.note("Belum ada bulan yang berangka.", told_of(key))
        return
    drawing, counts = shown(_drawn, scope.seen, key, scope.period)
    st.image(drawing, width="stretch")
    frame.note(counts, f"┄ target yang berlaku bulan itu. {told_of(key)}")


def _drawn(seen: Source, key: str, period: str) -> tuple[str, str]:
    """Return the line of an indicator, and what it is divided by in each month."""
    measure, rows = MEASURES[key], monev.trend_of(seen, key, period)
    counts = [
        f"{month(str(one))}: {_count_of(key, row)}" for one, row in rows.to_dict("index").items() if row["whole"] > 0
    ]
    drawing = trend_svg(rows, label=measure.label, unit=measure.unit, decimals=measure.decimals)
    return drawing, " · ".join(counts)


def _count_of(key: str, row: dict) -> str:
    return f"{number(row['whole'])} responden" if key == IKM else f"{number(row['part'])} dari {number(row['whole'])}"


def _desa_table(seen: Source, key: str, period: str) -> pd.DataFrame:
    rows = monev.indicator_by_desa(seen, key, period)
    table = pd.DataFrame(
        {"Desa": rows["desa_name"], "Nilai": rows["value"], MEASURES[key].part.capitalize(): rows["part"]}
    )
    return table if key == IKM else table.assign(Dari=rows["whole"])


def _trend(scope: Scope) -> None:
    frame.subtitle("Semua indikator dari bulan ke bulan")
    table = shown(_trend_table, scope.seen, scope.period)
    months = list(table.columns[1:-2])
    if not months:
        frame.note("Belum ada bulan dengan daftar penerima.")
        return
    tables.show(table, {name: column(1) for name in months}, height_px=360)
    frame.note("Dalam persen; IKM dari 25 sampai 100.")


def _trend_table(seen: Source, period: str) -> pd.DataFrame:
    table = monev.trend(seen, period).T.rename(columns=month)
    of = {
        "Penyebut": [MEASURES[key].whole for key in table.index],
        "Sumber": [MEASURES[key].source for key in table.index],
    }
    return table.assign(**of).rename(index=_labels()).rename_axis("Indikator").reset_index()


def _headers(key: str) -> dict[str, str]:
    measure = MEASURES[key]
    return figures.FIGURES | {"part": measure.part.capitalize(), "whole": measure.whole.capitalize()}


def _entered(seen: Source, key: str, period: str) -> pd.DataFrame:
    return monev.figures_table(seen, key, period).rename(columns=_headers(key))


def _enter(scope: Scope) -> None:
    """Let the office enter what it counts itself, in the table or from a file."""
    own = {key: entry for key, entry in MEASURES.items() if entry.is_entered}
    with st.expander("Isi angka partisipasi dan pendapatan"):
        key = one_of("Angka", list(own), words=lambda one: own[one].label, key="monev_isi")
        headers = _headers(key)
        empty = _EMPTY_OR_HIDDEN if scope.seen.sight == FIGURES else _EMPTY
        frame.note(f"{month(scope.period)}: {own[key].definition} {empty}")
        edited = st.data_editor(
            shown(_entered, scope.seen, key, scope.period), hide_index=True, disabled=[headers["desa"]],
            placeholder="", key=f"monev_angka_{key}_{scope.period}_{scope.seen.stamp}", height=300,
        )  # fmt: skip
        back = {label: name for name, label in headers.items()}
        store = cache.store_of(scope.where)
        if not monev_scope.may_record(scope):
            return

        def keep(filled: pd.DataFrame) -> str:
            count = figures.save_figures(store, key, scope.period, filled, by=scope.by)
            return f"{own[key].label}: angka {number(count)} desa berubah." if count else "Tidak ada yang berubah."

        if st.button("Simpan angka", type="primary", key="simpan_angka"):
            acting.carry_out_noted(lambda: keep(edited.rename(columns=back)))
        one, two = st.columns(2)
        with one:
            take_away.button(
                scope.where, "angka_monev", "Unduh tabelnya (XLSX)",
                lambda: Taken(monev.figures_file(scope.seen, key, scope.period, tuple(headers.items())), len(edited)),
                f"{key} {scope.period}.xlsx", scope=f"{own[key].label} {scope.period}", key="unduh_angka",
            )  # fmt: skip
        with two:
            upload = st.file_uploader(
                f"Muat tabel ({', '.join(headers.values())})",
                type=["csv", "xlsx"],
                key=f"muat_angka_{scope.seen.stamp}",
            )
        if upload and st.button("Simpan dari berkas", key="simpan_angka_berkas"):

            def load() -> str:
                with on_disk(cache.store_of(scope.where), upload) as path:
                    return keep(read_table(path, path.name, headers))

            acting.carry_out_noted(load)


def _labels() -> dict[str, str]:
    return {key: entry.label for key, entry in MEASURES.items()}


def _targets_table(seen: Source) -> pd.DataFrame:
    known = monev.targets(seen)
    table = known.assign(indicator=known["indicator"].map(_labels()).fillna(known["indicator"]))
    return table.rename(columns=figures.TARGETS)


def _targets(scope: Scope) -> None:
    labels = _labels()
    with st.expander("Target indikator"):
        frame.note(
            "Target berlaku mulai bulan yang ditulis (seperti 2026-10); kosong: sejak awal. Yang terbaru berlaku. Tulis sumbernya."
        )
        edited = st.data_editor(
            shown(_targets_table, scope.seen), num_rows="dynamic", hide_index=True, placeholder="",
            key=f"monev_target_{scope.seen.stamp}",
            column_config={figures.TARGETS["indicator"]: st.column_config.SelectboxColumn(options=list(labels.values()))},
        )  # fmt: skip
        if st.button("Simpan target", key="simpan_target"):

            def keep() -> str:
                back = {label: name for name, label in figures.TARGETS.items()}
                changed = figures.save_targets(
                    cache.store_of(scope.where), edited.rename(columns=back), labels, by=scope.by
                )
                return "Target disimpan." if changed else "Tidak ada yang berubah."

            acting.carry_out_noted(keep)
