"""What the live service tells in its alarms."""

from collections.abc import Sequence
from datetime import date

from pytoolkit.alarms import Notice
from pytoolkit.live.desk import Deal
from pytoolkit.models.account import Activity
from pytoolkit.models.alarm import AlarmKind
from pytoolkit.models.order import OrderIntent

NO_BARS: tuple[AlarmKind, str] = ("no_bars", "data stream")
"""The alarm that the data stream was refused for good."""


def no_bars(reason: str) -> Notice:
    """Tell that the data stream was refused for good."""
    return Notice(f"no bars come any more: {reason}")


def missing_bars(symbols: Sequence[str], ds: date) -> dict[str, Notice]:
    """Tell of symbols whose daily bar did not come, by symbol."""
    return {
        each: Notice(f"no bar of {ds} for {each}: nothing is decided on it", each)
        for each in symbols
    }


def foreign(fill: Activity) -> Notice:
    """Tell of an execution that belongs to no order of ours."""
    words = f"execution {fill.activity_id} of {fill.side} {fill.quantity} {fill.symbol}"
    return Notice(
        f"{words} is of no order of ours ({fill.order_id})",
        fill.symbol,
        (fill.activity_id, fill.order_id),
    )


def about(deal: Deal, words: str, *ids: str) -> Notice:
    """Tell something about a deal; the sentence begins with its symbol."""
    return Notice(f"{deal.signal.symbol} {words}", deal.signal.symbol, (deal.signal.key, *ids))


def fields(intent: OrderIntent | None) -> dict[str, str]:
    """Give what a line in the log tells of an order besides its words."""
    if intent is None:
        return {}
    return {
        "symbol": intent.symbol,
        "signal_id": str(intent.signal_id),
        "client_order_id": intent.client_order_id,
    }
