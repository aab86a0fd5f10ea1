"""Past states out of current rows and history, as frames: no I/O."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl


def with_successors(
    current: pl.LazyFrame, history: pl.LazyFrame, key: Sequence[str]
) -> pl.LazyFrame:
    """Give the history rows that count, with what superseded them.

    Args:
        current: rows in force.
        history: kept rows; one whose version is not older than the current one was kept by a
            merge that has not happened (yet) and is left out.
        key: columns that identify a row.

    Returns:
        history plus superseded_at and superseded_by: recorded_at and run_id of the next version.
    """
    newest = current.select(*key, "version", "recorded_at", "run_id")
    older = history.join(newest.select(*key, newest="version"), on=list(key)).filter(
        pl.col("version") < pl.col("newest")
    )
    chain = pl.concat([older.select(*key, "version", "recorded_at", "run_id"), newest])
    successors = chain.sort("version").select(
        *key,
        "version",
        superseded_at=pl.col("recorded_at").shift(-1).over(*key, order_by="version"),
        superseded_by=pl.col("run_id").shift(-1).over(*key, order_by="version"),
    )
    return older.drop("newest").join(successors, on=[*key, "version"])


def as_known(current: pl.LazyFrame, history: pl.LazyFrame, as_of: datetime) -> pl.LazyFrame:
    """Give the rows that were in force at an instant, the instant of a recording included.

    Args:
        current: rows in force now.
        history: as made by `with_successors`.
        as_of: market time.
    """
    known = pl.col("recorded_at") <= pl.lit(as_of)
    past = history.filter(known & (pl.col("superseded_at") > pl.lit(as_of)))
    past = past.drop("superseded_at", "superseded_by")
    return pl.concat([current.filter(known), past], how="diagonal")
