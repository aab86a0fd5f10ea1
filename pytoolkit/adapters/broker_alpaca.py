"""Alpaca as broker, or anything that speaks its protocol; exact text out, raw JSON kept."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pytoolkit.adapters.alpaca_rest import Rest
from pytoolkit.adapters.alpaca_values import (
    canonical_symbol,
    decimal_or_none,
    decimal_or_zero,
    instant_or_none,
)
from pytoolkit.errors import BrokerRefused, Unreachable
from pytoolkit.models.account import Account, Activity, BrokerPosition
from pytoolkit.models.base import JsonDict, canonical_decimal, utc_text
from pytoolkit.models.market import Asset, Session
from pytoolkit.models.order import OrderIntent
from pytoolkit.ports import BrokerOrder

NEW_YORK = ZoneInfo("America/New_York")
PAPER, LIVE = "https://paper-api.alpaca.markets", "https://api.alpaca.markets"
ORDERS_PAGE, ACTIVITIES_PAGE = 500, 100
NEWEST_PAGE = 20
"""Activities that are asked for at a time where only the newest are wanted."""
REREAD = timedelta(days=1)
"""Bounds are asked a day wider and cut here: the broker's are exclusive and in its own zone."""
CENT, WHOLE, NINTH = "0.01", "1", "0.000000001"


def trading_rest(key: str, secret: str, *, url: str = "", paper: bool = True) -> Rest:
    """Open the trading API of an account, or of anything that speaks its protocol."""
    return Rest(url or (PAPER if paper else LIVE), key, secret)


