//! PT-04, PT-06: steps, each whole or not at all and once only, however many processes start and wherever the line breaks.
use crate::{
    library::{clock, steps},
    postgres::place::{Served, connect, open},
    postgres::wire::Wire,
};
use std::time::Duration;
use store::{AppliedStep, Error, Options, Refusal, Step, Store};
use testkit::{
    environment::is_long,
    postgres::{self, Database},
};
use tokio::{task::JoinSet, time::timeout};

/// A test that hangs has failed; nothing is measured.
const STUCK: Duration = Duration::from_secs(120);

const THREE: &[Step] = &store::history([
    Step {
        number: 1,
        name: "one",
        text: "create table one (id {int} not null) {strict};\ninsert into one values (1);\ncreate index one_id on one (id);\n",
    },
    Step {
        number: 2,
        name: "two",
        text: "-- min_binary 0.0.0\n-- postgres\ncreate table two (id {int}, word {text});\ninsert into two select id from one;\n-- sqlite\nnonsense;\n",
    },
    Step {
        number: 3,
        name: "three",
        text: "alter table one add more {json};\ninsert into one values (2);\ncreate table audit.three (id {uuid} not null) {strict};\n",
    },
]);
const WRONG: &[Step] = &store::history([
    THREE[0],
    Step { number: 2, name: "wrong", text: "create table two (id {int});\ncreate table one (id {int});\n" },
]);

fn empty() -> Option<(Database, String)> {
    let database = Database::fresh(&postgres::server()?, None).unwrap();
    let url = database.url();
    Some((database, url))
}

fn small(url: &str) -> Store {
    open(url, &Options { pool_size: 1, ..Options::default() })
}

