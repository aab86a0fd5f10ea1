//! The one matching function: what a set of working orders does in one bar.
//!
//! Backtest, what-if, the paper exchange and the live plan all meet the market here. The order of
//! events inside a bar is not known, so it is fixed, the unfavorable first:
//!
//! 1. at the open: market orders, then stops, then limits that the open has reached or passed, all
//!    at the open. Children of an entry filled here are armed at once and see the whole bar;
//! 2. stops at their level, nearest the open first;
//! 3. limits at their level, nearest the open first.
//!
//! An order armed by a fill inside the bar may be stopped in that bar (also after a limit entry of
//! phase 3), but reaches a limit only from the next bar. A level is reached when it is touched.

/// Buy or sell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Opens longs, closes shorts.
    Buy,
    /// Opens shorts, closes longs.
    Sell,
}

impl Side {
    /// The other side.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Buy => Self::Sell,
            Self::Sell => Self::Buy,
        }
    }

    /// +1 for buy, -1 for sell: prices times this rise in the direction of the side.
    #[must_use]
    pub fn sign(self) -> f64 {
        match self {
            Self::Buy => 1.0,
            Self::Sell => -1.0,
        }
    }
}

/// How an order waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Fills at the next price there is.
    Market,
    /// Fills at its price or better.
    Limit,
    /// Becomes a market order once its price is reached.
    Stop,
}

/// Where an order stands in the bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum State {
    /// Waits for its parent's fill.
    Dormant,
    /// Working since before the open, or armed by a fill at the open.
    Working,
    /// Armed inside this bar, by a fill at this price (NaN: not known).
    Armed(f64),
    /// Done.
    Filled,
    /// The other order of its group was filled.
    Canceled,
}

/// One order of a book.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order {
    /// Buy or sell.
    pub side: Side,
    /// How it waits.
    pub kind: Kind,
    /// Limit or stop price; NaN for market.
    pub price: f64,
    /// Index of the order whose fill arms this one.
    pub parent: Option<usize>,
    /// Group of which one fill cancels the others.
    pub oco: Option<usize>,
    /// Where it stands.
    pub state: State,
}

impl Order {
    /// Distance of a price in the order's trigger direction: positive is passed, zero is reached.
    fn passed_by(&self, price: f64) -> f64 {
        let toward = match self.kind {
            Kind::Limit => -self.side.sign(),
            Kind::Stop | Kind::Market => self.side.sign(),
        };
        toward * (price - self.price)
    }

    /// Whether a bar's range touches the order's price.
    fn reached_in(&self, high: f64, low: f64) -> bool {
        self.passed_by(high) >= 0.0 || self.passed_by(low) >= 0.0
    }
}

/// When in the bar a fill happened; at the open is the session's open, inside its close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// At the bar's open.
    Open,
    /// Between open and close.
    Inside,
    /// At the close: a mark, never a fill of the matching function.
    Close,
}

/// One fill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Index of the order.
    pub order: usize,
    /// The order's level, the bar's open, or the level that armed the order.
    pub price: f64,
    /// When in the bar.
    pub moment: Moment,
}

/// Phase 1: everything that the open reaches fills at the open.
pub fn match_open(open: f64, orders: &mut [Order], fills: &mut Vec<Match>) {
    let at_open = |order: &Order, kind: Kind| {
        order.state == State::Working
            && order.kind == kind
            && (kind == Kind::Market || order.passed_by(open) >= 0.0)
    };
    loop {
        let next = [Kind::Market, Kind::Stop, Kind::Limit]
            .into_iter()
            .find_map(|kind| orders.iter().position(|order| at_open(order, kind)));
        let Some(index) = next else { return };
        fill(orders, index, State::Working);
        fills.push(Match {
            order: index,
            price: open,
            moment: Moment::Open,
        });
    }
}

/// Phases 2 and 3: the rest of the bar.
///
/// An order that the open had already passed (it came after the open) fills at the open; a market
/// order that came after the open fills at the close.
pub fn match_inside(
    high: f64,
    low: f64,
    close: f64,
    open: f64,
    orders: &mut [Order],
    fills: &mut Vec<Match>,
) {
    while let Some((index, price)) = next_stop(high, low, open, orders)
        .or_else(|| next_limit(high, low, open, orders))
        .or_else(|| next_market(close, orders))
    {
        fill(orders, index, State::Armed(price));
        fills.push(Match {
            order: index,
            price,
            moment: Moment::Inside,
        });
    }
}

/// The whole bar: [`match_open`], then [`match_inside`].
pub fn match_bar([open, high, low, close]: [f64; 4], orders: &mut [Order], fills: &mut Vec<Match>) {
    match_open(open, orders, fills);
    match_inside(high, low, close, open, orders, fills);
}

/// Let the next bar begin: what was armed inside the last one is now working.
pub fn next_bar(orders: &mut [Order]) {
    for order in orders {
        if matches!(order.state, State::Armed(_)) {
            order.state = State::Working;
        }
    }
}

fn next_stop(high: f64, low: f64, open: f64, orders: &[Order]) -> Option<(usize, f64)> {
    nearest(open, orders, |order| {
        if order.kind != Kind::Stop || !order.reached_in(high, low) {
            return None;
        }
        let since = match order.state {
            State::Working => open,
            State::Armed(price) => price,
            _ => return None,
        };
        // NaN (armed at an unknown price) is not passed: the stop fills at its level.
        Some(if order.passed_by(since) >= 0.0 {
            since
        } else {
            order.price
        })
    })
}

fn next_limit(high: f64, low: f64, open: f64, orders: &[Order]) -> Option<(usize, f64)> {
    nearest(open, orders, |order| {
        let reached = order.state == State::Working
            && order.kind == Kind::Limit
            && order.reached_in(high, low);
        let price = if order.passed_by(open) >= 0.0 {
            open
        } else {
            order.price
        };
        reached.then_some(price)
    })
}

fn next_market(close: f64, orders: &[Order]) -> Option<(usize, f64)> {
    let waits = |order: &Order| {
        order.kind == Kind::Market && matches!(order.state, State::Working | State::Armed(_))
    };
    orders.iter().position(waits).map(|index| (index, close))
}

/// The first order with the smallest distance between its level and the open.
fn nearest(
    open: f64,
    orders: &[Order],
    fill_price: impl Fn(&Order) -> Option<f64>,
) -> Option<(usize, f64)> {
    let mut best: Option<(f64, usize, f64)> = None;
    for (index, order) in orders.iter().enumerate() {
        let Some(price) = fill_price(order) else {
            continue;
        };
        let distance = (order.price - open).abs();
        if best.is_none_or(|(least, _, _)| distance < least) {
            best = Some((distance, index, price));
        }
    }
    best.map(|(_, index, price)| (index, price))
}

/// Fill one order: cancel its group, arm its children.
fn fill(orders: &mut [Order], index: usize, armed: State) {
    orders[index].state = State::Filled;
    let group = orders[index].oco;
    for order in orders.iter_mut() {
        let alive = matches!(
            order.state,
            State::Dormant | State::Working | State::Armed(_)
        );
        if alive && group.is_some() && order.oco == group {
            order.state = State::Canceled;
        } else if order.state == State::Dormant && order.parent == Some(index) {
            order.state = armed;
        }
    }
}

#[cfg(test)]
mod tests;
