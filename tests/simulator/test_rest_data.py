"""Historical bars through unchanged alpaca-py."""

from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from alpaca.common.exceptions import APIError
from alpaca.data.enums import Adjustment
from alpaca.data.historical import StockHistoricalDataClient
from alpaca.data.requests import StockBarsRequest, StockLatestBarRequest
from alpaca.data.timeframe import TimeFrame

from tests.support.served import Served, serve

HEADERS = {"APCA-API-KEY-ID": "k", "APCA-API-SECRET-KEY": "s"}
START = datetime(2012, 7, 1, tzinfo=UTC)


def ask(served: Served, **params: Any) -> Any:
    wanted = {"timeframe": "1Day", "start": "2012-07-01", **params}
    answer = requests.get(f"{served.url}/v2/stocks/bars", params=wanted, headers=HEADERS, timeout=5)
    assert answer.status_code == 200, answer.text
    return answer.json()


def request(**wanted: Any) -> StockBarsRequest:
    given = {"symbol_or_symbols": ["ACME", "ZETA"], "timeframe": TimeFrame.Day, "start": START}
    return StockBarsRequest(**given | wanted)


def test_bars_are_there_only_when_their_session_is_over(
    history: StockHistoricalDataClient, served: Served
) -> None:
    assert len(history.get_stock_bars(request())["ACME"]) == 1
    served.step()
    assert len(history.get_stock_bars(request())["ACME"]) == 1
    served.step()
    bars = history.get_stock_bars(request())["ACME"]
    assert [bar.timestamp for bar in bars] == [
        datetime(2012, 7, 2, 4, tzinfo=UTC),
        datetime(2012, 7, 3, 4, tzinfo=UTC),
    ]
    assert (bars[0].open, bars[0].high, bars[0].low, bars[0].close) == (100, 101, 99, 100)


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7, 10])
@pytest.mark.parametrize("sort", ["asc", "desc"])
def test_bars_in_pages_are_the_same_bars_by_symbol_then_time(
    served: Served, limit: int, sort: str
) -> None:
    while not served.simulation.state()["over"]:
        served.step()
    whole = ask(served, symbols="ZETA,ACME", sort=sort)
    assert whole["next_page_token"] is None
    found: list[tuple[str, str]] = []
    token = None
    while True:
        page = ask(served, symbols="ZETA,ACME", sort=sort, limit=limit, page_token=token)
        rows = [(symbol, bar["t"]) for symbol, bars in page["bars"].items() for bar in bars]
        assert 0 < len(rows) <= limit
        found += rows
        if (token := page["next_page_token"]) is None:
            break
    assert found == [
        (symbol, bar["t"]) for symbol in ("ACME", "ZETA") for bar in whole["bars"][symbol]
    ]
    assert len(found) == 10


def test_bars_between_two_instants_include_both(
    history: StockHistoricalDataClient, served: Served
) -> None:
    served.step(8)
    bars = history.get_stock_bars(
        request(start=datetime(2012, 7, 3, 4, tzinfo=UTC), end=datetime(2012, 7, 5, 4, tzinfo=UTC))
    )
    assert [bar.timestamp.day for bar in bars["ACME"]] == [3, 5]


def test_bars_of_unknown_symbols_are_absent(
    history: StockHistoricalDataClient,
) -> None:
    assert set(history.get_stock_bars(request(symbol_or_symbols=["NONE", "ACME"])).data) == {"ACME"}


def test_latest_bar_is_the_newest_finished_one(
    history: StockHistoricalDataClient, served: Served
) -> None:
    served.step(3)
    latest = history.get_stock_latest_bar(StockLatestBarRequest(symbol_or_symbols="ACME"))
    assert latest["ACME"].timestamp == datetime(2012, 7, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "wanted",
    [
        {"timeframe": TimeFrame.Minute},
        {"adjustment": Adjustment.ALL},
    ],
)
def test_bars_that_are_not_there_are_refused(
    history: StockHistoricalDataClient, wanted: dict[str, Any]
) -> None:
    with pytest.raises(APIError) as caught:
        history.get_stock_bars(request(**wanted))
    assert (caught.value.status_code, caught.value.code) == (422, 42210000)


@pytest.mark.parametrize("token", ["?", "bm8=", "QUNNRXxubw=="])
def test_bars_with_a_bad_page_token_are_refused(served: Served, token: str) -> None:
    answer = requests.get(
        f"{served.url}/v2/stocks/bars",
        params={"symbols": "ACME", "timeframe": "1Day", "page_token": token},
        headers=HEADERS,
        timeout=5,
    )
    assert (answer.status_code, answer.json()["code"]) == (422, 42210000)


def test_shipped_bars_adjusted_know_a_split_only_from_its_day() -> None:
    def first_close(served: Served) -> tuple[float, float]:
        client = StockHistoricalDataClient("k", "s", url_override=served.url)
        given = request(symbol_or_symbols="AAPL", start=datetime(2005, 2, 1, tzinfo=UTC), limit=1)
        raw, split = (
            client.get_stock_bars(given.model_copy(update={"adjustment": how}))["AAPL"][0].close
            for how in (Adjustment.RAW, Adjustment.SPLIT)
        )
        return raw, split

    with serve(start="2005-02-28", step=True) as served:
        raw, split = first_close(served)
        assert raw == split
        served.step()
        assert first_close(served) == (raw, raw / 2)


def test_simulator_without_options_stands_after_the_last_close_and_takes_orders() -> None:
    with serve() as served:
        state = served.simulation.state()
        assert (state["now"], state["mode"], state["over"]) == (
            "2013-03-01T21:00:00Z",
            "standing",
            True,
        )
        client = StockHistoricalDataClient("k", "s", url_override=served.url)
        bars = client.get_stock_bars(
            request(symbol_or_symbols=["AAPL", "FB"], start=datetime(2000, 1, 1, tzinfo=UTC))
        )
        assert (len(bars["AAPL"]), len(bars["FB"])) == (3270, 196)
        # More than a page of 10,000: MSFT begins on the first and ends on the second.
        everything = client.get_stock_bars(
            request(
                symbol_or_symbols=["AAPL", "FB", "GOOG", "IBM", "MSFT"],
                start=datetime(2000, 1, 1, tzinfo=UTC),
            )
        )
        assert sum(map(len, everything.data.values())) == 12_154
        assert len(everything["MSFT"]) == 3270
        body = {"symbol": "AAPL", "qty": 1, "side": "buy", "type": "market", "time_in_force": "day"}
        answer = requests.post(f"{served.url}/v2/orders", json=body, headers=HEADERS, timeout=5)
        assert answer.json()["status"] == "accepted"
        assert answer.json()["expires_at"] == "2013-03-04T21:00:00Z"
        over = requests.post(f"{served.url}/sim/advance", timeout=5)
        assert (over.status_code, over.json()["code"]) == (409, 40910001)
