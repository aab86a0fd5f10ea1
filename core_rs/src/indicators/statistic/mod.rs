//! Statistics of a window.

use crate::entry::Entry;

pub(crate) mod beta;
pub(crate) mod correl;
pub(crate) mod linearreg;
pub(crate) mod linearreg_angle;
pub(crate) mod linearreg_intercept;
pub(crate) mod linearreg_slope;
pub(crate) mod pair;
pub(crate) mod percentile;
pub(crate) mod percentrank;
pub(crate) mod regression;
pub(crate) mod sorted;
pub(crate) mod stddev;
pub(crate) mod tsf;
pub(crate) mod var;
pub(crate) mod zscore;

pub(crate) const ENTRIES: &[Entry] = &[
    beta::ENTRY,
    correl::ENTRY,
    linearreg::ENTRY,
    linearreg_angle::ENTRY,
    linearreg_intercept::ENTRY,
    linearreg_slope::ENTRY,
    percentile::ENTRY,
    percentrank::ENTRY,
    stddev::ENTRY,
    tsf::ENTRY,
    var::ENTRY,
    zscore::ENTRY,
];
