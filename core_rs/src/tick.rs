//! The grid of prices an order may have, and when a protective stop moves on it.

use crate::matching::Side;

/// Price increments of one asset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tick {
    /// Smallest step at prices of 1 and more.
    pub step: f64,
    /// Smallest step below 1.
    pub step_below_one: f64,
}

impl Tick {
    /// The step at a price.
    #[must_use]
    pub fn at(self, price: f64) -> f64 {
        if price < 1.0 {
            self.step_below_one
        } else {
            self.step
        }
    }

    /// The nearest price of the grid that is not tighter: a protective stop moves away from a
    /// position of this side, down for longs, up for shorts.
    ///
    /// Works on the shortest decimal text of the value, as `Decimal(repr(x))` does in Python, so
    /// that both give the same price; NaN stays NaN.
    #[must_use]
    pub fn away(self, side: Side, price: f64) -> f64 {
        on_grid(price, self.at(price), side == Side::Sell).unwrap_or(f64::NAN)
    }
}

/// What to do with a stop at a bar's close.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Move {
    /// Leave it where it is.
    Keep,
    /// Place it here.
    To(f64),
    /// The market is already beyond: close at the next open.
    Close,
}

/// Decide whether a protective stop moves to a wanted level.
///
/// Stops are put on the grid away from the position, only tighten, and not by less than a step.
#[must_use]
pub fn move_stop(side: Side, stop: f64, wanted: f64, close: f64, tick: Tick) -> Move {
    let level = tick.away(side, wanted);
    let gain = side.sign() * (level - stop);
    // The margin forgives the last binary digit of two prices of the grid.
    let enough = gain >= tick.at(level) * (1.0 - 1e-6);
    if !enough {
        Move::Keep
    } else if side.sign() * (level - close) >= 0.0 {
        Move::Close
    } else {
        Move::To(level)
    }
}

/// Floor (or ceiling) of a value on a grid; None where a number has no or too many digits.
fn on_grid(value: f64, step: f64, up: bool) -> Option<f64> {
    let (digits, places) = decimal(value)?;
    let (step_digits, step_places) = decimal(step)?;
    let common = places.max(step_places);
    let scaled = digits.checked_mul(10_i128.checked_pow(common - places)?)?;
    let unit = step_digits.checked_mul(10_i128.checked_pow(common - step_places)?)?;
    let below = scaled.checked_div_euclid(unit)?.checked_mul(unit)?;
    let rounded = if up && below != scaled {
        below.checked_add(unit)?
    } else {
        below
    };
    format!("{rounded}e-{common}").parse().ok()
}

/// Digits and decimal places of a float's shortest text.
fn decimal(value: f64) -> Option<(i128, u32)> {
    let text = value.to_string();
    let places = text
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    let digits = text.replace('.', "").parse().ok()?;
    Some((digits, u32::try_from(places).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CENT: Tick = Tick {
        step: 0.01,
        step_below_one: 0.0001,
    };

    #[test]
    fn away_moves_stops_out_of_the_way_on_both_sides() {
        assert_eq!(CENT.away(Side::Buy, 10.019), 10.01);
        assert_eq!(CENT.away(Side::Sell, 10.011), 10.02);
        assert_eq!(CENT.away(Side::Buy, 0.123_49), 0.1234);
        assert_eq!(CENT.away(Side::Sell, 0.123_41), 0.1235);
    }

    #[test]
    fn away_keeps_what_is_on_the_grid_though_binary_division_would_not() {
        for price in [1.15, 4.35, 8.41, 19.99, 1_005.01, 0.0003] {
            assert_eq!(CENT.away(Side::Buy, price), price);
            assert_eq!(CENT.away(Side::Sell, price), price);
        }
    }

    #[test]
    fn away_of_null_or_absurd_values_is_null() {
        for price in [f64::NAN, f64::INFINITY, 1e300] {
            assert!(CENT.away(Side::Buy, price).is_nan());
        }
    }
}
