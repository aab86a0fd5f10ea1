"""The service while an answer of the broker is on its way: bars are decided and sent at once."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pytoolkit import frames
from pytoolkit.live import controls
from pytoolkit.models.position import Position
from pytoolkit.models.signal import RejectedBy, Signal, SignalStatus
from tests.support.living import play, running
from tests.support.served import Served, serve, wait_for

SYMBOLS = ("A", "B", "C")
OPEN = datetime(2012, 7, 5, 13, 30, tzinfo=UTC)
DAYS = frames.sessions(OPEN.date() - timedelta(days=120), OPEN.date())
MINUTE = timedelta(minutes=1)
ACTIVITIES = "/v2/account/activities"
STRATEGY = """
[loud]
active = true
asset_class = "EQUITY"
assets = ["A", "B", "C"]
timeframe = "1Min"
history = 5
entry = "volume > 500"
stop = "close - 5"
targets = ["close + 10"]
"""


class Holding:
    """Holds readings of executions back: before the exchange looks, or once it has answered."""

    def __init__(self, when: str) -> None:
        self._when = when
        self._free = threading.Event()
        self._free.set()
        self.held = threading.Event()

    def hold(self) -> None:
        self.held.clear()
        self._free.clear()

    def let_go(self) -> None:
        self._free.set()

    def around(self, app: ASGIApp) -> ASGIApp:
        async def holding(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["path"] != ACTIVITIES:
                await app(scope, receive, send)
                return
            if self._when == "before":
                await self._wait()

            async def told(message: Message) -> None:
                if self._when == "after" and message["type"] == "http.response.start":
                    await self._wait()
                await send(message)

            await app(scope, receive, told)

        return holding

    async def _wait(self) -> None:
        if not self._free.is_set():
            self.held.set()
            await asyncio.get_running_loop().run_in_executor(None, self._free.wait, 30)


def bars() -> pl.DataFrame:
    """Give quiet minutes, and one that is loud for each symbol: A's 2nd, B's 5th, C's 8th."""
    chance = [0.97, 1.04, 0.99, 1.02, 1.01, 0.96, 1.03]
    rows: list[tuple[Any, ...]] = []
    for number, symbol in enumerate(SYMBOLS):
        price = 100.0
        for day, session in enumerate(
            frames.sessions(OPEN.date() - timedelta(days=120), OPEN.date())
        ):
            price *= chance[(day * (number + 2) + number) % 7]
            last = session.ds == OPEN.date()
            for minute in range(20 if last else 1):
                volume = 1000.0 if last and minute == 3 * number + 1 else 100.0
                at = session.open_at + minute * MINUTE
                rows.append((symbol, at, price, price + 0.5, price - 0.5, price, volume))
    return pl.DataFrame(rows, schema=frames.BAR_SCHEMA, orient="row")


def sent(served: Served) -> set[str]:
    return {order.symbol for order in served.simulation.exchange.orders.values()}


@pytest.mark.process
@pytest.mark.parametrize("when", ["before", "after"])
def test_service_sends_at_once_while_the_broker_is_read_and_nothing_is_undone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, when: str
) -> None:
    file = tmp_path / "bars.parquet"
    bars().write_parquet(file)
    holding = Holding(when)
    options = {"bars": str(file), "start": OPEN.isoformat(), "step": True}
    with serve(holding.around, **options) as served, running(tmp_path, served, STRATEGY) as service:
        wait_for(lambda: service.ear.is_open, "the start")
        play(served, OPEN + MINUTE)
        wait_for(lambda: service.keeper.progress.handled_at, "the first instant")
        play(served, OPEN + 2 * MINUTE)
        wait_for(lambda: "A" in sent(served), "the order in A")
        # It fills, and from now on no reading of executions ends.
        holding.hold()
        play(served, OPEN + 3 * MINUTE)
        assert holding.held.wait(30)
        # B's minute ends, its order leaves, and fills, all while that reading is under way.
        play(served, OPEN + 5 * MINUTE)
        wait_for(lambda: "B" in sent(served), "the order in B")
        play(served, OPEN + 6 * MINUTE)
        assert "C" not in sent(served)
        holding.let_go()
        hot = service.context.hot
        wait_for(lambda: len(hot.find(Position)) == 2, "both positions")
        play(served, OPEN + 8 * MINUTE)
        wait_for(lambda: "C" in sent(served), "the order in C")
        play(served, OPEN + 10 * MINUTE)
        wait_for(lambda: len(hot.find(Position)) == 3, "three positions")
        signals = hot.find(Signal)
        assert {each.status for each in signals} == {SignalStatus.ACTIVE}
        assert len(served.simulation.exchange.orders) == 3 * len(("parent", "target", "stop"))
    assert "ALARM" not in caplog.text


@pytest.mark.process
def test_service_with_the_switch_turned_while_the_broker_is_read_sends_nothing_more(
    tmp_path: Path,
) -> None:
    file = tmp_path / "bars.parquet"
    bars().write_parquet(file)
    holding = Holding("before")
    options = {"bars": str(file), "start": OPEN.isoformat(), "step": True}
    with serve(holding.around, **options) as served, running(tmp_path, served, STRATEGY) as service:
        hot = service.context.hot
        wait_for(lambda: service.ear.is_open, "the start")
        play(served, OPEN + MINUTE)
        wait_for(lambda: service.keeper.progress.handled_at, "the first instant")
        play(served, OPEN + 2 * MINUTE)
        wait_for(lambda: "A" in sent(served), "the order in A")
        holding.hold()
        play(served, OPEN + 3 * MINUTE)
        assert holding.held.wait(30)
        controls.set_kill_switch(hot, "HALTED", "enough", OPEN)
        play(served, OPEN + 5 * MINUTE)
        rejected = wait_for(lambda: hot.find(Signal, [("symbol", "==", "B")]), "the signal in B")
        assert [each.rejected_by for each in rejected] == [RejectedBy.KILL_SWITCH]
        holding.let_go()
    assert "B" not in sent(served)
