"""REST: market data, sorted by symbol then time, so that a symbol can span pages."""

import base64
from collections.abc import Mapping

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from pytoolkit.models.base import JsonDict
from pytoolkit.simulator import feeds, query
from pytoolkit.simulator.market import asset_class_of
from pytoolkit.simulator.query import Answer, simulation_of
from pytoolkit.simulator.refusals import Reason, Refusal
from pytoolkit.simulator.simulation import Simulation

LONGEST_PAGE = 10_000
STOCKS, PAIRS = "/v2/stocks", "/v1beta3/crypto/us"


class _Rows(Convertor[str]):
    """The kinds of rows there are, as a part of a path."""

    regex = "|".join(feeds.FEEDS)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _Newest(_Rows):
    """What is told of the present moment of a pair."""

    regex = "|".join((*feeds.FEEDS, "orderbooks"))


register_url_convertor("rows", _Rows())
register_url_convertor("newest", _Newest())
Mark = tuple[str, int]
"""Symbol and order of the last row of a page."""


async def history(request: Request) -> Answer:
    """GET {stocks or crypto}/{bars, trades or quotes} for `symbols`."""
    kind, params = request.path_params["kind"], request.query_params
    page, token = _page(simulation_of(request), kind, _symbols(request, kind), params)
    return Answer({kind: page, "next_page_token": token})


async def history_of_one(request: Request) -> Answer:
    """GET /v2/stocks/{symbol}/{kind}."""
    kind, symbol = request.path_params["kind"], request.path_params["symbol"]
    page, token = _page(simulation_of(request), kind, [symbol], request.query_params)
    return Answer({"symbol": symbol, kind: page.get(symbol, []), "next_page_token": token})


async def latest(request: Request) -> Answer:
    """GET {stocks}/{kind}/latest or {crypto}/latest/{kind}: what is newest of each symbol."""
    simulation, kind = simulation_of(request), request.path_params["kind"]
    found = {
        symbol: row
        for symbol in _symbols(request, kind)
        if (row := feeds.latest(simulation, kind, symbol)) is not None
    }
    return Answer({kind: found})


async def latest_of_one(request: Request) -> Answer:
    """GET /v2/stocks/{symbol}/{kind}/latest."""
    kind, symbol = request.path_params["kind"], request.path_params["symbol"]
    row = feeds.latest(simulation_of(request), kind, symbol)
    return Answer({"symbol": symbol, kind.removesuffix("s"): row})


async def snapshots(request: Request) -> Answer:
    """GET {stocks or crypto}/snapshots; those of stocks stand bare, those of pairs by name."""
    simulation = simulation_of(request)
    found = {
        symbol: row
        for symbol in _symbols(request, "snapshots")
        if (row := feeds.snapshot(simulation, symbol)) is not None
    }
    return Answer({"snapshots": found} if _of_pairs(request) else found)


def _of_pairs(request: Request) -> bool:
    return request.url.path.startswith(PAIRS)


def _symbols(request: Request, what: str) -> list[str]:
    """Read which symbols are asked for; those of the other asset class have no rows here."""
    symbols = sorted(set(query.words(request.query_params, "symbols")))
    if not symbols:
        raise Refusal(Reason.MISSING, name="symbols", what=what)
    wanted = "CRYPTO" if _of_pairs(request) else "EQUITY"
    return [symbol for symbol in symbols if asset_class_of(symbol) == wanted]


def _page(
    simulation: Simulation, kind: str, symbols: list[str], params: query.Query
) -> tuple[Mapping[str, list[JsonDict]], str | None]:
    """Give one page in order of symbol and time, and the token of the next."""
    limit = query.count(params, "limit", LONGEST_PAGE, LONGEST_PAGE)
    newest_first = query.choice(params, "sort", ("asc", "desc")) == "desc"
    after = _read_token(params.get("page_token"))
    page: dict[str, list[JsonDict]] = {}
    rows, last = 0, ("", 0)
    for symbol in symbols:
        if after is not None and symbol < after[0]:
            continue
        found = feeds.FEEDS[kind](simulation, symbol, params)
        for row in reversed(found) if newest_first else found:
            if after is not None and symbol == after[0]:
                passed = row.order >= after[1] if newest_first else row.order <= after[1]
                if passed:
                    continue
            if rows == limit:
                return page, _token(last)
            page.setdefault(symbol, []).append(row.content)
            rows, last = rows + 1, (symbol, row.order)
    return page, None


def _token(last: Mark) -> str:
    symbol, order = last
    return base64.urlsafe_b64encode(f"{symbol}|{order}".encode()).decode()


def _read_token(token: str | None) -> Mark | None:
    if not token:
        return None
    try:
        symbol, _, order = base64.urlsafe_b64decode(token).decode().partition("|")
        return symbol, int(order)
    except ValueError as error:
        raise Refusal(
            Reason.BAD_PARAMETER,
            name="page_token",
            value=token,
            remedy="give next_page_token of the page before",
        ) from error


ROUTES: list[BaseRoute] = [
    Route(f"{STOCKS}/snapshots", snapshots),
    Route(f"{PAIRS}/snapshots", snapshots),
    Route(f"{STOCKS}/{{kind:rows}}", history),
    Route(f"{PAIRS}/{{kind:rows}}", history),
    Route(f"{STOCKS}/{{kind:rows}}/latest", latest),
    Route(f"{PAIRS}/latest/{{kind:newest}}", latest),
    Route(f"{STOCKS}/{{symbol}}/{{kind:rows}}", history_of_one),
    Route(f"{STOCKS}/{{symbol}}/{{kind:rows}}/latest", latest_of_one),
]
