"""Working orders against one bar."""

from typing import Literal, NamedTuple, cast

from pytoolkit import _core


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
