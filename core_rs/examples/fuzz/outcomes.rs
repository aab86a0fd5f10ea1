//! Plans and books of orders that no strategy would make, on bars that no market would.

use std::time::Instant;

use pytoolkit_core::{
    matching::{Kind, Match, Order, Side, State, match_bar, next_bar},
    outcome::{Bars, Event, Plan, Reason, simulate},
    tick::{Move, Tick, move_stop},
};

use crate::case::{Tally, Verdict, ensure};
use crate::market::EDGES;
use crate::source::Source;

const KINDS: [Kind; 3] = [Kind::Market, Kind::Limit, Kind::Stop];
const SIDES: [Side; 2] = [Side::Buy, Side::Sell];

/// A plan is entered at most once and in time, each part ends once, and time does not run back.
pub fn plan(source: &mut Source, tally: &mut Tally) -> Verdict {
    let plan = Plan {
        side: *source.pick(&SIDES),
        entry: *source.pick(&KINDS),
        entry_price: price(source),
        valid_for: *source.pick(&[1, 0, 2, 5, usize::MAX]),
        stop: price(source),
        targets: (0..source.below(5)).map(|_| price(source)).collect(),
        tick: tick(source),
    };
    let length = source.index(12);
    let columns: [Vec<f64>; 7] = std::array::from_fn(|place| match place {
        0..=4 => (0..length).map(|_| price(source)).collect(),
        _ => (0..length)
            .map(|_| *source.pick(&[0.0, 0.0, 1.0, f64::NAN]))
            .collect(),
    });
    source.note(|| format!("{plan:?}\n{columns:?}"));
    let [open, high, low, close, trail, gone, exit] = &columns;
    let bars = Bars {
        open,
        high,
        low,
        close,
        trail: if source.once_in(2) { trail } else { &[] },
        invalidation: if source.once_in(4) { gone } else { &[] },
        exits: if source.once_in(4) { &[exit] } else { &[] },
    };
    let start = Instant::now();
    let events = simulate(&plan, &bars);
    tally.slowest = tally.slowest.max(start.elapsed());
    tally.count(!events.is_empty());
    told(&plan, &bars, &events)
}

fn told(plan: &Plan, bars: &Bars<'_>, events: &[Event]) -> Verdict {
    let seen = || format!("{events:?}");
    let Some((entry, exits)) = events.split_first() else {
        return Ok(());
    };
    let in_time = entry.reason == Reason::Entry && entry.bar < plan.valid_for.max(1);
    ensure(in_time, "a plan not entered in time", seen)?;
    let forward = events.windows(2).all(|pair| pair[0].bar <= pair[1].bar);
    ensure(
        forward && events.iter().all(|event| event.bar < bars.close.len()),
        "events out of order",
        seen,
    )?;
    let mut ends = vec![0; plan.targets.len()];
    for exit in exits {
        ensure(
            exit.reason != Reason::Entry && exit.part < ends.len(),
            "an exit of nothing",
            seen,
        )?;
        ends[exit.part] += 1;
    }
    ensure(
        ends.iter().all(|count| *count == 1),
        "a part that does not end once",
        seen,
    )?;
    let given = |price: f64| {
        let columns = [bars.open, bars.high, bars.low, bars.close, bars.trail];
        columns.iter().any(|column| {
            column
                .iter()
                .any(|other| other.to_bits() == price.to_bits())
        }) || [plan.entry_price, plan.stop]
            .iter()
            .chain(&plan.targets)
            .any(|other| other.to_bits() == price.to_bits())
    };
    // A moved stop lies on the grid; every other price was given.
    let moved = |reason: Reason| matches!(reason, Reason::Trail | Reason::Breakeven);
    ensure(
        events
            .iter()
            .all(|event| moved(event.reason) || given(event.price)),
        "a price out of nowhere",
        seen,
    )
}

/// An order fills at most once, of a group one, a child after its parent; nothing fills again.
pub fn book(source: &mut Source, tally: &mut Tally) -> Verdict {
    let count = source.index(9);
    let mut orders: Vec<Order> = (0..count).map(|_| order(source, count)).collect();
    source.note(|| format!("{orders:?}"));
    let mut filled: Vec<usize> = Vec::new();
    for _ in 0..=source.below(3) {
        let bar: [f64; 4] = std::array::from_fn(|_| price(source));
        source.note(|| format!("{bar:?}"));
        let before = orders.clone();
        let mut fills: Vec<Match> = Vec::new();
        let start = Instant::now();
        match_bar(bar, &mut orders, &mut fills);
        tally.slowest = tally.slowest.max(start.elapsed());
        tally.count(!fills.is_empty());
        for fill in &fills {
            let order = before[fill.order];
            let seen = || format!("{fill:?} of {fills:?}");
            ensure(!filled.contains(&fill.order), "an order filled twice", seen)?;
            ensure(
                !matches!(order.state, State::Filled | State::Canceled),
                "a dead order filled",
                seen,
            )?;
            let fellow = |other: &usize| order.oco.is_some() && before[*other].oco == order.oco;
            ensure(!filled.iter().any(fellow), "two fills of a group", seen)?;
            let waits = order.state == State::Dormant;
            let parent = order.parent.is_some_and(|parent| filled.contains(&parent));
            ensure(!waits || parent, "a child before its parent", seen)?;
            filled.push(fill.order);
        }
        next_bar(&mut orders);
    }
    stop(source, tally)
}

/// A stop only moves in the position's favor, and not beyond the close.
fn stop(source: &mut Source, tally: &mut Tally) -> Verdict {
    let (side, tick) = (*source.pick(&SIDES), tick(source));
    let [stop, wanted, close] = std::array::from_fn(|_| price(source));
    source.note(|| format!("{side:?} {stop} {wanted} {close} {tick:?}"));
    let moved = move_stop(side, stop, wanted, close, tick);
    tally.count(moved != Move::Keep);
    let Move::To(level) = moved else {
        return Ok(());
    };
    let sane = tick.step > 0.0 && tick.step_below_one > 0.0;
    let better = side.sign() * level > side.sign() * stop;
    let before_close = side.sign() * level < side.sign() * close || close.is_nan();
    ensure(
        !sane || (better && before_close),
        "a stop moved the wrong way",
        || format!("to {level}"),
    )
}

fn order(source: &mut Source, count: usize) -> Order {
    Order {
        side: *source.pick(&SIDES),
        kind: *source.pick(&KINDS),
        price: price(source),
        parent: source.once_in(3).then(|| source.index(count)),
        oco: source.once_in(3).then(|| source.index(2)),
        state: *source.pick(&[
            State::Working,
            State::Dormant,
            State::Armed(f64::NAN),
            State::Armed(10.0),
            State::Filled,
            State::Canceled,
        ]),
    }
}

fn tick(source: &mut Source) -> Tick {
    let steps = [
        0.01,
        0.0001,
        1e-9,
        1.0,
        0.25,
        0.0,
        -0.01,
        f64::NAN,
        1e300,
        5e-324,
    ];
    Tick {
        step: *source.pick(&steps),
        step_below_one: *source.pick(&steps),
    }
}

/// Mostly of a small grid around 10, where levels meet.
fn price(source: &mut Source) -> f64 {
    if source.once_in(24) {
        return *source.pick(&EDGES);
    }
    10.0 + source.below(9) as f64 / 2.0 - 2.0
}
