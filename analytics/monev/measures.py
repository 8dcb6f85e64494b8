"""What monev measures against targets: one entry each. Shares are sums over desa, never means of shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analytics.delivery.lateness import DONE, DONE_LATE, LATE
from analytics.monev.satisfaction import ikm

HIGH, LOW = "tinggi", "rendah"
DESA = ["desa_code", "desa_name"]


@dataclass(frozen=True, eq=False)
class Inputs:
    """What the measures of one month are found from.

    ``coverage``: :func:`analytics.coverage.coverage`, the rows of "at least one program". ``standing``:
    :func:`analytics.delivery.lateness.late_desa`, all programs. ``answers`` (:func:`data.monev.survey.read_answers`)
    and ``complaints`` (:func:`analytics.monev.complaints.judge`) of the quarter that holds the month. ``figures``:
    :func:`data.monev.figures.read_figures`, of the month.
    """

    coverage: pd.DataFrame
    standing: pd.DataFrame
    answers: pd.DataFrame
    complaints: pd.DataFrame
    figures: pd.DataFrame
    weight: float


@dataclass(frozen=True)
class Measure:
    """One indicator of performance.

    ``better``: tinggi or rendah. ``part`` and ``whole`` say in words what is divided by what. ``find`` returns both, one
    row per desa (``desa_code, desa_name, part, whole``); the index of satisfaction, which is no share, is found as a whole.
    ``is_entered``: the office counts it itself, per desa and month. ``counts_people``: people, families, or what they say
    stand behind its counts, so that small ones could point at somebody.
    """

    key: str
    label: str
    unit: str
    better: str
    definition: str
    part: str
    whole: str
    source: str
    find: Callable[[Inputs], pd.DataFrame]
    is_entered: bool = False
    decimals: int = 1
    counts_people: bool = True


def _coverage(part: str, whole: str) -> Callable[[Inputs], pd.DataFrame]:
    def find(inputs: Inputs) -> pd.DataFrame:
        rows = inputs.coverage
        return rows[DESA].assign(part=rows[part], whole=rows[whole])

    return find


def _recorded(inputs: Inputs) -> pd.DataFrame:
    """Return how desa stand; nothing where not one hand-over of the month was recorded: no data is not 0 %."""
    return inputs.standing if inputs.standing["received_count"].sum() else inputs.standing.head(0)


def _on_time(inputs: Inputs) -> pd.DataFrame:
    rows = _recorded(inputs)
    rows = rows[rows["state"].isin([DONE, DONE_LATE, LATE]) & rows["due_on"].notna()]
    return rows[DESA].assign(part=(rows["state"] == DONE).astype(int), whole=1)


def _complete(inputs: Inputs) -> pd.DataFrame:
    rows = _recorded(inputs)
    return rows[DESA].assign(part=rows["received_count"], whole=rows["family_count"])


def _closed_in_time(inputs: Inputs) -> pd.DataFrame:
    rows = inputs.complaints
    return rows[DESA].assign(part=rows["is_in_time"].astype(int), whole=rows["is_judged"].astype(int))


def _respondents(inputs: Inputs) -> pd.DataFrame:
    """Return the respondents of each desa: what the index rests on, not what it is."""
    return inputs.answers[DESA].assign(part=1, whole=1)


def _entered(key: str) -> Callable[[Inputs], pd.DataFrame]:
    def find(inputs: Inputs) -> pd.DataFrame:
        rows = inputs.figures[inputs.figures["indicator"] == key]
        return rows[[*DESA, "part", "whole"]]

    return find


IKM = "ikm"
COMPLETE, IN_TIME = "lengkap", "aduan_selesai"
OF_COVERAGE = ("cakupan", "belum_terlayani", "tidak_tepat")
"""Those counted from coverage alone, of all programs together: reports tell these counts too."""
_ENTRIES = (
    Measure("cakupan", "Cakupan keluarga miskin", "%", HIGH, "Keluarga miskin yang menerima sedikitnya satu program.", "keluarga miskin yang menerima", "keluarga miskin", "daftar keluarga dan penerima", _coverage("served_poor", "poor_families")),
    Measure("belum_terlayani", "Belum terlayani", "%", LOW, "Keluarga miskin tanpa program apa pun (exclusion error; Cornia & Stewart 1993).", "keluarga miskin tanpa bantuan", "keluarga miskin", "daftar keluarga dan penerima", _coverage("unserved_poor", "poor_families")),
    Measure("tidak_tepat", "Tidak tepat sasaran", "%", LOW, "Penerima yang desilnya di atas ambang miskin (inclusion error; Cornia & Stewart 1993).", "penerima tidak miskin", "keluarga penerima", "daftar keluarga dan penerima", _coverage("served_nonpoor", "recipients")),
    Measure("tepat_waktu", "Penyaluran tepat waktu", "%", HIGH, "Desa yang selesai menerima satu program sebelum atau pada tanggal jatuh temponya. Bulan tanpa satu pun catatan penyaluran tidak punya angka.", "penyaluran selesai tepat waktu", "penyaluran yang jatuh tempo, satu per desa dan program", "catatan penyaluran dan jadwal salur", _on_time, counts_people=False),
    Measure(COMPLETE, "Penyaluran lengkap", "%", HIGH, "Penerima di daftar bulan itu yang sudah menerima, tiap program dihitung sendiri. Bulan tanpa satu pun catatan penyaluran tidak punya angka.", "bantuan yang sudah diterima", "bantuan di daftar penerima", "catatan penyaluran dan daftar penerima", _complete),
    Measure(IKM, "Kepuasan masyarakat (IKM)", "", HIGH, "Indeks 25–100 dari sembilan unsur, triwulan yang memuat bulan itu (PermenPANRB 14/2017).", "responden", "responden", "survei kepuasan", _respondents, decimals=2),
    Measure(IN_TIME, "Pengaduan selesai tepat waktu", "%", HIGH, "Pengaduan yang selesai dalam batas hari; yang masih terbuka dan belum lewat batas tidak dihitung. Triwulan yang memuat bulan itu.", "pengaduan selesai dalam batas", "pengaduan selesai atau lewat batas", "register pengaduan", _closed_in_time),
    Measure("partisipasi", "Partisipasi warga", "%", HIGH, "Yang hadir di musdes dan pertemuan, dari yang diundang.", "hadir", "diundang", "daftar hadir, diisi kantor", _entered("partisipasi"), is_entered=True),
    Measure("pendapatan", "Pendapatan naik", "%", HIGH, "Keluarga penerima yang disurvei dan pendapatannya naik sejak survei sebelumnya.", "pendapatan naik", "keluarga disurvei", "survei pendapatan, diisi kantor", _entered("pendapatan"), is_entered=True),
)  # fmt: skip
MEASURES: dict[str, Measure] = {entry.key: entry for entry in _ENTRIES}


def value_of(measure: Measure, inputs: Inputs) -> tuple[float, float, float]:
    """Return part, whole and value of a measure over all desa; the value is ``nan`` where the whole is 0.

    A share is in percent; the index of satisfaction has its respondents as part and whole.
    """
    if measure.key == IKM:
        index = ikm(inputs.answers, inputs.weight)
        return index.respondents, index.respondents, index.value
    rows = measure.find(inputs)
    part, whole = float(rows["part"].sum()), float(rows["whole"].sum())
    return part, whole, 100.0 * part / whole if whole else float("nan")
