//! Directional movement, shared by `plus_di`, `minus_di` and `adx`.

use crate::indicators::volatility::trange::true_range;

/// Wilder's sums of directional movement and of the true range.
///
/// Of a bar that reaches further up than down beyond the previous one, the part above it is plus
/// movement; the other way round minus. The sums keep `(n - 1) / n` of themselves and take each
/// new value whole; seeded with the plain sums of the first n - 1 bars after the first.
///
/// # Source
/// J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib.
#[derive(Debug, Clone)]
pub struct Directional {
    high: f64,
    low: f64,
    close: f64,
    sums: Sums,
    /// 1 while the seed is summed, so that every bar takes the same path.
    kept: f64,
    missing: usize,
    period: f64,
}

/// Sums of one bar.
#[derive(Debug, Clone, Copy)]
pub struct Sums {
    /// Plus movement.
    pub plus: f64,
    /// Minus movement.
    pub minus: f64,
    /// True range.
    pub range: f64,
}

impl Directional {
    /// Sums over `period` bars (at least one).
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            high: f64::NAN,
            low: f64::NAN,
            close: f64::NAN,
            sums: Sums {
                plus: 0.0,
                minus: 0.0,
                range: 0.0,
            },
            kept: 1.0,
            missing: period,
            period: period as f64,
        }
    }

    /// Take a bar, give the sums, and whether they are warm: not for the first `period` bars.
    #[inline(always)]
    pub fn next(&mut self, [high, low, close]: [f64; 3]) -> (Sums, bool) {
        // The first bar's differences are NaN, which no comparison lets through.
        let up = high - self.high;
        let down = self.low - low;
        let range = true_range(high, low, self.close);
        let range = only_if(!self.close.is_nan(), range);
        self.high = high;
        self.low = low;
        self.close = close;
        // Masked, not branched: which way a bar reaches is a coin's toss.
        let plus = only_if(up > down && up > 0.0, up);
        let minus = only_if(down > up && down > 0.0, down);
        let warm = self.missing == 0;
        let sums = &mut self.sums;
        sums.plus = sums.plus * self.kept + plus;
        sums.minus = sums.minus * self.kept + minus;
        sums.range = sums.range * self.kept + range;
        if !warm {
            self.missing -= 1;
            if self.missing == 0 {
                self.kept = 1.0 - 1.0 / self.period;
            }
        }
        (*sums, warm)
    }
}

/// The value, or 0 where the condition is false, without a branch.
#[inline(always)]
fn only_if(condition: bool, value: f64) -> f64 {
    f64::from_bits(value.to_bits() & u64::from(condition).wrapping_neg())
}

/// A directional indicator from its sum: percent of the true range, 0 where there was no range.
///
/// With a period of 1 TA-Lib gives the share itself, not percent.
#[inline(always)]
#[must_use]
pub fn share(movement: f64, range: f64, scale: f64) -> f64 {
    if range > 0.0 {
        scale * (movement / range)
    } else {
        0.0
    }
}

/// The scale of [`share`] for a period.
#[must_use]
pub fn scale(period: usize) -> f64 {
    if period == 1 { 1.0 } else { 100.0 }
}
