"""Headers in two rows: "KEPALA KELUARGA" over "NIK" and "NAMA", "KOORDINAT" over "LAT" and "LON"."""

from __future__ import annotations

from data.intake.fields import field_of, speaks_of_others


def joined_headers(upper: list[str], lower: list[str]) -> list[str]:
    """Return two rows of headers as one; a cell merged over several columns speaks of all of them.

    >>> joined_headers(["NO", "KEPALA KELUARGA", "", "DESA"], ["", "NIK", "NAMA", ""])
    ['NO', 'NIK KEPALA KELUARGA', 'NAMA KEPALA KELUARGA', 'DESA']
    """
    above = ""
    headers = []
    for over, under in zip((cell.strip() for cell in upper), (cell.strip() for cell in lower), strict=True):
        if over:
            above = over
        if not under:
            headers.append(over)
            above = ""  # merged downwards: it speaks of its own column only
        else:
            headers.append(_joined(above, under))
    return headers


def _joined(over: str, under: str) -> str:
    if not over:
        return under
    both = f"{under} {over}", f"{over} {under}"
    known = next((text for text in both if field_of(text)), None)
    if known:
        return known
    return under if field_of(under) and not speaks_of_others(over) else both[1]
