"""One market, one account, one service; all of it in this process, and all of it the real thing."""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pytoolkit.adapters import alpaca_rest
from pytoolkit.adapters.clock_alpaca import BrokerClock
from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.errors import BrokerRefused, Conflict, TryAgain
from pytoolkit.library import load_strategies
from pytoolkit.live import controls, steps, sync
from pytoolkit.live.service import Service
from pytoolkit.ports import Context, StreamHint
from pytoolkit.risk import KillSwitch
from pytoolkit.simulator.market import Instant
from pytoolkit.simulator.orders import Update
from pytoolkit.simulator.simulation import Options, Simulation
from tests.walk.markets import market_of
from tests.walk.wire import PLACE, Wire, broker_over, rest_over

TURNS = 60
"""Attempts in which the service must have done what there is to do."""
D = Decimal
CLOSES = ("stop", "stop_limit", "trailing_stop", "market")


class Died(BaseException):
    """The process was killed at a step."""


class World:
    """A walk through it is a list of actions, each drawn from one source of chance.

    Attributes:
        observer: the environment as nobody disturbs it.
        deaths: how often the service was killed.
    """

    def __init__(self, seed: int, sessions: int, folder: Path) -> None:
        self.chance = random.Random(seed)
        file = folder / "bars.parquet"
        market = market_of(seed, sessions)
        market.bars.write_parquet(file)
        partial = self.chance.choice((0.0, 0.5))
        self.simulation = Simulation(
            Options(
                bars=str(file),
                start=str(market.start),
                step=True,
                seed=seed,
                partial_fills=partial,
            )
        )
        self.wire = Wire(self.simulation, self.chance)
        self._quiet = Wire(self.simulation, self.chance)
        (folder / "strategies.toml").write_text(market.strategies)
        self._strategies = load_strategies(folder / "strategies.toml")
        self._hot = folder / "hot.sqlite"
        clock = BrokerClock("key", "secret", url=PLACE)
        clock._rest = rest_over(self._quiet)
        self.observer = Context(
            settings=None,  # type: ignore[arg-type]  # nothing here asks for them
            hot=SqliteStore(self._hot),
            cold=None,  # type: ignore[arg-type]
            broker=broker_over(self._quiet),
            market=market.source,
            clock=clock,
        )
        self.deaths = 0
        self.service = self._start()
        self.simulation.audience.append(self)

    def updated(self, updates: list[Update]) -> None:
        """Be the trade stream: most of what happens is told, some of it twice."""
        for update in updates:
            for _ in range(self.chance.choice((0, 1, 1, 1, 2))):
                self.hint(update.event)

    def traded(self, instant: Instant) -> None:
        """Bars come over REST."""

    def _start(self) -> Service:
        context = replace(self.observer, hot=SqliteStore(self._hot), broker=broker_over(self.wire))
        return Service(context, self._strategies, stepping=True)

    def restart(self) -> None:
        """Forget everything that is not stored."""
        self.service.context.hot.close()
        self.service = self._start()

    def advance(self) -> bool:
        """Let the next bell ring; false where the replay is over."""
        if self.simulation.timeline.next_instant is None:
            return False
        self.simulation.step()
        return True

    def hint(self, event: str = "") -> None:
        """Let the trade stream say that something happened."""
        event = event or self.chance.choice(("fill", "partial_fill", "canceled", "nobody knows"))
        self.service.ear._hints.put(StreamHint(event, "", 0.0))

    def turn_switch(self, state: KillSwitch) -> None:
        """Turn the kill switch as a human does."""
        at = self.observer.clock.now()
        controls.set_kill_switch(self.observer.hot, state, "walk", at)

    def held(self) -> dict[str, Decimal]:
        """Give the units at the exchange, by symbol."""
        return {
            symbol: position.quantity
            for symbol, position in self.simulation.exchange.ledger.positions.items()
        }

    def protected(self, symbol: str) -> Decimal:
        """Give the units that orders at the exchange close at a stop, or at once."""
        book = self.simulation.exchange.book
        found = D(0)
        for order in book.alive.values():
            if order.symbol != symbol or order.side != "sell" or order.kind not in CLOSES:
                continue
            parent = book.orders.get(order.parent_id)
            if order.status != "held" or (parent is not None and parent.status == "filled"):
                found += order.quantity - order.filled_quantity
        return found

    def meddle(self) -> bool:
        """Cancel one of our orders behind our back; false where none stands."""
        standing = [
            order.order_id
            for order in self.simulation.exchange.book.alive.values()
            if order.status in ("new", "accepted", "partially_filled")
        ]
        if not standing:
            return False
        try:
            self.observer.broker.cancel(self.chance.choice(standing))
        except BrokerRefused:
            return False
        return True

    def work(self, *, kill_at: str = "") -> int:
        """Let the service do what there is to do; gives how many turns it took.

        Args:
            kill_at: step at which it dies, if it comes there; it is started again then.
        """
        steps._name, steps._left = kill_at, 1
        for count in range(1, TURNS + 1):
            if count > TURNS // 2:
                self.wire.share = 0.0
            try:
                self.service._turn(None)
                if not self.service.keeper.mirror.is_behind and not self.service._heard:
                    return count
            except (Conflict, TryAgain, BrokerRefused):
                self.service.ear.shut()
            except Died:
                self.deaths += 1
                steps._name = ""
                self.restart()
        raise AssertionError(f"{TURNS} turns were not enough")

    def settle(self) -> None:
        """Let the service see, undisturbed, what it was not told of."""
        before, self.wire.share = self.wire.share, 0.0
        self.hint("nobody knows")
        self.work()
        self.wire.share = before

    def close(self) -> None:
        """Free what is open."""
        self.service.context.hot.close()
        self.observer.hot.close()
        self.wire.close()
        self._quiet.close()


@contextmanager
def world(seed: int, sessions: int) -> Iterator[World]:
    """Make a world that nothing of is left after."""

    def die(*_: object) -> None:
        raise Died

    fast = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=fast if os.access(fast, os.W_OK) else None))
    before: dict[tuple[Any, str], Any] = {
        (steps, "os"): steps.os,
        (alpaca_rest, "READ_PAUSES"): alpaca_rest.READ_PAUSES,
        (sync, "POSITION_PAUSE_SECONDS"): sync.POSITION_PAUSE_SECONDS,
    }
    steps.os = SimpleNamespace(kill=die, getpid=os.getpid)  # type: ignore[assignment]
    alpaca_rest.READ_PAUSES = (0.0, 0.0)  # type: ignore[assignment]
    sync.POSITION_PAUSE_SECONDS = 0.0  # type: ignore[assignment]
    try:
        made = World(seed, sessions, folder)
        yield made
        made.close()
    finally:
        steps._name = ""
        for (module, name), value in before.items():
            setattr(module, name, value)
        shutil.rmtree(folder)
