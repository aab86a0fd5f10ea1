"""The simulator over real sockets, served by a thread, with its state at hand."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from pytoolkit.simulator.app import make_app
from pytoolkit.simulator.server import bind, configure
from pytoolkit.simulator.simulation import Options, Simulation

SECONDS = 60.0


def wait_for(condition: Callable[[], Any], what: str) -> Any:
    """Wait until a condition gives something true, and give that."""
    deadline = time.monotonic() + SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline, f"{what} did not happen in {SECONDS} s"
        time.sleep(0.005)
    return found


class Served:
    """One simulator and where it listens."""

    def __init__(self, simulation: Simulation, port: int, loop: asyncio.AbstractEventLoop) -> None:
        self.simulation = simulation
        self.url = f"http://127.0.0.1:{port}"
        self.trades_url = f"ws://127.0.0.1:{port}/stream"
        self.data_url = f"ws://127.0.0.1:{port}/v2/iex"
        self._loop = loop

    def step(self, times: int = 1) -> None:
        """Advance on the server's own loop, several times without letting anybody in between."""

        async def advance() -> None:
            for _ in range(times):
                self.simulation.step()

        asyncio.run_coroutine_threadsafe(advance(), self._loop).result(SECONDS)


@contextmanager
def serve(around: Callable[[Any], Any] = lambda app: app, **options: Any) -> Iterator[Served]:
    """Serve a simulator from a thread of this process until the block ends.

    Args:
        around: gives the application that is served in place of the simulator's.
        options: of the simulator.
    """
    simulation = Simulation(Options(**options))
    server = uvicorn.Server(configure(around(make_app(simulation))))
    loop = asyncio.new_event_loop()
    with bind(0) as bound:
        port = bound.getsockname()[1]
        thread = threading.Thread(
            target=lambda: loop.run_until_complete(server.serve(sockets=[bound]))
        )
        thread.start()
        try:
            wait_for(lambda: server.started, "the start")
            yield Served(simulation, port, loop)
        finally:
            server.should_exit = True
            thread.join(SECONDS)
            assert not thread.is_alive()
            loop.close()
