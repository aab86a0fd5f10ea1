"""Whole histories: seven indicators, all candles, many symbols, work that grows."""

import numpy as np
import polars as pl
import talib

import pytoolkit as tk
from tests.benches import _peers
from tests.benches._bars import random_bars
from tests.benches._clock import Round, medians, report, seconds_of
from tests.benches._seven import SEVEN, candles, check, talib_seven


def main() -> None:
    """Check equality, then print the ratios."""
    print(f"pytoolkit against TA-Lib {talib.__version__}, polars {pl.__version__}; medians of 15")
    _seven("7 indicators, 1,000,000 bars, 1 thread", random_bars(1, 1_000_000), 1, "0.6")
    _seven("7 indicators, 500 x 2,520 bars, 2 threads", random_bars(500, 2_520), 2, "0.25")
    _candles(random_bars(1, 1_000_000))
    _growth()
    _shared()


def _seven(what: str, bars: pl.DataFrame, threads: int, goal: str) -> None:
    columns = [bars[name].to_numpy() for name in ("high", "low", "close")]
    length = bars.filter(pl.col("symbol") == bars["symbol"][0]).height
    cuts = [slice(start, start + length) for start in range(0, bars.height, length)]

    def peer() -> dict[str, np.ndarray]:
        parts = [talib_seven(*(column[cut] for column in columns)) for cut in cuts]
        if len(parts) == 1:
            return dict(zip(SEVEN, parts[0], strict=True))
        # One frame of all symbols is what is asked for.
        joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
        return dict(zip(SEVEN, joined, strict=True))

    def ours() -> pl.DataFrame:
        return tk.evaluate(bars, SEVEN, threads=threads)

    found, expected = ours(), peer()
    for name in SEVEN:
        check(name, found[name], expected[name])
    del expected
    peers: dict[str, Round] = {"TA-Lib": lambda: seconds_of(peer)}
    if not _peers.installed():
        report(what, *medians(lambda: seconds_of(ours), peers), f"{goal} x TA-Lib")
        print("    polars-talib is not installed: run this by `make bench`")
        return
    with _peers.Peer("plugin.seven", bars) as plugin:
        plugin.round()
        told = plugin.values()
        # It restarts nothing at a null, so only the values of the long run are compared.
        for name in SEVEN:
            last = abs(told[name][-1] - found[name][-1])
            assert last <= 1e-9 * max(1.0, abs(told[name][-1])), f"{name}: {plugin.version} differs"
        del found, told
        peers["polars-talib"] = plugin.round
        report(what, *medians(lambda: seconds_of(ours), peers, 9), f"{goal} x TA-Lib")


def _candles(bars: pl.DataFrame) -> None:
    names = candles()
    prices = [bars[name].to_numpy() for name in ("open", "high", "low", "close")]

    def peer() -> dict[str, np.ndarray]:
        return {name: getattr(talib, name)(*prices) for name in names}

    def ours() -> pl.DataFrame:
        return tk.evaluate(bars, names, threads=1)

    found, expected = ours(), peer()
    for name in names:
        assert np.array_equal(found[name].fill_null(0).to_numpy(), expected[name]), name
    del found, expected
    what = f"{len(names)} candles, 1,000,000 bars, 1 thread"
    peers: dict[str, Round] = {"TA-Lib": lambda: seconds_of(peer)}
    report(what, *medians(lambda: seconds_of(ours), peers, 5), "0.5 x TA-Lib")


def _growth() -> None:
    """Time ten times the bars, ten times the symbols."""
    sizes = {"bars": [(1, 100_000), (1, 1_000_000)], "symbols": [(50, 2_000), (500, 2_000)]}
    for what, (small, large) in sizes.items():
        few, many = random_bars(*small), random_bars(*large)
        first, rest = medians(
            lambda few=few: seconds_of(lambda: tk.evaluate(few, SEVEN, threads=1)),  # type: ignore[misc]
            {"": lambda many=many: seconds_of(lambda: tk.evaluate(many, SEVEN, threads=1))},  # type: ignore[misc,dict-item]
            9,
        )
        print(
            f"{f'10 times the {what}, 7 indicators':<46} {rest[''] / first:9.1f} times the time   "
            f"({first * 1e3:.2f} ms, {rest[''] * 1e3:.2f} ms)"
        )


def _shared() -> None:
    """Time an expression that a hundred strategies use against one use of it."""
    bars = random_bars(1, 200_000)
    one = {"0": "ema(200) > rsi(14)"}
    hundred = {str(limit): f"ema(200) > rsi(14) + {limit}" for limit in range(100)}
    apart = {str(period): f"ema({period + 100}) > rsi({period + 14})" for period in range(100)}
    alone, others = medians(
        lambda: seconds_of(lambda: tk.evaluate(bars, one, threads=1)),
        {
            "together": lambda: seconds_of(lambda: tk.evaluate(bars, hundred, threads=1)),
            "apart": lambda: seconds_of(lambda: tk.evaluate(bars, apart, threads=1)),
        },
        9,
    )
    print(
        f"{'100 rules over 2 shared indicators':<46} {others['together'] / alone:9.1f} times one"
        f"   (100 rules of 200 different indicators: {others['apart'] / alone:.1f} times)"
    )
