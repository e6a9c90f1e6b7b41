//! What the sources say of themselves: which tests there are.
use std::{collections::BTreeSet, fs, io, path::Path};

/// A test: where it stands, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Test {
    /// The file, or the folder where the file has the name that any other could have.
    pub module: String,
    /// Its name, which is a sentence.
    pub name: String,
}

/// Names of files and folders that say nothing of what is in them.
const UNSPOKEN: [&str; 5] = ["mod", "tests", "main", "lib", "src"];

/// Every test below a folder.
pub fn tests(folder: &Path) -> io::Result<BTreeSet<Test>> {
    let mut tests = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            tests.append(&mut self::tests(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let module = module(&path);
            let names = names(&fs::read_to_string(&path)?);
            tests.extend(names.into_iter().map(|name| Test { module: module.clone(), name }));
        }
    }
    Ok(tests)
}

fn module(path: &Path) -> String {
    let named = path.ancestors().filter_map(Path::file_stem).map(|name| name.to_string_lossy().into_owned());
    named.into_iter().find(|name| !UNSPOKEN.contains(&name.as_str())).unwrap_or_default()
}

/// The functions of a source that are marked as tests.
fn names(source: &str) -> Vec<String> {
    let (mut names, mut is_test) = (Vec::new(), false);
    for line in source.lines().map(str::trim_start) {
        is_test |= line == "#[test]" || line.starts_with("#[tokio::test");
        if let Some(rest) = line.trim_start_matches("async ").strip_prefix("fn ") {
            names.extend(rest.split('(').next().filter(|_| is_test).map(str::to_owned));
            is_test = false;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_test_is_found_and_what_helps_it_is_not() {
        let found = tests(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
        let is_found = |name: &str| found.contains(&Test { module: "sources".into(), name: name.into() });
        assert!(is_found("this_test_is_found_and_what_helps_it_is_not") && !is_found("names"), "{found:?}");
        assert_eq!(module(Path::new("crates/account/src/access/tests.rs")), "access");
        assert_eq!(module(Path::new("crates/house/src/tests.rs")), "house");
    }
}
