//! Operators as steps: the same form as any indicator, so a graph is lanes and nothing else.

use super::chain::Chain;
use super::operator::Operator;
use super::tree::Column;
use crate::{
    lane::{Lane, lane},
    step::Step,
};

/// A function of this bar's values alone; a null input gives null.
#[derive(Clone)]
struct Pointwise<F>(F);

impl<F, const I: usize> Step<I, 1> for Pointwise<F>
where
    F: Fn([f64; I]) -> f64 + Clone + Send + Sync + 'static,
{
    #[inline]
    fn push(&mut self, input: [f64; I]) -> [f64; 1] {
        [(self.0)(input)]
    }
}

/// A function of this bar's values alone that decides about nulls itself.
#[derive(Clone)]
struct Logic<F>(F);

impl<F, const I: usize> Step<I, 1> for Logic<F>
where
    F: Fn([f64; I]) -> f64 + Clone + Send + Sync + 'static,
{
    const SEES_NULLS: bool = true;

    #[inline]
    fn push(&mut self, input: [f64; I]) -> [f64; 1] {
        [(self.0)(input)]
    }
}

/// `a` was not above `b` on the last bar and is now.
#[derive(Clone)]
struct Crosses {
    last: [f64; 2],
    sign: f64,
}

impl Step<2, 1> for Crosses {
    const SEES_NULLS: bool = true;

    #[inline]
    fn push(&mut self, [a, b]: [f64; 2]) -> [f64; 1] {
        // Crossing below is crossing above with both sides negated.
        let now = [a * self.sign, b * self.sign];
        let last = std::mem::replace(&mut self.last, now);
        if now.iter().chain(&last).any(|value| value.is_nan()) {
            return [f64::NAN];
        }
        [truth(last[0] <= last[1] && now[0] > now[1])]
    }
}

fn truth(value: bool) -> f64 {
    f64::from(u8::from(value))
}

fn pointwise<const I: usize>(
    function: impl Fn([f64; I]) -> f64 + Clone + Send + Sync + 'static,
) -> Box<dyn Lane> {
    lane(Pointwise(function))
}

fn crosses(sign: f64) -> Box<dyn Lane> {
    lane(Crosses {
        last: [f64::NAN; 2],
        sign,
    })
}

/// The lane of an operator.
pub(super) fn of_operator(operator: Operator) -> Box<dyn Lane> {
    match operator {
        Operator::Or => lane(Logic(
            |[a, b]: [f64; 2]| {
                if a == 1.0 || b == 1.0 { 1.0 } else { a + b }
            },
        )),
        Operator::And => lane(Logic(
            |[a, b]: [f64; 2]| {
                if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
            },
        )),
        Operator::Not => pointwise(|[a]| 1.0 - a),
        Operator::Less => pointwise(|[a, b]| truth(a < b)),
        Operator::LessEqual => pointwise(|[a, b]| truth(a <= b)),
        Operator::Greater => pointwise(|[a, b]| truth(a > b)),
        Operator::GreaterEqual => pointwise(|[a, b]| truth(a >= b)),
        Operator::Equal => pointwise(|[a, b]| truth(a == b)),
        Operator::NotEqual => pointwise(|[a, b]| truth(a != b)),
        Operator::CrossesAbove => crosses(1.0),
        Operator::CrossesBelow => crosses(-1.0),
        Operator::Add => pointwise(|[a, b]| a + b),
        Operator::Subtract => pointwise(|[a, b]| a - b),
        Operator::Multiply => pointwise(|[a, b]| a * b),
        Operator::Divide => pointwise(|[a, b]| a / b),
        Operator::Negate => pointwise(|[a]| -a),
    }
}

/// The lane of `or` or `and` over `count` conditions.
pub(super) fn of_chain(operator: Operator, count: usize) -> Box<dyn Lane> {
    match count {
        2 => of_operator(operator),
        _ => Box::new(Chain::new(operator)),
    }
}

/// The lane of a mean column over its parts; a column of the bar itself needs none.
pub(super) fn of_column(column: Column) -> Option<(&'static [Column], Box<dyn Lane>)> {
    use Column::{Close, High, Low, Open};
    match column {
        Column::Hl2 => Some((&[High, Low], pointwise(|[h, l]| f64::midpoint(h, l)))),
        Column::Hlc3 => Some((
            &[High, Low, Close],
            pointwise(|[h, l, c]| (h + l + c) / 3.0),
        )),
        Column::Ohlc4 => Some((
            &[Open, High, Low, Close],
            pointwise(|[o, h, l, c]| (o + h + l + c) / 4.0),
        )),
        _ => None,
    }
}
