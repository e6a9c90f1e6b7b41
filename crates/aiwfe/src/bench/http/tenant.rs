//! Somebody in whose name to ask, made with the commands that a person uses.
use crate::bench::process::program;
use std::{io, path::Path};

/// The name of whoever asks.
const NAME: &str = "bench";
/// What every token starts with.
const MARK: &str = "aiwfe_";

/// Makes a user, and a token of theirs that has no limit.
pub(super) async fn token(data: &Path, database: &str) -> io::Result<String> {
    make(data, database, &[]).await
}

/// The same, of somebody who administers the house.
pub(super) async fn administrator(data: &Path, database: &str) -> io::Result<String> {
    make(data, database, &["--admin"]).await
}

async fn make(data: &Path, database: &str, how: &[&str]) -> io::Result<String> {
    run(data, database, &[&["user", "create", NAME, "--email", "bench@example.org"], how].concat()).await?;
    let told = run(data, database, &["token", "create", "--user", NAME, "--unlimited"]).await?;
    let mut words = told.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let token = words.find(|word| word.starts_with(MARK));
    token.map(str::to_owned).ok_or_else(|| io::Error::other("`aiwfe token create` told no token"))
}

async fn run(data: &Path, database: &str, arguments: &[&str]) -> io::Result<String> {
    let ended = program(data, database)?.args(arguments).output().await?;
    if !ended.status.success() {
        let why = String::from_utf8_lossy(&ended.stderr);
        return Err(io::Error::other(format!("`aiwfe {}`: {}", arguments.join(" "), why.trim())));
    }
    Ok(String::from_utf8_lossy(&ended.stdout).into_owned())
}
