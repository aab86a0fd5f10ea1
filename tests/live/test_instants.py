from datetime import UTC, datetime

from pytoolkit.live.instants import pending


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


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
