//! Hand-made paths on both sides of each bound.

use super::super::paths::{Bars, found, path, upside_down};
use super::*;

/// A pole from 100 at bar 3 to `top`, then `flag` closes, with volume 200 up to the top and 100
/// after it.
fn shape(top: f64, pole_bars: u32, flag: &[f64]) -> Bars {
    let mut prices = path(106.0, &[(100.0, 3), (top, pole_bars)]);
    let quiet = prices.len();
    prices.extend(flag);
    let mut bars = Bars::of(&prices);
    bars.volume = (0..prices.len())
        .map(|bar| if bar < quiet { 200.0 } else { 100.0 })
        .collect();
    bars
}

fn seen(entry: &Entry, bars: &Bars) -> Vec<usize> {
    found(entry, &[5.0], bars)
        .into_iter()
        .map(|(bar, _)| bar)
        .collect()
}

const FLAG: [f64; 8] = [119.0, 116.0, 114.0, 112.0, 110.0, 112.0, 114.0, 118.0];

#[test]
fn bull_flag_is_true_at_the_first_close_near_the_flags_high_with_its_fields() {
    // Top 120 at bar 9, flag from bar 10; 5 % below its high of 119 is 113.05: bar 16, not bar 15,
    // the first with five bars before it.
    let fields = vec![119.0, 20.0, 13.0, 100.0, 13.0, 120.0, 7.0];
    assert_eq!(
        found(&BULL, &[5.0], &shape(120.0, 6, &FLAG)),
        [(16, fields)]
    );
}

#[test]
fn bull_flag_with_a_pole_on_and_below_its_bounds_is_and_is_not_seen() {
    let low = [114.0, 111.0, 109.0, 108.0, 109.0, 112.0];
    assert_eq!(seen(&BULL, &shape(115.0, 6, &low)), [15]);
    assert!(seen(&BULL, &shape(114.9, 6, &low)).is_empty());
    assert_eq!(seen(&BULL, &shape(120.0, 5, &FLAG)), [15]);
    assert!(seen(&BULL, &shape(120.0, 4, &FLAG)).is_empty());
}

#[test]
fn bull_flag_of_four_bars_waits_for_the_fifth() {
    let flag = [118.0, 114.0, 115.0, 116.0, 116.0, 116.0];
    // Bars 10 to 14 are the flag, bar 15 completes it.
    assert_eq!(seen(&BULL, &shape(120.0, 6, &flag)), [15]);
    assert!(seen(&BULL, &shape(120.0, 6, &flag[..5])).is_empty());
}

#[test]
fn bull_flag_that_loses_half_the_pole_is_over() {
    let dip = |low| [119.0, 116.0, 114.0, low, 112.0, 115.0, 118.0];
    assert_eq!(seen(&BULL, &shape(120.0, 6, &dip(110.0))), [15]);
    assert!(seen(&BULL, &shape(120.0, 6, &dip(109.9))).is_empty());
    // The present bar must hold it too.
    let mut last = shape(120.0, 6, &dip(110.0));
    last.low[15] = 109.9;
    assert!(seen(&BULL, &last).is_empty());
}

#[test]
fn bull_flag_on_as_much_volume_as_the_pole_is_not_seen() {
    let with = |pole: f64, flag| {
        let mut bars = shape(120.0, 6, &FLAG);
        bars.volume[..10].fill(pole);
        bars.volume[10..].fill(flag);
        seen(&BULL, &bars).len()
    };
    assert_eq!(
        [with(0.7, 0.699), with(0.7, 0.7), with(0.7, 0.701)],
        [1, 0, 0]
    );
    // Rounded sums of 0.7 differ: without a tolerance the second would be seen.
    let sum = |bars: usize| (0..bars).fold(0.0, |sum, _| sum + 0.7);
    assert!(sum(6) < sum(8) - sum(2));
}

#[test]
fn bull_flag_counts_neither_the_volume_before_the_pole_nor_of_the_present_bar() {
    let mut bars = shape(120.0, 6, &FLAG);
    bars.volume[..=3].fill(0.0);
    bars.volume[16] = 1e6;
    assert_eq!(seen(&BULL, &bars), [16]);
    // The bar before counts: the flag is no longer quiet.
    bars.volume[15] = 1e6;
    assert!(seen(&BULL, &bars).is_empty());
}

#[test]
fn bull_flag_close_on_its_bound_is_seen_and_below_it_not() {
    let until = |close| {
        seen(
            &BULL,
            &shape(120.0, 6, &[118.0, 112.0, 111.0, 111.0, 111.0, close]),
        )
    };
    // 5 % below 118 is 112.1.
    assert_eq!(until(112.11), [15]);
    assert!(until(112.09).is_empty());
}

#[test]
fn bear_flag_is_the_bull_flag_upside_down() {
    let upright = shape(120.0, 6, &FLAG);
    let turned = Bars {
        volume: upright.volume.clone(),
        ..Bars::of(&upside_down(&upright.close, 110.0))
    };
    // Foot 120 at bar 3, top 100: a fall of 16.7 %. The flag's low is 101, 5 % above it 106.05.
    let fields = vec![101.0, 20.0, 13.0, 120.0, 13.0, 100.0, 7.0];
    assert_eq!(found(&BEAR, &[5.0], &turned), [(16, fields)]);
    assert!(seen(&BULL, &turned).is_empty());
    assert!(seen(&BEAR, &upright).is_empty());
}
