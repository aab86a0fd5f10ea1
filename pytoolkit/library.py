"""The strategy library: one block of `strategies.toml` per strategy, its id the block's name."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from pytoolkit.errors import BadRule, BadStrategy
from pytoolkit.models.strategy import Strategy

LIBRARY_FILE = "strategies.toml"
UNANCHORED = ("obv", "ad", "adosc")
"""Running sums from the first bar seen: their level depends on where the history starts."""


def load_strategies(path: Path) -> list[Strategy]:
    """Read every strategy of a library file, in order of id, inactive ones too.

    Raises:
        BadStrategy: the file is missing or not TOML, or a block cannot be traded; names file,
            strategy and field.
    """
    try:
        blocks = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadStrategy(f"{path} does not exist; a project keeps its strategies there") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadStrategy(f"{path.name} is not valid TOML: {error}") from error
    return [_strategy(path.name, name, blocks[name]) for name in sorted(blocks)]


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
