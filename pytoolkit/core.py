"""Thin typed functions over the native core; the only importer of `_core`."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, cast

import polars as pl

from pytoolkit import _core

# --- rules ----------------------------------------------------------------------------------

Kind = Literal["boolean", "number"]
"""Type of an expression in rule text."""


class Param(NamedTuple):
    """One numeric parameter of a catalog entry; bounds are inclusive."""

    name: str
    default: float
    min: float
    max: float
    integer: bool
    """Only whole numbers."""


class Input(NamedTuple):
    """One input expression of a catalog entry."""

    name: str
    default: str
    """Column where none is written; empty: it must be written."""
    condition: bool
    """A condition, not a number."""


class Entry(NamedTuple):
    """What the catalog knows of one indicator or pattern."""

    name: str
    """As in rule text."""
    group: str
    inputs: tuple[Input, ...]
    params: tuple[Param, ...]
    """In TA-Lib's order."""
    outputs: tuple[str, ...]
    """In TA-Lib's order; a leading `value` is what the bare name means."""
    condition: bool
    """Whether `value` is a condition."""
    warmup: int
    """Leading nulls at the default parameters."""
    doc: str


def canonical(text: str, wanted: Kind | None = None) -> str:
    """Print rule text in its one canonical form, every parameter written.

    A plan's `entry_price` and `stop` are allowed names.

    Raises:
        BadRule: it does not parse, names something unknown, or is not of the wanted type.
    """
    return _core.canonical(text, wanted)


def warmup(text: str) -> int:
    """Count the leading bars on which an expression is null."""
    return _core.warmup(text)


def catalog() -> list[Entry]:
    """List everything that rule text can call."""
    return [
        Entry(
            name,
            group,
            tuple(Input(*told) for told in inputs),
            tuple(Param(*told) for told in params),
            tuple(outputs),
            condition,
            warmup,
            doc,
        )
        for name, group, inputs, params, outputs, condition, warmup, doc in _core.catalog()
    ]


# --- matching -------------------------------------------------------------------------------


class WorkingOrder(NamedTuple):
    """An order of the book that a bar is matched against."""

    id: str
    side: Literal["buy", "sell"]
    kind: Literal["market", "limit", "stop"]
    price: float | None
    """Limit or stop price; null for market."""
    parent: str | None = None
    """Order whose fill arms this one; null: working now."""
    oco: str | None = None
    """Group of which one fill cancels the others."""
    entered_inside: bool = False
    """Its parent was filled inside this very bar: it may stop, but take no profit yet."""


class Match(NamedTuple):
    """A fill that the matching function found."""

    id: str
    price: float
    """A level or the bar's open."""
    moment: Literal["open", "inside"]
    """At the session's open, or by its close."""


def match_open(open: float, orders: list[WorkingOrder]) -> list[Match]:
    """Fill what a bar's open reaches: market orders, stops and limits already passed.

    Children of an entry filled here are armed at once. Matches come in the order of events; a
    caller who keeps the book drops what was filled and the rest of its OCO groups.
    """
    return _matches(_core.match_open(open, orders))


def match_inside(
    high: float, low: float, close: float, open: float, orders: list[WorkingOrder]
) -> list[Match]:
    """Fill what the rest of a bar reaches: stops nearest the open first, then limits.

    An order that the open had already passed came later than the open and fills at the open; a
    market order that came later fills at the close.
    """
    return _matches(_core.match_inside(high, low, close, open, orders))


def match_bar(
    open: float, high: float, low: float, close: float, orders: list[WorkingOrder]
) -> list[Match]:
    """Match a whole bar: `match_open`, then `match_inside`."""
    return _matches(_core.match_bar(open, high, low, close, orders))


def _matches(told: list[tuple[str, float, str]]) -> list[Match]:
    return [Match(*cast(tuple[str, float, Literal["open", "inside"]], match)) for match in told]


# --- outcomes -------------------------------------------------------------------------------


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
