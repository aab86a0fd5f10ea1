"""An environment for loops: the embedded stores, shipped bars, and a broker whose book we write."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pytoolkit import frames
from pytoolkit.adapters.cold_delta import DeltaStore
from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.adapters.market_files import FileMarket
from pytoolkit.errors import Unreachable
from pytoolkit.loops.rollback import signed_amount, signed_units
from pytoolkit.models.account import Account, Activity, BrokerPosition
from pytoolkit.models.market import Asset, Session
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.ports import BrokerOrder, Context
from pytoolkit.settings import Settings
from tests.support.trading import ACCOUNT, fill_activities

START_CASH = Decimal(100_000)


@dataclass
class StillClock:
    """Market time stands where the test put it."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def wall(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class BookBroker:
    """A broker that knows what is in its book: activities, and what follows from them."""

    book: list[Activity] = field(default_factory=list)
    unreachable: bool = False

    def account(self) -> Account:
        self._answer()
        cash = START_CASH + sum((signed_amount(each) for each in self.book), Decimal(0))
        return Account(account_id=ACCOUNT, cash=cash, equity=cash, raw={"id": ACCOUNT})

    def positions(self) -> list[BrokerPosition]:
        self._answer()
        held: dict[str, Decimal] = {}
        for each in self.book:
            held[each.symbol] = held.get(each.symbol, Decimal(0)) + signed_units(each)
        return [
            BrokerPosition(symbol=symbol, quantity=units, average_price=Decimal(1))
            for symbol, units in held.items()
            if units
        ]

    def activities(
        self, kinds: Sequence[str] = (), after: date | None = None, until: date | None = None
    ) -> list[Activity]:
        self._answer()
        return [
            each
            for each in self.book
            if (not kinds or each.kind in kinds)
            and (after is None or each.ds >= after)
            and (until is None or each.ds <= until)
        ]

    def asset(self, symbol: str) -> Asset:
        return Asset(
            symbol=symbol,
            asset_class="EQUITY",
            price_increment=Decimal("0.01"),
            qty_increment=Decimal(1),
        )

    def calendar(self, start: date, end: date) -> list[Session]:
        return frames.sessions(start, end)

    def orders(
        self, status: Literal["open", "closed", "all"], after: datetime | None = None
    ) -> list[BrokerOrder]:
        self._answer()
        return []

    def order(self, order_id: str) -> BrokerOrder | None:
        raise Unreachable("the book holds no orders")

    def order_by_client_id(self, client_order_id: str) -> BrokerOrder | None:
        raise Unreachable("the book holds no orders")

    def submit(self, intent: OrderIntent) -> BrokerOrder:
        raise Unreachable("a loop never trades")

    def replace(self, order_id: str, intent: OrderIntent) -> BrokerOrder:
        raise Unreachable("a loop never trades")

    def cancel(self, order_id: str) -> None:
        raise Unreachable("a loop never trades")

    def _answer(self) -> None:
        if self.unreachable:
            raise Unreachable("the broker at book: did not answer")


@dataclass
class Environment:
    """A context with handles on its parts."""

    ctx: Context
    broker: BookBroker
    clock: StillClock

    def hold(self, *positions: Position) -> None:
        """Store positions as the live service would, and book their fills at the broker."""
        for position in positions:
            self.ctx.hot.create(position)
        self.broker.book += fill_activities(positions)

    def library(self, text: str) -> None:
        """Write the project's strategy library."""
        folder = self.ctx.settings.project / "runbooks"
        folder.mkdir(exist_ok=True)
        (folder / "daily.toml").touch()
        (folder / "strategies.toml").write_text(text)


def environment(folder: Path, now: datetime, run_id: str = "run-1") -> Environment:
    """Open a fresh environment."""
    broker, clock = BookBroker(), StillClock(now)
    settings = Settings(project=folder)
    ctx = Context(
        settings=settings,
        hot=SqliteStore(settings.state / "hot.sqlite"),
        cold=DeltaStore(str(settings.state / "cold")),
        broker=broker,
        market=FileMarket(),
        clock=clock,
        run_id=run_id,
    )
    return Environment(ctx, broker, clock)


__all__ = ["START_CASH", "BookBroker", "Environment", "StillClock", "environment"]
