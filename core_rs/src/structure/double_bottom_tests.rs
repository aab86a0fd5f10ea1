//! Hand-made paths on both sides of each bound.

use super::super::paths::{Bars, found, path, seen, seen_by, upside_down};
use super::*;

/// Down to a valley of 100 at bar 5, a peak of 110 at bar 10, `second` at bar 15, up by 1 a bar.
fn w(second: f64) -> Vec<f64> {
    path(
        120.0,
        &[(100.0, 5), (110.0, 5), (second, 5), (second + 20.0, 20)],
    )
}

#[test]
fn double_bottom_is_true_once_at_the_first_close_above_the_peak_with_its_fields() {
    // From 101 at bar 15 up: 110 at bar 24, 111 at bar 25.
    let fields = vec![110.0, 10.0, 20.0, 100.0, 20.0, 110.0, 15.0, 101.0, 10.0];
    assert_eq!(found(&BOTTOM, &[5.0], &Bars::of(&w(101.0))), [(25, fields)]);
}

#[test]
fn double_bottom_with_valleys_on_and_beyond_the_tolerance_is_and_is_not_seen() {
    assert_eq!(seen(&BOTTOM, &w(101.5)), [24]);
    assert_eq!(seen(&BOTTOM, &w(98.5)), [27]);
    assert!(seen(&BOTTOM, &w(101.6)).is_empty());
    assert!(seen(&BOTTOM, &w(98.4)).is_empty());
}

#[test]
fn double_bottom_with_valleys_nine_bars_apart_is_not_seen() {
    let near = |down| path(120.0, &[(100.0, 5), (110.0, 5), (100.0, down), (120.0, 20)]);
    assert_eq!(seen(&BOTTOM, &near(5)).len(), 1);
    assert!(seen(&BOTTOM, &near(4)).is_empty());
}

#[test]
fn double_bottom_with_a_peak_under_three_percent_is_not_seen() {
    // A finer zigzag sees peaks that low.
    let low = |peak| path(110.0, &[(100.0, 5), (peak, 5), (100.0, 5), (110.0, 20)]);
    assert_eq!(seen_by(&BOTTOM, 2.0, &low(103.0)).len(), 1);
    assert!(seen_by(&BOTTOM, 2.0, &low(102.9)).is_empty());
}

#[test]
fn double_bottom_broken_twenty_bars_after_the_second_valley_is_seen_and_later_not() {
    let slow = |bars| {
        let legs = [
            (100.0, 5),
            (110.0, 5),
            (100.0, 5),
            (110.0, bars),
            (112.0, 1),
        ];
        path(120.0, &legs)
    };
    assert_eq!(seen(&BOTTOM, &slow(19)), [35]);
    assert!(seen(&BOTTOM, &slow(20)).is_empty());
}

#[test]
fn double_bottom_touched_at_the_peak_is_not_broken() {
    let touched = path(
        120.0,
        &[(100.0, 5), (110.0, 5), (100.0, 5), (110.0, 8), (105.0, 8)],
    );
    assert!(seen(&BOTTOM, &touched).is_empty());
}

#[test]
fn double_bottom_needs_the_second_valley_confirmed() {
    // 5 % up from 100 is 105: known at bar 19, where a gap to 106.5 passes the peak.
    let legs = [(100.0, 5), (106.0, 5), (100.0, 5), (104.9, 3), (106.5, 1)];
    assert_eq!(seen(&BOTTOM, &path(120.0, &legs)), [19]);
}

#[test]
fn double_top_is_the_double_bottom_upside_down() {
    let m = upside_down(&w(101.0), 110.0);
    // Peaks 120 and 119, valley 110 between: first close below it at bar 25, at 109.
    let fields = vec![110.0, 10.0, 20.0, 120.0, 20.0, 110.0, 15.0, 119.0, 10.0];
    assert_eq!(found(&TOP, &[5.0], &Bars::of(&m)), [(25, fields)]);
    assert!(seen(&BOTTOM, &m).is_empty());
    assert!(seen(&TOP, &w(101.0)).is_empty());
}
