//! Whether the market trends or cycles, by the Hilbert transform.
//!
//! 1 trend, 0 cycle. A cycle from the bar on which the lines of `ht_sine` cross until half a period
//! has passed, and while the phase turns by 0.67 to 1.5 times what its period asks for; in spite of
//! that a trend while the smoothed price is 1.5 % or more away from `ht_trendline`. First value at
//! bar 64.
//!
//! # Source
//! J. Ehlers, "Rocket Science for Traders" (2001); TA-Lib `HT_TRENDMODE`, unstable period 0.

use crate::{
    entry::{CLOSE, Entry, Group, Kind, VALUE},
    indicators::{
        cycle::{ht_sine::sines, phase::Bar, phase::Phase},
        overlap::ht_trendline::Trendline,
    },
    lane::lane,
    step::Step,
};

pub(crate) const ENTRY: Entry = Entry {
    name: "ht_trendmode",
    group: Group::Cycle,
    inputs: CLOSE,
    params: &[],
    outputs: VALUE,
    kind: Kind::Number,
    doc: "1 while the market trends, 0 while it follows its dominant cycle: after the lines of \
          ht_sine crossed, or while the phase turns as the period asks; but 1 wherever the price \
          is 1.5 % or more away from ht_trendline. First value at bar 64. Source: Ehlers 2001, \
          TA-Lib HT_TRENDMODE, unstable period 0.",
    warmup: |_| Phase::LOOKBACK,
    build: |_| lane(Mode::new()),
};

#[derive(Debug, Clone)]
struct Mode {
    phase: Phase,
    trendline: Trendline,
    degrees: f64,
    sines: [f64; 2],
    /// Bars since the lines crossed.
    bars: usize,
}

impl Mode {
    fn new() -> Self {
        Self {
            phase: Phase::new(),
            trendline: Trendline::new(),
            degrees: 0.0,
            sines: [0.0; 2],
            bars: 0,
        }
    }

    /// Whether the bar belongs to a trend, by its phase alone.
    #[inline(always)]
    fn trends(&mut self, bar: &Bar) -> bool {
        let before = std::mem::replace(&mut self.sines, sines(bar.degrees));
        let [sine, leading] = self.sines;
        let crossed =
            sine > leading && before[0] <= before[1] || sine < leading && before[0] >= before[1];
        self.bars = if crossed { 1 } else { self.bars + 1 };
        let turned = bar.degrees - std::mem::replace(&mut self.degrees, bar.degrees);
        let turns = turned > 0.67 * 360.0 / bar.period && turned < 1.5 * 360.0 / bar.period;
        !(crossed || (self.bars as f64) < 0.5 * bar.period || turns)
    }
}

impl Step<1, 1> for Mode {
    #[inline(always)]
    fn push(&mut self, [value]: [f64; 1]) -> [f64; 1] {
        self.trendline.take(value);
        let Some(bar) = self.phase.next(value) else {
            return [f64::NAN];
        };
        let trends = self.trends(&bar);
        let trendline = self.trendline.next(bar.period);
        let away = trendline != 0.0 && ((bar.smooth - trendline) / trendline).abs() >= 0.015;
        [if bar.warm {
            f64::from(u8::from(trends || away))
        } else {
            f64::NAN
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(price: impl Fn(f64) -> f64) -> f64 {
        let mut mode = Mode::new();
        (0..200)
            .map(|bar| mode.push([price(f64::from(bar))])[0])
            .last()
            .unwrap()
    }

    #[test]
    fn ht_trendmode_of_a_steep_rise_is_a_trend() {
        assert_eq!(last(|bar| 100.0 * 1.02_f64.powf(bar)), 1.0);
    }

    #[test]
    fn ht_trendmode_of_a_small_sine_is_a_cycle() {
        assert_eq!(
            last(|bar| 100.0 + (std::f64::consts::PI * bar / 10.0).sin()),
            0.0
        );
    }
}
