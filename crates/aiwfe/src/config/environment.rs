//! What the program takes from its environment, read in this one place.
use std::env;

/// The part of the environment that concerns the program.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    /// Our own variables, in the order of their names; one that is empty counts as not set.
    pub(crate) variables: Vec<(String, String)>,
    /// Whether colours are unwanted.
    pub(crate) no_color: bool,
}

/// What our variables begin with.
pub(crate) const PREFIX: &str = "AIWFE_";

/// Variables of the tools around the program, which it leaves alone.
const TOOLS: &str = "AIWFE_TEST_";

impl Environment {
    /// The environment of this process.
    pub(crate) fn of_process() -> Self {
        let all = env::vars_os().map(|(name, value)| (lossy(&name), lossy(&value)));
        Self::of(all)
    }

    /// An environment of these variables.
    pub(crate) fn of(all: impl Iterator<Item = (String, String)>) -> Self {
        let set: Vec<_> = all.filter(|(_, value)| !value.is_empty()).collect();
        let no_color = set.iter().any(|(name, _)| name == "NO_COLOR");
        let ours = |name: &str| name.starts_with(PREFIX) && !name.starts_with(TOOLS);
        let mut variables: Vec<_> = set.into_iter().filter(|(name, _)| ours(name)).collect();
        variables.sort();
        Self { variables, no_color }
    }
}

/// What is no text becomes one that no setting accepts.
fn lossy(text: &std::ffi::OsStr) -> String {
    text.to_string_lossy().into_owned()
}
