"""A kernel that waits for one job: forked from a process that has imported what jobs need.

Its sockets lie in a private folder, so kernels that start together never race for a port.
"""

import os
import signal
import socket
import subprocess
import sys
import traceback
from pathlib import Path
from secrets import token_hex
from typing import Any, NoReturn, Protocol


class Process(Protocol):
    """What jupyter_client needs of a kernel's process."""

    pid: int

    def poll(self) -> int | None:
        """Give the exit code, None while it runs."""

    def kill(self) -> None:
        """Send SIGKILL."""


class Forked:
    """A forked child with the part of `subprocess.Popen` that jupyter_client uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        """Give the exit code, None while it runs."""
        if self._code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._code = os.waitstatus_to_exitcode(status)
        return self._code

    def wait(self) -> int:
        """Wait for the end."""
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self._code

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Send SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(signal.SIGKILL)


def start_kernel(folder: Path, fork: bool, channel: socket.socket) -> Any:
    """Start a kernel in the process group of the caller.

    Args:
        folder: private folder with a short path (a socket's path has at most 107 bytes).
        fork: whether to fork this process instead of starting a new interpreter.
        channel: the caller's line to its supervisor, which the kernel must not hold open.

    Returns:
        A kernel manager that is attached to it.
    """
    from jupyter_client.connect import write_connection_file
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_client.provisioning.local_provisioner import LocalProvisioner

    connection, _ = write_connection_file(
        str(folder / "kernel.json"),
        transport="ipc",
        ip=str(folder / "kernel"),
        key=token_hex(16).encode(),
    )
    options = ["--HistoryManager.hist_file=:memory:"]
    process: Any
    if fork:
        pid = os.fork()
        if pid == 0:
            channel.close()
            _become_kernel(connection, options)
        process = Forked(pid)
    else:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "ipykernel_launcher", "-f", connection, *options],
            env={**os.environ, "JPY_PARENT_PID": str(os.getpid())},
        )
    manager = AsyncKernelManager(connection_file=connection, transport="ipc", kernel_name="python3")
    manager.load_connection_file()
    provisioner = LocalProvisioner()
    provisioner.process = process
    provisioner.pid = process.pid
    manager.provisioner = provisioner
    return manager


def _become_kernel(connection: str, options: list[str]) -> NoReturn:
    """Serve as the kernel until it is told to stop; never returns to the caller's code."""
    code = 1
    try:
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()  # else every fork draws the same numbers
        from ipykernel.kernelapp import IPKernelApp

        application = IPKernelApp.instance(connection_file=connection, parent_handle=os.getppid())
        application.initialize(options)  # type: ignore[no-untyped-call]
        application.start()  # type: ignore[no-untyped-call]
        code = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)
