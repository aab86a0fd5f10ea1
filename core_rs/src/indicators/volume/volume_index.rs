//! The index that `nvi` and `pvi` are: the close's changes on bars of less, or of more, volume.

use crate::step::Step;

/// Compounds the changes of the close on bars whose volume rose (`RISES`), or fell.
///
/// A change from a close of 0 is none.
#[derive(Debug, Clone)]
pub struct VolumeIndex<const RISES: bool> {
    index: f64,
    close: f64,
    volume: f64,
}

impl<const RISES: bool> Default for VolumeIndex<RISES> {
    fn default() -> Self {
        Self {
            index: 1000.0,
            close: 0.0,
            // No volume is below or above it, so that the first bar changes nothing.
            volume: f64::NAN,
        }
    }
}

impl<const RISES: bool> Step<2, 1> for VolumeIndex<RISES> {
    #[inline(always)]
    fn push(&mut self, [close, volume]: [f64; 2]) -> [f64; 1] {
        let counts = if RISES {
            volume > self.volume
        } else {
            volume < self.volume
        };
        let change = (close - self.close) / self.close;
        // Chosen, not branched: whether the volume rose is a coin's toss.
        let taken = if counts && self.close != 0.0 {
            change
        } else {
            0.0
        };
        self.index += taken * self.index;
        self.close = close;
        self.volume = volume;
        [self.index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARS: [[f64; 2]; 4] = [[10.0, 5.0], [11.0, 4.0], [22.0, 6.0], [33.0, 6.0]];

    #[test]
    fn index_of_falling_volume_takes_the_change_of_the_quieter_bar_only() {
        let mut index = VolumeIndex::<false>::default();
        let values = BARS.map(|bar| index.push(bar)[0]);
        assert_eq!(values, [1000.0, 1100.0, 1100.0, 1100.0]);
    }

    #[test]
    fn index_of_rising_volume_takes_the_change_of_the_busier_bar_only() {
        let mut index = VolumeIndex::<true>::default();
        let values = BARS.map(|bar| index.push(bar)[0]);
        assert_eq!(values, [1000.0, 1000.0, 2000.0, 2000.0]);
    }
}
