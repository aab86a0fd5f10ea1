//! Bitmaps, least significant bit first, as Arrow keeps them.

use std::ops::Range;

/// All ones but for the given ranges, which lie within `length`.
#[must_use]
pub fn ones_except(length: usize, zeros: &[Range<usize>]) -> Vec<u8> {
    let mut bits = vec![u8::MAX; length.div_ceil(8)];
    for range in zeros {
        let (first, last) = (range.start.div_ceil(8), range.end / 8);
        if first <= last {
            bits[first..last].fill(0);
            (range.start..first * 8).for_each(|bit| clear(&mut bits, bit));
            (last * 8..range.end).for_each(|bit| clear(&mut bits, bit));
        } else {
            range.clone().for_each(|bit| clear(&mut bits, bit));
        }
    }
    bits
}

fn clear(bits: &mut [u8], bit: usize) {
    bits[bit / 8] &= !(1 << (bit % 8));
}

/// One bit per byte, which is 0 or 1.
#[must_use]
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    bytes
        .chunks(8)
        .map(|eight| eight.iter().rev().fold(0, |bits, byte| bits << 1 | byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_except_clears_exactly_the_ranges() {
        for (start, end) in [
            (0, 0),
            (0, 3),
            (2, 5),
            (3, 8),
            (7, 9),
            (8, 16),
            (5, 30),
            (29, 30),
        ] {
            let range = start..end;
            let bits = ones_except(30, std::slice::from_ref(&range));
            for bit in 0..30 {
                let set = bits[bit / 8] >> (bit % 8) & 1 == 1;
                assert_eq!(set, !(start..end).contains(&bit), "{start}..{end} at {bit}");
            }
        }
    }

    #[test]
    fn pack_puts_the_first_byte_lowest() {
        assert_eq!(pack(&[1, 0, 1, 0, 0, 0, 0, 1, 1]), [0b1000_0101, 1]);
    }
}
