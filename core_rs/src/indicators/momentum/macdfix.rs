//! Moving average convergence/divergence with Appel's fixed weights.
//!
//! As `macd` over 12 and 26 bars, but the averages take 0.15 and 0.075 of each value instead of
//! 2 / 13 and 2 / 27. First values at bar 25 + signal; in the unit of the input.
//!
//! # Source
//! G. Appel, "The Moving Average Convergence-Divergence Method" (1979); TA-Lib MACDFIX, unstable
//! period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, Param},
    indicators::momentum::macd::Macd,
    lane::lane,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "macdfix",
    group: Group::Momentum,
    inputs: CLOSE,
    params: &[Param::bars("signal", 9, 1)],
    outputs: &["line", "signal", "hist"],
    kind: Kind::Number,
    doc: "Moving average convergence/divergence as macd over 12 and 26 bars, whose averages take \
          0.15 and 0.075 of each value. First values at bar 25 + signal. In the unit of its input. \
          Source: Appel 1979, TA-Lib MACDFIX, unstable period 0.",
    warmup: |p| SLOW - 1 + p[0] as usize - 1,
    build: |p| lane(Macd::with_weights(FAST, 0.15, SLOW, 0.075, p[0] as usize)),
};

const FAST: usize = 12;
const SLOW: usize = 26;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Step;

    #[test]
    fn macdfix_takes_its_weights_of_the_first_value_after_the_seed() {
        let mut macd = Macd::with_weights(FAST, 0.15, SLOW, 0.075, 1);
        let mut last = [f64::NAN; 3];
        for value in [[8.0; 26].as_slice(), &[9.0]].concat() {
            last = macd.push([value]);
        }
        assert!((last[0] - 0.075).abs() < 1e-14);
        assert_eq!(last[2], 0.0);
    }
}
