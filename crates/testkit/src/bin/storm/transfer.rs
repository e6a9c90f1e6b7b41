//! One transfer as a batch: it happens whole, or the books show it.
use crate::schema::{ACCOUNTS, Account, Posting, Transfer};
use base::{Clock, Id};
use store::{Batch, Guard, Result, Store, sql};
use testkit::chance::draw;

/// The account has what is taken from it.
pub(crate) const FUNDS: Guard = Guard::new("accounts.funds");
/// The account is there.
const THERE: Guard = Guard::new("accounts.there");

/// A transfer that chance has drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw {
    pub writer: i64,
    pub number: i64,
    pub from: i64,
    pub to: i64,
    pub amount: i64,
    pub note_bytes: usize,
    /// Which way the batch is written, and which way it is spoilt first.
    pub way: u64,
}

impl Draw {
    /// The transfer that this seed draws for this number of this writer.
    pub(crate) fn new(seed: u64, writer: i64, number: i64) -> Self {
        let turn = |turn: u64| draw(seed ^ writer.cast_unsigned() << 32 ^ number.cast_unsigned(), turn);
        let below = |at: u64, limit: i64| (turn(at) % limit.cast_unsigned()).cast_signed();
        let from = below(0, ACCOUNTS);
        let to = (from + 1 + below(1, ACCOUNTS - 1)) % ACCOUNTS;
        // Now and then one that needs pages of its own.
        let longest = if turn(2).is_multiple_of(32) { 12_000 } else { 400 };
        let note_bytes = (turn(3) % longest) as usize;
        Self { writer, number, from, to, amount: 1 + below(4, 100), note_bytes, way: turn(5) }
    }

    /// The transfer and its postings, without the accounts.
    pub(crate) fn entries(&self, clock: &Clock) -> Batch {
        let id = Id::new(clock);
        let note = "note ".repeat(self.note_bytes / 5);
        Batch::new()
            .insert(&Transfer { id, writer: self.writer, number: self.number, note })
            .insert(&Posting { transfer_id: id, account_id: self.from, amount: -self.amount })
            .insert(&Posting { transfer_id: id, account_id: self.to, amount: self.amount })
    }

    /// The whole batch, by statements that need no look at the accounts.
    pub(crate) fn by_statements(&self, clock: &Clock) -> Batch {
        let take = sql!(
            (),
            (i64, i64),
            "update accounts set balance = balance - $1, revision = revision + 1 where id = $2 and balance >= $1"
        );
        let give =
            sql!((), (i64, i64), "update accounts set balance = balance + $1, revision = revision + 1 where id = $2");
        let (take, give) = (
            Batch::new().run_one(FUNDS, take, (self.amount, self.from)),
            Batch::new().run_one(THERE, give, (self.amount, self.to)),
        );
        // In the order of the accounts, so that writers of a server do not wait for each other in a ring.
        let moved = if self.from < self.to { take.and(give) } else { give.and(take) };
        self.entries(clock).and(moved)
    }

    /// The whole batch, by revisions of the accounts as they were just read; it is lost where somebody was faster.
    pub(crate) async fn by_revisions(&self, store: &Store, clock: &Clock) -> Result<Batch> {
        let mut batch = self.entries(clock);
        let mut moved = [(self.from, -self.amount), (self.to, self.amount)];
        moved.sort_unstable();
        for (id, amount) in moved {
            let Some(account) = store.get::<Account>((id,)).await? else {
                return Err(store::Error::Lost(THERE));
            };
            batch =
                batch.update(&Account { balance: account.balance + amount, revision: account.revision + 1, ..account });
        }
        Ok(batch)
    }
}

/// A thousand parts that send coins in rings around the accounts, and change nothing if all of them happen.
pub(crate) fn sweep() -> Batch {
    const RINGS: i64 = 32;
    let give = sql!((), (i64, i64), "update accounts set balance = balance + $1 where id = $2");
    (0..RINGS * ACCOUNTS).fold(Batch::new(), |batch, turn| {
        let (from, to) = (turn % ACCOUNTS, (turn + 1) % ACCOUNTS);
        batch.run_one(THERE, give, (-1, from)).run_one(THERE, give, (1, to))
    })
}

/// The accounts, if there are none yet.
pub(crate) async fn open_accounts(store: &Store) -> Result<()> {
    let count = sql!((i64,), (), "select count(*) from accounts");
    if store.one(count, ()).await? == Some((0,)) {
        let account = |id| Account { id, balance: crate::schema::BALANCE, revision: 1 };
        store.write((0..ACCOUNTS).fold(Batch::new(), |batch, id| batch.insert(&account(id)))).await?;
    }
    Ok(())
}

/// The last number of a writer.
pub(crate) async fn last(store: &Store, writer: i64) -> Result<i64> {
    let last = sql!((i64,), (i64,), "select coalesce(max(number), 0) from transfers where writer = $1");
    Ok(store.one(last, (writer,)).await?.map_or(0, |(number,)| number))
}
