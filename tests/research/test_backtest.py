"""A backtest: its books, what blocks a signal, its pictures."""

import base64
import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pytoolkit as tk
from pytoolkit import frames
from pytoolkit.errors import UsageError
from pytoolkit.outcome import what_if
from pytoolkit.research import signal_chart
from pytoolkit.scanning import find_signals
from tests.support.daily import daily, flat, strategy_of

D = Decimal
SHIPPED = frames.adjusted(frames.shipped_bars(), frames.corporate_actions())
BARS = SHIPPED.group_by("symbol").tail(300).sort("symbol", "at")
FIELDS: dict[str, Any] = {
    "assets": ["AAPL", "FB", "GOOG", "IBM", "MSFT"],
    "entry": "ema(5) crosses_above ema(10) or rsi(14) crosses_above 40",
    "context": {"rsi": "rsi(14)"},
    "stop": "entry_price - 1.5 * atr(14)",
    "targets": [f"entry_price + {n} * atr(14)" for n in (2, 3, 4)],
    "trail": "chandelier_long(22, 3)",
    "exits": {"weak": "close < ema(20) - 2 * atr(14)"},
    "min_reward_risk": 1.0,
}


def check_books(found: tk.research.Backtest, cash: Decimal) -> None:
    """Hold equity change = sum of PnL, and equity = cash + open units, exactly."""
    pnl = sum(found.trades["pnl_usd"], D(0))
    assert found.equity["equity"][-1] - cash == pnl == found.metrics.pnl_usd
    assert found.equity["open_value"][-1] == 0
    amounts = found.equity.select(wrong=pl.col("equity") != pl.col("cash") + pl.col("open_value"))
    assert not amounts["wrong"].any()


@pytest.mark.parametrize("order", ["market", "limit", "stop"])
@pytest.mark.parametrize("side", ["buy", "sell"])
def test_backtest_books_balance(order: str, side: str) -> None:
    fields = dict(FIELDS)
    if side == "sell":
        fields |= {
            "side": "sell",
            "stop": "entry_price + 1.5 * atr(14)",
            "targets": [f"entry_price - {n} * atr(14)" for n in (2, 3, 4)],
            "trail": "chandelier_short(22, 3)",
        }
    if order != "market":
        up = (side == "buy") == (order == "stop")
        fields |= {"order": order, "entry_price": f"close {'+' if up else '-'} 0.4 * atr(14)"}

    found = tk.backtest(strategy_of(**fields), BARS, slippage_bps=3)

    assert found.trades.height > 10
    check_books(found, D(100_000))


@settings(max_examples=15, deadline=None)
@given(
    prices=st.lists(st.floats(20, 200), min_size=25, max_size=60),
    cash=st.integers(1_000, 50_000),
    bps=st.integers(0, 50),
)
def test_backtest_books_balance_for_any_prices(prices: list[float], cash: int, bps: int) -> None:
    rows = [
        (before, max(before, after) * 1.02, min(before, after) * 0.98, after)
        for before, after in pairwise(prices)
    ]
    strategy = strategy_of(targets=["entry_price + 10", "entry_price + 20"], trail="lowest(low, 3)")

    found = tk.backtest(strategy, daily(rows), cash=cash, slippage_bps=bps)

    check_books(found, D(cash))


def test_backtest_trade_is_what_the_outcome_simulator_says() -> None:
    # Without a trail or exits nothing depends on how many bars before the signal are seen.
    strategy = strategy_of(**{**FIELDS, "trail": None, "exits": {}})
    found = tk.backtest(strategy, BARS)
    signals = {str(signal.signal_id): signal for signal in find_signals(strategy, BARS)}
    last = BARS["at"].max().date()  # type: ignore[union-attr]

    for row in found.trades.iter_rows(named=True):
        signal = signals[row["signal_id"]]
        asset = tk.decision.research_asset(strategy, signal.symbol)
        alone = what_if(signal, strategy, BARS, asset, last)
        assert (row["pnl_usd"], row["exit_reason"]) == (alone.pnl_usd, alone.exit_reason)
        assert (row["entry_at"], row["exit_at"]) == (alone.entry_at, alone.exit_at)


