"""HTML pieces of a report: tiles, tables, notes.

Styles are inline and colors read on light and dark alike, so a piece looks the same in JupyterLab,
in an untrusted notebook and in an HTML file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Literal
from uuid import UUID

import polars as pl

UP, DOWN, ACCENT, INK = "#2aa876", "#e0565b", "#4c8dff", "#7d8590"
EDGE = "#8b949e40"
"""Hairlines: a quarter of a gray."""
SHOWN_ROWS = 60
"""Rows a table shows unless told otherwise; what is left out is counted in its last line."""
LONGEST_TEXT = 60
NONE = "\N{EN DASH}"
HYPHENS_OF_AN_ID, SHOWN_OF_AN_ID = 4, 8
Tone = Literal["", "good", "bad", "quiet"]
TONES: Mapping[Tone, str] = {"": "inherit", "good": UP, "bad": DOWN, "quiet": INK}
SIGNED = ("pnl_usd", "pnl_pct", "outcome_pct", "net_usd", "realized_usd")
"""Columns whose sign is told by color."""


@dataclass(frozen=True, slots=True, repr=False)
class Html:
    """A displayable piece; a notebook shows it when it is the last value of a cell."""

    text: str

    def __add__(self, other: "Html") -> "Html":
        return Html(self.text + other.text)

    def __repr__(self) -> str:
        return f"<{len(self.text):,} characters of HTML>"

    def _repr_html_(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Tile:
    """One number with its name."""

    label: str
    value: object
    note: str = ""
    tone: Tone = ""


def tiles(*parts: Tile) -> Html:
    """Show the numbers that matter first, side by side."""
    box = f"border:1px solid {EDGE};border-radius:10px;padding:10px 16px;min-width:96px"
    small = f"font-size:12px;color:{INK}"
    cells = "".join(
        f'<div style="{box}"><div style="{small}">{escape(part.label)}</div>'
        f'<div style="font-size:22px;font-weight:600;line-height:1.35;color:{TONES[part.tone]};'
        f'font-variant-numeric:tabular-nums">{escape(cell_text(part.label, part.value))}</div>'
        f'<div style="{small}">{escape(part.note)}</div></div>'
        for part in parts
    )
    return Html(f'<div style="display:flex;flex-wrap:wrap;gap:10px;margin:8px 0">{cells}</div>')


def note(text: str, tone: Tone = "quiet") -> Html:
    """Show a sentence."""
    return Html(f'<p style="margin:6px 0;color:{TONES[tone]}">{escape(text)}</p>')


def heading(text: str) -> Html:
    """Show the name of the piece below."""
    return Html(f'<div style="font-weight:600;margin:16px 0 4px">{escape(text)}</div>')


def stack(*parts: Html | None) -> Html:
    """Put pieces below each other; None is left out."""
    return Html("".join(part.text for part in parts if part is not None))


def table(
    frame: pl.DataFrame, columns: Sequence[str] = (), *, rows: int = SHOWN_ROWS, empty: str = ""
) -> Html:
    """Show the first rows of a frame; says how many it left out.

    Args:
        frame: any frame; money keeps its exactness until it is printed.
        columns: which to show, in order; default: all.
        rows: how many to show at most.
        empty: sentence in place of a table without rows.
    """
    if frame.is_empty():
        return note(empty or "No rows.")
    names = [name for name in (columns or frame.columns) if name in frame.columns]
    head = "".join(_head(name, frame.schema[name]) for name in names)
    body = "".join(
        f"<tr>{''.join(_cell(name, row[name], frame.schema[name]) for name in names)}</tr>"
        for row in frame.head(rows).iter_rows(named=True)
    )
    left_out = frame.height - min(rows, frame.height)
    more = note(f"{left_out:,} more rows are not shown.") if left_out else Html("")
    style = "border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums;margin:6px 0"
    return Html(
        f'<div style="overflow-x:auto"><table style="{style}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{more.text}"
    )


def _side(kind: pl.DataType) -> str:
    return "right" if kind.is_numeric() else "left"


def _head(name: str, kind: pl.DataType) -> str:
    style = f"text-align:{_side(kind)};padding:3px 10px;color:{INK};font-weight:500"
    return f'<th style="{style};border-bottom:1px solid {EDGE}">{escape(words(name))}</th>'


def _cell(name: str, value: object, kind: pl.DataType) -> str:
    style = f"padding:3px 10px;border-bottom:1px solid {EDGE};white-space:nowrap"
    style += f";text-align:{_side(kind)}"
    if name in SIGNED and isinstance(value, int | float | Decimal) and value != 0:
        style += f";color:{UP if value > 0 else DOWN}"
    text = cell_text(name, value)
    full = str(value)
    title = f' title="{escape(full)}"' if isinstance(value, str | UUID) and full != text else ""
    return f'<td style="{style}"{title}>{escape(text)}</td>'


def words(name: str) -> str:
    """Give a column's name as people write it."""
    for suffix, unit in (("_usd", " USD"), ("_pct", " %"), ("_at", ""), ("_s", " s")):
        if name.endswith(suffix) and name != suffix:
            return name.removesuffix(suffix).replace("_", " ") + unit
    return name.replace("_", " ")


def cell_text(name: str, value: object) -> str:
    """Print a value: money with cents, percentages with two places, ids by their first part."""
    match value:
        case None | "":
            return NONE
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return _decimal_text(name, value)
        case float():
            return f"{value:,.2f}"
        case int():
            return f"{value:,}"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case list() | tuple():
            return ", ".join(cell_text(name, part) for part in value) or NONE
        case dict():
            parts = [f"{key} {cell_text(key, part)}" for key, part in value.items()]
            return _short(", ".join(parts) or NONE)
    text = str(value)
    is_uuid = name.endswith("_id") and text.count("-") == HYPHENS_OF_AN_ID
    return text[:SHOWN_OF_AN_ID] if is_uuid else _short(text)


def _decimal_text(name: str, value: Decimal) -> str:
    if "price" in name or name in ("stop", "quantity"):
        text = f"{value:,.4f}".rstrip("0")
        whole, _, places = text.partition(".")
        return whole if not places and name == "quantity" else f"{whole}.{places.ljust(2, '0')}"
    return f"{value:,.2f}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
