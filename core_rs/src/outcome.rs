//! The outcome simulator: the matching function plus the plan of a trade.
//!
//! Bars begin with the first one after the signal. The entry works for `valid_for` bars. What is
//! decided at a bar's close (a moved stop, a rule exit) takes effect at the next bar. A position
//! still open after the last bar is marked at its close.
//!
//! Stops only tighten. After the first target filled, the stop of what is left goes to breakeven
//! (the entry's fill price), after the second to the first target's level; the trail joins in once
//! only the last part is left (from entry where there is one part). The tightest wins. A stop
//! that the last close has already passed is not placed: the position is closed at the next open.

use crate::matching::{Kind, Match, Moment, Order, Side, State, match_bar, next_bar};
use crate::tick::{Move, Tick, move_stop};

/// What is to be done about one signal.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Side of the entry.
    pub side: Side,
    /// How the entry is sent.
    pub entry: Kind,
    /// Limit or stop price of the entry; ignored for market.
    pub entry_price: f64,
    /// Bars the entry may wait, at least 1.
    pub valid_for: usize,
    /// Initial stop of all parts.
    pub stop: f64,
    /// Target of each part, nearest first; NaN for a part that has a stop only.
    pub targets: Vec<f64>,
    /// Grid for moved stops.
    pub tick: Tick,
}

/// Bars after the signal, and the strategy's columns on them; all of one length.
#[derive(Debug, Clone, Copy)]
pub struct Bars<'a> {
    /// First prices.
    pub open: &'a [f64],
    /// Highest prices.
    pub high: &'a [f64],
    /// Lowest prices.
    pub low: &'a [f64],
    /// Last prices.
    pub close: &'a [f64],
    /// Trailing stop as the strategy computes it; empty: none.
    pub trail: &'a [f64],
    /// 1 where the structure is gone; empty: none.
    pub invalidation: &'a [f64],
    /// 1 where a named exit rule holds, in order of rank.
    pub exits: &'a [&'a [f64]],
}

/// Why something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The entry filled, all parts at once.
    Entry,
    /// The part's target.
    Target,
    /// The initial stop.
    StopLoss,
    /// The stop at the entry's price, after the first target.
    Breakeven,
    /// A stop beyond breakeven: the trail, or the first target's level after the second target.
    Trail,
    /// The invalidation rule.
    Invalidation,
    /// An exit rule, by its rank.
    Rule(usize),
    /// The bars ended with the part open; a mark, not a fill.
    Horizon,
}

/// One thing that happened to one part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Bar, from 0.
    pub bar: usize,
    /// Part, from 0; 0 for the entry.
    pub part: usize,
    /// Why.
    pub reason: Reason,
    /// A level, a bar's open, or the last close at the horizon.
    pub price: f64,
    /// When in the bar.
    pub moment: Moment,
}

/// Play a plan over bars; the events come in order of time.
///
/// No event at all: the entry did not fill while it was valid.
#[must_use]
pub fn simulate(plan: &Plan, bars: &Bars) -> Vec<Event> {
    let mut trade = Trade::new(plan);
    for bar in 0..bars.close.len() {
        if !trade.entered() && bar >= plan.valid_for.max(1) {
            return trade.events;
        }
        trade.play(bar, bars);
        if trade.done() {
            return trade.events;
        }
        trade.decide(bar, bars);
    }
    if let (true, Some(&close)) = (trade.entered(), bars.close.last()) {
        trade.close_all(bars.close.len() - 1, Reason::Horizon, close, Moment::Close);
    }
    trade.events
}

const ENTRY: usize = 0;

/// Index of a part's stop among the orders; its target follows it.
fn stop_of(part: usize) -> usize {
    1 + 2 * part
}

struct Trade<'a> {
    plan: &'a Plan,
    orders: Vec<Order>,
    fills: Vec<Match>,
    events: Vec<Event>,
    entry_fill: f64,
    targets_hit: usize,
    stop: f64,
    stop_reason: Reason,
    leave: Option<Reason>,
}

