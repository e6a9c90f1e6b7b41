//! Puts the product together for tests, over both databases.
pub mod chance;
pub mod environment;
pub mod postgres;
pub mod power;
