//! The lane of a pattern: a function of the last few candles and of what they are held against.

use std::any::Any;
use std::marker::PhantomData;

use pulp::{Arch, NullaryFnOnce};

use super::PRICES;
use super::candle::Candle;
use super::history::{BARS, entry_of, params_of};
use super::settings::{BODY_LONG, Limit, warmup};
use crate::{
    entry::{Input, Shared},
    lane::Lane,
};

/// A pattern of `N` candles that are held against `A` limits.
pub trait Pattern<const N: usize, const A: usize>: Clone + Send + Sync + 'static {
    /// What parts of its candles are held against.
    const LIMITS: [Limit; A];

    /// Inputs of its function.
    const GIVEN: &'static [Input] = PRICES;

    /// Its value at `candles[0]`, the present bar; `candles[1]` is the bar before.
    ///
    /// Called on every bar, warm or not, and for several bars at once: it computes all its
    /// conditions and does not branch, see [`super::candle::all`].
    fn value(&self, candles: &[Candle; N], limits: &[f64; A]) -> f64;
}

/// What the catalog has to know of a pattern.
pub struct Catalog<P, const N: usize, const A: usize>(PhantomData<P>);

/// The most limits that a pattern may have, and inputs of any.
const MOST: usize = 8;
const PLACES: usize = 5 + BARS.len() + MOST;

impl<P: Pattern<N, A>, const N: usize, const A: usize> Catalog<P, N, A> {
    /// Leading bars without a value.
    pub const WARMUP: usize = warmup(N, &P::LIMITS);

    /// The inputs of its function, the bars before, the limits.
    pub const INPUTS: &'static [Input] = Self::PLACES.split_at(P::GIVEN.len() + N - 1 + A).0;

    const PLACES: [Input; PLACES] = {
        let before = [
            Input::shared(&bar(0)),
            Input::shared(&bar(1)),
            Input::shared(&bar(2)),
            Input::shared(&bar(3)),
        ];
        let limits = [
            Link::<P, N, A, 0>::INPUT,
            Link::<P, N, A, 1>::INPUT,
            Link::<P, N, A, 2>::INPUT,
            Link::<P, N, A, 3>::INPUT,
            Link::<P, N, A, 4>::INPUT,
            Link::<P, N, A, 5>::INPUT,
            Link::<P, N, A, 6>::INPUT,
            Link::<P, N, A, 7>::INPUT,
        ];
        let (bars, given) = (N - 1, P::GIVEN.len());
        let mut places = [PRICES[0]; PLACES];
        let mut at = 0;
        while at < given + bars + A {
            places[at] = if at < given {
                P::GIVEN[at]
            } else if at < given + bars {
                before[at - given]
            } else {
                limits[at - given - bars]
            };
            at += 1;
        }
        places
    };
}

const fn bar(before: usize) -> Shared {
    Shared {
        entry: &BARS[before],
        params: |_| Vec::new(),
    }
}

/// Limit number `J` of a pattern as an input; any one beyond the last.
struct Link<P, const N: usize, const A: usize, const J: usize>(PhantomData<P>);

impl<P: Pattern<N, A>, const N: usize, const A: usize, const J: usize> Link<P, N, A, J> {
    const INPUT: Input = Input::shared(&Self::SHARED);

    const LIMIT: Limit = if J < A {
        P::LIMITS[J % A]
    } else {
        BODY_LONG.at(0)
    };

    const SHARED: Shared = Shared {
        entry: entry_of(Self::LIMIT),
        params: |_| params_of(Self::LIMIT, Catalog::<P, N, A>::WARMUP),
    };
}

/// The lane of a pattern, which keeps nothing: what is before comes in with the bar.
pub struct Shape<P, const N: usize, const A: usize> {
    pattern: P,
    inputs: Vec<usize>,
    candles: [[usize; 4]; N],
    means: [usize; A],
    output: [usize; 1],
}

/// The lane of a pattern; what its catalog entry's `build` returns.
pub fn shape<P: Pattern<N, A>, const N: usize, const A: usize>(pattern: P) -> Box<dyn Lane> {
    Box::new(Shape {
        pattern,
        inputs: vec![0; P::GIVEN.len() + 4 * (N - 1) + A],
        candles: [[0; 4]; N],
        means: [0; A],
        output: [0],
    })
}

