//! The Hilbert transform that measures the dominant cycle, for `mama` and the `ht_` functions.
//!
//! The price is smoothed over 4 bars (weights 4 3 2 1, newest first), detrended by the transform
//! h(x) = f (0.0962 x[t] + 0.5769 x[t-2] - 0.5769 x[t-4] - 0.0962 x[t-6]), f = 0.075 period + 0.54,
//! and split into its in-phase part (3 bars old) and its quadrature (transformed again). The angle
//! between one bar's phasor and the last one's is the period, 6 to 50 bars, smoothed.
//!
//! # Source
//! J. Ehlers, "Rocket Science for Traders" (2001); TA-Lib, order and rounding of operations
//! included: where prices stand still, the phasor is made of nothing but rounding errors, and the
//! averages that follow it are only equal to another program's if these are.

use std::f64::consts::PI;

/// Degrees of one radian.
pub const DEGREES: f64 = 180.0 / PI;

const OUTER: f64 = 0.0962;
const INNER: f64 = 0.5769;

/// When the transform starts, and when its answers are given out.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    /// Bars that only smooth the price.
    pub smoothing: usize,
    /// Bars before the first answer.
    pub lookback: usize,
}

/// For what follows the phasor.
pub const SHORT: Start = Start {
    smoothing: 12,
    lookback: 32,
};

/// For what looks back over a whole cycle.
pub const LONG: Start = Start {
    smoothing: 37,
    lookback: 63,
};

/// One bar of the transform.
#[derive(Debug, Clone, Copy)]
pub struct Phasor {
    /// The price, smoothed over four bars.
    pub smooth: f64,
    /// The part in phase with the cycle.
    pub in_phase: f64,
    /// The part a quarter of the cycle away.
    pub quadrature: f64,
}

impl Phasor {
    /// Its angle, -90 to 90 degrees.
    #[inline(always)]
    #[must_use]
    pub fn phase(&self) -> f64 {
        if self.in_phase == 0.0 {
            return 0.0;
        }
        (self.quadrature / self.in_phase).atan() * DEGREES
    }
}

/// The transform's memory of one series.
#[derive(Debug, Clone)]
pub struct Cycle {
    start: Start,
    bars: usize,
    prices: [f64; 4],
    plain: f64,
    weighted: f64,
    /// Place of the oldest of the last six values of each series.
    at: usize,
    smooth: [f64; 6],
    detrended: [f64; 6],
    in_phase: [f64; 6],
    quadrature: [f64; 6],
    /// Smoothed phasor of the bar before.
    real: f64,
    imaginary: f64,
    /// Smoothed product of a phasor with the one before.
    dot: f64,
    cross: f64,
    period: f64,
    smooth_period: f64,
}

impl Cycle {
    /// A transform that has seen nothing.
    #[must_use]
    pub fn new(start: Start) -> Self {
        Self {
            start,
            bars: 0,
            prices: [0.0; 4],
            plain: 0.0,
            weighted: 0.0,
            at: 0,
            smooth: [0.0; 6],
            detrended: [0.0; 6],
            in_phase: [0.0; 6],
            quadrature: [0.0; 6],
            real: 0.0,
            imaginary: 0.0,
            dot: 0.0,
            cross: 0.0,
            period: 0.0,
            smooth_period: 0.0,
        }
    }

    /// Whether answers are given out.
    #[inline(always)]
    #[must_use]
    pub fn is_warm(&self) -> bool {
        self.bars > self.start.lookback
    }

    /// The period of the dominant cycle in bars, smoothed once more.
    #[inline(always)]
    #[must_use]
    pub fn smooth_period(&self) -> f64 {
        self.smooth_period
    }

