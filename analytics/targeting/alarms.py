"""Figures that cannot well be true: one entry per alarm, each a sentence with the figures, to be looked at first.

An alarm is a question to the lists, not a verdict on a desa.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.targeting.cells import ALL_PLACES, DESA, DESIL_COUNT, amount_of, receiving
from analytics.targeting.figures import COUNTS, figures
from data.programs import ALL, program_label
from data.targeting import Families
from geo.notation import number

ALMOST_ALL_SHARE, WITHOUT_DESIL_SHARE, STRANGER_SHARE = 0.9, 0.2, 0.1
GROWTH, SHRINKING = 2.0, 0.5
FEWEST = 10
"""Families (or recipients) in a desa below which shares and growth raise no alarm."""


@dataclass(frozen=True, eq=False)
class Context:
    """What alarms look at.

    ``table``: figures per desa; ``whole``: of all desa together; ``before``: recipients per desa in the period before,
    ``None`` where there is none; ``zero``: recipients whose amount is 0, per desa; ``desils``: the desil that occur; ``names``:
    desa code → name; ``program``: how it is called.
    """

    table: pd.DataFrame
    whole: pd.Series
    before: pd.Series | None
    zero: pd.Series
    desils: frozenset[int]
    names: Mapping[str, str]
    program: str

    def name(self, code: str) -> str:
        """Return what a desa is called."""
        return (self.names.get(code) or code) if code else "Desa tidak diketahui"


Found = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Alarm:
    """One alarm. ``find`` yields desa code (``""``: all, or unknown) and sentence."""

    key: str
    label: str
    definition: str
    find: Callable[[Context], Found]


def alarms(
    families: Families,
    program: str,
    *,
    names: Mapping[str, str],
    before: pd.Series | None = None,
    whole: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what looks implausible in the figures of a program.

    Parameters
    ----------
    names
        Desa code → name.
    before
        Families that received the program in the period before, where there is one, per ``desa_code`` (as ``recipients``
        of :func:`analytics.targeting.figures.figures` and of :func:`analytics.coverage.coverage`).
    whole
        :func:`analytics.targeting.figures.figures` of all families as one place, where they have been found already.

    Returns
    -------
    pandas.DataFrame
        One row per alarm raised, in the order of :data:`ALARMS` and by desa: ``key``, ``label``, ``desa_code`` (``""``:
        all desa, or an unknown one), ``sentence``.
    """
    is_zero = receiving(families, program) & (amount_of(families, program) == 0)
    context = Context(
        table=figures(families, program, by=DESA),
        whole=_whole(figures(families, program, by=ALL_PLACES) if whole is None else whole),
        before=before,
        zero=is_zero.groupby(families.frame["desa_code"]).sum(),
        desils=frozenset(families.frame["desil"].dropna().astype(int)),
        names=names,
        program="bantuan" if program == ALL else program_label(program),
    )
    return raised(context)


def raised(context: Context) -> pd.DataFrame:
    """Return the alarms that a context raises; see :func:`alarms`."""
    rows = [
        (alarm.key, alarm.label, code, sentence) for alarm in ALARMS.values() for code, sentence in alarm.find(context)
    ]
    return pd.DataFrame(rows, columns=["key", "label", "desa_code", "sentence"])


def _whole(table: pd.DataFrame) -> pd.Series:
    return table.sum() if table.empty else table.iloc[0]


def _percent(part: float, whole: float) -> str:
    return f"{number(100 * part / whole, 1)} %"


def _almost_all(context: Context) -> Found:
    table = context.table
    for code, row in table[
        (table["families"] >= FEWEST) & (table["recipients"] > ALMOST_ALL_SHARE * table["families"])
    ].iterrows():
        yield (
            str(code),
            (
                f"{context.name(str(code))}: {number(row['recipients'])} dari {number(row['families'])} keluarga "
                f"({_percent(row['recipients'], row['families'])}) menerima {context.program}."
            ),
        )


def _no_sum(context: Context) -> Found:
    sums = context.table[list(COUNTS)].sum()
    for column, label in {"families": "keluarga", "recipients": "penerima", "poor_families": "keluarga miskin"}.items():
        if sums[column] != context.whole[column]:
            yield (
                "",
                f"Jumlah {label} semua desa {number(sums[column])}, tetapi seluruhnya {number(context.whole[column])}.",
            )
    table = context.table
    parts = table["recipients"] + table["non_recipients"]
    for code, row in table[parts != table["families"]].iterrows():
        yield (
            str(code),
            (
                f"{context.name(str(code))}: {number(row['recipients'])} penerima dan {number(row['non_recipients'])} bukan "
                f"penerima tidak berjumlah {number(row['families'])} keluarga."
            ),
        )


def _few_desil(context: Context) -> Found:
    count = len(context.desils)
    if context.whole["families"] > 0 and count < DESIL_COUNT:
        lost = sorted(set(range(1, DESIL_COUNT + 1)) - context.desils)
        yield "", f"Hanya {count} dari {DESIL_COUNT} desil ada dalam daftar keluarga; tidak ada desil {_listed(lost)}."


def _listed(numbers: list[int]) -> str:
    texts = [str(one) for one in numbers]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} dan {texts[-1]}"


def _growth(context: Context) -> Found:
    for code, now, then in _changes(context):
        if now > GROWTH * then and now >= FEWEST:
            yield (
                code,
                (
                    f"{context.name(code)}: penerima {context.program} naik dari {number(then)} menjadi {number(now)} "
                    f"(naik {_percent(now - then, then)}) sejak periode sebelumnya."
                ),
            )