/// The value on one bar; null while anything that it needs is.
#[inline(always)]
fn value<P: Pattern<N, A>, const N: usize, const A: usize>(
    pattern: &P,
    candles: [Candle; N],
    means: [f64; A],
) -> f64 {
    let limits = std::array::from_fn(|at| P::LIMITS[at].setting.limit(means[at]));
    // The oldest bar is known last of all bars; a sum of finite numbers is no NaN.
    let known = means
        .iter()
        .fold(candles[N - 1].open, |sum, mean| sum + mean);
    let value = pattern.value(&candles, &limits);
    if known.is_nan() { known } else { value }
}

impl<P: Pattern<N, A>, const N: usize, const A: usize> Shape<P, N, A> {
    fn rows(&self, inputs: &[&[f64]], output: &mut [f64]) {
        let length = output.len();
        let (rest, means) = inputs.split_at(inputs.len() - A);
        let older = &rest[rest.len() - 4 * (N - 1)..];
        Arch::new().dispatch(Rows {
            pattern: self.pattern.clone(),
            candles: std::array::from_fn(|at| {
                let from = if at == 0 {
                    &rest[..4]
                } else {
                    &older[4 * (at - 1)..4 * at]
                };
                std::array::from_fn(|price| &from[price][..length])
            }),
            means: std::array::from_fn(|at| &means[at][..length]),
            output,
        });
    }
}

/// A block of bars, compiled twice as the loops over steps are.
struct Rows<'a, P, const N: usize, const A: usize> {
    pattern: P,
    candles: [[&'a [f64]; 4]; N],
    means: [&'a [f64]; A],
    output: &'a mut [f64],
}

/// Bars whose values are put down together.
const STRIDE: usize = 64;

impl<P: Pattern<N, A>, const N: usize, const A: usize> NullaryFnOnce for Rows<'_, P, N, A> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self {
            pattern,
            candles,
            means,
            output,
        } = self;
        let mut start = 0;
        for output in output.chunks_mut(STRIDE) {
            let end = start + output.len();
            let candles = candles.map(|prices| prices.map(|column| &column[start..end]));
            let means = means.map(|column| &column[start..end]);
            // What is written cannot be the same memory as an input here, which lets the compiler
            // take several bars at once.
            let mut values = [0.0; STRIDE];
            for (bar, value_of_bar) in values[..output.len()].iter_mut().enumerate() {
                *value_of_bar = value(
                    &pattern,
                    candles.map(|prices| Candle::new(prices.map(|column| column[bar]))),
                    means.map(|column| column[bar]),
                );
            }
            output.copy_from_slice(&values[..output.len()]);
            start = end;
        }
    }
}

impl<P: Pattern<N, A>, const N: usize, const A: usize> Lane for Shape<P, N, A> {
    fn wire(&mut self, inputs: &[usize], output: usize) {
        let (rest, means) = inputs.split_at(inputs.len() - A);
        let older = &rest[rest.len() - 4 * (N - 1)..];
        self.candles = std::array::from_fn(|at| {
            let from = if at == 0 {
                &rest[..4]
            } else {
                &older[4 * (at - 1)..4 * at]
            };
            std::array::from_fn(|price| from[price])
        });
        self.means = std::array::from_fn(|at| means[at]);
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
        Box::new(Self {
            pattern: self.pattern.clone(),
            inputs: self.inputs.clone(),
            ..*self
        })
    }

    fn clear(&mut self) {}

    fn grow(&mut self, _: usize) {}

    fn copy(&mut self, _: usize, _: &dyn Lane) {}

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn run(&mut self, _: usize, inputs: &[&[f64]], outputs: &mut [&mut [f64]]) {
        self.rows(inputs, outputs[0]);
    }

    fn push(&mut self, _: usize, values: &mut [f64]) {
        let candles = self
            .candles
            .map(|wires| Candle::new(wires.map(|wire| values[wire])));
        let means = self.means.map(|wire| values[wire]);
        values[self.output[0]] = value(&self.pattern, candles, means);
    }

    fn push_many(&mut self, _: &[u32], inputs: &[&[f64]], outputs: &mut [&mut [f64]]) {
        self.rows(inputs, outputs[0]);
    }
}
