//! KDJ indicator.
//!
//! k and d as in `stoch`, with Wilder's averages, and j = 3 k - 2 d. First values with d; k and d 0
//! to 100, j beyond.
//!
//! # Source
//! G. Lane's stochastic as it is drawn in East Asia; TA-Lib KDJ, whose averages are seeded with
//! means.

use crate::{
    entry::{Entry, Group, HIGH_LOW_CLOSE, Kind, Param},
    indicators::{
        momentum::{stoch::Smoothings, stochastic::Slow},
        overlap::average::{self, Average, Method, Smooths},
        overlap::rma::Rma,
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "kdj",
    group: Group::Momentum,
    inputs: HIGH_LOW_CLOSE,
    params: &[
        Param::bars("fastk", 9, 1),
        Param::bars("slowk", 3, 1),
        average::parameter("slowk_ma", DEFAULT),
        Param::bars("slowd", 3, 1),
        average::parameter("slowd_ma", DEFAULT),
    ],
    outputs: &["k", "d", "j"],
    kind: Kind::Number,
    doc: "KDJ indicator: k and d as in stoch, usually with Wilder's averages, and j = 3 * k - 2 * \
          d. First values with d. k and d 0 to 100, j beyond. Source: TA-Lib KDJ.",
    warmup: |p| Smoothings::of(p, DEFAULT).lookback(),
    build: |p| {
        let wanted = Smoothings::of(p, DEFAULT);
        match wanted.methods {
            [Method::Wilder, Method::Wilder] => {
                lane(Kdj(wanted.slow(|_, period| Rma::new(period))))
            }
            _ => lane(Kdj(wanted.slow(Average::new))),
        }
    },
};

const DEFAULT: Method = Method::Wilder;

#[derive(Debug, Clone)]
struct Kdj<A>(Slow<A>);

impl<A: Smooths> Step<3, 3> for Kdj<A> {
    #[inline(always)]
    fn push(&mut self, [high, low, close]: [f64; 3]) -> [f64; 3] {
        let [k, d] = self.0.next(high, low, close);
        [k, d, 3.0 * k - 2.0 * d]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kdj_leads_k_by_twice_its_distance_from_d() {
        let wanted = Smoothings::of(&[1.0, 1.0, 13.0, 2.0, 13.0], DEFAULT);
        let mut kdj = Kdj(wanted.slow(|_, period| Rma::new(period)));
        let values = [1.0, 2.0].map(|close| kdj.push([4.0, 0.0, close]));
        assert!(values[0].iter().all(|value| value.is_nan()));
        assert_eq!(values[1], [50.0, 37.5, 75.0]);
    }
}
