"""What a strategy says about a bar."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl

from pytoolkit import _core
from pytoolkit.core.grids import Grid

_PRICES = ("open", "high", "low", "close", "volume")


class Decision(NamedTuple):
    """What a strategy says about a bar on which its entry fired; null is None."""

    row: int
    """The signal bar among the given ones."""
    fired: tuple[str, ...]
    """Text of every alternative of the entry rule that was true."""
    high: bool
    """Whether the conviction is HIGH."""
    gates: tuple[bool | None, ...]
    """Verdict of each gate, in order of name."""
    observed: dict[str, float | None]
    """Every value the gates look at, by expression text."""
    context: tuple[float | None, ...]
    """Context values, in order of name."""
    entry_price: float | None
    """As computed, not on the asset's grid yet."""
    stop: float | None
    """As computed."""
    targets: tuple[float | None, ...]
    """As computed, nearest first."""


class CompiledStrategy:
    """A strategy's rules and plan as one graph.

    Args:
        definition: canonical JSON of the strategy's model.
        grid: length and sessions of its bars.

    Raises:
        BadRule: a text that does not parse or uses a name that its field does not know.
    """

    def __init__(self, definition: str, grid: Grid | None = None) -> None:
        self._core = _core.Strategy(definition, grid)
        self.timed = self._core.timed
        """Whether an expression asks for longer bars or the session."""
        self.warmup = self._core.warmup
        """Leading bars without a value, of the expression that takes longest."""
        self.alternatives = tuple(self._core.alternatives)
        """Text of every alternative of the entry rule."""
        self.observed = tuple(self._core.observed)
        """Text of every value the gates look at."""

    def run(self, bars: pl.DataFrame, history: int | None = None) -> list[Decision]:
        """Decide on every bar, in order of rows.

        Args:
            bars: sorted by symbol, at.
            history: decide each bar from exactly that many; None: from all before it.

        Raises:
            BadBars: a bar is not finite or out of order.
        """
        ranges = symbol_ranges(bars)
        told = self._core.run(bars["at"].to_physical(), _columns(bars), ranges, history)
        return [self._decision(one) for one in told]

    def decide(
        self, bars: pl.DataFrame, rows: Sequence[int], history: int
    ) -> list[Decision | None]:
        """Decide on some rows, each from exactly `history` bars that end with it.

        Args:
            bars: sorted by symbol, at; not checked.
            rows: ascending.
            history: bars to see, the row's own included.
        """
        firsts = {
            row: first
            for _, first, end in symbol_ranges(bars)
            for row in rows
            if first <= row < end
        }
        places = [(firsts[row], row) for row in rows]
        told = self._core.decide(bars["at"].to_physical(), _columns(bars), places, history)
        return [None if one is None else self._decision(one) for one in told]

    def _decision(self, told: "_core._Told") -> Decision:
        row, fired, high, gates, observed, context, entry_price, stop, targets = told
        return Decision(
            row,
            tuple(self.alternatives[index] for index in fired),
            high,
            tuple(gates),
            dict(zip(self.observed, observed, strict=True)),
            tuple(context),
            entry_price,
            stop,
            tuple(targets),
        )


class Decider:
    """A strategy that takes bars one at a time and decides each from the last `history` of them.

    What it decides is what `CompiledStrategy.decide` decides on the same bars.

    Args:
        strategy: compiled.
        history: bars to see, the newest included.
    """

    def __init__(self, strategy: CompiledStrategy, history: int) -> None:
        self._strategy = strategy
        self._core = _core.Decider(strategy._core, history)

    def last(self, symbol: str) -> int | None:
        """Give the start of a symbol's newest bar, microseconds UTC; None before the first."""
        return self._core.last(symbol)

    def knows(self, symbol: str, at: pl.Series) -> bool:
        """Say whether all bars of a symbol with these starts are among those that are kept."""
        return self._core.knows(symbol, at.to_physical())

    def warm(self, bars: pl.DataFrame) -> None:
        """Take history, in place of what is known of its symbols, without deciding.

        Args:
            bars: sorted by symbol, at.

        Raises:
            BadBars: a bar is not finite or out of order.
        """
        for symbol, first, end in symbol_ranges(bars):
            own = bars[first:end]
            self._core.warm(symbol, own["at"].to_physical(), _columns(own))

    def push(  # noqa: PLR0917  # seven values, as `Stream.push`
        self,
        symbol: str,
        at: datetime | int,
        open: float,
        high: float,
        low: float,
        close: float,
        volume: float,
    ) -> Decision | None:
        """Take the next bar of a symbol; gives the decision where the entry fires.

        Raises:
            BadBars: not finite, or not later than the symbol's last bar; nothing was changed.
        """
        told = self._core.push(symbol, at, open, high, low, close, volume)
        return None if told is None else self._strategy._decision(told)

    def push_many(
        self, bars: Sequence[tuple[Any, ...]]
    ) -> tuple[list[tuple[int, Decision]], list[str]]:
        """Take bars that came together, on several threads.

        Args:
            bars: tuples that begin with symbol, start in microseconds UTC, open, high, low, close,
                volume. One that is not later than its symbol's last is passed over.

        Returns:
            The place of each bar on which the entry fires with the decision, in order; and why
            others were refused.
        """
        told, refused = self._core.push_many(bars)
        decided = [(place, self._strategy._decision(each)) for place, each in told]
        return decided, [why for _, why in refused]

    def decide(self, symbol: str) -> Decision | None:
        """Decide on the newest bar of a symbol again, after a correction."""
        told = self._core.decide(symbol)
        return None if told is None else self._strategy._decision(told)

    def revise(  # noqa: PLR0917  # seven values, as `Stream.push`
        self,
        symbol: str,
        at: datetime | int,
        open: float,
        high: float,
        low: float,
        close: float,
        volume: float,
    ) -> bool:
        """Correct a bar; says whether it is still kept.

        Raises:
            BadBars: not finite; nothing was changed.
        """
        return self._core.revise(symbol, at, open, high, low, close, volume)


def symbol_ranges(bars: pl.DataFrame) -> list[tuple[str, int, int]]:
    """Give each symbol with its first row and the row after its last; bars are sorted."""
    ranges: list[tuple[str, int, int]] = []
    start = 0
    for run in bars["symbol"].rle():
        ranges.append((run["value"], start, start + run["len"]))
        start += run["len"]
    return ranges


def substituted(text: str, entry_price: float, stop: float) -> str:
    """Fill a trade's own prices into an expression that uses the plan's names."""
    return _core.substituted(text, entry_price, stop)


def _columns(bars: pl.DataFrame) -> list[pl.Series]:
    return [bars[name] for name in _PRICES]
