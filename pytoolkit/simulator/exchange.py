"""The exchange: orders in, updates out. A state machine without sockets, clocks or files.

Time is told to it: `happen` lets bars begin and end, orders that come while one is running meet its
open. Everything that happened is in `updates`, until somebody takes it.
"""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from pytoolkit.frames import previous_session
from pytoolkit.models.market import CorporateAction
from pytoolkit.simulator import assets
from pytoolkit.simulator.book import Book
from pytoolkit.simulator.configuration import Configuration
from pytoolkit.simulator.entry import make_legs, make_order, make_successor
from pytoolkit.simulator.faults.engine import Faults
from pytoolkit.simulator.faults.orders import OrderFaults
from pytoolkit.simulator.floor import Floor
from pytoolkit.simulator.identity import Ids
from pytoolkit.simulator.intake import Change, Request
from pytoolkit.simulator.ledger import Activity, Ledger
from pytoolkit.simulator.market import Instant, Market, exact
from pytoolkit.simulator.orders import ALIVE, OPEN, Order, Update
from pytoolkit.simulator.partials import Partials
from pytoolkit.simulator.refusals import Reason, Refusal
from pytoolkit.simulator.rules import check_admission, check_change, check_request
from pytoolkit.simulator.splits import apply_splits
from pytoolkit.simulator.timeline import Timeline
from pytoolkit.simulator.valuation import Valuation, reserved_quantity, value

START_CASH = Decimal(100_000)


