//! Seals what was put on record, beside the requests: the order of the chain is the order of sealing.
use super::{AuditEntry, Seal, chain, ledger::Ledger};
use api::App;
use base::{Error, Result};
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    collections::{BTreeSet, HashMap},
    io,
};
use store::{Batch, Rule, sql};
use vault::Purpose;

/// How many entries are sealed at once.
const AT_ONCE: i64 = 1_000;
/// How many pieces are sealed at most before they are signed, all with one sync of the file.
const MOST_UNSIGNED: usize = 32;
/// How many missing numbers are waited for; somebody who leaves more out is told apart by whoever verifies.
const MOST_MISSING: i64 = 10_000;

/// Seals for this process. Several may: the position of a piece is taken once.
pub(super) struct Sealer {
    app: App,
    /// For missing numbers, the transaction from which on nobody can bring them any more.
    settles_at: HashMap<i64, i64>,
}

/// Where the chain ends.
#[derive(Default)]
struct End {
    /// How many entries it has.
    count: i64,
    /// The hash of the last.
    head: chain::Hash,
    /// The highest number that was seen in the record.
    highest: i64,
    /// The numbers below it that are missing and might still come.
    missing: BTreeSet<i64>,
}

impl Sealer {
    pub(super) fn new(app: &App) -> Self {
        Self { app: app.clone(), settles_at: HashMap::new() }
    }

    /// Seals all that is on record and not sealed yet; at the end there is a checkpoint in any case.
    pub(super) async fn seal(&mut self, is_end: bool) -> Result<()> {
        let (mut end, mut unsigned) = (self.end().await?, Vec::new());
        let (mut is_first, mut is_more) = (true, true);
        // What is written meanwhile waits for the next turn: a house that is never still would be sealed entry by entry.
        while is_more {
            let entries;
            (entries, is_more) = self.next(&mut end, is_first).await?;
            is_first = false;
            if entries.is_empty() {
                break;
            }
            let links = chain::links(end.head, &entries);
            let (position, missing) = (end.count, json!(end.missing));
            let seal = Seal { position, links: chain::bytes(&links), highest: end.highest, missing };
            match self.app.store().write(Batch::new().insert(&seal)).await {
                Ok(_) => (end.count, end.head) = (seal.end(), links.last().map_or(end.head, |link| link.hash)),
                // Another process was faster: what it has sealed is read again.
                Err(store::Error::Broken { rule: Rule::Unique, .. }) => (end, is_more) = (self.end().await?, true),
                Err(error) => return Err(error.into()),
            }
            unsigned.push((end.count, end.head));
            if unsigned.len() == MOST_UNSIGNED {
                self.sign(std::mem::take(&mut unsigned), false).await?;
            }
        }
        unsigned.push((end.count, end.head));
        self.sign(unsigned, is_end).await
    }

    /// Where the chain ends.
    async fn end(&self) -> Result<End> {
        let Some(seal) = latest(&self.app).await? else { return Ok(End::default()) };
        let damaged = || Error::Internal { cause: "the last seal of the record is damaged".into() };
        let (head, missing) = (seal.head().ok_or_else(damaged)?, numbers(&seal.missing)?.into_iter().collect());
        Ok(End { count: seal.end(), head, highest: seal.highest, missing })
    }

    /// The entries that are sealed next, and whether there may be more; with them, `end` knows which were seen and which are missing.
    async fn next(&mut self, end: &mut End, is_first: bool) -> Result<(Vec<AuditEntry>, bool)> {
        let mut entries = self.late(&mut end.missing, is_first).await?;
        let after = sql!(AuditEntry, (i64, i64), "where seq > $1 order by seq limit $2");
        let fresh = self.app.store().all(after, (end.highest, AT_ONCE)).await?;
        let is_more = fresh.len() as i64 == AT_ONCE;
        end.highest = left_out(end.highest, &fresh, &mut end.missing);
        entries.extend(fresh);
        Ok((entries, is_more))
    }

