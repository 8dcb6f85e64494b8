"""Values on their way into a script: any text of any file becomes harmless JSON.

The script passes through four hands before the browser runs it. Each has words of its own, and a name of a
desa may hold any of them: jinja (``{{ … }}``), streamlit-folium (``{{'…'}}``, ``_name`` suffixes, which it also
drops from the key that decides about remounting), the HTML parser (``</script>``) and JavaScript itself.
"""

from __future__ import annotations

import json
import re

_RISKY = re.compile(r"[<>&'`_]|\{(?=[{%#])")


def to_js(value: object) -> str:
    r"""Return ``value`` as JSON in plain ASCII that no template, parser or pattern on the way takes for its own.

    Every risky character can stand only inside a string, where ``\u003c`` says the same as ``<``. Not a
    number (NaN) is no JSON and raises ``ValueError``.
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return _RISKY.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
