"""Splits overnight: stops are moved into the new units before the open, positions after it.

The broker scales quantities and limits of what stands there, but no stop prices: one that was left
as it is would be far above the new price and close everything at the open.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from pytoolkit.decision import research_asset
from pytoolkit.live import merging
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.gateway import read_chain
from pytoolkit.live.plan import stop_intent
from pytoolkit.models.base import MONEY_CONTEXT, round_money
from pytoolkit.models.market import CorporateAction
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import AppliedSplit
from pytoolkit.models.strategy import Strategy
from pytoolkit.plan import stop_on_grid
from pytoolkit.ports import Broker
from pytoolkit.positions import fold
from pytoolkit.risk import KillSwitch

log = logging.getLogger(__name__)

Ratios = Mapping[str, Decimal]
"""New units for an old one, by symbol."""


def moved_stops(
    deal: Deal, strategy: Strategy, price: Decimal, ratio: Decimal, at: datetime
) -> list[OrderIntent]:
    """Plan the stops of a deal in the units of the next session.

    Args:
        deal: open.
        strategy: its definition, for the grid of prices.
        price: where the stop should be, in the units of today.
        ratio: of the split before the next session.
        at: market time.
    """
    assert deal.position is not None, "only what is open has a stop"
    asset = research_asset(strategy, deal.signal.symbol)
    wanted = stop_on_grid(float(MONEY_CONTEXT.divide(price, ratio)), deal.signal.side, asset)
    return [
        stop_intent(
            deal,
            wanted,
            guard.order_id,
            at,
            quantity=guard.quantity,
            reason=deal.position.stop_reason,
            number=number,
        )
        for number, guard in enumerate(deal.guards, start=1)
        if guard.price != wanted
    ]


def apply(
    desk: Desk, broker: Broker, splits: Sequence[CorporateAction], at: datetime, switch: KillSwitch
) -> None:
    """Express open positions in the units of a session that has opened; each split once.

    Raises:
        Unreachable: the broker does not tell what stands there now.
    """
    for split in splits:
        for deal in [each for each in desk if each.signal.symbol == split.symbol]:
            _apply(desk, broker, deal, split, at=at, switch=switch)


def _apply(
    desk: Desk,
    broker: Broker,
    deal: Deal,
    split: CorporateAction,
    *,
    at: datetime,
    switch: KillSwitch,
) -> None:
    held = deal.position
    if held is None or any(each.ds == split.ds for each in held.splits):
        return
    if held.opened_at is not None and held.opened_at >= at:
        return  # caught up late: it was entered, or adopted, in the new units
    applied = AppliedSplit(ds=split.ds, at=at, ratio=split.ratio)
    scaled = held.changed(
        splits=(*held.splits, applied),
        planned_entry=_scaled(held.planned_entry, split.ratio),
        planned_stop=_scaled(held.planned_stop, split.ratio),
        target_prices=tuple(_scaled(price, split.ratio) for price in held.target_prices),
    )
    row = fold(scaled, (), entry_working=deal.entry_may_fill, at=at)
    log.warning("%s splits %s for 1: %s units now", split.symbol, split.ratio, row.open_quantity)
    orders = read_chain(broker, deal)
    desk.commit([desk.altered(held, row, at, f"split {split.ratio}", ds=split.ds.isoformat())])
    told = merging.Told({order.order_id: order for order in orders})
    desk.commit(merging.changes(desk, deal, told, at, switch))
    _follow_the_guards(desk, deal, held.stop_price, split.ratio, at)


def _follow_the_guards(
    desk: Desk, deal: Deal, before: Decimal, ratio: Decimal, at: datetime
) -> None:
    """Let the position say what stands at the broker; without any stop there, the scaled one."""
    held = deal.position
    if held is None:
        return
    prices = [guard.price for guard in deal.guards]
    stop = (min if held.side == "buy" else max)(prices) if prices else _scaled(before, ratio)
    if stop != held.stop_price:
        row = held.next(stop_price=stop, updated_at=at)
        desk.commit([desk.altered(held, row, at, "stop in new units")])


def _scaled(price: Decimal, ratio: Decimal) -> Decimal:
    return round_money(MONEY_CONTEXT.divide(price, ratio))
