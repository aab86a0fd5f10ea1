"""Decisions as signals: golden cases, gates, validation, and scan against the live decision."""

import logging
from datetime import timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pytoolkit import frames
from pytoolkit.decision import decide, history_of, validity_end
from pytoolkit.errors import BadBars
from pytoolkit.models.market import Asset
from pytoolkit.models.signal import Signal, SignalStatus, signal_id_of
from pytoolkit.scanning import largest_difference, scan
from tests.support.daily import daily, flat, strategy_of

D = Decimal
SHARE = Asset(symbol="AAPL", asset_class="EQUITY", price_increment=D("0.01"), qty_increment=D(1))
RISING = [(99.0 + n, 101.5 + n, 98.5 + n, 100.0 + n) for n in range(6)]


def decided(bars: pl.DataFrame, **fields: Any) -> Signal | None:
    strategy = strategy_of(**fields)
    at = bars["at"][-1]
    close = frames.session_of(at.date())
    assert close is not None
    until = validity_end(at, strategy)
    return decide(strategy, bars, SHARE, now=close.close_at, valid_until=until, account_id="acc")


def signal(bars: pl.DataFrame, **fields: Any) -> Signal:
    found = decided(bars, **fields)
    assert found is not None
    return found


def test_decide_golden_signal() -> None:
    bars = daily(RISING)

    found = signal(
        bars,
        entry="close > 104 or close > 999 or high > 106",
        gates={"up": "close > sma(3)"},
        context={"mean": "sma(3)", "range": "high - low"},
        order="limit",
        entry_price="close - 0.333",
        stop="entry_price - 5",
        targets=["entry_price + 2 * (entry_price - stop)"],
    )

    at = bars["at"][-1]
    assert found.signal_id == signal_id_of(at, "test", "AAPL", "1Day")
    assert (found.at, found.ds) == (at, at.date())
    assert found.fired == ("close > 104", "high > 106")
    assert found.status is SignalStatus.CREATED
    assert found.entry_price == D("104.66")  # 104.667: a limit to buy goes down
    assert found.stop_price == D("99.66")  # 99.667 down
    assert found.target_prices == (D("114.66"),)  # 114.667 down
    assert found.reward_risk == 2.0
    assert found.observed == {"close": 105.0, "sma(3)": 104.0}
    assert found.context == {"mean": 104.0, "range": 3.0}
    assert found.original == {}
    assert found.account_id == "acc"
    assert found.valid_until == frames.sessions_after(at.date(), 3)[-1].close_at
    assert found.created_at == found.updated_at < found.valid_until


def test_decide_sell_mirrors() -> None:
    found = signal(
        daily(RISING), side="sell", order="stop", entry_price="low - 0.001", stop="high + 0.001"
    )

    assert found.entry_price == D("103.49")
    assert found.stop_price == D("106.51")
    assert found.target_prices == (D("93.5"),)
    assert found.reward_risk == pytest.approx(9.99 / 3.02)


def test_decide_entry_that_does_not_fire_is_no_signal() -> None:
    assert decided(daily(RISING), entry="close > 999") is None
    assert decided(daily(RISING), entry="sma(50) > 0") is None
    assert decided(daily(RISING)[:0].vstack(daily(RISING)[:1]), entry="close < 0") is None


def test_decide_without_bars_is_no_signal() -> None:
    now = frames.daily_at(frames.session_of(daily(RISING)["at"][0].date()).ds)  # type: ignore[union-attr]
    assert decide(strategy_of(), daily([]), SHARE, now=now, valid_until=now) is None


def test_decide_first_gate_by_name_that_fails_rejects() -> None:
    found = signal(
        daily(RISING),
        gates={"c": "close < 1", "a": "close > 1", "b": "close < 2"},
        targets=["entry_price + 1"],  # the validation would fail too
    )

    assert found.status is SignalStatus.REJECTED
    assert found.rejected_by == "gate"
    assert (found.gate, found.gate_text) == ("b", "close < 2")
    assert found.reason == "b does not hold"
    assert found.observed == {"close": 105.0}
    assert found.original["targets"] == [106.0]


