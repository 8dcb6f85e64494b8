"""How long a text may be that an act keeps: one place for pages and shell, asked by the store before it is written.

What a browser's field lets somebody type is no limit: who speaks with the server without a browser sends what they
like. A table not named here keeps names, reasons and notes that people type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data.errors import TextTooLong
from data.watched_cursor import WatchedCursor
from data.written_tables import NotRecognised, written
from geo.notation import number

MOST = 500
"""Letters of a name, a reason, a note."""
NOTES = 4_000
"""Of the notes of a meeting, and of one row of a table that people fill in (vehicles, where they start, ways)."""
OF_FILES = 100_000
"""Of what stands in files of others, whose size is limited when they are read, and of the history of it."""
DOCUMENTS = 100_000_000
"""Of what the program itself makes: a plan, the joins of a network."""
LONGER = {
    "meeting_version": NOTES, "vehicle": NOTES, "depot": NOTES, "desa_access": NOTES,
    **dict.fromkeys(
        ("audit", "change", "meta", "load", "set_aside", "set_aside_left", "correction", "issue", "column_choice",
         "handover_file", "handover_file_row", "collector_note", "family_record", "member_record", "recipient_record",
         "delivery_record", "status_record", "survey_record", "complaint_record", "service_point_record",
         "layer_record",
         "region_record", "region_alias_record"),
        OF_FILES,
    ),
    **dict.fromkeys(
        ("plan", "plan_parcel", "road_mend", "road_block", "board_sheet", "board_cell", "priority_decision",
         "priority_result"),
        DOCUMENTS,
    ),
}  # fmt: skip
"""Table → its limit where it is not :data:`MOST`."""


def check(query: str, parameters: object) -> None:
    """Let only a statement go on none of whose texts is longer than its table keeps.

    Raises
    ------
    TextTooLong
    """
    longest = max((len(text) for text in _texts(parameters)), default=0)
    if longest <= MOST:
        return
    try:
        tables = written(query).tables
    except NotRecognised:  # it makes a table of its own for the time of an act
        return
    if tables and longest > (most := max(LONGER.get(table, MOST) for table in tables)):
        raise TextTooLong(found=number(longest), limit=number(most))


def _texts(given: object) -> Iterable[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, Mapping):
        yield from _texts(list(given.values()))
    elif isinstance(given, (list, tuple)):
        for each in given:
            yield from _texts(each)


class Measured(WatchedCursor):
    """A cursor of an open transaction that keeps no text longer than its table takes."""

    def look_at(self, query: str, parameters: object) -> None:
        """Look at the texts that are put in. Raises TextTooLong."""
        check(query, parameters)
