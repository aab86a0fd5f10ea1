"""Bars as frames: symbol, at, open, high, low, close, volume; sorted by symbol, at.

A daily bar starts at New York midnight, as on Alpaca; its UTC date is the session's date.
"""

import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from pytoolkit.errors import BadBars
from pytoolkit.models.base import Timeframe, utc_text
from pytoolkit.models.market import CorporateAction

DATA = Path(__file__).parent.parent / "data"
NEW_YORK = ZoneInfo("America/New_York")
PRICES = ("open", "high", "low", "close")
BAR_SCHEMA = pl.Schema(
    {
        "symbol": pl.String(),
        "at": pl.Datetime("us", "UTC"),
        **dict.fromkeys(PRICES, pl.Float64()),
        "volume": pl.Float64(),
    }
)
BAR_COLUMNS = tuple(BAR_SCHEMA)
LENGTHS: dict[Timeframe, timedelta] = {
    "1Min": timedelta(minutes=1),
    "5Min": timedelta(minutes=5),
    "15Min": timedelta(minutes=15),
    "1Hour": timedelta(hours=1),
    "1Day": timedelta(days=1),
}
"""How long a bar is; the first and last of a session may be cut at its bells."""


@lru_cache(maxsize=1)
def shipped_bars() -> pl.DataFrame:
    """Give the daily bars that come with the package: raw prices, five symbols, 2000 to 2013."""
    return load_bars(DATA / "us_equities_daily.parquet")


@lru_cache(maxsize=1)
def _shipped_actions() -> tuple[CorporateAction, ...]:
    with (DATA / "corporate_actions.csv").open(newline="") as file:
        return tuple(
            CorporateAction(
                symbol=line["symbol"],
                ds=date.fromisoformat(line["ds"]),
                ratio=Decimal(line["ratio"]),
            )
            for line in csv.DictReader(file)
        )


def corporate_actions(symbols: Iterable[str] | None = None) -> list[CorporateAction]:
    """Give the shipped splits, of some symbols or of all."""
    wanted = None if symbols is None else set(symbols)
    return [each for each in _shipped_actions() if wanted is None or each.symbol in wanted]


def daily_at(ds: date) -> datetime:
    """Give the start of a daily bar: New York midnight of the session date, in UTC."""
    return datetime.combine(ds, time(), NEW_YORK).astimezone(UTC)


def adjusted(
    bars: pl.DataFrame, actions: Iterable[CorporateAction], as_of: date | None = None
) -> pl.DataFrame:
    """Express raw bars in the units of after the splits.

    Args:
        bars: raw bars of any timeframe.
        actions: splits, of any symbols.
        as_of: splits after this date are unknown and left out; None: all are known.

    Returns:
        The same rows: prices before a split divided by its ratio, volume multiplied.
    """
    known = [each for each in actions if as_of is None or each.ds <= as_of]
    if not known:
        return bars
    factor = pl.lit(1.0)
    for each in known:
        before = (pl.col("symbol") == each.symbol) & (pl.col("at") < daily_at(each.ds))
        factor = factor * pl.when(before).then(float(each.ratio)).otherwise(1.0)
    return bars.with_columns(
        *(pl.col(name) / factor for name in PRICES), volume=pl.col("volume") * factor
    )


def in_units_of(bars: pl.DataFrame, actions: Iterable[CorporateAction], ds: date) -> pl.DataFrame:
    """Express bars that are adjusted for all splits in the units that were traded on a day.

    Args:
        bars: adjusted bars, as a `MarketData` gives them.
        actions: splits, of any symbols.
        ds: the day whose fills and levels the prices shall be compared with.
    """
    factor = pl.lit(1.0)
    for each in actions:
        if each.ds > ds:
            here = pl.col("symbol") == each.symbol
            factor = factor * pl.when(here).then(float(each.ratio)).otherwise(1.0)
    return bars.with_columns(
        *(pl.col(name) * factor for name in PRICES), volume=pl.col("volume") / factor
    )


