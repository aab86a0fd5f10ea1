import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from pytoolkit import frames
from pytoolkit.models.account import Account
from pytoolkit.models.market import Asset, Session
from pytoolkit.models.signal import RejectedBy, Signal
from pytoolkit.models.strategy import Risk
from pytoolkit.risk import View, judge, return_correlation, size

NOW = datetime(2013, 1, 2, 21, tzinfo=UTC)
ASSET = Asset(
    symbol="AAPL",
    asset_class="EQUITY",
    price_increment=Decimal("0.01"),
    qty_increment=Decimal(1),
)
ACCOUNT = Account(
    account_id="a",
    equity=Decimal(100_000),
    last_equity=Decimal(100_000),
    buying_power=Decimal(100_000),
)


def signal(**changes: Any) -> Signal:
    values: dict[str, Any] = {
        "signal_id": UUID(int=1),
        "strategy_id": "s",
        "config_hash": "h",
        "symbol": "AAPL",
        "asset_class": "EQUITY",
        "timeframe": "1Day",
        "side": "buy",
        "at": datetime(2013, 1, 2, 5, tzinfo=UTC),
        "ds": date(2013, 1, 2),
        "created_at": NOW,
        "entry_price": Decimal("100"),
        "stop_price": Decimal("95"),
        "valid_until": NOW + timedelta(days=1),
        "updated_at": NOW,
    }
    return Signal.model_validate({**values, **changes})


def wave(days: int, phase: float = 0.0, start: date = date(2012, 1, 2)) -> dict[date, float]:
    return {
        start + timedelta(days=n): 100 * math.exp(0.1 * math.sin(n * 1.7 + phase))
        for n in range(days)
    }


def session_of(ds: date) -> Session:
    found = frames.session_of(ds)
    assert found is not None
    return found


CLOSED = session_of(date(2013, 1, 2))
NEXT = session_of(date(2013, 1, 3))
VIEW = View(
    now=NOW,
    kill_switch="ACTIVE",
    next_session=Session(
        ds=date(2013, 1, 3), open_at=NOW + timedelta(hours=17), close_at=NOW + timedelta(hours=24)
    ),
    session=None,
    newest_end=CLOSED.close_at,
    newest_session=CLOSED,
    account=ACCOUNT,
    closes={"AAPL": wave(200), "IBM": wave(200), "MSFT": wave(200, 1.6), "FB": wave(40)},
)


MINUTE = VIEW.now - timedelta(hours=2)
OPEN = replace(
    VIEW,
    now=MINUTE,
    session=CLOSED,
    newest_end=MINUTE,
    newest_session=session_of(date(2012, 12, 31)),
)
"""What is seen two hours before the bell."""


def test_judge_of_a_minute_while_the_exchange_is_open_allows_it() -> None:
    of_minute = signal(timeframe="1Min", at=MINUTE - timedelta(minutes=1))

    assert judge(of_minute, Risk(), ASSET, OPEN).allowed


@pytest.mark.parametrize(
    ("changes", "gate", "words"),
    [
        ({"session": None}, "session", "the exchange is closed"),
        ({"newest_end": None}, "stale_data", "no finished bar"),
        ({"newest_end": MINUTE - timedelta(seconds=61)}, "stale_data", "0:01:01 ago"),
    ],
)
def test_judge_of_a_minute_names_the_gate_that_objects(
    changes: dict[str, Any], gate: str, words: str
) -> None:
    of_minute = signal(timeframe="1Min", at=MINUTE - timedelta(minutes=1))

    verdict = judge(of_minute, Risk(), ASSET, replace(OPEN, **changes))

    assert (verdict.gate, verdict.rejected_by) == (gate, RejectedBy.RISK)
    assert words in verdict.reason


def test_judge_without_objections_gives_the_size() -> None:
    verdict = judge(signal(), Risk(), ASSET, VIEW)

    assert verdict.allowed
    assert (verdict.quantity, verdict.notional_usd) == (Decimal(100), Decimal(10_000))


