"""The candlestick picture: bars, levels of a plan, entries and exits, averages, patterns."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import polars as pl

from pytoolkit.report.html import ACCENT, DOWN, INK, UP, Html
from pytoolkit.report.svg import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Scale,
    image,
    path,
    scale,
    text,
    time_axis,
    value_axis,
)

SHAPE = "#e3a008"
LINE_COLORS = (ACCENT, "#c58af9", "#e3a008", "#14b8a6")
CLEARANCE = 9
LABEL_ROOM = 48
"""Pixels a level's label needs at its right; else it stands at the left."""
SIDES = {True: "end", False: "start"}
NAME_ABOVE, NAME_BELOW = -8, 15
"""Pixels from a shape's point to the line its name is written on."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the chart: an entry below the bar, an exit above it, or a signal."""

    at: datetime
    price: float
    kind: Literal["buy", "sell", "signal"]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A price that counted for a while; open ends reach to the edge of the picture."""

    price: float
    text: str
    tone: Literal["good", "bad", "quiet"] = "quiet"
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """Points joined by a line: the pivots that a pattern stands on, oldest first."""

    points: Sequence[tuple[datetime, float]]
    names: Sequence[str] = ()
    """One per point, or none at all; written above peaks and below valleys."""


TONES: Mapping[str, str] = {"good": UP, "bad": DOWN, "quiet": INK}


def candles(
    bars: pl.DataFrame,
    *,
    marks: Sequence[Mark] = (),
    levels: Sequence[Level] = (),
    lines: Mapping[str, Sequence[float | None]] | None = None,
    shapes: Sequence[Shape] = (),
    title: str = "",
    height: int = 320,
) -> Html:
    """Draw bars of one symbol as candlesticks.

    Args:
        bars: at, open, high, low, close; ascending. A few hundred rows at most stay readable.
        marks: points; the bar is the one that `at` falls into.
        levels: horizontal lines with a label at the right edge.
        lines: named series over the bars, None where there is no value.
        shapes: patterns; each point stands on the bar that its instant falls into.
        title: words above the picture.
        height: pixels.
    """
    if bars.is_empty():
        return Html("")
    days: list[datetime] = bars["at"].to_list()
    across = Scale(-0.7, len(days) - 0.3, LEFT, WIDTH - RIGHT)
    lowest, highest = float(bars["low"].min()), float(bars["high"].max())  # type: ignore[arg-type]
    seen = [mark.price for mark in marks] + [level.price for level in levels]
    seen += [price for shape in shapes for _, price in shape.points]
    up = scale([lowest, highest, *seen], height - BOTTOM - 6, TOP + 6, margin=0.04)
    body = (
        value_axis(up)
        + _bars(bars, across, up)
        + "".join(_series(lines or {}, across, up))
        + "".join(_shape(shape, days, across, up) for shape in shapes)
        + "".join(_level(level, days, across, up) for level in levels)
        + "".join(_mark(mark, bars, days, across, up) for mark in marks)
        + time_axis(days, across, height - 5)
    )
    return image(body, height, title or "candlesticks", title=title)


def bar_of(days: Sequence[datetime], at: datetime) -> int:
    """Give the index of the last bar that starts at or before an instant (0 if none does)."""
    place = bisect_left(days, at)
    return place if place < len(days) and days[place] == at else max(place - 1, 0)


def _bars(bars: pl.DataFrame, across: Scale, up: Scale) -> str:
    half = min(5.0, max(0.6, 0.35 * (across(1) - across(0))))
    wicks = {UP: "", DOWN: ""}
    bodies = {UP: "", DOWN: ""}
    columns = bars.select("open", "high", "low", "close")
    for index, (first, high, low, last) in enumerate(columns.iter_rows()):
        x, color = across(index), UP if last >= first else DOWN
        top = up(max(first, last))
        bottom = max(up(min(first, last)), top + 0.8)
        wicks[color] += f"M{x:.1f} {up(high):.1f}V{top:.1f}M{x:.1f} {bottom:.1f}V{up(low):.1f}"
        bodies[color] += f"M{x - half:.1f} {top:.1f}H{x + half:.1f}V{bottom:.1f}H{x - half:.1f}Z"
    return "".join(
        path(wicks[color], color) + path(bodies[color], "", fill=color) for color in (UP, DOWN)
    )


def _series(lines: Mapping[str, Sequence[float | None]], across: Scale, up: Scale) -> list[str]:
    drawn = []
    for order, (name, values) in enumerate(lines.items()):
        color = LINE_COLORS[order % len(LINE_COLORS)]
        commands, pen = "", "M"
        for index, value in enumerate(values):
            if value is None or not up.low <= value <= up.high:
                pen = "M"
                continue
            commands += f"{pen}{across(index):.1f} {up(value):.1f}"
            pen = "L"
        drawn.append(path(commands, color, width=1.4))
        drawn.append(text(WIDTH - RIGHT - 4 - 110 * order, 13, name, anchor="end", color=color))
    return drawn


def _level(level: Level, days: Sequence[datetime], across: Scale, up: Scale) -> str:
    first = across(bar_of(days, level.start)) if level.start else LEFT
    last = across(bar_of(days, level.end)) if level.end else WIDTH - RIGHT
    y, color = up(level.price), TONES[level.tone]
    left = last > WIDTH - RIGHT - LABEL_ROOM
    words = text(
        first - 4 if left else last + 4, y + 4, level.text, color=color, anchor=SIDES[left]
    )
    return path(f"M{first:.1f} {y:.1f}H{last:.1f}", color, width=1.3, dash="5 3") + words


def _mark(
    mark: Mark, bars: pl.DataFrame, days: Sequence[datetime], across: Scale, up: Scale
) -> str:
    index = bar_of(days, mark.at)
    x = across(index)
    if mark.kind == "sell":
        y, turn, color = up(float(bars["high"][index])) - CLEARANCE, -1, DOWN
    else:
        y, turn = up(float(bars["low"][index])) + CLEARANCE, 1
        color = ACCENT if mark.kind == "buy" else INK
    head = f"M{x:.1f} {y - 5 * turn:.1f}L{x - 5:.1f} {y + 4 * turn:.1f}H{x + 5:.1f}Z"
    ring = f'<circle cx="{x:.1f}" cy="{up(mark.price):.1f}" r="2.6" fill="none" stroke="{color}"/>'
    words = text(x, y + (16 if turn > 0 else -8), mark.text, anchor=_side(x), color=color)
    return path(head, "", fill=color) + ring + words


def _side(x: float) -> str:
    """Anchor words at a place so that they stay in the picture."""
    if x > WIDTH - RIGHT - LABEL_ROOM:
        return "end"
    return "start" if x < LEFT + LABEL_ROOM else "middle"


def _shape(shape: Shape, days: Sequence[datetime], across: Scale, up: Scale) -> str:
    places = [(across(bar_of(days, at)), up(price)) for at, price in shape.points]
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{SHAPE}"/>' for x, y in places)
    names = ""
    for index, (name, (x, y)) in enumerate(zip(shape.names, places, strict=bool(shape.names))):
        beside = [places[near][1] for near in (index - 1, index + 1) if 0 <= near < len(places)]
        # Pixels count downwards: a peak is above its neighbors.
        shift = NAME_ABOVE if y <= sum(beside) / max(len(beside), 1) else NAME_BELOW
        names += text(x, y + shift, name, anchor="middle", color=SHAPE)
    return path(f"M{line}" if places else "", SHAPE, width=1.6) + dots + names
