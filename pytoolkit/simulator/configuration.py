"""What the account's owner has set: whether and how it may trade."""

from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from pytoolkit.models.base import JsonDict
from pytoolkit.simulator.fields import choice, flag
from pytoolkit.simulator.refusals import Reason, Refusal

MULTIPLIERS = ("1", "2")
EMAILS = ("all", "none")
FLAGS = ("fractional_trading", "no_shorting", "suspend_trade", "ptp_no_exception_entry")
GONE = ("dtbp_check", "pdt_check", "max_options_trading_level")
"""Settings that the broker knew or knows, and that change nothing here."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The account's settings, as the broker names them.

    Attributes:
        fractional_trading: fractions and notional orders of equities are taken.
        max_margin_multiplier: "1" buys with cash only and lends nothing, "2" is Regulation T.
        no_shorting: long only.
        suspend_trade: no new orders are taken.
        trade_confirm_email: kept; nobody is written to.
        ptp_no_exception_entry: kept; there are no such symbols.
    """

    fractional_trading: bool = True
    max_margin_multiplier: str = "2"
    no_shorting: bool = False
    suspend_trade: bool = False
    trade_confirm_email: str = "all"
    ptp_no_exception_entry: bool = False

    @property
    def multiplier(self) -> Decimal:
        """Times the account's own money that it may buy for."""
        return Decimal(self.max_margin_multiplier)

    @property
    def may_short(self) -> bool:
        """Whether the account lends what it sells."""
        return not self.no_shorting and self.multiplier > 1

    def as_json(self) -> JsonDict:
        """Give the settings as the broker tells them."""
        return asdict(self)

    def changed(self, body: JsonDict) -> "Configuration":
        """Give the settings with those of a `PATCH /v2/account/configurations`.

        Raises:
            Refusal: a setting is unknown, or has a value that is not served.
        """
        known = {**self.as_json(), **dict.fromkeys(GONE)}
        unknown = sorted(body.keys() - known.keys())
        if unknown:
            raise Refusal(
                Reason.BAD_PARAMETER,
                name=unknown[0],
                value=str(body[unknown[0]]),
                remedy=f"the settings are {', '.join(self.as_json())}",
            )
        told = {name: value for name, value in body.items() if value is not None}
        wanted = {**self.as_json(), **told}
        flags = {name: bool(flag(wanted, name)) for name in FLAGS}
        wanted["max_margin_multiplier"] = str(wanted["max_margin_multiplier"])
        return replace(
            self,
            **flags,
            max_margin_multiplier=choice(wanted, "max_margin_multiplier", MULTIPLIERS),
            trade_confirm_email=choice(wanted, "trade_confirm_email", EMAILS),
        )
