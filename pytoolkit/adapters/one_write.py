"""urllib3's connections, with a request's head and body handed to the network in one piece.

In two pieces, as `http.client` writes them, the other side wakes for the head and then waits for
the body; on a path of milliseconds that is a part one sees.
"""

from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection


class _OneWrite:
    _held: list[bytes] | None = None

    def request(self, *values: Any, **named: Any) -> None:
        """Write a request; it leaves, and a connection is opened, only once it is whole."""
        self._held = []
        try:
            super().request(*values, **named)  # type: ignore[misc]  # of the connection beside
            whole = b"".join(self._held)
        finally:
            self._held = None
        self.send(whole)

    def send(self, data: Any) -> None:
        """Hold a part of a request back, or send."""
        if self._held is not None and isinstance(data, bytes):
            self._held.append(data)
        else:
            super().send(data)  # type: ignore[misc]


class OneWriteHTTP(_OneWrite, HTTPConnection):
    """Without TLS."""


class OneWriteHTTPS(_OneWrite, HTTPSConnection):
    """With TLS."""
