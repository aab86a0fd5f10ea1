"""The stores of a profile, who holds its lease, and what the broker has that is not ours."""

from collections.abc import Iterator
from datetime import UTC, datetime

from pytoolkit.doctor.finding import Finding, listed, tried
from pytoolkit.live.lease import NAME, lives
from pytoolkit.live.reconcile import differences
from pytoolkit.models.base import canonical_decimal
from pytoolkit.models.job import Lease
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.ports import Broker, HotStore
from pytoolkit.settings import Settings
from pytoolkit.wiring import rehearse_cold, rehearse_hot


def stores(settings: Settings) -> Iterator[Finding]:
    """Try whether both stores can be written; nothing stays there."""
    yield tried("hot store", lambda: rehearse_hot(settings))
    yield tried("cold store", lambda: rehearse_cold(settings))


def lease(hot: HotStore | None) -> tuple[Finding, str]:
    """Look who holds the lease of the live service; gives also its owner where one is alive."""
    held = hot.get(Lease, NAME) if hot is not None else None
    if held is None or not held.owner:
        return Finding("lease", True, "free: no live service runs"), ""
    heartbeat = f"last heartbeat {held.heartbeat_at:%Y-%m-%d %H:%M:%S}Z"
    if lives(held, datetime.now(UTC)):
        detail = f"held by {held.owner}, {heartbeat}: a second service would be refused"
        return Finding("lease", None, detail), held.owner
    return Finding(
        "lease", True, f"was not given back by {held.owner}, {heartbeat}; it is free"
    ), ""


def strangers(hot: HotStore | None, broker: Broker) -> Iterator[Finding]:
    """Name open orders and positions at the broker that are not ours."""
    yield _orders(hot, broker)
    yield from _positions(hot, broker)


def _orders(hot: HotStore | None, broker: Broker) -> Finding:
    intents = hot.find(OrderIntent) if hot is not None else []
    ours = {intent.client_order_id for intent in intents}
    ours |= {intent.order_id for intent in intents}
    ours |= {leg.order_id for intent in intents for leg in intent.legs}
    standing = broker.orders("open")
    found = [each for each in standing if not {each.client_order_id, each.order_id} & ours]
    if not found:
        return Finding("orders", True, f"{len(standing)} stand at the broker, all of them ours")
    names = [
        f"{each.side} {canonical_decimal(each.quantity)} {each.symbol} ({each.order_id})"
        for each in found
    ]
    return Finding(
        "orders", False, f"not ours: {listed(names)}: cancel them at the broker, or leave them"
    )


def _positions(hot: HotStore | None, broker: Broker) -> Iterator[Finding]:
    held = hot.find(Position, [("status", "==", "OPEN")]) if hot is not None else []
    told = broker.positions()
    found = [each for each in differences(held, told) if each.kind != "average"]
    for each in found:
        remedy = {
            "orphan": f"adopt it (pytoolkit reconcile adopt {each.symbol}), or leave it and do "
            "not trade that symbol here",
        }.get(each.kind, "see pytoolkit reconcile")
        ours, brokers = canonical_decimal(each.ours), canonical_decimal(each.brokers)
        yield Finding(
            "positions", False, f"{each.symbol}: ours {ours}, the broker's {brokers}: {remedy}"
        )
    if not found:
        yield Finding("positions", True, f"{len(told)} at the broker, all of them ours")