def _shrinking(context: Context) -> Found:
    for code, now, then in _changes(context):
        if now < SHRINKING * then and then >= FEWEST:
            yield (
                code,
                (
                    f"{context.name(code)}: penerima {context.program} turun dari {number(then)} menjadi {number(now)} "
                    f"(turun {_percent(then - now, then)}) sejak periode sebelumnya."
                ),
            )


def _changes(context: Context) -> Iterator[tuple[str, int, int]]:
    """Yield desa that had recipients before: code, recipients now, recipients then."""
    if context.before is None:
        return
    then = context.before
    now = context.table["recipients"].reindex(then.index, fill_value=0)
    for code, own, earlier in zip(then.index, now.tolist(), then.tolist(), strict=True):
        if earlier > 0:
            yield str(code), int(own), int(earlier)


def _no_poor(context: Context) -> Found:
    table = context.table
    known = table["families"] - table["families_without_desil"]
    for code in table.index[(known >= FEWEST) & (table["poor_families"] == 0)]:
        yield (
            str(code),
            f"{context.name(str(code))}: tidak satu pun dari {number(known[code])} keluarga berdesil miskin.",
        )


def _all_poor(context: Context) -> Found:
    table = context.table
    known = table["families"] - table["families_without_desil"]
    for code in table.index[(known >= FEWEST) & (table["poor_families"] == known)]:
        yield str(code), f"{context.name(str(code))}: semua {number(known[code])} keluarga berdesil tercatat miskin."


def _nobody(context: Context) -> Found:
    table = context.table
    if not context.whole["recipients"]:
        return
    for code, row in table[(table["poor_families"] >= FEWEST) & (table["recipients"] == 0)].iterrows():
        yield (
            str(code),
            (
                f"{context.name(str(code))}: tidak ada penerima {context.program}, padahal {number(row['poor_families'])} "
                f"keluarga miskin dan desa lain menerima."
            ),
        )


def _zero_amount(context: Context) -> Found:
    for code in context.zero.index[context.zero > 0]:
        yield (
            str(code),
            (
                f"{context.name(str(code))}: {number(context.zero[code])} penerima {context.program} dengan besaran Rp 0."
            ),
        )


def _without_desil(context: Context) -> Found:
    table = context.table
    for code, row in table[
        (table["families"] >= FEWEST) & (table["families_without_desil"] > WITHOUT_DESIL_SHARE * table["families"])
    ].iterrows():
        yield (
            str(code),
            (
                f"{context.name(str(code))}: {number(row['families_without_desil'])} dari {number(row['families'])} keluarga "
                f"({_percent(row['families_without_desil'], row['families'])}) tanpa desil; angka miskin kurang pasti."
            ),
        )


def _strangers(context: Context) -> Found:
    table = context.table
    listed = table["recipients"] + table["recipients_unmatched"]
    for code in table.index[(listed >= FEWEST) & (table["recipients_unmatched"] > STRANGER_SHARE * listed)]:
        lost = table["recipients_unmatched"][code]
        yield (
            str(code),
            (
                f"{context.name(str(code))}: {number(lost)} dari {number(listed[code])} penerima "
                f"({_percent(lost, listed[code])}) tidak ditemukan dalam daftar keluarga."
            ),
        )


ALARMS: dict[str, Alarm] = {
    alarm.key: alarm
    for alarm in (
        Alarm("hampir_semua", "Hampir semua menerima", f"Penerima lebih dari {round(100 * ALMOST_ALL_SHARE)} % keluarga desa.", _almost_all),
        Alarm("tidak_berjumlah", "Bagian tidak berjumlah", "Bagian-bagian tidak sama dengan seluruhnya.", _no_sum),
        Alarm("desil_kurang", "Desil tidak lengkap", "Kurang dari sepuluh desil ada dalam daftar keluarga.", _few_desil),
        Alarm("naik_cepat", "Naik lebih dari dua kali", "Penerima naik lebih dari 100 % sejak periode sebelumnya, menjadi paling sedikit 10.", _growth),
        Alarm("turun_cepat", "Turun lebih dari separuh", "Penerima turun lebih dari 50 % sejak periode sebelumnya, dari paling sedikit 10.", _shrinking),
        Alarm("tanpa_miskin", "Tidak ada yang miskin", "Paling sedikit 10 keluarga berdesil, tidak satu pun miskin.", _no_poor),
        Alarm("semua_miskin", "Semua miskin", "Paling sedikit 10 keluarga berdesil, semuanya miskin.", _all_poor),
        Alarm("tanpa_penerima", "Desa tanpa penerima", "Paling sedikit 10 keluarga miskin dan tidak ada penerima, padahal desa lain menerima.", _nobody),
        Alarm("besaran_nol", "Besaran nol", "Penerima dengan besaran Rp 0 dalam daftar.", _zero_amount),
        Alarm("tanpa_desil", "Banyak tanpa desil", f"Lebih dari {round(100 * WITHOUT_DESIL_SHARE)} % keluarga desa tanpa desil.", _without_desil),
        Alarm("tak_dikenal", "Banyak penerima tak dikenal", f"Lebih dari {round(100 * STRANGER_SHARE)} % penerima desa tidak ada dalam daftar keluarga.", _strangers),
    )
}  # fmt: skip
