//! Functions of volume.

use crate::entry::Entry;

pub(crate) mod ad;
pub(crate) mod adosc;
pub(crate) mod cmf;
pub(crate) mod efi;
pub(crate) mod marketfi;
pub(crate) mod nvi;
pub(crate) mod obv;
pub(crate) mod pvi;
pub(crate) mod pvo;
pub(crate) mod pvt;
pub(crate) mod rvol;
pub(crate) mod session_vwap;
pub(crate) mod volume_index;
pub(crate) mod volume_ratio;
pub(crate) mod vwap;

pub(crate) const ENTRIES: &[Entry] = &[
    ad::ENTRY,
    adosc::ENTRY,
    cmf::ENTRY,
    efi::ENTRY,
    marketfi::ENTRY,
    nvi::ENTRY,
    obv::ENTRY,
    pvi::ENTRY,
    pvo::ENTRY,
    pvt::ENTRY,
    rvol::ENTRY,
    session_vwap::ENTRY,
    volume_ratio::ENTRY,
    vwap::ENTRY,
];
