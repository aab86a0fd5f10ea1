"""How one environment stands, read from the hot store alone.

Any process may look; neither the broker nor the service is asked.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from pytoolkit import validate
from pytoolkit.errors import CorruptRow
from pytoolkit.live import controls, shelter
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.lease import NAME, lives
from pytoolkit.live.looks import Held, Overview, ServiceLook, StreamLook, Unsent, Waiting
from pytoolkit.models.alarm import Alarm
from pytoolkit.models.base import MONEY_CONTEXT, JsonDict, amount_of
from pytoolkit.models.job import Control, Lease
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.service import ServiceState
from pytoolkit.notify.watermark import LEASE as TELLER
from pytoolkit.notify.watermark import targets_told
from pytoolkit.orders import TERMINAL
from pytoolkit.ports import HotStore
from pytoolkit.settings import Settings

ZERO = Decimal(0)
RECENT = timedelta(hours=24)
FRESH = timedelta(seconds=30)
"""While signs of life are no older, market time goes on from the last one."""


def look(hot: HotStore, settings: Settings, wall: datetime) -> Overview:
    """Look at an environment.

    Args:
        hot: its hot store.
        settings: its settings.
        wall: wall time now.
    """
    overview = Overview(settings.profile, wall, services=settings.notify.urls)
    alarms = validate.documents(hot, Alarm, [("status", "==", "STANDING")]).good
    overview = replace(
        overview,
        kill_switch=controls.kill_switch(hot),
        alarms=tuple(sorted(alarms, key=lambda each: (each.first_seen_at, each.key))),
    )
    try:
        return _whole(overview, hot)
    except CorruptRow as corrupt:
        return replace(overview, unreadable=str(corrupt))


def _whole(overview: Overview, hot: HotStore) -> Overview:
    wall = overview.wall
    lease, state = hot.get(Lease, NAME), hot.get(ServiceState, NAME)
    market = _market(state, wall)
    service = _service(lease, state, controls.Progress.read(hot).handled_at, wall)
    desk = Desk(hot, "status")
    desk.load(wall)
    deals = list(desk)
    switch = hot.get(Control, controls.KILL_SWITCH)
    # What the service answers for, it does only while it lives and may send.
    acting = service.alive and overview.kill_switch != "HALTED"
    teller = hot.get(Lease, TELLER)
    recent = hot.find(OrderIntent, [("updated_at", ">=", (market or wall) - RECENT)])
    unfinished = [intent for deal in deals for intent in deal.intents.values()]
    return replace(
        overview,
        market=market,
        service=service,
        kill_reason=switch.reason if switch is not None else "",
        streams=_streams(state),
        positions=tuple(
            _held(deal, state.marks if state else {}, acting=acting)
            for deal in deals
            if deal.open_quantity > 0
        ),
        waiting=tuple(_waiting(deal) for deal in deals if deal.open_quantity == 0),
        unsent=tuple(
            Unsent(each.client_order_id, each.symbol, str(each.status), each.created_at)
            for deal in deals
            for each in deal.unsent
        ),
        orders=_counted([*unfinished, *(each for each in recent if each.status in TERMINAL)]),
        latencies=state.latencies if state else {},
        told=targets_told(hot),
        teller=teller is not None and lives(teller, wall),
    )


def _market(state: ServiceState | None, wall: datetime) -> datetime | None:
    if state is None or state.market_at is None:
        return None
    since = wall - state.beat_at
    return state.market_at + since if timedelta() <= since <= FRESH else state.market_at


def _service(
    lease: Lease | None, state: ServiceState | None, handled_at: datetime | None, wall: datetime
) -> ServiceLook:
    alive = lease is not None and lives(lease, wall)
    found = ServiceLook(
        alive=alive,
        died=lease is not None and bool(lease.owner) and not alive,
        owner=lease.owner if lease else "",
        fencing=lease.fencing if lease else 0,
        heartbeat_at=lease.heartbeat_at if lease else None,
        handled_at=handled_at,
    )
    if state is None:
        return found
    return replace(
        found,
        beat_at=state.beat_at,
        started_at=state.started_at,
        trouble=state.trouble,
        trouble_since=state.trouble_since,
    )


def _streams(state: ServiceState | None) -> tuple[StreamLook, ...]:
    told = state.streams if state else {}
    return tuple(
        StreamLook(name, bool(each.get("connected")), _instant(each.get("heard_at")))
        for name, each in told.items()
    )


def _held(deal: Deal, marks: JsonDict, *, acting: bool) -> Held:
    signal, position = deal.signal, deal.position
    assert position is not None, "only what is open is held"
    quantity = position.open_quantity
    mark = marks.get(signal.symbol)
    price = Decimal(mark["price"]) if mark else None
    unrealized = None
    if price is not None:
        worth = MONEY_CONTEXT.subtract(amount_of(quantity, price), position.remaining_cost)
        unrealized = worth if position.side == "buy" else worth.copy_negate()
    bare = shelter.uncovered_quantity(deal, acting=False)
    uncovered = shelter.uncovered_quantity(deal, acting=acting)
    return Held(
        signal_id=signal.key,
        strategy_id=signal.strategy_id,
        symbol=signal.symbol,
        side=position.side,
        quantity=quantity,
        average=MONEY_CONTEXT.divide(position.remaining_cost, quantity),
        stop=position.stop_price,
        targets=position.target_prices,
        mark=price,
        mark_at=_instant(mark["at"]) if mark else None,
        unrealized_usd=unrealized,
        leaving=deal.is_leaving,
        watched=bare - uncovered,
        uncovered=uncovered,
    )


def _waiting(deal: Deal) -> Waiting:
    signal = deal.signal
    entry = deal.entry
    return Waiting(
        signal_id=signal.key,
        strategy_id=signal.strategy_id,
        symbol=signal.symbol,
        side=signal.side,
        order=signal.order,
        quantity=signal.quantity,
        price=signal.entry_price,
        stop=signal.stop_price,
        valid_until=signal.valid_until,
        status=str(entry.status if entry is not None else signal.status),
    )


def _counted(intents: Sequence[OrderIntent]) -> dict[str, int]:
    """Count by state, in the order of an order's life."""
    by_key = {each.key: each for each in intents}
    counts = Counter(each.status for each in by_key.values())
    return {str(status): counts[status] for status in IntentStatus if counts[status]}


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
