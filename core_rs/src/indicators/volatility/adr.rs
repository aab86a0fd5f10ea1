//! Average day range.
//!
//! Mean of high - low over the last n bars; unlike the true range it takes no notice of gaps. First
//! value at bar n; in the unit of the price.
//!
//! # Source
//! TA-Lib ADR.

use crate::{
    entry::{Entry, Group, HIGH_LOW, Kind, Param, VALUE},
    indicators::volatility::total::Total,
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "adr",
    group: Group::Volatility,
    inputs: HIGH_LOW,
    params: &[Param::bars("period", 14, 1)],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Average day range: mean of high - low over the last `period` bars. First value at bar \
          `period`. In the unit of the price. Source: TA-Lib ADR.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(AverageRange(Total::new(p[0] as usize))),
};

#[derive(Debug, Clone)]
struct AverageRange(Total);

impl Step<2, 1> for AverageRange {
    #[inline(always)]
    fn push(&mut self, [high, low]: [f64; 2]) -> [f64; 1] {
        let length = self.0.length() as f64;
        [self.0.next(high - low) / length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adr_of_two_is_the_mean_of_two_ranges() {
        let mut adr = AverageRange(Total::new(2));
        let values = [[3.0, 1.0], [5.0, 4.0], [9.0, 4.0]].map(|bar| adr.push(bar)[0]);
        assert!(values[0].is_nan());
        assert_eq!(values[1..], [1.5, 3.0]);
    }
}
