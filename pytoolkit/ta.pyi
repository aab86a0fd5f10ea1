"""Written from the core's catalog by `make generated`; do not edit."""
# ruff: noqa: A001 - the first price of a bar is called open
# ruff: noqa: E501 - a docstring is a sentence of the catalog

from typing import Final, overload

from pytoolkit.builder import Room
from pytoolkit.expression import Outputs, Pattern, Rule
from pytoolkit.models.base import Timeframe

COLUMNS: Final[tuple[str, ...]]
VARIABLES: Final[tuple[str, ...]]

def rule(text: str) -> Rule:
    """Take rule text as an expression."""

def on(timeframe: Timeframe, expression: Rule | str | float) -> Rule:
    """Evaluate an expression on longer bars: its value on the last finished one."""

open: Rule
high: Rule
low: Rule
close: Rule
volume: Rule
hl2: Rule
hlc3: Rule
ohlc4: Rule
entry_price: Rule
stop: Rule

class _BbandsCall(Outputs):
    @property
    def upper(self) -> Rule: ...
    @property
    def middle(self) -> Rule: ...
    @property
    def lower(self) -> Rule: ...

class _DonchianCall(Outputs):
    @property
    def upper(self) -> Rule: ...
    @property
    def middle(self) -> Rule: ...
    @property
    def lower(self) -> Rule: ...

class _MacdCall(Outputs):
    @property
    def line(self) -> Rule: ...
    @property
    def signal(self) -> Rule: ...
    @property
    def hist(self) -> Rule: ...

class _ZigzagCall(Outputs):
    @property
    def price(self) -> Rule: ...
    @property
    def age(self) -> Rule: ...
    @property
    def confirmed_age(self) -> Rule: ...
    @property
    def kind(self) -> Rule: ...
    @property
    def provisional(self) -> Rule: ...
    @property
    def provisional_age(self) -> Rule: ...

class _StructureDoubleBottomCall(Pattern):
    @property
    def neckline(self) -> Rule: ...
    @property
    def height(self) -> Rule: ...
    @property
    def duration(self) -> Rule: ...
    @property
    def p1_price(self) -> Rule: ...
    @property
    def p1_age(self) -> Rule: ...
    @property
    def p2_price(self) -> Rule: ...
    @property
    def p2_age(self) -> Rule: ...
    @property
    def p3_price(self) -> Rule: ...
    @property
    def p3_age(self) -> Rule: ...

