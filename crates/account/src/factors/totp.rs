//! Codes that follow from a secret and the time (RFC 6238): HMAC-SHA-1, six digits, a new one every 30 seconds.
use base::Instant;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// How many bytes a secret has: as many as the hash.
pub(super) const SECRET: usize = 20;
/// How many digits a code has.
pub(super) const DIGITS: usize = 6;
/// How long a code counts.
pub(super) const PERIOD_S: i64 = 30;
/// So many steps earlier or later a code is taken: clocks differ, and people type.
const WINDOW: i64 = 1;

/// The step that runs at that time.
pub(super) fn step(now: Instant) -> i64 {
    now.micros().div_euclid(1_000_000 * PERIOD_S)
}

/// The code of a step.
fn code(secret: &[u8; SECRET], step: i64) -> u32 {
    let mut block = [0; 64];
    block[..SECRET].copy_from_slice(secret);
    let mac = <Hmac<Sha1> as KeyInit>::new(&block.into()).chain_update(step.to_be_bytes());
    let hash: [u8; 20] = mac.finalize().into_bytes().into();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes([hash[at] & 0x7f, hash[at + 1], hash[at + 2], hash[at + 3]]);
    number % 10_u32.pow(DIGITS as u32)
}

/// The step whose code that is, if it is one of those that count now and comes after the last one that was used.
pub(super) fn matching(secret: &[u8; SECRET], shown: &str, now: Instant, used: Option<i64>) -> Option<i64> {
    let shown: String = shown.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_code = shown.len() == DIGITS && shown.bytes().all(|byte| byte.is_ascii_digit());
    let number: u32 = shown.parse().ok().filter(|_| is_code)?;
    let running = step(now);
    let mut steps = running - WINDOW..=running + WINDOW;
    steps.find(|step| code(secret, *step) == number && used.is_none_or(|used| *step > used))
}

/// What an app reads, usually as a picture. A username needs no escaping.
pub(super) fn url(username: &str, secret: &str) -> String {
    format!(
        "otpauth://totp/AIWFE:{username}?secret={secret}&issuer=AIWFE&algorithm=SHA1&digits={DIGITS}&period={PERIOD_S}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARED: &[u8; SECRET] = b"12345678901234567890";

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(seconds * 1_000_000).unwrap()
    }

    /// The last six of the eight digits that appendix B lists for SHA-1.
    #[test]
    fn the_vectors_of_rfc_6238_hold() {
        for (seconds, expected) in [
            (59, 287_082),
            (1_111_111_109, 81_804),
            (1_111_111_111, 50_471),
            (1_234_567_890, 5_924),
            (2_000_000_000, 279_037),
            (20_000_000_000, 353_130),
        ] {
            assert_eq!(code(SHARED, step(at(seconds))), expected, "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_one_step_early_and_one_step_late_and_never_after_it_was_used() {
        let now = at(1_111_111_111);
        let running = step(now);
        let of = |step| format!("{:06}", code(SHARED, step));
        let taken = |shown: &str, used| matching(SHARED, shown, now, used);
        for step in [running - 1, running, running + 1] {
            assert_eq!(taken(&of(step), None), Some(step));
            assert_eq!(taken(&of(step), Some(step)), None);
            assert_eq!(taken(&of(step), Some(step - 1)), Some(step));
        }
        assert_eq!((taken(&of(running - 2), None), taken(&of(running + 2), None)), (None, None));
        assert_eq!(taken(" 050 471 ", None), Some(running));
        for other in ["", "50471", "0050471", "+50471", "05047x", "٠٥٠٤٧١"] {
            assert_eq!(taken(other, None), None, "{other:?}");
        }
    }
}
