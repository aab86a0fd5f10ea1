"""The simulator's own application behind the adapter's own requests, with trouble, no sockets."""

import asyncio
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from urllib3.exceptions import NewConnectionError, ProtocolError, ReadTimeoutError

from pytoolkit.adapters.alpaca_rest import Rest
from pytoolkit.adapters.broker_alpaca import AlpacaBroker
from pytoolkit.simulator.app import make_app
from pytoolkit.simulator.simulation import Simulation

PLACE = "http://127.0.0.1:9"
TROUBLES = ("refused before", "timeout before", "timeout after", "broken after", "busy", "late")
"""What may happen to a request; `late`: the newest executions are not listed yet."""


@dataclass
class Answer:
    """As much of an answer as the adapter looks at."""

    status: int
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Wire:
    """Carries requests into the application; some meet trouble.

    Attributes:
        share: of the requests that meet trouble, until it is set to 0.
        met: how often each trouble was met.
    """

    def __init__(self, simulation: Simulation, chance: random.Random) -> None:
        self.share = 0.0
        self.met = dict.fromkeys(TROUBLES, 0)
        self._app = make_app(simulation)
        self._chance = chance
        self._loop = asyncio.new_event_loop()
        self._entered = False

    def urlopen(self, method: str, url: str, *, body: bytes | None, **_: Any) -> Answer:
        """Do as the pool of connections does."""
        trouble = self._trouble(method, url)
        if trouble is not None:
            self.met[trouble] += 1
        if trouble == "refused before":
            raise NewConnectionError(None, "refused")  # type: ignore[arg-type]
        if trouble == "timeout before":
            return Answer(504, b"")
        if trouble == "busy":
            return Answer(429, b'{"message": "too many requests"}')
        answer = self.call(method, url, body)
        if trouble == "timeout after":
            raise ReadTimeoutError(None, url, "silence")  # type: ignore[arg-type]
        if trouble == "broken after":
            raise ProtocolError("the connection broke")
        if trouble == "late" and answer.status == 200:
            told = json.loads(answer.data)
            newest = sorted(told, key=lambda each: str(each.get("id")))[-1:]
            answer.data = json.dumps([each for each in told if each not in newest]).encode()
        return answer

    def _trouble(self, method: str, url: str) -> str | None:
        if not self.share or self._chance.random() >= self.share:
            return None
        found = self._chance.choice(TROUBLES)
        if found == "late" and "/account/activities" not in url:
            return None
        return found

    def call(self, method: str, url: str, body: bytes | None) -> Answer:
        """Ask the application."""
        parts = urlsplit(url)
        told: dict[str, Any] = {"status": 0, "data": b""}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [
                (b"apca-api-key-id", b"key"),
                (b"apca-api-secret-key", b"secret"),
                (b"content-type", b"application/json"),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 9),
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body or b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
            else:
                told["data"] += message.get("body", b"")

        self._loop.run_until_complete(self._app(scope, receive, send))  # type: ignore[arg-type]
        return Answer(told["status"], told["data"])

    def close(self) -> None:
        """Free the loop."""
        self._loop.close()


def rest_over(wire: Wire) -> Rest:
    """Give the adapter's requests over a wire."""
    rest = Rest(PLACE, "key", "secret")
    rest._pool = wire  # type: ignore[assignment]  # what it asks of a pool
    return rest


def broker_over(wire: Wire) -> AlpacaBroker:
    """Give the adapter over a wire."""
    broker = AlpacaBroker("key", "secret", url=PLACE)
    broker._opened = rest_over(wire)
    return broker
