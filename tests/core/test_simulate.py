"""The binding of the outcome simulator; its cases are hand-written in core_rs/src/outcome."""

import polars as pl
import pytest

from pytoolkit.core import Event, Part, Plan, PriceSteps, move_stop, simulate

CENT = PriceSteps(0.01, 0.0001)
PLAN = Plan("buy", "market", None, 1, 95.0, CENT)
BARS = pl.DataFrame(
    {
        "open": [100.0, 101.0, 103.0],
        "high": [102.0, 105.0, 104.0],
        "low": [98.0, 100.0, 99.0],
        "close": [101.0, 103.0, 100.0],
    }
)


def test_simulate_ladder_and_trail_name_part_reason_price_and_moment() -> None:
    parts = [Part("TP1", 104.0), Part("TP3", None)]
    trail = pl.Series([96.0, 99.999, None])

    events = simulate(PLAN, parts, BARS, trail=trail)

    assert events == [
        Event(0, 0, "ENTRY", 100.0, "open"),
        Event(1, 0, "TP1", 104.0, "inside"),
        Event(2, 1, "BREAKEVEN", 100.0, "inside"),
    ]


def test_simulate_boolean_columns_in_chunks_with_nulls_name_the_rule() -> None:
    stretched = pl.concat([BARS[:1], BARS[1:]], rechunk=False)
    color = pl.Series([None, True, False])

    events = simulate(PLAN, [Part("TP1", 110.0)], stretched, exits={"COLOR_FLIP": color})

    assert events[-1] == Event(2, 0, "COLOR_FLIP", 103.0, "open")


def test_simulate_open_at_the_end_is_marked_at_the_last_close() -> None:
    events = simulate(PLAN, [Part("TP1", 110.0)], BARS)

    assert events[-1] == Event(2, 0, "HORIZON", 100.0, "close")


@pytest.mark.parametrize(
    ("side", "stop", "wanted", "close", "action"),
    [
        ("buy", 95.0, 96.019, 100.0, ("to", 96.01)),
        ("buy", 95.0, 94.0, 100.0, ("keep", None)),
        ("buy", 95.0, 95.009, 100.0, ("keep", None)),
        ("buy", 95.0, 100.0, 100.0, ("close", None)),
        ("buy", 95.0, float("nan"), 100.0, ("keep", None)),
        ("sell", 105.0, 104.001, 100.0, ("to", 104.01)),
        ("sell", 105.0, 99.99, 100.0, ("close", None)),
    ],
)
def test_move_stop_tightens_on_the_grid_or_closes(
    side: str, stop: float, wanted: float, close: float, action: tuple[str, float | None]
) -> None:
    assert move_stop(side, stop, wanted, close, CENT) == action  # type: ignore[arg-type]
