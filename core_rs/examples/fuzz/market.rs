//! Bars nobody would send, in the order nobody would send them.

use pytoolkit_core::{
    bar::{BAR_WIDTH, NEVER, refuse},
    grid::{Calendar, Grid, Span},
    timeframe::Timeframe,
};

use crate::columns::Panel;
use crate::source::Source;

/// How a stream of bars is made.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mood {
    /// Prices of a small grid: many ties, zero ranges, and rules of candles come true.
    Grid,
    /// A walk that looks like a market.
    Walk,
    /// The same bar again and again.
    Still,
    /// Numbers at the edges of what a float can be, any of them as any price.
    Edges,
    /// Any bits.
    Bits,
}

const MOODS: [Mood; 8] = [
    Mood::Grid,
    Mood::Walk,
    Mood::Still,
    Mood::Edges,
    Mood::Bits,
    Mood::Grid,
    Mood::Walk,
    Mood::Edges,
];

/// Numbers that have been trouble.
pub const EDGES: [f64; 22] = [
    1.0,
    0.0,
    -0.0,
    -1.0,
    1e308,
    -1e308,
    f64::MAX,
    f64::MIN,
    5e-324,
    -5e-324,
    f64::MIN_POSITIVE,
    1e-300,
    1e300,
    1e154,
    -1e154,
    1e-154,
    f64::EPSILON,
    1.0 + f64::EPSILON,
    9_007_199_254_740_993.0,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
];

const MINUTE: i64 = 60_000_000;

/// Bars as they come: of several symbols mixed, good and bad.
pub struct Stream {
    /// Symbol, start, values.
    pub bars: Vec<(usize, i64, [f64; BAR_WIDTH])>,
    /// Number of symbols.
    pub symbols: usize,
}

impl Stream {
    /// A stream of about that many bars.
    pub fn of(source: &mut Source, length: usize) -> Self {
        let symbols = 1 + source.index(3);
        let mut markets: Vec<Market> = (0..symbols).map(|_| Market::of(source)).collect();
        let bars = (0..length)
            .map(|_| {
                let symbol = source.index(symbols);
                let (at, bar) = markets[symbol].next(source);
                (symbol, at, bar)
            })
            .collect();
        Self { bars, symbols }
    }

    /// Which bars must be taken: those that are finite and later than the last taken one.
    pub fn good(&self) -> Vec<bool> {
        let mut last = vec![NEVER; self.symbols];
        let taken = |(symbol, at, bar): &(usize, i64, [f64; BAR_WIDTH])| {
            let good = *at > last[*symbol] && bar.iter().all(|value| value.is_finite());
            // The core's own opinion, which must be this one.
            let agreed = refuse(last[*symbol], *at, bar).is_none() == good;
            if good {
                last[*symbol] = *at;
            }
            good && agreed
        };
        self.bars.iter().map(taken).collect()
    }

    /// The good bars among the first `count`, symbol after symbol, and the place of each.
    pub fn panel(&self, good: &[bool], count: usize) -> (Panel, Vec<usize>) {
        let (mut panel, mut places) = (Panel::default(), Vec::new());
        for symbol in 0..self.symbols {
            let start = panel.at.len();
            for place in (0..count).filter(|&place| good[place] && self.bars[place].0 == symbol) {
                let (_, at, bar) = self.bars[place];
                panel.add(at, bar);
                places.push(place);
            }
            panel.symbols.push(start..panel.at.len());
        }
        (panel, places)
    }
}

/// One symbol's bars.
pub struct Market {
    mood: Mood,
    at: i64,
    close: f64,
    /// Once in how many bars something is wrong.
    wrong: u64,
}

impl Market {
    /// A market of a random mood.
    pub fn of(source: &mut Source) -> Self {
        Self {
            mood: *source.pick(&MOODS),
            at: match source.below(32) {
                31 => i64::MAX - 9 * MINUTE,
                30 => i64::MIN + 1,
                29 => -MINUTE,
                _ => 0,
            },
            close: 10.0,
            wrong: *source.pick(&[1_000_000, 4, 16, 64]),
        }
    }