/// What stands in the database: the tables of the steps, how often their rows were put in, and the history.
async fn state(url: &str) -> (Vec<String>, i64, Vec<i64>) {
    let client = connect(url).await;
    let tables = "select nspname || '.' || relname from pg_class join pg_namespace on relnamespace = pg_namespace.oid \
                  where relkind in ('r', 'i') and nspname in ('public', 'audit') and relname !~ 'schema_steps' order by 1";
    let tables: Vec<String> = client.query(tables, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    let mut rows = 0;
    for table in ["one", "two"] {
        if tables.contains(&format!("public.{table}")) {
            rows += client.query_one(&format!("select count(*) from {table}"), &[]).await.unwrap().get::<_, i64>(0);
        }
    }
    let history = open(url, &Options { pool_size: 1, ..Options::default() });
    let applied = history.applied().await.unwrap().iter().map(|step| step.number).collect();
    history.close().await;
    (tables, rows, applied)
}

/// The only states there may be: none of the steps, the first, the first two, all three.
fn whole(count: usize) -> (Vec<String>, i64, Vec<i64>) {
    let tables: &[&str] = match count {
        0 => &[],
        1 => &["public.one", "public.one_id"],
        2 => &["public.one", "public.one_id", "public.two"],
        _ => &["audit.three", "public.one", "public.one_id", "public.two"],
    };
    let rows = [0, 1, 2, 3][count];
    (tables.iter().map(|table| (*table).to_owned()).collect(), rows, (1..=count as i64).collect())
}

#[tokio::test]
async fn steps_are_applied_in_order_and_their_history_says_what_was_run() {
    let Some((_database, url)) = empty() else { return };
    let store = small(&url);
    assert_eq!(store.applied().await.unwrap(), []);
    assert_eq!(store.migrate(&THREE[..2], &clock()).await.unwrap(), [1, 2]);
    assert_eq!(store.plan(THREE).await.unwrap().iter().map(|step| step.number).collect::<Vec<_>>(), [3]);
    assert_eq!(store.migrate(THREE, &clock()).await.unwrap(), [3]);
    assert_eq!(store.migrate(THREE, &clock()).await.unwrap(), [0; 0]);
    assert_eq!(state(&url).await, whole(3));
    let second = AppliedStep {
        number: 2,
        name: "two".into(),
        checksum: THREE[1].checksum(),
        statements: "create table two (id bigint, word text collate \"C\");\ninsert into two select id from one".into(),
        min_binary: Some("0.0.0".into()),
        applied_by: env!("CARGO_PKG_VERSION").into(),
        applied_at: clock().now(),
    };
    assert_eq!(store.applied().await.unwrap()[1], second);
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_behind_and_is_named() {
    let Some((_database, url)) = empty() else { return };
    let store = small(&url);
    let Err(Refusal::Failed(Error::Database(words))) = store.migrate(WRONG, &clock()).await else { panic!() };
    assert!(words.contains("step 2 (wrong)") && words.contains("\"one\" already exists"), "{words}");
    assert_eq!(state(&url).await, whole(1));
    assert_eq!(store.migrate(THREE, &clock()).await.unwrap(), [2, 3]);
}

#[tokio::test]
async fn pt_05_a_history_that_does_not_fit_is_refused_with_its_reason() {
    let Some((_database, url)) = empty() else { return };
    let store = small(&url);
    store.migrate(&THREE[..2], &clock()).await.unwrap();
    for (change, id, words) in [
        ("update schema_steps set checksum = 'edited' where number = 2", "DB.E004", "edited"),
        ("delete from schema_steps where number = 1", "DB.E003", "step 2 where step 1"),
        ("update schema_steps set number = 5, min_binary = null where number = 2", "DB.E003", "step 5"),
    ] {
        let client = connect(&url).await;
        client.batch_execute("create table kept as table schema_steps").await.unwrap();
        client.batch_execute(change).await.unwrap();
        let Err(Refusal::Findings(findings)) = store.migrate(THREE, &clock()).await else { panic!("{change}") };
        assert!(findings.iter().any(|finding| finding.id == id && finding.observed.contains(words)), "{findings:?}");
        let back = "truncate schema_steps; insert into schema_steps table kept; drop table kept";
        client.batch_execute(back).await.unwrap();
    }
    assert_eq!(store.migrate(THREE, &clock()).await.unwrap(), [3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pt_06_ten_processes_at_once_apply_each_step_once_and_all_end_well() {
    for _ in 0..if is_long() { 100 } else { 5 } {
        let Some((_database, url)) = empty() else { return };
        let mut processes = JoinSet::new();
        for _ in 0..10 {
            let store = small(&url);
            processes.spawn(async move {
                let done = store.migrate(THREE, &clock()).await.unwrap();
                assert_eq!(store.applied().await.unwrap().len(), 3);
                done
            });
        }
        let mut done: Vec<i64> = timeout(STUCK, processes.join_all()).await.unwrap().concat();
        done.sort_unstable();
        assert_eq!(done, [1, 2, 3]);
        assert_eq!(state(&url).await, whole(3));
    }
}

#[tokio::test]
async fn pt_04_a_line_that_breaks_at_any_request_leaves_the_old_or_the_new() {
    if postgres::server().is_none() {
        return;
    }
    let mut breaks = 0;
    for deliver_last in [true, false] {
        for at in 1.. {
            let Some((_database, url)) = empty() else { return };
            let wire = Wire::start(&url).await;
            let store = small(&wire.through(&url));
            store.ping().await.unwrap();
            wire.cut_after(at, deliver_last);
            let outcome = timeout(STUCK, store.migrate(THREE, &clock())).await.unwrap();
            let is_over = outcome.is_ok();
            drop(store);
            let seen = timeout(STUCK, settled(&url)).await.unwrap();
            assert!((0..=3).any(|count| seen == whole(count)), "request {at}: {seen:?}");
            small(&url).migrate(THREE, &clock()).await.unwrap();
            assert_eq!(state(&url).await, whole(3), "request {at}");
            if is_over {
                break;
            }
            breaks += 1;
        }
    }
    assert!(breaks > 40, "{breaks} requests");
}

/// The state once the server has noticed that the line broke.
async fn settled(url: &str) -> (Vec<String>, i64, Vec<i64>) {
    let client = connect(url).await;
    let others = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    while client.query_one(others, &[]).await.unwrap().get::<_, i64>(0) > 0 {}
    state(url).await
}

#[tokio::test]
async fn a_step_does_not_queue_for_ever_behind_a_reader() {
    let Some(library) = Served::open().await else { return };
    let more = "alter table shelves add more {text};\n";
    let both: &[Step] = vec![steps()[0], Step { number: 2, name: "more", text: more }].leak();
    let store = open(&library.url, &Options { lock_timeout: Duration::from_millis(50), ..Options::default() });
    let reader = library.stranger().await;
    reader.batch_execute("begin; select * from shelves").await.unwrap();
    let Err(Refusal::Failed(held)) = store.migrate(both, &library.clock).await else { panic!() };
    assert!(held.is_transient(), "{held}");
    reader.batch_execute("commit").await.unwrap();
    assert_eq!(store.migrate(both, &library.clock).await.unwrap(), [2]);
}
