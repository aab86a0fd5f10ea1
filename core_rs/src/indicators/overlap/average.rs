//! The moving averages that a parameter chooses from: their numbers, warm-up and steps.
//!
//! A function whose usual type is fixed at compile time keeps that step's speed; for the others
//! [`Average`] chooses at each value.

use crate::{
    entry::Param,
    indicators::overlap::{
        dema::Dema,
        hma::Hma,
        kama::Kama,
        mama::{FAST_LIMIT, Mama, SLOW_LIMIT},
        rma::Rma,
        smoothing::{Mean, Smoothing},
        t3::{T3, VOLUME_FACTOR},
        tema::Tema,
        trima::Trima,
        wma::Wma,
        zlema::Zlema,
    },
};

/// A type of moving average.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The input itself.
    Plain,
    /// `sma`
    Simple,
    /// `ema`
    Exponential,
    /// `wma`
    Weighted,
    /// `dema`
    Double,
    /// `tema`
    Triple,
    /// `trima`
    Triangular,
    /// `kama`
    Adaptive,
    /// `mama` with its default limits, for any period
    Mesa,
    /// `t3` with its default factor
    Tillson,
    /// `hma`
    Hull,
    /// `zlema`
    ZeroLag,
    /// `rma`
    Wilder,
}

/// TA-Lib's numbers are the places; 11 is the default of the function that is called.
const NUMBERED: [Option<Method>; 14] = [
    Some(Method::Simple),
    Some(Method::Exponential),
    Some(Method::Weighted),
    Some(Method::Double),
    Some(Method::Triple),
    Some(Method::Triangular),
    Some(Method::Adaptive),
    Some(Method::Mesa),
    Some(Method::Tillson),
    Some(Method::Hull),
    Some(Method::Plain),
    None,
    Some(Method::ZeroLag),
    Some(Method::Wilder),
];

/// The parameter that chooses a type.
#[must_use]
pub const fn parameter(name: &'static str, default: Method) -> Param {
    Param {
        name,
        default: default.number() as f64,
        min: 0.0,
        max: NUMBERED.len() as f64 - 1.0,
        integer: true,
    }
}

impl Method {
    /// The type with that number; `default` for the number that says so.
    #[must_use]
    pub fn of(number: f64, default: Self) -> Self {
        let named = NUMBERED.get(number as usize).copied().flatten();
        named.unwrap_or(default)
    }

    const fn number(self) -> usize {
        let mut number = 0;
        while number < NUMBERED.len() {
            if let Some(method) = NUMBERED[number] {
                if method as usize == self as usize {
                    break;
                }
            }
            number += 1;
        }
        number
    }

    /// The type, or [`Method::Plain`] where the period leaves nothing to average.
    #[must_use]
    pub const fn over(self, period: usize) -> Self {
        if period <= 1 { Self::Plain } else { self }
    }

    /// How many values pass before the first average.
    #[must_use]
    pub fn lookback(self, period: usize) -> usize {
        match self.over(period) {
            Self::Plain => 0,
            Self::Simple | Self::Exponential | Self::Weighted | Self::Triangular | Self::Wilder => {
                period - 1
            }
            Self::Double => 2 * (period - 1),
            Self::Triple => 3 * (period - 1),
            Self::Adaptive => period,
            Self::Mesa => Mama::LOOKBACK,
            Self::Tillson => 6 * (period - 1),
            Self::Hull => period + period.isqrt() - 2,
            Self::ZeroLag => period - 1 + (period - 1) / 2,
        }
    }
}

/// A moving average that is part of another function.
pub trait Smooths: Clone + Send + Sync + 'static {
    /// Take a value, give the average; NaN until there are enough values.
    fn average(&mut self, value: f64) -> f64;
}

impl Smooths for Mean {
    #[inline(always)]
    fn average(&mut self, value: f64) -> f64 {
        self.next(value)
    }
}

impl Smooths for Smoothing {
    #[inline(always)]
    fn average(&mut self, value: f64) -> f64 {
        self.next(value)
    }
}

