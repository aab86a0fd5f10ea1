"""Take units that the broker holds and we do not know into our books, on evidence.

The evidence are executions of orders that are not ours, from the newest back to where they make
just what is unknown. The units become a signal and a position like any other, looked after by a
strategy from then on; their stop is placed by the service as that of any open unit.
"""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import NAMESPACE_DNS, UUID, uuid5

from pytoolkit import core, frames
from pytoolkit.errors import BadParameters, Refused
from pytoolkit.live import unknown
from pytoolkit.live.definitions import remember
from pytoolkit.live.desk import Desk
from pytoolkit.live.eligible import objection
from pytoolkit.live.instants import EPOCH
from pytoolkit.live.plan import ENTRIES, entry_intents
from pytoolkit.live.reconcile import ZERO, fill_of
from pytoolkit.live.unknown import Unknown
from pytoolkit.models.base import (
    MONEY_CONTEXT,
    JsonDict,
    Side,
    amount_of,
    canonical_decimal,
    round_money,
)
from pytoolkit.models.market import Asset
from pytoolkit.models.order import Fill, IntentStatus
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.models.strategy import Strategy
from pytoolkit.orders import UNSENT, event_of
from pytoolkit.plan import increment_at
from pytoolkit.ports import Broker, Change
from pytoolkit.positions import fold, opening

ADOPTED = "adopted"


class Wish(NamedTuple):
    """Which units, and how they are looked after.

    Attributes:
        symbol: canonical spelling.
        strategy: whose rules manage them from now on.
        stop: price of the protective stop.
        target: price at which they are sold with profit; None: none.
        at_average: take the broker's average price where executions do not explain the units.
    """

    symbol: str
    strategy: Strategy
    stop: Decimal
    target: Decimal | None = None
    at_average: bool = False


def adopt(desk: Desk, broker: Broker, wish: Wish, at: datetime) -> Position | None:
    """Take unknown units of a symbol into our books; again, it finds nothing any more.

    Args:
        desk: our books, merged with what the broker told.
        broker: whom we ask.
        wish: which units, and how they are looked after.
        at: market time.

    Returns:
        The position; None where the broker holds nothing that we do not know.

    Raises:
        BadParameters: strategy, stop or target do not fit the units.
        Refused: it cannot be told what the units are, or something stands in the way.
        Unreachable: a call failed; nothing was changed.
    """
    found = unknown.find(desk, broker, wish.symbol)
    if found is None:
        return None
    _check_strategy(wish, found.side)
    _check_prices(wish, found, broker.asset(wish.symbol))
    _check_orders(desk, broker, wish.symbol)
    if not wish.at_average:
        found = unknown.explained(desk, broker, found, at)
    return _taken(desk, broker.account().account_id, wish, found, at)


def _check_strategy(wish: Wish, side: Side) -> None:
    strategy, name = wish.strategy, wish.strategy.strategy_id
    if wish.symbol not in strategy.assets:
        raise BadParameters(
            f"{name} does not trade {wish.symbol}: its rules would see no bars of it; "
            "add the symbol to its assets, or name another strategy"
        )
    if strategy.side != side:
        raise BadParameters(
            f"the broker's {wish.symbol} are {'long' if side == 'buy' else 'short'}, but {name} "
            f"{strategy.side}s: its exits look the other way"
        )
    if not strategy.active or objection(strategy):
        why = objection(strategy) or f"{name} is not active"
        raise BadParameters(f"the live service does not trade {name}: {why}")


def _check_prices(wish: Wish, found: Unknown, asset: Asset) -> None:
    current = found.held.raw.get("current_price")
    price = found.held.average_price if current is None else Decimal(str(current))
    sign = 1 if found.side == "buy" else -1
    levels = {"stop": (wish.stop, -sign), "target": (wish.target, sign)}
    for name, (level, way) in levels.items():
        if level is None:
            continue
        if level <= 0 or (level - price) * way <= 0:
            where = "above" if way > 0 else "below"
            raise BadParameters(
                f"--{name} {level} must be {where} the price of {wish.symbol}, "
                f"{canonical_decimal(price)}"
            )
        step = increment_at(asset, level)
        if MONEY_CONTEXT.remainder(level, step):
            raise BadParameters(f"--{name} {level} is no multiple of {wish.symbol}'s {step}")


