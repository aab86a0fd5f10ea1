"""What the live service tells in its alarms."""

from collections.abc import Sequence

from pytoolkit.alarms import Alarms, Notice
from pytoolkit.live.deal import Deal
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import DAY, Instant
from pytoolkit.models.account import Activity
from pytoolkit.models.alarm import AlarmKind
from pytoolkit.models.order import OrderIntent
from pytoolkit.ports import DATA_STREAM


def refused_stream(name: str) -> tuple[AlarmKind, str]:
    """Give the alarm that a stream was refused for good: its kind, and the stream."""
    return ("no_bars" if name == DATA_STREAM else "no_updates"), name


def tell_missing(
    alarms: Alarms, histories: Histories, missing: Sequence[str], instant: Instant
) -> None:
    """Raise an alarm for each symbol whose daily bar did not come at an instant that ends days."""
    for length in instant.ends:
        if length.timeframe != DAY:
            continue
        for symbol in histories[length].symbols:
            if symbol in missing:
                words = f"no bar of {instant.session.ds} for {symbol}: nothing is decided on it"
                alarms.sound("missing_bars", symbol, Notice(words, symbol), instant.at)
            else:
                alarms.clear("missing_bars", symbol, "a bar came", instant.at)


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
