"""Order intents from signals and positions: pure, with ids that a re-run makes again."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from pytoolkit import core
from pytoolkit.live.deal import Deal
from pytoolkit.live.states import target_of
from pytoolkit.models.base import Side
from pytoolkit.models.order import Leg, OrderClass, OrderIntent
from pytoolkit.models.signal import Signal

Parts = Sequence[tuple[core.Part, Decimal]]
"""The parts of a ladder (`TP1`, ...), each with its quantity."""
ENTRIES: dict[str, Leg] = {"TP1": "entry1", "TP2": "entry2", "TP3": "entry3"}
"""The entry of a part is named after its target."""


def entry_intents(signal: Signal, parts: Parts, at: datetime) -> list[OrderIntent]:
    """Plan the entry: for each part a bracket, or a stop only (OTO) where it has no target."""
    return [
        OrderIntent.model_validate(
            {
                "client_order_id": client_order_id(signal, leg, 1),
                "signal_id": signal.signal_id,
                "leg": leg,
                "attempt": 1,
                "symbol": signal.symbol,
                "side": signal.side,
                "kind": signal.order,
                "order_class": _class_of(part),
                "time_in_force": "gtc",
                "quantity": quantity,
                "limit_price": signal.entry_price if signal.order == "limit" else None,
                "stop_price": signal.entry_price if signal.order == "stop" else None,
                "take_profit_price": _target(signal, part),
                "stop_loss_price": signal.stop_price,
                "created_at": at,
                "updated_at": at,
            }
        )
        for part, quantity in parts
        for leg in [ENTRIES[part.label]]
    ]


def exit_intent(deal: Deal, reason: str, at: datetime, leg: Leg = "exit") -> OrderIntent:
    """Plan to close what is open at the market; its legs are canceled before it leaves."""
    return _closing(deal, leg, at, kind="market", quantity=deal.open_quantity, exit_reason=reason)


def stop_intent(
    deal: Deal,
    price: Decimal,
    replaces: str,
    at: datetime,
    *,
    quantity: Decimal | None = None,
    reason: str = "TRAIL",
    number: int = 1,
) -> OrderIntent:
    """Plan to move a stop leg to a price.

    Args:
        deal: whose.
        price: where to.
        replaces: the broker's id of the stop that stands.
        at: market time.
        quantity: units it stands for; None: all that is open.
        reason: what a fill of it is booked under.
        number: of this move among those that are planned together.
    """
    return _closing(
        deal,
        "stop",
        at,
        number,
        kind="stop",
        quantity=deal.open_quantity if quantity is None else quantity,
        stop_price=price,
        replaces=replaces,
        exit_reason=reason,
    )


def pair_intent(deal: Deal, entry: OrderIntent, at: datetime) -> OrderIntent:
    """Plan a target and a stop, as one pair, for what an entry bought before it ended."""
    assert deal.position is not None, "only what is open has exits"
    return _closing(
        deal,
        target_of(entry.leg),
        at,
        kind="limit",
        order_class="oco",
        quantity=entry.filled_quantity,
        take_profit_price=entry.take_profit_price,
        stop_loss_price=deal.position.stop_price,
    )


def shield_intent(deal: Deal, entry: OrderIntent, at: datetime) -> OrderIntent:
    """Plan a stop for what an entry without a target bought before it ended."""
    assert deal.position is not None, "only what is open has exits"
    return _closing(
        deal,
        "stop",
        at,
        kind="stop",
        quantity=entry.filled_quantity,
        stop_price=deal.position.stop_price,
        exit_reason=deal.position.stop_reason,
    )


def _closing(deal: Deal, leg: Leg, at: datetime, number: int = 1, **fields: object) -> OrderIntent:
    attempt = deal.attempts(leg) + number
    return OrderIntent.model_validate(
        {
            "client_order_id": client_order_id(deal.signal, leg, attempt),
            "signal_id": deal.signal.signal_id,
            "leg": leg,
            "attempt": attempt,
            "symbol": deal.signal.symbol,
            "side": opposite(deal.signal.side),
            "time_in_force": "gtc",
            "created_at": at,
            "updated_at": at,
            **fields,
        }
    )


def client_order_id(signal: Signal, leg: Leg, attempt: int) -> str:
    """Give our id of a request, unique for ever at the broker."""
    return f"{signal.signal_id}.{leg}.{attempt}"


def opposite(side: Side) -> Side:
    """Give the side that closes."""
    return "sell" if side == "buy" else "buy"


def _class_of(part: core.Part) -> OrderClass:
    return "oto" if part.target is None else "bracket"


def _target(signal: Signal, part: core.Part) -> Decimal | None:
    """Give the exact price of a part's target."""
    if part.target is None:
        return None
    return signal.target_prices[int(part.label.removeprefix("TP")) - 1]
