"""Structure patterns for charts: where the pivots are that a detection stands on."""

import re

import polars as pl

from pytoolkit import core
from pytoolkit.errors import BadRule
from pytoolkit.expression import Rule, text_of
from pytoolkit.signals import AT, evaluate

SCHEMA: dict[str, pl.DataType] = {
    "symbol": pl.String(),
    "at": AT,
    "pattern": pl.String(),
    "point": pl.String(),
    "point_at": AT,
    "price": pl.Float64(),
}
PREFIX = "structure."


def anchors(bars: pl.DataFrame, text: Rule | str) -> pl.DataFrame:
    """Give the points that each detection of a structure pattern stands on, for charts.

    They are the pattern's own outputs: its `<point>_price`, on the bar that its `<point>_age`
    leads back to. All of them were confirmed by the detecting bar.

    Args:
        bars: n rows sorted by (symbol, at), as `evaluate` takes them.
        text: one call of a pattern: `"structure.gartley(5, tolerance=4)"`, or the same of `ta`.

    Returns:
        One row per point of each detection, detections as in `bars`, points from the oldest to
        the newest: symbol, at (start of the detecting bar), pattern (its name without
        `structure.`), point (`p1` ..., of harmonics `X A B C D`), point_at (start of the bar the
        point is on), price.

    Raises:
        BadBars: as `evaluate`.
        BadRule: the text is not one call of a structure pattern.
    """
    call, pattern, points = _pattern(text)
    columns = {"detected": call}
    for point in points:
        columns |= {f"{point}_{part}": f"{call}.{point}_{part}" for part in ("price", "age")}
    told = evaluate(bars, columns)
    found = told.with_row_index("row").filter("detected")
    parts = [
        found.select(
            "row",
            "symbol",
            "at",
            pl.lit(pattern).alias("pattern"),
            pl.lit(point.upper() if len(point) == 1 else point).alias("point"),
            told["at"]
            .gather(found["row"] - found[f"{point}_age"].cast(pl.UInt32))
            .alias("point_at"),
            pl.col(f"{point}_price").alias("price"),
        )
        for point in points
    ]
    # Stable, so that the points of a detection stay in their order.
    return pl.concat(parts).sort("row", maintain_order=True).select(SCHEMA.keys())


def _pattern(text: Rule | str) -> tuple[str, str, list[str]]:
    """Take a call apart: its canonical text, the pattern's name, and the names of its points."""
    call = core.canonical(text_of(text))
    entries = {entry.name: entry for entry in core.catalog() if entry.name.startswith(PREFIX)}
    name = re.match(r"[\w.]+", call)
    entry = entries.get(name[0]) if name else None
    if entry is not None:
        points = [each.removesuffix("_price") for each in entry.outputs if each.endswith("_price")]
        try:
            core.canonical(f"{call}.{points[0]}_price")
        except BadRule:
            pass
        else:
            return call, entry.name.removeprefix(PREFIX), points
    raise BadRule(f"`{call}` is not one call of a pattern, like `structure.double_bottom(5)`")