def test_decide_unknown_gate_rejects_as_not_warm() -> None:
    found = signal(daily(RISING), gates={"trend": "close > sma(50)"})

    assert found.rejected_by == "gate"
    assert found.reason == "not warm"
    assert found.observed == {"close": 105.0, "sma(50)": None}
    assert found.entry_price == D(105)


def test_decide_high_conviction_relaxes_gates_and_reward_risk() -> None:
    gates = {"volume": {"rule": "volume >= 1500", "high": "volume >= 1000"}}
    fields: dict[str, Any] = {"gates": gates, "targets": ["entry_price + 6.5"]}

    high = signal(daily(RISING), conviction="close > 1", **fields)
    standard = signal(daily(RISING), conviction="close < 1", **fields)

    assert (high.conviction, high.status) == ("HIGH", SignalStatus.CREATED)
    assert (standard.conviction, standard.gate) == ("STANDARD", "volume")
    assert standard.gate_text == "volume >= 1500"


def test_decide_stop_above_entry_is_rejected_with_the_original_plan() -> None:
    found = signal(daily(RISING), stop="entry_price + 1")

    assert found.rejected_by == "validation"
    assert found.gate == "stop"
    assert found.reason == "the stop 106 is not below the entry 105"
    assert found.original == {"entry_price": 105.0, "stop": 106.0, "targets": [115.0]}
    assert found.stop_price == D(106)


def test_decide_level_that_is_not_positive_is_rejected_and_kept_in_original() -> None:
    found = signal(daily(RISING), stop="entry_price - 200")

    assert (found.rejected_by, found.reason) == ("validation", "the stop is not positive")
    assert found.stop_price is None
    assert found.original["stop"] == -95.0


def test_decide_plan_that_is_not_warm_is_rejected() -> None:
    found = signal(daily(RISING), stop="entry_price - atr(14)")

    assert (found.rejected_by, found.reason) == ("validation", "not warm")
    assert found.original["stop"] is None


def test_decide_sees_exactly_its_history() -> None:
    bars = daily([(500.0, 501.0, 499.0, 500.0), *flat(6)])

    assert signal(bars, context={"mean": "ema(3)"}, history=6).context == {"mean": 100.0}
    assert signal(bars, context={"mean": "ema(3)"}, history=7).context["mean"] > 100.0


def test_history_is_ten_warmups_at_least_500() -> None:
    assert history_of(strategy_of()) == 500
    assert history_of(strategy_of(context={"slow": "sma(201)"})) == 2000
    assert history_of(strategy_of(history=77)) == 77


SHIPPED = frames.shipped_bars().filter(pl.col("symbol").is_in(["AAPL", "FB"]))
BARS = frames.adjusted(SHIPPED, frames.corporate_actions()).group_by("symbol").tail(260)
BARS = BARS.sort("symbol", "at")
CROSSING = {
    "assets": ["AAPL", "FB"],
    "entry": "ema(5) crosses_above ema(10)",
    "gates": {"strong": "rsi(14) >= 50", "calm": "natr(14) <= 4"},
    "context": {"rsi": "rsi(14)", "adx": "adx(14)"},
    "stop": "entry_price - 1.5 * atr(14)",
    "targets": ["entry_price + 2 * atr(14)", "entry_price + 4 * atr(14)"],
    "min_reward_risk": 1.3,
    "history": 120,
}


def test_scan_exact_equals_the_live_decision_on_every_bar() -> None:
    strategy = strategy_of(**CROSSING)
    found = scan(strategy, BARS, exact=True)
    live = []
    for symbol in ("AAPL", "FB"):
        own = BARS.filter(pl.col("symbol") == symbol)
        for row in range(own.height):
            bars = own.head(row + 1)
            at = bars["at"][-1]
            session = frames.session_of(at.date())
            assert session is not None
            until = validity_end(at, strategy)
            one = decide(strategy, bars, SHARE, now=session.close_at, valid_until=until)
            live += [one] if one else []
    live.sort(key=lambda each: (each.at, each.symbol))

    assert found.height == len(live) > 5
    for row, one in zip(found.iter_rows(named=True), live, strict=True):
        assert row["signal_id"] == str(one.signal_id)
        assert row["status"] == one.status.value
        assert (row["gate"], row["reason"]) == (one.gate, one.reason)
        assert row["entry_price"] == one.entry_price
        assert row["stop_price"] == one.stop_price
        assert tuple(row["target_prices"]) == one.target_prices
        assert row["observed"] == one.observed
        assert row["context"] == one.context


