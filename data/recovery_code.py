"""A key of 32 bytes as a text that a person writes on paper and types back: 18 groups of four letters and digits.

Crockford's base 32, whose letters are not taken for one another: O reads as 0, I and L as 1, and there is no U. The
fourth sign of each group checks the other three and the group's place, so that a slip is told by its group; fourteen
bits at the end check the whole.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator

from data.errors import RecoveryCodeWrong

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, SIGNS = 18, 4
PER_LINE = 6
_BYTES, _BITS, _CHECK_BITS = 32, 5, 14
_ALIKE = str.maketrans("OIL", "011")
_WEIGHTS, _PLACE_WEIGHT = (1, 3, 5), 7
"""Odd: a single sign that is another one is always seen, as is a group in the place of another."""
_MOST_TOLD = 3


def written(secret: bytes) -> str:
    """Return the code of a key, three lines of six groups."""
    value = int.from_bytes(secret) << _CHECK_BITS | _check_bits(secret)
    count = GROUPS * (SIGNS - 1)
    signs = [value >> (_BITS * (count - 1 - at)) & 31 for at in range(count)]
    parts = [signs[at : at + SIGNS - 1] for at in range(0, count, SIGNS - 1)]
    groups = ["".join(ALPHABET[sign] for sign in (*part, _check_sign(at, part))) for at, part in enumerate(parts)]
    return "\n".join(" ".join(groups[at : at + PER_LINE]) for at in range(0, GROUPS, PER_LINE))


def last_group(code: str) -> str:
    """Return the group that is typed back to show that the code stands on paper."""
    return code.rsplit(maxsplit=1)[-1]


def is_same_group(typed: str, group: str) -> bool:
    """Return whether somebody has typed a group, however written, its number before it or not."""
    parts = _parts(typed)
    return group in {"".join(parts), "".join(map(_bare, parts))}


def read(text: str) -> bytes:
    """Return the key that a code stands for.

    Small letters, spaces, dashes and line breaks are no matter, nor are the numbers that stand on paper before a line
    or a group ("7. ABCD", "7)ABCD"): of the ways to read a text, the one in which every check agrees is meant.

    Raises
    ------
    RecoveryCodeWrong
        Which group is wrong, or that too few or too many were typed.
    """
    readings = [_groups(parts) for parts in _without_numbers(text)]
    groups = min(readings, key=lambda each: len(_wrong(each)) + abs(len(each) - GROUPS))
    wrong = _wrong(groups)
    if wrong:
        raise RecoveryCodeWrong(problem=_told(wrong, len(groups)))
    if len(groups) != GROUPS:
        raise RecoveryCodeWrong(problem=_counted(len(groups)))
    value = 0
    for sign in (sign for group in groups for sign in group[:-1]):
        value = value << _BITS | ALPHABET.index(sign)
    secret = (value >> _CHECK_BITS).to_bytes(_BYTES)
    if value & ((1 << _CHECK_BITS) - 1) != _check_bits(secret):
        raise RecoveryCodeWrong(problem="tiap kelompok tampak benar, tetapi bersama-sama bukan satu kode")
    return secret


def is_whole(text: str) -> bool:
    """Return whether as many groups were typed as a code has, right or wrong; for who asks line by line."""
    return all(len(_groups(parts)) >= GROUPS for parts in _without_numbers(text))


def _wrong(groups: list[str]) -> list[int]:
    return [at for at, group in enumerate(groups[:GROUPS]) if not _is_right(at, group)]


def _without_numbers(text: str) -> Iterator[list[str]]:
    """Yield the parts of a text: as typed, without the numbers before lines, without those before groups."""
    lines = [line for line in map(_parts, text.splitlines()) if line]
    yield [part for line in lines for part in line]
    yield [part for line in lines for part in (_bare(line[0]), *line[1:]) if part]
    yield [bare for line in lines for part in line if (bare := _bare(part))]


def _parts(text: str) -> list[str]:
    """Return what stands between breaks of any kind, as the code's own signs."""
    return [_read_alike(part) for part in re.split(r"[\W_]+", unicodedata.normalize("NFKC", text)) if part]


def _bare(part: str) -> str:
    """Return a part without the number of a group before it: "7" is nothing, "7ABCD" is "ABCD"."""
    found = re.fullmatch(rf"([0-9]{{1,2}})(\w{{{SIGNS}}})?", part)
    is_number = found is not None and 1 <= int(found[1]) <= GROUPS
    return (found[2] or "") if found and is_number else part


def _groups(typed: list[str]) -> list[str]:
    """Return the groups as they were typed; a text without breaks, or broken elsewhere, is cut into fours."""
    if len(typed) == GROUPS or all(len(part) == SIGNS for part in typed):
        return typed
    whole = "".join(typed)
    return [whole[at : at + SIGNS] for at in range(0, len(whole), SIGNS)]


def _read_alike(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).upper().translate(_ALIKE)


def _is_right(at: int, group: str) -> bool:
    if len(group) != SIGNS or not set(group) <= set(ALPHABET):
        return False
    signs = [ALPHABET.index(sign) for sign in group]
    return _check_sign(at, signs[:-1]) == signs[-1]


def _check_sign(at: int, signs: list[int]) -> int:
    weighed = sum(weight * sign for weight, sign in zip(_WEIGHTS, signs, strict=True))
    return (weighed + _PLACE_WEIGHT * (at + 1)) % 32


def _check_bits(secret: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"petasalur kode 1" + secret).digest()[:2]) >> 2


def _told(wrong: list[int], count: int) -> str:
    """Name the groups that are wrong; where all are from one on, one was probably left out or typed twice there."""
    if len(wrong) > _MOST_TOLD:
        also = f" ({_counted(count)})" if count != GROUPS else ""
        return f"mulai kelompok ke-{wrong[0] + 1} tidak cocok lagi{also}"
    return f"kelompok {' dan '.join(f'ke-{at + 1}' for at in wrong)} salah ketik"


def _counted(count: int) -> str:
    return f"yang diketik {count} kelompok, seharusnya {GROUPS}"


def numbered(code: str) -> Iterator[tuple[int, str]]:
    """Yield each line with the number of its first group, for a screen and paper."""
    for at, line in enumerate(code.splitlines()):
        yield at * PER_LINE + 1, line
