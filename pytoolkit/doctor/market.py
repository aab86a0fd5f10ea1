"""Market data and time: bars over REST, the streams, and how far the clocks are apart."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from pytoolkit.doctor.finding import FORBIDDEN, UNAUTHORIZED, Finding, listed
from pytoolkit.doctor.needs import Needs
from pytoolkit.errors import BrokerRefused, PytoolkitError, StreamRefused, Unreachable
from pytoolkit.ports import DATA_STREAM, TRADE_STREAM, Inspector
from pytoolkit.settings import Settings
from pytoolkit.wiring import FIRST_INSTANT, open_clock, open_market, try_bars, try_hints

RECENT = timedelta(days=10)
MOST_SKEW = timedelta(seconds=1)
FREE_SYMBOLS = 30
"""Symbols that the free plan's stream takes; not everybody counts minutes among them."""
TRIED = "AAPL"
"""Asked for where no strategy says what."""
REMEDIES = {
    401: "the keys were not shown in time",
    402: "the keys are not taken: make new ones for this account",
    404: "the keys were not shown in time",
    405: "too many symbols for this subscription: trade fewer, or subscribe to more",
    406: "another program holds the one connection this account has: end it",
    408: "this feed is not enabled for the account",
    409: 'the subscription does not include this feed: use market = "alpaca:iex", or subscribe',
}


def bars(settings: Settings, needs: Needs) -> Finding:
    """Ask for the last daily bars of one traded symbol."""
    symbol = next(iter([*needs.stocks, *needs.pairs]), TRIED)
    place = settings.market
    try:
        if place.startswith("files:"):
            start, end = FIRST_INSTANT, datetime.now(UTC)
        else:
            # A simulator's days are long past.
            end = open_clock(settings).now() if _simulates(place) else datetime.now(UTC)
            start = end - RECENT
        count = len(open_market(settings).bars([symbol], "1Day", start, end))
    except BrokerRefused as refusal:
        return Finding("market", False, _refused(place, refusal))
    except PytoolkitError as error:
        if _simulates(place) and isinstance(error, Unreachable):
            return Finding("market", None, "no simulator runs; start one: pytoolkit simulator")
        return Finding("market", False, str(error))
    detail = f"{place} answers: {count} daily bars of {symbol}"
    if count == 0 and place.startswith("alpaca:"):
        return Finding("market", False, f"{detail} in the last {RECENT.days} days: is it traded?")
    return Finding("market", True, detail)


def _simulates(place: str) -> bool:
    return place.startswith("simulator:")


def _refused(place: str, refusal: BrokerRefused) -> str:
    if refusal.status == UNAUTHORIZED:
        return f"{place} does not take the keys ({refusal})"
    if refusal.status == FORBIDDEN:
        return (
            f"{place} is not part of the subscription ({refusal}): "
            'use market = "alpaca:iex", or subscribe'
        )
    return f"{place} refuses: {refusal}"


def clock(inspector: Inspector, *, simulated: bool) -> Finding:
    """Compare the broker's clock with this machine's.

    Args:
        inspector: reads the broker's.
        simulated: it tells of another time than ours.
    """
    before = datetime.now(UTC)
    told = inspector.clock()
    after = datetime.now(UTC)
    if simulated:
        return Finding("clock", None, f"the simulator's own time is {told:%Y-%m-%d %H:%M:%S}Z")
    # It was read at some moment between the two.
    skew = max(timedelta(), before - told, told - after)
    seconds = skew.total_seconds()
    if skew > MOST_SKEW:
        side = "behind" if told > after else "ahead of"
        return Finding(
            "clock",
            False,
            f"this machine is {seconds:.1f} s {side} the broker: let it follow time servers (NTP)",
        )
    return Finding("clock", True, f"less than {seconds + 0.05:.1f} s from the broker's")


def trade_stream(settings: Settings) -> Finding:
    """Enter the trade stream and leave it."""
    return _entered(TRADE_STREAM, "it can be entered", lambda: try_hints(settings))


def data_stream(settings: Settings, needs: Needs, *, service: str) -> Iterator[Finding]:
    """Subscribe to what the strategies hear, and leave.

    Args:
        settings: the environment.
        needs: what is subscribed to.
        service: the live service that has the one connection of the account; empty: none runs.
    """
    streamed = needs.streamed
    if not streamed:
        yield Finding(DATA_STREAM, None, "not needed: daily bars are read over REST")
        return
    if service:
        yield Finding(DATA_STREAM, None, f"not tried: {service} has the one connection there is")
        return
    stocks = [symbol for symbol in streamed if "/" not in symbol]
    pairs = [symbol for symbol in streamed if "/" in symbol]
    for symbols in filter(None, (stocks, pairs)):
        yield _subscribed(settings, symbols)


def _subscribed(settings: Settings, symbols: Sequence[str]) -> Finding:
    detail = f"minutes of {listed(symbols)} can be subscribed to ({len(symbols)} symbols)"
    if settings.market == "alpaca:iex" and len(symbols) > FREE_SYMBOLS:
        detail += f"; the free plan names {FREE_SYMBOLS}, this time more were taken"
    return _entered(DATA_STREAM, detail, lambda: try_bars(settings, symbols))


def _entered(name: str, detail: str, enter: Callable[[], None]) -> Finding:
    try:
        enter()
    except StreamRefused as refusal:
        remedy = REMEDIES.get(refusal.code, "try again in a minute")
        return Finding(name, False, f"{refusal}: {remedy}")
    except PytoolkitError as error:
        return Finding(name, False, str(error))
    return Finding(name, True, detail)
