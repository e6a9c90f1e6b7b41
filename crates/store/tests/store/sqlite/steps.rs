//! PT-05, PT-07, PT-14: the history of the schema.
use crate::library::{Library, Shelf, TABLES, clock, steps};
use crate::sqlite::place::{Filed, location};
use rusqlite::Connection;
use store::{Batch, Finding, Location, Options, Refusal, Step, Store};
use tempfile::TempDir;

/// What a program with these steps says of a history that was changed by hand.
async fn refused(change: &str, steps: &'static [Step], right: usize) -> Vec<Finding> {
    let library = Filed::open().await;
    let path = library.folder.path().join("library.db");
    Connection::open(&path).unwrap().execute_batch(change).unwrap();
    let Err(Refusal::Findings(findings)) = library.store.migrate(steps, &library.clock).await else {
        panic!("it was not refused: {change}")
    };
    let examined = library.store.examine(steps).await.unwrap();
    assert_eq!((examined.steps.right, examined.steps.all), (right, steps.len()), "{change}");
    assert!(!examined.is_sound() && findings.iter().all(|finding| examined.findings.contains(finding)));
    findings
}

#[tokio::test]
async fn pt_05_a_history_that_is_not_ours_is_refused_with_the_reason() {
    let another = "insert into schema_steps select number + 1, 'later', checksum, statements, null, '9.0.0', applied_at from schema_steps";
    for (change, id, words, right) in [
        (another, "DB.E003", "step 2 (later) was applied by version 9.0.0", 1),
        ("update schema_steps set number = 7", "DB.E003", "step 7 where step 1 belongs", 0),
        ("update schema_steps set checksum = 'x'", "DB.E004", "checksum x when it was applied", 0),
    ] {
        let findings = refused(change, steps(), right).await;
        assert_eq!((findings[0].id, findings.len()), (id, 1));
        assert!(findings[0].observed.contains(words), "{}", findings[0].observed);
        assert!(!findings[0].next.is_empty());
    }
}

#[tokio::test]
async fn pt_05_an_edited_step_is_refused() {
    let edited = vec![Step { text: format!("{}-- a word more\n", steps()[0].text).leak(), ..steps()[0] }].leak();
    let findings = refused("select 1", edited, 0).await;
    assert_eq!((findings[0].id, findings[0].subject.as_str()), ("DB.E004", "step 1 (start)"));
}

#[tokio::test]
async fn a_newer_program_may_say_that_this_one_can_live_with_its_step() {
    let library = Filed::open().await;
    let path = library.folder.path().join("library.db");
    let later = "insert into schema_steps select 2, 'later', checksum, statements, '0.0.0', '9.0.0', applied_at from schema_steps";
    Connection::open(&path)
        .unwrap()
        .execute_batch(&format!("{later}; alter table shelves add column height integer"))
        .unwrap();
    assert_eq!(library.store.migrate(steps(), &library.clock).await.unwrap(), Vec::<i64>::new());
    assert_eq!(library.store.examine(steps()).await.unwrap().findings, []);
}

#[tokio::test]
async fn pt_07_what_the_steps_make_is_what_the_entities_say_and_again_is_nothing() {
    let library = Filed::open().await;
    let examined = library.store.examine(steps()).await.unwrap();
    assert_eq!(examined.findings, []);
    assert_eq!((examined.tables.right, examined.tables.all), (4, 4));
    assert!(examined.statements.all > 20 && examined.statements.right == examined.statements.all);
    assert_eq!(library.store.migrate(steps(), &library.clock).await.unwrap(), Vec::<i64>::new());
    assert_eq!(library.store.plan(steps()).await.unwrap(), []);
    let applied = library.store.applied().await.unwrap();
    assert_eq!((applied.len(), applied[0].checksum.clone()), (1, steps()[0].checksum()));
    assert!(applied[0].statements.contains("create table books"), "the history holds what was run");
}

/// A first step that makes the shelves otherwise, and a second that builds them as they should be.
fn rebuilding() -> &'static [Step] {
    let (shelves, rest) = steps()[0].text.split_once(";\n").unwrap();
    assert!(shelves.starts_with("create table shelves"));
    let before = shelves
        .replace("name {text} not null", "old {int},\n  name {text}")
        .replace("  constraint shelves__name__key unique (name)", "  constraint odd check (revision > -1)");
    let first = Step { text: format!("{before};\n{rest}").leak(), ..steps()[0] };
    let second = format!("-- rebuild shelves\n{shelves};\n-- postgres\nalter table shelves drop column old;\n");
    vec![first, Step { number: 2, name: "rebuild", text: second.leak() }].leak()
}

