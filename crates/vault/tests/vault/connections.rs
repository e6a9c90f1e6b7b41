//! A house with a table of connections, whose tokens are sealed.
use base::{Clock, Id, Secret};
use std::path::Path;
use store::{AppliedStep, Batch, Entity, Location, Options, Step, Store, Table, sql};
use tempfile::TempDir;
use testkit::each_database;
use vault::{Column, Place, Ring, Sealed, Vault, column};

/// A connection: one secret that is always there, and one that may be.
#[derive(Clone, Debug, PartialEq, Entity)]
#[table("connections", scope = house)]
pub(crate) struct Connection {
    #[key]
    pub id: Id,
    pub token: Sealed,
    pub seed: Option<Sealed>,
}

pub(crate) const TOKENS: Column = column!("connections", "token");
pub(crate) const SEEDS: Column = column!("connections", "seed");

pub(crate) static TABLES: &[&Table] = &store::schema([AppliedStep::TABLE, Connection::TABLE]);

fn steps() -> &'static [Step] {
    let shapes = store::shape::shapes(TABLES);
    let statements = shapes.iter().filter(|shape| shape.name != "schema_steps").flat_map(|shape| shape.create());
    let text = statements.map(|statement| statement + ";\n").collect::<String>();
    vec![Step { number: 1, name: "start", text: text.leak() }].leak()
}

pub(crate) fn clock() -> Clock {
    Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1)
}

/// A store, a ring in a folder of its own, and a vault.
pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
    pub(crate) ring: Ring,
    pub(crate) vault: Vault,
    pub(crate) clock: Clock,
}

/// Tells the same story over both databases.
pub(crate) async fn each_vault(story: impl AsyncFn(&House)) {
    each_database(async |location| {
        let house = House::at(&location, tempfile::tempdir().unwrap()).await;
        story(&house).await;
        house.store.close().await;
    })
    .await;
}

pub(crate) fn ring(folder: &Path) -> Ring {
    Ring::open_or_make(&Ring::path(folder), &clock()).unwrap()
}

pub(crate) fn token_of(row: Id) -> Place {
    Place { table: "connections", column: "token", row }
}

pub(crate) fn seed_of(row: Id) -> Place {
    Place { column: "seed", ..token_of(row) }
}

impl House {
    pub(crate) async fn at(location: &Location, folder: TempDir) -> Self {
        let (store, clock) = (Store::open(location, &Options::default(), TABLES).unwrap(), clock());
        store.migrate(steps(), &clock).await.unwrap();
        let ring = ring(folder.path());
        Self { store, folder, vault: Vault::new(ring.clone()), ring, clock }
    }

    /// A connection with these secrets.
    pub(crate) fn connection(&self, token: &str, seed: Option<&str>) -> Connection {
        let id = Id::new(&self.clock);
        let seal = |place, text: &str| self.vault.seal(place, &Secret::new(text)).unwrap();
        Connection { id, token: seal(token_of(id), token), seed: seed.map(|seed| seal(seed_of(id), seed)) }
    }

    /// So many connections, each with a token that tells them apart; every third has a seed.
    pub(crate) async fn fill(&self, count: usize) -> Vec<Id> {
        let mut ids = Vec::new();
        let numbers: Vec<usize> = (0..count).collect();
        for numbers in numbers.chunks(500) {
            let mut batch = Batch::new();
            for number in numbers {
                let seed = number.is_multiple_of(3).then(|| format!("seed {number}"));
                let connection = self.connection(&format!("token {number}"), seed.as_deref());
                ids.push(connection.id);
                batch = batch.insert(&connection);
            }
            self.store.write(batch).await.unwrap();
        }
        ids
    }

    pub(crate) async fn rows(&self) -> Vec<Connection> {
        self.store.scan(sql!(Connection, (), "order by id"), ()).await.unwrap()
    }

    /// What every secret is, as `(token, seed)`; all of them must open.
    pub(crate) async fn secrets(&self) -> Vec<(String, Option<String>)> {
        let open = |place, sealed: &Sealed| self.vault.open(place, sealed).unwrap().expose().to_owned();
        let rows = self.rows().await;
        let both = |row: &Connection| {
            (open(token_of(row.id), &row.token), row.seed.as_ref().map(|seed| open(seed_of(row.id), seed)))
        };
        rows.iter().map(both).collect()
    }
}
