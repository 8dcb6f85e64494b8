"""Who is priority and who is not: criteria that the office chooses, a threshold, and a decision that is kept.

A criterion whose data is missing counts no points and is told as unknown, never as "no". What was decided stays as it
was: the answers of that day are frozen with it, and a later decision stands beside it.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.errors import CriteriaUnusable, StepIncomplete
from data.mask import mask_name, mask_number
from data.roles import Actor, require
from data.settings import read_settings
from data.store import Store, sql
from data.workflow.criteria import CRITERIA
from data.workflow.written import come, signed, today
from geo.notation import number

ACT = "tetapkan"
YES, NO, UNKNOWN = "ya", "tidak", "tidak diketahui"


@dataclass(frozen=True)
class Rule:
    """What makes a family priority: ``weights`` of criteria (key, points), and the sum from which it is.

    All points 1 and ``threshold`` 2 mean "at least two of them". ``desil_max`` and ``far_km`` belong to the criteria
    ``desil_rendah`` and ``jauh``, ``period`` ("YYYY-MM") to ``tanpa_program``.
    """

    weights: tuple[tuple[str, float], ...]
    threshold: float
    period: str
    desil_max: int = 2
    far_km: float = 10.0

    @property
    def points(self) -> dict[str, float]:
        """Return the points of each criterion chosen."""
        return dict(self.weights)

    def words(self) -> str:
        """Return the rule in one sentence, as it is written down."""
        told = [self._criterion(key) for key in CRITERIA if key in self.points]
        if set(self.points.values()) == {1}:
            return f"minimal {number(self.threshold)} dari {number(len(told))} terpenuhi: {'; '.join(told)}"
        weighed = [
            f"{word} (bobot {number(self.points[key], 1)})" for key, word in zip(self.chosen(), told, strict=True)
        ]
        return f"jumlah bobot minimal {number(self.threshold, 1)}: {'; '.join(weighed)}"

    def chosen(self) -> list[str]:
        """Return the criteria chosen, in their order."""
        return [key for key in CRITERIA if key in self.points]

    def _criterion(self, key: str) -> str:
        more = {
            "desil_rendah": f" (1–{self.desil_max})",
            "jauh": f" ({number(self.far_km, 1)} km)",
            "tanpa_program": f" ({self.period})",
        }
        return CRITERIA[key].label.lower() + more.get(key, "")

    def check(self) -> None:
        """Refuse what decides nothing.

        Raises
        ------
        CriteriaUnusable
            No criterion, or a threshold that every family reaches, or none.
        """
        highest = sum(self.points.values())
        if not 0 < self.threshold <= highest or min(self.points.values(), default=0) <= 0:
            raise CriteriaUnusable(found=number(self.threshold, 1), highest=number(highest, 1))


def judge(store: Store, rule: Rule, *, desa_code: str = "", day: dt.date | None = None) -> pd.DataFrame:
    """Return what the rule says of each family that has not left.

    One row per family: ``person_key`` (for the store, not for screens), ``desa_code``, ``desa_name``, a nullable
    boolean per criterion chosen, ``points``, ``is_priority``, ``is_open``: not priority now, but the unknown could make
    it so.

    Raises
    ------
    CriteriaUnusable
    """
    rule.check()
    settings = read_settings(store)
    rows = store.frame(
        "workflow/criteria",
        today=day or today(),
        period=rule.period,
        desil_max=rule.desil_max,
        far_km=rule.far_km,
        depot_lon=settings["depot_lon"],
        depot_lat=settings["depot_lat"],
        desa_code=desa_code,
    )
    answers = rows[rule.chosen()].astype("boolean")
    points = pd.Series(rule.points)[rule.chosen()]
    reached = answers.fillna(value=False).astype(float) @ points
    possible = answers.fillna(value=True).astype(float) @ points
    is_priority = reached >= rule.threshold
    judged = rows[["person_key", "desa_code", "desa_name"]].join(answers)
    return judged.assign(points=reached, is_priority=is_priority, is_open=~is_priority & (possible >= rule.threshold))


def preview(judged: pd.DataFrame) -> pd.DataFrame:
    """Return how many families are priority where, most first.

    One row per desa: ``desa_code``, ``desa_name``, ``family_count``, ``priority_count``, ``other_count``,
    ``open_count`` (of the others: those whom the unknown could make priority).
    """
    groups = judged.groupby(["desa_code", "desa_name"], sort=True)
    counts = groups.agg(
        family_count=("points", "size"), priority_count=("is_priority", "sum"), open_count=("is_open", "sum")
    ).reset_index()
    counts["other_count"] = counts["family_count"] - counts["priority_count"]
    return counts.sort_values(["priority_count", "desa_name"], ascending=[False, True], ignore_index=True)


def unknown_counts(judged: pd.DataFrame, rule: Rule) -> dict[str, int]:
    """Return of how many families each criterion's answer is unknown."""
    return {key: int(judged[key].isna().sum()) for key in rule.chosen()}


