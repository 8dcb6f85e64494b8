"""Properties are tried without a clock: other programs may be busy on the same machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("petasalur", deadline=None, max_examples=25)
settings.load_profile("petasalur")