class AlpacaBroker:
    """Implements `ports.Broker`. Nothing is contacted before the first call."""

    def __init__(self, key: str, secret: str, *, url: str = "", paper: bool = True) -> None:
        self._key, self._secret, self._url, self._paper = key, secret, url, paper
        self._opened: Rest | None = None

    @property
    def _rest(self) -> Rest:
        if self._opened is None:
            self._opened = trading_rest(self._key, self._secret, url=self._url, paper=self._paper)
        return self._opened

    @property
    def spare_requests(self) -> int | None:
        """Requests the rate limit leaves for entries; None where no limit is known."""
        return self._rest.budget.spare()

    def submit(self, intent: OrderIntent) -> BrokerOrder:
        """Send an order; a bracket's legs come back with it."""
        return order_of(self._rest.post("/orders", order_body(intent)))

    def replace(self, order_id: str, intent: OrderIntent) -> BrokerOrder:
        """Replace the price of a working order; gives the new one."""
        body = {"client_order_id": intent.client_order_id, **_prices(intent)}
        return order_of(self._rest.patch(f"/orders/{order_id}", body))

    def cancel(self, order_id: str) -> None:
        """Ask for a cancel; it is done when the order says so."""
        self._rest.delete(f"/orders/{order_id}")

    def order(self, order_id: str) -> BrokerOrder | None:
        """Read one order with its legs; None if the broker has none."""
        raw = self._rest.find(f"/orders/{order_id}", {"nested": "true"})
        return None if raw is None else order_of(raw)

    def order_by_client_id(self, client_order_id: str) -> BrokerOrder | None:
        """Read one order by our id with its legs; None if the broker has none."""
        raw = self._rest.find(
            "/orders:by_client_order_id", {"client_order_id": client_order_id, "nested": "true"}
        )
        if raw is None:
            return None
        found = order_of(raw)
        # This endpoint does not promise the legs; the one by id does.
        return found if found.order_class == "simple" or found.legs else self.order(found.order_id)

    def orders(
        self, status: Literal["open", "closed", "all"], after: datetime | None = None
    ) -> list[BrokerOrder]:
        """List orders nested, oldest first, all pages."""
        found: dict[str, BrokerOrder] = {}
        since = after
        while True:
            params = {
                "status": status,
                "limit": ORDERS_PAGE,
                "direction": "asc",
                "nested": "true",
                **({"after": utc_text(since)} if since else {}),
            }
            page = [order_of(raw) for raw in self._rest.get("/orders", params)]
            fresh = [order for order in page if order.order_id not in found]
            found.update((order.order_id, order) for order in fresh)
            if len(page) < ORDERS_PAGE:
                return list(found.values())
            last = page[-1].submitted_at
            if not fresh or last is None:
                raise Unreachable(f"{self._rest.base} repeats a page of orders after {since}")
            # `after` excludes its instant and several orders can share one: step back a little.
            since = last - timedelta(microseconds=1)

    def positions(self) -> list[BrokerPosition]:
        """List net positions."""
        return [_position(raw) for raw in self._rest.get("/positions")]

    def activities(
        self,
        kinds: Sequence[str] = (),
        after: date | None = None,
        until: date | None = None,
        seen: Collection[str] = (),
    ) -> list[Activity]:
        """List activities with after <= ds <= until, oldest first, all pages, each once.

        Those seen are left out, and the newest pages are asked for only until one ends with one.
        """
        size = NEWEST_PAGE if seen else ACTIVITIES_PAGE
        params: JsonDict = {"direction": "desc", "page_size": size}
        if kinds:
            params["activity_types"] = ",".join(kinds)
        if after:
            params["after"] = (after - REREAD).isoformat()
        if until:
            params["until"] = (until + REREAD).isoformat()
        found: dict[str, Activity] = {}
        while True:
            page = self._rest.get("/account/activities", params)
            read = [_activity(raw) for raw in page if raw.get("id") not in seen]
            fresh = [each for each in read if each.activity_id not in found]
            found.update((each.activity_id, each) for each in fresh)
            if len(page) < size or not fresh or page[-1]["id"] in seen:
                break
            params["page_token"] = page[-1]["id"]
        return [
            each
            for each in reversed(found.values())
            if (after is None or each.ds >= after) and (until is None or each.ds <= until)
        ]

    def account(self) -> Account:
        """Read the account."""
        raw = self._rest.get("/account")
        account_id = raw.get("id") or raw.get("account_number")
        if not account_id:
            raise Unreachable(f"{self._rest.base} gave an account without an id")
        money = {
            name: decimal_or_none(raw.get(name))
            for name in (
                "cash",
                "equity",
                "last_equity",
                "buying_power",
                "non_marginable_buying_power",
                "initial_margin",
                "maintenance_margin",
            )
        }
        return Account(
            account_id=str(account_id), status=str(raw.get("status") or ""), raw=raw, **money
        )

    def asset(self, symbol: str) -> Asset:
        """Read what may be traded, in which increments."""
        raw = self._rest.get(f"/assets/{symbol}")
        crypto = raw.get("class") == "crypto" or raw.get("asset_class") == "crypto"
        fractionable = bool(raw.get("fractionable"))
        least = NINTH if crypto or fractionable else WHOLE
        return Asset(
            symbol=symbol,
            asset_class="CRYPTO" if crypto else "EQUITY",
            price_increment=decimal_or_none(raw.get("price_increment") or CENT),
            qty_increment=decimal_or_none(raw.get("min_trade_increment") or least),
            tradable=bool(raw.get("tradable")),
            shortable=bool(raw.get("shortable")),
            fractionable=fractionable,
        )

    def calendar(self, start: date, end: date) -> list[Session]:
        """List sessions, early closes included."""
        raws = self._rest.get("/calendar", {"start": start.isoformat(), "end": end.isoformat()})
        return [_session(raw) for raw in raws]


