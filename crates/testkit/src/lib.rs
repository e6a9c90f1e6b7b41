//! Puts the product together for tests, over both databases.
pub mod chance;
pub mod corpora;
mod databases;
pub mod environment;
pub mod postgres;
pub mod power;
pub mod sources;

pub use databases::{each_database, force};
