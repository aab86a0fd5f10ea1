"""What `pytoolkit strategies check` needs to certify: bars, a user's function, progress."""

import importlib
import os
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

if TYPE_CHECKING:
    import polars as pl

SHOWN_AFTER = 2.0
"""Seconds without a word; a bar that flashes past helps nobody."""
SHIPPED = "the daily bars that come with the package"
CERTIFIED_FROM = datetime(2010, 1, 1)  # noqa: DTZ001  # a day, as click gives one
"""First day of them that is certified where no day is given: enough for a library in seconds."""


def load(file: Path | None, start: datetime | None, end: datetime | None) -> "pl.DataFrame":
    """Read the bars of a file, or the shipped ones adjusted for splits, between two days."""
    import polars as pl

    from pytoolkit import frames

    if file is None:
        bars = frames.adjusted(frames.shipped_bars(), frames.corporate_actions())
    else:
        bars = frames.load_bars(file)
    days = pl.col("at").dt.date()
    first = date.min if start is None else start.date()
    last = date.max if end is None else end.date()
    chosen = bars.filter(days.is_between(first, last))
    if chosen.is_empty():
        have = bars.select(first=days.min(), last=days.max()).row(0)
        raise click.UsageError(f"no bars from {first} to {last}; there are {have[0]} to {have[1]}")
    return chosen


def find_function(text: str) -> Callable[..., Any]:
    """Import the function that `module:function` names; modules of this folder are found too."""
    module, colon, name = text.partition(":")
    if not colon or not module or not name:
        raise click.UsageError(
            f"--callable {text!r}: write module:function, like features:momentum"
        )
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        found: Any = importlib.import_module(module)
    except Exception as error:  # the module is the user's and may raise anything
        raise click.UsageError(
            f"--callable {text!r}: {module} cannot be imported: {type(error).__name__}: {error}"
        ) from error
    for part in name.split("."):
        if not hasattr(found, part):
            raise click.UsageError(f"--callable {text!r}: {module} has no {name!r}")
        found = getattr(found, part)
    if not callable(found):
        raise click.UsageError(f"--callable {text!r} is {type(found).__name__}, not a function")
    return found  # type: ignore[no-any-return]


class Progress:
    """A bar on stderr for what takes longer than two seconds; nothing where nobody looks."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        console = Console(stderr=True, highlight=False)
        self._seen, self._shown = console.is_terminal, False
        self._bars = Bars(
            TextColumn("{task.fields[subject]}"),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self._bars.add_task("", subject="", total=None)
        self._began = time.monotonic()
        self.subject = ""
        """What is being certified."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.hide()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Take a word about the progress."""
        if not self._seen or time.monotonic() - self._began < SHOWN_AFTER:
            return
        # Without a total the bar only moves to and fro.
        self._bars.update(
            self._task, description=what, completed=done, total=total or None, subject=self.subject
        )
        if not self._shown:
            self._bars.start()
            self._shown = True

    def hide(self) -> None:
        """Take the bar away, so that something can be printed."""
        if self._shown:
            self._bars.stop()
            self._shown = False
