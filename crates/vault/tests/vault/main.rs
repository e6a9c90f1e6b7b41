//! The vault: what its file stands, what opens and what does not, and that rotation loses nothing.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]
mod canaries;
mod connections;
mod overtaken;
mod reseal;
mod ring;
mod seal;
