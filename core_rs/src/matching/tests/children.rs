//! Children armed by an entry's fill, and what an order sees that came inside the bar.

use super::*;

#[test]
fn entry_at_the_open_reaches_its_target_in_the_same_bar() {
    let mut long = bracket(Buy, Market, f64::NAN, 90.0, 104.0);
    assert_eq!(
        run([100.0, 105.0, 95.0, 101.0], &mut long),
        [(0, 100.0, Open), (1, 104.0, Inside)]
    );
    let mut short = bracket(Sell, Market, f64::NAN, 110.0, 96.0);
    assert_eq!(
        run([100.0, 105.0, 95.0, 101.0], &mut short),
        [(0, 100.0, Open), (1, 96.0, Inside)]
    );
}

#[test]
fn entry_at_the_open_is_stopped_in_the_same_bar() {
    let mut long = bracket(Buy, Market, f64::NAN, 96.0, 104.0);
    assert_eq!(
        run([100.0, 105.0, 95.0, 101.0], &mut long),
        [(0, 100.0, Open), (2, 96.0, Inside)]
    );
    let mut short = bracket(Sell, Market, f64::NAN, 104.0, 96.0);
    let fills = run([100.0, 105.0, 95.0, 101.0], &mut short);
    assert_eq!(fills, [(0, 100.0, Open), (2, 104.0, Inside)]);
}

#[test]
fn entry_that_opens_beyond_its_stop_is_stopped_at_the_open() {
    let mut long = bracket(Buy, Market, f64::NAN, 101.0, 110.0);
    assert_eq!(
        run([100.0, 105.0, 95.0, 101.0], &mut long),
        [(0, 100.0, Open), (2, 100.0, Open)]
    );
    let mut short = bracket(Sell, Market, f64::NAN, 99.0, 90.0);
    assert_eq!(
        run([100.0, 105.0, 95.0, 101.0], &mut short),
        [(0, 100.0, Open), (2, 100.0, Open)]
    );
}

#[test]
fn entry_that_opens_beyond_its_target_takes_it_at_the_open() {
    let mut long = bracket(Buy, Market, f64::NAN, 90.0, 99.0);
    assert_eq!(
        run([100.0, 105.0, 95.0, 101.0], &mut long),
        [(0, 100.0, Open), (1, 100.0, Open)]
    );
}

#[test]
fn stop_entry_inside_is_stopped_in_that_bar_but_reaches_no_target() {
    let mut stopped = bracket(Buy, Stop, 102.0, 98.0, 104.0);
    let fills = run([100.0, 105.0, 95.0, 101.0], &mut stopped);
    assert_eq!(fills, [(0, 102.0, Inside), (2, 98.0, Inside)]);
    let mut open = bracket(Buy, Stop, 102.0, 94.0, 104.0);
    assert_eq!(
        run([100.0, 105.0, 95.0, 101.0], &mut open),
        [(0, 102.0, Inside)]
    );
    next_bar(&mut open);
    assert_eq!(
        run([103.0, 104.5, 102.0, 104.0], &mut open),
        [(1, 104.0, Inside)]
    );
}

#[test]
fn stop_entry_short_inside_is_stopped_in_that_bar_but_reaches_no_target() {
    let mut stopped = bracket(Sell, Stop, 98.0, 102.0, 96.0);
    let fills = run([100.0, 105.0, 95.0, 101.0], &mut stopped);
    assert_eq!(fills, [(0, 98.0, Inside), (2, 102.0, Inside)]);
    let mut open = bracket(Sell, Stop, 98.0, 106.0, 96.0);
    assert_eq!(
        run([100.0, 105.0, 95.0, 101.0], &mut open),
        [(0, 98.0, Inside)]
    );
}

