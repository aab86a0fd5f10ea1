from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pytoolkit import frames
from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import Instant, length_of
from pytoolkit.live.plan import entry_intents
from pytoolkit.live.protection import cover
from pytoolkit.live.review import review
from pytoolkit.models.alarm import Alarm
from pytoolkit.models.order import BrokerLeg, IntentStatus, OrderIntent
from pytoolkit.models.signal import SignalStatus
from pytoolkit.models.strategy import Strategy
from pytoolkit.positions import fold, opening
from tests.live.conftest import bought, ladder, make_signal

DS = date(2013, 1, 10)
CLOSE = datetime(2013, 1, 10, 21, tzinfo=UTC)
OPEN = datetime(2013, 1, 3, 14, 30, tzinfo=UTC)


class Files:
    """The shipped bars as a market."""

    def bars(
        self, symbols: list[str], timeframe: str, start: datetime, end: datetime
    ) -> pl.DataFrame:
        assert timeframe == "1Day"
        return frames.shipped_bars().filter(
            pl.col("symbol").is_in(symbols) & pl.col("at").is_between(start, end, closed="left")
        )

    def corporate_actions(self, symbols: list[str]) -> list[Any]:
        return frames.corporate_actions(symbols)


def strategy(**changes: Any) -> Strategy:
    values: dict[str, Any] = {
        "strategy_id": "test",
        "asset_class": "EQUITY",
        "assets": ["AAPL"],
        "entry": "close > 0",
        "stop": "close * 0.9",
        "targets": ["close * 2"],
        "history": 60,
    }
    return Strategy.model_validate({**values, **changes})


def alarms_of(desk: Desk) -> list[tuple[str, str]]:
    """Read what stands from the store, as another process would."""
    return [
        (each.kind, each.subject) for each in desk.hot.find(Alarm, [("status", "==", "STANDING")])
    ]


@pytest.fixture
def desk(tmp_path: Any) -> Desk:
    return Desk(SqliteStore(tmp_path / "hot.sqlite"), "test")


def open_deal(desk: Desk, definition: Strategy, stop: str = "500") -> Deal:
    """Put an open long of 10 at 550 with both legs standing on the desk."""
    now = datetime(2013, 1, 2, 21, tzinfo=UTC)
    signal = make_signal(
        now,
        config_hash=definition.config_hash,
        entry_price=Decimal(550),
        stop_price=Decimal(stop),
        status=SignalStatus.ACTIVE,
    )
    legs = (
        BrokerLeg(leg="stop", order_id="leg-stop", price=Decimal(stop), quantity=Decimal(10)),
        BrokerLeg(leg="tp1", order_id="leg-tp", price=Decimal(700), quantity=Decimal(10)),
    )
    (planned,) = entry_intents(signal, ladder(signal.target_prices, Decimal(10)), now)
    entry = planned.changed(status=IntentStatus.FILLED, order_id="parent", legs=legs)
    fill = bought("parent", 550, OPEN)
    position = fold(opening(signal, at=OPEN), [fill], entry_working=False, at=OPEN)
    desk.commit([desk.born(row, now) for row in (signal, entry, position)])
    return desk.deals[signal.signal_id]


def reviewed(desk: Desk, definition: Strategy) -> list[OrderIntent]:
    """Review at the close of 2013-01-10 (AAPL closes at 523.51) and give what was planned."""
    session = frames.session_of(DS)
    assert session is not None
    histories = Histories(Files(), [definition])  # type: ignore[arg-type]
    instant = Instant(CLOSE, "close", session, frozenset({length_of(definition)}))
    histories.take(histories.read(instant))
    review(desk, histories, {definition.config_hash: definition}, instant)
    return [
        intent
        for deal in desk
        for intent in deal.intents.values()
        if not intent.leg.startswith("entry")
    ]


def test_review_moves_the_stop_up_to_the_trail_on_the_grid(desk: Desk) -> None:
    definition = strategy(trail="close - 10.001")
    open_deal(desk, definition)

    (move,) = reviewed(desk, definition)

    assert (move.leg, move.replaces, move.stop_price) == ("stop", "leg-stop", Decimal("513.5"))


@pytest.mark.parametrize("trail", ["499", "500.009", "lag(close, 70)"])
def test_review_never_lowers_the_stop_nor_moves_it_by_less_than_a_step(
    desk: Desk, trail: str
) -> None:
    definition = strategy(trail=f"{trail} + 0 * close")
    open_deal(desk, definition)

    assert reviewed(desk, definition) == []


