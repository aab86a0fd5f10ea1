"""Two answers that must be equal: null is null, NaN is NaN, floats are equal to the last bit."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import polars as pl


@dataclass(frozen=True, slots=True)
class Difference:
    """The earliest bar on which a column differs.

    Attributes:
        row: of the compared frames.
        symbol: whose bar.
        at: its start.
        column: which output.
        value: in the one frame.
        other: in the other.
    """

    row: int
    symbol: str
    at: datetime
    column: str
    value: object
    other: object


def differences(
    keys: pl.DataFrame, ours: pl.DataFrame, theirs: pl.DataFrame, columns: Iterable[str]
) -> Iterator[Difference]:
    """Find, for each column that differs, the earliest bar where it does.

    Args:
        keys: symbol and at of every row.
        ours: the columns, rows as in keys.
        theirs: the same columns and rows.
        columns: which to compare.
    """
    for column in columns:
        one, two = ours[column], theirs[column]
        rows = unequal(one, two).arg_true()
        if len(rows):
            instants = keys["at"].gather(rows)
            row = int(rows[instants.arg_min() or 0])
            yield Difference(row, keys["symbol"][row], keys["at"][row], column, one[row], two[row])


def always_null(frame: pl.DataFrame, columns: Iterable[str]) -> tuple[str, ...]:
    """Give the columns that have no value on any row."""
    return tuple(column for column in columns if frame[column].null_count() == frame.height)


def unequal(ours: pl.Series, theirs: pl.Series) -> pl.Series:
    """Say of every row whether two columns differ."""
    if ours.dtype != theirs.dtype:
        wanted = _common(ours.dtype, theirs.dtype)
        if wanted is None:
            return pl.Series([True]).new_from_index(0, len(ours))
        ours, theirs = ours.cast(wanted), theirs.cast(wanted)
    different = ours.ne_missing(theirs)
    if ours.dtype.is_float():
        # Zeros have a sign that `!=` does not see; their reciprocals do.
        different |= (1.0 / ours).ne_missing(1.0 / theirs)
    return different


def _common(one: pl.DataType, two: pl.DataType) -> pl.DataType | None:
    """Give the type to compare two types in: a column of nulls only may have lost its own."""
    if pl.Null() in (one, two):
        return two if one == pl.Null() else one
    if one.is_integer() and two.is_integer():
        return pl.Int128()
    return pl.Float64() if one.is_numeric() and two.is_numeric() else None


def same(ours: object, theirs: object) -> bool:
    """Say whether two values of one kind are equal."""
    if isinstance(ours, float) and isinstance(theirs, float):
        signs = math.copysign(1.0, ours) == math.copysign(1.0, theirs)
        return (ours == theirs and signs) or (math.isnan(ours) and math.isnan(theirs))
    return ours == theirs
