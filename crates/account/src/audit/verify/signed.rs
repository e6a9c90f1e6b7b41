//! What was signed of the chain, to compare it with.
use super::found::{Found, Kind};
use crate::audit::{
    chain::Hash,
    checkpoint::{self, Checkpoint},
    ledger::Ledger,
};
use base::{Error, Instant, Result};
use std::collections::BTreeMap;
use vault::{Purpose, Ring};

/// The checkpoints that hold, in their order.
pub(super) struct Signed {
    pub(super) checkpoints: Vec<Checkpoint>,
    /// The public keys of the house, by name.
    pub(super) keys: BTreeMap<String, String>,
    next: usize,
}

impl Signed {
    /// Reads them; a line that does not hold is found.
    pub(super) fn read(ledger: &Ledger, ring: &Ring, found: &mut Found) -> Result<Self> {
        let cause = |error| Error::Internal { cause: format!("{}: {error}", ledger.path().display()) };
        let (mut checkpoints, mut previous) = (Vec::<Checkpoint>::new(), [0; 32]);
        for (at, line) in ledger.lines().map_err(cause)?.iter().enumerate() {
            match held(line, &previous, checkpoints.last(), ring) {
                Ok(checkpoint) => checkpoints.push(checkpoint),
                Err(why) => found.add(Kind::Unsigned, format!("line {}: {why}", at + 1)),
            }
            previous = checkpoint::hash_of(line);
        }
        let keys = ring.of(Purpose::Audit).into_iter();
        let keys = keys.map(|key| (key.id.to_string(), checkpoint::public_text(&key))).collect();
        Ok(Self { checkpoints, keys, next: 0 })
    }

    /// Compares the chain, where it has so many entries, with what was signed of it then.
    pub(super) fn compare(&mut self, count: i64, head: &Hash, found: &mut Found) {
        while let Some(checkpoint) = self.checkpoints.get(self.next).filter(|checkpoint| checkpoint.count <= count) {
            self.next += 1;
            if checkpoint.count == count && checkpoint.head.0 != *head {
                let observed = format!("position {}: its hash is not the one signed at {}", count - 1, checkpoint.time);
                found.add(Kind::Rewritten, observed);
            }
        }
    }

    /// Compares the end of the chain with the last that was signed; where the chain holds something old, something was.
    pub(super) fn compare_end(&self, count: i64, old: Option<Instant>, found: &mut Found) {
        match (self.checkpoints.last(), old) {
            (Some(last), _) if last.count > count => {
                let observed =
                    format!("position {count}: the chain ends, and had {} entries at {}", last.count, last.time);
                found.add(Kind::CutOff, observed);
            }
            (None, Some(at)) => found.add(Kind::Unsigned, format!("there is none, and entries of {at} are sealed")),
            _ => {}
        }
    }
}

/// The checkpoint of a line, or what is wrong with it.
fn held(line: &str, previous: &Hash, last: Option<&Checkpoint>, ring: &Ring) -> Result<Checkpoint, &'static str> {
    let checkpoint: Checkpoint = serde_json::from_str(line).map_err(|_| "it cannot be read")?;
    let key = ring.key(checkpoint.key).filter(|key| key.purpose == Purpose::Audit);
    match key {
        None => Err("it was signed with a key that is not there"),
        Some(key) if !checkpoint.is_signed_with(&key) => Err("its signature does not hold"),
        Some(_) if checkpoint.previous.0 != *previous => Err("the line before is not the one it was written after"),
        Some(_) if last.is_some_and(|last| last.count >= checkpoint.count) => Err("it tells less than the one before"),
        Some(_) => Ok(checkpoint),
    }
}