def load_bars(path: str | Path) -> pl.DataFrame:
    """Read a Parquet or CSV file of bars and check every one.

    Args:
        path: file with the columns symbol, at (aware; without a zone it is read as UTC), open,
            high, low, close, volume; daily files may have a date column `ds` in place of `at`.
            Other columns are left out.

    Raises:
        BadBars: the file cannot be read, a column is missing or mistyped, or a bar is wrong.
    """
    file = Path(path)
    if file.suffix not in (".parquet", ".csv"):
        raise BadBars(f"{file.name}: bars are read from .parquet or .csv, not {file.suffix!r}")
    if not file.is_file():
        raise BadBars(f"{file} does not exist; give the path of a .parquet or .csv file of bars")
    try:
        raw = pl.read_parquet(file) if file.suffix == ".parquet" else _read_csv(file)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadBars(f"{file.name} cannot be read: {str(error).splitlines()[0]}") from error
    try:
        return check_bars(_in_form(raw))
    except BadBars as error:
        raise BadBars(f"{file.name}: {error}") from error


def _read_csv(file: Path) -> pl.DataFrame:
    return pl.read_csv(file, try_parse_dates=True, schema_overrides={"symbol": pl.String()})


def _in_form(raw: pl.DataFrame) -> pl.DataFrame:
    """Bring a file's columns into the one form of bars."""
    if "at" not in raw.columns and raw.schema.get("ds") == pl.Date():
        start = pl.col("ds").cast(pl.Datetime("us")).dt.replace_time_zone("America/New_York")
        raw = raw.with_columns(at=start.dt.convert_time_zone("UTC"))
    missing = [name for name in BAR_COLUMNS if name not in raw.columns]
    if missing:
        raise BadBars(
            f"no column {', '.join(missing)}; bars need {', '.join(BAR_COLUMNS)} "
            f"(daily bars may have a date column ds in place of at)"
        )
    kind = raw.schema["at"]
    if not isinstance(kind, pl.Datetime):
        raise BadBars(f"column at is {kind}, not a datetime; write ISO 8601 instants with Z")
    zoned = pl.col("at") if kind.time_zone else pl.col("at").dt.replace_time_zone("UTC")
    wrong = [name for name in (*PRICES, "volume") if not raw.schema[name].is_numeric()]
    if wrong:
        raise BadBars(f"column {wrong[0]} is {raw.schema[wrong[0]]}, not a number")
    return raw.select(
        pl.col("symbol").cast(pl.String()),
        zoned.dt.convert_time_zone("UTC").dt.cast_time_unit("us"),
        *(pl.col(name).cast(pl.Float64()) for name in (*PRICES, "volume")),
    )


def check_bars(bars: pl.DataFrame) -> pl.DataFrame:
    """Give the bars back if each is whole, positive, in order and there once.

    Raises:
        BadBars: names symbol and instant of the first wrong bar, what is wrong, and what to do.
    """
    if bars.schema != BAR_SCHEMA:
        raise BadBars(f"bars have the columns {dict(bars.schema)}; they need {dict(BAR_SCHEMA)}")
    same = pl.col("symbol") == pl.col("symbol").shift(1)
    numbers = pl.concat_list(*PRICES, "volume").list
    any_missing = pl.any_horizontal(pl.all().is_null())
    checks: dict[str, pl.Expr] = {
        "has an empty field; fill it or leave the bar out": any_missing,
        "has a value that is not finite; leave the bar out": pl.any_horizontal(
            *(~pl.col(name).is_finite() for name in (*PRICES, "volume"))
        ),
        "has a negative value; prices are positive and volume is not below zero": numbers.min() < 0,
        "has a price of zero; leave the bar out": pl.min_horizontal(*PRICES) == 0,
        "has its high below its low; correct the bar": pl.col("high") < pl.col("low"),
        "opens or closes outside low..high; correct the bar": (
            (pl.max_horizontal("open", "close") > pl.col("high"))
            | (pl.min_horizontal("open", "close") < pl.col("low"))
        ),
        "is there twice; keep one": same & (pl.col("at") == pl.col("at").shift(1)),
        "is out of order; sort by symbol, then at": (
            (pl.col("symbol") < pl.col("symbol").shift(1))
            | (same & (pl.col("at") < pl.col("at").shift(1)))
        ),
    }
    reason = pl.coalesce(
        *(pl.when(wrong).then(pl.lit(words)) for words, wrong in checks.items()), pl.lit("")
    )
    found = bars.with_columns(reason=reason).filter(pl.col("reason") != "").head(1)
    if found.height:
        first = found.row(0, named=True)
        at = "no instant" if first["at"] is None else utc_text(first["at"])
        values = " ".join(f"{name}={first[name]}" for name in (*PRICES, "volume"))
        raise BadBars(f"the bar of {first['symbol']} at {at} {first['reason']} ({values})")
    return bars
