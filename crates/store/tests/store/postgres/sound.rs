//! What raises no alarm; and a connection, a role or a database that is not the right one.
use crate::{
    library::{Shelf, steps},
    postgres::owned::{Owned, name_of},
    postgres::place::{Served, connect, open, with_login},
};
use std::process::{Command, Stdio};
use store::{Examination, Finding, Options, Store};
use testkit::postgres::{self, Database};

async fn examine(store: &Store) -> Examination {
    store.examine(steps()).await.unwrap()
}

fn subjects(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {}", finding.id, finding.subject)).collect()
}

/// A program of PostgreSQL, on the path or where Debian keeps it.
fn program(name: &str) -> Command {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let kept = versions.map(|version| version.path().join("bin").join(name)).filter(|path| path.is_file()).max();
    Command::new(kept.unwrap_or_else(|| name.into()))
}

#[tokio::test]
async fn pt_02_a_fresh_database_is_sound_and_everything_was_looked_at() {
    let Some(library) = Served::open().await else { return };
    let examination = examine(&library.store).await;
    assert_eq!(examination.findings, []);
    assert!(examination.is_sound());
    assert_eq!((examination.tables.right, examination.tables.all), (4, 4));
    assert_eq!((examination.steps.right, examination.steps.all), (1, 1));
    assert!(examination.statements.all > 10 && examination.statements.right == examination.statements.all);
    assert!(examination.settings.all > 5 && examination.settings.right == examination.settings.all);
}

