//! Age of the last bar on which a condition was true.
//!
//! `bars_since(rule)` is 0 on a bar on which the rule is true, 1 on the next if it is not true
//! there, and so on; null before the first. A bar on which the rule is null counts as one on which
//! it was not true. In bars.
//!
//! # Source
//! `TradingView`'s `ta.barssince`, `MetaStock`'s BARSSINCE.

use crate::{
    entry::{Entry, Group, Input, Kind, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "bars_since",
    group: Group::Rule,
    inputs: &[Input::condition("rule")],
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "Bars since the rule was last true: 0 on a bar on which it is, null before the first. A \
          bar on which it is null counts as one on which it was not true. In bars; how far back it \
          can look depends on how much history there is. Source: TradingView's barssince.",
    // When a condition is first true is not known beforehand.
    warmup: |_| 0,
    build: |_| lane(BarsSince { age: f64::NAN }),
};

#[derive(Debug, Clone)]
struct BarsSince {
    age: f64,
}

impl Step<1, 1> for BarsSince {
    const SEES_NULLS: bool = true;

    #[inline(always)]
    fn push(&mut self, [rule]: [f64; 1]) -> [f64; 1] {
        self.age = if rule == 1.0 { 0.0 } else { self.age + 1.0 };
        [self.age]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_since_is_null_then_zero_then_counts_over_nulls() {
        let mut since = BarsSince { age: f64::NAN };
        let rule = [0.0, f64::NAN, 1.0, 0.0, f64::NAN, 0.0, 1.0, 1.0, 0.0];
        let found = rule.map(|x| since.push([x])[0]);
        assert!(found[0].is_nan() && found[1].is_nan());
        assert_eq!(found[2..], [0.0, 1.0, 2.0, 3.0, 0.0, 0.0, 1.0]);
    }
}
