//! Hand-made swings, and properties of any series.

use super::*;
use proptest::prelude::*;

/// Pivots of bars whose high and low are both the price.
fn pivots(pct: f64, prices: &[f64]) -> Vec<Pivot> {
    let mut zigzag = Zigzag::new(pct);
    prices
        .iter()
        .filter_map(|&price| zigzag.next(price, price))
        .collect()
}

fn pivot(turn: Turn, price: f64, at: u64, confirmed_at: u64) -> Pivot {
    Pivot {
        turn,
        price,
        at,
        confirmed_at,
    }
}

#[test]
fn zigzag_confirms_a_turn_at_the_bar_that_completes_the_move() {
    let prices = [100.0, 110.0, 120.0, 115.0, 108.0, 100.0, 109.0, 110.0];
    let expected = [
        pivot(Turn::Valley, 100.0, 0, 1),
        pivot(Turn::Peak, 120.0, 2, 4),
        pivot(Turn::Valley, 100.0, 5, 7),
    ];
    assert_eq!(pivots(10.0, &prices), expected);
}

#[test]
fn zigzag_turned_upside_down_has_the_mirrored_pivots() {
    let expected = [
        pivot(Turn::Peak, 100.0, 0, 1),
        pivot(Turn::Valley, 80.0, 2, 4),
        pivot(Turn::Peak, 100.0, 5, 7),
    ];
    assert_eq!(
        pivots(10.0, &[100.0, 90.0, 80.0, 84.0, 88.0, 100.0, 91.0, 90.0]),
        expected
    );
}

#[test]
fn zigzag_with_a_move_just_short_of_its_percent_confirms_nothing() {
    assert_eq!(
        pivots(10.0, &[100.0, 109.99, 98.99]),
        [pivot(Turn::Peak, 109.99, 1, 2)]
    );
    assert_eq!(pivots(10.0, &[100.0, 109.99, 98.992]), []);
}

#[test]
fn zigzag_bar_that_makes_the_extreme_never_confirms_it() {
    let mut zigzag = Zigzag::new(5.0);
    for (high, low) in [(100.0, 99.0), (106.0, 105.0)] {
        zigzag.next(high, low);
    }
    // Outside bar: a new high and a low far below; the turn is known at the next bar.
    assert_eq!(zigzag.next(110.0, 90.0), None);
    assert_eq!(
        zigzag.next(100.0, 95.0),
        Some(pivot(Turn::Peak, 110.0, 2, 3))
    );
    assert_eq!(zigzag.provisional(), Some((95.0, 3)));
}

#[test]
fn zigzag_of_equal_highs_keeps_the_first() {
    let found = pivots(10.0, &[100.0, 120.0, 120.0, 105.0]);
    assert_eq!(found[1], pivot(Turn::Peak, 120.0, 1, 3));
}

#[test]
fn zigzag_of_a_price_that_stays_at_zero_confirms_nothing() {
    // Zero is 10 % of zero, and no move.
    assert_eq!(pivots(10.0, &[0.0; 5]), []);
}

#[test]
fn zigzag_moved_tells_which_running_extreme_is_on_the_bar() {
    let mut zigzag = Zigzag::new(10.0);
    let moved: Vec<[bool; 2]> = [100.0, 104.0, 98.0, 109.0, 120.0, 115.0, 108.0, 107.0]
        .into_iter()
        .map(|price| {
            zigzag.next(price, price);
            [Turn::Peak, Turn::Valley].map(|turn| zigzag.moved(turn))
        })
        .collect();
    let [none, peak, valley, both] = [[false, false], [true, false], [false, true], [true, true]];
    // The valley of 98 is confirmed at 109, the peak of 120 at 108.
    let expected = [both, peak, valley, peak, peak, none, valley, valley];
    assert_eq!(moved, expected);
}

#[test]
fn newest_counts_bars_back_to_the_pivot_and_to_its_confirmation() {
    let mut newest = Newest::new(10.0);
    let rows = [100.0, 120.0, 105.0, 104.0].map(|price| newest.push([price, price]));
    assert!(rows[0].iter().all(|value| value.is_nan()));
    assert_eq!(rows[1], [100.0, 1.0, 0.0, -1.0, 120.0, 0.0]);
    assert_eq!(rows[2], [120.0, 1.0, 0.0, 1.0, 105.0, 0.0]);
    assert_eq!(rows[3], [120.0, 2.0, 1.0, 1.0, 104.0, 0.0]);
}

proptest! {
    #[test]
    fn zigzag_of_any_series_alternates_and_looks_back_only(
        moves in prop::collection::vec(-0.08_f64..0.08, 2..300), cut in 0_usize..300,
    ) {
        let mut price = 100.0;
        let prices: Vec<f64> = moves.iter().map(|step| { price *= 1.0 + step; price }).collect();
        let all = pivots(5.0, &prices);
        for pair in all.windows(2) {
            prop_assert!(pair[0].turn != pair[1].turn);
            prop_assert!(pair[0].at < pair[1].at && pair[0].confirmed_at <= pair[1].at);
        }
        for pivot in &all {
            prop_assert!(pivot.at < pivot.confirmed_at);
            prop_assert_eq!(pivot.price, prices[usize::try_from(pivot.at).unwrap()]);
        }
        let cut = cut.min(prices.len());
        let early = pivots(5.0, &prices[..cut]);
        prop_assert_eq!(&all[..early.len()], &early[..]);
    }
}
