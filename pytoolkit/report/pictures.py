"""Pictures: a curve over time, columns per day, ranked bars, intervals. All give an `Html`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pytoolkit.metrics import Interval, drawdowns_pct
from pytoolkit.report.html import ACCENT, DOWN, EDGE, INK, UP, Html
from pytoolkit.report.svg import (
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Scale,
    image,
    label,
    path,
    scale,
    text,
    ticks,
    time_axis,
    value_axis,
)

LABEL_WIDTH = 200
ROW = 22


def equity_curve(
    days: Sequence[date], equity: Sequence[float], *, title: str = "Equity, USD"
) -> Html:
    """Draw an equity curve and, below it, its drawdown in percent."""
    if not days:
        return Html("")
    height, split = 260, 178
    across = Scale(-0.5, max(len(days) - 0.5, 0.5), LEFT, WIDTH - RIGHT)
    up = scale(equity, split, TOP)
    falls = [-fall for fall in drawdowns_pct(equity)]
    down = Scale(min([*falls, -1.0]) * 1.1, 0.0, height - BOTTOM, split + 18)
    points = _polyline(range(len(days)), equity, across, up)
    under = _polyline(range(len(days)), falls, across, down)
    first, last = across(0), across(len(days) - 1)
    worst = min(falls)
    body = (
        value_axis(up)
        + path(f"{points}V{split}H{first:.1f}Z", "", fill=ACCENT + "1f")
        + path(points, ACCENT, width=1.8)
        + path(f"M{LEFT} {down(0):.1f}H{WIDTH - RIGHT}", EDGE)
        + path(f"{under}V{down(0):.1f}H{first:.1f}Z", "", fill=DOWN + "40")
        + path(under, DOWN)
        + text(WIDTH - RIGHT + 6, down(0) + 4, "0 %")
        + text(WIDTH - RIGHT + 6, down(worst) + 4, f"{worst:.1f} %" if worst else "")
        + _dot(last, up(equity[-1]), ACCENT)
        + time_axis(days, across, height - 5)
    )
    return image(body, height, f"equity from {equity[0]:,.0f} to {equity[-1]:,.0f}", title=title)


def columns(
    days: Sequence[date], values: Sequence[float], *, title: str = "PnL per day, USD"
) -> Html:
    """Draw one column per day, green above zero and red below."""
    if not days:
        return Html("")
    height = 150
    across = Scale(-0.5, len(days) - 0.5, LEFT, WIDTH - RIGHT)
    up = scale([0.0, *values], height - BOTTOM, TOP)
    half = min(14.0, 0.38 * (across(1) - across(0)))
    zero = up(0)
    made, lost = "", ""
    for index, value in enumerate(values):
        x, y = across(index), up(value)
        bar = f"M{x - half:.1f} {zero:.1f}H{x + half:.1f}V{y:.1f}H{x - half:.1f}Z"
        made, lost = (made + bar, lost) if value > 0 else (made, lost + bar)
    body = (
        value_axis(up)
        + path(made, "", fill=UP)
        + path(lost, "", fill=DOWN)
        + path(f"M{LEFT} {zero:.1f}H{WIDTH - RIGHT}", INK)
        + time_axis(days, across, height - 5)
    )
    return image(body, height, title, title=title)


def ranked(values: Mapping[str, float], *, title: str = "", color: str = ACCENT) -> Html:
    """Draw one horizontal bar per name, the longest first."""
    if not values:
        return Html("")
    order = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
    across = Scale(0.0, max(order[0][1], 1e-12), LABEL_WIDTH, WIDTH - RIGHT)
    parts = []
    for row, (name, value) in enumerate(order):
        y = TOP + row * ROW + 4
        end = max(across(value), LABEL_WIDTH + 1)
        parts.append(
            text(LABEL_WIDTH - 8, y + 11, name, anchor="end")
            + f'<rect x="{LABEL_WIDTH}" y="{y}" width="{end - LABEL_WIDTH:.1f}" height="14" '
            f'rx="3" fill="{color}"/>' + text(end + 6, y + 11, label(value))
        )
    return image("".join(parts), TOP + len(order) * ROW + 8, title or "ranking", title=title)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A named estimate with its interval, and what it is compared with."""

    name: str
    value: Interval
    against: Interval | None = None
    note: str = ""


def intervals(estimates: Sequence[Estimate], *, title: str = "", unit: str = " %") -> Html:
    """Draw estimates as dots with whiskers on one axis: ours filled, the comparison hollow."""
    if not estimates:
        return Html("")
    known = [part for each in estimates for part in (each.value, each.against) if part]
    across = scale(
        [0.0, *(edge for part in known for edge in (part.low, part.high))],
        LABEL_WIDTH,
        WIDTH - RIGHT,
    )
    tall = ROW + 6
    height = TOP + len(estimates) * tall + BOTTOM
    parts = [
        path(f"M{across(value):.1f} {TOP}V{height - BOTTOM}", EDGE)
        + text(across(value), height - 5, f"{label(value)}{unit}", anchor="middle")
        for value in ticks(across.low, across.high, 6)
    ]
    parts.append(path(f"M{across(0):.1f} {TOP}V{height - BOTTOM}", INK))
    for row, each in enumerate(estimates):
        y = TOP + row * tall + tall / 2
        color = UP if each.value.value >= 0 else DOWN
        parts.append(text(LABEL_WIDTH - 8, y + 4, each.name, anchor="end"))
        parts.append(text(WIDTH - RIGHT + 6, y + 4, each.note))
        parts.append(_whisker(each.value, across, y - 4, color, filled=True))
        if each.against:
            parts.append(_whisker(each.against, across, y + 5, INK, filled=False))
    return image("".join(parts), height, title or "estimates", title=title)


def _whisker(part: Interval, across: Scale, y: float, color: str, *, filled: bool) -> str:
    line = path(f"M{across(part.low):.1f} {y:.1f}H{across(part.high):.1f}", color, width=1.6)
    return line + _dot(across(part.value), y, color, hollow=not filled)


def _dot(x: float, y: float, color: str, *, hollow: bool = False) -> str:
    look = f'fill="none" stroke="{color}" stroke-width="1.6"' if hollow else f'fill="{color}"'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" {look}/>'


def _polyline(xs: range, ys: Sequence[float], across: Scale, up: Scale) -> str:
    return "M" + "L".join(f"{across(x):.1f} {up(y):.1f}" for x, y in zip(xs, ys, strict=True))
