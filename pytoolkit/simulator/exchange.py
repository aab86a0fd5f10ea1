"""The exchange: orders in, updates out. A state machine without sockets, clocks or files.

Time is told to it: `happen` lets bars begin and end, orders that come while one is running meet its
open. Everything that happened is in `updates`, until somebody takes it.
"""

from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from pytoolkit.core import Match, WorkingOrder, match_inside, match_open
from pytoolkit.frames import previous_session
from pytoolkit.models.market import CorporateAction
from pytoolkit.simulator.entry import make_legs, make_order, make_successor
from pytoolkit.simulator.fees import FeeBook
from pytoolkit.simulator.identity import Ids
from pytoolkit.simulator.intake import Change, Request
from pytoolkit.simulator.ledger import Activity, Ledger
from pytoolkit.simulator.market import Bar, Instant, Market, exact
from pytoolkit.simulator.orders import ALIVE, OPEN, Order, Status, Update
from pytoolkit.simulator.refusals import Reason, Refusal
from pytoolkit.simulator.rules import check_admission, check_change
from pytoolkit.simulator.splits import apply_splits
from pytoolkit.simulator.timeline import Timeline
from pytoolkit.simulator.valuation import Valuation, reserved_quantity, value

START_CASH = Decimal(100_000)


class Exchange:
    """One account at one market."""

    def __init__(
        self, market: Market, timeline: Timeline, ids: Ids, cash: Decimal = START_CASH
    ) -> None:
        self.market = market
        self.timeline = timeline
        self.ids = ids
        self.start_cash = cash
        self.ledger = Ledger(cash)
        self.fees = FeeBook(ids)
        self.orders: dict[str, Order] = {}
        self.by_client_id: dict[str, str] = {}
        self.alive: dict[str, Order] = {}
        self.updates: list[Update] = []
        self.created_at = timeline.now

    # --- what others ask ---

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
        return value(self.ledger, self.alive.values(), self.price)

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

    def find(self, order_id: str) -> Order:
        """Give an order by id.

        Raises:
            Refusal: there is none.
        """
        if order_id not in self.orders:
            raise Refusal(Reason.NO_ORDER, order_id=order_id)
        return self.orders[order_id]

    def legs(self, order: Order) -> list[Order]:
        """List an order's legs as they stand, the newest of each chain of replacements."""
        return [self.orders[each] for each in order.leg_ids]

    # --- what the client asks for ---

    def submit(self, request: Request) -> Order:
        """Accept an order, or refuse it and change nothing.

        Raises:
            Refusal: see `refusals`.
        """
        client_id = request.client_order_id or self.ids.client(len(self.by_client_id))
        if client_id in self.by_client_id:
            raise Refusal(Reason.DUPLICATE_CLIENT_ID, client_order_id=client_id)
        order = make_order(request, client_id, self.ids, self.timeline)
        legs = make_legs(request, order, self.ids)
        check_admission(self, order, legs)
        for each in (order, *legs):
            self._add(each)
        self._tell(order.status, order)
        self._meet_open(order)
        return order

    def cancel(self, order_id: str) -> Order:
        """Cancel an order and what belongs to it: its held legs, or the other leg.

        Raises:
            Refusal: not found, or not open.
        """
        order = self.find(order_id)
        if order.status not in OPEN:
            raise Refusal(Reason.NOT_CANCELABLE, status=order.status)
        for each in (order, *self._dependants(order)):
            self._end(each, "canceled")
        return order

    def replace(self, order_id: str, change: Change) -> Order:
        """Put a new order in an order's place.

        Raises:
            Refusal: not found, not open, or not changeable so.
        """
        old = self.find(order_id)
        if old.status not in ALIVE:
            raise Refusal(Reason.NOT_REPLACEABLE, status=old.status)
        client_id = change.client_order_id or self.ids.successor_client(old.order_id)
        if client_id in self.by_client_id:
            raise Refusal(Reason.DUPLICATE_CLIENT_ID, client_order_id=client_id)
        new = make_successor(old, change, client_id, self.ids, self.timeline)
        check_change(self, old, new)
        self._succeed(old, new)
        self._meet_open(new)
        return new

    # --- what time does ---

    def happen(self, instant: Instant) -> None:
        """Let an instant happen that the timeline has come to."""
        if instant.begins:
            if instant.bell is not None:
                self._open_session()
            self._begin(instant.bars)
        else:
            self._finish(instant.bars)
            if instant.bell is not None:
                self._close_session()

    def _open_session(self) -> None:
        """Splits, posted fees, and orders that waited for the bell."""
        now = self.timeline.now
        apply_splits(
            self.market.splits(self.timeline.session.ds),
            self.ledger,
            self.alive.values(),
            self._split_line,
        )
        for posting in self.fees.due():
            self.ledger.post(posting)
        for order in sorted(self.alive.values(), key=lambda each: each.rank):
            if order.status == "accepted":
                order.status, order.updated_at = "new", now
                self._tell("new", order)

    def _begin(self, bars: Mapping[str, Bar]) -> None:
        """Match what waits against the opens."""
        for symbol, book in self._books(bars):
            orders = [self._working(each) for each in book]
            self._execute(match_open(bars[symbol].open, orders))

    def _finish(self, bars: Mapping[str, Bar]) -> None:
        """Let the rest of the bars happen."""
        for symbol, book in self._books(bars):
            bar = bars[symbol]
            orders = [self._working(each) for each in book]
            self._execute(match_inside(bar.high, bar.low, bar.close, bar.open, orders))

    def _close_session(self) -> None:
        """Expire what is due, and note what the account is worth."""
        now = self.timeline.now
        for order in sorted(self.alive.values(), key=lambda each: each.rank):
            if order.status in OPEN and order.expires_at <= now:
                for each in (order, *self._dependants(order)):
                    self._end(each, "expired")
        self.ledger.closes.append((self.timeline.session.ds, now, self.valuation().equity))

    # --- how it does it ---

    def _books(self, symbols: Container[str]) -> list[tuple[str, list[Order]]]:
        """Give the orders in some symbols, symbol by symbol, in the order they stand."""
        books: dict[str, list[Order]] = {}
        for order in sorted(self.alive.values(), key=lambda each: each.rank):
            if order.symbol in symbols:
                books.setdefault(order.symbol, []).append(order)
        return sorted(books.items())

    def _working(self, order: Order) -> WorkingOrder:
        return order.working(self.alive.__contains__)

    def _add(self, order: Order) -> None:
        self.orders[order.order_id] = order
        self.by_client_id[order.client_order_id] = order.order_id
        self.alive[order.order_id] = order

    def _tell(self, event: str, order: Order) -> None:
        self.updates.append(Update(event, replace(order), self.timeline.now))

    def _dependants(self, order: Order) -> list[Order]:
        """The legs of a parent, or the other leg of a group, as far as they live."""
        family = self.legs(self.orders[order.parent_id] if order.parent_id else order)
        return [each for each in family if each is not order and each.status in ALIVE]

    def _end(self, order: Order, status: Status) -> None:
        was_held = order.status == "held"
        order.status, order.updated_at = status, self.timeline.now
        if status == "canceled":
            order.canceled_at = self.timeline.now
        else:
            order.expired_at = self.timeline.now
        self.alive.pop(order.order_id, None)
        if not was_held:
            self._tell(status, order)

    def _meet_open(self, order: Order) -> None:
        """Match an order that came while a bar is running against its open."""
        bar = self.timeline.running.get(order.symbol)
        if bar is not None and order.status == "new":
            family = [order, *self._dependants(order)]
            self._execute(match_open(bar.open, [self._working(each) for each in family]))

    def _execute(self, matches: list[Match]) -> None:
        for match in matches:
            order = self.alive.get(match.id)
            if order is not None:
                self._fill(order, exact(match.price))

    def _fill(self, order: Order, price: Decimal) -> None:
        now = self.timeline.now
        execution_id = self.ids.execution(order.order_id, 1)
        activity = Activity(
            activity_id=self.ids.activity(now, execution_id),
            kind="FILL",
            ds=self._day(order.symbol),
            at=now,
            symbol=order.symbol,
            side=order.side,
            quantity=order.quantity,
            price=price,
            order_id=order.order_id,
        )
        self.ledger.fill(activity)
        self.fees.record(activity)
        order.status, order.updated_at, order.filled_at = "filled", now, now
        order.filled_quantity, order.filled_price = order.quantity, price
        del self.alive[order.order_id]
        self.updates.append(
            Update(
                "fill",
                replace(order),
                now,
                execution_id,
                price,
                order.quantity,
                self.ledger.quantity(order.symbol),
            )
        )
        for each in self._dependants(order):
            if order.parent_id:
                self._end(each, "canceled")
            else:
                each.status, each.updated_at = "new", now
                self._tell("new", each)

    def _day(self, symbol: str) -> date:
        """The day a fill now belongs to."""
        running = self.timeline.running.get(symbol)
        return self.timeline.session.ds if running is None else running.ds

    def _succeed(self, old: Order, new: Order) -> None:
        now = self.timeline.now
        was_held = old.status == "held"
        old.status, old.updated_at, old.replaced_at = "replaced", now, now
        old.replaced_by = new.order_id
        del self.alive[old.order_id]
        self._add(new)
        if new.parent_id:
            parent = self.orders[new.parent_id]
            parent.leg_ids = [
                new.order_id if each == old.order_id else each for each in parent.leg_ids
            ]
        for leg in self.legs(new):
            leg.parent_id = new.order_id
        old.leg_ids = []
        if not was_held:
            self._tell("replaced", old)
            self._tell(new.status, new)

    def _split_line(self, split: CorporateAction) -> Activity:
        name = self.ids.posting("split", split.symbol, split.ds.isoformat())
        now = self.timeline.now
        return Activity(self.ids.activity(now, name), "SPLIT", split.ds, now, split.symbol)
