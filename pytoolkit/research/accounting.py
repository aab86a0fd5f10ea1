"""The account behind a backtest: cash and open units at every bar, exactly."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, localcontext

import polars as pl

from pytoolkit.metrics import drawdowns_pct
from pytoolkit.models.base import MONEY_CONTEXT, amount_of
from pytoolkit.outcome import SimulatedFill
from pytoolkit.research.result import MONEY, Deal

ZERO = Decimal(0)


def equity_curve(bars: pl.DataFrame, deals: Sequence[Deal], cash: Decimal) -> pl.DataFrame:
    """Give the account at the close of every bar: at, ds, equity, cash, open_value, drawdown_pct.

    Open units count at their last close. A trade's fees are booked with its last exit, so the last
    row is the start cash plus the PnL of all trades to the last digit.
    """
    timeline: list[datetime] = bars["at"].unique().sort().to_list()
    flows = dict.fromkeys(timeline, ZERO)
    values = dict.fromkeys(timeline, ZERO)
    closes = {
        str(name): dict(part.select("at", "close").iter_rows())
        for (name,), part in bars.partition_by("symbol", as_dict=True).items()
    }
    with localcontext(MONEY_CONTEXT):
        for deal in deals:
            _book(deal, timeline, closes[deal.signal.symbol], flows, values)
        cashes: list[Decimal] = []
        for at in timeline:
            cashes.append((cashes[-1] if cashes else cash) + flows[at])
        equity = [held + values[at] for held, at in zip(cashes, timeline, strict=True)]
    frame = pl.DataFrame(
        {
            "at": timeline,
            "equity": equity,
            "cash": cashes,
            "open_value": list(values.values()),
            "drawdown_pct": drawdowns_pct([float(value) for value in equity]),
        },
        schema={
            "at": bars.schema["at"],
            "equity": MONEY,
            "cash": MONEY,
            "open_value": MONEY,
            "drawdown_pct": pl.Float64(),
        },
    )
    return frame.insert_column(1, frame["at"].dt.date().alias("ds"))


def _book(
    deal: Deal,
    timeline: Sequence[datetime],
    closes: dict[datetime, float],
    flows: dict[datetime, Decimal],
    values: dict[datetime, Decimal],
) -> None:
    """Add one trade's cash flows, and the value of its open units at each close."""
    fills = deal.outcome.fills
    for fill in fills:
        flows[fill.bar_at] += fill.amount if fill.side == "sell" else -fill.amount
    flows[fills[-1].bar_at] -= deal.outcome.fee_usd
    units, close, rest = ZERO, 0.0, list(fills)
    for at in timeline[bisect_left(timeline, fills[0].bar_at) :]:
        while rest and rest[0].bar_at == at:
            units += _signed(rest.pop(0))
        close = closes.get(at, close)
        if not units and not rest:
            return
        values[at] += amount_of(units, Decimal(repr(close)))


def _signed(fill: SimulatedFill) -> Decimal:
    return fill.quantity if fill.side == "buy" else -fill.quantity
