"""The web application: routes, who may ask, how often, and refusals in Alpaca's form."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pytoolkit.errors import UsageError
from pytoolkit.simulator import rest_account, rest_data, rest_orders
from pytoolkit.simulator.faults import Scenario, load_scenario
from pytoolkit.simulator.faults.rest import FaultGate
from pytoolkit.simulator.query import Answer, body_of, simulation_of
from pytoolkit.simulator.refusals import Reason, Refusal
from pytoolkit.simulator.simulation import Simulation
from pytoolkit.simulator.stream_data import DataStream
from pytoolkit.simulator.stream_trades import TradeStream

MINUTE = 60.0
KEY, SECRET = b"apca-api-key-id", b"apca-api-secret-key"
LONGEST_NAP = 1.0


class Gate:
    """Lets in who shows keys and asks not too often; every answer says how much is left."""

    def __init__(
        self, app: ASGIApp, simulation: Simulation, wall: Callable[[], float] = time.time
    ) -> None:
        self._app = app
        self._simulation = simulation
        self._wall = wall
        self._limit = simulation.options.rate_limit
        self._minute, self._used = 0, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        self._simulation.catch_up()
        if scope["type"] != "http" or not scope["path"].startswith("/v2/"):
            await self._app(scope, receive, send)
            return
        now = self._wall()
        minute = int(now // MINUTE)
        if minute != self._minute:
            self._minute, self._used = minute, 0
        self._used += 1
        headers = [
            (b"x-ratelimit-limit", b"%d" % self._limit),
            (b"x-ratelimit-remaining", b"%d" % max(0, self._limit - self._used)),
            (b"x-ratelimit-reset", b"%d" % ((minute + 1) * MINUTE)),
        ]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        shown = dict(scope["headers"])
        if not self._simulation.authorized(
            shown.get(KEY, b"").decode(), shown.get(SECRET, b"").decode()
        ):
            answer = refuse(Refusal(Reason.NOT_AUTHORIZED))
            await answer(scope, receive, send_with_headers)
        elif self._used > self._limit:
            answer = refuse(Refusal(Reason.RATE_LIMIT, seconds=int((minute + 1) * MINUTE - now)))
            await answer(scope, receive, send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)


def refuse(refusal: Refusal) -> Answer:
    """Write a refusal."""
    return Answer(refusal.body, refusal.status)


async def _refused(_request: Request, error: Exception) -> Answer:
    assert isinstance(error, Refusal)
    return refuse(error)


async def _no_route(request: Request, error: Exception) -> Answer:
    assert isinstance(error, HTTPException)
    answer = refuse(Refusal(Reason.NO_ROUTE, method=request.method, path=request.url.path))
    answer.status_code = error.status_code
    return answer


async def state(request: Request) -> Answer:
    """GET /sim/state."""
    return Answer(simulation_of(request).state())


async def advance(request: Request) -> Answer:
    """POST /sim/advance: to the next instant; with `?to=night`, past the day's end."""
    simulation = simulation_of(request)
    if request.query_params.get("to") == "night":
        simulation.rest()
    else:
        simulation.step()
    return Answer(simulation.state())


async def faults(request: Request) -> Answer:
    """GET, POST or DELETE /sim/faults: what lies in wait and how often it struck; arm; disarm.

    POST takes a scenario as JSON, or `{"scenario": "name or file"}`.
    """
    found = simulation_of(request).faults
    if request.method == "DELETE":
        found.disarm()
    elif request.method == "POST":
        body = await body_of(request)
        try:
            named = body.get("scenario")
            found.arm(load_scenario(named) if named else Scenario.model_validate(body))
        except (UsageError, ValidationError) as error:
            raise Refusal(Reason.BAD_JSON, detail=str(error)) from error
    return Answer(found.report())


async def _run(simulation: Simulation) -> None:
    """Let time pass at the chosen speed."""
    while (seconds := simulation.seconds_to_next()) is not None:
        await asyncio.sleep(min(seconds, LONGEST_NAP))
        simulation.catch_up()


def make_app(simulation: Simulation) -> Starlette:
    """Build the application around a simulation."""
    stocks, pairs = DataStream(simulation, "EQUITY"), DataStream(simulation, "CRYPTO")
    trades = TradeStream(simulation)
    simulation.audience += [trades, stocks, pairs]
    routes: list[BaseRoute] = [
        *rest_account.ROUTES,
        *rest_orders.ROUTES,
        *rest_data.ROUTES,
        Route("/sim/state", state),
        Route("/sim/advance", advance, methods=["POST"]),
        Route("/sim/faults", faults, methods=["GET", "POST", "DELETE"]),
        WebSocketRoute("/stream", trades.serve),
        WebSocketRoute("/v2/iex", stocks.serve),
        WebSocketRoute("/v2/sip", stocks.serve),
        WebSocketRoute("/v1beta3/crypto/us", pairs.serve),
    ]

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        runner = asyncio.create_task(_run(simulation))
        yield
        runner.cancel()
        await asyncio.gather(runner, return_exceptions=True)

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[
            Middleware(Gate, simulation=simulation),
            Middleware(FaultGate, simulation=simulation),
        ],
        exception_handlers={Refusal: _refused, HTTPException: _no_route},
    )
    app.state.simulation = simulation
    return app
