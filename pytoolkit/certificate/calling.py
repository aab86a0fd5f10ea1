"""One call of a user's function, and whether its answer can be compared."""

from collections.abc import Callable

import polars as pl

from pytoolkit.models.base import utc_text

Function = Callable[[pl.DataFrame], object]
KEYS = ("symbol", "at")


class Unusable(Exception):
    """A call that gave nothing to compare; the text says what it did."""


def call(function: Function, bars: pl.DataFrame) -> pl.DataFrame:
    """Call a function and take its outputs, one row per bar, without symbol and at.

    Raises:
        Unusable: it raises, or does not give one row per bar in the order of the bars.
    """
    try:
        given = function(bars.clone())
        if isinstance(given, pl.LazyFrame):
            given = given.collect()
    except Exception as error:  # a function of the user's may raise anything
        told = str(error).strip().splitlines()
        text = f"raises {type(error).__name__}: {told[0] if told else ''}".rstrip(": ")
        raise Unusable(text) from error
    if isinstance(given, pl.Series):
        given = given.to_frame(given.name or "value")
    if not isinstance(given, pl.DataFrame):
        raise Unusable(
            f"gives a {type(given).__name__}; give a polars DataFrame or Series with a row per bar"
        )
    if wrong := _wrong_rows(given, bars):
        raise Unusable(wrong)
    outputs = given.drop(KEYS, strict=False)
    if not outputs.columns:
        raise Unusable("gives no column beside symbol and at; there is nothing to compare")
    return outputs


def _wrong_rows(given: pl.DataFrame, bars: pl.DataFrame) -> str:
    """Say what is wrong with the rows of an answer; empty: nothing."""
    short = f"gives {given.height:,} rows for {bars.height:,} bars"
    if not all(name in given.columns for name in KEYS):
        return "" if given.height == bars.height else short
    wanted = bars.select(KEYS)
    try:
        found = given.select(pl.col(name).cast(kind) for name, kind in wanted.schema.items())
    except pl.exceptions.PolarsError:
        return "gives symbol or at in another type than the bars have"
    if found.equals(wanted):
        return ""
    lost = wanted.join(found, on=KEYS, how="anti", maintain_order="left")
    if lost.height:
        symbol, at = lost.row(0)
        return f"{short}; the first bar without a row is {symbol} {utc_text(at)}"
    if given.height != bars.height:
        return short
    row = (
        (wanted["symbol"].ne_missing(found["symbol"]) | wanted["at"].ne_missing(found["at"]))
        .arg_true()
        .item(0)
    )
    symbol, at = wanted.row(row)
    return (
        f"gives the rows in another order than the bars: row {row} must be {symbol} {utc_text(at)}"
    )
