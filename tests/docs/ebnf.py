"""A small reader of EBNF: productions that write random sentences and recognize given ones."""

import random
import re
from dataclasses import dataclass
from functools import cached_property

CHARACTERS = [chr(code) for code in range(32, 127)]


@dataclass(frozen=True)
class Node:
    """One piece of a production."""

    kind: str
    """`literal name class choice sequence repeat option`."""
    text: str = ""
    parts: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Token:
    """A piece of a sentence: a quoted mark or word of the grammar, or a lexical one."""

    kind: str
    """`literal`, or the name of a production in capitals."""
    text: str


class Unreadable(Exception):
    """The text has no tokens of the grammar at some place."""


def read(text: str) -> "Grammar":
    """Read productions `name = ... ;`."""
    tokens = re.findall(r"\?.*?\?|\"[^\"]*\"|'[^']*'|\w+|[=;|(){}\[\]]", text)
    rules: dict[str, Node] = {}
    while tokens:
        name, equals = tokens.pop(0), tokens.pop(0)
        assert equals == "=", f"`{name}` is followed by {equals!r}"
        rules[name] = _choice(tokens)
        assert tokens.pop(0) == ";", f"`{name}` has no end"
    return Grammar(rules)


def _choice(tokens: list[str]) -> Node:
    parts = [_sequence(tokens)]
    while tokens[0] == "|":
        tokens.pop(0)
        parts.append(_sequence(tokens))
    return parts[0] if len(parts) == 1 else Node("choice", parts=tuple(parts))


def _sequence(tokens: list[str]) -> Node:
    parts = []
    while tokens[0] not in "|;)]}":
        parts.append(_piece(tokens))
    return parts[0] if len(parts) == 1 else Node("sequence", parts=tuple(parts))


def _piece(tokens: list[str]) -> Node:
    token = tokens.pop(0)
    if token in "([{":
        inner = _choice(tokens)
        assert tokens.pop(0) == {"(": ")", "[": "]", "{": "}"}[token]
        kind = {"(": "", "[": "option", "{": "repeat"}[token]
        return Node(kind, parts=(inner,)) if kind else inner
    if token[0] == "?":
        return Node("class", token.strip("? "))
    if token[0] in "\"'":
        return Node("literal", token[1:-1])
    return Node("name", token)


