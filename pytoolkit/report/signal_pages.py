"""What the notebooks of strategies and of signals that were not traded show."""

import json
from datetime import date

import polars as pl

from pytoolkit.metrics import Interval
from pytoolkit.models.job import JobResult
from pytoolkit.ports import Context
from pytoolkit.report.html import Html, Tile, heading, note, stack, table, tiles
from pytoolkit.report.pages import written_by
from pytoolkit.report.pictures import Estimate, intervals, ranked

HASH_SHOWN = 12
LEAST = 3
"""Blocked signals a gate needs before its value is drawn."""


def strategies(ctx: Context, ds: date, result: JobResult) -> Html:
    """Show the definitions in force, and what changed."""
    rows = ctx.cold.read("dim_strategies", end=ds)
    current = rows.filter(pl.col("valid_to").is_null())
    configs = [json.loads(text) for text in current["config"].to_list()]
    shown = current.select(
        "strategy_id",
        pl.col("config_hash").str.slice(0, HASH_SHOWN),
        "active",
        pl.Series("order", [config["order"] for config in configs], dtype=pl.String()),
        pl.Series("entry", [config["entry"] for config in configs], dtype=pl.String()),
        "valid_from",
    )
    changed = rows.filter(pl.col("run_id") == ctx.run_id)
    return stack(
        tiles(
            Tile("in force", current.height),
            Tile("written by this run", result.written),
            Tile("versions ever", rows.height),
        ),
        heading("In force"),
        table(shown, empty="No strategy is in force."),
        heading("Written by this run"),
        table(
            changed.with_columns(pl.col("config_hash").str.slice(0, HASH_SHOWN)),
            ["strategy_id", "config_hash", "valid_from", "valid_to", "version"],
            empty="Nothing changed.",
        ),
    )


def expired(ctx: Context, ds: date, result: JobResult) -> Html:
    """Show how near the entries came, and what they missed."""
    rows = ctx.cold.read("fact_signals_expired", end=ds).sort("valid_until", "signal_id")
    if rows.is_empty():
        return note("No signal has expired yet.")
    title, mine = written_by(ctx, rows, ds)
    by_strategy = dict(rows.group_by("strategy_id").len().iter_rows())
    return stack(
        tiles(
            Tile("expired", rows.height, f"{result.written} written by this run"),
            Tile("distance %", _mean(rows, "distance_pct"), "mean, from the entry"),
            Tile("missed %", _mean(rows, "outcome_pct"), "mean, entered at the close"),
        ),
        ranked({name: float(count) for name, count in by_strategy.items()}, title="By strategy"),
        heading(title),
        table(
            mine.reverse(),
            [
                *("ds", "symbol", "strategy_id", "order", "entry_price", "nearest_price"),
                *("distance_pct", "mfe_pct", "outcome_pct", "outcome_reason"),
            ],
            empty="No signal expired.",
        ),
    )


def rejections(ctx: Context, ds: date, result: JobResult) -> Html:
    """Show which gates blocked how much, and what became of what they blocked."""
    rows = ctx.cold.read("fact_rejected_signals", end=ds).sort("signal_at", "signal_id")
    if rows.is_empty():
        return note("No rejection has come due yet.")
    title, mine = written_by(ctx, rows, ds)
    gates = ctx.cold.read("gate_value", end=ds)
    counts = {f"{by}: {gate}": float(n) for by, gate, n in gates["rejected_by", "gate", "n"].rows()}
    return stack(
        tiles(
            Tile("rejected", rows.height, f"{result.written} written by this run"),
            Tile("would have entered", int(rows["entered"].sum())),
            Tile("blocked %", _mean(rows, "pnl_pct"), "mean simulated outcome"),
            Tile("open at 7 days", int(rows["censored"].sum()), "marked at the close"),
        ),
        ranked(counts, title="Signals rejected, by gate"),
        intervals(
            _gate_estimates(gates),
            title=(
                "Outcome of what a gate blocked (dot: mean, 95 %) "
                "beside the realised trades of the same strategies (ring)"
            ),
        ),
        heading(title),
        table(
            mine.reverse(),
            [
                *("ds", "symbol", "strategy_id", "trade_type", "gate", "exit_reason"),
                *("pnl_pct", "mfe_pct", "mae_pct"),
            ],
            empty="No rejection came due.",
        ),
    )


def _gate_estimates(gates: pl.DataFrame) -> list[Estimate]:
    found = []
    for row in gates.sort("blocked_pct").iter_rows(named=True):
        if row["blocked_pct"] is None or row["entered"] < LEAST:
            continue
        blocked, realised = (
            Interval(row[f"{side}_pct"], row[f"{side}_low_pct"], row[f"{side}_high_pct"])
            if row[f"{side}_pct"] is not None
            else None
            for side in ("blocked", "realised")
        )
        if blocked:
            found.append(Estimate(row["gate"], blocked, realised, f"n {row['entered']}"))
    return found


def _mean(rows: pl.DataFrame, name: str) -> float | None:
    known = rows[name].drop_nulls()
    return float(known.mean()) if known.len() else None  # type: ignore[arg-type]  # not empty
