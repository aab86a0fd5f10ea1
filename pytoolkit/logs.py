"""How a process writes its log: lines for people, or one JSON object a line; secrets masked.

`logging.getLogger(__name__).info("...", extra={"symbol": ...})` is all that the rest of the house
does. What is passed as `extra` becomes a field of the JSON line.
"""

import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal

from pytoolkit import secrecy

Format = Literal["text", "json"]
TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_OWN = frozenset({*logging.makeLogRecord({}).__dict__, "message", "asctime", "taskName"})
"""What every record has; all else came as `extra`."""


class TextFormatter(logging.Formatter):
    """Lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, and the traceback beneath it, masked."""
        return secrecy.masked(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: ts, level, logger, message, what came as `extra`, exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, masked."""
        at = datetime.fromtimestamp(record.created, UTC)
        fields: dict[str, Any] = {
            "ts": at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": secrecy.masked(record.getMessage()),
        }
        for name, value in record.__dict__.items():
            if name not in _OWN and value not in (None, ""):
                fields[name] = value
        if record.exc_info:
            fields["exception"] = secrecy.masked(self.formatException(record.exc_info))
        # Once more as a whole: a field may hold what nobody thought of.
        return secrecy.masked(json.dumps(fields, default=str, ensure_ascii=False))


def to_stderr(form: Format = "text", *, verbose: bool = False) -> None:
    """Write the log of this process to stderr: ours from INFO (verbose: DEBUG), others' warnings.

    What ends a thread or the process unexpectedly goes there too, masked.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter(TEXT))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("pytoolkit").setLevel(logging.DEBUG if verbose else logging.INFO)
    log = logging.getLogger("pytoolkit")

    def thread_ended(ended: threading.ExceptHookArgs) -> None:
        if ended.exc_value is not None:
            name = ended.thread.name if ended.thread else "a thread"
            about = (ended.exc_type, ended.exc_value, ended.exc_traceback)
            log.critical("%s ended: %s", name, ended.exc_value, exc_info=about)

    threading.excepthook = thread_ended
    if form == "json":
        sys.excepthook = lambda kind, error, trace: log.critical(
            "ended: %s", error, exc_info=(kind, error, trace)
        )


def mask_tracebacks() -> None:
    """Mask the traceback of what ends this process."""

    def ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.stderr.write(secrecy.masked("".join(traceback.format_exception(kind, error, trace))))

    sys.excepthook = ended
