//! Batches that add rows and wait at the same time.
use crate::{
    library::{Entry, Shelf},
    meters::metered,
    postgres::place::{Served, open},
    postgres::wire::Wire,
};
use std::time::Duration;
use store::{Batch, Error, Options, Rule, Store, sql};
use tokio::{task::JoinHandle, time::timeout};

/// A test that hangs has failed; nothing is measured.
const STUCK: Duration = Duration::from_secs(120);

struct Counter<'a> {
    library: &'a Served,
    wire: Wire,
    store: Store,
}

type Writes = Vec<JoinHandle<Result<u64, Error>>>;

impl<'a> Counter<'a> {
    /// A store over one connection, which has prepared what adds a shelf.
    async fn of(library: &'a Served) -> Self {
        let wire = Wire::start(&library.url).await;
        let store = open(&wire.through(&library.url), &Options { pool_size: 1, ..Options::default() });
        store.write(Batch::new().insert(&library.shelf("warm"))).await.unwrap();
        wire.told(1).await;
        store.ping().await.unwrap();
        Self { library, wire, store }
    }

    /// Lets these wait while another one is written, whose answer is held.
    async fn behind_another(&self, batches: impl IntoIterator<Item = Batch>) -> Writes {
        let before = self.wire.asked();
        self.wire.hold_until(1_000);
        let mut writes = vec![self.write(Batch::new().insert(&self.library.shelf("first")))];
        timeout(STUCK, self.wire.reaches(before + 2)).await.unwrap();
        for batch in batches {
            writes.push(self.write(batch));
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
        }
        writes
    }

    fn write(&self, batch: Batch) -> JoinHandle<Result<u64, Error>> {
        let store = self.store.clone();
        tokio::spawn(async move { store.write(batch).await })
    }

    /// Of how many shelves the transactions were, in their order, but for the first.
    async fn transactions(&self) -> Vec<i64> {
        let counts = "select count(*) from shelves where name <> 'warm' group by xmin order by xmin::text::bigint";
        let counts = self.library.stranger().await.query(counts, &[]).await.unwrap();
        counts.iter().map(|row| row.get(0)).collect()
    }
}

async fn outcomes(writes: Writes) -> Vec<Result<u64, Error>> {
    let mut outcomes = Vec::new();
    for write in writes {
        outcomes.push(timeout(STUCK, write).await.unwrap().unwrap());
    }
    outcomes
}

fn shelf_and_entry(library: &Served, at: usize) -> (Shelf, Batch) {
    let shelf = library.shelf(&format!("shelf {at:02}"));
    let entry = Entry { number: 0, transaction_id: 0, shelf_id: shelf.id, what: shelf.name.clone() };
    let batch = Batch::new().insert(&shelf).insert(&entry);
    (shelf, batch)
}

#[tokio::test]
async fn what_waits_at_the_same_time_is_added_together_and_in_order() {
    let Some(library) = Served::open().await else { return };
    let counter = Counter::of(&library).await;
    let (shelves, batches): (Vec<_>, Vec<_>) = (0..21).map(|at| shelf_and_entry(&library, at)).unzip();
    let writes = counter.behind_another(batches).await;
    let told = ["queued_batches", "groups_committed_total", "group_batches_sum"];
    let told = || told.map(|name| metered(&counter.store, name, ""));
    assert_eq!(told(), [21.0, 1.0, 1.0], "what is prepared was written");
    counter.wire.release();
    let counts: Vec<u64> = outcomes(writes).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(told(), [0.0, 5.0, 23.0]);
    assert_eq!(counts, [vec![1], vec![2; 21]].concat(), "each is told of its own rows");
    assert_eq!(counter.transactions().await, [1, 16, 4, 1]);
    for shelf in shelves {
        assert_eq!(counter.store.get::<Shelf>((shelf.id,)).await.unwrap(), Some(shelf));
    }
    let order = sql!((String,), (), "select what from audit.entries order by number");
    let order = counter.store.all(order, ()).await.unwrap();
    assert_eq!(order, (0..21).map(|at| (format!("shelf {at:02}"),)).collect::<Vec<_>>());
    let is_one = sql!((i64,), (), "select count(distinct transaction_id) from audit.entries");
    assert_eq!(counter.store.one(is_one, ()).await.unwrap(), Some((3,)), "the log tells the same");
}

#[tokio::test]
async fn one_that_is_wrong_takes_no_other_along() {
    let Some(library) = Served::open().await else { return };
    let counter = Counter::of(&library).await;
    let named = |name: &str| Batch::new().insert(&library.shelf(name));
    let writes = counter.behind_another(["a", "b", "warm", "c", "a", "d", "e", "f"].map(named)).await;
    counter.wire.release();
    let outcomes = outcomes(writes).await;
    let is_taken = |outcome: &Result<u64, Error>| matches!(outcome, Err(Error::Broken { rule: Rule::Unique, table, .. }) if table == "shelves");
    // Of two that want the same name, either has it.
    assert!(is_taken(&outcomes[3]) && is_taken(&outcomes[1]) != is_taken(&outcomes[5]), "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Ok(1))).count(), 7, "{outcomes:?}");
    assert_eq!(counter.transactions().await, [1; 7]);
}

#[tokio::test]
async fn what_is_not_alike_waits_for_nobody_longer_than_its_turn() {
    let Some(library) = Served::open().await else { return };
    let counter = Counter::of(&library).await;
    let batches = (0..12).map(|at| match at % 3 {
        0 => Batch::new().insert(&library.book(None, at)),
        1 => Batch::new().insert(&library.shelf(&format!("shelf {at}"))),
        _ => Batch::new().insert(&library.shelf(&format!("both {at}"))).insert(&library.book(None, at)),
    });
    let writes = counter.behind_another(batches).await;
    counter.wire.release();
    let counts: Vec<u64> = outcomes(writes).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(counts[1..], [1, 1, 2].repeat(4));
    assert_eq!(counter.transactions().await, [1, 4, 4]);
    let books = sql!((i64,), (), "select place from books order by place");
    let books = counter.store.all(books, ()).await.unwrap();
    assert_eq!(books, [0, 2, 3, 5, 6, 8, 9, 11].map(|place| (place,)));
}

#[tokio::test]
async fn a_commit_of_several_whose_answer_is_lost_or_that_never_arrives_writes_each_once() {
    for delivered in [true, false] {
        let Some(library) = Served::open().await else { return };
        let counter = Counter::of(&library).await;
        let prepared = async |name: &str| {
            let named = |at: i32| Batch::new().insert(&library.shelf(&format!("{name} {at}")));
            counter.behind_another((0..4).map(named)).await
        };
        let writes = prepared("before").await;
        counter.wire.release();
        outcomes(writes).await;
        // Whoever has a shelf called so already gives way.
        library.stranger().await.batch_execute("delete from shelves where name = 'first'").await.unwrap();
        let writes = prepared("after").await;
        // The commit of the first; the beginning, the rows and the commit of the four.
        counter.wire.cut_after(4, delivered);
        counter.wire.release();
        for outcome in outcomes(writes).await {
            assert_eq!(outcome.unwrap(), 1, "{delivered}");
        }
        let all = sql!((i64,), (), "select count(*) from shelves where name like 'after %'");
        assert_eq!(library.store.one(all, ()).await.unwrap(), Some((4,)));
        let sizes = if delivered { vec![4, 1, 4] } else { vec![4, 1, 1, 1, 1, 1] };
        assert_eq!(counter.transactions().await, sizes, "{delivered}");
    }
}
