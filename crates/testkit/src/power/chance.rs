//! Chance that repeats itself: SplitMix64, so that a seed names an image.

/// A small random number generator whose whole future is its seed.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// Starts from `seed`.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Draws the next 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Draws a number below `limit`, which is not zero.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        // The bias of the remainder is below one in 2^40 for every limit a recording has.
        (self.next() % limit as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn a_seed_always_draws_the_published_numbers() {
        let mut chance = Chance::new(1_234_567);
        let drawn: Vec<u64> = (0..3).map(|_| chance.next()).collect();
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }
}
