"""Faults of requests: other answers, none at all, or late ones."""

import asyncio
import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pytoolkit.models.base import JsonDict
from pytoolkit.simulator.faults import model
from pytoolkit.simulator.faults.engine import Facts
from pytoolkit.simulator.faults.orders import facts_of
from pytoolkit.simulator.faults.stream import changed
from pytoolkit.simulator.simulation import Simulation

OBSERVER = b"observer"
"""Requests with this key are left alone, so that a test can look without being part of it."""
KINDS = (model.Answer, model.Delay, model.Drop, model.Change)


class FaultGate:
    """Stands before the routes and does to requests what the armed faults say."""

    def __init__(self, app: ASGIApp, simulation: Simulation) -> None:
        self._app = app
        self._simulation = simulation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless a fault strikes it."""
        faults = self._simulation.faults
        path = scope.get("path", "")
        spared = scope["type"] != "http" or path.startswith("/sim/") or _observes(scope)
        if spared or not faults.waits("rest"):
            await self._app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        request = _Replayed(scope, body)
        facts = {
            "stage": "message",
            "method": scope["method"],
            "path": path,
            **self._facts(path, body),
        }
        then = faults.strike("rest", facts, *KINDS)
        if isinstance(then, model.Delay):
            await asyncio.sleep(then.seconds)
        if then is None or isinstance(then, model.Delay):
            await self._app(scope, request.receive, send)
        elif isinstance(then, model.Change):
            await self._changed(request, send, then)
        elif isinstance(then, model.Answer | model.Drop):
            if then.applied:
                await self._app(scope, request.receive, _nowhere)
            await self._instead(request, send, then)

    def _facts(self, path: str, body: bytes) -> Facts:
        """Give what is known of the order a request is about."""
        exchange = self._simulation.exchange
        order_id = path.rpartition("/")[2]
        if order_id in exchange.orders:
            return facts_of(exchange.orders[order_id])
        try:
            asked = json.loads(body) if body else {}
        except ValueError:
            return {}
        if not isinstance(asked, dict):
            return {}
        parts = str(asked.get("client_order_id") or "").split(".")
        return {
            "symbol": str(asked.get("symbol") or ""),
            "side": str(asked.get("side") or ""),
            "leg": parts[1] if len(parts) > 1 else "",
        }

    async def _instead(
        self, request: "_Replayed", send: Send, then: model.Answer | model.Drop
    ) -> None:
        if isinstance(then, model.Drop):
            # A promise of more than is sent: the server breaks the connection over it.
            headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"{", "more_body": False})
            return
        content = b"" if then.empty else json.dumps(_body(then)).encode()
        answer = Response(content, then.status, then.headers, "application/json")
        await answer(request.scope, request.receive, send)

    async def _changed(self, request: "_Replayed", send: Send, then: model.Change) -> None:
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        await self._app(request.scope, request.receive, hold)
        content = b"".join(message.get("body", b"") for message in held)
        told = json.loads(content) if content else {}
        if isinstance(told, list):
            told = [changed(each, then) for each in told]
        else:
            told = changed(told, then)
        answer = Response(json.dumps(told).encode(), held[0]["status"], None, "application/json")
        await answer(request.scope, request.receive, send)


class _Replayed:
    """A request whose body was read and can be read again."""

    def __init__(self, scope: Scope, body: bytes) -> None:
        self.scope = scope
        self._body = body

    async def receive(self) -> Message:
        return {"type": "http.request", "body": self._body, "more_body": False}


def _observes(scope: Scope) -> bool:
    """Say whether a request is of somebody who only looks, and counts for no fault."""
    return dict(scope["headers"]).get(b"apca-api-key-id") == OBSERVER


def _body(then: model.Answer) -> JsonDict:
    return {"code": then.code or then.status * 100_000, "message": then.message or "a fault"}


async def _nowhere(_message: Message) -> None:
    """The answer that nobody hears."""
