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

class _AccbandsCall(Outputs):
    @property
    def upper(self) -> Rule: ...
    @property
    def middle(self) -> Rule: ...
    @property
    def lower(self) -> Rule: ...

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

class _KcCall(Outputs):
    @property
    def upper(self) -> Rule: ...
    @property
    def middle(self) -> Rule: ...
    @property
    def lower(self) -> Rule: ...

class _MamaCall(Outputs):
    @property
    def mama(self) -> Rule: ...
    @property
    def fama(self) -> Rule: ...

class _SupertrendCall(Outputs):
    @property
    def line(self) -> Rule: ...
    @property
    def trend(self) -> Rule: ...

class _AroonCall(Outputs):
    @property
    def down(self) -> Rule: ...
    @property
    def up(self) -> Rule: ...

class _EriCall(Outputs):
    @property
    def bull(self) -> Rule: ...
    @property
    def bear(self) -> Rule: ...

class _FractalCall(Outputs):
    @property
    def high(self) -> Rule: ...
    @property
    def low(self) -> Rule: ...

class _KdjCall(Outputs):
    @property
    def k(self) -> Rule: ...
    @property
    def d(self) -> Rule: ...
    @property
    def j(self) -> Rule: ...

class _MacdCall(Outputs):
    @property
    def line(self) -> Rule: ...
    @property
    def signal(self) -> Rule: ...
    @property
    def hist(self) -> Rule: ...

class _MacdextCall(Outputs):
    @property
    def line(self) -> Rule: ...
    @property
    def signal(self) -> Rule: ...
    @property
    def hist(self) -> Rule: ...

class _MacdfixCall(Outputs):
    @property
    def line(self) -> Rule: ...
    @property
    def signal(self) -> Rule: ...
    @property
    def hist(self) -> Rule: ...

class _SmiCall(Outputs):
    @property
    def line(self) -> Rule: ...
    @property
    def signal(self) -> Rule: ...

class _StochCall(Outputs):
    @property
    def k(self) -> Rule: ...
    @property
    def d(self) -> Rule: ...

class _StochfCall(Outputs):
    @property
    def k(self) -> Rule: ...
    @property
    def d(self) -> Rule: ...

class _StochrsiCall(Outputs):
    @property
    def k(self) -> Rule: ...
    @property
    def d(self) -> Rule: ...

class _VortexCall(Outputs):
    @property
    def plus(self) -> Rule: ...
    @property
    def minus(self) -> Rule: ...

class _HaCall(Outputs):
    @property
    def open(self) -> Rule: ...
    @property
    def high(self) -> Rule: ...
    @property
    def low(self) -> Rule: ...
    @property
    def close(self) -> Rule: ...

class _HtPhasorCall(Outputs):
    @property
    def inphase(self) -> Rule: ...
    @property
    def quadrature(self) -> Rule: ...

class _HtSineCall(Outputs):
    @property
    def sine(self) -> Rule: ...
    @property
    def leadsine(self) -> Rule: ...

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

class _StructureDoubleTopCall(Pattern):
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

class _StructureInverseHeadShouldersCall(Pattern):
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
    @property
    def p4_price(self) -> Rule: ...
    @property
    def p4_age(self) -> Rule: ...
    @property
    def p5_price(self) -> Rule: ...
    @property
    def p5_age(self) -> Rule: ...

class _StructureHeadShouldersCall(Pattern):
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
    @property
    def p4_price(self) -> Rule: ...
    @property
    def p4_age(self) -> Rule: ...
    @property
    def p5_price(self) -> Rule: ...
    @property
    def p5_age(self) -> Rule: ...

class _StructureBullFlagCall(Pattern):
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

class _StructureBearFlagCall(Pattern):
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

class _StructureCupAndHandleCall(Pattern):
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
    @property
    def p4_price(self) -> Rule: ...
    @property
    def p4_age(self) -> Rule: ...
    @property
    def p5_price(self) -> Rule: ...
    @property
    def p5_age(self) -> Rule: ...

class _StructureInverseCupAndHandleCall(Pattern):
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
    @property
    def p4_price(self) -> Rule: ...
    @property
    def p4_age(self) -> Rule: ...
    @property
    def p5_price(self) -> Rule: ...
    @property
    def p5_age(self) -> Rule: ...

class _StructureAscendingTriangleCall(Pattern):
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
    @property
    def p4_price(self) -> Rule: ...
    @property
    def p4_age(self) -> Rule: ...
    @property
    def p5_price(self) -> Rule: ...
    @property
    def p5_age(self) -> Rule: ...

class _StructureDescendingTriangleCall(Pattern):
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
    @property
    def p4_price(self) -> Rule: ...
    @property
    def p4_age(self) -> Rule: ...
    @property
    def p5_price(self) -> Rule: ...
    @property
    def p5_age(self) -> Rule: ...

class _StructureFallingWedgeCall(Pattern):
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
    @property
    def p4_price(self) -> Rule: ...
    @property
    def p4_age(self) -> Rule: ...

class _StructureRisingWedgeCall(Pattern):
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
    @property
    def p4_price(self) -> Rule: ...
    @property
    def p4_age(self) -> Rule: ...

class _StructureElliottWave135Call(Pattern):
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
    @property
    def p4_price(self) -> Rule: ...
    @property
    def p4_age(self) -> Rule: ...
    @property
    def p5_price(self) -> Rule: ...
    @property
    def p5_age(self) -> Rule: ...

class _StructureBearishElliottWave135Call(Pattern):
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
    @property
    def p4_price(self) -> Rule: ...
    @property
    def p4_age(self) -> Rule: ...
    @property
    def p5_price(self) -> Rule: ...
    @property
    def p5_age(self) -> Rule: ...

class _StructureAbcdCall(Pattern):
    @property
    def direction(self) -> Rule: ...
    @property
    def neckline(self) -> Rule: ...
    @property
    def height(self) -> Rule: ...
    @property
    def duration(self) -> Rule: ...
    @property
    def a_price(self) -> Rule: ...
    @property
    def a_age(self) -> Rule: ...
    @property
    def b_price(self) -> Rule: ...
    @property
    def b_age(self) -> Rule: ...
    @property
    def c_price(self) -> Rule: ...
    @property
    def c_age(self) -> Rule: ...
    @property
    def d_price(self) -> Rule: ...
    @property
    def d_age(self) -> Rule: ...

class _StructureGartleyCall(Pattern):
    @property
    def direction(self) -> Rule: ...
    @property
    def neckline(self) -> Rule: ...
    @property
    def height(self) -> Rule: ...
    @property
    def duration(self) -> Rule: ...
    @property
    def x_price(self) -> Rule: ...
    @property
    def x_age(self) -> Rule: ...
    @property
    def a_price(self) -> Rule: ...
    @property
    def a_age(self) -> Rule: ...
    @property
    def b_price(self) -> Rule: ...
    @property
    def b_age(self) -> Rule: ...
    @property
    def c_price(self) -> Rule: ...
    @property
    def c_age(self) -> Rule: ...
    @property
    def d_price(self) -> Rule: ...
    @property
    def d_age(self) -> Rule: ...

class _StructureBatCall(Pattern):
    @property
    def direction(self) -> Rule: ...
    @property
    def neckline(self) -> Rule: ...
    @property
    def height(self) -> Rule: ...
    @property
    def duration(self) -> Rule: ...
    @property
    def x_price(self) -> Rule: ...
    @property
    def x_age(self) -> Rule: ...
    @property
    def a_price(self) -> Rule: ...
    @property
    def a_age(self) -> Rule: ...
    @property
    def b_price(self) -> Rule: ...
    @property
    def b_age(self) -> Rule: ...
    @property
    def c_price(self) -> Rule: ...
    @property
    def c_age(self) -> Rule: ...
    @property
    def d_price(self) -> Rule: ...
    @property
    def d_age(self) -> Rule: ...

class _StructureButterflyCall(Pattern):
    @property
    def direction(self) -> Rule: ...
    @property
    def neckline(self) -> Rule: ...
    @property
    def height(self) -> Rule: ...
    @property
    def duration(self) -> Rule: ...
    @property
    def x_price(self) -> Rule: ...
    @property
    def x_age(self) -> Rule: ...
    @property
    def a_price(self) -> Rule: ...
    @property
    def a_age(self) -> Rule: ...
    @property
    def b_price(self) -> Rule: ...
    @property
    def b_age(self) -> Rule: ...
    @property
    def c_price(self) -> Rule: ...
    @property
    def c_age(self) -> Rule: ...
    @property
    def d_price(self) -> Rule: ...
    @property
    def d_age(self) -> Rule: ...

class _StructureCrabCall(Pattern):
    @property
    def direction(self) -> Rule: ...
    @property
    def neckline(self) -> Rule: ...
    @property
    def height(self) -> Rule: ...
    @property
    def duration(self) -> Rule: ...
    @property
    def x_price(self) -> Rule: ...
    @property
    def x_age(self) -> Rule: ...
    @property
    def a_price(self) -> Rule: ...
    @property
    def a_age(self) -> Rule: ...
    @property
    def b_price(self) -> Rule: ...
    @property
    def b_age(self) -> Rule: ...
    @property
    def c_price(self) -> Rule: ...
    @property
    def c_age(self) -> Rule: ...
    @property
    def d_price(self) -> Rule: ...
    @property
    def d_age(self) -> Rule: ...

