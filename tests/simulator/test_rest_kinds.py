"""Every kind of order, the account's settings and the pairs, through unchanged alpaca-py."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from alpaca.common.exceptions import APIError
from alpaca.data.historical import CryptoHistoricalDataClient, StockHistoricalDataClient
from alpaca.data.requests import (
    CryptoBarsRequest,
    CryptoLatestOrderbookRequest,
    CryptoLatestTradeRequest,
    CryptoSnapshotRequest,
    StockLatestQuoteRequest,
    StockLatestTradeRequest,
    StockQuotesRequest,
    StockSnapshotRequest,
    StockTradesRequest,
)
from alpaca.data.timeframe import TimeFrame
from alpaca.trading.client import TradingClient
from alpaca.trading.requests import (
    GetPortfolioHistoryRequest,
    LimitOrderRequest,
    MarketOrderRequest,
    ReplaceOrderRequest,
    StopLimitOrderRequest,
    TrailingStopOrderRequest,
)

from tests.support.exchange import FLAT, made_bars
from tests.support.served import Served, serve

COIN = "COIN/USD"
HEADERS = {"APCA-API-KEY-ID": "k", "APCA-API-SECRET-KEY": "s"}


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Served]:
    """A simulator with an equity and a pair, after the first of the exchange's days."""
    file = tmp_path / "both.parquet"
    made_bars({"ACME": [FLAT] * 5, COIN: [FLAT, (100.0, 106.0, 94.0, 102.0)] * 6}).write_parquet(
        file
    )
    with serve(bars=str(file), step=True) as found:
        yield found


@pytest.fixture
def client(both: Served) -> TradingClient:
    return TradingClient("key", "secret", url_override=both.url)


def buy(trading: TradingClient, symbol: str = "ACME", **wanted: Any) -> Any:
    asked = {"symbol": symbol, "side": "buy", "time_in_force": "gtc", "qty": 10, **wanted}
    return trading.submit_order(MarketOrderRequest(**asked))


def test_exit_pair_is_answered_nested_and_ends_together(
    trading: TradingClient, served: Served
) -> None:
    buy(trading)
    served.step(2)
    pair = trading.submit_order(
        LimitOrderRequest(
            symbol="ACME",
            qty=10,
            side="sell",
            time_in_force="gtc",
            order_class="oco",
            take_profit={"limit_price": 120},
            stop_loss={"stop_price": 95, "limit_price": 90},
        )
    )
    (stop,) = pair.legs
    assert (pair.order_class.value, pair.limit_price) == ("oco", "120")
    assert (stop.type.value, stop.stop_price, stop.limit_price) == ("stop_limit", "95", "90")
    served.step(3)  # gaps to 90.5, through the stop
    assert trading.get_order_by_id(stop.id).filled_avg_price == "90.5"
    assert trading.get_order_by_id(pair.id).status.value == "canceled"


def test_trailing_stop_tells_its_trail_and_high_water_mark(
    trading: TradingClient, served: Served
) -> None:
    buy(trading)
    served.step(2)
    order = trading.submit_order(
        TrailingStopOrderRequest(
            symbol="ACME", qty=10, side="sell", time_in_force="gtc", trail_percent=5
        )
    )
    assert (order.trail_percent, order.hwm, order.stop_price) == ("5", "100", "95")
    served.step(2)
    moved = trading.get_order_by_id(order.id)
    assert (moved.hwm, moved.stop_price) == ("106", "100.7")
    closer = trading.replace_order_by_id(order.id, ReplaceOrderRequest(trail=2))
    assert (closer.trail_percent, closer.stop_price) == ("2", "103.88")


def test_stop_limit_and_amounts_of_usd_are_written_as_alpaca_does(
    trading: TradingClient, served: Served
) -> None:
    waiting = trading.submit_order(
        StopLimitOrderRequest(
            symbol="ACME",
            qty=1,
            side="buy",
            time_in_force="day",
            stop_price=103,
            limit_price=103.5,
        )
    )
    assert (waiting.type.value, waiting.stop_price, waiting.limit_price) == (
        "stop_limit",
        "103",
        "103.5",
    )
    spent = buy(trading, qty=None, notional=250, time_in_force="day")
    assert (spent.notional, spent.qty) == ("250", None)
    served.step()
    filled = trading.get_order_by_id(spent.id)
    assert (filled.status.value, filled.filled_qty) == ("filled", "2.5")


