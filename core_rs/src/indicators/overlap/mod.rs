//! Averages and bands on the price scale.

use crate::entry::Entry;

pub(crate) mod accbands;
pub(crate) mod average;
pub(crate) mod bbands;
pub(crate) mod chandelier_long;
pub(crate) mod chandelier_short;
pub(crate) mod dema;
pub(crate) mod donchian;
pub(crate) mod ema;
pub(crate) mod hma;
pub(crate) mod ht_trendline;
pub(crate) mod kama;
pub(crate) mod kc;
pub(crate) mod ma;
pub(crate) mod mama;
pub(crate) mod midpoint;
pub(crate) mod midprice;
pub(crate) mod parabolic;
pub(crate) mod rma;
pub(crate) mod sar;
pub(crate) mod sarext;
pub(crate) mod sma;
pub(crate) mod smoothing;
pub(crate) mod supertrend;
pub(crate) mod t3;
pub(crate) mod tema;
pub(crate) mod trima;
pub(crate) mod vwma;
pub(crate) mod wma;
pub(crate) mod zlema;

pub(crate) const ENTRIES: &[Entry] = &[
    accbands::ENTRY,
    bbands::ENTRY,
    chandelier_long::ENTRY,
    chandelier_short::ENTRY,
    dema::ENTRY,
    donchian::ENTRY,
    ema::ENTRY,
    hma::ENTRY,
    ht_trendline::ENTRY,
    kama::ENTRY,
    kc::ENTRY,
    ma::ENTRY,
    mama::ENTRY,
    midpoint::ENTRY,
    midprice::ENTRY,
    rma::ENTRY,
    sar::ENTRY,
    sarext::ENTRY,
    sma::ENTRY,
    supertrend::ENTRY,
    t3::ENTRY,
    tema::ENTRY,
    trima::ENTRY,
    vwma::ENTRY,
    wma::ENTRY,
    zlema::ENTRY,
];
