"""Our stream and our deciders on every symbol; tells when each burst has been decided."""

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue

import numpy as np
import polars as pl

from pytoolkit import frames
from pytoolkit.adapters.stream_bars import BarStream
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import Instant
from pytoolkit.live.quick import Quick
from pytoolkit.models.base import Timeframe
from pytoolkit.models.strategy import Strategy
from pytoolkit.ports import StreamOpened
from tests.benches.burst import FIRST, names

# Never true, but unknown to the core, which computes all of it on every bar.
ENTRY = """close > 1000000 and ema(20) > 0 and sma(20) > 0 and rsi(14) > 0 and atr(14) > 0
    and macd(12, 26, 9).hist > -1000 and adx(14) >= 0 and bbands(20, 2, 2).upper > 0
    and sma(volume, 20) > 0"""


class Market:
    """Minutes of the morning before the burst; no days."""

    def __init__(self, symbols: Sequence[str], history: int) -> None:
        noise = np.random.default_rng(5)
        rows = len(symbols) * history
        close = np.round(50 + np.cumsum(noise.normal(0, 0.01, rows)) % 10, 2)
        starts = [FIRST - timedelta(minutes=history - number) for number in range(history)]
        self._bars = pl.DataFrame(
            {
                "symbol": np.repeat(list(symbols), history),
                "at": starts * len(symbols),
                "open": close,
                "high": close + 0.1,
                "low": close - 0.1,
                "close": close,
                "volume": np.full(rows, 1000.0),
            },
            schema=frames.BAR_SCHEMA,
        )

    def bars(self, symbols: object, timeframe: Timeframe, *_bounds: datetime) -> pl.DataFrame:
        return self._bars if timeframe == "1Min" else self._bars.clear()


def main() -> None:
    """Listen and decide until the server hangs up."""
    url, count, history = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    symbols = names(count)
    strategy = Strategy(
        strategy_id="burst",
        asset_class="EQUITY",
        assets=symbols,
        timeframe="1Min",
        history=history,
        entry=ENTRY,
        stop="close * 0.95",
        targets=["close * 1.2"],
    )
    quick = Quick([strategy])
    session = frames.session_at(FIRST)
    assert session is not None
    instant = Instant(FIRST, "bar", session, frozenset({"1Min"}))
    histories = Histories(Market(symbols, history), [strategy])  # type: ignore[arg-type]
    histories.take(histories.read(instant))
    told: SimpleQueue[object] = SimpleQueue()
    stream = BarStream("key", "secret", url, symbols, told.put)
    decided = 0
    while True:
        hint = told.get()
        if isinstance(hint, StreamOpened):
            quick.opened(datetime.now(UTC) - timedelta(days=10_000))
            quick.warm(histories, instant)
            continue
        assert not quick.take(hint)  # type: ignore[arg-type]
        decided += len(hint)  # type: ignore[arg-type]
        if decided % count == 0:
            print(time.perf_counter(), flush=True)
            at = (FIRST + timedelta(minutes=decided // count - 1)).timestamp() * 1e6
            last = quick._deciders["burst"].last
            assert all(last(symbol) == at for symbol in symbols)
    stream.close()


if __name__ == "__main__":
    main()
