//! One PostgreSQL database per test.
use super::{client, url};
use std::fmt::Display;
use std::hash::{BuildHasher, RandomState};
use std::io;
use tokio_postgres::Client;

/// A database of its own on a server, dropped with the value.
pub struct Database {
    server: String,
    name: String,
}

/// One lock of the whole server, so that of many test processes one fills a template and the others wait for it.
const LOCK_TEMPLATES: &str = "select pg_advisory_lock(7134862590412)";

impl Database {
    /// Creates a database with a name of its own: empty, or a copy of a template.
    pub fn fresh(base_url: &str, template: Option<&str>) -> io::Result<Self> {
        let name = format!("test_{}_{:016x}", std::process::id(), RandomState::new().hash_one(()));
        client::wait(|| async {
            let client = client::connect(base_url).await?;
            let strategy = strategy(&client).await?;
            let source = quoted(template.unwrap_or("template0"));
            client::run(&client, &format!("create database {} template {source} {strategy}", quoted(&name))).await
        })?;
        Ok(Database { server: base_url.to_owned(), name })
    }

    /// Makes the template `name` unless it is there: `fill` gets the URL of an empty database, and no other process sees it half filled.
    pub fn template<F, E>(base_url: &str, name: &str, fill: impl FnOnce(String) -> F + Send) -> io::Result<()>
    where
        F: Future<Output = Result<(), E>>,
        E: Display,
    {
        client::wait(|| async {
            let client = client::connect(base_url).await?;
            client::run(&client, LOCK_TEMPLATES).await?;
            // The lock goes with the connection, also when filling fails or panics.
            match is_template(&client, name).await? {
                true => Ok(()),
                false => make(&client, name, fill(url::with_database(base_url, name))).await,
            }
        })
    }

    /// Runs a statement in it, outside any transaction.
    pub fn run(&self, statement: &str) -> io::Result<()> {
        run(&self.url(), statement)
    }

    /// Lets whoever connects from now on own what they make, and see nothing of the connections of others.
    pub fn restrict(&self) -> io::Result<()> {
        let role = quoted(&self.name);
        let then = format!("alter database {role} owner to {role}; alter database {role} set role to {role}");
        self.run(&format!("create role {role}; {then}"))
    }

    /// The URL of this database.
    pub fn url(&self) -> String {
        url::with_database(&self.server, &self.name)
    }
}

/// Runs statements in the database of that URL.
pub fn run(url: &str, statements: &str) -> io::Result<()> {
    client::wait(|| async { client::run(&client::connect(url).await?, statements).await })
}

/// A transaction that has a number and does not end until this is dropped.
pub struct AtWork(#[expect(dead_code, reason = "the transaction lasts as long as its connection")] Client);

impl AtWork {
    /// Begins one in the database of that URL.
    pub async fn begin(url: &str) -> io::Result<Self> {
        let client = client::connect(url).await?;
        client::run(&client, "begin; select pg_current_xact_id()").await?;
        Ok(Self(client))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let name = quoted(&self.name);
        let (database, role) =
            (format!("drop database if exists {name} with (force)"), format!("drop role if exists {name}"));
        let dropped = client::wait(|| async {
            let client = client::connect(&self.server).await?;
            client::run(&client, &database).await?;
            client::run(&client, &role).await
        });
        if let Err(error) = dropped {
            eprintln!("the database {} is left behind: {error}", self.name);
        }
    }
}

/// Copying files beats writing them to the log by four where the server does not flush, and loses where it does.
async fn strategy(client: &Client) -> io::Result<&'static str> {
    let question = "select current_setting('server_version_num')::int >= 150000 and current_setting('fsync') = 'off'";
    let copies = client.query_one(question, &[]).await.map_err(client::failure)?.get(0);
    Ok(if copies { "strategy file_copy" } else { "" })
}

async fn is_template(client: &Client, name: &str) -> io::Result<bool> {
    let found = "select 1 from pg_database where datname = $1 and datistemplate";
    Ok(client.query_opt(found, &[&name]).await.map_err(client::failure)?.is_some())
}

