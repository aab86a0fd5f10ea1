//! The native core of pytoolkit: everything that is evaluated per bar, written once as a
//! streaming step and used for research, live trading and re-analysis alike.

pub mod aggregate;
pub mod bar;
pub mod bits;
pub mod candles;
pub mod catalog;
pub mod corrections;
pub mod engine;
pub mod entry;
pub mod error;
pub mod grid;
pub mod indicators;
pub mod lane;
pub mod matching;
pub mod memory;
pub mod outcome;
pub mod panel;
pub mod resample;
pub mod ring;
pub mod rule;
pub mod step;
pub mod strategy;
pub mod structure;
pub mod tick;
pub mod timeframe;

#[cfg(feature = "python")]
mod py;
