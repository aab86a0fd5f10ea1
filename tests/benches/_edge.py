"""When messages pass the edge of a served simulator: bars and fills out, orders in."""

import json
import time
from collections.abc import MutableMapping
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it ships no types
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DATA, TRADES, ORDERS = "/v2/iex", "/stream", "/v2/orders"


class Edge:
    """Notes the instant before it looks at what a message says.

    Attributes:
        bars: when a symbol's newest bar was sent.
        orders: when the body of a symbol's order was there, and the body.
        fills: (symbol, when it was told) of each execution.
    """

    def __init__(self) -> None:
        self.bars: dict[str, float] = {}
        self.orders: dict[str, list[tuple[float, dict[str, Any]]]] = {}
        self.fills: list[tuple[str, float]] = []

    def around(self, app: ASGIApp) -> ASGIApp:
        """Give the application with its messages noted."""

        async def noting(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path")
            if scope["type"] == "http" and path == ORDERS and scope["method"] == "POST":
                await app(scope, self._receiving(receive), send)
            elif scope["type"] == "websocket" and path in (DATA, TRADES):
                await app(scope, receive, self._sending(send))
            else:
                await app(scope, receive, send)

        return noting

    def _receiving(self, receive: Receive) -> Receive:
        body = b""

        async def noted() -> Message:
            nonlocal body
            message = await receive()
            now = time.perf_counter()
            body += message.get("body", b"")
            if message["type"] == "http.request" and not message.get("more_body"):
                order = json.loads(body)
                self.orders.setdefault(order["symbol"], []).append((now, order))
            return message

        return noted

    def _sending(self, send: Send) -> Send:
        async def noted(message: MutableMapping[str, Any]) -> None:
            now = time.perf_counter()
            await send(message)
            told = message.get("bytes")
            if not told:
                return
            if told[:1] == b"{":
                self._update(json.loads(told), now)
                return
            for item in msgpack.unpackb(told, timestamp=2):
                if item["T"] == "b":
                    self.bars[item["S"]] = now

        return noted

    def _update(self, message: dict[str, Any], now: float) -> None:
        data = message["data"]
        if data.get("event") == "fill":
            self.fills.append((data["order"]["symbol"], now))