async fn make<E: Display>(client: &Client, name: &str, fill: impl Future<Output = Result<(), E>>) -> io::Result<()> {
    let name = quoted(name);
    client::run(client, &format!("drop database if exists {name} with (force)")).await?;
    client::run(client, &format!("create database {name} template template0")).await?;
    fill.await.map_err(|error| io::Error::other(format!("the template {name} could not be filled: {error}")))?;
    client::run(client, &format!("alter database {name} with is_template true allow_connections false")).await?;
    // A copy is refused while anybody is connected to its source.
    let cut = format!(
        "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{}'",
        &name[1..name.len() - 1]
    );
    client::run(client, &cut).await
}

/// A name as an identifier; the names of tests need no escapes.
fn quoted(name: &str) -> String {
    let plain = |letter: char| letter == '_' || letter.is_ascii_digit() || letter.is_ascii_lowercase();
    assert!(name.len() < 64 && name.chars().all(plain), "a database is named by up to 63 of a-z, 0-9 and _: {name}");
    format!("\"{name}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment;
    use crate::postgres::{Cluster, may_run};
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// The server of the run, else one of our own.
    fn server() -> Option<(Option<Cluster>, String)> {
        if let Some(url) = environment::postgres_url() {
            return Some((None, url));
        }
        may_run(Cluster::available(), "PostgreSQL").then(|| {
            let cluster = Cluster::start().unwrap();
            let url = cluster.url("postgres");
            (Some(cluster), url)
        })
    }

    async fn answer(url: &str, question: &str) -> io::Result<Option<String>> {
        let client = client::connect(url).await?;
        Ok(client.query_opt(question, &[]).await.map_err(client::failure)?.map(|row| row.get(0)))
    }

    #[tokio::test]
    async fn a_fresh_database_is_its_own_and_gone_afterwards() {
        let Some((_cluster, server)) = server() else { return };
        let (one, two) = (Database::fresh(&server, None).unwrap(), Database::fresh(&server, None).unwrap());
        client::run(&client::connect(&one.url()).await.unwrap(), "create table note (id int)").await.unwrap();
        let question = "select relname::text from pg_class where relname = 'note'";
        assert_eq!(answer(&one.url(), question).await.unwrap().as_deref(), Some("note"));
        assert_eq!(answer(&two.url(), question).await.unwrap(), None);
        let held = client::connect(&one.url()).await.unwrap();
        let url = one.url();
        drop(one);
        assert!(client::run(&held, "select 1").await.is_err());
        assert!(client::connect(&url).await.is_err());
    }

    #[test]
    fn a_template_is_filled_once_however_many_ask() {
        let Some((_cluster, server)) = server() else { return };
        let name = format!("template_{}_{:x}", std::process::id(), RandomState::new().hash_one(()));
        let fills = AtomicUsize::new(0);
        let fill = async |url: String| {
            fills.fetch_add(1, Ordering::Relaxed);
            client::run(&client::connect(&url).await?, "create table note as select 'kept' as text").await
        };
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    Database::template(&server, &name, fill).unwrap();
                    let copy = Database::fresh(&server, Some(&name)).unwrap();
                    let text = client::wait(|| async { answer(&copy.url(), "select text from note").await });
                    assert_eq!(text.unwrap().as_deref(), Some("kept"));
                });
            }
        });
        assert_eq!(fills.into_inner(), 1);
        let remove = format!("alter database {name} is_template false; drop database {name}");
        client::wait(|| async {
            let client = client::connect(&server).await?;
            for statement in remove.split("; ") {
                client::run(&client, statement).await?;
            }
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn a_template_that_failed_half_way_is_made_anew() {
        let Some((_cluster, server)) = server() else { return };
        let cluster_only = Database::fresh(&server, None).unwrap();
        let name = cluster_only.name.clone();
        let failed = Database::template(&server, &name, async |url: String| {
            client::run(&client::connect(&url).await?, "create table half (id int)").await?;
            Err(io::Error::other("no more"))
        });
        assert!(failed.unwrap_err().to_string().contains("no more"));
        let question = "select relname::text from pg_class where relname = 'half'";
        Database::template(&server, &name, async |url: String| match answer(&url, question).await? {
            None => Ok(()),
            Some(left) => Err(io::Error::other(format!("{left} is left of the first attempt"))),
        })
        .unwrap();
        let release = format!("alter database {name} is_template false");
        client::wait(|| async { client::run(&client::connect(&server).await?, &release).await }).unwrap();
    }
}
