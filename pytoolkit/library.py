"""The strategy library: one block of `strategies.toml` per strategy, its id the block's name."""

import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pytoolkit import core
from pytoolkit.errors import BadRule, BadStrategy
from pytoolkit.models.strategy import DEFAULT_HISTORY, WARMUPS_OF_HISTORY, Strategy

LIBRARY_FILE = "strategies.toml"


def load_strategies(path: Path) -> list[Strategy]:
    """Read every strategy of a library file, in order of id, inactive ones too.

    Raises:
        BadStrategy: the file is missing or not TOML, or a block cannot be traded; names file,
            strategy and field.
    """
    strategies, broken = read_library(path)
    if broken:
        raise BadStrategy(next(iter(broken.values())))
    return strategies


def read_library(path: Path) -> tuple[list[Strategy], dict[str, str]]:
    """Read a library file so that one bad block does not hide the others.

    Returns:
        The strategies in order of id, and for each block that cannot be traded its id and why.

    Raises:
        BadStrategy: the file is missing or not TOML.
    """
    try:
        blocks = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadStrategy(f"{path} does not exist; a project keeps its strategies there") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadStrategy(f"{path.name} is not valid TOML: {error}") from error
    strategies: list[Strategy] = []
    broken: dict[str, str] = {}
    for name in sorted(blocks):
        try:
            strategies.append(_strategy(path.name, name, blocks[name]))
        except BadStrategy as error:
            broken[name] = str(error)
    return strategies, broken


def _strategy(file: str, name: str, block: object) -> Strategy:
    if not isinstance(block, dict):
        raise BadStrategy(f"{file}: {name} = {block!r} stands outside a [strategy_id] block")
    try:
        return Strategy.model_validate({"strategy_id": name, **block})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join([name, *(str(part) for part in first["loc"])])
        raise BadStrategy(f"{file}: {place}: {first['msg']}") from error
    except BadRule as error:
        raise BadStrategy(f"{file}: {name}: {error}") from error


def rules_of(strategy: Strategy) -> dict[str, str]:
    """Give every rule and expression of a strategy by its place, in order of use."""
    named = {
        "entry": strategy.entry,
        **{f"gate {name}": gate.rule for name, gate in strategy.gates.items()},
        **{f"gate {name}, HIGH": gate.high for name, gate in strategy.gates.items() if gate.high},
        "conviction": strategy.conviction,
        "entry price": strategy.entry_price,
        "stop": strategy.stop,
        **{f"target {rank}": text for rank, text in enumerate(strategy.targets, start=1)},
        "trail": strategy.trail,
        "invalidation": strategy.invalidation,
        **{f"exit {name}": text for name, text in strategy.exits.items()},
        **{f"context {name}": text for name, text in strategy.context.items()},
    }
    return {place: text for place, text in named.items() if text}


def written_out(strategy: Strategy) -> dict[str, str]:
    """Give the rules of `rules_of` with the plan's names replaced by what they stand for.

    So each is an expression of the bars alone; a market order's entry price is the close.
    """
    entry = strategy.entry_price or "close"
    stop = _filled(strategy.stop, {"entry_price": entry})
    plan = {"entry_price": entry, "stop": stop}
    rules = {**rules_of(strategy), "entry price": entry}
    return {place: _filled(text, plan) for place, text in rules.items()}


def _filled(text: str, names: dict[str, str]) -> str:
    for name, meaning in names.items():
        # A whole word that is not an output of something: `stop`, not `x.stop`.
        text = re.sub(rf"(?<![\w.]){name}(?!\w)", f"({meaning})", text)
    return text


def review(strategy: Strategy) -> dict[str, Any]:
    """Say what a definition means: canonical rules, hash, warm-up, and what to be careful about."""
    rules = rules_of(strategy)
    own = strategy.timeframe
    crypto = strategy.asset_class == "CRYPTO"
    grid = core.grid(own) if crypto else core.grid_without_sessions(own)
    warm = {place: core.warmup(text, grid) for place, text in rules.items()}
    longest = max(warm, key=lambda place: warm[place])
    history = strategy.history or max(DEFAULT_HISTORY, WARMUPS_OF_HISTORY * warm[longest])
    return {
        "strategy_id": strategy.strategy_id,
        "config_hash": strategy.config_hash,
        "description": strategy.description,
        "trades": (
            f"{strategy.side}s {' '.join(strategy.assets)} on {strategy.timeframe} bars, "
            f"{strategy.order} order{'' if strategy.active else '; not active'}"
        ),
        **rules,
        "least reward:risk": _least_reward(strategy),
        "cooldown": _cooldown(strategy),
        "warm after": f"{warm[longest]} bars ({longest})",
        "history": f"{history} bars",
        "valid for": f"{strategy.valid_for} bars",
        "warnings": _warnings(strategy, rules, warm[longest], history),
    }


def _least_reward(strategy: Strategy) -> str:
    least, high = strategy.min_reward_risk, strategy.min_reward_risk_high
    return f"{least:g}, {high:g} at conviction HIGH" if strategy.conviction else f"{least:g}"


def _cooldown(strategy: Strategy) -> str:
    found = strategy.cooldown
    if not found.bars:
        return "none"
    escape = f", or a move of {found.escape_pct:g} %" if found.escape_pct else ""
    return f"{found.bars} bars per {found.scope}{escape}"


def _warnings(
    strategy: Strategy, rules: dict[str, str], warm: int, history: int
) -> tuple[str, ...]:
    found = [
        f"{place} uses {name}: its level depends on where the history starts"
        for place, text in rules.items()
        for name in core.unanchored()
        if re.search(rf"\b{name}\b", text)
    ]
    if history < warm:
        found.append(f"history of {history} bars is shorter than the warm-up: it can never fire")
    # A gate that the entry already implies blocks nothing; one that says the same text is certain.
    found += [
        f"gate {name} repeats the entry and can never reject"
        for name, gate in strategy.gates.items()
        if gate.rule in strategy.entry.split(" and ")
    ]
    if len(strategy.targets) > 1:
        found.append("live trading takes one target for now; the ladder is for research")
    return tuple(found)
