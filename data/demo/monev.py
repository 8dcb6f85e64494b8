"""The demo's surveys, complaints, figures, needs and the meeting it has held. All of it is invented.

The story that is drawn in, an assumption and no finding: the more remote a desa, the slower the service and the more of
its people complain.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from data.intake.fields import UNSUR
from data.monev import figures, needs, survey
from data.roles import Actor
from data.store import Store, sql
from data.workflow.written import signed

BY = Actor("DATA CONTOH", "kasi")
SOURCE = "DATA CONTOH"
SURVEYED_LISTS_SHARE = 0.3
"""Of the respondents who were asked about the lists, not about the delivery."""
SHEETS_IN_FILE, SHEETS_TYPED, COMPLAINT_COUNT = 140, 24, 26
SERVICES = ("Penyaluran bansos", "Pendataan dan verifikasi")
_MEANS = np.array([3.2, 3.1, 2.75, 3.7, 3.15, 3.2, 3.35, 2.85, 3.0])
"""Of the answers where a desa lies next to the seat: the wait and the handling of complaints are the weak ones."""
_CATEGORIES = (
    "tidak menerima padahal miskin", "penyaluran terlambat", "bantuan tidak merata", "keluarga mampu menerima",
    "verifikasi tergesa-gesa", "data salah",
)  # fmt: skip
_TEXTS = ("Mohon diperiksa lagi.", "Disampaikan waktu musdes.", "Sudah ditanyakan ke desa, belum ada jawaban.")
_NEEDS = (
    ("Kebutuhan", "Air dan sanitasi", "Sumber air bersih di musim kemarau", 1, "unit", "tinggi"),
    ("Kebutuhan", "Jalan dan jembatan", "Jembatan gantung ke anak desa", 1, "unit", "tinggi"),
    ("Kebutuhan", "Kesehatan", "Kunjungan bidan tiap bulan", 1, "kali", "sedang"),
    ("Kebutuhan", "Perumahan", "Rumah tidak layak huni", 4, "rumah", "sedang"),
    ("Potensi", "Pertanian", "Kebun karet rakyat", 20, "ha", ""),
    ("Potensi", "Kerajinan", "Anyaman bambu dan rotan", 6, "perajin", ""),
)
MEETING = (dt.date(2026, 10, 5), "Aula Kantor Kecamatan (DATA CONTOH)", "Rapat monev triwulan III", 27)
_ACTIONS = (
    (
        "Periksa ulang daftar keluarga miskin yang belum menerima di desa hulu",
        "TKSK",
        dt.date(2026, 10, 30),
        "berjalan",
    ),
    ("Umumkan jadwal penyaluran di papan informasi tiap desa", "Kasi Kesra", dt.date(2026, 11, 10), "terbuka"),
    ("Jawab semua pengaduan yang lewat 14 hari", "Kasi Kesra", dt.date(2026, 12, 15), "terbuka"),
    ("Kirim formulir survei kepuasan ke dua puluh empat desa", "Pendamping PKH", dt.date(2026, 10, 20), "selesai"),
)


def draw_survey(facts: pd.DataFrame, rng: np.random.Generator, count: int = SHEETS_IN_FILE) -> pd.DataFrame:
    """Return sheets of answers as an office would send them: ``tanggal, desa, layanan, U1`` … ``U9``; a few gaps.

    ``facts``: index ``desa_code``; ``desa_name``, ``family_count``, ``remoteness`` (0 to about 1).
    """
    share = facts["family_count"] / facts["family_count"].sum()
    place = rng.choice(len(facts), count, p=share.to_numpy())
    slower = np.outer(facts["remoteness"].to_numpy()[place], np.where(np.arange(9) == 3, 0.1, 0.7))  # noqa: PLR2004  the cost
    answers = np.clip(np.rint(_MEANS - slower + rng.normal(0, 0.55, (count, 9))), 1, 4)
    answers[rng.random(answers.shape) < 0.02] = np.nan  # noqa: PLR2004  one in fifty
    days = pd.Timestamp("2026-08-01") + pd.to_timedelta(np.sort(rng.integers(0, 100, count)), unit="D")
    sheets = pd.DataFrame(answers, columns=[key.upper() for key in UNSUR]).astype("Int8")
    head = {"tanggal": days.strftime("%Y-%m-%d"), "desa": facts["desa_name"].to_numpy()[place]}
    return pd.DataFrame(
        head | {"layanan": np.array(SERVICES)[(rng.random(count) < SURVEYED_LISTS_SHARE).astype(int)]}
    ).join(sheets)


def draw_complaints(facts: pd.DataFrame, rng: np.random.Generator, count: int = COMPLAINT_COUNT) -> pd.DataFrame:
    """Return complaints as an office would send them: ``tanggal, desa, kategori, uraian, status, tanggal_selesai``."""
    weight = facts["remoteness"] * facts["family_count"]
    place = rng.choice(len(facts), count, p=(weight / weight.sum()).to_numpy())
    came = pd.Timestamp("2026-08-15") + pd.to_timedelta(np.sort(rng.integers(0, 100, count)), unit="D")
    took = rng.gamma(2.2, 6.0, count).astype(int) + 1
    done = came + pd.to_timedelta(took, unit="D")
    is_done = (rng.random(count) < 0.7) & (done < pd.Timestamp("2026-11-20"))  # noqa: PLR2004  seven of ten
    return pd.DataFrame(
        {
            "tanggal": came.strftime("%Y-%m-%d"), "desa": facts["desa_name"].to_numpy()[place],
            "kategori": rng.choice(_CATEGORIES, count, p=[0.3, 0.25, 0.15, 0.15, 0.1, 0.05]),
            "uraian": [f"{text} ({SOURCE})" for text in rng.choice(_TEXTS, count)],
            "status": np.where(is_done, "selesai", "terbuka"),
            "tanggal_selesai": np.where(is_done, done.strftime("%Y-%m-%d"), ""),
        }
    )  # fmt: skip


def record(store: Store, facts: pd.DataFrame, periods: tuple[str, ...], rng: np.random.Generator) -> None:
    """Record what an office types in: answers, figures, needs, a meeting with what it agreed."""
    typed = draw_survey(facts, rng, SHEETS_TYPED)
    codes = dict(zip(facts["desa_name"], facts.index, strict=True))
    answers = typed.rename(columns=str.lower).rename(columns={"tanggal": "on_date", "layanan": "service"})
    days = pd.to_datetime(answers["on_date"]).dt.date
    survey.add_sheets(store, answers.assign(on_date=days, desa_code=answers["desa"].map(codes)), by=BY)
    for number, period in enumerate(periods):
        invited = (facts["family_count"] * rng.uniform(0.2, 0.35, len(facts))).astype(int).clip(lower=10)
        came = (invited * np.clip(rng.normal(0.72 + 0.03 * number - 0.3 * facts["remoteness"], 0.06), 0, 1)).astype(int)
        asked = pd.Series(rng.integers(8, 25, len(facts)), index=facts.index)
        rose = (asked * np.clip(rng.normal(0.4 - 0.15 * facts["remoteness"], 0.08), 0, 1)).astype(int)
        for key, part, whole in (("partisipasi", came, invited), ("pendapatan", rose, asked)):
            table = pd.DataFrame(
                {"desa": facts.index, "part": part.to_numpy(), "whole": whole.to_numpy(), "source": SOURCE}
            )
            figures.save_figures(store, key, period, table, by=BY)
    needs.save_needs(store, _draw_needs(facts, rng), by=BY)
    _hold_meeting(store)


def _draw_needs(facts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return needs and resources of two in three desa: the remote ones lack more."""
    asked = facts[rng.random(len(facts)) < 0.7]  # noqa: PLR2004  the others were not asked yet
    stated = pd.DataFrame(_NEEDS, columns=["sort", "category", "said", "amount", "unit", "level"])
    every = pd.DataFrame({"desa": asked.index, "remoteness": asked["remoteness"].to_numpy()}).merge(stated, how="cross")
    chance = np.where(every["sort"] == "Kebutuhan", 0.25 + 0.6 * every["remoteness"], 0.45)
    return every[rng.random(len(every)) < chance].assign(on_date="2026-09-15", source=SOURCE)


def _hold_meeting(store: Store) -> None:
    """Keep the meeting and its actions, whatever day this machine's clock says it is."""
    day, place, title, people = MEETING
    who = signed(BY)
    with store.write(is_change=False) as cursor:
        wish = {"on_date": day, "place": place, "title": title, "participant_count": people, "notes": ""} | who
        meeting_id = cursor.execute(sql("monev/add_meeting"), wish).fetchall()[0][0]
        for said, owner, due_on, state in _ACTIONS:
            made = cursor.execute(sql("monev/add_action"), {"meeting_id": meeting_id, "said": said}).fetchall()
            step = {"action_id": made[0][0], "owner": owner, "due_on": due_on, "note": ""} | who
            cursor.execute(sql("monev/add_action_step"), step | {"on_date": day, "state": "terbuka"})
            if state != "terbuka":
                later = {"on_date": day + dt.timedelta(days=12), "state": state, "note": SOURCE}
                cursor.execute(sql("monev/add_action_step"), step | later)
