"""The account as Alpaca writes it: its worth, positions, activities and assets."""

from decimal import Decimal

from pytoolkit.models.base import (
    MONEY_CONTEXT,
    JsonDict,
    canonical_decimal,
    round_money,
    utc_text,
)
from pytoolkit.simulator import assets
from pytoolkit.simulator.exchange import Exchange
from pytoolkit.simulator.ledger import Activity, Position
from pytoolkit.simulator.market import exact
from pytoolkit.simulator.valuation import market_value
from pytoolkit.simulator.wire import class_name, text


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
        "multiplier": exchange.configuration.max_margin_multiplier,
        "shorting_enabled": exchange.configuration.may_short,
        "accrued_fees": canonical_decimal(exchange.floor.coin_fees.accrued),
        "crypto_status": "ACTIVE",
        "trading_blocked": False,
        "transfers_blocked": False,
        "account_blocked": False,
        "trade_suspended_by_user": exchange.configuration.suspend_trade,
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
        "symbol": assets.compact(position.symbol),
        "exchange": assets.listing(position.symbol),
        "asset_class": class_name(position.symbol),
        "asset_marginable": not assets.is_pair(position.symbol),
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
            "type": "partial_fill" if activity.leaves else "fill",
            "price": text(activity.price),
            "qty": text(activity.quantity),
            "cum_qty": text(activity.cumulative),
            "leaves_qty": text(activity.leaves),
            "side": activity.side,
            "symbol": activity.symbol,
            "order_id": activity.order_id,
            "order_status": "partially_filled" if activity.leaves else "filled",
        }
    found = shared | {
        "date": activity.ds.isoformat(),
        "net_amount": text(activity.net_amount) or "0",
        "description": activity.description,
        "status": "executed",
    }
    if activity.kind == "CFEE" or activity.symbol:
        found |= {
            "symbol": assets.compact(activity.symbol),
            "qty": text(activity.quantity),
            "price": text(activity.price),
        }
    return found


def asset_json(exchange: Exchange, symbol: str) -> JsonDict:
    """Write an asset; one that has no bars is known, and not tradable."""
    pair = assets.is_pair(symbol)
    tradable = symbol in exchange.market.symbols and assets.is_tradable(symbol)
    found: JsonDict = {
        "id": exchange.ids.asset(symbol),
        "class": class_name(symbol),
        "exchange": assets.listing(symbol),
        "symbol": symbol,
        "name": symbol,
        "status": "active",
        "tradable": tradable,
        "marginable": tradable and not pair,
        "shortable": tradable and not pair,
        "easy_to_borrow": tradable and not pair,
        "fractionable": True,
        "attributes": [],
    }
    if pair:
        least = assets.least_size(exchange.price(symbol))
        found |= {
            "min_order_size": canonical_decimal(least),
            "min_trade_increment": canonical_decimal(assets.NINTH),
            "price_increment": canonical_decimal(assets.price_step(symbol)),
        }
    return found
