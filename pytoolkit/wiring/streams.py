"""The streams of a profile, and the services that tell people."""

from collections.abc import Callable, Sequence

from pytoolkit import secrecy
from pytoolkit.ports import DATA_STREAM, TRADE_STREAM, BarFeed, Outlet, Stream
from pytoolkit.settings import Settings
from pytoolkit.wiring.keys import account_of, keys_of, simulator_keys
from pytoolkit.wiring.schemes import adapter


def open_hints(settings: Settings, put: Callable[[object], None]) -> Stream:
    """Start the broker's trade stream of a profile in a thread.

    Args:
        settings: the environment.
        put: takes each message, in the stream's thread; it must do no more than enqueue.
    """
    keys, named = account_of(settings)
    opened: Stream = adapter("stream_trades", "TradeStream")(*keys, put, **named)
    return opened


def open_bars(
    settings: Settings,
    symbols: Sequence[str],
    put: Callable[[object], None],
    is_open: Callable[[], bool],
) -> BarFeed:
    """Start the market-data stream of a profile in a thread.

    Args:
        settings: the environment.
        symbols: whose minutes; all of them equities, or all of them pairs.
        put: takes what came, in the stream's thread; it must do no more than enqueue.
        is_open: whether something should be heard now.
    """
    keys, url = _bars_at(settings, symbols)
    stream = adapter("stream_bars", "BarStream")
    opened: BarFeed = stream(*keys, url, symbols, put, is_open=is_open)
    return opened


def try_hints(settings: Settings) -> None:
    """Enter the broker's trade stream of a profile, and leave it.

    Raises:
        StreamRefused: the broker answered with an error code.
        Unreachable: it does not answer as it should.
    """
    keys, named = account_of(settings)
    url = adapter("stream_trades", "place_of")(named.get("url", ""), paper=named.get("paper"))
    enter = adapter("stream_trades", "enter")
    adapter("stream", "enter_once")(TRADE_STREAM, url, lambda socket: enter(socket, *keys))


def try_bars(settings: Settings, symbols: Sequence[str]) -> None:
    """Enter the market-data stream of a profile, subscribe, and leave it; raises as `try_hints`.

    Args:
        settings: the environment.
        symbols: all of them equities, or all of them pairs.
    """
    keys, url = _bars_at(settings, symbols)
    enter = adapter("stream_bars", "enter")
    adapter("stream", "enter_once")(DATA_STREAM, url, lambda socket: enter(socket, *keys, symbols))


def _bars_at(settings: Settings, symbols: Sequence[str]) -> tuple[tuple[str, str], str]:
    """Give the keys and the address of the market-data stream of equities, or of pairs."""
    kind, _, place = settings.market.partition(":")
    if kind == "alpaca":
        base, feed, keys = "wss://stream.data.alpaca.markets", place or "iex", keys_of(settings)
    else:
        own = place if kind == "simulator" else ""
        base = own or settings.broker.partition(":")[2] or settings.simulator_url
        base, feed, keys = base.replace("http", "ws", 1).rstrip("/"), "iex", simulator_keys()
    pairs = any("/" in symbol for symbol in symbols)
    return keys, base + ("/v1beta3/crypto/us" if pairs else f"/v2/{feed}")


def open_outlet(reference: str) -> Outlet:
    """Open a service that tells people something.

    Args:
        reference: `env:NAME` of a variable with its address, as in the settings.

    Raises:
        BadSettings: the variable is not set, no known service has such an address, or the library
            that speaks to services is not installed.
    """
    address = secrecy.read(reference) if secrecy.is_reference(reference) else reference
    outlet: Outlet = adapter("notify_apprise", "AppriseOutlet")(reference, address)
    return outlet
