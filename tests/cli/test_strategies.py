"""`pytoolkit strategies`: lists, shows what each rule means, and finds what cannot be traded."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pytoolkit import library
from pytoolkit.cli.strategies import command

SHIPPED = Path(__file__).parents[2] / "runbooks" / "strategies.toml"
PLAIN = """
[plain]
description = "Buys every bar."
asset_class = "EQUITY"
assets = ["AAPL"]
entry = "obv > sma(obv, 20)"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "runbooks" / "daily.toml").touch()
    return tmp_path


def run(project: Path, text: str, *arguments: str) -> Result:
    (project / "runbooks" / "strategies.toml").write_text(text)
    return CliRunner().invoke(command, [*arguments, "--project", str(project)])


def test_strategies_of_the_library_can_all_be_traded(project: Path) -> None:
    found = run(project, SHIPPED.read_text(), "check", "--json")
    assert found.exit_code == 0
    reviews = json.loads(found.stdout)
    assert len(reviews) == 6
    assert all(review["warnings"] == [] for review in reviews)
    assert all(review["description"].endswith(".") for review in reviews)
    strategies = library.load_strategies(SHIPPED)
    assert {each.order for each in strategies} == {"market", "limit", "stop"}
    assert all(len(each.targets) <= 1 for each in strategies)
    assert all(each.trail or each.targets for each in strategies)


def test_strategies_ls_shows_one_line_each(project: Path) -> None:
    found = run(project, SHIPPED.read_text(), "ls", "--json")
    assert found.exit_code == 0
    names = [row["strategy_id"] for row in json.loads(found.stdout)]
    assert names == sorted(names)
    assert "donchian_breakout" in names


def test_strategies_check_shows_canonical_rules_and_warns_of_running_sums(project: Path) -> None:
    found = run(project, PLAIN, "check")
    assert found.exit_code == 0
    assert "Buys every bar." in found.stdout
    assert "entry price + 2 * atr(14)" in found.stdout.replace("entry_price", "entry price")
    assert "entry uses obv: its level depends on where the history starts" in found.stdout
    assert "live trading takes one target" in found.stdout


def test_strategies_check_of_a_bad_rule_points_at_it_and_shows_the_others(project: Path) -> None:
    found = run(project, PLAIN + PLAIN.replace("plain", "bad").replace("obv >", "obvv >"), "check")
    assert found.exit_code == 4
    assert "strategies.toml: bad" in found.stderr
    assert "`obvv` is not known" in found.stderr
    assert "Buys every bar." in found.stdout


def test_strategies_check_of_an_unknown_name_says_which_there_are(project: Path) -> None:
    found = run(project, PLAIN, "check", "plane")
    assert found.exit_code == 2
    assert "has no strategy 'plane'; it has plain" in found.stderr


def test_strategies_ls_of_a_number_as_entry_is_a_finding(project: Path) -> None:
    found = run(project, PLAIN.replace('entry = "obv > sma(obv, 20)"', 'entry = "close"'), "ls")
    assert found.exit_code == 4
    assert "plain" in found.stderr
