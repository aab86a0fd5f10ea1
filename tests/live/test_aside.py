"""One thread owns everything; what it waits for is done aside, and it goes on acting meanwhile."""

import threading
import time
from queue import SimpleQueue

import pytest

from pytoolkit.errors import Conflict, Unreachable
from pytoolkit.live.aside import Aside, attended
from pytoolkit.live.ear import Ear


def test_aside_acts_on_what_comes_before_the_answer_and_in_its_own_thread() -> None:
    hints: SimpleQueue[object] = SimpleQueue()
    told, acted = threading.Event(), []

    def attend(hint: object) -> None:
        # A call made meanwhile is made in place: whoever waits must not be waited for.
        acted.append((hint, aside(threading.get_ident)))
        told.set()

    def call() -> int:
        hints.put("bar")
        assert told.wait(10)
        return threading.get_ident()

    aside = Aside(hints, attend, inline=False)
    other = aside(call)
    aside.close()

    assert acted == [("bar", threading.get_ident())]
    assert other != threading.get_ident()


def test_aside_raises_what_the_call_raised_and_goes_on() -> None:
    def failing() -> None:
        raise Unreachable("nobody there")

    aside = Aside(SimpleQueue(), lambda _: None, inline=False)
    with pytest.raises(Unreachable, match="nobody there"):
        aside(failing)
    assert aside(lambda: 7) == 7
    aside.close()


def test_aside_inline_makes_no_thread() -> None:
    aside = Aside(SimpleQueue(), lambda _: None, inline=True)
    assert aside(threading.get_ident) == threading.get_ident()
    aside.close()


def test_attended_makes_calls_aside_and_reads_properties_in_place() -> None:
    class Port:
        @property
        def here(self) -> int:
            return threading.get_ident()

        def there(self, number: int, *, more: int) -> tuple[int, int]:
            return threading.get_ident(), number + more

    aside = Aside(SimpleQueue(), lambda _: None, inline=False)
    port = attended(Port(), aside)
    thread, total = port.there(1, more=2)
    assert (total, port.here) == (3, threading.get_ident())
    assert thread != threading.get_ident()
    aside.close()


def test_ear_keeps_what_comes_until_it_is_opened() -> None:
    hints: SimpleQueue[object] = SimpleQueue()
    heard: list[object] = []
    ear = Ear(hints, heard.append, inline=False)
    hints.put(1)
    ear.hear()
    ear.aside(lambda: hints.put(2))
    assert heard == []
    ear.open()
    hints.put(3)
    ear.hear()
    assert heard == [1, 2, 3]
    ear.shut()
    hints.put(4)
    ear.hear()
    assert heard == [1, 2, 3]
    ear.aside.close()


def test_ear_gives_the_answer_first_and_then_raises_what_went_wrong_meanwhile() -> None:
    hints: SimpleQueue[object] = SimpleQueue()
    heard: list[object] = []

    def act(hint: object) -> None:
        heard.append(hint)
        if hint == "bad":
            raise Conflict("somebody else wrote")

    def call() -> str:
        for hint in ("good", "bad", "later"):
            hints.put(hint)
        return "answer"

    ear = Ear(hints, act, inline=False)
    ear.open()
    assert ear.aside(call) == "answer"
    assert heard == ["good", "bad"]
    with pytest.raises(Conflict):
        ear.settle()
    ear.settle()
    ear.hear()
    assert heard == ["good", "bad", "later"]
    ear.aside.close()


def test_ear_waits_no_longer_than_until_something_comes() -> None:
    hints: SimpleQueue[object] = SimpleQueue()
    heard: list[object] = []
    ear = Ear(hints, heard.append, inline=True)
    ear.open()
    threading.Timer(0.05, hints.put, ["bar"]).start()
    began = time.monotonic()
    ear.wait(30)
    ear.hear()
    assert heard == ["bar"]
    assert time.monotonic() - began < 30
