"""A service on loopback that takes messages, as apprise's json:// sends them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class PostBox:
    """What came, and what is answered.

    Attributes:
        status: of the answers from now on.
        next_statuses: of the next answers, before `status` counts.
        hold: while not set, answers wait.
    """

    port: int = 0
    status: int = 200
    next_statuses: list[int] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)
    taken: list[dict[str, Any]] = field(default_factory=list)
    refused: int = 0
    _server: ThreadingHTTPServer | None = None

    def __post_init__(self) -> None:
        self.hold.set()

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/box"

    @property
    def subjects(self) -> list[str]:
        return [each["title"] for each in self.taken]

    def open(self) -> None:
        """Listen; on the same port as before after a while of being down."""
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = box.next_statuses.pop(0) if box.next_statuses else box.status
                if status == 200:
                    box.taken.append(json.loads(body))
                else:
                    box.refused += 1
                box.hold.wait(30)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        """Be down."""
        if self._server is not None:
            self.hold.set()
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@contextmanager
def post_box() -> Iterator[PostBox]:
    box = PostBox()
    box.open()
    try:
        yield box
    finally:
        box.close()
