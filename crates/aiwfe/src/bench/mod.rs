//! Measurements: each beside what it must reach and beside what the disk gave meanwhile.
mod audit;
mod disk;
mod http;
mod process;
mod store;

pub use self::{
    audit::audit,
    http::{Plenty, Traffic, http, sign_in, work},
    store::{Conditions, store},
};

use serde::Serialize;
use std::{borrow::Cow, fmt};

/// One measured figure.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// What was measured.
    pub name: Cow<'static, str>,
    /// How much it came to.
    pub value: f64,
    /// In which unit.
    pub unit: &'static str,
    /// What it must reach, where something depends on it.
    pub target: Option<Target>,
}

/// What a figure must reach.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// So much or more.
    AtLeast(f64),
    /// So much or less.
    AtMost(f64),
}

impl Figure {
    fn plain(name: impl Into<Cow<'static, str>>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit, target: None }
    }

    fn aimed(name: impl Into<Cow<'static, str>>, value: f64, unit: &'static str, target: Target) -> Self {
        Self { name: name.into(), value, unit, target: Some(target) }
    }

    /// Whether it reaches what it must.
    pub fn passes(&self) -> bool {
        match self.target {
            None => true,
            Some(Target::AtLeast(least)) => self.value >= least,
            Some(Target::AtMost(most)) => self.value <= most,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { name, value, unit, target } = self;
        write!(f, "{name:<44} {value:>12.1} {unit:<10}")?;
        let verdict = if self.passes() { "reached" } else { "MISSED" };
        match target {
            None => Ok(()),
            Some(Target::AtLeast(least)) => write!(f, " {verdict} (at least {least:.0})"),
            Some(Target::AtMost(most)) => write!(f, " {verdict} (at most {most:.0})"),
        }
    }
}
