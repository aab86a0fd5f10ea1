"""Every fault scenario against the real service: nothing lost, nothing twice, nothing bare."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from pytoolkit.live.driver import Now
from pytoolkit.ports import Context
from tests.support.agreement import disagreements, uncovered
from tests.support.playing import ROOT, play

pytestmark = [pytest.mark.process, pytest.mark.faults]

SCENARIOS = {path.stem: path for path in sorted((ROOT / "tests" / "faults").glob("*.toml"))}
STEPPED = sorted(
    name for name in SCENARIOS if not name.startswith(("data-stream", "trade-stream", "clock"))
)
SILENT = {"fill-lost", "fill-twice", "updates-out-of-order", "unknown-event"}
"""Only who listens to the trade stream notices them."""
STRATEGIES = """
[ladder]
active = true
asset_class = "EQUITY"
assets = ["AAPL", "MSFT"]
timeframe = "1Day"
history = 60
entry = "close > sma(5) and rsi(14) > 40"
stop = "close - 1.5 * atr(14)"
targets = ["close + 0.75 * atr(14)", "close + 1.25 * atr(14)"]
trail = "highest(high, 5) - 1.5 * atr(14)"
min_reward_risk = 0.1
min_reward_risk_high = 0.1
exits.tired = "rsi(14) < 45"

[single]
active = true
asset_class = "EQUITY"
assets = ["IBM", "GOOG"]
timeframe = "1Day"
history = 60
order = "limit"
entry_price = "close * 0.995"
entry = "close > 0"
stop = "close * 0.97"
targets = ["close * 1.02"]
valid_for = 1
min_reward_risk = 0.1
min_reward_risk_high = 0.1
exits.fade = "close < sma(3)"
risk = { per_trade_usd = 100, max_notional_usd = 5000, max_positions = 10 }
"""
LENGTH = timedelta(days=25)


@pytest.mark.parametrize("name", [each for each in STEPPED if each not in SILENT])
def test_scenario_ends_in_agreement_and_nothing_was_ever_bare(name: str, tmp_path: Path) -> None:
    told = tomllib.loads(SCENARIOS[name].read_text())
    start = told.get("start", "2012-06-04")
    until = datetime.fromisoformat(start).replace(tzinfo=UTC) + LENGTH
    bare: list[tuple[datetime, dict[str, Any]]] = []

    def look(now: Now, context: Context) -> None:
        found = uncovered(context)
        if found:
            bare.append((now.at, found))

    with play(
        tmp_path,
        strategies=STRATEGIES,
        start=start,
        until=until,
        faults=[str(SCENARIOS[name])],
        each=look,
    ) as played:
        struck = requests.get(f"{played.url}/sim/faults", timeout=10).json()
        assert [each for each in struck if not each["fired"]] == []
        requests.delete(f"{played.url}/sim/faults", timeout=10)
        assert disagreements(played.context) == []
        assert played.positions, "the scenario shows nothing without a trade"
        alarms = played.log.count("ALARM")
        if "partial" not in name:
            assert not bare or alarms, bare
