"""How long work tells how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import accumulate, pairwise
from typing import TypeVar

T = TypeVar("T")
Progress = Callable[[float, str], None]
"""Called with the share done (0 to 1) and an Indonesian sentence of what is being done."""
_TICK_S = 0.1
_NEVER_DONE = 0.95
"""So far an expectation may carry the bar while the work still goes on."""


def silent(share: float, text: str) -> None:
    """Tell nobody: the default of every function that takes a ``progress``."""


def between(progress: Progress, start: float, stop: float) -> Progress:
    """Return a progress that fills the part of ``progress`` from ``start`` to ``stop``."""
    return lambda share, text: progress(start + share * (stop - start), text)


def split(progress: Progress, efforts: Sequence[float]) -> list[Progress]:
    """Return a progress for each piece of work; one after another they fill ``progress``, each as long as its effort.

    >>> said = []
    >>> first, second = split(lambda share, text: said.append(share), [1, 3])
    >>> first(1.0, "a"), second(0.5, "b"), said
    (None, None, [0.25, 0.625])
    """
    total = sum(efforts) or 1.0
    return [between(progress, start / total, stop / total) for start, stop in pairwise(accumulate(efforts, initial=0))]


def tell_while(work: Callable[[], T], expected_s: float, progress: Progress, text: str) -> T:
    """Do ``work`` that cannot tell how far it is in another thread; meanwhile tell how much of ``expected_s`` is over.

    Returns what ``work`` returns and raises what it raises. The work must let other threads run.
    """
    with ThreadPoolExecutor(1) as pool:
        start = time.monotonic()
        job = pool.submit(work)
        while wait([job], timeout=_TICK_S).not_done:
            progress(min((time.monotonic() - start) / max(expected_s, _TICK_S), _NEVER_DONE), text)
        return job.result()
