"""Calls that take long are made aside, while the thread that owns everything attends to the rest.

One thread decides, sends and writes. Where it would wait for a network it lets another thread make
the call, and goes on acting on what comes; so a bar never waits for a reading, nothing is shared
between threads but the call and its answer, and between two calls nobody else does anything.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Aside:
    """Makes calls in a thread of its own, one at a time.

    Args:
        hints: where everything that comes is put.
        attend: takes one of it at a time while a call is under way; its own calls are made in
            place.
        inline: make all calls in place; nothing comes that could not wait.
    """

    def __init__(
        self, hints: "SimpleQueue[object]", attend: Callable[[object], None], *, inline: bool
    ) -> None:
        self._hints, self._attend = hints, attend
        self._in_place = inline
        self._pool: ThreadPoolExecutor | None = None

    def __call__(self, call: Callable[[], T]) -> T:
        """Make a call and give its answer, or raise what it raised."""
        if self._in_place:
            return call()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="aside")
        answer: Future[T] = self._pool.submit(call)
        # The answer takes its place in the queue, behind what came before it.
        answer.add_done_callback(self._hints.put)
        with self.in_place():
            while (each := self._hints.get()) is not answer:
                self._attend(each)
        return answer.result()

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Make the calls of a block in place: what is acted on now is what cannot wait."""
        before, self._in_place = self._in_place, True
        try:
            yield
        finally:
            self._in_place = before

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self(partial(time.sleep, seconds))

    def close(self) -> None:
        """End the thread."""
        if self._pool is not None:
            self._pool.shutdown(wait=False)


class _Attended:
    def __init__(self, port: object, aside: Aside) -> None:
        self._port, self._aside = port, aside

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found
        return lambda *values, **named: self._aside(partial(found, *values, **named))


def attended(port: T, aside: Aside) -> T:
    """Give a port whose calls are made aside; its properties are read in place."""
    return cast("T", _Attended(port, aside))
