//! A disk that is full, fails or lies: what is told, and what is left.
use crate::library::Shelf;
use crate::sqlite::place::Filed;
use store::{Batch, Error, Fault, Moment};

async fn names(library: &Filed) -> Vec<String> {
    let names =
        library.store.all(store::sql!((String,), (), "select name from shelves order by name"), ()).await.unwrap();
    names.into_iter().map(|(name,)| name).collect()
}

#[tokio::test]
async fn a_disk_that_is_full_loses_nothing_and_heals_by_itself() {
    let library = Filed::open().await;
    library.store.write(Batch::new().insert(&library.shelf("before"))).await.unwrap();
    for moment in [Moment::Begin, Moment::Statement, Moment::Commit] {
        library.store.fail(moment, 0, Fault::Full);
        let refused = library.store.write(Batch::new().insert(&library.shelf("meanwhile"))).await;
        assert!(matches!(refused, Err(Error::Full)), "{moment:?}: {refused:?}");
        assert_eq!(names(&library).await, ["before"]);
    }
    library.store.write(Batch::new().insert(&library.shelf("after"))).await.unwrap();
    assert_eq!(names(&library).await, ["after", "before"]);
    assert_eq!(*library.store.fatal().borrow(), None);
}

#[tokio::test]
async fn a_statement_that_fails_gravely_takes_its_whole_group_with_it() {
    let library = Filed::open().await;
    library.store.fail(Moment::Statement, 1, Fault::Disk);
    let both = Batch::new().insert(&library.shelf("one")).insert(&library.shelf("two"));
    assert!(matches!(library.store.write(both).await, Err(Error::Database(_))));
    assert_eq!(names(&library).await, Vec::<String>::new());
    library.store.write(Batch::new().insert(&library.shelf("three"))).await.unwrap();
    assert_eq!(names(&library).await, ["three"]);
}

#[tokio::test]
async fn r_12_after_a_commit_that_the_disk_did_not_confirm_nothing_is_acknowledged_any_more() {
    let library = Filed::open().await;
    library.store.write(Batch::new().insert(&library.shelf("before"))).await.unwrap();
    library.store.fail(Moment::Commit, 0, Fault::Disk);
    let outcome = library.store.write(Batch::new().insert(&library.shelf("in doubt"))).await;
    assert!(matches!(outcome, Err(Error::Unknown(_))), "{outcome:?}");
    let cause = library.store.fatal().borrow().clone();
    assert!(cause.is_some_and(|cause| cause.contains("did not confirm")));
    let refused = library.store.write(Batch::new().insert(&library.shelf("after"))).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    assert!(names(&library).await.contains(&"before".to_owned()), "reads go on");
}

#[tokio::test]
async fn r_12_a_checkpoint_that_the_disk_did_not_confirm_ends_the_writing_too() {
    let library = Filed::open().await;
    library.store.fail(Moment::Checkpoint, 0, Fault::Disk);
    let mut written = 0;
    while library.store.write(Batch::new().insert(&library.shelf(&format!("shelf {written}")))).await.is_ok() {
        written += 1;
    }
    assert!(library.store.fatal().borrow().is_some() && written > 100);
    assert_eq!(names(&library).await.len(), written, "what was acknowledged is there");
}

#[tokio::test]
async fn a_store_that_is_closed_has_answered_everything_before() {
    let library = Filed::open().await;
    let shelves: Vec<Shelf> = (0..200).map(|number| library.shelf(&format!("shelf {number}"))).collect();
    let writes = shelves.iter().map(|shelf| library.store.write(Batch::new().insert(shelf)));
    let mut writes: Vec<_> = writes.map(Box::pin).collect();
    for write in &mut writes {
        assert!(
            std::future::poll_fn(|context| std::task::Poll::Ready(write.as_mut().poll(context).is_pending())).await
        );
    }
    library.store.close().await;
    for write in writes {
        assert_eq!(write.await.unwrap(), 1);
    }
    let late = library.store.write(Batch::new().insert(&library.shelf("late"))).await;
    assert!(matches!(late, Err(Error::Unavailable(why)) if why == "the store is closed"));
}

#[tokio::test]
async fn a_store_that_is_closed_leaves_its_file_alone_and_whole() {
    let library = Filed::open().await;
    library.store.write(Batch::new().insert(&library.shelf("north"))).await.unwrap();
    assert_eq!(names(&library).await, ["north"]);
    library.store.scan(store::sql!((i64,), (), "select count(*) from shelves"), ()).await.unwrap();
    library.store.close().await;
    let files = std::fs::read_dir(library.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(files.collect::<Vec<_>>(), ["library.db"], "the log is carried over, and nobody holds on to it");
    let late = library.store.get::<Shelf>((base::Id::new(&library.clock),)).await;
    assert!(matches!(late, Err(Error::Unavailable(why)) if why == "the store is closed"));
}
