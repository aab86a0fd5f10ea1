"""A minute that its source corrects after a signal acted on it."""

from datetime import timedelta
from typing import Any

import pytest

from pytoolkit.live.entries import Entries
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import EPOCH, MICROSECOND
from pytoolkit.models.signal import Signal
from pytoolkit.ports import StreamBar
from tests.live.conftest import Bench

pytestmark = pytest.mark.process

ACTED = {"open": 1.0, "high": 2.0, "low": 0.5, "close": 1.5, "volume": 10.0}


def entries(bench: Bench) -> Entries:
    broker = bench.context.broker
    account = broker.account(), bench.now
    return Entries(bench.desk, broker, Histories(bench.context.market, []), [], account, {})


def corrected(bench: Bench, symbol: str = "AAPL") -> StreamBar:
    at = (bench.now - EPOCH) // MICROSECOND
    return StreamBar(symbol, at, 1.0, 2.5, 0.5, 1.75, 12.0, True, 0.0)


def test_correction_of_the_signal_bar_is_kept_beside_what_was_acted_on(bench: Bench) -> None:
    fields: dict[str, Any] = {"timeframe": "1Min", "at": bench.now, "bar": ACTED}
    deal = bench.plan(**fields)
    before = deal.signal

    entries(bench).revise(corrected(bench), bench.now)

    after = bench.context.hot.get(Signal, before.key)
    assert after is not None
    assert after.bar == ACTED
    assert after.revised == {"open": 1.0, "high": 2.5, "low": 0.5, "close": 1.75, "volume": 12.0}
    assert after.entry_price == before.entry_price
    assert bench.context.hot.events(Signal, before.key)[-1].reason == "its bar was corrected"
    assert bench.flush()  # the deal goes on from there


@pytest.mark.parametrize(
    ("symbol", "fields"),
    [
        ("MSFT", {"timeframe": "1Min"}),
        ("AAPL", {"timeframe": "5Min"}),
        ("AAPL", {"timeframe": "1Min", "minutes": 1}),
    ],
)
def test_correction_of_another_bar_changes_nothing(
    symbol: str, fields: dict[str, Any], bench: Bench
) -> None:
    at = bench.now - timedelta(minutes=fields.pop("minutes", 0))
    deal = bench.plan(**fields, at=at, bar=ACTED)

    entries(bench).revise(corrected(bench, symbol), bench.now)

    assert bench.context.hot.get(Signal, deal.signal.key) == deal.signal
    assert deal.signal.revised == {}
