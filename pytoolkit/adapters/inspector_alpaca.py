"""An Alpaca account as a check-up sees it: raw answers, and nothing but readings."""

from collections.abc import Collection
from datetime import UTC, datetime

from pytoolkit.adapters.alpaca_values import instant_or_none
from pytoolkit.adapters.broker_alpaca import trading_rest
from pytoolkit.adapters.rate_budget import KEPT_FROM_READINGS
from pytoolkit.errors import BrokerRefused, Unreachable
from pytoolkit.models.base import JsonDict
from pytoolkit.ports import Rate

FEW = 10
"""Assets that are asked for one by one; more are looked up in the whole list."""
CLASSES = {False: "us_equity", True: "crypto"}


class AlpacaInspector:
    """Implements `ports.Inspector`."""

    def __init__(self, key: str, secret: str, *, url: str = "", paper: bool = True) -> None:
        self._rest = trading_rest(key, secret, url=url, paper=paper)

    def account(self) -> JsonDict:
        """Read the account."""
        return self._object("/account")

    def configuration(self) -> JsonDict:
        """Read what its owner has set."""
        return self._object("/account/configurations")

    def assets(self, symbols: Collection[str]) -> dict[str, JsonDict]:
        """Read assets by symbol; the ones the list of a class lacks are asked for by name."""
        found: dict[str, JsonDict] = {}
        for pairs, name in CLASSES.items():
            wanted = {symbol for symbol in symbols if ("/" in symbol) == pairs}
            if len(wanted) > FEW:
                listed = self._rest.get("/assets", {"status": "active", "asset_class": name})
                found |= {raw["symbol"]: raw for raw in listed if raw.get("symbol") in wanted}
            missing = sorted(wanted - set(found))
            if len(missing) <= FEW:
                answers = {symbol: self._rest.find(f"/assets/{symbol}") for symbol in missing}
                found |= {symbol: raw for symbol, raw in answers.items() if raw is not None}
        return found

    def clock(self) -> datetime:
        """Read the broker's clock."""
        told = self._rest.find("/clock") or {}
        at = instant_or_none(told.get("timestamp"))
        if at is None:
            raise Unreachable(f"{self._rest.base} gave a clock without a time: {told!r}")
        return at

    def rate(self) -> Rate | None:
        """Make a reading, and give what the rate limit leaves after it."""
        self._rest.find("/clock")
        told, spare = self._rest.budget.told, self._rest.budget.spare(KEPT_FROM_READINGS)
        if told is None:
            return None
        left = told.limit if spare is None else spare  # its window is over
        return Rate(told.limit, told.remaining, left, datetime.fromtimestamp(told.reset, UTC))

    def _object(self, path: str) -> JsonDict:
        answer = self._rest.get(path)
        if not isinstance(answer, dict):
            raise BrokerRefused(f"GET {path} gave {answer!r}, no object", 0, 0)
        return answer
