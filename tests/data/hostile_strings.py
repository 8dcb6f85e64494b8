"""An office whose every file is hostile: each text in every field of every layout, in roads and in points."""

from __future__ import annotations

from pathlib import Path

from intake_worlds import kk, nik, xlsx_file

from data.intake.fields import FIELDS
from data.intake.layouts import LAYOUTS
from data.intake.request import SourceFile
from data.roads import ROADS
from data.service_points import POINTS
from tests.data.road_worlds import ASPHALT, write_lines

HIT = "window.top.__hit=(window.top.__hit||0)+1"
"""What a text does that runs."""
FAR = "http://evil.invalid"
HTML = (
    f"<script>{HIT}</script>", f"<img src=x onerror={HIT}>", f"<svg/onload={HIT}>", f"<body onload={HIT}>",
    f"<iframe srcdoc='<script>{HIT}</script>'></iframe>", f"<iframe src=javascript:{HIT}>", f'"><script>{HIT}</script>',
    f"' onmouseover='{HIT}", f'" autofocus onfocus="{HIT}', f"</title></textarea></style><script>{HIT}</script>",
    f"</script><script>{HIT}//", f"<!--><img src=x onerror={HIT}>-->", f"<math><mtext><img src=x onerror={HIT}>",
    f"<details open ontoggle={HIT}>", f"<a href=javascript:{HIT}>a</a>", f"<base href={FAR}/>",
    f"<link rel=stylesheet href={FAR}/a.css>", f"<style>*{{background:url({FAR}/a)}}</style>",
    f"<meta http-equiv=refresh content='0;url={FAR}'>", f"<form action={FAR}><button>a</button></form>",
    f"&lt;script&gt;{HIT}&lt;/script&gt;", f"&#60;img src=x onerror={HIT}&#62;",
    f"\\u003cscript\\u003e{HIT}\\u003c/script\\u003e",
    f"<ScRiPt >{HIT}</sCrIpT >", f"<object data=javascript:{HIT}>", f"<video><source onerror={HIT}>",
)  # fmt: skip
SCRIPT = (
    f"javascript:{HIT}", f"data:text/html,<script>{HIT}</script>", f"${{{HIT}}}", f"`${{{HIT}}}`", f"{{{{{HIT}}}}}",
    f"{{% {HIT} %}}", f"'+({HIT})+'", f'";{HIT};"', f"\\';{HIT}//", f"]]>{HIT}<![CDATA[", f'{{"a": "</script>{HIT}"}}',
    "__proto__", "constructor", "\u2028\u2029" + HIT,
)  # fmt: skip
MARKDOWN = (
    f"![a]({FAR}/a.png)", f"[a](javascript:{HIT})", f"<{FAR}>", FAR, f"**tebal** :red[merah] $x^2$ [a]({FAR})",
)  # fmt: skip
PAPER = (
    "\\input{/etc/passwd}", "$\\frac{1}{2}$ \\write18{id}", '#read("/etc/passwd")', "#let x = 1; *tebal* @a <b>",
    '#import "sheet.typ": *', '#sys.inputs #include "/etc/passwd" ```a```', "#pagebreak() #v(100cm) #panic()",
)  # fmt: skip
FORMULA = (
    f'=HYPERLINK("{FAR}","a")', "@SUM(1+1)*cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0",
    f'=WEBSERVICE("{FAR}")', "\t=1+1", "\r=1+1", '=IMPORTXML("a","b")',
    "\uff1d1+1", "\uff20SUM(1+1)", "\u200b=1+1", "\u00a0+1+1", "a;=1+1", "a\t@SUM(1+1)", "|calc", "${nama}",
    "pulldata('a', 'b', 'c', 'd')", "${jumlah} > 0 or true()",
)  # fmt: skip
STORE = ("'; DROP TABLE family; --", '" OR 1=1 --', "$1", "%s %n %x", "\\N", "../../../etc/passwd",
         "C:\\Windows\\x", "file:///etc/passwd")  # fmt: skip
LETTERS = (
    "\u202eterbalik", "a\u200b\u200db\ufeff", "A\x00B\x07\x1b[31m", "🙂👩‍👩‍👧 ꦗꦮ", "e\u0301" * 60, "A" * 30_000,
    "a\r\nb\tc",
)  # fmt: skip
TEXTS = (*HTML, *SCRIPT, *MARKDOWN, *PAPER, *FORMULA, *STORE, *LETTERS)
KEPT = {
    "nik": "", "no_kk": "", "desa_code": "", "birth_date": "17-08-1945", "sex": "L", "member_count": "4", "desil": "2",
    "lat": "", "lon": "", "gps": "", "accuracy": "5", "status": "", "on_date": "2026-10-12", "program": "PKH",
    "period": "2026-10", "amount_idr": "200000", "done_on": "2026-10-20",
    **{f"u{unsur}": "3" for unsur in range(1, 10)},
}  # fmt: skip
"""Fields of which a row needs a true one to be taken; the first half of the rows has them."""
SAID = {"deliveries": "Diterima", "status": "Meninggal", "complaints": "Selesai"}
PLACE = (115.61, -2.31)
"""Within the first desa of ``small``."""


def rows_of(layout_key: str) -> list[dict[str, str]]:
    """Every text in every field of a layout: in rows that load, and once more in rows of nothing else."""
    layout, rows = LAYOUTS[layout_key], []
    start = 100 * (1 + list(LAYOUTS).index(layout_key)) if layout_key in {"status", "deliveries"} else 100
    for is_true in (True, False):
        for number in range(len(TEXTS)):
            row = {field: TEXTS[(number + shift) % len(TEXTS)] for shift, field in enumerate(layout.fields)}
            if is_true:
                row |= {field: text for field, text in KEPT.items() if field in layout.fields}
                own = {"nik": nik(start + number), "no_kk": kk(start + number), "desa_code": "63.11.02.2001",
                       "lon": f"{PLACE[0] + number / 1e4:.4f}", "lat": f"{PLACE[1]:.4f}",
                       "gps": f"{PLACE[1]:.4f} {PLACE[0] + number / 1e4:.4f} 0 5",
                       "status": SAID.get(layout_key, "")}  # fmt: skip
                row |= {field: text for field, text in own.items() if field in layout.fields}
                if "desa" in row and "desa_code" not in row:
                    row["desa"] = "Baruh Panyambaran"
            rows.append(row)
    return rows


def files_of(folder: Path) -> list[SourceFile]:
    """Return one file per layout, and one of roads and one of points."""
    files = []
    for key, layout in LAYOUTS.items():
        titles = {field: FIELDS[field].label for field in layout.fields}
        cells = [[row[field] for field in layout.fields] for row in rows_of(key)]
        path = xlsx_file(folder / f"{key}.xlsx", {"Data": [list(titles.values()), *cells]})
        program, period = ("PKH", "2026-10") if key == "recipients" else ("", "")
        files.append(SourceFile(key, path, program, period, titles))
    west, south = PLACE
    ways = [
        ([[west, south + n / 1e5], [west + 0.01, south + n / 1e5]], {**ASPHALT, "name": text})
        for n, text in enumerate(TEXTS)
    ]
    points = [["nama", "jenis", "bujur", "lintang", "catatan"], *([text, "salur", west, south, text] for text in TEXTS)]
    return [
        *files,
        SourceFile(ROADS, write_lines(folder / "jalan.geojson", ways)),
        SourceFile(POINTS, xlsx_file(folder / "titik.xlsx", {"Data": points})),
    ]
