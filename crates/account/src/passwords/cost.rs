//! How much work a guess costs: at least what OWASP asks for, and more where the machine is fast.
use argon2::{Algorithm, Argon2, Params, Version};
use std::time::{Duration, Instant};

/// What one hash takes of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

/// How long a hash is to take at least, where the machine is fast enough for it.
const AIM: Duration = Duration::from_millis(60);
/// More than this is not asked of anybody.
const MOST_PASSES: u32 = 16;
/// What is hashed to see how fast the machine is.
const SAMPLE: [&[u8]; 2] = [b"how fast is this machine", b"sixteen of salt."];

impl Cost {
    /// The least that is asked for: 19 MiB and two passes, on one lane.
    pub const FLOOR: Self = Self { memory_kib: 19 << 10, passes: 2 };

    /// What suits this machine; takes a few hashes' time.
    pub fn of_this_machine() -> Self {
        Self::tuned(|cost| {
            let start = Instant::now();
            let [password, salt] = SAMPLE;
            let mut hash = [0; 32];
            // What cannot be hashed here is told when a password is.
            let _ = cost.hasher().map(|hasher| hasher.hash_password_into(password, salt, &mut hash));
            start.elapsed()
        })
    }

    /// The fewest passes that take long enough. Memory stays as it is: many sign in at the same time.
    fn tuned(took: impl Fn(Self) -> Duration) -> Self {
        // The first one fetches the memory, too.
        let of_floor = took(Self::FLOOR).min(took(Self::FLOOR));
        let of_pass = of_floor / Self::FLOOR.passes;
        let passes = AIM.as_nanos().div_ceil(of_pass.as_nanos().max(1));
        let passes = u32::try_from(passes).unwrap_or(MOST_PASSES).clamp(Self::FLOOR.passes, MOST_PASSES);
        Self { passes, ..Self::FLOOR }
    }

    /// So many passes, and no fewer than the least that is asked for.
    pub fn of_passes(passes: u32) -> Self {
        Self { passes: passes.max(Self::FLOOR.passes), ..Self::FLOOR }
    }

    pub(super) fn hasher(self) -> Result<Argon2<'static>, argon2::Error> {
        let params = Params::new(self.memory_kib, self.passes, 1, None)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// Whether a hash that cost this much is as good as one that is made now.
    pub(super) fn is_met_by(self, params: &Params) -> bool {
        params.m_cost() >= self.memory_kib && params.t_cost() >= self.passes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_06_a_fast_machine_works_longer_and_a_slow_one_no_less_than_the_floor() {
        let on_machine =
            |ms_per_pass: u32| Cost::tuned(|cost| Duration::from_millis((cost.passes * ms_per_pass).into()));
        assert_eq!([200, 30, 20, 8, 1].map(|ms| on_machine(ms).passes), [2, 2, 3, 8, 16]);
        assert_eq!(Cost::tuned(|_| Duration::ZERO).passes, MOST_PASSES);
        assert!(on_machine(8).memory_kib == 19 * 1_024 && Cost::of_this_machine().passes >= 2);
    }
}
