"""Order intents from signals and positions: pure, with ids that a re-run makes again."""

from datetime import datetime
from decimal import Decimal

from pytoolkit.live.desk import Deal
from pytoolkit.models.base import Side
from pytoolkit.models.order import Leg, OrderClass, OrderIntent
from pytoolkit.models.signal import Signal


def entry_intent(signal: Signal, attempt: int, at: datetime) -> OrderIntent:
    """Plan the entry: a bracket with the one target, or a stop only (OTO) without one."""
    order_class: OrderClass = "bracket" if signal.target_prices else "oto"
    return OrderIntent.model_validate(
        {
            "client_order_id": client_order_id(signal, "entry1", attempt),
            "signal_id": signal.signal_id,
            "leg": "entry1",
            "attempt": attempt,
            "symbol": signal.symbol,
            "side": signal.side,
            "kind": signal.order,
            "order_class": order_class,
            "time_in_force": "gtc",
            "quantity": signal.quantity,
            "limit_price": signal.entry_price if signal.order == "limit" else None,
            "stop_price": signal.entry_price if signal.order == "stop" else None,
            "take_profit_price": signal.target_prices[0] if signal.target_prices else None,
            "stop_loss_price": signal.stop_price,
            "created_at": at,
            "updated_at": at,
        }
    )


def exit_intent(deal: Deal, reason: str, at: datetime, leg: Leg = "exit") -> OrderIntent:
    """Plan to close what is open at the market; its legs are canceled before it leaves."""
    assert deal.position is not None, "only what is open can be closed"
    return _closing(
        deal, leg, at, kind="market", quantity=deal.position.open_quantity, exit_reason=reason
    )


def stop_intent(deal: Deal, price: Decimal, replaces: str, at: datetime) -> OrderIntent:
    """Plan to move the stop leg to a price."""
    assert deal.position is not None, "only what is open has a stop"
    return _closing(
        deal,
        "stop",
        at,
        kind="stop",
        quantity=deal.position.open_quantity,
        stop_price=price,
        replaces=replaces,
    )


def _closing(deal: Deal, leg: Leg, at: datetime, **fields: object) -> OrderIntent:
    attempt = deal.attempts(leg) + 1
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
