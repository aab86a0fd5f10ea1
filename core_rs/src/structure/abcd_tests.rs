//! Paths made from the two ratios.

use super::super::paths::{Bars, found, path, seen_by, upside_down};
use super::*;

/// A at 140 and B at 110, then C and D by their ratios, six bars a leg, and up by 1 a bar.
fn legs([c, d]: [f64; 2]) -> Vec<f64> {
    let c_price = 110.0 + 30.0 * c;
    let d_price = c_price - 30.0 * d;
    let legs = [
        (140.0, 6),
        (110.0, 6),
        (c_price, 6),
        (d_price, 6),
        (d_price + 10.0, 10),
    ];
    path(120.0, &legs)
}

#[test]
fn abcd_is_true_at_the_bar_that_confirms_d_with_its_fields() {
    // C = 128, D = 98 at bar 24: 5 % above is 102.9, reached with 103 at bar 29.
    let fields = vec![
        1.0, 128.0, 42.0, 23.0, 140.0, 23.0, 110.0, 17.0, 128.0, 11.0, 98.0, 5.0,
    ];
    let bars = Bars::of(&legs([0.6, 1.0]));
    assert_eq!(found(&ENTRY, &[5.0, 3.0, 10.0], &bars), [(29, fields)]);
}

#[test]
fn abcd_ratio_inside_and_beyond_the_tolerance_is_and_is_not_seen() {
    for (ratios, expected) in [
        ([0.382 * 0.971, 1.0], 1),
        ([0.382 * 0.969, 1.0], 0),
        ([0.886 * 1.029, 1.0], 1),
        ([0.886 * 1.031, 1.0], 0),
        ([0.6, 0.971], 1),
        ([0.6, 0.969], 0),
        ([0.6, 1.029], 1),
        ([0.6, 1.031], 0),
    ] {
        let prices = legs(ratios);
        assert_eq!(seen_by(&ENTRY, 2.0, &prices).len(), expected, "{ratios:?}");
        let turned = upside_down(&prices, 120.0);
        assert_eq!(seen_by(&ENTRY, 2.0, &turned).len(), expected, "{ratios:?}");
    }
}

#[test]
fn abcd_upside_down_is_bearish() {
    let bars = Bars::of(&upside_down(&legs([0.6, 1.0]), 120.0));
    let found = found(&ENTRY, &[4.0, 3.0, 10.0], &bars);
    assert_eq!(found.len(), 1);
    let fields = &found[0].1;
    assert_eq!(fields[..3], [-1.0, 112.0, 42.0]);
}
