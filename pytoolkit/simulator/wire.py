"""Everything as Alpaca writes it: numbers as text, instants in UTC, absent values as null."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pytoolkit.models.base import (
    MONEY_CONTEXT,
    JsonDict,
    canonical_decimal,
    round_money,
    utc_text,
)
from pytoolkit.models.market import Session
from pytoolkit.simulator.exchange import Exchange
from pytoolkit.simulator.ledger import Activity, Position
from pytoolkit.simulator.market import Bar, exact
from pytoolkit.simulator.orders import Order, Update
from pytoolkit.simulator.valuation import MULTIPLIER, market_value

NEW_YORK = ZoneInfo("America/New_York")
ON_NYSE = ("IBM",)
"""Shipped symbols that are not on NASDAQ."""


def text(value: Decimal | None) -> str | None:
    """Give a number as text."""
    return None if value is None else canonical_decimal(value)


def instant(value: datetime | None) -> str | None:
    """Give an instant as text."""
    return None if value is None else utc_text(value)


def eastern(value: datetime) -> str:
    """Give an instant with its Eastern offset, as the clock does."""
    return value.astimezone(NEW_YORK).isoformat()


def order_json(exchange: Exchange, order: Order, *, nested: bool = False) -> JsonDict:
    """Write an order; nested: with its legs as they stand."""
    legs = exchange.legs(order) if nested else []
    return {
        "id": order.order_id,
        "client_order_id": order.client_order_id,
        "created_at": utc_text(order.created_at),
        "updated_at": utc_text(order.updated_at),
        "submitted_at": utc_text(order.created_at),
        "filled_at": instant(order.filled_at),
        "expired_at": instant(order.expired_at),
        "expires_at": utc_text(order.expires_at),
        "canceled_at": instant(order.canceled_at),
        "failed_at": None,
        "replaced_at": instant(order.replaced_at),
        "replaced_by": order.replaced_by or None,
        "replaces": order.replaces or None,
        "asset_id": exchange.ids.asset(order.symbol),
        "symbol": order.symbol,
        "asset_class": "us_equity",
        "notional": None,
        "qty": canonical_decimal(order.quantity),
        "filled_qty": canonical_decimal(order.filled_quantity),
        "filled_avg_price": text(order.filled_price),
        "order_class": order.order_class,
        "order_type": order.kind,
        "type": order.kind,
        "side": order.side,
        "time_in_force": order.time_in_force,
        "limit_price": text(order.limit_price),
        "stop_price": text(order.stop_price),
        "status": order.status,
        "extended_hours": False,
        "legs": [order_json(exchange, leg) for leg in legs] or None,
        "trail_percent": None,
        "trail_price": None,
        "hwm": None,
    }


def update_json(exchange: Exchange, update: Update) -> JsonDict:
    """Write a trade update as the stream sends it."""
    data: JsonDict = {
        "event": update.event,
        "order": order_json(exchange, update.order),
        "timestamp": utc_text(update.at),
    }
    if update.execution_id:
        data |= {
            "execution_id": update.execution_id,
            "price": text(update.price),
            "qty": text(update.quantity),
            "position_qty": text(update.position_quantity),
        }
    return {"stream": "trade_updates", "data": data}


def account_json(exchange: Exchange) -> JsonDict:
    """Write the account as it is worth now."""
    worth = exchange.valuation()
    equity = canonical_decimal(worth.equity)
    return {
        "id": exchange.ids.account,
        "account_number": f"SIM{exchange.ids.account[:8].upper()}",
        "status": "ACTIVE",
        "currency": "USD",
        "cash": canonical_decimal(exchange.ledger.cash),
        "equity": equity,
        "portfolio_value": equity,
        "last_equity": canonical_decimal(exchange.last_equity()),
        "long_market_value": canonical_decimal(worth.long_market_value),
        "short_market_value": canonical_decimal(worth.short_market_value),
        "initial_margin": canonical_decimal(worth.initial_margin),
        "maintenance_margin": canonical_decimal(worth.maintenance_margin),
        "buying_power": canonical_decimal(worth.buying_power),
        "regt_buying_power": canonical_decimal(worth.buying_power),
        "non_marginable_buying_power": canonical_decimal(worth.non_marginable_buying_power),
        "multiplier": canonical_decimal(MULTIPLIER),
        "shorting_enabled": True,
        "trading_blocked": False,
        "transfers_blocked": False,
        "account_blocked": False,
        "trade_suspended_by_user": False,
        "created_at": utc_text(exchange.created_at),
    }


def position_json(exchange: Exchange, position: Position) -> JsonDict:
    """Write a position at the last known price."""
    price = exchange.price(position.symbol)
    before = exchange.market.last_close(position.symbol, exchange.previous_close)
    value = market_value(position, exchange.price)
    gain = MONEY_CONTEXT.subtract(value, position.cost)
    return {
        "asset_id": exchange.ids.asset(position.symbol),
        "symbol": position.symbol,
        "exchange": listing(position.symbol),
        "asset_class": "us_equity",
        "asset_marginable": True,
        "qty": canonical_decimal(position.quantity),
        "qty_available": canonical_decimal(exchange.available(position.symbol)),
        "side": "long" if position.quantity > 0 else "short",
        "avg_entry_price": canonical_decimal(position.average_price),
        "cost_basis": canonical_decimal(position.cost),
        "market_value": canonical_decimal(value),
        "unrealized_pl": canonical_decimal(gain),
        "unrealized_plpc": _ratio(gain, abs(position.cost)),
        "current_price": text(price),
        "lastday_price": None if before is None else canonical_decimal(exact(before)),
        "change_today": (
            None
            if before is None or price is None
            else _ratio(MONEY_CONTEXT.subtract(price, exact(before)), exact(before))
        ),
    }


def _ratio(part: Decimal, whole: Decimal) -> str:
    return canonical_decimal(round_money(MONEY_CONTEXT.divide(part, whole)) if whole else whole)


def activity_json(activity: Activity) -> JsonDict:
    """Write an activity: fills and the others have different fields."""
    shared: JsonDict = {"id": activity.activity_id, "activity_type": activity.kind}
    if activity.kind == "FILL":
        return shared | {
            "transaction_time": utc_text(activity.at),
            "type": "fill",
            "price": text(activity.price),
            "qty": text(activity.quantity),
            "cum_qty": text(activity.quantity),
            "leaves_qty": "0",
            "side": activity.side,
            "symbol": activity.symbol,
            "order_id": activity.order_id,
            "order_status": "filled",
        }
    found = shared | {
        "date": activity.ds.isoformat(),
        "net_amount": text(activity.net_amount) or "0",
        "description": activity.description,
        "status": "executed",
    }
    if activity.symbol:
        found |= {"symbol": activity.symbol, "qty": text(activity.quantity)}
    return found


def asset_json(exchange: Exchange, symbol: str) -> JsonDict:
    """Write an asset; a crypto pair is known, but has no market here."""
    crypto = "/" in symbol
    tradable = not crypto
    found: JsonDict = {
        "id": exchange.ids.asset(symbol),
        "class": "crypto" if crypto else "us_equity",
        "exchange": "CRYPTO" if crypto else listing(symbol),
        "symbol": symbol,
        "name": symbol,
        "status": "active",
        "tradable": tradable,
        "marginable": tradable,
        "shortable": tradable,
        "easy_to_borrow": tradable,
        "fractionable": True,
        "attributes": [],
    }
    if crypto:
        found |= {"min_order_size": "0.0001", "min_trade_increment": "0.0001"}
        found["price_increment"] = "1"
    return found


def listing(symbol: str) -> str:
    """Give the exchange a symbol is listed at."""
    return "NYSE" if symbol in ON_NYSE else "NASDAQ"


def bar_json(bar: Bar) -> JsonDict:
    """Write a bar; the number of trades and their average price are not known."""
    return {"t": utc_text(bar.at), **bar_values(bar)}


def bar_values(bar: Bar) -> dict[str, Any]:
    """Give a bar's numbers under their short names."""
    return {
        "o": bar.open,
        "h": bar.high,
        "l": bar.low,
        "c": bar.close,
        "v": bar.volume,
        "n": None,
        "vw": None,
    }


def session_json(session: Session) -> JsonDict:
    """Write a day of the calendar, Eastern time."""
    bells = {"open": session.open_at, "close": session.close_at}
    return {
        "date": session.ds.isoformat(),
        **{name: f"{at.astimezone(NEW_YORK):%H:%M}" for name, at in bells.items()},
        "session_open": "0400",
        "session_close": "2000",
    }


def history_json(exchange: Exchange) -> JsonDict:
    """Write the portfolio history: one point for each session's close, one at the start."""
    points: Sequence[tuple[datetime, Decimal]] = [
        (exchange.created_at, exchange.start_cash),
        *((at, equity) for _, at, equity in exchange.ledger.closes),
    ]
    base = exchange.start_cash
    gains = [MONEY_CONTEXT.subtract(equity, base) for _, equity in points]
    return {
        "timestamp": [int(at.timestamp()) for at, _ in points],
        "equity": [float(equity) for _, equity in points],
        "profit_loss": [float(gain) for gain in gains],
        "profit_loss_pct": [float(MONEY_CONTEXT.divide(gain, base)) for gain in gains],
        "base_value": float(base),
        "timeframe": "1D",
    }
