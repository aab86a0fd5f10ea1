"""Two markets to walk in: days of shares, and hours of pairs and of fractions beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from pytoolkit import frames
from pytoolkit.models.base import Timeframe
from pytoolkit.models.market import CorporateAction
from pytoolkit.resampling import resample
from tests.support.hours import hours

SYMBOLS = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF")
FIRST, WARM = date(2003, 1, 2), 80
DAILY = """
[ladder]
active = true
asset_class = "EQUITY"
assets = ["AAA", "BBB"]
timeframe = "1Day"
history = 30
entry = "close > sma(5)"
stop = "close - 1.2 * atr(14)"
targets = ["close + 0.6 * atr(14)", "close + 1.2 * atr(14)", "close + 3 * atr(14)"]
trail = "highest(high, 5) - 1.5 * atr(14)"
min_reward_risk = 0.1
min_reward_risk_high = 0.1
exits.tired = "rsi(14) < 40"

[limits]
active = true
asset_class = "EQUITY"
assets = ["CCC", "DDD"]
timeframe = "1Day"
history = 30
order = "limit"
entry_price = "close * 0.995"
entry = "close > 0"
stop = "close * 0.97"
targets = ["close * 1.02", "close * 1.04"]
valid_for = 2
min_reward_risk = 0.1
min_reward_risk_high = 0.1
risk = { per_trade_usd = 100, max_notional_usd = 5000, max_positions = 10 }

[breakouts]
active = true
asset_class = "EQUITY"
assets = ["EEE"]
timeframe = "1Day"
history = 30
order = "stop"
entry_price = "high * 1.002"
entry = "close > sma(3)"
stop = "low * 0.98"
targets = ["close * 1.05"]
min_reward_risk = 0.1
min_reward_risk_high = 0.1
exits.fade = "close < sma(8)"
risk = { per_trade_usd = 100, max_notional_usd = 5000, max_positions = 10 }

[parts]
active = true
asset_class = "EQUITY"
assets = ["FFF"]
timeframe = "1Day"
history = 30
entry = "close > sma(4)"
stop = "close - 1 * atr(14)"
targets = ["close + 1 * atr(14)"]
min_reward_risk = 0.1
min_reward_risk_high = 0.1
risk = { per_trade_usd = 77, max_notional_usd = 1234, max_positions = 10, fractional = true }
"""
PAIRS, STOCKS = ("COIN/USD", "TOKN/USD"), ("ACME", "BOLT")
HOURLY = """
[coins]
active = true
asset_class = "CRYPTO"
assets = ["COIN/USD"]
timeframe = "1Hour"
history = 30
entry = "close > sma(4)"
stop = "close - 1.2 * atr(14)"
targets = ["close + 0.8 * atr(14)", "close + 1.6 * atr(14)"]
trail = "highest(high, 5) - 1.5 * atr(14)"
min_reward_risk = 0.1
min_reward_risk_high = 0.1
exits.tired = "rsi(14) < 35"
risk = { per_trade_usd = 100, max_notional_usd = 4000 }

[waits]
active = true
asset_class = "CRYPTO"
assets = ["TOKN/USD"]
timeframe = "1Hour"
history = 30
order = "limit"
entry_price = "close * 0.998"
entry = "close > sma(3)"
stop = "close * 0.985"
targets = ["close * 1.01"]
valid_for = 3
min_reward_risk = 0.1
min_reward_risk_high = 0.1
risk = { per_trade_usd = 50, max_notional_usd = 3000 }

[parts]
active = true
asset_class = "EQUITY"
assets = ["ACME"]
timeframe = "1Hour"
history = 30
entry = "close > sma(4)"
stop = "close - 1.2 * atr(14)"
targets = ["close + 1 * atr(14)"]
min_reward_risk = 0.1
min_reward_risk_high = 0.1
risk = { per_trade_usd = 77, max_notional_usd = 1234, fractional = true }

