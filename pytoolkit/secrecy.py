"""Secrets: read from the environment where they are used, and masked wherever text leaves.

The first line of defence is that nothing stores or passes a secret; settings hold references like
`env:NAME`. This is the last one: what was once read as a secret is masked in logs, in errors on the
terminal, and in notebooks and reports.
"""

import json
import os
import re
from html import escape
from urllib.parse import unquote, urlsplit

from pytoolkit.errors import BadSettings

MASK = "***"
REFERENCE = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
SHORTEST, SHORTEST_PART = 4, 8
"""What is shorter protects nothing; shorter parts of an address are words that occur elsewhere."""
_known: set[str] = set()


def is_reference(text: str) -> bool:
    """Say whether a text names a variable, `env:NAME`."""
    return REFERENCE.fullmatch(text) is not None


def read(reference: str) -> str:
    """Read the secret a reference names; it is masked from now on.

    Raises:
        BadSettings: the text is no reference, or its variable is not set; says no value.
    """
    found = REFERENCE.fullmatch(reference)
    if found is None:
        raise BadSettings("a secret is given as env:NAME, never as its value")
    value = os.environ.get(found[1], "").strip()
    if not value:
        raise BadSettings(f"the variable {found[1]} of {reference} is not set")
    remember(value)
    return value


def expect(*texts: str) -> None:
    """Mask what the references among these name, where it is set; for who passes secrets on."""
    for text in texts:
        found = REFERENCE.fullmatch(text)
        if found is not None:
            remember(os.environ.get(found[1], "").strip())


def remember(*secrets: str) -> None:
    """Mask these from now on; of an address also the parts that may be tokens."""
    for secret in secrets:
        if len(secret) < SHORTEST:
            continue
        found = {secret}
        if "://" in secret:
            found |= {part for part in _parts(secret) if len(part) >= SHORTEST_PART}
        # As a log line, a notebook or a report spells them.
        _known.update(found, (json.dumps(one)[1:-1] for one in found), map(escape, found))


def masked(text: str) -> str:
    """Give a text with every known secret replaced."""
    for secret in sorted(_known, key=len, reverse=True):
        if secret in text:
            text = text.replace(secret, MASK)
    return text


def _parts(address: str) -> set[str]:
    """Give what may be secret in an address: all behind the scheme, and each part between marks."""
    behind = address.partition("://")[2]
    parts = {behind, *re.split(r"[/?&=@:#,]+", behind)}
    try:
        parts -= {urlsplit(address).hostname or ""} if "@" in behind else set()
    except ValueError:  # no address at all; then all of it is secret
        return {behind}
    return parts | {unquote(part) for part in parts}