    /// Take a value, give the phasor; nothing while the price is only smoothed.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> Option<Phasor> {
        let smooth = self.smoothed(value);
        if self.bars <= self.start.smoothing {
            return None;
        }
        let factor = 0.075_f64.mul_add(self.period, 0.54);
        let at = self.at;
        let in_phase = self.detrended[(at + 3) % 6];
        let detrended = transform(&mut self.smooth, at, smooth, factor);
        let quadrature = transform(&mut self.detrended, at, detrended, factor);
        let ahead_in_phase = transform(&mut self.in_phase, at, in_phase, factor);
        let ahead_quadrature = transform(&mut self.quadrature, at, quadrature, factor);
        self.at = (at + 1) % 6;
        self.turn(in_phase - ahead_quadrature, quadrature + ahead_in_phase);
        Some(Phasor {
            smooth,
            in_phase,
            quadrature,
        })
    }

    /// The weighted average of the last four values, as two running sums.
    #[inline(always)]
    fn smoothed(&mut self, value: f64) -> f64 {
        let leaving = std::mem::replace(&mut self.prices[self.bars % 4], value);
        self.bars += 1;
        self.plain += value;
        self.plain -= leaving;
        self.weighted += value * self.bars.min(4) as f64;
        let smooth = self.weighted * 0.1;
        if self.bars >= 4 {
            self.weighted -= self.plain;
        }
        smooth
    }

    /// Measure the period from a new phasor, its parts joined with their quarter-cycle leads.
    #[inline(always)]
    fn turn(&mut self, real: f64, imaginary: f64) {
        let real = 0.2_f64.mul_add(real, 0.8 * self.real);
        let imaginary = 0.2_f64.mul_add(imaginary, 0.8 * self.imaginary);
        let dot = real.mul_add(self.real, imaginary * self.imaginary);
        let cross = real * self.imaginary - imaginary * self.real;
        self.dot = 0.8_f64.mul_add(self.dot, 0.2 * dot);
        self.cross = 0.8_f64.mul_add(self.cross, 0.2 * cross);
        self.real = real;
        self.imaginary = imaginary;
        let before = self.period;
        let mut period = before;
        if self.cross != 0.0 && self.dot != 0.0 {
            period = 360.0 / ((self.cross / self.dot).atan() * DEGREES);
        }
        period = period.min(1.5 * before).max(0.67 * before).clamp(6.0, 50.0);
        self.period = 0.2_f64.mul_add(period, 0.8 * before);
        self.smooth_period = 0.67_f64.mul_add(self.smooth_period, 0.33 * self.period);
    }
}

/// The transform of a series whose last six values are `history`, the oldest at `at`.
#[inline(always)]
fn transform(history: &mut [f64; 6], at: usize, value: f64, factor: f64) -> f64 {
    let (two, four) = (history[(at + 4) % 6], history[(at + 2) % 6]);
    let six = std::mem::replace(&mut history[at], value);
    let mut sum = OUTER * value - OUTER * six;
    sum -= INNER * four;
    sum += INNER * two;
    sum * factor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycle_of_a_sine_is_measured_by_its_period() {
        let mut cycle = Cycle::new(SHORT);
        for bar in 0..300 {
            cycle.next(100.0 + (2.0 * PI * f64::from(bar) / 20.0).sin());
        }
        assert!((cycle.smooth_period() - 20.0).abs() < 0.5);
    }

    #[test]
    fn smoothed_price_weighs_the_newest_fourfold() {
        let mut cycle = Cycle::new(SHORT);
        let values = [1.0, 2.0, 6.0, 10.0, 0.0].map(|x| cycle.smoothed(x));
        assert!((values[3] - 6.3).abs() < 1e-15 && (values[4] - 4.4).abs() < 1e-15);
    }

    #[test]
    fn transform_of_a_single_value_is_its_weights_in_turn() {
        let mut history = [0.0; 6];
        let inputs = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let mut at = 0;
        let values = inputs.map(|x| {
            let value = transform(&mut history, at, x, 1.0);
            at = (at + 1) % 6;
            value
        });
        assert_eq!(values, [OUTER, 0.0, INNER, 0.0, -INNER, 0.0, -OUTER]);
    }
}
