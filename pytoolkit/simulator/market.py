"""The market that is replayed: raw bars of one length, splits, and the instants they make."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import polars as pl

from pytoolkit import core
from pytoolkit.errors import BadBars
from pytoolkit.frames import BAR_COLUMNS, CALENDARS, LENGTHS, daily_at, grid, session_at, sessions
from pytoolkit.models.base import AssetClass, Timeframe, utc_text
from pytoolkit.models.market import CorporateAction, Session

DAY: Timeframe = "1Day"
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
BELL = time(9, 30)
"""When sessions open, Eastern."""
NEVER = 2**62
"""Far beyond all bars, in microseconds: all longer ones are finished by then."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        ds: its session, or the UTC day of a pair that trades around the clock.
        at: its name: New York midnight for the day of an equity, else its start.
        start: when it begins to trade.
        end: when it is finished.
    """

    ds: date
    at: datetime
    start: datetime
    end: datetime
    open: float
    high: float
    low: float
    close: float
    volume: float


Histories = dict[str, list[Bar]]
"""Bars by symbol, oldest first."""


@dataclass(frozen=True, slots=True)
class Instant:
    """What happens together. At one time bars end before others begin.

    Attributes:
        at: market time.
        begins: bars begin, else they end.
        bell: the exchange opens with the beginning, or closes with the end.
        bars: by symbol.
    """

    at: datetime
    begins: bool
    bell: Session | None
    bars: dict[str, Bar]


class Market:
    """Bars by symbol, and the splits between them.

    Attributes:
        timeframe: length of the bars.
        sessions: of the exchange, over the days of the bars.
        instants: all that will happen, in order.
    """

    def __init__(self, bars: pl.DataFrame, actions: Sequence[CorporateAction]) -> None:
        """Take raw bars as `frames.load_bars` gives them.

        Raises:
            BadBars: no bars, bars of several lengths, or one outside of the sessions.
        """
        if bars.is_empty():
            raise BadBars("there are no bars to replay; give a file with at least one")
        self.timeframe = _timeframe(bars)
        first, last = (bars["at"].min(), bars["at"].max())
        assert isinstance(first, datetime)
        assert isinstance(last, datetime)
        self.sessions = sessions(first.date(), last.date())
        self._frame = bars
        self._longer: dict[Timeframe, Histories] = {}
        self._bars: Histories = {}
        days = {session.ds: session for session in self.sessions}
        for symbol, at, *prices in bars.iter_rows():
            bar = _bar(symbol, at, prices, self.timeframe, days)
            self._bars.setdefault(symbol, []).append(bar)
        self.symbols = tuple(sorted(self._bars))
        self.actions = [each for each in actions if each.symbol in self._bars]
        self.instants = _instants(self._bars, self.sessions)

    def listed(self, symbol: str, at: datetime) -> bool:
        """Say whether a symbol has begun to trade by an instant."""
        return symbol in self._bars and self._bars[symbol][0].start <= at

    def splits(self, ds: date) -> list[CorporateAction]:
        """List the splits whose first session is a day."""
        return [each for each in self.actions if each.ds == ds]

    def last_close(self, symbol: str, now: datetime) -> float | None:
        """Give the newest raw close of a bar that is finished."""
        history = self._bars[symbol]
        index = bisect_right(history, now, key=lambda bar: bar.end)
        return history[index - 1].close if index else None

    def has(self, timeframe: Timeframe) -> bool:
        """Say whether bars of a length are the market's, or can be made of them."""
        return LENGTHS[timeframe] >= LENGTHS[self.timeframe]

    def history(
        self,
        symbol: str,
        timeframe: Timeframe,
        start: datetime,
        end: datetime,
        *,
        now: datetime,
        split_as_of: date | None = None,
    ) -> list[Bar]:
        """List finished bars with start <= at <= end, oldest first.

        Args:
            symbol: spelled as in the bars; an unknown one has none.
            timeframe: length of the bars; not shorter than the market's own.
            start: first instant.
            end: last instant, included.
            now: market time; a bar that ends later is not finished.
            split_as_of: adjust for the splits known on that day; None: raw.
        """
        history = self._histories(timeframe).get(symbol, [])
        stop = min(
            bisect_right(history, end, key=lambda bar: bar.at),
            bisect_right(history, now, key=lambda bar: bar.end),
        )
        found = history[bisect_left(history, start, key=lambda bar: bar.at) : stop]
        if split_as_of is None:
            return found
        for split in self.actions:
            if split.symbol == symbol and split.ds <= split_as_of:
                found = [bar if bar.ds >= split.ds else _adjust(bar, split) for bar in found]
        return found

    def _histories(self, timeframe: Timeframe) -> Histories:
        """Give the bars of a length, made of the shorter ones when first asked for."""
        if timeframe == self.timeframe:
            return self._bars
        if timeframe not in self._longer:
            self._longer[timeframe] = _longer(self._frame, self.timeframe, timeframe)
        return self._longer[timeframe]


def asset_class_of(symbol: str) -> AssetClass:
    """Tell a pair by its slash."""
    return "CRYPTO" if "/" in symbol else "EQUITY"


