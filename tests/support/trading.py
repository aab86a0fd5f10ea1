"""Positions and broker activities of a few hand-written trades, from one list of executions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from pytoolkit.models.account import Activity
from pytoolkit.models.base import amount_of, round_money
from pytoolkit.models.order import Fill
from pytoolkit.models.position import Position
from pytoolkit.models.signal import signal_id_of
from pytoolkit.positions import fold

Side = Literal["buy", "sell"]
ACCOUNT = "acc-1"
OPEN, CLOSE = time(14, 30, tzinfo=UTC), time(21, 0, tzinfo=UTC)
"""New York's winter hours."""


def moment(ds: date, at: time = OPEN) -> datetime:
    """Give an instant of a day."""
    return datetime.combine(ds, at)


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution of one of our orders."""

    ds: date
    side: Side
    quantity: str
    price: str
    order_id: str
    reason: str = ""
    at: time = OPEN


def fill_of(symbol: str, execution: Execution, number: int, entry: Side) -> Fill:
    """Give the fill as the live service stores it."""
    quantity, price = Decimal(execution.quantity), Decimal(execution.price)
    is_entry = execution.side == entry
    return Fill(
        execution_id=f"{symbol}-{execution.order_id}-{number:03}",
        order_id=execution.order_id,
        leg="entry1" if is_entry else "stop",
        symbol=symbol,
        side=execution.side,
        quantity=quantity,
        price=price,
        amount=amount_of(quantity, price),
        reason="" if is_entry else execution.reason or "STOP_LOSS",
        at=moment(execution.ds, execution.at),
        ds=execution.ds,
    )


def position_of(
    symbol: str,
    executions: Sequence[Execution],
    *,
    strategy_id: str = "ema_cross",
    signal_ds: date | None = None,
    planned: str = "",
) -> Position:
    """Fold executions into a position; the first one is an entry."""
    first = executions[0]
    signal_day = signal_ds or first.ds - timedelta(days=1)
    at = moment(signal_day, time(5, tzinfo=UTC))
    price = Decimal(planned or first.price)
    stop = round_money(price * Decimal("0.9" if first.side == "buy" else "1.1"))
    empty = Position(
        position_id=signal_id_of(at, strategy_id, symbol, "1Day"),
        account_id=ACCOUNT,
        strategy_id=strategy_id,
        config_hash="hash-1",
        symbol=symbol,
        asset_class="EQUITY",
        timeframe="1Day",
        side=first.side,
        signal_at=at,
        planned_entry=price,
        planned_stop=stop,
        stop_price=stop,
        updated_at=at,
    )
    fills = [fill_of(symbol, each, n, first.side) for n, each in enumerate(executions)]
    return fold(empty, fills, entry_working=False, at=moment(executions[-1].ds, CLOSE))


def fill_activities(positions: Iterable[Position]) -> list[Activity]:
    """Give the broker's FILL rows of some positions."""
    return [
        Activity(
            activity_id=f"act-{fill.execution_id}",
            kind="FILL",
            ds=fill.ds,
            at=fill.at,
            symbol=fill.symbol,
            side=fill.side,
            quantity=fill.quantity,
            price=fill.price,
            order_id=fill.order_id,
        )
        for position in positions
        for fill in position.fills
    ]


def fee(ds: date, amount: str, kind: str, *, symbol: str = "", number: int = 1) -> Activity:
    """Give a FEE row as the broker posts it: negative where paid."""
    return Activity(
        activity_id=f"fee-{ds}-{kind}-{symbol}-{number}",
        kind="FEE",
        ds=ds,
        symbol=symbol,
        net_amount=-Decimal(amount),
        description=f"{kind} fee",
    )
