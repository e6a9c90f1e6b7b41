//! A role without any privileges but its own database, as a careful operator gives the program one.
use crate::library::{clock, shelf, steps};
use crate::postgres::place::{connect, end_sessions, open, with_login};
use std::hash::{BuildHasher, RandomState};
use store::{Batch, Options, Store};
use testkit::postgres::Database;

/// A role without any privileges but its own database, and that database with the schema in it.
pub(crate) struct Owned {
    pub role: String,
    pub server: String,
    database: Option<Database>,
}

impl Owned {
    pub(crate) async fn new(server: String) -> Self {
        let role = format!("app_{:x}", RandomState::new().hash_one(()));
        let database = Database::fresh(&server, None).unwrap();
        let name = name_of(&database);
        let owner = format!("create role {role} login password '{role}'; alter database {name} owner to {role}");
        let administrator = connect(&server).await;
        for statement in owner.split("; ") {
            administrator.batch_execute(statement).await.unwrap();
        }
        let inside = connect(&database.url()).await;
        inside.batch_execute(&format!("grant create on schema public to {role}")).await.unwrap();
        let owned = Self { role, server, database: Some(database) };
        let store = owned.store(owned.database.as_ref().unwrap());
        store.migrate(steps(), &clock()).await.unwrap();
        store.write(Batch::new().insert(&shelf(&clock(), "north"))).await.unwrap();
        store.close().await;
        end_sessions(&owned.server, &name_of(owned.database.as_ref().unwrap())).await;
        owned
    }

    /// The URL of a database as the role sees it.
    pub(crate) fn url(&self, database: &Database) -> String {
        with_login(&database.url(), &format!("{0}:{0}", self.role))
    }

    pub(crate) fn store(&self, database: &Database) -> Store {
        open(&self.url(database), &Options { pool_size: 2, ..Options::default() })
    }

    /// A copy of the database, with the privileges that the role has in the original.
    pub(crate) async fn copy(&self) -> Database {
        let source = name_of(self.database.as_ref().unwrap());
        let copy = Database::fresh(&self.server, Some(&source)).unwrap();
        let grant = format!("alter database {} owner to {}", name_of(&copy), self.role);
        connect(&self.server).await.batch_execute(&grant).await.unwrap();
        copy
    }

    pub(crate) async fn end(mut self) {
        drop(self.database.take());
        connect(&self.server).await.batch_execute(&format!("drop role {}", self.role)).await.unwrap();
    }
}

pub(crate) fn name_of(database: &Database) -> String {
    let url = database.url();
    url.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned()
}
