"""`pytoolkit doctor`: what works on this machine and in this profile, read-only."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from pytoolkit.cli.common import FINDINGS, environment, note, show
from pytoolkit.doctor.finding import Finding

PATIENCE_SECONDS = 2.0
MARKS = {True: "ok", False: "LOOK", None: "-"}


@click.command()
@environment
def command(profile: str, project: Path | None, as_json: bool) -> None:
    """Check this machine and all that a profile needs; changes nothing.

    Looks at keys, account and its configuration, every traded asset, clocks, market data and both
    streams, the stores and the lease, and what the broker holds that is not ours. No order is
    sent. Exit code 4 when something needs attention.
    """
    from pytoolkit.doctor.examine import examine

    found: list[Finding] = []
    with _telling(found):
        found.extend(examine(profile, project))
    marks = [each.ok if as_json else MARKS[each.ok] for each in found]
    show([{**asdict(each), "ok": mark} for each, mark in zip(found, marks, strict=True)], as_json)
    if any(each.ok is False for each in found):
        raise click.exceptions.Exit(FINDINGS)


@contextmanager
def _telling(found: Sequence[Finding]) -> Iterator[None]:
    """Tell every two seconds, while it lasts, what was looked at last."""
    done = threading.Event()

    def tell() -> None:
        while not done.wait(PATIENCE_SECONDS):
            last = f", the last one: {found[-1].check}" if found else ""
            note(f"{len(found)} findings so far{last}; still looking")

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