def test_backtest_open_symbol_blocks_its_next_signal() -> None:
    found = tk.backtest(strategy_of(), daily(flat(8)))

    assert found.trades.height == 1
    assert found.blocked == {"symbol open": 6, "no bars left": 1}
    assert found.trades["censored"].to_list() == [True]
    assert found.signals["blocked"].to_list() == ["", *["symbol open"] * 6, "no bars left"]


def test_backtest_symbol_is_free_after_the_exit() -> None:
    rows = [*flat(2), (100.0, 111.0, 99.0, 100.0), *flat(3)]

    found = tk.backtest(strategy_of(entry="close >= 100"), daily(rows))

    assert found.trades["exit_reason"].to_list() == ["TP1", "HORIZON"]
    # The target filled inside bar 2, so at its close the symbol is free.
    assert found.trades["signal_at"].to_list() == [daily(rows)["at"][0], daily(rows)["at"][2]]


def test_backtest_max_positions_and_cash_block() -> None:
    symbols = ["AAPL", "IBM", "MSFT"]
    bars = pl.concat([daily(flat(4), symbol) for symbol in symbols])

    by_count = tk.backtest(strategy_of(assets=symbols, risk={"max_positions": 2}), bars)
    by_cash = tk.backtest(strategy_of(assets=symbols), bars, cash=15_000)

    assert by_count.blocked["max positions"] == 3
    assert by_cash.blocked["buying power"] == 6
    assert by_cash.trades["symbol"].to_list() == ["AAPL"]


def test_backtest_limit_that_lapses_frees_the_symbol_and_costs_nothing() -> None:
    strategy = strategy_of(order="limit", entry_price="close - 50", stop="entry_price - 5")

    found = tk.backtest(strategy, daily(flat(10)))

    assert found.trades.height == 0
    assert found.equity["equity"].unique().to_list() == [D(100_000)]
    assert found.blocked["symbol open"] < 9


def test_backtest_horizon_marks_after_its_days() -> None:
    found = tk.backtest(strategy_of(), daily(flat(30)), horizon=7)

    assert set(found.trades["exit_reason"]) == {"HORIZON"}
    assert found.trades["duration_s"].max() < 8 * 86_400  # type: ignore[operator]
    assert found.trades.height > 3
    check_books(found, D(100_000))


def test_backtest_without_signals_or_bars_is_flat() -> None:
    silent = tk.backtest(strategy_of(entry="close > 999"), daily(flat(5)))
    empty = tk.backtest(strategy_of(), daily([]))

    assert silent.metrics.trades == empty.metrics.trades == 0
    assert silent.trades.schema == tk.backtest(strategy_of(), daily(flat(5))).trades.schema
    assert silent.equity["equity"].to_list() == [D(100_000)] * 5


@pytest.mark.parametrize(
    "arguments", [{"cash": 0}, {"fees": "free"}, {"fees": -1}, {"slippage_bps": -1}, {"horizon": 0}]
)
def test_backtest_argument_without_sense_is_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        tk.backtest(strategy_of(), daily(flat(3)), **arguments)


def test_backtest_trail_of_the_trades_own_prices() -> None:
    rows = [*flat(1), (100.0, 104.0, 99.0, 103.0), (103.0, 104.0, 97.0, 98.0)]

    found = tk.backtest(
        strategy_of(targets=[], trail="close - (entry_price - stop)"), daily(rows), fees="none"
    )

    assert found.trades["exit_reason"].to_list() == ["TRAIL"]
    assert found.trades["exit_price"].to_list() == [D(98)]


def drawing(html: str) -> str:
    """Give the SVG inside the one image of a picture, which must carry all it needs."""
    found = re.search(r'<img [^>]*src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert found is not None
    assert "<script" not in html
    return base64.b64decode(found[1]).decode()


def test_pictures_are_self_contained_images() -> None:
    found = tk.backtest(strategy_of(**FIELDS), BARS)

    equity = drawing(found.plot()._repr_html_())
    trades = drawing(found.plot("AAPL")._repr_html_())
    signals = drawing(signal_chart(BARS, found.signals, "AAPL")._repr_html_())

    assert "equity" in equity
    assert "AAPL: trades" in trades
    assert "AAPL: signals" in signals
    assert "stop" in signals
    assert len(found._repr_html_()) < 500_000


def test_picture_of_an_unknown_symbol_says_so() -> None:
    found = tk.backtest(strategy_of(), daily(flat(3)))

    assert "No bars of MSFT" in found.plot("MSFT")._repr_html_()
