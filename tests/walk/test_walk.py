"""The short form of `make walk`: a few walks, the same each time."""

import logging

import pytest

from tests.walk.walking import ACTIONS, walk


@pytest.mark.parametrize("seed", range(4))
def test_walk_finds_nothing_that_is_not_as_it_must_be(
    seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "pytoolkit")
    found = walk(seed, 120)
    assert found.wrong == "", "\n".join([found.wrong, *found.told[-10:]])
    assert found.steps == 120
    assert len(found.taken) >= len(ACTIONS) - 2
