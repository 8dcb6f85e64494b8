"""The lists of proposals as screens show them: numbers starred, names by their first letters."""

from __future__ import annotations

import pandas as pd

from data.mask import mask_key, mask_name, mask_number
from data.people import programs_of
from data.programs import ALL
from data.settings import read_settings
from data.store import Store
from data.workflow.states import NO_LONGER, STATES, TRANSITIONS, UNDO
from data.workflow.written import today


def read_board(store: Store, *, program: str = "", desa_code: str = "") -> pd.DataFrame:
    """Return how many proposals stand where.

    One row per state, in the order of the way, index ``state``: ``label``, ``proposal_count``, ``oldest_on`` (since
    when the one that waits longest has stood there, missing where there is none).
    """
    rows = store.frame("workflow/board", program=program, desa_code=desa_code).set_index("state")
    board = rows.reindex(list(STATES))
    return board.assign(
        label=[state.label for state in STATES.values()],
        proposal_count=board["proposal_count"].fillna(0).astype(int),
    )[["label", "proposal_count", "oldest_on"]]


def read_proposals(store: Store, *, state: str = "", program: str = "", desa_code: str = "") -> pd.DataFrame:
    """Return proposals, the one that waits longest first, masked.

    One row per proposal: ``proposal_id``, ``state``, ``program``, ``period``, ``standing_on``, ``no_kk`` (or NIK) and
    ``name`` (masked), ``desa_code``, ``desa_name``, ``dusun``, ``rt``, ``rw``, ``desil``, ``paper_number``,
    ``paper_date``, ``reason``, ``by_name``, ``is_priority`` (missing: not decided).
    """
    rows = store.frame("workflow/proposals", state=state, program=program, desa_code=desa_code)
    return rows.assign(no_kk=mask_key(rows["person_key"]), name=mask_name(rows["name"])).drop(columns="person_key")


def read_candidates(store: Store, *, program: str, served_by: str, period: str, desa_code: str = "") -> pd.DataFrame:
    """Return poor families that may be proposed for ``program``: ``served_by`` (``SEMUA``: any) does not reach them.

    One row per family: ``handle``, ``no_kk`` and ``name_head`` (masked), ``desa_code``, ``desa_name``, ``dusun``,
    ``rt``, ``rw``, ``desil``, ``member_count``, ``is_priority``.
    """
    rows = store.frame(
        "workflow/candidates",
        period=period,
        program=program,
        programs=programs_of(store, served_by if served_by == ALL else program),
        poor_desil_max=read_settings(store)["poor_desil_max"],
        desa_code=desa_code,
        no_longer=list(NO_LONGER),
        today=today(),
    )
    return rows.assign(no_kk=mask_number(rows["no_kk"]), name_head=mask_name(rows["name_head"]))


def read_steps(store: Store, proposal_id: int) -> pd.DataFrame:
    """Return every step of a proposal, the first first: what was done, the state after it, date, paper, reason, who."""
    rows = store.frame("workflow/steps", proposal_id=proposal_id)
    words = {key: entry.sentence for key, entry in TRANSITIONS.items()} | {UNDO: "langkah dibatalkan"}
    return rows.assign(
        what=rows["transition"].map(words), label=rows["state"].map({k: s.label for k, s in STATES.items()})
    )
