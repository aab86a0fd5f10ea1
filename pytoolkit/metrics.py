"""Performance statistics of daily returns and of trades: values in, values out.

Ratios are estimates and therefore floats; sums of money stay exact. A statistic that the data
cannot carry (no losing trade, no variation, fewer than two days) is None, never 0 or infinite.
"""

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import NormalDist, fmean, linear_regression, stdev

from pytoolkit.models.base import MONEY_CONTEXT, AssetClass

PERIODS: Mapping[AssetClass, int] = {"EQUITY": 252, "CRYPTO": 365}
"""Trading days in a year."""
FEWEST_DAYS = 2
"""Below this no spread can be estimated."""
CONFIDENCE = 0.95
DRAWS = 2_000
SEED = 7
"""The bootstrap draws the same samples on every run: a report can be reproduced."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Performance:
    """What a strategy, a symbol or an account made; every `_pct` x 100, adverse positive.

    Attributes:
        win_rate_pct: share of trades with pnl_usd > 0, with its Wilson interval; None: no trades.
        profit_factor: sum of gains / sum of losses.
        annual_return_pct: compound daily returns, a year's worth.
        sharpe, sortino: of daily returns, risk-free 0, annualised.
        calmar: annual return / maximum drawdown.
        alpha_pct, beta: of the regression on a benchmark's daily returns; alpha per year.
    """

    trades: int
    days: int
    pnl_usd: Decimal
    win_rate_pct: Interval | None
    profit_factor: float | None
    annual_return_pct: float | None
    sharpe: float | None
    sortino: float | None
    max_drawdown_pct: float
    calmar: float | None
    alpha_pct: float | None
    beta: float | None


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add money exactly."""
    result = Decimal(0)
    for amount in amounts:
        result = MONEY_CONTEXT.add(result, amount)
    return result


def daily_returns(
    pnl: Mapping[date, Decimal], equity: Mapping[date, Decimal], days: Sequence[date]
) -> list[float]:
    """Give one return per day: PnL of the rows of that day / equity of the day before.

    A day without trades counts as zero.

    Args:
        pnl: sum of pnl_usd by row ds.
        equity: equity at the end of each known day; gaps are bridged with the last one known.
        days: the trading days to cover, ascending.

    Raises:
        ValueError: a day with trades has no earlier equity above zero.
    """
    known = sorted(equity)
    returns: list[float] = []
    position = 0
    base: Decimal | None = None
    for day in days:
        while position < len(known) and known[position] < day:
            base = equity[known[position]]
            position += 1
        amount = pnl.get(day, Decimal(0))
        if amount == 0:
            returns.append(0.0)
            continue
        if base is None or base <= 0:
            raise ValueError(f"no equity above zero is known before {day}, a day with trades")
        returns.append(float(amount / base))
    return returns


def performance(
    trades: Sequence[Decimal],
    returns: Sequence[float],
    *,
    asset_class: AssetClass = "EQUITY",
    benchmark: Sequence[float] | None = None,
) -> Performance:
    """Sum up trades and the daily returns they made.

    Args:
        trades: pnl_usd of each trade.
        returns: one per trading day, from `daily_returns`.
        asset_class: decides the days in a year.
        benchmark: daily returns of the same days.
    """
    periods = PERIODS[asset_class]
    annual = annual_return(returns, periods)
    drawdown = max_drawdown_pct(curve(returns))
    alpha, beta = alpha_beta(returns, benchmark, periods) if benchmark else (None, None)
    return Performance(
        trades=len(trades),
        days=len(returns),
        pnl_usd=total(trades),
        win_rate_pct=win_rate_pct(trades),
        profit_factor=profit_factor(trades),
        annual_return_pct=None if annual is None else 100 * annual,
        sharpe=sharpe(returns, periods),
        sortino=sortino(returns, periods),
        max_drawdown_pct=drawdown,
        calmar=None if annual is None or drawdown == 0 else 100 * annual / drawdown,
        alpha_pct=alpha,
        beta=beta,
    )


def curve(returns: Sequence[float]) -> list[float]:
    """Compound returns into a curve that starts at 1."""
    points = [1.0]
    for value in returns:
        points.append(points[-1] * (1 + value))
    return points


