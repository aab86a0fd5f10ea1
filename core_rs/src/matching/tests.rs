//! Hand-written cases: every line of the order of events, gaps, both sides.

mod children;

use super::Kind::{Limit, Market, Stop};
use super::Moment::{Inside, Open};
use super::Side::{Buy, Sell};
use super::*;

fn order(side: Side, kind: Kind, price: f64) -> Order {
    Order {
        side,
        kind,
        price,
        parent: None,
        oco: None,
        state: State::Working,
    }
}

fn child(side: Side, kind: Kind, price: f64, parent: usize, oco: usize) -> Order {
    Order {
        parent: Some(parent),
        oco: Some(oco),
        state: State::Dormant,
        ..order(side, kind, price)
    }
}

/// An entry with a protective stop and a target, as at a broker.
fn bracket(side: Side, kind: Kind, entry: f64, stop: f64, target: f64) -> Vec<Order> {
    let exit = side.opposite();
    vec![
        order(side, kind, entry),
        child(exit, Limit, target, 0, 0),
        child(exit, Stop, stop, 0, 0),
    ]
}

fn run(bar: [f64; 4], orders: &mut [Order]) -> Vec<(usize, f64, Moment)> {
    let mut fills = Vec::new();
    match_bar(bar, orders, &mut fills);
    fills
        .iter()
        .map(|fill| (fill.order, fill.price, fill.moment))
        .collect()
}

#[test]
fn market_fills_at_the_open_on_both_sides() {
    for side in [Buy, Sell] {
        let mut orders = [order(side, Market, f64::NAN)];
        assert_eq!(
            run([100.0, 101.0, 99.0, 100.5], &mut orders),
            [(0, 100.0, Open)]
        );
    }
}

#[test]
fn stop_and_limit_inside_the_range_fill_at_their_level() {
    let bar = [100.0, 105.0, 95.0, 101.0];
    for (side, kind, price) in [
        (Buy, Stop, 104.0),
        (Sell, Stop, 96.0),
        (Buy, Limit, 96.0),
        (Sell, Limit, 104.0),
    ] {
        assert_eq!(
            run(bar, &mut [order(side, kind, price)]),
            [(0, price, Inside)]
        );
    }
}

#[test]
fn level_that_is_only_touched_fills() {
    let bar = [100.0, 105.0, 95.0, 101.0];
    for (side, kind, price) in [
        (Buy, Stop, 105.0),
        (Sell, Stop, 95.0),
        (Buy, Limit, 95.0),
        (Sell, Limit, 105.0),
    ] {
        assert_eq!(
            run(bar, &mut [order(side, kind, price)]),
            [(0, price, Inside)]
        );
    }
}

#[test]
fn level_outside_the_range_waits() {
    let bar = [100.0, 105.0, 95.0, 101.0];
    for (side, kind, price) in [
        (Buy, Stop, 105.01),
        (Sell, Stop, 94.99),
        (Buy, Limit, 94.99),
        (Sell, Limit, 105.01),
    ] {
        assert_eq!(run(bar, &mut [order(side, kind, price)]), []);
    }
}

#[test]
fn gap_through_a_level_fills_at_the_open() {
    let bar = [100.0, 105.0, 95.0, 101.0];
    for (side, kind, price) in [
        (Buy, Stop, 98.0),
        (Sell, Stop, 102.0),
        (Buy, Limit, 102.0),
        (Sell, Limit, 98.0),
    ] {
        assert_eq!(
            run(bar, &mut [order(side, kind, price)]),
            [(0, 100.0, Open)]
        );
    }
}

#[test]
fn open_exactly_on_a_level_fills_at_the_open() {
    let bar = [100.0, 105.0, 95.0, 101.0];
    for side in [Buy, Sell] {
        for kind in [Stop, Limit] {
            assert_eq!(
                run(bar, &mut [order(side, kind, 100.0)]),
                [(0, 100.0, Open)]
            );
        }
    }
}

#[test]
fn stop_wins_over_target_when_the_bar_reaches_both() {
    let mut long = [
        Order {
            oco: Some(1),
            ..order(Sell, Limit, 101.0)
        },
        Order {
            oco: Some(1),
            ..order(Sell, Stop, 95.5)
        },
    ];
    assert_eq!(
        run([100.0, 105.0, 95.0, 101.0], &mut long),
        [(1, 95.5, Inside)]
    );
    assert_eq!(long[0].state, State::Canceled);
    let mut short = [
        Order {
            oco: Some(1),
            ..order(Buy, Limit, 99.0)
        },
        Order {
            oco: Some(1),
            ..order(Buy, Stop, 104.5)
        },
    ];
    assert_eq!(
        run([100.0, 105.0, 95.0, 101.0], &mut short),
        [(1, 104.5, Inside)]
    );
}

#[test]
fn stop_wins_over_target_on_a_tie_at_the_open() {
    let mut orders = [
        Order {
            oco: Some(1),
            ..order(Sell, Limit, 100.0)
        },
        Order {
            oco: Some(1),
            ..order(Sell, Stop, 100.0)
        },
    ];
    assert_eq!(
        run([100.0, 105.0, 95.0, 101.0], &mut orders),
        [(1, 100.0, Open)]
    );
}

#[test]
fn fills_without_a_common_group_do_not_cancel_each_other() {
    let mut orders = [order(Sell, Limit, 104.0), order(Sell, Stop, 96.0)];
    let fills = run([100.0, 105.0, 95.0, 101.0], &mut orders);
    assert_eq!(fills, [(1, 96.0, Inside), (0, 104.0, Inside)]);
}

#[test]
fn stops_fill_nearest_the_open_first() {
    let mut orders = [
        order(Sell, Stop, 95.5),
        order(Buy, Stop, 101.0),
        order(Sell, Stop, 97.0),
    ];
    let fills = run([100.0, 105.0, 95.0, 101.0], &mut orders);
    assert_eq!(
        fills,
        [(1, 101.0, Inside), (2, 97.0, Inside), (0, 95.5, Inside)]
    );
}

#[test]
fn limits_fill_nearest_the_open_first() {
    let mut orders = [
        order(Sell, Limit, 104.0),
        order(Sell, Limit, 102.0),
        order(Buy, Limit, 99.0),
    ];
    let fills = run([100.0, 105.0, 95.0, 101.0], &mut orders);
    assert_eq!(
        fills,
        [(2, 99.0, Inside), (1, 102.0, Inside), (0, 104.0, Inside)]
    );
}
