//! PT-02, PT-03, PT-10, PT-17: a schema that differs in any object from what the program needs is found out, by name.
use crate::library::{TABLES, steps};
use crate::sqlite::place::{Filed, location};
use rusqlite::Connection;
use std::{collections::BTreeSet, fs, path::Path};
use store::{Dialect, Finding, Location, Options, Store, shape, shape::Shape};
use tempfile::TempDir;

/// One change by a stranger, and the object that must be named for it.
struct Mutant {
    operator: &'static str,
    object: String,
    statements: String,
}

/// Every operator on every object it applies to.
fn mutants() -> Vec<Mutant> {
    let mut out = Vec::new();
    let mut add =
        |operator, object: &str, statements: String| out.push(Mutant { operator, object: object.into(), statements });
    for mut shape in shape::shapes(TABLES) {
        shape.name = Dialect::Sqlite.spell(&shape.name);
        let table = &shape.name;
        add("drop table", table, format!("drop table {table}"));
        add("rename table", table, format!("alter table {table} rename to elsewhere"));
        add("extra column", &format!("{table}.extra"), format!("alter table {table} add column extra text"));
        add(
            "extra trigger",
            &format!("trigger spy on {table}"),
            format!("create trigger spy after insert on {table} begin select 1; end"),
        );
        add("not strict", table, rewrite(&shape, |text| text.replace(" strict", "")));
        let other = if shape.clustered { " strict" } else { " strict, without rowid" };
        add(
            "other tree",
            table,
            rewrite(&shape, |text| text.replace(" strict, without rowid", " strict").replace(" strict", other)),
        );
        for (at, column) in shape.columns.iter().enumerate() {
            let name = format!("{table}.{}", column.name);
            let mut change = |operator, change: &dyn Fn(&str) -> String| {
                let changed = change(&column.text);
                if changed != column.text {
                    add(operator, &name, edit(&shape, |shape| shape.columns[at].text = changed));
                }
            };
            change("other type", &|text| text.replace("{text}", "{bytes}").replace("{int}", "{real}"));
            change("now nullable", &|text| text.replace(" not null", ""));
            change("now not null", &|text| {
                if text.contains("not null") { text.into() } else { format!("{text} not null") }
            });
            change("default dropped", &|text| text.split(" default ").next().unwrap_or_default().into());
            change("default changed", &|text| {
                text.replace("default 'free'", "default 'lent'").replace("default false", "default true")
            });
            change("other collation", &|text| text.replace("{text}", "{text} collate nocase"));
            add("rename column", &name, format!("alter table {table} rename column {} to other", column.name));
        }
        for (at, constraint) in shape.constraints.iter().enumerate() {
            add("drop constraint", &constraint.name, rebuild(&shape, |shape| drop(shape.constraints.remove(at))));
            let mut change = |operator, change: &dyn Fn(&str) -> String| {
                let changed = change(&constraint.text);
                if changed != constraint.text {
                    add(operator, &constraint.name, edit(&shape, |shape| shape.constraints[at].text = changed));
                }
            };
            change("check weakened", &|text| text.replace("> 0)", ">= 0)"));
            change("enum text in upper case", &|text| text.replace("'free'", "'FREE'"));
            change("enum text added", &|text| text.replace("'free'", "'free', 'burnt'"));
            change("enum texts reordered", &|text| text.replace("'free', 'lent'", "'lent', 'free'"));
            change("other rule on delete", &|text| text.replace("on delete restrict", "on delete cascade"));
            change("reference elsewhere", &|text| text.replace("references shelves (id)", "references shelves (name)"));
        }
        for index in &shape.indexes {
            let again = |text: &str| format!("drop index {}; {text}", index.name);
            add("drop index", &index.name, again(""));
            let other = index.text.replace("'lent'", "'free'").replace("(state, title, id)", "(title, state, id)");
            if other != index.text {
                add("other predicate or order", &index.name, again(&other));
            }
            let flipped = match index.text.contains("unique index") {
                true => index.text.replace("unique index", "index"),
                false => index.text.replace("create index", "create unique index"),
            };
            add("other uniqueness", &index.name, again(&flipped));
        }
    }
    add("extra table", "stranger", "create table stranger (id integer) strict".into());
    add("extra view", "view window on window", "create view window as select * from shelves".into());
    add("extra index", "spare", "create index spare on shelves (revision)".into());
    out
}

/// The table as an edit of its shape would have made it, put in place behind SQLite's back.
fn edit(shape: &Shape, change: impl FnOnce(&mut Shape)) -> String {
    let mut changed = shape.clone();
    change(&mut changed);
    replace(&shape.name, &changed.create()[0])
}

