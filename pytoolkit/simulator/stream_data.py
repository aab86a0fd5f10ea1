"""The market-data stream: msgpack both ways, one connection for the account."""

from dataclasses import replace
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it ships no types
from starlette.websockets import WebSocket

from pytoolkit.models.base import AssetClass, JsonDict
from pytoolkit.simulator import wire
from pytoolkit.simulator.faults import model
from pytoolkit.simulator.faults.engine import Facts
from pytoolkit.simulator.faults.stream import Outlet
from pytoolkit.simulator.listener import Listener
from pytoolkit.simulator.market import DAY, Bar, Instant, asset_class_of
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
    405: "symbol limit exceeded",
    407: "slow client",
    408: "not enabled",
    409: "insufficient subscription",
    500: "internal error",
}
"""The codes; each means what it does at Alpaca. Some are sent only by a fault."""


def pack(*items: JsonDict) -> bytes:
    """Write one frame of several items."""
    packed: bytes = msgpack.packb(list(items))
    return packed


def error(code: int, words: str = "") -> bytes:
    """Write an error frame."""
    return pack({"T": "error", "code": code, "msg": words or ERRORS.get(code, "error")})


class DataStream:
    """Bars and trades of one asset class to whoever subscribed.

    A bar that begins is told as a trade at its open, one that ends as a trade at its close and as
    the bar. The bar of the day is told each time one ends, and of a market of daily bars also when
    it begins, with nothing known but its open.
    """

    def __init__(self, simulation: Simulation, asset_class: AssetClass) -> None:
        self._simulation = simulation
        self._asset_class = asset_class
        self._owner: Listener | None = None
        self._subscribed: dict[str, set[str]] = {}
        self._days: dict[str, JsonDict] = {}
        self._outlet = Outlet(simulation.faults, "data", _facts)

    def updated(self, updates: list[Update]) -> None:
        """Orders are no market data."""

    def traded(self, instant: Instant) -> None:
        """Tell the subscriber what he asked for."""
        items: list[JsonDict] = []
        daily = self._simulation.market.timeframe == DAY
        for symbol, bar in instant.bars.items():
            if asset_class_of(symbol) != self._asset_class:
                continue
            known = _just_begun(bar) if instant.begins else bar
            told = {} if instant.begins and not daily else self._day(symbol, known)
            if self._wants("trades", symbol):
                items.append(self._trade(symbol, instant, known))
            if not daily and not instant.begins and self._wants("bars", symbol):
                items.append({"T": "b", "S": symbol, **_named(bar), **wire.bar_values(bar)})
            if told and self._wants("dailyBars", symbol):
                items.append({"T": "d", "S": symbol, **told})
        self._tell(items)

    def _wants(self, channel: str, symbol: str) -> bool:
        wanted = self._subscribed.get(channel, ())
        return symbol in wanted or "*" in wanted

    def _day(self, symbol: str, bar: Bar) -> JsonDict:
        """Give the bar of the day so far."""
        before = self._days.get(symbol)
        named = _named(bar)
        if self._simulation.market.timeframe == DAY or before is None or before["ds"] != bar.ds:
            told = {"ds": bar.ds, **named, **wire.bar_values(bar)}
        else:
            told = before | {
                "h": max(before["h"], bar.high),
                "l": min(before["l"], bar.low),
                "c": bar.close,
                "v": before["v"] + bar.volume,
            }
        self._days[symbol] = told
        return {name: value for name, value in told.items() if name != "ds"}

    def _trade(self, symbol: str, instant: Instant, bar: Bar) -> JsonDict:
        # One trade for each end of a bar: its number follows from when that was.
        number = 2 * int(instant.at.timestamp()) + instant.begins
        return {
            "T": "t",
            "S": symbol,
            "i": number,
            "x": "V",
            "p": bar.close,
            "s": 0.0 if instant.begins else bar.volume,
            "c": ["@"],
            "z": "C",
            "t": msgpack.Timestamp.from_datetime(instant.at),
        }

    def _tell(self, items: list[JsonDict]) -> None:
        if self._owner is None or not items:
            return
        told, ending = self._outlet.pass_on(items)
        if told:
            self._owner.tell(pack(*told))
        if self._owner.is_slow:
            self._let_go(error(407))
        elif isinstance(ending, model.Silence):
            self._owner.is_mute = True
        elif isinstance(ending, model.HangUp):
            self._let_go()
        elif ending is not None and ending.hang_up:
            self._let_go(error(ending.code, ending.message))
        elif ending is not None:
            self._owner.tell(error(ending.code, ending.message))

    def _let_go(self, last_words: bytes = b"") -> None:
        assert self._owner is not None, "somebody is there to be let go"
        self._owner.hang_up(last_words)
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
        fault = None if refused else self._outlet.greeting()
        if refused or fault is not None:
            code = getattr(fault, "code", refused)
            listener.hang_up(error(code) if code else b"")
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


def _facts(item: JsonDict) -> Facts:
    """Give what faults may ask about an item."""
    return {"event": item["T"], "symbol": item["S"]}


def _named(bar: Bar) -> JsonDict:
    return {"t": msgpack.Timestamp.from_datetime(bar.at)}


def _just_begun(bar: Bar) -> Bar:
    """Give what is known of a bar when it begins: its open."""
    return replace(bar, high=bar.open, low=bar.open, close=bar.open, volume=0.0)


def _read(message: bytes | str) -> dict[str, Any] | None:
    """Read one request; None if it is none."""
    if isinstance(message, str):
        return None
    try:
        found = msgpack.unpackb(message)
    except (ValueError, msgpack.UnpackException):
        return None
    return found if isinstance(found, dict) else None