def decide(
    store: Store,
    rule: Rule,
    *,
    by: Actor,
    paper_number: str,
    paper_date: dt.date | None,
    desa_code: str = "",
    note: str = "",
) -> int:
    """Decide who is priority, by a berita acara; return the number of the decision.

    Who is decided about anew has the new decision from then on; the old one is kept.

    Raises
    ------
    ActorUnnamed, ActMayNot, CriteriaUnusable, DateInFuture
    StepIncomplete
        The berita acara has no number or date.
    """
    require(by, ACT)
    if not (paper_number.strip() and paper_date):
        raise StepIncomplete(act="Tetapkan prioritas", needed="nomor dan tanggal berita acara")
    come(paper_date)
    judged = judge(store, rule, desa_code=desa_code)
    criteria = [
        {"kunci": key, "kriteria": CRITERIA[key].definition, "bobot": rule.points[key]} for key in rule.chosen()
    ]
    facts = {
        "criteria": json.dumps(criteria, ensure_ascii=False),
        "rule": rule.words(),
        "threshold": rule.threshold,
        "period": rule.period,
        "paper_number": paper_number.strip(),
        "paper_date": paper_date,
        "note": note.strip(),
    }
    with store.write() as cursor:
        made = cursor.execute(sql("workflow/decide_priority"), facts | signed(by)).fetchall()
        decision_id = int(made[0][0])
        found = judged.assign(decision_id=decision_id, answers=_frozen(judged, rule))
        columns = ["decision_id", "person_key", "is_priority", "points", "answers"]
        cursor.register("found", found[columns])
        cursor.execute("INSERT INTO priority_result SELECT * FROM found")
        cursor.unregister("found")
        reason = f"{paper_number.strip()}; {rule.words()}"
        cursor.execute(sql("workflow/note_priority"), {"decision_id": decision_id, "reason": reason} | signed(by))
    return decision_id


def _frozen(judged: pd.DataFrame, rule: Rule) -> pd.Series:
    """Return the answers of each family as JSON."""
    parts = pd.Series("", index=judged.index)
    for key in rule.chosen():
        answer = judged[key].map({True: YES, False: NO}).astype("object").fillna(UNKNOWN)
        parts = parts + f', "{key}": "' + answer.astype(str) + '"'
    return "{" + parts.str.slice(2) + "}"


def read_decisions(store: Store) -> pd.DataFrame:
    """Return the decisions, the newest first: number and date of the paper, rule, who, families, priority families."""
    return store.frame("workflow/decisions")


def read_priority(store: Store, *, desa_code: str = "", is_masked: bool = True) -> pd.DataFrame:
    """Return the families that are priority now, most points first.

    One row per family: ``no_kk`` and ``name`` (masked unless ``is_masked`` is false), ``desa_code``, ``desa_name``,
    ``dusun``, ``rt``, ``rw``, ``desil``, ``points``, ``met`` (the criteria met, in words), ``decision_id``,
    ``paper_number`` (of the berita acara).
    """
    rows = store.frame("workflow/priority", desa_code=desa_code)
    met = pd.Series("", index=rows.index)
    for key, criterion in CRITERIA.items():
        is_met = rows["answers"].str.contains(f'"{key}": "{YES}"', regex=False)
        met = met + np.where(is_met.fillna(value=False), f" · {criterion.label}", "")
    told = rows.assign(met=met.str.slice(3)).drop(columns="answers").rename(columns={"person_key": "no_kk"})
    return told.assign(no_kk=mask_number(told["no_kk"]), name=mask_name(told["name"])) if is_masked else told
