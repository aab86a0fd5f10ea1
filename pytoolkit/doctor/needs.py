"""What the active strategies ask of an account, its assets and its market data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pytoolkit.live.eligible import objection
from pytoolkit.live.feeds import watchable
from pytoolkit.models.strategy import Strategy


@dataclass(frozen=True, slots=True)
class Needs:
    """The active strategies that the live service can trade, and what they need."""

    strategies: Sequence[Strategy] = ()

    @classmethod
    def of(cls, strategies: Iterable[Strategy]) -> "Needs":
        """Take those that would be traded."""
        return cls([each for each in strategies if each.active and not objection(each)])

    @property
    def shorts(self) -> list[str]:
        """Strategies that sell short."""
        return [each.strategy_id for each in self.strategies if each.side == "sell"]

    @property
    def fractions(self) -> list[str]:
        """Strategies that trade fractions of shares."""
        return [
            each.strategy_id
            for each in self.strategies
            if each.risk.fractional and each.asset_class == "EQUITY"
        ]

    @property
    def stocks(self) -> list[str]:
        """Equities, each once."""
        return _symbols(each for each in self.strategies if each.asset_class == "EQUITY")

    @property
    def pairs(self) -> list[str]:
        """Pairs, each once."""
        return _symbols(each for each in self.strategies if each.asset_class == "CRYPTO")

    @property
    def streamed(self) -> list[str]:
        """Symbols whose minutes come over the market-data stream.

        Those of strategies on shorter bars, and those whose levels the service watches itself.
        """
        shorter = _symbols(each for each in self.strategies if each.timeframe != "1Day")
        return sorted({*shorter, *watchable(self.strategies)})

    @property
    def largest_usd(self) -> Decimal:
        """The largest entry that any of them may make."""
        return max((each.risk.max_notional_usd for each in self.strategies), default=Decimal(0))

    @property
    def trades_within_days(self) -> bool:
        """Whether equities may be bought and sold within one session."""
        return any(
            each.asset_class == "EQUITY" and each.timeframe != "1Day" for each in self.strategies
        )

    def shorted(self, symbol: str) -> bool:
        """Say whether a symbol is sold short."""
        return any(each.side == "sell" and symbol in each.assets for each in self.strategies)

    def split_up(self, symbol: str) -> bool:
        """Say whether fractions of a symbol are traded."""
        return any(each.risk.fractional and symbol in each.assets for each in self.strategies)


def _symbols(strategies: Iterable[Strategy]) -> list[str]:
    return sorted({symbol for each in strategies for symbol in each.assets})
