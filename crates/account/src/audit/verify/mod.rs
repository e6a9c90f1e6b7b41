//! Compares the record with its seals, and the seals with the checkpoints: whatever was done to it behind the back of the house shows.
mod found;
mod signed;

use super::{AuditEntry, Seal, chain, ledger::Ledger, sealer};
use api::App;
use base::{Error, Instant, Result};
use chain::{Hash, Link};
use found::{Found, Kind};
use serde::Serialize;
use signed::Signed;
use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    time::Duration,
};
use store::{Finding, sql};

/// What a verification came to.
#[derive(Debug, Serialize)]
pub struct Verified {
    /// How many entries the record has.
    pub entries: i64,
    /// How many the chain has.
    pub sealed: i64,
    /// How many are not sealed yet.
    pub unsealed: i64,
    /// How many checkpoints hold.
    pub checkpoints: usize,
    /// When the last of them was made.
    pub signed_at: Option<Instant>,
    /// The public keys that they are signed with, by name.
    pub keys: BTreeMap<String, String>,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
}

/// So far may entries be out of the order of time: transactions overtake each other, and clocks are not quite the same.
const SLACK: Duration = Duration::from_secs(5 * 60);
/// How many pieces of the chain are read at once.
const SEALS: i64 = 10;
/// How many entries are looked through at once.
const ENTRIES: i64 = 10_000;

pub(super) async fn verify(app: &App, checkpoints: Option<&Path>) -> Result<Verified> {
    let folder = app.folder().map(Ledger::of);
    let ledger = checkpoints.map(Ledger::at).or(folder);
    let cause = || Error::Internal { cause: "nobody has said where the checkpoints lie".into() };
    let ledger = ledger.ok_or_else(cause)?;
    let mut found = Found::default();
    let signed = Signed::read(&ledger, app.ring()?, &mut found)?;
    let mut walk = Walk::new(app, signed, found);
    while walk.seals().await? {}
    let unsealed = walk.unsealed().await?;
    let Walk { signed, position, present, mut found, oldest, .. } = walk;
    signed.compare_end(position, oldest.filter(|at| at.plus(SLACK) < app.clock().now()), &mut found);
    Ok(Verified {
        entries: present + unsealed,
        sealed: position,
        unsealed,
        checkpoints: signed.checkpoints.len(),
        signed_at: signed.checkpoints.last().map(|last| last.time),
        keys: signed.keys,
        findings: found.into_findings(ledger.path()),
    })
}

/// A walk along the chain.
struct Walk<'a> {
    app: &'a App,
    signed: Signed,
    found: Found,
    /// How many links were passed.
    position: i64,
    /// The hash of the last one; unknown after a piece that is not there.
    previous: Option<Hash>,
    last: Option<Seal>,
    /// Which numbers are sealed: first and last of those that follow each other.
    sealed: BTreeMap<i64, i64>,
    /// How many of them are on the record.
    present: i64,
    oldest: Option<Instant>,
    latest: Instant,
}

impl<'a> Walk<'a> {
    fn new(app: &'a App, signed: Signed, found: Found) -> Self {
        let (last, sealed, present) = (None, BTreeMap::new(), 0);
        let (previous, oldest, latest) = (Some(chain::START), None, Instant::MIN);
        Self { app, signed, found, position: 0, previous, last, sealed, present, oldest, latest }
    }

    /// Passes some pieces of the chain; answers whether there are more.
    async fn seals(&mut self) -> Result<bool> {
        let after = sql!(Seal, (i64, i64), "where position > $1 order by position limit $2");
        let start = self.last.as_ref().map_or(-1, |seal| seal.position);
        let seals = self.app.store().scan(after, (start, SEALS)).await?;
        let is_more = seals.len() as i64 == SEALS;
        for seal in seals {
            self.seal(seal).await?;
        }
        Ok(is_more)
    }

    async fn seal(&mut self, seal: Seal) -> Result<()> {
        if seal.position != self.position {
            let observed = format!("position {}: the next piece begins at {}", self.position, seal.position);
            self.found.add(Kind::Broken, observed);
            (self.position, self.previous) = (seal.position, None);
        }
        match seal.read() {
            Some(links) => {
                let numbers: Vec<i64> = links.iter().map(|link| link.seq).collect();
                let entries = sealer::named(self.app, &numbers).await?;
                let entries: HashMap<i64, AuditEntry> = entries.into_iter().map(|entry| (entry.seq, entry)).collect();
                links.iter().for_each(|link| self.link(link, &entries));
            }
            None => {
                self.found.add(Kind::Broken, format!("position {}: the piece cannot be read", seal.position));
                (self.position, self.previous) = (seal.end(), None);
            }
        }
        self.last = Some(seal);
        Ok(())
    }