class _Cdl(Room):
    @overload
    def engulfing(self) -> Rule:
        """Engulfing pattern: 100 a white body around the black body before, -100 the other way round, 80 and -80 where they share one end, else 0."""
    @overload
    def engulfing(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Engulfing pattern: 100 a white body around the black body before, -100 the other way round, 80 and -80 where they share one end, else 0."""

class _Candle(Room):
    @overload
    def bearish_engulfing(self) -> Rule:
        """Red after green; opens at or above the close before and closes below the open before."""
    @overload
    def bearish_engulfing(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Red after green; opens at or above the close before and closes below the open before."""
    @overload
    def bullish_engulfing(self) -> Rule:
        """Green after red; opens at or below the close before and closes above the open before."""
    @overload
    def bullish_engulfing(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Green after red; opens at or below the close before and closes above the open before."""
    @overload
    def bullish_hammer(self) -> Rule:
        """Lower wick at least twice the body, upper wick at most half of it; of either color."""
    @overload
    def bullish_hammer(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Lower wick at least twice the body, upper wick at most half of it; of either color."""
    @overload
    def piercing_line(self) -> Rule:
        """Red with a body above 0.6 of its range; then green, opens below that close and closes above the middle of that body, below its open."""
    @overload
    def piercing_line(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Red with a body above 0.6 of its range; then green, opens below that close and closes above the middle of that body, below its open."""
    @overload
    def three_white_soldiers(self) -> Rule:
        """Three green bars, the second and third opening strictly inside the body before, upper wicks below 0.2 of the bodies, and the bodies together above 2 atr(14) of the present bar."""
    @overload
    def three_white_soldiers(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Three green bars, the second and third opening strictly inside the body before, upper wicks below 0.2 of the bodies, and the bodies together above 2 atr(14) of the present bar."""
    @overload
    def morning_star(self) -> Rule:
        """Red with a body above atr(14) at that bar; then a body below 0.3 of its range that opens at or below that close; then green, closing above the middle of the red body."""
    @overload
    def morning_star(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Red with a body above atr(14) at that bar; then a body below 0.3 of its range that opens at or below that close; then green, closing above the middle of the red body."""

class _Structure(Room):
    @overload
    def double_bottom(self, pct: float = 5) -> _StructureDoubleBottomCall:
        """Double bottom: two confirmed valleys of a zigzag(pct), at least 10 bars apart and within 1.5 %, with a peak between at least 3 % above both; true at the first close above that peak within 20 bars of the second valley."""
    @overload
    def double_bottom(
        self, high: Rule | str, low: Rule | str, close: Rule | str, /, pct: float = 5
    ) -> _StructureDoubleBottomCall:
        """Double bottom: two confirmed valleys of a zigzag(pct), at least 10 bars apart and within 1.5 %, with a peak between at least 3 % above both; true at the first close above that peak within 20 bars of the second valley."""

cdl: _Cdl
candle: _Candle
structure: _Structure

@overload
def bbands(period: int = 20, up: float = 2, down: float = 2, ma: int = 0) -> _BbandsCall:
    """Bollinger bands: a moving average of the last `period` values, and `up` and `down` standard deviations above and below it. `ma`, as in TA-Lib: 0 simple, 1 exponential, 2 weighted."""

@overload
def bbands(
    real: Rule | str, /, period: int = 20, up: float = 2, down: float = 2, ma: int = 0
) -> _BbandsCall:
    """Bollinger bands: a moving average of the last `period` values, and `up` and `down` standard deviations above and below it. `ma`, as in TA-Lib: 0 simple, 1 exponential, 2 weighted."""

@overload
def chandelier_long(period: int = 22, multiplier: float = 3) -> Rule:
    """Chandelier stop of a long position: `multiplier` average true ranges below the highest high of the last `period` bars, both over `period`."""

@overload
def chandelier_long(
    high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 22, multiplier: float = 3
) -> Rule:
    """Chandelier stop of a long position: `multiplier` average true ranges below the highest high of the last `period` bars, both over `period`."""

@overload
def chandelier_short(period: int = 22, multiplier: float = 3) -> Rule:
    """Chandelier stop of a short position: `multiplier` average true ranges above the lowest low of the last `period` bars, both over `period`."""

@overload
def chandelier_short(
    high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 22, multiplier: float = 3
) -> Rule:
    """Chandelier stop of a short position: `multiplier` average true ranges above the lowest low of the last `period` bars, both over `period`."""

@overload
def donchian(period: int = 20) -> _DonchianCall:
    """Donchian channel: highest high and lowest low of the last `period` bars, the present one included, and their mean; a breakout compares with lag(donchian(20).upper)."""

@overload
def donchian(high: Rule | str, low: Rule | str, /, period: int = 20) -> _DonchianCall:
    """Donchian channel: highest high and lowest low of the last `period` bars, the present one included, and their mean; a breakout compares with lag(donchian(20).upper)."""

@overload
def ema(period: int = 30) -> Rule:
    """Exponential moving average: ema += k * (x - ema), k = 2 / (period + 1)."""

@overload
def ema(real: Rule | str, /, period: int = 30) -> Rule:
    """Exponential moving average: ema += k * (x - ema), k = 2 / (period + 1)."""

@overload
def sma(period: int = 30) -> Rule:
    """Simple moving average: mean of the last `period` values, as a running sum."""

@overload
def sma(real: Rule | str, /, period: int = 30) -> Rule:
    """Simple moving average: mean of the last `period` values, as a running sum."""

@overload
def wma(period: int = 30) -> Rule:
    """Weighted moving average: the last `period` values with weights 1 (oldest) to `period`, divided by the sum of the weights."""

@overload
def wma(real: Rule | str, /, period: int = 30) -> Rule:
    """Weighted moving average: the last `period` values with weights 1 (oldest) to `period`, divided by the sum of the weights."""

@overload
def adx(period: int = 14) -> Rule:
    """Average directional index: Wilder average of 100 * |plus_di - minus_di| / (plus_di + minus_di), seeded with the mean of the first `period` of them."""

@overload
def adx(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Average directional index: Wilder average of 100 * |plus_di - minus_di| / (plus_di + minus_di), seeded with the mean of the first `period` of them."""

@overload
def macd(fast: int = 12, slow: int = 26, signal: int = 9) -> _MacdCall:
    """Moving average convergence/divergence: line = ema(fast) - ema(slow), signal = ema(signal) of the line, hist = line - signal."""

@overload
def macd(real: Rule | str, /, fast: int = 12, slow: int = 26, signal: int = 9) -> _MacdCall:
    """Moving average convergence/divergence: line = ema(fast) - ema(slow), signal = ema(signal) of the line, hist = line - signal."""

@overload
def minus_di(period: int = 14) -> Rule:
    """Minus directional indicator: how far bars reached below the ones before, as percent of the true range, both in Wilder's sums; the bare ratio for a period of 1, as in TA-Lib."""

@overload
def minus_di(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Minus directional indicator: how far bars reached below the ones before, as percent of the true range, both in Wilder's sums; the bare ratio for a period of 1, as in TA-Lib."""

@overload
def plus_di(period: int = 14) -> Rule:
    """Plus directional indicator: how far bars reached above the ones before, as percent of the true range, both in Wilder's sums; the bare ratio for a period of 1, as in TA-Lib."""

@overload
def plus_di(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Plus directional indicator: how far bars reached above the ones before, as percent of the true range, both in Wilder's sums; the bare ratio for a period of 1, as in TA-Lib."""

@overload
def rsi(period: int = 14) -> Rule:
    """Relative strength index: 100 * gain / (gain + loss), both Wilder averages of the changes, seeded with the mean of the first `period` changes; 0 where nothing has moved."""

@overload
def rsi(real: Rule | str, /, period: int = 14) -> Rule:
    """Relative strength index: 100 * gain / (gain + loss), both Wilder averages of the changes, seeded with the mean of the first `period` changes; 0 where nothing has moved."""

@overload
def obv() -> Rule:
    """On-balance volume: running sum of the volume, with the sign of the change of the input; starts with the first bar's volume."""

@overload
def obv(real: Rule | str, volume: Rule | str, /) -> Rule:
    """On-balance volume: running sum of the volume, with the sign of the change of the input; starts with the first bar's volume."""

@overload
def session_vwap() -> Rule:
    """Volume-weighted average of (high + low + close) / 3 over the session so far; begins anew with each session."""

@overload
def session_vwap(
    high: Rule | str, low: Rule | str, close: Rule | str, volume: Rule | str, /
) -> Rule:
    """Volume-weighted average of (high + low + close) / 3 over the session so far; begins anew with each session."""

@overload
def volume_ratio(period: int = 20) -> Rule:
    """Volume divided by the simple average of the last `period` volumes, the present one included; null where that is 0."""

@overload
def volume_ratio(volume: Rule | str, /, period: int = 20) -> Rule:
    """Volume divided by the simple average of the last `period` volumes, the present one included; null where that is 0."""

@overload
def atr(period: int = 14) -> Rule:
    """Average true range: Wilder average of the true range, seeded with the mean of the first `period` true ranges."""

@overload
def atr(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Average true range: Wilder average of the true range, seeded with the mean of the first `period` true ranges."""

@overload
def natr(period: int = 14) -> Rule:
    """Normalised average true range: 100 * atr / close, seeded as atr; the bare true range for a period of 1, as in TA-Lib."""

@overload
def natr(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Normalised average true range: 100 * atr / close, seeded as atr; the bare true range for a period of 1, as in TA-Lib."""

@overload
def trange() -> Rule:
    """True range: the largest of high - low, |high - previous close| and |low - previous close|."""

@overload
def trange(high: Rule | str, low: Rule | str, close: Rule | str, /) -> Rule:
    """True range: the largest of high - low, |high - previous close| and |low - previous close|."""

@overload
def stddev(period: int = 5, nbdev: float = 1) -> Rule:
    """Standard deviation of the last `period` values, divided by `period` under the root, times `nbdev`."""

@overload
def stddev(real: Rule | str, /, period: int = 5, nbdev: float = 1) -> Rule:
    """Standard deviation of the last `period` values, divided by `period` under the root, times `nbdev`."""

@overload
def var(period: int = 5, nbdev: float = 1) -> Rule:
    """Variance of the last `period` values, divided by `period`; `nbdev` is without effect, as in TA-Lib."""

@overload
def var(real: Rule | str, /, period: int = 5, nbdev: float = 1) -> Rule:
    """Variance of the last `period` values, divided by `period`; `nbdev` is without effect, as in TA-Lib."""

def abs(x: Rule | str | float, /) -> Rule:
    """The number without its sign, as in `abs(close - open)`."""

def bars_since(rule: Rule | str, /) -> Rule:
    """Bars since the rule was last true: 0 on a bar on which it is, null before the first."""

@overload
def falling(period: int = 1) -> Rule:
    """True if the value fell on each of the last `period` bars: so many strict moves in a row."""

@overload
def falling(real: Rule | str, /, period: int = 1) -> Rule:
    """True if the value fell on each of the last `period` bars: so many strict moves in a row."""

@overload
def highest(period: int = 20) -> Rule:
    """Largest of the last `period` values, the present one included; of the high when no input is named."""

@overload
def highest(real: Rule | str, /, period: int = 20) -> Rule:
    """Largest of the last `period` values, the present one included; of the high when no input is named."""

def if_else(condition: Rule | str, a: Rule | str | float, b: Rule | str | float, /) -> Rule:
    """`a` where the condition is true, `b` where it is false, null where it is null; the value that is not chosen may be null."""

@overload
def lag(period: int = 1) -> Rule:
    """The value `period` bars ago, of a number or of a condition: `lag(close > open)`."""

@overload
def lag(value: Rule | str, /, period: int = 1) -> Rule:
    """The value `period` bars ago, of a number or of a condition: `lag(close > open)`."""

@overload
def lowest(period: int = 20) -> Rule:
    """Smallest of the last `period` values, the present one included; of the low when no input is named."""

@overload
def lowest(real: Rule | str, /, period: int = 20) -> Rule:
    """Smallest of the last `period` values, the present one included; of the low when no input is named."""

def max(a: Rule | str | float, /, *b: Rule | str | float) -> Rule:
    """The largest of two or more numbers of the same bar, as in `max(open, close)`."""

def min(a: Rule | str | float, /, *b: Rule | str | float) -> Rule:
    """The smallest of two or more numbers of the same bar, as in `min(open, close)`."""

@overload
def rising(period: int = 1) -> Rule:
    """True if the value rose on each of the last `period` bars: so many strict moves in a row."""

@overload
def rising(real: Rule | str, /, period: int = 1) -> Rule:
    """True if the value rose on each of the last `period` bars: so many strict moves in a row."""

def within(rule: Rule | str, /, period: int = 10) -> Rule:
    """True if the rule was true on any of the last `period` bars, this one included; else null if it was null on one of them or fewer bars have passed; else false."""

def all_of(*rule: Rule | str) -> Rule:
    """True if every condition is, false if one is false, else null: `all_of(a, b, c)` is `a and b and c`, and prints as that."""

def any_of(*rule: Rule | str) -> Rule:
    """True if one of the conditions is, false if all are false, else null: `any_of(a, b, c)` is `a or b or c`, and prints as that."""

def crosses_above(a: Rule | str | float, b: Rule | str | float, /) -> Rule:
    """True on the bar on which `a` was not above `b` the bar before and is now; null if one of the four values is. `crosses_above(a, b)` is `a crosses_above b`, and prints as that."""

def crosses_below(a: Rule | str | float, b: Rule | str | float, /) -> Rule:
    """True on the bar on which `a` was not below `b` the bar before and is now; null if one of the four values is. `crosses_below(a, b)` is `a crosses_below b`, and prints as that."""

@overload
def zigzag(pct: float = 5) -> _ZigzagCall:
    """Turning points confirmed by a move of `pct` percent: price of the newest one, bars back to it and to the bar that confirmed it, its kind (1 peak, -1 valley); `provisional` is the running extreme since, which may still move."""

@overload
def zigzag(high: Rule | str, low: Rule | str, /, pct: float = 5) -> _ZigzagCall:
    """Turning points confirmed by a move of `pct` percent: price of the newest one, bars back to it and to the bar that confirmed it, its kind (1 peak, -1 valley); `provisional` is the running extreme since, which may still move."""
