"""What the market-data endpoints answer with: rows of bars, trades and quotes of one symbol."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, get_args

from pytoolkit.frames import daily_at
from pytoolkit.models.base import JsonDict, Timeframe
from pytoolkit.simulator import query, ticks, wire
from pytoolkit.simulator.market import DAY, Bar, asset_class_of
from pytoolkit.simulator.refusals import Reason, Refusal
from pytoolkit.simulator.simulation import Simulation

SHORT = {"1T": "1Min", "5T": "5Min", "15T": "15Min", "60Min": "1Hour", "1H": "1Hour", "1D": "1Day"}
"""Other spellings of the lengths there are."""
FIRST = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LOOK_BACK = timedelta(days=10)
"""The newest trade is not older, unless nothing traded for so long."""


class Row(NamedTuple):
    """One row of an answer.

    Attributes:
        order: grows with time, unique for the symbol.
        content: the row as it is written.
    """

    order: int
    content: JsonDict


Feed = Callable[[Simulation, str, query.Query], list[Row]]
"""Gives the rows of a symbol that a query asks for, oldest first."""


def bars(simulation: Simulation, symbol: str, params: query.Query) -> list[Row]:
    """Give finished bars, raw or adjusted for the splits known today."""
    timeframe = _timeframe(simulation, params)
    adjusted = query.choice(params, "adjustment", ("raw", "split")) == "split"
    start, end = _bounds(simulation, params)
    timeline = simulation.timeline
    found = simulation.market.history(
        symbol,
        timeframe,
        start,
        end,
        now=timeline.now,
        split_as_of=timeline.session.ds if adjusted else None,
    )
    return [Row((bar.at - FIRST) // MICROSECOND, wire.bar_json(bar)) for bar in found]


def trades(simulation: Simulation, symbol: str, params: query.Query) -> list[Row]:
    """Give trades."""
    asset_class = asset_class_of(symbol)
    start, end = _bounds(simulation, params)
    found = _ticks(simulation, symbol, start, end)
    return [Row(tick.number, ticks.trade_json(tick, asset_class)) for tick in found]


def quotes(simulation: Simulation, symbol: str, params: query.Query) -> list[Row]:
    """Give quotes."""
    asset_class = asset_class_of(symbol)
    start, end = _bounds(simulation, params)
    found = _ticks(simulation, symbol, start, end)
    return [Row(tick.number, ticks.quote_json(tick, asset_class)) for tick in found]


FEEDS: dict[str, Feed] = {"bars": bars, "trades": trades, "quotes": quotes}


def latest(simulation: Simulation, kind: str, symbol: str) -> JsonDict | None:
    """Give the newest row of a symbol; None where there is none yet."""
    if kind == "bars":
        bar = _newest_bar(simulation, symbol, simulation.market.timeframe)
        return None if bar is None else wire.bar_json(bar)
    tick = _newest_tick(simulation, symbol)
    if tick is None:
        return None
    if kind == "orderbooks":
        return ticks.orderbook_json(tick)
    write = ticks.trade_json if kind == "trades" else ticks.quote_json
    return write(tick, asset_class_of(symbol))


def snapshot(simulation: Simulation, symbol: str) -> JsonDict | None:
    """Give all that is newest of a symbol; the day is the one so far."""
    trade = latest(simulation, "trades", symbol)
    if trade is None:
        return None
    days = _days(simulation, symbol)
    minute: JsonDict | None = None
    if simulation.market.timeframe == "1Min":
        minute = latest(simulation, "bars", symbol)
    today, before = ([None, None, *days])[:-3:-1]
    return {
        "latestTrade": trade,
        "latestQuote": latest(simulation, "quotes", symbol),
        "minuteBar": minute,
        "dailyBar": today and wire.bar_json(today),
        "prevDailyBar": before and wire.bar_json(before),
    }


def _days(simulation: Simulation, symbol: str) -> list[Bar]:
    """The last finished days."""
    now = simulation.timeline.now
    return simulation.market.history(symbol, DAY, now - LOOK_BACK, now, now=now)


def _newest_bar(simulation: Simulation, symbol: str, timeframe: Timeframe) -> Bar | None:
    now = simulation.timeline.now
    found = simulation.market.history(symbol, timeframe, FIRST, now, now=now)
    return found[-1] if found else None


def _newest_tick(simulation: Simulation, symbol: str) -> ticks.Tick | None:
    now = simulation.timeline.now
    recent = _ticks(simulation, symbol, now - LOOK_BACK, now)
    return ticks.newest(recent or _ticks(simulation, symbol, FIRST + LOOK_BACK, now))


def _ticks(simulation: Simulation, symbol: str, start: datetime, end: datetime) -> list[ticks.Tick]:
    timeline = simulation.timeline
    return ticks.ticks(
        simulation.market,
        symbol,
        start,
        min(end, timeline.now),
        now=timeline.now,
        running=timeline.running.get(symbol),
    )


def _bounds(simulation: Simulation, params: query.Query) -> tuple[datetime, datetime]:
    timeline = simulation.timeline
    start = query.instant(params, "start") or daily_at(timeline.session.ds)
    return start, query.instant(params, "end") or timeline.now


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
