"""Typed parameters of a job, checked before any kernel starts and handed over as text.

Papermill guesses types (`007` becomes 7, `1.10` and the ticker `NAN` a float) and only warns of an
unknown name. Here a runbook declares names and types; a value that does not fit runs nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from pytoolkit import secrecy, wiring
from pytoolkit.errors import BadParameters, BadSettings
from pytoolkit.models.base import Money, canonical_decimal
from pytoolkit.settings import Settings

Kind = Literal["text", "date", "integer", "number", "boolean", "money", "secret"]
Value = str | date | int | float | bool | Decimal

_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    "text": TypeAdapter(str),
    "date": TypeAdapter(date),
    "integer": TypeAdapter(int),
    "number": TypeAdapter(float),
    "boolean": TypeAdapter(bool),
    "money": TypeAdapter(Money),
    "secret": TypeAdapter(str),
}
EXAMPLES: dict[str, str] = {
    "text": "any text",
    "date": "2026-01-02",
    "integer": "7",
    "number": "0.5",
    "boolean": "true",
    "money": '"15.00" (text, so that it stays exact)',
    "secret": "env:NAME, the variable that holds it",
}


class Parameter(BaseModel):
    """One declared parameter."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    type: Kind
    """What the text must mean; a `secret` is only ever a reference `env:NAME`."""
    default: str | int | bool | None = None
    """Value where none is given, money and numbers as text; without one it must be given."""
    doc: str = ""
    """One line for people."""


def checked(
    job: str, declared: Mapping[str, Parameter], given: Mapping[str, object]
) -> dict[str, str]:
    """Check values against their declaration.

    Args:
        job: name for messages.
        declared: what the job takes.
        given: what the caller wants, text or Python values.

    Returns:
        The canonical text of every declared parameter.

    Raises:
        BadParameters: an unknown name, a missing one, or a value of the wrong type.
    """
    unknown = sorted(set(given) - set(declared))
    if unknown:
        known = ", ".join(sorted(declared)) or "none"
        raise BadParameters(f"{job} has no parameter {unknown[0]!r}; it takes: {known}")
    texts = {}
    for name, parameter in declared.items():
        value = given.get(name, parameter.default)
        if value is None:
            raise BadParameters(f"{job} needs the parameter {name!r} ({parameter.type})")
        texts[name] = _text(_typed(job, name, parameter.type, value))
    return texts


def typed(
    job: str, declared: Mapping[str, Parameter], texts: Mapping[str, str]
) -> dict[str, Value]:
    """Turn a notebook's texts back into values; a secret stays its reference."""
    return {
        name: _typed(job, name, parameter.type, texts[name])
        for name, parameter in declared.items()
        if name in texts
    }


def secret(reference: str) -> str:
    """Read a secret where it is used; it is never stored.

    Raises:
        BadParameters: the reference is malformed, or the variable is not set.
    """
    try:
        return secrecy.read(reference)
    except BadSettings as error:
        raise BadParameters(str(error)) from None


def secrets_of(settings: Settings, texts: Mapping[str, str]) -> Iterator[str]:
    """Give every reference to a secret that a run may come to know."""
    keys = (*wiring.KEY_REFERENCES, *wiring.SIMULATOR_REFERENCES)
    candidates = (*keys, *settings.notify.urls, *texts.values())
    return (text for text in candidates if secrecy.is_reference(text))


def _typed(job: str, name: str, kind: Kind, value: object) -> Value:
    if kind == "secret":
        if not isinstance(value, str):
            raise BadParameters(f"{job}: {name} is given as env:NAME, never as its value")
        secret(value)
    elif isinstance(value, bool) and kind != "boolean":
        raise BadParameters(f"{job}: {name} = {value!r} is not of type {kind}")
    elif kind == "text" and not isinstance(value, str):
        raise BadParameters(f"{job}: {name} = {value!r} is not text; quote it")
    try:
        result: Value = _ADAPTERS[kind].validate_python(value)
    except ValidationError as error:
        reason = error.errors()[0]["msg"]
        raise BadParameters(
            f"{job}: {name} = {value!r} is not of type {kind}: {reason}; "
            f"write for example {EXAMPLES[kind]}"
        ) from error
    return result


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return canonical_decimal(value)
    return value.isoformat() if isinstance(value, date) else str(value)