class Exchange:
    """One account at one market.

    Attributes:
        symbols: every asset there is, also those that have no bars.
        configuration: what the account's owner has set.
    """

    def __init__(
        self,
        market: Market,
        timeline: Timeline,
        ids: Ids,
        cash: Decimal = START_CASH,
        *,
        partial_fills: float = 0.0,
        faults: Faults | None = None,
    ) -> None:
        """Open an account.

        Args:
            market: what is traded.
            timeline: where time stands.
            ids: make every id from a seed.
            cash: in USD.
            partial_fills: share of orders that fill in parts, 0 to 1.
            faults: what shall go wrong with orders.
        """
        self.market = market
        self.timeline = timeline
        self.ids = ids
        self.start_cash = cash
        self.symbols = tuple(dict.fromkeys((*market.symbols, *assets.LISTED_ONLY)))
        self.configuration = Configuration()
        self.ledger = Ledger(cash)
        self.book = Book(timeline)
        self.faults = OrderFaults(faults or Faults(lambda: timeline.now))
        partials = Partials(partial_fills, ids)
        self.floor = Floor(
            self.book, timeline, self.ledger, ids, partials=partials, faults=self.faults
        )
        self._doomed: list[Order] = []
        self.created_at = timeline.now

    # --- what others ask ---

    @property
    def orders(self) -> dict[str, Order]:
        """Every order that ever was, by id."""
        return self.book.orders

    @property
    def by_client_id(self) -> dict[str, str]:
        """Ids of orders by client order id, unique for ever."""
        return self.book.by_client_id

    @property
    def alive(self) -> dict[str, Order]:
        """The orders that have not ended, by id."""
        return self.book.alive

    def take_updates(self) -> list[Update]:
        """Give what happened since somebody last asked."""
        return self.book.take_updates()

    def find(self, order_id: str) -> Order:
        """Give an order by id; raises Refusal where there is none."""
        return self.book.find(order_id)

    def legs(self, order: Order) -> list[Order]:
        """List an order's legs as they stand, the newest of each chain of replacements."""
        return self.book.legs(order)

    def price(self, symbol: str) -> Decimal | None:
        """Give the last known price: the open of the bar that is running, else the last close."""
        if symbol not in self.market.symbols:
            return None
        running = self.timeline.running.get(symbol)
        if running is not None:
            return exact(running.open)
        close = self.market.last_close(symbol, self.timeline.now)
        return None if close is None else exact(close)

    def valuation(self) -> Valuation:
        """Value the account now."""
        return value(self.ledger, self.alive.values(), self.price, self.configuration.multiplier)

    def last_equity(self) -> Decimal:
        """Give equity at the close of the session before the current or last one."""
        today = self.timeline.session.ds
        before = [equity for ds, _, equity in self.ledger.closes if ds < today]
        return before[-1] if before else self.start_cash

    @property
    def previous_close(self) -> datetime:
        """When the session before the one that is open, or that was last, had closed."""
        return previous_session(self.timeline.session.ds).close_at

    def available(self, symbol: str) -> Decimal:
        """Give the units of a position that no open exit order reserves, signed."""
        held = self.ledger.quantity(symbol)
        reserved = reserved_quantity(self.ledger, self.alive.values(), symbol)
        return held - reserved if held > 0 else held + reserved

    # --- what the client asks for ---

    def submit(self, request: Request) -> Order:
        """Accept an order, or refuse it and change nothing.

        Raises:
            Refusal: see `refusals`.
        """
        request = replace(request, symbol=assets.spelled(request.symbol, self.symbols))
        client_id = request.client_order_id or self.ids.client(len(self.by_client_id))
        self.book.require_new(client_id)
        last = check_request(self, request)
        order = make_order(request, client_id, self.ids, self.timeline, last)
        legs = make_legs(request, order, self.ids)
        check_admission(self, order, legs)
        self.faults.check(order, "submit")
        for each in (order, *legs):
            self.book.add(each)
            if each.status in OPEN:
                self.book.tell(each.status, each)
        if self.faults.rejects(order):
            self._doomed.append(order)
        else:
            self.floor.meet(order)
        return order

    def cancel(self, order_id: str) -> Order:
        """Cancel an order and what belongs to it: its held legs, or the other leg.

        Raises:
            Refusal: not found, or not open.
        """
        order = self.find(order_id)
        self._race(order, "cancel")
        # An exit that is held although its entry is filled stands at the exchange all the same.
        entered = order.status == "held" and self.find(order.parent_id).status == "filled"
        if order.status not in OPEN and not entered:
            raise Refusal(Reason.NOT_CANCELABLE, status=order.status)
        self.book.end(order, "canceled")
        return order

    def replace(self, order_id: str, change: Change) -> Order:
        """Put a new order in an order's place.

        Raises:
            Refusal: not found, not open, or not changeable so.
        """
        old = self.find(order_id)
        self._race(old, "replace")
        if old.status not in ALIVE:
            raise Refusal(Reason.NOT_REPLACEABLE, status=old.status)
        client_id = change.client_order_id or self.ids.successor_client(old.order_id)
        self.book.require_new(client_id)
        new = make_successor(old, change, client_id, self.ids, self.timeline)
        check_change(self, old, new, change)
        self.book.succeed(old, new)
        self.floor.meet(new)
        return new

    def configure(self, configuration: Configuration) -> None:
        """Let the account's owner change what it may do."""
        self.configuration = configuration

    # --- what time does ---

    def happen(self, instant: Instant) -> None:
        """Let an instant happen that the timeline has come to."""
        self.pass_day(instant.at.date())
        self.floor.release()
        doomed, self._doomed = self._doomed, []
        for order in doomed:
            if order.status in OPEN:
                self.book.end(order, "rejected")
        if instant.begins:
            if instant.bell is not None:
                self._open_session()
            self.floor.begin(instant.bars)
            if instant.bell is not None:
                self.floor.drop_auction("opg")
        else:
            self.floor.finish(instant.bars)
            if instant.bell is not None:
                self._hold_auction()
            self._expire()
            worth = self.valuation().equity
            self.ledger.curve.append((instant.at, worth))
            if instant.bell is not None:
                self.ledger.closes.append((instant.bell.ds, instant.at, worth))

    def pass_day(self, today: date) -> None:
        """Post what the days before have left, once a UTC day has begun."""
        for posting in self.floor.coin_fees.due(today):
            self.ledger.post(posting)

    def _race(self, order: Order, request: str) -> None:
        """Let a fault be quicker than a request about an open order."""
        if order.status not in OPEN:
            return
        last = self.price(order.symbol)
        if self.faults.fills_first(order, request) and last is not None:
            self.floor.fill_now(order, last)
        self.faults.check(order, request)

    def _open_session(self) -> None:
        """Splits, posted fees, and orders that waited for the bell."""
        apply_splits(
            self.market.splits(self.timeline.session.ds),
            self.ledger,
            self.alive.values(),
            self._split_line,
        )
        for posting in self.floor.fees.due():
            self.ledger.post(posting)
        for order in self.book.standing():
            if order.status == "accepted":
                self.book.work(order)

    def _hold_auction(self) -> None:
        """Trade what waited for the close at the last prices."""
        now = self.timeline.now
        symbols = {each.symbol for each in self.alive.values()}
        closes = {symbol: self.market.last_close(symbol, now) for symbol in symbols}
        self.floor.auction({symbol: close for symbol, close in closes.items() if close})
        self.floor.drop_auction("cls")

    def _expire(self) -> None:
        due = [each for each in self.book.standing() if each.expires_at <= self.timeline.now]
        for order in due:
            if order.status in OPEN:
                self.book.end(order, "expired")

    def _split_line(self, split: CorporateAction) -> Activity:
        name = self.ids.posting("split", split.symbol, split.ds.isoformat())
        now = self.timeline.now
        return Activity(self.ids.activity(now, name), "SPLIT", split.ds, now, split.symbol)
