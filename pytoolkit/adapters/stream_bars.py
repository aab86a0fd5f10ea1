"""Alpaca's market-data stream: finished minutes, and their corrections."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it ships no types
from websockets.asyncio.client import ClientConnection

from pytoolkit.adapters.stream import STALE_SECONDS, Stream
from pytoolkit.errors import StreamRefused, Unreachable
from pytoolkit.ports import DATA_STREAM, StreamBar

NAME = DATA_STREAM
FINAL = {400, 401, 402, 405, 408, 409}
"""Codes that a new attempt does not change: bad request, keys, symbol limit, subscription."""
LONGEST_FRAGMENT = 32 * 1024
KINDS: dict[object, bool] = {"b": False, "u": True}
"""Items that are bars, and whether they correct one."""


class BarStream(Stream):
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
        self._key, self._secret = key, secret
        self._symbols = list(symbols)
        super().__init__(NAME, url, put, is_open=is_open, stale_seconds=stale_seconds)

    async def _enter(self, socket: ClientConnection) -> None:
        """Be welcomed, show the keys, subscribe."""
        await enter(socket, self._key, self._secret, self._symbols)

    def _take(self, frame: bytes | str) -> None:
        """Enqueue the bars of a frame together; what is not known is passed over."""
        received = time.perf_counter()
        bars = []
        for item in _unpack(frame):
            revised = KINDS.get(item.get("T"))
            if revised is None:
                _refuse(item)
            else:
                bars.append(_bar(item, revised, received))
        if bars:
            self._put(bars)


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
