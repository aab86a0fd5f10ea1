"""Lines to messages: what is urgent goes first and by itself, and many lines make one message."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pytoolkit.notify.lines import Line
from pytoolkit.settings import NotifyKind

LONGEST_SUBJECT = 120
MOST_LINES = 20
LONGEST_LINE = 300
LONGEST_TEXT = 1_800
"""Some services take no more than 2,000 characters."""
WORDS: dict[NotifyKind, tuple[str, str]] = {
    "alarm": ("alarm", "alarms"),
    "verdict": ("verdict", "verdicts"),
    "entry": ("entry", "entries"),
    "exit": ("exit", "exits"),
    "risk_rejection": ("rejection", "rejections"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent once.

    Attributes:
        subject: one line.
        event_ids: of the events it tells of.
    """

    subject: str
    text: str
    urgent: bool
    event_ids: tuple[str, ...]


def messages(lines: Sequence[Line], profile: str) -> list[Message]:
    """Give at most two messages that tell it all, the urgent one first.

    Args:
        lines: oldest first.
        profile: environment, so that nobody takes paper for real money.
    """
    urgent = [each for each in lines if each.urgent]
    others = [each for each in lines if not each.urgent]
    return [_message(some, profile) for some in (urgent, others) if some]


def _message(lines: Sequence[Line], profile: str) -> Message:
    urgent = lines[0].urgent
    one = len(lines) == 1
    mark = "LOOK NOW: " if urgent else ""
    subject = _cut(f"[{profile}] {mark}{lines[0].text if one else _counted(lines)}")
    shown: list[str] = []
    room, told = LONGEST_TEXT, 0
    # The newest tell how things are now; what was said often is said once.
    for words, times in Counter(line.text for line in reversed(lines)).items():
        text = _cut(words, LONGEST_LINE) + (f" ({times:,} times)" if times > 1 else "")
        room -= len(text) + 1
        if room < 0 or len(shown) == MOST_LINES:
            break
        shown.append(text)
        told += times
    shown.reverse()
    if left := len(lines) - told:
        shown.insert(0, f"... {left:,} before these; see pytoolkit status")
    pages = sorted({each.page for each in lines if each.page})
    shown += [f"What to do: runbooks/incidents/{page}.md" for page in pages]
    return Message(subject, "\n".join(shown), urgent, tuple(each.event_id for each in lines))


def _counted(lines: Sequence[Line]) -> str:
    counts = Counter(each.kind for each in lines)
    parts = [f"{counts[kind]:,} {WORDS[kind][counts[kind] != 1]}" for kind in WORDS if counts[kind]]
    return ", ".join(parts)


def _cut(text: str, longest: int = LONGEST_SUBJECT) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 3]}..."