def test_scan_columns_are_those_of_signal_with_structs() -> None:
    found = scan(strategy_of(**CROSSING), BARS)

    assert found.columns == list(Signal.model_fields)
    assert found.schema["context"] == pl.Struct({"adx": pl.Float64, "rsi": pl.Float64})
    assert found.schema["observed"] == pl.Struct({"natr(14)": pl.Float64, "rsi(14)": pl.Float64})
    assert set(found["status"]) == {"CREATED", "REJECTED"}


def test_scan_without_signals_has_the_same_columns() -> None:
    fires = scan(strategy_of(), daily(RISING))
    silent = scan(strategy_of(entry="close > 999"), daily(RISING))

    assert silent.height == 0
    assert silent.schema == fires.schema


def test_scan_reports_the_difference_to_live_decisions(caplog: pytest.LogCaptureFixture) -> None:
    strategy = strategy_of(**{**CROSSING, "history": 30})

    with caplog.at_level(logging.INFO, "pytoolkit.scanning"):
        scan(strategy, BARS)

    assert caplog.records[0].levelno == logging.WARNING
    assert "differ from those of a live decision by at most" in caplog.text
    assert largest_difference(strategy, BARS).largest > 1e-6
    assert largest_difference(strategy_of(), BARS).largest == 0.0


def test_scan_cooldown_keeps_silent_after_a_signal_that_was_not_rejected() -> None:
    bars = daily(RISING)
    days = [at.date() for at in bars["at"]]

    def spoken(**fields: Any) -> list[int]:
        return [days.index(ds) for ds in scan(strategy_of(**fields), bars)["ds"]]

    assert spoken(cooldown={"bars": 2}) == [0, 3]
    assert spoken(cooldown={"bars": 2}, gates={"late": "close >= 102"}) == [0, 1, 2, 5]
    assert spoken(cooldown={"bars": 5, "escape_pct": 1.97}) == [0, 2, 5]


def test_scan_cooldown_of_a_strategy_covers_its_symbols() -> None:
    bars = pl.concat([daily(RISING), daily(RISING, "MSFT")])
    both = {"assets": ["AAPL", "MSFT"]}

    by_symbol = scan(strategy_of(**both, cooldown={"bars": 9}), bars)
    by_strategy = scan(
        strategy_of(**both, cooldown={"bars": 9, "scope": "strategy"}),
        bars.filter((pl.col("symbol") == "AAPL") | (pl.col("at") > bars["at"][0])),
    )

    assert by_symbol["symbol"].to_list() == ["AAPL", "MSFT"]
    assert by_strategy["symbol"].to_list() == ["AAPL"]


def test_scan_passes_over_foreign_symbols_and_refuses_only_foreign_ones() -> None:
    bars = pl.concat([daily(RISING), daily(RISING, "MSFT")])

    assert set(scan(strategy_of(), bars)["symbol"]) == {"AAPL"}
    with pytest.raises(BadBars, match="the bars hold MSFT; strategy test wants AAPL"):
        scan(strategy_of(), bars.filter(pl.col("symbol") == "MSFT"))


def test_scan_bad_bar_names_symbol_and_instant() -> None:
    bars = daily(RISING).with_columns(close=pl.when(pl.col("close") == 102).then(float("nan")))

    with pytest.raises(BadBars, match="AAPL at 2012-06-0"):
        scan(strategy_of(), bars)


def test_appended_bars_never_change_earlier_signals() -> None:
    strategy = strategy_of(**CROSSING)
    whole = scan(strategy, BARS)
    cut = BARS["at"].max() - timedelta(days=200)  # type: ignore[operator]

    early = scan(strategy, BARS.filter(pl.col("at") <= cut))

    assert early.height > 2
    assert early.equals(whole.filter(pl.col("at") <= cut))
