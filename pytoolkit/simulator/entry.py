"""How a request becomes an order, its legs, or the order that replaces another."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from pytoolkit.simulator import assets
from pytoolkit.simulator.identity import Ids
from pytoolkit.simulator.intake import Change, Request
from pytoolkit.simulator.orders import OPPOSITE, Kind, Order, Role, Status, Terms
from pytoolkit.simulator.timeline import Timeline

LONGEST = timedelta(days=90)
"""A gtc order ends after this, as at the broker."""


def make_order(
    request: Request, client_order_id: str, ids: Ids, timeline: Timeline, last: Decimal
) -> Order:
    """Make the order a request asks for, not yet admitted.

    Args:
        request: what is asked for.
        client_order_id: the request's, or one made for it.
        ids: makes the order's id.
        timeline: when, and whether it works at once.
        last: last price of the symbol.
    """
    now = timeline.now
    quantity = request.quantity
    if quantity is None:
        assert request.notional is not None
        quantity = assets.units_for(request.notional, request.limit_price or last)
    order = Order(
        order_id=ids.order(client_order_id),
        client_order_id=client_order_id,
        symbol=request.symbol,
        side=request.side,
        kind=request.kind,
        order_class=request.order_class,
        time_in_force=request.time_in_force,
        quantity=quantity,
        notional=request.notional,
        limit_price=request.limit_price,
        stop_price=request.stop_price,
        trail_price=request.trail_price,
        trail_percent=request.trail_percent,
        extended_hours=request.extended_hours,
        status=_status(request.symbol, timeline),
        created_at=now,
        expires_at=_expiry(request.symbol, request.time_in_force, timeline),
        updated_at=now,
        role="take_profit" if request.order_class == "oco" else "",
    )
    order.takes = order.is_marketable(last)
    if order.kind == "trailing_stop":
        order.trail(last)
    return order


def make_legs(request: Request, parent: Order, ids: Ids) -> list[Order]:
    """Make the exits that come with an order, hanging under it.

    Those of an entry are held until it is filled; of an exit pair the target is the order itself
    and the stop works with it.
    """
    exits = request.exits
    stop_kind: Kind = "stop" if exits.stop_limit is None else "stop_limit"
    wanted: list[tuple[Role, Kind, Decimal | None, Decimal | None]] = [
        ("stop_loss", stop_kind, exits.stop_limit, exits.stop_loss)
    ]
    pair = request.order_class == "oco"
    if not pair:
        wanted.insert(0, ("take_profit", "limit", exits.take_profit, None))
    legs = []
    for role, kind, limit_price, stop_price in wanted:
        if limit_price is None and stop_price is None:
            continue
        client_order_id = ids.leg_client(parent.order_id, role)
        legs.append(
            replace(
                parent,
                order_id=ids.order(client_order_id),
                client_order_id=client_order_id,
                side=parent.side if pair else OPPOSITE[parent.side],
                kind=kind,
                limit_price=limit_price,
                stop_price=stop_price,
                status=parent.status if pair else "held",
                parent_id=parent.order_id,
                role=role,
                takes=kind != "limit",
                leg_ids=[],
            )
        )
    parent.leg_ids = [leg.order_id for leg in legs]
    return legs


def make_successor(
    old: Order, change: Change, client_order_id: str, ids: Ids, timeline: Timeline
) -> Order:
    """Make the order that takes another's place: a new id, a new expiry, the rest as it was."""
    terms = change.time_in_force or old.time_in_force
    new = replace(
        old,
        order_id=ids.order(client_order_id),
        client_order_id=client_order_id,
        quantity=(change.quantity or old.quantity) - old.filled_quantity,
        limit_price=change.limit_price or old.limit_price,
        stop_price=change.stop_price or old.stop_price,
        trail_price=old.trail_price and (change.trail or old.trail_price),
        trail_percent=old.trail_percent and (change.trail or old.trail_percent),
        time_in_force=terms,
        status="held" if old.status == "held" else _status(old.symbol, timeline),
        created_at=timeline.now,
        updated_at=timeline.now,
        expires_at=_expiry(old.symbol, terms, timeline),
        leg_ids=list(old.leg_ids),
        replaces=old.order_id,
        executions=0,
        filled_quantity=Decimal(0),
        filled_value=Decimal(0),
        filled_price=None,
    )
    if new.kind == "trailing_stop" and new.best_price is not None:
        new.stop_price = new.trailed(new.best_price)
    return new


def _status(symbol: str, timeline: Timeline) -> Status:
    """Work at once, or be accepted for the next session."""
    return "new" if timeline.trades(symbol) else "accepted"


def _expiry(symbol: str, terms: Terms, timeline: Timeline) -> datetime:
    if terms == "gtc" or assets.is_pair(symbol):
        return timeline.now + LONGEST
    running = timeline.session if timeline.phase == "open" else timeline.next_session
    return running.close_at