def _check_orders(desk: Desk, broker: Broker, symbol: str) -> None:
    own = [deal for deal in desk if deal.signal.symbol == symbol]
    unclear = [each for deal in own for each in deal.intents.values() if each.status in UNSENT]
    if unclear:
        raise Refused(
            f"{unclear[0].client_order_id} has no answer yet: let the live service run first"
        )
    ours = {each.order_id for deal in own for each in deal.intents.values()}
    ours |= {leg.order_id for deal in own for leg in deal.legs}
    for order in broker.orders("open"):
        if order.symbol == symbol and order.order_id not in ours:
            raise Refused(
                f"order {order.order_id} ({order.side} {canonical_decimal(order.quantity)} "
                f"{symbol}, {order.status}) is not ours and would stand in the way of the stop: "
                "cancel it at the broker first"
            )


def _taken(desk: Desk, account_id: str, wish: Wish, found: Unknown, at: datetime) -> Position:
    """Store signal, entry and position in one transaction, with the evidence."""
    fills = _fills(wish, found, at)
    entered = [fill for fill in fills if fill.side == found.side]
    bought = sum((fill.quantity for fill in entered), ZERO)
    paid = sum((fill.amount for fill in entered), ZERO)
    signal = _signal(account_id, wish, found, entered[0].at, at).changed(
        signal_id=uuid5(NAMESPACE_DNS, f"{ADOPTED}|{wish.symbol}|{fills[0].execution_id}"),
        entry_price=round_money(MONEY_CONTEXT.divide(paid, bought)),
    )
    part = core.Part("TP1", None if wish.target is None else float(wish.target))
    (planned,) = entry_intents(signal, [(part, found.quantity)], at)
    entry = planned.changed(
        status=IntentStatus.FILLED, filled_quantity=found.quantity, reason=ADOPTED
    )
    position = fold(opening(signal, at=at), fills, entry_working=False, at=at)
    remember(desk.hot, [wish.strategy], at)
    evidence: JsonDict = {
        "brokers_quantity": canonical_decimal(found.held.quantity),
        "brokers_average": canonical_decimal(found.held.average_price),
        "executions": [each.activity_id for each in found.executions],
        "orders": sorted({each.order_id for each in found.executions}),
    }
    desk.commit(
        Change(
            row,
            None,
            event_of(row, at=at, reason=ADOPTED, evidence=evidence, job_id=desk.job_id),
        )
        for row in (signal, entry, position)
    )
    for each in found.executions:
        desk.alarms.clear("foreign_execution", each.activity_id, "its units were adopted", at)
    return position


def _signal(
    account_id: str, wish: Wish, found: Unknown, opened_at: datetime, at: datetime
) -> Signal:
    strategy = wish.strategy
    start = _bar_of(opened_at, strategy)
    return Signal.model_validate(
        {
            "signal_id": UUID(int=0),
            "account_id": account_id,
            "strategy_id": strategy.strategy_id,
            "config_hash": strategy.config_hash,
            "symbol": wish.symbol,
            "asset_class": strategy.asset_class,
            "timeframe": strategy.timeframe,
            "side": found.side,
            "at": start,
            "ds": start.date(),
            "created_at": at,
            "entry_price": found.held.average_price,
            "stop_price": wish.stop,
            "target_prices": () if wish.target is None else (wish.target,),
            "quantity": found.quantity,
            "valid_until": at,
            "status": SignalStatus.ACTIVE,
            "source": ADOPTED,
            "reason": ADOPTED,
            "updated_at": at,
        }
    )


def _bar_of(at: datetime, strategy: Strategy) -> datetime:
    """Give the start of the strategy's bar that an instant lies in."""
    if strategy.timeframe == "1Day" and strategy.asset_class == "EQUITY":
        return frames.daily_at(at.date())
    return at - (at - EPOCH) % frames.LENGTHS[strategy.timeframe]


def _fills(wish: Wish, found: Unknown, at: datetime) -> list[Fill]:
    """Give the fills: of each execution, or one at the broker's average price."""
    entry = ENTRIES["TP1"]
    if found.executions:
        return [
            fill_of(each, wish.symbol, entry, "", found.fees.get(each.activity_id, ZERO))
            if each.side == found.side
            else fill_of(each, wish.symbol, "flat", "CLOSED_EXTERNALLY")
            for each in found.executions
        ]
    price = round_money(found.held.average_price)
    return [
        Fill(
            execution_id=f"{ADOPTED}.{wish.symbol}.{at.isoformat()}",
            order_id=ADOPTED,
            leg=entry,
            symbol=wish.symbol,
            side=found.side,
            quantity=found.quantity,
            price=price,
            amount=amount_of(found.quantity, price),
            at=at,
            ds=at.date(),
        )
    ]