    fn link(&mut self, link: &Link, entries: &HashMap<i64, AuditEntry>) {
        let place = format!("entry {}, sealed at position {}", link.seq, self.position);
        let is_new = note(&mut self.sealed, link.seq);
        match entries.get(&link.seq) {
            _ if !is_new => self.found.add(Kind::Broken, format!("{place}: it is sealed twice")),
            None => self.found.add(Kind::Deleted, format!("{place}: it is not there")),
            Some(entry) => {
                self.present += 1;
                if let Some(kind) = self.previous.and_then(|previous| difference(&previous, link, entry, entries)) {
                    self.found.add(kind, format!("{place}: its hash is another one"));
                } else if entry.at.plus(SLACK) < self.latest {
                    let observed = format!("{place}: it says {}, and stands after one of {}", entry.at, self.latest);
                    self.found.add(Kind::Inserted, observed);
                } else {
                    self.latest = self.latest.max(entry.at);
                    self.oldest = self.oldest.or(Some(entry.at));
                }
            }
        }
        self.position += 1;
        self.previous = Some(link.hash);
        self.signed.compare(self.position, &link.hash, &mut self.found);
    }

    /// Counts what is on the record and not sealed; what should have been sealed long ago is found.
    async fn unsealed(&mut self) -> Result<i64> {
        let (highest, missing) = match &self.last {
            Some(seal) => (seal.highest, sealer::numbers(&seal.missing).unwrap_or_default()),
            None => (0, Vec::new()),
        };
        let newer =
            sql!((i64, Option<Instant>), (i64,), "select count(*), min(at) from audit.audit_log where seq > $1");
        let (mut unsealed, since) = self.app.store().scan(newer, (highest,)).await?.pop().unwrap_or_default();
        let older = sql!((i64,), (i64,), "select count(*) from audit.audit_log where seq <= $1");
        let (older,) = self.app.store().scan(older, (highest,)).await?.pop().unwrap_or_default();
        if older > self.present {
            for seq in self.not_sealed(highest).await? {
                unsealed += 1;
                if !missing.contains(&seq) {
                    let observed = format!("entry {seq}: it is not sealed, and entries up to {highest} are");
                    self.found.add(Kind::Inserted, observed);
                }
            }
        }
        if let Some(since) = since.filter(|since| since.plus(SLACK) < self.app.clock().now()) {
            self.found.add(Kind::Unsealed, format!("{unsealed} entries are not sealed, the oldest of {since}"));
        }
        Ok(unsealed)
    }

    /// The numbers up to there that are on the record and not in the chain.
    async fn not_sealed(&self, highest: i64) -> Result<Vec<i64>> {
        let next = sql!(
            (i64,),
            (i64, i64, i64),
            "select seq from audit.audit_log where seq > $1 and seq <= $2 order by seq limit $3"
        );
        let (mut start, mut out) = (i64::MIN, Vec::new());
        loop {
            let page = self.app.store().scan(next, (start, highest, ENTRIES)).await?;
            out.extend(page.iter().map(|(seq,)| *seq).filter(|seq| !holds(&self.sealed, *seq)));
            match page.last() {
                Some((seq,)) => start = *seq,
                None => return Ok(out),
            }
        }
    }
}

/// How an entry differs from what was sealed, if it does.
fn difference(previous: &Hash, link: &Link, entry: &AuditEntry, entries: &HashMap<i64, AuditEntry>) -> Option<Kind> {
    if chain::hash(previous, entry) == link.hash {
        return None;
    }
    // Another entry would fit in its place.
    let fits = |other: &AuditEntry| chain::hash(previous, &AuditEntry { seq: link.seq, ..other.clone() }) == link.hash;
    Some(if entries.values().any(fits) { Kind::Reordered } else { Kind::Edited })
}

/// Notes a number; answers whether it was not there.
fn note(ranges: &mut BTreeMap<i64, i64>, seq: i64) -> bool {
    if holds(ranges, seq) {
        return false;
    }
    let end = ranges.remove(&seq.saturating_add(1)).unwrap_or(seq);
    match ranges.range_mut(..seq).next_back() {
        Some((_, last)) if *last == seq - 1 => *last = end,
        _ => _ = ranges.insert(seq, end),
    }
    true
}

fn holds(ranges: &BTreeMap<i64, i64>, seq: i64) -> bool {
    ranges.range(..=seq).next_back().is_some_and(|(_, last)| *last >= seq)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_follow_each_other_are_one_range() {
        let mut ranges = BTreeMap::new();
        for seq in [5, 1, 3, 2, 7, 4, i64::MAX] {
            assert!(note(&mut ranges, seq) && holds(&ranges, seq) && !note(&mut ranges, seq));
        }
        assert_eq!(ranges, BTreeMap::from([(1, 5), (7, 7), (i64::MAX, i64::MAX)]));
        assert!(!holds(&ranges, 6) && !holds(&ranges, 0) && !holds(&ranges, 8));
    }
}
