"""Bare alpaca-py: eight indicators and an order in the handler. Run as a process of its own."""

import sys
import warnings

import numpy as np
from talib import stream

warnings.simplefilter("ignore")  # alpaca-py imports the old client of websockets
from alpaca.data.live import StockDataStream  # noqa: E402
from alpaca.trading.client import TradingClient  # noqa: E402
from alpaca.trading.enums import OrderClass, OrderSide, TimeInForce  # noqa: E402
from alpaca.trading.requests import (  # noqa: E402
    MarketOrderRequest,
    StopLossRequest,
    TakeProfitRequest,
)

url, data_url, *symbols = sys.argv[1:]
client = TradingClient("key", "secret", url_override=url)
random = np.random.default_rng(5)
close = 50 + np.cumsum(random.normal(0, 0.1, 500))
high, low, volume = close + 0.1, close - 0.1, np.full(500, 1000.0)
handles = {
    symbol: (
        stream.SMA(close, 20),
        stream.EMA(close, 20),
        stream.RSI(close, 14),
        stream.ATR(high, low, close, 14),
        stream.BBANDS(close, 20, 2.0, 2.0),
        stream.MACD(close, 12, 26, 9),
        stream.ADX(high, low, close, 14),
        stream.SMA(volume, 20),
    )
    for symbol in symbols
}


async def handle(bar) -> None:
    sma, ema, rsi, atr, bands, macd, adx, average = handles[bar.symbol]
    sma.update(bar.close), ema.update(bar.close), rsi.update(bar.close)
    atr.update(bar.high, bar.low, bar.close), bands.update(bar.close), macd.update(bar.close)
    adx.update(bar.high, bar.low, bar.close), average.update(bar.volume)
    if bar.volume <= 500:
        return
    client.submit_order(
        MarketOrderRequest(
            symbol=bar.symbol,
            qty=7,
            side=OrderSide.BUY,
            time_in_force=TimeInForce.GTC,
            order_class=OrderClass.BRACKET,
            take_profit=TakeProfitRequest(limit_price=round(bar.close * 1.2, 2)),
            stop_loss=StopLossRequest(stop_price=round(bar.close * 0.95, 2)),
        )
    )


bars = StockDataStream("key", "secret", url_override=data_url)
bars.subscribe_bars(handle, *symbols)
bars.run()
