"""The market-data stream: msgpack both ways, one connection for the account."""

from typing import Any

import msgpack  # type: ignore[import-untyped]  # it ships no types
from starlette.websockets import WebSocket

from pytoolkit.models.base import JsonDict
from pytoolkit.simulator import wire
from pytoolkit.simulator.listener import Listener
from pytoolkit.simulator.market import DayBar
from pytoolkit.simulator.orders import Update
from pytoolkit.simulator.simulation import Simulation

CHANNELS = (
    "trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds", "corrections",
    "cancelErrors",
)  # fmt: skip
SECONDS_TO_AUTHENTICATE = 10.0
ERRORS = {
    400: "invalid syntax",
    401: "not authenticated",
    402: "auth failed",
    403: "already authenticated",
    404: "auth timeout",
    406: "connection limit exceeded",
    407: "slow client",
}
"""The codes this stream can send; each means what it does at Alpaca."""


def pack(*items: JsonDict) -> bytes:
    """Write one frame of several items."""
    packed: bytes = msgpack.packb(list(items))
    return packed


def error(code: int) -> bytes:
    """Write an error frame."""
    return pack({"T": "error", "code": code, "msg": ERRORS[code]})


class DataStream:
    """Daily bars to whoever subscribed: partial at the open, whole at the close."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._owner: Listener | None = None
        self._subscribed: dict[str, set[str]] = {}

    def updated(self, updates: list[Update]) -> None:
        """Orders are no market data."""

    def traded(self, bars: dict[str, DayBar]) -> None:
        """Send daily bars to the subscriber."""
        wanted = self._subscribed.get("dailyBars", set())
        if self._owner is None or not wanted:
            return
        items = [
            {"T": "d", "S": symbol, "t": msgpack.Timestamp.from_datetime(bar.at)}
            | wire.bar_values(bar)
            for symbol, bar in bars.items()
            if symbol in wanted or "*" in wanted
        ]
        if not items:
            return
        self._owner.tell(pack(*items))
        if self._owner.is_slow:
            self._owner.hang_up(error(407))
            self._owner, self._subscribed = None, {}

    async def serve(self, websocket: WebSocket) -> None:
        """Speak with one client until it leaves."""
        listener = Listener(websocket)
        try:
            async with listener.connected():
                listener.tell(pack({"T": "success", "msg": "connected"}))
                await self._authenticate(listener)
                while True:
                    self._obey(listener, _read(await listener.hear()))
        finally:
            if self._owner is listener:
                self._owner, self._subscribed = None, {}

    async def _authenticate(self, listener: Listener) -> None:
        """Let a client in, or hang up on it; what it says after that is not heard."""
        refused = 0
        try:
            message = _read(await listener.hear(SECONDS_TO_AUTHENTICATE))
        except TimeoutError:
            refused = 404
        else:
            if message is None:
                refused = 400
            elif message.get("action") != "auth":
                refused = 401
            elif not self._simulation.authorized(message.get("key"), message.get("secret")):
                refused = 402
            elif self._owner is not None:
                refused = 406
        if refused:
            listener.hang_up(error(refused))
            while True:
                await listener.hear()
        self._owner = listener
        listener.tell(pack({"T": "success", "msg": "authenticated"}))

    def _obey(self, listener: Listener, message: dict[str, Any] | None) -> None:
        action = message.get("action") if message else None
        if action == "auth":
            listener.tell(error(403))
            return
        if message is None or action not in ("subscribe", "unsubscribe"):
            listener.tell(error(400))
            return
        for channel in CHANNELS:
            symbols = message.get(channel) or ()
            if not isinstance(symbols, list | tuple):
                listener.tell(error(400))
                return
            current = self._subscribed.setdefault(channel, set())
            if action == "subscribe":
                current.update(str(symbol) for symbol in symbols)
            else:
                current.difference_update(str(symbol) for symbol in symbols)
        told = {channel: sorted(self._subscribed[channel]) for channel in CHANNELS}
        listener.tell(pack({"T": "subscription", **told}))


def _read(message: bytes | str) -> dict[str, Any] | None:
    """Read one request; None if it is none."""
    if isinstance(message, str):
        return None
    try:
        found = msgpack.unpackb(message)
    except (ValueError, msgpack.UnpackException):
        return None
    return found if isinstance(found, dict) else None
