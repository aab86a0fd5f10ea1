"""Whether broker, hot store and event log tell the same story after a run, to the unit and cent."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal

from pytoolkit.live.states import FINAL_AT_BROKER
from pytoolkit.models.base import Document, amount_of
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal
from pytoolkit.orders import TERMINAL
from pytoolkit.ports import BrokerOrder, Context

D = Decimal
TURNED_DOWN = ("rejected",)


def disagreements(ctx: Context) -> list[str]:
    """List everything in which broker, hot store and event log differ; empty: nothing."""
    positions = ctx.hot.find(Position)
    orders = [each for parent in ctx.broker.orders("all") for each in (parent, *parent.legs)]
    return [
        *_units(ctx, positions),
        *_executions(ctx, positions),
        *_cash(ctx, positions),
        *_orders(ctx.hot.find(OrderIntent), orders),
        *_events(ctx, [*ctx.hot.find(Signal), *ctx.hot.find(OrderIntent), *positions]),
    ]


def _units(ctx: Context, positions: Iterable[Position]) -> Iterable[str]:
    ours: dict[str, Decimal] = defaultdict(D)
    for each in positions:
        ours[each.symbol] += each.open_quantity if each.side == "buy" else -each.open_quantity
    theirs = {each.symbol: each.quantity for each in ctx.broker.positions()}
    for symbol in sorted({*ours, *theirs}):
        held = theirs.get(symbol, D(0))
        if ours[symbol] != held:
            yield f"{symbol}: ours {ours[symbol]}, the broker's {held}"


def _executions(ctx: Context, positions: Iterable[Position]) -> Iterable[str]:
    ours = Counter(
        (fill.execution_id, fill.quantity, fill.price, fill.side)
        for each in positions
        for fill in each.fills
    )
    theirs = Counter(
        (each.activity_id, abs(each.quantity or D(0)), each.price, each.side)
        for each in ctx.broker.activities(("FILL",))
    )
    for what, extra in (("only ours", ours - theirs), ("only the broker's", theirs - ours)):
        yield from (f"execution {what}: {each}" for each in extra)


def _cash(ctx: Context, positions: Iterable[Position]) -> Iterable[str]:
    flow = D(0)
    for each in positions:
        for fill in each.fills:
            assert fill.amount == amount_of(fill.quantity, fill.price)
            flow += fill.amount if fill.side == "sell" else -fill.amount
    posted = sum((each.net_amount or D(0) for each in ctx.broker.activities(("FEE", "CFEE"))), D(0))
    cash = ctx.broker.account().cash
    if cash != 100_000 + flow + posted:
        yield f"cash: ours {100_000 + flow + posted}, the broker's {cash}"


def _orders(intents: Iterable[OrderIntent], orders: Iterable[BrokerOrder]) -> Iterable[str]:
    known = {each.client_order_id: each for each in intents}
    legs = {leg.order_id for each in known.values() for leg in each.legs}
    entered: Counter[str] = Counter()
    for order in orders:
        intent = known.get(order.client_order_id)
        parts = order.client_order_id.split(".")
        if intent is None and len(parts) > 1 and order.order_id not in legs:
            yield f"order {order.client_order_id} at the broker is not in the hot store"
        again = intent is not None and intent.renews
        sent = order.status not in TURNED_DOWN and not again
        if len(parts) > 1 and parts[1].startswith("entry") and sent:
            entered[f"{parts[0]}.{parts[1]}"] += 1
        if intent is not None and intent.order_id not in ("", order.order_id):
            yield f"order {order.client_order_id} has the ids {order.order_id}, {intent.order_id}"
    yield from (f"{name} was sent {count} times" for name, count in entered.items() if count > 1)


def _events(ctx: Context, documents: Iterable[Document]) -> Iterable[str]:
    told: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for event in ctx.hot.events():
        told[event.entity, event.entity_key].append((event.seq, event.to_status))
    for each in documents:
        found = sorted(told[each.TABLE.name, each.key])
        if [seq for seq, _ in found] != list(range(1, each.version + 1)):
            yield f"events of {each.TABLE.name} {each.key} are {found}, its version {each.version}"
        elif found[-1][1] != str(getattr(each, "status", "")):
            yield f"{each.TABLE.name} {each.key} ends in {found[-1][1]}, is {each.status}"  # type: ignore[attr-defined]


def uncovered(ctx: Context) -> dict[str, Decimal]:
    """Give the units that no stop at the broker, closing order or intent to close looks after."""
    standing: dict[str, Decimal] = defaultdict(D)
    families: dict[str, dict[str, Decimal]] = defaultdict(dict)
    held = {each.symbol: each.quantity for each in ctx.broker.positions()}
    for parent in ctx.broker.orders("all"):
        for each in (parent, *parent.legs):
            units = held.get(each.symbol, D(0))
            closes = (units > 0) == (each.side == "sell") and units != 0
            # An exit that is held although its entry is filled stands at the exchange.
            waits = each.status == "held" and parent.status != "filled"
            if not closes or waits or each.status in FINAL_AT_BROKER:
                continue
            if each.kind in ("stop", "stop_limit", "market", "trailing_stop"):
                left = each.quantity - each.filled_quantity
                families[each.symbol][each.order_id] = left
    for symbol, found in families.items():
        standing[symbol] = sum(found.values(), D(0))
    bare = {
        symbol: abs(units) - standing[symbol]
        for symbol, units in held.items()
        if standing[symbol] < abs(units)
    }
    # Inside a durable intent to close or to renew, the old protection goes before the new comes.
    leaving = {
        intent.symbol
        for intent in ctx.hot.find(OrderIntent, [("symbol", "in", sorted(bare))] if bare else ())
        if (intent.leg in ("exit", "flat") or intent.renews) and intent.status not in TERMINAL
    }
    return {symbol: units for symbol, units in bare.items() if symbol not in leaving}
