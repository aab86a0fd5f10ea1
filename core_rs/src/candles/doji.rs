//! Doji.

use super::candle::{Candle, signal};
use super::settings::{BODY_DOJI, Limit};
use super::{
    cdl,
    shape::{Pattern, shape},
};
use crate::entry::Entry;

pub(crate) const DOJI: Entry = cdl::<Doji, 1, 1>("cdl.doji", "x", &[], |_| shape(Doji));

/// Two crows.
#[derive(Debug, Clone)]
struct Doji;

impl Pattern<1, 1> for Doji {
    const LIMITS: [Limit; 1] = [BODY_DOJI.at(0)];

    #[inline(always)]
    fn value(&self, [now]: &[Candle; 1], [doji]: &[f64; 1]) -> f64 {
        signal(100.0, now.body() <= *doji)
    }
}
