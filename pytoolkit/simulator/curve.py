"""Portfolio history: the account's worth at the closes of sessions, or within them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from pytoolkit.models.base import MONEY_CONTEXT, JsonDict
from pytoolkit.simulator import query
from pytoolkit.simulator.exchange import Exchange
from pytoolkit.simulator.refusals import Reason, Refusal

Point = tuple[datetime, Decimal]
DAY = "1D"
GRIDS = {
    "1Min": timedelta(minutes=1),
    "5Min": timedelta(minutes=5),
    "15Min": timedelta(minutes=15),
    "1H": timedelta(hours=1),
}
DAYS = {"D": 1, "W": 7, "M": 30, "A": 365}
"""Calendar days of a period's unit."""
SHORT, MIDDLE = timedelta(days=7), timedelta(days=30)
"""Shorter periods are told by the minute, those up to a month by the quarter of an hour."""


def portfolio_history(exchange: Exchange, params: query.Query) -> JsonDict:
    """Answer `GET /v2/account/portfolio/history`.

    Args:
        exchange: whose account.
        params: `period` (`5D`, `1W`, `1M`, `1A`, `all`), `timeframe` (`1Min` to `1D`), `start`,
            `end` or `date_end`.

    Raises:
        Refusal: a parameter cannot be used.
    """
    now = exchange.timeline.now
    end = query.instant(params, "end") or _end_of_day(params) or now
    span = _span(params)
    start = query.instant(params, "start") or (end - span if span else exchange.created_at)
    names = (DAY, *GRIDS)
    asked = params.get("timeframe") or _usual(end - start if span or params.get("start") else None)
    if asked not in names:
        remedy = f"use {' or '.join(names)}"
        raise Refusal(Reason.BAD_PARAMETER, name="timeframe", value=asked, remedy=remedy)
    points = _daily(exchange) if asked == DAY else _within(exchange, GRIDS[asked])
    first = bisect_left(points, start, key=lambda point: point[0])
    chosen = points[first : bisect_right(points, end, key=lambda point: point[0])]
    base_at, base = points[max(first - 1, 0)]
    gains = [MONEY_CONTEXT.subtract(equity, base) for _, equity in chosen]
    return {
        "timestamp": [int(at.timestamp()) for at, _ in chosen],
        "equity": [float(equity) for _, equity in chosen],
        "profit_loss": [float(gain) for gain in gains],
        "profit_loss_pct": [float(MONEY_CONTEXT.divide(gain, base)) for gain in gains],
        "base_value": float(base),
        "base_value_asof": base_at.date().isoformat(),
        "timeframe": asked,
    }


def _daily(exchange: Exchange) -> Sequence[Point]:
    """The start, and each session's close."""
    start = (exchange.created_at, exchange.start_cash)
    return [start, *((at, equity) for _, at, equity in exchange.ledger.closes)]


def _within(exchange: Exchange, grid: timedelta) -> Sequence[Point]:
    """The start, and the last known worth at each multiple of a length that bars ended in."""
    found: dict[datetime, Decimal] = {exchange.created_at: exchange.start_cash}
    for at, equity in exchange.ledger.curve:
        past = (at - datetime.min.replace(tzinfo=UTC)) % grid
        found[at if not past else at - past + grid] = equity
    return sorted(found.items())


def _end_of_day(params: query.Query) -> datetime | None:
    """The end of the day that `date_end` names."""
    day = query.instant(params, "date_end")
    return None if day is None else day + timedelta(days=1)


def _span(params: query.Query) -> timedelta | None:
    """Read a period; None: all there is."""
    told = params.get("period") or ("" if params.get("start") else "1M")
    if told in ("", "all"):
        return None
    number, unit = told[:-1], told[-1].upper()
    if not number.isdecimal() or not int(number) or unit not in DAYS:
        remedy = "give a number and D, W, M or A, like 1M; or all"
        raise Refusal(Reason.BAD_PARAMETER, name="period", value=told, remedy=remedy)
    return timedelta(days=int(number) * DAYS[unit])


def _usual(span: timedelta | None) -> str:
    if span is None or span >= MIDDLE:
        return DAY
    return "1Min" if span < SHORT else "15Min"
