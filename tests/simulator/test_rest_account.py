"""Account, clock, calendar, assets, activities through unchanged alpaca-py."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests
from alpaca.common.exceptions import APIError
from alpaca.trading.client import TradingClient
from alpaca.trading.enums import AssetClass, AssetStatus
from alpaca.trading.models import NonTradeActivity, TradeActivity
from alpaca.trading.requests import (
    GetAssetsRequest,
    GetCalendarRequest,
    GetPortfolioHistoryRequest,
    MarketOrderRequest,
)

from tests.support.served import Served, serve

EASTERN = ZoneInfo("America/New_York")


def trade(trading: TradingClient, side: str, client_order_id: str, qty: int = 10) -> None:
    trading.submit_order(
        MarketOrderRequest(
            symbol="ACME",
            qty=qty,
            side=side,
            time_in_force="day",
            client_order_id=client_order_id,
        )
    )


def test_account_at_the_start_has_a_hundred_thousand_dollars(trading: TradingClient) -> None:
    account = trading.get_account()
    assert (account.cash, account.equity, account.last_equity) == ("100000",) * 3
    assert (account.buying_power, account.multiplier, account.currency) == ("200000", "2", "USD")
    assert account.status.value == "ACTIVE"


def test_account_after_a_fill_moves_cash_and_margin(trading: TradingClient, served: Served) -> None:
    trade(trading, "buy", "a")
    served.step()
    account = trading.get_account()
    assert (account.cash, account.equity) == ("99000", "100000")
    assert (account.long_market_value, account.initial_margin) == ("1000", "500")
    assert account.buying_power == "199000"


def test_account_last_equity_is_of_the_session_before(
    trading: TradingClient, served: Served
) -> None:
    trade(trading, "buy", "a")
    served.step(4)  # to the close of the third day, 5 USD a share up
    account = trading.get_account()
    assert (account.equity, account.last_equity) == ("100050", "100000")
    served.step()
    assert trading.get_account().last_equity == "100050"


def test_clock_tells_market_time_with_its_eastern_offset(
    trading: TradingClient, served: Served
) -> None:
    clock = trading.get_clock()
    assert clock.timestamp == datetime(2012, 7, 2, 16, tzinfo=EASTERN)
    assert not clock.is_open
    assert clock.next_open == datetime(2012, 7, 3, 9, 30, tzinfo=EASTERN)
    assert clock.next_close == datetime(2012, 7, 3, 13, tzinfo=EASTERN)  # an early close
    served.step()
    clock = trading.get_clock()
    assert clock.is_open
    assert clock.next_open == datetime(2012, 7, 5, 9, 30, tzinfo=EASTERN)
    assert clock.next_close == datetime(2012, 7, 3, 13, tzinfo=EASTERN)


def test_calendar_lists_sessions_with_early_closes(trading: TradingClient) -> None:
    days = trading.get_calendar(GetCalendarRequest(start=date(2012, 7, 2), end=date(2012, 7, 5)))
    assert [(day.date.day, day.open.hour, day.close.hour) for day in days] == [
        (2, 9, 16),
        (3, 9, 13),
        (5, 9, 16),
    ]


def test_assets_are_the_symbols_of_the_bars_and_a_pair_without_a_market(
    trading: TradingClient,
) -> None:
    found = trading.get_all_assets(GetAssetsRequest(status=AssetStatus.ACTIVE))
    assert {asset.symbol: asset.tradable for asset in found} == {
        "ACME": True,
        "ZETA": True,
        "BTC/USD": False,
    }
    only = trading.get_all_assets(GetAssetsRequest(asset_class=AssetClass.CRYPTO))
    assert [asset.symbol for asset in only] == ["BTC/USD"]


def test_asset_by_symbol_id_or_pair_is_found(trading: TradingClient) -> None:
    asset = trading.get_asset("ACME")
    assert trading.get_asset(asset.id).symbol == "ACME"
    assert (asset.fractionable, asset.shortable) == (True, True)
    assert trading.get_asset("BTC/USD").asset_class is AssetClass.CRYPTO


def test_asset_that_is_unknown_is_not_found(trading: TradingClient) -> None:
    with pytest.raises(APIError) as caught:
        trading.get_asset("NONE")
    assert (caught.value.status_code, caught.value.code) == (404, 40410000)


def test_activities_page_by_the_last_id_in_both_directions(raw: Any, served: Served) -> None:
    for number in range(4):
        trade(raw, "buy" if number < 3 else "sell", f"n{number}")
        served.step(2)
    everything = raw.get("/account/activities", {"direction": "asc"})
    assert [each["activity_type"] for each in everything] == ["FILL"] * 4
    for direction in ("asc", "desc"):
        found: list[Any] = []
        params = {"direction": direction, "page_size": 3}
        while page := raw.get("/account/activities", params):
            found += page
            params["page_token"] = page[-1]["id"]
        assert found == (everything if direction == "asc" else everything[::-1])


def test_activities_parse_as_alpacas_own_models(raw: Any, served: Served) -> None:
    trade(raw, "buy", "in")
    served.step()
    trade(raw, "sell", "out")
    served.step()
    served.step()
    account_id = raw.get_account()["id"]
    fills = raw.get("/account/activities/FILL")
    fees = raw.get("/account/activities", {"activity_types": "FEE"})
    sold, bought = (TradeActivity(account_id=account_id, **each) for each in fills)
    assert (sold.side.value, bought.side.value, sold.qty, sold.price) == ("sell", "buy", 10, 100)
    posted = [NonTradeActivity(account_id=account_id, **each) for each in fees]
    assert {(each.date, each.net_amount) for each in posted} == {
        (date(2012, 7, 3), -0.01),
        (date(2012, 7, 3), -0.03),
    }
    assert all(isinstance(each["net_amount"], str) for each in fees)


def test_activities_bounded_by_dates_include_both_days(raw: Any, served: Served) -> None:
    for number in range(3):
        trade(raw, "buy", f"n{number}", 1)
        served.step(2)

    def days(**params: str) -> list[str]:
        found = raw.get("/account/activities", {"direction": "asc", **params})
        return [each["transaction_time"][:10] for each in found]

    assert days() == ["2012-07-03", "2012-07-05", "2012-07-06"]
    assert days(after="2012-07-05") == ["2012-07-05", "2012-07-06"]
    assert days(until="2012-07-05") == ["2012-07-03", "2012-07-05"]
    assert days(date="2012-07-05") == ["2012-07-05"]
    assert days(after="2012-07-05T13:30:00Z") == ["2012-07-06"]


@pytest.mark.parametrize(
    "params",
    [
        {"page_size": 101},
        {"page_size": 0},
        {"page_token": "unknown"},
        {"after": "yesterday"},
        {"direction": "up"},
    ],
)
def test_activities_with_a_bad_parameter_are_refused(raw: Any, params: dict[str, Any]) -> None:
    with pytest.raises(APIError) as caught:
        raw.get("/account/activities", params)
    assert (caught.value.status_code, caught.value.code) == (422, 42210000)


def test_portfolio_history_has_a_point_for_each_close(
    trading: TradingClient, served: Served
) -> None:
    assert trading.get_portfolio_history(GetPortfolioHistoryRequest()).equity == [100_000]
    trade(trading, "buy", "a")
    served.step(4)
    found = trading.get_portfolio_history(GetPortfolioHistoryRequest())
    assert found.equity == [100_000, 100_000, 100_050]
    assert found.profit_loss == [0, 0, 50]


@pytest.mark.parametrize("headers", [{}, {"APCA-API-KEY-ID": "key"}])
def test_request_without_credentials_is_not_authorized(
    served: Served, headers: dict[str, str]
) -> None:
    answer = requests.get(f"{served.url}/v2/account", headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (401, 40110000)


def test_request_with_other_than_the_chosen_credentials_is_not_authorized(bars_file: str) -> None:
    with serve(bars=bars_file, key="mine", secret="own") as chosen:
        assert TradingClient("mine", "own", url_override=chosen.url).get_account().cash == "100000"
        with pytest.raises(APIError) as caught:
            TradingClient("mine", "other", url_override=chosen.url).get_account()
        assert (caught.value.status_code, caught.value.code) == (401, 40110000)


def test_every_answer_tells_the_rate_limit_and_past_it_is_refused(bars_file: str) -> None:
    headers = {"APCA-API-KEY-ID": "k", "APCA-API-SECRET-KEY": "s"}
    with serve(bars=bars_file, rate_limit=3) as limited:
        answers = [
            requests.get(f"{limited.url}/v2/clock", headers=headers, timeout=5) for _ in range(8)
        ]
    left = [int(each.headers["X-RateLimit-Remaining"]) for each in answers]
    assert {each.headers["X-RateLimit-Limit"] for each in answers} == {"3"}
    assert all(int(each.headers["X-RateLimit-Reset"]) > 0 for each in answers)
    # A minute may turn between the calls, so the counts are checked pairwise.
    refused = [each for each in answers if each.status_code == 429]
    assert refused
    assert refused[0].json()["code"] == 42910000
    assert all(left[n] == max(0, left[n - 1] - 1) or left[n] == 2 for n in range(1, 8))


def test_unknown_endpoint_is_answered_in_alpacas_form(raw: Any) -> None:
    with pytest.raises(APIError) as caught:
        raw.get("/watchlists")
    assert (caught.value.status_code, caught.value.code) == (404, 40410000)
