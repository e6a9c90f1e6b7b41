//! Who works beside the requests, and how far each has followed the log: it goes on from there, also after a crash.
use super::log::Touched;
use base::Result;
use store::{Batch, Entity, Guard, Store, sql};

/// How far somebody has followed the log.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("followers", scope = house)]
pub struct Follower {
    /// Who, such as `search`.
    #[key]
    pub name: String,
    /// The order of the log where transactions overtake each other, before `seq`.
    pub transaction_id: i64,
    /// The order of the log where there is one writer.
    pub seq: i64,
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

#[cfg(test)]
mod tests {
    use super::*;
    use base::{Clock, Id};
    use store::{AppliedStep, Error, Options, Step, Table};
    use testkit::each_database;

    const TABLES: &[&Table] = &[AppliedStep::TABLE, Follower::TABLE];

    fn steps() -> &'static [Step] {
        let shapes = store::shape::shapes(TABLES).into_iter().filter(|shape| shape.name != AppliedStep::TABLE.name);
        let text: String = shapes.flat_map(|shape| shape.create()).map(|statement| statement + ";\n").collect();
        vec![Step { number: 1, name: "start", text: text.leak() }].leak()
    }

    #[tokio::test]
    async fn of_two_that_follow_as_the_same_one_goes_on_and_none_goes_back() {
        each_database(async |location| {
            let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
            let store = Store::open(&location, &Options::default(), TABLES).unwrap();
            store.migrate(steps(), &clock).await.unwrap();
            let id = Id::new(&clock);
            let to = |seq| (id, "notes".to_owned(), id, 0, seq, clock.now());
            let named = async || Follower::named(&store, "search").await.unwrap();
            // The first that ever goes on, and one from where it is then.
            for (far, near) in [(7, 5), (9, 8)] {
                let (one, other) = (named().await, named().await);
                store.write(one.go_on(&to(far))).await.unwrap();
                let late = store.write(other.go_on(&to(near))).await;
                assert!(matches!(late, Err(Error::Lost(guard)) if guard == STILL), "{late:?}");
                assert_eq!(named().await.numbers(), (0, far));
            }
            store.close().await;
        })
        .await;
    }
}
