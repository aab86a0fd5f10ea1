"""The public names, used as documented by a script outside the checkout."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
from datetime import UTC, datetime
from decimal import Decimal

import polars as pl

import pytoolkit as tk
from pytoolkit import ta

bars = tk.bars(["AAPL", "MSFT"], "1Day", "2010-01-01", "2012-12-31")
assert bars.columns == ["symbol", "at", "open", "high", "low", "close", "volume"]
assert bars.schema["at"] == pl.Datetime("us", "UTC")

values = tk.evaluate(bars, {"rsi": ta.rsi(14), "x": "ema(12) crosses_above ema(26)"})
assert values.schema == {
    "symbol": pl.String, "at": pl.Datetime("us", "UTC"), "rsi": pl.Float64, "x": pl.Boolean
}, values.schema
assert values.select("symbol", "at").equals(bars.select("symbol", "at"))

stream = tk.Stream({"rsi": ta.rsi(14)})
for row in bars.filter(pl.col("symbol") == "AAPL").iter_rows():
    last = stream.push(*row)
assert last == {"rsi": values.filter(pl.col("symbol") == "AAPL")["rsi"][-1]}

many = tk.Stream({"rsi": ta.rsi(14), "up": "close > open"})
many.warm(bars)
frame = pl.DataFrame(
    {"symbol": ["MSFT", "AAPL"], "at": [datetime(2013, 1, 2, 5, tzinfo=UTC)] * 2}
    | {name: [30.0, 500.0] for name in ("open", "high", "low", "close")} | {"volume": [1.0, 2.0]},
    schema_overrides={"at": pl.Datetime("us", "UTC")},
)
answer = many.push_many(frame)
assert answer.columns == ["symbol", "at", "rsi", "up", "error"], answer.columns
assert answer["symbol"].to_list() == ["MSFT", "AAPL"]

anchors = tk.anchors(bars, "structure.double_bottom(5)")
assert anchors.columns == ["symbol", "at", "pattern", "point", "point_at", "price"]
assert len(anchors) > 0

catalog = tk.catalog()
assert catalog.columns == ["name", "group", "params", "outputs", "warmup", "doc"]

strategy = tk.Strategy(
    strategy_id="ema-cross",
    asset_class="EQUITY",
    assets=["AAPL", "MSFT"],
    timeframe="1Day",
    entry=ta.ema(12).crosses_above(ta.ema(26)),
    gates={"calm": {"rule": ta.rsi(14) <= 70, "high": "rsi(14) <= 75"}, "volume": "volume > 0"},
    context={"adx": ta.adx(14)},
    stop="low * 0.97",
    targets=["entry_price + 2 * (entry_price - stop)"],
    cooldown={"bars": 2, "escape_pct": 3.0, "scope": "symbol"},
    risk={"per_trade_usd": "250", "max_positions": 3},
)
again = tk.Strategy.model_validate_json(strategy.canonical())
assert again == strategy
assert again.config_hash == strategy.config_hash

signals = tk.scan(strategy, bars)
assert len(signals) > 0
for name in ("signal_id", "status", "reason", "gate", "gate_text", "observed", "context"):
    assert name in signals.columns, name
assert isinstance(signals.schema["observed"], pl.Struct)
assert isinstance(signals.schema["context"], pl.Struct)
assert len(tk.scan(strategy, bars, exact=True)) == len(signals)

certificate = tk.certify({"rsi": ta.rsi(14)}, bars)
assert certificate.holds
assert certificate.counter_example is None
assert not tk.certify(lambda bars: bars["close"].shift(-1), bars).holds

result = tk.backtest(strategy, bars, cash=100_000, fees="tier", slippage_bps=1, horizon=None)
assert len(result.trades) > 0
assert len(result.equity) > 0
assert result.metrics
assert result.plot() is not None

ctx = tk.connect()
for name in ("hot", "cold", "broker", "market", "clock"):
    assert hasattr(ctx, name), name
trades = ctx.cold.read("fact_trades", start=None, end=None, as_of=None)
assert trades.schema["pnl_usd"] == pl.Decimal(38, 9)
assert len(trades) == 0
ctx.close()
print("every name works")
"""


def test_public_names_work_in_a_script_outside_the_checkout(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "every name works"
