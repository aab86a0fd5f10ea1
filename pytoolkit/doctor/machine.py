"""The machine, the project's files, and who else may read or write them."""

import importlib.metadata
import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from pytoolkit.doctor.finding import Finding, listed, tried
from pytoolkit.errors import PytoolkitError
from pytoolkit.settings import Settings
from pytoolkit.wiring import open_outlet

LEAST_FREE_BYTES = 1_000_000_000
SECRETS = (".env", ".env.*", "*.env")
"""Where people keep the variables of a service."""


def python() -> Iterator[Finding]:
    """Look at the interpreter and the native core."""
    yield Finding("python", sys.version_info >= (3, 11), platform.python_version())
    yield tried("core", _core)


def _core() -> str:
    from pytoolkit.signals import catalog

    return f"{len(catalog())} functions, package {importlib.metadata.version('pytoolkit')}"


def project(settings: Settings) -> Iterator[Finding]:
    """Look at the runbooks, the state folder, the room left, and files with secrets."""
    found = (settings.runbooks / "daily.toml").is_file()
    detail = str(settings.runbooks) if found else "daily.toml is missing; see --project"
    yield Finding("runbooks", found, detail)
    yield _state(settings.state)
    yield _secrets(settings.project)


def _state(folder: Path) -> Finding:
    place = folder
    while not place.exists():
        place = place.parent
    if not os.access(place, os.W_OK):
        return Finding("state folder", False, f"{place} is not writable: choose --project DIR")
    if place == folder and place.stat().st_mode & stat.S_IWOTH:
        return Finding("state folder", False, f"everybody may write in {place}: chmod o-w {place}")
    free = shutil.disk_usage(place).free
    enough = free >= LEAST_FREE_BYTES
    detail = f"{folder}, {free / 1e9:.1f} GB free"
    return Finding("state folder", enough, detail if enough else f"{detail}: make room")


def _secrets(folder: Path) -> Finding:
    files = sorted({file for pattern in SECRETS for file in folder.glob(pattern)})
    shown = [file for file in files if file.stat().st_mode & (stat.S_IROTH | stat.S_IRGRP)]
    if shown:
        names = " ".join(file.name for file in shown)
        return Finding(
            "secrets", False, f"others may read {listed(f.name for f in shown)}: chmod 600 {names}"
        )
    if files:
        return Finding("secrets", True, f"only you read {listed(f.name for f in files)}")
    return Finding("secrets", None, "no file with variables lies in the project")


def services(settings: Settings) -> Iterator[Finding]:
    """Look whether each service can be told; nothing is sent."""
    if not settings.notify.urls:
        yield Finding("notify", None, "nobody is told: no services under notify.urls")
    for reference in settings.notify.urls:
        try:
            open_outlet(reference)
        except PytoolkitError as error:
            yield Finding("notify", False, str(error))
        else:
            yield Finding(
                "notify", True, f"{reference} holds an address; try: pytoolkit notify test"
            )
