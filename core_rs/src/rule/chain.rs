//! Many conditions joined by one operator, as one lane: `a or b or c` is one node, not two.

use std::any::Any;

use super::operator::Operator;
use crate::lane::Lane;

/// A stateless lane over any number of conditions.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    /// The value that decides whatever the others are: 1 for `or`, 0 for `and`.
    decisive: f64,
    inputs: Vec<usize>,
    output: [usize; 1],
}

impl Chain {
    /// The chain of `or`, or of `and`.
    pub fn new(operator: Operator) -> Self {
        Self {
            decisive: f64::from(u8::from(operator == Operator::Or)),
            inputs: Vec::new(),
            output: [0],
        }
    }

    /// One more condition, with SQL's three values.
    #[inline(always)]
    fn join(&self, joined: f64, next: f64) -> f64 {
        if joined == self.decisive || next == self.decisive {
            self.decisive
        } else if next.is_nan() {
            next
        } else {
            joined
        }
    }

    fn column(&self, inputs: &[&[f64]], output: &mut [f64]) {
        output.fill(1.0 - self.decisive);
        for input in inputs {
            for (joined, next) in output.iter_mut().zip(*input) {
                *joined = self.join(*joined, *next);
            }
        }
    }
}

impl Lane for Chain {
    fn wire(&mut self, inputs: &[usize], output: usize) {
        self.inputs = inputs.to_vec();
        self.output = [output];
    }

    fn inputs(&self) -> &[usize] {
        &self.inputs
    }

    fn outputs(&self) -> &[usize] {
        &self.output
    }

    fn cold(&self) -> Box<dyn Lane> {
        Box::new(self.clone())
    }

    fn clear(&mut self) {}

    fn grow(&mut self, _: usize) {}

    fn copy(&mut self, _: usize, _: &dyn Lane) {}

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn run(&mut self, _: usize, inputs: &[&[f64]], outputs: &mut [&mut [f64]]) {
        self.column(inputs, outputs[0]);
    }

    fn push(&mut self, _: usize, values: &mut [f64]) {
        let joined = self.inputs.iter().fold(1.0 - self.decisive, |joined, &at| {
            self.join(joined, values[at])
        });
        values[self.output[0]] = joined;
    }

    fn push_many(&mut self, _: &[u32], inputs: &[&[f64]], outputs: &mut [&mut [f64]]) {
        self.column(inputs, outputs[0]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f64; 3] = [0.0, 1.0, f64::NAN];

    #[test]
    fn chain_of_three_is_what_two_operators_are() {
        let told = |value: f64| {
            if value.is_nan() {
                None
            } else {
                Some(value == 1.0)
            }
        };
        for operator in [Operator::Or, Operator::And] {
            let mut chain = Chain::new(operator);
            chain.wire(&[0, 1, 2], 3);
            for a in VALUES {
                for b in VALUES {
                    for c in VALUES {
                        let mut values = [a, b, c, 9.0];
                        chain.push(0, &mut values);
                        let parts = [a, b, c].map(told);
                        let decisive = Some(operator == Operator::Or);
                        let expected = if parts.contains(&decisive) {
                            decisive
                        } else if parts.contains(&None) {
                            None
                        } else {
                            decisive.map(|value| !value)
                        };
                        assert_eq!(told(values[3]), expected, "{operator:?} {a} {b} {c}");
                    }
                }
            }
        }
    }
}
