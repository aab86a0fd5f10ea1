"""Kill the service at every named step of its way, once and in pairs: the same end each time.

Entries are ladders that fill in parts, stops that move and exits by rule, so every step is passed
many times. A pair dies at one step and, started again, at another.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from pytoolkit.live.steps import CRASH_AT, STEPS
from tests.live.test_ladder import LADDERS
from tests.support.playing import Played, assert_same, play

pytestmark = [pytest.mark.process, pytest.mark.timeout(600)]

UNTIL = datetime(2012, 6, 14, 20, tzinfo=UTC)
SEED, SAMPLE = 20120604, 12
LATER = 3
"""A passage in the middle of things: the first of most steps comes before anything was sent."""
PASSED = tuple(name for name in STEPS if name != "renewal.planned")
"""Nothing stands here for the months after which it is renewed; that has deaths of its own."""
PAIRS = list(product(PASSED, PASSED))
SAMPLED = set(random.Random(SEED).sample(PAIRS, SAMPLE))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with play(tmp_path_factory.mktemp("calm"), **SCENE) as played:
        assert played.deaths == 0
        assert {row["status"] for row in played.positions} == {"OPEN", "CLOSED"}
        yield played


SCENE = {"strategies": LADDERS, "partial_fills": 0.5, "until": UNTIL}


@pytest.mark.parametrize(
    "passage",
    [pytest.param(LATER, marks=pytest.mark.crash), pytest.param(1, marks=pytest.mark.crash_long)],
)
@pytest.mark.parametrize("where", PASSED)
def test_service_killed_at_a_step_ends_as_undisturbed(
    where: str, passage: int, tmp_path: Path, undisturbed: Played
) -> None:
    with play(tmp_path, [{CRASH_AT: f"{where}:{passage}"}], **SCENE) as played:
        assert played.deaths == 1
        assert_same(played, undisturbed)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(*pair, marks=pytest.mark.crash if pair in SAMPLED else pytest.mark.crash_long)
        for pair in PAIRS
    ],
)
def test_service_killed_at_a_step_and_at_another_after_that_ends_as_undisturbed(
    first: str, second: str, tmp_path: Path, undisturbed: Played
) -> None:
    deaths = [{CRASH_AT: f"{first}:{LATER}"}, {CRASH_AT: second}]
    with play(tmp_path, deaths, **SCENE) as played:
        assert played.deaths == 2
        assert_same(played, undisturbed)
