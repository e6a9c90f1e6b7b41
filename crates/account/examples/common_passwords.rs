//! Writes the bundled set of stolen passwords anew, from a list with one on each line, the most frequent first.
#![expect(clippy::unwrap_used, reason = "whoever runs this sees what went wrong")]
use account::passwords::{SHORTEST, bundle};
use std::{fs, path::Path};

/// How many of the first are kept as they are, for tests.
const FIRST: usize = 3_000;

fn main() {
    let list = std::env::args().nth(1).expect("say where the list is: cargo xtask passwords LIST");
    let text = fs::read_to_string(list).unwrap();
    // What is shorter is refused for that.
    let passwords = || text.lines().filter(|password| password.chars().count() >= SHORTEST);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    fs::write(folder.join("common_passwords.bin"), bundle(passwords()).unwrap()).unwrap();
    let first: String = passwords().take(FIRST).map(|password| format!("{password}\n")).collect();
    fs::write(folder.join("first_of_common_passwords.txt"), first).unwrap();
}
