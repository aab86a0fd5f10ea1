"""Real clients of alpaca-py, unchanged, against a simulator on a socket."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.exchange import FLAT, Day, made_bars
from tests.support.served import Served, serve

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # alpaca-py imports the old client of websockets
    from alpaca.data.historical import StockHistoricalDataClient
    from alpaca.trading.client import TradingClient

DAYS: dict[str, list[Day | None]] = {
    "ACME": [FLAT, FLAT, (100.0, 106.0, 99.0, 105.0), (90.5, 92.0, 90.0, 91.0), FLAT],
    "ZETA": [(20.0, 21.0, 19.0, 20.0)] * 5,
}


@pytest.fixture
def bars_file(tmp_path: Path) -> str:
    file = tmp_path / "bars.parquet"
    made_bars(DAYS).write_parquet(file)
    return str(file)


@pytest.fixture
def served(bars_file: str) -> Iterator[Served]:
    """A simulator that stands after the first of five days."""
    with serve(bars=bars_file, step=True) as found:
        yield found


@pytest.fixture
def trading(served: Served) -> TradingClient:
    return TradingClient("key", "secret", url_override=served.url)


@pytest.fixture
def history(served: Served) -> StockHistoricalDataClient:
    return StockHistoricalDataClient("key", "secret", url_override=served.url)


@pytest.fixture
def raw(served: Served) -> Any:
    return TradingClient("key", "secret", url_override=served.url, raw_data=True)
