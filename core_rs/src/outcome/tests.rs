//! Hand-written cases for every reason. Each is played for a buy and, mirrored at 100, for a sell.

mod moves;

use super::Moment::{Close, Inside, Open};
use super::*;

const NONE: f64 = f64::NAN;

/// A case for a buy: plan prices around 100, bars as open, high, low, close.
#[derive(Clone)]
struct Case {
    entry: Kind,
    entry_price: f64,
    valid_for: usize,
    stop: f64,
    targets: Vec<f64>,
    bars: Vec<[f64; 4]>,
    trail: Vec<f64>,
    invalidation: Vec<f64>,
    exits: Vec<Vec<f64>>,
}

fn case(targets: &[f64], bars: &[[f64; 4]]) -> Case {
    Case {
        entry: Kind::Market,
        entry_price: NONE,
        valid_for: 3,
        stop: 95.0,
        targets: targets.to_vec(),
        bars: bars.to_vec(),
        trail: vec![],
        invalidation: vec![],
        exits: vec![],
    }
}

type Seen = Vec<(usize, usize, Reason, f64, Moment)>;

fn play(case: &Case, side: Side) -> Seen {
    let mirror = |price: f64| {
        if side == Side::Buy {
            price
        } else {
            200.0 - price
        }
    };
    let column = |pick: fn(&[f64; 4]) -> f64| -> Vec<f64> {
        case.bars.iter().map(|bar| mirror(pick(bar))).collect()
    };
    let (open, close) = (column(|bar| bar[0]), column(|bar| bar[3]));
    let (mut high, mut low) = (column(|bar| bar[1]), column(|bar| bar[2]));
    if side == Side::Sell {
        std::mem::swap(&mut high, &mut low);
    }
    let plan = Plan {
        side,
        entry: case.entry,
        entry_price: mirror(case.entry_price),
        valid_for: case.valid_for,
        stop: mirror(case.stop),
        targets: case.targets.iter().copied().map(mirror).collect(),
        tick: Tick {
            step: 0.5,
            step_below_one: 0.5,
        },
    };
    let trail: Vec<f64> = case.trail.iter().copied().map(mirror).collect();
    let exits: Vec<&[f64]> = case.exits.iter().map(Vec::as_slice).collect();
    let bars = Bars {
        open: &open,
        high: &high,
        low: &low,
        close: &close,
        trail: &trail,
        invalidation: &case.invalidation,
        exits: &exits,
    };
    simulate(&plan, &bars)
        .iter()
        .map(|event| {
            (
                event.bar,
                event.part,
                event.reason,
                mirror(event.price),
                event.moment,
            )
        })
        .collect()
}

/// Play both sides and compare with what a buyer sees.
fn expect(case: &Case, events: &[(usize, usize, Reason, f64, Moment)]) {
    assert_eq!(play(case, Side::Buy), events, "buy");
    assert_eq!(play(case, Side::Sell), events, "sell, mirrored");
}

const ENTERED: (usize, usize, Reason, f64, Moment) = (0, 0, Reason::Entry, 100.0, Open);
/// Opens at 100 and stays between 98 and 102.
const QUIET: [f64; 4] = [100.0, 102.0, 98.0, 101.0];

#[test]
fn stop_loss_at_its_level_and_through_a_gap() {
    let inside = case(&[110.0], &[QUIET, [101.0, 102.0, 94.0, 96.0]]);
    expect(&inside, &[ENTERED, (1, 0, Reason::StopLoss, 95.0, Inside)]);
    let gap = case(&[110.0], &[QUIET, [93.0, 96.0, 92.0, 94.0]]);
    expect(&gap, &[ENTERED, (1, 0, Reason::StopLoss, 93.0, Open)]);
}

#[test]
fn target_at_its_level_and_through_a_gap() {
    let inside = case(&[105.0], &[QUIET, [101.0, 106.0, 100.0, 104.0]]);
    expect(&inside, &[ENTERED, (1, 0, Reason::Target, 105.0, Inside)]);
    let gap = case(&[105.0], &[QUIET, [107.0, 108.0, 106.0, 107.0]]);
    expect(&gap, &[ENTERED, (1, 0, Reason::Target, 107.0, Open)]);
}

#[test]
fn stop_comes_before_target_in_the_entry_bar() {
    let both = case(&[102.0], &[[100.0, 103.0, 94.0, 101.0]]);
    expect(&both, &[ENTERED, (0, 0, Reason::StopLoss, 95.0, Inside)]);
}

#[test]
fn limit_entry_waits_and_then_takes_its_target_only_in_the_next_bar() {
    let mut waits = case(
        &[101.0],
        &[
            QUIET,
            [100.0, 102.0, 97.0, 98.0],
            [99.0, 101.0, 98.0, 100.0],
        ],
    );
    waits.entry = Kind::Limit;
    waits.entry_price = 97.0;
    let events = [
        (1, 0, Reason::Entry, 97.0, Inside),
        (2, 0, Reason::Target, 101.0, Inside),
    ];
    expect(&waits, &events);
}

#[test]
fn entry_that_never_fills_gives_no_event() {
    let mut lapses = case(
        &[110.0],
        &[QUIET, QUIET, QUIET, [100.0, 107.0, 99.0, 106.0]],
    );
    lapses.entry = Kind::Stop;
    lapses.entry_price = 106.0;
    expect(&lapses, &[]);
    lapses.valid_for = 4;
    let marked = [
        (3, 0, Reason::Entry, 106.0, Inside),
        (3, 0, Reason::Horizon, 106.0, Close),
    ];
    expect(&lapses, &marked);
}

#[test]
fn horizon_marks_every_open_part_at_the_last_close() {
    let open = case(&[110.0, 120.0], &[QUIET, [101.0, 103.0, 100.0, 102.5]]);
    let marks = [
        ENTERED,
        (1, 0, Reason::Horizon, 102.5, Close),
        (1, 1, Reason::Horizon, 102.5, Close),
    ];
    expect(&open, &marks);
}
