//! Hand-made paths on both sides of each bound.

use super::super::paths::{Bars, found, path, seen, upside_down};
use super::*;

const BOWL: [(f64, u32); 5] = [(75.0, 4), (82.0, 3), (58.0, 4), (70.0, 4), (62.0, 3)];

/// A left rim of 100 at bar 5, a bowl of 18 bars, the right rim after 6 more, a handle down to `low`
/// in 3 bars, and up by 1 a bar.
fn cup(bowl: &[(f64, u32)], right: f64, low: f64) -> Vec<f64> {
    let rest = [(right, 6), (low, 3), (low + 12.0, 12)];
    path(90.0, &[&[(100.0, 5)], bowl, &rest].concat())
}

#[test]
fn cup_and_handle_is_true_at_the_first_close_near_the_right_rim_with_its_fields() {
    // Rim 100 at bar 29, handle 94 at bar 32: 98 at bar 36.
    let fields = vec![
        100.0, 42.0, 31.0, 100.0, 31.0, 75.0, 27.0, 58.0, 20.0, 62.0, 13.0, 100.0, 7.0,
    ];
    let bars = Bars::of(&cup(&BOWL, 100.0, 94.0));
    assert_eq!(found(&CUP, &[5.0], &bars), [(36, fields)]);
}

#[test]
fn cup_and_handle_with_rims_on_and_beyond_the_tolerance_is_and_is_not_seen() {
    assert_eq!(seen(&CUP, &cup(&BOWL, 110.0, 104.0)).len(), 1);
    assert!(seen(&CUP, &cup(&BOWL, 110.1, 104.0)).is_empty());
    // From 90 the depth is 32, of which the handle may take 4.8: it must fall by 4.5 to confirm.
    assert_eq!(seen(&CUP, &cup(&BOWL, 90.0, 85.4)).len(), 1);
    assert!(seen(&CUP, &cup(&BOWL, 89.9, 85.4)).is_empty());
}

#[test]
fn cup_and_handle_whose_handle_is_on_and_below_its_bound_is_and_is_not_seen() {
    // 15 % of the depth of 42 is 6.3.
    assert_eq!(seen(&CUP, &cup(&BOWL, 100.0, 93.75)).len(), 1);
    assert!(seen(&CUP, &cup(&BOWL, 100.0, 93.65)).is_empty());
}

#[test]
fn cup_and_handle_without_a_rounded_bottom_is_not_seen() {
    let sharp = [(58.0, 18)];
    let falling = [(75.0, 4), (82.0, 3), (62.0, 4), (70.0, 4), (58.0, 3)];
    let rising = [(58.0, 4), (70.0, 3), (62.0, 4), (82.0, 4), (75.0, 3)];
    for bowl in [&sharp[..], &falling, &rising] {
        assert!(seen(&CUP, &cup(bowl, 100.0, 94.9)).is_empty());
    }
    let flat = [(58.0, 4), (66.0, 3), (58.0, 4), (66.0, 4), (58.0, 3)];
    assert_eq!(seen(&CUP, &cup(&flat, 100.0, 94.0)).len(), 1);
}

#[test]
fn cup_and_handle_with_a_peak_inside_as_high_as_a_rim_is_not_seen() {
    let inside = |peak| [(75.0, 4), (peak, 3), (58.0, 4), (70.0, 4), (62.0, 3)];
    assert_eq!(seen(&CUP, &cup(&inside(99.9), 100.0, 94.0)).len(), 1);
    assert!(seen(&CUP, &cup(&inside(100.0), 100.0, 94.0)).is_empty());
    // The lower rim counts: the left one of 100 here, the right one below.
    assert_eq!(seen(&CUP, &cup(&inside(99.9), 105.0, 99.0)).len(), 1);
    assert!(seen(&CUP, &cup(&inside(100.1), 105.0, 99.0)).is_empty());
    assert_eq!(seen(&CUP, &cup(&inside(94.9), 95.0, 90.0)).len(), 1);
    assert!(seen(&CUP, &cup(&inside(95.0), 95.0, 90.0)).is_empty());
}

#[test]
fn cup_and_handle_of_more_valleys_than_are_looked_at_is_not_seen() {
    let many = |valleys: u32| {
        let inside = (0..valleys).map(|n| (60.0 + 0.5 * f64::from((n + 4) % valleys), 2));
        let mut bowl: Vec<(f64, u32)> = inside.flat_map(|low| [low, (70.0, 2)]).collect();
        bowl.pop();
        seen(&CUP, &cup(&bowl, 100.0, 94.0)).len()
    };
    assert_eq!([many(6), many(7), many(8)], [1, 1, 0]);
}

#[test]
fn cup_and_handle_nine_bars_wide_is_not_seen() {
    let wide = |last| {
        let legs = [
            (100.0, 5),
            (75.0, 1),
            (82.0, 1),
            (58.0, 1),
            (70.0, 1),
            (62.0, 1),
        ];
        let rest = [(100.0, last), (94.0, 1), (100.0, 6)];
        path(90.0, &[&legs[..], &rest].concat())
    };
    assert_eq!(seen(&CUP, &wide(5)).len(), 1);
    assert!(seen(&CUP, &wide(4)).is_empty());
}

#[test]
fn cup_and_handle_takes_the_widest_cup() {
    // A rim of 95 inside one of 100; both are within 10 % of the right one.
    let legs = [(100.0, 5), (80.0, 4), (95.0, 4)];
    let rest = [(100.0, 6), (94.0, 3), (100.0, 6)];
    let prices = path(90.0, &[&legs[..], &BOWL, &rest].concat());
    let found = found(&CUP, &[5.0], &Bars::of(&prices));
    assert_eq!(found.len(), 1);
    let (bar, fields) = &found[0];
    assert_eq!([fields[3], *bar as f64 - fields[4]], [100.0, 5.0]);
}

#[test]
fn inverse_cup_and_handle_is_the_cup_upside_down() {
    // Around 80 the percentages of the rims' prices are larger: depth 42, handle 6 of 60.
    let upright = cup(&BOWL, 100.0, 94.0);
    let turned = upside_down(&upright, 80.0);
    let seen_at = seen(&INVERSE, &turned);
    assert_eq!(seen_at.len(), 1, "{turned:?}");
    assert!(seen(&CUP, &turned).is_empty());
    assert!(seen(&INVERSE, &upright).is_empty());
}
