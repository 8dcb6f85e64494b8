"""Tables in Indonesian notation that still sort by their numbers; a row marks a desa."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Literal

import pandas as pd
import streamlit as st

from pages.parts import filters
from pages.parts.format import MISSING

ROW_PX = 35
"""Height of a row and of the header in Streamlit's tables."""
Writer = Callable[[float | None], str]


def show(
    frame: pd.DataFrame, writers: dict[str, Writer], *, height_px: int | None = None, right: Collection[str] = ()
) -> None:
    """Show ``frame`` with its numbers written by ``writers`` (column → function).

    ``right``: columns of numbers that are texts already (some hidden); they stand at the right as other numbers do.
    """
    st.dataframe(
        _styled(frame, writers),
        hide_index=True,
        height=fitting(frame, height_px),
        placeholder=MISSING,
        column_config={name: st.column_config.Column(alignment="right") for name in right},
    )


def choose(frame: pd.DataFrame, codes: pd.Series, writers: dict[str, Writer], *, key: str, height_px: int) -> None:
    """Show ``frame``, one row per desa; clicking a row chooses its desa (``codes``, in the order of the rows)."""
    tell = partial(filters.choose_desa, in_table=True)
    name = f"{key}_{filters.turn()}"
    _choose(frame, codes, writers, key=name, height_px=height_px, chosen=filters.desa(), tell=tell)


def choose_row(
    frame: pd.DataFrame,
    codes: pd.Series,
    writers: dict[str, Writer],
    *,
    key: str,
    height_px: int,
    chosen: str | None,
    remember: str = "",
    tell: Callable[[str | None], None] | None = None,
) -> None:
    """Show ``frame``; clicking a row keeps its code under the name ``remember``, or tells it to ``tell``."""
    told = tell or partial(filters.remember, remember)
    _choose(frame, codes, writers, key=key, height_px=height_px, chosen=chosen, tell=told)


def tick_rows(frame: pd.DataFrame, writers: dict[str, Writer], *, key: str, height_px: int) -> list[int]:
    """Show ``frame`` with a box before each row; return the positions of the rows ticked."""
    event = st.dataframe(
        _styled(frame, writers),
        hide_index=True,
        height=fitting(frame, height_px),
        key=key,
        placeholder=MISSING,
        on_select="rerun",
        selection_mode="multi-row",
    )
    return list(event.selection.rows)


def pick_row(
    frame: pd.DataFrame,
    writers: dict[str, Writer],
    *,
    key: str,
    height_px: int,
    on_pick: Callable[[int | None], None],
) -> None:
    """Show ``frame``; clicking a row tells ``on_pick`` its position. No code of a row goes to the browser."""
    positions = pd.Series(range(len(frame)), dtype="str")

    def tell(code: str | None) -> None:
        on_pick(None if code is None else int(code))

    _choose(frame, positions, writers, key=key, height_px=height_px, chosen=None, tell=tell)


def _choose(
    frame: pd.DataFrame,
    codes: pd.Series,
    writers: dict[str, Writer],
    *,
    key: str,
    height_px: int,
    chosen: str | None,
    tell: Callable[[str | None], None],
) -> None:
    known = [str(code) for code in codes]

    def marked() -> None:
        rows = getattr(getattr(filters.answer(key), "selection", None), "rows", [])
        tell(known[rows[0]] if rows else None)

    st.dataframe(
        _styled(frame, writers),
        hide_index=True,
        height=fitting(frame, height_px),
        key=key,
        placeholder=MISSING,
        on_select=marked,
        selection_mode="single-row",
        selection_default={"selection": {"rows": [known.index(chosen)] if chosen in known else []}},
    )


def fitting(frame: pd.DataFrame, most_px: int | None) -> int | Literal["auto"]:
    """Return the height that the rows need, at most ``most_px``; a short table has no empty rows."""
    return "auto" if most_px is None else min(most_px, ROW_PX * (len(frame) + 1) + 3)


def with_data(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of known desa about which some list says something."""
    said = (table["families"] > 0) | (table["recipients_unmatched"] > 0)
    return table[(table["desa_code"] != "") & said]


def _styled(frame: pd.DataFrame, writers: dict[str, Writer]) -> object:
    """Return the frame with its numbers written; without writers as it is, for styling costs a second per 10,000 rows."""
    known = {name: writer for name, writer in writers.items() if name in frame}
    return frame.style.format(known, na_rep=MISSING) if known else frame
