"""What every Alpaca adapter shares: clients with timeouts, no silent re-POST, our own errors."""

import json
import logging
import time
import weakref
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Any

from pytoolkit.errors import Ambiguous, BrokerRefused, Unreachable
from pytoolkit.models.base import round_money

if TYPE_CHECKING:
    from alpaca.common.rest import RESTClient

log = logging.getLogger(__name__)

CONNECT_SECONDS, READ_SECONDS = 3, 10
NOT_FOUND = 404
READ_PAUSES = (0.05, 0.2)
"""Seconds between the attempts of a reading."""
UNDECIDED = (408, 429, 500, 502, 503, 504)
"""Statuses after which the request may or may not have been carried out."""
QUOTES = ("USDT", "USDC", "USD", "BTC")


class Rest:
    """Four verbs over an alpaca-py client; every failure comes out as one of our errors.

    Attributes:
        base: the address, for error messages.
    """

    def __init__(self, client: "RESTClient", base: str) -> None:
        session = client._session
        # The SDK sets no timeout at all and repeats a POST up to three times on 429 and 504.
        session.request = partial(  # type: ignore[method-assign]
            session.request, timeout=(CONNECT_SECONDS, READ_SECONDS)
        )
        client._retry = 0
        if "//127.0.0.1" in base or "//localhost" in base:
            session.trust_env = False  # no proxy look-up per request on loopback
        self._client = client
        self.base = base
        # The SDK never closes its connections; they go with this object.
        weakref.finalize(self, session.close)

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """Read; raises Unreachable where no usable answer came, also not to a few more attempts.

        A reading changes nothing, so it may be repeated; and one that needs many answers at once
        would never end if each passing failure ended it.
        """
        request = partial(self._client.get, path, dict(params or {}))
        for pause in READ_PAUSES:
            try:
                return self._call(request, f"GET {path}")
            except Unreachable as error:
                log.debug("%s; asking again", error)
                time.sleep(pause)
        return self._call(request, f"GET {path}")

    def find(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """Read; None where the broker has no such thing (404)."""
        try:
            return self.get(path, params)
        except BrokerRefused as refusal:
            if refusal.status == NOT_FOUND:
                return None
            raise

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Send; raises Ambiguous where it may have been carried out."""
        return self._call(partial(self._client.post, path, dict(body)), f"POST {path}", sends=True)

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """Change; raises Ambiguous where it may have been carried out."""
        return self._call(
            partial(self._client.patch, path, dict(body)), f"PATCH {path}", sends=True
        )

    def delete(self, path: str) -> Any:
        """Remove; raises Ambiguous where it may have been carried out."""
        return self._call(partial(self._client.delete, path), f"DELETE {path}", sends=True)

    def run(self, request: Callable[[], Any], name: str) -> Any:
        """Make a read through one of the SDK's own methods."""
        return self._call(request, name)

    def _call(self, request: Callable[[], Any], name: str, *, sends: bool = False) -> Any:
        from alpaca.common.exceptions import APIError
        from requests import exceptions as http
        from urllib3 import exceptions as transport

        undecided: type[Ambiguous] | type[Unreachable] = Ambiguous if sends else Unreachable
        try:
            return request()
        except APIError as error:
            status = error.status_code or 0
            code, message = _told(str(error))
            words = f"{name}: {status} {message}".strip()
            if status in UNDECIDED:
                raise undecided(f"{self.base} {words}") from error
            raise BrokerRefused(words, code or status, status) from error
        except http.ConnectTimeout as error:
            raise Unreachable(f"{self.base} did not answer within {CONNECT_SECONDS} s") from error
        except http.ConnectionError as error:
            cause = getattr(error.args[0], "reason", None) if error.args else None
            if isinstance(cause, transport.NewConnectionError):
                raise Unreachable(
                    f"{self.base} does not answer; is it running? ({name})"
                ) from error
            raise undecided(f"{self.base} broke the connection during {name}") from error
        except (http.RequestException, ValueError) as error:
            raise undecided(f"{self.base} gave no usable answer to {name}: {error}") from error


def _told(text: str) -> tuple[int, str]:
    """Read an error body, which may be empty or no JSON at all."""
    try:
        body = json.loads(text)
    except ValueError:
        return 0, text
    if not isinstance(body, dict):
        return 0, text
    code = body.get("code")
    return code if isinstance(code, int) else 0, str(body.get("message", text))


def decimal_or_none(value: object) -> Decimal | None:
    """Read a number that may be text, a JSON number, absent or nonsense; at most 9 places."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return round_money(number) if number.is_finite() else None


def decimal_or_zero(value: object) -> Decimal:
    """Read a number; zero where there is none."""
    return decimal_or_none(value) or Decimal(0)


def instant_or_none(value: object) -> datetime | None:
    """Read an RFC 3339 instant, nanoseconds cut; None where there is none."""
    if not isinstance(value, str) or not value:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def canonical_symbol(symbol: object, crypto: bool = False) -> str:
    """Give the one spelling: BTCUSD of the broker's positions and activities is BTC/USD."""
    text = str(symbol or "")
    if not crypto or "/" in text:
        return text
    for quote in QUOTES:
        if text.endswith(quote) and len(text) > len(quote):
            return f"{text.removesuffix(quote)}/{quote}"
    return text
