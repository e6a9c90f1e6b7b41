//! Data that is not ours and lies beside the project.
use std::{fs, path::Path};
use testkit::environment;

/// The text of a fixture. Where it is absent the test says so and has nothing to do, except in CI, where it fails.
pub(crate) fn text(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures").join(name);
    match fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(absent) => {
            assert!(!environment::is_ci(), "{}: {absent}", path.display());
            eprintln!("{} is absent: nothing is compared with it", path.display());
            None
        }
    }
}