[shares]
active = true
asset_class = "EQUITY"
assets = ["BOLT"]
timeframe = "1Hour"
history = 30
entry = "close > sma(4)"
stop = "close - 1.2 * atr(14)"
targets = ["close + 1 * atr(14)", "close + 2 * atr(14)"]
trail = "highest(high, 5) - 1.5 * atr(14)"
min_reward_risk = 0.1
min_reward_risk_high = 0.1
"""


@dataclass
class Bars:
    """Implements `ports.MarketData` over bars that are all past; longer ones are made of them."""

    frame: pl.DataFrame
    timeframe: Timeframe
    made: dict[Timeframe, pl.DataFrame] = field(default_factory=dict)

    def bars(
        self, symbols: Sequence[str], timeframe: Timeframe, start: datetime, end: datetime
    ) -> pl.DataFrame:
        """Give bars with start <= at < end."""
        if timeframe not in self.made:
            self.made[timeframe] = self._of(timeframe)
        return self.made[timeframe].filter(
            pl.col("symbol").is_in(list(symbols)) & (pl.col("at") >= start) & (pl.col("at") < end)
        )

    def corporate_actions(self, symbols: Sequence[str]) -> list[CorporateAction]:
        """Nothing ever splits."""
        return []

    def _of(self, timeframe: Timeframe) -> pl.DataFrame:
        if timeframe == self.timeframe:
            return self.frame
        parts = [
            resample(part, timeframe, timeframe=self.timeframe, calendar=calendar)
            for calendar, part in (
                ("UTC", self.frame.filter(pl.col("symbol").str.contains("/"))),
                ("XNYS", self.frame.filter(~pl.col("symbol").str.contains("/"))),
            )
        ]
        return pl.concat(parts).select(self.frame.columns).sort("symbol", "at")


@dataclass(frozen=True)
class Market:
    """What is traded, by which rules, and from when on."""

    bars: pl.DataFrame
    source: Bars
    strategies: str
    start: date


def market_of(seed: int, sessions: int) -> Market:
    """Give the market of a walk; every third one is of hours."""
    if seed % 3:
        days = _days(seed, sessions)
        return Market(days, Bars(days, "1Day"), DAILY, frames.sessions_after(FIRST, WARM)[-1].ds)
    warm = timedelta(days=round(1.5 * WARM))
    # Around the clock there are more bells in a day, so fewer days do.
    found = hours(FIRST, warm.days + sessions // 4, PAIRS, STOCKS, seed)
    return Market(found, Bars(found, "1Hour"), HOURLY, FIRST + warm)


def _days(seed: int, sessions: int) -> pl.DataFrame:
    """Give wild daily bars: gaps over stops, days on which nobody trades, both levels in one."""
    chance = np.random.default_rng(seed)
    days = [each.ds for each in frames.sessions_after(FIRST, WARM + sessions)]
    starts = [frames.daily_at(ds) for ds in days]
    parts = []
    for symbol in SYMBOLS:
        close = np.round(80 * np.exp(np.cumsum(chance.normal(0, 0.02, len(days)))), 2)
        close = np.maximum(close, 5)
        first = np.round(np.r_[close[0], close[:-1]] * (1 + chance.normal(0, 0.01, len(days))), 2)
        wide = np.abs(chance.normal(0, 0.015, len(days)))
        kept = chance.random(len(days)) < 0.98
        kept[: WARM + 1] = True
        frame = pl.DataFrame(
            {
                "symbol": [symbol] * len(days),
                "at": pl.Series(starts, dtype=pl.Datetime("us", "UTC")),
                "open": first,
                "high": np.round(np.maximum(first, close) * (1 + wide), 2),
                "low": np.round(np.minimum(first, close) * (1 - wide), 2),
                "close": close,
                "volume": chance.integers(1_000, 1_000_000, len(days)).astype(np.float64),
            }
        )
        parts.append(frame.filter(pl.Series(kept)))
    return pl.concat(parts).sort("symbol", "at")
