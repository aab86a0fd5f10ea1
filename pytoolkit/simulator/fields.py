"""Fields of a request's body: read exactly, refused by name."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from pytoolkit.models.base import MONEY_PLACES
from pytoolkit.simulator.refusals import Reason, Refusal

Word = TypeVar("Word", bound=str)
Fields = Mapping[str, object]

LONGEST_CLIENT_ID = 128


def number(name: str, value: object) -> Decimal:
    """Read a number or its text exactly; JSON numbers arrive as Decimal.

    Raises:
        Refusal: it is not a number, or has more than nine places.
    """
    try:
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            raise InvalidOperation
        found = Decimal(value)
        if not found.is_finite() or found != round(found, MONEY_PLACES):
            raise InvalidOperation
    except InvalidOperation as error:
        raise Refusal(
            Reason.BAD_PARAMETER,
            name=name,
            value=str(value),
            remedy=f"give a number with at most {MONEY_PLACES} places",
        ) from error
    return found


def positive(fields: Fields, name: str, shown: str = "") -> Decimal | None:
    """Read a number above zero that may be absent."""
    if fields.get(name) is None:
        return None
    label = shown or name
    found = number(label, fields[name])
    if found <= 0:
        raise Refusal(
            Reason.BAD_PARAMETER, name=label, value=str(found), remedy="it must be above 0"
        )
    return found


def text(fields: Fields, name: str) -> str:
    """Read a text that must be there."""
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise Refusal(Reason.MISSING, name=name, what="every order")
    return value


def choice(fields: Fields, name: str, allowed: Sequence[Word], default: str = "") -> Word:
    """Read one of some words."""
    value = text({name: fields.get(name) or default}, name)
    for each in allowed:
        if value == each:
            return each
    raise Refusal(Reason.NOT_SERVED, name=name, value=value, remedy=" or ".join(allowed))


def flag(fields: Fields, name: str) -> bool | None:
    """Read a truth value that may be absent."""
    value = fields.get(name)
    if value is not None and not isinstance(value, bool):
        raise Refusal(
            Reason.BAD_PARAMETER, name=name, value=str(value), remedy="give true or false"
        )
    return value


def client_id(fields: Fields) -> str:
    """Read the client order id; empty where there is none."""
    value = fields.get("client_order_id") or ""
    if not isinstance(value, str) or len(value) > LONGEST_CLIENT_ID:
        raise Refusal(
            Reason.BAD_PARAMETER,
            name="client_order_id",
            value=value,
            remedy=f"give at most {LONGEST_CLIENT_ID} characters",
        )
    return value
