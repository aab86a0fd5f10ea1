//! Supertrend.
//!
//! Bands k average true ranges over n above and below (high + low) / 2. The lower one only rises,
//! the upper one only falls, until a close beyond it sets it free. The line is the lower band in a
//! rise, which a close below it ends, and the upper band in a fall; trend is 1 or -1. First values
//! at bar n + 1, as a rise; the line in the unit of the price.
//!
//! # Source
//! O. Seban, "Tout le monde mérite d'être riche" (2008); TA-Lib SUPERTREND, unstable period 0.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param},
    indicators::volatility::atr::Atr,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "supertrend",
    group: Group::Overlap,
    inputs: HIGH_LOW_CLOSE,
    params: &[
        Param::bars("period", 10, 2),
        Param::real("multiplier", 3.0, 0.0, 3e37),
    ],
    outputs: &["line", "trend"],
    kind: Kind::Number,
    doc: "Supertrend: a stop `multiplier` average true ranges from the middle of the bar, below \
          the price and rising while trend is 1, above it and falling while trend is -1; a close \
          beyond it turns the trend. First values at bar `period` + 1. The line in the unit of \
          the price. Source: Seban 2008, TA-Lib SUPERTREND.",
    warmup: |p| p[0] as usize,
    build: |p| lane(Supertrend::new(p[0] as usize, p[1])),
};

#[derive(Debug, Clone)]
struct Supertrend {
    range: Atr,
    times: f64,
    upper: f64,
    lower: f64,
    /// Last close; null before the bands have a first value.
    close: f64,
    rises: bool,
}

impl Supertrend {
    fn new(period: usize, times: f64) -> Self {
        Self {
            range: Atr::new(period),
            times,
            upper: f64::INFINITY,
            lower: f64::NEG_INFINITY,
            close: f64::NAN,
            rises: true,
        }
    }
}

impl Step<3, 2> for Supertrend {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 2] {
        let range = self.range.next(high, low, close);
        if range.is_nan() {
            return [f64::NAN; 2];
        }
        let middle = f64::midpoint(high, low);
        let (upper, lower) = (middle + self.times * range, middle - self.times * range);
        if upper < self.upper || self.close > self.upper {
            self.upper = upper;
        }
        if lower > self.lower || self.close < self.lower {
            self.lower = lower;
        }
        let first = self.close.is_nan();
        self.close = close;
        self.rises = if self.rises {
            first || close >= self.lower
        } else {
            close > self.upper
        };
        if self.rises {
            [self.lower, 1.0]
        } else {
            [self.upper, -1.0]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn supertrend_turns_at_a_close_below_its_line_and_stands_above_then() {
        let mut supertrend = Supertrend::new(2, 1.0);
        let bars = [
            [5.0, 3.0, 4.0],
            [5.0, 3.0, 4.0],
            [5.0, 3.0, 4.0],
            [5.0, 1.0, 1.0],
        ];
        let values = bars.map(|bar| supertrend.push(bar));
        assert!(values[1].iter().all(|value| value.is_nan()));
        // Bands of 6 and 2; then a range of 3 around 3, which moves neither
        assert_eq!(values[2..], [[2.0, 1.0], [6.0, -1.0]]);
    }
}
