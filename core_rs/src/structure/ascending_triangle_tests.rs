//! Hand-made paths on both sides of each bound.

use super::super::paths::{Bars, found, path, seen, seen_by, upside_down};
use super::*;

/// Peaks 110, 110.5, `third`; valleys 96, `second`, and `dip` after the third peak; up by 1 a bar.
fn shape(third: f64, second: f64, dip: f64) -> Vec<f64> {
    let legs = [
        (110.0, 6),
        (96.0, 5),
        (110.5, 5),
        (second, 5),
        (third, 5),
        (dip, 4),
        (dip + 10.0, 10),
    ];
    path(90.0, &legs)
}

#[test]
fn ascending_triangle_is_true_at_the_first_close_near_the_mean_peak_with_its_fields() {
    // Mean 110.5, 2 % below is 108.29: from 104 at bar 30 up, 108 at bar 34, 109 at bar 35.
    let fields = vec![
        110.5, 14.5, 29.0, 110.0, 29.0, 96.0, 24.0, 110.5, 19.0, 101.0, 14.0, 111.0, 9.0,
    ];
    let bars = Bars::of(&shape(111.0, 101.0, 104.0));
    assert_eq!(found(&ASCENDING, &[5.0], &bars), [(35, fields)]);
}

#[test]
fn ascending_triangle_with_peaks_on_and_beyond_the_tolerance_is_and_is_not_seen() {
    // 110 and 112.23: mean 110.91, 2 % of it 2.218; 112.2 is inside, 112.25 not.
    assert_eq!(seen(&ASCENDING, &shape(112.2, 101.0, 104.0)).len(), 1);
    assert!(seen(&ASCENDING, &shape(112.25, 101.0, 104.0)).is_empty());
    assert_eq!(seen(&ASCENDING, &shape(108.35, 101.0, 102.9)).len(), 1);
    assert!(seen(&ASCENDING, &shape(108.25, 101.0, 102.8)).is_empty());
}

#[test]
fn ascending_triangle_whose_valleys_rise_one_percent_is_not_seen_and_more_is() {
    let with = |second| {
        let legs = [
            (120.0, 6),
            (100.0, 5),
            (120.0, 5),
            (second, 5),
            (120.0, 5),
            (112.0, 4),
            (120.0, 6),
        ];
        seen(&ASCENDING, &path(90.0, &legs)).len()
    };
    assert_eq!([with(101.0), with(101.1)], [0, 1]);
}

#[test]
fn ascending_triangle_whose_last_dip_does_not_rise_is_not_seen() {
    // 1 % above 103 is 104.03; the third peak is confirmed at 105.45 and below.
    assert_eq!(seen(&ASCENDING, &shape(111.0, 103.0, 104.1)).len(), 1);
    assert!(seen(&ASCENDING, &shape(111.0, 103.0, 104.0)).is_empty());
}

#[test]
fn ascending_triangle_nine_bars_wide_is_not_seen() {
    let wide = |last| {
        let legs = [
            (110.0, 6),
            (96.0, 2),
            (110.0, 3),
            (101.0, 2),
            (110.0, last),
            (104.0, 2),
            (110.0, 6),
        ];
        path(90.0, &legs)
    };
    assert_eq!(seen(&ASCENDING, &wide(3)).len(), 1);
    assert!(seen(&ASCENDING, &wide(2)).is_empty());
}

#[test]
fn ascending_triangle_close_on_its_bound_is_seen_and_below_it_not() {
    // A finer zigzag; the mean is 100, and the path ends after its last close.
    let until = |close| {
        let legs = [
            (100.0, 6),
            (90.0, 5),
            (100.0, 5),
            (93.0, 5),
            (100.0, 5),
            (96.0, 4),
            (close, 1),
        ];
        path(80.0, &legs)
    };
    assert_eq!(seen_by(&ASCENDING, 3.0, &until(98.0)), [31]);
    assert!(seen_by(&ASCENDING, 3.0, &until(97.99)).is_empty());
}

#[test]
fn descending_triangle_is_the_ascending_upside_down() {
    let upright = shape(111.0, 101.0, 104.0);
    let turned = upside_down(&upright, 110.5);
    // 2 % above the mean of 110.5 is 112.71: 113 at bar 34, 112 at bar 35.
    let fields = vec![
        110.5, 14.5, 29.0, 111.0, 29.0, 125.0, 24.0, 110.5, 19.0, 120.0, 14.0, 110.0, 9.0,
    ];
    assert_eq!(
        found(&DESCENDING, &[5.0], &Bars::of(&turned)),
        [(35, fields)]
    );
    assert!(seen(&ASCENDING, &turned).is_empty());
    assert!(seen(&DESCENDING, &upright).is_empty());
}
