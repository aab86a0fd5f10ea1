"""REST: orders and positions."""

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pytoolkit.models.base import MONEY_CONTEXT, JsonDict
from pytoolkit.simulator import assets, query, wire, wire_account
from pytoolkit.simulator.exchange import Exchange
from pytoolkit.simulator.fields import number
from pytoolkit.simulator.intake import read_change, read_order
from pytoolkit.simulator.ledger import Position
from pytoolkit.simulator.orders import ALIVE, OPEN, Order
from pytoolkit.simulator.query import Answer, simulation_of
from pytoolkit.simulator.refusals import Reason, Refusal

PAGE, LONGEST_PAGE = 50, 500
NO_CONTENT, MULTI_STATUS = 204, 207


async def submit(request: Request) -> Answer:
    """POST /v2/orders: the order as it stands after it met the market, its legs with it."""
    simulation = simulation_of(request)
    order = simulation.exchange.submit(read_order(await query.body_of(request)))
    simulation.flush()
    return Answer(wire.order_json(simulation.exchange, order, nested=True))


async def orders(request: Request) -> Answer:
    """GET /v2/orders. Held legs are not open; nested shows them under their parent."""
    exchange = simulation_of(request).exchange
    params = request.query_params
    status = query.choice(params, "status", ("open", "closed", "all"))
    limit = query.count(params, "limit", PAGE, LONGEST_PAGE)
    newest_first = query.choice(params, "direction", ("desc", "asc")) == "desc"
    nested = query.flag(params, "nested")
    pool = exchange.alive if status == "open" else exchange.orders
    wanted = _filter(status, params)
    found = {each.order_id: each for each in pool.values() if wanted(each)}
    listed = [each for each in found.values() if not (nested and _eldest(exchange, each) in found)]
    listed.sort(key=lambda each: each.rank, reverse=newest_first)
    return Answer([wire.order_json(exchange, each, nested=nested) for each in listed[:limit]])


def _filter(status: str, params: query.Query) -> Callable[[Order], bool]:
    """Read the filters, and give the question whether they let an order in."""
    after, until = query.instant(params, "after"), query.instant(params, "until")
    symbols = {assets.compact(each) for each in query.words(params, "symbols")}
    side = params.get("side")

    def wanted(order: Order) -> bool:
        return (
            (status != "open" or order.status in OPEN)
            and (status != "closed" or order.status not in ALIVE)
            and (after is None or order.created_at > after)
            and (until is None or order.created_at < until)
            and (not symbols or assets.compact(order.symbol) in symbols)
            and (not side or order.side == side)
        )

    return wanted


def _eldest(exchange: Exchange, order: Order) -> str:
    """The parent under which a nested list shows an order; empty if it stands by itself."""
    parent = exchange.orders.get(order.parent_id)
    return order.parent_id if parent and order.order_id in parent.leg_ids else ""


async def order_by_id(request: Request) -> Answer:
    """GET /v2/orders/{id}."""
    exchange = simulation_of(request).exchange
    order = exchange.find(request.path_params["order_id"])
    nested = query.flag(request.query_params, "nested")
    return Answer(wire.order_json(exchange, order, nested=nested))


async def order_by_client_id(request: Request) -> Answer:
    """GET /v2/orders:by_client_order_id, with its legs."""
    exchange = simulation_of(request).exchange
    client_id = request.query_params.get("client_order_id", "")
    order = exchange.find(exchange.by_client_id.get(client_id, client_id))
    return Answer(wire.order_json(exchange, order, nested=True))


async def replace(request: Request) -> Answer:
    """PATCH /v2/orders/{id}: answers the new order."""
    simulation = simulation_of(request)
    change = read_change(await query.body_of(request))
    order = simulation.exchange.replace(request.path_params["order_id"], change)
    simulation.flush()
    return Answer(wire.order_json(simulation.exchange, order, nested=True))


async def cancel(request: Request) -> Response:
    """DELETE /v2/orders/{id}."""
    simulation = simulation_of(request)
    simulation.exchange.cancel(request.path_params["order_id"])
    simulation.flush()
    return Response(status_code=NO_CONTENT)


