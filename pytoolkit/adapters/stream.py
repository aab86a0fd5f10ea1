"""A websocket under our own supervision: its thread only enqueues, and nothing ends it but orders.

It connects again with growing pauses, hangs up on a connection that is silent where something
should be heard, and gives up only where a new attempt could not change the answer.
"""

import asyncio
import logging
import random
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from pytoolkit.errors import StreamRefused, Unreachable
from pytoolkit.ports import StreamEnded, StreamOpened

log = logging.getLogger(__name__)

PING_SECONDS = 10.0
STALE_SECONDS = 90.0
"""Without a message while the market is open, the connection counts as dead."""
WATCH_SECONDS = 1.0
ENTER_SECONDS = 10.0
STOP_SECONDS = 5.0
FIRST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS = 0.1, 30.0


class Stream(ABC):
    """One connection of one kind, kept up by a thread of its own.

    Args:
        name: what people call it.
        url: where it is.
        put: takes what came, in the stream's thread; must do no more than enqueue.
        is_open: whether something should be heard now; asked only when nothing was.
        stale_seconds: how long silence is believed while it is.
    """

    def __init__(
        self,
        name: str,
        url: str,
        put: Callable[[object], None],
        *,
        is_open: Callable[[], bool] = lambda: False,
        stale_seconds: float = STALE_SECONDS,
    ) -> None:
        self._name, self._url = name, url
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
        self._thread = threading.Thread(target=self._run, name=name.replace(" ", "-"), daemon=True)
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

    @abstractmethod
    async def _enter(self, socket: ClientConnection) -> None:
        """Be welcomed, show the keys, say what is wanted; raises StreamRefused, Unreachable."""

    @abstractmethod
    def _take(self, frame: bytes | str) -> None:
        """Enqueue what a frame tells; raises StreamRefused, Unreachable."""

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._supervise())
        except asyncio.CancelledError:
            log.debug("%s closed", self._name)
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
                if refusal.final:
                    log.error("%s; it will not be tried again", refusal)
                    self._put(StreamEnded(str(refusal), self._name))
                    return
                log.warning("%s; trying again", refusal)
            except (OSError, WebSocketException, TimeoutError, Unreachable) as error:
                # The first time people are told; that it goes on is for who looks closely.
                level = logging.DEBUG if attempt else logging.WARNING
                words = error or type(error).__name__
                log.log(level, "%s: %s; connecting again", self._name, words)
            except Exception:
                # Nonsense of a kind that nobody thought of: a dead stream would be worse.
                log.exception("%s: connecting again", self._name)
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
            self._put(StreamOpened(self.opened, self._name))
            watchdog = asyncio.create_task(self._watch(socket))
            try:
                while True:
                    frame = await socket.recv()
                    self._last = self._heard = time.monotonic()
                    self._take(frame)
            finally:
                self.connected = False
                watchdog.cancel()

    async def _watch(self, socket: ClientConnection) -> None:
        """Hang up on a connection that is silent while others trade."""
        while True:
            await asyncio.sleep(min(WATCH_SECONDS, self._stale_seconds / 4))
            silent = time.monotonic() - self._heard
            if silent > self._stale_seconds:
                loop = asyncio.get_running_loop()
                if await loop.run_in_executor(None, self._is_open):
                    log.warning("%s: nothing for %.0f s, connecting again", self._name, silent)
                    socket.transport.abort()
                    return
                self._heard = time.monotonic()


def enter_once(name: str, url: str, enter: Callable[[ClientConnection], Awaitable[None]]) -> None:
    """Connect, be let in, and leave; for who only wants to know whether it works.

    Args:
        name: what people call the stream.
        url: where it is.
        enter: shows the keys and says what is wanted.

    Raises:
        StreamRefused: the server answered with an error code.
        Unreachable: it does not answer, or not as it should.
    """

    async def visit() -> None:
        async with connect(
            url, max_size=None, open_timeout=ENTER_SECONDS, close_timeout=STOP_SECONDS
        ) as socket:
            async with asyncio.timeout(ENTER_SECONDS):
                await enter(socket)

    try:
        asyncio.run(visit())
    except (OSError, WebSocketException, TimeoutError) as error:
        words = error or type(error).__name__
        raise Unreachable(f"the {name} at {url} does not let us in: {words}") from error


def _backoff(attempt: int) -> float:
    """Give the seconds to wait: twice as many each time, spread so that clients do not meet."""
    longest: float = min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2 ** min(attempt, 16))
    return longest * random.uniform(0.5, 1.0)
