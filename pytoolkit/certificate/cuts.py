"""Where bars are cut, and what is put in the place of the bars after a cut."""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

import polars as pl

MIRROR = {"open": "open", "high": "low", "low": "high", "close": "close"}
"""What a price becomes when it is turned upside down."""
T = TypeVar("T")

MOST_SYMBOLS = 16
"""Symbols that are computed alone."""
AT_ENDS = 8
"""A cut in so many is among the first instants, and as many among the last."""
AT_EDGES = 4
"""A cut in so many is the last instant of a UTC day."""


def choose_cuts(bars: pl.DataFrame, count: int, seed: int) -> list[datetime]:
    """Choose the instants after which bars are taken away.

    Args:
        bars: sorted by symbol, at.
        count: how many at most.
        seed: of the random ones.

    Returns:
        Ascending: every instant but the last, which nothing follows, where there are no more than
        `count`; else the first and the last ones, last instants of days evenly over the history,
        and random ones.
    """
    instants = bars["at"].unique().sort()
    last = len(instants) - 1
    if last <= count:
        return instants[:-1].to_list()
    ends = max(1, count // AT_ENDS)
    chosen = {*range(ends), *range(last - ends, last)}
    days = instants.dt.date()
    edges = (days[1:] != days[:-1]).arg_true().to_list()
    chosen.update(spread(edges, count // AT_EDGES))
    rest = sorted(set(range(last)) - chosen)
    chosen.update(random.Random(seed).sample(rest, max(0, count - len(chosen))))
    return instants.gather(spread(sorted(chosen), count)).to_list()


def spread(rows: Sequence[T], count: int) -> list[T]:
    """Take some of many, evenly, the first and the last among them."""
    if len(rows) <= count:
        return list(rows)
    step = (len(rows) - 1) / max(1, count - 1)
    return [rows[round(number * step)] for number in range(count)]


def mirrored(bars: pl.DataFrame, cut: datetime) -> pl.DataFrame:
    """Turn the bars after a cut upside down: what rises falls, highs become lows.

    Prices are turned around the symbol's last close before the cut, other numbers inside the range
    they have after it.
    """
    later = pl.col("at") > cut
    # A symbol that begins after the cut has no close to turn around: its first open will do.
    before = pl.col("close").filter(~later).last()
    pivot = pl.coalesce(before, pl.col("open").first()).over("symbol")
    turned = {to: pivot * pivot / pl.col(source) for to, source in MIRROR.items()}
    for name, kind in bars.schema.items():
        if kind.is_numeric() and name not in MIRROR:
            own = pl.col(name).filter(later)
            turned[name] = (own.max() + own.min()).over("symbol") - pl.col(name)
    return bars.with_columns(
        pl.when(later).then(new).otherwise(pl.col(name)).cast(bars.schema[name]).alias(name)
        for name, new in turned.items()
    )


def shuffled(bars: pl.DataFrame, cut: datetime, seed: int) -> pl.DataFrame:
    """Put the bars after a cut, whole as they are, in another order of time."""
    rows = bars.select("symbol", "at", row=pl.int_range(pl.len()))
    later = rows.filter(pl.col("at") > cut)
    order = rows["row"].scatter(
        later["row"], later.select(pl.col("row").shuffle(seed).over("symbol"))["row"]
    )
    return bars.with_columns(pl.exclude("symbol", "at").gather(order))
