"""Play days through the live service on a real exchange: a process of its own, killed at will."""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pytoolkit import wiring
from pytoolkit.adapters.broker_alpaca import AlpacaBroker
from pytoolkit.live.driver import Driver, Now
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal
from pytoolkit.ports import Context
from pytoolkit.settings import load_settings
from pytoolkit.simulator.process import start_simulator
from pytoolkit.simulator.simulation import Options

ROOT = Path(__file__).parents[2]
START = "2012-06-04"
END = datetime(2012, 7, 31, 20, tzinfo=UTC)


@dataclass
class Played:
    """What a run left."""

    signals: list[dict[str, Any]]
    positions: list[dict[str, Any]]
    orders: list[tuple[str, str, str]]
    deaths: int
    context: Context
    url: str
    log: str


@contextmanager
def play(
    folder: Path,
    environments: Iterable[Mapping[str, str]] = (),
    kills: int = 0,
    *,
    strategies: str = "",
    until: datetime = END,
    each: Callable[[Now, Context], None] | None = None,
    **options: Any,
) -> Iterator[Played]:
    """Play days through the service, from 2012-06-04 on.

    Args:
        folder: a new project is made there.
        environments: of each start of the service in turn; they place deaths.
        kills: how often it is killed at random moments.
        strategies: text of `strategies.toml`; empty: the shipped ones.
        until: where to end.
        each: looks at the environment after every instant.
        options: of the simulator.
    """
    (folder / "runbooks").mkdir(parents=True)
    for name in ("daily.toml", "strategies.toml"):
        shutil.copy(ROOT / "runbooks" / name, folder / "runbooks" / name)
    if strategies:
        (folder / "runbooks" / "strategies.toml").write_text(strategies)
    with start_simulator(Options(**{"start": START, "step": True, **options})) as exchange:
        where = f'"simulator:{exchange.url}"'
        (folder / "pytoolkit.toml").write_text(f"[dev]\nbroker = {where}\nmarket = {where}\n")
        settings = load_settings("dev", folder)
        context = wiring.open_context(settings)
        # Who looks must not meet the faults that are meant for the service.
        looking = replace(context, broker=AlpacaBroker("observer", "observer", url=exchange.url))
        driver = Driver(settings, context.hot, exchange, environments)
        dice = random.Random(7)
        # From these instants on, each death at the given glance at a service that is at work.
        moments = [(bell, dice.randrange(12)) for bell in sorted(dice.sample(range(1, 70), kills))]
        bells, looks = Counter[str](), Counter[int]()

        def kill_now_and_then(_: Now) -> None:
            bell = bells["handled"]
            looks[bell] += 1
            if moments and bell >= moments[0][0] and looks[bell] > moments[0][1]:
                moments.pop(0)
                driver.kill()

        def count(now: Now) -> None:
            bells["handled"] += 1
            if each is not None:
                each(now, looking)

        try:
            driver.play(until, each=count, while_waiting=kill_now_and_then)
        finally:
            driver.stop()
        broker = sorted(
            (order.client_order_id, order.status, str(order.filled_quantity))
            for parent in looking.broker.orders("all")
            for order in (parent, *parent.legs)
        )
        yield Played(
            [row.model_dump() for row in context.hot.find(Signal)],
            [row.model_dump() for row in context.hot.find(Position)],
            broker,
            driver.deaths,
            looking,
            exchange.url,
            driver.log.read_text(errors="replace"),
        )
        context.close()


def assert_same(played: Played, undisturbed: Played) -> None:
    """Compare all that two runs left."""
    assert played.orders == undisturbed.orders
    assert played.positions == undisturbed.positions
    assert played.signals == undisturbed.signals


def intents_of(played: Played) -> list[OrderIntent]:
    """Read every order intent."""
    return played.context.hot.find(OrderIntent)
