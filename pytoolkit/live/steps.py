"""Named steps of the order and fill path, so that a crash can be placed at each of them."""

import logging
import os
import signal

CRASH_AT = "PYTOOLKIT_CRASH_AT"
"""`NAME` or `NAME:N`: the process kills itself at the N-th passage (default first). For tests."""

STEPS = (
    "instant.begin",
    "sync.read",
    "sync.merged",
    "review.planned",
    "decide.signal_stored",
    "decide.done",
    "gateway.submitted",
    "gateway.answered",
    "gateway.accepted",
    "cancel.asked",
    "cancel.done",
    "protect.planned",
    "renewal.planned",
    "instant.handled",
)

log = logging.getLogger(__name__)
_name, _, _count = os.environ.get(CRASH_AT, "").partition(":")
_left = int(_count or 1)


def step(name: str, detail: str = "") -> None:
    """Pass a named step; dies here by SIGKILL where the environment asks for it."""
    global _left  # noqa: PLW0603  (one count per process, that is the point)
    log.debug("step %s %s", name, detail, extra={"step": name})
    if name == _name:
        _left -= 1
        if _left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
