"""Pictures of signals, trades and patterns on their bars; shown by any notebook, offline too."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl

from pytoolkit import report
from pytoolkit.models.base import Side

SHOWN_BARS = 250
"""Where no range is asked for, about a year of sessions."""
FEWEST_AROUND = 10
"""Bars shown before and after a pattern, at least."""


def signal_chart(
    bars: pl.DataFrame,
    signals: pl.DataFrame,
    symbol: str,
    start: date | None = None,
    end: date | None = None,
) -> report.Html:
    """Draw one symbol's bars with the signals of a scan; rejected ones name what rejected them.

    Args:
        bars: sorted by symbol, at.
        signals: as from `scan`; with the plan of the newest that was not rejected.
        symbol: which to draw.
        start: first day shown; None: the last 250 bars.
        end: last day shown; None: the newest.
    """
    shown = _window(bars, symbol, start, end)
    if shown.is_empty():
        return report.note(f"No bars of {symbol} in that range.")
    own = signals.filter(
        (pl.col("symbol") == symbol) & pl.col("at").is_between(shown["at"][0], shown["at"][-1])
    )
    marks: list[report.Mark] = []
    levels: list[report.Level] = []
    closes = dict(shown.select("at", "close").iter_rows())
    for row in own.iter_rows(named=True):
        at, close = row["at"], closes[row["at"]]
        if row["status"] == "REJECTED":
            marks.append(report.Mark(at, close, "signal", row["gate"]))
            continue
        marks.append(report.Mark(at, close, row["side"]))
        levels = [
            report.Level(float(row["entry_price"]), "entry", "quiet", at),
            report.Level(float(row["stop_price"]), "stop", "bad", at),
            *(
                report.Level(float(price), f"target {number}", "good", at)
                for number, price in enumerate(row["target_prices"], start=1)
            ),
        ]
    return report.candles(shown, marks=marks, levels=levels, title=f"{symbol}: signals")


def trade_chart(
    bars: pl.DataFrame,
    trades: pl.DataFrame,
    symbol: str,
    start: date | None = None,
    end: date | None = None,
) -> report.Html:
    """Draw one symbol's bars with the entries and exits of a backtest's trades."""
    shown = _window(bars, symbol, start, end)
    if shown.is_empty():
        return report.note(f"No bars of {symbol} in that range.")
    first, last = shown["at"][0].date(), shown["at"][-1].date()
    marks: list[report.Mark] = []
    for row in trades.filter(pl.col("symbol") == symbol).iter_rows(named=True):
        into: Side = row["side"]
        out: Side = "sell" if into == "buy" else "buy"
        points: tuple[tuple[datetime, Decimal, Side, str], ...] = (
            (row["entry_at"], row["entry_price"], into, ""),
            (row["exit_at"], row["exit_price"], out, row["exit_reason"]),
        )
        marks += [
            report.Mark(at, float(price), side, words)
            for at, price, side, words in points
            if first <= at.date() <= last
        ]
    return report.candles(shown, marks=marks, title=f"{symbol}: trades")


def anchor_chart(
    bars: pl.DataFrame,
    anchors: pl.DataFrame,
    symbol: str,
    start: date | None = None,
    end: date | None = None,
) -> report.Html:
    """Draw one symbol's bars with the patterns that `anchors` found, through their points.

    A mark under the detecting bar names the pattern. A pattern that began before the picture is
    left out.

    Args:
        bars: sorted by symbol, at.
        anchors: as from `anchors`, of one pattern or several joined.
        symbol: which to draw.
        start: first day shown; None: half its length before the newest pattern.
        end: last day shown; None with `start`: the newest; else half its length after the pattern.
    """
    own = anchors.filter(pl.col("symbol") == symbol)
    if own.is_empty():
        return report.note(f"No pattern of {symbol} was found.")
    if start is None and end is None:
        shown = _around(bars.filter(pl.col("symbol") == symbol), own)
    else:
        shown = _window(bars, symbol, start, end)
    if shown.is_empty():
        return report.note(f"No bars of {symbol} in that range.")
    closes = dict(shown.select("at", "close").iter_rows())
    marks: list[report.Mark] = []
    shapes: list[report.Shape] = []
    for (at, pattern), points in own.group_by("at", "pattern", maintain_order=True):
        if at in closes and points["point_at"].min() in closes:
            marks.append(report.Mark(at, closes[at], "signal", pattern))
            pairs = points.select("point_at", "price").rows()
            shapes.append(report.Shape(pairs, points["point"].to_list()))
    return report.candles(shown, marks=marks, shapes=shapes, title=f"{symbol}: patterns")


def _around(bars: pl.DataFrame, anchors: pl.DataFrame) -> pl.DataFrame:
    """Cut out the newest pattern with some room on both sides."""
    last = anchors.filter(pl.col("at") == pl.col("at").max())
    place = pl.col("at").is_between(last["point_at"].min(), last["at"].max())
    rows = bars.select(pl.arg_where(place)).to_series().to_list()
    if not rows:
        return bars.clear()
    room = max(FEWEST_AROUND, len(rows) // 2)
    return bars[max(0, rows[0] - room) : rows[-1] + 1 + room]


def _window(bars: pl.DataFrame, symbol: str, start: date | None, end: date | None) -> pl.DataFrame:
    own = bars.filter(pl.col("symbol") == symbol)
    if end is not None:
        own = own.filter(pl.col("at").dt.date() <= end)
    return own.tail(SHOWN_BARS) if start is None else own.filter(pl.col("at").dt.date() >= start)
