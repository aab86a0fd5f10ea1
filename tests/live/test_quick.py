"""The deciders behind the stream: what they wait for, and what comes together."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import polars as pl

from pytoolkit import frames
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import Instant
from pytoolkit.live.quick import EPOCH, MICROSECOND, Quick
from pytoolkit.models.base import Timeframe
from pytoolkit.models.strategy import Strategy
from pytoolkit.ports import StreamBar

NOON = datetime(2012, 7, 5, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SYMBOLS = ["A", "B"]


class Market:
    """Every minute of the hour before noon and after it, all alike; no days."""

    def bars(
        self, symbols: Sequence[str], timeframe: Timeframe, start: datetime, end: datetime
    ) -> pl.DataFrame:
        starts = (
            [NOON + minute * MINUTE for minute in range(-60, 60)] if timeframe != "1Day" else []
        )
        rows = [
            (symbol, at, 50.0, 51.0, 49.0, 50.0, 100.0)
            for symbol in symbols
            for at in starts
            if start <= at < end
        ]
        return pl.DataFrame(rows, schema=frames.BAR_SCHEMA, orient="row")


def strategy(name: str, timeframe: Timeframe) -> Strategy:
    return Strategy(
        strategy_id=name,
        asset_class="EQUITY",
        assets=SYMBOLS,
        timeframe=timeframe,
        history=5,
        entry="volume > 500",
        stop="close - 1",
        targets=["close + 2"],
    )


class Rest:
    """What REST has told up to an instant."""

    def __init__(self, strategies: Sequence[Strategy]) -> None:
        self.histories = Histories(Market(), strategies)  # type: ignore[arg-type]

    def at(self, instant: datetime) -> tuple[Histories, Instant]:
        session = frames.session_at(instant)
        assert session is not None
        told = Instant(instant, "bar", session, frozenset({"1Min", "5Min"}))
        self.histories.take(self.histories.read(told))
        return self.histories, told


def minute(symbol: str, start: datetime, volume: float = 1000.0) -> StreamBar:
    at = (start - EPOCH) // MICROSECOND
    return StreamBar(symbol, at, 50.0, 51.0, 49.0, 50.0, volume, False, 0.0)


def test_quick_decides_only_once_rest_has_told_what_ended_before_the_stream_was_there() -> None:
    strategies = [strategy("quick", "1Min")]
    quick, rest = Quick(strategies), Rest(strategies)
    quick.opened(NOON + timedelta(seconds=20))
    assert quick.take([minute("A", NOON)]) == []

    # Of the minute that ended at noon the stream cannot have told, nor can this reading.
    assert quick.warm(*rest.at(NOON - MINUTE)) == []
    (fired,) = quick.warm(*rest.at(NOON))
    assert (fired.symbol, fired.at, fired.end) == ("A", NOON, NOON + MINUTE)
    (fired,) = quick.take([minute("B", NOON)])
    assert fired.symbol == "B"


def test_quick_of_bars_that_come_together_fires_in_their_order_for_every_length() -> None:
    strategies = [strategy("longer", "5Min"), strategy("quick", "1Min")]
    quick, rest = Quick(strategies), Rest(strategies)
    quick.warm(*rest.at(NOON))
    for number in range(4):
        assert not quick.take([minute(each, NOON + number * MINUTE, 200.0) for each in SYMBOLS])

    last = NOON + 4 * MINUTE
    told = [minute("B", last), minute("A", last, 1.0), minute("B", last)]
    fired = quick.take(told)

    # B's five minutes have seen 1,800 units, A's 801; the one that was told twice counts once.
    assert [(each.strategy.strategy_id, each.symbol, each.at) for each in fired] == [
        ("longer", "B", NOON),
        ("quick", "B", last),
        ("longer", "A", NOON),
    ]
