//! Hand-made paths on both sides of each bound.

use super::super::paths::{Bars, found, path, seen, seen_by, upside_down};
use super::*;

/// Peak 120 at bar 6, valley 105, peak `high` at bar 16, valley `low` at bar 21, up by 1 a bar.
fn shape(high: f64, low: f64) -> Vec<f64> {
    let legs = [
        (120.0, 6),
        (105.0, 5),
        (high, 5),
        (low, 5),
        (low + 15.0, 15),
    ];
    path(100.0, &legs)
}

#[test]
fn falling_wedge_is_true_at_the_first_close_above_the_line_through_the_peaks_with_its_fields() {
    // Peaks at bars 6 and 22, valleys at 11 and 27. At bar 27 + n the close is 101 + n and the line
    // through the peaks 109.5 - 0.5 n: first above at n = 6. The lower line is 106.25 at bar 6.
    let legs = [(120.0, 6), (105.0, 5), (112.0, 11), (101.0, 5), (116.0, 15)];
    let fields = vec![
        106.5, 13.75, 27.0, 120.0, 27.0, 105.0, 22.0, 112.0, 11.0, 101.0, 6.0,
    ];
    let bars = Bars::of(&path(100.0, &legs));
    assert_eq!(found(&FALLING, &[5.0], &bars), [(33, fields)]);
}

#[test]
fn falling_wedge_with_lines_that_do_not_converge_is_not_seen() {
    // The valleys fall by 4 over 10 bars.
    assert_eq!(seen(&FALLING, &shape(115.9, 101.0)).len(), 1);
    assert!(seen(&FALLING, &shape(116.0, 101.0)).is_empty(), "parallel");
    assert!(seen(&FALLING, &shape(117.0, 101.0)).is_empty(), "widening");
}

#[test]
fn falling_wedge_with_level_valleys_is_not_seen() {
    // A finer zigzag knows the second valley before the lines meet.
    assert_eq!(seen_by(&FALLING, 2.0, &shape(112.0, 104.9)).len(), 1);
    assert!(seen_by(&FALLING, 2.0, &shape(112.0, 105.0)).is_empty());
}

#[test]
fn falling_wedge_nine_bars_wide_is_not_seen() {
    let wide = |last| {
        path(
            100.0,
            &[
                (120.0, 6),
                (105.0, 3),
                (113.0, 3),
                (102.0, last),
                (117.0, 15),
            ],
        )
    };
    assert_eq!(seen(&FALLING, &wide(4)).len(), 1);
    assert!(seen(&FALLING, &wide(3)).is_empty());
}

#[test]
fn falling_wedge_whose_lines_have_met_is_over() {
    // n bars after the second peak the lines are at 112 - 0.8 n and 103 - 0.4 n: they meet after
    // n = 22. The close follows half a point below the upper line.
    let mut prices = path(
        100.0,
        &[(120.0, 6), (105.0, 5), (112.0, 5), (101.0, 5), (106.1, 1)],
    );
    prices.extend((7..22).map(|n| 111.5 - 0.8 * f64::from(n)));
    let ends = |closes: &[f64]| [&prices[..], closes].concat();
    assert_eq!(seen(&FALLING, &ends(&[94.5])), [38], "the line is at 94.4");
    assert!(
        seen(&FALLING, &ends(&[94.3, 93.7])).is_empty(),
        "at 93.6, below the other"
    );
}

#[test]
fn rising_wedge_is_the_falling_one_upside_down() {
    let falling = shape(112.0, 101.0);
    let rising = upside_down(&falling, 110.0);
    assert_eq!(seen(&RISING, &rising), seen(&FALLING, &falling));
    assert_eq!(seen(&RISING, &rising).len(), 1);
    assert!(seen(&FALLING, &rising).is_empty());
    assert!(seen(&RISING, &falling).is_empty());
}