impl Smooths for Rma {
    #[inline(always)]
    fn average(&mut self, value: f64) -> f64 {
        self.next(value)
    }
}

/// A moving average of any type; what is large lies elsewhere, so that the others stay small.
#[derive(Debug, Clone)]
pub enum Average {
    /// The input itself.
    Plain,
    /// `sma`
    Simple(Mean),
    /// `ema`
    Exponential(Smoothing),
    /// `wma`
    Weighted(Wma),
    /// `dema`
    Double(Dema),
    /// `tema`
    Triple(Tema),
    /// `trima`
    Triangular(Box<Trima>),
    /// `kama`
    Adaptive(Kama),
    /// `mama`
    Mesa(Box<Mama>),
    /// `t3`
    Tillson(Box<T3>),
    /// `hma`
    Hull(Box<Hma>),
    /// `zlema`
    ZeroLag(Zlema),
    /// `rma`
    Wilder(Rma),
}

impl Average {
    /// An average of that type over `period` (at least one).
    #[must_use]
    pub fn new(method: Method, period: usize) -> Self {
        match method.over(period) {
            Method::Plain => Self::Plain,
            Method::Simple => Self::Simple(Mean::new(period)),
            Method::Exponential => Self::Exponential(Smoothing::new(period)),
            Method::Weighted => Self::Weighted(Wma::new(period)),
            Method::Double => Self::Double(Dema::new(period)),
            Method::Triple => Self::Triple(Tema::new(period)),
            Method::Triangular => Self::Triangular(Box::new(Trima::new(period))),
            Method::Adaptive => Self::Adaptive(Kama::new(period)),
            Method::Mesa => Self::Mesa(Box::new(Mama::new(FAST_LIMIT, SLOW_LIMIT))),
            Method::Tillson => Self::Tillson(Box::new(T3::new(period, VOLUME_FACTOR))),
            Method::Hull => Self::Hull(Box::new(Hma::new(period))),
            Method::ZeroLag => Self::ZeroLag(Zlema::new(period)),
            Method::Wilder => Self::Wilder(Rma::new(period)),
        }
    }
}

impl Smooths for Average {
    // Not inlined: thirteen steps in each loop of each function that has a type.
    fn average(&mut self, value: f64) -> f64 {
        match self {
            Self::Plain => value,
            Self::Simple(mean) => mean.next(value),
            Self::Exponential(smoothing) => smoothing.next(value),
            Self::Weighted(wma) => wma.next(value),
            Self::Double(dema) => dema.next(value),
            Self::Triple(tema) => tema.next(value),
            Self::Triangular(trima) => trima.next(value),
            Self::Adaptive(kama) => kama.next(value),
            Self::Mesa(mama) => mama.next(value)[0],
            Self::Tillson(t3) => t3.next(value),
            Self::Hull(hma) => hma.next(value),
            Self::ZeroLag(zlema) => zlema.next(value),
            Self::Wilder(rma) => rma.next(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn method_of_eleven_is_the_default_and_the_others_are_as_numbered() {
        assert_eq!(Method::of(11.0, Method::Wilder), Method::Wilder);
        assert_eq!(Method::of(9.0, Method::Wilder), Method::Hull);
        assert_eq!(parameter("ma", Method::Wilder).default, 13.0);
        assert_eq!(parameter("ma", Method::Simple).max, 13.0);
    }

    #[test]
    fn average_of_every_type_and_period_starts_after_its_lookback() {
        for method in NUMBERED.into_iter().flatten() {
            for period in [1, 2, 3, 4, 9, 40] {
                let mut average = Average::new(method, period);
                let values = (0..250).map(|x| average.average(f64::from(x * x % 23)));
                let first = values.take_while(|value| value.is_nan()).count();
                assert_eq!(first, method.lookback(period), "{method:?} over {period}");
            }
        }
    }

    #[test]
    fn average_over_one_bar_is_its_input_after_any_jump() {
        for method in NUMBERED.into_iter().flatten() {
            let mut average = Average::new(method, 1);
            assert_eq!([1e9, 1e-9].map(|x| average.average(x)), [1e9, 1e-9]);
        }
    }
}
