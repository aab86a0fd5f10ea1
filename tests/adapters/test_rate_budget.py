import pytest

from pytoolkit.adapters.rate_budget import RateBudget
from pytoolkit.errors import Unreachable


def told(remaining: object, reset: object = 160, limit: object = 100) -> dict[str, str]:
    return {
        "x-ratelimit-limit": str(limit),
        "x-ratelimit-remaining": str(remaining),
        "x-ratelimit-reset": str(reset),
    }


def test_rate_budget_of_a_server_that_tells_nothing_has_no_limit() -> None:
    budget = RateBudget()
    budget.note({})
    budget.note(told("many"))
    budget.require("GET /x")
    assert budget.spare() is None


def test_rate_budget_keeps_a_part_for_entries_and_a_smaller_one_for_exits() -> None:
    budget = RateBudget(wall=lambda: 100.0)
    budget.note(told(21))
    budget.require("GET /x")
    budget.note(told(20))
    with pytest.raises(Unreachable, match="20 of 100 requests are left for the next 60 s"):
        budget.require("GET /x")
    assert budget.spare() == 10


def test_rate_budget_of_a_window_that_has_ended_is_forgotten() -> None:
    now = 100.0
    budget = RateBudget(wall=lambda: now)
    budget.note(told(0))
    assert budget.spare() == -10
    now = 160.0
    assert budget.spare() is None
    budget.require("GET /x")


def test_rate_budget_believes_the_newest_of_answers_that_overtook_each_other() -> None:
    budget = RateBudget(wall=lambda: 100.0)
    budget.note(told(50))
    budget.note(told(51))
    assert budget.spare() == 40
    budget.note(told(99, reset=220))
    assert budget.spare() == 89
    budget.note(told(49))
    assert budget.spare() == 89
