"""Legends as plain HTML for ``st.html``: no script, no colour map of branca (which would fetch d3).

Texts are escaped; numbers come in as the reader should see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from html import escape

from geo.maps.palette import BIVARIATE, EMPTY_CSS, NOT_SIGNIFICANT, NOT_SIGNIFICANT_CSS
from geo.maps.points import DotStyle

NO_DATA = "tidak ada data"
FONT = "font-size:.82rem;line-height:1.3;color:#444"
ROW = "display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;align-items:center"
LEVELS = ("rendah", "sedang", "tinggi")


def bivariate_legend(
    counts: Sequence[Sequence[int | str]],
    *,
    need_name: str,
    aid_name: str,
    need_labels: Sequence[str],
    aid_labels: Sequence[str],
    no_data_count: int | str = 0,
    look_first: str = "",
) -> str:
    """Return the 3 × 3 square: its axes in words, class limits beside it, number of desa in each field.

    Parameters
    ----------
    counts
        ``counts[need][aid]``, low to high, as in :data:`geo.maps.palette.BIVARIATE`.
    need_name, aid_name
        The axes, such as "Keluarga miskin" and "Bantuan".
    need_labels, aid_labels
        The classes, low to high, such as "sampai 30 %".
    no_data_count
        Desa that are hatched; 0 leaves that entry out.
    look_first
        What the framed field (much need, little aid) means; made from the names of the axes when empty.
    """
    rows = [
        _label(need_labels[need], "text-align:right;padding-right:.4rem")
        + "".join(_field(need, aid, counts[need][aid]) for aid in range(3))
        for need in (2, 1, 0)
    ]
    bottom = _label("", "") + "".join(_label(text, "text-align:center;padding-top:.2rem") for text in aid_labels)
    square = (
        '<div style="display:grid;grid-template-columns:auto repeat(3,minmax(2.6rem,4.4rem));align-items:center">'
        f"{''.join(rows)}{bottom}</div>"
    )
    axis_y = (
        f'<div style="writing-mode:vertical-rl;transform:rotate(180deg);font-weight:600;text-align:center">'
        f"{escape(need_name)} →</div>"
    )
    axis_x = f'<div style="font-weight:600;text-align:center;padding-left:3rem">{escape(aid_name)} →</div>'
    words = [
        _entry("box-sizing:border-box;border:2px solid #111;background:" + BIVARIATE[2][0],
               look_first or f"{need_name} tinggi, {aid_name.lower()} rendah: lihat dulu"),
        *_no_data(no_data_count),
    ]  # fmt: skip
    return (
        f'<div style="{ROW};{FONT}" role="img" aria-label="Keterangan warna: {escape(need_name)} dan '
        f'{escape(aid_name)}, jumlah desa dalam setiap kotak">'
        f'<div style="display:flex;gap:.3rem;align-items:stretch">{axis_y}<div>{square}{axis_x}</div></div>'
        f'<div style="display:flex;flex-direction:column;gap:.35rem;max-width:15rem">{"".join(words)}</div></div>'
    )


def _field(need: int, aid: int, count: int | str) -> str:
    colour = BIVARIATE[need][aid]
    ink = "#fff" if (need, aid) in {(2, 0), (2, 1), (2, 2), (1, 2)} else "#222"
    frame = "outline:2px solid #111;outline-offset:-2px;" if (need, aid) == (2, 0) else ""
    return (
        f'<div title="{LEVELS[need]} / {LEVELS[aid]}" style="{frame}background:{colour};color:{ink};height:2.1rem;'
        f'display:flex;align-items:center;justify-content:center;font-weight:600;border:1px solid #fff">'
        f"{escape(str(count))}</div>"
    )


def _label(text: str, style: str) -> str:
    return f'<div style="font-size:.76rem;color:#666;{style}">{escape(text)}</div>'


def sequential_legend(
    title: str,
    labels: Sequence[str],
    colours: Sequence[str],
    *,
    counts: Sequence[int | str] | None = None,
    no_data_count: int | str = 0,
) -> str:
    """Return one row of classes, light to dark, with what they mean and (if given) their number of desa."""
    told = labels if counts is None else [f"{label} ({count})" for label, count in zip(labels, counts, strict=True)]
    grounds = [NOT_SIGNIFICANT_CSS if colour == NOT_SIGNIFICANT else colour for colour in colours]
    classes = [_entry(f"background:{ground}", text) for ground, text in zip(grounds, told, strict=False)]
    return _row(title, [*classes, *_no_data(no_data_count)])


def dots_legend(title: str, styles: Sequence[DotStyle]) -> str:
    """Return what the dots of :func:`geo.maps.points.families` mean."""
    shapes = [
        f"border-radius:50%;box-sizing:border-box;border:2px solid {style.colour};"
        f"background:{style.colour if style.is_filled else '#fff'}"
        for style in styles
    ]
    return _row(title, [_entry(shape, style.label) for shape, style in zip(shapes, styles, strict=True)])


class Mark(Enum):
    """Marks on the map of trips: a sign and what it means."""

    LEFT_OUT = ("!", "belum terlayani")
    PRIORITY = ("★", "ada keluarga prioritas")
    TRANSFER = ("⇄", "titik alih muatan")
    STRAIGHT = ("┄", "garis lurus, bukan jalan")


_SIGN = {
    Mark.LEFT_OUT: "border:2px solid #8c1d5b;color:#8c1d5b;transform:rotate(45deg) scale(.72)",
    Mark.TRANSFER: "border:2px solid #222;border-radius:50%",
}


def trips_legend(title: str, colours: Sequence[tuple[str, str]], marks: Sequence[Mark] = ()) -> str:
    """Return pairs of (colour, text) as lines, then what the marks on the map mean."""
    return _row(
        title, [*(_entry(f"height:4px;background:{colour}", text) for colour, text in colours), *map(_mark, marks)]
    )


def _mark(mark: Mark) -> str:
    sign, text = mark.value
    turned = f'<span style="display:block;transform:rotate(-45deg)">{sign}</span>' if mark is Mark.LEFT_OUT else sign
    shape = (
        "box-sizing:border-box;text-align:center;font-weight:700;font-size:.75rem;line-height:.8rem;background:#fff;"
        + _SIGN.get(mark, "font-size:.95rem")
    )
    swatch = f'<span style="display:inline-block;flex:none;width:1.05rem;height:1.05rem;{shape}">{turned}</span>'
    return f'<span style="display:inline-flex;align-items:center;gap:.4rem">{swatch}{escape(text)}</span>'


def signs_legend(title: str, signs: Sequence[tuple[str, str]]) -> str:
    """Return pairs of (the style of a sign, text)."""
    return _row(title, [_entry(shape, text) for shape, text in signs])


def _row(title: str, entries: Sequence[str]) -> str:
    head = f'<span style="font-weight:600">{escape(title)}</span>' if title else ""
    return f'<div style="{ROW};{FONT}">{head}{"".join(entries)}</div>'


def _entry(shape: str, text: str) -> str:
    swatch = f'<span style="display:inline-block;flex:none;width:1rem;height:1rem;{shape}"></span>'
    return f'<span style="display:inline-flex;align-items:center;gap:.4rem">{swatch}{escape(text)}</span>'


def _no_data(count: int | str) -> list[str]:
    return [] if str(count) == "0" else [_entry(f"background:{EMPTY_CSS}", f"{NO_DATA} ({count})")]
