//! The engine over one file: what it promises, and what it does when the machine does not.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]
mod drift;
mod faults;
mod group;
mod lists;
mod schema;
mod steps;
mod writes;
