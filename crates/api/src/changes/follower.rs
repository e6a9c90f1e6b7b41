//! Who works beside the requests, and how far each has followed the log: it goes on from there, also after a crash.
use super::log::Touched;
use base::Result;
use store::{Batch, Entity, Guard, Store, sql};

/// How far somebody has followed the log.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("followers", scope = house)]
pub(crate) struct Follower {
    /// Who, such as `search`.
    #[key]
    pub(crate) name: String,
    /// The order of the log where transactions overtake each other, before `seq`.
    pub(crate) transaction_id: i64,
    /// The order of the log where there is one writer.
    pub(crate) seq: i64,
}

/// That a follower is where it was: of two processes that follow as the same, one goes on.
const STILL: Guard = Guard::new("followers.still");

impl Follower {
    /// The follower of that name, at the start of the log unless it has followed it further.
    pub(crate) async fn named(store: &Store, name: &str) -> Result<Self> {
        let start = || Self { name: name.to_owned(), transaction_id: 0, seq: 0 };
        Ok(store.get::<Self>((name.to_owned(),)).await?.unwrap_or_else(start))
    }

    /// Its place in the order of the log.
    pub(crate) fn numbers(&self) -> (i64, i64) {
        (self.transaction_id, self.seq)
    }

    /// Goes on to right after a change, unless another process was faster.
    pub(crate) fn go_on(self, (.., transaction_id, seq, _): &Touched) -> Batch {
        let on = sql!(
            (),
            (String, i64, i64, i64, i64),
            "insert into followers (name, transaction_id, seq) values ($1, $2, $3) \
             on conflict (name) do update set transaction_id = excluded.transaction_id, seq = excluded.seq \
             where followers.transaction_id = $4 and followers.seq = $5"
        );
        Batch::new().run_one(STILL, on, (self.name, *transaction_id, *seq, self.transaction_id, self.seq))
    }
}
