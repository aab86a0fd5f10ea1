"""A server that says byte for byte what a test wants it to say, connection by connection."""

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

CERTIFICATE = Path(__file__).parents[1] / "data" / "loopback.pem"
"""Of 127.0.0.1, signed by itself, with its key: nobody trusts it unless told to."""
HANG_UP, SILENCE = b"", None
"""Instead of an answer: close the connection, or say nothing until the other side hangs up."""
Script = Sequence[bytes | None]


class RawServer:
    """Reads whole requests and answers each connection by its own script.

    Attributes:
        url: where it listens.
        requests: every request that came, headers and body.
    """

    def __init__(self, *scripts: Script, secure: bool = False) -> None:
        self.requests: list[bytes] = []
        self._scripts = list(scripts)
        self._hung_up = [threading.Event() for _ in scripts]
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._context: ssl.SSLContext | None = None
        if secure:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(CERTIFICATE)
        self.url = f"http{'s' * secure}://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def wait_hung_up(self, number: int = 0) -> None:
        """Wait until the connection of that number was closed by its script."""
        assert self._hung_up[number].wait(10)

    def close(self) -> None:
        """Let go of everybody."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)

    def _serve(self) -> None:
        for script, hung_up in zip(self._scripts, self._hung_up, strict=True):
            try:
                connection, _ = self._socket.accept()
            except OSError:  # the test has ended
                return
            with connection, suppress(ssl.SSLError), self._secured(connection) as secured:
                self._speak(secured, script)
            hung_up.set()

    def _secured(self, connection: socket.socket) -> socket.socket:
        if self._context is None:
            return connection
        return self._context.wrap_socket(connection, server_side=True)

    def _speak(self, connection: socket.socket, script: Script) -> None:
        for answer in script:
            request = _request(connection)
            if not request:
                return
            self.requests.append(request)
            if answer is SILENCE:
                connection.settimeout(30)
                with suppress(OSError):
                    connection.recv(1)
                return
            if answer == HANG_UP:
                return
            connection.sendall(answer)


def _request(connection: socket.socket) -> bytes:
    read = b""
    while b"\r\n\r\n" not in read:
        part = connection.recv(65536)
        if not part:
            return read
        read += part
    head, _, body = read.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> bytes:
    """Give the bytes of an HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def speaking(*scripts: Script, secure: bool = False) -> Iterator[RawServer]:
    """Serve until the block ends."""
    server = RawServer(*scripts, secure=secure)
    try:
        yield server
    finally:
        server.close()
