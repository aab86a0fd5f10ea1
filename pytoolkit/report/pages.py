"""What each notebook of the daily runbook shows of money: account, trades, fees, the proof.

One function per notebook, `(ctx, ds, result) -> Html`; a re-run that wrote nothing shows the same.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from pytoolkit import frames, metrics
from pytoolkit.errors import PytoolkitError
from pytoolkit.models.job import JobResult
from pytoolkit.ports import Context
from pytoolkit.report.candles import Level, Mark, candles
from pytoolkit.report.html import Html, Tile, Tone, heading, note, stack, table, tiles
from pytoolkit.report.pictures import columns, equity_curve

DAYS_SHOWN = 60
BEFORE, AFTER = timedelta(days=45), timedelta(days=8)
"""Bars shown around a trade."""
FACTS = (
    "fact_trades",
    "fact_rejected_signals",
    "fact_signals_expired",
    "snapshot_accounts",
    "dim_strategies",
)


def tone(value: object) -> Tone:
    """Give the color of a gain or loss."""
    if not isinstance(value, int | float | Decimal) or value == 0:
        return ""
    return "good" if value > 0 else "bad"


def written_by(ctx: Context, rows: pl.DataFrame, ds: date) -> tuple[str, pl.DataFrame]:
    """Give a heading and the rows to show: this run's, or those of the day where it wrote none."""
    mine = rows.filter(pl.col("run_id") == ctx.run_id)
    if mine.height:
        return f"Written by this run: {mine.height}", mine
    return f"Of {ds}; this run had nothing to write", rows.filter(pl.col("ds") == ds)


def account(ctx: Context, ds: date, result: JobResult) -> Html:
    """Show the equity curve, its drawdown, and the newest snapshots."""
    rows = ctx.cold.read("snapshot_accounts", end=ds).sort("ds")
    if rows.is_empty():
        return note("No snapshot yet.")
    return stack(_account_tiles(rows), _equity(rows), *_snapshots(rows, result))


def _account_tiles(rows: pl.DataFrame) -> Html:
    equity, fall = rows["equity"].to_list(), rows["drawdown_pct"].to_list()
    change = equity[-1] - equity[-2] if len(equity) > 1 else Decimal(0)
    whole = equity[-1] - equity[0]
    last = rows.row(-1, named=True)
    return tiles(
        Tile("equity USD", equity[-1], str(last["ds"])),
        Tile("that day", change, "USD", tone(change)),
        Tile("since the start", whole, f"{float(100 * whole / equity[0]):+.2f} %", tone(whole)),
        Tile("drawdown %", fall[-1], f"deepest {max(fall):.2f}"),
        Tile("cash USD", last["cash"], last["source"].lower()),
    )


def _equity(rows: pl.DataFrame) -> Html:
    return equity_curve(rows["ds"].to_list(), rows["equity"].cast(float).to_list())


def _snapshots(rows: pl.DataFrame, result: JobResult) -> list[Html]:
    names = ["ds", "equity", "cash", "buying_power", "drawdown_pct", "calmar", "source"]
    return [
        heading(f"Newest snapshots; {result.written} written by this run"),
        table(rows.tail(10).reverse(), names),
    ]


def trades(ctx: Context, ds: date, result: JobResult) -> Html:
    """Show the PnL per day, the newest trade on its bars, and the trades written."""
    rows = ctx.cold.read("fact_trades", end=ds).sort("exit_at", "trade_id")
    if rows.is_empty():
        return note("No trade was closed yet.")
    title, mine = written_by(ctx, rows, ds)
    names = [
        *("symbol", "strategy_id", "entry_at", "entry_price", "exit_at", "exit_price"),
        *("exit_reason", "pnl_usd", "pnl_pct"),
    ]
    return stack(
        _trade_tiles(rows, ds, result),
        _pnl_columns(rows, ds),
        trade_picture(ctx, rows.row(-1, named=True), ds),
        heading(title),
        table(mine.reverse(), names, empty="No trade was closed."),
    )


