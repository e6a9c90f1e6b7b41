//! Starts a throw-away PostgreSQL, prints its URL, and stops it when the input ends.
use std::io::{self, Read};
use std::process::ExitCode;
use testkit::postgres::Cluster;

/// No PostgreSQL on this machine: `EX_UNAVAILABLE`.
const NOT_INSTALLED: u8 = 69;

fn main() -> ExitCode {
    if !Cluster::available() {
        eprintln!("PostgreSQL is not installed");
        return ExitCode::from(NOT_INSTALLED);
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("no throw-away PostgreSQL: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> io::Result<()> {
    let cluster = Cluster::start()?;
    println!("{}", cluster.url("postgres"));
    io::stdin().read_to_end(&mut Vec::new()).map(|_| ())
}
