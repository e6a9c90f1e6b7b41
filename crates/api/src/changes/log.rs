//! Reading the log: in order, nothing skipped, nothing twice. Where there is one writer its numbers are the order; where
//! transactions overtake each other, a change is read once no transaction that began earlier can still bring one before it.
//!
//! What is read lies before the horizon: the first transaction of this database that is still at work, as it was when the read
//! began. Those of other databases on the same server hold nothing back.
use super::{Change, Follower, Position};
use base::{Id, Instant, Result};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use store::{Batch, Store, sql};
use tokio::sync::watch;

/// How many changes are read at once.
const AT_ONCE: i64 = 500;
/// How long to wait at most before looking again: a transaction that ends without a word may let others be seen.
const LOOK: Duration = Duration::from_millis(250);
/// How long to wait at least: where much is written, what comes meanwhile is read at once.
const BREATH: Duration = Duration::from_millis(3);

/// The log as this process follows it; cheap to clone.
#[derive(Clone)]
pub struct Log(Arc<Inner>);

struct Inner {
    store: Store,
    /// How far this process has followed the log; nothing, while it does not.
    head: watch::Sender<Option<Position>>,
    /// Who waits for a change in which space.
    spaces: Mutex<HashMap<Id, watch::Sender<Position>>>,
}

type Step = (Id, i64, i64, Instant);

/// A thing that was changed, and by which change: its space, its noun, its id, and the place of the change.
pub(crate) type Touched = (Id, String, Id, i64, i64, Instant);

impl Log {
    pub(crate) fn new(store: Store) -> Self {
        Self(Arc::new(Inner { store, head: watch::Sender::new(None), spaces: Mutex::default() }))
    }

    /// How far this process has followed the log: whoever reads now sees at least what was written until there.
    pub fn head(&self) -> Option<Position> {
        *self.0.head.borrow()
    }

