"""Bars over Alpaca's historical data API: split-adjusted, and never one that is not finished."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from pytoolkit import frames
from pytoolkit.adapters.alpaca_rest import credentials
from pytoolkit.adapters.alpaca_sdk import Reader
from pytoolkit.adapters.alpaca_values import instant_or_none
from pytoolkit.adapters.clock_alpaca import BrokerClock
from pytoolkit.errors import BadBars
from pytoolkit.models.base import MONEY_CONTEXT, Timeframe, round_money
from pytoolkit.models.market import CorporateAction

if TYPE_CHECKING:
    from alpaca.data.historical import CryptoHistoricalDataClient, StockHistoricalDataClient
    from alpaca.data.timeframe import TimeFrame

MINUTES: dict[Timeframe, int] = {"1Min": 1, "5Min": 5, "15Min": 15}
FAR = datetime(9999, 1, 1, tzinfo=UTC)


class AlpacaMarket:
    """Implements `ports.MarketData` for US equities, and for pairs around the clock.

    Attributes:
        feed: `iex` or `sip`; a simulator has one feed only.
    """

    def __init__(
        self, key: str, secret: str, *, url: str = "", feed: str = "iex", paper: bool = True
    ) -> None:
        self._key, self._secret, self._url = key, secret, url
        self.feed = feed or "iex"
        self._clock = BrokerClock(key, secret, url=url, paper=paper)
        self._stocks: tuple[StockHistoricalDataClient, Reader] | None = None
        self._pairs: tuple[CryptoHistoricalDataClient, Reader] | None = None

    def bars(
        self, symbols: Sequence[str], timeframe: Timeframe, start: datetime, end: datetime
    ) -> pl.DataFrame:
        """Read finished bars with start <= at < end, sorted by symbol and at.

        Raises:
            Unreachable: no usable answer.
            BadBars: a bar that is malformed.
        """
        pairs = [symbol for symbol in symbols if "/" in symbol]
        stocks = [symbol for symbol in symbols if "/" not in symbol]
        answer = self._ask_stocks(stocks, timeframe, start, end) if stocks else {}
        if pairs:
            answer |= self._ask_pairs(pairs, timeframe, start, end)
        columns: dict[str, list[Any]] = {name: [] for name in frames.BAR_COLUMNS}
        for symbol in sorted(answer):
            for bar in answer[symbol]:
                at = instant_or_none(bar.get("t"))
                if at is None:
                    raise BadBars(f"a bar of {symbol} has no time: {bar!r}")
                columns["symbol"].append(symbol)
                columns["at"].append(at)
                for name in frames.BAR_COLUMNS[2:]:
                    columns[name].append(bar.get(name[0]))
        found = pl.DataFrame(columns, schema=frames.BAR_SCHEMA).filter(
            (pl.col("at") >= start) & (pl.col("at") < end)
        )
        return frames.check_bars(self._finished(found.sort("symbol", "at"), timeframe))

    def corporate_actions(self, symbols: Sequence[str]) -> list[CorporateAction]:
        """Read the splits known: a simulator's are those of the shipped bars it serves."""
        if self._url:
            return frames.corporate_actions(symbols)
        return self._announced(symbols)

    def _ask_stocks(
        self, symbols: Sequence[str], timeframe: Timeframe, start: datetime, end: datetime
    ) -> dict[str, list[dict[str, Any]]]:
        from alpaca.data.enums import Adjustment, DataFeed
        from alpaca.data.historical import StockHistoricalDataClient
        from alpaca.data.requests import StockBarsRequest

        if self._stocks is None:
            credentials(self._key, self._secret)
            opened = StockHistoricalDataClient(
                self._key, self._secret, raw_data=True, url_override=self._url or None
            )
            self._stocks = opened, Reader(opened, self._url or "Alpaca data")
        request = StockBarsRequest(
            symbol_or_symbols=list(symbols),
            timeframe=_unit(timeframe),
            start=start,
            end=None if end >= FAR else end,
            adjustment=Adjustment.SPLIT,
            feed=None if self._url else DataFeed(self.feed),
        )
        client, reader = self._stocks
        answer = reader.ask(lambda: client.get_stock_bars(request), "GET /stocks/bars")
        return dict(answer)

    def _ask_pairs(
        self, symbols: Sequence[str], timeframe: Timeframe, start: datetime, end: datetime
    ) -> dict[str, list[dict[str, Any]]]:
        from alpaca.data.historical import CryptoHistoricalDataClient
        from alpaca.data.requests import CryptoBarsRequest

        if self._pairs is None:
            credentials(self._key, self._secret)
            opened = CryptoHistoricalDataClient(
                self._key, self._secret, raw_data=True, url_override=self._url or None
            )
            self._pairs = opened, Reader(opened, self._url or "Alpaca data")
        request = CryptoBarsRequest(
            symbol_or_symbols=list(symbols),
            timeframe=_unit(timeframe),
            start=start,
            end=None if end >= FAR else end,
        )
        client, reader = self._pairs
        answer = reader.ask(lambda: client.get_crypto_bars(request), "GET /crypto/bars")
        return dict(answer)

    def _finished(self, bars: pl.DataFrame, timeframe: Timeframe) -> pl.DataFrame:
        """Leave out bars that are still running."""
        if bars.is_empty():
            return bars
        now = self._clock.now()
        length = frames.LENGTHS[timeframe]
        # The first bar of a session may begin at the bell, within its length.
        ended = pl.col("at").dt.truncate(length) + length <= now
        if timeframe != "1Day":
            return bars.filter(ended)
        is_pair = pl.col("symbol").str.contains("/", literal=True)
        pairs, stocks = bars.filter(is_pair & ended), bars.filter(~is_pair)
        if not stocks.is_empty():
            # A session's bar is there, unfinished, while it trades: only the newest can be that.
            last: datetime = stocks["at"].max()  # type: ignore[assignment]
            session = frames.session_of(last.astimezone(UTC).date())
            closed = session.close_at if session else last + timedelta(days=1)
            stocks = stocks if closed <= now else stocks.filter(pl.col("at") < last)
        return pl.concat([stocks, pairs]).sort("symbol", "at")

    def _announced(self, symbols: Sequence[str]) -> list[CorporateAction]:
        from alpaca.data.enums import CorporateActionsType
        from alpaca.data.historical.corporate_actions import CorporateActionsClient
        from alpaca.data.requests import CorporateActionsRequest

        client = CorporateActionsClient(self._key, self._secret, raw_data=True)
        request = CorporateActionsRequest(
            symbols=list(symbols),
            types=[CorporateActionsType.FORWARD_SPLIT, CorporateActionsType.REVERSE_SPLIT],
            start=date(2000, 1, 1),
        )
        answer = Reader(client, "Alpaca data").ask(
            lambda: client.get_corporate_actions(request), "GET /corporate-actions"
        )
        return [
            CorporateAction.model_validate(
                {
                    "symbol": each["symbol"],
                    "ds": each["ex_date"],
                    "ratio": _ratio(each["new_rate"], each["old_rate"]),
                }
            )
            for kind in ("forward_splits", "reverse_splits")
            for each in answer.get(kind, ())
        ]


def _unit(timeframe: Timeframe) -> "TimeFrame":
    from alpaca.data.timeframe import TimeFrame, TimeFrameUnit

    units = {"1Day": TimeFrame(1, TimeFrameUnit.Day), "1Hour": TimeFrame(1, TimeFrameUnit.Hour)}
    return units.get(timeframe) or TimeFrame(MINUTES[timeframe], TimeFrameUnit.Minute)


def _ratio(new: object, old: object) -> Decimal:
    return round_money(MONEY_CONTEXT.divide(Decimal(str(new)), Decimal(str(old))))
