//! When a request is one too many: an account that each request fills by as much as empties in its share of a minute (GCRA). The time
//! at which it will be empty is all there is to keep of it.

const MINUTE_MICROS: i64 = 60_000_000;

/// What is left of a limit, for the headers that tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) limit: i64,
    pub(crate) remaining: i64,
    /// How long until all of it is left again.
    pub(crate) reset_s: i64,
}

/// What became of a request that was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    /// When the account will be empty now.
    pub(super) empty_at: i64,
    pub(super) left: Left,
    /// How long to wait, where the request was one too many and is not counted.
    pub(super) wait_s: Option<i64>,
}

/// Counts one more request on an account that will be empty at that time, where a minute has room for `limit` of them.
pub(super) fn count(empty_at: i64, limit: i64, now: i64) -> Count {
    let limit = limit.max(1);
    // Rounded up: a limit is never exceeded by a fraction.
    let share = MINUTE_MICROS / limit + i64::from(MINUTE_MICROS % limit > 0);
    let room = share.saturating_mul(limit);
    // More than is full it cannot be, also when the clock was put back.
    let held = empty_at.saturating_sub(now).clamp(0, room);
    let excess = held + share - room;
    let (held, wait_s) = if excess > 0 { (held, Some(seconds(excess))) } else { (held + share, None) };
    let left = Left { limit, remaining: (room - held) / share, reset_s: seconds(held) };
    Count { empty_at: now + held, left, wait_s }
}

/// In whole seconds, the last of which has begun.
fn seconds(micros: i64) -> i64 {
    micros.div_euclid(1_000_000) + i64::from(micros % 1_000_000 > 0)
}
