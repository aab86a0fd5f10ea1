"""Candles as a whole: each is compared where it fires, and nothing changes what was said."""

import numpy as np
import polars as pl
import pytest

import pytoolkit as tk
from tests.support.talib.series import SERIES

CANDLES = [name for name in tk.catalog()["name"] if name.startswith(("cdl.", "candle."))]
FOUND = {
    which: tk.evaluate(frame, dict(zip(CANDLES, CANDLES, strict=True)))
    for which, frame in SERIES.items()
}


@pytest.mark.parametrize("name", CANDLES)
def test_every_candle_fires_on_some_series(name: str) -> None:
    # One that never does has been compared with nothing.
    fires = (found[name].cast(pl.Float64).fill_null(0).abs().max() for found in FOUND.values())

    assert max(value or 0.0 for value in fires) > 0  # type: ignore[type-var]


@pytest.mark.parametrize("which", ["coarse 0", "ticks", "AAPL"])
def test_candles_do_not_change_when_bars_are_appended(which: str) -> None:
    frame, whole = SERIES[which], FOUND[which]
    for cut in np.random.default_rng(3).integers(1, len(frame), 8):
        part = tk.evaluate(frame[: int(cut)], dict(zip(CANDLES, CANDLES, strict=True)))
        assert part.equals(whole[: int(cut)])