    /// What had been missing and has come, and what is missing still. A number that was handed out to a transaction comes when that
    /// commits, after higher ones; it comes no more once every transaction of that time is over.
    async fn late(&mut self, missing: &mut BTreeSet<i64>, is_first: bool) -> Result<Vec<AuditEntry>> {
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        let snapshot = sql!(
            (i64, i64),
            (),
            sqlite: "select 1, 1",
            postgres: "select (pg_snapshot_xmin(s)::text)::bigint, (pg_snapshot_xmax(s)::text)::bigint \
                       from pg_current_snapshot() s"
        );
        // Asked before the entries are looked for: whatever was over by then is seen.
        let (oldest, next) = self.app.store().one(snapshot, ()).await?.unwrap_or_default();
        let entries = named(&self.app, missing).await?;
        entries.iter().for_each(|entry| _ = missing.remove(&entry.seq));
        if is_first {
            missing.retain(|seq| self.settles_at.get(seq).is_none_or(|from| *from > oldest));
            self.settles_at.retain(|seq, _| missing.contains(seq));
            missing.iter().for_each(|seq| _ = self.settles_at.entry(*seq).or_insert(next));
        }
        Ok(entries)
    }

    /// Signs what the chain was after one piece and the next, as far as it is time to; the last of them in any case, if it `must`.
    async fn sign(&self, heads: Vec<(i64, chain::Hash)>, must: bool) -> Result<()> {
        let Some(folder) = self.app.folder() else { return Ok(()) };
        let (ledger, now) = (Ledger::of(folder), self.app.clock().now());
        let key = self.app.ring()?.current(Purpose::Audit)?;
        let adding = tokio::task::spawn_blocking(move || ledger.add(&key, &heads, now, must));
        let added = adding.await.map_err(io::Error::other).and_then(|added| added);
        added.map(drop).map_err(|error| Error::Internal { cause: format!("a checkpoint of the record: {error}") })
    }
}

/// The last piece of the chain.
pub(super) async fn latest(app: &App) -> Result<Option<Seal>> {
    Ok(app.store().one(sql!(Seal, (), "order by position desc limit 1"), ()).await?)
}

/// The entries of these numbers, as far as they are there.
pub(super) async fn named(app: &App, numbers: &impl Serialize) -> Result<Vec<AuditEntry>> {
    let named = sql!(
        AuditEntry,
        (Value,),
        sqlite: "where seq in (select value from json_each($1)) order by seq",
        postgres: "where seq in (select value::bigint from jsonb_array_elements_text($1)) order by seq"
    );
    Ok(app.store().scan(named, (json!(numbers),)).await?)
}

/// The numbers that a seal names as missing.
pub(super) fn numbers(missing: &Value) -> Result<Vec<i64>> {
    let cause = |error| Error::Internal { cause: format!("the missing numbers of a seal: {error}") };
    serde_json::from_value(missing.clone()).map_err(cause)
}

/// Adds the numbers that these entries leave out; gives the highest number that was seen.
fn left_out(mut highest: i64, fresh: &[AuditEntry], missing: &mut BTreeSet<i64>) -> i64 {
    for entry in fresh {
        missing.extend((highest + 1).max(entry.seq.saturating_sub(MOST_MISSING))..entry.seq);
        highest = entry.seq;
    }
    while missing.len() as i64 > MOST_MISSING {
        missing.pop_first();
    }
    highest
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Clock;

    fn entry(seq: i64) -> AuditEntry {
        let at = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1).now();
        let (actor_id, space_id, subject_id) = (None, None, None);
        AuditEntry { seq, at, actor_id, space_id, operation: "x".into(), subject_id, request_id: "y".into() }
    }

    #[test]
    fn what_is_left_out_is_waited_for_within_bounds() {
        let mut missing = BTreeSet::from([2]);
        assert_eq!(left_out(5, &[entry(6), entry(9), entry(10)], &mut missing), 10);
        assert_eq!(missing, BTreeSet::from([2, 7, 8]));
        assert_eq!(left_out(10, &[], &mut missing), 10);
        assert_eq!(left_out(10, &[entry(i64::MAX)], &mut missing), i64::MAX);
        assert_eq!(missing.len() as i64, MOST_MISSING);
    }
}
