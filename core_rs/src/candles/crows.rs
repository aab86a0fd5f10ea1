//! Crows.

use super::candle::{Candle, all, signal};
use super::settings::{BODY_LONG, Limit};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const TWO_CROWS: Entry =
    cdl::<TwoCrows, 3, 1>("cdl.2crows", "x", &[], |_| shape(TwoCrows));

/// Two crows.
#[derive(Debug, Clone)]
struct TwoCrows;

impl Pattern<3, 1> for TwoCrows {
    const LIMITS: [Limit; 1] = [BODY_LONG.at(2)];

    #[inline(always)]
    fn value(&self, [third, second, first]: &[Candle; 3], [long]: &[f64; 1]) -> f64 {
        signal(
            -100.0,
            all([
                first.white(),
                first.body() > *long,
                second.black(),
                second.above(first),
                third.black(),
                third.open < second.open,
                third.open > second.close,
                third.close > first.open,
                third.close < first.close,
            ]),
        )
    }
}
