"""Alpaca's market-data stream: finished minutes, corrections, and trades of what is watched."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it ships no types
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from pytoolkit.adapters.stream import STALE_SECONDS, Stream
from pytoolkit.errors import StreamRefused, Unreachable
from pytoolkit.ports import DATA_STREAM, StreamBar, StreamPrices

NAME = DATA_STREAM
FINAL = {400, 401, 402, 405, 408, 409}
"""Codes that a new attempt does not change: bad request, keys, symbol limit, subscription."""
LONGEST_FRAGMENT = 32 * 1024
KINDS: dict[str, bool] = {"b": False, "u": True}
"""Items that are bars, and whether they correct one."""
TRADES_SECONDS = 0.1
"""Trades are told together, this long after the first of them."""
PRICED = frozenset({"", " ", "@", "E", "F", "O", "X", "5", "6"})
"""Conditions of trades that make a last price on the tapes; late, odd and averaged ones do not."""
SYMBOL_LIMIT = 405

log = logging.getLogger(__name__)


class BarStream(Stream):
    """Minute bars of some symbols, as they are finished and when they are corrected.

    Of the symbols that are watched also what was traded: lowest, highest and last price, together
    every tenth of a second however many trades there are.

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
        self._key, self._secret = key, secret
        self._symbols = list(symbols)
        self._watched: frozenset[str] = frozenset()
        self._asked: frozenset[str] = frozenset()
        self._socket: ClientConnection | None = None
        self._prices: dict[str, StreamPrices] = {}
        self._background: set[asyncio.Task[None]] = set()
        super().__init__(NAME, url, put, is_open=is_open, stale_seconds=stale_seconds)

    async def _enter(self, socket: ClientConnection) -> None:
        """Be welcomed, show the keys, subscribe."""
        await enter(socket, self._key, self._secret, self._symbols)
        self._socket, self._asked = socket, frozenset()
        await self._ask_trades(socket)

    def watch(self, symbols: Collection[str]) -> None:
        """Tell the trades of these symbols, and of no others; any thread may ask for it."""
        wanted = frozenset(symbols).intersection(self._symbols)
        if wanted != self._watched:
            self._watched = wanted
            # A stream that was refused for good has ended: nobody is left to ask, and that its
            # prices are missing is told by who waits for them.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._changed)

    def _changed(self) -> None:
        if self._socket is not None:
            task = self._loop.create_task(self._ask_trades(self._socket))
            self._background.add(task)
            task.add_done_callback(self._background.discard)

    async def _ask_trades(self, socket: ClientConnection) -> None:
        wanted, asked = self._watched, self._asked
        self._asked = wanted
        for action, symbols in (("subscribe", wanted - asked), ("unsubscribe", asked - wanted)):
            if symbols:
                with suppress(ConnectionClosed):  # what is asked for is asked again once connected
                    await socket.send(_pack({"action": action, "trades": sorted(symbols)}))

    def _take(self, frame: bytes | str) -> None:
        """Enqueue the bars of a frame together; what is not known is passed over."""
        received = time.perf_counter()
        bars = []
        for item in _unpack(frame):
            kind = str(item.get("T"))
            revised = KINDS.get(kind)
            if kind == "t":
                self._trade(item)
            elif revised is None:
                self._refuse(item)
            else:
                bars.append(_bar(item, revised, received))
        if bars:
            self._put(bars)

    def _trade(self, item: dict[str, Any]) -> None:
        conditions = item.get("c") or ()
        if not PRICED.issuperset(conditions):
            return
        symbol, at, price = _price(item)
        known = self._prices.get(symbol)
        if not self._prices:
            self._loop.call_later(TRADES_SECONDS, self._tell_prices)
        low, high = (price, price) if known is None else (known.low, known.high)
        at = at if known is None else known.at
        self._prices[symbol] = StreamPrices(symbol, at, min(low, price), max(high, price), price)

    def _tell_prices(self) -> None:
        self._put(self._prices)
        self._prices = {}

    def _refuse(self, item: dict[str, Any]) -> None:
        if item.get("T") == "error" and item.get("code") == SYMBOL_LIMIT and self._asked:
            # The minutes go on; levels are then watched once a minute only.
            log.error("the data stream tells no more trades: %s", item.get("msg"))
            return
        _refuse(item)


async def enter(socket: ClientConnection, key: str, secret: str, symbols: Sequence[str]) -> None:
    """Be welcomed, show the keys, subscribe to finished minutes and their corrections.

    Raises:
        StreamRefused: the server answered with an error code.
        Unreachable: it did not answer as it should.
    """
    _expect(await socket.recv(), "connected")
    await socket.send(_pack({"action": "auth", "key": key, "secret": secret}))
    _expect(await socket.recv(), "authenticated")
    wanted = {"bars": list(symbols), "updatedBars": list(symbols)}
    request = _pack({"action": "subscribe", **wanted})
    starts = range(0, len(request), LONGEST_FRAGMENT)
    parts = [request[start : start + LONGEST_FRAGMENT] for start in starts]
    await socket.send(parts if len(parts) > 1 else request)
    for item in _unpack(await socket.recv()):
        _refuse(item)


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
        code = int(item.get("code", 0))
        raise StreamRefused(NAME, code, str(item.get("msg", "")), final=code in FINAL)


def _price(item: dict[str, Any]) -> tuple[str, int, float]:
    try:
        return str(item["S"]), int(item["t"]) // 1000, float(item["p"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unreachable(f"the data stream sent a trade that is none: {item!r}") from error


def _bar(item: dict[str, Any], revised: bool, received: float) -> StreamBar:
    try:
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
    except (KeyError, TypeError, ValueError) as error:
        raise Unreachable(f"the data stream sent a bar that is none: {item!r}") from error
