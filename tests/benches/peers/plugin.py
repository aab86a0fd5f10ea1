"""TA-Lib as a plugin of polars: many symbols as groups of one frame."""

from importlib.metadata import version

import polars as pl
import polars_talib as plta

VERSION = f"polars-talib {version('polars-talib')}"


def seven(bars: pl.DataFrame):
    """Seven indicators of every symbol."""
    close = pl.col("close")
    bands = plta.bbands(close, timeperiod=20, nbdevup=2.0, nbdevdn=2.0)
    macd = plta.macd(close, 12, 26, 9)
    columns = {
        "sma": plta.sma(close, timeperiod=20),
        "ema": plta.ema(close, timeperiod=20),
        "rsi": plta.rsi(close, timeperiod=14),
        "atr": plta.atr(pl.col("high"), pl.col("low"), close, timeperiod=14),
        "upper": bands.struct.field("upperband"),
        "middle": bands.struct.field("middleband"),
        "lower": bands.struct.field("lowerband"),
        "line": macd.struct.field("macd"),
        "signal": macd.struct.field("macdsignal"),
        "hist": macd.struct.field("macdhist"),
        "adx": plta.adx(pl.col("high"), pl.col("low"), close, timeperiod=14),
    }
    one = bars["symbol"].n_unique() == 1
    told = [c.alias(n) if one else c.over("symbol").alias(n) for n, c in columns.items()]

    def work():
        found = bars.select(told)
        return {name: found[name].to_numpy() for name in columns}

    return work
