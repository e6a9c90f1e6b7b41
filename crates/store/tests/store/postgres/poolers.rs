//! PT-11: a pooler by session and by transaction, announced and not.
use crate::library::{Shelf, steps};
use crate::postgres::place::{Served, open};
use std::time::Duration;
use store::{Batch, Finding, Options, Pooler, Store, sql};
use testkit::postgres::{self, Bouncer, Pooling, may_run};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinSet,
    time::timeout,
};

/// A test that hangs has failed; nothing is measured.
const STUCK: Duration = Duration::from_secs(120);
/// How many processes share the pooler.
const PROCESSES: usize = 3;

struct Pooled {
    library: Served,
    bouncer: Bouncer,
    url: String,
}

impl Pooled {
    async fn start(pooling: Pooling, size: u32) -> Option<Self> {
        let server = postgres::server()?;
        if !may_run(Bouncer::available(), "pgbouncer") {
            return None;
        }
        let library = Served::on(&server).await;
        let bouncer = Bouncer::start(&server, pooling, size).unwrap();
        let url = bouncer.url(library.url.rsplit('/').next().unwrap());
        Some(Self { library, bouncer, url })
    }

    fn stores(&self, pooler: Pooler) -> Vec<Store> {
        let options = Options { pooler, pool_size: 4, ..Options::default() };
        (0..PROCESSES).map(|_| open(&self.url, &options)).collect()
    }
}

async fn pooler(store: &Store) -> Option<Finding> {
    let found = timeout(STUCK, store.examine(steps())).await.unwrap().unwrap().findings;
    found.into_iter().find(|finding| finding.subject == "pooler")
}

/// What three busy processes do: every request of theirs succeeds, or the test fails.
async fn work(library: &Served, stores: &[Store]) {
    let names = sql!((String,), (i64,), "select name from shelves where revision = $1 order by name");
    let mut processes = JoinSet::new();
    for (process, store) in stores.iter().enumerate() {
        for turn in 0..20 {
            let (store, mut shelf) = (store.clone(), library.shelf(&format!("{process} {turn}")));
            processes.spawn(async move {
                store.write(Batch::new().insert(&shelf)).await.unwrap();
                shelf.revision = 2;
                store.write(Batch::new().update(&shelf)).await.unwrap();
                assert_eq!(store.get::<Shelf>((shelf.id,)).await.unwrap(), Some(shelf.clone()));
                assert!(store.all(names, (2,)).await.unwrap().len() > turn / 100);
                assert!(!store.scan(names, (2,)).await.unwrap().is_empty());
                store.write(Batch::new().insert(&shelf)).await.unwrap_err();
            });
        }
    }
    timeout(STUCK, processes.join_all()).await.unwrap();
    assert_eq!(library.store.all(names, (2,)).await.unwrap().len(), PROCESSES * 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pt_11_a_pooler_by_transaction_serves_many_processes_over_one_connection() {
    for size in [1, 3] {
        let Some(pooled) = Pooled::start(Pooling::Transaction, size).await else { return };
        let stores = pooled.stores(Pooler::Transaction);
        for store in &stores {
            assert_eq!(timeout(STUCK, store.migrate(steps(), &pooled.library.clock)).await.unwrap().unwrap(), [0; 0]);
            let examination = timeout(STUCK, store.examine(steps())).await.unwrap().unwrap();
            assert_eq!(examination.findings, []);
        }
        work(&pooled.library, &stores).await;
        let prepared = sql!((i64,), (), sqlite: "select 0", postgres: "select count(*) from pg_prepared_statements");
        assert_eq!(stores[0].all(prepared, ()).await.unwrap(), [(0,)], "nothing is left behind in a connection");
        drop(pooled.bouncer);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pt_11_a_pooler_by_transaction_that_nobody_announced_is_refused_by_name() {
    for (size, said) in [(1, Pooler::None), (3, Pooler::None), (1, Pooler::Session), (3, Pooler::Session)] {
        let Some(pooled) = Pooled::start(Pooling::Transaction, size).await else { return };
        for store in pooled.stores(said) {
            let finding = pooler(&store).await.unwrap_or_else(|| panic!("{size} {said:?}"));
            assert!(finding.next.contains("database.pooler = \"transaction\""), "{finding:?}");
            assert_eq!(finding.id, "DB.E002");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pt_11_a_pooler_by_session_keeps_what_a_session_is_told() {
    let Some(pooled) = Pooled::start(Pooling::Session, 20).await else { return };
    let stores = pooled.stores(Pooler::Session);
    for store in &stores {
        assert_eq!(timeout(STUCK, store.examine(steps())).await.unwrap().unwrap().findings, []);
    }
    work(&pooled.library, &stores).await;
    let unannounced = pooler(&pooled.stores(Pooler::None)[0]).await.unwrap();
    assert!(unannounced.observed.contains("statement_timeout"), "{unannounced:?}");
}

#[tokio::test]
async fn pt_11_without_a_pooler_sessions_are_our_own() {
    let Some(library) = Served::open().await else { return };
    for said in [Pooler::None, Pooler::Session, Pooler::Transaction] {
        let store = open(&library.url, &Options { pooler: said, ..Options::default() });
        assert_eq!(pooler(&store).await, None, "{said:?}");
    }
}

#[tokio::test]
async fn pt_11_a_pooler_that_refuses_what_a_session_is_told_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            client.read_exact(&mut [0; 8]).await.unwrap();
            client.write_all(b"N").await.unwrap();
            let fields = b"SFATAL\0C08P01\0Munsupported startup parameter: options\0\0";
            client.write_all(b"E").await.unwrap();
            client.write_u32(fields.len() as u32 + 4).await.unwrap();
            client.write_all(fields).await.unwrap();
        }
    });
    let store = open(&format!("postgres://me@127.0.0.1:{port}/work"), &Options::default());
    let refused = timeout(STUCK, store.ping()).await.unwrap().unwrap_err();
    assert!(refused.to_string().contains("database.pooler") && !refused.is_transient(), "{refused}");
}
