"""What a record says about the code that ran."""

import functools
import importlib.metadata
import os
import platform
import socket
import subprocess
from pathlib import Path

DISTRIBUTIONS = ("pytoolkit", "polars", "pydantic", "deltalake", "papermill", "ipykernel")
GIT_SECONDS = 10


@functools.cache
def versions() -> dict[str, str]:
    """Give the versions of Python, this package and what shapes its results."""
    found = {"python": platform.python_version()}
    for name in DISTRIBUTIONS:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = ""
    return found


def git_state(file: Path) -> tuple[str, bool | None]:
    """Give the commit of the checkout that tracks a file, and whether it has changes.

    Returns:
        ("", None) where the file is not tracked by git, or git is not there.
    """

    def git(*arguments: str) -> str | None:
        try:
            done = subprocess.run(
                ["git", "-C", str(file.parent), *arguments],
                capture_output=True,
                text=True,
                timeout=GIT_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    if not git("ls-files", "--error-unmatch", file.name):
        return "", None
    changes = git("status", "--porcelain")
    return git("rev-parse", "HEAD") or "", None if changes is None else bool(changes)


def this_process() -> str:
    """Name this process so that nobody takes another one with the same number for it."""
    return f"{socket.gethostname()}/{os.getpid()}/{_born(os.getpid())}"


def is_alive(owner: str) -> bool | None:
    """Tell whether a process named by `this_process` still runs; None if it is not on this host."""
    import psutil

    host, _, rest = owner.partition("/")
    pid, _, born = rest.partition("/")
    if host != socket.gethostname() or not pid.isdigit():
        return None
    try:
        return _born(int(pid)) == born
    except psutil.NoSuchProcess:
        return False


def _born(pid: int) -> str:
    import psutil

    return f"{psutil.Process(pid).create_time():.2f}"
