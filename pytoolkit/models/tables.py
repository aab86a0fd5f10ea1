"""Every stored table in one list; a new fact is a class and a line here."""

from pytoolkit.models.account import AccountSnapshot
from pytoolkit.models.base import Fact
from pytoolkit.models.strategy import StrategyVersion
from pytoolkit.models.trade import ExpiredSignal, RejectedSignal, Trade

FACTS: tuple[type[Fact], ...] = (
    Trade,
    RejectedSignal,
    ExpiredSignal,
    AccountSnapshot,
    StrategyVersion,
)
"""The tables of the cold store."""

FACT_OF_TABLE: dict[str, type[Fact]] = {model.TABLE.name: model for model in FACTS}
