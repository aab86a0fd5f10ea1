from pytoolkit.live.latency import Latencies
from pytoolkit.ports import StreamHint


def test_summary_gives_nearest_rank_percentiles_of_the_newest() -> None:
    latencies = Latencies()
    for ms in range(1, 1_101):
        latencies.note("bar_to_order", float(ms))

    assert latencies.summary() == {
        "bar_to_order": {"count": 1_100, "p50_ms": 600.0, "p99_ms": 1_090.0, "last_ms": 1_100.0}
    }


def test_summary_of_one_is_that_one_and_of_none_is_empty() -> None:
    latencies = Latencies()
    assert latencies.summary() == {}
    latencies.note("bar_to_order", 1.23456)

    assert latencies.summary()["bar_to_order"]["p99_ms"] == 1.235


def test_fill_counts_from_the_first_that_was_heard_until_it_is_in() -> None:
    latencies = Latencies()
    for event, received in (("new", 1.0), ("fill", 2.0), ("partial_fill", 3.0)):
        latencies.hear(StreamHint(event, "x", received))
    latencies.hear("something else")
    latencies.fills_are_in()
    latencies.fills_are_in()

    summary = latencies.summary()["fill_to_position"]
    assert summary["count"] == 1
    assert summary["last_ms"] > 0
