"""A strategy as a page for people, made from its own definition."""

import re
from collections import Counter
from importlib import resources
from typing import Any

import polars as pl

from pytoolkit import core, library
from pytoolkit.decision import compiled, history_of
from pytoolkit.models.strategy import Strategy
from pytoolkit.research.backtesting import backtest
from pytoolkit.research.result import Backtest

TEMPLATE = "strategy.md.j2"
DAY = "{:%Y-%m-%d}"


def strategy_page(strategy: Strategy, bars: pl.DataFrame | None = None) -> str:
    """Describe a strategy as Markdown: what it trades, when, how, and what it looks at.

    Args:
        strategy: the definition.
        bars: split-adjusted bars of its assets, sorted by symbol, at; a backtest over them is
            summed up at the end. None: nothing is measured.
    """
    from jinja2 import Environment, StrictUndefined

    # Markdown for people: nothing of it is markup of ours.
    environment = Environment(undefined=StrictUndefined, autoescape=False)
    text = resources.files("pytoolkit.research").joinpath("templates", TEMPLATE).read_text("utf-8")
    page = environment.from_string(text).render(
        strategy=strategy,
        scope=_scope(strategy),
        warmup=_bars(compiled(strategy).warmup),
        history=_bars(history_of(strategy)),
        alternatives=compiled(strategy).alternatives,
        entry=_entry(strategy),
        cooldown=_cooldown(strategy),
        functions=_functions(strategy),
        measured=None if bars is None else _measured(backtest(strategy, bars)),
    )
    return page.rstrip() + "\n"


def _bars(count: int) -> str:
    return f"{count:,} bar" + ("" if count == 1 else "s")


def _scope(strategy: Strategy) -> str:
    kind = "equities" if strategy.asset_class == "EQUITY" else "crypto"
    way = "long" if strategy.side == "buy" else "short"
    return f"{', '.join(strategy.assets)} ({kind}), {way}"


def _entry(strategy: Strategy) -> str:
    if strategy.order == "market":
        return "at the market, at the next open; the close is the reference"
    wait = f"waits {_bars(strategy.valid_for)}, then expires"
    return f"{strategy.order} order at `{strategy.entry_price}`; {wait}"


def _cooldown(strategy: Strategy) -> str:
    told = strategy.cooldown
    if told.bars == 0:
        return "none"
    escape = f", ended early by a move of {told.escape_pct:g} %" if told.escape_pct else ""
    whose = "of the symbol" if told.scope == "symbol" else "of all symbols"
    return f"{_bars(told.bars)} {whose} after a signal{escape}"


def _functions(strategy: Strategy) -> list[tuple[str, str]]:
    """Give every function the rules call, with the first sentence of its documentation."""
    texts = " ".join(library.rules_of(strategy).values())
    known = {entry.name: entry for entry in core.catalog()}
    found = re.findall(r"[a-z_][a-z0-9_]*(?:\.[a-z0-9_]+)?", texts)
    names = {name if name in known else name.partition(".")[0] for name in found} & known.keys()
    return [(name, known[name].summary) for name in sorted(names)]


def _measured(result: Backtest) -> dict[str, Any]:
    found, bars = result.metrics, result.bars
    first, last = bars["at"].min(), bars["at"].max()
    rejected = result.signals.filter(pl.col("status") == "REJECTED")
    reasons = Counter(rejected["gate"].fill_null("validation"))
    told = ", ".join(f"{name} {count}" for name, count in sorted(reasons.items()))
    rate = found.win_rate_pct
    figures = [
        ("signals", f"{result.signals.height:,}"),
        ("rejected", f"{rejected.height:,}" + (f": {told}" if told else "")),
        ("trades", f"{found.trades:,}"),
        (
            "win rate",
            "-"
            if rate is None
            else f"{rate.value:.0f} % (95 %: {rate.low:.0f} to {rate.high:.0f})",
        ),
        ("PnL", f"{found.pnl_usd:,.2f} USD"),
        ("profit factor", "-" if found.profit_factor is None else f"{found.profit_factor:.2f}"),
        ("largest drawdown", f"{found.max_drawdown_pct:.1f} %"),
    ]
    sentence = (
        f"On {bars.height:,} bars of {bars['symbol'].n_unique()} symbols, "
        f"{DAY.format(first)} to {DAY.format(last)}, with 100,000 USD."
    )
    return {"sentence": sentence, "figures": figures}
