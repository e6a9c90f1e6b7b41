//! Chance that repeats itself, without a state to carry along.

/// The number that `seed` draws at its `turn`, counted from 0: SplitMix64.
pub fn draw(seed: u64, turn: u64) -> u64 {
    let mut mixed = seed.wrapping_add(turn.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn a_seed_always_draws_the_published_numbers() {
        let drawn = [0, 1, 2].map(|turn| draw(1_234_567, turn));
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }
}
