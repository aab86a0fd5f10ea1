"""Query parameters and bodies of requests, and answers: read exactly, refused clearly."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from starlette.requests import Request
from starlette.responses import Response

from pytoolkit.models.base import JsonDict
from pytoolkit.simulator.refusals import Reason, Refusal
from pytoolkit.simulator.simulation import Simulation

Query = Mapping[str, str]


class Answer(Response):
    """A JSON answer; numbers are text already."""

    media_type = "application/json"

    def render(self, content: object) -> bytes:
        """Write the content."""
        return json.dumps(content, separators=(",", ":"), allow_nan=False).encode()


def simulation_of(request: Request) -> Simulation:
    """Give the simulation a request is for."""
    found = request.app.state.simulation
    assert isinstance(found, Simulation)
    return found


async def body_of(request: Request) -> JsonDict:
    """Read a JSON object, its numbers exactly.

    Raises:
        Refusal: it is not a JSON object.
    """
    try:
        body = json.loads(await request.body(), parse_float=Decimal)
    except ValueError as error:
        raise Refusal(Reason.BAD_JSON, detail=str(error)) from error
    if not isinstance(body, dict):
        raise Refusal(Reason.BAD_JSON, detail="not an object")
    return body


def flag(query: Query, name: str) -> bool:
    """Read a truth value; the SDK writes `True`."""
    return query.get(name, "").lower() in ("true", "1", "t")


def choice(query: Query, name: str, allowed: tuple[str, ...]) -> str:
    """Read one of some words; the first where none is given."""
    value = query.get(name) or allowed[0]
    if value not in allowed:
        raise Refusal(
            Reason.BAD_PARAMETER, name=name, value=value, remedy=f"use {' or '.join(allowed)}"
        )
    return value


def count(query: Query, name: str, default: int, most: int) -> int:
    """Read a number of rows, 1 to most."""
    value = query.get(name)
    if not value:
        return default
    if not value.isdecimal() or not 1 <= int(value) <= most:
        raise Refusal(Reason.BAD_PARAMETER, name=name, value=value, remedy=f"give 1 to {most}")
    return int(value)


def words(query: Query, name: str) -> list[str]:
    """Read a list, separated by commas."""
    return [each for each in query.get(name, "").split(",") if each]


def instant(query: Query, name: str) -> datetime | None:
    """Read an instant; without a zone it is UTC, a date is its midnight."""
    value = query.get(name)
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise Refusal(
            Reason.BAD_PARAMETER, name=name, value=value, remedy="give an RFC 3339 instant or date"
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def day(query: Query, name: str) -> date | None:
    """Read a date, or the date of an instant."""
    found = instant(query, name)
    return None if found is None else found.date()


def is_day(query: Query, name: str) -> bool:
    """Say whether a parameter is a date without time."""
    return len(query.get(name, "")) == len("2012-06-01")
