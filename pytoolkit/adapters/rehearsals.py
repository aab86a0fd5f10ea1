"""Whether the embedded stores can be written, tried so that nothing stays."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from pytoolkit.adapters.sqlite_tables import translated
from pytoolkit.errors import Unreachable

BUSY_SECONDS = 5.0
"""How long another writer is waited for."""


def rehearse_sqlite(path: Path) -> str:
    """Make a table in a transaction and take it back; a file that is not there is not made.

    Raises:
        Unreachable: it cannot be written, or another process keeps it locked.
    """
    if not path.exists():
        return f"{path} will be made at its first use; {_writable(path.parent)}"
    with translated(path):
        opened = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=rw", BUSY_SECONDS, isolation_level=None, uri=True
        )
        with closing(opened) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.execute("CREATE TABLE rehearsal (nothing)")
            finally:
                connection.execute("ROLLBACK")
    return f"{path} can be written"


def rehearse_delta(root: str) -> str:
    """Make a file without a name in the folder; of an object store only its address is shown.

    Raises:
        Unreachable: the folder cannot be written.
    """
    if "://" in root and not root.startswith("file://"):
        return f"{root}: its rights are seen at the first export"
    folder = Path(root.removeprefix("file://"))
    if not folder.exists():
        return f"{folder} will be made at its first use; {_writable(folder.parent)}"
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"rehearsal")
    except OSError as error:
        raise Unreachable(f"cold store {folder} cannot be written: {error}") from error
    return f"{folder} can be written"


def _writable(folder: Path) -> str:
    """Say which folder will take it; raises Unreachable where it is not writable."""
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Unreachable(f"{folder} is not writable: give its rights, or choose --project DIR")
    return f"{folder} is writable"