def drawdowns_pct(equity: Sequence[float]) -> list[float]:
    """Give for every point 100 x the fall from the highest so far, positive."""
    peak = -math.inf
    falls: list[float] = []
    for value in equity:
        peak = max(peak, value)
        falls.append(100 * (peak - value) / peak if peak > 0 else 0.0)
    return falls


def max_drawdown_pct(equity: Sequence[float]) -> float:
    """Give the deepest fall from a peak; 0 for an empty curve."""
    return max(drawdowns_pct(equity), default=0.0)


def annual_return(returns: Sequence[float], periods: int) -> float | None:
    """Give the compound return of a year at this pace; None with fewer than two days."""
    growth = curve(returns)[-1]
    if len(returns) < FEWEST_DAYS or growth <= 0:
        return None
    return float(growth ** (periods / len(returns)) - 1)


def calmar(equity: Sequence[float], periods: int) -> float | None:
    """Give annual return / maximum drawdown of an equity curve; None before a drawdown."""
    deepest = max_drawdown_pct(equity)
    if deepest == 0 or equity[0] <= 0:
        return None
    returns = [after / before - 1 for before, after in pairwise(equity)]
    annual = annual_return(returns, periods)
    return None if annual is None else 100 * annual / deepest


def sharpe(returns: Sequence[float], periods: int) -> float | None:
    """Give mean / standard deviation (n - 1) x sqrt(periods), risk-free 0."""
    if len(returns) < FEWEST_DAYS:
        return None
    spread = stdev(returns)
    return fmean(returns) / spread * math.sqrt(periods) if spread > 0 else None


def sortino(returns: Sequence[float], periods: int) -> float | None:
    """Give mean / root mean square of the negative returns (over all days) x sqrt(periods)."""
    if len(returns) < FEWEST_DAYS:
        return None
    downside = math.sqrt(fmean(min(value, 0.0) ** 2 for value in returns))
    return fmean(returns) / downside * math.sqrt(periods) if downside > 0 else None


def alpha_beta(
    returns: Sequence[float], benchmark: Sequence[float], periods: int
) -> tuple[float | None, float | None]:
    """Regress returns on a benchmark's; alpha in percent per year, without compounding.

    Raises:
        ValueError: the two are not of the same days.
    """
    if len(returns) != len(benchmark):
        raise ValueError(f"{len(returns)} returns against {len(benchmark)} of the benchmark")
    if len(returns) < FEWEST_DAYS or stdev(benchmark) == 0:
        return None, None
    slope, intercept = linear_regression(benchmark, returns)
    return 100 * intercept * periods, slope


def profit_factor(trades: Sequence[Decimal]) -> float | None:
    """Give the sum of gains / the sum of losses; None without a loss."""
    losses = -total(pnl for pnl in trades if pnl < 0)
    return float(total(pnl for pnl in trades if pnl > 0) / losses) if losses else None


def win_rate_pct(trades: Sequence[Decimal]) -> Interval | None:
    """Give the share of trades that made money, with its Wilson interval."""
    if not trades:
        return None
    return wilson_pct(sum(1 for pnl in trades if pnl > 0), len(trades))


def wilson_pct(wins: int, trials: int, confidence: float = CONFIDENCE) -> Interval:
    """Give a share in percent with Wilson's score interval, sound for few trials too.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), p. 209.
    """
    if trials < 1 or not 0 <= wins <= trials:
        raise ValueError(f"{wins} wins of {trials} trials is no share")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, z2 = wins / trials, z * z
    center = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = z / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    return Interval(100 * share, 100 * max(0.0, center - half), 100 * min(1.0, center + half))


def bootstrap_mean(
    values: Sequence[float], *, confidence: float = CONFIDENCE, draws: int = DRAWS
) -> Interval | None:
    """Give the mean with its percentile bootstrap interval; None without values."""
    if not values:
        return None
    dice = random.Random(SEED)
    size = len(values)
    means = sorted(fmean(dice.choices(values, k=size)) for _ in range(draws))
    edge = (1 - confidence) / 2
    low, high = means[int(edge * draws)], means[min(draws - 1, int((1 - edge) * draws))]
    return Interval(fmean(values), low, high)
