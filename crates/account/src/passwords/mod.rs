//! Passwords: how they are kept, and which are refused.
mod cost;
mod keeper;
mod rules;
#[cfg(test)]
mod tests;

pub use cost::Cost;
pub use keeper::{Checked, Passwords};
pub use rules::{LONGEST, SHORTEST, flaw};