impl<'a> Trade<'a> {
    fn new(plan: &'a Plan) -> Self {
        let exit = plan.side.opposite();
        let mut orders = vec![Order {
            side: plan.side,
            kind: plan.entry,
            price: plan.entry_price,
            parent: None,
            oco: None,
            state: State::Working,
        }];
        for (part, &target) in plan.targets.iter().enumerate() {
            let stop = Order {
                side: exit,
                kind: Kind::Stop,
                price: plan.stop,
                parent: Some(ENTRY),
                oco: Some(part),
                state: State::Dormant,
            };
            let state = if target.is_nan() {
                State::Canceled
            } else {
                State::Dormant
            };
            orders.push(stop);
            orders.push(Order {
                kind: Kind::Limit,
                price: target,
                state,
                ..stop
            });
        }
        Self {
            plan,
            orders,
            fills: Vec::new(),
            events: Vec::new(),
            entry_fill: f64::NAN,
            targets_hit: 0,
            stop: plan.stop,
            stop_reason: Reason::StopLoss,
            leave: None,
        }
    }

    fn entered(&self) -> bool {
        self.orders[ENTRY].state == State::Filled
    }

    fn is_open(&self, part: usize) -> bool {
        self.entered()
            && matches!(
                self.orders[stop_of(part)].state,
                State::Working | State::Armed(_)
            )
    }

    fn done(&self) -> bool {
        self.entered() && (0..self.plan.targets.len()).all(|part| !self.is_open(part))
    }

    fn play(&mut self, bar: usize, bars: &Bars) {
        if let Some(reason) = self.leave {
            return self.close_all(bar, reason, bars.open[bar], Moment::Open);
        }
        next_bar(&mut self.orders);
        self.fills.clear();
        let prices = [
            bars.open[bar],
            bars.high[bar],
            bars.low[bar],
            bars.close[bar],
        ];
        match_bar(prices, &mut self.orders, &mut self.fills);
        for fill in std::mem::take(&mut self.fills) {
            self.record(bar, fill);
        }
    }

    fn record(&mut self, bar: usize, fill: Match) {
        let (part, reason) = if fill.order == ENTRY {
            self.entry_fill = fill.price;
            (0, Reason::Entry)
        } else if self.orders[fill.order].kind == Kind::Stop {
            ((fill.order - 1) / 2, self.stop_reason)
        } else {
            self.targets_hit += 1;
            ((fill.order - 1) / 2, Reason::Target)
        };
        self.events.push(Event {
            bar,
            part,
            reason,
            price: fill.price,
            moment: fill.moment,
        });
    }

    /// At the bar's close: leave at the next open, or move the stop.
    fn decide(&mut self, bar: usize, bars: &Bars) {
        if !self.entered() || self.leave.is_some() {
            return;
        }
        let holds = |column: &[f64]| column.get(bar) == Some(&1.0);
        if holds(bars.invalidation) {
            self.leave = Some(Reason::Invalidation);
        } else if let Some(rank) = bars.exits.iter().position(|column| holds(column)) {
            self.leave = Some(Reason::Rule(rank));
        } else {
            let (ladder, reason) = self.ladder_stop();
            self.tighten(ladder, reason, bars.close[bar]);
            if self.targets_hit + 1 >= self.plan.targets.len() {
                let trail = bars.trail.get(bar).copied().unwrap_or(f64::NAN);
                self.tighten(trail, Reason::Trail, bars.close[bar]);
            }
        }
    }

    /// Where the scale-out rules want the stop; NaN: nowhere yet.
    fn ladder_stop(&self) -> (f64, Reason) {
        match self.targets_hit {
            0 => (f64::NAN, Reason::StopLoss),
            1 => (self.entry_fill, Reason::Breakeven),
            _ => (self.plan.targets[0], Reason::Trail),
        }
    }

    fn tighten(&mut self, wanted: f64, reason: Reason, close: f64) {
        match move_stop(self.plan.side, self.stop, wanted, close, self.plan.tick) {
            Move::Keep => {}
            Move::Close => self.leave = self.leave.or(Some(reason)),
            Move::To(level) => {
                self.stop = level;
                self.stop_reason = reason;
                for part in 0..self.plan.targets.len() {
                    self.orders[stop_of(part)].price = level;
                }
            }
        }
    }

    fn close_all(&mut self, bar: usize, reason: Reason, price: f64, moment: Moment) {
        for part in 0..self.plan.targets.len() {
            if self.is_open(part) {
                self.events.push(Event {
                    bar,
                    part,
                    reason,
                    price,
                    moment,
                });
                self.orders[stop_of(part)].state = State::Canceled;
            }
        }
    }
}

#[cfg(test)]
mod tests;
