"""The server process: loopback only, says when it is ready, ends at SIGTERM."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from pytoolkit.errors import UsageError
from pytoolkit.simulator.app import make_app
from pytoolkit.simulator.simulation import Options, Simulation

LOOPBACK = "127.0.0.1"
SECONDS_TO_END = 2
KEEP_ALIVE = 600
PING_EVERY, PING_TIMEOUT = 30.0, 60.0
"""Half-dead websockets are reaped after their sum."""


class _Server(uvicorn.Server):
    """A server that tells when it serves, and whose end by a signal is no failure."""

    def __init__(self, config: uvicorn.Config, options: Options, url: str) -> None:
        super().__init__(config)
        self._options = options
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end)
        if self._options.with_stdin:
            await loop.connect_read_pipe(lambda: _Stdin(self), sys.stdin)
        sys.stderr.write(f"simulator listens on {self._url}\n")
        if self._options.ready_file:
            _write(
                Path(self._options.ready_file),
                {"url": self._url, "port": int(self._url.rpartition(":")[2]), "pid": os.getpid()},
            )

    def _end(self) -> None:
        # A second signal does not wait for anybody.
        self.force_exit = self.should_exit
        self.should_exit = True


class _Stdin(asyncio.Protocol):
    """Ends the server when whoever started it is gone."""

    def __init__(self, server: _Server) -> None:
        self._server = server

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.should_exit = True


def _write(file: Path, content: dict[str, object]) -> None:
    beside = file.with_suffix(".part")
    beside.write_text(json.dumps(content))
    beside.replace(file)


def configure(app: Starlette) -> uvicorn.Config:
    """Say how the application is served."""
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=SECONDS_TO_END,
        ws_ping_interval=PING_EVERY,
        ws_ping_timeout=PING_TIMEOUT,
    )


def bind(port: int) -> socket.socket:
    """Take a port on loopback; nothing else is ever listened on.

    Raises:
        UsageError: the port is taken or not allowed.
    """
    # The protocol must be named, else asyncio does not see TCP and leaves 40 ms of Nagle in.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((LOOPBACK, port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise UsageError(
            f"port {port} on {LOOPBACK} cannot be used ({error}); give another --port"
        ) from error
    return bound


def run(options: Options) -> None:
    """Serve until a signal comes; blocks.

    Raises:
        UsageError: options that cannot be used, or the port is taken.
        BadBars: the file of bars cannot be used.
    """
    app = make_app(Simulation(options))
    with bind(options.port) as bound:
        url = f"http://{LOOPBACK}:{bound.getsockname()[1]}"
        _Server(configure(app), options, url).run(sockets=[bound])
