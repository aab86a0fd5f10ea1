"""Every function we share with TA-Lib, against TA-Lib, bar by bar.

The list is TA-Lib's own. A value may differ by 1e-9 of TA-Lib's, or of a larger scale for the
functions that are declared with a reason; the first valid bar must be the same, whole numbers
equal.
"""

import random
from typing import Any

import numpy as np
import polars as pl
import pytest

import pytoolkit as tk
from pytoolkit import core
from pytoolkit.errors import BadRule
from tests.support.talib import (
    cycle,
    momentum,
    overlap,
    price,
    statistic,
    volatility,
    volume,
)
from tests.support.talib.declared import Scale
from tests.support.talib.reference import (
    BY_ANOTHER_NAME,
    GROUPS,
    answers,
    asked,
    listed,
    shared,
)
from tests.support.talib.series import SERIES

TOLERANCE = 1e-9
ROOMS = (cycle, momentum, overlap, price, statistic, volatility, volume)
PARAMETERS = {name: more for room in ROOMS for name, more in room.DECLARED.parameters.items()}
SCALED = {name: scaled for room in ROOMS for name, scaled in room.DECLARED.scaled.items()}
ENTRIES = {entry.name: entry for entry in core.catalog()}
RANDOM_ONES = 3
CANDLES_ONLY = ("coarse", "rare")
"""Series made for candles, by the beginning of their name."""
DECLARED_ON = ("random walk", "IBM", "flat", "halts", "ticks", "100 bars", "34 bars", "3 bars")
"""Series on which declared parameters are tried too: every type of average, every odd period."""


def parameters(name: str, which: str) -> list[tuple[float, ...]]:
    """Parameter lists to try on a series: default, smallest, random, and perhaps declared ones."""
    params = ENTRIES[name].params
    default = tuple(p.default for p in params)
    # The smallest real number allowed is -3e37: a multiple of nothing that anybody means.
    least = tuple(p.min if p.integer or p.min >= 0 else p.default for p in params)
    rng = random.Random(name)
    chosen = [
        tuple(
            float(rng.randint(int(p.min), int(min(p.max, p.min + 40))))
            if p.integer
            else min(max(p.default * rng.uniform(0.5, 1.5), p.min), p.max)
            for p in params
        )
        for _ in range(RANDOM_ONES)
    ]
    declared = PARAMETERS.get(name, []) if which in DECLARED_ON else []
    return list(dict.fromkeys([default, least, *chosen, *declared]))


def compared() -> list[tuple[str, str]]:
    """Give every shared function with every series that says something about it."""
    return [
        (ours, which)
        for ours in sorted(shared())
        for which in SERIES
        if ours.startswith("cdl.") or not which.startswith(CANDLES_ONLY)
    ]


def call(name: str, given: tuple[float, ...]) -> str:
    return f"{name}({', '.join(f'{value!r}' for value in given)})"


@pytest.mark.parametrize("group", GROUPS)
def test_every_function_of_talibs_group_is_in_the_same_group_of_the_catalog(group: str) -> None:
    ours = {entry.name for entry in core.catalog() if entry.group == GROUPS[group]}

    assert sorted(listed(group).keys() - ours) == []


@pytest.mark.parametrize(("ours", "which"), compared())
def test_function_shared_with_talib_is_equal_on_every_bar(ours: str, which: str) -> None:
    frame, name, entry = SERIES[which], shared()[ours], ENTRIES[ours]
    for given in parameters(ours, which):
        if ours in BY_ANOTHER_NAME and given[0] < 2:
            continue  # TA-Lib has no window of one bar
        text = call(ours, given)
        texts = {o: text if o == "value" else f"{text}.{o}" for o in entry.outputs}
        result = tk.evaluate(frame, texts)

        expected = answers(name, frame, given)

        assert len(expected) == len(entry.outputs), text
        scale = scales(ours, frame, given)
        for output, values in zip(entry.outputs, expected, strict=True):
            compare(result[output], values, scale, f"{text}.{output} on {which}")


def scales(ours: str, frame: pl.DataFrame, given: tuple[float, ...]) -> Any:
    """What errors of a declared function are measured against, bar by bar; 0 for the others."""
    if ours not in SCALED:
        return np.zeros(len(frame))
    kind: Scale = SCALED[ours].scale
    if kind == "percent":
        return np.full(len(frame), 100.0)
    columns = [each.default for each in ENTRIES[ours].inputs]
    window = asked(shared()[ours], given).lookback + 1
    largest = frame.select(pl.max_horizontal(pl.col(columns).abs())).to_series()
    found = largest.rolling_max(window, min_samples=1).to_numpy()
    return found**2 if kind == "square" else found


def compare(result: pl.Series, values: Any, scale: Any, what: str) -> None:
    """Same null bars, and close to TA-Lib's values."""
    mine, missing = result.to_numpy(), np.isnan(values)
    assert np.array_equal(result.is_null().to_numpy(), missing), f"{what}: other null bars"
    mine, values, scale = mine[~missing], values[~missing], scale[~missing]
    if "cdl." in what:
        assert np.array_equal(mine, values), f"{what}: a candle differs"
        return
    error = np.abs(mine - values) / np.maximum(np.maximum(np.abs(values), scale), 1e-300)
    assert np.max(error, initial=0.0) <= TOLERANCE, (
        f"{what}: off by {np.max(error)} at {np.argmax(error)}: {mine[np.argmax(error)]} is not "
        f"{values[np.argmax(error)]}"
    )


@pytest.mark.parametrize("ours", sorted(shared()))
def test_parameters_outside_talibs_bounds_are_refused_by_both(ours: str) -> None:
    entry, frame = ENTRIES[ours], SERIES["13 bars"]
    if ours in BY_ANOTHER_NAME:
        pytest.skip("our window may have one bar, TA-Lib's may not")
    field = "" if entry.outputs[0] == "value" else f".{entry.outputs[0]}"
    for place, param in enumerate(entry.params):
        for beyond in (param.min - 1, param.max + 1) if param.integer else ():
            given = tuple(
                beyond if index == place else each.default
                for index, each in enumerate(entry.params)
            )
            with pytest.raises(Exception, match="Bad Parameter"):
                answers(shared()[ours], frame, given)
            with pytest.raises(BadRule, match="must be"):
                tk.evaluate(frame, {"x": call(ours, given) + field})


def test_a_declared_scale_belongs_to_a_shared_function_and_has_a_reason() -> None:
    assert SCALED.keys() <= shared().keys()
    assert all(scaled.reason for scaled in SCALED.values())
