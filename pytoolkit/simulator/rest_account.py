"""REST: account, clock, calendar, assets, activities, portfolio history."""

from collections.abc import Callable
from datetime import timedelta

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from pytoolkit.frames import sessions
from pytoolkit.frames.sessions import SHIPPED_FROM, SHIPPED_TO
from pytoolkit.simulator import assets as known
from pytoolkit.simulator import query, wire, wire_account
from pytoolkit.simulator.curve import portfolio_history
from pytoolkit.simulator.ledger import Activity
from pytoolkit.simulator.query import Answer, simulation_of
from pytoolkit.simulator.refusals import Reason, Refusal

ACTIVITIES_PAGE = 100


async def account(request: Request) -> Answer:
    """GET /v2/account."""
    return Answer(wire_account.account_json(simulation_of(request).exchange))


async def clock(request: Request) -> Answer:
    """GET /v2/clock, Eastern time."""
    simulation = simulation_of(request)
    timeline = simulation.timeline
    told = timeline.now + timedelta(seconds=simulation.faults.skew_seconds)
    running = timeline.phase == "open"
    closing = timeline.session if running else timeline.next_session
    return Answer(
        {
            "timestamp": wire.eastern(told),
            "is_open": running,
            "next_open": wire.eastern(timeline.next_session.open_at),
            "next_close": wire.eastern(closing.close_at),
        }
    )


async def calendar(request: Request) -> Answer:
    """GET /v2/calendar, both bounds included."""
    start = query.day(request.query_params, "start") or SHIPPED_FROM
    end = query.day(request.query_params, "end") or SHIPPED_TO
    return Answer([wire.session_json(each) for each in sessions(start, end)])


async def assets(request: Request) -> Answer:
    """GET /v2/assets: everything active; there are no inactive assets."""
    exchange = simulation_of(request).exchange
    wanted, status = request.query_params.get("asset_class"), request.query_params.get("status")
    found = [wire_account.asset_json(exchange, symbol) for symbol in exchange.symbols]
    return Answer(
        [
            each
            for each in found
            if wanted in (None, "", each["class"]) and status in (None, "", each["status"])
        ]
    )


async def asset(request: Request) -> Answer:
    """GET /v2/assets/{symbol or id}; a pair's slash arrives unescaped."""
    exchange = simulation_of(request).exchange
    wanted = request.path_params["symbol"]
    for symbol in exchange.symbols:
        if wanted in (symbol, known.compact(symbol), exchange.ids.asset(symbol)):
            return Answer(wire_account.asset_json(exchange, symbol))
    raise Refusal(Reason.NO_ASSET, symbol=wanted)


async def activities(request: Request) -> Answer:
    """GET /v2/account/activities[/{type}], paged by the last id of the page before.

    A date bounds by the activity's day and is included; an instant is not.
    """
    simulation = simulation_of(request)
    params = request.query_params
    single = request.path_params.get("kind")
    kinds = [single] if single else query.words(params, "activity_types")
    size = query.count(params, "page_size", ACTIVITIES_PAGE, ACTIVITIES_PAGE)
    newest_first = query.choice(params, "direction", ("desc", "asc")) == "desc"
    within = _bounds(params)
    found = [
        each
        for each in simulation.exchange.ledger.activities
        if (not kinds or each.kind in kinds) and within(each)
    ]
    if newest_first:
        found.reverse()
    return Answer([wire_account.activity_json(each) for each in _page(found, params, size)])


def _bounds(params: query.Query) -> Callable[[Activity], bool]:
    """Read `date`, `after` and `until`, and give the question whether they let an activity in."""
    day = query.day(params, "date")
    after, until = query.instant(params, "after"), query.instant(params, "until")
    if after is not None and query.is_day(params, "after"):
        after -= timedelta(microseconds=1)
    if until is not None and query.is_day(params, "until"):
        until += timedelta(days=1)

    def within(activity: Activity) -> bool:
        return (
            (day is None or activity.ds == day)
            and (after is None or activity.at > after)
            and (until is None or activity.at < until)
        )

    return within


def _page(found: list[Activity], params: query.Query, size: int) -> list[Activity]:
    token = params.get("page_token")
    if not token:
        return found[:size]
    for index, each in enumerate(found):
        if each.activity_id == token:
            return found[index + 1 : index + 1 + size]
    raise Refusal(
        Reason.BAD_PARAMETER,
        name="page_token",
        value=token,
        remedy="give the id of the last activity of the page before",
    )


async def history(request: Request) -> Answer:
    """GET /v2/account/portfolio/history."""
    exchange = simulation_of(request).exchange
    return Answer(portfolio_history(exchange, request.query_params))


async def configuration(request: Request) -> Answer:
    """GET /v2/account/configurations."""
    return Answer(simulation_of(request).exchange.configuration.as_json())


async def configure(request: Request) -> Answer:
    """PATCH /v2/account/configurations: answers all settings."""
    exchange = simulation_of(request).exchange
    exchange.configure(exchange.configuration.changed(await query.body_of(request)))
    return Answer(exchange.configuration.as_json())


ROUTES: list[BaseRoute] = [
    Route("/v2/clock", clock),
    Route("/v2/account", account),
    Route("/v2/account/configurations", configuration),
    Route("/v2/account/configurations", configure, methods=["PATCH"]),
    Route("/v2/account/portfolio/history", history),
    Route("/v2/account/activities", activities),
    Route("/v2/account/activities/{kind}", activities),
    Route("/v2/calendar", calendar),
    Route("/v2/assets", assets),
    Route("/v2/assets/{symbol:path}", asset),
]
