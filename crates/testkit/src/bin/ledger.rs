//! A ledger that calibrates the loss of power: it commits numbered entries to SQLite and acknowledges each of them.
//!
//! Usage: `ledger DATABASE COMMITS SYNCHRONOUS`. With `full` no image may lose an acknowledged entry; with `normal` or
//! `off` some must, or the images prove nothing.

use rusqlite::Connection;
use std::error::Error;
use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, database, commits, synchronous] = arguments.as_slice() else {
        return Err("usage: ledger DATABASE COMMITS SYNCHRONOUS".into());
    };
    let commits = commits.parse()?;
    // On a thread of its own, as a store has it, so that the trace holds more than one.
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| keep(database, commits, synchronous));
        writer.join().map_err(|_| "the ledger panicked")?
    })
}

fn keep(database: &str, commits: i64, synchronous: &str) -> Result<(), Box<dyn Error + Send + Sync>> {
    let ledger = Connection::open(database)?;
    ledger.pragma_update(None, "journal_mode", "wal")?;
    ledger.pragma_update(None, "synchronous", synchronous)?;
    // Small, so that a short run meets many checkpoints and starts its log anew.
    ledger.pragma_update(None, "wal_autocheckpoint", 20)?;
    ledger.execute_batch("create table entries (number integer primary key, body blob not null) strict")?;
    let mut output = File::from(std::io::stdout().as_fd().try_clone_to_owned()?);
    for number in 1..=commits {
        let body = vec![(number % 251) as u8; (number * 37 % 3000) as usize];
        ledger.execute("insert into entries (number, body) values (?1, ?2)", (number, body))?;
        output.write_all(format!("ack {number}\n").as_bytes())?;
    }
    Ok(())
}