    /// Follows the log for as long as the process lives; a database that is away is asked again.
    pub async fn follow(self) {
        let mut changed = self.0.store.changed();
        loop {
            match self.advance().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => {
                    tracing::debug!(%error, "the change log cannot be read");
                    // Not woken by what it may have written itself before it failed.
                    tokio::time::sleep(LOOK).await;
                }
            }
            tokio::time::sleep(BREATH).await;
            let _ = tokio::time::timeout(LOOK, changed.changed()).await;
        }
    }

    /// Goes on to what is new; answers whether there may be more.
    async fn advance(&self) -> Result<bool> {
        let Some(head) = self.head() else {
            self.settle().await?;
            let end = self.end().await?;
            self.0.head.send_replace(Some(end));
            // Whoever began to wait before this looks once, for what came meanwhile.
            for waiting in self.spaces().values() {
                waiting.send_replace(end);
            }
            return Ok(true);
        };
        let steps = self.beyond(head.numbers(), AT_ONCE).await?;
        let Some(last) = steps.last() else { return Ok(false) };
        // Whoever is woken reads until there.
        self.0.head.send_replace(Some(place(last)));
        let mut spaces = self.spaces();
        spaces.retain(|_, waiting| waiting.receiver_count() > 0);
        for step in &steps {
            if let Some(waiting) = spaces.get(&step.0) {
                waiting.send_replace(place(step));
            }
        }
        Ok(steps.len() as i64 == AT_ONCE)
    }

    /// What is to happen when something changes in a space.
    pub(super) fn watch(&self, space_id: Id) -> watch::Receiver<Position> {
        self.spaces().entry(space_id).or_insert_with(|| watch::Sender::new(Position::START)).subscribe()
    }

    fn spaces(&self) -> MutexGuard<'_, HashMap<Id, watch::Sender<Position>>> {
        self.0.spaces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first transaction that may still bring a change, and with it what comes after.
    async fn horizon(&self) -> Result<i64> {
        // Which transactions are at work is looked up after the snapshot was taken that tells which number comes next; numbers there
        // have 32 bits, and are told to everybody, also of connections that they may not look at otherwise.
        let first = sql!(
            (i64,),
            (),
            sqlite: "select 9223372036854775807",
            postgres: "with snapshot as (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next) \
                       select coalesce(min(least(next, \
                       next + ((backend_xid::text::bigint - next + 2147483648) & 4294967295) - 2147483648)), \
                       (select next from snapshot)) \
                       from snapshot, pg_stat_activity where datname = current_database() and backend_xid is not null"
        );
        Ok(self.0.store.one(first, ()).await?.map_or(0, |(first,)| first))
    }

    /// What was changed after a place, in order; so many changes at a time.
    pub(crate) async fn beyond(&self, (transaction_id, seq): (i64, i64), limit: i64) -> Result<Vec<Touched>> {
        let next = sql!(
            Touched,
            (i64, i64, i64, i64),
            sqlite: "select space_id, noun, row_id, transaction_id, seq, at from changes where $1 = 0 and seq > $2 and $3 > 0 \
                     order by seq limit $4 /* all spaces */",
            postgres: "select space_id, noun, row_id, transaction_id, seq, at from changes \
                       where (transaction_id, seq) > ($1, $2) and transaction_id > 0 and transaction_id < $3 \
                       order by transaction_id, seq limit $4 /* all spaces */"
        );
        let horizon = self.horizon().await?;
        Ok(self.0.store.readable(next, (transaction_id, seq, horizon, limit)).await?)
    }

    /// The end of the log as it is now.
    pub(super) async fn end(&self) -> Result<Position> {
        let last = sql!(
            Step,
            (i64,),
            sqlite: "select space_id, transaction_id, seq, at from changes where $1 > 0 order by seq desc limit 1 /* all spaces */",
            postgres: "select space_id, transaction_id, seq, at from changes where transaction_id > 0 and transaction_id < $1 \
                       order by transaction_id desc, seq desc limit 1 /* all spaces */"
        );
        let horizon = self.horizon().await?;
        Ok(self.0.store.one(last, (horizon,)).await?.as_ref().map_or(Position::START, position))
    }

    /// What happened in a space after a position, as far as the log was followed, in order; some of it at a time.
    pub(super) async fn after(&self, space_id: Id, position: Position) -> Result<Vec<Change>> {
        let next = sql!(
            Change,
            (Id, i64, i64, i64, i64, i64),
            sqlite: "where space_id = $1 and transaction_id = $2 and seq > $3 and $4 = 0 and seq <= $5 order by seq limit $6",
            postgres: "where space_id = $1 and (transaction_id, seq) > ($2, $3) and (transaction_id, seq) <= ($4, $5) \
                       order by transaction_id, seq limit $6"
        );
        let ((from, after), (to, until)) = (position.numbers(), self.reached().await?.numbers());
        Ok(self.0.store.readable(next, (space_id, from, after, to, until, AT_ONCE)).await?)
    }

    /// How far the log was followed, or where it ends as long as nobody follows it: whoever reads now sees at least what was written
    /// until there.
    pub(crate) async fn reached(&self) -> Result<Position> {
        match self.head() {
            Some(head) => Ok(head),
            None => self.end().await,
        }
    }

    /// Which things of a noun were changed after a position, and by which changes; so many changes at a time.
    pub(crate) async fn touched(
        &self,
        space_id: Id,
        noun: &str,
        since: Position,
        limit: usize,
    ) -> Result<Vec<(Id, Position)>> {
        let next = sql!(
            Step,
            (Id, String, i64, i64, i64, i64),
            sqlite: "select row_id, transaction_id, seq, at from changes \
                     where space_id = $1 and noun = $2 and transaction_id = $3 and seq > $4 and $5 > 0 order by seq limit $6",
            postgres: "select row_id, transaction_id, seq, at from changes \
                       where space_id = $1 and noun = $2 and (transaction_id, seq) > ($3, $4) and transaction_id < $5 \
                       order by transaction_id, seq limit $6"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (from, after) = since.numbers();
        let arguments = (space_id, noun.to_owned(), from, after, self.horizon().await?, limit);
        let steps = self.0.store.all(next, arguments).await?;
        Ok(steps.iter().map(|step| (step.0, position(step))).collect())
    }

    /// Which things of a noun were changed where somebody who follows the log has not been yet, the latest first; one that was changed
    /// several times comes as often.
    pub(crate) async fn latest(&self, space_id: Id, noun: &str, of: Follower, limit: usize) -> Result<Vec<Id>> {
        let latest = sql!(
            (Id,),
            (Id, String, i64, i64, i64),
            sqlite: "select row_id from changes where space_id = $1 and noun = $2 and transaction_id = $3 and seq > $4 \
                     order by seq desc limit $5",
            postgres: "select row_id from changes where space_id = $1 and noun = $2 and (transaction_id, seq) > ($3, $4) \
                       order by transaction_id desc, seq desc limit $5"
        );
        let (from, after) = of.numbers();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.0.store.all(latest, (space_id, noun.to_owned(), from, after, limit)).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Whether the log still holds the change that a position names.
    pub(crate) async fn holds(&self, position: Position) -> Result<bool> {
        if position == Position::START {
            return Ok(true);
        }
        let named = sql!(
            (i64,),
            (i64, i64, Instant),
            "select seq from changes where seq = $1 and transaction_id = $2 and at = $3 /* all spaces */"
        );
        Ok(self.0.store.one(named, (position.seq, position.transaction_id, position.at)).await?.is_some())
    }

    /// A log that was brought here from another server holds numbers of transactions that are still to come here; they are
    /// history, and come before everything that happens from now on. What was done here is never among them: whatever a snapshot sees
    /// was over before the next number that it names, also where somebody commits while this is looked up.
    async fn settle(&self) -> Result<()> {
        let settle = sql!(
            (),
            (),
            sqlite: "update changes set transaction_id = 0 where transaction_id > 0 /* all spaces */",
            postgres: "update changes set transaction_id = 1 where transaction_id > 0 \
                       and transaction_id >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint /* all spaces */"
        );
        // Who has followed it to such a number reads it again from the start.
        let again = sql!(
            (),
            (),
            sqlite: "update followers set transaction_id = 0, seq = 0 where transaction_id > 0",
            postgres: "update followers set transaction_id = 0, seq = 0 \
                       where transaction_id >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        );
        self.0.store.write(Batch::new().run(settle, ()).run(again, ())).await?;
        Ok(())
    }
}

fn place((.., transaction_id, seq, at): &Touched) -> Position {
    Position { transaction_id: *transaction_id, seq: *seq, at: *at }
}

fn position((_, transaction_id, seq, at): &Step) -> Position {
    Position { transaction_id: *transaction_id, seq: *seq, at: *at }
}
