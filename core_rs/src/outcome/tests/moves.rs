//! Moves of the stop: scale-out rules and the trail.

use super::*;

#[test]
fn ladder_goes_to_breakeven_after_the_first_target() {
    let ladder = case(
        &[104.0, 108.0, NONE],
        &[
            QUIET,
            [101.0, 105.0, 100.5, 103.0],
            [103.0, 104.0, 99.0, 99.5],
        ],
    );
    let events = [
        ENTERED,
        (1, 0, Reason::Target, 104.0, Inside),
        (2, 1, Reason::Breakeven, 100.0, Inside),
        (2, 2, Reason::Breakeven, 100.0, Inside),
    ];
    expect(&ladder, &events);
}

#[test]
fn ladder_goes_to_the_first_target_after_the_second() {
    let ladder = case(
        &[104.0, 108.0, 112.0],
        &[
            [100.0, 105.0, 99.0, 104.5],
            [105.0, 109.0, 104.5, 107.0],
            [106.0, 107.0, 103.0, 105.0],
        ],
    );
    let events = [
        ENTERED,
        (0, 0, Reason::Target, 104.0, Inside),
        (1, 1, Reason::Target, 108.0, Inside),
        (2, 2, Reason::Trail, 104.0, Inside),
    ];
    expect(&ladder, &events);
}

#[test]
fn third_target_is_taken_by_the_last_part() {
    let ladder = case(&[104.0, 108.0, 112.0], &[[100.0, 113.0, 99.0, 112.0]]);
    let events = [
        ENTERED,
        (0, 0, Reason::Target, 104.0, Inside),
        (0, 1, Reason::Target, 108.0, Inside),
        (0, 2, Reason::Target, 112.0, Inside),
    ];
    expect(&ladder, &events);
}

#[test]
fn breakeven_that_the_close_has_passed_closes_at_the_next_open() {
    let ladder = case(
        &[104.0, NONE],
        &[[100.0, 105.0, 98.0, 99.0], [98.5, 99.5, 97.0, 98.0]],
    );
    let events = [
        ENTERED,
        (0, 0, Reason::Target, 104.0, Inside),
        (1, 1, Reason::Breakeven, 98.5, Open),
    ];
    expect(&ladder, &events);
}

#[test]
fn trail_moves_once_per_closed_bar_and_takes_effect_at_the_next() {
    let mut trailed = case(
        &[NONE],
        &[
            QUIET,
            [101.0, 104.0, 97.0, 103.0],
            [103.0, 104.0, 98.5, 100.0],
        ],
    );
    trailed.trail = vec![96.0, 99.3, 99.0];
    // Bar 1 falls to 97: the stop there is 96, the 99 of its own close is not yet in force.
    expect(&trailed, &[ENTERED, (2, 0, Reason::Trail, 99.0, Inside)]);
}

#[test]
fn trail_never_falls() {
    let mut trailed = case(&[NONE], &[QUIET, QUIET, [100.0, 101.0, 96.5, 100.0]]);
    trailed.trail = vec![97.0, 90.0, 90.0];
    expect(&trailed, &[ENTERED, (2, 0, Reason::Trail, 97.0, Inside)]);
}

#[test]
fn trail_below_the_initial_stop_leaves_it() {
    let mut trailed = case(&[NONE], &[QUIET, [101.0, 102.0, 94.0, 96.0]]);
    trailed.trail = vec![93.0, 93.0];
    expect(&trailed, &[ENTERED, (1, 0, Reason::StopLoss, 95.0, Inside)]);
}

#[test]
fn trail_less_than_a_step_tighter_does_not_move() {
    let mut trailed = case(&[NONE], &[QUIET, [101.0, 102.0, 95.0, 96.0]]);
    trailed.trail = vec![95.4, 95.4];
    expect(&trailed, &[ENTERED, (1, 0, Reason::StopLoss, 95.0, Inside)]);
}

#[test]
fn trail_that_the_close_has_reached_closes_at_the_next_open() {
    let mut trailed = case(&[NONE], &[QUIET, [102.0, 103.0, 97.0, 98.0]]);
    trailed.trail = vec![101.0, 101.0];
    expect(&trailed, &[ENTERED, (1, 0, Reason::Trail, 102.0, Open)]);
}

#[test]
fn trail_waits_for_the_last_but_one_target() {
    let mut ladder = case(
        &[104.0, NONE],
        &[
            QUIET,
            [101.0, 105.0, 98.5, 103.0],
            [103.0, 104.0, 101.5, 103.0],
            [103.0, 103.5, 101.0, 102.0],
        ],
    );
    ladder.trail = vec![99.0, 99.5, 101.5, 101.5];
    // 99 would have been hit in bar 1; after the target breakeven (100) beats 99.5, then 101.5.
    let events = [
        ENTERED,
        (1, 0, Reason::Target, 104.0, Inside),
        (3, 1, Reason::Trail, 101.5, Inside),
    ];
    expect(&ladder, &events);
}

#[test]
fn null_trail_leaves_the_stop() {
    let mut trailed = case(&[NONE], &[QUIET, QUIET]);
    trailed.trail = vec![NONE, NONE];
    expect(&trailed, &[ENTERED, (1, 0, Reason::Horizon, 101.0, Close)]);
}

#[test]
fn invalidation_closes_at_the_next_open_and_outranks_rules() {
    let mut broken = case(&[110.0], &[QUIET, [99.0, 100.0, 98.0, 99.0]]);
    broken.invalidation = vec![1.0, 0.0];
    broken.exits = vec![vec![1.0, 1.0]];
    expect(
        &broken,
        &[ENTERED, (1, 0, Reason::Invalidation, 99.0, Open)],
    );
}

#[test]
fn exit_rules_close_all_parts_at_the_next_open_first_rule_named() {
    let mut ruled = case(&[110.0, NONE], &[QUIET, QUIET, [99.0, 100.0, 98.0, 99.0]]);
    ruled.exits = vec![
        vec![0.0, NONE, 0.0],
        vec![0.0, 1.0, 0.0],
        vec![0.0, 1.0, 0.0],
    ];
    let events = [
        ENTERED,
        (2, 0, Reason::Rule(1), 99.0, Open),
        (2, 1, Reason::Rule(1), 99.0, Open),
    ];
    expect(&ruled, &events);
}

#[test]
fn rule_before_the_entry_fills_does_nothing() {
    let mut waits = case(&[110.0], &[QUIET, [100.0, 102.0, 97.0, 98.0], QUIET]);
    waits.entry = Kind::Limit;
    waits.entry_price = 97.0;
    waits.exits = vec![vec![1.0, 0.0, 0.0]];
    let events = [
        (1, 0, Reason::Entry, 97.0, Inside),
        (2, 0, Reason::Horizon, 101.0, Close),
    ];
    expect(&waits, &events);
}

#[test]
fn rule_on_the_last_bar_is_marked_at_the_horizon() {
    let mut ruled = case(&[110.0], &[QUIET]);
    ruled.exits = vec![vec![1.0]];
    expect(&ruled, &[ENTERED, (0, 0, Reason::Horizon, 101.0, Close)]);
}
