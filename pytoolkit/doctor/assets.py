"""Every traded symbol: known to the broker, active, tradable, and as its strategies need it."""

from collections.abc import Iterator

from pytoolkit.doctor.finding import Finding, listed
from pytoolkit.doctor.needs import Needs
from pytoolkit.models.base import JsonDict
from pytoolkit.ports import Inspector


def assets(inspector: Inspector, needs: Needs) -> Iterator[Finding]:
    """Look at every symbol of the active strategies, one finding for each kind of trouble."""
    symbols = [*needs.stocks, *needs.pairs]
    if not symbols:
        yield Finding("assets", None, "no active strategy trades any")
        return
    known = inspector.assets(symbols)
    troubles: dict[str, list[str]] = {}
    for symbol in symbols:
        words = trouble(symbol, known.get(symbol), needs)
        if words:
            troubles.setdefault(words, []).append(symbol)
    for words, which in troubles.items():
        yield Finding("assets", False, f"{listed(which)}: {words}")
    good = len(symbols) - sum(map(len, troubles.values()))
    if good:
        yield Finding("assets", True, f"{good} of {len(symbols)} can be traded as they are")


def trouble(symbol: str, raw: JsonDict | None, needs: Needs) -> str:
    """Say why a symbol cannot be traded as its strategies want to, and what to do; or nothing."""
    if raw is None:
        return "not known to the broker as an active asset; is it spelled right, was it renamed?"
    if raw.get("status") not in (None, "active"):
        return f"{raw['status']} at the broker; take it out of the strategies"
    if raw.get("tradable") is False:
        return "not tradable at the broker; take it out of the strategies"
    if needs.shorted(symbol) and raw.get("shortable") is False:
        return "not shortable, but a strategy sells it short"
    if needs.split_up(symbol) and raw.get("fractionable") is False:
        return "not fractionable, but a strategy trades fractions (risk.fractional)"
    return ""
