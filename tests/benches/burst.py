"""A minute of 10,000 symbols through the stream: ours decides each, alpaca-py's does nothing.

A server in this process speaks the data stream's protocol and sends the minute in frames of many
bars. Ours evaluates a rule of eight indicators from exactly the history of each symbol, and has
decided each when it is timed; the peer's handler is empty. They take turns.
"""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import alpaca
import msgpack  # type: ignore[import-untyped]  # it ships no types
from websockets.asyncio.server import ServerConnection, serve

from tests.benches._clock import medians, report

SYMBOLS = 10_000
IN_A_FRAME = 200
FIRST = datetime(2012, 9, 11, 15, 0, tzinfo=UTC)
HISTORIES = (60, 500)
ROUNDS = 9
PEER = Path(__file__).parent / "peers" / "burst.py"


def names(count: int) -> list[str]:
    """Give the symbols."""
    return [f"S{number:05}" for number in range(count)]


class Sender:
    """The other end of one client's stream."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._opened: ServerConnection | None = None
        self._subscribed = threading.Event()
        self._ready = threading.Event()
        self._end = asyncio.Event()
        self.url = ""
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))
        self._thread.start()
        self._ready.wait()

    async def _serve(self) -> None:
        async with serve(self._speak, "127.0.0.1", 0, max_size=None, compression=None) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            self.url = f"ws://127.0.0.1:{port}"
            self._ready.set()
            await self._end.wait()

    async def _speak(self, socket: ServerConnection) -> None:
        await socket.send(msgpack.packb([{"T": "success", "msg": "connected"}]))
        await socket.recv()
        await socket.send(msgpack.packb([{"T": "success", "msg": "authenticated"}]))
        await socket.recv()
        await socket.send(msgpack.packb([{"T": "subscription", "bars": []}]))
        self._opened = socket
        self._subscribed.set()
        await socket.wait_closed()

    def burst(self, minute: int) -> float:
        """Send one minute of all symbols; gives when the first frame was handed over."""
        self._subscribed.wait()
        at = msgpack.Timestamp.from_datetime(FIRST + timedelta(minutes=minute))
        bars = [
            {"T": "b", "S": name, "t": at, "o": 50.0, "h": 50.1, "l": 49.9, "c": 50.05, "v": 100.0}
            | {"n": 7, "vw": 50.01}
            for name in names(SYMBOLS)
        ]
        starts = range(0, SYMBOLS, IN_A_FRAME)
        packed = [msgpack.packb(bars[start : start + IN_A_FRAME]) for start in starts]
        return asyncio.run_coroutine_threadsafe(self._send(packed), self._loop).result()

    async def _send(self, packed: list[bytes]) -> float:
        assert self._opened is not None
        began = time.perf_counter()
        for frame in packed:
            await self._opened.send(frame)
        return began

    def close(self) -> None:
        """Hang up."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()


class Client:
    """A process that prints when it has handled a burst."""

    def __init__(self, command: list[str], sender: Sender) -> None:
        self._sender = sender
        self._process = subprocess.Popen(
            [sys.executable, *command], stdout=subprocess.PIPE, text=True
        )
        self._minute = 0

    def round(self) -> float:
        """Send a minute; gives the seconds until all of it was handled."""
        assert self._process.stdout is not None
        began = self._sender.burst(self._minute)
        self._minute += 1
        return float(self._process.stdout.readline()) - began

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


@contextmanager
def client(*command: Any) -> Iterator[Client]:
    """Start a client of a server of its own; `URL` in the command is where that listens."""
    sender = Sender()
    made = Client([sender.url if part == "URL" else str(part) for part in command], sender)
    try:
        made.round()  # the first one warms up
        yield made
    finally:
        made.close()
        sender.close()


def main() -> None:
    """Print each history's time against the peer's."""
    with client(PEER, "URL", SYMBOLS) as peer:
        for history in HISTORIES:
            with client("-m", "tests.benches._burst_ours", "URL", SYMBOLS, history) as ours:
                mine, others = medians(
                    ours.round, {f"alpaca-py {alpaca.__version__}": peer.round}, ROUNDS
                )
            goal = "0.8 x alpaca-py" if history == HISTORIES[0] else ""
            report(f"{SYMBOLS} symbols decided from {history} bars each", mine, others, goal)


if __name__ == "__main__":
    main()
