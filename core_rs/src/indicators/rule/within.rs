//! Whether a condition held lately.
//!
//! `within(rule, n)` is SQL's ANY over the last n bars: true if the rule was true on one of them,
//! else null if it was null on one of them or n bars have not passed yet, else false.
//!
//! # Source
//! SQL's ANY.

use crate::{
    entry::{Entry, Group, Input, Kind, Param, VALUE},
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "within",
    group: Group::Rule,
    inputs: &[Input::condition("rule")],
    params: &[Param::bars("period", 10, 1)],
    outputs: VALUE,
    kind: Kind::Boolean,
    doc: "True if the rule was true on any of the last `period` bars, this one included; else \
          null if it was null on one of them or fewer bars have passed; else false. Source: \
          SQL's ANY.",
    warmup: |p| p[0] as usize - 1,
    build: |p| lane(Within::new(p[0] as usize)),
};

/// Ages of the last true and the last null; before the first bar everything is null.
#[derive(Debug, Clone)]
struct Within {
    period: usize,
    since_true: usize,
    since_null: usize,
}

impl Within {
    fn new(period: usize) -> Self {
        Self {
            period,
            since_true: period,
            since_null: 0,
        }
    }
}

impl Step<1, 1> for Within {
    const SEES_NULLS: bool = true;

    #[inline(always)]
    fn push(&mut self, [rule]: [f64; 1]) -> [f64; 1] {
        // Older than the window is all the same, so the ages stop there.
        let older = |age: usize| (age + 1).min(self.period);
        self.since_true = if rule == 1.0 {
            0
        } else {
            older(self.since_true)
        };
        self.since_null = if rule.is_nan() {
            0
        } else {
            older(self.since_null)
        };
        if self.since_true < self.period {
            return [1.0];
        }
        [if self.since_null < self.period {
            f64::NAN
        } else {
            0.0
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn within_two_bars_is_true_null_or_false_as_any_is() {
        let null = f64::NAN;
        let mut within = Within::new(2);
        let rule = [0.0, 0.0, 1.0, 0.0, null, 0.0, 0.0, null, 1.0, null, null];
        let expected = [null, 0.0, 1.0, 1.0, null, null, 0.0, null, 1.0, 1.0, null];
        for (rule, expected) in rule.into_iter().zip(expected) {
            let [found] = within.push([rule]);
            assert!(found == expected || found.is_nan() && expected.is_nan());
        }
    }
}
