//! Oscillators and direction.

use crate::entry::Entry;

pub(crate) mod ac;
pub(crate) mod adx;
pub(crate) mod adxr;
pub(crate) mod ao;
pub(crate) mod apo;
pub(crate) mod aroon;
pub(crate) mod aroonosc;
pub(crate) mod bop;
pub(crate) mod cci;
pub(crate) mod cmo;
pub(crate) mod cmou;
pub(crate) mod coppock;
pub(crate) mod directional;
pub(crate) mod dpo;
pub(crate) mod dx;
pub(crate) mod er;
pub(crate) mod eri;
pub(crate) mod fosc;
pub(crate) mod fractal;
pub(crate) mod imi;
pub(crate) mod kdj;
pub(crate) mod macd;
pub(crate) mod macdext;
pub(crate) mod macdfix;
pub(crate) mod mfi;
pub(crate) mod minus_di;
pub(crate) mod minus_dm;
pub(crate) mod mom;
pub(crate) mod pair;
pub(crate) mod plus_di;
pub(crate) mod plus_dm;
pub(crate) mod ppo;
pub(crate) mod qstick;
pub(crate) mod roc;
pub(crate) mod rocp;
pub(crate) mod rocr;
pub(crate) mod rocr100;
pub(crate) mod rsi;
pub(crate) mod running;
pub(crate) mod smi;
pub(crate) mod stoch;
pub(crate) mod stochastic;
pub(crate) mod stochf;
pub(crate) mod stochrsi;
pub(crate) mod total;
pub(crate) mod trix;
pub(crate) mod tsi;
pub(crate) mod twice;
pub(crate) mod ultosc;
pub(crate) mod vhf;
pub(crate) mod vortex;
pub(crate) mod wad;
pub(crate) mod willr;

pub(crate) const ENTRIES: &[Entry] = &[
    ac::ENTRY,
    adx::ENTRY,
    adxr::ENTRY,
    ao::ENTRY,
    apo::ENTRY,
    aroon::ENTRY,
    aroonosc::ENTRY,
    bop::ENTRY,
    cci::ENTRY,
    cmo::ENTRY,
    cmou::ENTRY,
    coppock::ENTRY,
    dpo::ENTRY,
    dx::ENTRY,
    er::ENTRY,
    eri::ENTRY,
    fosc::ENTRY,
    fractal::ENTRY,
    imi::ENTRY,
    kdj::ENTRY,
    macd::ENTRY,
    macdext::ENTRY,
    macdfix::ENTRY,
    mfi::ENTRY,
    minus_di::ENTRY,
    minus_dm::ENTRY,
    mom::ENTRY,
    plus_di::ENTRY,
    plus_dm::ENTRY,
    ppo::ENTRY,
    qstick::ENTRY,
    roc::ENTRY,
    rocp::ENTRY,
    rocr100::ENTRY,
    rocr::ENTRY,
    rsi::ENTRY,
    smi::ENTRY,
    stoch::ENTRY,
    stochf::ENTRY,
    stochrsi::ENTRY,
    trix::ENTRY,
    tsi::ENTRY,
    ultosc::ENTRY,
    vhf::ENTRY,
    vortex::ENTRY,
    wad::ENTRY,
    willr::ENTRY,
];