def test_review_closes_at_the_market_where_the_trail_is_not_below_the_close(desk: Desk) -> None:
    definition = strategy(trail="close")
    open_deal(desk, definition)

    (leaving,) = reviewed(desk, definition)

    assert (leaving.leg, leaving.kind, leaving.exit_reason) == ("exit", "market", "TRAIL")
    assert (leaving.side, leaving.quantity) == ("sell", Decimal(10))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exits": {"enough": "close > 0"}}, "RULE:enough"),
        ({"exits": {"color_flip": "close > 0"}}, "COLOR_FLIP"),
        (
            {"exits": {"a": "close > 0"}, "invalidation": "close < 600"},
            "STRUCTURAL_INVALIDATION",
        ),
        ({"exits": {"a": "close > 0"}, "trail": "close - 1"}, "RULE:a"),
    ],
)
def test_review_rules_close_the_trade_before_any_trail(
    desk: Desk, changes: dict[str, Any], reason: str
) -> None:
    definition = strategy(**changes)
    open_deal(desk, definition)

    (leaving,) = reviewed(desk, definition)

    assert leaving.exit_reason == reason


def test_review_rules_that_do_not_hold_do_nothing(desk: Desk) -> None:
    definition = strategy(exits={"never": "close < 0"}, invalidation="close > 1000")
    open_deal(desk, definition)

    assert reviewed(desk, definition) == []


def test_review_twice_on_one_bar_plans_once(desk: Desk) -> None:
    definition = strategy(trail="close - 10")
    open_deal(desk, definition)

    assert len(reviewed(desk, definition)) == 1
    assert len(reviewed(desk, definition)) == 1


def test_review_of_an_unknown_definition_leaves_the_stop_standing(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    open_deal(desk, strategy(trail="close - 1"))

    assert reviewed(desk, strategy(trail="close - 2")) == []
    assert "its stop stands" in caplog.text


def test_cover_flattens_what_has_no_stop_at_the_broker_and_says_so(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    deal = open_deal(desk, strategy())
    entry = deal.entry
    assert entry is not None
    assert cover(desk, CLOSE, "ACTIVE") == []

    bare = entry.next(legs=())
    desk.commit([desk.altered(entry, bare, CLOSE, "legs canceled by hand")])

    assert cover(desk, CLOSE, "ACTIVE") == [deal]
    assert deal.exit is not None
    assert (deal.exit.leg, deal.exit.quantity) == ("flat", Decimal(10))
    assert "ALARM" in caplog.text
    assert cover(desk, CLOSE, "ACTIVE") == []
    assert alarms_of(desk) == [("uncovered", deal.signal.key)]


def test_cover_of_what_has_a_stop_again_clears_the_alarm(desk: Desk) -> None:
    deal = open_deal(desk, strategy())
    entry = deal.entry
    assert entry is not None
    bare = entry.next(legs=())
    desk.commit([desk.altered(entry, bare, CLOSE, "legs canceled by hand")])
    cover(desk, CLOSE, "ACTIVE")
    desk.commit([desk.altered(bare, bare.next(legs=entry.legs), CLOSE, "a stop by hand")])
    cover(desk, CLOSE, "ACTIVE")

    assert alarms_of(desk) == []


def test_review_of_a_definition_that_became_known_clears_the_alarm(desk: Desk) -> None:
    definition = strategy(trail="close - 1")
    deal = open_deal(desk, definition)
    reviewed(desk, strategy(trail="close - 2"))
    before = alarms_of(desk)
    reviewed(desk, definition)

    assert before == [("unknown_definition", deal.signal.key)]
    assert alarms_of(desk) == []


def test_alarm_about_a_deal_that_is_over_is_cleared_after_a_restart(desk: Desk) -> None:
    definition = strategy(trail="close - 1")
    deal = open_deal(desk, definition)
    reviewed(desk, strategy(trail="close - 2"))
    desk.commit([desk.moved(deal.signal, SignalStatus.CLOSED, CLOSE, "STOP_LOSS")])
    restarted = Desk(desk.hot, "restarted")
    restarted.load(None)
    cover(restarted, CLOSE, "ACTIVE")

    assert alarms_of(desk) == []
