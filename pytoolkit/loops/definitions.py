"""The strategy a signal was made by, exactly: looked up by the hash of its definition."""

from dataclasses import dataclass, field

import polars as pl

from pytoolkit import library, validate
from pytoolkit.errors import BadStrategy
from pytoolkit.models.job import Control
from pytoolkit.models.market import Asset
from pytoolkit.models.strategy import Strategy, StrategyVersion
from pytoolkit.ports import Context

TRADED = "strategy."
"""Controls under which the live service keeps the definitions it has traded, by hash."""


@dataclass(slots=True)
class Definitions:
    """Strategies by hash and assets by symbol, each asked for once."""

    ctx: Context
    _strategies: dict[str, Strategy] = field(default_factory=dict)
    _assets: dict[str, Asset] = field(default_factory=dict)
    _versions: pl.DataFrame | None = None

    def strategy(self, config_hash: str) -> Strategy:
        """Find a definition: kept by the live service, in the library, or in the warehouse.

        Raises:
            BadStrategy: none of them knows it.
        """
        if config_hash not in self._strategies:
            found = self._kept(config_hash) or self._archived(config_hash)
            if found is None or found.config_hash != config_hash:
                raise BadStrategy(
                    f"no definition with the hash {config_hash} is known: neither traded here, "
                    f"nor in {library.LIBRARY_FILE}, nor in {StrategyVersion.TABLE.name}"
                )
            self._strategies[config_hash] = found
        return self._strategies[config_hash]

    def asset(self, symbol: str) -> Asset:
        """Give the increments of a symbol."""
        if symbol not in self._assets:
            self._assets[symbol] = self.ctx.broker.asset(symbol)
        return self._assets[symbol]

    def _kept(self, config_hash: str) -> Strategy | None:
        where = [("name", "==", TRADED + config_hash)]
        kept = validate.documents(self.ctx.hot, Control, where).good  # type: ignore[arg-type]
        if kept:
            return Strategy.model_validate(kept[0].value)
        path = self.ctx.settings.runbooks / library.LIBRARY_FILE
        known = library.read_library(path)[0] if path.is_file() else []
        return next((each for each in known if each.config_hash == config_hash), None)

    def _archived(self, config_hash: str) -> Strategy | None:
        if self._versions is None:
            self._versions = self.ctx.cold.read(StrategyVersion.TABLE.name)
        found = self._versions.filter(pl.col("config_hash") == config_hash)
        rows = validate.frame(StrategyVersion, StrategyVersion.TABLE.name, found.tail(1)).good
        return Strategy.model_validate(rows[0].config) if rows else None
