//! What is told to whoever has shown the first factor, and shown along with the second: it names the session that waits for it.
use crate::signing;
use base::{Id, Result, Secret};
use vault::Ring;

const USE: &[u8] = b"aiwfe second factor";
const ID: usize = 16;

/// The challenge of a session that waits. It is as good as the session is: once, and not for long.
pub(crate) fn of(ring: &Ring, session_id: Id) -> Result<Secret> {
    signing::text(ring, USE, session_id.as_bytes(), &[])
}

/// The session that a challenge names, if it is one of ours.
pub(super) fn session_id(ring: &Ring, challenge: &str) -> Option<Id> {
    signing::said::<ID>(ring, USE, challenge, &[]).map(Id::from_bytes)
}
