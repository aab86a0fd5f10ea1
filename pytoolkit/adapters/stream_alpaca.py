"""Alpaca's trade stream as hints: something happened, go and read it over REST."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from pytoolkit.ports import StreamHint

log = logging.getLogger(__name__)

EXPECTED = ("new", "accepted", "pending_new", "pending_cancel", "pending_replace")
"""Answers to our own requests; every other event, unknown ones too, is worth a reading."""
STOP_SECONDS = 6.0


def _without_trace(record: logging.LogRecord) -> bool:
    """Let alpaca-py's reconnects pass only for who looks closely: REST says when it is down."""
    record.exc_info = None
    record.levelno, record.levelname = logging.DEBUG, "DEBUG"
    return logging.getLogger("pytoolkit").isEnabledFor(logging.DEBUG)


class TradeHints:
    """Runs alpaca-py's TradingStream in a thread; its handler does nothing but call `put`.

    The stream has no replay and can go silent: a hint only shortens the wait for the next
    reading, nothing is ever learned from it alone.
    """

    def __init__(
        self,
        key: str,
        secret: str,
        put: Callable[[object], None],
        *,
        url: str = "",
        paper: bool = True,
    ) -> None:
        from alpaca.trading.stream import TradingStream

        logging.getLogger("alpaca.trading.stream").addFilter(_without_trace)
        self._put = put
        self._heard: float | None = None
        self._stream = TradingStream(
            key,
            secret,
            paper=paper,
            raw_data=True,
            url_override=_stream_url(url),  # type: ignore[arg-type]  # None is its default
        )
        self._stream.subscribe_trade_updates(self._handle)
        self._thread = threading.Thread(target=self._run, name="trade-hints", daemon=True)
        self._thread.start()

    @property
    def connected(self) -> bool:
        """Whether it is connected now, as far as alpaca-py knows."""
        return bool(getattr(self._stream, "_running", False))

    @property
    def silent_seconds(self) -> float | None:
        """Wall seconds since the last message; None before the first."""
        return None if self._heard is None else time.monotonic() - self._heard

    def close(self) -> None:
        """Stop the stream; the thread is a daemon, so nothing waits for a stuck one."""
        try:
            self._stream.stop()
        except (AttributeError, RuntimeError) as error:  # it never came to run
            log.debug("trade stream: %s", error)
        self._thread.join(STOP_SECONDS)

    async def _handle(self, message: Any) -> None:
        received = time.perf_counter()
        self._heard = time.monotonic()
        data = message.get("data", {}) if isinstance(message, dict) else {}
        event = str(data.get("event", ""))
        if event not in EXPECTED:
            self._put(StreamHint(event, str(data.get("execution_id") or ""), received))

    def _run(self) -> None:
        self._stream.run()


def _stream_url(url: str) -> str | None:
    if not url:
        return None
    return url.replace("http://", "ws://").replace("https://", "wss://").rstrip("/") + "/stream"
