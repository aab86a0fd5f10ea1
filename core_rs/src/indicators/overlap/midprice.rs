//! Middle between the highest high and the lowest low.
//!
//! (highest high + lowest low) / 2 of the last n bars, the middle of `donchian`. First value at bar
//! n; in the unit of the price. Null while a value of the window is null.
//!
//! # Source
//! TA-Lib MIDPRICE.

use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind, Param, VALUE},
    indicators::overlap::donchian::Channel,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "midprice",
    group: Group::Overlap,
    inputs: HIGH_LOW,
    params: &[Param::bars("period", 14, 2)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Middle between the highest high and the lowest low of the last `period` bars, as \
          donchian(period).middle. First value at bar `period`. In the unit of the price. \
          Source: TA-Lib MIDPRICE.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Midprice(Channel::new(p[0] as usize))),
};

#[derive(Debug, Clone)]
struct Midprice(Channel);

impl Step<2, 1> for Midprice {
    const SEES_NULLS: bool = true;

    #[inline(always)]
    fn push(&mut self, bar: [f64; 2]) -> [f64; 1] {
        let [_, middle, _] = self.0.push(bar);
        [middle]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midprice_of_two_bars_is_the_mean_of_their_range() {
        let mut midprice = Midprice(Channel::new(2));
        let values = [[3.0, 2.0], [5.0, 4.0], [5.0, 3.0]].map(|bar| midprice.push(bar)[0]);
        assert!(values[0].is_nan());
        assert_eq!(values[1..], [3.5, 4.0]);
    }
}
