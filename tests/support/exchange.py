"""Little markets for the exchange: made-up daily bars on real sessions from 2012-07-02 on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from pytoolkit.frames import BAR_SCHEMA, daily_at, sessions
from pytoolkit.models.market import CorporateAction
from pytoolkit.simulator.exchange import Exchange
from pytoolkit.simulator.identity import Ids
from pytoolkit.simulator.intake import read_change, read_order
from pytoolkit.simulator.market import Market
from pytoolkit.simulator.orders import Order
from pytoolkit.simulator.timeline import Timeline

D = Decimal
Day = tuple[float, float, float, float]
"""Open, high, low, close; None where nothing traded."""
FIRST = date(2012, 7, 2)
TRADING = sessions(FIRST, date(2013, 12, 31))
FLAT: Day = (100.0, 101.0, 99.0, 100.0)


def made_bars(days: Mapping[str, Sequence[Day | None]]) -> pl.DataFrame:
    """Give the bars of some symbols, day after day."""
    rows = [
        (symbol, at, *day, 1000.0)
        for symbol in sorted(days)
        for at, day in zip(_starts(symbol), days[symbol], strict=False)
        if day is not None
    ]
    return pl.DataFrame(rows, schema=BAR_SCHEMA, orient="row")


def _starts(symbol: str) -> Iterator[datetime]:
    """Give when the days of a symbol begin; pairs have one every day, from UTC midnight."""
    if "/" not in symbol:
        yield from (daily_at(session.ds) for session in TRADING)
        return
    midnight = datetime.combine(FIRST, time(), UTC)
    yield from (midnight + timedelta(days=number) for number in range(500))


class World:
    """An exchange and its days. The first day has passed: the next `advance` opens the second."""

    def __init__(
        self,
        *days: Day,
        symbols: Mapping[str, Sequence[Day | None]] | None = None,
        actions: Sequence[CorporateAction] = (),
        seed: int = 0,
        partial_fills: float = 0.0,
    ) -> None:
        market = Market(made_bars(symbols or {"ACME": [FLAT, *days]}), actions)
        self.timeline = Timeline(market, market.sessions[1].ds)
        self.exchange = Exchange(market, self.timeline, Ids(seed), partial_fills=partial_fills)

    def step(self) -> None:
        """Let the next instant happen."""
        self.exchange.happen(self.timeline.advance())

    def open(self) -> None:
        """Open the next session; pairs trade on the way there."""
        self._until("open")

    def close(self) -> None:
        """Close the session."""
        self._until("closed")

    def _until(self, phase: str) -> None:
        assert self.timeline.phase != phase
        while self.timeline.phase != phase:
            self.step()

    def day(self) -> None:
        """Let a whole session pass."""
        self.open()
        self.close()

    def submit(self, client_order_id: str = "", **body: Any) -> Order:
        """Submit an order: 10 ACME at market, good till canceled, unless said otherwise."""
        asked: dict[str, Any] = {
            "symbol": "ACME",
            "side": "buy",
            "type": "market",
            "time_in_force": "gtc",
            "qty": None if "notional" in body else "10",
            "client_order_id": client_order_id or None,
        }
        return self.exchange.submit(read_order(asked | body))

    def bracket(self, take_profit: str, stop_loss: str, **body: Any) -> tuple[Order, Order, Order]:
        """Submit a bracket; gives entry, target and stop."""
        entry = self.submit(
            order_class="bracket",
            take_profit={"limit_price": take_profit},
            stop_loss={"stop_price": stop_loss},
            **body,
        )
        target, stop = self.exchange.legs(entry)
        return entry, target, stop

    def replace(self, order: Order, **body: Any) -> Order:
        """Replace an order."""
        return self.exchange.replace(order.order_id, read_change(body))

    def told(self) -> list[tuple[str, str]]:
        """Take the updates: event and role (or kind) of the order."""
        return [
            (each.event, each.order.role or each.order.kind)
            for each in self.exchange.take_updates()
        ]

    @property
    def cash(self) -> Decimal:
        """Cash of the account."""
        return self.exchange.ledger.cash

    def held(self, symbol: str = "ACME") -> Decimal:
        """Signed units held."""
        return self.exchange.ledger.quantity(symbol)
