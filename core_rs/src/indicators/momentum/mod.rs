//! Oscillators and direction.

use crate::entry::Entry;

pub(crate) mod adx;
pub(crate) mod apo;
pub(crate) mod directional;
pub(crate) mod kdj;
pub(crate) mod macd;
pub(crate) mod macdext;
pub(crate) mod macdfix;
pub(crate) mod mfi;
pub(crate) mod minus_di;
pub(crate) mod pair;
pub(crate) mod plus_di;
pub(crate) mod ppo;
pub(crate) mod rsi;
pub(crate) mod stoch;
pub(crate) mod stochastic;
pub(crate) mod stochf;
pub(crate) mod stochrsi;

pub(crate) const ENTRIES: &[Entry] = &[
    adx::ENTRY,
    apo::ENTRY,
    kdj::ENTRY,
    macd::ENTRY,
    macdext::ENTRY,
    macdfix::ENTRY,
    mfi::ENTRY,
    minus_di::ENTRY,
    plus_di::ENTRY,
    ppo::ENTRY,
    rsi::ENTRY,
    stoch::ENTRY,
    stochf::ENTRY,
    stochrsi::ENTRY,
];