#[tokio::test]
async fn pt_07_a_rebuilt_table_keeps_its_rows_and_its_references() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&location(&folder), &Options::default(), TABLES).unwrap();
    let clock = clock();
    assert_eq!(store.migrate(&rebuilding()[..1], &clock).await.unwrap(), [1]);
    let library = Filed { folder, library: Library { store, clock } };
    let shelf = library.shelf("north");
    let book = library.book(Some(&shelf), 1);
    library.store.write(Batch::new().insert(&shelf).insert(&book)).await.unwrap();
    assert!(!library.store.examine(rebuilding()).await.unwrap().is_sound());

    assert_eq!(library.store.migrate(rebuilding(), &library.clock).await.unwrap(), [2]);
    assert_eq!(library.store.examine(rebuilding()).await.unwrap().findings, []);
    assert_eq!(library.store.get((shelf.id,)).await.unwrap(), Some(shelf.clone()));
    assert_eq!(library.store.get((book.id,)).await.unwrap(), Some(book));
    assert!(library.store.write(Batch::new().delete::<Shelf>((shelf.id,))).await.is_err(), "the reference holds again");
    let backups: Vec<_> = std::fs::read_dir(library.folder.path().join("backups")).unwrap().collect();
    assert_eq!(backups.len(), 1, "what was there was saved before");
}

#[tokio::test]
async fn a_step_that_would_leave_a_reference_to_nothing_is_refused_and_undone() {
    let library = Filed::open().await;
    let shelf = library.shelf("north");
    let book = library.book(Some(&shelf), 1);
    library.store.write(Batch::new().insert(&shelf).insert(&book)).await.unwrap();
    // While a table is built anew references are let go, so that nothing but the check at the end finds the book's.
    let (shelves, _) = steps()[0].text.split_once(";\n").unwrap();
    let careless = format!("-- rebuild shelves\n{shelves};\n-- sqlite\ndelete from shelves;\n");
    let steps = vec![steps()[0], Step { number: 2, name: "careless", text: careless.leak() }].leak();
    let Err(Refusal::Failed(error)) = library.store.migrate(steps, &library.clock).await else {
        panic!("it was applied")
    };
    assert_eq!(error.to_string(), "step 2 (careless) would leave references to rows that are not there");
    assert_eq!(library.store.get((shelf.id,)).await.unwrap(), Some(shelf));
    assert_eq!(library.store.applied().await.unwrap().len(), 1);
}

#[tokio::test]
async fn pt_71_a_step_that_fails_leaves_the_file_as_it_was_and_a_backup_beside_it() {
    let library = Filed::open().await;
    library.store.write(Batch::new().insert(&library.shelf("north"))).await.unwrap();
    let bad = "create table extra (id {int} not null) {strict};\ninsert into nowhere values (1);\n";
    let with_bad = vec![steps()[0], Step { number: 2, name: "bad", text: bad }].leak();
    let Err(Refusal::Failed(error)) = library.store.migrate(with_bad, &library.clock).await else {
        panic!("it did not fail")
    };
    assert!(error.to_string().starts_with("step 2 (bad): no such table: nowhere"), "{error}");
    assert_eq!(library.store.examine(steps()).await.unwrap().findings, []);
    let backup = std::fs::read_dir(library.folder.path().join("backups")).unwrap().next().unwrap().unwrap().path();
    let restored = Store::look(&Location::Sqlite(backup), &Options::default(), TABLES).unwrap();
    let shelves = restored.all(store::sql!((i64,), (), "select count(*) from shelves"), ()).await.unwrap();
    assert_eq!(shelves, [(1,)]);
}

#[tokio::test]
async fn a_file_of_another_program_is_left_alone() {
    let folder: TempDir = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.db");
    Connection::open(&path).unwrap().execute_batch("create table theirs (id integer)").unwrap();
    let before = std::fs::read(&path).unwrap();
    let error = Store::open(&location(&folder), &Options::default(), TABLES).err().unwrap();
    assert!(error.to_string().ends_with("is a SQLite file of another program"), "{error}");
    std::fs::write(folder.path().join("notes.txt"), "x".repeat(5_000)).unwrap();
    let text = Location::Sqlite(folder.path().join("notes.txt"));
    assert!(Store::open(&text, &Options::default(), TABLES).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn pt_14_two_hundred_stores_live_in_one_process() {
    let libraries: Vec<_> = (0..200).map(|_| tokio::spawn(Filed::open())).collect();
    for opened in libraries {
        let library = opened.await.unwrap();
        library.store.write(Batch::new().insert(&library.shelf("north"))).await.unwrap();
        library.store.close().await;
    }
}
