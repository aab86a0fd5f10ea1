"""Alpaca's trade stream as hints: something happened, go and read it over REST."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection

from pytoolkit.adapters.stream import Stream
from pytoolkit.errors import StreamRefused, Unreachable
from pytoolkit.ports import TRADE_STREAM, StreamHint

log = logging.getLogger(__name__)

NAME = TRADE_STREAM
PAPER, LIVE = "wss://paper-api.alpaca.markets/stream", "wss://api.alpaca.markets/stream"
CHANNEL = "trade_updates"
UNAUTHORIZED = 401
EXPECTED = ("new", "accepted", "pending_new", "pending_cancel", "pending_replace")
"""Answers to our own requests; every other event, unknown ones too, is worth a reading."""


class TradeStream(Stream):
    """Tells that something happened at the broker.

    The stream has no replay and can go silent: a hint only shortens the wait for the next
    reading, nothing is ever learned from it alone. Frames are binary on paper, text on live.

    Args:
        key: credentials.
        secret: credentials.
        put: takes what came, in the stream's thread; must do no more than enqueue.
        url: of the stream, or of a simulator; empty: Alpaca's.
        paper: which of Alpaca's.
    """

    def __init__(
        self,
        key: str,
        secret: str,
        put: Callable[[object], None],
        *,
        url: str = "",
        paper: bool = True,
    ) -> None:
        self._key, self._secret = key, secret
        super().__init__(NAME, place_of(url, paper=paper), put)

    async def _enter(self, socket: ClientConnection) -> None:
        await enter(socket, self._key, self._secret)

    def _take(self, frame: bytes | str) -> None:
        received = time.perf_counter()
        told = _read(frame)
        data = _data(told)
        if told.get("stream") != CHANNEL:
            if "error" in data:
                raise Unreachable(f"the {NAME} says {data['error']}")
            return
        event = str(data.get("event", ""))
        if event not in EXPECTED:
            self._put(StreamHint(event, str(data.get("execution_id") or ""), received))


def place_of(url: str, *, paper: bool) -> str:
    """Give where the stream is: of a simulator at an address, else Alpaca's."""
    if not url:
        return PAPER if paper else LIVE
    return url.replace("http", "ws", 1).rstrip("/") + "/stream"


async def enter(socket: ClientConnection, key: str, secret: str) -> None:
    """Show the keys and ask for updates.

    Raises:
        StreamRefused: the keys are not taken, or the server is in trouble.
        Unreachable: updates are not granted.
    """
    keys = {"key_id": key, "secret_key": secret}
    await socket.send(json.dumps({"action": "authenticate", "data": keys}))
    told = _read(await socket.recv())
    status = _data(told).get("status")
    if told.get("stream") != "authorization" or status != "authorized":
        words = str(_data(told).get("error") or status or told)
        # A key that is wrong stays wrong; a server in trouble says something else.
        final = status == "unauthorized"
        raise StreamRefused(NAME, UNAUTHORIZED, words, final=final)
    await socket.send(json.dumps({"action": "listen", "data": {"streams": [CHANNEL]}}))
    granted = _data(_read(await socket.recv())).get("streams")
    if not isinstance(granted, list) or CHANNEL not in granted:
        raise Unreachable(f"the {NAME} grants {granted!r}, not {CHANNEL}")


def _read(frame: bytes | str) -> dict[str, Any]:
    """Read a message; empty if it is none."""
    try:
        found = json.loads(frame)
    except ValueError:
        log.warning("the %s sent what cannot be read: %.80r", NAME, frame)
        return {}
    return found if isinstance(found, dict) else {}


def _data(message: dict[str, Any]) -> dict[str, Any]:
    data = message.get("data")
    return data if isinstance(data, dict) else {}
