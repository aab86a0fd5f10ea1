"""One market, one account, one service; all of it in this process, and all of it the real thing."""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl

from pytoolkit import frames
from pytoolkit.adapters import alpaca_rest
from pytoolkit.adapters.clock_alpaca import BrokerClock
from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.adapters.market_files import FileMarket
from pytoolkit.errors import BrokerRefused, Conflict, TryAgain
from pytoolkit.library import load_strategies
from pytoolkit.live import controls, steps, sync
from pytoolkit.live.service import Service
from pytoolkit.ports import Context, StreamHint
from pytoolkit.risk import KillSwitch
from pytoolkit.simulator.market import Instant
from pytoolkit.simulator.orders import Update
from pytoolkit.simulator.simulation import Options, Simulation
from tests.walk.wire import PLACE, Wire, broker_over, rest_over

SYMBOLS = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF")
FIRST, WARM = date(2003, 1, 2), 80
TURNS = 60
"""Attempts in which the service must have done what there is to do."""
STRATEGIES = """
[ladder]
active = true
asset_class = "EQUITY"
assets = ["AAA", "BBB"]
timeframe = "1Day"
history = 30
entry = "close > sma(5)"
stop = "close - 1.2 * atr(14)"
targets = ["close + 0.6 * atr(14)", "close + 1.2 * atr(14)", "close + 3 * atr(14)"]
trail = "highest(high, 5) - 1.5 * atr(14)"
min_reward_risk = 0.1
min_reward_risk_high = 0.1
exits.tired = "rsi(14) < 40"

[limits]
active = true
asset_class = "EQUITY"
assets = ["CCC", "DDD"]
timeframe = "1Day"
history = 30
order = "limit"
entry_price = "close * 0.995"
entry = "close > 0"
stop = "close * 0.97"
targets = ["close * 1.02", "close * 1.04"]
valid_for = 2
min_reward_risk = 0.1
min_reward_risk_high = 0.1
risk = { per_trade_usd = 100, max_notional_usd = 5000, max_positions = 10 }

[breakouts]
active = true
asset_class = "EQUITY"
assets = ["EEE"]
timeframe = "1Day"
history = 30
order = "stop"
entry_price = "high * 1.002"
entry = "close > sma(3)"
stop = "low * 0.98"
targets = ["close * 1.05"]
min_reward_risk = 0.1
min_reward_risk_high = 0.1
exits.fade = "close < sma(8)"
risk = { per_trade_usd = 100, max_notional_usd = 5000, max_positions = 10 }

[parts]
active = true
asset_class = "EQUITY"
assets = ["FFF"]
timeframe = "1Day"
history = 30
entry = "close > sma(4)"
stop = "close - 1 * atr(14)"
targets = ["close + 1 * atr(14)"]
min_reward_risk = 0.1
min_reward_risk_high = 0.1
risk = { per_trade_usd = 77, max_notional_usd = 1234, max_positions = 10, fractional = true }
"""
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
        _bars(seed, sessions).write_parquet(file)
        start = frames.sessions_after(FIRST, WARM)[-1].ds
        partial = self.chance.choice((0.0, 0.5))
        self.simulation = Simulation(
            Options(bars=str(file), start=str(start), step=True, seed=seed, partial_fills=partial)
        )
        self.wire = Wire(self.simulation, self.chance)
        self._quiet = Wire(self.simulation, self.chance)
        (folder / "strategies.toml").write_text(STRATEGIES)
        self._strategies = load_strategies(folder / "strategies.toml")
        self._hot = folder / "hot.sqlite"
        clock = BrokerClock("key", "secret", url=PLACE)
        clock._rest = rest_over(self._quiet)
        self.observer = Context(
            settings=None,  # type: ignore[arg-type]  # nothing here asks for them
            hot=SqliteStore(self._hot),
            cold=None,  # type: ignore[arg-type]
            broker=broker_over(self._quiet),
            market=FileMarket(file),
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
        """Daily bars come over REST."""

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


def _bars(seed: int, sessions: int) -> pl.DataFrame:
    """Give wild daily bars: gaps over stops, days on which nobody trades, both levels in one."""
    chance = np.random.default_rng(seed)
    days = [each.ds for each in frames.sessions_after(FIRST, WARM + sessions)]
    starts = [frames.daily_at(ds) for ds in days]
    parts = []
    for symbol in SYMBOLS:
        close = np.round(80 * np.exp(np.cumsum(chance.normal(0, 0.02, len(days)))), 2)
        close = np.maximum(close, 5)
        first = np.round(np.r_[close[0], close[:-1]] * (1 + chance.normal(0, 0.01, len(days))), 2)
        wide = np.abs(chance.normal(0, 0.015, len(days)))
        kept = chance.random(len(days)) < 0.98
        kept[: WARM + 1] = True
        frame = pl.DataFrame(
            {
                "symbol": [symbol] * len(days),
                "at": pl.Series(starts, dtype=pl.Datetime("us", "UTC")),
                "open": first,
                "high": np.round(np.maximum(first, close) * (1 + wide), 2),
                "low": np.round(np.minimum(first, close) * (1 - wide), 2),
                "close": close,
                "volume": chance.integers(1_000, 1_000_000, len(days)).astype(np.float64),
            }
        )
        parts.append(frame.filter(pl.Series(kept)))
    return pl.concat(parts).sort("symbol", "at")
