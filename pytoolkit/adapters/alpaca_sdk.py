"""Readings through alpaca-py's own clients: with timeouts, and failing as our errors."""

import weakref
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from pytoolkit.adapters.alpaca_rest import CONNECT_SECONDS, READ_SECONDS, asked, refusal
from pytoolkit.errors import Unreachable

if TYPE_CHECKING:
    from alpaca.common.rest import RESTClient


class Reader:
    """One client of the SDK, which pages and knows the parameters; it never sends an order.

    Attributes:
        base: the address, for error messages.
    """

    def __init__(self, client: "RESTClient", base: str) -> None:
        session = client._session
        # The SDK sets no timeout at all and repeats what was refused as too much.
        session.request = partial(  # type: ignore[method-assign]
            session.request, timeout=(CONNECT_SECONDS, READ_SECONDS)
        )
        client._retry = 0
        if "//127.0.0.1" in base or "//localhost" in base:
            session.trust_env = False  # no proxy look-up per request on loopback
        self.base = base
        # The SDK never closes its connections; they go with this object.
        weakref.finalize(self, session.close)

    def ask(self, request: Callable[[], Any], name: str) -> Any:
        """Make a request, up to three times.

        Raises:
            Unreachable: no usable answer came.
            BrokerRefused: a definite no.
        """
        return asked(partial(self._ask, request, name))

    def _ask(self, request: Callable[[], Any], name: str) -> Any:
        from alpaca.common.exceptions import APIError
        from requests.exceptions import RequestException

        try:
            return request()
        except APIError as error:
            status = error.status_code or 0
            raise refusal(self.base, name, status, str(error), Unreachable) from error
        except (RequestException, ValueError) as error:
            raise Unreachable(f"{self.base} gave no usable answer to {name}: {error}") from error