@dataclass(frozen=True)
class Grammar:
    """Productions; the first one is a sentence, those in capitals are tokens."""

    rules: dict[str, Node]

    @property
    def start(self) -> str:
        return next(iter(self.rules))

    @cached_property
    def lexical(self) -> dict[str, re.Pattern[str]]:
        """Each token's production as a regular expression."""
        return {name: re.compile(self._regex(Node("name", name))) for name in TOKENS}

    @cached_property
    def quoted(self) -> set[str]:
        """Marks and words that the productions of sentences quote."""
        found: set[str] = set()

        def visit(node: Node) -> None:
            if node.kind == "literal":
                found.add(node.text)
            for part in node.parts:
                visit(part)

        for name, node in self.rules.items():
            if not name.isupper():
                visit(node)
        return found

    def _regex(self, node: Node) -> str:
        inner = [self._regex(part) for part in node.parts]
        match node.kind:
            case "literal":
                return re.escape(node.text)
            case "class":
                return node.text
            case "name":
                return f"(?:{self._regex(self.rules[node.text])})"
            case "choice":
                return f"(?:{'|'.join(inner)})"
            case "repeat":
                return f"(?:{inner[0]})*"
            case "option":
                return f"(?:{inner[0]})?"
        return "".join(inner)

    # Writing

    def write(self, rng: random.Random, words: dict[str, list[str]], deep: int) -> list[Token]:
        """Derive a random sentence; `words` are likely texts of a token."""
        return self._write(Node("name", self.start), rng, words, deep)

    def _write(
        self, node: Node, rng: random.Random, words: dict[str, list[str]], deep: int
    ) -> list[Token]:
        if node.kind == "literal":
            return [Token("literal", node.text)]
        if node.kind == "name" and node.text.isupper():
            likely = words.get(node.text)
            text = rng.choice(likely) if likely and rng.random() < 0.9 else self._spell(node, rng)
            reserved = text in (self.quoted if node.text == "NAME" else OPERATORS)
            return self._write(node, rng, words, deep) if reserved else [Token(node.text, text)]
        if node.kind == "name":
            return self._write(self.rules[node.text], rng, words, deep - 1)
        parts = list(node.parts)
        if node.kind == "choice":
            if deep <= 0:  # the shortest ways out
                heights = [self._height(part, self._heights) for part in parts]
                parts = [
                    part
                    for part, height in zip(parts, heights, strict=True)
                    if height == min(heights)
                ]
            parts = [rng.choice(parts)]
        elif deep <= 0 and node.kind in ("option", "repeat"):
            parts = []
        elif node.kind == "option":
            parts *= rng.randint(0, 1)
        elif node.kind == "repeat":
            # Most repetitions are left out: sentences stay short enough to be read.
            parts *= rng.choice([0] * 9 + [1, 2])
        return [token for part in parts for token in self._write(part, rng, words, deep)]

    def _spell(self, node: Node, rng: random.Random) -> str:
        """Derive a random text of a token."""
        match node.kind:
            case "literal":
                return node.text
            case "class":
                return rng.choice([c for c in CHARACTERS if re.fullmatch(node.text, c)])
            case "name":
                return self._spell(self.rules[node.text], rng)
            case "choice":
                return self._spell(rng.choice(node.parts), rng)
            case "option" | "repeat":
                times = rng.randint(0, 1 if node.kind == "option" else 3)
                return "".join(self._spell(node.parts[0], rng) for _ in range(times))
        return "".join(self._spell(part, rng) for part in node.parts)

    @cached_property
    def _heights(self) -> dict[str, float]:
        """Least depth of a derivation of each production."""
        found = dict.fromkeys(self.rules, float("inf"))
        while True:
            new = {name: 1 + self._height(node, found) for name, node in self.rules.items()}
            if new == found:
                return found
            found = new

    def _height(self, node: Node, known: dict[str, float]) -> float:
        if node.kind == "name":
            return known[node.text]
        if node.kind in ("option", "repeat") or not node.parts:
            return 0
        heights = [self._height(part, known) for part in node.parts]
        return min(heights) if node.kind == "choice" else max(heights)

    # Recognizing

    def tokens(self, text: str) -> list[Token]:
        """Cut a text into the longest tokens; a word after a dot may begin with a digit."""
        found: list[Token] = []
        at = 0
        marks = sorted((each for each in self.quoted if not each[0].isalpha()), key=len)
        while at < len(text):
            if text[at].isspace():
                at += 1
                continue
            last = found[-1] if found else Token("", "")
            owned = last.text == ")" or (last.kind == "WORD" and last.text not in OPERATORS)
            kinds = ["WORD"] if last.text == "." else ["NAME", "NUMBER"]
            if text[at] == "." and owned:
                kinds = []
            for kind in [*kinds, "TEXT"]:
                match = self.lexical[kind].match(text, at)
                if match:
                    break
            else:
                mark = next((m for m in reversed(marks) if text.startswith(m, at)), None)
                if mark is None:
                    raise Unreadable(text[at:])
                found.append(Token("literal", mark))
                at += len(mark)
                continue
            at = match.end()
            if kind == "NUMBER" and re.match(r"[A-Za-z0-9_]|\.[0-9]", text[at:]):
                raise Unreadable(text[at:])
            found.append(Token("WORD" if kind in ("NAME", "WORD") else kind, match.group()))
        return found

    def recognizes(self, text: str) -> bool:
        """Say whether a text is a sentence."""
        try:
            tokens = self.tokens(text)
        except Unreadable:
            return False
        known: dict[tuple[int, int], set[int]] = {}

        def ends(node: Node, at: int) -> set[int]:
            """Places at which the node can end that begins at `at`."""
            key = id(node), at
            if key not in known:
                known[key] = find(node, at)
            return known[key]

        def find(node: Node, at: int) -> set[int]:
            if node.kind == "choice":
                return set().union(*(ends(part, at) for part in node.parts))
            if node.kind == "option":
                return {at} | ends(node.parts[0], at)
            if node.kind == "repeat":
                reached, new = {at}, {at}
                while new:
                    new = set().union(*(ends(node.parts[0], each) for each in new)) - reached
                    reached |= new
                return reached
            if node.kind == "sequence":
                places = {at}
                for part in node.parts:
                    places = set().union(*(ends(part, each) for each in places))
                return places
            if node.kind == "name" and not node.text.isupper():
                return ends(self.rules[node.text], at)
            return {at + 1} if at < len(tokens) and self._is(tokens[at], node) else set()

        return len(tokens) in ends(Node("name", self.start), 0)

    def _is(self, token: Token, node: Node) -> bool:
        if node.kind == "literal":
            return token.kind in ("literal", "WORD") and token.text == node.text
        if node.text == "NAME":
            return token.kind == "WORD" and token.text not in self.quoted
        if node.text == "WORD":
            return token.kind == "WORD" and token.text not in OPERATORS
        return token.kind == node.text


TOKENS = ("NAME", "WORD", "NUMBER", "TEXT")
OPERATORS = {"or", "and", "not", "crosses_above", "crosses_below"}


def spaced(tokens: list[Token], rng: random.Random) -> str:
    """Write tokens with the white space they need, and some that they do not."""
    text = last = ""
    for token in tokens:
        touching = re.search(r"[\w.]$", last) and re.match(r"[\w.]", token.text)
        needed = touching and "." not in (last, token.text)
        if needed or rng.random() < 0.3:
            text += rng.choice([" ", "  ", "\n", "\t"])
        text += token.text
        last = token.text
    return text