def order_body(intent: OrderIntent) -> JsonDict:
    """Give the request for an order; numbers as exact text."""
    body: JsonDict = {
        "symbol": intent.symbol,
        "qty": canonical_decimal(intent.quantity),
        "side": intent.side,
        "type": intent.kind,
        "time_in_force": intent.time_in_force,
        "client_order_id": intent.client_order_id,
        **_prices(intent),
    }
    if intent.order_class == "simple":
        return body  # levels of exits that are watched stay with us
    body["order_class"] = intent.order_class
    if intent.take_profit_price is not None:
        body["take_profit"] = {"limit_price": canonical_decimal(intent.take_profit_price)}
    if intent.stop_loss_price is not None:
        body["stop_loss"] = {"stop_price": canonical_decimal(intent.stop_loss_price)}
    return body


def _prices(intent: OrderIntent) -> JsonDict:
    prices = {"limit_price": intent.limit_price, "stop_price": intent.stop_price}
    return {name: canonical_decimal(price) for name, price in prices.items() if price is not None}


def order_of(raw: JsonDict) -> BrokerOrder:
    """Read an order as the broker tells it; every field but the id may be missing."""
    if not isinstance(raw, dict) or not raw.get("id"):
        raise BrokerRefused(f"an order without an id: {raw!r}", 0, 0)
    crypto = raw.get("asset_class") == "crypto"
    return BrokerOrder(
        order_id=str(raw["id"]),
        client_order_id=str(raw.get("client_order_id") or ""),
        symbol=canonical_symbol(raw.get("symbol"), crypto),
        side=str(raw.get("side") or ""),
        kind=str(raw.get("type") or raw.get("order_type") or ""),
        order_class=str(raw.get("order_class") or "simple"),
        status=str(raw.get("status") or ""),
        quantity=decimal_or_zero(raw.get("qty")),
        filled_quantity=decimal_or_zero(raw.get("filled_qty")),
        filled_average_price=decimal_or_none(raw.get("filled_avg_price")),
        limit_price=decimal_or_none(raw.get("limit_price")),
        stop_price=decimal_or_none(raw.get("stop_price")),
        submitted_at=instant_or_none(raw.get("submitted_at")),
        updated_at=instant_or_none(raw.get("updated_at")),
        replaced_by=str(raw.get("replaced_by") or ""),
        replaces=str(raw.get("replaces") or ""),
        legs=tuple(order_of(leg) for leg in raw.get("legs") or ()),
        raw=raw,
        expires_at=instant_or_none(raw.get("expires_at")),
    )


def _position(raw: JsonDict) -> BrokerPosition:
    quantity = decimal_or_zero(raw.get("qty"))
    if raw.get("side") == "short" and quantity > 0:
        quantity = -quantity
    return BrokerPosition.model_validate(
        {
            "symbol": canonical_symbol(raw.get("symbol"), raw.get("asset_class") == "crypto"),
            "quantity": quantity,
            "average_price": decimal_or_none(raw.get("avg_entry_price")),
            "raw": raw,
        }
    )


def _activity(raw: JsonDict) -> Activity:
    at = instant_or_none(raw.get("transaction_time"))
    crypto = str(raw.get("activity_type")) == "CFEE"
    side = str(raw.get("side") or "")
    day: Any = raw.get("date") or (at.date() if at else None)
    price = decimal_or_none(raw.get("price"))
    return Activity.model_validate(
        {
            "activity_id": raw.get("id"),
            "kind": raw.get("activity_type"),
            "ds": at.date() if at else day,
            "at": at,
            "symbol": canonical_symbol(raw.get("symbol"), crypto),
            "side": "sell" if side.startswith("sell") else side or None,
            "quantity": decimal_or_none(raw.get("qty")),
            "price": price if price else None,
            "net_amount": decimal_or_none(raw.get("net_amount")),
            "order_id": str(raw.get("order_id") or ""),
            "description": str(raw.get("description") or ""),
            "raw": raw,
        }
    )


def _session(raw: JsonDict) -> Session:
    ds = date.fromisoformat(raw["date"])
    opened, closed = (
        datetime.fromisoformat(f"{ds}T{raw[name]}").replace(tzinfo=NEW_YORK)
        for name in ("open", "close")
    )
    return Session(ds=ds, open_at=opened, close_at=closed)
