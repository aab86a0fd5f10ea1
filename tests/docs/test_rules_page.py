"""docs/rules.md: its tables hold, and its grammar is the parser's."""

import random
import re
from pathlib import Path

import pytest

from pytoolkit import core, library, ta
from pytoolkit.errors import BadRule
from tests.docs import ebnf
from tests.support.calls import call, field

REPOSITORY = Path(__file__).parent.parent.parent
PAGE = (REPOSITORY / "docs" / "rules.md").read_text()
GRAMMAR = ebnf.read(re.findall(r"```ebnf\n(.*?)```", PAGE, re.DOTALL)[0])
SEEDS = range(12)


def rows(first: str, second: str) -> list[tuple[str, str]]:
    """Give the cells of all tables with these headings, without code marks."""
    head = re.escape(f"| {first} | {second} |")
    tables = re.findall(rf"^{head}\n[|-]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    cells = [line.strip("| ").split(" | ") for table in tables for line in table.splitlines()]
    return [(left.strip("`"), right) for left, right in cells]


RULES = [rule for second in ("on a bar", "fires") for rule, _ in rows("rule", second)]
PRINTED = [(text, prints.strip("`")) for text, prints in rows("written", "prints as")]
REFUSED = rows("refused", "because")
CATALOG = core.catalog()
LIKELY = {
    "NAME": [entry.name for entry in CATALOG if "." not in entry.name]
    + [param.name for entry in CATALOG for param in entry.params],
    "WORD": [entry.name.partition(".")[2] for entry in CATALOG if "." in entry.name]
    + [output for entry in CATALOG for output in entry.outputs],
    "NUMBER": ["1", "2", "5", "14", "0.5", "1e3", "3."],
    "TEXT": ['"1Hour"', "'1Day'"],
}
STRATEGIES = library.load_strategies(REPOSITORY / "runbooks" / "strategies.toml")
KNOWN = [
    *RULES,
    *(prints for _, prints in PRINTED),
    *(text for strategy in STRATEGIES for text in library.rules_of(strategy).values()),
    *(core.canonical(call(entry) + field(entry)) for entry in CATALOG),
]
"""Rules that are read for certain."""


@pytest.mark.parametrize("rule", RULES)
def test_rule_of_the_page_is_read(rule: str) -> None:
    assert core.canonical(rule)


@pytest.mark.parametrize(("text", "prints"), PRINTED)
def test_text_of_the_page_prints_as_the_page_says(text: str, prints: str) -> None:
    assert core.canonical(text) == prints


@pytest.mark.parametrize(("rule", "why"), REFUSED)
def test_rule_that_the_page_refuses_is_refused_with_these_words(rule: str, why: str) -> None:
    with pytest.raises(BadRule) as refusal:
        core.canonical(rule, "boolean")

    assert why in str(refusal.value)


def test_tables_of_the_page_are_found() -> None:
    assert len(RULES) >= 15
    assert len(PRINTED) >= 10
    assert len(REFUSED) >= 5


def test_grammar_quotes_every_column_and_price() -> None:
    assert {*ta.COLUMNS, *ta.VARIABLES, *ebnf.OPERATORS} <= GRAMMAR.quoted
    rooms = {entry.name.partition(".")[0] for entry in CATALOG if "." in entry.name}
    assert rooms <= GRAMMAR.quoted


@pytest.mark.parametrize("rule", KNOWN)
def test_grammar_of_the_page_recognizes_what_is_read(rule: str) -> None:
    assert GRAMMAR.recognizes(rule)


@pytest.mark.parametrize("seed", SEEDS)
def test_sentence_of_the_grammar_is_never_a_syntax_error(seed: int) -> None:
    rng = random.Random(seed)
    verdicts = []
    for _ in range(150):
        text = ebnf.spaced(GRAMMAR.write(rng, LIKELY, rng.randint(9, 30)), rng)

        verdict, why = judged(text)

        assert verdict != "unreadable", f"{text!r}: {why}"
        assert GRAMMAR.recognizes(text), f"{text!r} was written by the grammar"
        verdicts.append(verdict)
    assert verdicts.count("read") >= 5, "nearly all are refused for their names and types"


@pytest.mark.parametrize("seed", SEEDS)
def test_text_is_read_only_if_it_is_a_sentence_of_the_grammar(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(150):
        tokens = GRAMMAR.tokens(rng.choice(KNOWN))
        for _ in range(rng.randint(1, 2)):
            spoil(tokens, rng)
        text = ebnf.spaced(tokens, rng)

        verdict, why = judged(text)

        # What is refused for a name may have something unreadable after it.
        assert verdict == "refused" or GRAMMAR.recognizes(text) == (verdict == "read"), (
            f"{text!r} is {verdict}: {why}"
        )


def judged(text: str) -> tuple[str, str]:
    """Say whether the parser reads a text, refuses something in it, or cannot read it."""
    try:
        core.canonical(text)
    except BadRule as refusal:
        return "unreadable" if refusal.syntax else "refused", str(refusal)
    return "read", ""


def spoil(tokens: list[ebnf.Token], rng: random.Random) -> None:
    """Leave a token out, double it, move it, or put another in its place or before it."""
    at = rng.randrange(len(tokens)) if tokens else 0
    others = [ebnf.Token("literal", each) for each in sorted(GRAMMAR.quoted)]
    others += [ebnf.Token("NUMBER", "5"), ebnf.Token("TEXT", '"1Hour"'), ebnf.Token("WORD", "rsi")]
    match rng.randrange(5):
        case 0:
            del tokens[at : at + 1]
        case 1:
            tokens[at:at] = tokens[at : at + 1]
        case 2 if tokens:
            tokens.insert(rng.randrange(len(tokens)), tokens.pop(at))
        case 3:
            tokens[at : at + 1] = [rng.choice(others)]
        case _:
            tokens.insert(at, rng.choice(others))
