//! Hand-made paths on both sides of each bound.

use super::super::paths::{Bars, found, path, seen, seen_by, upside_down};
use super::*;

/// A start at 100, waves of five bars that end at the given prices, and a rise of 1 a bar after.
fn waves(ends: [f64; 4]) -> Vec<f64> {
    let [one, two, three, four] = ends;
    let legs = [
        (100.0, 3),
        (one, 5),
        (two, 5),
        (three, 5),
        (four, 5),
        (four + 8.0, 8),
    ];
    path(110.0, &legs)
}

#[test]
fn elliott_wave_135_is_true_at_the_bar_that_confirms_wave_four_with_its_fields() {
    // Wave 4 ends at 115, bar 23: 5 % above is 120.75, reached at bar 29 with 121.
    let fields = vec![
        122.0, 10.0, 26.0, 100.0, 26.0, 110.0, 21.0, 104.0, 16.0, 122.0, 11.0, 115.0, 6.0,
    ];
    let bars = Bars::of(&waves([110.0, 104.0, 122.0, 115.0]));
    assert_eq!(found(&UP, &[5.0], &bars), [(29, fields)]);
}

#[test]
fn elliott_wave_135_on_and_beyond_each_bound_is_and_is_not_seen() {
    for (ends, expected, what) in [
        (
            [110.0, 104.0, 120.25, 113.0],
            1,
            "wave 3 at 1.625 of wave 1",
        ),
        ([110.0, 104.0, 120.15, 113.0], 0, "wave 3 at 1.615"),
        ([110.0, 104.0, 120.25, 110.1], 1, "wave 4 above wave 1"),
        (
            [110.0, 104.0, 120.25, 110.0],
            0,
            "wave 4 at the end of wave 1",
        ),
        ([110.0, 100.1, 122.0, 113.0], 1, "wave 2 above the start"),
        ([110.0, 100.0, 122.0, 113.0], 0, "wave 2 at the start"),
        ([110.0, 104.0, 144.0, 134.5], 1, "wave 4 retraces 23.75 %"),
        ([110.0, 104.0, 144.0, 134.6], 0, "wave 4 retraces 23.5 %"),
    ] {
        assert_eq!(seen(&UP, &waves(ends)).len(), expected, "{what}");
    }
}

#[test]
fn elliott_wave_135_needs_wave_four_confirmed() {
    let mut prices = waves([110.0, 104.0, 122.0, 115.0]);
    prices.truncate(29);
    assert!(seen(&UP, &prices).is_empty());
    // A finer zigzag knows it earlier: 3 % above 115 is 118.45.
    assert_eq!(seen_by(&UP, 3.0, &prices), [27]);
}

#[test]
fn bearish_elliott_wave_135_is_the_rising_one_upside_down() {
    let rise = waves([110.0, 104.0, 122.0, 115.0]);
    let fall = upside_down(&rise, 150.0);
    assert_eq!(seen_by(&DOWN, 3.0, &fall).len(), 1);
    assert!(seen_by(&UP, 3.0, &fall).is_empty());
    assert!(seen_by(&DOWN, 3.0, &rise).is_empty());
}