def test_order_in_parts_is_partially_filled_and_its_activities_count(tmp_path: Path) -> None:
    file = tmp_path / "bars.parquet"
    made_bars({"ACME": [FLAT] * 8}).write_parquet(file)
    with serve(bars=str(file), step=True, partial_fills=1.0) as served:
        trading = TradingClient("key", "secret", url_override=served.url)
        order = buy(trading, qty=100)
        served.step()
        part = trading.get_order_by_id(order.id)
        assert part.status.value == "partially_filled"
        (told,) = trading.get("/account/activities/FILL")
        assert (told["type"], told["order_status"]) == ("partial_fill", "partially_filled")
        assert told["cum_qty"] == told["qty"] == part.filled_qty
        assert int(told["leaves_qty"]) == 100 - int(told["qty"])
        served.step(5)
        assert trading.get_order_by_id(order.id).status.value == "filled"
        newest = trading.get("/account/activities/FILL")[0]
        assert (newest["type"], newest["cum_qty"], newest["leaves_qty"]) == ("fill", "100", "0")


def test_account_configurations_are_read_changed_and_obeyed(trading: TradingClient) -> None:
    settings = trading.get_account_configurations()
    assert (settings.suspend_trade, settings.max_margin_multiplier) == (False, "2")
    settings.no_shorting = True
    changed = trading.set_account_configurations(settings)
    assert changed.no_shorting is True
    assert trading.get_account().shorting_enabled is False
    with pytest.raises(APIError, match="not allowed to short"):
        buy(trading, side="sell")


def test_pair_is_bought_at_night_and_its_fee_posted_after_midnight(
    client: TradingClient, both: Served
) -> None:
    asset = client.get_asset(COIN)
    assert (asset.asset_class.value, asset.tradable, asset.shortable) == ("crypto", True, False)
    assert client.get_clock().is_open is False
    order = buy(client, COIN, qty=2)
    assert (order.status.value, order.asset_class.value, order.symbol) == ("filled", "crypto", COIN)
    held = client.get_open_position("COINUSD")
    assert (held.symbol, held.qty, held.asset_class.value) == ("COINUSD", "1.995", "crypto")
    assert client.get("/account/activities/CFEE") == []
    night = requests.post(f"{both.url}/sim/advance", params={"to": "night"}, timeout=5).json()
    assert night["now"] == "2012-07-03T00:05:00Z"
    (fee,) = client.get("/account/activities/CFEE")
    assert (fee["symbol"], fee["qty"], fee["price"], fee["date"]) == (
        "COINUSD",
        "-0.005",
        "100",
        "2012-07-02",
    )
    client.close_all_positions()
    assert client.get_all_positions() == []
    assert client.get_account().accrued_fees == "0.49875"


def test_pairs_on_their_way_through_the_night_lose_no_bar(both: Served) -> None:
    seen = []
    while not (state := both.simulation.state())["over"]:
        seen.append(state["now"])
        if state["phase"] == "closed":
            requests.post(f"{both.url}/sim/advance", params={"to": "night"}, timeout=5)
            seen.append(both.simulation.state()["now"])
        if both.simulation.timeline.next_instant is not None:
            both.step()
    assert seen == sorted(seen)
    assert both.simulation.timeline.running == {}


def test_market_data_of_a_pair_is_there_in_every_form(both: Served) -> None:
    data = CryptoHistoricalDataClient(url_override=both.url)
    both.step(4)
    now = both.simulation.timeline.now
    bars = data.get_crypto_bars(
        CryptoBarsRequest(
            symbol_or_symbols=COIN, timeframe=TimeFrame.Day, start=datetime(2012, 7, 1, tzinfo=UTC)
        )
    )
    assert [bar.timestamp.day for bar in bars[COIN]] == [2, 3][: len(bars[COIN])]
    trade = data.get_crypto_latest_trade(CryptoLatestTradeRequest(symbol_or_symbols=COIN))[COIN]
    assert trade.timestamp <= now
    book = data.get_crypto_latest_orderbook(CryptoLatestOrderbookRequest(symbol_or_symbols=COIN))
    assert book[COIN].bids[0].price == book[COIN].asks[0].price == trade.price
    newest = data.get_crypto_snapshot(CryptoSnapshotRequest(symbol_or_symbols=COIN))[COIN]
    assert newest.latest_trade.price == trade.price
    assert newest.daily_bar.timestamp == bars[COIN][-1].timestamp


