"""The process of one run: a worker and its kernel, forked ahead of time, used once.

`python -m pytoolkit.jobs.worker template FD [MODULE ...]` imports what jobs need and forks a worker
for each request; `... single FD FOLDER` is one worker, where forking is not safe.
A worker and everything below it is one process group, and dies when its supervisor's socket closes.
"""

import contextlib
import importlib
import json
import os
import select
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from pytoolkit import secrecy
from pytoolkit.errors import BadSettings

RUN_FOLDER = "PYTOOLKIT_RUN_FOLDER"
"""Environment variable naming the folder through which a notebook and its supervisor talk."""
REQUEST_FILE = "request.json"
PRELOADED = (
    "polars",
    "pydantic",
    "IPython.core.interactiveshell",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "jupyter_client.manager",
    "jupyter_client.asynchronous",
    "papermill.execute",
    "pytoolkit.jobs.end_states",
    "pytoolkit.jobs.notebook",
)
SLOW_AND_UNUSED = ("rfc3987_syntax",)
"""Optional checks of jsonschema that no notebook needs and that take longer than all the rest."""
IDLE_THREADS = ("jemalloc_bg_thd", "polars-ooc-clea")
"""Helper threads of the allocator and of Polars that hold nothing while idle."""
LONGEST_MESSAGE = 1 << 20


def send(channel: socket.socket, message: dict[str, Any]) -> None:
    """Send one line of JSON."""
    channel.sendall(json.dumps(message).encode() + b"\n")


def preload(modules: Sequence[str]) -> None:
    """Import what jobs need; a missing module is left to the job that asks for it."""
    blocked: dict[str, Any] = dict.fromkeys(SLOW_AND_UNUSED)  # None makes their import fail
    sys.modules.update(blocked)
    for name in PRELOADED:
        importlib.import_module(name)
    for name in SLOW_AND_UNUSED:
        del sys.modules[name]
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception as error:  # noqa: BLE001  # a job that needs it will say so in its report
            sys.stderr.write(f"pytoolkit: {name} was not preloaded: {error}\n")


def can_fork() -> bool:
    """Tell whether this process may be forked: Linux, and no thread that could hold a lock."""
    tasks = Path("/proc/self/task")
    if not sys.platform.startswith("linux") or not tasks.is_dir():
        return False
    names = [(task / "comm").read_text().strip() for task in tasks.iterdir()]
    return sum(name not in IDLE_THREADS for name in names) == 1


def serve_template(control: socket.socket, modules: Sequence[str]) -> None:
    """Fork a worker for every folder and socket that come in, until the supervisor is gone."""
    preload(modules)
    fork = can_fork()
    send(control, {"fork": fork})
    while fork:
        if not select.select([control], [], [], 1.0)[0]:
            _reap()
            continue
        message, handles, _, _ = socket.recv_fds(control, 4096, 1)
        if not message:
            return
        pid = os.fork()
        if pid == 0:
            control.close()
            _worker_process(socket.socket(fileno=handles[0]), Path(message.decode()), fork=True)
        for handle in handles:
            os.close(handle)
        _reap()


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _worker_process(channel: socket.socket, folder: Path, fork: bool) -> NoReturn:
    """Be one worker, from the warm-up to the answer; ends with its kernel and their children."""
    try:
        if os.getpgrp() != os.getpid():
            os.setsid()
        log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.environ[RUN_FOLDER] = str(folder)
        serve(channel, folder, fork)
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.killpg(0, signal.SIGKILL)
        os._exit(1)


def serve(channel: socket.socket, folder: Path, fork: bool) -> None:
    """Warm a kernel, wait for the one request, run it, answer with the end state."""
    from pytoolkit.jobs.end_states import end_state
    from pytoolkit.jobs.kernel import start_kernel

    manager = start_kernel(folder, fork, channel)
    send(channel, {"pid": os.getpid()})
    stream = channel.makefile("rb")
    line = stream.readline(LONGEST_MESSAGE)
    if not line:
        manager.provisioner.process.kill()
        return
    threading.Thread(target=_die_with, args=(stream,), daemon=True).start()
    request = json.loads(line)
    (folder / REQUEST_FILE).write_text(json.dumps(request["run"]))
    error: BaseException | None = None
    try:
        signal.signal(signal.SIGTERM, _stop)
        _execute(request, manager)
    except (Exception, KeyboardInterrupt) as caught:  # noqa: BLE001  # becomes the end state
        error = caught
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    manager.provisioner.process.kill()
    status, reason = end_state(error)
    send(channel, {"status": status.value, "reason": secrecy.masked(reason)})


def _execute(request: dict[str, Any], manager: Any) -> None:
    import logging

    from papermill.execute import execute_notebook

    secrecy.expect(*request["secrets"])
    logging.getLogger("papermill").setLevel(logging.ERROR)
    execute_notebook(
        request["notebook"],
        None,
        parameters=request["parameters"],
        engine_name="pytoolkit",
        kernel_name="python3",
        progress_bar=False,
        save_to=request["save_to"],
        kernel_manager=manager,
        execution_timeout=request["cell_timeout"],
    )


def _stop(_number: int, _frame: object) -> None:
    from pytoolkit.jobs.end_states import Stopped

    raise Stopped


def _die_with(stream: Any) -> None:
    """Kill this worker, its kernel and their children when the supervisor is gone."""
    stream.read()
    os.killpg(0, signal.SIGKILL)


def main(arguments: list[str]) -> None:
    """Be a template or a single worker; the supervisor starts both."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    match arguments:
        case ["template", handle, *modules]:
            serve_template(socket.socket(fileno=int(handle)), modules)
        case ["single", handle, folder]:
            _worker_process(socket.socket(fileno=int(handle)), Path(folder), fork=False)
        case _:
            raise BadSettings("this module is started by pytoolkit run, not by hand")


if __name__ == "__main__":
    main(sys.argv[1:])
