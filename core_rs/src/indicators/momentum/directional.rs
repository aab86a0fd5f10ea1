//! Directional movement, shared by `plus_di`, `minus_di`, `adx`, `dx`, `plus_dm` and `minus_dm`.

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
    movement: Movement,
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
            movement: Movement::default(),
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
        let (plus, minus) = self.movement.next(high, low);
        let range = range_after(self.close, high, low);
        self.close = close;
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

/// How far a bar reaches beyond the previous one.
#[derive(Debug, Clone)]
pub struct Movement {
    high: f64,
    low: f64,
}

impl Default for Movement {
    fn default() -> Self {
        Self {
            high: f64::NAN,
            low: f64::NAN,
        }
    }
}

impl Movement {
    /// Take a bar, give its plus and its minus movement, one of them 0; both for the first bar.
    #[inline(always)]
    pub fn next(&mut self, high: f64, low: f64) -> (f64, f64) {
        // The first bar's differences are NaN, which no comparison lets through.
        let up = high - self.high;
        let down = self.low - low;
        self.high = high;
        self.low = low;
        // Masked, not branched: which way a bar reaches is a coin's toss.
        (
            only_if(up > down && up > 0.0, up),
            only_if(down > up && down > 0.0, down),
        )
    }
}

/// True range of a bar, 0 for the first one, which has no previous close.
#[inline(always)]
#[must_use]
pub fn range_after(previous_close: f64, high: f64, low: f64) -> f64 {
    only_if(
        !previous_close.is_nan(),
        true_range(high, low, previous_close),
    )
}

/// Wilder's sum of one thing, as in [`Directional`].
#[derive(Debug, Clone)]
pub struct WilderSum {
    sum: f64,
    /// 1 while the seed is summed, so that every bar takes the same path.
    kept: f64,
    missing: usize,
    period: f64,
}

impl WilderSum {
    /// A sum over `period` bars (at least one), of which the first only opens the movement.
    #[must_use]
    pub fn new(period: usize) -> Self {
        Self {
            sum: 0.0,
            kept: 1.0,
            missing: period,
            period: period as f64,
        }
    }

    /// Take a bar's value, give the sum; that of the values so far before there are enough.
    #[inline(always)]
    pub fn next(&mut self, value: f64) -> f64 {
        self.sum = self.sum * self.kept + value;
        if self.missing > 0 {
            self.missing -= 1;
            if self.missing == 0 {
                self.kept = 1.0 - 1.0 / self.period;
            }
        }
        self.sum
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
