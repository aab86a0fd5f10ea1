"""Oscillators against TA-Lib where sums hold nothing but rounding and extremes have equals."""

import numpy as np
import pytest

import pytoolkit as tk
from pytoolkit import core
from tests.support.talib.reference import answers
from tests.support.talib.rough import ROUGH

ENTRIES = {entry.name: entry for entry in core.catalog()}
OSCILLATORS = [
    "ac",
    "ao",
    "aroon",
    "aroonosc",
    "bop",
    "cci",
    "cmo",
    "cmou",
    "coppock",
    "dpo",
    "dx",
    "er",
    "eri",
    "fosc",
    "fractal",
    "imi",
    "mfi",
    "minus_dm",
    "plus_dm",
    "mom",
    "qstick",
    "roc",
    "rocp",
    "rocr",
    "rocr100",
    "smi",
    "trix",
    "tsi",
    "ultosc",
    "vhf",
    "vortex",
    "wad",
    "willr",
]
SHORT = 2.0


@pytest.mark.parametrize("which", ROUGH)
@pytest.mark.parametrize("name", OSCILLATORS)
def test_oscillator_on_rough_series_is_equal_to_talib(name: str, which: str) -> None:
    entry, frame = ENTRIES[name], ROUGH[which]
    defaults = tuple(each.default for each in entry.params)
    for given in dict.fromkeys([defaults, tuple(SHORT for _ in defaults)]):
        text = f"{name}({', '.join(map(repr, given))})"
        texts = {o: text if o == "value" else f"{text}.{o}" for o in entry.outputs}
        found = tk.evaluate(frame, texts)

        expected = answers(name.upper(), frame, given)

        for output, values in zip(entry.outputs, expected, strict=True):
            ours = found[output].to_numpy()
            message = f"{text}.{output} on {which}"
            np.testing.assert_allclose(ours, values, rtol=1e-9, atol=0.0, err_msg=message)


@pytest.mark.parametrize(
    ("shared", "part"),
    [("ac", "ao"), ("adxr", "adx"), ("aroonosc", "aroon(14).up")],
)
def test_oscillator_beside_what_it_shares_is_the_same_as_alone(shared: str, part: str) -> None:
    frame = ROUGH["bad ticks"]

    together = tk.evaluate(frame, {"part": part, "whole": shared})

    alone = tk.evaluate(frame, {"whole": shared})
    assert together["whole"].equals(alone["whole"])
    assert together["part"].equals(tk.evaluate(frame, {"part": part})["part"])
