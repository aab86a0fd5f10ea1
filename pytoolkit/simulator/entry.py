"""How a request becomes an order, its legs, or the order that replaces another."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from pytoolkit.simulator.identity import Ids
from pytoolkit.simulator.intake import Change, Request
from pytoolkit.simulator.orders import OPPOSITE, Kind, Order, Role, Status
from pytoolkit.simulator.timeline import Timeline

LONGEST = timedelta(days=90)
"""A gtc order ends after this, as at the broker."""


def make_order(request: Request, client_order_id: str, ids: Ids, timeline: Timeline) -> Order:
    """Make the order a request asks for, not yet admitted."""
    now = timeline.now
    status: Status = "new" if timeline.trades(request.symbol) else "accepted"
    return Order(
        order_id=ids.order(client_order_id),
        client_order_id=client_order_id,
        symbol=request.symbol,
        side=request.side,
        kind=request.kind,
        order_class=request.order_class,
        time_in_force=request.time_in_force,
        quantity=request.quantity,
        limit_price=request.limit_price,
        stop_price=request.stop_price,
        status=status,
        created_at=now,
        expires_at=_expiry(request.time_in_force, timeline),
        updated_at=now,
    )


def make_legs(request: Request, parent: Order, ids: Ids) -> list[Order]:
    """Make the held exits of a bracket or OTO and hang them under their parent."""
    wanted: list[tuple[Role, Kind, Decimal | None]] = [
        ("take_profit", "limit", request.take_profit),
        ("stop_loss", "stop", request.stop_loss),
    ]
    legs = []
    for role, kind, price in wanted:
        if price is None:
            continue
        client_order_id = ids.leg_client(parent.order_id, role)
        legs.append(
            replace(
                parent,
                order_id=ids.order(client_order_id),
                client_order_id=client_order_id,
                side=OPPOSITE[parent.side],
                kind=kind,
                limit_price=price if kind == "limit" else None,
                stop_price=price if kind == "stop" else None,
                status="held",
                parent_id=parent.order_id,
                role=role,
                leg_ids=[],
            )
        )
    parent.leg_ids = [leg.order_id for leg in legs]
    return legs


def make_successor(
    old: Order, change: Change, client_order_id: str, ids: Ids, timeline: Timeline
) -> Order:
    """Make the order that takes another's place: a new id, a new expiry, the rest as it was."""
    status: Status = "new" if timeline.trades(old.symbol) else "accepted"
    terms = change.time_in_force or old.time_in_force
    return replace(
        old,
        order_id=ids.order(client_order_id),
        client_order_id=client_order_id,
        quantity=change.quantity or old.quantity,
        limit_price=change.limit_price or old.limit_price,
        stop_price=change.stop_price or old.stop_price,
        time_in_force=terms,
        status="held" if old.status == "held" else status,
        created_at=timeline.now,
        updated_at=timeline.now,
        expires_at=_expiry(terms, timeline),
        leg_ids=list(old.leg_ids),
        replaces=old.order_id,
    )


def _expiry(terms: Literal["day", "gtc"], timeline: Timeline) -> datetime:
    if terms == "gtc":
        return timeline.now + LONGEST
    running = timeline.session if timeline.phase == "open" else timeline.next_session
    return running.close_at