#[test]
fn limit_entry_of_phase_three_is_stopped_in_that_bar() {
    let mut long = bracket(Buy, Limit, 98.0, 96.0, 104.0);
    let fills = run([100.0, 105.0, 95.0, 101.0], &mut long);
    assert_eq!(fills, [(0, 98.0, Inside), (2, 96.0, Inside)]);
    let mut short = bracket(Sell, Limit, 102.0, 104.0, 96.0);
    let fills = run([100.0, 105.0, 95.0, 101.0], &mut short);
    assert_eq!(fills, [(0, 102.0, Inside), (2, 104.0, Inside)]);
}

#[test]
fn limit_entry_of_phase_three_reaches_its_target_only_in_the_next_bar() {
    let mut orders = bracket(Buy, Limit, 98.0, 94.0, 104.0);
    assert_eq!(
        run([100.0, 105.0, 95.0, 101.0], &mut orders),
        [(0, 98.0, Inside)]
    );
    next_bar(&mut orders);
    assert_eq!(
        run([104.5, 105.0, 103.0, 104.0], &mut orders),
        [(1, 104.5, Open)]
    );
}

#[test]
fn stop_already_passed_when_armed_inside_fills_at_the_price_that_armed_it() {
    let mut orders = bracket(Buy, Limit, 98.0, 99.0, 104.0);
    let fills = run([100.0, 105.0, 97.0, 101.0], &mut orders);
    assert_eq!(fills, [(0, 98.0, Inside), (2, 98.0, Inside)]);
}

#[test]
fn child_of_an_unfilled_entry_stays_dormant() {
    let mut orders = bracket(Buy, Limit, 90.0, 99.0, 101.0);
    assert_eq!(run([100.0, 105.0, 95.0, 101.0], &mut orders), []);
    assert_eq!(orders[2].state, State::Dormant);
}

#[test]
fn order_armed_inside_by_an_earlier_call_may_stop_but_not_take_profit() {
    let armed = State::Armed(f64::NAN);
    let mut orders = [
        Order {
            state: armed,
            ..order(Sell, Limit, 104.0)
        },
        Order {
            state: armed,
            ..order(Sell, Stop, 99.0)
        },
    ];
    assert_eq!(
        run([100.0, 105.0, 95.0, 101.0], &mut orders),
        [(1, 99.0, Inside)]
    );
}

#[test]
fn order_that_came_after_the_open_fills_inside_at_the_open_or_the_close() {
    let mut orders = [
        order(Sell, Stop, 102.0),
        order(Buy, Limit, 101.0),
        order(Buy, Market, f64::NAN),
    ];
    let mut fills = Vec::new();
    match_inside(105.0, 95.0, 103.0, 100.0, &mut orders, &mut fills);
    let seen: Vec<_> = fills
        .iter()
        .map(|fill| (fill.order, fill.price, fill.moment))
        .collect();
    assert_eq!(
        seen,
        [(0, 100.0, Inside), (1, 100.0, Inside), (2, 103.0, Inside)]
    );
}

#[test]
fn filled_and_canceled_orders_do_nothing_in_later_bars() {
    let mut orders = bracket(Buy, Market, f64::NAN, 96.0, 104.0);
    run([100.0, 105.0, 97.0, 101.0], &mut orders);
    next_bar(&mut orders);
    assert_eq!(run([100.0, 110.0, 90.0, 101.0], &mut orders), []);
}

#[test]
fn ladder_of_two_parts_takes_each_target_with_its_own_group() {
    let mut orders = vec![
        order(Buy, Market, f64::NAN),
        order(Buy, Market, f64::NAN),
        child(Sell, Limit, 102.0, 0, 0),
        child(Sell, Stop, 94.0, 0, 0),
        child(Sell, Limit, 104.0, 1, 1),
        child(Sell, Stop, 94.0, 1, 1),
    ];
    let fills = run([100.0, 103.0, 95.0, 101.0], &mut orders);
    assert_eq!(
        fills,
        [(0, 100.0, Open), (1, 100.0, Open), (2, 102.0, Inside)]
    );
    assert_eq!(orders[5].state, State::Working);
}