async def cancel_all(request: Request) -> Answer:
    """DELETE /v2/orders: every open order, with the status of each cancel."""
    simulation = simulation_of(request)
    canceled = _cancel_open(simulation.exchange)
    simulation.flush()
    return Answer([{"id": each, "status": 200} for each in canceled], MULTI_STATUS)


def _cancel_open(exchange: Exchange) -> list[str]:
    wanted = sorted(each.order_id for each in exchange.alive.values() if each.status in OPEN)
    for order_id in wanted:
        if exchange.orders[order_id].status in OPEN:  # else its sibling took it along
            exchange.cancel(order_id)
    return wanted


async def positions(request: Request) -> Answer:
    """GET /v2/positions."""
    exchange = simulation_of(request).exchange
    held = exchange.ledger.positions
    return Answer([wire_account.position_json(exchange, held[symbol]) for symbol in sorted(held)])


def _held(exchange: Exchange, wanted: str) -> Position:
    for symbol, position in exchange.ledger.positions.items():
        if wanted in (symbol, assets.compact(symbol), exchange.ids.asset(symbol)):
            return position
    raise Refusal(Reason.NO_POSITION, symbol=wanted)


async def position(request: Request) -> Answer:
    """GET /v2/positions/{symbol or id}."""
    exchange = simulation_of(request).exchange
    return Answer(
        wire_account.position_json(exchange, _held(exchange, request.path_params["symbol"]))
    )


async def close_position(request: Request) -> Answer:
    """DELETE /v2/positions/{symbol or id}: a market order for all of it, `qty` or `percentage`."""
    simulation = simulation_of(request)
    held = _held(simulation.exchange, request.path_params["symbol"])
    order = _close(simulation.exchange, held, request.query_params)
    simulation.flush()
    return Answer(wire.order_json(simulation.exchange, order))


async def close_all(request: Request) -> Answer:
    """DELETE /v2/positions: one market order each; `cancel_orders` frees reserved units first."""
    simulation = simulation_of(request)
    exchange = simulation.exchange
    if query.flag(request.query_params, "cancel_orders"):
        _cancel_open(exchange)
    answers: list[JsonDict] = []
    for symbol in sorted(exchange.ledger.positions):
        try:
            order = _close(exchange, exchange.ledger.positions[symbol], {})
        except Refusal as refusal:
            told = {"status": refusal.status, "body": refusal.body}
            answers.append({"symbol": assets.compact(symbol), **told})
        else:
            answers.append(
                {
                    "symbol": assets.compact(symbol),
                    "status": 200,
                    "body": wire.order_json(exchange, order),
                }
            )
    simulation.flush()
    return Answer(answers, MULTI_STATUS)


def _close(exchange: Exchange, held: Position, params: query.Query) -> Order:
    quantity = abs(held.quantity)
    if params.get("qty"):
        quantity = number("qty", params["qty"])
    elif params.get("percentage"):
        share = MONEY_CONTEXT.divide(number("percentage", params["percentage"]), Decimal(100))
        quantity = MONEY_CONTEXT.multiply(quantity, share).quantize(
            assets.NINTH, rounding=ROUND_DOWN
        )
    return exchange.submit(
        read_order(
            {
                "symbol": held.symbol,
                "qty": quantity,
                "side": "sell" if held.quantity > 0 else "buy",
                "type": "market",
                "time_in_force": "gtc" if assets.is_pair(held.symbol) else "day",
            }
        )
    )


ROUTES: list[BaseRoute] = [
    Route("/v2/orders", orders),
    Route("/v2/orders", submit, methods=["POST"]),
    Route("/v2/orders", cancel_all, methods=["DELETE"]),
    Route("/v2/orders:by_client_order_id", order_by_client_id),
    Route("/v2/orders/{order_id}", order_by_id),
    Route("/v2/orders/{order_id}", replace, methods=["PATCH"]),
    Route("/v2/orders/{order_id}", cancel, methods=["DELETE"]),
    Route("/v2/positions", positions),
    Route("/v2/positions", close_all, methods=["DELETE"]),
    Route("/v2/positions/{symbol:path}", position),
    Route("/v2/positions/{symbol:path}", close_position, methods=["DELETE"]),
]
