"""Many lines make few messages, and what is urgent is not buried."""

from pytoolkit.notify.lines import Line
from pytoolkit.notify.messages import LONGEST_SUBJECT, LONGEST_TEXT, messages


def entry(number: int, text: str = "") -> Line:
    return Line(f"signals|{number}|2", "entry", text or f"S{number} bought")


def alarm(number: int) -> Line:
    return Line(f"alarms|uncovered|{number}|1", "alarm", f"S{number} is bare", True, "uncovered")


def test_one_line_is_the_subject_and_the_text() -> None:
    (message,) = messages([entry(1)], "paper")

    assert (message.subject, message.text) == ("[paper] S1 bought", "S1 bought")
    assert not message.urgent


def test_urgent_lines_go_first_in_a_message_of_their_own() -> None:
    first, second = messages([entry(1), alarm(2), entry(3)], "live")

    assert first.subject == "[live] LOOK NOW: S2 is bare"
    assert first.text.endswith("What to do: runbooks/incidents/uncovered.md")
    assert first.event_ids == ("alarms|uncovered|2|1",)
    assert second.subject == "[live] 2 entries"
    assert second.event_ids == ("signals|1|2", "signals|3|2")


def test_thousand_lines_are_one_message_that_counts_them_and_shows_the_newest() -> None:
    lines = [entry(number) for number in range(1_000)]
    (message,) = messages(lines, "paper")

    assert message.subject == "[paper] 1,000 entries"
    assert len(message.event_ids) == 1_000
    assert message.text.splitlines()[0] == "... 980 before these; see pytoolkit status"
    assert message.text.splitlines()[-1] == "S999 bought"


def test_long_words_are_cut_and_stay_one_line() -> None:
    lines = [entry(number, "a\nb " * 1_000) for number in range(30)]
    (message,) = messages(lines, "paper")
    (single,) = messages(lines[:1], "paper")

    assert len(single.subject) == LONGEST_SUBJECT
    assert "\n" not in single.subject
    assert len(message.text) < LONGEST_TEXT + 100


def test_same_words_are_said_once_with_their_number() -> None:
    lines = [entry(number, f"S{number % 2} bought") for number in range(7)]
    (message,) = messages(lines, "paper")

    assert message.text.splitlines() == ["S1 bought (3 times)", "S0 bought (4 times)"]
    assert len(message.event_ids) == 7
