"""`pytoolkit quarantine ls` shows what was set aside and why."""

import json

from click.testing import CliRunner

from pytoolkit import validate
from pytoolkit.cli.quarantine import command
from pytoolkit.models.trade import Trade
from tests.support.context import stores_of
from tests.support.facts import at


def listed(folder, *more: str) -> str:
    done = CliRunner().invoke(command, ["ls", "--project", str(folder), *more])
    assert done.exit_code == 0, done.output
    return done.output


def test_quarantine_ls_nothing_says_so(tmp_path):
    assert listed(tmp_path) == "no row is quarantined\n"
    assert json.loads(listed(tmp_path, "--json")) == []


def test_quarantine_ls_names_source_reason_and_raw(tmp_path):
    ctx = stores_of(tmp_path / "var" / "dev", at(1))
    bad = validate.rows(Trade, [("live_positions/7", {"symbol": ""})]).bad
    validate.quarantine(ctx.hot, bad, "run", at(1))
    ctx.close()
    (row,) = json.loads(listed(tmp_path, "--json", "--raw"))
    assert (row["target"], row["source"]) == ("fact_trades", "live_positions/7")
    assert row["raw"] == '{"symbol": ""}'
    assert row["reason"].startswith("ds: Field required (+")
    assert "live_positions/7" in listed(tmp_path, "--target", "fact_trades")
    assert json.loads(listed(tmp_path, "--json", "--target", "exports")) == []