#[tokio::test]
async fn pt_02_what_is_only_tended_raises_no_alarm() {
    let Some(library) = Served::open().await else { return };
    let stranger = library.stranger().await;
    let tending = "vacuum full; analyze; cluster books using books__id__pk; reindex table books; \
         reindex index concurrently books__state_title_id__index; alter table books set (autovacuum_enabled = off); \
         alter table books alter title set statistics 500; alter table books alter notes set storage external; \
         create statistics books_state on state, title from books; comment on table books is 'a note'; \
         create extension if not exists plpgsql; alter table books add extra int; alter table books drop extra";
    for statement in tending.split("; ") {
        stranger.batch_execute(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    assert_eq!(examine(&library.store).await.findings, []);
}

#[tokio::test]
async fn pt_02_columns_in_another_order_raise_no_alarm() {
    let Some(library) = Served::open().await else { return };
    let shelf = library.shelf("north");
    library.store.write(store::Batch::new().insert(&shelf)).await.unwrap();
    let moved = "alter table shelves drop revision; alter table shelves add revision bigint not null default 7; \
                 alter table shelves alter revision drop default";
    library.stranger().await.batch_execute(moved).await.unwrap();
    assert_eq!(examine(&library.store).await.findings, []);
    assert_eq!(library.store.get::<Shelf>((shelf.id,)).await.unwrap().unwrap().revision, 7);
}

#[tokio::test]
async fn pt_02_a_database_restored_from_a_dump_raises_no_alarm() {
    let Some(library) = Served::open().await else { return };
    if !postgres::may_run(program("pg_dump").arg("--version").output().is_ok(), "pg_dump") {
        return;
    }
    library.store.write(store::Batch::new().insert(&library.shelf("north"))).await.unwrap();
    let restored = Database::fresh(&library.server, None).unwrap();
    let mut dump = program("pg_dump").args(["--dbname", &library.url]).stdout(Stdio::piped()).spawn().unwrap();
    let mut restore = program("psql");
    restore.args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--dbname", &restored.url()]);
    let told = restore.stdin(dump.stdout.take().unwrap()).stdout(Stdio::null()).status().unwrap();
    assert!(dump.wait().unwrap().success() && told.success());
    let store = open(&restored.url(), &Options::default());
    assert_eq!(examine(&store).await.findings, []);
    let names = store::sql!((String,), (), "select name from shelves");
    assert_eq!(store.all(names, ()).await.unwrap(), [("north".to_owned(),)]);
}

#[tokio::test]
async fn pt_02_examining_leaves_nothing_behind() {
    let Some(library) = Served::open().await else { return };
    let left = "select count(*) from pg_namespace where nspname like 'aiwfe%'";
    let (first, second) = tokio::join!(examine(&library.store), examine(&library.store));
    assert_eq!((first.findings, second.findings), (vec![], vec![]));
    let stranger = library.stranger().await;
    assert_eq!(stranger.query_one(left, &[]).await.unwrap().get::<_, i64>(0), 0);
    let prepared = "select count(*) from pg_stat_activity where state like 'idle in%' and datname = current_database()";
    assert_eq!(stranger.query_one(prepared, &[]).await.unwrap().get::<_, i64>(0), 0);
}

#[tokio::test]
async fn pt_03_a_history_that_says_head_proves_nothing() {
    let Some(library) = Served::open().await else { return };
    library.stranger().await.batch_execute("drop table books, shelves, audit.entries").await.unwrap();
    let found = subjects(&examine(&library.store).await.findings);
    for subject in [
        "DB.E005 table books",
        "DB.E005 table shelves",
        "DB.E005 table audit.entries",
        "DB.E005 column books.title",
        "DB.E005 index books__state_title_id__index",
        "DB.E005 check books__state__one_of",
    ] {
        assert!(found.iter().any(|found| found == subject), "{subject} is not among {found:?}");
    }
    assert!(!found.iter().any(|found| found.contains("privileges on books")), "{found:?}");
}

#[tokio::test]
async fn pt_17_a_dropped_column_is_named_with_every_statement_that_needs_it() {
    let Some(library) = Served::open().await else { return };
    for column in ["title", "notes", "bought_at", "state", "cover", "pages", "weight", "place", "is_signed", "shelf_id"]
    {
        let without = format!("begin; alter table books drop column {column} cascade; commit");
        let copy = library.copy().await;
        connect(&copy.url()).await.batch_execute(&without).await.unwrap();
        let store = open(&copy.url(), &Options::default());
        let found = examine(&store).await;
        store.close().await;
        let statements: Vec<&Finding> = found.findings.iter().filter(|finding| finding.id == "DB.E011").collect();
        assert!(statements.len() >= 3, "{column}: {statements:?}");
        for finding in &statements {
            assert!(finding.observed.contains(column), "{column}: {finding:?}");
            assert!(finding.subject.contains("tests/store/") && finding.subject.contains(".rs:"), "{finding:?}");
        }
        assert_eq!(found.statements.all - found.statements.right, statements.len());
        assert!(subjects(&found.findings).contains(&format!("DB.E005 column books.{column}")));
    }
}

#[tokio::test]
async fn pt_12_tables_in_a_schema_that_nobody_looks_into_are_told_with_the_search_path() {
    let Some(library) = Served::open().await else { return };
    library.stranger().await.batch_execute("create schema app").await.unwrap();
    let store = open(&format!("{}?options=-csearch_path%3Dapp,public", library.url), &Options::default());
    let found = examine(&store).await.findings;
    let told = found.iter().find(|finding| finding.subject == "search_path").unwrap();
    assert_eq!(told.id, "DB.E002");
    assert!(told.observed.contains("schema public") && told.evidence.contains("app,public"), "{told:?}");
    let store = open(&format!("{}?options=-csearch_path%3Dnowhere", library.url), &Options::default());
    let found = examine(&store).await.findings;
    assert!(
        found.iter().any(|finding| finding.subject == "search_path" && finding.observed.contains("nowhere")),
        "{found:?}"
    );
}

#[tokio::test]
async fn pt_11_a_wrong_database_role_or_server_is_told_as_such() {
    let Some(library) = Served::open().await else { return };
    let empty = Database::fresh(&library.server, None).unwrap();
    let found = subjects(&examine(&open(&empty.url(), &Options::default())).await.findings);
    assert!(
        found.contains(&"DB.E003 history".to_owned()) && found.contains(&"DB.E005 table books".to_owned()),
        "{found:?}"
    );
    for (change, words) in [
        (with_login(&library.url, "nobody:nothing"), "login"),
        (library.url.replace("/test_", "/lost_"), "does not exist"),
        (library.url.replace("127.0.0.1", "127.0.0.1:1,127.0.0.1"), ""),
    ] {
        let outcome = open(&change, &Options::default()).ping().await;
        match words {
            "" => outcome.unwrap(),
            words => {
                let error = outcome.unwrap_err();
                assert!(error.to_string().contains(words) && !error.is_transient(), "{error}");
            }
        }
    }
    let away = open("postgres://me@127.0.0.1:1/away", &Options::default()).ping().await.unwrap_err();
    assert!(away.is_transient(), "{away}");
}

#[tokio::test]
async fn a_role_that_may_not_create_a_schema_is_told_which_grant_is_missing() {
    let Some(server) = postgres::server() else { return };
    let owned = Owned::new(server).await;
    let copy = owned.copy().await;
    let name = name_of(&copy);
    let taken =
        format!("alter database {name} owner to current_user; grant connect on database {name} to {}", owned.role);
    for statement in taken.split("; ") {
        connect(&owned.server).await.batch_execute(statement).await.unwrap();
    }
    let found = examine(&owned.store(&copy)).await.findings;
    let told = found.iter().find(|finding| finding.id == "DB.E010").unwrap();
    assert_eq!(told.next, format!("grant create on database {name} to {}", owned.role));
    drop(copy);
    owned.end().await;
}
