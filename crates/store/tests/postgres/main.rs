//! The engine over a server: what it promises, and what it does when the server, the network or a stranger does not.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]
mod changes;
mod crash;
mod drift;
mod mutants;
mod owned;
mod poolers;
mod schema;
mod sound;
mod steps;
mod trips;
mod urls;
mod values;
mod wire;
