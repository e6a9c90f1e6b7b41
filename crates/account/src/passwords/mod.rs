//! Passwords: how they are kept, and which are refused.
mod brought;
mod common;
mod cost;
mod keeper;
mod refused;
mod rules;
#[cfg(test)]
mod tests;

pub use brought::is_known;
pub use common::bundle;
pub use cost::Cost;
pub use keeper::{Checked, Passwords};
pub use refused::Refused;
pub(crate) use rules::stolen;
pub use rules::{LONGEST, SHORTEST, flaw};
