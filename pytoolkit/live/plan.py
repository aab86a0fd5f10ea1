"""Order intents from signals and positions: pure, with ids that a re-run makes again."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from pytoolkit import core, frames
from pytoolkit.decision import bar_end
from pytoolkit.live.deal import Deal
from pytoolkit.live.instants import STOCK_DAYS, length_of
from pytoolkit.live.states import target_of
from pytoolkit.models.base import JsonDict, Side
from pytoolkit.models.order import Leg, OrderClass, OrderIntent, TimeInForce
from pytoolkit.models.signal import Signal

Parts = Sequence[tuple[core.Part, Decimal]]
"""The parts of a ladder (`TP1`, ...), each with its quantity."""
ENTRIES: dict[str, Leg] = {"TP1": "entry1", "TP2": "entry2", "TP3": "entry3"}
"""The entry of a part is named after its target."""
ONE = Decimal(1)
SLACK = Decimal("0.01")
"""How much worse than its stop a stop-limit order may fill."""


def entry_intents(signal: Signal, parts: Parts, at: datetime) -> list[OrderIntent]:
    """Plan the entry, an order for each part.

    Whole shares: a bracket, or a stop only (OTO) where the part has no target. Pairs and fractions:
    a single order; the levels of its exits stay with us.
    """
    return [
        OrderIntent.model_validate(
            {
                "client_order_id": client_order_id(signal, leg, 1),
                "signal_id": signal.signal_id,
                "leg": leg,
                "attempt": 1,
                "symbol": signal.symbol,
                "side": signal.side,
                "order_class": _class_of(signal, part),
                "quantity": quantity,
                "take_profit_price": _target(signal, part),
                "stop_loss_price": signal.stop_price,
                "created_at": at,
                "updated_at": at,
                **_terms_of(signal),
            }
        )
        for part, quantity in parts
        for leg in [ENTRIES[part.label]]
    ]


def _terms_of(signal: Signal) -> JsonDict:
    """Give kind, prices and time in force of an entry."""
    price = signal.entry_price
    terms: JsonDict = {
        "kind": signal.order,
        "time_in_force": terms_of(signal),
        "limit_price": price if signal.order == "limit" else None,
        "stop_price": price if signal.order == "stop" else None,
    }
    if signal.order == "stop" and signal.asset_class == "CRYPTO":
        assert price is not None, "a stop entry has a price"
        terms |= {"kind": "stop_limit", "limit_price": beyond(price, signal.side)}
    return terms


def terms_of(signal: Signal) -> TimeInForce:
    """Give how long orders stand: fractions of shares are taken for the day only."""
    quantity = signal.quantity or ONE
    return "day" if signal.asset_class == "EQUITY" and quantity % ONE else "gtc"


def beyond(price: Decimal, side: Side) -> Decimal:
    """Give the limit of a stop-limit order: a little worse than its stop, on the same grid."""
    step = ONE.scaleb(min(int(price.as_tuple().exponent), 0))
    far = price * (1 + SLACK if side == "buy" else 1 - SLACK)
    return far.quantize(step, rounding=ROUND_CEILING if side == "buy" else ROUND_FLOOR)


def exit_intent(deal: Deal, reason: str, at: datetime, leg: Leg = "exit") -> OrderIntent:
    """Plan to close what is open at the market; its legs are canceled before it leaves."""
    return closing(deal, leg, at, kind="market", quantity=deal.open_quantity, exit_reason=reason)


def sale_intent(deal: Deal, entry: OrderIntent, at: datetime) -> OrderIntent:
    """Plan to close a part at the market whose target was reached; the last one takes the rest."""
    leg = target_of(entry.leg)
    others = [each for each in deal.entries if each is not entry and _is_open(deal, each)]
    quantity = part_quantity(deal, entry) if others else deal.open_quantity
    return closing(deal, leg, at, kind="market", quantity=quantity, exit_reason=leg.upper())


def part_quantity(deal: Deal, entry: OrderIntent) -> Decimal:
    """Give the units that an entry brought in."""
    held = deal.position
    return sum(
        (
            held.units_of(fill) - fill.fee_quantity
            for fill in (held.fills if held else ())
            if held is not None and fill.leg == entry.leg
        ),
        Decimal(0),
    )


def _is_open(deal: Deal, entry: OrderIntent) -> bool:
    return part_quantity(deal, entry) > 0 and not deal.attempts(target_of(entry.leg))


def guard_intent(deal: Deal, at: datetime) -> OrderIntent:
    """Plan a stop-limit order for all that is open of a pair."""
    assert deal.position is not None, "only what is open has a stop"
    price = deal.position.stop_price
    return closing(
        deal,
        "stop",
        at,
        kind="stop_limit",
        quantity=deal.open_quantity,
        stop_price=price,
        limit_price=beyond(price, opposite(deal.signal.side)),
        exit_reason=deal.position.stop_reason,
    )


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
    return closing(
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
    return closing(
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
    return closing(
        deal,
        "stop",
        at,
        kind="stop",
        quantity=entry.filled_quantity,
        stop_price=deal.position.stop_price,
        exit_reason=deal.position.stop_reason,
    )


def closing(deal: Deal, leg: Leg, at: datetime, number: int = 1, **fields: object) -> OrderIntent:
    """Plan an order that closes; `number` counts those of a leg that are planned together."""
    attempt = deal.attempts(leg) + number
    return OrderIntent.model_validate(
        {
            "client_order_id": client_order_id(deal.signal, leg, attempt),
            "signal_id": deal.signal.signal_id,
            "leg": leg,
            "attempt": attempt,
            "symbol": deal.signal.symbol,
            "side": opposite(deal.signal.side),
            "time_in_force": terms_of(deal.signal),
            "created_at": at,
            "updated_at": at,
            **fields,
        }
    )


def is_due(signal: Signal, at: datetime) -> bool:
    """Say whether an entry may still leave.

    Not once the session after its daily bar has opened; not once the next bar within a session has
    ended, nor the session; of a pair not once the next bar has ended.
    """
    if length_of(signal) == STOCK_DAYS:
        return at < frames.next_session(signal.ds).open_at
    ended = bar_end(signal.at, signal.timeframe, signal.asset_class)
    trades = signal.asset_class == "CRYPTO" or frames.session_at(at) is not None
    return trades and at < ended + frames.LENGTHS[signal.timeframe]


def client_order_id(signal: Signal, leg: Leg, attempt: int) -> str:
    """Give our id of a request, unique for ever at the broker."""
    return f"{signal.signal_id}.{leg}.{attempt}"


def opposite(side: Side) -> Side:
    """Give the side that closes."""
    return "sell" if side == "buy" else "buy"


def _class_of(signal: Signal, part: core.Part) -> OrderClass:
    if signal.asset_class == "CRYPTO" or terms_of(signal) == "day":
        return "simple"
    return "oto" if part.target is None else "bracket"


def _target(signal: Signal, part: core.Part) -> Decimal | None:
    """Give the exact price of a part's target."""
    if part.target is None:
        return None
    return signal.target_prices[int(part.label.removeprefix("TP")) - 1]
