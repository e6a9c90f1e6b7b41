//! The contract: what every operation of the table keeps to, whatever it is about, over both databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]
mod asvs;
mod coverage;
mod door;
mod golden;
mod hearing;
mod ids;
mod inventory;
mod journey;
mod lists;
mod matrix;
mod patches;
mod problems;
mod sample;
mod scene;
mod sites;
mod sync;
mod table;
mod tenants;
mod texts;
mod wire;