def _trade_tiles(rows: pl.DataFrame, ds: date, result: JobResult) -> Html:
    pnl = rows["pnl_usd"].to_list()
    today = rows.filter(pl.col("ds") == ds)["pnl_usd"].to_list()
    rate = metrics.win_rate_pct(pnl)
    factor = metrics.profit_factor(pnl)
    whole, day = metrics.total(pnl), metrics.total(today)
    return tiles(
        Tile("closed trades", len(pnl), f"{result.written} written by this run"),
        Tile("PnL USD", whole, "after fees in force", tone(whole)),
        Tile("that day", day, "USD", tone(day)),
        Tile(
            "win rate %", rate and rate.value, f"{rate.low:.0f} to {rate.high:.0f}" if rate else ""
        ),
        Tile("profit factor", factor, "gains / losses"),
    )


def _pnl_columns(rows: pl.DataFrame, ds: date) -> Html:
    days = [session.ds for session in frames.sessions(rows["ds"].min(), ds)]  # type: ignore[arg-type]  # a frame with rows has a first day
    by_day = dict(rows.group_by("ds").agg(pl.col("pnl_usd").sum()).iter_rows())
    shown = days[-DAYS_SHOWN:]
    values = [float(by_day.get(day, 0)) for day in shown]
    return columns(shown, values, title=f"PnL of closed trades, USD, {len(shown)} sessions")


def trade_picture(ctx: Context, trade: Mapping[str, Any], ds: date) -> Html:
    """Draw a trade on its bars: entry, exit, stop and targets. Only a note if there are no bars."""
    entry_at, exit_at = trade["entry_at"], trade["exit_at"]
    end = min(exit_at + AFTER, frames.daily_at(ds + timedelta(days=1)))
    try:
        bars = ctx.market.bars([trade["symbol"]], trade["timeframe"], entry_at - BEFORE, end)
        actions = ctx.market.corporate_actions([trade["symbol"]])
    except PytoolkitError as error:
        return note(f"No picture of the trade: {error}")
    buys = trade["side"] == "buy"
    sides: tuple[Any, Any] = ("buy", "sell") if buys else ("sell", "buy")
    marks = [
        Mark(entry_at, float(trade["entry_price"]), sides[0], f"{trade['entry_price']:.2f}"),
        Mark(exit_at, float(trade["exit_price"]), sides[1], trade["exit_reason"]),
    ]
    levels = [Level(float(trade["stop_price"]), "stop", "bad", entry_at, exit_at)]
    levels += [
        Level(float(price), "target", "good", entry_at, exit_at) for price in trade["target_prices"]
    ]
    return candles(
        frames.in_units_of(bars, actions, entry_at.date()),
        marks=marks,
        levels=levels,
        title=(
            f"The newest trade: {trade['symbol']}, {trade['strategy_id']}, "
            f"{trade['pnl_usd']:+,.2f} USD"
        ),
    )


def settlement(ctx: Context, ds: date, result: JobResult) -> Html:
    """Show what was posted against what was estimated, and what is still waiting."""
    rows = ctx.cold.read("fact_trades", end=ds).sort("exit_at", "trade_id")
    final, waiting = rows.filter("fee_finalized"), rows.filter(~pl.col("fee_finalized"))
    title, mine = written_by(ctx, final, ds)
    posted = metrics.total(final["actual_fee_usd"].to_list())
    estimated = metrics.total(final["estimated_fee_usd"].to_list())
    return stack(
        tiles(
            Tile("final trades", final.height, f"{result.written} settled by this run"),
            Tile("waiting", waiting.height, "fees not posted yet"),
            Tile("fees posted USD", posted, "allocated to the cent"),
            Tile("fees estimated USD", estimated, "for the same trades"),
        ),
        heading(title),
        table(
            mine.reverse(),
            [
                *("ds", "symbol", "strategy_id", "estimated_fee_usd", "actual_fee_usd"),
                *("fee_calculation_type", "fee_tier", "pnl_usd"),
            ],
            empty="Nothing was settled.",
        ),
        heading("Not final yet"),
        table(
            waiting.reverse(),
            ["ds", "symbol", "strategy_id", "exit_at", "estimated_fee_usd"],
            empty="Every trade is final.",
        ),
    )


