//! Bars as the core takes them, and why one is refused.

use crate::error::CoreError;

/// Open, high, low, close, volume.
pub const BAR_WIDTH: usize = 5;

const NAMES: [&str; BAR_WIDTH] = ["open", "high", "low", "close", "volume"];

/// Bars as columns of equal length.
#[derive(Debug, Clone, Copy)]
pub struct Bars<'a> {
    /// Start of each bar, microseconds UTC.
    pub at: &'a [i64],
    /// Open, high, low, close, volume.
    pub columns: [&'a [f64]; BAR_WIDTH],
}

impl<'a> Bars<'a> {
    /// Number of bars.
    #[must_use]
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// The bars from `start` to before `end`.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> Bars<'a> {
        Bars {
            at: &self.at[start..end],
            columns: self.columns.map(|column| &column[start..end]),
        }
    }

    /// The values of one bar.
    #[must_use]
    pub fn row(&self, row: usize) -> [f64; BAR_WIDTH] {
        self.columns.map(|column| column[row])
    }

    /// Whether all values are finite; no, too, where they are so large that their sum is not.
    #[must_use]
    pub fn are_finite(&self) -> bool {
        pulp::Arch::new().dispatch(SumsAreFinite(self.columns))
    }

    /// Whether every bar is later than the one before it, and the first than `last`.
    fn ascends(&self, last: i64) -> bool {
        self.at.first().is_none_or(|first| *first > last)
            && pulp::Arch::new().dispatch(Ascend(self.at))
    }

    /// The first bar that cannot follow the one at `last`, and why.
    #[must_use]
    pub fn refused(&self, last: i64) -> Option<(usize, Refusal)> {
        if self.are_finite() && self.ascends(last) {
            return None;
        }
        let mut last = last;
        (0..self.len()).find_map(|row| {
            let refusal = refuse(last, self.at[row], &self.row(row));
            last = self.at[row];
            refusal.map(|why| (row, why))
        })
    }
}

/// Whether the sum of each bar's values is finite: if it is, all of them are.
///
/// All columns at once, so that they are fetched together, and without a branch per value;
/// compiled twice, as lanes are, because this is where bars come from memory.
struct SumsAreFinite<'a>([&'a [f64]; BAR_WIDTH]);

impl pulp::NullaryFnOnce for SumsAreFinite<'_> {
    type Output = bool;

    #[inline(always)]
    #[allow(
        clippy::eq_op,
        reason = "what is not finite differs from itself by NaN"
    )]
    fn call(self) -> bool {
        let [open, high, low, close, volume] = self.0;
        let prices = open.iter().zip(high).zip(low).zip(close).zip(volume);
        // A finite number less itself is zero, whose bits are zero too; any other gives NaN.
        let lost = prices.fold(0, |lost, ((((open, high), low), close), volume)| {
            let sum = (open + high) + (low + close) + volume;
            lost | (sum - sum).to_bits()
        });
        lost == 0
    }
}

/// Whether each bar is later than the one before it; compiled twice, as lanes are.
struct Ascend<'a>(&'a [i64]);

impl pulp::NullaryFnOnce for Ascend<'_> {
    type Output = bool;

    #[inline(always)]
    fn call(self) -> bool {
        let pairs = self.0.iter().zip(self.0.iter().skip(1));
        // As wide as an instant, so that no comparison is narrowed.
        pairs.fold(0, |wrong, (a, b)| wrong | i64::from(a >= b)) == 0
    }
}

/// Why a bar was not taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Refusal {
    /// Not later than the symbol's last bar, whose start this is.
    NotLater(i64),
    /// A value is NaN or infinite: which column, and the value.
    NotFinite(&'static str, f64),
}

/// Before any bar of a symbol.
pub const NEVER: i64 = i64::MIN;

/// Whether a bar can follow the one at `last`.
#[must_use]
pub fn refuse(last: i64, at: i64, values: &[f64; BAR_WIDTH]) -> Option<Refusal> {
    if at <= last {
        return Some(Refusal::NotLater(last));
    }
    let wrong = values.iter().position(|value| !value.is_finite())?;
    Some(Refusal::NotFinite(NAMES[wrong], values[wrong]))
}

impl Refusal {
    /// The error for a bar of `symbol` at `at`.
    #[must_use]
    pub fn of(self, symbol: &str, at: i64) -> CoreError {
        let at = instant(at);
        CoreError::Bars(match self {
            Self::NotLater(last) => format!(
                "{symbol} at {at}: not later than the symbol's last bar at {}",
                instant(last)
            ),
            Self::NotFinite(column, value) => {
                format!("{symbol} at {at}: {column} is {value}, not a finite number")
            }
        })
    }
}

/// Microseconds UTC as ISO 8601 text.
#[must_use]
pub fn instant(at: i64) -> String {
    const DAY: i64 = 86_400_000_000;
    let (days, within) = (at.div_euclid(DAY), at.rem_euclid(DAY));
    // Days to a civil date, by eras of 400 years counted from 1 March 0000.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let seconds = within / 1_000_000;
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    match within % 1_000_000 {
        0 => format!("{text}Z"),
        micros => format!("{text}.{micros:06}Z"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instant_prints_dates_of_all_eras() {
        for (at, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"),
            (1_331_524_800_000_001, "2012-03-12T04:00:00.000001Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(instant(at), text);
        }
    }

    #[test]
    fn refused_finds_the_first_bad_bar_and_no_other() {
        let good = [1.0, 2.0, 3.0];
        for (column, value) in [(0, f64::NAN), (4, f64::INFINITY), (2, f64::NEG_INFINITY)] {
            let mut bad = good;
            bad[1] = value;
            let mut columns = [good.as_slice(); BAR_WIDTH];
            columns[column] = &bad;
            let bars = Bars {
                at: &[1, 2, 3],
                columns,
            };
            let (row, why) = bars.refused(0).unwrap();
            assert_eq!(row, 1);
            assert!(matches!(why, Refusal::NotFinite(name, _) if name == NAMES[column]));
        }
        let columns = [good.as_slice(); BAR_WIDTH];
        let late = Bars {
            at: &[1, 2, 2],
            columns,
        };
        assert_eq!(late.refused(0), Some((2, Refusal::NotLater(2))));
        assert_eq!(late.refused(1), Some((0, Refusal::NotLater(1))));
        assert_eq!(
            Bars {
                at: &[1, 2, 3],
                columns
            }
            .refused(NEVER),
            None
        );
    }
}
