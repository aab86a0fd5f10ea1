"""REST: historical bars, sorted by symbol then time, so that a symbol can span pages."""

import base64
from datetime import UTC, datetime
from typing import get_args

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from pytoolkit.frames import daily_at
from pytoolkit.models.base import JsonDict, Timeframe, utc_text
from pytoolkit.simulator import query, wire
from pytoolkit.simulator.market import Bar
from pytoolkit.simulator.query import Answer, simulation_of
from pytoolkit.simulator.refusals import Reason, Refusal
from pytoolkit.simulator.simulation import Simulation

LONGEST_PAGE = 10_000
SHORT = {"1T": "1Min", "5T": "5Min", "15T": "15Min", "60Min": "1Hour", "1H": "1Hour", "1D": "1Day"}
"""Other spellings of the lengths there are."""


async def bars(request: Request) -> Answer:
    """GET /v2/stocks/bars for `symbols`: finished bars, raw or adjusted for known splits."""
    params = request.query_params
    symbols = sorted(set(query.words(params, "symbols")))
    if not symbols:
        raise Refusal(Reason.MISSING, name="symbols", what="bars")
    page, token = _page(simulation_of(request), symbols, params)
    found: dict[str, list[JsonDict]] = {}
    for symbol, bar in page:
        found.setdefault(symbol, []).append(wire.bar_json(bar))
    return Answer({"bars": found, "next_page_token": token})


async def bars_of_one(request: Request) -> Answer:
    """GET /v2/stocks/{symbol}/bars."""
    symbol = request.path_params["symbol"]
    page, token = _page(simulation_of(request), [symbol], request.query_params)
    listed = [wire.bar_json(bar) for _, bar in page]
    return Answer({"symbol": symbol, "bars": listed, "next_page_token": token})


async def latest_bars(request: Request) -> Answer:
    """GET /v2/stocks/bars/latest: the newest finished bar of each symbol."""
    simulation = simulation_of(request)
    market, now = simulation.market, simulation.timeline.now
    found = {}
    for symbol in query.words(request.query_params, "symbols"):
        first = datetime.min.replace(tzinfo=UTC)
        history = market.history(symbol, market.timeframe, first, now, now=now)
        if history:
            found[symbol] = wire.bar_json(history[-1])
    return Answer({"bars": found})


def _page(
    simulation: Simulation, symbols: list[str], params: query.Query
) -> tuple[list[tuple[str, Bar]], str | None]:
    """Give one page in order of symbol and time, and the token of the next."""
    timeframe = _timeframe(simulation, params)
    adjustment = query.choice(params, "adjustment", ("raw", "split"))
    limit = query.count(params, "limit", LONGEST_PAGE, LONGEST_PAGE)
    newest_first = query.choice(params, "sort", ("asc", "desc")) == "desc"
    timeline = simulation.timeline
    start = query.instant(params, "start") or daily_at(timeline.session.ds)
    end = query.instant(params, "end") or timeline.now
    known = timeline.session.ds if adjustment == "split" else None
    after = _read_token(params.get("page_token"))
    page: list[tuple[str, Bar]] = []
    for symbol in symbols:
        if after is not None and symbol < after[0]:
            continue
        history = simulation.market.history(
            symbol, timeframe, start, end, now=timeline.now, split_as_of=known
        )
        for bar in reversed(history) if newest_first else history:
            passed = after is not None and symbol == after[0]
            if passed and (bar.at >= after[1] if newest_first else bar.at <= after[1]):  # type: ignore[index]
                continue
            if len(page) == limit:
                return page, _token(*page[-1])
            page.append((symbol, bar))
    return page, None


def _timeframe(simulation: Simulation, params: query.Query) -> Timeframe:
    """Read which length is wanted."""
    told = params.get("timeframe", "")
    wanted = SHORT.get(told, told)
    for known in get_args(Timeframe):
        if known == wanted and simulation.market.has(known):
            return known  # type: ignore[no-any-return]
    there = [each for each in get_args(Timeframe) if simulation.market.has(each)]
    remedy = f"this market has {', '.join(there)}"
    raise Refusal(Reason.BAD_PARAMETER, name="timeframe", value=told, remedy=remedy)


def _token(symbol: str, bar: Bar) -> str:
    return base64.urlsafe_b64encode(f"{symbol}|{utc_text(bar.at)}".encode()).decode()


def _read_token(token: str | None) -> tuple[str, datetime] | None:
    if not token:
        return None
    try:
        symbol, _, at = base64.urlsafe_b64decode(token).decode().partition("|")
        return symbol, datetime.fromisoformat(at)
    except ValueError as error:
        raise Refusal(
            Reason.BAD_PARAMETER,
            name="page_token",
            value=token,
            remedy="give next_page_token of the page before",
        ) from error


ROUTES: list[BaseRoute] = [
    Route("/v2/stocks/bars", bars),
    Route("/v2/stocks/bars/latest", latest_bars),
    Route("/v2/stocks/{symbol}/bars", bars_of_one),
]
