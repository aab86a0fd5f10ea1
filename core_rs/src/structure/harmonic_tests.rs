//! The four patterns of five points, made from their ratios.

use super::super::paths::{Bars, found, path, seen_by, upside_down};
use super::super::{bat, butterfly, crab, gartley};
use super::*;

/// X at 100 and A at 140, then B, C and D by their ratios, six bars a leg, and up by 1 a bar.
fn legs([b, c, d]: [f64; 3]) -> Vec<f64> {
    let b_price = 140.0 - 40.0 * b;
    let c_price = b_price + c * (140.0 - b_price);
    let d_price = 140.0 - 40.0 * d;
    let legs = [
        (100.0, 6),
        (140.0, 6),
        (b_price, 6),
        (c_price, 6),
        (d_price, 6),
        (d_price + 10.0, 10),
    ];
    path(110.0, &legs)
}

/// How often a bullish path and its mirror image are seen, by a zigzag that sees small legs.
fn count(entry: &Entry, ratios: [f64; 3]) -> usize {
    let bullish = seen_by(entry, 2.0, &legs(ratios)).len();
    let bearish = seen_by(entry, 2.0, &upside_down(&legs(ratios), 120.0)).len();
    assert_eq!(bullish, bearish);
    bullish
}

const PATTERNS: [(&Entry, [f64; 3]); 4] = [
    (&gartley::ENTRY, [0.618, 0.6, 0.786]),
    (&bat::ENTRY, [0.45, 0.6, 0.886]),
    (&butterfly::ENTRY, [0.786, 0.6, 1.27]),
    (&crab::ENTRY, [0.5, 0.6, 1.618]),
];

#[test]
fn harmonic_of_a_patterns_own_ratios_is_seen_as_that_one_only() {
    for (entry, ratios) in PATTERNS {
        for (other, _) in PATTERNS {
            let expected = usize::from(other.name == entry.name);
            assert_eq!(
                count(other, ratios),
                expected,
                "{} by {}",
                entry.name,
                other.name
            );
        }
    }
}

#[test]
fn harmonic_is_true_at_the_bar_that_confirms_d_with_its_fields() {
    // B = 115.28, C = 130.112, D = 108.56 at bar 30; 5 % above is 113.988: bar 36, six bars later.
    let prices = legs([0.618, 0.6, 0.786]);
    let [b, c, d] = [prices[18], prices[24], prices[30]];
    let fields = vec![
        1.0,
        c,
        140.0 - d,
        30.0,
        100.0,
        30.0,
        140.0,
        24.0,
        b,
        18.0,
        c,
        12.0,
        d,
        6.0,
    ];
    let bars = Bars::of(&prices);
    assert_eq!(
        found(&gartley::ENTRY, &[5.0, 3.0, 10.0], &bars),
        [(36, fields)]
    );
}

#[test]
fn harmonic_upside_down_is_bearish() {
    let bars = Bars::of(&upside_down(&legs([0.618, 0.6, 0.786]), 120.0));
    let found = found(&gartley::ENTRY, &[4.0, 3.0, 10.0], &bars);
    assert_eq!(found.len(), 1);
    let (bar, fields) = &found[0];
    let [direction, neckline, height] = [fields[0], fields[1], fields[2]];
    assert_eq!(direction, -1.0);
    assert_eq!(neckline, bars.low[24]);
    assert_eq!(height, bars.high[30] - 100.0);
    assert_eq!(bar - 6, fields[3] as usize);
}

#[test]
fn harmonic_ratio_inside_and_beyond_the_tolerance_is_and_is_not_seen() {
    // Ends of the allowed range of B, C and D of each pattern.
    let ends = [
        [[0.618, 0.618], [0.382, 0.886], [0.786, 0.786]],
        [[0.382, 0.5], [0.382, 0.886], [0.886, 0.886]],
        [[0.786, 0.786], [0.382, 0.886], [1.27, 1.27]],
        [[0.382, 0.618], [0.382, 0.886], [1.618, 1.618]],
    ];
    for ((entry, ratios), ends) in PATTERNS.into_iter().zip(ends) {
        for (which, [least, most]) in ends.into_iter().enumerate() {
            for (ratio, expected) in [
                (least * 0.971, 1),
                (least * 0.969, 0),
                (most * 1.029, 1),
                (most * 1.031, 0),
            ] {
                let mut ratios = ratios;
                ratios[which] = ratio;
                assert_eq!(count(entry, ratios), expected, "{}: {ratios:?}", entry.name);
            }
        }
    }
}

#[test]
fn harmonic_tolerance_is_a_parameter() {
    let bars = Bars::of(&legs([0.618, 0.6, 0.786 * 1.05]));
    let with = |tolerance| found(&gartley::ENTRY, &[5.0, tolerance, 10.0], &bars).len();
    assert_eq!([with(3.0), with(4.9), with(5.1)], [0, 0, 1]);
}

#[test]
fn harmonic_confirmed_later_than_recency_is_not_seen() {
    // From D = 108.56 the 5 % take `bars` bars.
    let mut prices = legs([0.618, 0.6, 0.786]);
    prices.truncate(31);
    let slow = |bars: u32| {
        let rise = path(prices[30], &[(114.0, bars)]);
        Bars::of(&[&prices[..30], &rise].concat())
    };
    let with = |bars, recency| found(&gartley::ENTRY, &[5.0, 3.0, recency], &slow(bars)).len();
    assert_eq!([with(10, 10.0), with(11, 10.0), with(11, 11.0)], [1, 0, 1]);
}
