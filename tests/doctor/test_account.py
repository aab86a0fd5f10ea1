"""What an account, its configuration, its assets and its keys may be like."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pytoolkit.doctor import account
from pytoolkit.doctor.keys import kind_of_key
from pytoolkit.ports import Rate
from tests.doctor.conftest import MINUTES, Patient, patient, strategy, wrong

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def test_keys_that_are_not_taken_are_told_from_a_broker_that_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    with patient(tmp_path / "a", key="right", secret="right") as sick:
        monkeypatch.setenv("SIMULATOR_KEY_ID", "wrong")
        monkeypatch.setenv("SIMULATOR_SECRET_KEY", "wrong")
        (refused,) = sick.of("broker")
    (gone,) = sick.of("broker")

    assert refused.ok is False
    assert "does not take the keys" in refused.detail or "forbids these keys" in refused.detail
    assert gone.ok is None
    assert "no simulator runs" in gone.detail


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "does not take the keys"), (403, "forbids these keys"), (503, "does not")],
)
def test_broker_says_what_kind_of_no_it_was(sick: Patient, status: int, words: str) -> None:
    answer = {"do": "answer", "status": status, "message": "no"}
    sick.fault("rest", {"path": "/v2/account"}, answer)

    (found,) = sick.of("broker")

    assert words in found.detail or found.ok is None
    assert not sick.of("account")


@pytest.mark.parametrize(
    ("fields", "check", "words"),
    [
        ({"status": "ONBOARDING"}, "account", "status ONBOARDING"),
        ({"trading_blocked": True}, "account", "trading_blocked is true"),
        ({"account_blocked": True}, "account", "account_blocked is true"),
        ({"trade_suspended_by_user": True}, "account", "lift the suspension"),
        ({"currency": "EUR"}, "currency", "counted in USD"),
        ({"buying_power": "0"}, "buying power", "every entry would be refused"),
        ({"buying_power": "9999.99"}, "buying power", "lower risk.max_notional_usd"),
        ({"shorting_enabled": False}, "short selling", "shorting_enabled is False"),
        ({"crypto_status": "INACTIVE"}, "pairs", "sign the crypto agreement"),
        ({"pattern_day_trader": True, "equity": "9000"}, "day trading", "opened the same day"),
    ],
)
def test_account_that_may_not_trade_as_wanted_says_why(
    sick: Patient, fields: dict[str, Any], check: str, words: str
) -> None:
    coins = strategy("coins", asset_class="CRYPTO", assets=["BTC/USD"])
    sick.write(MINUTES, coins, strategy("short", side="sell"))
    sick.fault("rest", {"path": "/v2/account"}, {"do": "change", "set": fields})

    (told,) = wrong(sick, check)

    assert words in told


def test_account_with_missing_fields_is_no_reason_to_stop(sick: Patient) -> None:
    gone = ["buying_power", "trading_blocked", "currency", "shorting_enabled", "crypto_status"]
    sick.write(strategy("short", side="sell"))
    sick.fault("rest", {"path": "/v2/account"}, {"do": "change", "remove": gone})

    found = sick.examined()

    (fields,) = [each for each in found if each.check == "account fields"]
    assert "buying_power, trading_blocked" in fields.detail
    assert [each for each in found if each.ok is False] == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"suspend_trade": True}, "suspend_trade is true"),
        ({"no_shorting": True}, "but short sell short"),
        ({"fractional_trading": False}, "but parts trade fractions"),
        ({"max_margin_multiplier": "1"}, "lends nothing"),
    ],
)
def test_configuration_that_forbids_what_strategies_do_names_them(
    sick: Patient, settings: dict[str, Any], words: str
) -> None:
    sick.write(strategy("short", side="sell"), strategy("parts", fractional="true"))
    sick.configure(**settings)

    assert any(words in each for each in wrong(sick, "configuration"))


def test_configuration_of_day_trading_checks_is_told(sick: Patient) -> None:
    sick.write(MINUTES)
    sick.fault(
        "rest",
        {"path": "/v2/account/configurations"},
        {"do": "change", "set": {"dtbp_check": "entry"}},
    )

    assert any("dtbp_check is entry" in each.detail for each in sick.of("configuration"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "inactive"}, "AAPL: inactive at the broker"),
        ({"tradable": False}, "AAPL: not tradable"),
        ({"shortable": False}, "AAPL: not shortable"),
        ({"fractionable": False}, "AAPL: not fractionable"),
    ],
)
def test_asset_that_cannot_be_traded_as_wanted_is_named(
    sick: Patient, fields: dict[str, Any], words: str
) -> None:
    sick.write(
        strategy("short", side="sell"),
        strategy("parts", fractional="true", assets=["AAPL", "MSFT"]),
    )
    sick.fault("rest", {"path": "/v2/assets/AAPL"}, {"do": "change", "set": fields})

    (told,) = wrong(sick, "assets")

    assert told.startswith(words)
    assert any(each.detail.startswith("1 of 2") for each in sick.of("assets"))


def test_assets_that_the_broker_does_not_know_are_named_and_pairs_without_a_market(
    sick: Patient,
) -> None:
    coins = strategy("coins", asset_class="CRYPTO", assets=["BTC/USD"])
    sick.write(strategy(assets=["NOPE", "AAPL"]), coins)

    told = wrong(sick, "assets")

    assert [each.split(":")[0] for each in told] == ["NOPE", "BTC/USD"]


def test_many_assets_are_read_in_one_request_and_the_missing_by_name(sick: Patient) -> None:
    names = [f"X{number}" for number in range(8)]
    sick.write(strategy(assets=["AAPL", "MSFT", "IBM", "GOOG", *names]))

    (told,) = wrong(sick, "assets")

    asked = [path for _, path in sick.asked if path.startswith("/v2/assets")]
    assert asked.count("/v2/assets") == 1
    assert len(asked) <= 9
    assert "and 3 more" in told


@pytest.mark.parametrize(
    ("left", "ok", "words"),
    [
        (Rate(200, 150, 110, NOON), True, "150 of 200 requests are left until 12:00:00Z"),
        (Rate(200, 40, 0, NOON), False, "another program uses these keys"),
        (None, None, "tell of none"),
    ],
)
def test_rate_limit_that_is_nearly_used_up_is_named(
    left: Rate | None, ok: bool | None, words: str
) -> None:
    class Limited:
        def rate(self) -> Rate | None:
            return left

    found = account.rate(Limited())  # type: ignore[arg-type]

    assert found.ok is ok
    assert words in found.detail


@pytest.mark.parametrize(
    ("key", "place", "ok"),
    [
        ("PKABC", "paper", True),
        ("AKABC", "live", True),
        ("AKABC", "paper", None),
        ("PKABC", "live", None),
    ],
)
def test_kind_of_key_that_is_for_another_account_warns(key: str, place: str, ok: bool) -> None:
    found = kind_of_key(key, place)

    assert found.ok is ok
    assert key not in found.detail
