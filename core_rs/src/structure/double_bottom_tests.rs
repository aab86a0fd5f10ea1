//! Hand-made paths on both sides of each bound.

use super::*;

/// A straight line of `bars` bars to each target, from `start`.
fn path(start: f64, legs: &[(f64, u32)]) -> Vec<f64> {
    let mut prices = vec![start];
    for &(target, bars) in legs {
        let from = prices[prices.len() - 1];
        let step = (target - from) / f64::from(bars);
        prices.extend((1..bars).map(|bar| from + step * f64::from(bar)));
        prices.push(target);
    }
    prices
}

/// The bars at which the pattern is true, and what it says there.
fn detections(pct: f64, prices: &[f64]) -> Vec<(usize, [f64; 10])> {
    let mut step = DoubleBottom::new(pct);
    prices
        .iter()
        .map(|&price| step.push([price, price, price]))
        .enumerate()
        .filter(|(_, row)| row[0] == 1.0)
        .collect()
}

fn detected(prices: &[f64]) -> Vec<usize> {
    detections(5.0, prices)
        .into_iter()
        .map(|(bar, _)| bar)
        .collect()
}

/// Down to a valley of 100 at bar 5, a peak of 110 at bar 10, `second` at bar 15, up by 1 a bar.
fn w(second: f64) -> Vec<f64> {
    path(
        120.0,
        &[(100.0, 5), (110.0, 5), (second, 5), (second + 20.0, 20)],
    )
}

#[test]
fn double_bottom_is_true_once_at_the_first_close_above_the_peak_with_its_fields() {
    let found = detections(5.0, &w(101.0));
    // From 101 at bar 15 up: 110 at bar 24, 111 at bar 25.
    let fields = [
        1.0, 110.0, 10.0, 20.0, 100.0, 20.0, 110.0, 15.0, 101.0, 10.0,
    ];
    assert_eq!(found, [(25, fields)]);
}

#[test]
fn double_bottom_with_valleys_on_and_beyond_the_tolerance_is_and_is_not_seen() {
    assert_eq!(detected(&w(101.5)), [24]);
    assert_eq!(detected(&w(98.5)), [27]);
    assert!(detected(&w(101.6)).is_empty());
    assert!(detected(&w(98.4)).is_empty());
}

#[test]
fn double_bottom_with_valleys_nine_bars_apart_is_not_seen() {
    let near = |down| path(120.0, &[(100.0, 5), (110.0, 5), (100.0, down), (120.0, 20)]);
    assert_eq!(detected(&near(5)).len(), 1);
    assert!(detected(&near(4)).is_empty());
}

#[test]
fn double_bottom_with_a_peak_under_three_percent_is_not_seen() {
    // A finer zigzag sees peaks that low.
    let low = |peak| path(110.0, &[(100.0, 5), (peak, 5), (100.0, 5), (110.0, 20)]);
    assert_eq!(detections(2.0, &low(103.0)).len(), 1);
    assert!(detections(2.0, &low(102.9)).is_empty());
}

#[test]
fn double_bottom_broken_twenty_bars_after_the_second_valley_is_seen_and_later_not() {
    let slow = |bars| {
        path(
            120.0,
            &[
                (100.0, 5),
                (110.0, 5),
                (100.0, 5),
                (110.0, bars),
                (112.0, 1),
            ],
        )
    };
    assert_eq!(detected(&slow(19)), [35]);
    assert!(detected(&slow(20)).is_empty());
}

#[test]
fn double_bottom_touched_at_the_peak_is_not_broken() {
    let touched = path(
        120.0,
        &[(100.0, 5), (110.0, 5), (100.0, 5), (110.0, 8), (105.0, 8)],
    );
    assert!(detected(&touched).is_empty());
}

#[test]
fn double_bottom_turned_upside_down_is_not_seen() {
    let top: Vec<f64> = w(101.0).iter().map(|price| 220.0 - price).collect();
    assert!(detected(&top).is_empty());
}

#[test]
fn double_bottom_needs_the_second_valley_confirmed() {
    // 5 % up from 101 is 106.05: known at bar 21, so a peak of 105.5 is passed before.
    let flat = path(
        120.0,
        &[(100.0, 5), (106.0, 5), (100.0, 5), (106.5, 4), (108.0, 1)],
    );
    assert_eq!(detected(&flat), [19]);
}