    /// A market whose bars are all good.
    pub fn fair(source: &mut Source) -> Self {
        Self {
            at: 0,
            wrong: u64::MAX,
            ..Self::of(source)
        }
    }

    /// The next bar.
    pub fn next(&mut self, source: &mut Source) -> (i64, [f64; BAR_WIDTH]) {
        let at = self.time(source);
        let mut bar = match self.mood {
            Mood::Grid => self.grid(source),
            Mood::Walk => self.walk(source),
            Mood::Still => [self.close; BAR_WIDTH],
            Mood::Edges => std::array::from_fn(|_| *source.pick(&EDGES[..19])),
            Mood::Bits => std::array::from_fn(|_| finite_bits(source)),
        };
        if self.wrong < u64::MAX && source.once_in(self.wrong) {
            let place = source.index(BAR_WIDTH);
            bar[place] = *source.pick(&EDGES);
        }
        (at, bar)
    }

    /// Start of the next bar; one that goes back does not change those after it.
    fn time(&mut self, source: &mut Source) -> i64 {
        if self.wrong < u64::MAX && source.once_in(self.wrong) {
            match source.below(6) {
                0 => return self.at,
                1 => return self.at.saturating_sub(MINUTE),
                2 => return i64::MIN,
                3 if source.once_in(8) => self.at = i64::MAX,
                4 => self.at = self.at.saturating_add(1),
                _ => self.at = self.at.saturating_add(MINUTE * 1_000_000),
            }
        } else {
            self.at = self.at.saturating_add(MINUTE);
        }
        self.at
    }

    fn grid(&mut self, source: &mut Source) -> [f64; BAR_WIDTH] {
        let mut near = || self.close + source.below(7) as f64 / 2.0 - 1.5;
        let (open, high, low, close) = (near(), near(), near(), near());
        if (0.5..50.0).contains(&close) {
            self.close = close;
        }
        let volume = source.below(3) as f64 * 100.0;
        // Two thirds of the bars have their prices in order.
        if source.below(3) < 2 {
            let high = high.max(low).max(open).max(close);
            let low = low.min(open).min(close);
            return [open, high, low, close, volume];
        }
        [open, high, low, close, volume]
    }

    fn walk(&mut self, source: &mut Source) -> [f64; BAR_WIDTH] {
        let mut step = || source.below(2001) as f64 / 100_000.0 - 0.01;
        let open = self.close * (1.0 + step());
        let close = open * (1.0 + step());
        let (up, down) = (step().abs(), step().abs());
        self.close = close;
        let (high, low) = (open.max(close) * (1.0 + up), open.min(close) * (1.0 - down));
        [open, high, low, close, 1000.0 * up * 100.0]
    }
}

/// Any finite float.
pub fn finite_bits(source: &mut Source) -> f64 {
    let value = f64::from_bits(source.below(u64::MAX));
    if value.is_finite() { value } else { 0.0 }
}

/// Length and sessions of the bars, if anybody knows them.
pub fn grid(source: &mut Source) -> Option<Grid> {
    let timeframe = *source.pick(&Timeframe::ALL);
    let hours = |day: i64, open: i64, close: i64| Span {
        start: (day * 24 + open) * 60 * MINUTE,
        end: (day * 24 + close) * 60 * MINUTE,
    };
    let calendar = match source.below(4) {
        0 => return None,
        1 => Calendar::Utc,
        // Sessions of one to ten hours, with the first minutes in one and with gaps of days.
        2 => Calendar::Sessions(
            [
                hours(0, 0, 1),
                hours(0, 2, 3),
                hours(1, 9, 16),
                hours(9, 0, 10),
            ]
            .into(),
        ),
        _ => Calendar::Sessions([].into()),
    };
    Some(Grid {
        timeframe,
        calendar,
    })
}
