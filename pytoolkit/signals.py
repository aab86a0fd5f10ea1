"""Expressions over bars: whole histories, one bar, or one bar of a universe."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Self, get_args

import polars as pl

from pytoolkit import core, frames
from pytoolkit.errors import BadBars, BadRule, UsageError
from pytoolkit.expression import Rule, text_of
from pytoolkit.frames import Calendar
from pytoolkit.models.base import Timeframe

PRICES = ("open", "high", "low", "close", "volume")
AT = pl.Datetime("us", "UTC")
TAKEN = ("symbol", "at", "error")
SESSIONS_FROM, SESSIONS_AHEAD = date(2000, 1, 1), timedelta(days=366)
"""The sessions that a stream knows: from a day on, and so far beyond today."""


def evaluate(
    bars: pl.DataFrame,
    columns: Mapping[str, Rule | str],
    *,
    timeframe: Timeframe | None = None,
    calendar: Calendar = "UTC",
    threads: int | None = None,
) -> pl.DataFrame:
    """Evaluate expressions on every bar of every symbol.

    Args:
        bars: n rows sorted by (symbol, at); open high low close in quote currency, volume in
            base units.
        columns: output name to expression.
        timeframe: length of the bars; needed by `on("1Hour", ...)` and functions of the session.
        calendar: whose sessions they belong to: `XNYS` for equities, `UTC` for crypto.
        threads: how many may work; null: one per core. The values do not depend on it.

    Returns:
        n rows: symbol, at, one column per name (Float64 or Boolean); null until the expression
        is warm.

    Raises:
        BadBars: a bar is out of order or not finite; names symbol and instant of the first one.
        BadRule: an expression does not parse; names the column.
    """
    if threads is not None and threads < 1:
        raise UsageError(f"threads must be at least 1, not {threads}")
    _check_sessions(timeframe, calendar)
    texts = _texts(columns)
    given = bar_columns(bars)
    grid = None
    if timeframe is not None and len(bars) and _any_timed(texts):
        at = given[1]
        grid = frames.grid(timeframe, calendar, day_of(at.min()), day_of(at.max()))
    elif timeframe is not None:
        grid = core.grid_without_sessions(timeframe)
    results = core.evaluate(given, list(texts.values()), threads or 0, grid)
    return _frame(given, dict(zip(texts, results, strict=True)))


class Stream(core.Engine):
    """Expressions that take bars one at a time and remember every symbol.

    Bars that are not later than the symbol's last, or not finite, are refused and change nothing.
    A symbol that is new starts cold; gaps are allowed.

    Args:
        columns: output name to expression.
        timeframe: as in `evaluate`.
        calendar: as in `evaluate`.
        correctable: how many of the last bars of each symbol `revise` can correct; each is kept,
            and every bar is computed twice.
    """

    _names: tuple[str, ...]

    def __new__(
        cls,
        columns: Mapping[str, Rule | str],
        *,
        timeframe: Timeframe | None = None,
        calendar: Calendar = "UTC",
        correctable: int = 0,
    ) -> Self:
        """Compile the expressions."""
        if correctable < 0:
            raise UsageError(f"correctable must be 0 or more bars, not {correctable}")
        _check_sessions(timeframe, calendar)
        texts = _texts(columns)
        grid = None
        if timeframe is not None and _any_timed(texts):
            ahead = datetime.now(UTC).date() + SESSIONS_AHEAD
            grid = frames.grid(timeframe, calendar, SESSIONS_FROM, ahead)
        elif timeframe is not None:
            grid = core.grid_without_sessions(timeframe)
        stream = super().__new__(cls, list(texts), list(texts.values()), grid, correctable)
        stream._names = tuple(texts)
        return stream

    def push_many(self, frame: pl.DataFrame) -> pl.DataFrame:  # type: ignore[override]
        """Take one bar of each of many symbols, in one call.

        Args:
            frame: columns as `bars` of `evaluate`, one row per symbol in any order. Symbols that
                are absent keep their state.

        Returns:
            The same rows in the same order: symbol, at, one column per name, error (null, or why
            the row was refused: then its values are null and its symbol's state untouched).

        Raises:
            BadBars: a symbol is there twice, or a value is null; nothing was changed.
        """
        given = bar_columns(frame)
        results, refused = super().push_many(given)
        answer = _frame(given, dict(zip(self._names, results, strict=True)))
        error: pl.Series = pl.Series("error", [None], pl.String).new_from_index(0, len(frame))
        for row, why in refused:
            error[row] = why
        return answer.with_columns(error)

    def warm(self, bars: pl.DataFrame) -> None:  # type: ignore[override]
        """Take history: bars of any symbols, sorted by (symbol, at).

        Raises:
            BadBars: a bar is refused; names symbol and instant; nothing was changed.
        """
        super().warm(bar_columns(bars))

    def revise(  # type: ignore[override]  # noqa: PLR0917 - seven values, as `push`
        self,
        symbol: str,
        at: datetime | int,
        open: float,
        high: float,
        low: float,
        close: float,
        volume: float,
    ) -> pl.DataFrame:
        """Correct a bar that was taken; the stream goes on as if it had known it all along.

        What was told, and may have been acted on, is not repainted: it stands beside what would
        have been told.

        Args:
            symbol: whose bar.
            at: start of the bar; one of the last `correctable` of the symbol.
            open: corrected, as all values of the bar.
            high: corrected.
            low: corrected.
            close: corrected.
            volume: corrected.

        Returns:
            A row for the corrected bar and for each after it: symbol, at, and for each column its
            value now and, as `<name>_acted`, the value told when the bar was taken.

        Raises:
            BadBars: the bar is not among those kept, or not finite; nothing was changed.
        """
        instants, now, told = super().revise(symbol, at, open, high, low, close, volume)
        columns = [pl.Series("symbol", [symbol] * len(instants), pl.String())]
        columns.append(pl.Series("at", instants, pl.Int64()).cast(AT))
        for name, revised, acted in zip(self._names, now, told, strict=True):
            columns += [pl.Series(revised).alias(name), pl.Series(acted).alias(f"{name}_acted")]
        return pl.DataFrame(columns)


def catalog() -> pl.DataFrame:
    """List every function that rule text can call.

    Returns:
        name (as in rule text), group, params List(Struct{name, default, min, max}), outputs
        List(String) in TA-Lib's order (one: `["value"]`), warmup Int64 (leading nulls at the
        defaults), doc.
    """
    number = pl.Float64
    param = pl.Struct({"name": pl.String, "default": number, "min": number, "max": number})
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "name": pl.String,
        "group": pl.String,
        "params": pl.List(param),
        "outputs": pl.List(pl.String),
        "warmup": pl.Int64,
        "doc": pl.String,
    }
    rows = [
        {
            "name": entry.name,
            "group": entry.group,
            "params": [
                {"name": p.name, "default": p.default, "min": p.min, "max": p.max}
                for p in entry.params
            ],
            "outputs": list(entry.outputs),
            "warmup": entry.warmup,
            "doc": entry.doc,
        }
        for entry in core.catalog()
    ]
    return pl.DataFrame(rows, schema=schema)


def _check_sessions(timeframe: str | None, calendar: str) -> None:
    if timeframe is not None and timeframe not in get_args(Timeframe):
        known = " ".join(get_args(Timeframe))
        raise UsageError(f"timeframe {timeframe!r} is not one of {known}")
    if calendar not in get_args(Calendar):
        raise UsageError(f"calendar {calendar!r} is not one of {' '.join(get_args(Calendar))}")


def _any_timed(texts: Mapping[str, str]) -> bool:
    """Say whether sessions are needed: to know those of many years takes a moment."""
    return any(core.is_timed(text) for text in texts.values())


def day_of(instant: object) -> date:
    """Give the UTC date of an instant taken out of a frame."""
    assert isinstance(instant, datetime)
    return instant.date()


def _texts(columns: Mapping[str, Rule | str]) -> dict[str, str]:
    """Take expressions as text, and refuse bad ones by the name of their column."""
    texts = {}
    for name, rule in columns.items():
        if name in TAKEN:
            raise BadRule(f"column {name!r}: the name is taken, choose another")
        try:
            texts[name] = core.canonical(text_of(rule))
        except BadRule as refusal:
            raise BadRule(f"column {name!r}: {refusal}", refusal.at, refusal.syntax) from None
    return texts


def bar_columns(bars: pl.DataFrame) -> list[pl.Series]:
    """Take the seven columns, each in one piece and of the core's type."""
    wanted = {"symbol": pl.String(), "at": AT} | dict.fromkeys(PRICES, pl.Float64())
    return [_column(bars, name, dtype) for name, dtype in wanted.items()]


def _column(bars: pl.DataFrame, name: str, dtype: pl.DataType) -> pl.Series:
    if name not in bars.columns:
        have = ", ".join(bars.columns)
        raise BadBars(f"bars have no column {name!r}; they have {have}")
    column = bars.get_column(name)
    found = column.dtype
    if found != dtype:
        allowed = (
            isinstance(found, pl.Categorical | pl.Enum)
            if name == "symbol"
            else isinstance(found, pl.Datetime) and found.time_zone == "UTC"
            if name == "at"
            else found.is_integer() or found == pl.Float32
        )
        if not allowed:
            raise BadBars(f"column {name!r} of bars is {found}; it must be {dtype}")
        column = column.cast(dtype)
    return column if column.n_chunks() == 1 else column.rechunk()


def _frame(given: Sequence[pl.Series], results: Mapping[str, core.ArrowArray]) -> pl.DataFrame:
    symbol, at, *_ = given
    return pl.DataFrame(
        [symbol, at, *(pl.Series(told).alias(name) for name, told in results.items())]
    )
