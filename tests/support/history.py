"""Months of trading for the loops: signals as live makes them, filled as the core would fill them.

A stand-in for the live service and the exchange where only their traces matter: one position per
symbol, entries and exits from the outcome simulator, fees posted per day.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl

from pytoolkit import decision, fees, frames, library
from pytoolkit.models.account import Activity
from pytoolkit.models.order import Fill
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal
from pytoolkit.models.strategy import Strategy
from pytoolkit.outcome import Simulated, what_if
from pytoolkit.positions import fold, opening
from tests.support.environment import Environment
from tests.support.trading import ACCOUNT

LIBRARY = Path(__file__).parents[2] / "runbooks" / "strategies.toml"


def trade(env: Environment, start: date, end: date) -> None:
    """Trade the library's strategies from one session to another and leave the traces in `env`."""
    env.library(LIBRARY.read_text())
    strategies = library.load_strategies(LIBRARY)
    bars = frames.adjusted(frames.shipped_bars(), frames.corporate_actions())
    busy: dict[str, date] = {}
    found = [
        (signal, strategy)
        for strategy in strategies
        for signal in _signals(strategy, bars, start, end)
    ]
    for made in sorted(found, key=lambda pair: (pair[0].at, pair[0].strategy_id)):
        _play(env, made, bars, busy, end)
    _post_fees(env)


def _signals(strategy: Strategy, bars: pl.DataFrame, start: date, end: date) -> list[Signal]:
    made = []
    for symbol in strategy.assets:
        own = bars.filter(pl.col("symbol") == symbol)
        asset = decision.research_asset(strategy, symbol)
        for row, at in enumerate(own["at"]):
            if not start <= at.date() <= end:
                continue
            sessions = frames.sessions_after(at.date(), strategy.valid_for)
            signal = decision.decide(
                strategy,
                own.head(row + 1),
                asset,
                now=_close(at.date()),
                valid_until=sessions[-1].close_at,
                account_id=ACCOUNT,
            )
            made += [signal] if signal else []
    return made


def _play(
    env: Environment,
    made: tuple[Signal, Strategy],
    bars: pl.DataFrame,
    busy: dict[str, date],
    end: date,
) -> None:
    signal, strategy = made
    if signal.status == "REJECTED":
        env.ctx.hot.create(signal)
        return
    if busy.get(signal.symbol, date.min) > signal.ds:
        refused = {"status": "REJECTED", "rejected_by": "risk", "gate": "symbol_open"}
        env.ctx.hot.create(signal.changed(**refused, reason="a position is open"))
        return
    asset = decision.research_asset(strategy, signal.symbol)
    found = what_if(signal, strategy, bars, asset, end, fees="none")
    last = found.exit_at.date() if found.exit_at and not found.censored else end
    if not found.entered:
        busy[signal.symbol] = signal.valid_until.date()
        status = "EXPIRED" if signal.valid_until.date() <= end else "WAITING"
        env.ctx.hot.create(signal.changed(status=status, quantity=found.quantity))
        return
    busy[signal.symbol] = last + timedelta(days=1)
    position = _position(signal, found)
    closed = position.status == "CLOSED"
    env.ctx.hot.create(
        signal.changed(status="CLOSED" if closed else "ACTIVE", quantity=found.quantity)
    )
    env.hold(position)


def _position(signal: Signal, found: Simulated) -> Position:
    real = replace(found, fills=tuple(f for f in found.fills if f.reason != "HORIZON"))
    fills = [
        Fill(
            execution_id=f"{signal.signal_id}-{number}",
            order_id=f"{signal.signal_id}-{'in' if number == 0 else 'out'}",
            leg="entry1" if number == 0 else "stop",
            symbol=signal.symbol,
            side=fill.side,
            quantity=fill.quantity,
            price=fill.price,
            amount=fill.amount,
            reason="" if number == 0 else fill.reason,
            at=fill.at,
            ds=fill.at.date(),
        )
        for number, fill in enumerate(real.fills)
    ]
    empty = opening(signal.changed(quantity=found.quantity), at=fills[0].at)
    return fold(empty, fills, entry_working=False, at=fills[-1].at)


def _post_fees(env: Environment) -> None:
    sells: dict[date, list[fees.Sale]] = {}
    for row in env.broker.book:
        if row.side == "sell" and row.quantity and row.price:
            amount = (row.quantity * row.price).quantize(Decimal("1e-9"))
            sells.setdefault(row.ds, []).append(fees.Sale(row.quantity, amount))
    env.broker.book += [
        Activity(
            activity_id=f"{ds}-{fee.kind}",
            kind="FEE",
            ds=ds,
            net_amount=-fee.amount,
            description=f"{fee.kind} fee for sells on {ds}",
        )
        for ds in sorted(sells)
        for fee in fees.regulatory_fees(ds, sells[ds])
    ]


def _close(ds: date) -> datetime:
    session = frames.session_of(ds)
    assert session is not None, f"{ds} is no session"
    return session.close_at
