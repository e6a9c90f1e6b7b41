//! The program as whoever starts it meets it: what it prints, how it ends, what it answers.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]
mod cli;
mod config;
mod drift;
mod harness;
mod health;
mod lock;
mod postgres;
mod secrets;
mod serve;
mod shutdown;
