"""Minutes of a market with sessions, some of them without a trade."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from pytoolkit import frames


def minutes(
    start: date, end: date, *, symbols: int = 1, seed: int = 0, traded: float = 0.8
) -> pl.DataFrame:
    """Give bars of one minute, some before and after the sessions, most minutes traded."""
    random = np.random.default_rng(seed)
    parts = []
    for number in range(symbols):
        at: list[datetime] = []
        for session in frames.sessions(start, end):
            first = session.open_at - timedelta(minutes=30)
            length = int((session.close_at - first).total_seconds() // 60) + 30
            kept = np.flatnonzero(random.random(length) < traded)
            at += [first + timedelta(minutes=int(minute)) for minute in kept]
        close = np.round(50 * np.exp(np.cumsum(random.normal(0, 0.001, len(at)))), 2)
        open_ = np.round(close * (1 + random.normal(0, 0.001, len(at))), 2)
        parts.append(
            pl.DataFrame(
                {
                    "symbol": [f"S{number}"] * len(at),
                    "at": pl.Series(at, dtype=pl.Datetime("us", "UTC")),
                    "open": open_,
                    "high": np.maximum(open_, close) + 0.01,
                    "low": np.minimum(open_, close) - 0.01,
                    "close": close,
                    "volume": random.integers(1, 1000, len(at)).astype(np.float64),
                }
            )
        )
    return pl.concat(parts)


def buckets(bars: pl.DataFrame, every: str) -> pl.DataFrame:
    """Give each bar in a session the start and end of its longer bar, by polars alone."""
    known = pl.DataFrame(
        [
            {"opens": each.open_at, "closes": each.close_at}
            for each in frames.sessions(bars["at"].min().date(), bars["at"].max().date())  # type: ignore[union-attr]
        ]
    ).cast(pl.Datetime("us", "UTC"))
    inside = (
        bars.sort("at")
        .join_asof(known.sort("opens"), left_on="at", right_on="opens", strategy="backward")
        .filter(pl.col("at") < pl.col("closes"))
    )
    if every == "1d":
        return inside.with_columns(start="opens", end="closes").sort("symbol", "at")
    cut = pl.col("at").dt.truncate(every)
    return inside.with_columns(
        start=pl.max_horizontal(cut, "opens"),
        end=pl.min_horizontal(cut.dt.offset_by(every), "closes"),
    ).sort("symbol", "at")


def longer(bars: pl.DataFrame, every: str) -> pl.DataFrame:
    """Give the longer bars of sessions, with the instant each ends."""
    return (
        buckets(bars, every)
        .group_by("symbol", "start", "end", maintain_order=True)
        .agg(
            pl.col("open").first(),
            pl.col("high").max(),
            pl.col("low").min(),
            pl.col("close").last(),
            pl.col("volume").sum(),
        )
        .rename({"start": "at"})
    )