def exact(price: float) -> Decimal:
    """Take a bar's price for money: the decimal it was written as."""
    return Decimal(repr(price))


def _timeframe(bars: pl.DataFrame) -> Timeframe:
    """Find the length of the bars from where they start."""
    starts = bars.select(
        eastern=pl.col("at").dt.convert_time_zone("America/New_York").dt.time(),
        utc=pl.col("at").dt.time(),
        pair=pl.col("symbol").str.contains("/", literal=True),
    )
    midnight = pl.time(0)
    daily = pl.when("pair").then(pl.col("utc") == midnight).otherwise(pl.col("eastern") == midnight)
    if starts.select(daily.all()).item():
        return DAY
    bell = starts["eastern"] == BELL
    shorter = sorted((each for each in LENGTHS if each != DAY), key=LENGTHS.__getitem__)
    for length in reversed(shorter):
        cut = bars["at"].dt.truncate(LENGTHS[length])
        # The first bar of a session may begin at the bell, within its length.
        aligned = bool(((cut == bars["at"]) | bell).all())
        if aligned and not pl.DataFrame([bars["symbol"], cut]).is_duplicated().any():
            return length
    cut = bars["at"].dt.truncate(LENGTHS[shorter[0]])
    symbol, at = bars.filter(cut != bars["at"]).row(0)[:2]
    raise BadBars(
        f"the bar of {symbol} at {utc_text(at)} starts within a minute: all bars of a replay have "
        "one length and start at multiples of it, days at New York midnight"
    )


def _bar(
    symbol: str,
    at: datetime,
    prices: Sequence[float],
    timeframe: Timeframe,
    days: dict[date, Session],
) -> Bar:
    """Give a bar its place in time."""
    open_, high, low, close, volume = prices
    end = at + LENGTHS[timeframe]
    if asset_class_of(symbol) == "CRYPTO":
        return Bar(at.date(), at, at, end, open_, high, low, close, volume)
    session: Session | None
    if timeframe == DAY:
        session = days.get(at.date())
        if session is None or at != daily_at(session.ds):
            raise BadBars(
                f"the bar of {symbol} at {utc_text(at)} is not a daily bar of an XNYS session; "
                "daily bars of equities start at New York midnight"
            )
        start, end = session.open_at, session.close_at
    else:
        session = days.get(at.date())
        if session is None or at >= session.close_at or end <= session.open_at:
            raise BadBars(
                f"the bar of {symbol} at {utc_text(at)} lies outside of the XNYS sessions; leave "
                "extended hours out"
            )
        start, end = max(at, session.open_at), min(end, session.close_at)
    return Bar(session.ds, at, start, end, open_, high, low, close, volume)


def _longer(bars: pl.DataFrame, timeframe: Timeframe, to: Timeframe) -> Histories:
    """Make longer bars, as the venue would have told them."""
    found: Histories = {}
    pair = pl.col("symbol").str.contains("/", literal=True)
    for asset_class, calendar in CALENDARS.items():
        own = bars.filter(pair if asset_class == "CRYPTO" else ~pair).rechunk()
        if own.is_empty():
            continue
        first, last = (each.date() for each in (own["at"].min(), own["at"].max()))  # type: ignore[union-attr]
        columns = [own[name] for name in BAR_COLUMNS]
        known = grid(timeframe, calendar, first, last)
        rows, (starts, ends, *values) = core.resample(columns, known, to, NEVER)
        names = own["symbol"].gather(rows)
        prices_of = zip(*(pl.Series(each) for each in values), strict=True)
        for symbol, begins, over, prices in zip(
            names, pl.Series(starts), pl.Series(ends), prices_of, strict=True
        ):
            start, end = EPOCH + begins * MICROSECOND, EPOCH + over * MICROSECOND
            session = session_at(start) if asset_class == "EQUITY" else None
            ds = start.date() if session is None else session.ds
            at = start if session is None or to != DAY else daily_at(ds)
            found.setdefault(symbol, []).append(Bar(ds, at, start, end, *prices))
    return found


def _instants(bars: Histories, trading: Iterable[Session]) -> list[Instant]:
    """Put the beginnings and ends of all bars, and the bells, in order."""
    found: dict[tuple[datetime, bool], Instant] = {}

    def instant(at: datetime, begins: bool, bell: Session | None = None) -> Instant:
        return found.setdefault((at, begins), Instant(at, begins, bell, {}))

    for session in trading:
        instant(session.open_at, True, session)
        instant(session.close_at, False, session)
    for symbol, history in bars.items():
        for bar in history:
            instant(bar.start, True).bars[symbol] = bar
            instant(bar.end, False).bars[symbol] = bar
    return [found[key] for key in sorted(found)]


def _adjust(bar: Bar, split: CorporateAction) -> Bar:
    ratio = float(split.ratio)
    return replace(
        bar,
        open=bar.open / ratio,
        high=bar.high / ratio,
        low=bar.low / ratio,
        close=bar.close / ratio,
        volume=bar.volume * ratio,
    )