def test_trades_and_quotes_tell_opens_and_closes_that_have_happened(
    history: StockHistoricalDataClient, served: Served
) -> None:
    served.step()
    start = datetime(2012, 7, 2, tzinfo=UTC)
    trades = history.get_stock_trades(StockTradesRequest(symbol_or_symbols="ACME", start=start))
    quotes = history.get_stock_quotes(StockQuotesRequest(symbol_or_symbols="ACME", start=start))
    assert [each.price for each in trades["ACME"]] == [100, 100, 100]  # the open of today is told
    assert [each.timestamp for each in trades["ACME"]][-1] == served.simulation.timeline.now
    assert [(each.bid_price, each.ask_price) for each in quotes["ACME"]] == [(100, 100)] * 3
    newest = history.get_stock_latest_trade(StockLatestTradeRequest(symbol_or_symbols="ACME"))
    assert newest["ACME"].id == trades["ACME"][-1].id
    quote = history.get_stock_latest_quote(StockLatestQuoteRequest(symbol_or_symbols="ACME"))
    assert quote["ACME"].bid_price == 100


def test_trades_in_pages_are_the_same_trades(served: Served) -> None:
    served.step(6)
    params: dict[str, Any] = {"symbols": "ACME,ZETA", "start": "2012-07-01"}
    url = f"{served.url}/v2/stocks/trades"
    whole = requests.get(url, params=params, headers=HEADERS, timeout=5).json()["trades"]
    found: list[Any] = []
    token: str | None = ""
    while token is not None:
        page = requests.get(
            url, params=params | {"limit": 3, "page_token": token}, headers=HEADERS, timeout=5
        ).json()
        found += [row for rows in page["trades"].values() for row in rows]
        token = page["next_page_token"]
    assert found == whole["ACME"] + whole["ZETA"]
    assert len(found) == 16


def test_snapshot_of_a_stock_has_today_and_the_day_before(
    history: StockHistoricalDataClient, served: Served
) -> None:
    served.step(4)
    found = history.get_stock_snapshot(StockSnapshotRequest(symbol_or_symbols=["ACME", "NONE"]))
    assert set(found) == {"ACME"}
    assert (found["ACME"].daily_bar.close, found["ACME"].previous_daily_bar.close) == (105, 100)
    assert found["ACME"].latest_trade.price == 105


@pytest.mark.parametrize("path", ["trades", "ACME/trades", "quotes/latest", "ACME/bars/latest"])
def test_every_spelling_of_a_path_is_served(served: Served, path: str) -> None:
    answer = requests.get(
        f"{served.url}/v2/stocks/{path}", params={"symbols": "ACME"}, headers=HEADERS, timeout=5
    )
    assert answer.status_code == 200, answer.text


def test_portfolio_history_of_a_period_begins_where_it_begins(
    trading: TradingClient, served: Served
) -> None:
    served.step(8)
    whole = trading.get_portfolio_history(GetPortfolioHistoryRequest(period="1A"))
    assert len(whole.equity) == 5
    week = trading.get_portfolio_history(GetPortfolioHistoryRequest(period="2D", timeframe="1D"))
    assert [datetime.fromtimestamp(at, UTC).day for at in week.timestamp] == [9]
    assert week.timeframe == "1D"


def test_portfolio_history_within_the_day_tells_where_bars_ended(
    trading: TradingClient, served: Served
) -> None:
    buy(trading)
    served.step(4)
    within = trading.get_portfolio_history(GetPortfolioHistoryRequest(period="1D"))
    assert (within.timeframe, within.equity) == ("1Min", [100_050.0])
    assert (within.base_value, within.profit_loss) == (100_000, [50.0])


@pytest.mark.parametrize(
    ("params", "words"),
    [({"period": "1X"}, "give a number"), ({"timeframe": "2Min"}, "use 1D or 1Min")],
)
def test_portfolio_history_with_a_bad_parameter_is_refused(
    served: Served, params: dict[str, str], words: str
) -> None:
    url = f"{served.url}/v2/account/portfolio/history"
    answer = requests.get(url, params=params, headers=HEADERS, timeout=5)
    assert answer.status_code == 422
    assert words in answer.json()["message"]


def test_bars_that_begin_before_the_asked_time_are_not_told(served: Served) -> None:
    served.step(2)
    start = served.simulation.timeline.now - timedelta(hours=1)
    params = {"symbols": "ACME", "start": start.isoformat()}
    url = f"{served.url}/v2/stocks/trades"
    rows = requests.get(url, params=params, headers=HEADERS, timeout=5).json()["trades"]["ACME"]
    assert [row["p"] for row in rows] == [100]
