//! A small generator of pseudo-random numbers for choices inside the runtime.

use std::cell::Cell;

/// SplitMix64 (Steele, Lea, Flood 2014): one addition and three mixing steps a number, any seed is good.
#[derive(Debug)]
pub(crate) struct Rng(Cell<u64>);

impl Rng {
    pub(crate) const fn new(seed: u64) -> Self {
        Rng(Cell::new(seed))
    }

    pub(crate) fn next(&self) -> u64 {
        let state = self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.0.set(state);
        let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `0..n` (0 for an empty range), by multiplication instead of division (Lemire 2019); its bias is below 2^-32 for the small ranges
    /// used here.
    pub(crate) fn below(&self, n: usize) -> usize {
        (((self.next() >> 32) * n as u64) >> 32) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_same_numbers_and_all_of_the_range_is_reached() {
        let (a, b) = (Rng::new(7), Rng::new(7));
        let mut seen = [false; 5];
        for _ in 0..200 {
            let n = a.below(5);
            assert_eq!(n, b.below(5));
            seen[n] = true;
        }
        assert_eq!(seen, [true; 5]);
    }
}
