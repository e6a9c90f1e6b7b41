//! What a store counts of itself, as a monitor reads it.
use crate::library::each_library;
use base::meter::Exposition;
use store::{Batch, Error, Fault, Moment, Store};

/// The number that the store exposes under the name `aiwfe_store_...`, with labels besides the engine.
pub(crate) fn metered(store: &Store, name: &str, labels: &str) -> f64 {
    let mut out = Exposition::default();
    store.expose(&mut out);
    let (text, engine) = (out.into_text(), store.dialect().name().to_lowercase().replace("postgresql", "postgres"));
    let start = format!("aiwfe_store_{name}{{engine=\"{engine}\"{labels}}} ");
    let mut found = text.lines().filter_map(|line| line.strip_prefix(&start));
    let value = found.next().unwrap_or_else(|| panic!("no {start}in\n{text}")).parse().unwrap();
    assert_eq!(found.next(), None, "{name} is told once");
    value
}

#[tokio::test]
async fn each_batch_is_counted_once_by_what_became_of_it() {
    each_library(async |library| {
        let store = &library.store;
        for name in ["north", "south", "west"] {
            store.write(Batch::new().insert(&library.shelf(name)).insert(&library.book(None, 1))).await.unwrap();
        }
        let twice = store.write(Batch::new().insert(&library.shelf("north"))).await;
        assert!(matches!(twice, Err(Error::Broken { .. })), "{twice:?}");
        store.fail(Moment::Commit, 0, Fault::Full);
        let full = store.write(Batch::new().insert(&library.shelf("east"))).await;
        assert!(matches!(full, Err(Error::Full)), "{full:?}");
        assert_eq!(metered(store, "batches_committed_total", ""), 3.0);
        assert_eq!(metered(store, "batches_failed_total", ""), 2.0);
        assert_eq!(metered(store, "commit_seconds_count", ""), 3.0);
        assert_eq!(metered(store, "commit_seconds_bucket", ",le=\"+Inf\""), 3.0);
        assert!(metered(store, "commit_seconds_sum", "") > 0.0);
        assert_eq!(metered(store, "groups_committed_total", ""), 3.0);
        assert_eq!(metered(store, "group_batches_bucket", ",le=\"1\""), 3.0);
        assert_eq!(metered(store, "queued_batches", ""), 0.0);
    })
    .await;
}
