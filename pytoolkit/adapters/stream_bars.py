"""Alpaca's market-data stream under our own supervisor; its thread only enqueues."""

import asyncio
import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it ships no types
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from pytoolkit.errors import Unreachable
from pytoolkit.ports import StreamBar, StreamEnded, StreamOpened

log = logging.getLogger(__name__)

FINAL = {400, 401, 402, 405, 408, 409}
"""Codes that a new attempt does not change: bad request, keys, symbol limit, subscription."""
LONGEST_FRAGMENT = 32 * 1024
PING_SECONDS = 10.0
STALE_SECONDS = 90.0
"""Without a message while the market is open, the connection counts as dead."""
WATCH_SECONDS = 1.0
ENTER_SECONDS = 10.0
STOP_SECONDS = 5.0
FIRST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS = 0.1, 30.0
KINDS = {"b": False, "u": True}
"""Items that are bars, and whether they correct one."""


class StreamRefused(Unreachable):
    """The server answered with an error code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"the data stream says {code}: {message}")
        self.code = code


class BarStream:
    """Minute bars of some symbols, as they are finished and when they are corrected.

    Args:
        key: credentials.
        secret: credentials.
        url: of the stream, one for each asset class.
        symbols: what to subscribe to.
        put: takes what came, in the stream's thread; must do no more than enqueue.
        is_open: whether something should be heard now; asked only when nothing was.
        stale_seconds: how long silence is believed while it is.
    """

    def __init__(
        self,
        key: str,
        secret: str,
        url: str,
        symbols: Sequence[str],
        put: Callable[[object], None],
        *,
        is_open: Callable[[], bool] = lambda: False,
        stale_seconds: float = STALE_SECONDS,
    ) -> None:
        self._key, self._secret, self._url = key, secret, url
        self._symbols = list(symbols)
        self._put, self._is_open = put, is_open
        self._stale_seconds = stale_seconds
        self._heard = time.monotonic()
        self._last: float | None = None
        self._stopping = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self.opened = 0
        """How often a connection was opened."""
        self.connected = False
        """Whether it is connected now."""
        self._thread = threading.Thread(target=self._run, name="bar-stream", daemon=True)
        self._thread.start()

    @property
    def silent_seconds(self) -> float | None:
        """Wall seconds since the last message; None before the first."""
        return None if self._last is None else time.monotonic() - self._last

    def close(self) -> None:
        """Hang up; the thread is a daemon, so nothing waits for a stuck one."""
        self._stopping.set()
        if self._loop.is_running():
            self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join(STOP_SECONDS)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._supervise())
        except asyncio.CancelledError:
            log.debug("data stream closed")
        finally:
            self._loop.close()

    async def _supervise(self) -> None:
        """Connect again and again, until closed or refused for good."""
        self._task = asyncio.current_task()
        attempt = 0
        while not self._stopping.is_set():
            opened = self.opened
            try:
                await self._listen()
            except StreamRefused as refusal:
                if refusal.code in FINAL:
                    log.error("%s; it will not be tried again", refusal)
                    self._put(StreamEnded(str(refusal)))
                    return
                log.warning("%s; trying again", refusal)
            except (OSError, WebSocketException, TimeoutError, Unreachable) as error:
                # The first time people are told; that it goes on is for who looks closely.
                level = logging.DEBUG if attempt else logging.WARNING
                log.log(level, "data stream: %s; connecting again", error or type(error).__name__)
            attempt = 1 if self.opened > opened else attempt + 1
            await asyncio.sleep(_backoff(attempt))

    async def _listen(self) -> None:
        async with connect(
            self._url, max_size=None, ping_interval=PING_SECONDS, open_timeout=ENTER_SECONDS
        ) as socket:
            async with asyncio.timeout(ENTER_SECONDS):
                await self._enter(socket)
            self.opened += 1
            self.connected = True
            self._heard = time.monotonic()
            self._put(StreamOpened(self.opened))
            watchdog = asyncio.create_task(self._watch(socket))
            try:
                while True:
                    frame = await socket.recv()
                    self._last = self._heard = time.monotonic()
                    self._take(frame)
            finally:
                self.connected = False
                watchdog.cancel()

    async def _enter(self, socket: ClientConnection) -> None:
        """Be welcomed, show the keys, subscribe."""
        _expect(await socket.recv(), "connected")
        await socket.send(_pack({"action": "auth", "key": self._key, "secret": self._secret}))
        _expect(await socket.recv(), "authenticated")
        wanted = {"bars": self._symbols, "updatedBars": self._symbols}
        request = _pack({"action": "subscribe", **wanted})
        starts = range(0, len(request), LONGEST_FRAGMENT)
        parts = [request[start : start + LONGEST_FRAGMENT] for start in starts]
        await socket.send(parts if len(parts) > 1 else request)
        for item in _unpack(await socket.recv()):
            _refuse(item)

    def _take(self, frame: bytes | str) -> None:
        """Enqueue the bars of a frame together; what is not known is passed over."""
        received = time.perf_counter()
        bars = []
        for item in _unpack(frame):
            kind = item.get("T")
            if kind in KINDS:
                bars.append(_bar(item, KINDS[kind], received))
            else:
                _refuse(item)
        if bars:
            self._put(bars)

    async def _watch(self, socket: ClientConnection) -> None:
        """Hang up on a connection that is silent while others trade."""
        while True:
            await asyncio.sleep(min(WATCH_SECONDS, self._stale_seconds / 4))
            silent = time.monotonic() - self._heard
            if silent > self._stale_seconds:
                loop = asyncio.get_running_loop()
                if await loop.run_in_executor(None, self._is_open):
                    log.warning("data stream: nothing for %.0f s, connecting again", silent)
                    socket.transport.abort()
                    return
                self._heard = time.monotonic()


def _backoff(attempt: int) -> float:
    """Give the seconds to wait: twice as many each time, spread so that clients do not meet."""
    longest: float = min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2 ** min(attempt, 16))
    return longest * random.uniform(0.5, 1.0)


def _pack(message: dict[str, Any]) -> bytes:
    packed: bytes = msgpack.packb(message)
    return packed


def _unpack(frame: bytes | str) -> list[dict[str, Any]]:
    if isinstance(frame, str):
        raise Unreachable(f"the data stream sent text where msgpack was expected: {frame[:80]!r}")
    try:
        found = msgpack.unpackb(frame, timestamp=2)
    except (ValueError, msgpack.UnpackException) as error:
        raise Unreachable(f"the data stream sent what cannot be read: {error}") from error
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _expect(frame: bytes | str, message: str) -> None:
    items = _unpack(frame)
    for item in items:
        _refuse(item)
    if not any(item.get("msg") == message for item in items):
        raise Unreachable(f"the data stream did not say {message!r}, but {str(items)[:80]}")


def _refuse(item: dict[str, Any]) -> None:
    if item.get("T") == "error":
        raise StreamRefused(int(item.get("code", 0)), str(item.get("msg", "")))


def _bar(item: dict[str, Any], revised: bool, received: float) -> StreamBar:
    return StreamBar(
        str(item["S"]),
        int(item["t"]) // 1000,
        float(item["o"]),
        float(item["h"]),
        float(item["l"]),
        float(item["c"]),
        float(item["v"]),
        revised,
        received,
    )
