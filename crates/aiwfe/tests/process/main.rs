//! The program as whoever starts it meets it: what it prints, how it ends, what it answers.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]
mod addresses;
mod audit;
mod away;
mod bodies;
mod browsers;
mod canaries;
mod cli;
mod config;
mod crowd;
mod drift;
mod hanging;
mod harness;
mod health;
mod jwt;
mod keys;
mod lock;
mod log;
mod people;
mod postgres;
mod rest;
mod schemathesis;
mod secrets;
mod serve;
mod shutdown;
mod streams;
mod wire;
