"""Two or three plans side by side."""

from __future__ import annotations

from html import escape

import streamlit as st

from analytics.delivery.difference import side_by_side
from data.plans import SavedPlan
from data.roles import Actor
from pages.parts import desa_map, frame, routes_choose
from pages.parts import routes_state as state
from pages.parts.cache import Source, plans
from pages.parts.map_layers import Picture

MOST = 3
MAP_HEIGHT_PX = 270


def show(where: Source, known: list[SavedPlan], first: SavedPlan, by: Actor) -> None:
    """Let the reader put one or two other plans beside ``first``; show figures, differences, maps."""
    if len(known) < 2:  # noqa: PLR2004 - two make a comparison
        frame.say(
            "Baru ada satu rencana untuk program dan periode ini. Buat satu lagi, misalnya dengan jumlah hari lain."
        )
        return
    by_id = {plan.plan_id: plan for plan in known}
    others = [number for number in by_id if number != first.plan_id]
    picked = st.multiselect(
        "Bandingkan dengan",
        others,
        default=others[:1],
        max_selections=MOST - 1,
        format_func=lambda number: state.label(by_id[number]),
        placeholder="Pilih rencana lain",
        key=f"pembanding_{first.plan_id}",
    )
    chosen = [first, *(by_id[number] for number in picked)]
    st.html(_table(chosen))
    for place, plan in zip(st.columns(len(chosen)), chosen, strict=True):
        with place:
            _one(where, plan, by)


def _table(chosen: list[SavedPlan]) -> str:
    """Return the figures as a table: what differs is marked by ≠, the best of each row is bold."""
    rows = side_by_side([plan.result for plan in chosen])
    head = "".join(f"<th scope='col'>{escape(state.label(plan))}</th>" for plan in chosen)
    body = ""
    for row in rows.to_dict("records"):
        cells = ""
        for position in range(len(chosen)):
            value, more = escape(row[f"value_{position}"]), row.get(f"more_{position}") or ""
            value = f"<b>{value}</b>" if row["best"] == position else value
            cells += f"<td>{value}{f' <span>({escape(more)})</span>' if more and more != '±0' else ''}</td>"
        mark = " ≠" if row["is_unlike"] else ""
        body += f"<tr><th scope='row'>{escape(row['label'])}{mark}</th>{cells}</tr>"
    return f'<table class="ps-pair ps-plans"><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table>'


def _one(where: Source, plan: SavedPlan, by: Actor) -> None:
    kept = state.of_kept(where, plan)
    frame.subtitle(state.label(plan))
    frame.note(plan.result["headline"], " · ".join(kept.frames.days))
    picture = plans.trips_picture(where, kept.key, is_small=True, _frames=kept.frames)
    desa_map.show(
        where,
        Picture(picture.layers, ""),
        key=f"peta_banding_{plan.plan_id}",
        height_px=MAP_HEIGHT_PX,
        with_legend=False,
    )
    routes_choose.box(where, plan, by, place="banding")
