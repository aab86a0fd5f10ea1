"""The live service with its streams in a thread of this process, before a served simulator."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue

from pytoolkit import wiring
from pytoolkit.library import load_strategies
from pytoolkit.live.service import Service
from pytoolkit.settings import load_settings
from tests.support.served import Served, wait_for


@contextmanager
def running(folder: Path, served: Served, strategies: str) -> Iterator[Service]:
    """Run the service until the block ends; it has subscribed when the block begins.

    Args:
        folder: a new project is made there.
        served: the exchange, with step on.
        strategies: text of `strategies.toml`.
    """
    (folder / "runbooks").mkdir()
    (folder / "runbooks" / "daily.toml").touch()
    file = folder / "runbooks" / "strategies.toml"
    file.write_text(strategies)
    where = f'"simulator:{served.url}"'
    (folder / "pytoolkit.toml").write_text(f"[dev]\nbroker = {where}\nmarket = {where}\n")
    settings = load_settings("dev", folder)
    hints: SimpleQueue[object] = SimpleQueue()
    with ExitStack() as opened:
        context = opened.enter_context(closing(wiring.open_context(settings)))
        service = Service(context, load_strategies(file), hints=hints)
        opened.enter_context(closing(wiring.open_hints(settings, hints.put)))
        symbols = service.reflex.quick.symbols
        stream = wiring.open_bars(settings, symbols, hints.put, lambda: False)
        opened.enter_context(closing(stream))
        service.feeds.streams.append(stream)
        stocks = served.simulation.audience[1]
        wait_for(lambda: stocks._subscribed.get("bars"), "subscribing")  # type: ignore[attr-defined]
        thread = threading.Thread(target=service.run)
        opened.callback(thread.join, 30)
        opened.callback(service.stop.set)
        thread.start()
        yield service


def play(served: Served, until: datetime) -> None:
    """Let everything happen that happens until an instant."""
    timeline = served.simulation.timeline
    while (upcoming := timeline.next_instant) is not None and upcoming <= until:
        served.step()