@pytest.mark.parametrize(
    ("changes", "gate", "words"),
    [
        ({"kill_switch": "REDUCING"}, "kill_switch", "REDUCING"),
        ({"kill_switch": "HALTED"}, "kill_switch", "HALTED"),
        ({"next_session": None}, "session", "no next session"),
        ({"newest_end": None}, "stale_data", "no finished bar"),
        ({"newest_end": session_of(date(2012, 12, 31)).close_at}, "stale_data", "2012-12-31"),
        ({"newest_session": None}, "stale_data", "no finished bar"),
        (
            {"newest_end": NEXT.close_at, "newest_session": NEXT},
            "stale_data",
            "has closed since",
        ),
        ({"unreconciled": frozenset({"AAPL"})}, "unreconciled", "reconcile"),
        ({"account": None}, "daily_drawdown", "unknown"),
        (
            {"account": ACCOUNT.changed(equity=Decimal("97999.99"))},
            "daily_drawdown",
            "2.00 %",
        ),
        ({"account": ACCOUNT.changed(last_equity=None)}, "daily_drawdown", "unknown"),
        ({"open_symbols": {"AAPL": "EQUITY"}}, "symbol_open", "AAPL"),
        ({"open_symbols": dict.fromkeys("ABCDE", "EQUITY")}, "max_positions", "5 of 5"),
        ({"account": ACCOUNT.changed(buying_power=None)}, "buying_power", "unknown"),
        ({"reserved_usd": Decimal("90000.01")}, "buying_power", "9999.99"),
        ({"open_symbols": {"IBM": "EQUITY"}}, "correlation", "1.00 with IBM"),
        ({"open_symbols": {"FB": "EQUITY"}}, "correlation", "not warm: 39"),
        ({"open_symbols": {"XYZ": "EQUITY"}}, "correlation", "not warm: 0"),
        ({"spare_requests": 0}, "rate_limit", "for exits and cancels"),
    ],
)
def test_judge_objection_names_the_gate(changes: dict[str, Any], gate: str, words: str) -> None:
    verdict = judge(signal(), Risk(), ASSET, replace(VIEW, **changes))

    assert (verdict.gate, verdict.quantity) == (gate, None)
    assert words in verdict.reason
    by_switch = gate == "kill_switch"
    assert verdict.rejected_by == (RejectedBy.KILL_SWITCH if by_switch else RejectedBy.RISK)


def test_judge_drawdown_of_exactly_the_limit_passes() -> None:
    view = replace(VIEW, account=ACCOUNT.changed(equity=Decimal(98_000)))

    assert judge(signal(), Risk(), ASSET, view).allowed


def test_judge_uncorrelated_open_position_passes() -> None:
    assert judge(signal(), Risk(), ASSET, replace(VIEW, open_symbols={"MSFT": "EQUITY"})).allowed


def test_judge_other_asset_class_does_not_count_as_position() -> None:
    crypto = dict.fromkeys(["MSFT"], "CRYPTO")
    risk = Risk(max_positions=1)

    assert judge(signal(), risk, ASSET, replace(VIEW, open_symbols=crypto)).allowed


def test_judge_too_small_an_order_is_below_the_minimum() -> None:
    verdict = judge(signal(), Risk(per_trade_usd=Decimal(1)), ASSET, VIEW)

    assert (verdict.gate, verdict.observed["quantity"]) == ("min_notional", "0")


def test_judge_short_of_what_cannot_be_borrowed_is_refused() -> None:
    short = signal(side="sell", stop_price=Decimal(105))

    assert judge(short, Risk(), ASSET, VIEW).gate == "asset"


@pytest.mark.parametrize(
    ("stop", "risk", "wanted"),
    [
        ("95", Risk(), "100"),  # 500 / 5
        ("93", Risk(), "71"),  # 71.4 rounded down
        ("99.5", Risk(), "100"),  # 1,000 by risk, capped by 10,000 USD
        ("107", Risk(), "71"),  # a short's stop lies above
        ("100", Risk(), "0"),
        ("93", Risk(fractional=True), "71"),  # the asset cannot be split
    ],
)
def test_size_is_risk_over_distance_capped_and_rounded_down(
    stop: str, risk: Risk, wanted: str
) -> None:
    assert size(signal(stop_price=Decimal(stop)), risk, ASSET) == Decimal(wanted)


def test_size_of_a_divisible_asset_follows_its_increment() -> None:
    asset = ASSET.changed(fractionable=True, qty_increment=Decimal("0.001"))

    quantity = size(signal(stop_price=Decimal(93)), Risk(fractional=True), asset)

    assert quantity == Decimal("71.428")


def test_return_correlation_of_too_few_shared_days_is_unknown() -> None:
    ours, theirs = wave(60), wave(61)

    assert return_correlation(ours, theirs) == (None, 59)
    assert return_correlation(wave(61), theirs)[1] == 60


def test_return_correlation_looks_at_the_last_ninety_returns_only() -> None:
    early = {date(2011, 1, 1) + timedelta(days=n): 50.0 + n % 3 for n in range(100)}
    ours, theirs = {**early, **wave(91)}, {**early, **wave(91, 0.0)}

    value, days = return_correlation(ours, theirs)

    assert days == 90
    assert value == pytest.approx(1.0)
