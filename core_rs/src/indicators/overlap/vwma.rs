//! Volume-weighted moving average.
//!
//! Sum of value times volume over the sum of volume of the last n bars; null where that is 0. First
//! value at bar n; in the unit of its input. n = 1 is the input.
//!
//! # Source
//! TA-Lib VWMA, as running sums which begin anew after n bars without volume.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, VALUE},
    indicators::overlap::average::Method,
    lane::lane,
    ring::Ring,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "vwma",
    group: Group::Overlap,
    inputs: &[Input::new("real", "close"), Input::column("volume")],
    params: &[Param::bars("period", 30, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Volume-weighted moving average: the last `period` values weighted by volume; null where \
          there was none. First value at bar `period`. In the unit of its input. Source: TA-Lib \
          VWMA.",
    warmup: |p| Method::Simple.lookback(p[0] as usize),
    build: |p| match p[0] as usize {
        1 => lane(Unweighted),
        period => lane(Vwma::new(period)),
    },
};

/// Running sums of the window.
#[derive(Debug, Clone)]
struct Vwma {
    amounts: Ring,
    volumes: Ring,
    amount: f64,
    volume: f64,
    /// Bars without volume up to now.
    idle: usize,
    missing: usize,
}

impl Vwma {
    fn new(period: usize) -> Self {
        Self {
            amounts: Ring::new(period),
            volumes: Ring::new(period),
            amount: 0.0,
            volume: 0.0,
            idle: 0,
            missing: period - 1,
        }
    }
}

impl Step<2, 1> for Vwma {
    #[inline(always)]
    fn push(&mut self, [value, volume]: [f64; 2]) -> [f64; 1] {
        let amount = value * volume;
        self.amount += amount - self.amounts.push(amount);
        self.volume += volume - self.volumes.push(volume);
        self.idle = if volume == 0.0 { self.idle + 1 } else { 0 };
        // What is left of the bars that went is rounding.
        if self.idle >= self.volumes.length() {
            self.amount = 0.0;
            self.volume = 0.0;
        }
        if self.missing > 0 {
            self.missing -= 1;
            return [f64::NAN];
        }
        [self.amount / self.volume]
    }
}

/// A window of one bar, whose volume does not matter.
#[derive(Debug, Clone)]
struct Unweighted;

impl Step<2, 1> for Unweighted {
    #[inline(always)]
    fn push(&mut self, [value, _]: [f64; 2]) -> [f64; 1] {
        [value]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vwma_of_two_bars_leans_to_the_one_with_more_volume() {
        let mut vwma = Vwma::new(2);
        let bars = [[1.0, 1.0], [5.0, 3.0], [9.0, 0.0], [9.0, 0.0]];
        let values = bars.map(|bar| vwma.push(bar)[0]);
        assert!(values[0].is_nan());
        assert_eq!(values[1..3], [4.0, 5.0]);
        assert!(values[3].is_nan());
    }
}
