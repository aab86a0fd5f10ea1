"""Markets of minutes, hours and pairs that trade around the clock."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from alpaca.data.historical import StockHistoricalDataClient
from alpaca.data.live import CryptoDataStream, StockDataStream
from alpaca.data.requests import StockBarsRequest
from alpaca.data.timeframe import TimeFrame, TimeFrameUnit

from pytoolkit.errors import BadBars
from pytoolkit.frames import BAR_SCHEMA, CALENDARS
from pytoolkit.models.market import CorporateAction
from pytoolkit.resampling import resample
from pytoolkit.simulator.exchange import Exchange
from pytoolkit.simulator.identity import Ids
from pytoolkit.simulator.intake import read_order
from pytoolkit.simulator.market import Market
from pytoolkit.simulator.timeline import Timeline
from tests.support.minutes import minutes
from tests.support.served import Served, serve, wait_for

OPEN = datetime(2012, 7, 3, 13, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
Row = tuple[str, datetime, float, float, float, float]


def bars_of(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame([(*row, 10.0) for row in rows], schema=BAR_SCHEMA, orient="row")


def session_of_minutes() -> pl.DataFrame:
    """A day before, then four minutes of which the third has no trade, and the last one."""
    rows: list[Row] = [("ACME", OPEN - timedelta(days=1), 100.0, 101.0, 99.0, 100.0)]
    prices = {0: 100.0, 1: 102.0, 3: 104.0, 209: 90.0}
    rows += [
        ("ACME", OPEN + minute * MINUTE, price, price + 1, price - 1, price + 0.5)
        for minute, price in prices.items()
    ]
    return bars_of(*rows)


class Replay:
    """An exchange of one market, from before the session of a day."""

    def __init__(self, bars: pl.DataFrame, actions: Sequence[CorporateAction] = ()) -> None:
        self.market = Market(bars, actions)
        self.timeline = Timeline(self.market, OPEN.date())
        self.exchange = Exchange(self.market, self.timeline, Ids(0))

    def until(self, at: datetime, *, begun: bool = False) -> None:
        """Let everything happen up to an instant; begun: what begins there too."""
        while (upcoming := self.timeline.next_instant) is not None and upcoming <= at:
            if upcoming == at and not begun and self.timeline.next_begins:
                return
            self.exchange.happen(self.timeline.advance())

    def buy(self, **body: Any) -> str:
        asked = {"symbol": "ACME", "side": "buy", "type": "market", "time_in_force": "gtc"}
        return self.exchange.submit(read_order(asked | {"qty": "1"} | body)).order_id

    def filled(self, order_id: str) -> Decimal | None:
        return self.exchange.orders[order_id].filled_price


@pytest.mark.parametrize(
    ("length", "expected"),
    [(1, "1Min"), (5, "5Min"), (15, "15Min"), (60, "1Hour"), (7 * 60, "1Hour")],
)
def test_market_finds_the_length_of_its_bars(length: int, expected: str) -> None:
    start = datetime(2012, 7, 3, 14, tzinfo=UTC)
    gap = timedelta(minutes=length)
    days = (start, start + gap) if length < 7 * 60 else (start, start + timedelta(days=1))
    bars = bars_of(*(("BTC/USD", at, 1.0, 1.0, 1.0, 1.0) for at in days))
    assert Market(bars, []).timeframe == expected


def test_market_of_pairs_and_equities_knows_days_by_their_own_midnight() -> None:
    bars = bars_of(
        ("ACME", datetime(2012, 7, 3, 4, tzinfo=UTC), 1.0, 1.0, 1.0, 1.0),
        ("BTC/USD", datetime(2012, 7, 3, tzinfo=UTC), 1.0, 1.0, 1.0, 1.0),
    )
    market = Market(bars, [])
    assert market.timeframe == "1Day"
    assert [(each.at.hour, each.begins, sorted(each.bars)) for each in market.instants] == [
        (0, True, ["BTC/USD"]),
        (13, True, ["ACME"]),
        (17, False, ["ACME"]),
        (0, False, ["BTC/USD"]),
    ]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2012, 7, 3, 12, 0, tzinfo=UTC), "lies outside of the XNYS sessions"),
        (datetime(2012, 7, 3, 17, 0, tzinfo=UTC), "lies outside of the XNYS sessions"),
        (datetime(2012, 7, 3, 13, 30, 30, tzinfo=UTC), "starts within a minute"),
    ],
)
def test_market_of_a_bar_in_the_wrong_place_names_it(at: datetime, words: str) -> None:
    bars = bars_of(("ACME", at, 1.0, 1.0, 1.0, 1.0))
    with pytest.raises(BadBars, match=words):
        Market(bars, [])


def test_order_between_two_minutes_fills_at_the_next_open() -> None:
    replay = Replay(session_of_minutes())
    replay.until(OPEN + MINUTE)
    order = replay.buy()
    assert replay.filled(order) is None
    replay.until(OPEN + MINUTE, begun=True)
    assert replay.filled(order) == Decimal(102)


def test_order_while_a_minute_runs_fills_at_its_open() -> None:
    replay = Replay(session_of_minutes())
    replay.until(OPEN + MINUTE, begun=True)
    assert replay.filled(replay.buy()) == Decimal(102)


def test_order_in_a_minute_without_a_trade_waits_for_the_next_one() -> None:
    replay = Replay(session_of_minutes())
    replay.until(OPEN + 2 * MINUTE, begun=True)
    order = replay.buy()
    assert replay.filled(order) is None
    replay.until(OPEN + 3 * MINUTE, begun=True)
    assert replay.filled(order) == Decimal(104)


def test_bracket_is_stopped_in_a_later_minute_at_its_level_or_the_open_beyond_it() -> None:
    replay = Replay(session_of_minutes())
    replay.until(OPEN, begun=True)
    entry = replay.buy(
        order_class="bracket", take_profit={"limit_price": "120"}, stop_loss={"stop_price": "95"}
    )
    replay.until(OPEN + timedelta(hours=4))
    target, stop = replay.exchange.legs(replay.exchange.find(entry))
    assert replay.filled(stop.order_id) == Decimal(90)
    assert target.status == "canceled"


def test_day_order_that_nothing_fills_expires_at_the_bell() -> None:
    replay = Replay(session_of_minutes())
    replay.until(OPEN, begun=True)
    order = replay.buy(type="limit", limit_price="50", time_in_force="day")
    replay.until(OPEN + timedelta(hours=4))
    assert replay.exchange.orders[order].status == "expired"


@pytest.fixture
def minutes_file(tmp_path: Path) -> Path:
    file = tmp_path / "minutes.parquet"
    days = (date(2012, 7, 2), date(2012, 7, 3))
    made = minutes(*days, symbols=2)
    inside = made.filter(
        ((pl.col("at").dt.hour() > 13) | (pl.col("at").dt.minute() >= 30))
        & (pl.col("at").dt.hour() >= 13)
        & (pl.col("at").dt.hour() < pl.when(pl.col("at").dt.day() == 3).then(17).otherwise(20))
    )
    pair = made.filter(pl.col("symbol") == "S0").with_columns(symbol=pl.lit("BTC/USD"))
    pl.concat([pair, inside]).write_parquet(file)
    return file


@pytest.fixture
def served(minutes_file: Path) -> Iterator[Served]:
    with serve(bars=str(minutes_file), step=True) as found:
        yield found


@pytest.mark.parametrize(
    ("wanted", "length"),
    [
        (TimeFrame(1, TimeFrameUnit.Minute), "1Min"),
        (TimeFrame(5, TimeFrameUnit.Minute), "5Min"),
        (TimeFrame(1, TimeFrameUnit.Hour), "1Hour"),
        (TimeFrame(1, TimeFrameUnit.Day), "1Day"),
    ],
)
def test_bars_of_every_length_are_those_that_are_finished(
    served: Served, minutes_file: Path, wanted: TimeFrame, length: Any
) -> None:
    client = StockHistoricalDataClient("key", "secret", url_override=served.url)
    now = datetime(2012, 7, 3, 14, 2, tzinfo=UTC)
    while served.simulation.timeline.now < now:
        served.step()
    found = client.get_stock_bars(
        StockBarsRequest(
            symbol_or_symbols="S0",
            timeframe=wanted,
            start=datetime(2012, 7, 2, tzinfo=UTC),
            end=datetime(2012, 7, 4, tzinfo=UTC),
        )
    )
    told = [
        (bar.timestamp, bar.open, bar.high, bar.low, bar.close, bar.volume) for bar in found["S0"]
    ]
    own = pl.read_parquet(minutes_file).filter(pl.col("symbol") == "S0", pl.col("at") < now)
    if length == "1Min":
        expected = own.drop("symbol").rows()
    else:
        expected = [
            row[:-1]
            for row in resample(
                own, length, timeframe="1Min", calendar=CALENDARS["EQUITY"], until=now
            )
            .drop("symbol")
            .rows()
        ]
    if length == "1Day":
        expected = [(datetime(2012, 7, 2, 4, tzinfo=UTC), *row[1:]) for row in expected]
    assert len(told) == len(expected) > 0
    assert told == expected


def test_bars_shorter_than_the_markets_own_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "hours.parquet"
    start = datetime(2012, 7, 3, 14, tzinfo=UTC)
    hours = (start, start + timedelta(hours=1))
    bars_of(*(("ACME", at, 1.0, 1.0, 1.0, 1.0) for at in hours)).write_parquet(file)
    with serve(bars=str(file)) as served:
        client = StockHistoricalDataClient("key", "secret", url_override=served.url)
        request = StockBarsRequest(
            symbol_or_symbols="ACME", timeframe=TimeFrame(1, TimeFrameUnit.Minute)
        )
        with pytest.raises(Exception, match="this market has 1Hour, 1Day"):
            client.get_stock_bars(request)


@pytest.mark.parametrize(
    ("kind", "symbol", "path"),
    [(StockDataStream, "S1", "/v2/iex"), (CryptoDataStream, "BTC/USD", "/v1beta3/crypto/us")],
)
def test_data_stream_tells_each_minute_that_ends(
    served: Served, kind: Any, symbol: str, path: str
) -> None:
    found: list[Any] = []
    trades: list[Any] = []

    async def collect(bar: Any) -> None:
        found.append(bar)

    async def trade(each: Any) -> None:
        trades.append(each)

    url = served.url.replace("http", "ws") + path
    stream = kind("key", "secret", url_override=url)
    stream.subscribe_bars(collect, symbol)
    stream.subscribe_trades(trade, symbol)
    thread = threading.Thread(target=stream.run)
    thread.start()
    listeners = served.simulation.audience[1:]
    try:
        wait_for(lambda: any(each._subscribed.get("bars") for each in listeners), "subscribing")  # type: ignore[attr-defined]
        began = served.simulation.timeline.now
        while (now := served.simulation.timeline.now) < OPEN + 10 * MINUTE:
            served.step()
        history = served.simulation.market._bars[symbol]
        ended = [bar for bar in history if began < bar.end <= now]
        wait_for(lambda: len(found) >= len(ended), "bars")
    finally:
        asyncio.run_coroutine_threadsafe(stream.close(), stream._loop).result()
        asyncio.run_coroutine_threadsafe(stream.stop_ws(), stream._loop).result()
        thread.join(20)
    assert len(ended) > 3
    assert [(bar.timestamp, bar.open, bar.close, bar.volume) for bar in found] == [
        (bar.at, bar.open, bar.close, bar.volume) for bar in ended
    ]
    assert [each.price for each in trades if each.size] == [bar.close for bar in ended]


def test_longer_bars_are_made_of_a_frame_in_several_pieces() -> None:
    whole = session_of_minutes()
    pieces = pl.concat([whole[:3], whole[3:]], rechunk=False)
    assert pieces.n_chunks() == 2

    def days(bars: pl.DataFrame) -> list[object]:
        after = OPEN + timedelta(days=2)
        market = Market(bars, [])
        return [*market.history("ACME", "1Day", OPEN - timedelta(days=5), after, now=after)]

    assert days(pieces) == days(whole)
    assert len(days(pieces)) == 2
