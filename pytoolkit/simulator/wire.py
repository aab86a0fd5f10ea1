"""Everything as Alpaca writes it: numbers as text, instants in UTC, absent values as null."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pytoolkit.models.base import AssetClass, JsonDict, canonical_decimal, utc_text
from pytoolkit.models.market import Session
from pytoolkit.simulator.exchange import Exchange
from pytoolkit.simulator.market import Bar, asset_class_of
from pytoolkit.simulator.orders import Order, Update

NEW_YORK = ZoneInfo("America/New_York")
CLASS_NAMES: dict[AssetClass, str] = {"EQUITY": "us_equity", "CRYPTO": "crypto"}


def text(value: Decimal | None) -> str | None:
    """Give a number as text."""
    return None if value is None else canonical_decimal(value)


def instant(value: datetime | None) -> str | None:
    """Give an instant as text."""
    return None if value is None else utc_text(value)


def eastern(value: datetime) -> str:
    """Give an instant with its Eastern offset, as the clock does."""
    return value.astimezone(NEW_YORK).isoformat()


def class_name(symbol: str) -> str:
    """Give the broker's name of a symbol's asset class."""
    return CLASS_NAMES[asset_class_of(symbol)]


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
        "failed_at": instant(order.failed_at),
        "replaced_at": instant(order.replaced_at),
        "replaced_by": order.replaced_by or None,
        "replaces": order.replaces or None,
        "asset_id": exchange.ids.asset(order.symbol),
        "symbol": order.symbol,
        "asset_class": class_name(order.symbol),
        "notional": text(order.notional),
        "qty": text(order.quantity if order.notional is None else None),
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
        "extended_hours": order.extended_hours,
        "legs": [order_json(exchange, leg) for leg in legs] or None,
        "trail_percent": text(order.trail_percent),
        "trail_price": text(order.trail_price),
        "hwm": text(order.best_price),
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
