"""The answers of a stream, bar after bar, as the frame that a batch gives."""

import polars as pl

from pytoolkit.certificate.result import Progress
from pytoolkit.signals import PRICES, Stream

EVERY = 1000
"""Bars between two words about the progress."""


def push_each(
    stream: Stream, bars: pl.DataFrame, schema: pl.Schema, tell: Progress
) -> pl.DataFrame:
    """Push every bar by itself, in order of time as they come live.

    Args:
        stream: cold.
        bars: sorted by symbol, at.
        schema: of the batch's answer.
        tell: takes the progress.

    Returns:
        The answers in the order of the bars, without symbol and at.
    """
    rows = bars.select(pl.int_range(pl.len()), "symbol", pl.col("at").to_physical(), *PRICES)
    answers: list[dict[str, float | bool | None]] = [{}] * bars.height
    for count, (row, symbol, at, *values) in enumerate(rows.sort("at", "symbol").iter_rows()):
        if count % EVERY == 0:
            tell("bars pushed", count, bars.height)
        answers[row] = stream.push(symbol, at, *values)
    names = [name for name in schema if name not in ("symbol", "at")]
    return pl.DataFrame(
        {name: pl.Series([each[name] for each in answers], dtype=schema[name]) for name in names}
    )


def push_together(stream: Stream, bars: pl.DataFrame, instants: int) -> pl.DataFrame:
    """Push the bars of an instant at once, as a universe comes live.

    Args:
        stream: cold; it is warmed with the bars before.
        bars: sorted by symbol, at.
        instants: how many, the last ones.

    Returns:
        The answers to the bars of those instants, sorted by symbol, at.
    """
    first = bars["at"].unique().sort()[-instants:].item(0)
    stream.warm(bars.filter(pl.col("at") < first))
    pushed = bars.filter(pl.col("at") >= first).partition_by("at", maintain_order=True)
    return pl.concat([stream.push_many(part) for part in pushed]).sort("symbol", "at")
