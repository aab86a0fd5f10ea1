"""Every signal a strategy would have given over a history."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import polars as pl

from pytoolkit import core, frames, schema
from pytoolkit.decision import compiled, history_of, signals_of
from pytoolkit.errors import BadBars
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.models.strategy import Strategy
from pytoolkit.risk import is_silent

log = logging.getLogger(__name__)
NEGLIGIBLE = 1e-6
"""A smaller relative difference between the two ways to scan is no news."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a decision from all bars is from the one that is made live.

    Attributes:
        largest: relative; infinite where the live decision would not have fired.
        symbol: where it was found; empty where there is no decision.
        at: start of that bar.
        value: which value differs.
    """

    largest: float
    symbol: str = ""
    at: datetime | None = None
    value: str = ""


def scan(strategy: Strategy, bars: pl.DataFrame, exact: bool = False) -> pl.DataFrame:
    """Find every signal of a strategy in a history, rejected ones and their reasons included.

    A signal in the cooldown after an earlier one that was not rejected does not appear, as live.

    Args:
        strategy: the definition; symbols that are not among its assets are passed over.
        bars: sorted by symbol, at; split-adjusted.
        exact: decide each bar from exactly `history` bars, as live. Otherwise all bars before it
            are used, which is faster; recursive averages then remember more, and the largest
            relative difference this makes is logged by `pytoolkit.scanning`, as a warning where
            it matters (`largest_difference` gives it as a value).

    Returns:
        One row per signal, in order of bar and symbol: the columns of the model Signal, with
        `observed` and `context` as Structs of Float64.

    Raises:
        BadBars: a bar is wrong, or none of the strategy's assets is among the bars.
    """
    signals = find_signals(strategy, bars, exact=exact)
    if not exact:
        difference = largest_difference(strategy, bars)
        level = logging.WARNING if difference.largest > NEGLIGIBLE else logging.INFO
        log.log(level, "%s: %s", strategy.strategy_id, _sentence(difference))
    return signals_frame(strategy, signals)


def find_signals(strategy: Strategy, bars: pl.DataFrame, *, exact: bool = False) -> list[Signal]:
    """Find the signals as models; the work of `scan`."""
    own = bars_of(strategy, bars)
    decisions = compiled(strategy).run(own, history_of(strategy) if exact else None)
    signals = sorted(
        signals_of(strategy, own, decisions), key=lambda signal: (signal.at, signal.symbol)
    )
    return signals if strategy.cooldown.bars == 0 else _without_silent(strategy, own, signals)


def bars_of(strategy: Strategy, bars: pl.DataFrame) -> pl.DataFrame:
    """Give the checked bars of the strategy's assets.

    Raises:
        BadBars: a bar is wrong, or none of the strategy's assets is among the bars.
    """
    own = bars.select(frames.BAR_COLUMNS).filter(pl.col("symbol").is_in(list(strategy.assets)))
    if own.is_empty() and not bars.is_empty():
        have = ", ".join(sorted(bars["symbol"].unique())[:5])
        wanted = ", ".join(strategy.assets)
        raise BadBars(f"the bars hold {have}; strategy {strategy.strategy_id} wants {wanted}")
    return frames.check_bars(own)


def signals_frame(strategy: Strategy, signals: Iterable[Signal]) -> pl.DataFrame:
    """Give signals of one strategy as a frame, `observed` and `context` as Structs."""
    rows = list(signals)
    names = {"observed": compiled(strategy).observed, "context": tuple(strategy.context)}
    structs = [
        pl.Series(
            column,
            [getattr(row, column) for row in rows],
            pl.Struct(dict.fromkeys(fields, pl.Float64())),
        )
        for column, fields in names.items()
    ]
    return schema.to_frame(Signal, rows).with_columns(structs)


def largest_difference(strategy: Strategy, bars: pl.DataFrame) -> Difference:
    """Compare the decisions from all bars with the live ones, on the bars where they fired."""
    own = bars_of(strategy, bars)
    decisions = compiled(strategy).run(own)
    rows = [decision.row for decision in decisions]
    live = compiled(strategy).decide(own, rows, history_of(strategy))
    return difference_between(strategy, own, decisions, live)


def difference_between(
    strategy: Strategy,
    bars: pl.DataFrame,
    decisions: Iterable[core.Decision],
    live: Iterable[core.Decision | None],
) -> Difference:
    """Compare decisions from all bars with the live ones on the same rows."""
    worst = (0.0, -1, "")
    for ours, theirs in zip(decisions, live, strict=True):
        worst = max(worst, _difference(strategy, ours, theirs))
    largest, row, value = worst
    if row < 0:
        return Difference(0.0)
    return Difference(largest, bars["symbol"][row], bars["at"][row], value)


def _difference(
    strategy: Strategy, ours: core.Decision, theirs: core.Decision | None
) -> tuple[float, int, str]:
    if theirs is None:
        return float("inf"), ours.row, "entry"
    pairs: list[tuple[str, float | None, float | None]] = [
        ("entry_price", ours.entry_price, theirs.entry_price),
        ("stop", ours.stop, theirs.stop),
        *(("targets", a, b) for a, b in zip(ours.targets, theirs.targets, strict=True)),
        *((name, ours.observed[name], theirs.observed[name]) for name in ours.observed),
        *zip(strategy.context, ours.context, theirs.context, strict=True),
    ]
    return max((_relative(a, b), ours.row, name) for name, a, b in pairs)


def _relative(ours: float | None, theirs: float | None) -> float:
    if ours is None or theirs is None:
        return 0.0 if ours is theirs else float("inf")
    return abs(ours - theirs) / max(abs(theirs), 1e-12)


def _sentence(difference: Difference) -> str:
    if not difference.symbol:
        return "no signals"
    return (
        f"values from all bars differ from those of a live decision by at most "
        f"{difference.largest:.2g} (relative; {difference.value} of {difference.symbol} on "
        f"{difference.at:%Y-%m-%d})"
    )


def _without_silent(
    strategy: Strategy, bars: pl.DataFrame, signals: Iterable[Signal]
) -> list[Signal]:
    """Leave out what comes in the cooldown of an earlier signal that was not rejected."""
    rows = {
        name: {at: (index, close) for index, (at, close) in enumerate(part.iter_rows())}
        for (name,), part in bars.select("symbol", "at", "close")
        .partition_by("symbol", as_dict=True, include_key=False)
        .items()
    }
    last: dict[str, datetime] = {}
    kept: list[Signal] = []
    for _, group in groupby(signals, key=lambda signal: signal.at):
        spoken = []
        for signal in group:
            scope = signal.symbol if strategy.cooldown.scope == "symbol" else ""
            if scope in last and _silent(strategy, rows[signal.symbol], last[scope], signal.at):
                continue
            spoken.append(signal)
        kept += spoken
        for signal in spoken:
            if signal.status is not SignalStatus.REJECTED:
                last[signal.symbol if strategy.cooldown.scope == "symbol" else ""] = signal.at
    return kept


def _silent(
    strategy: Strategy, rows: dict[datetime, tuple[int, float]], last: datetime, at: datetime
) -> bool:
    index, close = rows[at]
    if last in rows:
        since, before = index - rows[last][0], rows[last][1]
        return is_silent(strategy.cooldown, since, 100 * (close / before - 1))
    since = sum(1 for instant in rows if last < instant <= at)
    return is_silent(strategy.cooldown, since, 0.0)
