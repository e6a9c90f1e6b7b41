//! Who makes something new.
use base::{Id, Instant};

/// By whom, where and when something new is made.
pub(crate) struct Maker {
    /// The id that it gets.
    pub(crate) id: Id,
    pub(crate) space_id: Id,
    pub(crate) user_id: Id,
    pub(crate) at: Instant,
}