def books(_ctx: Context, ds: date, result: JobResult) -> Html:
    """Show the verdict, every check with both its figures, and where the cash went."""
    proof = result.outputs["proof"]
    holds = sum(1 for check in proof["checks"] if check["holds"])
    good = proof["verdict"] == "PROVEN"
    cash = {name: Decimal(value) for name, value in proof["cash"].items()}
    return stack(
        tiles(
            Tile("verdict", proof["verdict"], f"books of {ds}", "good" if good else "bad"),
            Tile("checks that hold", f"{holds} of {len(proof['checks'])}"),
            Tile("closed trades USD", Decimal(proof["closed_usd"]), "net of posted fees"),
            Tile("open cost USD", Decimal(proof["open_cost"]), f"{result.still_open} positions"),
            Tile("accrued USD", Decimal(proof["accrued_usd"]), "fees not posted, in no sum"),
        ),
        heading("Checks"),
        table(pl.DataFrame([_check_row(check) for check in proof["checks"]])),
        heading("Where the cash came from"),
        table(
            pl.DataFrame(
                {
                    "source": [*cash, "change"],
                    "amount_usd": [*cash.values(), metrics.total(cash.values())],
                },
                schema_overrides={"amount_usd": pl.Decimal(38, 9)},
            )
        ),
    )


def _check_row(check: Mapping[str, Any]) -> dict[str, str]:
    left, right = (
        f"{name} {Decimal(value):,.2f}".removesuffix(".00")
        for name, value in (check["left"], check["right"])
    )
    return {
        "check": check["name"],
        "holds": "yes" if check["holds"] else "NO",
        "one side": left,
        "the other": right,
        "differing": ", ".join(check["ids"]),
    }


def cleanup(_ctx: Context, _ds: date, result: JobResult) -> Html:
    """Show what left the hot store and what stays."""
    gone = {name: told["deleted"] for name, told in result.outputs.items()}
    return stack(
        tiles(
            Tile("documents looked at", result.read),
            Tile("left the hot store", result.skipped, "archived, verified and old"),
            Tile("stay", result.still_open),
        ),
        table(pl.DataFrame({"collection": list(gone), "deleted": list(gone.values())})),
    )


def day(ctx: Context, ds: date, runs: Sequence[Mapping[str, object]] = ()) -> Html:
    """Show the day on one page: the account, its jobs, every strategy, the warehouse."""
    accounts = ctx.cold.read("snapshot_accounts", end=ds).sort("ds")
    counted = [(name, ctx.cold.read(name, end=ds)) for name in FACTS]
    warehouse = {
        "table": [name for name, _ in counted],
        "rows": [rows.height for _, rows in counted],
        "of_this_day": [rows.filter(pl.col("ds") == ds).height for _, rows in counted],
    }
    closed = counted[0][1]
    performance = ctx.cold.read("strategy_performance", end=ds)
    names = [
        *("strategy_id", "trades", "pnl_usd", "win_rate_pct", "win_rate_low_pct"),
        *("win_rate_high_pct", "profit_factor", "sharpe", "max_drawdown_pct"),
    ]
    return stack(
        _account_tiles(accounts) if accounts.height else None,
        _equity(accounts) if accounts.height else None,
        _pnl_columns(closed, ds) if closed.height else None,
        heading("Jobs"),
        table(pl.DataFrame(list(runs)), empty="No other job ran for this day."),
        heading("Strategies, closed trades"),
        table(performance.sort("pnl_usd", descending=True), names, empty="No trade yet."),
        heading("Rows in the warehouse"),
        table(pl.DataFrame(warehouse)),
    )
