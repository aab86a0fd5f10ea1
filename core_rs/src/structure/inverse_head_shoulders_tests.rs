//! Hand-made paths on both sides of each bound.

use super::super::paths::{Bars, found, path, seen, upside_down};
use super::*;

/// Left shoulder 100 at bar 6, peaks 108 and 109, `head` at bar 16, `right` after `rise` and `fall`
/// bars, then up by 1 a bar.
fn shape(head: f64, rise: u32, fall: u32, right: f64) -> Vec<f64> {
    let legs = [
        (100.0, 6),
        (108.0, 5),
        (head, 5),
        (109.0, rise),
        (right, fall),
        (right + 15.0, 15),
    ];
    path(120.0, &legs)
}

#[test]
fn inverse_head_shoulders_is_true_at_the_first_close_above_the_higher_peak_with_its_fields() {
    // Right shoulder 100.5 at bar 26: 108.5 at bar 34, 109.5 at bar 35.
    let fields = vec![
        109.0, 14.0, 29.0, 100.0, 29.0, 108.0, 24.0, 95.0, 19.0, 109.0, 14.0, 100.5, 9.0,
    ];
    let bars = Bars::of(&shape(95.0, 5, 5, 100.5));
    assert_eq!(found(&INVERSE, &[5.0], &bars), [(35, fields)]);
}

#[test]
fn inverse_head_shoulders_with_the_head_on_and_above_its_bound_is_and_is_not_seen() {
    assert_eq!(seen(&INVERSE, &shape(97.0, 5, 5, 100.0)).len(), 1);
    assert!(seen(&INVERSE, &shape(97.1, 5, 5, 100.0)).is_empty());
    // The lower shoulder counts: 3 % below 98 is 95.06.
    assert_eq!(seen(&INVERSE, &shape(95.0, 5, 5, 98.0)).len(), 1);
    assert!(seen(&INVERSE, &shape(95.1, 5, 5, 98.0)).is_empty());
}

#[test]
fn inverse_head_shoulders_with_shoulders_on_and_beyond_the_tolerance_is_and_is_not_seen() {
    for (right, expected) in [(103.0, 1), (103.1, 0), (97.0, 1), (96.9, 0)] {
        assert_eq!(seen(&INVERSE, &shape(90.0, 5, 5, right)).len(), expected);
    }
}

#[test]
fn inverse_head_shoulders_with_halves_on_and_beyond_their_ratio_is_and_is_not_seen() {
    // The first half has 10 bars.
    for ((rise, fall), expected) in [((3, 3), 1), ((2, 3), 0), ((7, 7), 1), ((8, 7), 0)] {
        let prices = shape(95.0, rise, fall, 100.0);
        assert_eq!(seen(&INVERSE, &prices).len(), expected, "{rise} + {fall}");
    }
}

#[test]
fn inverse_head_shoulders_touched_at_the_neckline_is_not_broken() {
    let mut prices = shape(95.0, 5, 5, 100.0);
    prices.truncate(36);
    assert_eq!(prices[35], 109.0);
    prices.extend([104.0, 103.0, 103.5]);
    assert!(seen(&INVERSE, &prices).is_empty());
}

#[test]
fn inverse_head_shoulders_whose_right_shoulder_breaks_waits_no_longer() {
    // A newer valley far below the head is confirmed before the neckline is passed.
    let legs = [(100.0, 6), (108.0, 5), (95.0, 5), (109.0, 5), (100.0, 5)];
    let broken = [(106.0, 3), (80.0, 5), (115.0, 10)];
    let prices = path(120.0, &[&legs[..], &broken].concat());
    assert!(seen(&INVERSE, &prices).is_empty());
}

#[test]
fn head_shoulders_is_the_inverse_upside_down() {
    let upright = shape(95.0, 5, 5, 100.5);
    let top = upside_down(&upright, 110.0);
    let fields = vec![
        111.0, 14.0, 29.0, 120.0, 29.0, 112.0, 24.0, 125.0, 19.0, 111.0, 14.0, 119.5, 9.0,
    ];
    assert_eq!(found(&UPRIGHT, &[5.0], &Bars::of(&top)), [(35, fields)]);
    assert!(seen(&INVERSE, &top).is_empty());
    assert!(seen(&UPRIGHT, &upright).is_empty());
}
