"""A walk: actions at random, and after each what must always be so."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from pytoolkit.live.steps import STEPS
from pytoolkit.models.order import OrderIntent
from pytoolkit.orders import TERMINAL
from tests.support.agreement import disagreements
from tests.walk.world import World, world

D = Decimal
ACTIONS = {
    "bell": 10,
    "trouble": 3,
    "calm": 2,
    "hint": 4,
    "restart": 1,
    "kill": 4,
    "switch": 1,
    "meddle": 1,
}
"""What may happen, and how often compared with the others."""
LOOKED_EVERY = 20
"""Steps between two comparisons of everything with everything."""
AT_LAST = 12
"""Undisturbed bells at the end."""


@dataclass
class Walk:
    """What came of one.

    Attributes:
        steps: how many actions were taken.
        taken: how many of each kind.
        wrong: the first thing that was not as it must be; empty: all was.
    """

    seed: int
    steps: int = 0
    deaths: int = 0
    taken: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    wrong: str = ""
    told: list[str] = field(default_factory=list)


def walk(seed: int, steps: int, sessions: int = 400) -> Walk:
    """Walk until something is wrong, the steps are done or the replay is over."""
    found = Walk(seed)
    names, weights = list(ACTIONS), list(ACTIONS.values())
    with world(seed, sessions) as here:
        meddled = False
        while found.steps < steps:
            action = here.chance.choices(names, weights)[0]
            if not _take(here, action, found):
                break
            meddled |= action == "meddle"
            found.steps += 1
            found.taken[action] += 1
            found.wrong = _wrong(here, deeply=found.steps % LOOKED_EVERY == 0)
            if found.wrong:
                return found
        found.wrong = _ending(here)
        found.deaths = here.deaths
        found.troubles.update(here.wire.met)
    return found


def _take(here: World, action: str, found: Walk) -> bool:
    """Take an action and let the service see to it; false where the replay is over."""
    kill_at = ""
    if action == "bell":
        if not here.advance():
            return False
    elif action == "trouble":
        here.wire.share = here.chance.choice((0.02, 0.1, 0.3))
    elif action == "calm":
        here.wire.share = 0.0
    elif action == "hint":
        here.hint()
    elif action == "restart":
        here.restart()
    elif action == "kill":
        kill_at = here.chance.choice(STEPS)
        if not here.advance():
            return False
    elif action == "switch":
        here.turn_switch(here.chance.choice(("ACTIVE", "ACTIVE", "REDUCING", "HALTED")))
        here.hint()
    elif action == "meddle" and here.meddle():
        here.hint("canceled")
    found.told.append(f"{found.steps} {action} {kill_at} {here.observer.clock.now():%F %T}")
    here.work(kill_at=kill_at)
    return True


def _wrong(here: World, *, deeply: bool) -> str:
    """Say what is not as it must always be; empty: all is."""
    here.settle()
    held = here.held()
    for symbol, units in held.items():
        if units < 0:
            return f"{symbol} is short by {units}"
    bare = {symbol for symbol, units in held.items() if here.protected(symbol) < units}
    desk = here.service.desk
    # Under HALTED nothing is sent, so only what stands at the exchange protects.
    if here.service.keeper.switch != "HALTED":
        bare -= {deal.signal.symbol for deal in desk if deal.entry_may_fill or deal.is_simple}
        bare -= {deal.signal.symbol for deal in desk if deal.is_leaving}
    told = {each.symbol for each in desk.alarms.standing("uncovered", "cannot_close")}
    if silent := bare - told:
        return f"uncovered without an alarm: {silent}"
    if deeply:
        differing = disagreements(here.observer)
        if differing:
            return "; ".join(differing[:3])
    return ""


def _ending(here: World) -> str:
    """Say what is left undone once nothing disturbs any more."""
    here.wire.share = 0.0
    here.turn_switch("ACTIVE")
    here.hint()
    here.work()
    for _ in range(AT_LAST):
        if not here.advance():
            break
        here.work()
    here.settle()
    wrong = disagreements(here.observer)
    unclear = [
        each.client_order_id
        for each in here.observer.hot.find(OrderIntent)
        if each.status not in TERMINAL and each.status in ("PLANNED", "SUBMITTED", "AMBIGUOUS")
    ]
    if unclear:
        wrong.append(f"never answered: {unclear[:3]}")
    return "; ".join(wrong[:3]) or _wrong(here, deeply=True)