/// The table as an edit of its shape makes it, built anew beside the old one.
fn rebuild(shape: &Shape, change: impl FnOnce(&mut Shape)) -> String {
    let mut changed = shape.clone();
    change(&mut changed);
    changed.name = "fresh".into();
    let (name, create) = (&shape.name, Dialect::Sqlite.spell(&changed.create().join(";")));
    let drops: String = shape.indexes.iter().map(|index| format!("drop index {};", index.name)).collect();
    let create = create.replace(&format!(" on {name} "), " on fresh ");
    format!(
        "{drops} {create}; insert into fresh select * from {name}; drop table {name}; alter table fresh rename to {name}"
    )
}

fn rewrite(shape: &Shape, change: impl FnOnce(&str) -> String) -> String {
    replace(&shape.name, &change(&Dialect::Sqlite.spell(&shape.create()[0])))
}

fn replace(table: &str, create: &str) -> String {
    let create = Dialect::Sqlite.spell(create).replace('\'', "''");
    format!("pragma writable_schema = on; update sqlite_schema set sql = '{create}' where name = '{table}'")
}

/// A library that has been closed, so that its file can be copied.
async fn closed() -> TempDir {
    let library = Filed::open().await;
    let shelf = library.shelf("north");
    library.store.write(store::Batch::new().insert(&shelf).insert(&library.book(Some(&shelf), 1))).await.unwrap();
    library.store.close().await;
    library.folder
}

async fn findings(path: &Path) -> Vec<Finding> {
    let store = Store::look(&Location::Sqlite(path.into()), &Options::default(), TABLES).unwrap();
    store.examine(steps()).await.unwrap().findings
}

#[tokio::test]
async fn pt_02_every_drift_is_found_and_its_object_named() {
    let folder = closed().await;
    let (original, copy) = (folder.path().join("library.db"), folder.path().join("copy.db"));
    let (mut operators, mut missed) = (BTreeSet::new(), Vec::new());
    for Mutant { operator, object, statements } in mutants() {
        fs::copy(&original, &copy).unwrap();
        let connection = Connection::open(&copy).unwrap();
        connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        connection
            .execute_batch(&Dialect::Sqlite.spell(&statements))
            .unwrap_or_else(|error| panic!("{operator} {object}: {error}: {statements}"));
        connection.close().unwrap();
        let found = findings(&copy).await;
        operators.insert(operator);
        if !found.iter().any(|finding| finding.subject.ends_with(&object)) {
            missed.push(format!(
                "{operator} {object}: {:?}",
                found.iter().map(|finding| &finding.subject).collect::<Vec<_>>()
            ));
        }
    }
    assert_eq!(missed, Vec::<String>::new());
    assert!(operators.len() >= 15, "{} operators", operators.len());
}

#[tokio::test]
async fn pt_02_what_is_only_tended_raises_no_alarm() {
    let folder = closed().await;
    let path = folder.path().join("library.db");
    assert_eq!(findings(&path).await, []);
    Connection::open(&path).unwrap().execute_batch("vacuum; reindex; analyze; pragma optimize").unwrap();
    assert_eq!(findings(&path).await, []);
    let restored = folder.path().join("restored.db");
    Connection::open(&path).unwrap().execute("vacuum into ?1", [restored.to_str()]).unwrap();
    Connection::open(&restored).unwrap().pragma_update(None, "journal_mode", "wal").unwrap();
    assert_eq!(findings(&restored).await, []);
}

#[tokio::test]
async fn pt_03_a_history_that_says_head_proves_nothing() {
    let folder = closed().await;
    let path = folder.path().join("library.db");
    Connection::open(&path).unwrap().execute_batch("drop table books; drop table shelves").unwrap();
    let found = findings(&path).await;
    let missing: Vec<&str> =
        found.iter().filter(|finding| finding.id == "DB.E005").map(|finding| finding.subject.as_str()).collect();
    for object in [
        "table books",
        "table shelves",
        "column books.title",
        "index books__state_title_id__index",
        "check books__state__one_of",
    ] {
        assert!(missing.contains(&object), "{object} is not among {missing:?}");
    }
}

#[tokio::test]
async fn pt_17_a_statement_that_does_not_prepare_is_named_with_its_line() {
    let folder = closed().await;
    let path = folder.path().join("library.db");
    Connection::open(&path).unwrap().execute_batch("alter table books drop column weight").unwrap_err();
    Connection::open(&path).unwrap().execute_batch("alter table books rename column notes to remarks").unwrap();
    let found = findings(&path).await;
    let statements: Vec<&Finding> = found.iter().filter(|finding| finding.id == "DB.E011").collect();
    assert!(statements.iter().all(|finding| finding.observed.contains("notes")), "{statements:?}");
    assert!(statements.iter().any(|finding| finding.subject.contains("store/library.rs:")), "{statements:?}");
    assert!(found.iter().any(|finding| finding.subject == "column books.notes" && finding.id == "DB.E005"));
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_made_by_looking() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::look(&location(&folder), &Options::default(), TABLES).unwrap();
    assert!(store.examine(steps()).await.is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
