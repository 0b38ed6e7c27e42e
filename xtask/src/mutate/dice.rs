//! Random numbers that a seed and a name decide, the same on every machine (splitmix64).

pub(crate) struct Dice(u64);

impl Dice {
    /// For a program of this name, at this attempt.
    pub(crate) fn new(seed: u64, name: &str, attempt: u64) -> Dice {
        let mixed = name
            .bytes()
            .fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let mut dice = Dice(mixed ^ attempt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }

    /// True in so many of a hundred cases.
    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_and_a_name_decide() {
        let drawn = |seed, name: &str, attempt| Dice::new(seed, name, attempt).below(1_000_000);
        assert_eq!(drawn(1, "echo", 0), drawn(1, "echo", 0));
        assert_ne!(drawn(1, "echo", 0), drawn(2, "echo", 0));
        assert_ne!(drawn(1, "echo", 0), drawn(1, "chat", 0));
        assert_ne!(drawn(1, "echo", 0), drawn(1, "echo", 1));
    }

    #[test]
    fn shuffling_keeps_all() {
        let mut items: Vec<_> = (0..20).collect();
        Dice::new(3, "", 0).shuffle(&mut items);
        assert_ne!(items, (0..20).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..20).collect::<Vec<_>>());
    }
}