class _Cdl(Room):
    @overload
    def two_crows(self) -> Rule:
        """Two crows: after a long white candle a black one above it, then a black one that opens inside the second body and closes inside the first: -100, else 0."""
    @overload
    def two_crows(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Two crows: after a long white candle a black one above it, then a black one that opens inside the second body and closes inside the first: -100, else 0."""
    @overload
    def three_blackcrows(self) -> Rule:
        """Three black crows: after a white candle three black ones with very short lower shadows, each opening inside the body before and closing lower: -100, else 0."""
    @overload
    def three_blackcrows(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Three black crows: after a white candle three black ones with very short lower shadows, each opening inside the body before and closing lower: -100, else 0."""
    @overload
    def three_inside(self) -> Rule:
        """Three inside up or down: a small body inside a long one, then a close beyond the long one's open: 100 up, -100 down, else 0."""
    @overload
    def three_inside(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Three inside up or down: a small body inside a long one, then a close beyond the long one's open: 100 up, -100 down, else 0."""
    @overload
    def three_linestrike(self) -> Rule:
        """Three-line strike: three candles of one color that go on, then one of the other that opens beyond them and closes beyond where they began: 100 after white, -100 after black, else 0."""
    @overload
    def three_linestrike(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Three-line strike: three candles of one color that go on, then one of the other that opens beyond them and closes beyond where they began: 100 after white, -100 after black, else 0."""
    @overload
    def three_outside(self) -> Rule:
        """Three outside up or down: an engulfing body, then a close further on: 100 up, -100 down, else 0."""
    @overload
    def three_outside(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Three outside up or down: an engulfing body, then a close further on: 100 up, -100 down, else 0."""
    @overload
    def three_starsinsouth(self) -> Rule:
        """Three stars in the south: three black candles, each within the range of the one before, the first long with a long lower shadow, the last a small one almost without shadows: 100, else 0."""
    @overload
    def three_starsinsouth(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Three stars in the south: three black candles, each within the range of the one before, the first long with a long lower shadow, the last a small one almost without shadows: 100, else 0."""
    @overload
    def three_whitesoldiers(self) -> Rule:
        """Three advancing white soldiers: three white candles with very short upper shadows and higher closes, each opening inside or near the body before and not much smaller: 100, else 0."""
    @overload
    def three_whitesoldiers(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Three advancing white soldiers: three white candles with very short upper shadows and higher closes, each opening inside or near the body before and not much smaller: 100, else 0."""
    @overload
    def abandonedbaby(self, penetration: float = 0.3) -> Rule:
        """Abandoned baby: a long body, a doji whose whole range stands apart from both neighbors, and a turn that closes more than `penetration` into the first body: 100 at the bottom, -100 at the top, else 0."""
    @overload
    def abandonedbaby(
        self,
        open: Rule | str,
        high: Rule | str,
        low: Rule | str,
        close: Rule | str,
        /,
        penetration: float = 0.3,
    ) -> Rule:
        """Abandoned baby: a long body, a doji whose whole range stands apart from both neighbors, and a turn that closes more than `penetration` into the first body: 100 at the bottom, -100 at the top, else 0."""
    @overload
    def advanceblock(self) -> Rule:
        """Advance block: three white candles with higher closes that weaken, by smaller bodies or longer upper shadows: -100, else 0."""
    @overload
    def advanceblock(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Advance block: three white candles with higher closes that weaken, by smaller bodies or longer upper shadows: -100, else 0."""
    @overload
    def belthold(self) -> Rule:
        """Belt hold: a long body with a very short shadow where it opens: 100 white, -100 black, else 0."""
    @overload
    def belthold(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Belt hold: a long body with a very short shadow where it opens: 100 white, -100 black, else 0."""
    @overload
    def breakaway(self) -> Rule:
        """Breakaway: a long body, a gap, three candles further on, and one of the other color that closes inside the gap: 100 up, -100 down, else 0."""
    @overload
    def breakaway(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Breakaway: a long body, a gap, three candles further on, and one of the other color that closes inside the gap: 100 up, -100 down, else 0."""
    @overload
    def closingmarubozu(self) -> Rule:
        """Closing marubozu: a long body with a very short shadow where it closes: 100 white, -100 black, else 0."""
    @overload
    def closingmarubozu(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Closing marubozu: a long body with a very short shadow where it closes: 100 white, -100 black, else 0."""
    @overload
    def concealbabyswall(self) -> Rule:
        """Concealing baby swallow: two black marubozu, a black candle that opens below them and reaches into the second, and one around it: 100, else 0."""
    @overload
    def concealbabyswall(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Concealing baby swallow: two black marubozu, a black candle that opens below them and reaches into the second, and one around it: 100, else 0."""
    @overload
    def counterattack(self) -> Rule:
        """Counterattack: two long bodies of opposite colors that close at one price: 100 white, -100 black, else 0."""
    @overload
    def counterattack(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Counterattack: two long bodies of opposite colors that close at one price: 100 white, -100 black, else 0."""
    @overload
    def darkcloudcover(self, penetration: float = 0.5) -> Rule:
        """Dark cloud cover: after a long white body a black one that opens above its high and closes more than `penetration` into the body: -100, else 0."""
    @overload
    def darkcloudcover(
        self,
        open: Rule | str,
        high: Rule | str,
        low: Rule | str,
        close: Rule | str,
        /,
        penetration: float = 0.5,
    ) -> Rule:
        """Dark cloud cover: after a long white body a black one that opens above its high and closes more than `penetration` into the body: -100, else 0."""
    @overload
    def doji(self) -> Rule:
        """Doji: a body of at most a tenth of the mean range of ten bars: 100, else 0."""
    @overload
    def doji(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Doji: a body of at most a tenth of the mean range of ten bars: 100, else 0."""
    @overload
    def dojistar(self) -> Rule:
        """Doji star: a doji beyond the body of a long candle, above a white one (-100) or below a black one (100), else 0."""
    @overload
    def dojistar(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Doji star: a doji beyond the body of a long candle, above a white one (-100) or below a black one (100), else 0."""
    @overload
    def dragonflydoji(self) -> Rule:
        """Dragonfly doji: a doji with a lower shadow and a very short upper one: 100, else 0."""
    @overload
    def dragonflydoji(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Dragonfly doji: a doji with a lower shadow and a very short upper one: 100, else 0."""
    @overload
    def engulfing(self) -> Rule:
        """Engulfing pattern: 100 a white body around the black body before, -100 the other way round, 80 and -80 where they share one end, else 0."""
    @overload
    def engulfing(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Engulfing pattern: 100 a white body around the black body before, -100 the other way round, 80 and -80 where they share one end, else 0."""
    @overload
    def eveningdojistar(self, penetration: float = 0.3) -> Rule:
        """Evening doji star: a long white body, a doji above it, and a black candle that closes more than `penetration` into the first body: -100, else 0."""
    @overload
    def eveningdojistar(
        self,
        open: Rule | str,
        high: Rule | str,
        low: Rule | str,
        close: Rule | str,
        /,
        penetration: float = 0.3,
    ) -> Rule:
        """Evening doji star: a long white body, a doji above it, and a black candle that closes more than `penetration` into the first body: -100, else 0."""
    @overload
    def eveningstar(self, penetration: float = 0.3) -> Rule:
        """Evening star: a long white body, a short one above it, and a black candle that closes more than `penetration` into the first body: -100, else 0."""
    @overload
    def eveningstar(
        self,
        open: Rule | str,
        high: Rule | str,
        low: Rule | str,
        close: Rule | str,
        /,
        penetration: float = 0.3,
    ) -> Rule:
        """Evening star: a long white body, a short one above it, and a black candle that closes more than `penetration` into the first body: -100, else 0."""
    @overload
    def gapsidesidewhite(self) -> Rule:
        """Up or down gap side by side white lines: two white candles of one size and open, both beyond a gap: 100 above it, -100 below, else 0."""
    @overload
    def gapsidesidewhite(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Up or down gap side by side white lines: two white candles of one size and open, both beyond a gap: 100 above it, -100 below, else 0."""
    @overload
    def gravestonedoji(self) -> Rule:
        """Gravestone doji: a doji with an upper shadow and a very short lower one: 100, else 0."""
    @overload
    def gravestonedoji(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Gravestone doji: a doji with an upper shadow and a very short lower one: 100, else 0."""
    @overload
    def hammer(self) -> Rule:
        """Hammer: a short body with a long lower and a very short upper shadow, at or below the low before or near above it: 100, else 0."""
    @overload
    def hammer(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Hammer: a short body with a long lower and a very short upper shadow, at or below the low before or near above it: 100, else 0."""
    @overload
    def hangingman(self) -> Rule:
        """Hanging man: a short body with a long lower and a very short upper shadow, at or above the high before or near below it: -100, else 0."""
    @overload
    def hangingman(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Hanging man: a short body with a long lower and a very short upper shadow, at or above the high before or near below it: -100, else 0."""
    @overload
    def harami(self) -> Rule:
        """Harami: a small body inside the long one before: 100 after black, -100 after white, 80 and -80 where they share an end, else 0."""
    @overload
    def harami(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Harami: a small body inside the long one before: 100 after black, -100 after white, 80 and -80 where they share an end, else 0."""
    @overload
    def haramicross(self) -> Rule:
        """Harami cross: a doji inside the long body before: 100 after black, -100 after white, 80 and -80 where they share an end, else 0."""
    @overload
    def haramicross(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Harami cross: a doji inside the long body before: 100 after black, -100 after white, 80 and -80 where they share an end, else 0."""
    @overload
    def highwave(self) -> Rule:
        """High wave: a short body with very long shadows: 100 white, -100 black, else 0."""
    @overload
    def highwave(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """High wave: a short body with very long shadows: 100 white, -100 black, else 0."""
    @overload
    def hikkake(self) -> Rule:
        """Hikkake: an inside bar, then a bar lower (100) or higher (-100) on both ends; 200 or -200 where one of the next three bars closes beyond the inside bar the other way; else 0."""
    @overload
    def hikkake(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Hikkake: an inside bar, then a bar lower (100) or higher (-100) on both ends; 200 or -200 where one of the next three bars closes beyond the inside bar the other way; else 0."""
    @overload
    def hikkakemod(self) -> Rule:
        """Modified hikkake: two inside bars in a row, the first closing near its low (100) or high (-100), then a bar lower or higher on both ends; 200 or -200 where one of the next three bars closes beyond the inside bar the other way; else 0."""
    @overload
    def hikkakemod(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Modified hikkake: two inside bars in a row, the first closing near its low (100) or high (-100), then a bar lower or higher on both ends; 200 or -200 where one of the next three bars closes beyond the inside bar the other way; else 0."""
    @overload
    def homingpigeon(self) -> Rule:
        """Homing pigeon: a short black body inside the long black one before: 100, else 0."""
    @overload
    def homingpigeon(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Homing pigeon: a short black body inside the long black one before: 100, else 0."""
    @overload
    def identical3crows(self) -> Rule:
        """Identical three crows: three black candles with very short lower shadows and lower closes, each opening where the one before closed: -100, else 0."""
    @overload
    def identical3crows(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Identical three crows: three black candles with very short lower shadows and lower closes, each opening where the one before closed: -100, else 0."""
    @overload
    def inneck(self) -> Rule:
        """In-neck: after a long black body a white one that opens below its low and closes at or slightly above its close: -100, else 0."""
    @overload
    def inneck(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """In-neck: after a long black body a white one that opens below its low and closes at or slightly above its close: -100, else 0."""
    @overload
    def invertedhammer(self) -> Rule:
        """Inverted hammer: a short body below the one before, with a long upper and a very short lower shadow: 100, else 0."""
    @overload
    def invertedhammer(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Inverted hammer: a short body below the one before, with a long upper and a very short lower shadow: 100, else 0."""
    @overload
    def kicking(self) -> Rule:
        """Kicking: two marubozu of opposite colors with a gap between them: 100 up, -100 down, else 0."""
    @overload
    def kicking(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Kicking: two marubozu of opposite colors with a gap between them: 100 up, -100 down, else 0."""
    @overload
    def kickingbylength(self) -> Rule:
        """Kicking, by length: two marubozu of opposite colors with a gap between them: 100 where the longer one is white, -100 where it is black, else 0."""
    @overload
    def kickingbylength(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Kicking, by length: two marubozu of opposite colors with a gap between them: 100 where the longer one is white, -100 where it is black, else 0."""
    @overload
    def ladderbottom(self) -> Rule:
        """Ladder bottom: three black candles stepping down, a black one with an upper shadow, and a white one that opens above its open and closes above its high: 100, else 0."""
    @overload
    def ladderbottom(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Ladder bottom: three black candles stepping down, a black one with an upper shadow, and a white one that opens above its open and closes above its high: 100, else 0."""
    @overload
    def longleggeddoji(self) -> Rule:
        """Long legged doji: a doji with a long shadow: 100, else 0."""
    @overload
    def longleggeddoji(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Long legged doji: a doji with a long shadow: 100, else 0."""
    @overload
    def longline(self) -> Rule:
        """Long line: a long body with short shadows: 100 white, -100 black, else 0."""
    @overload
    def longline(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Long line: a long body with short shadows: 100 white, -100 black, else 0."""
    @overload
    def marubozu(self) -> Rule:
        """Marubozu: a long body with very short shadows: 100 white, -100 black, else 0."""
    @overload
    def marubozu(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Marubozu: a long body with very short shadows: 100 white, -100 black, else 0."""
    @overload
    def matchinglow(self) -> Rule:
        """Matching low: two black candles that close at one price: 100, else 0."""
    @overload
    def matchinglow(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Matching low: two black candles that close at one price: 100, else 0."""
    @overload
    def mathold(self, penetration: float = 0.5) -> Rule:
        """Mat hold: a long white body, three short ones above that fall back by at most `penetration`, and a white one that closes above them: 100, else 0."""
    @overload
    def mathold(
        self,
        open: Rule | str,
        high: Rule | str,
        low: Rule | str,
        close: Rule | str,
        /,
        penetration: float = 0.5,
    ) -> Rule:
        """Mat hold: a long white body, three short ones above that fall back by at most `penetration`, and a white one that closes above them: 100, else 0."""
    @overload
    def morningdojistar(self, penetration: float = 0.3) -> Rule:
        """Morning doji star: a long black body, a doji below it, and a white candle that closes more than `penetration` into the first body: 100, else 0."""
    @overload
    def morningdojistar(
        self,
        open: Rule | str,
        high: Rule | str,
        low: Rule | str,
        close: Rule | str,
        /,
        penetration: float = 0.3,
    ) -> Rule:
        """Morning doji star: a long black body, a doji below it, and a white candle that closes more than `penetration` into the first body: 100, else 0."""
    @overload
    def morningstar(self, penetration: float = 0.3) -> Rule:
        """Morning star: a long black body, a short one below it, and a white candle that closes more than `penetration` into the first body: 100, else 0."""
    @overload
    def morningstar(
        self,
        open: Rule | str,
        high: Rule | str,
        low: Rule | str,
        close: Rule | str,
        /,
        penetration: float = 0.3,
    ) -> Rule:
        """Morning star: a long black body, a short one below it, and a white candle that closes more than `penetration` into the first body: 100, else 0."""
    @overload
    def onneck(self) -> Rule:
        """On-neck: after a long black body a white one that opens below its low and closes at it: -100, else 0."""
    @overload
    def onneck(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """On-neck: after a long black body a white one that opens below its low and closes at it: -100, else 0."""
    @overload
    def piercing(self) -> Rule:
        """Piercing: after a long black body a long white one that opens below its low and closes above its middle, inside it: 100, else 0."""
    @overload
    def piercing(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Piercing: after a long black body a long white one that opens below its low and closes above its middle, inside it: 100, else 0."""
    @overload
    def rickshawman(self) -> Rule:
        """Rickshaw man: a doji with two long shadows and its body near the middle of the range: 100, else 0."""
    @overload
    def rickshawman(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Rickshaw man: a doji with two long shadows and its body near the middle of the range: 100, else 0."""
    @overload
    def risefall3methods(self) -> Rule:
        """Rising or falling three methods: a long body, three short ones of the other color inside its range that step back, and a long one that closes beyond the first: 100 rising, -100 falling, else 0."""
    @overload
    def risefall3methods(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Rising or falling three methods: a long body, three short ones of the other color inside its range that step back, and a long one that closes beyond the first: 100 rising, -100 falling, else 0."""
    @overload
    def separatinglines(self) -> Rule:
        """Separating lines: a belt hold that opens where the candle before, of the other color, opened: 100 white, -100 black, else 0."""
    @overload
    def separatinglines(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Separating lines: a belt hold that opens where the candle before, of the other color, opened: 100 white, -100 black, else 0."""
    @overload
    def shootingstar(self) -> Rule:
        """Shooting star: a short body above the one before, with a long upper and a very short lower shadow: -100, else 0."""
    @overload
    def shootingstar(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Shooting star: a short body above the one before, with a long upper and a very short lower shadow: -100, else 0."""
    @overload
    def shortline(self) -> Rule:
        """Short line: a short body with short shadows: 100 white, -100 black, else 0."""
    @overload
    def shortline(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Short line: a short body with short shadows: 100 white, -100 black, else 0."""
    @overload
    def spinningtop(self) -> Rule:
        """Spinning top: a short body with two longer shadows: 100 white, -100 black, else 0."""
    @overload
    def spinningtop(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Spinning top: a short body with two longer shadows: 100 white, -100 black, else 0."""
    @overload
    def stalledpattern(self) -> Rule:
        """Stalled pattern: two long white bodies, then a short one that rides on the shoulder of the second: -100, else 0."""
    @overload
    def stalledpattern(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Stalled pattern: two long white bodies, then a short one that rides on the shoulder of the second: -100, else 0."""
    @overload
    def sticksandwich(self) -> Rule:
        """Stick sandwich: two black candles that close at one price with a white one above it between: 100, else 0."""
    @overload
    def sticksandwich(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Stick sandwich: two black candles that close at one price with a white one above it between: 100, else 0."""
    @overload
    def takuri(self) -> Rule:
        """Takuri: a dragonfly doji with a very long lower shadow: 100, else 0."""
    @overload
    def takuri(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Takuri: a dragonfly doji with a very long lower shadow: 100, else 0."""
    @overload
    def tasukigap(self) -> Rule:
        """Tasuki gap: a gap, then a body of about the same size and the other color that opens inside the one after the gap and closes inside the gap: 100 up, -100 down, else 0."""
    @overload
    def tasukigap(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Tasuki gap: a gap, then a body of about the same size and the other color that opens inside the one after the gap and closes inside the gap: 100 up, -100 down, else 0."""
    @overload
    def thrusting(self) -> Rule:
        """Thrusting: after a long black body a white one that opens below its low and closes inside it, above its close but not above its middle: -100, else 0."""
    @overload
    def thrusting(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Thrusting: after a long black body a white one that opens below its low and closes inside it, above its close but not above its middle: -100, else 0."""
    @overload
    def tristar(self) -> Rule:
        """Tristar: three doji, the middle one above (-100) or below (100) its neighbors, else 0."""
    @overload
    def tristar(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Tristar: three doji, the middle one above (-100) or below (100) its neighbors, else 0."""
    @overload
    def unique3river(self) -> Rule:
        """Unique three river: a long black body, a black one that closes inside it after a lower low, and a short white one that opens above that low: 100, else 0."""
    @overload
    def unique3river(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Unique three river: a long black body, a black one that closes inside it after a lower low, and a short white one that opens above that low: 100, else 0."""
    @overload
    def upsidegap2crows(self) -> Rule:
        """Upside gap two crows: after a long white body a short black one above it, then a black one around that which stays above the first close: -100, else 0."""
    @overload
    def upsidegap2crows(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Upside gap two crows: after a long white body a short black one above it, then a black one around that which stays above the first close: -100, else 0."""
    @overload
    def xsidegap3methods(self) -> Rule:
        """Upside or downside gap three methods: two candles of one color with a gap between, then one of the other color that opens inside the second body and closes inside the first: 100 up, -100 down, else 0."""
    @overload
    def xsidegap3methods(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Upside or downside gap three methods: two candles of one color with a gap between, then one of the other color that opens inside the second body and closes inside the first: 100 up, -100 down, else 0."""

class _Candle(Room):
    @overload
    def abandoned_baby(self) -> Rule:
        """A morning star whose middle bar has a gap on both sides: its high is below the lows of its neighbors."""
    @overload
    def abandoned_baby(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """A morning star whose middle bar has a gap on both sides: its high is below the lows of its neighbors."""
    @overload
    def bearish_engulfing(self) -> Rule:
        """Red after green; opens at or above the close before and closes below the open before."""
    @overload
    def bearish_engulfing(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Red after green; opens at or above the close before and closes below the open before."""
    @overload
    def bullish_belt_hold(self) -> Rule:
        """Green, opens at most 0.1 % of the low above it, with a body above 0.6 of its range."""
    @overload
    def bullish_belt_hold(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Green, opens at most 0.1 % of the low above it, with a body above 0.6 of its range."""
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
    def bullish_harami(self) -> Rule:
        """Green, strictly inside the red body before and smaller than half of it."""
    @overload
    def bullish_harami(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Green, strictly inside the red body before and smaller than half of it."""
    @overload
    def bullish_kicker(self) -> Rule:
        """Green after red, opens above the open before and closes more than atr(14) above the close before."""
    @overload
    def bullish_kicker(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Green after red, opens above the open before and closes more than atr(14) above the close before."""
    @overload
    def bullish_marubozu(self) -> Rule:
        """Green, with a body above 0.95 of its range and a range above 2 atr(14)."""
    @overload
    def bullish_marubozu(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Green, with a body above 0.95 of its range and a range above 2 atr(14)."""
    @overload
    def dragonfly_doji(self) -> Rule:
        """Upper wick and body each below 0.1 of the range, lower wick above twice the body."""
    @overload
    def dragonfly_doji(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Upper wick and body each below 0.1 of the range, lower wick above twice the body."""
    @overload
    def inverted_hammer(self) -> Rule:
        """True on the bar that confirms it."""
    @overload
    def inverted_hammer(
        self,
        open: Rule | str,
        high: Rule | str,
        low: Rule | str,
        close: Rule | str,
        volume: Rule | str,
        /,
    ) -> Rule:
        """True on the bar that confirms it."""
    @overload
    def morning_star(self) -> Rule:
        """Red with a body above atr(14) at that bar; then a body below 0.3 of its range that opens at or below that close; then green, closing above the middle of the red body."""
    @overload
    def morning_star(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Red with a body above atr(14) at that bar; then a body below 0.3 of its range that opens at or below that close; then green, closing above the middle of the red body."""
    @overload
    def piercing_line(self) -> Rule:
        """Red with a body above 0.6 of its range; then green, opens below that close and closes above the middle of that body, below its open."""
    @overload
    def piercing_line(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Red with a body above 0.6 of its range; then green, opens below that close and closes above the middle of that body, below its open."""
    @overload
    def rising_three_methods(self) -> Rule:
        """Green; three bars that stay inside its range; green, closing above its high."""
    @overload
    def rising_three_methods(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Green; three bars that stay inside its range; green, closing above its high."""
    @overload
    def three_inside_up(self) -> Rule:
        """Red; then green strictly inside that body; then green, closing above the red one's open."""
    @overload
    def three_inside_up(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Red; then green strictly inside that body; then green, closing above the red one's open."""
    @overload
    def three_white_soldiers(self) -> Rule:
        """Three green bars, the second and third opening strictly inside the body before, upper wicks below 0.2 of the bodies, and the bodies together above 2 atr(14) of the present bar."""
    @overload
    def three_white_soldiers(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Three green bars, the second and third opening strictly inside the body before, upper wicks below 0.2 of the bodies, and the bodies together above 2 atr(14) of the present bar."""
    @overload
    def tweezer_bottoms(self) -> Rule:
        """Green; the low at most 0.1 % of the low before away from it, rsi(14) below 35, the close below ema(20)."""
    @overload
    def tweezer_bottoms(
        self, open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /
    ) -> Rule:
        """Green; the low at most 0.1 % of the low before away from it, rsi(14) below 35, the close below ema(20)."""

class _Structure(Room):
    @overload
    def double_bottom(self, pct: float = 5) -> _StructureDoubleBottomCall:
        """Double bottom: two confirmed valleys of a zigzag(pct), at least 10 bars apart and within 1.5 %, with a peak between at least 3 % above both; true at the first close above that peak within 20 bars of the second valley."""
    @overload
    def double_bottom(
        self, high: Rule | str, low: Rule | str, close: Rule | str, /, pct: float = 5
    ) -> _StructureDoubleBottomCall:
        """Double bottom: two confirmed valleys of a zigzag(pct), at least 10 bars apart and within 1.5 %, with a peak between at least 3 % above both; true at the first close above that peak within 20 bars of the second valley."""
    @overload
    def double_top(self, pct: float = 5) -> _StructureDoubleTopCall:
        """Double top: structure.double_bottom upside down, true at the first close below the valley between two confirmed peaks."""
    @overload
    def double_top(
        self, high: Rule | str, low: Rule | str, close: Rule | str, /, pct: float = 5
    ) -> _StructureDoubleTopCall:
        """Double top: structure.double_bottom upside down, true at the first close below the valley between two confirmed peaks."""
    @overload
    def inverse_head_shoulders(self, pct: float = 5) -> _StructureInverseHeadShouldersCall:
        """Inverse head and shoulders: three confirmed valleys of a zigzag(pct), the middle one at least 3 % below the lower of the others, these within 3 %, the second half 0.6 to 1.4 times as long as the first; true at the first close above the higher peak between."""
    @overload
    def inverse_head_shoulders(
        self, high: Rule | str, low: Rule | str, close: Rule | str, /, pct: float = 5
    ) -> _StructureInverseHeadShouldersCall:
        """Inverse head and shoulders: three confirmed valleys of a zigzag(pct), the middle one at least 3 % below the lower of the others, these within 3 %, the second half 0.6 to 1.4 times as long as the first; true at the first close above the higher peak between."""
    @overload
    def head_shoulders(self, pct: float = 5) -> _StructureHeadShouldersCall:
        """Head and shoulders: structure.inverse_head_shoulders upside down, true at the first close below the lower valley between three confirmed peaks."""
    @overload
    def head_shoulders(
        self, high: Rule | str, low: Rule | str, close: Rule | str, /, pct: float = 5
    ) -> _StructureHeadShouldersCall:
        """Head and shoulders: structure.inverse_head_shoulders upside down, true at the first close below the lower valley between three confirmed peaks."""
    @overload
    def bull_flag(self, pct: float = 5) -> _StructureBullFlagCall:
        """Bull flag: a pole of at least 15 % over at least 5 bars from a confirmed valley to a confirmed peak of a zigzag(pct), then at least 5 bars that hold half of it on lower mean volume; true at the first close at most 5 % below the high of these bars."""
    @overload
    def bull_flag(
        self,
        high: Rule | str,
        low: Rule | str,
        close: Rule | str,
        volume: Rule | str,
        /,
        pct: float = 5,
    ) -> _StructureBullFlagCall:
        """Bull flag: a pole of at least 15 % over at least 5 bars from a confirmed valley to a confirmed peak of a zigzag(pct), then at least 5 bars that hold half of it on lower mean volume; true at the first close at most 5 % below the high of these bars."""
    @overload
    def bear_flag(self, pct: float = 5) -> _StructureBearFlagCall:
        """Bear flag: structure.bull_flag upside down, true at the first close at most 5 % above the low of the bars after a fall."""
    @overload
    def bear_flag(
        self,
        high: Rule | str,
        low: Rule | str,
        close: Rule | str,
        volume: Rule | str,
        /,
        pct: float = 5,
    ) -> _StructureBearFlagCall:
        """Bear flag: structure.bull_flag upside down, true at the first close at most 5 % above the low of the bars after a fall."""
    @overload
    def cup_and_handle(self, pct: float = 5) -> _StructureCupAndHandleCall:
        """Cup and handle: two confirmed peaks of a zigzag(pct) within 10 %, at least 10 bars apart, lower peaks and 3 to 7 valleys between, the lowest neither first nor last; then lows that retrace at most 15 % of the depth; true at the first close at most 2 % below the right rim."""
    @overload
    def cup_and_handle(
        self, high: Rule | str, low: Rule | str, close: Rule | str, /, pct: float = 5
    ) -> _StructureCupAndHandleCall:
        """Cup and handle: two confirmed peaks of a zigzag(pct) within 10 %, at least 10 bars apart, lower peaks and 3 to 7 valleys between, the lowest neither first nor last; then lows that retrace at most 15 % of the depth; true at the first close at most 2 % below the right rim."""
    @overload
    def inverse_cup_and_handle(self, pct: float = 5) -> _StructureInverseCupAndHandleCall:
        """Inverse cup and handle: structure.cup_and_handle upside down, true at the first close at most 2 % above the right one of two confirmed valleys."""
    @overload
    def inverse_cup_and_handle(
        self, high: Rule | str, low: Rule | str, close: Rule | str, /, pct: float = 5
    ) -> _StructureInverseCupAndHandleCall:
        """Inverse cup and handle: structure.cup_and_handle upside down, true at the first close at most 2 % above the right one of two confirmed valleys."""
    @overload
    def ascending_triangle(self, pct: float = 5) -> _StructureAscendingTriangleCall:
        """Ascending triangle: three confirmed peaks of a zigzag(pct) within 2 % over at least 10 bars, each valley more than 1 % above the one before, the lows since the third peak included; true at the first close at most 2 % below the mean peak."""
    @overload
    def ascending_triangle(
        self, high: Rule | str, low: Rule | str, close: Rule | str, /, pct: float = 5
    ) -> _StructureAscendingTriangleCall:
        """Ascending triangle: three confirmed peaks of a zigzag(pct) within 2 % over at least 10 bars, each valley more than 1 % above the one before, the lows since the third peak included; true at the first close at most 2 % below the mean peak."""
    @overload
    def descending_triangle(self, pct: float = 5) -> _StructureDescendingTriangleCall:
        """Descending triangle: structure.ascending_triangle upside down, true at the first close at most 2 % above the mean of three confirmed valleys."""
    @overload
    def descending_triangle(
        self, high: Rule | str, low: Rule | str, close: Rule | str, /, pct: float = 5
    ) -> _StructureDescendingTriangleCall:
        """Descending triangle: structure.ascending_triangle upside down, true at the first close at most 2 % above the mean of three confirmed valleys."""
    @overload
    def falling_wedge(self, pct: float = 5) -> _StructureFallingWedgeCall:
        """Falling wedge: confirmed peak, valley, lower peak, lower valley of a zigzag(pct), at least 10 bars from first to last, the line through the peaks falling faster; true at the first close above that line before the two lines meet."""
    @overload
    def falling_wedge(
        self, high: Rule | str, low: Rule | str, close: Rule | str, /, pct: float = 5
    ) -> _StructureFallingWedgeCall:
        """Falling wedge: confirmed peak, valley, lower peak, lower valley of a zigzag(pct), at least 10 bars from first to last, the line through the peaks falling faster; true at the first close above that line before the two lines meet."""
    @overload
    def rising_wedge(self, pct: float = 5) -> _StructureRisingWedgeCall:
        """Rising wedge: structure.falling_wedge upside down, true at the first close below the line through two confirmed valleys that rises faster than the one through the peaks."""
    @overload
    def rising_wedge(
        self, high: Rule | str, low: Rule | str, close: Rule | str, /, pct: float = 5
    ) -> _StructureRisingWedgeCall:
        """Rising wedge: structure.falling_wedge upside down, true at the first close below the line through two confirmed valleys that rises faster than the one through the peaks."""
    @overload
    def elliott_wave_135(self, pct: float = 5) -> _StructureElliottWave135Call:
        """Elliott's waves 1 to 4 on five confirmed pivots of a zigzag(pct) from a valley: wave 2 stays above the start, wave 3 is at least 1.618 times wave 1, wave 4 retraces at least 23.6 % of it and stays above wave 1; true at the bar that confirms the end of wave 4."""
    @overload
    def elliott_wave_135(
        self, high: Rule | str, low: Rule | str, /, pct: float = 5
    ) -> _StructureElliottWave135Call:
        """Elliott's waves 1 to 4 on five confirmed pivots of a zigzag(pct) from a valley: wave 2 stays above the start, wave 3 is at least 1.618 times wave 1, wave 4 retraces at least 23.6 % of it and stays above wave 1; true at the bar that confirms the end of wave 4."""
    @overload
    def bearish_elliott_wave_135(self, pct: float = 5) -> _StructureBearishElliottWave135Call:
        """Elliott's waves 1 to 4 of a fall: structure.elliott_wave_135 upside down, on five confirmed pivots from a peak."""
    @overload
    def bearish_elliott_wave_135(
        self, high: Rule | str, low: Rule | str, /, pct: float = 5
    ) -> _StructureBearishElliottWave135Call:
        """Elliott's waves 1 to 4 of a fall: structure.elliott_wave_135 upside down, on five confirmed pivots from a peak."""
    @overload
    def abcd(self, pct: float = 5, tolerance: float = 3, recency: int = 10) -> _StructureAbcdCall:
        """AB=CD on four confirmed pivots A B C D of a zigzag(pct): BC = 0.382 to 0.886 AB, CD = AB, each within `tolerance` percent of the ratio; true at the bar that confirms D, if D is at most `recency` bars old."""
    @overload
    def abcd(
        self,
        high: Rule | str,
        low: Rule | str,
        /,
        pct: float = 5,
        tolerance: float = 3,
        recency: int = 10,
    ) -> _StructureAbcdCall:
        """AB=CD on four confirmed pivots A B C D of a zigzag(pct): BC = 0.382 to 0.886 AB, CD = AB, each within `tolerance` percent of the ratio; true at the bar that confirms D, if D is at most `recency` bars old."""
    @overload
    def gartley(
        self, pct: float = 5, tolerance: float = 3, recency: int = 10
    ) -> _StructureGartleyCall:
        """Gartley on five confirmed pivots X A B C D of a zigzag(pct): AB = 0.618 XA, BC = 0.382 to 0.886 AB, AD = 0.786 XA, each within `tolerance` percent of the ratio; true at the bar that confirms D, if D is at most `recency` bars old."""
    @overload
    def gartley(
        self,
        high: Rule | str,
        low: Rule | str,
        /,
        pct: float = 5,
        tolerance: float = 3,
        recency: int = 10,
    ) -> _StructureGartleyCall:
        """Gartley on five confirmed pivots X A B C D of a zigzag(pct): AB = 0.618 XA, BC = 0.382 to 0.886 AB, AD = 0.786 XA, each within `tolerance` percent of the ratio; true at the bar that confirms D, if D is at most `recency` bars old."""
    @overload
    def bat(self, pct: float = 5, tolerance: float = 3, recency: int = 10) -> _StructureBatCall:
        """Bat on five confirmed pivots X A B C D of a zigzag(pct): AB = 0.382 to 0.5 XA, BC = 0.382 to 0.886 AB, AD = 0.886 XA, each within `tolerance` percent of the ratio; true at the bar that confirms D, if D is at most `recency` bars old."""
    @overload
    def bat(
        self,
        high: Rule | str,
        low: Rule | str,
        /,
        pct: float = 5,
        tolerance: float = 3,
        recency: int = 10,
    ) -> _StructureBatCall:
        """Bat on five confirmed pivots X A B C D of a zigzag(pct): AB = 0.382 to 0.5 XA, BC = 0.382 to 0.886 AB, AD = 0.886 XA, each within `tolerance` percent of the ratio; true at the bar that confirms D, if D is at most `recency` bars old."""
    @overload
    def butterfly(
        self, pct: float = 5, tolerance: float = 3, recency: int = 10
    ) -> _StructureButterflyCall:
        """Butterfly on five confirmed pivots X A B C D of a zigzag(pct): AB = 0.786 XA, BC = 0.382 to 0.886 AB, AD = 1.27 XA, each within `tolerance` percent of the ratio; true at the bar that confirms D, if D is at most `recency` bars old."""
    @overload
    def butterfly(
        self,
        high: Rule | str,
        low: Rule | str,
        /,
        pct: float = 5,
        tolerance: float = 3,
        recency: int = 10,
    ) -> _StructureButterflyCall:
        """Butterfly on five confirmed pivots X A B C D of a zigzag(pct): AB = 0.786 XA, BC = 0.382 to 0.886 AB, AD = 1.27 XA, each within `tolerance` percent of the ratio; true at the bar that confirms D, if D is at most `recency` bars old."""
    @overload
    def crab(self, pct: float = 5, tolerance: float = 3, recency: int = 10) -> _StructureCrabCall:
        """Crab on five confirmed pivots X A B C D of a zigzag(pct): AB = 0.382 to 0.618 XA, BC = 0.382 to 0.886 AB, AD = 1.618 XA, each within `tolerance` percent of the ratio; true at the bar that confirms D, if D is at most `recency` bars old."""
    @overload
    def crab(
        self,
        high: Rule | str,
        low: Rule | str,
        /,
        pct: float = 5,
        tolerance: float = 3,
        recency: int = 10,
    ) -> _StructureCrabCall:
        """Crab on five confirmed pivots X A B C D of a zigzag(pct): AB = 0.382 to 0.618 XA, BC = 0.382 to 0.886 AB, AD = 1.618 XA, each within `tolerance` percent of the ratio; true at the bar that confirms D, if D is at most `recency` bars old."""

cdl: _Cdl
candle: _Candle
structure: _Structure

@overload
def accbands(period: int = 20) -> _AccbandsCall:
    """Acceleration bands: simple averages of high * (1 + 4 * w), close and low * (1 - 4 * w), w = (high - low) / (high + low)."""

@overload
def accbands(
    high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 20
) -> _AccbandsCall:
    """Acceleration bands: simple averages of high * (1 + 4 * w), close and low * (1 - 4 * w), w = (high - low) / (high + low)."""

@overload
def bbands(period: int = 20, up: float = 2, down: float = 2, ma: int = 0) -> _BbandsCall:
    """Bollinger bands: a moving average over `period` of type `ma`, as in ma, and `up` and `down` standard deviations of the last `period` values above and below it."""

@overload
def bbands(
    real: Rule | str, /, period: int = 20, up: float = 2, down: float = 2, ma: int = 0
) -> _BbandsCall:
    """Bollinger bands: a moving average over `period` of type `ma`, as in ma, and `up` and `down` standard deviations of the last `period` values above and below it."""

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
def dema(period: int = 30) -> Rule:
    """Double exponential moving average: 2 * ema - ema of the ema, which takes most of the lag out."""

@overload
def dema(real: Rule | str, /, period: int = 30) -> Rule:
    """Double exponential moving average: 2 * ema - ema of the ema, which takes most of the lag out."""

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
def hma(period: int = 20) -> Rule:
    """Hull moving average: wma, over the square root of `period`, of 2 * wma(period / 2) - wma(period); halves and roots are cut off."""

@overload
def hma(real: Rule | str, /, period: int = 20) -> Rule:
    """Hull moving average: wma, over the square root of `period`, of 2 * wma(period / 2) - wma(period); halves and roots are cut off."""

@overload
def ht_trendline() -> Rule:
    """Instantaneous trendline: mean price of the dominant cycle's last whole turn, weighted 4 3 2 1 over the last four bars."""

@overload
def ht_trendline(real: Rule | str, /) -> Rule:
    """Instantaneous trendline: mean price of the dominant cycle's last whole turn, weighted 4 3 2 1 over the last four bars."""

@overload
def kama(period: int = 30) -> Rule:
    """Kaufman's adaptive moving average: an exponential average between the speeds of 2 and of 30 bars, faster the straighter the last `period` changes went."""

@overload
def kama(real: Rule | str, /, period: int = 30) -> Rule:
    """Kaufman's adaptive moving average: an exponential average between the speeds of 2 and of 30 bars, faster the straighter the last `period` changes went."""

@overload
def kc(period: int = 20, atr: int = 10, multiplier: float = 2) -> _KcCall:
    """Keltner channels: the ema of (high + low + close) / 3 over `period`, and `multiplier` average true ranges over `atr` above and below it."""

@overload
def kc(
    high: Rule | str,
    low: Rule | str,
    close: Rule | str,
    /,
    period: int = 20,
    atr: int = 10,
    multiplier: float = 2,
) -> _KcCall:
    """Keltner channels: the ema of (high + low + close) / 3 over `period`, and `multiplier` average true ranges over `atr` above and below it."""

@overload
def keltner(period: int = 20, atr: int = 10, multiplier: float = 2) -> _KcCall:
    """Another name of `kc`."""

@overload
def keltner(
    high: Rule | str,
    low: Rule | str,
    close: Rule | str,
    /,
    period: int = 20,
    atr: int = 10,
    multiplier: float = 2,
) -> _KcCall:
    """Another name of `kc`."""

@overload
def ma(period: int = 30, ma: int = 0) -> Rule:
    """Moving average of type `ma`, as everywhere and as in TA-Lib: 0 sma, 1 ema, 2 wma, 3 dema, 4 tema, 5 trima, 6 kama, 7 mama(0.5, 0.05) for any period, 8 t3 with factor 0.7, 9 hma, 10 none, 11 the function's default, 12 zlema, 13 rma."""

@overload
def ma(real: Rule | str, /, period: int = 30, ma: int = 0) -> Rule:
    """Moving average of type `ma`, as everywhere and as in TA-Lib: 0 sma, 1 ema, 2 wma, 3 dema, 4 tema, 5 trima, 6 kama, 7 mama(0.5, 0.05) for any period, 8 t3 with factor 0.7, 9 hma, 10 none, 11 the function's default, 12 zlema, 13 rma."""

@overload
def mama(fast: float = 0.5, slow: float = 0.05) -> _MamaCall:
    """MESA adaptive moving average: an exponential average whose weight lies between `slow` and `fast`, by how far the phase of the dominant cycle moved; fama follows mama with half the weight."""

@overload
def mama(real: Rule | str, /, fast: float = 0.5, slow: float = 0.05) -> _MamaCall:
    """MESA adaptive moving average: an exponential average whose weight lies between `slow` and `fast`, by how far the phase of the dominant cycle moved; fama follows mama with half the weight."""

@overload
def midpoint(period: int = 14) -> Rule:
    """Middle between the largest and the smallest of the last `period` values."""

@overload
def midpoint(real: Rule | str, /, period: int = 14) -> Rule:
    """Middle between the largest and the smallest of the last `period` values."""

@overload
def midprice(period: int = 14) -> Rule:
    """Middle between the highest high and the lowest low of the last `period` bars, as donchian(period).middle."""

@overload
def midprice(high: Rule | str, low: Rule | str, /, period: int = 14) -> Rule:
    """Middle between the highest high and the lowest low of the last `period` bars, as donchian(period).middle."""

@overload
def rma(period: int = 30) -> Rule:
    """Wilder's moving average: rma += (x - rma) / period, seeded with the mean of the first `period` values, which is the first value."""

@overload
def rma(real: Rule | str, /, period: int = 30) -> Rule:
    """Wilder's moving average: rma += (x - rma) / period, seeded with the mean of the first `period` values, which is the first value."""

@overload
def sar(acceleration: float = 0.02, maximum: float = 0.2) -> Rule:
    """Parabolic stop and reverse: a stop that moves each bar by a share of its distance from the position's extreme, `acceleration` more at each new one up to `maximum`, and changes sides when it is touched."""

@overload
def sar(
    high: Rule | str, low: Rule | str, /, acceleration: float = 0.02, maximum: float = 0.2
) -> Rule:
    """Parabolic stop and reverse: a stop that moves each bar by a share of its distance from the position's extreme, `acceleration` more at each new one up to `maximum`, and changes sides when it is touched."""

@overload
def sarext(
    start: float = 0,
    offset: float = 0,
    long_first: float = 0.02,
    long_step: float = 0.02,
    long_maximum: float = 0.2,
    short_first: float = 0.02,
    short_step: float = 0.02,
    short_maximum: float = 0.2,
) -> Rule:
    """Parabolic stop and reverse as sar, negative while the position is short, with first share, step and maximum for each side. `start` is the first stop (negative: of a short position; 0: by the first bars), `offset` moves the stop further at a reversal."""

@overload
def sarext(
    high: Rule | str,
    low: Rule | str,
    /,
    start: float = 0,
    offset: float = 0,
    long_first: float = 0.02,
    long_step: float = 0.02,
    long_maximum: float = 0.2,
    short_first: float = 0.02,
    short_step: float = 0.02,
    short_maximum: float = 0.2,
) -> Rule:
    """Parabolic stop and reverse as sar, negative while the position is short, with first share, step and maximum for each side. `start` is the first stop (negative: of a short position; 0: by the first bars), `offset` moves the stop further at a reversal."""

@overload
def sma(period: int = 30) -> Rule:
    """Simple moving average: mean of the last `period` values, as a running sum."""

@overload
def sma(real: Rule | str, /, period: int = 30) -> Rule:
    """Simple moving average: mean of the last `period` values, as a running sum."""

@overload
def supertrend(period: int = 10, multiplier: float = 3) -> _SupertrendCall:
    """Supertrend: a stop `multiplier` average true ranges from the middle of the bar, below the price and rising while trend is 1, above it and falling while trend is -1; a close beyond it turns the trend."""

@overload
def supertrend(
    high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 10, multiplier: float = 3
) -> _SupertrendCall:
    """Supertrend: a stop `multiplier` average true ranges from the middle of the bar, below the price and rising while trend is 1, above it and falling while trend is -1; a close beyond it turns the trend."""

@overload
def t3(period: int = 5, vfactor: float = 0.7) -> Rule:
    """Tillson's T3: a weighted sum of the third to the sixth of six emas in a row; `vfactor` 0 is the third, 1 overshoots most."""

@overload
def t3(real: Rule | str, /, period: int = 5, vfactor: float = 0.7) -> Rule:
    """Tillson's T3: a weighted sum of the third to the sixth of six emas in a row; `vfactor` 0 is the third, 1 overshoots most."""

@overload
def tema(period: int = 30) -> Rule:
    """Triple exponential moving average: 3 * e1 - 3 * e2 + e3, each the ema of the one before."""

@overload
def tema(real: Rule | str, /, period: int = 30) -> Rule:
    """Triple exponential moving average: 3 * e1 - 3 * e2 + e3, each the ema of the one before."""

@overload
def trima(period: int = 30) -> Rule:
    """Triangular moving average: the last `period` values with weights that rise to the middle of the window and fall again, divided by the sum of the weights."""

@overload
def trima(real: Rule | str, /, period: int = 30) -> Rule:
    """Triangular moving average: the last `period` values with weights that rise to the middle of the window and fall again, divided by the sum of the weights."""

@overload
def vwma(period: int = 30) -> Rule:
    """Volume-weighted moving average: the last `period` values weighted by volume; null where there was none."""

@overload
def vwma(real: Rule | str, volume: Rule | str, /, period: int = 30) -> Rule:
    """Volume-weighted moving average: the last `period` values weighted by volume; null where there was none."""

@overload
def wma(period: int = 30) -> Rule:
    """Weighted moving average: the last `period` values with weights 1 (oldest) to `period`, divided by the sum of the weights."""

@overload
def wma(real: Rule | str, /, period: int = 30) -> Rule:
    """Weighted moving average: the last `period` values with weights 1 (oldest) to `period`, divided by the sum of the weights."""

@overload
def zlema(period: int = 30) -> Rule:
    """Zero-lag exponential moving average: ema of 2 * x - lag(x, (period - 1) / 2), the lag cut off."""

@overload
def zlema(real: Rule | str, /, period: int = 30) -> Rule:
    """Zero-lag exponential moving average: ema of 2 * x - lag(x, (period - 1) / 2), the lag cut off."""

@overload
def ac(fast: int = 5, slow: int = 34, signal: int = 5) -> Rule:
    """Accelerator oscillator: ao(fast, slow) minus its simple average over `signal` bars."""

@overload
def ac(
    high: Rule | str, low: Rule | str, /, fast: int = 5, slow: int = 34, signal: int = 5
) -> Rule:
    """Accelerator oscillator: ao(fast, slow) minus its simple average over `signal` bars."""

@overload
def adx(period: int = 14) -> Rule:
    """Average directional index: Wilder average of 100 * |plus_di - minus_di| / (plus_di + minus_di), seeded with the mean of the first `period` of them."""

@overload
def adx(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Average directional index: Wilder average of 100 * |plus_di - minus_di| / (plus_di + minus_di), seeded with the mean of the first `period` of them."""

@overload
def adxr(period: int = 14) -> Rule:
    """Average directional movement rating: mean of the adx and the adx `period` - 1 bars ago."""

@overload
def adxr(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Average directional movement rating: mean of the adx and the adx `period` - 1 bars ago."""

@overload
def ao(fast: int = 5, slow: int = 34) -> Rule:
    """Awesome oscillator: simple average of (high + low) / 2 over `fast` bars minus the one over `slow` bars."""

@overload
def ao(high: Rule | str, low: Rule | str, /, fast: int = 5, slow: int = 34) -> Rule:
    """Awesome oscillator: simple average of (high + low) / 2 over `fast` bars minus the one over `slow` bars."""

@overload
def apo(fast: int = 12, slow: int = 26, ma: int = 1) -> Rule:
    """Absolute price oscillator: the average over `fast` minus the one over `slow`, both of type `ma` as in ma, each with its own seed."""

@overload
def apo(real: Rule | str, /, fast: int = 12, slow: int = 26, ma: int = 1) -> Rule:
    """Absolute price oscillator: the average over `fast` minus the one over `slow`, both of type `ma` as in ma, each with its own seed."""

@overload
def aroon(period: int = 14) -> _AroonCall:
    """Aroon: how recent the extremes of the last `period` + 1 bars are, up = 100 * (period - bars since the highest high) / period, down the same of the lowest low; the latest of equal ones counts."""

@overload
def aroon(high: Rule | str, low: Rule | str, /, period: int = 14) -> _AroonCall:
    """Aroon: how recent the extremes of the last `period` + 1 bars are, up = 100 * (period - bars since the highest high) / period, down the same of the lowest low; the latest of equal ones counts."""

@overload
def aroonosc(period: int = 14) -> Rule:
    """Aroon oscillator: aroon(period).up - aroon(period).down."""

@overload
def aroonosc(high: Rule | str, low: Rule | str, /, period: int = 14) -> Rule:
    """Aroon oscillator: aroon(period).up - aroon(period).down."""

@overload
def bop() -> Rule:
    """Balance of power: (close - open) / (high - low); 0 where the bar has no range."""

@overload
def bop(open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /) -> Rule:
    """Balance of power: (close - open) / (high - low); 0 where the bar has no range."""

@overload
def cci(period: int = 14) -> Rule:
    """Commodity channel index: distance of the typical price (high + low + close) / 3 from its mean over `period` bars, divided by 0.015 mean deviations; 0 where prices stand still."""

@overload
def cci(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Commodity channel index: distance of the typical price (high + low + close) / 3 from its mean over `period` bars, divided by 0.015 mean deviations; 0 where prices stand still."""

@overload
def cmo(period: int = 14) -> Rule:
    """Chande momentum oscillator: 100 * (gain - loss) / (gain + loss), both Wilder averages of the changes, seeded with the mean of the first `period` changes; 0 where nothing has moved."""

@overload
def cmo(real: Rule | str, /, period: int = 14) -> Rule:
    """Chande momentum oscillator: 100 * (gain - loss) / (gain + loss), both Wilder averages of the changes, seeded with the mean of the first `period` changes; 0 where nothing has moved."""

@overload
def cmou(period: int = 14) -> Rule:
    """Chande momentum oscillator without smoothing: 100 * (up - down) / (up + down), the sums of the rises and of the falls over the last `period` changes; 0 where nothing has moved."""

@overload
def cmou(real: Rule | str, /, period: int = 14) -> Rule:
    """Chande momentum oscillator without smoothing: 100 * (up - down) / (up + down), the sums of the rises and of the falls over the last `period` changes; 0 where nothing has moved."""

@overload
def coppock(period: int = 10, first: int = 11, second: int = 14) -> Rule:
    """Coppock curve: weighted average over `period` bars of roc(first) + roc(second)."""

@overload
def coppock(real: Rule | str, /, period: int = 10, first: int = 11, second: int = 14) -> Rule:
    """Coppock curve: weighted average over `period` bars of roc(first) + roc(second)."""

@overload
def dpo(period: int = 20) -> Rule:
    """Detrended price oscillator: x of `period` / 2 + 1 bars ago minus the simple average of the last `period` values."""

@overload
def dpo(real: Rule | str, /, period: int = 20) -> Rule:
    """Detrended price oscillator: x of `period` / 2 + 1 bars ago minus the simple average of the last `period` values."""

@overload
def dx(period: int = 14) -> Rule:
    """Directional movement index: 100 * |plus_di - minus_di| / (plus_di + minus_di); the value of the bar before where nothing has moved."""

@overload
def dx(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Directional movement index: 100 * |plus_di - minus_di| / (plus_di + minus_di); the value of the bar before where nothing has moved."""

@overload
def er(period: int = 10) -> Rule:
    """Efficiency ratio: |x - x of `period` bars ago|, divided by the sum of the changes between them without their signs; 1 where nothing has moved."""

@overload
def er(real: Rule | str, /, period: int = 10) -> Rule:
    """Efficiency ratio: |x - x of `period` bars ago|, divided by the sum of the changes between them without their signs; 1 where nothing has moved."""

@overload
def eri(period: int = 13) -> _EriCall:
    """Elder ray index: bull = high - ema(close, period), bear = low - ema(close, period)."""

@overload
def eri(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 13) -> _EriCall:
    """Elder ray index: bull = high - ema(close, period), bear = low - ema(close, period)."""

@overload
def fosc(period: int = 5) -> Rule:
    """Forecast oscillator: 100 * (x - forecast) / x, the forecast read one bar ahead from the least-squares line through the `period` values before x; 0 where x is 0."""

@overload
def fosc(real: Rule | str, /, period: int = 5) -> Rule:
    """Forecast oscillator: 100 * (x - forecast) / x, the forecast read one bar ahead from the least-squares line through the `period` values before x; 0 where x is 0."""

@overload
def fractal(left: int = 2, right: int = 2) -> _FractalCall:
    """Fractals: high is 100 where the bar `right` bars ago turns out to have a higher high than all of the `left` bars before it and the `right` bars since, else 0; low the same of lower lows."""

@overload
def fractal(high: Rule | str, low: Rule | str, /, left: int = 2, right: int = 2) -> _FractalCall:
    """Fractals: high is 100 where the bar `right` bars ago turns out to have a higher high than all of the `left` bars before it and the `right` bars since, else 0; low the same of lower lows."""

@overload
def imi(period: int = 14) -> Rule:
    """Intraday momentum index: 100 * up / (up + down), the sums over `period` bars of close - open where that is positive and of open - close where it is negative; 50 where all bars closed at their open."""

@overload
def imi(open: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Intraday momentum index: 100 * up / (up + down), the sums over `period` bars of close - open where that is positive and of open - close where it is negative; 50 where all bars closed at their open."""

@overload
def kdj(
    fastk: int = 9, slowk: int = 3, slowk_ma: int = 13, slowd: int = 3, slowd_ma: int = 13
) -> _KdjCall:
    """KDJ indicator: k and d as in stoch, usually with Wilder's averages, and j = 3 * k - 2 * d."""

@overload
def kdj(
    high: Rule | str,
    low: Rule | str,
    close: Rule | str,
    /,
    fastk: int = 9,
    slowk: int = 3,
    slowk_ma: int = 13,
    slowd: int = 3,
    slowd_ma: int = 13,
) -> _KdjCall:
    """KDJ indicator: k and d as in stoch, usually with Wilder's averages, and j = 3 * k - 2 * d."""

@overload
def macd(fast: int = 12, slow: int = 26, signal: int = 9) -> _MacdCall:
    """Moving average convergence/divergence: line = ema(fast) - ema(slow), signal = ema(signal) of the line, hist = line - signal."""

@overload
def macd(real: Rule | str, /, fast: int = 12, slow: int = 26, signal: int = 9) -> _MacdCall:
    """Moving average convergence/divergence: line = ema(fast) - ema(slow), signal = ema(signal) of the line, hist = line - signal."""

@overload
def macdext(
    fast: int = 12,
    fast_ma: int = 0,
    slow: int = 26,
    slow_ma: int = 0,
    signal: int = 9,
    signal_ma: int = 0,
) -> _MacdextCall:
    """Moving average convergence/divergence: line = average over `fast` - average over `slow`, signal = average over `signal` of the line, hist = line - signal, with types as in ma."""

@overload
def macdext(
    real: Rule | str,
    /,
    fast: int = 12,
    fast_ma: int = 0,
    slow: int = 26,
    slow_ma: int = 0,
    signal: int = 9,
    signal_ma: int = 0,
) -> _MacdextCall:
    """Moving average convergence/divergence: line = average over `fast` - average over `slow`, signal = average over `signal` of the line, hist = line - signal, with types as in ma."""

@overload
def macdfix(signal: int = 9) -> _MacdfixCall:
    """Moving average convergence/divergence as macd over 12 and 26 bars, whose averages take 0.15 and 0.075 of each value."""

@overload
def macdfix(real: Rule | str, /, signal: int = 9) -> _MacdfixCall:
    """Moving average convergence/divergence as macd over 12 and 26 bars, whose averages take 0.15 and 0.075 of each value."""

@overload
def mfi(period: int = 14) -> Rule:
    """Money flow index: 100 * positive / (positive + negative), the sums over `period` bars of typical price * volume where the typical price (high + low + close) / 3 rose and where it fell; 0 where there was neither."""

@overload
def mfi(
    high: Rule | str, low: Rule | str, close: Rule | str, volume: Rule | str, /, period: int = 14
) -> Rule:
    """Money flow index: 100 * positive / (positive + negative), the sums over `period` bars of typical price * volume where the typical price (high + low + close) / 3 rose and where it fell; 0 where there was neither."""

@overload
def minus_di(period: int = 14) -> Rule:
    """Minus directional indicator: how far bars reached below the ones before, as percent of the true range, both in Wilder's sums; the bare ratio for a period of 1, as in TA-Lib."""

@overload
def minus_di(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Minus directional indicator: how far bars reached below the ones before, as percent of the true range, both in Wilder's sums; the bare ratio for a period of 1, as in TA-Lib."""

@overload
def minus_dm(period: int = 14) -> Rule:
    """Minus directional movement: Wilder sum of how far bars reached below the ones before, where they reached further down than the other way; each bar's own for a period of 1."""

@overload
def minus_dm(high: Rule | str, low: Rule | str, /, period: int = 14) -> Rule:
    """Minus directional movement: Wilder sum of how far bars reached below the ones before, where they reached further down than the other way; each bar's own for a period of 1."""

@overload
def mom(period: int = 10) -> Rule:
    """Momentum: x minus x of `period` bars ago."""

@overload
def mom(real: Rule | str, /, period: int = 10) -> Rule:
    """Momentum: x minus x of `period` bars ago."""

@overload
def plus_di(period: int = 14) -> Rule:
    """Plus directional indicator: how far bars reached above the ones before, as percent of the true range, both in Wilder's sums; the bare ratio for a period of 1, as in TA-Lib."""

@overload
def plus_di(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Plus directional indicator: how far bars reached above the ones before, as percent of the true range, both in Wilder's sums; the bare ratio for a period of 1, as in TA-Lib."""

@overload
def plus_dm(period: int = 14) -> Rule:
    """Plus directional movement: Wilder sum of how far bars reached above the ones before, where they reached further up than the other way; each bar's own for a period of 1."""

@overload
def plus_dm(high: Rule | str, low: Rule | str, /, period: int = 14) -> Rule:
    """Plus directional movement: Wilder sum of how far bars reached above the ones before, where they reached further up than the other way; each bar's own for a period of 1."""

@overload
def ppo(fast: int = 12, slow: int = 26, ma: int = 1) -> Rule:
    """Percentage price oscillator: how far the average over `fast` is above the one over `slow`, both of type `ma` as in ma; 0 where the slow one is 0."""

@overload
def ppo(real: Rule | str, /, fast: int = 12, slow: int = 26, ma: int = 1) -> Rule:
    """Percentage price oscillator: how far the average over `fast` is above the one over `slow`, both of type `ma` as in ma; 0 where the slow one is 0."""

@overload
def qstick(period: int = 10) -> Rule:
    """Qstick: simple average of close - open over `period` bars."""

@overload
def qstick(open: Rule | str, close: Rule | str, /, period: int = 10) -> Rule:
    """Qstick: simple average of close - open over `period` bars."""

@overload
def roc(period: int = 10) -> Rule:
    """Rate of change: 100 * (x / x of `period` bars ago - 1); 0 where the older value is 0."""

@overload
def roc(real: Rule | str, /, period: int = 10) -> Rule:
    """Rate of change: 100 * (x / x of `period` bars ago - 1); 0 where the older value is 0."""

@overload
def rocp(period: int = 10) -> Rule:
    """Rate of change as a fraction: (x - older) / older, older = x of `period` bars ago; 0 where that is 0."""

@overload
def rocp(real: Rule | str, /, period: int = 10) -> Rule:
    """Rate of change as a fraction: (x - older) / older, older = x of `period` bars ago; 0 where that is 0."""

@overload
def rocr100(period: int = 10) -> Rule:
    """Rate of change as a ratio in percent: 100 * x / x of `period` bars ago; 0 where that is 0."""

@overload
def rocr100(real: Rule | str, /, period: int = 10) -> Rule:
    """Rate of change as a ratio in percent: 100 * x / x of `period` bars ago; 0 where that is 0."""

@overload
def rocr(period: int = 10) -> Rule:
    """Rate of change as a ratio: x / x of `period` bars ago; 0 where that is 0."""

@overload
def rocr(real: Rule | str, /, period: int = 10) -> Rule:
    """Rate of change as a ratio: x / x of `period` bars ago; 0 where that is 0."""

@overload
def rsi(period: int = 14) -> Rule:
    """Relative strength index: 100 * gain / (gain + loss), both Wilder averages of the changes, seeded with the mean of the first `period` changes; 0 where nothing has moved."""

@overload
def rsi(real: Rule | str, /, period: int = 14) -> Rule:
    """Relative strength index: 100 * gain / (gain + loss), both Wilder averages of the changes, seeded with the mean of the first `period` changes; 0 where nothing has moved."""

@overload
def smi(period: int = 13, fast: int = 2, slow: int = 25, signal: int = 9) -> _SmiCall:
    """Stochastic momentum index: line = 100 * distance of the close from the middle of the range of `period` bars / half of the range, both smoothed by ema(slow) and then ema(fast); signal = ema(signal) of the line."""

@overload
def smi(
    high: Rule | str,
    low: Rule | str,
    close: Rule | str,
    /,
    period: int = 13,
    fast: int = 2,
    slow: int = 25,
    signal: int = 9,
) -> _SmiCall:
    """Stochastic momentum index: line = 100 * distance of the close from the middle of the range of `period` bars / half of the range, both smoothed by ema(slow) and then ema(fast); signal = ema(signal) of the line."""

@overload
def stoch(
    fastk: int = 5, slowk: int = 3, slowk_ma: int = 0, slowd: int = 3, slowd_ma: int = 0
) -> _StochCall:
    """Slow stochastic oscillator: where the close stands in the range of the last `fastk` bars, averaged over `slowk` (k) and again over `slowd` (d), types as in ma; 0 where there is no range."""

@overload
def stoch(
    high: Rule | str,
    low: Rule | str,
    close: Rule | str,
    /,
    fastk: int = 5,
    slowk: int = 3,
    slowk_ma: int = 0,
    slowd: int = 3,
    slowd_ma: int = 0,
) -> _StochCall:
    """Slow stochastic oscillator: where the close stands in the range of the last `fastk` bars, averaged over `slowk` (k) and again over `slowd` (d), types as in ma; 0 where there is no range."""

@overload
def stochf(fastk: int = 5, fastd: int = 3, fastd_ma: int = 0) -> _StochfCall:
    """Fast stochastic oscillator: where the close stands in the range of the last `fastk` bars (k), and its average over `fastd` (d), type as in ma; 0 where there is no range."""

@overload
def stochf(
    high: Rule | str,
    low: Rule | str,
    close: Rule | str,
    /,
    fastk: int = 5,
    fastd: int = 3,
    fastd_ma: int = 0,
) -> _StochfCall:
    """Fast stochastic oscillator: where the close stands in the range of the last `fastk` bars (k), and its average over `fastd` (d), type as in ma; 0 where there is no range."""

@overload
def stochrsi(period: int = 14, fastk: int = 5, fastd: int = 3, fastd_ma: int = 0) -> _StochrsiCall:
    """Stochastic of rsi(period): where it stands in the range of its last `fastk` values (k), and the average of that over `fastd` (d), type as in ma; 0 where there is no range."""

@overload
def stochrsi(
    real: Rule | str, /, period: int = 14, fastk: int = 5, fastd: int = 3, fastd_ma: int = 0
) -> _StochrsiCall:
    """Stochastic of rsi(period): where it stands in the range of its last `fastk` values (k), and the average of that over `fastd` (d), type as in ma; 0 where there is no range."""

@overload
def trix(period: int = 30) -> Rule:
    """Change in percent from bar to bar of an ema(period) of an ema(period) of an ema(period)."""

@overload
def trix(real: Rule | str, /, period: int = 30) -> Rule:
    """Change in percent from bar to bar of an ema(period) of an ema(period) of an ema(period)."""

@overload
def tsi(first: int = 25, second: int = 13) -> Rule:
    """True strength index: 100 * the change from bar to bar / the same without its sign, both smoothed by ema(first) and then ema(second); 0 where nothing has moved."""

@overload
def tsi(real: Rule | str, /, first: int = 25, second: int = 13) -> Rule:
    """True strength index: 100 * the change from bar to bar / the same without its sign, both smoothed by ema(first) and then ema(second); 0 where nothing has moved."""

@overload
def ultosc(first: int = 7, second: int = 14, third: int = 28) -> Rule:
    """Ultimate oscillator: close - true low over the true range, both summed over three periods, the shorter ones weighted 4 and 2, the longest 1; whichever comes first."""

@overload
def ultosc(
    high: Rule | str,
    low: Rule | str,
    close: Rule | str,
    /,
    first: int = 7,
    second: int = 14,
    third: int = 28,
) -> Rule:
    """Ultimate oscillator: close - true low over the true range, both summed over three periods, the shorter ones weighted 4 and 2, the longest 1; whichever comes first."""

@overload
def vhf(period: int = 28) -> Rule:
    """Vertical horizontal filter: highest minus lowest of the last `period` values, divided by the sum of the last `period` changes without their signs; 0 where nothing has moved."""

@overload
def vhf(real: Rule | str, /, period: int = 28) -> Rule:
    """Vertical horizontal filter: highest minus lowest of the last `period` values, divided by the sum of the last `period` changes without their signs; 0 where nothing has moved."""

@overload
def vortex(period: int = 14) -> _VortexCall:
    """Vortex indicator: plus = sum over `period` bars of |high - previous low| / sum of the true range, minus the same of |low - previous high|; 0 where there was no range."""

@overload
def vortex(
    high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14
) -> _VortexCall:
    """Vortex indicator: plus = sum over `period` bars of |high - previous low| / sum of the true range, minus the same of |low - previous high|; 0 where there was no range."""

@overload
def wad() -> Rule:
    """Williams' accumulation and distribution: running sum of close - min(low, previous close) where the close rose and of close - max(high, previous close) where it fell; without volume."""

@overload
def wad(high: Rule | str, low: Rule | str, close: Rule | str, /) -> Rule:
    """Williams' accumulation and distribution: running sum of close - min(low, previous close) where the close rose and of close - max(high, previous close) where it fell; without volume."""

@overload
def willr(period: int = 14) -> Rule:
    """Williams' %R: -100 * (highest high - close) / (highest high - lowest low) of the last `period` bars; 0 where there was no range."""

@overload
def willr(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Williams' %R: -100 * (highest high - close) / (highest high - lowest low) of the last `period` bars; 0 where there was no range."""

@overload
def ad() -> Rule:
    """Accumulation/distribution line: running sum of volume * ((close - low) - (high - close)) / (high - low), 0 for a bar without range."""

@overload
def ad(high: Rule | str, low: Rule | str, close: Rule | str, volume: Rule | str, /) -> Rule:
    """Accumulation/distribution line: running sum of volume * ((close - low) - (high - close)) / (high - low), 0 for a bar without range."""

@overload
def adosc(fast: int = 3, slow: int = 10) -> Rule:
    """Chaikin oscillator: exponential average over `fast` bars of the accumulation/distribution line, minus the one over `slow` bars, both seeded with its first value."""

@overload
def adosc(
    high: Rule | str,
    low: Rule | str,
    close: Rule | str,
    volume: Rule | str,
    /,
    fast: int = 3,
    slow: int = 10,
) -> Rule:
    """Chaikin oscillator: exponential average over `fast` bars of the accumulation/distribution line, minus the one over `slow` bars, both seeded with its first value."""

@overload
def cmf(period: int = 20) -> Rule:
    """Chaikin money flow: sum over `period` bars of volume * ((close - low) - (high - close)) / (high - low), divided by the sum of the volume; 0 where nothing was traded."""

@overload
def cmf(
    high: Rule | str, low: Rule | str, close: Rule | str, volume: Rule | str, /, period: int = 20
) -> Rule:
    """Chaikin money flow: sum over `period` bars of volume * ((close - low) - (high - close)) / (high - low), divided by the sum of the volume; 0 where nothing was traded."""

@overload
def efi(period: int = 13) -> Rule:
    """Elder's force index: exponential average of (close - previous close) * volume, seeded with the mean of the first `period` of them."""

@overload
def efi(close: Rule | str, volume: Rule | str, /, period: int = 13) -> Rule:
    """Elder's force index: exponential average of (close - previous close) * volume, seeded with the mean of the first `period` of them."""

@overload
def marketfi() -> Rule:
    """Market facilitation index: (high - low) / volume, 0 for a bar without volume."""

@overload
def marketfi(high: Rule | str, low: Rule | str, volume: Rule | str, /) -> Rule:
    """Market facilitation index: (high - low) / volume, 0 for a bar without volume."""

@overload
def nvi() -> Rule:
    """Negative volume index: starts at 1000, takes the relative change of the close on bars of less volume than the one before."""

@overload
def nvi(close: Rule | str, volume: Rule | str, /) -> Rule:
    """Negative volume index: starts at 1000, takes the relative change of the close on bars of less volume than the one before."""

@overload
def obv() -> Rule:
    """On-balance volume: running sum of the volume, with the sign of the change of the input; starts with the first bar's volume."""

@overload
def obv(real: Rule | str, volume: Rule | str, /) -> Rule:
    """On-balance volume: running sum of the volume, with the sign of the change of the input; starts with the first bar's volume."""

@overload
def pvi() -> Rule:
    """Positive volume index: starts at 1000, takes the relative change of the close on bars of more volume than the one before."""

@overload
def pvi(close: Rule | str, volume: Rule | str, /) -> Rule:
    """Positive volume index: starts at 1000, takes the relative change of the close on bars of more volume than the one before."""

@overload
def pvo(fast: int = 12, slow: int = 26, ma: int = 1) -> Rule:
    """Percentage volume oscillator: how far the volume's average over `fast` is above the one over `slow`, both of type `ma` as in ma; 0 where the slow one is 0."""

@overload
def pvo(volume: Rule | str, /, fast: int = 12, slow: int = 26, ma: int = 1) -> Rule:
    """Percentage volume oscillator: how far the volume's average over `fast` is above the one over `slow`, both of type `ma` as in ma; 0 where the slow one is 0."""

@overload
def pvt() -> Rule:
    """Price volume trend: running sum of volume * (close - previous close) / previous close; 0 at bar 1, its first value."""

@overload
def pvt(close: Rule | str, volume: Rule | str, /) -> Rule:
    """Price volume trend: running sum of volume * (close - previous close) / previous close; 0 at bar 1, its first value."""

@overload
def rvol(period: int = 20) -> Rule:
    """Relative volume: volume divided by the mean of the `period` volumes before it, which do not include its own; null where that is 0."""

@overload
def rvol(volume: Rule | str, /, period: int = 20) -> Rule:
    """Relative volume: volume divided by the mean of the `period` volumes before it, which do not include its own; null where that is 0."""

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
def vwap() -> Rule:
    """Volume weighted average price since the first bar: sum of volume * (high + low + close) / 3 over the sum of the volume, 0 until something was traded."""

@overload
def vwap(high: Rule | str, low: Rule | str, close: Rule | str, volume: Rule | str, /) -> Rule:
    """Volume weighted average price since the first bar: sum of volume * (high + low + close) / 3 over the sum of the volume, 0 until something was traded."""

@overload
def adr(period: int = 14) -> Rule:
    """Average day range: mean of high - low over the last `period` bars."""

@overload
def adr(high: Rule | str, low: Rule | str, /, period: int = 14) -> Rule:
    """Average day range: mean of high - low over the last `period` bars."""

@overload
def atr(period: int = 14) -> Rule:
    """Average true range: Wilder average of the true range, seeded with the mean of the first `period` true ranges."""

@overload
def atr(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Average true range: Wilder average of the true range, seeded with the mean of the first `period` true ranges."""

@overload
def cvi(period: int = 10, roc: int = 10) -> Rule:
    """Chaikin's volatility: change over `roc` bars of the exponential average over `period` bars of high - low, in percent of the earlier average; 0 where that is 0."""

@overload
def cvi(high: Rule | str, low: Rule | str, /, period: int = 10, roc: int = 10) -> Rule:
    """Chaikin's volatility: change over `roc` bars of the exponential average over `period` bars of high - low, in percent of the earlier average; 0 where that is 0."""

@overload
def massi(fast: int = 9, slow: int = 25) -> Rule:
    """Mass index: sum over `slow` bars of the exponential average over `fast` bars of high - low, divided by the exponential average of itself; 1 where that is 0."""

@overload
def massi(high: Rule | str, low: Rule | str, /, fast: int = 9, slow: int = 25) -> Rule:
    """Mass index: sum over `slow` bars of the exponential average over `fast` bars of high - low, divided by the exponential average of itself; 1 where that is 0."""

@overload
def natr(period: int = 14) -> Rule:
    """Normalised average true range: 100 * atr / close, seeded as atr; the bare true range for a period of 1, as in TA-Lib."""

@overload
def natr(high: Rule | str, low: Rule | str, close: Rule | str, /, period: int = 14) -> Rule:
    """Normalised average true range: 100 * atr / close, seeded as atr; the bare true range for a period of 1, as in TA-Lib."""

@overload
def rvi(period: int = 14, stddev: int = 10) -> Rule:
    """Relative volatility index: 100 * up / (up + down), Wilder averages over `period` bars of the standard deviation of the last `stddev` values, of bars that rose and of bars that fell; 50 where both are 0."""

@overload
def rvi(real: Rule | str, /, period: int = 14, stddev: int = 10) -> Rule:
    """Relative volatility index: 100 * up / (up + down), Wilder averages over `period` bars of the standard deviation of the last `stddev` values, of bars that rose and of bars that fell; 50 where both are 0."""

@overload
def trange() -> Rule:
    """True range: the largest of high - low, |high - previous close| and |low - previous close|."""

@overload
def trange(high: Rule | str, low: Rule | str, close: Rule | str, /) -> Rule:
    """True range: the largest of high - low, |high - previous close| and |low - previous close|."""

@overload
def avgdev(period: int = 14) -> Rule:
    """Average deviation: mean of the distances of the last `period` values from their mean."""

@overload
def avgdev(real: Rule | str, /, period: int = 14) -> Rule:
    """Average deviation: mean of the distances of the last `period` values from their mean."""

@overload
def avgprice() -> Rule:
    """Average price: (open + high + low + close) / 4."""

@overload
def avgprice(open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /) -> Rule:
    """Average price: (open + high + low + close) / 4."""

@overload
def ha() -> _HaCall:
    """Heikin-Ashi candles."""

@overload
def ha(open: Rule | str, high: Rule | str, low: Rule | str, close: Rule | str, /) -> _HaCall:
    """Heikin-Ashi candles."""

@overload
def medprice() -> Rule:
    """Median price: (high + low) / 2."""

@overload
def medprice(high: Rule | str, low: Rule | str, /) -> Rule:
    """Median price: (high + low) / 2."""

@overload
def typprice() -> Rule:
    """Typical price: (high + low + close) / 3."""

@overload
def typprice(high: Rule | str, low: Rule | str, close: Rule | str, /) -> Rule:
    """Typical price: (high + low + close) / 3."""

@overload
def wclprice() -> Rule:
    """Weighted close price: (high + low + 2 * close) / 4."""

@overload
def wclprice(high: Rule | str, low: Rule | str, close: Rule | str, /) -> Rule:
    """Weighted close price: (high + low + 2 * close) / 4."""

@overload
def beta(period: int = 5) -> Rule:
    """Beta: covariance of the last `period` returns of both inputs over the variance of the returns of the first, which is the market; 0 where these do not vary."""

@overload
def beta(market: Rule | str, real: Rule | str, /, period: int = 5) -> Rule:
    """Beta: covariance of the last `period` returns of both inputs over the variance of the returns of the first, which is the market; 0 where these do not vary."""

@overload
def correl(period: int = 30) -> Rule:
    """Pearson's correlation coefficient of the last `period` values of both inputs; 0 where one of them does not vary."""

@overload
def correl(real: Rule | str, other: Rule | str, /, period: int = 30) -> Rule:
    """Pearson's correlation coefficient of the last `period` values of both inputs; 0 where one of them does not vary."""

@overload
def linearreg(period: int = 14) -> Rule:
    """Linear regression: the least-squares line through the last `period` values, read at the newest."""

@overload
def linearreg(real: Rule | str, /, period: int = 14) -> Rule:
    """Linear regression: the least-squares line through the last `period` values, read at the newest."""

@overload
def linearreg_angle(period: int = 14) -> Rule:
    """Linear regression angle: arc tangent of the slope of the least-squares line through the last `period` values."""

@overload
def linearreg_angle(real: Rule | str, /, period: int = 14) -> Rule:
    """Linear regression angle: arc tangent of the slope of the least-squares line through the last `period` values."""

@overload
def linearreg_intercept(period: int = 14) -> Rule:
    """Linear regression intercept: the least-squares line through the last `period` values, read at the oldest."""

@overload
def linearreg_intercept(real: Rule | str, /, period: int = 14) -> Rule:
    """Linear regression intercept: the least-squares line through the last `period` values, read at the oldest."""

@overload
def linearreg_slope(period: int = 14) -> Rule:
    """Linear regression slope: what the least-squares line through the last `period` values rises by per bar."""

@overload
def linearreg_slope(real: Rule | str, /, period: int = 14) -> Rule:
    """Linear regression slope: what the least-squares line through the last `period` values rises by per bar."""

@overload
def percentile(period: int = 30, percent: float = 50) -> Rule:
    """Percentile by the nearest rank: the smallest of the last `period` values that at least `percent` percent of them do not exceed."""

@overload
def percentile(real: Rule | str, /, period: int = 30, percent: float = 50) -> Rule:
    """Percentile by the nearest rank: the smallest of the last `period` values that at least `percent` percent of them do not exceed."""

@overload
def percentrank(period: int = 100) -> Rule:
    """Percent rank: how many of the `period` values before it are smaller than the newest, in percent."""

@overload
def percentrank(real: Rule | str, /, period: int = 100) -> Rule:
    """Percent rank: how many of the `period` values before it are smaller than the newest, in percent."""

@overload
def stddev(period: int = 5, nbdev: float = 1) -> Rule:
    """Standard deviation of the last `period` values, divided by `period` under the root, times `nbdev`."""

@overload
def stddev(real: Rule | str, /, period: int = 5, nbdev: float = 1) -> Rule:
    """Standard deviation of the last `period` values, divided by `period` under the root, times `nbdev`."""

@overload
def tsf(period: int = 14) -> Rule:
    """Time series forecast: the least-squares line through the last `period` values, read one bar ahead of the newest."""

@overload
def tsf(real: Rule | str, /, period: int = 14) -> Rule:
    """Time series forecast: the least-squares line through the last `period` values, read one bar ahead of the newest."""

@overload
def var(period: int = 5, nbdev: float = 1) -> Rule:
    """Variance of the last `period` values, divided by `period`; `nbdev` is without effect, as in TA-Lib."""

@overload
def var(real: Rule | str, /, period: int = 5, nbdev: float = 1) -> Rule:
    """Variance of the last `period` values, divided by `period`; `nbdev` is without effect, as in TA-Lib."""

@overload
def zscore(period: int = 20) -> Rule:
    """Z-score: distance of the newest value from the mean of the last `period` values, over their standard deviation (divided by `period`); null where that is 0."""

@overload
def zscore(real: Rule | str, /, period: int = 20) -> Rule:
    """Z-score: distance of the newest value from the mean of the last `period` values, over their standard deviation (divided by `period`); null where that is 0."""

@overload
def ht_dcperiod() -> Rule:
    """Period of the dominant cycle, from the angle by which its Hilbert transform turns each bar, smoothed."""

@overload
def ht_dcperiod(real: Rule | str, /) -> Rule:
    """Period of the dominant cycle, from the angle by which its Hilbert transform turns each bar, smoothed."""

@overload
def ht_dcphase() -> Rule:
    """Phase of the dominant cycle: the angle between the smoothed prices of its last whole turn and a sine of its period."""

@overload
def ht_dcphase(real: Rule | str, /) -> Rule:
    """Phase of the dominant cycle: the angle between the smoothed prices of its last whole turn and a sine of its period."""

@overload
def ht_phasor() -> _HtPhasorCall:
    """Parts of the dominant cycle: the detrended price, and its Hilbert transform a quarter of a cycle away."""

@overload
def ht_phasor(real: Rule | str, /) -> _HtPhasorCall:
    """Parts of the dominant cycle: the detrended price, and its Hilbert transform a quarter of a cycle away."""

@overload
def ht_sine() -> _HtSineCall:
    """Sine of the dominant cycle's phase, and the same 45 degrees ahead: they cross where the cycle turns."""

@overload
def ht_sine(real: Rule | str, /) -> _HtSineCall:
    """Sine of the dominant cycle's phase, and the same 45 degrees ahead: they cross where the cycle turns."""

@overload
def ht_trendmode() -> Rule:
    """1 while the market trends, 0 while it follows its dominant cycle: after the lines of ht_sine crossed, or while the phase turns as the period asks; but 1 wherever the price is 1.5 % or more away from ht_trendline."""

@overload
def ht_trendmode(real: Rule | str, /) -> Rule:
    """1 while the market trends, 0 while it follows its dominant cycle: after the lines of ht_sine crossed, or while the phase turns as the period asks; but 1 wherever the price is 1.5 % or more away from ht_trendline."""

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
