"""What every picture is made of: a scale, an axis, a frame, and the `<img>` it travels in.

An image with an inline SVG is the one form that shows in trusted and untrusted notebooks and in an
HTML file without a network; drawn with few paths it stays within a few kilobytes.
"""

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from pytoolkit.report.html import EDGE, INK, Html

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 860, 8, 64, 22, 20
"""Pixels of the drawing and its margins; values stand at the right, as on a trader's chart."""
FONT = 'font-family="system-ui,\'Segoe UI\',Roboto,sans-serif" font-size="11"'
MONTH_SPAN_DAYS, YEAR_SPAN_DAYS = 45, 900


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values in [low, high] to pixels from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Give the pixel of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def scale(values: Sequence[float], start: float, end: float, *, margin: float = 0.05) -> Scale:
    """Fit a scale around finite values, with some air; a constant gets air of its own."""
    known = [value for value in values if math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    air = (high - low) * margin or abs(high) * margin or 1.0
    return Scale(low - air, high + air, start, end)


def ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Give round numbers inside a range: steps of 1, 2, 2.5 or 5 times a power of ten."""
    rough = (high - low) / max(wanted, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * part for part in (1, 2, 2.5, 5, 10) if power * part >= rough * 0.999)
    first = math.ceil(low / step)
    return [round(step * n, 12) for n in range(first, math.floor(high / step) + 1)]


def label(value: float) -> str:
    """Print a tick: thousands separated, no needless zeros."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.6g}"


def text(x: float, y: float, words: str, *, anchor: str = "start", color: str = INK) -> str:
    """Draw text."""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}"'
    return f"<text {place}>{escape(words)}</text>"


def path(commands: str, color: str, *, width: float = 1.0, dash: str = "", fill: str = "") -> str:
    """Draw a path: stroked, or filled where `fill` is given; nothing without commands."""
    if not commands:
        return ""
    if fill:
        return f'<path d="{commands}" fill="{fill}"/>'
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{commands}" fill="none" stroke="{color}" stroke-width="{width}"{dashes}/>'


def value_axis(at: Scale, *, unit: str = "") -> str:
    """Draw horizontal hairlines with their values at the right."""
    lines = [(at(value), value) for value in ticks(at.low, at.high)]
    rules = "".join(f"M{LEFT} {y:.1f}H{WIDTH - RIGHT}" for y, _ in lines)
    names = "".join(text(WIDTH - RIGHT + 6, y + 4, f"{label(value)}{unit}") for y, value in lines)
    return path(rules, EDGE) + names


def time_axis(days: Sequence[date], at: Scale, y: float) -> str:
    """Draw dates under evenly spaced bars: at new years, new months, or every few days."""
    if not days:
        return ""
    span = (days[-1] - days[0]).days
    step = max(1, len(days) // 6)
    shown: list[tuple[int, str]] = []
    for index, day in enumerate(days):
        before = days[index - 1] if index else None
        if span > YEAR_SPAN_DAYS:
            if before and before.year != day.year:
                shown.append((index, f"{day:%Y}"))
        elif span > MONTH_SPAN_DAYS:
            if before and before.month != day.month:
                shown.append((index, f"{day:%b %Y}" if day.month == 1 else f"{day:%b}"))
        elif index % step == 0:
            shown.append((index, f"{day:%b} {day.day}"))
    return "".join(text(at(index), y, words, anchor="middle") for index, words in shown)


def image(body: str, height: int, name: str, *, title: str = "", width: int = WIDTH) -> Html:
    """Wrap a drawing as an image that needs no network and no script."""
    head = text(LEFT, 13, title) if title else ""
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" {FONT}>{head}{body}</svg>'
    )
    data = base64.b64encode(drawing.encode()).decode()
    return Html(
        f'<img alt="{escape(name)}" style="max-width:100%;height:auto;display:block;margin:6px 0" '
        f'src="data:image/svg+xml;base64,{data}">'
    )
