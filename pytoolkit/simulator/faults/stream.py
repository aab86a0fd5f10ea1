"""Faults of a stream: what becomes of its messages, and of a connection."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from pytoolkit.models.base import JsonDict
from pytoolkit.simulator.faults import model
from pytoolkit.simulator.faults.engine import Facts, Faults

Channel = Literal["trades", "data"]
Ending = model.Error | model.HangUp | model.Silence


@dataclass(slots=True)
class Outlet:
    """Where messages of one stream pass on their way out.

    Attributes:
        describe: gives what faults may ask about a message.
    """

    faults: Faults
    channel: Channel
    describe: Callable[[JsonDict], Facts]
    _delayed: list[tuple[int, JsonDict]] = field(default_factory=list)

    def pass_on(self, messages: Iterable[JsonDict]) -> tuple[list[JsonDict], Ending | None]:
        """Give what is sent instead of some messages, and how the connection ends, if it does."""
        told = list(messages)
        if not self.faults.waits(self.channel):
            return told, None
        out: list[JsonDict] = []
        for message in told:
            facts = {"stage": "message", **self.describe(message)}
            ending = self.faults.strike(
                self.channel, facts, model.Error, model.HangUp, model.Silence
            )
            if isinstance(ending, Ending):
                return out, ending
            out += self._altered(message, facts)
        return out, None

    def _altered(self, message: JsonDict, facts: Facts) -> list[JsonDict]:
        then = self.faults.strike(
            self.channel, facts, model.Lose, model.Repeat, model.Later, model.Change
        )
        if isinstance(then, model.Later):
            self._delayed.append((then.messages, message))
            return []
        sent: list[JsonDict] = [message]
        if isinstance(then, model.Lose):
            sent = []
        elif isinstance(then, model.Repeat):
            sent = [message] * (1 + then.copies)
        elif isinstance(then, model.Change):
            sent = [changed(message, then)]
        return sent + self._due(len(sent))

    def _due(self, passed: int) -> list[JsonDict]:
        """Give the delayed messages that so many others have now overtaken."""
        waiting = [(left - passed, message) for left, message in self._delayed]
        self._delayed = [(left, message) for left, message in waiting if left > 0]
        return [message for left, message in waiting if left <= 0]

    def greeting(self) -> model.Error | model.HangUp | None:
        """Give how an attempt to authenticate ends, if it does not succeed."""
        found = self.faults.strike(self.channel, {"stage": "connect"}, model.Error, model.HangUp)
        return found if isinstance(found, model.Error | model.HangUp) else None


def changed(message: JsonDict, change: model.Change) -> JsonDict:
    """Give a message with other fields; a name with dots leads into it, `data.event`."""
    found = _copied(message)
    for path, value in change.set.items():
        holder, name = _holder(found, path)
        holder[name] = value
    for path in change.remove:
        holder, name = _holder(found, path)
        holder.pop(name, None)
    return found


def _copied(message: JsonDict) -> JsonDict:
    return {
        name: _copied(value) if isinstance(value, dict) else value
        for name, value in message.items()
    }


def _holder(message: JsonDict, path: str) -> tuple[JsonDict, str]:
    *way, name = path.split(".")
    for part in way:
        inner = message.setdefault(part, {})
        message = inner if isinstance(inner, dict) else {}
    return message, name
