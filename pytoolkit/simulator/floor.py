"""Where orders meet bars: the matching function says which trades next, here it takes effect.

One match is taken at a time and the book is read anew, because a fill changes it: exits are armed,
siblings end, a stop-limit order that was triggered rests, a part is left over.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from pytoolkit.core import Match, WorkingOrder, match_inside, match_open
from pytoolkit.models.base import MONEY_CONTEXT
from pytoolkit.simulator import assets
from pytoolkit.simulator.book import Book
from pytoolkit.simulator.coin_fees import CoinFees
from pytoolkit.simulator.faults.orders import OrderFaults
from pytoolkit.simulator.fees import FeeBook
from pytoolkit.simulator.identity import Ids
from pytoolkit.simulator.ledger import Activity, Ledger
from pytoolkit.simulator.market import Bar, exact
from pytoolkit.simulator.orders import Order, Update
from pytoolkit.simulator.partials import Partials
from pytoolkit.simulator.timeline import Timeline
from pytoolkit.simulator.valuation import reserved_quantity

Matching = Callable[[list[WorkingOrder]], list[Match]]
AUCTION = "cls"


class Floor:
    """Matches the orders of a book and books what trades."""

    def __init__(
        self,
        book: Book,
        timeline: Timeline,
        ledger: Ledger,
        ids: Ids,
        *,
        partials: Partials,
        faults: OrderFaults,
    ) -> None:
        self._book = book
        self._timeline = timeline
        self._ledger = ledger
        self._ids = ids
        self._partials = partials
        self._faults = faults
        self._held: dict[str, int] = {}
        self.fees = FeeBook(ids)
        self.coin_fees = CoinFees(ids)

    def begin(self, bars: Mapping[str, Bar]) -> None:
        """Match what waits against the opens."""
        for symbol in self._book.working(bars):
            self._trade(symbol, partial(match_open, bars[symbol].open))
            self._drop_immediate(symbol)

    def finish(self, bars: Mapping[str, Bar]) -> None:
        """Let the rest of the bars happen; then trailing stops follow them."""
        for symbol in self._book.working(bars):
            bar = bars[symbol]
            inside = partial(match_inside, bar.high, bar.low, bar.close, bar.open)
            self._trade(symbol, inside, inside=True)
            self._drop_immediate(symbol)
        for orders in self._book.working(bars).values():
            for order in orders:
                order.came_inside = None
                self._follow(order, bars[order.symbol])

    def fill_now(self, order: Order, price: Decimal) -> None:
        """Fill an order at its own price or another, whatever the bars say."""
        self._fill(order, order.price or price, inside=True)

    def release(self) -> None:
        """Arm the exits that a fault has held back, once their time has come."""
        for order_id in list(self._held):
            self._held[order_id] -= 1
            if self._held[order_id] < 0:
                del self._held[order_id]
                entry = self._book.orders[order_id]
                self._arm(entry, entry.filled_price or Decimal(0), inside=False)

    def meet(self, order: Order) -> None:
        """Match an order that came while a bar is running, with its family, against its open."""
        bar = self._timeline.running.get(order.symbol)
        if bar is None or order.status != "new":
            return
        family = [order, *self._book.legs(order), *self._book.siblings(order)]
        only = {each.order_id for each in family}
        self._trade(order.symbol, partial(match_open, bar.open), only=only)
        self._drop_immediate(order.symbol, only)

    def auction(self, closes: Mapping[str, float]) -> None:
        """Match the orders for the closing auction at the session's last prices."""
        for symbol, orders in self._book.working(closes).items():
            only = {each.order_id for each in orders if each.time_in_force == AUCTION}
            self._trade(symbol, partial(match_open, closes[symbol]), only=only, auction=True)

    def drop_auction(self, time_in_force: str) -> None:
        """Cancel what is left of the orders for an auction that is over."""
        for order in self._book.standing():
            if order.time_in_force == time_in_force and order.status != "accepted":
                self._book.end(order, "canceled")

    def _trade(
        self,
        symbol: str,
        matching: Matching,
        *,
        inside: bool = False,
        only: Collection[str] | None = None,
        auction: bool = False,
    ) -> None:
        """Take one match after the other; an order trades once in each round."""
        done: set[str] = set()
        while True:
            orders = [
                each
                for each in self._book.working((symbol,)).get(symbol, [])
                if each.order_id not in done
                and (only is None or each.order_id in only)
                and (each.time_in_force == AUCTION) == auction
            ]
            matches = matching([each.working() for each in orders])
            if not matches:
                return
            order, price = self._book.alive[matches[0].id], exact(matches[0].price)
            if order.kind == "stop_limit" and order.waits_for_stop:
                self._trigger(order, price, inside=inside)
                if not order.is_marketable(price):
                    continue
            done.add(order.order_id)
            self._fill(order, price, inside=inside)

    def _trigger(self, order: Order, price: Decimal, *, inside: bool) -> None:
        """Make a limit order of it: inside a bar it then rests until the next one."""
        order.triggered, order.updated_at = True, self._timeline.now
        order.takes = order.is_marketable(price)
        if inside:
            order.came_inside = price

    def _follow(self, order: Order, bar: Bar) -> None:
        if order.kind == "trailing_stop" and order.waits_for_stop:
            best = bar.high if order.side == "sell" else bar.low
            if order.trail(exact(best)):
                order.updated_at = self._timeline.now

    def _drop_immediate(self, symbol: str, only: Collection[str] | None = None) -> None:
        for order in self._book.working((symbol,)).get(symbol, []):
            if order.is_immediate and (only is None or order.order_id in only):
                self._book.end(order, "canceled")

    def _fill(self, order: Order, price: Decimal, *, inside: bool) -> None:
        now = self._timeline.now
        if order.notional is not None and not order.executions:
            order.quantity = self._units(order, price)
        quantity = self._partials.next_part(order)
        order.execute(quantity, price, now)
        execution_id = self._ids.execution(order.order_id, order.executions)
        activity = Activity(
            activity_id=self._ids.activity(now, execution_id),
            kind="FILL",
            ds=self._day(order.symbol),
            at=now,
            symbol=order.symbol,
            side=order.side,
            quantity=quantity,
            price=price,
            order_id=order.order_id,
            cumulative=order.filled_quantity,
            leaves=order.leaves,
        )
        if assets.is_pair(order.symbol):
            kept = self.coin_fees.charge(activity, execution_id, takes=order.takes)
            self._ledger.fill(activity, kept)
        else:
            self.fees.record(activity)
            self._ledger.fill(activity)
        if order.status == "filled":
            del self._book.alive[order.order_id]
        self._book.note(
            Update(
                "fill" if order.status == "filled" else "partial_fill",
                replace(order),
                now,
                execution_id,
                price,
                quantity,
                self._ledger.quantity(order.symbol),
            )
        )
        self._tell_family(order, price, inside=inside)

    def _tell_family(self, order: Order, price: Decimal, *, inside: bool) -> None:
        """Arm an entry's exits once all of it is filled; shrink or end an exit's sibling."""
        if order.status == "filled":
            instants = self._faults.holds(order) if order.leg_ids else 0
            if instants:
                self._held[order.order_id] = instants
            else:
                self._arm(order, price, inside=inside)
            for each in self._book.siblings(order):
                self._book.end(each, "canceled")
            return
        for each in self._book.siblings(order):
            each.quantity = MONEY_CONTEXT.add(each.filled_quantity, order.leaves)

    def _arm(self, entry: Order, price: Decimal, *, inside: bool) -> None:
        legs = self._book.children(entry)
        if not legs:
            return
        held = self._ledger.quantity(entry.symbol)
        others = self._book.alive.values()
        free = abs(held) - reserved_quantity(self._ledger, others, entry.symbol)
        for leg in legs:
            # What was sold while the entry filled is not there to protect any more.
            leg.quantity = min(leg.quantity, free)
            if leg.quantity <= 0:
                self._book.end(leg, "canceled")
                return
            leg.came_inside = price if inside else None
            self._book.work(leg)

    def _units(self, order: Order, price: Decimal) -> Decimal:
        """Give what an amount of USD buys now, or of what is held has to be sold for it."""
        assert order.notional is not None
        wanted = max(assets.NINTH, assets.units_for(order.notional, price))
        held = self._ledger.quantity(order.symbol)
        if order.side == "buy" or held <= 0:
            return wanted
        others = (each for each in self._book.alive.values() if each is not order)
        return min(wanted, held - reserved_quantity(self._ledger, others, order.symbol))

    def _day(self, symbol: str) -> date:
        """The day a fill now belongs to."""
        if assets.is_pair(symbol):
            return self._timeline.now.date()
        return self._timeline.session.ds
