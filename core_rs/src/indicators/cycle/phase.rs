//! The phase of the dominant cycle, for `ht_dcphase`, `ht_sine` and `ht_trendmode`.
//!
//! The smoothed prices of one whole cycle, as many as its period rounds to, are compared with a
//! sine and a cosine of that period. The angle of both sums is the phase, moved a quarter of a cycle
//! on and by the lag of the smoothing; -45 to 315 degrees.
//!
//! # Source
//! J. Ehlers, "Rocket Science for Traders" (2001); TA-Lib `HT_DCPHASE`, unstable period 0.

use std::f64::consts::PI;
use std::sync::LazyLock;

use crate::{
    indicators::cycle::hilbert::{Cycle, DEGREES, LONG},
    ring::Ring,
};

/// No cycle is longer.
const LONGEST: usize = 50;

/// Sine and cosine of one turn in n steps, for each n up to the longest, one after the other.
static CIRCLES: LazyLock<Vec<[f64; 2]>> = LazyLock::new(|| {
    let turn = 2.0 * PI;
    (0..=LONGEST)
        .flat_map(|steps| (0..steps).map(move |step| step as f64 * turn / steps as f64))
        .map(|angle| [angle.sin(), angle.cos()])
        .collect()
});

/// The circle of that many steps, at most [`LONGEST`].
#[inline(always)]
fn circle(steps: usize) -> &'static [[f64; 2]] {
    let first = steps * steps.saturating_sub(1) / 2;
    &CIRCLES[first..first + steps]
}

/// The phase, and the cycle it is the phase of.
#[derive(Debug, Clone)]
pub struct Phase {
    cycle: Cycle,
    smooth: Ring,
    degrees: f64,
}

/// One bar of it.
#[derive(Debug, Clone, Copy)]
pub struct Bar {
    /// The price, smoothed over four bars.
    pub smooth: f64,
    /// The phase in degrees.
    pub degrees: f64,
    /// The period of the dominant cycle in bars.
    pub period: f64,
    /// Whether that may be shown.
    pub warm: bool,
}

impl Phase {
    /// Bars before the first value.
    pub const LOOKBACK: usize = LONG.lookback;

    /// A phase that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self {
            cycle: Cycle::new(LONG),
            smooth: Ring::new(LONGEST),
            degrees: 0.0,
        }
    }

    /// Take a value, give the phase; nothing while the price is only smoothed.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> Option<Bar> {
        let smooth = self.cycle.next(value)?.smooth;
        self.smooth.push(smooth);
        let period = self.cycle.smooth_period();
        let [sine, cosine] = self.compared(whole(period));
        if cosine != 0.0 {
            self.degrees = (sine / cosine).atan() * DEGREES;
        } else if sine != 0.0 {
            self.degrees += 90.0_f64.copysign(sine);
        }
        self.degrees += 90.0;
        self.degrees += 360.0 / period;
        if cosine < 0.0 {
            self.degrees += 180.0;
        }
        if self.degrees > 315.0 {
            self.degrees -= 360.0;
        }
        Some(Bar {
            smooth,
            degrees: self.degrees,
            period,
            warm: self.cycle.is_warm(),
        })
    }

    /// Sums of the last `bars` smoothed prices, the newest first, times sine and cosine.
    #[inline(always)]
    fn compared(&self, bars: usize) -> [f64; 2] {
        let (older, newer) = self.smooth.halves();
        let (recent, before) = circle(bars).split_at(bars.min(newer.len()));
        let mut sums = [0.0; 2];
        for (circle, prices) in [(recent, newer), (before, older)] {
            for ([sine, cosine], price) in circle.iter().zip(prices.iter().rev()) {
                sums[0] += sine * price;
                sums[1] += cosine * price;
            }
        }
        sums
    }
}

/// How many bars a period rounds to.
#[inline(always)]
#[must_use]
pub fn whole(period: f64) -> usize {
    (period + 0.5) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circle_of_four_steps_is_a_quarter_turn_each() {
        let steps = circle(4).iter().flatten().map(|x| x.round() as i32);
        assert_eq!(steps.collect::<Vec<_>>(), [0, 1, 1, 0, 0, -1, -1, 0]);
        assert_eq!(circle(LONGEST).len(), LONGEST);
    }

    #[test]
    fn phase_of_a_sine_turns_by_one_step_of_its_period_each_bar() {
        let mut phase = Phase::new();
        let degrees: Vec<f64> = (0..200)
            .filter_map(|bar| phase.next(100.0 + (PI * f64::from(bar) / 10.0).sin()))
            .map(|bar| bar.degrees)
            .collect();
        let turned = (degrees[150] - degrees[149]).rem_euclid(360.0);
        assert!((turned - 18.0).abs() < 2.0);
    }
}
