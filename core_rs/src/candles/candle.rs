//! The anatomy of a candle.

/// Prices of one bar.
#[derive(Debug, Clone, Copy)]
pub struct Candle {
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
}

/// The larger of two numbers; unlike `f64::max` one instruction, for it may ignore null.
#[inline(always)]
pub fn higher(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// The smaller of two numbers.
#[inline(always)]
pub fn lower(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

impl Candle {
    /// From open, high, low, close.
    #[inline(always)]
    pub fn new([open, high, low, close]: [f64; 4]) -> Self {
        Self {
            open,
            high,
            low,
            close,
        }
    }

    /// Distance of open and close.
    #[inline(always)]
    pub fn body(&self) -> f64 {
        (self.close - self.open).abs()
    }

    /// Distance of high and low.
    #[inline(always)]
    pub fn range(&self) -> f64 {
        self.high - self.low
    }

    /// Upper end of the body.
    #[inline(always)]
    pub fn top(&self) -> f64 {
        higher(self.close, self.open)
    }

    /// Lower end of the body.
    #[inline(always)]
    pub fn bottom(&self) -> f64 {
        lower(self.close, self.open)
    }

    /// Upper shadow: what stands above the body.
    #[inline(always)]
    pub fn upper(&self) -> f64 {
        self.high - self.top()
    }

    /// Lower shadow: what hangs below the body.
    #[inline(always)]
    pub fn lower(&self) -> f64 {
        self.bottom() - self.low
    }

    /// The middle of the body.
    #[inline(always)]
    pub fn middle(&self) -> f64 {
        f64::midpoint(self.open, self.close)
    }

    /// TA-Lib's white: did not close below its open.
    #[inline(always)]
    pub fn white(&self) -> bool {
        self.close >= self.open
    }

    /// TA-Lib's black: closed below its open.
    #[inline(always)]
    pub fn black(&self) -> bool {
        self.close < self.open
    }

    /// 1 for white, -1 for black.
    #[inline(always)]
    pub fn color(&self) -> f64 {
        if self.white() { 1.0 } else { -1.0 }
    }

    /// Closed above its open, as the green of a strict candle must.
    #[inline(always)]
    pub fn green(&self) -> bool {
        self.close > self.open
    }

    /// Closed below its open.
    #[inline(always)]
    pub fn red(&self) -> bool {
        self.close < self.open
    }

    /// Has a range and a body, as the bar of a strict candle must.
    #[inline(always)]
    pub fn solid(&self) -> bool {
        all([self.high > self.low, self.body() > 0.0])
    }

    /// The body lies above the other's.
    #[inline(always)]
    pub fn above(&self, other: &Self) -> bool {
        self.bottom() > other.top()
    }

    /// The body lies below the other's.
    #[inline(always)]
    pub fn below(&self, other: &Self) -> bool {
        self.top() < other.bottom()
    }

    /// The whole candle, shadows and all, lies above the other.
    #[inline(always)]
    pub fn clear_above(&self, other: &Self) -> bool {
        self.low > other.high
    }

    /// The whole candle, shadows and all, lies below the other.
    #[inline(always)]
    pub fn clear_below(&self, other: &Self) -> bool {
        self.high < other.low
    }

    /// Whether a price lies strictly inside the body.
    #[inline(always)]
    pub fn holds(&self, price: f64) -> bool {
        all([price < self.top(), price > self.bottom()])
    }

    /// Whether the other's body lies strictly inside this one.
    #[inline(always)]
    pub fn covers(&self, other: &Self) -> bool {
        all([other.top() < self.top(), other.bottom() > self.bottom()])
    }
}

/// Whether `a` and `b` are at most `distance` apart, in TA-Lib's order of operations.
#[inline(always)]
pub fn within(a: f64, b: f64, distance: f64) -> bool {
    all([a <= b + distance, a >= b - distance])
}

/// Whether all conditions hold. Each is computed whatever the others are: a handful of comparisons
/// is cheaper than one wrong guess of a branch, and several bars go through them at once.
#[inline(always)]
pub fn all<const N: usize>(conditions: [bool; N]) -> bool {
    conditions.iter().fold(true, |all, each| all & each)
}

/// Whether one of the conditions holds; computes all, as [`all`] does.
#[inline(always)]
pub fn any<const N: usize>(conditions: [bool; N]) -> bool {
    conditions.iter().fold(false, |any, each| any | each)
}

/// The value where the pattern was found, 0 elsewhere.
#[inline(always)]
pub fn signal(value: f64, found: bool) -> f64 {
    if found { value } else { 0.0 }
}
