"""Alpaca's trading API: kept connections, timeouts, nothing sent twice, our own errors."""

import json
import logging
import os
import ssl
import time
import weakref
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlencode
from urllib.request import getproxies, proxy_bypass

from pytoolkit.adapters.rate_budget import RateBudget
from pytoolkit.errors import Ambiguous, BadSettings, BrokerRefused, Unreachable

if TYPE_CHECKING:
    from urllib3 import HTTPConnectionPool

log = logging.getLogger(__name__)

T = TypeVar("T")
CONNECT_SECONDS, READ_SECONDS = 3.0, 10.0
CONNECTIONS = 4
"""Kept at most: who decides and who reads use one each."""
READ_PAUSES = (0.05, 0.2)
"""Seconds between the attempts of a reading."""
OK_FROM, OK_BELOW = 200, 300
NOT_FOUND = 404
UNDECIDED, UNDECIDED_FROM = (408, 429), 500
"""After these and all from 500 on the request may or may not have been carried out."""
LONGEST_WORDS = 500
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
AUTHORITIES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Variables that name a file or folder of certificate authorities, as everywhere in Python."""


class Rest:
    """Four verbs over one pool of connections; every failure comes out as one of our errors.

    Any number of threads may call.

    Args:
        base: scheme and host, for example https://paper-api.alpaca.markets.
        key: credentials; in no error and in no log.
        secret: credentials.
        read_seconds: how long an answer is waited for.

    Attributes:
        base: the address, for error messages.
        budget: what the rate limit leaves.
    """

    def __init__(
        self, base: str, key: str, secret: str, *, read_seconds: float = READ_SECONDS
    ) -> None:
        from urllib3 import Timeout

        from pytoolkit.adapters.one_write import OneWriteHTTP, OneWriteHTTPS

        self.base = base.rstrip("/")
        self.budget = RateBudget()
        shown = credentials(key, secret)
        self._reading = {**shown, "Accept-Encoding": "gzip"}
        self._sending = {**shown, "Content-Type": "application/json"}
        self._read_seconds = read_seconds
        self._timeout = Timeout(connect=CONNECT_SECONDS, read=read_seconds)
        self._pool, self._prefix = _pool(self.base)
        secure = self._pool.scheme == "https"
        self._pool.ConnectionCls = OneWriteHTTPS if secure else OneWriteHTTP
        weakref.finalize(self, self._pool.close)

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """Read what can wait until the rate limit allows it.

        Raises:
            Unreachable: no usable answer came, or what the limit leaves is kept for orders.
            BrokerRefused: a definite no.
        """
        self.budget.require(f"GET {path}")
        return self._read(path, params)

    def find(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """Read what orders hang on, at once; None where the broker has no such thing (404).

        Raises:
            Unreachable: no usable answer came.
            BrokerRefused: a definite no.
        """
        try:
            return self._read(path, params)
        except BrokerRefused as refusal:
            if refusal.status == NOT_FOUND:
                return None
            raise

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Send.

        Raises:
            Ambiguous: it may have been carried out.
            Unreachable: it never left.
            BrokerRefused: a definite no.
        """
        return self._call("POST", path, body=body)

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """Change; raises as `post`."""
        return self._call("PATCH", path, body=body)

    def delete(self, path: str) -> Any:
        """Remove; raises as `post`."""
        return self._call("DELETE", path)

    def _read(self, path: str, params: Mapping[str, Any] | None) -> Any:
        return asked(lambda: self._call("GET", path, params), lambda: self.budget.exhausted)

    def _call(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        from urllib3.exceptions import HTTPError

        name = f"{method} {path}"
        undecided = Unreachable if method == "GET" else Ambiguous
        query = f"?{urlencode(params)}" if params else ""
        try:
            # The pool looks whether a kept connection was closed before it sends anything on it;
            # what fails after that is not repeated, and no other host is sent to.
            answer = self._pool.urlopen(
                method,
                f"{self._prefix}/v2{path}{query}",
                body=None if body is None else json.dumps(body).encode(),
                headers=self._reading if body is None else self._sending,
                retries=False,
                redirect=False,
                assert_same_host=False,
                timeout=self._timeout,
            )
        except HTTPError as error:
            raise self._failed(error, name, undecided) from error
        self.budget.note(answer.headers)
        if not OK_FROM <= answer.status < OK_BELOW:
            text = answer.data.decode(errors="replace")
            raise refusal(self.base, name, answer.status, text, undecided)
        try:
            return json.loads(answer.data) if answer.data else None
        except (ValueError, RecursionError) as error:
            raise undecided(f"{self.base} gave no usable answer to {name}: {error}") from error

    def _failed(
        self, error: Exception, name: str, undecided: type[Ambiguous] | type[Unreachable]
    ) -> Exception:
        """Tell a request that never left from one that may have arrived."""
        from urllib3 import exceptions as http

        if isinstance(error, http.NewConnectionError):
            return Unreachable(f"{self.base} does not answer; is it running? ({name})")
        if isinstance(error, http.ConnectTimeoutError):
            return Unreachable(f"{self.base} did not answer within {CONNECT_SECONDS:g} s")
        if isinstance(error, http.ProxyError):
            return Unreachable(f"the proxy does not let {name} through to {self.base}: {error}")
        if isinstance(error, http.SSLError) and isinstance(
            error.args[0], ssl.SSLCertVerificationError
        ):
            return Unreachable(f"{self.base} shows no certificate to trust: {error}")
        if isinstance(error, http.ReadTimeoutError):
            return undecided(f"no answer to {name} from {self.base} in {self._read_seconds:g} s")
        return undecided(f"{self.base} broke the connection during {name}: {error}")


def asked(reading: Callable[[], T], hopeless: Callable[[], bool] = lambda: False) -> T:
    """Make a reading up to three times.

    It changes nothing, and what needs many answers at once would never end if each passing failure
    ended it.

    Args:
        reading: gives the answer, or raises Unreachable.
        hopeless: whether another attempt cannot succeed soon.
    """
    for pause in READ_PAUSES:
        try:
            return reading()
        except Unreachable as error:
            if hopeless():
                raise
            log.debug("%s; asking again", error)
            time.sleep(pause)
    return reading()


def refusal(
    base: str,
    name: str,
    status: int,
    text: str,
    undecided: type[Ambiguous] | type[Unreachable],
) -> Exception:
    """Give the error of an answer that is none of the good ones: undecided, or a definite no."""
    code, message = _told(text)
    words = f"{name}: {status} {message}".strip()
    if status in UNDECIDED or status >= UNDECIDED_FROM:
        return undecided(f"{base} {words}")
    return BrokerRefused(words, code or status, status)


def credentials(key: str, secret: str) -> dict[str, str]:
    """Give the headers that show who asks.

    Raises:
        BadSettings: a value that no header can carry; the value is not shown.
    """
    for name, value in (("key", key), ("secret", secret)):
        if not (value.isascii() and value.isprintable()):
            raise BadSettings(f"the API {name} has characters that no key has; copy it again")
    return {"APCA-API-KEY-ID": key, "APCA-API-SECRET-KEY": secret}


def _pool(base: str) -> tuple["HTTPConnectionPool", str]:
    """Open connections to a host, by the proxy that the environment names except on loopback.

    Returns:
        The pool, and what goes before the path of a request.
    """
    import certifi
    from urllib3 import PoolManager, ProxyManager, make_headers
    from urllib3.exceptions import LocationValueError, ProxySchemeUnknown
    from urllib3.util import parse_url

    trusted = next(filter(None, map(os.environ.get, AUTHORITIES)), certifi.where())
    kind = "ca_cert_dir" if os.path.isdir(trusted) else "ca_certs"
    options: dict[str, Any] = {"maxsize": CONNECTIONS, kind: trusted}
    try:
        url = parse_url(base)
        proxy = _proxy(url.scheme or "", url.host or "")
        if not proxy:
            return PoolManager(**options).connection_from_url(base), url.path or ""
        told = parse_url(proxy)
        shown = make_headers(proxy_basic_auth=unquote(told.auth)) if told.auth else None
        manager = ProxyManager(proxy, proxy_headers=shown, **options)
    except ProxySchemeUnknown as error:
        raise BadSettings("the environment names a proxy that speaks no HTTP") from error
    except LocationValueError as error:
        raise BadSettings(f"{base!r} is no address of a broker") from error
    # A proxy of plain HTTP is told the whole address.
    return manager.connection_from_url(base), base if url.scheme == "http" else url.path or ""


def _proxy(scheme: str, host: str) -> str:
    if host in LOOPBACK or proxy_bypass(host):
        return ""
    named = getproxies()
    return named.get(scheme) or named.get("all") or ""


def _told(text: str) -> tuple[int, str]:
    """Read an error body, which may be empty or no JSON at all."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return 0, text[:LONGEST_WORDS]
    if not isinstance(body, dict):
        return 0, text[:LONGEST_WORDS]
    code = body.get("code")
    return code if isinstance(code, int) else 0, str(body.get("message", text))[:LONGEST_WORDS]
