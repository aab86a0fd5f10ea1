from datetime import UTC, datetime

from pytoolkit.live.instants import Length, pending
from pytoolkit.models.base import Timeframe


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def lengths(*timeframes: Timeframe) -> list[Length]:
    return [Length("EQUITY", each) for each in timeframes]


def test_pending_first_start_begins_with_the_newest_instant() -> None:
    found = pending(None, at("2013-01-02T23:00"))

    assert [(each.at, each.kind) for each in found] == [(at("2013-01-02T21:00"), "close")]


def test_pending_first_start_before_the_first_bell_of_a_week_is_last_weeks_close() -> None:
    found = pending(None, at("2013-01-07T12:00"))

    assert [each.at for each in found] == [at("2013-01-04T21:00")]


def test_pending_after_a_gap_gives_every_bell_in_order() -> None:
    found = pending(at("2013-01-03T14:30"), at("2013-01-07T14:30"))

    assert [(each.session.ds.day, each.kind) for each in found] == [
        (3, "close"),
        (4, "open"),
        (4, "close"),
        (7, "open"),
    ]


def test_pending_at_the_handled_instant_is_empty() -> None:
    assert pending(at("2013-01-03T14:30"), at("2013-01-03T14:30")) == []


def test_pending_early_close_is_at_one_in_new_york() -> None:
    found = pending(at("2012-11-23T14:30"), at("2012-11-23T21:00"))

    assert [each.at for each in found] == [at("2012-11-23T18:00")]


def test_pending_with_shorter_bars_gives_their_ends_between_the_bells() -> None:
    found = pending(
        at("2013-01-03T20:40"), at("2013-01-04T14:41"), lengths("5Min", "15Min", "1Day")
    )

    assert [
        (each.at.strftime("%d %H:%M"), each.kind, sorted(length.timeframe for length in each.ends))
        for each in found
    ] == [
        ("03 20:45", "bar", ["15Min", "5Min"]),
        ("03 20:50", "bar", ["5Min"]),
        ("03 20:55", "bar", ["5Min"]),
        ("03 21:00", "close", ["15Min", "1Day", "5Min"]),
        ("04 14:30", "open", []),
        ("04 14:35", "bar", ["5Min"]),
        ("04 14:40", "bar", ["5Min"]),
    ]


def test_pending_with_hours_cuts_the_first_one_at_the_full_hour() -> None:
    found = pending(at("2013-01-03T14:30"), at("2013-01-03T16:30"), lengths("1Hour"))

    assert [(each.at.strftime("%H:%M"), each.kind) for each in found] == [
        ("15:00", "bar"),
        ("16:00", "bar"),
    ]


def test_pending_first_start_within_a_session_begins_with_the_newest_bar() -> None:
    found = pending(None, at("2013-01-03T15:02"), lengths("1Min"))

    assert [(each.at, each.kind) for each in found] == [(at("2013-01-03T15:02"), "bar")]


def test_pending_with_pairs_goes_on_through_night_and_weekend() -> None:
    traded = [Length("EQUITY", "1Day"), Length("CRYPTO", "1Hour"), Length("CRYPTO", "1Day")]
    found = pending(at("2013-01-04T20:30"), at("2013-01-05T01:30"), traded)

    assert [(each.at.strftime("%d %H:%M"), each.kind, each.session.ds.day) for each in found] == [
        ("04 21:00", "close", 4),
        ("04 22:00", "bar", 4),
        ("04 23:00", "bar", 4),
        ("05 00:00", "bar", 4),
        ("05 01:00", "bar", 4),
    ]
    assert found[0].ends == {Length("EQUITY", "1Day"), Length("CRYPTO", "1Hour")}
    assert found[3].ends == {Length("CRYPTO", "1Day"), Length("CRYPTO", "1Hour")}
