"""A runbook file: which notebooks, in which order, with which limits."""

import ast
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pytoolkit.errors import BadParameters, BadSettings
from pytoolkit.jobs.parameters import Parameter, checked
from pytoolkit.settings import Settings

GIVEN = {
    "ds": Parameter(type="date", doc="last day the job may look at"),
    "profile": Parameter(type="text", doc="environment"),
    "project": Parameter(type="text", doc="folder of the state; empty: found from the folder"),
}
"""Parameters of every job, filled in by the runner."""
STRICT = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
Seconds = Annotated[float, Field(gt=0)]


class Job(BaseModel):
    """One notebook in a runbook."""

    model_config = STRICT

    notebook: str
    """File, relative to the runbook."""
    title: str = ""
    """What people call it; default: its name."""
    needs: tuple[str, ...] = ()
    """Jobs that must have succeeded; otherwise this one is skipped."""
    after: tuple[str, ...] = ()
    """Jobs that must have ended, however they ended."""
    retries: Annotated[int, Field(ge=0, le=10)] = 0
    """How often a run that did not succeed is tried again."""
    deadline: Seconds = 600.0
    """Seconds for the whole run, after which it is killed."""
    cell_timeout: Seconds | None = None
    """Seconds for one cell."""
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    """What the job takes besides ds, profile and project."""


class Runbook(BaseModel):
    """Jobs with their order, limits and schedule."""

    model_config = STRICT

    name: str = ""
    """Default: the file's name."""
    schedule: str = ""
    """When it is meant to run, for people; `pytoolkit` itself starts nothing on its own."""
    at_once: Annotated[int, Field(ge=1, le=16)] = 2
    """How many jobs may run at the same time."""
    preload: tuple[str, ...] = ()
    """Modules that warm kernels have imported when a job starts."""
    jobs: dict[str, Job]
    """By name; the order in the file decides between jobs that are ready."""
    path: Path
    """The file."""

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        """Refuse unknown jobs and circles."""
        done: set[str] = set()
        rest = dict(self.jobs)
        for name, job in self.jobs.items():
            for other in (*job.needs, *job.after):
                if other not in self.jobs:
                    raise ValueError(f"job {name!r} waits for {other!r}, which is not in the file")
        while rest:
            free = [name for name, job in rest.items() if {*job.needs, *job.after} <= done]
            if not free:
                raise ValueError(f"jobs wait for each other in a circle: {', '.join(rest)}")
            done.update(free)
            for name in free:
                del rest[name]
        return self

    def chosen(self, only: Sequence[str] = ()) -> tuple[str, ...]:
        """Give the jobs to run in file order.

        Raises:
            BadParameters: a name that is not in the file.
        """
        unknown = sorted(set(only) - set(self.jobs))
        if unknown:
            raise BadParameters(
                f"{self.name} has no job {unknown[0]!r}; it has: {', '.join(self.jobs)}"
            )
        return tuple(name for name in self.jobs if not only or name in only)

    def notebook(self, name: str) -> Path:
        """Give the notebook file of a job."""
        return self.path.parent / self.jobs[name].notebook

    def declared(self, name: str) -> dict[str, Parameter]:
        """Give everything a job takes."""
        return {**GIVEN, **self.jobs[name].parameters}


def find_runbook(text: str, settings: Settings) -> Path:
    """Find a runbook by name (`daily`) among the project's or carried ones, or by path.

    Raises:
        BadSettings: there is no such file.
    """
    path = Path(text)
    choices = (path, settings.runbooks / path, settings.runbooks / f"{text}.toml")
    for choice in choices:
        if choice.suffix == ".toml" and choice.is_file():
            return choice.resolve()
    files = [file for file in settings.runbooks.glob("*.toml") if "[jobs." in file.read_text()]
    there = ", ".join(sorted(file.stem for file in files)) or "none"
    raise BadSettings(f"no runbook {text!r}; {settings.runbooks} has: {there}")


def load_runbook(path: Path) -> Runbook:
    """Read a runbook and look at its notebooks.

    Raises:
        BadSettings: the file or one of its notebooks cannot be used.
    """
    try:
        values = tomllib.loads(path.read_text())
        runbook = Runbook.model_validate({"name": path.stem, **values, "path": path})
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadSettings(f"{path.name} {place}: {first['msg']}") from error
    for name in runbook.jobs:
        file = runbook.notebook(name)
        missing = sorted(set(runbook.declared(name)) - parameter_names(file))
        if missing:
            raise BadSettings(
                f"{file.name}: the cell tagged `parameters` does not set {missing[0]!r}, "
                f"which {path.name} passes to job {name!r}"
            )
    return runbook


def parameter_names(notebook: Path) -> set[str]:
    """Read which names the notebook's `parameters` cell sets.

    Raises:
        BadSettings: the notebook cannot be read.
    """
    try:
        cells = json.loads(notebook.read_text())["cells"]
        tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
        tree = ast.parse("\n".join("".join(cell["source"]) for cell in tagged))
    except (OSError, ValueError, KeyError, SyntaxError) as error:
        raise BadSettings(f"{notebook} is not a notebook that can be run: {error}") from error
    targets: list[ast.expr] = []
    for node in tree.body:
        if isinstance(node, ast.Assign):
            targets += node.targets
        elif isinstance(node, ast.AnnAssign):
            targets.append(node.target)
    return {target.id for target in targets if isinstance(target, ast.Name)}


def checked_parameters(
    runbook: Runbook, chosen: tuple[str, ...], given: dict[str, object]
) -> dict[str, dict[str, str]]:
    """Check the caller's parameters for every chosen job; each goes to the jobs that declare it.

    Raises:
        BadParameters: no chosen job takes one of them, or a value does not fit.
    """
    takes = {name: runbook.jobs[name].parameters for name in chosen}
    for name in given:
        if name in GIVEN:
            raise BadParameters(f"{name!r} is set by --{name}, not as a parameter")
        if not any(name in declared for declared in takes.values()):
            known = ", ".join(sorted({key for declared in takes.values() for key in declared}))
            raise BadParameters(
                f"no job of {runbook.name} has a parameter {name!r}; known: {known or 'none'}"
            )
    return {
        job: checked(job, declared, {k: v for k, v in given.items() if k in declared})
        for job, declared in takes.items()
    }
