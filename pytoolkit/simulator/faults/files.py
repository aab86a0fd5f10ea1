"""Scenario files: by path, or by name where they come with the package."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from pytoolkit.errors import UsageError
from pytoolkit.simulator.faults.model import Scenario

CARRIED = Path(__file__).parents[2] / "_carried" / "faults"
"""The scenarios that the package brings along."""


def scenario_names(folder: Path = CARRIED) -> list[str]:
    """List the scenarios of a folder."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def load_scenario(place: str) -> Scenario:
    """Read a scenario.

    Args:
        place: path of a `.toml` file, or the name of a scenario that comes with the package.

    Raises:
        UsageError: there is none, or it cannot be used; names file, fault, field and value.
    """
    path = Path(place)
    if path.suffix != ".toml":
        path = CARRIED / f"{place}.toml"
        if not path.exists():
            known = ", ".join(scenario_names()) or "none"
            raise UsageError(f"no scenario is called {place!r}; there are: {known}")
    try:
        return Scenario.model_validate(tomllib.loads(path.read_text()))
    except FileNotFoundError as error:
        raise UsageError(f"{path} does not exist; give a file or a scenario's name") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is no TOML: {error}") from error
    except ValidationError as error:
        raise UsageError(f"{path}: {_told(error)}") from error


def _told(error: ValidationError) -> str:
    """Say what is wrong with a file: where, what, and what is there."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    given = first.get("input")
    shown = f" (not {given!r})" if isinstance(given, str | int | float | bool) else ""
    return f"{where or 'scenario'}: {first['msg']}{shown}"
