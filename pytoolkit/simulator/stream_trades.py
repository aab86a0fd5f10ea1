"""The trade_updates stream: JSON in binary frames, as on paper; nothing is replayed."""

import json
from typing import Any

from starlette.websockets import WebSocket

from pytoolkit.models.base import JsonDict
from pytoolkit.simulator import wire
from pytoolkit.simulator.faults import model
from pytoolkit.simulator.faults.engine import Facts
from pytoolkit.simulator.faults.stream import Ending, Outlet
from pytoolkit.simulator.listener import Listener
from pytoolkit.simulator.market import Instant
from pytoolkit.simulator.orders import Update
from pytoolkit.simulator.simulation import Simulation

STREAM = "trade_updates"


class TradeStream:
    """Order events to everybody who listens; held legs are silent until they are armed."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._listening: set[Listener] = set()
        self._outlet = Outlet(simulation.faults, "trades", _facts)

    def updated(self, updates: list[Update]) -> None:
        """Send what happened to orders."""
        if not self._listening:
            return
        exchange = self._simulation.exchange
        messages, ending = self._outlet.pass_on(
            wire.update_json(exchange, each) for each in updates
        )
        for message in map(_pack, messages):
            for listener in list(self._listening):
                listener.tell(message)
                if listener.is_slow:
                    self._listening.discard(listener)
                    listener.hang_up(_error("slow client"))
        if ending is not None:
            self._end(ending)

    def _end(self, ending: Ending) -> None:
        """Let a fault end the connections of everybody who listens."""
        for listener in list(self._listening):
            if isinstance(ending, model.Silence):
                listener.is_mute = True
                continue
            if isinstance(ending, model.HangUp):
                listener.hang_up()
            elif ending.hang_up:
                listener.hang_up(_error(ending.message or str(ending.code)))
            else:
                listener.tell(_error(ending.message or str(ending.code)))
                continue
            self._listening.discard(listener)

    def traded(self, instant: Instant) -> None:
        """Bars are not for this stream."""

    async def serve(self, websocket: WebSocket) -> None:
        """Speak with one client until it leaves."""
        listener = Listener(websocket)
        allowed = False
        try:
            async with listener.connected():
                while True:
                    message = _read(await listener.hear())
                    action = message.get("action")
                    if action in ("authenticate", "auth"):
                        if (refused := self._outlet.greeting()) is not None:
                            words = getattr(refused, "message", "")
                            listener.hang_up(_error(words) if words else b"")
                            continue
                        allowed = self._authorized(message)
                        listener.tell(_authorization(allowed=allowed))
                    elif action == "listen" and allowed:
                        listener.tell(self._listen(listener, message))
                    elif action == "listen":
                        listener.tell(_authorization(allowed=False))
                    else:
                        listener.tell(_error("unknown action"))
        finally:
            self._listening.discard(listener)

    def _authorized(self, message: JsonDict) -> bool:
        data = message.get("data")
        if isinstance(data, dict):
            return self._simulation.authorized(data.get("key_id"), data.get("secret_key"))
        return self._simulation.authorized(message.get("key"), message.get("secret"))

    def _listen(self, listener: Listener, message: JsonDict) -> bytes:
        data = message.get("data")
        wanted = data.get("streams") if isinstance(data, dict) else None
        granted = [each for each in wanted if each == STREAM] if isinstance(wanted, list) else []
        if granted:
            self._listening.add(listener)
        else:
            self._listening.discard(listener)
        return _pack({"stream": "listening", "data": {"streams": granted}})


def _facts(message: JsonDict) -> Facts:
    """Give what faults may ask about an update."""
    data = message["data"]
    order = data["order"]
    parts = str(order["client_order_id"]).split(".")
    return {
        "event": data["event"],
        "symbol": order["symbol"],
        "side": order["side"],
        "leg": parts[1] if len(parts) > 1 else "",
    }


def _error(words: str) -> bytes:
    return _pack({"stream": "error", "data": {"error": words}})


def _authorization(*, allowed: bool) -> bytes:
    status = "authorized" if allowed else "unauthorized"
    return _pack({"stream": "authorization", "data": {"status": status, "action": "authenticate"}})


def _pack(message: JsonDict) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode()


def _read(message: bytes | str) -> dict[str, Any]:
    """Read one request; empty if it is none."""
    try:
        found = json.loads(message)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
