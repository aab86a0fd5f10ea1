"""What becomes of a plan, bar by bar."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, cast

import polars as pl

from pytoolkit import _core


class Part(NamedTuple):
    """One part of a plan, with a stop of its own."""

    label: str
    """Reason of a fill at the target: TP1, TP2, TP3."""
    target: float | None
    """Null: the part has a stop only."""


class PriceSteps(NamedTuple):
    """Smallest steps of an order price."""

    step: float
    """At prices of 1 and more."""
    step_below_one: float
    """Below."""


class Plan(NamedTuple):
    """What is to be done about one signal; levels lie on the asset's grid."""

    side: Literal["buy", "sell"]
    kind: Literal["market", "limit", "stop"]
    entry_price: float | None
    """Limit or stop price; ignored for market."""
    valid_for: int
    """Bars the entry may wait."""
    stop: float
    """Initial stop of every part."""
    steps: PriceSteps
    """Grid for moved stops."""


class Event(NamedTuple):
    """One thing that happened to one part of a simulated trade."""

    bar: int
    """From 0, the first bar after the signal."""
    part: int
    """From 0; 0 for the entry, which fills all parts at once."""
    reason: str
    """ENTRY or an exit reason."""
    price: float
    """A level, a bar's open, or the last close at the horizon."""
    moment: Literal["open", "inside", "close"]
    """At the session's open, by its close, or a mark at its close."""


def move_stop(
    side: Literal["buy", "sell"], stop: float, wanted: float, close: float, steps: PriceSteps
) -> tuple[Literal["keep", "to", "close"], float | None]:
    """Decide at a bar's close whether a protective stop moves to a wanted level.

    Stops only tighten, onto the grid away from the position, not by less than a step. `close`
    means that the last close has passed the level: close the position at the market instead.
    """
    action, level = _core.move_stop(side, stop, wanted, close, steps)
    return cast(Literal["keep", "to", "close"], action), level


def simulate(
    plan: Plan,
    parts: Sequence[Part],
    bars: pl.DataFrame,
    *,
    trail: pl.Series | None = None,
    invalidation: pl.Series | None = None,
    exits: Mapping[str, pl.Series] | None = None,
) -> list[Event]:
    """Play a plan over the bars after its signal; no event: the entry never filled.

    Args:
        plan: the entry, the stop and the grid.
        parts: at least one, nearest target first.
        bars: open high low close from the first bar after the signal to the horizon.
        trail: the trailing stop on those bars.
        invalidation: true where the structure is gone.
        exits: exit reason to a column that is true where the rule holds, in order of rank.
    """
    as_number = pl.Float64
    return [
        Event(bar, part, reason, price, cast(Literal["open", "inside", "close"], moment))
        for bar, part, reason, price, moment in _core.simulate(
            plan,
            list(parts),
            [bars[name].cast(as_number) for name in ("open", "high", "low", "close")],
            None if trail is None else trail.cast(as_number),
            None if invalidation is None else invalidation.cast(as_number),
            [(reason, column.cast(as_number)) for reason, column in (exits or {}).items()],
        )
    ]
